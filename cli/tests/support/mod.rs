//! The system under test: simulator and backend in this process, the `cashier` command in its own.

#![allow(dead_code)] // Each test file uses a part of it.

pub mod phone;
pub mod proxy;

use std::{
    io::Write,
    path::Path,
    process::{Command, Output, Stdio},
};

use cashier_backend::BackendConfig;
use cashier_cli::demo::{DemoUser, Ports, USERS, World};
use cashier_simulator::{NewOrder, Order};
use tempfile::TempDir;

/// Everything on free ports, forgotten at the end.
pub struct System {
    pub world: World,
    folder: TempDir,
}

/// What a command said.
pub struct Said {
    pub code: i32,
    pub out: String,
    pub err: String,
}

pub fn user(name: &str) -> &'static DemoUser {
    USERS.iter().find(|user| user.name == name).unwrap()
}

impl System {
    pub async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    /// With a backend that is set up otherwise.
    pub async fn start_with(configure: impl FnOnce(&mut BackendConfig)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let ports = Ports { simulator: 0, backend: 0 };
        let world = World::start_with(&folder.path().join("servers"), ports, configure).await.map_err(|it| it.line).unwrap();
        Self { world, folder }
    }

    pub fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    /// An order of 110 yen, 1,100 won.
    pub fn order(&self) -> std::sync::Arc<Order> {
        self.world.simulator.create_order(NewOrder::new("tea-house", "110")).unwrap()
    }

    /// `cashier pay` on the phone `phone`, with `typed` on standard input.
    pub async fn pay(&self, code: impl AsRef<std::ffi::OsStr>, name: &str, phone: &str, typed: &str) -> Said {
        let mut command = command();
        command.arg("pay").arg("--backend").arg(self.world.backend.base_url()).arg("--token").arg(user(name).token);
        command.arg("--data").arg(self.path(phone)).arg("--").arg(code);
        run(command, typed).await
    }
}

pub fn command() -> Command {
    Command::new(Path::new(env!("CARGO_BIN_EXE_cashier")))
}

/// Runs to the end; the servers of this process go on meanwhile.
pub async fn run(mut command: Command, typed: &str) -> Said {
    let typed = typed.to_owned();
    let output: Output = tokio::task::spawn_blocking(move || {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // A command that does not read is no failure of the test.
        let _ = child.stdin.take().unwrap().write_all(typed.as_bytes());
        child.wait_with_output().unwrap()
    })
    .await
    .unwrap();
    Said {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}
