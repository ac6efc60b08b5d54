//! Links into the wallet that carry a code (protocol section 21): where they come from is nobody's secret, so they are read strictly.

use super::{
    query::{parameter, percent_decoded},
    rules::MAX_CODE_CHARACTERS,
};
use crate::{
    redirect::{Host, RejectCode, check_url, web_host},
    secret::CodeValue,
};

/// The parameter that holds the code.
const CODE: &str = "codeValue";

/// A link that carries no code into this wallet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum LinkError {
    /// Not an address that parsers read alike.
    #[error("not a link: {0:?}")]
    Url(RejectCode),
    /// Neither a scheme nor a host of the wallet.
    #[error("not a link of the wallet")]
    NotOwn,
    /// No `codeValue`, or more than one.
    #[error("not exactly one code in the link")]
    NotOneCode,
    /// A code that cannot be read, is blank, or too long.
    #[error("the code in the link cannot be read")]
    Code,
}

/// The code in `url`: an https link of one of `own_hosts`, or of a host below one, or a link with one of `own_schemes`. It is
/// percent-decoded once; what it is, is for identification to say. A link begins a payment and never confirms one.
pub fn link_into_wallet(url: &str, own_schemes: &[String], own_hosts: &[String]) -> Result<CodeValue, LinkError> {
    check_url(url).map_err(LinkError::Url)?;
    let (scheme, rest) = url.split_once("://").ok_or(LinkError::Url(RejectCode::Scheme))?;
    let is_own = if scheme.eq_ignore_ascii_case("https") {
        let host = web_host(url).map_err(LinkError::Url)?;
        own_hosts.iter().filter_map(|own| Host::parse(own).ok()).any(|own| host.is_within(&own))
    } else {
        own_schemes.iter().any(|own| own.eq_ignore_ascii_case(scheme))
    };
    if !is_own {
        return Err(LinkError::NotOwn);
    }
    let value = only(rest).ok_or(LinkError::NotOneCode)?;
    let code = percent_decoded(value).filter(|code| !code.trim().is_empty() && code.chars().nth(MAX_CODE_CHARACTERS).is_none());
    code.map(CodeValue::new).ok_or(LinkError::Code)
}

/// Of two codes, the wallet and whoever looked at the link before it might take different ones.
fn only(rest: &str) -> Option<&str> {
    let value = parameter(rest, CODE)?;
    let (_, query) = rest.split('#').next()?.split_once('?')?;
    let count = query.split('&').filter(|pair| pair.split('=').next() == Some(CODE)).count();
    (count == 1).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(url: &str) -> Result<String, LinkError> {
        let own = |text: &str| vec![text.to_owned()];
        link_into_wallet(url, &own("wallet"), &own("wallet.example")).map(|code| code.expose().to_owned())
    }

    #[test]
    fn a_link_of_the_wallet_carries_a_code_that_is_decoded_once() {
        for (url, code) in [
            ("https://wallet.example/pay?codeValue=https%3A%2F%2Fqr.alipayplus.com%2F281666x", "https://qr.alipayplus.com/281666x"),
            ("HTTPS://Pay.Wallet.Example?a=1&codeValue=%2525+#codeValue=2", "%25+"),
            ("wallet://pay?codeValue=281666", "281666"),
            ("WALLET://?codeValue=281666", "281666"),
            ("wallet://pay?codeValue=wallet%3A%2F%2Fpay%3FcodeValue%3D1", "wallet://pay?codeValue=1"),
        ] {
            assert_eq!(read(url).as_deref(), Ok(code), "{url}");
        }
    }

    #[test]
    fn a_link_of_somebody_else_is_refused() {
        for url in [
            "https://notwallet.example/?codeValue=1",
            "https://wallet.example.evil.test/?codeValue=1",
            "otherwallet://pay?codeValue=1",
            "intent://wallet.example/?codeValue=1",
            "http://wallet.example/?codeValue=1",
        ] {
            assert_eq!(read(url), Err(LinkError::NotOwn), "{url}");
        }
        assert_eq!(read("https://u@wallet.example/?codeValue=1"), Err(LinkError::Url(RejectCode::Userinfo)));
        for url in ["wallet:pay?codeValue=1", "https:/wallet.example?codeValue=1", "codeValue=1", ""] {
            assert_eq!(read(url), Err(LinkError::Url(RejectCode::Scheme)), "{url}");
        }
        assert_eq!(link_into_wallet("https://wallet.example/?codeValue=1", &[], &[]), Err(LinkError::NotOwn));
    }

    #[test]
    fn a_link_without_exactly_one_readable_code_is_refused() {
        for query in ["", "?codevalue=1", "?x=1", "#?codeValue=1", "?codeValue=1&codeValue=2", "?codeValue=1&codeValue", "?codeValue"] {
            assert_eq!(read(&format!("wallet://pay{query}")), Err(LinkError::NotOneCode), "{query}");
        }
        for value in ["", "%20", "%FF", "%0A%09"] {
            assert_eq!(read(&format!("wallet://pay?codeValue={value}")), Err(LinkError::Code), "{value}");
        }
        assert_eq!(read("wallet://pay?codeValue=%zz"), Err(LinkError::Url(RejectCode::PercentEscape)));
        assert_eq!(read("wallet://pay?codeValue=a b"), Err(LinkError::Url(RejectCode::ForbiddenCharacter)));
        assert_eq!(read(&format!("wallet://pay?codeValue={}", "1".repeat(2_048))), Err(LinkError::Url(RejectCode::TooLong)));
    }
}
