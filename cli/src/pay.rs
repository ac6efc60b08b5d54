//! `cashier pay`: pays by hand against running servers.

mod choice;

use std::{
    cell::OnceCell,
    env, fs,
    io::{self, IsTerminal, Write},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
    time::Duration,
};

use cashier_client::{Cashier, Payment};
use cashier_core::{
    codes::{CodeKind, Scan},
    development::LoopbackOrigins,
    machine::Outcome,
    pages::{Action, LoadingPage, Page, ScannerPage, Severity},
    secret::{CodeValue, Secret},
    wallet_api::Source,
};
use cashier_picture::PictureReader;
use clap::{Args, builder::NonEmptyStringValueParser};

use crate::{
    Failure,
    record::RecordFile,
    terminal,
    wallet::{self, Press, User},
};

/// Pays a code, or one in a picture: the only one that may be paid, or the one that you choose.
#[derive(Args)]
#[command(
    after_help = "Exit codes: 0 paid, also on another device; 1 not paid, or the wallet could not begin; 2 a flag or a file is wrong; 3 not known yet:\n\
    the next start asks for the result; 130 interrupted. The last line is the outcome of this payment; outcomes of earlier ones have\n\
    lines of their own, `earlier outcome: ...`."
)]
pub struct Arguments {
    /// The code's text, or a PNG, JPEG or WebP with codes in it
    code: String,
    /// Base URL of the wallet API
    #[arg(long, env = "CASHIER_BACKEND")]
    backend: String,
    /// Bearer token of the user
    #[arg(long, env = "CASHIER_TOKEN", hide_env_values = true)]
    token: String,
    /// BCP 47 tag of the language and the formats of the pages, such as `ja` or `de-CH`
    #[arg(long, default_value = "en", value_parser = NonEmptyStringValueParser::new())]
    language: String,
    /// Confirm without asking; the PIN is still asked for
    #[arg(long)]
    yes: bool,
    /// Folder of the wallet's files; by default `cashierkit` in the user's state folder
    #[arg(long, env = "CASHIER_DATA")]
    data: Option<PathBuf>,
    /// New file for a recording of the payment, without anything secret, however the payment ends; see `cashier replay`
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,
}

/// Pays, and says how it ended in the last line and in the exit code.
pub fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    let (codes, source) = read_codes(&arguments.code)?;
    let folder = arguments.data.unwrap_or_else(default_folder);
    // The store code of a local simulator is a page on loopback.
    let pages: Vec<String> = codes.iter().map(|code| code.expose().split('/').take(3).collect::<Vec<_>>().join("/")).collect();
    let loopback: Vec<&str> = pages.iter().map(String::as_str).filter(|page| LoopbackOrigins::exact([*page]).is_ok()).collect();
    let cashier = wallet::open(
        &arguments.backend,
        &loopback,
        Secret::new(arguments.token),
        &folder,
        &arguments.language,
        arguments.record.is_some(),
    )?;
    let record = arguments.record.as_deref().map(RecordFile::create).transpose()?;
    let runtime = tokio::runtime::Runtime::new().map_err(Failure::new)?;
    let front = OnceCell::new();
    let result = runtime.block_on(async {
        let result = tokio::select! {
            outcome = pay(&cashier, codes, source, arguments.yes, &front) => outcome,
            _ = tokio::signal::ctrl_c() => {
                Err(Failure::interrupted("interrupted; a payment that was sent is asked about at the next start"))
            }
        };
        cashier.shut_down().await;
        result
    });
    // A thread may still be waiting for the keyboard.
    runtime.shutdown_background();
    let recorded = record.map_or(Ok(()), |file| file.finish(front.get().map(AsRef::as_ref)));
    let outcome = result?;
    crate::terminal::say!("{}", line(&outcome));
    if let Err(error) = recorded {
        // How the payment ended stays the answer.
        eprintln!("cashier: no recording: {}", error.line);
    }
    Ok(ExitCode::from(exit_code(&outcome)))
}

/// Puts the payment into `front` as soon as there is one.
async fn pay(
    cashier: &Cashier,
    codes: Vec<CodeValue>,
    source: Source,
    yes: bool,
    front: &OnceCell<Arc<Payment>>,
) -> Result<Outcome, Failure> {
    for payment in cashier.start().await? {
        crate::terminal::say!("An earlier payment has not ended; asking for its result.");
        let outcome = wallet::play(cashier, &payment, &mut Person { yes: false }).await;
        crate::terminal::say!("earlier {}\n", line(&outcome));
    }
    // Those that the command was interrupted before it could tell them. What waits is there at once.
    while let Ok(delivery) = tokio::time::timeout(Duration::ZERO, cashier.next_outcome()).await {
        crate::terminal::say!("earlier {}\n", line(&delivery.outcome));
        cashier.acknowledge(&delivery.id);
    }
    let code = match cashier.scan(codes)? {
        Scan::One(code) => code,
        Scan::Several(choices) => choice::choose(choices).await?,
    };
    let payment = cashier.pay(code, source)?;
    let payment = front.get_or_init(|| payment);
    Ok(wallet::play(cashier, payment, &mut Person { yes }).await)
}

fn read_codes(text: &str) -> Result<(Vec<CodeValue>, Source), Failure> {
    let path = Path::new(text);
    let is_file = text.len() < 4_096 && !text.is_empty() && fs::metadata(path).is_ok_and(|it| it.is_file());
    let looks_like_a_file =
        [".png", ".jpg", ".jpeg", ".webp"].iter().any(|ending| text.to_ascii_lowercase().ends_with(ending)) && !text.contains("://");
    if !is_file && looks_like_a_file {
        return Err(Failure { line: format!("{text}: no such file"), code: 2 });
    }
    if is_file {
        let codes = PictureReader::default().codes_in_file(path).map_err(|error| Failure::new(format!("{text}: {error}")))?;
        return Ok((codes.into_iter().map(|code| code.text).collect(), Source::Picture));
    }
    Ok((vec![CodeValue::new(text)], Source::Scan))
}

