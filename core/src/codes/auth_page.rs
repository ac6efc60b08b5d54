//! Pages that want an auth code of the user: the OAuth URL of an aggregated code (protocol section 15, A25).

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::{
    link::WebLink,
    query::{parameter, percent_decoded},
};
use crate::secret::{CodeValue, Secret};

/// The parameter under which the page finds the code.
const AUTH_CODE: &str = "auth_code";

/// RFC 3986 unreserved characters stay.
const VALUE: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What an OAuth URL asks for, and where the container goes on with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthPage {
    /// Who asks.
    pub auth_client_id: String,
    /// What for.
    pub scopes: Vec<String>,
    /// The page that waits for the code; as good as an entry code.
    redirect_url: CodeValue,
}

impl AuthPage {
    /// Reads `authClientId`, `scopes` (with commas between them) and `redirectUrl`. The page may not bring a code of its own: the
    /// user would go on as somebody else.
    pub(super) fn parse(url: &str) -> Option<Self> {
        let rest = WebLink::parse(url)?.rest;
        let read = |name| parameter(rest, name).and_then(percent_decoded).filter(|value| !value.trim().is_empty());
        let redirect_url = read("redirectUrl")?;
        if parameter(WebLink::parse(&redirect_url)?.rest, AUTH_CODE).is_some() {
            return None;
        }
        let scopes = read("scopes").unwrap_or_default();
        Some(Self {
            auth_client_id: read("authClientId")?,
            scopes: scopes.split(',').map(str::trim).filter(|scope| !scope.is_empty()).map(str::to_owned).collect(),
            redirect_url: CodeValue::new(redirect_url),
        })
    }

    /// Where the container goes on.
    pub(crate) fn redirect_url(&self) -> &str {
        self.redirect_url.expose()
    }

    /// The host that gets the code, as [`Host`](crate::redirect::Host) writes it.
    pub fn redirect_host(&self) -> String {
        // It was read when the page was.
        WebLink::parse(self.redirect_url()).map_or_else(String::new, |link| link.host_name())
    }

    /// The same with the code in its query.
    pub(crate) fn with_code(&self, auth_code: &Secret) -> CodeValue {
        let url = self.redirect_url();
        let (page, fragment) = url.split_once('#').map_or((url, None), |(page, fragment)| (page, Some(fragment)));
        let between = match page.split_once('?') {
            None => "?",
            Some((_, query)) if query.is_empty() || query.ends_with('&') => "",
            Some(_) => "&",
        };
        let mut url = format!("{page}{between}{AUTH_CODE}=");
        url.extend(utf8_percent_encode(auth_code.expose(), VALUE));
        if let Some(fragment) = fragment {
            url.push('#');
            url.push_str(fragment);
        }
        CodeValue::new(url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(query: &str) -> Option<AuthPage> {
        AuthPage::parse(&format!("https://auth.example/oauth{query}"))
    }

    #[test]
    fn an_oauth_url_says_who_asks_what_for_and_where_it_goes_on() {
        let page = page("?scopes=auth_base,%20user_info,&authClientId=A%2F1&redirectUrl=https%3A%2F%2Fm.example%2Fin%3Fa%3D1&x=2").unwrap();
        assert_eq!((page.auth_client_id.as_str(), page.redirect_url()), ("A/1", "https://m.example/in?a=1"));
        assert_eq!(page.scopes, ["auth_base", "user_info"]);
        assert!(!format!("{page:?}").contains("m.example"));
    }

    #[test]
    fn the_host_that_gets_the_code_has_one_form() {
        for (url, host) in [
            ("https%3A%2F%2FM.Example%3A8443%2Fin", "m.example"),
            ("HTTPS%3A%2F%2Fm%C3%BCnchen.example", "xn--mnchen-3ya.example"),
            ("http%3A%2F%2F127.0.0.1%3A9000%2Fall", "127.0.0.1"),
        ] {
            assert_eq!(page(&format!("?authClientId=A&redirectUrl={url}")).unwrap().redirect_host(), host);
        }
    }

    #[test]
    fn without_a_client_or_a_page_to_go_on_with_there_is_nothing_to_fetch() {
        for query in [
            "",
            "?authClientId=A",
            "?redirectUrl=https%3A%2F%2Fm.example%2F",
            "?authClientId=%20&redirectUrl=https%3A%2F%2Fm.example%2F",
            "?authClientId=A&redirectUrl=shop%3A%2F%2Fm.example%2F",
            "?authClientId=A&redirectUrl=%FF",
            "?authClientId=A&redirectUrl=https%3A%2F%2Fm.example%2F%3Fauth_code%3Dmine",
        ] {
            assert_eq!(page(query), None, "{query}");
        }
        assert_eq!(page("?authClientId=A&redirectUrl=https%3A%2F%2Fm.example%2F").unwrap().scopes, Vec::<String>::new());
    }

    #[test]
    fn the_code_is_escaped_and_comes_before_the_fragment() {
        for (url, with_code) in [
            ("https://m.example", "https://m.example?auth_code=a-_1%2B%26"),
            ("https://m.example/in?a=1#top", "https://m.example/in?a=1&auth_code=a-_1%2B%26#top"),
            ("https://m.example/in?", "https://m.example/in?auth_code=a-_1%2B%26"),
        ] {
            let page = AuthPage { auth_client_id: "A".into(), scopes: vec![], redirect_url: CodeValue::new(url) };
            assert_eq!(page.with_code(&Secret::new("a-_1+&")).expose(), with_code);
        }
    }
}
