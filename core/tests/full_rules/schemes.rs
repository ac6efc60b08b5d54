//! 83 EMVCO rules: wallets, national schemes (static codes open a page, those with an amount are decoded), and rules of last resort.

use serde_json::{Value, json};

use super::{ACQUIRERS, FullRules, construct, decode, direct, extract, router, untrusted};
use crate::elements::{element, sealed};

const NO_AMOUNT: &str = "N<NULL>";
const AMOUNT: &str = "N<NOT_NULL>";

/// Any category but the unknown one.
const KNOWN_CATEGORY: &str = "R<^(?!0000$).*$>";

/// Schemes whose static codes become a constructed page and whose others are order codes.
const NATIONAL: [National; 15] = [
    national("SG.PAYNOW", 26, "SG", "702", "proxy", "E<26.02>"),
    national("com.grab", 27, "SG", "702", "merchant", "E<27.01>"),
    national("A000000677010111", 29, "TH", "764", "mobile", "E<29.01>"),
    national("A000000677010112", 30, "TH", "764", "biller", "E<30.01>"),
    national("ID.CO.QRIS.WWW", 51, "ID", "360", "nmid", "E<51.02>"),
    national("COM.GO-JEK.WWW", 26, "ID", "360", "pan", "E<26.01>"),
    national("com.p2pqrpay", 27, "PH", "608", "bic", "E<27.01>"),
    national("ph.ppmi.p2m", 28, "PH", "608", "merchant", "E<28.03>"),
    national("jp.or.paymentsjapan", 26, "JP", "392", "name", "E<59>"),
    national("hk.com.hkicl", 26, "HK", "344", "proxy", "E<26.02>"),
    national("A000000524", 26, "IN", "356", "vpa", "E<26.01>"),
    national("br.gov.bcb.pix", 26, "BR", "986", "key", "E<26.01>"),
    national("A005266284662577", 38, "LA", "418", "merchant", "E<38.03>"),
    national("com.mmqrpay.www", 50, "MM", "104", "city", "E<60>"),
    national("mu.taucas", 26, "MU", "480", "whole", "R<^0002(.+)6304....$>"),
];

/// Invented institutions.
const DUIT_NOW_BANKS: [&str; 6] = ["501990", "501991", "501992", "501993", "501994", "501995"];
const VIET_QR_BANKS: [&str; 6] = ["970490", "970491", "970492", "970493", "970494", "970495"];
const KHQR_BANKS: [&str; 5] = ["exwa", "exwb", "exwc", "exwd", "exwe"];

struct National {
    guid: &'static str,
    tag: u8,
    country: &'static str,
    currency: &'static str,
    parameter: (&'static str, &'static str),
}

const fn national(
    guid: &'static str,
    tag: u8,
    country: &'static str,
    currency: &'static str,
    name: &'static str,
    value: &'static str,
) -> National {
    National { guid, tag, country, currency, parameter: (name, value) }
}

pub fn add(full: &mut FullRules) {
    wallets(full);
    NATIONAL.iter().for_each(|scheme| both_ways(full, scheme));
    duit_now(full);
    viet_qr(full);
    khqr(full);
    sri_lanka_and_nepal(full);
    acquirers(full);
    last_resorts(full);
}

