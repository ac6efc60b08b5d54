//! The reader against a naive one, for any sequence of elements.

use cashier_core::codes::emv::{Element, Elements, EmvCode, EmvReport, LengthUnit, Tag, Template, Values, crc16};
use proptest::prelude::*;

/// Element by element, copied character by character; nothing if that is impossible.
fn naive(text: &str) -> Option<Vec<(u8, String)>> {
    let characters: Vec<char> = text.chars().collect();
    let mut rest = characters.as_slice();
    let mut elements = Vec::new();
    while !rest.is_empty() {
        let number = |pair: &[char]| {
            let digits = pair.iter().all(char::is_ascii_digit);
            pair.iter().collect::<String>().parse::<u8>().ok().filter(|_| digits)
        };
        let (tag, length) = (number(rest.get(..2)?)?, usize::from(number(rest.get(2..4)?)?));
        let value = rest.get(4..4 + length).filter(|value| !value.is_empty())?;
        elements.push((tag, value.iter().collect()));
        rest = &rest[4 + length..];
    }
    Some(elements).filter(|elements| !elements.is_empty())
}

/// Elements, most of them with their right lengths, and now and then something else.
fn texts() -> impl Strategy<Value = String> {
    let value = prop_oneof![3 => "[ -~]{1,99}", 1 => "[ -~éЖ字\u{1F35C}]{1,99}", 1 => "[0-9]{1,9}"];
    let right = (0..100_u8, value).prop_map(|(tag, value)| format!("{tag:02}{:02}{value}", value.chars().count()));
    let wrong = prop_oneof![Just(String::new()), "[0-9]{1,7}", "\\PC{0,9}"];
    (prop::collection::vec(right, 0..12), prop_oneof![3 => Just(String::new()), 1 => wrong])
        .prop_map(|(elements, rest)| elements.concat() + &rest)
}

fn sealed(body: &str) -> String {
    let body = format!("{body}6304");
    format!("{body}{:04X}", crc16(body.as_bytes()))
}

proptest! {
    #[test]
    fn elements_are_what_a_naive_reader_reads(text in texts()) {
        let read: Result<Vec<Element<'_>>, _> = Elements::new(&text, LengthUnit::Characters).collect();
        let expected = naive(&text);
        prop_assert_eq!(read.is_ok(), expected.is_some());
        let (read, expected) = (read.unwrap_or_default(), expected.unwrap_or_default());
        let pairs: Vec<_> = read.iter().map(|it| (it.tag.number(), it.value.to_owned())).collect();
        prop_assert_eq!(pairs, expected);
        prop_assert!(read.iter().all(|it| text[it.value_offset()..].starts_with(it.value)));
    }

    #[test]
    fn values_are_the_last_of_each_tag(text in texts()) {
        let values = Values::read(&text, LengthUnit::Characters).ok();
        let expected = naive(&text);
        prop_assert_eq!(values.is_some(), expected.is_some());
        for tag in (0..100).filter_map(Tag::new) {
            let last = expected.iter().flatten().rev().find(|(number, _)| *number == tag.number()).map(|(_, value)| value.as_str());
            prop_assert_eq!(values.as_ref().and_then(|it| it.get(tag)), last);
        }
        let tags: Vec<_> = values.iter().flat_map(Values::iter).map(|(tag, _)| tag).collect();
        prop_assert!(tags.is_sorted_by(|one, next| one < next));
    }

    #[test]
    fn a_sealed_sequence_is_a_code_whose_templates_are_read_alike(text in texts()) {
        let payload = sealed(&format!("000201{text}"));
        // The last length may swallow the CRC.
        let expected = naive(&payload).filter(|elements| elements.last().is_some_and(|(tag, value)| *tag == 63 && value.len() == 4));
        let code = EmvCode::parse(&payload).ok();
        prop_assert_eq!(code.is_some(), expected.is_some());
        let Some(code) = code else { return Ok(()) };
        for tag in (0..100).filter_map(Tag::new) {
            let expected = code.get(tag).and_then(naive);
            let template = code.template(tag);
            prop_assert_eq!(template.is_some(), expected.is_some());
            let pairs = |template: Template<'_>| -> Vec<_> {
                template.elements().map(|it| (it.tag.number(), it.value.to_owned())).collect()
            };
            prop_assert_eq!(&template.map(pairs), &expected);
            for sub in (0..100).filter_map(Tag::new) {
                let last = expected.iter().flatten().rev().find(|(number, _)| *number == sub.number()).map(|(_, value)| value.as_str());
                prop_assert_eq!(template.and_then(|template| template.get(sub)), last);
            }
            let account = code.account_templates().find(|(at, _)| *at == tag).map(|(_, template)| pairs(template));
            prop_assert_eq!(account, expected.filter(|_| tag.is_account_template()));
        }
    }

    #[test]
    fn one_changed_byte_of_a_code_makes_it_none(text in texts(), at in any::<prop::sample::Index>(), with in b'0'..=b'Z') {
        let payload = sealed(&format!("000201{text}"));
        let mut bytes = payload.clone().into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = with;
        if let Ok(changed) = String::from_utf8(bytes) {
            let same = changed.eq_ignore_ascii_case(&payload) && changed[..changed.len() - 4] == payload[..payload.len() - 4];
            prop_assert!(same || EmvCode::parse(&changed).is_err());
        }
    }

    #[test]
    fn the_crc_is_what_division_bit_by_bit_gives(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let bits = bytes.iter().flat_map(|byte| (0..8).rev().map(move |bit| u16::from(byte >> bit & 1)));
        let expected = bits.fold(0xFFFF_u16, |crc, bit| (crc << 1) ^ if (crc >> 15) ^ bit == 1 { 0x1021 } else { 0 });
        prop_assert_eq!(crc16(&bytes), expected);
    }

    #[test]
    fn no_text_panics_and_the_findings_of_form_are_among_those_of_emvco(text in prop_oneof![texts(), any::<String>(), "\\PC{0,300}"]) {
        let _ = EmvCode::parse(&text);
        let _ = Values::read(&text, LengthUnit::Bytes);
        let report = EmvReport::of(&text);
        prop_assert!(report.form.iter().all(|finding| report.findings.contains(finding)));
        prop_assert!(report.findings.is_sorted_by_key(|finding| finding.offset));
        prop_assert_eq!(report.profiles.iter().map(|it| it.scheme).collect::<Vec<_>>(), if report.well_formed { report.schemes.clone() } else { vec![] });
        prop_assert!(report.profiles.iter().all(|profile| profile.fits == profile.findings.is_empty()));
    }
}
