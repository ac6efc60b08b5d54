//! Ctrl-C, a port that is taken, a folder that cannot be written, no network: one clear line, a non-zero exit code, nothing lost.

use std::{
    io::{BufRead, BufReader, Read},
    net::TcpListener,
    process::Stdio,
};

use crate::support::{System, command, run, user};
use cashier_simulator::OrderState;

#[track_caller]
fn assert_one_line(err: &str, part: &str) {
    assert!(err.starts_with("cashier: ") && err.lines().count() == 1 && err.contains(part), "{err:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_port_that_is_taken() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    for flag in ["--simulator-port", "--backend-port"] {
        let mut demo = command();
        demo.args(["demo", "--serve", flag, &port]);
        let said = run(demo, "").await;
        assert_eq!(said.code, 1);
        assert_one_line(&said.err, &format!("cannot listen on 127.0.0.1:{port}"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_cannot_be_written() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let mut demo = command();
    demo.args(["demo", "--data"]).arg(file.join("data"));
    let said = run(demo, "").await;
    assert_eq!(said.code, 2);
    assert_one_line(&said.err, "cannot use");

    let system = System::start().await;
    std::fs::write(system.path("phone"), "").unwrap();
    let said = system.pay("28166604", "mina", "phone", "").await;
    assert_eq!(said.code, 2);
    assert_one_line(&said.err, "cannot keep the wallet's files in");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_network() {
    let folder = tempfile::tempdir().unwrap();
    let mut pay = command();
    pay.args(["pay", "--backend", "http://127.0.0.1:9/alipayplus/v1", "--token", "t", "28166604X", "--data"]).arg(folder.path());
    let said = run(pay, "").await;
    assert_eq!(said.code, 1, "{}", said.err);
    for text in ["╭─ Scan", "! No connection.", "[ Try again ]", "outcome: cancelled"] {
        assert!(said.out.contains(text), "{text}\n{}", said.out);
    }
    assert_eq!(said.err, "");
}

#[tokio::test(flavor = "multi_thread")]
async fn ctrl_c_ends_the_servers_with_one_line() {
    let mut child = command().args(["demo", "--serve", "--json"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut ready = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut ready).unwrap();
    let addresses: serde_json::Value = serde_json::from_str(&ready).unwrap();
    assert!(addresses["backend"].as_str().unwrap().ends_with("/alipayplus/v1"));
    interrupt(child.id());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    let mut err = String::new();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    assert_one_line(&err, "stopped");
}

#[tokio::test(flavor = "multi_thread")]
async fn ctrl_c_on_the_cashier_page_loses_nothing() {
    let system = System::start().await;
    let order = system.order();
    let mut pay = command();
    pay.args(["pay", "--backend", &system.world.backend.base_url(), "--token", user("mina").token]).arg("--data").arg(system.path("phone"));
    pay.arg(order.code_value.expose()).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = pay.spawn().unwrap();
    system.world.simulator.wait_for(&order.id, |it| it.state == OrderState::Decoded).await.unwrap();
    interrupt(child.id());
    let output = tokio::task::spawn_blocking(move || {
        // Nobody answers the question: standard input stays open until the command is gone.
        let stdin = child.stdin.take();
        let output = child.wait_with_output().unwrap();
        drop(stdin);
        output
    });
    let output = output.await.unwrap();
    assert_eq!(output.status.code(), Some(130));
    assert_one_line(&String::from_utf8(output.stderr).unwrap(), "interrupted");

    let typed = format!("y\n{}\n", user("mina").pin);
    let said = system.pay(order.code_value.expose(), "mina", "phone", &typed).await;
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
}

fn interrupt(process: u32) {
    let status = std::process::Command::new("kill").args(["-INT", &process.to_string()]).status().unwrap();
    assert!(status.success());
}
