//! Payments: from a scanned code to the payment in front.

use std::sync::{Arc, Mutex, PoisonError};

use cashier_core::{
    codes::{self, NavigationConfig, NavigationPolicy, Scan},
    machine::{Event, Identified, State},
    pages,
    recording::Recorder,
    secret::CodeValue,
    wallet_api::{Features, SdkConfig, Settings, Source},
};
use tokio::sync::{mpsc, watch};

use super::Cashier;
use crate::{
    CashierConfig, CashierError, Payment, PaymentState,
    driver::Driver,
    error::Error,
    payment::{Scanned, Standing},
    random,
};

/// How many texts of one picture are looked at: more than a wall of posters shows and anybody chooses from. Bounds the time, as each
/// one is held against the rules.
const MAX_SCANNED: usize = 64;

impl Cashier {
    /// What to do with all that a decoder found in one picture (the wallet's camera, ML Kit, Vision, or `codes_in_picture`): the step
    /// before [`Cashier::pay`]. [`Scan::One`] is the code to pay; of [`Scan::Several`] the user chooses the one to pay.
    ///
    /// Decided on the phone, nothing is sent. Texts that are no codes are passed over; if nothing else is there, that is
    /// [`CashierError::NotACode`]. At most the first 64 are looked at.
    pub fn scan(&self, codes: Vec<CodeValue>) -> Result<Scan, CashierError> {
        codes::scan(self.identified(codes)?).ok_or(CashierError::NotACode)
    }

    /// [`Cashier::scan`] and [`Cashier::pay`] in one: the only code that may be paid is paid; between several, the user chooses on
    /// [`Page::Scanner`](cashier_core::pages::Page::Scanner), and the host calls [`Payment::pick_code`].
    pub fn pay_scanned(&self, codes: Vec<CodeValue>, source: Source) -> Result<Arc<Payment>, CashierError> {
        let mut candidates = codes::candidates(self.identified(codes)?);
        if candidates.len() > 1 {
            let offered = candidates.iter().map(|(code, _)| code.clone()).collect();
            return self.bring_to_front(Scanned::Several(offered), Event::CodesScanned { codes: candidates, source });
        }
        let (code, _) = candidates.pop().ok_or(CashierError::NotACode)?;
        self.pay(code, source)
    }

    /// What is known of each code. Those that the backend has switched off count only if there is nothing else.
    fn identified(&self, codes: Vec<CodeValue>) -> Result<Vec<(CodeValue, Identified)>, CashierError> {
        self.check_open()?;
        if self.payments().user.is_none() {
            return Err(CashierError::NotStarted);
        }
        let identify = |code: CodeValue| self.inner.identification.identify(&code).ok().map(|identified| (code, identified));
        let (on, off): (Vec<_>, Vec<_>) =
            codes.into_iter().take(MAX_SCANNED).filter_map(identify).partition(|(_, identified)| self.may_begin(identified).is_ok());
        match off.first() {
            Some((_, identified)) if on.is_empty() => self.may_begin(identified).map(|()| Vec::new()),
            _ => Ok(on),
        }
    }

    /// What is switched off are payments with Alipay+; the wallet's own codes are none.
    fn may_begin(&self, identified: &Identified) -> Result<(), CashierError> {
        if *identified == Identified::Own { Ok(()) } else { self.inner.identification.served().may_begin(identified) }
    }

    /// Begins the payment of a scanned code. The same code again gives the same payment; another one while a payment is in front is
    /// refused, unless that one has come to its last page. A code of the wallet itself ends at once, with
    /// [`OwnCode`](cashier_core::machine::Outcome::OwnCode).
    pub fn pay(&self, code: CodeValue, source: Source) -> Result<Arc<Payment>, CashierError> {
        self.check_open()?;
        let identified = self.inner.identification.identify(&code)?;
        self.may_begin(&identified)?;
        self.bring_to_front(Scanned::One(code.clone()), Event::CodeScanned { code, source, identified })
    }

    /// Begins the payment of the code in a link that opened the wallet: `codeValue` in a link of the wallet's own hosts or schemes. A
    /// link is worth no more than a scan: it confirms nothing, and is refused while a payment is in front. One that carries no code is
    /// [`CashierError::NotACode`].
    pub fn pay_link(&self, url: &str) -> Result<Arc<Payment>, CashierError> {
        let CashierConfig { own_schemes, own_hosts, .. } = &self.inner.config;
        let code = codes::link_into_wallet(url, own_schemes, own_hosts).map_err(|error| {
            tracing::info!(%error, "a link that carries no code");
            CashierError::NotACode
        })?;
        self.pay(code, Source::Link)
    }

