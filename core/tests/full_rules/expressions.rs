//! 40 REGEX rules, 10 of them with look-ahead: entry codes on any host of an acquirer, numbered shops, counters' texts.

use serde_json::{Value, json};

use super::{ACQUIRERS, FullRules, construct, decode, direct, router};

pub fn add(full: &mut FullRules) {
    for (n, acquirer) in ACQUIRERS.iter().enumerate() {
        match n % 2 {
            0 => any_host(full, n, acquirer),
            _ => one_host_but_some(full, n, acquirer),
        }
    }
    for (n, acquirer) in ACQUIRERS.iter().take(8).enumerate() {
        rule(full, &format!(r"^https://(www\.)?shop\.{acquirer}\.test/(s|m)/[0-9]{{6,12}}$"), &decode(), None);
        full.url.hit(format!("https://{}shop.{acquirer}.test/s/{:08}", if n % 2 == 0 { "" } else { "www." }, n * 1_001));
        full.url.miss(format!("https://shop.{acquirer}.test/s/{:08}x", n * 1_001));
    }
    for (n, acquirer) in ACQUIRERS.iter().take(12).enumerate() {
        let name = acquirer.to_ascii_uppercase();
        match n % 2 {
            0 => counters(full, n, &name),
            _ => checked_texts(full, n, &name),
        }
    }
}

/// `\S` and `\/` as served.
fn any_host(full: &mut FullRules, n: usize, acquirer: &str) {
    rule(full, &format!(r"https:\/\/\S+\.entry\.{acquirer}\.example\/\S*"), &direct("AlipayConnect"), None);
    full.url.hit(format!("https://till{n}.entry.{acquirer}.example/pay?id={n}"));
    full.url.miss(format!("https://shop{n}.test/x.entry.{acquirer}.example/pay?id={n}"));
}

/// Look-ahead: any host of the acquirer but these two. Half of them.
fn one_host_but_some(full: &mut FullRules, n: usize, acquirer: &str) {
    if n % 4 == 1 {
        rule(
            full,
            &format!(r"https://(?!admin\.|www\.)[a-z0-9-]+\.menu\.{acquirer}\.example/q/\S+"),
            &direct("AlipayConnect"),
            Some(9_500),
        );
        full.url.hit(format!("https://table-{n}.menu.{acquirer}.example/q/{n:04}"));
        full.url.miss(format!("https://admin.menu.{acquirer}.example/q/{n:04}"));
    } else {
        let name = acquirer.to_ascii_uppercase();
        rule(full, &format!("^(?!0000)[0-9]{{4}}{name}(?=.*[A-Z]).{{8,64}}$"), &decode(), Some(9_500));
        full.text.hit(format!("{:04}{name}-counter-{n}-A", 1_000 + n));
        full.text.miss(format!("0000{name}-counter-{n}-A"));
    }
}

/// Constructed URLs with groups and slices.
fn counters(full: &mut FullRules, n: usize, name: &str) {
    let action =
        construct(format!("https://counter.acquirer.example/{n}?code=${{codeValue}}&counter=${{counter}}&shop=${{shop}}&half=${{half}}"));
    let (start, digits) = (name.len() + 6, name.len() + 1);
    let mut rule = readable(&format!("{name}-[0-9]{{4}}-.+"), &action, None);
    rule["matchResult"]["dynamicUrlParams"] = json!({
        "counter": format!("R<^{name}-([0-9]{{4}})-.*$>"),
        "shop": format!("L<{start}>"),
        "half": format!("L<{digits},{}>", digits + 2),
    });
    full.rule(rule);
    full.text.hit(format!("{name}-{:04}-KIOSK {n}", n * 111));
    full.text.miss(format!("{name}-{:03}-KIOSK {n}", n * 11));
}

fn checked_texts(full: &mut FullRules, n: usize, name: &str) {
    rule(full, &format!("^PX[0-9]{name}[A-Za-z0-9]{{6,}}$"), &decode(), None);
    full.text.hit(format!("PX{}{name}abcDEF{n:04}", n % 10));
    full.text.miss(format!("PX{}{name}abc-EF{n:04}", n % 10));
}

fn rule(full: &mut FullRules, regex: &str, action: &Value, priority: Option<u64>) {
    let mut rule = readable(regex, action, priority);
    rule["matchPattern"]["regx"] = regex.into();
    full.rule(rule);
}

fn readable(regex: &str, action: &Value, priority: Option<u64>) -> Value {
    json!({
        "match": { "matchMethod": "REGEX", "regex": regex, "priority": priority.unwrap_or(10_000) },
        "action": action,
        "matchPattern": { "matcherType": "REGX", "primitiveMai": false, "regx": regex },
        "matchResult": router(action),
    })
}