/// The Alipay family (6 rules).
fn wallets(full: &mut FullRules) {
    rule(full, json!({ "merchantMaiRestrictions": { "00": "com.alipayplus" } }), &extract("01"));
    rule(full, json!({ "merchantMaiRestrictions": { "00": "com.alipay" } }), &decode());
    let common = |start: &str| json!({ "merchantMaiRestrictions": { "00": "A900000000000000", "02": "CsB", "03": start } });
    rule(full, common("S<http>"), &extract("03"));
    rule(full, common("S<281>"), &decode());
    let singapore = json!({ "merchantMaiRestrictions": { "00": "SG.ALIPAY.PLUS" }, "countryCode": "SG" });
    let action = direct("AlipayConnect");
    rule_with(full, singapore, &action, untrusted(&action, Some("1.3.0.20250101")));
    let nets = json!({ "merchantMaiRestrictions": { "00": "SG.COM.NETS" }, "countryCode": "SG", "transactionCurrency": "702" });
    let action = construct("https://national.acquirer.example/nets?code=${codeValue}&merchant=${merchant}&front=${front}");
    let mut result = router(&action);
    result["dynamicUrlParams"] = json!({ "merchant": "E<33.02>", "front": "L<0,6>" });
    rule_with(full, nets, &action, result);

    let hit = |full: &mut FullRules, tag, account: &str, rest: &str| full.emv.hit(sealed(&(element(tag, account) + rest)));
    let shop = "5204581253033925802JP5911NOODLE BAR 6005OSAKA";
    hit(full, 85, &(element(0, "com.alipayplus") + &element(1, "v1:https://shop.acquirer.example/m/881")), shop);
    hit(full, 26, &(element(0, "com.alipay") + &element(1, "281666040Qv7Example")), shop);
    let hong_kong = |value: &str| element(0, "A900000000000000") + &element(2, "CsB") + &element(3, value);
    let taxi = "5204412153033445802HK5909TAXI 12346009HONG KONG";
    hit(full, 28, &hong_kong("https://hk.acquirer.example/q/1"), taxi);
    hit(full, 28, &hong_kong("281666040Qv7Example"), taxi);
    full.emv.miss(sealed(&(element(28, &hong_kong("282666040Qv7Example")) + taxi)));
    let stall = "5204581453037025802SG5907STALL 26009SINGAPORE";
    hit(full, 33, &(element(0, "SG.COM.NETS") + &element(2, "000111222333")), stall);
    full.emv.miss(sealed(&(element(33, &(element(0, "sg.com.nets") + &element(2, "000111222333"))) + stall)));
}

/// Two rules a scheme.
fn both_ways(full: &mut FullRules, scheme: &National) {
    let National { guid, tag, country, currency, parameter: (name, value) } = scheme;
    let conditions = |initiation: &str, amount: &str| {
        json!({ "merchantMaiRestrictions": { "00": guid }, "countryCode": country, "transactionCurrency": currency,
                "pointOfInitiationMethod": initiation, "transactionAmount": amount })
    };
    let page = country.to_ascii_lowercase();
    let action = construct(format!("https://national.acquirer.example/{page}?{name}=${{{name}}}&issuer=${{issuer}}"));
    let mut result = router(&action);
    result["dynamicUrlParams"] = json!({ *name: value });
    rule_with(full, conditions("11", NO_AMOUNT), &action, result);
    rule(full, conditions("12", AMOUNT), &decode());

    let code = |currency: &str, initiation: &str, amount: &str| {
        let account = element(0, guid) + &element(1, "0987654321") + &element(2, "M201912345") + &element(3, "7788");
        let front = element(1, initiation) + &element(*tag, &account) + &element(52, "5812") + &element(53, currency);
        sealed(&(front + amount + &element(58, country) + &element(59, "CORNER MART") + &element(60, "RIVERSIDE")))
    };
    full.emv.hit(code(currency, "11", ""));
    full.emv.hit(code(currency, "12", "540512.50"));
    full.emv.miss(code("978", "11", ""));
    full.emv.miss(code(currency, "13", "540512.50"));
}

/// Listed institutions of DuitNow, each static and with an amount.
fn duit_now(full: &mut FullRules) {
    for (n, bank) in DUIT_NOW_BANKS.iter().enumerate() {
        let conditions = |amount: &str| {
            json!({ "merchantMaiRestrictions": { "00": "A0000006150001", "01": bank }, "countryCode": "MY",
                    "transactionCurrency": "458", "merchantCategoryCode": KNOWN_CATEGORY, "transactionAmount": amount })
        };
        rule(full, conditions(NO_AMOUNT), &construct("https://national.acquirer.example/my?code=${codeValue}&issuer=${issuer}"));
        rule(full, conditions(AMOUNT), &decode());
        let code = |category: &str, amount: &str| {
            let account = element(0, "A0000006150001") + &element(1, bank) + &element(2, "QR0001");
            sealed(&format!("010211{}5204{category}5303458{amount}5802MY5909NASI LEMA6006PENANG", element(26, &account)))
        };
        full.emv.hit(code("5812", if n % 2 == 0 { "" } else { "54048.90" }));
        full.emv.miss(code("0000", if n % 2 == 0 { "" } else { "54048.90" }));
    }
}

