//! Events in, states and effects out: the edge cases of the cashier machine, each under its number.

use super::{Answer, Effect, Event, Identified, Monotonic, Phase, Request, State, StepUpInput, UnixMillis, update};
use crate::{
    redirect::RedirectPolicy,
    secret::{CodeValue, Secret},
    wallet_api::{
        Attempt, AttemptId, AttemptState, Merchant, Method, MethodKind, Order, OrderId, OrderState, Quote, Resolution, Source, StepUpAnswer,
    },
};

/// An order of 100 yen that costs 1,000 won.
pub(super) fn order() -> Order {
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

/// A payment being played: the state, and every effect since it was last looked at.
struct Play {
    state: Option<State>,
    effects: Vec<Effect>,
}

impl Play {
    /// Ten minutes before the order of [`order`] expires.
    fn begin() -> Self {
        let mut play = Self { state: Some(State::new("user-1".into(), RedirectPolicy::default())), effects: vec![] };
        play.on(Event::Tick(Monotonic(1_000)));
        play.on(Event::ServerTime(UnixMillis::parse("2026-01-05T10:30:00Z").unwrap()));
        play
    }

    fn on(&mut self, event: Event) -> &mut Self {
        let (state, effects) = update(self.state.take().unwrap(), event);
        self.state = Some(state);
        self.effects.extend(effects);
        self
    }

    fn phase(&self) -> &Phase {
        self.state.as_ref().unwrap().phase()
    }

    fn take_effects(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
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
    fn answer(&mut self, answer: Answer) -> &mut Self {
        let (epoch, _) = self.sent();
        self.on(Event::Reply { epoch, answer, request_id: "r".into() })
    }

    fn scanned(&mut self) -> &mut Self {
        self.on(Event::CodeScanned { code: CodeValue::new("28166604X"), source: Source::Scan, identified: Identified::Decode })
    }

    fn ready(&mut self) -> &mut Self {
        self.scanned().answer(Answer::Resolved(Resolution::Order(Box::new(order()))))
    }

    fn storing(&mut self) -> &mut Self {
        let pin = StepUpInput::Pin { try_id: "t1".into(), pin: Secret::new("123456") };
        self.ready().on(Event::Confirm).on(Event::AttemptMinted(attempt_id())).on(Event::StepUpResult(pin));
        self.answer(Answer::SteppedUp(StepUpAnswer::Passed { token: Secret::new("token") }))
    }

    fn confirming(&mut self) -> &mut Self {
        self.storing().on(Event::Stored(attempt_id()))
    }
}

fn attempt_id() -> AttemptId {
    AttemptId::from_random(7)
}

/// The backend's answer about the attempt.
fn attempt(state: AttemptState) -> Attempt {
    Attempt {
        id: attempt_id(),
        order: Some(order().id),
        state,
        pay_amount: Some(order().pay_amount),
        reason: None,
        order_state: Some(match state {
            AttemptState::Succeeded => OrderState::Success,
            AttemptState::Processing => OrderState::Processing,
            _ => OrderState::Decoded,
        }),
        returned: None,
        attempts_left: Some(4),
    }
}

#[test]
fn a_payment_goes_from_a_code_to_the_merchant() {
    let mut play = Play::begin();
    play.confirming();
    assert!(matches!(play.phase(), Phase::Confirming(_)));
    assert!(matches!(play.sent().1, Request::Confirm(..)));
    play.on(Event::Reply { epoch: 3, answer: Answer::Attempt(attempt(AttemptState::Succeeded)), request_id: "r".into() });
    assert!(matches!(play.phase(), Phase::Settled(_)));
    play.on(Event::Tick(Monotonic(8_000)));
    assert!(matches!(play.phase(), Phase::Redirecting { .. }), "{:?}", play.phase());
    play.on(Event::Opened);
    assert!(matches!(play.phase(), Phase::Settled(settled) if settled.target().is_none()));
    assert_eq!(play.take_effects().iter().filter(|effect| matches!(effect, Effect::OpenRedirect(_))).count(), 1);
}
