//! The simulator as a process.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

/// Ends the process with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn simulator(listen: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cashier-simulator"));
    command.args(["--listen", listen]).env("RUST_LOG", "off");
    command
}

#[test]
fn it_prints_its_address_and_a_second_one_there_fails_with_one_line() {
    let mut first = Running(simulator("127.0.0.1:0").stdout(Stdio::piped()).spawn().unwrap());
    let mut line = String::new();
    BufReader::new(first.0.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let address = line.trim_end().strip_prefix("http://").unwrap();
    let second = simulator(address).output().unwrap();
    assert!(!second.status.success() && second.stdout.is_empty());
    let error = String::from_utf8(second.stderr).unwrap();
    assert!(error.starts_with(&format!("cashier-simulator: cannot listen on {address}: ")), "{error}");
    assert_eq!(error.lines().count(), 1);
}

#[test]
fn an_interrupted_process_says_so_and_a_terminated_one_ends_well() {
    for (signal, code, said) in [("-INT", 130, "cashier-simulator: stopped\n"), ("-TERM", 0, "")] {
        let mut process = simulator("127.0.0.1:0").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut String::new()).unwrap();
        Command::new("kill").arg(signal).arg(process.id().to_string()).status().unwrap();
        let output = process.wait_with_output().unwrap();
        assert_eq!((output.status.code(), String::from_utf8(output.stderr).unwrap()), (Some(code), said.to_owned()));
    }
}

#[test]
fn a_key_that_cannot_be_read_is_one_line() {
    let output = simulator("127.0.0.1:0").args(["--private-key", "nowhere.pem"]).output().unwrap();
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && error.starts_with("cashier-simulator: cannot read nowhere.pem: "), "{error}");
}
