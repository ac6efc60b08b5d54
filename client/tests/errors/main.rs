//! docs/errors.md is what the code does: its tables are made here, by looking and by playing payments, and compared.

mod calls;
mod network;
mod payments;
mod reads;
#[path = "../support/mod.rs"]
mod support;

use std::path::Path;

/// `text` with each of these between its marks.
fn filled(mut text: String, tables: &[(&str, String)]) -> String {
    for (name, table) in tables {
        let (begin, end) = (format!("<!-- {name} -->\n"), format!("<!-- end of {name} -->"));
        let from = text.find(&begin).unwrap_or_else(|| panic!("no mark {begin}")) + begin.len();
        let to = from + text[from..].find(&end).unwrap_or_else(|| panic!("no mark {end}"));
        text.replace_range(from..to, table);
    }
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tables_in_the_documentation_are_what_the_code_does() {
    let (confirm, declines, step_up, orders, auth_codes, reads, availability) = tokio::join!(
        payments::confirmations(),
        payments::declines(),
        payments::step_ups(),
        payments::orders(),
        payments::auth_codes(),
        reads::reads(),
        reads::availability(),
    );
    let tables = [
        ("calls", calls::calls()),
        ("confirm", confirm),
        ("declines", declines),
        ("step-up", step_up),
        ("orders", orders),
        ("auth-codes", auth_codes),
        ("reads", reads),
        ("availability", availability),
    ];
    let document = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/errors.md");
    let text = std::fs::read_to_string(&document).unwrap();
    let made = filled(text.clone(), &tables);
    let copy = Path::new(env!("CARGO_TARGET_TMPDIR")).join("errors.md");
    std::fs::write(&copy, &made).unwrap();
    assert!(text == made, "docs/errors.md tells something else; if the change is meant, copy {} over it", copy.display());
}
