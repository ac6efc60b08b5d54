//! Events in, states and effects out: the edge cases of the cashier machine, each under its number.

mod choosing;
mod countdown;
mod delivery;
mod elsewhere;
mod explore;
mod finality;
mod hand_over;
mod last_look;
mod lookup;
mod merchant_page;
mod owed;
mod polling;
mod problems;
mod ready;
mod redirecting;
mod restore;
mod results;
mod secrets;
mod step_up;
mod unknown;
mod users;
mod waiting;
mod ways_out;

use core::time::Duration;

use super::{
    AnalyticsEvent, Answer, Delivery, Effect, Event, Identified, Incident, Monotonic, Outcome, Phase, Request, State, StepUpInput,
    UnixMillis, Verdict, update,
};
use crate::{
    codes::NavigationPolicy,
    money::Money,
    redirect::RedirectPolicy,
    secret::{CodeValue, Secret},
    texts::TextKey,
    wallet_api::{
        Attempt, AttemptId, AttemptState, Merchant, Method, MethodKind, Order, OrderAttempt, OrderId, OrderState, Problem, ProblemCode,
        Quote, Reason, Resolution, Source, StepUpAnswer,
    },
};

/// An order of 100 yen that costs 1,000 won.
pub(crate) fn order() -> Order {
    let money = |currency: &str, minor| crate::money::Money::new(currency.parse().unwrap(), minor).unwrap();
    Order {
        id: OrderId("order-1".into()),
        payment_request_id: "20260105000000000132".into(),
        state: OrderState::Decoded,
        merchant: Merchant { name: "Noodle Bar Osaka".into(), store: None, city: Some("Osaka".into()), region: Some("JP".into()) },
        description: "Noodles".into(),
        reference: "R-77".into(),
        account: "82•••67".into(),
        order_amount: money("JPY", 100),
        payment_amount: money("JPY", 100),
        pay_amount: money("KRW", 1_000),
        quote: Some(Quote { quote_id: "Q1".into(), pair: "JPY/KRW".into(), price: "10.00".into(), expires_at: None }),
        promotions: vec![],
        surcharge: None,
        expires_at: "2026-01-05T10:40:00Z".into(),
        redirect_url: Some("https://shop.acquirer.example/done".into()),
        methods: vec![
            Method { method_id: "balance".into(), kind: MethodKind::Balance, label: "Balance".into(), enabled: true, reason_key: None },
            Method { method_id: "bank".into(), kind: MethodKind::BankAccount, label: "Bank".into(), enabled: true, reason_key: None },
        ],
        refunds: vec![],
        returned: None,
        attempt: None,
        reason: None,
        paid_at: None,
    }
}

/// A payment being played: the state, every effect since it was last looked at, and every effect there ever was.
#[derive(Clone)]
pub(crate) struct Play {
    state: Option<State>,
    now: Monotonic,
    effects: Vec<Effect>,
    history: Vec<Effect>,
}

impl Play {
    /// Ten minutes before the order of [`order`] expires.
    pub(crate) fn begin() -> Self {
        Self::under(RedirectPolicy::default())
    }

    fn under(redirect: RedirectPolicy) -> Self {
        Self::in_wallet(redirect, NavigationPolicy::default())
    }

    fn in_wallet(redirect: RedirectPolicy, navigation: NavigationPolicy) -> Self {
        let state = State::new("user-1".into(), redirect, navigation);
        let mut play = Self { state: Some(state), now: Monotonic(1_000), effects: vec![], history: vec![] };
        play.on(Event::Tick(Monotonic(1_000)));
        play.on(Event::ServerTime(UnixMillis::parse("2026-01-05T10:30:00Z").unwrap()));
        play
    }

    pub(crate) fn on(&mut self, event: Event) -> &mut Self {
        let (state, effects) = update(self.state.take().unwrap(), event);
        self.state = Some(state);
        self.history.extend(effects.iter().cloned());
        self.effects.extend(effects);
        self
    }

    /// Time passes, all at once.
    pub(crate) fn later(&mut self, time: Duration) -> &mut Self {
        self.now = self.now.after(time);
        self.on(Event::Tick(self.now))
    }

