//! Match expressions: what a rule says of one EMV value.

use super::regex::{PatternError, Room, Steps, WholePattern};

/// One expression (protocol section 8.5). All but the two about presence fail for an absent value.
#[derive(Clone, Debug)]
pub(super) enum Expression {
    /// `S<x>`
    Starts(String),
    /// `C<x>`
    Contains(String),
    /// `R<re>`: the whole value matches.
    Matches(WholePattern),
    /// `N<NULL>`
    Absent,
    /// `N<NOT_NULL>`
    Present,
    /// Any other `N<..>`
    Never,
    /// Anything else, literally.
    Equals(String),
}

impl Expression {
    pub(super) fn parse(text: &str, room: &Room) -> Result<Self, PatternError> {
        Ok(match tagged(text) {
            Some(('S', inner)) => Self::Starts(inner.to_owned()),
            Some(('C', inner)) => Self::Contains(inner.to_owned()),
            Some(('R', inner)) => Self::Matches(WholePattern::new(inner, room)?),
            Some(('N', "NULL")) => Self::Absent,
            Some(('N', "NOT_NULL")) => Self::Present,
            Some(('N', _)) => Self::Never,
            _ => Self::Equals(text.to_owned()),
        })
    }

    /// Whether it takes longer than a comparison.
    pub(super) fn is_costly(&self) -> bool {
        matches!(self, Self::Matches(_))
    }

    /// The only value for which it holds, if there is one.
    pub(super) fn literal(&self) -> Option<&str> {
        match self {
            Self::Equals(literal) => Some(literal),
            _ => None,
        }
    }

    /// A pattern over its limit of steps does not hold.
    pub(super) fn holds(&self, value: Option<&str>, steps: &Steps) -> bool {
        let value = value.filter(|value| !value.is_empty());
        match (self, value) {
            (Self::Absent, value) => value.is_none(),
            (Self::Never, _) | (_, None) => false,
            (Self::Present, Some(_)) => true,
            (Self::Starts(start), Some(value)) => value.starts_with(start),
            (Self::Contains(part), Some(value)) => value.contains(part),
            (Self::Matches(pattern), Some(value)) => pattern.matches(value, steps).unwrap_or_default(),
            (Self::Equals(literal), Some(value)) => value == literal,
        }
    }
}

/// `X<inner>`: the letter in upper case, and what is inside.
pub(super) fn tagged(text: &str) -> Option<(char, &str)> {
    let mut chars = text.chars();
    let letter = chars.next().filter(char::is_ascii_alphabetic)?;
    let inner = chars.as_str().strip_prefix('<')?.strip_suffix('>')?;
    Some((letter.to_ascii_uppercase(), inner))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::rules::limits::MAX_STEPS;

    fn holds(expression: &Expression, value: Option<&str>) -> bool {
        expression.holds(value, &Steps::new(MAX_STEPS))
    }

    #[test]
    fn every_form_holds_for_what_it_says() {
        for (expression, holding, failing) in [
            ("S<281>", vec!["281", "2819"], vec!["28", "0281"]),
            ("s<aB>", vec!["aBc"], vec!["AbC"]),
            ("S<>", vec!["x"], vec![]),
            ("C<HOOK>", vec!["HOOK", "THE HOOK"], vec!["hook"]),
            ("R<9704[0-9]{2}>", vec!["970499"], vec!["9704999", "x970499"]),
            ("R<(?!0000)[0-9]{4}>", vec!["5814"], vec!["0000"]),
            ("R<a|ab>", vec!["a", "ab"], vec!["abc"]),
            ("r<x>>", vec!["x>"], vec!["x"]),
            ("N<NOT_NULL>", vec!["0"], vec![]),
            ("n<NOT_NULL>", vec!["0"], vec![]),
            ("N<NULL>", vec![], vec!["0"]),
            ("N<null>", vec![], vec!["null", "0"]),
            ("N<>", vec![], vec!["0"]),
            ("com.alipayplus", vec!["com.alipayplus"], vec!["COM.ALIPAYPLUS", "com.alipayplus2"]),
            ("X<y>", vec!["X<y>"], vec!["y"]),
            ("S<281", vec!["S<281"], vec!["281"]),
            ("S281>", vec!["S281>"], vec!["281"]),
            ("SS<x>", vec!["SS<x>"], vec!["x"]),
            ("é<x>", vec!["é<x>"], vec!["x"]),
        ] {
            let parsed = Expression::parse(expression, &Room::new(100)).unwrap();
            holding.iter().for_each(|value| assert!(holds(&parsed, Some(value)), "{expression} {value}"));
            failing.iter().for_each(|value| assert!(!holds(&parsed, Some(value)), "{expression} {value}"));
        }
    }

    #[test]
    fn an_absent_value_holds_only_for_null() {
        for expression in ["S<>", "C<>", "R<.*>", "N<NOT_NULL>", "N<x>", "", "x"] {
            assert!(!holds(&Expression::parse(expression, &Room::new(100)).unwrap(), None), "{expression}");
        }
        assert!(holds(&Expression::parse("N<NULL>", &Room::new(100)).unwrap(), None));
        assert!(holds(&Expression::parse("n<NULL>", &Room::new(100)).unwrap(), Some("")));
    }

    #[test]
    fn a_wrong_pattern_is_told() {
        assert!(Expression::parse("R<(>", &Room::new(100)).is_err());
    }
}
