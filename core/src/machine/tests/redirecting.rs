//! The way to the merchant: at most once, only from a result, only by a tap or by a countdown that nobody stopped.

use super::*;
use crate::{
    machine::Countdown,
    pages::{self, Action, Page, Part, Reading, ResultPage, Role},
    redirect::PolicyConfig,
    texts::Texts,
};

fn paid() -> Play {
    let mut play = Play::begin();
    play.settled(AttemptState::Succeeded);
    play
}

fn countdown(play: &Play) -> Countdown {
    match play.phase() {
        Phase::Settled(settled) => settled.countdown(),
        phase => panic!("no result: {phase:?}"),
    }
}

fn shown(play: &Play) -> ResultPage {
    match pages::page(play.state(), None, &Texts::default()) {
        Page::Result(page) => page,
        page => panic!("no result: {page:?}"),
    }
}

fn opened(play: &Play) -> usize {
    play.count(|effect| matches!(effect, Effect::OpenRedirect(_)))
}

#[test]
fn the_button_presses_itself_after_six_seconds() {
    let mut play = paid();
    play.later(Duration::from_millis(5_999));
    assert!(matches!(play.phase(), Phase::Settled(_)));
    play.later(Duration::from_millis(1));
    assert!(matches!(play.phase(), Phase::Redirecting { target, .. } if target.opens() == "https://shop.acquirer.example/done"));
}

#[test]
fn a_tap_does_not_wait() {
    let mut play = paid();
    play.on(Event::RedirectTap);
    assert_eq!(opened(&play), 1);
}

#[test]
fn a_failure_leads_to_the_merchant_too_once_it_is_final() {
    let final_failure = Attempt { reason: Some(reason("RISK_REJECT", false)), ..attempt(AttemptState::Failed) };
    let mut play = Play::begin();
    play.confirming().answer(Answer::Attempt(final_failure)).seconds(6);
    assert_eq!(opened(&play), 1);

    let mut play = Play::begin();
    play.settled(AttemptState::Failed).on(Event::RedirectTap).seconds(60);
    assert_eq!(opened(&play), 0, "this one can be tried again");
}

#[test]
fn nothing_else_opens_it() {
    let begun: [fn(&mut Play) -> &mut Play; 7] =
        [Play::ready, Play::asking, Play::storing, Play::confirming, Play::checking, Play::pending, Play::scanned];
    for begin in begun {
        let mut play = Play::begin();
        begin(&mut play).on(Event::RedirectTap).on(Event::Opened);
        assert_eq!(opened(&play), 0);
    }
}

#[test]
fn whoever_touches_the_page_stops_the_countdown() {
    for stop in [Event::CountdownStop, Event::Background, Event::ScreenReader(true)] {
        let mut play = paid();
        play.seconds(3).on(stop).on(Event::Foreground).on(Event::ScreenReader(false)).seconds(60);
        assert_eq!(countdown(&play), Countdown::Off);
        assert_eq!(opened(&play), 0);
        play.on(Event::RedirectTap);
        assert_eq!(opened(&play), 1, "the button stays");
    }
}

#[test]
fn edge_31_without_a_redirect_or_with_a_rejected_one_there_is_no_button() {
    for url in
        [None, Some(""), Some("http://shop.acquirer.example/"), Some("javascript:alert(1)"), Some("shop://done"), Some("https://10.0.0.1/")]
    {
        let mut play = Play::begin();
        play.scanned_to(Order {
            redirect_url: url.map(Into::into),
            ..order_in(OrderState::Success, Some((AttemptState::Succeeded, true)))
        });
        assert!(matches!(play.phase(), Phase::Settled(settled) if settled.target().is_none()), "{url:?}");
        assert_eq!(countdown(&play), Countdown::Off);
        let page = shown(&play);
        assert_eq!((page.primary.action, page.secondary), (Action::Close, None), "to the wallet's home");
        assert_eq!((page.reason, page.next_step, page.progress), (None, None, None), "no error");
        play.on(Event::RedirectTap).seconds(60);
        assert_eq!(opened(&play), 0);
        play.on(Event::Close);
        assert!(matches!(play.phase(), Phase::Done(Outcome::Succeeded { .. })));
    }
}

#[test]
fn a_rejected_redirect_is_told_to_the_engineers_without_its_path() {
    let mut play = Play::begin();
    let paid = order_in(OrderState::Success, Some((AttemptState::Succeeded, true)));
    play.scanned_to(Order { redirect_url: Some("https://shop.example/secret?token#a#b".into()), ..paid });
    let told: Vec<String> = play.history.iter().filter(|it| matches!(it, Effect::Emit(_))).map(|it| format!("{it:?}")).collect();
    assert!(told.iter().any(|event| event == "Emit(RedirectRejected(SecondFragment, https://shop.example))"), "{told:?}");
}

