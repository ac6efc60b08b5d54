//! Live payments, recorded: what is replayed is what was shown, and nothing secret is in it.

use crate::support::{self, System, assert_said, user};
use cashier_core::recording::replay;

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_is_recorded_into_a_file_of_the_user_and_replayed_to_the_same_pages() {
    let system = System::start().await;
    let (order, file) = (system.order(), system.path("paid.json"));
    let pay = |code: &str| {
        let mut command = support::command();
        command.args(["pay", "--language", "de-CH", "--backend", &system.world.backend.base_url(), "--token", user("mina").token]);
        command.arg("--data").arg(system.path("phone")).arg("--record").arg(&file).arg("--").arg(code);
        command
    };
    let typed = format!("y\n{}\n", user("mina").pin);
    let said = support::run(pay(order.code_value.expose()), &typed).await;
    assert_said(&said, 0, &["Bezahlt"]);

    let recording = std::fs::read_to_string(&file).unwrap();
    for secret in [order.code_value.expose(), user("mina").pin, user("mina").token, "/shop/"] {
        assert!(!recording.contains(&format!("\"{secret}\"")), "{secret} in {recording}");
    }
    let transcript = replay(recording.as_bytes()).unwrap();
    assert_eq!(transcript.strange_pages(), 0, "{transcript}");
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&file).unwrap().permissions());
        assert_eq!(mode & 0o777, 0o600);
    }
    let mut command = support::command();
    command.arg("replay").arg(&file);
    let said = support::run(command, "").await;
    assert_said(&said, 0, &["Zahlung bestätigen", "! Finish(Succeeded {"]);
    assert_eq!(said.out, transcript.as_str());

    // What is there already is nobody's to overwrite, and nothing is paid.
    let said = support::run(pay(system.order().code_value.expose()), &typed).await;
    assert_eq!(said.code, 2, "{}", said.err);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), recording);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_that_comes_to_nothing_is_recorded_too() {
    let system = System::start().await;
    let file = system.path("left.json");
    let mut command = support::command();
    command.args(["pay", "--backend", &system.world.backend.base_url(), "--token", user("mina").token, "--data"]);
    command.arg(system.path("phone")).arg("--record").arg(&file).arg("--").arg(system.order().code_value.expose());
    let said = support::run(command, "n\n").await;
    assert_said(&said, 1, &["outcome: cancelled"]);
    let transcript = replay(&std::fs::read(&file).unwrap()).unwrap();
    assert!(transcript.strange_pages() == 0 && transcript.as_str().contains("! Finish(Cancelled)"), "{transcript}");
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_that_the_phone_refuses_are_not_those_of_the_recording() {
    let system = System::start_with(|config| config.sdk.settings.app_schemes = vec!["javascript".to_owned()]).await;
    let file = system.path("refused.json");
    let mut command = support::command();
    command.args(["pay", "--backend", &system.world.backend.base_url(), "--token", user("mina").token, "--data"]);
    command.arg(system.path("phone")).arg("--record").arg(&file).arg("--").arg(system.order().code_value.expose());
    let said = support::run(command, &format!("y\n{}\n", user("mina").pin)).await;
    assert_said(&said, 0, &["outcome: succeeded"]);
    let recording = std::fs::read_to_string(&file).unwrap();
    assert!(!recording.contains("javascript"));
    assert_eq!(replay(recording.as_bytes()).map(|transcript| transcript.strange_pages()), Ok(0));
}
