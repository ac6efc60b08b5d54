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
    // Before anything is printed: whoever has read it may stop the servers at once.
    let mut interrupted = signal(SignalKind::interrupt()).map_err(Failure::new)?;
    let mut terminated = signal(SignalKind::terminate()).map_err(Failure::new)?;
    let (simulator, backend) = (world.simulator.base_url(), world.backend.base_url());
    if json {
        let users: Vec<_> = USERS
            .iter()
            .map(|user| json!({ "name": user.name, "token": user.token, "pin": user.pin, "currency": user.currency }))
            .collect();
        crate::terminal::say!(
            "{}",
            json!({ "simulator": simulator, "console": format!("{simulator}/"), "backend": backend, "users": users })
        );
    } else {
        crate::terminal::say!("Merchant console   {simulator}/");
        crate::terminal::say!("Wallet API         {backend}");
        for user in USERS {
            crate::terminal::say!("User               {}, token {}, PIN {}", user.name, user.token, user.pin);
        }
        crate::terminal::say!("\nCreate an order in the console, then pay it:");
        crate::terminal::say!("  cargo cashier pay CODE --backend {backend} --token {}", USERS[0].token);
        crate::terminal::say!("Other codes: {simulator}/shop/tea-house is a store code, {simulator}/all/tea-house an aggregated one.");
        crate::terminal::say!("\nCtrl-C ends it.");
    }
    io::stdout().flush().map_err(Failure::new)?;
    tokio::select! {
        _ = interrupted.recv() => Err(Failure::interrupted("stopped")),
        _ = terminated.recv() => Ok(ExitCode::SUCCESS),
    }
}