    pub(crate) fn seconds(&mut self, seconds: u64) -> &mut Self {
        self.later(Duration::from_secs(seconds))
    }

    /// Until the machine asks for something; how long that took. Follows the machine's own timer.
    fn until_asked(&mut self) -> Option<Duration> {
        let began = self.now;
        for _ in 0..10_000 {
            let timer = self.history.iter().rev().find_map(|effect| match effect {
                Effect::StartTimer(at) => Some(*at),
                _ => None,
            });
            self.now = timer.filter(|at| *at > self.now)?;
            self.effects.clear();
            self.on(Event::Tick(self.now));
            if self.effects.iter().any(|effect| matches!(effect, Effect::Send { .. })) {
                return Some(self.now.since(began));
            }
        }
        None
    }

    pub(crate) fn state(&self) -> &State {
        self.state.as_ref().unwrap()
    }

    pub(crate) fn phase(&self) -> &Phase {
        self.state().phase()
    }

    pub(crate) fn take_effects(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }

    /// Nothing is asked of the driver since it was last looked.
    fn is_quiet(&mut self) -> bool {
        self.take_effects().iter().all(|effect| matches!(effect, Effect::StartTimer(_) | Effect::Announce(_)))
    }

    /// What a screen reader hears when the state of now is new.
    pub(crate) fn announced(&self) -> Option<TextKey> {
        self.phase().announcement(self.state().context())
    }

    /// The newest request, with its epoch.
    fn sent(&mut self) -> (u64, Request) {
        let sent = |effect: &Effect| match effect {
            Effect::Send { epoch, request } => Some((*epoch, request.clone())),
            _ => None,
        };
        let found = self.effects.iter().rev().find_map(sent).expect("a request was sent");
        self.effects.clear();
        found
    }

    /// Answers the newest request.
    pub(crate) fn answer(&mut self, answer: Answer) -> &mut Self {
        let (epoch, _) = self.sent();
        self.reply(epoch, answer)
    }

    fn reply(&mut self, epoch: u64, answer: Answer) -> &mut Self {
        self.on(Event::Reply { epoch, answer, request_id: "r".into() })
    }

    /// The newest request gets no answer.
    pub(crate) fn fails(&mut self, delivery: Delivery) -> &mut Self {
        let (epoch, _) = self.sent();
        self.on(Event::SendFailure { epoch, delivery, request_id: "r".into() })
    }

    /// How many effects of the whole payment are such.
    fn count(&self, such: impl Fn(&Effect) -> bool) -> usize {
        self.history.iter().filter(|effect| such(effect)).count()
    }

    fn confirms(&self) -> usize {
        self.count(|effect| matches!(effect, Effect::Send { request: Request::Confirm(..), .. }))
    }

    fn outcomes(&self) -> Vec<&Outcome> {
        let outcomes = self.history.iter().filter_map(|effect| match effect {
            Effect::Finish(outcome) => Some(outcome),
            _ => None,
        });
        outcomes.collect()
    }

    fn incidents(&self) -> Vec<Incident> {
        let incident = |effect: &Effect| match effect {
            Effect::Emit(AnalyticsEvent::Incident(incident)) => Some(*incident),
            _ => None,
        };
        self.history.iter().filter_map(incident).collect()
    }

    fn is_forgotten(&self, attempt: &AttemptId) -> bool {
        self.history.contains(&Effect::Forget(attempt.clone()))
    }

    /// The result page's verdict.
    fn verdict(&self) -> &Verdict {
        match self.phase() {
            Phase::Settled(settled) => settled.verdict(),
            phase => panic!("no result: {phase:?}"),
        }
    }

    pub(crate) fn scanned(&mut self) -> &mut Self {
        self.on(Event::CodeScanned { code: CodeValue::new(CODE), source: Source::Scan, identified: Identified::Decode })
    }

    pub(crate) fn scanned_to(&mut self, order: Order) -> &mut Self {
        self.scanned().answer(Answer::Resolved(Resolution::Order(Box::new(order))))
    }

    pub(crate) fn ready(&mut self) -> &mut Self {
        self.scanned_to(order())
    }

    pub(crate) fn asking(&mut self) -> &mut Self {
        self.ready().on(Event::Confirm).on(Event::AttemptMinted(attempt_id()))
    }

