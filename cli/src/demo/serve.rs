//! `cashier demo --serve`: everything up until somebody stops it.

use std::{
    io::{self, Write},
    process::ExitCode,
};

use serde_json::json;
use tokio::signal::unix::{SignalKind, signal};

use super::world::{USERS, World};
use crate::Failure;

/// Prints the addresses and waits for Ctrl-C, which is an interruption, or SIGTERM, which is the ordinary end of a service.
pub async fn until_stopped(world: &World, json: bool) -> Result<ExitCode, Failure> {
    let (simulator, backend) = (world.simulator.base_url(), world.backend.base_url());
    if json {
        let users: Vec<_> = USERS
            .iter()
            .map(|user| json!({ "name": user.name, "token": user.token, "pin": user.pin, "currency": user.currency }))
            .collect();
        println!("{}", json!({ "simulator": simulator, "console": format!("{simulator}/"), "backend": backend, "users": users }));
    } else {
        println!("Merchant console   {simulator}/");
        println!("Wallet API         {backend}");
        for user in USERS {
            println!("User               {}, token {}, PIN {}", user.name, user.token, user.pin);
        }
        println!("\nCreate an order in the console, then pay it:");
        println!("  cargo cashier pay CODE --backend {backend} --token {}", USERS[0].token);
        println!("\nCtrl-C ends it.");
    }
    io::stdout().flush().map_err(Failure::new)?;
    let mut terminated = signal(SignalKind::terminate()).map_err(Failure::new)?;
    tokio::select! {
        _ = tokio::signal::ctrl_c() => Err(Failure::interrupted("stopped")),
        _ = terminated.recv() => Ok(ExitCode::SUCCESS),
    }
}
