//! The `cashier` command, as a library so that its tests use the same parts.

mod decode_image;
pub mod demo;
mod engine;
mod pay;
mod record;
mod replay;
mod terminal;
mod wallet;

use std::{
    io::{self, Write},
    process::ExitCode,
};

use cashier_client::{Advice, CashierError};
use clap::{Parser, Subcommand};
use tracing_subscriber::EnvFilter;

/// The cashier of a wallet, on the command line.
#[derive(Parser)]
#[command(name = "cashier", version, about, arg_required_else_help = false)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Watch a merchant's QR code become a paid order, on this machine, offline
    Demo(demo::Arguments),
    /// Pay a code, or one in a picture, against running servers
    Pay(pay::Arguments),
    /// The texts of the QR codes in pictures; one JSON object a file
    DecodeImage(decode_image::Arguments),
    /// What a recorded payment did: events, states, effects and pages, as text
    Replay(replay::Arguments),
    /// What the code rules say of scanned codes; JSON Lines in and out
    Identify(engine::identify::Arguments),
    /// What EMVCo merchant codes hold; JSON Lines in and out
    Emv(engine::emv::Arguments),
    /// What a merchant page's navigations lead to; JSON Lines in and out
    Navigate(engine::navigate::Arguments),
    /// Whether redirects may be opened; JSON Lines in and out
    Redirect(engine::redirect::Arguments),
    /// Signs messages; JSON Lines in and out
    Sign(engine::sign::Arguments),
    /// Verifies signed messages; JSON Lines in and out
    Verify(engine::verify::Arguments),
}

/// A failure of the command: one line, and the exit code.
pub struct Failure {
    /// The line.
    pub line: String,
    /// 2 for a bad flag or file, 130 for Ctrl-C, 1 for everything else.
    pub code: u8,
}

impl Failure {
    /// A failure of the run.
    pub fn new(line: impl ToString) -> Self {
        Self { line: line.to_string(), code: 1 }
    }

    /// Ended by Ctrl-C, with the exit code that shells give it.
    pub fn interrupted(line: impl ToString) -> Self {
        Self { line: line.to_string(), code: 130 }
    }
}

impl From<CashierError> for Failure {
    /// A set-up that is wrong comes from the flags.
    fn from(error: CashierError) -> Self {
        let code = if error.advice() == Advice::MendTheCode { 2 } else { 1 };
        let line = match &error {
            // The login of the command never fails: of its ports only the store can.
            CashierError::Port { source } => format!("the wallet's files: {source}"),
            error => error.reason(),
        };
        Self { line, code }
    }
}

/// Runs the command with the arguments of the process.
pub fn main() -> ExitCode {
    let filter = EnvFilter::try_from_env("CASHIER_LOG").unwrap_or_else(|_| EnvFilter::new("error"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).with_target(true).init();
    let (input, output) = (io::stdin().lock(), io::stdout().lock());
    let result = match Arguments::try_parse().map(|arguments| arguments.command) {
        Err(error) => not_parsed(&error, output),
        Ok(Command::Demo(arguments)) => {
            drop((input, output));
            demo::run(arguments)
        }
        Ok(Command::Pay(arguments)) => {
            drop((input, output));
            pay::run(arguments)
        }
        Ok(Command::DecodeImage(arguments)) => arguments.run(output),
        Ok(Command::Replay(arguments)) => arguments.run(output),
        Ok(Command::Identify(arguments)) => arguments.run(input, output),
        Ok(Command::Emv(arguments)) => arguments.run(input, output),
        Ok(Command::Navigate(arguments)) => arguments.run(input, output),
        Ok(Command::Redirect(arguments)) => arguments.run(input, output),
        Ok(Command::Sign(arguments)) => arguments.run(input, output),
        Ok(Command::Verify(arguments)) => arguments.run(input, output),
    };
    match result {
        Ok(code) => code,
        Err(Failure { line, code }) => {
            // The value of a flag and the name of a file may hold line ends.
            eprintln!("cashier: {}", line.replace(['\n', '\r'], " "));
            ExitCode::from(code)
        }
    }
}

/// Prints what `--help` and `--version` ask for; anything else that is no command is one line and exit code 2.
fn not_parsed(error: &clap::Error, mut output: impl Write) -> Result<ExitCode, Failure> {
    let text = error.render().to_string();
    if !error.use_stderr() {
        output.write_all(text.as_bytes()).map_err(Failure::new)?;
        return Ok(ExitCode::SUCCESS);
    }
    // The first paragraph says what is wrong, with the missing flags on lines of their own; usage and tips follow it.
    let line = text.lines().map(str::trim).take_while(|line| !line.is_empty()).collect::<Vec<_>>().join(" ");
    Err(Failure { line: line.trim_start_matches("error: ").to_owned(), code: 2 })
}

#[cfg(test)]
mod tests {
    use cashier_client::{Cause, ports::PortError};

    use super::*;

    /// What is printed on standard output, or the failure.
    fn parse(arguments: &[&str]) -> Result<String, Failure> {
        let error = Arguments::try_parse_from([&["cashier"], arguments].concat()).err().unwrap();
        let mut output = Vec::new();
        not_parsed(&error, &mut output)?;
        Ok(String::from_utf8(output).unwrap())
    }

    #[test]
    fn a_bad_flag_is_one_line_that_names_it_and_exit_code_2() {
        for (arguments, named) in [
            (&[][..], "subcommand"),
            (&["--no-such-flag"], "--no-such-flag"),
            (&["no-such-command"], "no-such-command"),
            (&["identify"], "--rules"),
            (&["identify", "--rules"], "--rules"),
            (&["sign", "--private-key", "x", "--key-version", "one\ntwo"], "--key-version"),
            (&["redirect", "--allow-hosts", "x"], "--allow-hosts"),
            (&["decode-image"], "FILE"),
            (&["pay", "CODE", "--backend", "b", "--token", "t", "--language", ""], "--language"),
        ] {
            let failure = parse(arguments).err().unwrap();
            assert_eq!((failure.code, failure.line.lines().count()), (2, 1), "{arguments:?}");
            assert!(failure.line.contains(named) && !failure.line.starts_with("error"), "{}", failure.line);
        }
    }

    #[test]
    fn a_folder_that_fails_is_told_as_the_wallets_files() {
        let full = PortError("a record cannot be saved: no storage space".to_owned());
        let failure = Failure::from(CashierError::Port { source: Cause::new(full) });
        assert_eq!((failure.code, failure.line.as_str()), (1, "the wallet's files: a record cannot be saved: no storage space"));
    }

    #[test]
    fn help_and_version_are_no_failures() {
        for (arguments, said) in [
            (&["--help"][..], "identify"),
            (&["help"], "identify"),
            (&["sign", "--help"], "--private-key"),
            (&["pay", "--help"], "3 not known yet"),
            (&["--version"], env!("CARGO_PKG_VERSION")),
        ] {
            assert!(parse(arguments).is_ok_and(|output| output.contains(said)), "{arguments:?}");
        }
    }
}
