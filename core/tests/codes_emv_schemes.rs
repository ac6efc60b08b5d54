//! Codes of every scheme, as live ones are built: which schemes they name, and what each scheme holds against them.

use cashier_core::codes::emv::{CrcState, EmvReport, FindingCode as F, crc16};

/// One element.
fn e(tag: u8, value: &str) -> String {
    format!("{tag:02}{:02}{value}", value.chars().count())
}

/// A template.
fn t(tag: u8, elements: &[(u8, &str)]) -> String {
    e(tag, &elements.iter().map(|(tag, value)| e(*tag, value)).collect::<String>())
}

/// A code; an empty currency or country is left out.
fn code(accounts: &str, currency: &str, country: &str, rest: &str) -> String {
    let optional = |tag, value: &str| if value.is_empty() { String::new() } else { e(tag, value) };
    let merchant = e(59, "TEA STALL") + &e(60, "OLD TOWN");
    let body = format!("000201010211{accounts}52045812{}{}{merchant}{rest}6304", optional(53, currency), optional(58, country));
    format!("{body}{:04X}", crc16(body.as_bytes()))
}

fn account(tag: u8, id: &str) -> String {
    t(tag, &[(0, id), (1, "TESTMERCHANT01")])
}

const TOKEN: &str = "0123456789abcdef0123456789ABCDEF";

/// Accounts, currency, country, what follows, and the schemes.
fn good() -> Vec<(String, &'static str, &'static str, String, &'static [&'static str])> {
    let none = String::new;
    let paynow = t(26, &[(0, "SG.PAYNOW"), (1, "2"), (2, "201912345Z"), (3, "1"), (4, "20991231")]);
    let label = t(51, &[(0, "SG.SGQR"), (1, "170000000001"), (2, "01.0001"), (3, "049999"), (7, "20260102")]);
    let inside: String = ["COM.GRAB", "sg.com.dash.www", "sg.com.ezlink", "COM.QQ.WEIXIN.PAY", "COM.ALIPAY.OPENAPI", "COM.REMOPAY"]
        .iter()
        .zip(27..)
        .map(|(id, tag)| account(tag, id))
        .collect();
    let nets = t(33, &[(0, "SG.COM.NETS"), (2, "11137000000"), (9, "0")]);
    let qris = t(26, &[(0, "ID.CO.EXAMPLE.WWW"), (1, "936000010000000001"), (2, "TEST00001"), (3, "UMI")]);
    let national = t(51, &[(0, "ID.CO.QRIS.WWW"), (2, "ID1020000000001"), (3, "UMI")]);
    let viet = t(38, &[(0, "A000000727"), (1, &(e(0, "970499") + &e(1, "0011223344"))), (2, "QRIBFTTA")]);
    let jpqr = t(26, &[(0, "jp.or.paymentsjapan"), (1, "0000000000001"), (2, "0001"), (3, "000001"), (4, "000001")]);
    vec![
        (paynow.clone(), "702", "SG", none(), &["PayNow"]),
        (
            paynow + &inside + &nets + &label,
            "702",
            "SG",
            none(),
            &["PayNow", "GrabPay", "Dash", "EZ-Link", "WeChat Pay", "Alipay", "RemoPay", "NETS", "SGQR"],
        ),
        (t(26, &[(0, "A0000006150001"), (1, "890099"), (2, "TESTQR01")]), "458", "MY", none(), &["DuitNow"]),
        (t(29, &[(0, "A000000677010111"), (1, "0066800000001")]), "764", "TH", none(), &["PromptPay"]),
        (t(29, &[(0, "A000000677010111"), (3, "140000800000001")]), "764", "TH", e(81, "00480069"), &["PromptPay", "TrueMoney"]),
        (t(30, &[(0, "A000000677010112"), (1, "099999999999901"), (2, "REF1"), (3, "REF2")]), "764", "TH", none(), &["Thai bill payment"]),
        (account(31, "A000000677012004"), "764", "TH", none(), &["Thai payment innovation"]),
        (qris + &national, "360", "ID", none(), &["QRIS"]),
        (t(30, &[(0, "stall9@exzz"), (1, "000001"), (2, "EXZZ")]), "116", "KH", t(99, &[(0, "1790000000000")]), &["KHQR"]),
        (e(15, "3116000000000001") + &t(29, &[(0, "person@exzz")]), "840", "KH", none(), &["KHQR"]),
        (viet, "704", "VN", none(), &["VietQR"]),
        (account(26, "A000000775"), "704", "VN", none(), &["VNPAY"]),
        (account(26, "com.smartpayvn"), "704", "VN", none(), &["SmartPay"]),
        (
            t(28, &[(0, "ph.ppmi.p2m"), (1, "EXMPPHM1XXX"), (3, "TEST01"), (5, "000")]) + &account(88, "ph.ppmi.qrph"),
            "608",
            "PH",
            none(),
            &["QR Ph"],
        ),
        (t(27, &[(0, "com.p2pqrpay"), (1, "EXMPPHM1XXX"), (4, "000000000001")]), "608", "PH", none(), &["QR Ph"]),
        (jpqr, "392", "JP", none(), &["JPQR"]),
        (t(26, &[(0, "hk.com.hkicl"), (2, "1000001")]), "344", "HK", none(), &["FPS"]),
        (t(26, &[(0, "hk.com.hkicl"), (1, "999"), (3, "+852-00000001")]), "156", "HK", none(), &["FPS"]),
        (
            e(2, "4000000000000002") + &t(26, &[(0, "A000000524"), (1, "stall@exbank"), (2, "1.00")]) + &account(27, "A000000524"),
            "356",
            "IN",
            none(),
            &["BharatQR"],
        ),
        (t(26, &[(0, &"1".repeat(28))]), "144", "LK", t(62, &[(0, TOKEN)]), &["LankaQR"]),
        (account(26, "fonepay.com"), "524", "NP", none(), &["Fonepay"]),
        (t(26, &[(0, "NCHL00000001")]), "524", "NP", none(), &["NepalPay"]),
        (t(26, &[(0, "br.gov.bcb.pix"), (1, "caixa@padaria.example")]), "986", "BR", t(62, &[(5, "***")]), &["PIX"]),
        (t(26, &[(0, "BR.GOV.BCB.PIX"), (25, "pix.padaria.example/qr/1")]), "986", "BR", t(62, &[(5, "***")]), &["PIX"]),
        (t(28, &[(0, TOKEN), (1, "EXMPPKKA"), (2, "PK00EXMP0000000000000001")]), "586", "PK", none(), &["Raast"]),
        (account(28, "ke.go.qr"), "", "KE", t(82, &[(0, "ke.go.qr")]), &["KE-QR"]),
        (account(26, "com.mmqrpay.www"), "MMK", "MM", none(), &["MMQR"]),
        (t(38, &[(0, "A005266284662577"), (1, "27710999"), (2, "001"), (3, "TEST01")]), "418", "LA", none(), &["LAPNet"]),
        (account(26, "mu.taucas"), "480", "MU", none(), &["MauCAS"]),
        (account(26, "CO.COM.EXN.LLA"), "170", "CO", account(80, "CO.COM.EXN.CU"), &["Colombia"]),
        (
            account(26, "com.mercadolibre") + &account(43, "com.todopago") + &account(44, "coop.sipago") + &e(50, "30000000007"),
            "032",
            "AR",
            none(),
            &["MercadoPago", "Todo Pago", "SiPago", "Transferencias 3.0"],
        ),
        (t(50, &[(0, "30000000007")]) + &t(51, &[(0, &"0".repeat(22))]), "032", "AR", none(), &["Transferencias 3.0"]),
        (e(39, TOKEN), "604", "PE", none(), &["Yape"]),
        (t(26, &[(0, "D4100000014010")]), "410", "KR", none(), &["BC Card"]),
        (account(26, "com.alipayplus") + &account(80, "SG.ALIPAY.PLUS"), "702", "SG", none(), &["Alipay+"]),
    ]
}

