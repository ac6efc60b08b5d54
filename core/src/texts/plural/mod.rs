//! Plural forms: which ones a language has, and which one a number takes. Read by the build script too.

#[allow(clippy::nonminimal_bool, clippy::manual_range_patterns, reason = "the rules stand as CLDR writes them, relation by relation")]
mod rules;

/// A plural form by its CLDR name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum Category {
    Zero,
    One,
    Two,
    Few,
    Many,
    Other,
}

impl Category {
    /// Every form.
    pub const ALL: &'static [Self] = &[Self::Zero, Self::One, Self::Two, Self::Few, Self::Many, Self::Other];

    /// CLDR's name, as in files of texts.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Zero => "zero",
            Self::One => "one",
            Self::Two => "two",
            Self::Few => "few",
            Self::Many => "many",
            Self::Other => "other",
        }
    }
}

/// What the rules look at (UTS #35): of `1.50` the whole part 1, two decimals, 50, and 5 without the zeros at its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operands {
    i: u64,
    v: u32,
    f: u64,
    t: u64,
}

impl Operands {
    /// A number of `decimals` decimals, given in units of the last one.
    pub fn new(units: u64, decimals: u32) -> Self {
        let unit = 10_u64.saturating_pow(decimals);
        let (i, f) = (units.checked_div(unit).unwrap_or_default(), units.checked_rem(unit).unwrap_or_default());
        let mut t = f;
        while t > 0 && t.is_multiple_of(10) {
            t /= 10;
        }
        Self { i, v: decimals, f, t }
    }
}

/// The plural rules of a language.
#[derive(Clone, Copy)]
pub struct Rules {
    /// The forms that the language has, in CLDR's order; the last one is [`Category::Other`].
    pub categories: &'static [Category],
    select: fn(Operands) -> Category,
}

impl Rules {
    /// The rules of a language in a region; without rules of its own a language has one form.
    pub fn of(language: &str, region: Option<&str>) -> Self {
        let regional = region.and_then(|region| rules::of(&format!("{language}-{region}")));
        let one_form = Self { categories: &[Category::Other], select: |_| Category::Other };
        regional.or_else(|| rules::of(language)).unwrap_or(one_form)
    }

    /// The form that a number takes.
    pub fn select(self, number: Operands) -> Category {
        (self.select)(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// CLDR's own samples of `plurals.json`.
    #[test]
    fn numbers_take_the_form_that_cldr_says() {
        use Category::{Few, Many, One, Other, Two, Zero};
        for (language, units, decimals, form) in [
            ("en", 1, 0, One),
            ("en", 0, 0, Other),
            ("en", 100, 2, Other),
            ("ja", 1, 0, Other),
            ("bn", 50, 2, One),
            ("bn", 100, 2, One),
            ("fil", 4, 0, Other),
            ("fil", 3, 0, One),
            ("fil", 14, 1, Other),
            ("it", 1_000_000, 0, Many),
            ("it", 1_000_001, 0, Other),
            ("ru", 21, 0, One),
            ("ru", 22, 0, Few),
            ("ru", 12, 0, Many),
            ("ru", 15, 1, Other),
            ("ar", 0, 0, Zero),
            ("ar", 2, 0, Two),
            ("ar", 103, 0, Few),
            ("ar", 111, 0, Many),
            ("lv", 11, 0, Zero),
            ("lv", 1, 1, One),
            ("da", 1, 1, One),
            ("xx", 1, 0, Other),
        ] {
            assert_eq!(Rules::of(language, None).select(Operands::new(units, decimals)), form, "{language} {units} {decimals}");
        }
    }

    #[test]
    fn a_region_may_have_rules_of_its_own() {
        let zero = Operands::new(0, 0);
        assert_eq!(Rules::of("pt", Some("BR")).select(zero), Category::One);
        assert_eq!(Rules::of("pt", Some("PT")).select(zero), Category::Other);
    }

    #[test]
    fn a_rule_gives_only_forms_that_its_language_has() {
        for language in ["en", "it", "ar", "cy", "fil", "lv", "sl", "br", "gv", "kw", "mt", "he", "lt", "pl", "ro", "shi", "tzm"] {
            let rules = Rules::of(language, None);
            assert_eq!(rules.categories.last(), Some(&Category::Other));
            let found = |number| rules.categories.contains(&rules.select(number));
            assert!((0..=2_000_000).step_by(7).all(|n| found(Operands::new(n, 0)) && found(Operands::new(n, 2))), "{language}");
        }
    }
}