/// Banks three levels deep.
fn viet_qr(full: &mut FullRules) {
    for (n, bank) in VIET_QR_BANKS.iter().enumerate() {
        let conditions = |initiation: &str| {
            json!({ "merchantMaiRestrictions": { "00": "A000000727" }, "countryCode": "VN", "pointOfInitiationMethod": initiation,
                    "accurateTagRules": [{ "tag": "38", "secTag": "01", "thiTag": "00", "rule": bank },
                                         { "tag": "38", "secTag": "02", "rule": "S<QRIBFT>" }] })
        };
        rule(full, conditions("11"), &construct("https://national.acquirer.example/vn?code=${codeValue}"));
        rule(full, conditions("12"), &decode());
        let code = |bank: &str, initiation: &str| {
            let holder = element(0, bank) + &element(1, "0011000112233");
            let account = element(0, "A000000727") + &element(1, &holder) + &element(2, "QRIBFTTA");
            sealed(&format!("0102{initiation}{}5204581253037045802VN5906PHO 886006HA NOI", element(38, &account)))
        };
        full.emv.hit(code(bank, if n % 2 == 0 { "11" } else { "12" }));
        full.emv.miss(code("970999", if n % 2 == 0 { "11" } else { "12" }));
    }
}

/// Accounts of the shape `name@bank`, untrusted.
fn khqr(full: &mut FullRules) {
    for (n, bank) in KHQR_BANKS.iter().enumerate() {
        let conditions = |amount: &str| {
            json!({ "merchantMaiRestrictions": { "00": format!("R<[a-z0-9_.]+@{bank}>") }, "transactionCurrency": "116",
                    "countryCode": "KH", "transactionAmount": amount })
        };
        let open = direct("AlipayConnect");
        rule_with(full, conditions(NO_AMOUNT), &open, untrusted(&open, Some("1.2.1.20240506")));
        rule_with(full, conditions(AMOUNT), &decode(), untrusted(&decode(), (n % 2 == 0).then_some("1.2.0.0")));
        let code = |bank: &str| {
            let account = element(0, &format!("stall_{n}@{bank}")) + &element(1, "855912345");
            sealed(&format!("010211{}5204541153031165802KH5907STALL 96009SIEM REAP", element(29, &account)))
        };
        full.emv.hit(code(bank));
        full.emv.miss(code(bank).replace("STALL 9", "STALL 8"));
    }
}

/// A number of 28 digits; account identifiers and one primitive tag, where an amount of 0 counts as none.
fn sri_lanka_and_nepal(full: &mut FullRules) {
    let page = |country: &str| construct(format!("https://national.acquirer.example/{country}?code=${{codeValue}}"));
    let lanka =
        |amount: &str| json!({ "merchantMaiRestrictions": { "00": "R<[0-9]{28}>" }, "countryCode": "LK", "transactionAmount": amount });
    rule(full, lanka(NO_AMOUNT), &page("lk"));
    rule(full, lanka(AMOUNT), &decode());
    let nepal = |amount: &str| json!({ "merchantMaiRestrictions": { "00": "R<^NCHL(?!00000000).{8}.*$>" }, "countryCode": "NP", "transactionAmount": amount });
    rule(full, nepal("R<0(\\.0*)?>"), &page("np"));
    rule(full, nepal("R<(?!0(\\.0*)?$).+>"), &decode());
    let primitive =
        |amount: &str| json!({ "primitiveMai": true, "primitiveMaiTag": "15", "countryCode": "NP", "transactionAmount": amount });
    rule(full, primitive(NO_AMOUNT), &page("np"));
    rule(full, primitive("R<[1-9].*>"), &decode());

    let code = |account: &str, amount: &str, country: &str| {
        sealed(&format!("010211{}520458125303524{amount}5802{country}5909TEA HOUSE6005KANDY", element(26, &element(0, account))))
    };
    let number = "8437".repeat(7);
    full.emv.hit(code(&number, "", "LK"));
    full.emv.hit(code("NCHL12345678000042", "54010", "NP"));
    full.emv.miss(code(&number[1..], "", "LK"));
    full.emv.miss(code("NCHL00000000000042", "540220", "NP"));
}

