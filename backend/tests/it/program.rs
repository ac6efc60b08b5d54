//! The program: serving, failing, auditing.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Command, Stdio},
};

use sqlx::{Connection, SqliteConnection};

use crate::world::{CLIENT_ID, Phone, World};

/// Runs the program; its exit, what it printed, and its error line.
async fn run(arguments: &'static [&str], config: &Path) -> (bool, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cashier-backend"));
    command.arg("--config").arg(config).args(arguments).env("RUST_LOG", "off");
    // Apart, because the backend of the test must go on meanwhile.
    let output = tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.success(), text(output.stdout), text(output.stderr))
}

/// A configuration file with the keys in files of their own.
fn config_file(world: &World) -> std::path::PathBuf {
    let folder = world.folder.path();
    fs::write(folder.join("own.pem"), world.mpp_key.to_pem().unwrap().as_str()).unwrap();
    fs::write(folder.join("alipayplus.pem"), world.alipayplus_key.public_key().to_pem()).unwrap();
    let path = folder.join("backend.toml");
    let text = format!(
        "listen = \"{listen}\"\ndatabase = {folder:?}\nallow_loopback = true\n[alipayplus]\nbase_url = \"{url}\"\nclient_id = \"C\"\n\
         private_key.file = {own:?}\npublic_keys.1.file = {theirs:?}\n",
        listen = world.backend.host_url().trim_start_matches("http://"),
        folder = folder.join("backend.db"),
        url = world.link.url(),
        own = folder.join("own.pem"),
        theirs = folder.join("alipayplus.pem"),
    );
    fs::write(&path, text).unwrap();
    path
}

#[tokio::test]
async fn the_program_audits_a_running_backend_and_finds_what_was_changed_behind_its_back() {
    let world = World::new().await;
    let order = world.mina().order(&world.merchant_order()).await;
    world.mina().pay(&order).await.ok();
    let config = config_file(&world);

    let (success, table, error) = run(&["audit"], &config).await;
    assert!(success && error.is_empty(), "{table}{error}");
    assert!(table.contains("user:1001:KRW") && table.contains("49000") && table.contains("0 violations"), "{table}");

    let database = format!("sqlite:{}", world.folder.path().join("backend.db").display());
    let mut connection = SqliteConnection::connect(&database).await.unwrap();
    for sql in ["DROP TRIGGER entries_stay", "UPDATE ledger_entries SET amount = -900 WHERE account_id = 'user:1001:KRW' AND amount < 0"] {
        sqlx::query(sql).execute(&mut connection).await.unwrap();
    }
    connection.close().await.unwrap();
    let (success, table, error) = run(&["audit"], &config).await;
    assert!(!success && table.contains("does not balance"), "{table}");
    assert_eq!(error.lines().count(), 1, "{error}");
    world.backend.stop().await;
}

#[tokio::test]
async fn a_program_that_cannot_start_says_so_in_one_line() {
    let world = World::new().await;
    let config = config_file(&world);
    let (success, _, error) = run(&[], &config).await;
    assert!(!success && error.lines().count() == 1 && error.contains("cannot listen"), "{error}");
    let (success, _, error) = run(&["serve"], Path::new("/no/such/file.toml")).await;
    assert!(!success && error.lines().count() == 1 && error.contains("/no/such/file.toml"), "{error}");
    world.end().await;
}

/// Serves until `signal`; the exit code and what was said then.
async fn served_until(signal: &str) -> (Option<i32>, String) {
    let world = World::new().await;
    let config = config_file(&world);
    let database = world.folder.path().join("other.db");
    let mut command = Command::new(env!("CARGO_BIN_EXE_cashier-backend"));
    command
        .arg("--config")
        .arg(config)
        .env("RUST_LOG", "off")
        .env("CASHIER_BACKEND_LISTEN", "127.0.0.1:0")
        .env("CASHIER_BACKEND_DATABASE", database)
        .env("CASHIER_BACKEND_ALIPAYPLUS__CLIENT_ID", CLIENT_ID)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut program = command.spawn().unwrap();
    let stdout = program.stdout.take().unwrap();
    let first_line = tokio::task::spawn_blocking(move || BufReader::new(stdout).lines().next()).await.unwrap().unwrap().unwrap();
    let base_url = first_line.strip_prefix("wallet API: ").unwrap().to_owned();
    assert_eq!(Phone::new(base_url, "nobody", "d").get("/sdk-config").await.problem(), "unauthorized");
    Command::new("kill").arg(signal).arg(program.id().to_string()).status().unwrap();
    let output = tokio::task::spawn_blocking(move || program.wait_with_output()).await.unwrap().unwrap();
    world.end().await;
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[tokio::test]
async fn an_interrupted_program_says_so_and_a_terminated_one_ends_well() {
    assert_eq!(served_until("-INT").await, (Some(130), "cashier-backend: stopped\n".to_owned()));
    assert_eq!(served_until("-TERM").await, (Some(0), String::new()));
}
