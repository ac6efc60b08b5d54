//! Which schemes a code names: one table of globally unique identifiers, and the few schemes that have none.

use super::{Elements, LengthUnit, Tag, Values};

/// Identifiers (sub-tag 00 of a merchant account template) and the scheme that registered them. They compare without case.
#[rustfmt::skip]
const IDENTIFIERS: &[(&str, &str)] = &[
    ("SG.PAYNOW", "PayNow"),
    ("SG.SGQR", "SGQR"),
    ("SG.COM.NETS", "NETS"),
    ("SG.COM.DASH.WWW", "Dash"),
    ("SG.COM.EZLINK", "EZ-Link"),
    ("COM.GRAB", "GrabPay"),
    ("COM.QQ.WEIXIN.PAY", "WeChat Pay"),
    ("A0000006150001", "DuitNow"),
    ("A000000677010111", "PromptPay"),
    ("A000000677010112", "Thai bill payment"),
    ("ID.CO.QRIS.WWW", "QRIS"),
    ("ID.OR.GPNQR.WWW", "QRIS"),
    ("COM.GO-JEK.WWW", "QRIS"),
    ("ID.DANA.WWW", "QRIS"),
    ("ID.OVO", "QRIS"),
    ("A000000727", "VietQR"),
    ("A000000775", "VNPAY"),
    ("PH.PPMI.P2M", "QR Ph"),
    ("PH.PPMI.QRPH", "QR Ph"),
    ("COM.P2PQRPAY", "QR Ph"),
    ("JP.OR.PAYMENTSJAPAN", "JPQR"),
    ("HK.COM.HKICL", "FPS"),
    ("A000000524", "BharatQR"),
    ("FONEPAY.COM", "Fonepay"),
    ("BR.GOV.BCB.PIX", "PIX"),
    ("BR.GOV.BCB.SPI", "PIX"),
    ("KE.GO.QR", "KE-QR"),
    ("COM.MMQRPAY.WWW", "MMQR"),
    ("A005266284662577", "LAPNet"),
    ("MU.TAUCAS", "MauCAS"),
    ("COM.MERCADOLIBRE", "MercadoPago"),
    ("D4100000014010", "BC Card"),
    ("COM.ALIPAYPLUS", "Alipay+"),
    ("COM.ALIPAY", "Alipay+"),
    ("SG.ALIPAY.PLUS", "Alipay+"),
];

/// Names of the schemes of a code, each once, in the order in which the code names them; up to its first fault.
pub fn schemes(text: &str, unit: LengthUnit) -> Vec<&'static str> {
    let elements = || Elements::new(text, unit).flatten();
    let country = elements().filter(|it| it.tag == Tag::COUNTRY).last().map_or("", |it| it.value);
    let mut names = Vec::new();
    for element in elements().filter(|it| it.tag.is_account_template()) {
        let template = Values::read(element.value, unit).ok();
        let name = template.and_then(|template| template.get(Tag::FORMAT_INDICATOR)).and_then(|id| scheme(element.tag, id, country));
        if let Some(name) = name.filter(|name| !names.contains(name)) {
            names.push(name);
        }
    }
    names
}

fn scheme(tag: Tag, id: &str, country: &str) -> Option<&'static str> {
    let listed = IDENTIFIERS.iter().find(|(listed, _)| listed.eq_ignore_ascii_case(id)).map(|(_, name)| *name);
    let digits = |text: &str, length| text.len() == length && text.bytes().all(|b| b.is_ascii_digit());
    listed.or_else(|| match (tag.number(), country) {
        // `name@bank`
        (29 | 30, _) if is_bakong_account(id) => Some("KHQR"),
        (26, "LK") if digits(id, 28) => Some("LankaQR"),
        (28, "PK") if id.len() == 32 && id.bytes().all(|b| b.is_ascii_hexdigit()) => Some("Raast"),
        (26..=51, _) if id.strip_prefix("NCHL").is_some_and(|rest| digits(rest, 8)) => Some("NepalPay"),
        (26..=51, _) if is_qris_issuer(id) => Some("QRIS"),
        _ => None,
    })
}

fn is_bakong_account(id: &str) -> bool {
    let bank = id.split_once('@').filter(|(name, _)| !name.is_empty()).map(|(_, bank)| bank);
    bank.is_some_and(|bank| bank.len() == 4 && bank.bytes().all(|b| b.is_ascii_alphabetic()))
}

/// `ID.CO.<issuer>.WWW`
fn is_qris_issuer(id: &str) -> bool {
    let upper = id.to_ascii_uppercase();
    upper.strip_prefix("ID.CO.").and_then(|rest| rest.strip_suffix(".WWW")).is_some_and(|issuer| !issuer.is_empty())
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
    }

    #[test]
    fn the_table_is_in_one_case_and_has_no_doubles() {
        for (at, (id, _)) in IDENTIFIERS.iter().enumerate() {
            assert_eq!(*id, id.to_ascii_uppercase());
            assert!(IDENTIFIERS.iter().skip(at + 1).all(|(other, _)| other != id), "{id}");
        }
    }
}
