//! 120 PREFIX rules: order codes bare and behind URLs, acquirers' private ones, entry codes, national and foreign texts.

use serde_json::{Value, json};

use super::{ACQUIRERS, FullRules, construct, decode, direct, router, untrusted};

const ALIPAY_CONNECT: &str = "AlipayConnect";

/// What the pages of aggregators look for.
const ALIPAY_CLIENT: &str = "AlipayConnect / AlipayClient/";

/// Hosts of order codes by region, and the front of their paths.
const REGIONS: [&str; 6] = ["", "-hk", "-jp", "-eu", "-us", "-sg"];
const ORDER_CODES: [&str; 4] = ["28101504", "28100204", "28101604", "28101704"];

const TEXT_SCHEMES: [&str; 12] =
    ["NETSQPAY", "KIOSKQR", "TRAMQR", "PARKPAY", "CN_ORDER_", "EX_ORDER_", "VEND-", "FERRY#", "STALL|", "METERPAY", "GATEQR", "LOCKER:"];

/// Other wallets' codes, answered with a page that says so.
const FOREIGN: [&str; 4] = ["otherpay://", "wxpay.test:", "P2P*", "COUPON|"];

pub fn add(full: &mut FullRules) {
    order_codes(full);
    private_order_codes(full);
    entry_codes(full);
    texts(full);
}

fn order_codes(full: &mut FullRules) {
    let order = |n: usize| format!("Qv7Example{n:018}");
    rule(full, "28166604", decode(), None);
    rule(full, "https://qr.alipayplus.com/28166604", decode(), None);
    rule(full, "https://qr.alipayplus.com/28166613", direct(ALIPAY_CONNECT), Some(9_000));
    rule(full, "https://qr.alipayplus.com/28166616", decode(), Some(9_000));
    for (n, region) in REGIONS.iter().enumerate() {
        for (m, front) in ORDER_CODES.iter().enumerate() {
            rule(full, &format!("https://gqr{region}.wallet.example/{front}"), decode(), None);
            if n == m {
                full.url.hit(format!("https://gqr{region}.wallet.example/{front}{}", order(n)));
                full.url.miss(format!("https://gqr{region}.wallet.example/28109904{}", order(n)));
            }
        }
    }
    for n in 0..8 {
        full.text.hit(format!("28166604{}", order(n)));
        full.text.miss(format!("28166605{}", order(n)));
    }
    full.url.hit(format!("https://qr.alipayplus.com/28166604{}", order(0)));
    full.url.hit(format!("HTTPS://QR.ALIPAYPLUS.COM/28166613{}", order(1)));
    full.url.miss(format!("https://qr.alipayplus.com/28166602{}", order(2)));
    full.url.miss(format!("https://qr.alipayplus.com.pay.test/28166604{}", order(3)));
}

fn private_order_codes(full: &mut FullRules) {
    for (n, acquirer) in ACQUIRERS.iter().enumerate() {
        let front = format!("https://pay.{acquirer}.example/281{}04{:04}", 900 + n, n * 7 + 1);
        rule(full, &front, decode(), Some(10_000));
        if n % 4 == 0 {
            full.url.hit(format!("{front}/R{n:08}"));
            full.url.miss(format!("https://pay.{acquirer}.example/281{}02{:04}/R{n:08}", 900 + n, n * 7 + 1));
        }
    }
    for (n, acquirer) in ACQUIRERS.iter().take(12).enumerate() {
        rule(full, &format!("https://order.{acquirer}.example/"), decode(), None);
        if n % 4 == 0 {
            full.url.hit(format!("https://order.{acquirer}.example/o/{n:010}?till=4"));
            full.url.miss(format!("https://order.{acquirer}.example:1@pay.test/o/{n:010}"));
        }
    }
}

fn entry_codes(full: &mut FullRules) {
    for (n, acquirer) in ACQUIRERS.iter().enumerate() {
        // Ends in the host.
        rule(full, &format!("https://qr.{acquirer}.example"), direct(ALIPAY_CONNECT), None);
        if n % 3 == 0 {
            full.url.hit(format!("https://qr.{acquirer}.example/s/{n:06}"));
            full.url.miss(format!("https://qr.{acquirer}.example.shop.test/s/{n:06}"));
        }
    }
    for (n, acquirer) in ACQUIRERS.iter().take(16).enumerate() {
        let front = format!("https://store.{acquirer}.test/m/");
        let from = front.chars().count();
        let action = if n % 4 == 3 {
            construct(format!("https://entry.{acquirer}.test/?s=${{store}}&from=${{issuer}}"))
        } else {
            direct(ALIPAY_CONNECT)
        };
        let mut entry = readable(&front, &action, (n % 2 == 0).then_some(8_000));
        if n % 4 == 3 {
            entry["matchResult"]["dynamicUrlParams"] = json!({ "store": format!("L<{from}>") });
        }
        if n % 8 == 1 {
            entry["matchResult"] = untrusted(&action, Some(if n == 1 { "1.2.1.20240123" } else { "9.0.0.20990101" }));
        }
        full.rule(entry);
        if n % 4 == 3 {
            full.url.hit(format!("{front}till-{n}"));
            full.url.miss(format!("https://store.{acquirer}.test/x/till-{n}"));
        }
    }
    for (n, acquirer) in ACQUIRERS.iter().take(8).enumerate() {
        rule(full, &format!("https://{acquirer}.aggregator.example/"), direct(ALIPAY_CLIENT), Some(7_000));
        if n % 4 == 0 {
            full.url.hit(format!("https://{acquirer}.aggregator.example/scan?t={n}"));
            full.url.miss(format!("http://{acquirer}.aggregator.example/scan?t={n}"));
        }
    }
}

fn texts(full: &mut FullRules) {
    for (n, scheme) in TEXT_SCHEMES.iter().enumerate() {
        let till = scheme.chars().count();
        let (action, parameters) = match n % 3 {
            2 => (
                construct(format!("https://till{n}.acquirer.example/?c=${{codeValue}}&till=${{till}}&i=${{issuer}}")),
                Some(json!({ "till": format!("L<{till},{}>", till + 4) })),
            ),
            _ => (decode(), None),
        };
        let mut text = readable(scheme, &action, None);
        if let Some(parameters) = parameters {
            text["matchResult"]["dynamicUrlParams"] = parameters;
        }
        full.rule(text);
        full.text.hit(format!("{scheme}{:04}-{n:06}", n * 37));
        full.text.miss(format!(" {scheme}{:04}-{n:06}", n * 37));
    }
    for (n, front) in FOREIGN.iter().enumerate() {
        rule(full, front, construct("https://help.acquirer.example/other-wallet.html"), Some(15_000));
        full.text.hit(format!("{front}f2f0{n:012}"));
        full.text.miss(format!("{}f2f0{n:012}", &front[1..]));
    }
}

fn rule(full: &mut FullRules, prefix: &str, action: Value, priority: Option<u64>) {
    full.rule(readable(prefix, &action, priority));
}

fn readable(prefix: &str, action: &Value, priority: Option<u64>) -> Value {
    let mut rule = json!({
        "match": { "matchMethod": "PREFIX", "prefix": prefix },
        "action": action,
        "matchPattern": { "matcherType": "PREFIX", "primitiveMai": false, "prefix": prefix },
        "matchResult": router(action),
    });
    if let Some(priority) = priority {
        rule["match"]["priority"] = priority.into();
    }
    rule
}