#[test]
fn a_code_of_every_scheme_names_it_and_keeps_its_profile() {
    for (accounts, currency, country, rest, schemes) in good() {
        let report = EmvReport::of(&code(&accounts, currency, country, &rest));
        assert_eq!((report.well_formed, report.crc), (true, CrcState::Ok), "{schemes:?}");
        assert_eq!(report.schemes, schemes);
        let profiles: Vec<_> = report.profiles.iter().map(|profile| profile.scheme).collect();
        assert_eq!(profiles, schemes);
        for profile in report.profiles {
            assert!(profile.fits && profile.findings.is_empty(), "{profile:?}");
        }
    }
}

#[test]
fn every_deviation_from_a_profile_is_told_at_its_place() {
    let none = String::new;
    let paynow = |elements: &[(u8, &str)]| t(26, &[&[(0, "SG.PAYNOW")], elements].concat());
    let prompt = |tag, elements: &[(u8, &str)]| t(tag, &[&[(0, "A000000677010111")], elements].concat());
    let viet = |inner: &str, service: &str| t(38, &[(0, "A000000727"), (1, inner), (2, service)]);
    let bank = e(0, "970499");
    let pix = t(26, &[(0, "br.gov.bcb.pix"), (1, "key")]);
    for (accounts, currency, country, rest, scheme, expected) in [
        (paynow(&[(1, "2"), (2, "X")]), "458", "SG", none(), "PayNow", vec![(F::BadValue, "53", 47)]),
        (paynow(&[(1, "2"), (2, "X")]), "", "MY", none(), "PayNow", vec![(F::BadValue, "58", 47), (F::Missing, "53", 86)]),
        (paynow(&[(1, "UEN")]), "702", "SG", none(), "PayNow", vec![(F::BadValue, "26.01", 29), (F::Missing, "26.02", 36)]),
        (
            paynow(&[(1, "2"), (2, "X"), (3, "Y"), (4, "20261301")]),
            "702",
            "SG",
            none(),
            "PayNow",
            vec![(F::BadValue, "26.03", 39), (F::BadValue, "26.04", 44)],
        ),
        (prompt(26, &[(2, "0000000000001")]), "764", "TH", none(), "PromptPay", vec![(F::Misplaced, "26", 12)]),
        (prompt(29, &[(5, "x")]), "764", "TH", none(), "PromptPay", vec![(F::Missing, "29", 41)]),
        (prompt(29, &[(1, "0800000001")]), "764", "TH", none(), "PromptPay", vec![(F::BadValue, "29.01", 36)]),
        (viet(&(bank.clone() + &e(1, "1")), "QRX"), "704", "VN", none(), "VietQR", vec![(F::BadValue, "38.02", 49)]),
        (viet(&bank, "QRPUSH"), "704", "VN", none(), "VietQR", vec![(F::Missing, "38.01.01", 44)]),
        (viet("x", "QRPUSH"), "704", "VN", none(), "VietQR", vec![(F::Missing, "38.01.00", 35), (F::Missing, "38.01.01", 35)]),
        (pix.clone(), "986", "BR", none(), "PIX", vec![(F::Missing, "62.05", 95)]),
        (pix, "986", "BR", t(62, &[(1, "x")]), "PIX", vec![(F::Missing, "62.05", 96)]),
        (
            t(26, &[(0, "br.gov.bcb.pix"), (25, "https://a.example")]),
            "986",
            "BR",
            t(62, &[(5, "***")]),
            "PIX",
            vec![(F::BadValue, "26.25", 34)],
        ),
        (t(30, &[(0, "a@exzz")]), "116", "KH", none(), "KHQR", vec![(F::Missing, "30.01", 26), (F::Missing, "30.02", 26)]),
        (t(28, &[(0, "ph.ppmi.p2m"), (1, "EXMP")]), "608", "PH", none(), "QR Ph", vec![(F::BadValue, "28.01", 31), (F::Missing, "28", 39)]),
        (t(26, &[(0, "hk.com.hkicl"), (4, "mail")]), "344", "HK", none(), "FPS", vec![(F::BadValue, "26.04", 32)]),
    ] {
        let report = EmvReport::of(&code(&accounts, currency, country, &rest));
        let profile = report.profiles.iter().find(|profile| profile.scheme == scheme).unwrap();
        let found: Vec<_> = profile.findings.iter().map(|it| (it.code, it.path.as_str(), it.offset)).collect();
        assert_eq!(found, expected, "{scheme} {accounts}");
        assert!(!profile.fits);
    }
}

