//! The backend as a program.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::ExitCode,
};

use cashier_backend::{Backend, BackendConfig, audit, openapi};
use clap::{Parser, Subcommand};
use tracing_subscriber::EnvFilter;

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
    /// Serve until Ctrl-C.
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
        Command::Openapi { out } => write_openapi(&out),
        Command::Audit => run_audit(arguments.config.as_deref()).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
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

async fn serve(config: Option<&Path>) -> Result<(), Box<dyn std::error::Error>> {
    let mut backend = Backend::start(load(config)?).await?;
    println!("wallet API: {}", backend.base_url());
    let ended = tokio::select! {
        ended = backend.serve() => ended,
        interrupted = tokio::signal::ctrl_c() => interrupted,
    };
    backend.stop().await;
    Ok(ended?)
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
