//! The languages that the library carries.

use super::{
    shipped::{self, Shipped},
    tag::Tag,
};

macro_rules! languages {
    ($($(#[$attribute:meta])* $variant:ident = $tag:literal, $table:ident;)*) => {
        /// A language that the library carries: a file of `core/texts`.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
        #[allow(missing_docs)]
        pub enum Language {
            $($(#[$attribute])* $variant,)*
        }

        impl Language {
            /// Every carried language.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Its BCP 47 tag.
            pub fn tag(self) -> &'static str {
                match self { $(Self::$variant => $tag,)* }
            }

            pub(super) fn shipped(self) -> &'static Shipped {
                match self { $(Self::$variant => &shipped::$table,)* }
            }

            /// CLDR's names of currencies: a line of code and name, or names by plural form.
            pub(super) fn currency_names(self) -> &'static str {
                match self { $(Self::$variant => include_str!(concat!("../../cldr/currencies/", $tag, ".txt")),)* }
            }
        }
    };
}

languages! {
    #[default]
    English = "en", EN;
    SimplifiedChinese = "zh-Hans", ZH_HANS;
    TraditionalChinese = "zh-Hant", ZH_HANT;
    Japanese = "ja", JA;
    Korean = "ko", KO;
    Thai = "th", TH;
    Vietnamese = "vi", VI;
    Indonesian = "id", ID;
    Malay = "ms", MS;
    Filipino = "fil", FIL;
    Bengali = "bn", BN;
    Urdu = "ur", UR;
    Italian = "it", IT;
    German = "de", DE;
}

impl Language {
    /// The carried language that fits a BCP 47 tag best; English if none does.
    pub fn from_tag(tag: &str) -> Self {
        Self::carried(&Tag::parse(tag)).unwrap_or_default()
    }

    /// The carried language of `tag`, if there is one: in the script that it is carried in.
    pub(super) fn carried(tag: &Tag) -> Option<Self> {
        let general = |language: &Self| Tag::parse(language.tag());
        Self::ALL.iter().copied().find(|language| general(language).covers(tag))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_gets_the_language_that_its_reader_knows() {
        use Language::*;
        for (tag, language) in [
            ("zh-TW", TraditionalChinese),
            ("zh-HK", TraditionalChinese),
            ("zh-Hant-MO", TraditionalChinese),
            ("zh_Hant", TraditionalChinese),
            ("zh", SimplifiedChinese),
            ("zh-CN", SimplifiedChinese),
            ("zh-SG", SimplifiedChinese),
            ("zh-Hans-HK", SimplifiedChinese),
            ("in", Indonesian),
            ("in_ID", Indonesian),
            ("tl-PH", Filipino),
            ("fil", Filipino),
            ("ms-BN", Malay),
            ("ms-Arab", English),
            ("ur-IN", Urdu),
            ("bn-IN", Bengali),
            ("de-CH", German),
            ("en-IN", English),
            ("pt-BR", English),
            ("xx", English),
            ("", English),
            ("not a tag", English),
        ] {
            assert_eq!(Language::from_tag(tag), language, "{tag}");
        }
        for language in Language::ALL {
            assert_eq!(Language::from_tag(language.tag()), *language);
        }
    }

    #[test]
    fn every_language_names_the_same_currencies() {
        let codes = |language: Language| -> Vec<_> {
            language.currency_names().lines().filter(|line| !line.starts_with('#')).map(|line| line.get(..3).unwrap()).collect()
        };
        for language in Language::ALL {
            assert_eq!(codes(*language), codes(Language::English), "{language:?}");
        }
        for code in codes(Language::English) {
            code.parse::<crate::money::Currency>().unwrap();
        }
    }
}
