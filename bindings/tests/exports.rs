//! Rules of the border that the compiler does not know.

use std::{fs, path::Path};

fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.path().is_dir() {
            sources(&entry.path(), found);
        } else {
            found.push((entry.path().display().to_string(), fs::read_to_string(entry.path()).unwrap()));
        }
    }
}

/// Everything from an export attribute to the closing brace of its item.
fn exports(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices("#[uniffi::export").map(|(at, _)| {
        let rest = &text[at..];
        rest.find("\n}").map_or(rest, |end| &rest[..end])
    })
}

#[test]
fn every_export_with_an_async_function_names_its_runtime() {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let mut seen = 0;
    for (file, text) in &files {
        for export in exports(text).filter(|export| export.contains("async fn")) {
            seen += 1;
            let attribute = export.lines().next().unwrap();
            // Without it a future that needs tokio panics when it is first polled.
            assert!(attribute.contains("async_runtime = \"tokio\""), "{file}: {attribute}");
        }
    }
    assert!(seen >= 4, "only {seen} found: the search is wrong");
}

#[test]
fn no_error_has_a_field_named_message_or_is_flat() {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    for (file, text) in files.iter().filter(|(_, text)| text.contains("uniffi::Error")) {
        // The first does not compile in Kotlin, the second aborts the process when a host throws.
        assert!(!text.contains("message:") && !text.contains("flat_error"), "{file}");
    }
}
