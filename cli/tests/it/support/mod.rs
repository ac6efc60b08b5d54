//! The system under test: simulator and backend in this process, the `cashier` command in its own.

pub mod disk;
pub mod phone;
pub mod proxy;

use std::{
    ffi::OsStr,
    fs::File,
    io::Write,
    path::Path,
    process::{Child, Command, Output, Stdio},
};

use cashier_backend::BackendConfig;
use cashier_cli::demo::{DemoUser, Ports, USERS, World};
use cashier_simulator::{NewOrder, Order};
use rustix::{
    fs::{self, Mode, OFlags},
    pty::{self, OpenptFlags},
};
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
    pub async fn pay(&self, code: impl AsRef<OsStr>, name: &str, phone: &str, typed: &str) -> Said {
        run(self.pay_command(code, name, phone), typed).await
    }

    pub fn pay_command(&self, code: impl AsRef<OsStr>, name: &str, phone: &str) -> Command {
        let mut command = command();
        command.arg("pay").arg("--backend").arg(self.world.backend.base_url()).arg("--token").arg(user(name).token);
        command.arg("--data").arg(self.path(phone)).arg("--").arg(code);
        command
    }
}

pub fn command() -> Command {
    Command::new(Path::new(env!("CARGO_BIN_EXE_cashier")))
}

/// Runs to the end, with `typed` in a pipe; the servers of this process go on meanwhile.
pub async fn run(mut command: Command, typed: &str) -> Said {
    let typed = typed.to_owned();
    command.stdin(Stdio::piped());
    finish(command, move |child| {
        // A command that does not read is no failure of the test.
        let _ = child.stdin.take().unwrap().write_all(typed.as_bytes());
    })
    .await
}

/// Runs to the end, with `typed` at a terminal.
pub async fn run_at_a_terminal(mut command: Command, typed: &str) -> Said {
    let mut keyboard = File::from(pty::openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap());
    pty::grantpt(&keyboard).unwrap();
    pty::unlockpt(&keyboard).unwrap();
    let terminal = pty::ptsname(&keyboard, Vec::new()).unwrap();
    command.stdin(fs::open(terminal, OFlags::RDWR | OFlags::NOCTTY, Mode::empty()).unwrap());
    keyboard.write_all(typed.as_bytes()).unwrap();
    finish(command, |_| {}).await
}

async fn finish(mut command: Command, begin: impl FnOnce(&mut Child) + Send + 'static) -> Said {
    let output: Output = tokio::task::spawn_blocking(move || {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        begin(&mut child);
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

#[track_caller]
pub fn assert_said(said: &Said, code: i32, texts: &[&str]) {
    for text in texts {
        assert!(said.out.contains(text), "no {text:?} in\n{}{}", said.out, said.err);
    }
    assert_eq!(said.code, code, "{}{}", said.out, said.err);
}

/// Draws codes side by side, four pixels a module.
pub fn draw(path: &Path, texts: &[&str]) {
    let codes: Vec<qrcode::QrCode> = texts.iter().map(|text| qrcode::QrCode::new(text).unwrap()).collect();
    let side = (codes.iter().map(|code| code.width()).max().unwrap_or_default() as u32 + 8) * 4;
    let dark = |x: u32, y: u32| {
        let at = |pixel: u32| (pixel as usize / 4).checked_sub(4);
        let (code, x, y) = (&codes[(x / side) as usize], at(x % side)?, at(y)?);
        Some(x < code.width() && y < code.width() && code[(x, y)] == qrcode::Color::Dark)
    };
    let pixel = |x, y| image::Luma([if dark(x, y) == Some(true) { 0 } else { 255 }]);
    image::GrayImage::from_fn(side * texts.len() as u32, side, pixel).save(path).unwrap();
}