/// Rules without `extendInfo`, one on additional data, one on names (4 rules).
fn acquirers(full: &mut FullRules) {
    for (n, acquirer) in ACQUIRERS.iter().take(2).enumerate() {
        let pairs = [("00", format!("example.{acquirer}")), ("01", format!("S<28199{n}>"))];
        let matched: Vec<Value> = pairs
            .iter()
            .map(|(tag, value)| json!({ "primitiveMerchant": false, "extendedMerchantTag": tag, "extendedMerchantValue": value }))
            .collect();
        full.rule(json!({ "match": { "matchMethod": "EMVCO", "emvMatchRules": matched, "priority": 9_000 }, "action": decode() }));
        let code = |front: &str| {
            let account = element(0, &format!("example.{acquirer}")) + &element(1, front);
            sealed(&format!("010212{}5204541153039785406123.455802FR5906MARCHE6005PARIS", element(80, &account)))
        };
        full.emv.hit(code(&format!("28199{n}040001")));
        full.emv.miss(code(&format!("28198{n}040001")));
    }
    let terminal = json!({ "merchantMaiRestrictions": { "00": "example.terminal" }, "countryCode": "R<[A-Z]{2}>",
                           "additionalDataFieldTemplate": { "03": "N<NOT_NULL>", "05": "N<NULL>", "07": "S<T>" } });
    let action = construct("https://terminal.acquirer.example/?store=${store}&term=${terminal}");
    let mut result = router(&action);
    result["dynamicUrlParams"] = json!({ "store": "E<62.03>", "terminal": "E<62.07>" });
    rule_with(full, terminal, &action, result);
    let code = |additional: &str| {
        sealed(&format!("0102112720{}5802FR5906MARCHE6005PARIS{}", element(0, "example.terminal"), element(62, additional)))
    };
    full.emv.hit(code(&(element(3, "S12") + &element(7, "T0042"))));
    full.emv.miss(code(&(element(3, "S12") + &element(5, "REF") + &element(7, "T0042"))));

    let hook = json!({ "merchantName": "C<EXAMPLE HOOK>", "merchantCity": "R<(?i)test.*>", "priority": 5_000 });
    rule(full, hook, &decode());
    full.emv.hit(sealed("26090005other5802FR5916THE EXAMPLE HOOK6008Testtown"));
    full.emv.miss(sealed("26090005other5802FR5916THE EXAMPLE HOOK6005Paris"));
}

/// Whatever else these countries have, by remote identify only (3 rules).
fn last_resorts(full: &mut FullRules) {
    for country in ["KH", "PK", "KR"] {
        let conditions = json!({ "merchantMaiRestrictions": { "00": "R<.*>" }, "countryCode": country, "priority": 19_000 });
        let action = direct("AlipayConnect");
        rule_with(full, conditions, &action, untrusted(&action, None));
        let code = |country: &str| sealed(&format!("26090005other5802{country}5905KIOSK6004CITY"));
        full.emv.hit(code(country));
        full.emv.miss(code(&country.to_ascii_lowercase()));
    }
    // Whole and right, and of no listed scheme; one begins like a code and is none.
    full.emv.miss(sealed("26210017com.example.other5204581253039785802DE5906BAECKER6006BERLIN"));
    full.emv.miss(sealed("1516UNION000000000125204581253031565802CN5904SHOP"));
    full.emv.miss("00020101021126330014com.alipayplus0111281666040AB5204581253033925802JP5911NOODLE BAR 6005OSAKA63040000");
}

fn rule(full: &mut FullRules, conditions: Value, action: &Value) {
    rule_with(full, conditions, action, router(action));
}

/// Country, amount and the like are only in `extendInfo`; beside it stands what older readers know.
fn rule_with(full: &mut FullRules, mut conditions: Value, action: &Value, result: Value) {
    conditions["matcherType"] = "EMVCO".into();
    if conditions["primitiveMai"].is_null() {
        conditions["primitiveMai"] = false.into();
    }
    if conditions["priority"].is_null() {
        conditions["priority"] = 10_000.into();
    }
    let primitive = &conditions["primitiveMaiTag"];
    let mut matched: Vec<Value> = Vec::new();
    if primitive.is_string() {
        matched.push(json!({ "primitiveMerchant": true, "primitiveMerchantTag": primitive }));
    }
    for (tag, value) in conditions["merchantMaiRestrictions"].as_object().into_iter().flatten() {
        matched.push(json!({ "primitiveMerchant": false, "extendedMerchantTag": tag, "extendedMerchantValue": value }));
    }
    full.rule(json!({
        "match": { "matchMethod": "EMVCO", "emvMatchRules": matched, "priority": conditions["priority"] },
        "action": action,
        "matchPattern": conditions,
        "matchResult": result,
    }));
}
