//! The table of schemes. A row states only what is known of a scheme's own rules from codes and public documents: a missing rule is
//! better than a wrong one.

use core::ops::RangeInclusive;

use super::{
    Ask::{self, AmountIfDynamic, May, Must, OneOf},
    Form::{self, Alphanumeric, Any, At, Base64, Begins, Date, Digits, Ends, Hex, Id, Is, Length, Letters, UrlWithoutScheme},
    Place::{Identifier, SubTag, Value},
    Scheme, Sign,
};

/// Templates that EMVCo leaves to payment networks.
const NETWORKS: RangeInclusive<u8> = 26..=51;

/// Any template in which a merchant account may be.
const ANYWHERE: RangeInclusive<u8> = 26..=99;

/// A registered identifier, known wherever it is, of which no rule is known.
const fn anywhere(ids: &'static [&'static str]) -> Sign {
    registered(ids, ANYWHERE, &[])
}

/// A registered identifier, known wherever it is; the scheme wants it in `home`.
const fn registered(ids: &'static [&'static str], home: RangeInclusive<u8>, asks: &'static [Ask]) -> Sign {
    Sign { place: Identifier(ANYWHERE), form: Id(ids), country: None, home, asks }
}

const fn country(code: &'static [&'static str]) -> Ask {
    Must(&[58], Is(code))
}

/// ISO 4217 numeric codes.
const fn currency(codes: &'static [&'static str]) -> Ask {
    Must(&[53], Is(codes))
}

/// An account of Bakong: `name@bank`.
const BAKONG_ACCOUNT: Form = At(&Letters(4, 4));

/// PAN of a merchant.
const QRIS_PAN: Ask = May(&[1], Begins("9360", &Digits(1, 95)));

/// Size of the merchant, from micro to public service.
const QRIS_CRITERIA: Ask = May(&[3], Is(&["UMI", "UKE", "UME", "UBE", "URE"]));