#[test]
fn edge_31_the_wallets_own_policy_decides() {
    let policy = PolicyConfig { own_hosts: vec!["acquirer.example".into()], app_schemes: vec!["shop".into()], ..PolicyConfig::default() };
    for (url, opens) in [("https://shop.acquirer.example/done", false), ("shop://done", true)] {
        let mut play = Play::under(RedirectPolicy::new(policy.clone()).unwrap());
        play.scanned_to(Order { redirect_url: Some(url.into()), ..order() }).on(Event::Confirm).on(Event::AttemptMinted(attempt_id()));
        play.on(pin()).answer(passed()).on(Event::Stored(attempt_id())).answer(Answer::Attempt(attempt(AttemptState::Succeeded)));
        play.seconds(6);
        assert_eq!(opened(&play) == 1, opens, "{url}");
    }
}

#[test]
fn edge_32_if_nothing_opens_it_the_result_stays_and_the_button_is_done() {
    let mut play = paid();
    play.on(Event::RedirectTap).on(Event::NoHandler);
    assert!(matches!(play.phase(), Phase::Settled(settled) if settled.target().is_none()));
    assert_eq!((shown(&play).primary.action, shown(&play).secondary), (Action::Close, None));
    play.on(Event::RedirectTap).seconds(60);
    assert_eq!(opened(&play), 1);
}

#[test]
fn edge_33_whoever_comes_back_finds_the_result_and_no_countdown() {
    let mut play = paid();
    play.seconds(6).on(Event::Opened).on(Event::Background).on(Event::Foreground);
    assert!(matches!(play.verdict(), Verdict::Succeeded(_)));
    assert_eq!(countdown(&play), Countdown::Off);
    play.seconds(60).on(Event::RedirectTap);
    assert_eq!(opened(&play), 1);
}

#[test]
fn edge_33_coming_back_before_anybody_said_that_it_opened_is_the_same() {
    let mut play = paid();
    play.on(Event::RedirectTap).on(Event::Background).on(Event::Foreground);
    assert!(matches!(play.verdict(), Verdict::Succeeded(_)));
    assert_eq!(countdown(&play), Countdown::Off);
}

#[test]
fn edge_34_with_a_screen_reader_there_is_no_countdown() {
    let mut play = Play::begin();
    play.on(Event::ScreenReader(true)).settled(AttemptState::Succeeded).seconds(60);
    assert_eq!(countdown(&play), Countdown::Off);
    assert_eq!(opened(&play), 0);
}

#[test]
fn edge_34_a_screen_reader_begins_at_the_status_and_reads_the_amount_as_words() {
    let reading = Reading::from(&shown(&paid()));
    let first = reading.initial_focus.and_then(|at| reading.elements.get(usize::try_from(at).unwrap())).expect("a focus");
    assert_eq!((first.part, first.role, first.label.as_str()), (Part::Title, Role::Status, "Paid"));
    let amount = reading.elements.iter().find(|element| element.label == "Amount paid").expect("the amount");
    assert_eq!(amount.value.as_deref(), Some("1,000 South Korean won"));
}

#[test]
fn edge_37_a_result_in_the_background_waits_for_the_user() {
    let mut play = Play::begin();
    play.confirming();
    play.on(Event::Background).reply(3, Answer::Attempt(attempt(AttemptState::Succeeded)));
    assert_eq!(countdown(&play), Countdown::Waiting);
    assert_eq!(play.outcomes().len(), 1, "the host knows all the same");
    play.seconds(3_600).on(Event::RedirectTap);
    assert_eq!(opened(&play), 0, "nothing is opened from the background");
    play.on(Event::Foreground).seconds(5);
    assert_eq!(opened(&play), 0);
    play.seconds(1);
    assert_eq!(opened(&play), 1);
}

#[test]
fn what_the_result_page_asks_for_goes_on_while_the_user_is_led_to_the_merchant() {
    let refunded = || Attempt { order_state: Some(OrderState::Refunded), ..attempt(AttemptState::Succeeded) };
    let mut order = order_in(OrderState::Refunded, Some((AttemptState::Succeeded, true)));
    order.paid_at = Some("2026-01-05T10:31:00Z".into());
    let shown = |play: &Play| matches!(play.phase(), Phase::Settled(settled) if settled.order().is_some_and(|it| it.paid_at.is_some()));

    let mut answered = Play::begin();
    answered.confirming().answer(Answer::Attempt(refunded())).on(Event::RedirectTap);
    assert!(matches!(answered.phase(), Phase::Redirecting { .. }));
    answered.answer(an_order(order.clone())).on(Event::Opened);
    assert!(shown(&answered), "{:?}", answered.phase());

    let mut repeated = Play::begin();
    repeated.confirming().answer(Answer::Attempt(refunded())).on(Event::RedirectTap).fails(Delivery::MaybeSent);
    assert!(repeated.until_asked().is_some(), "the driver is asked for the tick that repeats it");
    repeated.answer(an_order(order)).on(Event::Opened);
    assert!(shown(&repeated), "{:?}", repeated.phase());
    assert_eq!(opened(&repeated), 1);
}
