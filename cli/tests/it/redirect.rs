//! `cashier redirect` and `cashier navigate` against the set of hostile redirects.

#[path = "../../../core/tests/redirect/set.rs"]
mod set;

use std::{
    io::Write,
    process::{Command, Stdio},
};

use serde_json::{Value, json};
use set::hostile;

/// Of the wallet that is attacked.
const WALLET: &[&str] = &[
    "--own-scheme",
    "wallet",
    "--own-host",
    "wallet.example",
    "--own-host",
    "bücher.example",
    "--app-scheme",
    "merchantapp",
    "--app-scheme",
    "boostapp",
    "--app-scheme",
    "com.merchant.app",
];

/// Exit code, the lines of standard output, and standard error.
fn cashier(arguments: &[&str], lines: &[String]) -> (i32, Vec<Value>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cashier"));
    let mut child =
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("cashier starts");
    let mut input = child.stdin.take().unwrap();
    let text = lines.concat();
    let writer = std::thread::spawn(move || input.write_all(text.as_bytes()));
    let output = child.wait_with_output().unwrap();
    // A command that refuses its flags reads nothing.
    drop(writer.join().unwrap());
    let said = String::from_utf8(output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    (output.status.code().unwrap(), said, String::from_utf8(output.stderr).unwrap())
}

fn redirect(flags: &[&str], lines: &[Value]) -> (i32, Vec<Value>, String) {
    cashier(&[&["redirect"], WALLET, flags].concat(), &lines.iter().map(|line| format!("{line}\n")).collect::<Vec<_>>())
}

#[test]
fn every_hostile_redirect_has_its_answer_on_its_line() {
    let set = hostile();
    let input: Vec<Value> = set.iter().map(|line| json!({ "url": line.url, "allow_hosts": line.allow_hosts })).collect();
    let (code, answers, err) = redirect(&[], &input);
    assert_eq!((code, answers.len(), err.as_str()), (0, set.len(), ""));
    for (line, answer) in set.iter().zip(&answers) {
        if line.verdict == "error" {
            assert_eq!(answer["error"]["code"], line.code, "{}", line.url);
        } else {
            assert_eq!(*answer, json!({ "verdict": line.verdict, "code": line.code, "opens": line.opens }), "{}", line.url);
        }
    }
}

#[test]
fn a_navigation_goes_nowhere_where_a_redirect_could_not_go() {
    let set: Vec<_> = hostile().into_iter().filter(|line| line.allow_hosts.is_none()).collect();
    let input: Vec<String> = set.iter().map(|line| format!("{}\n", json!({ "url": line.url, "main_frame": true }))).collect();
    let (code, answers, _) = cashier(&[&["navigate"], WALLET].concat(), &input);
    assert_eq!((code, answers.len()), (0, set.len()));
    for (line, answer) in set.iter().zip(&answers) {
        let expected = match (&*line.verdict, &*line.code) {
            // The container of a page reads past a second `#`.
            ("allow", _) | (_, "second_fragment") => json!({ "verdict": "load", "code_value": null, "reason": null }),
            ("allow_app", _) => json!({ "verdict": "external", "code_value": null, "reason": null }),
            ("reject", code) => json!({ "verdict": "block", "code_value": null, "reason": code }),
            _ => json!({ "verdict": "block", "code_value": null, "reason": answer["reason"] }),
        };
        assert_eq!(*answer, expected, "{}", line.url);
    }
}

#[test]
fn the_list_of_a_line_replaces_that_of_the_flags() {
    let shop = "https://shop.example/";
    let lines = [
        json!({ "url": shop }),
        json!({ "url": shop, "allow_hosts": null }),
        json!({ "url": shop, "allow_hosts": ["shop.example"] }),
        json!({ "url": shop, "allow_hosts": [] }),
        json!({ "url": "https://a.pay.example/" }),
        json!({ "url": "https://a.pay.example/", "allow_hosts": ["pay.example"] }),
        json!({ "url": "https://pay.example/", "more": 1 }),
        json!({}),
    ];
    let (code, answers, _) = redirect(&["--allow-host", "*.pay.example", "--allow-host", "pay.example"], &lines);
    let codes: Vec<&str> = answers.iter().map(|answer| answer["code"].as_str().unwrap()).collect();
    let refused = "host_not_listed";
    assert_eq!((code, codes), (0, vec![refused, refused, "https", refused, "https", refused, "https", "absent"]));
}

#[test]
fn a_line_that_is_no_question_is_answered_and_the_next_one_read() {
    let lines = [
        "7",
        "[]",
        "\"https://shop.example/\"",
        "{",
        "",
        r#"{"url":7}"#,
        r#"{"url":"x","allow_hosts":"*"}"#,
        r#"{"url":"https://a.example/"}"#,
    ];
    let lines: Vec<String> = lines.iter().map(|line| format!("{line}\n")).collect();
    let (code, answers, _) = cashier(&["redirect"], &lines);
    let (last, wrong) = answers.split_last().unwrap();
    assert_eq!((code, wrong.len(), &last["verdict"]), (0, 7, &json!("allow")));
    for answer in wrong {
        assert!(answer["error"]["code"] == "INVALID_INPUT" && answer["error"]["detail"].is_string(), "{answer}");
    }
}

#[test]
fn a_flag_that_opens_too_much_or_nothing_is_one_line_and_exit_code_2() {
    for (flag, value) in [
        ("--allow-host", "*"),
        ("--allow-host", "*.com"),
        ("--allow-host", "github.io"),
        ("--allow-host", "127.0.0.1"),
        ("--own-host", "localhost"),
        ("--own-scheme", "https"),
        ("--app-scheme", "javascript"),
        ("--app-scheme", "android-app"),
    ] {
        let (code, answers, err) = redirect(&[flag, value], &[json!({ "url": "https://shop.example/" })]);
        assert_eq!((code, answers, err.lines().count()), (2, vec![], 1), "{flag} {value}");
        assert!(err.starts_with("cashier: ") && err.contains(value), "{err}");
    }
}
