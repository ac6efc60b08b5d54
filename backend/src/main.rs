//! The backend as a program.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::{self, ExitCode},
};

use cashier_backend::{Backend, BackendConfig, audit, openapi};
use clap::{Parser, Subcommand};
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

/// The exit code that shells give to Ctrl-C.
const INTERRUPTED: u8 = 130;

/// The reference MPP backend of CashierKit.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// The configuration (TOML); variables `CASHIER_BACKEND_...` of the environment go before it.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve until Ctrl-C or SIGTERM.
    Serve,
    /// Write the OpenAPI document of the wallet API.
    Openapi {
        /// Where to.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Recompute every balance; fails if the records contradict each other.
    Audit,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).init();
    let done = match arguments.command.unwrap_or(Command::Serve) {
        Command::Serve => serve(arguments.config.as_deref()).await,
        Command::Openapi { out } => write_openapi(&out).map(|()| ExitCode::SUCCESS),
        Command::Audit => run_audit(arguments.config.as_deref()).await.map(|()| ExitCode::SUCCESS),
    };
    match done {
        Ok(code) => code,
        Err(why) => {
            eprintln!("cashier-backend: {why}");
            ExitCode::FAILURE
        }
    }
}

fn load(path: Option<&Path>) -> Result<BackendConfig, Box<dyn std::error::Error>> {
    let environment = std::env::vars_os().filter_map(|(name, value)| name.into_string().ok().zip(value.into_string().ok()));
    Ok(BackendConfig::load(path, environment)?)
}

/// Ctrl-C is an interruption, SIGTERM the ordinary end of a service. Either ends what has begun; another Ctrl-C does not.
async fn serve(config: Option<&Path>) -> Result<ExitCode, Box<dyn std::error::Error>> {
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let backend = tokio::select! {
        started = Backend::start(load(config)?) => started?,
        _ = interrupt.recv() => return Ok(interrupted()),
    };
    println!("wallet API: {}", backend.base_url());
    let code = tokio::select! {
        _ = interrupt.recv() => interrupted(),
        _ = terminate.recv() => ExitCode::SUCCESS,
    };
    tokio::select! {
        () = backend.stop() => Ok(code),
        _ = interrupt.recv() => process::exit(INTERRUPTED.into()),
    }
}

fn interrupted() -> ExitCode {
    eprintln!("cashier-backend: stopped");
    ExitCode::from(INTERRUPTED)
}

fn write_openapi(out: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let document = openapi().to_pretty_json()? + "\n";
    Ok(fs::write(out, document).map_err(|why| format!("cannot write {}: {why}", out.display()))?)
}

async fn run_audit(config: Option<&Path>) -> Result<(), Box<dyn std::error::Error>> {
    let audit = audit(&load(config)?.database).await?;
    print!("{audit}");
    match audit.violations.len() {
        0 => Ok(()),
        violations => Err(format!("{violations} violations").into()),
    }
}
