//! Code rules from the real simulator: pulled, kept, swapped, saved, and what becomes of bad ones (protocol section 8.3).

use std::{fs, net::SocketAddr, time::Duration as StdDuration};

use cashier_backend::{Backend, RulesSource, RulesStatus, StartError};
use serde_json::{Value, json};
use sqlx::{Connection, SqliteConnection};
use time::Duration;
use tokio::{io::AsyncWriteExt, net::TcpListener, sync::oneshot};

use crate::world::{World, config};

/// A rule file whose only rule decodes codes that begin with `prefix`.
fn rules(version: &str, prefix: &str) -> Value {
    file(version, vec![rule(prefix)])
}

fn rule(prefix: &str) -> Value {
    json!({
        "codeMatchPattern": {"matchMethod": "PREFIX", "prefix": prefix, "priority": 1},
        "postCodeMatchAction": {"postCodeMatchActionType": "DECODE"},
    })
}

fn file(version: &str, rules: Vec<Value>) -> Value {
    json!({"result": {"resultCode": "SUCCESS", "resultStatus": "S"}, "version": version, "codeRules": rules})
}

/// A regular expression that does not compile.
fn bad_rule() -> Value {
    json!({
        "codeMatchPattern": {"matchMethod": "REGEX", "regex": "(", "priority": 1},
        "postCodeMatchAction": {"postCodeMatchActionType": "DECODE"},
    })
}

impl World {
    fn serve(&self, file: &Value) {
        self.simulator.set_code_rules(&file.to_string()).unwrap();
    }

    fn rules(&self) -> RulesStatus {
        self.backend.rules().unwrap()
    }

    /// Lets time pass until the next pull, and waits for its end.
    async fn next_pull(&self) -> RulesStatus {
        let before = self.rules();
        self.pass(before.next_pull.unwrap() - self.clock.now());
        self.backend.wait_for_rules(|status| status.next_pull != before.next_pull).await
    }

    /// Lets time pass on both sides of Alipay+'s window for `Request-Time`; whole seconds, at least one.
    fn pass(&self, time: Duration) {
        let seconds = time.whole_seconds() + 1;
        self.simulator.put_clock_forward(StdDuration::from_secs(seconds.unsigned_abs()));
        self.clock.advance(Duration::seconds(seconds));
    }

    /// Whether the backend takes `code`.
    async fn takes(&self, code: &str) -> bool {
        self.mina().post("/codes/identify", &json!({"code": code})).await.ok()["isSupported"] == true
    }

    /// The versions on disk, oldest first.
    async fn saved(&self) -> Vec<String> {
        let mut connection = self.database().await;
        let versions = sqlx::query_scalar("SELECT version FROM code_rules ORDER BY id").fetch_all(&mut connection).await.unwrap();
        connection.close().await.unwrap();
        versions
    }

    async fn database(&self) -> SqliteConnection {
        let database = self.folder.path().join("backend.db");
        SqliteConnection::connect(&format!("sqlite:{}", database.display())).await.unwrap()
    }
}

fn is_about(actual: Duration, wanted: Duration) -> bool {
    (actual - wanted).abs() < Duration::seconds(30)
}

#[tokio::test]
async fn rules_are_pulled_every_half_hour_and_two_minutes_after_a_failure() {
    let world = World::new().await;
    let started = world.rules();
    assert_eq!((started.source, started.failures), (RulesSource::AlipayPlus, 0));
    assert!(is_about(started.next_pull.unwrap() - world.clock.now(), Duration::minutes(30)));
    world.link.cut();
    for failures in 1..=3 {
        let status = world.next_pull().await;
        assert_eq!((status.failures, &status.version), (failures, &started.version));
        assert!(is_about(status.next_pull.unwrap() - world.clock.now(), Duration::minutes(2)));
    }
    world.link.lead_to(world.simulator.address());
    let status = world.next_pull().await;
    assert_eq!(status.failures, 0);
    assert!(is_about(status.next_pull.unwrap() - world.clock.now(), Duration::minutes(30)));
    world.end().await;
}

#[tokio::test]
async fn another_version_replaces_the_whole_set_and_the_one_before_is_the_backup() {
    let world = World::new().await;
    let first = world.rules().version;
    world.serve(&rules("two", "TWO-"));
    assert_eq!(world.next_pull().await.version, "two");
    assert!(world.takes("TWO-1").await && !world.takes("28166604aaaaaaaaaaaaaaaaaaaaaaaaaaaa").await);
    assert_eq!(world.saved().await, [first, "two".to_owned()]);
    world.serve(&rules("three", "THREE-"));
    world.next_pull().await;
    assert_eq!(world.saved().await, ["two", "three"]);
    world.end().await;
}

#[tokio::test]
async fn the_same_version_and_an_empty_set_keep_what_is_there() {
    let world = World::new().await;
    world.serve(&rules("two", "TWO-"));
    world.next_pull().await;
    for answer in [rules("two", "OTHER-"), file("three", vec![]), json!({"result": {"resultCode": "SUCCESS", "resultStatus": "S"}})] {
        world.serve(&answer);
        let before = world.rules();
        let status = world.next_pull().await;
        assert_eq!((status.version.as_str(), status.failures), ("two", 0));
        assert!(status.answered_at > before.answered_at, "it was an answer all the same");
        assert!(world.takes("TWO-1").await && !world.takes("OTHER-1").await);
    }
    world.end().await;
}