pub(super) static SCHEMES: &[Scheme] = &[
    Scheme {
        name: "PayNow",
        asks: &[country(&["SG"]), currency(&["702"])],
        signs: &[registered(
            &["SG.PAYNOW"],
            NETWORKS,
            // Kind of proxy (0 mobile, 2 company), proxy, whether the amount may be changed, end of validity.
            &[Must(&[1], Digits(1, 1)), Must(&[2], Any), May(&[3], Is(&["0", "1"])), May(&[4], Date)],
        )],
    },
    Scheme {
        name: "SGQR",
        asks: &[country(&["SG"])],
        // Identifier of the label, postal code, date of the version.
        signs: &[registered(&["SG.SGQR"], 51..=51, &[Must(&[1], Any), May(&[3], Digits(6, 6)), May(&[7], Date)])],
    },
    Scheme { name: "NETS", asks: &[country(&["SG"])], signs: &[registered(&["SG.COM.NETS"], NETWORKS, &[])] },
    Scheme { name: "Dash", asks: &[country(&["SG"])], signs: &[anywhere(&["SG.COM.DASH.WWW"])] },
    Scheme { name: "EZ-Link", asks: &[country(&["SG"])], signs: &[anywhere(&["SG.COM.EZLINK"])] },
    Scheme { name: "GrabPay", asks: &[], signs: &[anywhere(&["COM.GRAB"])] },
    Scheme { name: "WeChat Pay", asks: &[], signs: &[anywhere(&["COM.QQ.WEIXIN.PAY"])] },
    Scheme { name: "RemoPay", asks: &[], signs: &[anywhere(&["COM.REMOPAY"])] },
    Scheme { name: "Alipay", asks: &[], signs: &[anywhere(&["COM.ALIPAY.OPENAPI"])] },
    Scheme { name: "Alipay+", asks: &[], signs: &[anywhere(&["COM.ALIPAYPLUS", "COM.ALIPAY", "SG.ALIPAY.PLUS"])] },
    Scheme {
        name: "DuitNow",
        asks: &[country(&["MY"]), currency(&["458"])],
        // Number of the institution.
        signs: &[registered(&["A0000006150001"], 26..=27, &[Must(&[1], Digits(1, 99))])],
    },
    Scheme {
        name: "PromptPay",
        asks: &[country(&["TH"]), currency(&["764"])],
        signs: &[registered(
            &["A000000677010111"],
            29..=29,
            // Mobile number, national or tax identifier, wallet, bank account.
            &[OneOf(&[1, 2, 3, 4]), May(&[1], Digits(13, 13)), May(&[2], Digits(13, 13)), May(&[3], Digits(15, 15))],
        )],
    },
    Scheme {
        name: "TrueMoney",
        asks: &[country(&["TH"]), currency(&["764"])],
        // A wallet of PromptPay with the number of this one.
        signs: &[Sign { place: SubTag(29, 3), form: Begins("14000", &Digits(10, 10)), country: None, home: 29..=29, asks: &[] }],
    },
    Scheme {
        name: "Thai bill payment",
        asks: &[country(&["TH"]), currency(&["764"])],
        // Biller and its references.
        signs: &[registered(
            &["A000000677010112"],
            30..=30,
            &[Must(&[1], Digits(15, 15)), Must(&[2], Length(1, 20)), May(&[3], Length(1, 20))],
        )],
    },
    Scheme { name: "Thai payment innovation", asks: &[], signs: &[anywhere(&["A000000677012004", "A000000677010113"])] },
    Scheme {
        name: "QRIS",
        asks: &[country(&["ID"]), currency(&["360"]), AmountIfDynamic],
        signs: &[
            // The second one is of the time before QRIS.
            registered(&["ID.CO.QRIS.WWW", "ID.OR.GPNQR.WWW"], NETWORKS, &[QRIS_CRITERIA]),
            // Merchant PAN of the issuer.
            registered(&["COM.GO-JEK.WWW", "ID.DANA.WWW", "ID.OVO"], 26..=45, &[QRIS_PAN, QRIS_CRITERIA]),
            Sign {
                place: Identifier(NETWORKS),
                form: Begins("ID.CO.", &Ends(".WWW")),
                country: None,
                home: 26..=45,
                asks: &[QRIS_PAN, QRIS_CRITERIA],
            },
        ],
    },
    Scheme {
        name: "KHQR",
        asks: &[country(&["KH"]), currency(&["116", "840"]), AmountIfDynamic, May(&[99, 0], Digits(13, 13)), May(&[99, 1], Digits(13, 13))],
        signs: &[
            Sign { place: Identifier(29..=29), form: BAKONG_ACCOUNT, country: None, home: 29..=29, asks: &[] },
            // A merchant has its identifier and the bank that acquires for it.
            Sign {
                place: Identifier(30..=30),
                form: BAKONG_ACCOUNT,
                country: None,
                home: 30..=30,
                asks: &[Must(&[1], Any), Must(&[2], Any)],
            },
        ],
    },
    Scheme {
        name: "VietQR",
        asks: &[country(&["VN"]), currency(&["704"])],
        signs: &[registered(
            &["A000000727"],
            38..=38,
            // Bank and account, service.
            &[Must(&[1, 0], Digits(6, 6)), Must(&[1, 1], Length(1, 19)), May(&[2], Is(&["QRIBFTTA", "QRIBFTTC", "QRPUSH", "QRCASH"]))],
        )],
    },
    Scheme { name: "VNPAY", asks: &[country(&["VN"]), currency(&["704"])], signs: &[anywhere(&["A000000775"])] },
    Scheme { name: "SmartPay", asks: &[country(&["VN"])], signs: &[anywhere(&["COM.SMARTPAYVN"])] },
    Scheme {
        name: "QR Ph",
        asks: &[country(&["PH"]), currency(&["608"])],
        signs: &[
            // BIC of the bank; merchant or account.
            registered(&["PH.PPMI.P2M"], 28..=28, &[Must(&[1], Alphanumeric(8, 11)), OneOf(&[3, 4])]),
            registered(&["COM.P2PQRPAY"], 27..=27, &[Must(&[1], Alphanumeric(8, 11)), OneOf(&[3, 4])]),
            registered(&["PH.PPMI.QRPH"], 88..=88, &[]),
        ],
    },
    Scheme {
        name: "JPQR",
        asks: &[country(&["JP"]), currency(&["392"])],
        // Four levels of the merchant's identifier.
        signs: &[registered(
            &["JP.OR.PAYMENTSJAPAN"],
            26..=26,
            &[Must(&[1], Length(13, 13)), May(&[2], Length(4, 4)), May(&[3], Length(6, 6)), May(&[4], Length(6, 6))],
        )],
    },
    Scheme {
        name: "FPS",
        asks: &[country(&["HK"]), currency(&["344", "156"])],
        signs: &[registered(
            &["HK.COM.HKICL"],
            26..=26,
            // Clearing code; identifier, mobile number or e-mail address.
            &[
                May(&[1], Digits(3, 3)),
                OneOf(&[2, 3, 4]),
                May(&[2], Digits(7, 9)),
                May(&[3], Begins("+", &Length(1, 98))),
                May(&[4], At(&Any)),
            ],
        )],
    },
    Scheme {
        name: "BharatQR",
        asks: &[country(&["IN"]), currency(&["356"])],
        signs: &[
            // Address of UPI.
            Sign { place: Identifier(26..=26), form: Id(&["A000000524"]), country: None, home: 26..=26, asks: &[Must(&[1], At(&Any))] },
            registered(&["A000000524"], 26..=28, &[]),
        ],
    },
    Scheme {
        name: "LankaQR",
        asks: &[currency(&["144"])],
        signs: &[Sign { place: Identifier(26..=26), form: Digits(28, 28), country: Some("LK"), home: 26..=26, asks: &[] }],
    },
    Scheme { name: "Fonepay", asks: &[country(&["NP"]), currency(&["524"])], signs: &[anywhere(&["FONEPAY.COM"])] },
    Scheme {
        name: "NepalPay",
        asks: &[country(&["NP"]), currency(&["524"])],
        signs: &[Sign { place: Identifier(NETWORKS), form: Begins("NCHL", &Digits(8, 8)), country: None, home: NETWORKS, asks: &[] }],
    },
    Scheme {
        name: "PIX",
        // Reference of the payment; `***` if there is none.
        asks: &[country(&["BR"]), currency(&["986"]), Must(&[62, 5], Length(1, 25))],
        signs: &[registered(
            &["BR.GOV.BCB.PIX", "BR.GOV.BCB.SPI"],
            NETWORKS,
            // Key of the payee, or where the payment is described.
            &[OneOf(&[1, 25]), May(&[1], Length(1, 77)), May(&[25], UrlWithoutScheme)],
        )],
    },
    Scheme {
        name: "Raast",
        asks: &[currency(&["586"])],
        signs: &[Sign {
            place: Identifier(28..=28),
            form: Hex(32, 32),
            country: Some("PK"),
            home: 28..=28,
            // BIC and IBAN.
            asks: &[May(&[1], Alphanumeric(8, 11)), May(&[2], Begins("PK", &Alphanumeric(22, 22)))],
        }],
    },
    Scheme {
        name: "KE-QR",
        // Codes of persons have no currency.
        asks: &[country(&["KE"]), May(&[53], Is(&["404"]))],
        signs: &[
            // When the code was made.
            Sign { place: Identifier(82..=82), form: Id(&["KE.GO.QR"]), country: None, home: 82..=82, asks: &[] },
            registered(&["KE.GO.QR"], 28..=29, &[]),
        ],
    },
    Scheme {
        name: "MMQR",
        // Live codes write the alphabetic code.
        asks: &[country(&["MM"]), currency(&["104", "MMK"])],
        signs: &[registered(&["COM.MMQRPAY.WWW"], NETWORKS, &[])],
    },
    Scheme { name: "LAPNet", asks: &[country(&["LA"])], signs: &[registered(&["A005266284662577"], 38..=38, &[])] },
    Scheme { name: "MauCAS", asks: &[country(&["MU"]), currency(&["480"])], signs: &[registered(&["MU.TAUCAS"], 26..=26, &[])] },
    Scheme {
        name: "Colombia",
        asks: &[country(&["CO"])],
        signs: &[Sign { place: Identifier(ANYWHERE), form: Begins("CO.COM.", &Length(1, 25)), country: None, home: ANYWHERE, asks: &[] }],
    },
    Scheme { name: "MercadoPago", asks: &[], signs: &[anywhere(&["COM.MERCADOLIBRE"])] },
    Scheme { name: "Todo Pago", asks: &[country(&["AR"])], signs: &[anywhere(&["COM.TODOPAGO"])] },
    Scheme { name: "SiPago", asks: &[country(&["AR"])], signs: &[anywhere(&["COOP.SIPAGO"])] },
    Scheme {
        name: "Transferencias 3.0",
        asks: &[currency(&["032"])],
        // Tax number and account, in a template or bare.
        signs: &[
            Sign { place: Identifier(50..=50), form: Digits(11, 11), country: Some("AR"), home: 50..=50, asks: &[] },
            Sign { place: Value(50), form: Digits(11, 11), country: Some("AR"), home: 50..=50, asks: &[] },
            Sign { place: Identifier(51..=51), form: Digits(22, 22), country: Some("AR"), home: 51..=51, asks: &[] },
            Sign { place: Value(51), form: Digits(22, 22), country: Some("AR"), home: 51..=51, asks: &[] },
        ],
    },
    Scheme {
        name: "Yape",
        asks: &[],
        // A bare token instead of a template.
        signs: &[Sign { place: Value(39), form: Base64(24, 99), country: Some("PE"), home: 39..=39, asks: &[] }],
    },
    Scheme { name: "BC Card", asks: &[country(&["KR"]), currency(&["410"])], signs: &[registered(&["D4100000014010"], 26..=26, &[])] },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scheme_has_one_row_and_every_identifier_one_scheme() {
        for (at, scheme) in SCHEMES.iter().enumerate() {
            assert!(!scheme.signs.is_empty() && SCHEMES.iter().skip(at + 1).all(|other| other.name != scheme.name), "{}", scheme.name);
        }
        let ids = SCHEMES.iter().flat_map(|scheme| scheme.signs.iter().map(move |sign| (scheme.name, &sign.form)));
        let ids: Vec<_> = ids.filter_map(|(name, form)| if let Id(ids) = form { Some((name, *ids)) } else { None }).collect();
        for (name, id) in ids.iter().flat_map(|(name, ids)| ids.iter().map(move |id| (name, id))) {
            assert_eq!(*id, id.to_ascii_uppercase());
            assert!(ids.iter().all(|(other, ids)| other == name || !ids.contains(id)), "{id}");
        }
    }
}
