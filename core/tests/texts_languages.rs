//! The carried languages, held against English. What the build script refuses is not asked again here.

use std::collections::HashSet;

use cashier_core::texts::{Language, TextKey, Texts};

/// How English texts end, and how others do: in Japanese and Chinese with their own full stop, in Urdu with its own, in Bengali with
/// the danda. Thai has none.
fn is_sentence(text: &str) -> bool {
    text.ends_with(['.', '。', '۔', '।'])
}

/// Written in the letters of English.
fn is_latin(language: Language) -> bool {
    use Language::*;
    matches!(language, English | Vietnamese | Indonesian | Malay | Filipino | Italian | German)
}

fn every_text() -> impl Iterator<Item = (Language, TextKey, String)> {
    let of = |language: Language| TextKey::ALL.iter().map(move |key| (language, *key, Texts::of(language).text(*key).to_owned()));
    Language::ALL.iter().copied().flat_map(of)
}

#[test]
fn a_sentence_in_english_is_a_sentence_in_every_language() {
    let english = Texts::default();
    for (language, key, text) in every_text().filter(|(language, ..)| *language != Language::Thai) {
        assert_eq!(is_sentence(&text), is_sentence(english.text(key)), "{language:?} {}: {text}", key.as_str());
    }
}

#[test]
fn no_text_was_forgotten_in_english() {
    let english = Texts::default();
    // What names the brand is not translated, and what only puts values together has no words.
    let same_anywhere = [TextKey::Brand, TextKey::RowAmountAt];
    for (language, key, text) in every_text().filter(|(language, key, _)| !is_latin(*language) && !same_anywhere.contains(key)) {
        assert_ne!(text, english.text(key), "{language:?} {}", key.as_str());
        assert!(text.chars().any(|c| c.is_alphabetic() && !c.is_ascii()), "{language:?} {}: {text}", key.as_str());
    }
}

#[test]
fn few_texts_of_a_latin_language_are_english() {
    let english = Texts::default();
    for language in Language::ALL.iter().copied().filter(|language| is_latin(*language) && *language != Language::English) {
        let own = Texts::of(language);
        let same: Vec<_> = TextKey::ALL.iter().filter(|key| own.text(**key) == english.text(**key)).map(|key| key.as_str()).collect();
        assert!(same.len() <= 6, "{language:?}: {same:?}");
    }
}

#[test]
fn alipay_is_named_where_english_names_it() {
    let english = Texts::default();
    for (language, key, text) in every_text() {
        assert_eq!(text.contains("Alipay+"), english.text(key).contains("Alipay+"), "{language:?} {}: {text}", key.as_str());
    }
    assert!(every_text().filter(|(_, key, _)| *key == TextKey::Brand).all(|(.., text)| text == "Powered by Alipay+"));
}

#[test]
fn texts_fit_where_english_fits() {
    let english = Texts::default();
    for (language, key, text) in every_text() {
        let (own, reference) = (text.chars().count(), english.text(key).chars().count());
        // A label has one line; a sentence may wrap, and grows by less than its double.
        let most = if is_sentence(english.text(key)) { reference * 2 + 10 } else { reference * 2 + 16 };
        assert!(own <= most, "{language:?} {}: {own} characters, English has {reference}: {text}", key.as_str());
    }
    for key in [TextKey::ActionBack, TextKey::ActionCancel, TextKey::ActionDone, TextKey::ActionMerchant, TextKey::ActionRetry] {
        for language in Language::ALL {
            assert!(Texts::of(*language).text(key).chars().count() <= 24, "{language:?} {}", key.as_str());
        }
    }
}

#[test]
fn texts_have_no_doubled_blanks_and_no_typewriter_quotes() {
    for (language, key, text) in every_text() {
        assert!(!text.contains("  ") && !text.contains('"'), "{language:?} {}: {text}", key.as_str());
    }
}

#[test]
fn every_kind_of_code_has_a_sentence_of_its_own_in_every_language() {
    for language in Language::ALL {
        let texts = Texts::of(*language);
        let kinds: Vec<_> = TextKey::ALL.iter().filter(|key| key.as_str().starts_with("kind.")).map(|key| texts.text(*key)).collect();
        assert_eq!(kinds.iter().collect::<HashSet<_>>().len(), kinds.len(), "{language:?}");
    }
}

#[test]
fn tries_are_counted_as_the_language_does() {
    let tries = |language: Language, count| Texts::of(language).plural(TextKey::NoticeTriesLeft, count);
    assert_eq!(tries(Language::English, 1), "Wrong PIN. 1 try left.");
    assert_eq!(tries(Language::German, 2), "Falsche PIN. Sie haben noch 2 Versuche.");
    assert_eq!(tries(Language::Italian, 1), "PIN errato. Resta 1 tentativo.");
    assert_eq!(tries(Language::Bengali, 3), "ভুল পিন। আর ৩ বার চেষ্টা করতে পারবেন।");
    assert_eq!(tries(Language::Japanese, 1), "暗証番号が違います。あと 1 回入力できます。");
}
