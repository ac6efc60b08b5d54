//! Templates of URLs: `dynamicUrlExpression` with its placeholders (protocol section 8.7).

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::{limits::MAX_URL_BYTES, url::BuildError};

/// A template, read once.
#[derive(Clone, Debug)]
pub(super) struct Template {
    /// In front of the first placeholder.
    beginning: Box<str>,
    /// Every placeholder with the text behind it.
    parts: Vec<(Placeholder, Box<str>)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Placeholder {
    /// `${codeValue}`
    CodeValue,
    /// `${issuer}`
    Issuer,
    /// `${name}`, by its place among the names.
    Parameter(usize),
}

impl Template {
    /// Reads `text`; `names` are those of the parameters. A placeholder for nothing is an error (A31).
    pub(super) fn parse<'n>(text: &str, names: impl Iterator<Item = &'n str> + Clone) -> Result<Self, BuildError> {
        if text.is_empty() {
            return Err(BuildError::Method);
        }
        let mut texts = text.split("${");
        let beginning = texts.next().unwrap_or_default().into();
        let part = |text: &str| {
            let (name, behind) = text.split_once('}').ok_or(BuildError::LeftoverPlaceholder)?;
            let placeholder = match name {
                "codeValue" => Placeholder::CodeValue,
                "issuer" => Placeholder::Issuer,
                name => Placeholder::Parameter(names.clone().position(|it| it == name).ok_or(BuildError::LeftoverPlaceholder)?),
            };
            Ok((placeholder, behind.into()))
        };
        Ok(Self { beginning, parts: texts.map(part).collect::<Result<_, _>>()? })
    }

    /// The URL for these values; `values` are those of the parameters, in the order of their names.
    pub(super) fn fill(&self, code: &str, client_id: &str, values: &[&str]) -> Result<String, BuildError> {
        let mut url = String::with_capacity(self.beginning.len().saturating_add(code.len()).min(MAX_URL_BYTES));
        url.push_str(&self.beginning);
        for (placeholder, behind) in &self.parts {
            match placeholder {
                Placeholder::CodeValue => push_encoded(code, &mut url),
                // Taken as it is: the one value that may look like a placeholder itself.
                Placeholder::Issuer if client_id.contains("${") => return Err(BuildError::LeftoverPlaceholder),
                Placeholder::Issuer => url.push_str(client_id),
                Placeholder::Parameter(place) => push_encoded(values.get(*place).ok_or(BuildError::LeftoverPlaceholder)?, &mut url),
            }
            url.push_str(behind);
            if url.len() > MAX_URL_BYTES {
                break;
            }
        }
        if url.len() > MAX_URL_BYTES { Err(BuildError::TooLong) } else { Ok(url) }
    }
}

/// What stays in a URL: letters, digits, `-`, `_`, `.` and `*`.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'*');

fn push_encoded(text: &str, url: &mut String) {
    url.extend(utf8_percent_encode(text, ENCODED));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(template: &str, code: &str) -> Result<String, BuildError> {
        Template::parse(template, ["a", "b"].into_iter())?.fill(code, "ME/1", &["x y", "z"])
    }

    #[test]
    fn every_placeholder_has_its_value() {
        assert_eq!(
            filled("https://t.example/${b}?c=${codeValue}&i=${issuer}&a=${a}${a}", "#1").unwrap(),
            "https://t.example/z?c=%231&i=ME/1&a=x%20yx%20y"
        );
        assert_eq!(filled("https://t.example/$a{b}$", "1").unwrap(), "https://t.example/$a{b}$");
    }

    #[test]
    fn only_unreserved_characters_stay() {
        assert_eq!(filled("${codeValue}", "aZ09-_.*").unwrap(), "aZ09-_.*");
        assert_eq!(filled("${codeValue}", " ~+/é${x}").unwrap(), "%20%7E%2B%2F%C3%A9%24%7Bx%7D");
    }

    #[test]
    fn what_is_left_over_is_an_error() {
        for template in ["${c}", "${a", "${}", "${codevalue}", "${a${b}}", "a${"] {
            assert_eq!(filled(template, "1"), Err(BuildError::LeftoverPlaceholder), "{template}");
        }
        assert_eq!(filled("", "1"), Err(BuildError::Method));
        let template = Template::parse("${issuer}", core::iter::empty()).unwrap();
        assert_eq!(template.fill("1", "${codeValue}", &[]), Err(BuildError::LeftoverPlaceholder));
    }

    #[test]
    fn no_url_grows_beyond_bounds() {
        let long = "${codeValue}".repeat(10_000);
        assert_eq!(filled(&long, &"x".repeat(8_192)), Err(BuildError::TooLong));
        assert_eq!(filled(&"x".repeat(MAX_URL_BYTES), "1").unwrap().len(), MAX_URL_BYTES);
    }
}
