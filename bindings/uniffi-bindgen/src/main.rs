//! The UniFFI generator, in exactly the version of the library.

fn main() {
    uniffi::uniffi_bindgen_main();
}