fn default_folder() -> PathBuf {
    let state = env::var_os("XDG_STATE_HOME").map(PathBuf::from);
    let home = || env::var_os("HOME").map(|home| PathBuf::from(home).join(".local/state"));
    state.or_else(home).unwrap_or_else(env::temp_dir).join("cashierkit")
}

/// The outcome in one line, for people and for scripts.
fn line(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Succeeded { total: Some(total), .. } => format!("outcome: succeeded, {total}"),
        Outcome::Succeeded { pay_amount, surcharge: Some(surcharge), .. } => format!("outcome: succeeded, {pay_amount} + {surcharge}"),
        Outcome::Succeeded { pay_amount, .. } => format!("outcome: succeeded, {pay_amount}"),
        Outcome::PaidElsewhere { .. } => "outcome: paid elsewhere".to_owned(),
        Outcome::Failed { code, .. } => format!("outcome: failed, {code}"),
        Outcome::Cancelled => "outcome: cancelled".to_owned(),
        Outcome::Expired { .. } => "outcome: expired".to_owned(),
        Outcome::NotSupported(kind) => format!("outcome: not supported, {}", name(*kind)),
        Outcome::OwnCode => "outcome: a code of the wallet itself".to_owned(),
        Outcome::HandedOver => "outcome: handed over to Alipay+".to_owned(),
        Outcome::Pending(reference) => {
            let attempt = reference.attempt.as_ref().map(|attempt| attempt.as_str().to_owned());
            let reference = attempt.or(reference.order.as_ref().map(|order| order.0.clone())).unwrap_or_default();
            format!("outcome: pending, reference {reference}")
        }
    }
}

/// The kind as the wallet API writes it, such as `order_code`.
fn name(kind: CodeKind) -> String {
    serde_json::to_value(kind).ok().and_then(|kind| kind.as_str().map(str::to_owned)).unwrap_or_default()
}

fn exit_code(outcome: &Outcome) -> u8 {
    match outcome {
        Outcome::Succeeded { .. } | Outcome::PaidElsewhere { .. } => 0,
        Outcome::Pending(_) => 3,
        _ => 1,
    }
}

/// The person at the terminal.
struct Person {
    yes: bool,
}

impl User for Person {
    fn waits(&mut self, text: &str) {
        crate::terminal::say!("{text} …");
    }

    async fn look(&mut self, page: &Page) -> Press {
        let drawn = terminal::draw(page);
        if !drawn.is_empty() {
            crate::terminal::say!("{drawn}");
        }
        match page {
            Page::Cashier(page) if page.locked => Press::Nothing,
            Page::Cashier(page) if page.pay.is_enabled() && page.pay.action == Action::Confirm => {
                // Said beforehand for the page as it is: what has changed or gone wrong since is asked about.
                if (self.yes && page.notice.is_none())
                    || ask(&format!("{}? [y/N] ", page.pay.label)).await.is_some_and(|answer| answer.trim().eq_ignore_ascii_case("y"))
                {
                    Press::Confirm
                } else {
                    Press::Leave
                }
            }
            // Nothing to press: the backend is being asked, or it has said no and the person has to come back.
            Page::Cashier(page) if page.notice.as_ref().is_none_or(|notice| notice.severity != Severity::Error) => Press::Nothing,
            Page::Cashier(_) => Press::Leave,
            Page::StepUp(page) if page.busy => Press::Nothing,
            Page::StepUp(_) => match ask_pin().await {
                Some(pin) => Press::Pin(pin),
                // Nobody is there who could say anything else.
                None if self.yes => Press::Leave,
                None => Press::NoPin,
            },
            Page::Scanner(ScannerPage { notice: Some(_), .. }) | Page::Loading(LoadingPage { notice: Some(_), .. }) => Press::Leave,
            Page::MerchantPage { .. } => {
                crate::terminal::say!("This is an entry code: open the page, type the amount, then pay the order code that it leads to.");
                Press::Leave
            }
            Page::Result(page) => match page.primary.action {
                Action::Redirect => Press::Redirect,
                Action::Retry => Press::Leave,
                Action::Close if page.status == cashier_core::pages::Status::Checking => Press::Nothing,
                _ => Press::Leave,
            },
            // A terminal opens no browser; the address is on the screen.
            Page::Leaving { .. } => Press::Opened(true),
            Page::HandOver { .. } => Press::Leave,
            Page::Scanner(_) | Page::Loading(_) | Page::Closed => Press::Nothing,
        }
    }
}

async fn ask(question: &str) -> Option<String> {
    let mut output = io::stdout();
    let _ = output.write_all(question.as_bytes()).and_then(|()| output.flush());
    tokio::task::spawn_blocking(|| {
        let mut line = String::new();
        matches!(io::stdin().read_line(&mut line), Ok(read) if read > 0).then_some(line)
    })
    .await
    .ok()
    .flatten()
}

async fn ask_pin() -> Option<Secret> {
    if io::stdin().is_terminal() {
        let typed = tokio::task::spawn_blocking(|| rpassword::prompt_password("PIN: ").ok()).await.ok().flatten()?;
        return Some(Secret::new(typed)).filter(|pin| !pin.expose().is_empty());
    }
    let line = ask("PIN: ").await?;
    crate::terminal::say!("");
    Some(Secret::new(line.trim_end_matches(['\r', '\n']))).filter(|pin| !pin.expose().is_empty())
}
