//! Codes near those that the rules were made for.

use proptest::{
    collection::vec,
    prelude::*,
    sample::{Index, select},
};

/// One of the rules' codes, and what happens to it.
#[derive(Clone, Debug)]
pub struct Change {
    which: Index,
    at: Index,
    what: What,
}

#[derive(Clone, Debug)]
enum What {
    Nothing,
    Capitals,
    Insert(&'static str),
    Remove,
    Append(&'static str),
    UserInfo,
    Other(&'static str),
}

/// What happens to six codes of a case; most stay as they are.
pub fn changes() -> impl Strategy<Value = Vec<Change>> {
    let piece = || select(vec!["x", "0", "9", "@", ":", "/", ".", "\n", "é", "281", "\u{1F35C}"]);
    let what = prop_oneof![
        20 => Just(What::Nothing),
        1 => Just(What::Capitals),
        1 => piece().prop_map(What::Insert),
        1 => Just(What::Remove),
        1 => piece().prop_map(What::Append),
        1 => Just(What::UserInfo),
        1 => select(vec!["", " ", "hello", "https://evil.test/qr.acq.example/", "000201"]).prop_map(What::Other),
    ];
    vec((any::<Index>(), any::<Index>(), what).prop_map(|(which, at, what)| Change { which, at, what }), 6)
}

impl Change {
    pub fn of(&self, codes: &[String]) -> String {
        let code = self.which.get(codes);
        let mut chars: Vec<char> = code.chars().collect();
        let at = self.at.index(chars.len() + 1);
        match self.what {
            What::Nothing => {}
            What::Capitals => return code.to_ascii_uppercase(),
            What::Insert(piece) => drop(chars.splice(at..at, piece.chars())),
            What::Remove => drop(chars.drain(at..(at + 1).min(chars.len()))),
            What::Append(piece) => chars.extend(piece.chars()),
            What::UserInfo => return code.replacen("://", "://u:p@", 1),
            What::Other(other) => return other.to_owned(),
        }
        chars.into_iter().collect()
    }
}
