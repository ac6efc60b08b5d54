//! Patterns against what Java makes of them, and against their limits.

use percent_encoding::percent_decode_str;

use super::{SyntaxError as E, *};
use crate::codes::rules::limits::{MAX_INSTRUCTIONS, MAX_STEPS, MAX_STEPS_OF_A_MATCH};

/// One line a check; a Java machine is held against the same ones.
const JAVA: &str = include_str!("../../../../testdata/codes/java-regex.tsv");

fn room() -> Room {
    Room::new(MAX_INSTRUCTIONS)
}

fn verdict(pattern: &str, finds: bool, text: &str) -> String {
    let steps = Steps::new(MAX_STEPS);
    if finds {
        let Ok(pattern) = SearchPattern::new(pattern, &room()) else { return "refused".into() };
        let group = pattern.first_group(text, &steps).unwrap();
        return group.map_or("finds nothing".into(), |group| format!("finds {group}"));
    }
    let Ok(pattern) = WholePattern::new(pattern, &room()) else { return "refused".into() };
    let matches = pattern.matches(text, &steps).unwrap();
    assert!(!matches || text.starts_with(pattern.beginning()), "{text} does not begin with {}", pattern.beginning());
    if matches { "matches".into() } else { "fails".into() }
}

#[test]
fn patterns_mean_what_they_mean_in_java() {
    let mut checked = 0;
    for line in JAVA.lines().filter(|line| !line.starts_with('#')) {
        let [pattern, expected, text] = line.split('\t').collect::<Vec<_>>().try_into().unwrap();
        let text = percent_decode_str(text).decode_utf8().unwrap();
        assert_eq!(verdict(pattern, expected.starts_with("finds"), &text), expected, "{pattern} on {text:?}");
        checked += 1;
    }
    assert!(checked > 300);
}

#[test]
fn what_is_wrong_with_a_pattern_is_told() {
    for (pattern, error) in [
        ("(a", E::Unfinished),
        ("a)", E::Unopened),
        ("[a", E::Unfinished),
        ("a\\", E::Unfinished),
        ("*a", E::NothingToRepeat),
        ("a**", E::NothingToRepeat),
        ("(?i)*", E::NothingToRepeat),
        ("a{2}{3}", E::NothingToRepeat),
        ("|+", E::NothingToRepeat),
        ("a{3,2}", E::Repetition),
        ("a{8193}", E::Repetition),
        ("a{99999999999}", E::Repetition),
        ("a{,3}", E::Repetition),
        ("[b-a]", E::Range),
        (r"[a-\d]", E::Range),
        (r"\y", E::Escape),
        (r"\k<no>", E::Escape),
        (r"\uD83C", E::Escape),
        (r"(?<1>a)", E::Escape),
        (r"\p{L}", E::Unsupported),
        (r"\G", E::Unsupported),
        ("(?u)a", E::Unsupported),
        ("(?x) a", E::Unsupported),
    ] {
        assert_eq!(WholePattern::new(pattern, &room()).unwrap_err(), PatternError::Syntax(error), "{pattern}");
    }
    assert_eq!(WholePattern::new(&"(".repeat(17), &room()).unwrap_err(), PatternError::Syntax(E::TooDeep));
    assert_eq!(WholePattern::new(&"[".repeat(900), &room()).unwrap_err(), PatternError::Syntax(E::TooDeep));
    assert_eq!(WholePattern::new(&"a".repeat(4_001), &room()).unwrap_err(), PatternError::TooLong);
    for pattern in ["((ab){1000}){1000}", "(?:(?:(?:){1000}){1000}){1000}x", "((x{0}){100}()?){1000}", r"(?<=a+)b", r"(a)(?<=\1)"] {
        assert_eq!(WholePattern::new(pattern, &room()).unwrap_err(), PatternError::Compile, "{pattern}");
    }
}

#[test]
fn a_match_costs_no_more_than_its_steps() {
    // Ends as the patterns do, or their outline would rule it out.
    let text = "a".repeat(8_000) + "xb";
    for pattern in ["(a*)*b", "(a+)+b", "(a|a)*b", r"(a|a(?=a))+\1b", "(.*)(.*)(.*)[y]b", "(?:.*a){9}[^x]b", "(?:(?=.*)(?=.*)(?=.*)a)*b"] {
        let steps = Steps::new(MAX_STEPS);
        assert_eq!(WholePattern::new(pattern, &room()).unwrap().matches(&text, &steps), Err(OverLimit), "{pattern}");
        assert_eq!(steps.left(), MAX_STEPS - MAX_STEPS_OF_A_MATCH, "{pattern}");
    }
    let search = SearchPattern::new("(a*)*b", &room()).unwrap();
    assert_eq!(search.first_group(&text, &Steps::new(MAX_STEPS)), Err(OverLimit));
    assert_eq!(search.first_group("ab", &Steps::new(3)), Err(OverLimit));
}

#[test]
fn long_codes_are_within_the_limit_of_usual_patterns() {
    let text = format!("https://shop.example/{}?id=7", "x".repeat(8_000));
    for pattern in ["https://shop\\.example/.*", "(?:(?!--).)*", r"https://\w+\.example/[^?]*\?id=\d", ".*id=7", "(h|t|p|.)*", r"(?:.)*?7"]
    {
        assert_eq!(WholePattern::new(pattern, &room()).unwrap().matches(&text, &Steps::new(MAX_STEPS)), Ok(true), "{pattern}");
    }
}

#[test]
fn a_beginning_is_as_long_as_it_is_sure() {
    for (pattern, beginning) in [
        ("ACQ-[0-9]{4}-.+", "ACQ-"),
        (r"^https:\/\/\S+\.a", "https://"),
        ("(ab)+c", "ab"),
        ("ab?c", "a"),
        ("(?i)ab", ""),
        ("(?i:a)b", ""),
        ("(?!x)ab|c", ""),
        ("(?!x)ab", "ab"),
        ("a{2}b", "a"),
        ("é(f|g)", "é"),
        ("(?>ab)c", "abc"),
        ("", ""),
    ] {
        assert_eq!(WholePattern::new(pattern, &room()).unwrap().beginning(), beginning, "{pattern}");
    }
}

#[test]
fn patterns_share_the_room_of_their_file() {
    let room = Room::new(1_000);
    assert!(WholePattern::new("(ab|c){100}", &room).is_ok());
    assert!(WholePattern::new("(ab|c){100}", &room).is_ok());
    assert_eq!(WholePattern::new("(ab|c){100}", &room).unwrap_err(), PatternError::Compile);
    assert!(WholePattern::new("abc", &room).is_ok());
}

#[test]
fn what_does_not_fit_the_outline_costs_no_steps() {
    let matches = |pattern: &str, text: &str| WholePattern::new(pattern, &room()).unwrap().matches(text, &Steps::new(0));
    assert_eq!(matches("^(?!0000)[0-9]{4}-.*", "x"), Ok(false));
    assert_eq!(matches("^(?!0000)[0-9]{4}-.*", "0000-"), Err(OverLimit));
}
