//! The `cashier` command, as a library so that its tests use the same parts.

pub mod demo;
mod engine;
mod pay;
mod picture;
mod terminal;
mod wallet;

use std::{io, process::ExitCode};

use clap::{Parser, Subcommand};
use tracing_subscriber::EnvFilter;

/// The cashier of a wallet, on the command line.
#[derive(Parser)]
#[command(name = "cashier", version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Watch a merchant's QR code become a paid order, on this machine, offline
    Demo(demo::Arguments),
    /// Pay a code, or the code in a picture, against running servers
    Pay(pay::Arguments),
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

/// Runs the command with the arguments of the process.
pub fn main() -> ExitCode {
    let filter = EnvFilter::try_from_env("CASHIER_LOG").unwrap_or_else(|_| EnvFilter::new("error"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).with_target(true).init();
    let (input, output) = (io::stdin().lock(), io::stdout().lock());
    let result = match Arguments::parse().command {
        Command::Demo(arguments) => {
            drop((input, output));
            demo::run(arguments)
        }
        Command::Pay(arguments) => {
            drop((input, output));
            pay::run(arguments)
        }
        Command::Identify(arguments) => arguments.run(input, output),
        Command::Emv(arguments) => arguments.run(input, output),
        Command::Navigate(arguments) => arguments.run(input, output),
        Command::Redirect(arguments) => arguments.run(input, output),
        Command::Sign(arguments) => arguments.run(input, output),
        Command::Verify(arguments) => arguments.run(input, output),
    };
    match result {
        Ok(code) => code,
        Err(Failure { line, code }) => {
            eprintln!("cashier: {line}");
            ExitCode::from(code)
        }
    }
}