#[test]
fn a_dynamic_code_needs_an_amount_where_the_scheme_says_so() {
    let dynamic = |amount: &str| code(&t(29, &[(0, "person@exzz")]), "116", "KH", amount).replacen("010211", "010212", 1);
    let findings =
        |payload: &str| EmvReport::of(payload).profiles[0].findings.iter().map(|it| (it.code, it.path.clone())).collect::<Vec<_>>();
    assert_eq!(findings(&dynamic("")), [(F::Missing, "54".to_owned())]);
    assert_eq!(findings(&dynamic("5404 100")), []);
}

#[test]
fn a_profile_is_no_matter_of_strictness_and_the_other_way_round() {
    // No category, name or city: how PromptPay codes look.
    let body = format!("000201010211{}53037645802TH6304", t(29, &[(0, "A000000677010111"), (2, "0000000000001")]));
    let report = EmvReport::of(&format!("{body}{:04X}", crc16(body.as_bytes())));
    assert!(report.profiles[0].fits && !report.strict);
    let elsewhere = EmvReport::of(&code(&t(26, &[(0, "A000000677010111"), (2, "0000000000001")]), "764", "TH", ""));
    assert!(elsewhere.strict && !elsewhere.profiles[0].fits);
}

#[test]
fn a_code_that_is_not_well_formed_has_names_but_no_profile() {
    let report = EmvReport::of(&(account(26, "COM.GRAB") + "58"));
    assert_eq!((report.schemes.as_slice(), report.profiles.as_slice()), (&["GrabPay"][..], &[][..]));
}

#[test]
fn a_profile_also_reads_lengths_in_bytes() {
    let report = EmvReport::of(&code(&t(26, &[(0, "com.grab")]), "702", "SG", "6202é"));
    assert_eq!(report.profiles.len(), 1);
    assert!(report.profiles[0].fits);
}
