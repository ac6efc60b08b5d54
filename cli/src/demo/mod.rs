//! `cashier demo`: the whole system on one machine.

mod payment;
mod serve;
mod world;

use std::{path::PathBuf, process::ExitCode};

use clap::Args;

use crate::{Failure, record::RecordFile};
pub use world::{DemoUser, Ports, USERS, World};

/// Runs simulator and backend on loopback and pays an order through them.
#[derive(Args)]
pub struct Arguments {
    /// Keep simulator, merchant console and backend up, and print their addresses
    #[arg(long)]
    serve: bool,
    /// JSON in place of text
    #[arg(long)]
    json: bool,
    /// Port of simulator and console; 0 takes a free one
    #[arg(long, default_value_t = 0)]
    simulator_port: u16,
    /// Port of the backend; 0 takes a free one
    #[arg(long, default_value_t = 0)]
    backend_port: u16,
    /// Folder of database and keys; without it everything is forgotten at the end
    #[arg(long)]
    data: Option<PathBuf>,
    /// New file for a recording of the payment; see `cashier replay`
    #[arg(long, value_name = "FILE", conflicts_with = "serve")]
    record: Option<PathBuf>,
}

/// Runs the demo.
pub fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    let record = arguments.record.as_deref().map(RecordFile::create).transpose()?;
    let runtime = tokio::runtime::Runtime::new().map_err(Failure::new)?;
    runtime.block_on(async {
        let temporary = tempfile::tempdir().map_err(Failure::new)?;
        let folder = arguments.data.unwrap_or_else(|| temporary.path().to_owned());
        let ports = Ports { simulator: arguments.simulator_port, backend: arguments.backend_port };
        let world = World::start(&folder, ports).await?;
        let result = if arguments.serve {
            serve::until_stopped(&world, arguments.json).await
        } else {
            tokio::select! {
                result = payment::pay(&world, temporary.path(), arguments.json, record) => result,
                _ = tokio::signal::ctrl_c() => Err(Failure::interrupted("interrupted")),
            }
        };
        world.stop().await;
        result
    })
}
