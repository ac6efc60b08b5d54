//! The values of one level by tag.

use super::{Element, Elements, Fault, FaultKind, LengthUnit, Tag, Template, tag::TagSet};

/// The values of one level by tag; of a repeated tag the last one counts.
///
/// It keeps offsets only: a table of slices has 1,600 bytes, and clearing and moving those costs more than reading a code.
#[derive(Clone)]
pub struct Values<'a> {
    text: &'a str,
    unit: LengthUnit,
    tags: TagSet,
    /// Where the value of each of `tags` begins and ends.
    spans: [(u16, u16); 100],
}

impl<'a> Values<'a> {
    /// The values of a text that is a sequence of elements to its end.
    pub fn read(text: &'a str, unit: LengthUnit) -> Result<Self, Fault> {
        let mut values = Self::unread(text, unit.quickest_for(text));
        values.fill()?;
        Ok(values)
    }

    /// None yet. Who keeps the table has it filled where it is, because moving it takes as long as reading some elements.
    pub(super) fn unread(text: &'a str, unit: LengthUnit) -> Self {
        Self { text, unit, tags: TagSet::default(), spans: [(0, 0); 100] }
    }

    pub(super) fn fill(&mut self) -> Result<(), Fault> {
        let mut at = 0;
        while let Some(element) = Element::at(at, self.text, self.unit) {
            let (Ok(start), Ok(end)) = (u16::try_from(element.value_offset()), u16::try_from(element.end())) else {
                return Err(Fault { kind: FaultKind::TooFar, offset: at, tag: Some(element.tag) });
            };
            if let Some(span) = self.spans.get_mut(usize::from(element.tag.number())) {
                *span = (start, end);
            }
            self.tags.insert(element.tag);
            at = element.end();
            if at == self.text.len() {
                return Ok(());
            }
        }
        Err(Fault::at(at, self.text))
    }

    /// The value of `tag`.
    #[inline]
    pub fn get(&self, tag: Tag) -> Option<&'a str> {
        let (start, end) = *self.spans.get(usize::from(tag.number()))?;
        // No value is empty.
        self.text.get(usize::from(start)..usize::from(end)).filter(|value| !value.is_empty())
    }

    /// The element of `tag`.
    pub fn element(&self, tag: Tag) -> Option<Element<'a>> {
        let value = self.get(tag)?;
        let (start, _) = *self.spans.get(usize::from(tag.number()))?;
        Some(Element { tag, value, offset: usize::from(start).checked_sub(Element::HEAD)? })
    }

    /// Its elements in the order of the text, with the repeated ones.
    pub(super) fn elements(&self) -> Elements<'a> {
        Elements::new(self.text, self.unit)
    }

    /// All values in the order of their tags.
    pub fn iter(&self) -> impl Iterator<Item = (Tag, &'a str)> + '_ {
        self.tags.filter_map(|tag| Some((tag, self.get(tag)?)))
    }

    /// The template `tag`; nothing if it is absent or does not parse.
    pub(super) fn template(&self, tag: Tag) -> Option<Template<'a>> {
        Template::read(self.get(tag)?, self.unit)
    }

    /// The templates in which rules look for a merchant account, as far as they parse, in the order of their tags.
    pub(super) fn account_templates(&self) -> impl Iterator<Item = (Tag, Template<'a>)> + '_ {
        let templates = self.tags.intersection(TagSet::ACCOUNT_TEMPLATES);
        templates.filter_map(|tag| Some((tag, self.template(tag)?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str) -> Values<'_> {
        Values::read(text, LengthUnit::Characters).unwrap()
    }

    fn list<'a>(values: impl Iterator<Item = (Tag, &'a str)>) -> Vec<(u8, &'a str)> {
        values.map(|(tag, value)| (tag.number(), value)).collect()
    }

    #[test]
    fn the_last_repeat_counts() {
        let values = values("5902AA5902BB");
        assert_eq!(values.get(Tag(59)), Some("BB"));
        assert_eq!(list(values.iter()), [(59, "BB")]);
        assert_eq!(values.elements().count(), 2);
    }

    #[test]
    fn values_are_in_the_order_of_their_tags() {
        assert_eq!(list(values("9902é90002016401x5802JP").iter()), [(0, "01"), (58, "JP"), (64, "x"), (99, "é9")]);
        assert_eq!(values("5802JP").get(Tag(0)), None);
    }

    #[test]
    fn account_templates_are_those_that_parse() {
        let text = "2705000ab26070003ONE62070003TWO51140003OLD0003NEW800801044444990700031AB";
        let values = values(text);
        let identifiers = values.account_templates().filter_map(|(tag, template)| Some((tag, template.get(Tag(0))?)));
        assert_eq!(list(identifiers), [(26, "ONE"), (51, "NEW"), (99, "1AB")]);
    }

    #[test]
    fn a_table_reaches_65_535_bytes_far() {
        let element = |length: usize| format!("01{length:02}{}", "x".repeat(length));
        // 655 elements of 100 bytes, and one that ends at 65,535.
        let text = element(96).repeat(655) + &element(31);
        assert!(Values::read(&text, LengthUnit::Characters).is_ok());
        let fault = Values::read(&(text + &element(1) + &element(1)), LengthUnit::Characters).map(drop).unwrap_err();
        assert_eq!((fault.kind, fault.offset), (FaultKind::TooFar, 65_535));
    }
}
