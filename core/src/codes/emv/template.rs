//! A value that is a sequence of elements itself.

use super::{Element, Elements, LengthUnit, Tag};

/// The elements of a template: a text that parses to its end.
///
/// Templates are short and asked for one or two elements: walking them is quicker than keeping a table.
#[derive(Clone, Copy)]
pub struct Template<'a> {
    text: &'a str,
    unit: LengthUnit,
}

impl<'a> Template<'a> {
    /// Reads `text` with lengths in `unit`; nothing if it does not parse.
    pub fn read(text: &'a str, unit: LengthUnit) -> Option<Self> {
        let unit = unit.quickest_for(text);
        let mut at = 0;
        while at < text.len() {
            at = Element::at(at, text, unit)?.end();
        }
        (at > 0).then_some(Self { text, unit })
    }

    /// The value of `tag`; of a repeated tag the last one counts.
    pub fn get(&self, tag: Tag) -> Option<&'a str> {
        let (mut at, mut value) = (0, None);
        while let Some(element) = Element::at(at, self.text, self.unit) {
            if element.tag == tag {
                value = Some(element.value);
            }
            at = element.end();
        }
        value
    }

    /// Its elements in the order of the text, with the repeated ones.
    pub fn elements(&self) -> impl Iterator<Item = Element<'a>> {
        Elements::new(self.text, self.unit).flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Template<'_>> {
        Template::read(text, LengthUnit::Characters)
    }

    #[test]
    fn the_last_repeat_counts() {
        let template = read("0003abc0102é90003xyz").unwrap();
        assert_eq!([0, 1, 2].map(|tag| template.get(Tag(tag))), [Some("xyz"), Some("é9"), None]);
        assert_eq!(template.elements().count(), 3);
    }

    #[test]
    fn what_does_not_parse_to_its_end_is_none() {
        for text in ["", "0", "0001", "0003abc0", "0000", "ab01x"] {
            assert!(read(text).is_none(), "{text}");
        }
    }
}
