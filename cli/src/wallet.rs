//! A wallet on the command line: the ports of the SDK, and a user who looks at pages and presses buttons.

use std::{path::Path, sync::Arc};

use async_trait::async_trait;
use aws_lc_rs::digest;
use cashier_client::{
    Cashier, CashierConfig, Payment, Ports,
    adapters::{FileStore, FileStoreError, HttpTransport},
    ports::{AccessToken, AccessTokenSource, PortError},
};
use cashier_core::{
    development::LoopbackOrigins,
    machine::Outcome,
    pages::Page,
    secret::Secret,
    texts::{HostTexts, UtcOffset},
};

use crate::Failure;

/// The login of one user, for as long as the command runs.
pub struct FixedToken(pub Secret);

#[async_trait]
impl AccessTokenSource for FixedToken {
    async fn token(&self, _stale: Option<Secret>) -> Result<AccessToken, PortError> {
        // The same for the same user, and no way back to the token.
        let hash = digest::digest(&digest::SHA256, self.0.expose().as_bytes());
        let customer_hint = hash.as_ref().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        Ok(AccessToken { token: self.0.clone(), customer_hint })
    }
}

/// A cashier with its files in `folder`, and pages in `language`; `recording` if payments are to be recorded.
pub fn open(
    base_url: &str,
    extra_loopback: &[&str],
    token: Secret,
    folder: &Path,
    language: &str,
    recording: bool,
) -> Result<Cashier, Failure> {
    // Known as long as nobody else could change the environment: before the first thread starts.
    let local = time::UtcOffset::current_local_offset().ok();
    let origin = base_url.find("//").and_then(|at| base_url[at + 2..].find('/').map(|slash| &base_url[..at + 2 + slash]));
    let origins: Vec<&str> =
        origin.into_iter().filter(|origin| origin.starts_with("http:")).chain(extra_loopback.iter().copied()).collect();
    let loopback = LoopbackOrigins::exact(origins).map_err(Failure::new)?;
    let config = CashierConfig {
        base_url: base_url.to_owned(),
        platform: format!("command line {}", std::env::consts::OS),
        language: language.to_owned(),
        texts: HostTexts::new(),
        own_schemes: vec!["wallet".to_owned()],
        own_hosts: vec!["wallet.example".to_owned()],
        loopback: loopback.clone(),
        recording,
    };
    let ports = Ports {
        transport: Arc::new(HttpTransport::new(loopback).map_err(Failure::new)?),
        store: Arc::new(FileStore::open(folder).map_err(|error| unusable(folder, &error))?),
        tokens: Arc::new(FixedToken(token)),
    };
    let cashier = Cashier::new(config, ports)?;
    cashier.set_utc_offset(local.and_then(|offset| UtcOffset::from_minutes(offset.whole_minutes().into())));
    Ok(cashier)
}

/// Somebody else's folder is in use for a while; one that is no folder is a bad flag.
fn unusable(folder: &Path, error: &FileStoreError) -> Failure {
    match error {
        FileStoreError::InUse => Failure::new(format!("the wallet in {} is in use by another process", folder.display())),
        FileStoreError::Io(why) => Failure { line: format!("cannot keep the wallet's files in {}: {why}", folder.display()), code: 2 },
    }
}

/// What the user does with a page.
pub enum Press {
    /// Looks on.
    Nothing,
    /// The pay button.
    Confirm,
    /// Leaves.
    Leave,
    /// Types a PIN.
    Pin(Secret),
    /// Closes the step-up sheet.
    NoPin,
    /// The merchant button.
    Redirect,
    /// The redirect was opened, or nothing opens it.
    Opened(bool),
}

/// Somebody who looks at pages. Each page comes once, and again only if what it shows has changed.
pub trait User {
    /// What to do with `page`.
    async fn look(&mut self, page: &Page) -> Press;

    /// Waits on the page that is there, and is told so.
    fn waits(&mut self, _text: &str) {}
}

/// Plays `payment` with `user` until its page closes; then its outcome.
pub async fn play(cashier: &Cashier, payment: &Payment, user: &mut impl User) -> Outcome {
    let (mut seen, mut told) = (None, None);
    let mut state = payment.state();
    loop {
        if matches!(state.page, Page::Closed) {
            break;
        }
        let shown = without_clocks(state.page.clone());
        let progress = progress(&state.page).map(str::to_owned);
        if seen.as_ref() != Some(&shown) {
            press(payment, user.look(&state.page).await);
            seen = Some(shown);
        } else if let Some(text) = progress.as_deref().filter(|_| progress != told) {
            user.waits(text);
        }
        told = progress;
        state = payment.next_state(state.revision).await;
    }
    // If the user has left, the outcome is that it is not known; if not, an earlier "not known" may still be in the way.
    let left = !payment.state().is_over();
    loop {
        let delivery = cashier.outcome_of(payment).await;
        cashier.acknowledge(&delivery.id);
        if left || delivery.outcome.is_end() {
            return delivery.outcome;
        }
    }
}

fn press(payment: &Payment, press: Press) {
    match press {
        Press::Nothing => {}
        Press::Confirm => payment.confirm(),
        Press::Leave => payment.close(),
        Press::Pin(pin) => payment.submit_pin(pin),
        Press::NoPin => payment.cancel_step_up(),
        Press::Redirect => payment.redirect(),
        Press::Opened(opened) => payment.redirect_result(opened),
    }
}

/// What is said while the user waits.
fn progress(page: &Page) -> Option<&str> {
    match page {
        Page::Cashier(page) => page.progress.as_deref(),
        Page::Result(page) => page.progress.as_deref(),
        Page::Loading(page) => page.progress.as_deref(),
        Page::Scanner(page) => page.progress.as_deref(),
        _ => None,
    }
}

/// The page without what changes every second.
fn without_clocks(mut page: Page) -> Page {
    match &mut page {
        Page::Cashier(page) => (page.countdown, page.progress) = (None, None),
        Page::Result(page) => (page.countdown, page.progress) = (None, None),
        Page::Loading(page) => page.progress = None,
        Page::Scanner(page) => page.progress = None,
        _ => {}
    }
    page
}