    /// Begins a payment with `event`, unless what was scanned is being paid already.
    fn bring_to_front(&self, scanned: Scanned, event: Event) -> Result<Arc<Payment>, CashierError> {
        let _one_at_a_time = self.inner.beginning.lock().unwrap_or_else(PoisonError::into_inner);
        let user = self.payments().user.clone().ok_or(CashierError::NotStarted)?;
        let is_same = |it: &Payment| it.is_owned_by(&user) && it.is_of(&scanned);
        if let Some(open) = self.all().into_iter().find(|it| is_same(it) && it.is_waiting_for_a_result()) {
            return Ok(open);
        }
        let front = self.payments().front.clone();
        if front.as_ref().is_some_and(|front| front.standing() == Standing::Open) {
            return Err(CashierError::PaymentInFront);
        }
        let payment = self.begin(random::hex(), user, Some(scanned))?;
        match front.map(|front| (front.standing(), front)) {
            Some((Standing::Over, front)) => front.close(),
            Some((Standing::Left, front)) => self.payments().waiting.push(front),
            _ => {}
        }
        self.payments().front = Some(Arc::clone(&payment));
        payment.on(event);
        Ok(payment)
    }

    /// A payment of this name that has not begun. One that is taken up again was scanned in an earlier run of the app.
    pub(super) fn begin(&self, id: String, user: String, scanned: Option<Scanned>) -> Result<Arc<Payment>, CashierError> {
        let SdkConfig { settings, features, support, .. } =
            self.inner.identification.served().config.map(|config| SdkConfig::clone(&config)).unwrap_or_default();
        // Settings of the backend that do not fit leave the wallet's own policy in force, which is stricter.
        let policy = self.inner.config.redirect_policy(&settings).or_else(|_| self.inner.config.redirect_policy(&Settings::default()))?;
        let navigation = navigation(&settings, &features, &self.inner.config)?;
        let (events, inbox) = mpsc::unbounded_channel();
        let begun = State::new(user.clone(), policy, navigation.clone());
        let texts = self.inner.services.texts.borrow().clone();
        let recorder = self.inner.config.recording.then(|| Recorder::new(&begun, support.as_ref(), &texts, random::bits()));
        let recorder = recorder.map(|recorder| Arc::new(Mutex::new(recorder)));
        let first = pages::page(&begun, support.as_ref(), &texts);
        let (published, state) = watch::channel(PaymentState::first(first));
        let driver = Driver::new(self.inner.services.clone(), id.clone(), events.clone(), inbox, published, support, recorder.clone());
        self.spawn(driver.run(begun));
        let payment = Payment::new(id, events, state, user, scanned, navigation, recorder);
        let (background, offline, screen_reader) = {
            let payments = self.payments();
            (payments.background, payments.offline, payments.screen_reader)
        };
        for (applies, event) in [(background, Event::Background), (offline, Event::NetDown), (screen_reader, Event::ScreenReader(true))] {
            if applies {
                payment.on(event);
            }
        }
        Ok(Arc::new(payment))
    }

    /// The payment in front, if it is not done and of the user who is logged in.
    pub fn front(&self) -> Option<Arc<Payment>> {
        let payments = self.payments();
        let user = payments.user.as_deref()?;
        payments.front.clone().filter(|payment| payment.standing() != Standing::Done && payment.is_owned_by(user))
    }
}

/// The policy of the merchant page. A scheme of the backend that cannot be listed leaves the page without any app.
fn navigation(settings: &Settings, features: &Features, config: &CashierConfig) -> Result<NavigationPolicy, CashierError> {
    let whole = NavigationConfig {
        order_prefixes: settings.order_prefixes.clone(),
        checkout_hosts: settings.checkout_hosts.clone(),
        oauth_prefixes: if features.aggregated_codes { settings.oauth_patterns.clone() } else { Vec::new() },
        app_schemes: settings.app_schemes.clone(),
        own_schemes: config.own_schemes.clone(),
        own_hosts: config.own_hosts.clone(),
    };
    let policy =
        NavigationPolicy::new(whole.clone()).or_else(|_| NavigationPolicy::new(NavigationConfig { app_schemes: Vec::new(), ..whole }));
    let policy = policy.map_err(Error::from)?;
    Ok(policy.with_loopback(config.loopback.clone()))
}