#[tokio::test]
async fn an_answer_that_is_no_success_is_a_failed_pull() {
    let world = World::new().await;
    let before = world.rules();
    let refused = json!({"result": {"resultCode": "UNKNOWN_EXCEPTION", "resultStatus": "U"}, "version": "x", "codeRules": [rule("X-")]});
    world.serve(&refused);
    let status = world.next_pull().await;
    assert_eq!((status.failures, status.version), (1, before.version));
    world.end().await;
}

#[tokio::test]
async fn a_set_with_a_bad_rule_is_used_and_the_bad_rule_is_reported() {
    let world = World::new().await;
    crate::world::log::capture();
    world.serve(&file("two", vec![rule("TWO-"), bad_rule()]));
    let status = world.next_pull().await;
    assert_eq!((status.version.as_str(), status.usable), ("two", 1));
    assert_eq!(status.bad.iter().map(|finding| finding.rule).collect::<Vec<_>>(), [1]);
    let log = crate::world::log::captured();
    assert!(log.contains("a bad code rule") && log.contains("rule=1"), "{log}");
    assert!(world.takes("TWO-1").await);
    world.end().await;
}

#[tokio::test]
async fn a_set_without_one_usable_rule_or_with_too_many_is_refused() {
    let world = World::new().await;
    world.serve(&rules("two", "TWO-"));
    world.next_pull().await;
    let short = |n| json!({"codeMatchPattern": {"matchMethod": "PREFIX", "prefix": format!("{n}-")}});
    for refused in [file("three", vec![bad_rule()]), file("three", (0..5_001).map(short).collect())] {
        world.serve(&refused);
        let status = world.next_pull().await;
        assert_eq!((status.version.as_str(), status.failures), ("two", 1));
        assert!(world.takes("TWO-1").await);
        world.serve(&rules("two", "TWO-"));
        world.next_pull().await;
    }
    world.end().await;
}

#[tokio::test]
async fn a_file_of_more_than_two_mebibytes_is_refused() {
    let world = World::new().await;
    let before = world.rules().version;
    let large = |size: usize| rules("large", &"x".repeat(size));
    let around = large(0).to_string().len();
    world.serve(&large(2 * 1024 * 1024 + 1 - around));
    let status = world.next_pull().await;
    assert_eq!((status.failures, status.version), (1, before));
    world.serve(&large(1024 * 1024));
    assert_eq!(world.next_pull().await.version, "large");
    world.end().await;
}

/// An Alipay+ whose answer has no end. Tells how much of it was taken until somebody hung up.
async fn endless() -> (SocketAddr, oneshot::Receiver<usize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (taken, told) = oneshot::channel();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n";
        stream.write_all(head.as_bytes()).await.unwrap();
        let chunk = format!("10000\r\n{}\r\n", " ".repeat(0x10000));
        let mut sent = 0;
        while stream.write_all(chunk.as_bytes()).await.is_ok() {
            sent += chunk.len();
        }
        taken.send(sent).unwrap();
    });
    (address, told)
}

#[tokio::test]
async fn of_an_endless_answer_no_more_is_read_than_a_file_may_have() {
    let world = World::new().await;
    let (address, taken) = endless().await;
    // Kept-alive connections lead to the simulator.
    world.link.cut();
    world.next_pull().await;
    world.link.lead_to(address);
    let status = world.next_pull().await;
    assert_eq!(status.failures, 2);
    // What is more than the limit is in the buffers of three sockets.
    let taken = taken.await.unwrap();
    assert!(taken < 32 * 1024 * 1024, "{taken} bytes were taken");
    world.link.lead_to(world.simulator.address());
    world.end().await;
}

#[tokio::test]
async fn a_damaged_newest_set_falls_back_to_the_one_before_and_is_mended_later() {
    let world = World::new().await;
    for (version, prefix) in [("two", "TWO-"), ("three", "THREE-")] {
        world.serve(&rules(version, prefix));
        world.next_pull().await;
    }
    let mut connection = world.database().await;
    let half = sqlx::query("UPDATE code_rules SET body = substr(body, 1, length(body) / 2) WHERE version = 'three'");
    half.execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    world.link.cut();
    let world = world.restart(None).await;
    let status = world.rules();
    assert_eq!((status.version.as_str(), status.source), ("two", RulesSource::Saved));
    assert!(world.takes("TWO-1").await);
    world.link.lead_to(world.simulator.address());
    assert_eq!(world.next_pull().await.source, RulesSource::AlipayPlus);
    assert_eq!(world.saved().await, ["two", "three"], "the damaged set is no backup of the whole one");
    world.link.cut();
    let world = world.restart(None).await;
    assert_eq!(world.rules().version, "three");
    world.end().await;
}