    pub(crate) fn verifying(&mut self) -> &mut Self {
        self.asking().on(pin())
    }

    pub(crate) fn storing(&mut self) -> &mut Self {
        self.verifying().answer(passed())
    }

    pub(crate) fn confirming(&mut self) -> &mut Self {
        self.storing().on(Event::Stored(attempt_id()))
    }

    pub(crate) fn checking(&mut self) -> &mut Self {
        self.confirming().fails(Delivery::MaybeSent)
    }

    pub(crate) fn pending(&mut self) -> &mut Self {
        self.checking().on(Event::Back)
    }

    pub(crate) fn settled(&mut self, state: AttemptState) -> &mut Self {
        self.confirming().answer(Answer::Attempt(attempt(state)))
    }
}

/// What is scanned in every play.
const CODE: &str = "28166604000000000017";

pub(crate) fn pin() -> Event {
    Event::StepUpResult(StepUpInput::Pin { try_id: "t1".into(), pin: Secret::new("918273") })
}

fn passed() -> Answer {
    Answer::SteppedUp(StepUpAnswer::Passed { token: Secret::new("tok-5531") })
}

fn money(currency: &str, minor: u64) -> Money {
    Money::new(currency.parse().unwrap(), minor).unwrap()
}

pub(crate) fn attempt_id() -> AttemptId {
    AttemptId::from_random(7)
}

/// What the host is told of an order that was paid.
fn paid() -> Outcome {
    let amount = order().pay_amount;
    Outcome::Succeeded { order: order().id, attempt: attempt_id(), pay_amount: amount, surcharge: None, total: Some(amount) }
}

/// The backend's answer about the attempt.
pub(crate) fn attempt(state: AttemptState) -> Attempt {
    Attempt {
        id: attempt_id(),
        order: Some(order().id),
        state,
        pay_amount: Some(order().pay_amount),
        reason: (state == AttemptState::Failed).then(|| reason("USER_BALANCE_NOT_ENOUGH", true)),
        order_state: Some(match state {
            AttemptState::Succeeded => OrderState::Success,
            AttemptState::Processing => OrderState::Processing,
            _ => OrderState::Decoded,
        }),
        returned: None,
        attempts_left: Some(4),
        paid_at: None,
    }
}

/// What the backend answers about an attempt that it has never received.
fn never_received(state: AttemptState) -> Attempt {
    Attempt { order: None, pay_amount: None, order_state: None, attempts_left: None, ..attempt(state) }
}

pub(crate) fn reason(code: &str, retryable: bool) -> Reason {
    Reason { code: code.into(), text_key: format!("decline.{}", code.to_lowercase()), retryable }
}

/// The order in another state, begun on this device or another one.
pub(crate) fn order_in(state: OrderState, attempt: Option<(AttemptState, bool)>) -> Order {
    Order { state, attempt: attempt.map(|(state, mine)| OrderAttempt { id: attempt_id(), state, mine, method_id: None }), ..order() }
}

pub(crate) fn problem(code: ProblemCode, started: Option<bool>) -> Answer {
    Answer::Problem(Problem {
        kind: "urn:x".into(),
        title: "t".into(),
        status: 409,
        code,
        started,
        retry_after_ms: None,
        request_id: "r".into(),
    })
}

fn an_order(order: Order) -> Answer {
    Answer::Order(Box::new(order))
}

#[test]
fn a_payment_goes_from_a_code_to_the_merchant() {
    let mut play = Play::begin();
    play.confirming();
    assert!(matches!(play.phase(), Phase::Confirming(_)));
    assert!(matches!(play.sent().1, Request::Confirm(..)));
    play.reply(3, Answer::Attempt(attempt(AttemptState::Succeeded)));
    assert!(matches!(play.phase(), Phase::Settled(_)));
    play.seconds(6);
    assert!(matches!(play.phase(), Phase::Redirecting { .. }), "{:?}", play.phase());
    play.on(Event::Opened);
    assert!(matches!(play.phase(), Phase::Settled(settled) if settled.target().is_none()));
    assert_eq!(play.take_effects().iter().filter(|effect| matches!(effect, Effect::OpenRedirect(_))).count(), 1);
}
