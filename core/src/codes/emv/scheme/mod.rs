//! Schemes: which ones a code names, and whether it keeps what they ask. What each one is and asks is data (`table.rs`).

mod form;
mod profile;
mod table;

use core::ops::RangeInclusive;

use form::Form;
pub use profile::{SchemeProfile, profiles};
use table::SCHEMES;

use super::{Element, LengthUnit, Tag, tree::Level};

/// A scheme of the table.
struct Scheme {
    name: &'static str,
    /// What it asks of the code.
    asks: &'static [Ask],
    /// How a code names it. The first sign that an element has counts.
    signs: &'static [Sign],
}

/// One way of naming a scheme.
struct Sign {
    place: Place,
    form: Form,
    /// Only in codes of this country (tag 58): for signs that are not registered anywhere.
    country: Option<&'static str>,
    /// Where the scheme wants the element to be.
    home: RangeInclusive<u8>,
    /// What the scheme asks of the element, with paths inside it.
    asks: &'static [Ask],
}

/// Where in the merchant account templates (26-51, 80-99) a sign is looked for. Numbers are tags.
enum Place {
    /// Sub-tag 00 of those in this range.
    Identifier(RangeInclusive<u8>),
    /// A sub-tag of one of them.
    SubTag(u8, u8),
    /// The whole value of one of them, which need not be a template then.
    Value(u8),
}

/// What a scheme asks. Paths are tags, one for each level.
enum Ask {
    /// The element is there and has the form.
    Must(&'static [u8], Form),
    /// If the element is there, it has the form.
    May(&'static [u8], Form),
    /// At least one of these elements is there.
    OneOf(&'static [u8]),
    /// A dynamic code (01 is 12) has an amount.
    AmountIfDynamic,
}

/// An element that names a scheme.
struct Named<'a> {
    scheme: &'static Scheme,
    sign: &'static Sign,
    element: Element<'a>,
}

/// Names of the schemes of a code, each once, in the order in which the code names them; up to its first fault.
pub fn schemes(text: &str, unit: LengthUnit) -> Vec<&'static str> {
    let mut names = Vec::new();
    for Named { scheme, .. } in named(&Level::root(text, unit)) {
        if !names.contains(&scheme.name) {
            names.push(scheme.name);
        }
    }
    names
}

fn named<'a>(root: &Level<'a>) -> impl Iterator<Item = Named<'a>> {
    let country = root.get(Tag::COUNTRY).map(|element| element.value);
    let root = root.clone();
    root.elements().filter(|element| element.tag.is_account_template()).flat_map(move |element| {
        let template = Some(root.below(&element)).filter(|level| level.fault().is_none());
        let sub_tag = move |tag| template.as_ref().and_then(|template| template.get(tag));
        let identifier = sub_tag(Tag::FORMAT_INDICATOR);
        let at = move |place: &Place| match place {
            Place::Identifier(range) if range.contains(&element.tag.number()) => identifier,
            Place::SubTag(tag, sub) if *tag == element.tag.number() => Tag::new(*sub).and_then(&sub_tag),
            Place::Value(tag) if *tag == element.tag.number() => Some(element),
            _ => None,
        };
        let has = move |sign: &&Sign| {
            (sign.country.is_none() || sign.country == country) && at(&sign.place).is_some_and(|it| sign.form.takes(it.value))
        };
        SCHEMES.iter().filter_map(move |scheme| Some(Named { scheme, sign: scheme.signs.iter().find(&has)?, element }))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<&'static str> {
        schemes(text, LengthUnit::Characters)
    }

    #[test]
    fn a_national_code_lists_every_scheme_inside_it_once() {
        let text = "00020126130009sg.paynow27120008COM.GRAB28130009SG.PAYNOW51110007SG.SGQR5802SG";
        assert_eq!(of(text), ["PayNow", "GrabPay", "SGQR"]);
    }

    #[test]
    fn schemes_without_an_identifier_are_known_by_tag_form_and_country() {
        assert_eq!(of("29140010stall@exzz5802KH"), ["KHQR"]);
        assert_eq!(of("26140010stall@exzz5802KH"), [""; 0]);
        let token = "0123456789ABCDEF0123456789abcdef";
        assert_eq!(of(&format!("28360032{token}5802PK")), ["Raast"]);
        assert_eq!(of(&format!("28360032{token}5802IN")), [""; 0]);
        assert_eq!(of(&format!("26320028{}5802LK", "1".repeat(28))), ["LankaQR"]);
        assert_eq!(of("26160012NCHL12345678"), ["NepalPay"]);
        assert_eq!(of("26210017ID.CO.EXAMPLE.WWW"), ["QRIS"]);
        assert_eq!(of(&format!("3932{token}5802PE")), ["Yape"]);
        assert_eq!(of(&format!("3932{token}5802AR")), [""; 0]);
    }

    #[test]
    fn an_identifier_inside_a_template_that_does_not_parse_names_nothing() {
        assert_eq!(of("26140009SG.PAYNOWx5802SG"), [""; 0]);
    }
}