#[tokio::test]
async fn rules_that_nobody_confirms_for_a_day_raise_an_alarm_and_stay_in_use() {
    let world = World::new().await;
    world.link.cut();
    world.pass(Duration::hours(23));
    let status = world.backend.wait_for_rules(|status| status.failures > 0).await;
    assert!(!status.alarm);
    crate::world::log::capture();
    world.pass(Duration::hours(1) + Duration::minutes(1));
    let status = world.backend.wait_for_rules(|status| status.alarm).await;
    assert_eq!(status.source, RulesSource::AlipayPlus);
    assert!(crate::world::log::captured().contains("ALARM: no code rules"));
    world.mina().get("/code-rules").await.ok();
    // A restart does not make them younger.
    let world = world.restart(None).await;
    assert!(world.rules().alarm);
    world.link.lead_to(world.simulator.address());
    assert!(!world.next_pull().await.alarm);
    world.end().await;
}

#[tokio::test]
async fn saved_rules_go_before_the_preset_file() {
    let world = World::new().await;
    let saved = world.rules().version;
    world.link.cut();
    let preset = world.folder.path().join("rules.json");
    fs::write(&preset, rules("preset", "PRE-").to_string()).unwrap();
    let mut config = world.config();
    config.alipayplus.preset_rules = Some(preset);
    world.backend.stop().await;
    let backend = Backend::start(config).await.unwrap_or_else(|error| panic!("{error}"));
    let status = backend.rules().unwrap();
    assert_eq!((status.version, status.source), (saved, RulesSource::Saved));
    backend.stop().await;
    world.simulator.stop().await;
}

/// A backend of `world` that has never run, with `preset` as its only rules.
async fn on_preset(world: &World, preset: &Value) -> (tempfile::TempDir, Result<cashier_backend::RunningBackend, StartError>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rules.json");
    fs::write(&path, preset.to_string()).unwrap();
    let mut config = config(folder.path().join("backend.db"), &world.link.url(), &world.mpp_key, &world.alipayplus_key);
    config.alipayplus.preset_rules = Some(path);
    let users = folder.path().join("users.toml");
    let user = "customer_id = \"1\"\ntoken = \"t\"\npin = \"1\"\naccount = \"*\"\ncurrency = \"KRW\"\nbalance = 0\n";
    fs::write(&users, format!("[[users]]\n{user}")).unwrap();
    config.users = Some(users);
    (folder, Backend::start(config).await)
}

async fn takes(backend: &cashier_backend::RunningBackend, code: &str) -> bool {
    let phone = crate::world::Phone::new(backend.base_url(), "t", "d");
    phone.post("/codes/identify", &json!({"code": code})).await.ok()["isSupported"] == true
}

#[tokio::test]
async fn after_a_start_with_the_preset_the_first_identification_asks_alipay_plus_once_more() {
    let world = World::new().await;
    world.serve(&rules("two", "TWO-"));
    world.link.cut();
    let (_folder, backend) = on_preset(&world, &rules("preset", "PRE-")).await;
    let backend = backend.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(backend.rules().unwrap().source, RulesSource::Preset);
    world.link.lead_to(world.simulator.address());
    assert!(takes(&backend, "TWO-1").await);
    assert_eq!(backend.rules().unwrap().source, RulesSource::AlipayPlus);
    backend.stop().await;
    world.end().await;
}

#[tokio::test]
async fn that_question_does_not_make_the_user_wait_for_an_alipay_plus_that_says_nothing() {
    let world = World::new().await;
    world.link.cut();
    let (_folder, backend) = on_preset(&world, &rules("preset", "PRE-")).await;
    let backend = backend.unwrap_or_else(|error| panic!("{error}"));
    // Takes connections and never answers.
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    world.link.lead_to(silent.local_addr().unwrap());
    assert!(takes(&backend, "PRE-1").await);
    assert_eq!(backend.rules().unwrap().failures, 1, "the pull is still waiting");
    let given_up = backend.wait_for_rules(|status| status.failures == 2).await;
    assert_eq!(given_up.source, RulesSource::Preset);
    backend.stop().await;
    world.end().await;
}

#[tokio::test]
async fn a_preset_that_cannot_be_used_is_no_preset() {
    let world = World::new().await;
    world.link.cut();
    for preset in [json!({"version": "p"}), file("p", vec![bad_rule()]), json!([1])] {
        let (_folder, backend) = on_preset(&world, &preset).await;
        assert!(matches!(backend, Err(StartError::NoRules(_))), "{preset}");
    }
    world.end().await;
}

#[tokio::test]
async fn a_version_of_odd_characters_is_a_tag_all_the_same() {
    let world = World::new().await;
    world.serve(&rules("a\",\n\u{e9}", "TWO-"));
    world.next_pull().await;
    let phone = world.mina();
    let etag = phone.get("/code-rules").await.headers["etag"].to_str().unwrap().to_owned();
    let again = phone.send(phone.request(reqwest::Method::GET, "/code-rules").header("if-none-match", &etag)).await;
    assert_eq!(again.status, 304);
    world.end().await;
}
