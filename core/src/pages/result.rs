//! The result page, also while the result is not known.

use super::{
    Action, Button, Countdown, Picture, ResultPage, Row, RowKind, Status, Surroundings, format, next_step, rows::Rows, said::Said,
    waiting_text,
};
use crate::{
    machine::{self, Checking, Live, PaidElsewhere, Pending, Settled, Verdict},
    texts::{TextKey, Texts},
    wallet_api::Order,
};

pub(super) fn checking(checking: &Checking, around: &Surroundings<'_>) -> ResultPage {
    let message = if checking.signed_out() { TextKey::ResultCheckingSignedOut } else { TextKey::ResultCheckingMessage };
    let said = (TextKey::ResultCheckingTitle, message, TextKey::NextDoNotPayAgain);
    let order = checking.order().map(|order| (order, checking.live().and_then(Live::method)));
    let mut page = unknown(Status::Checking, said, order, around.texts);
    // That it is being asked is the title; what is new is that it takes longer.
    let title = TextKey::ResultCheckingTitle;
    let waited = around.now().since(checking.began());
    page.progress = waiting_text(waited, title, around.texts).filter(|text| *text != page.title);
    page.primary = Button::new(Action::Close, TextKey::ActionLeaveChecking, around.texts);
    page
}

pub(super) fn pending(pending: &Pending, around: &Surroundings<'_>) -> ResultPage {
    let said = (TextKey::ResultPendingTitle, TextKey::ResultPendingMessage, TextKey::NextDoNotPayAgain);
    let order = pending.order().map(|order| (order, pending.live().and_then(Live::method)));
    ResultPage {
        secondary: Some(Button::new(Action::Retry, TextKey::ActionRetry, around.texts)),
        // Not the request that was lost: nobody has answered it.
        support: around.support(Some(pending.reference())),
        ..unknown(Status::Pending, said, order, around.texts)
    }
}

pub(super) fn elsewhere(elsewhere: &PaidElsewhere, around: &Surroundings<'_>) -> ResultPage {
    let (reason, next) = if elsewhere.is_paid() {
        (TextKey::ResultElsewherePaid, TextKey::NextPaidElsewhere)
    } else {
        (TextKey::ResultElsewhereRunning, TextKey::NextDoNotPayAgain)
    };
    unknown(
        Status::PaidElsewhere,
        (TextKey::ResultElsewhereTitle, reason, next),
        elsewhere.order().map(|order| (order, None)),
        around.texts,
    )
}

/// A result that this device does not have: title, what happened, what (not) to do.
fn unknown(
    status: Status,
    (title, reason, next_step): (TextKey, TextKey, TextKey),
    order: Option<(&Order, Option<&str>)>,
    texts: &Texts,
) -> ResultPage {
    let say = |key: TextKey| texts.text(key).to_owned();
    ResultPage {
        status,
        title: say(title),
        reason: Some(say(reason)),
        next_step: Some(say(next_step)),
        progress: None,
        rows: order
            .map(|(order, method)| Rows::new(texts).merchant(order).method(order, method).account(order).amounts(order).done())
            .unwrap_or_default(),
        brand: Some(Picture::brand(texts)),
        primary: Button::new(Action::Close, TextKey::ActionDone, texts),
        countdown: None,
        secondary: None,
        support: vec![],
    }
}

pub(super) fn settled(settled: &Settled, around: &Surroundings<'_>) -> ResultPage {
    let texts = around.texts;
    let (status, reason) = match settled.verdict() {
        Verdict::Succeeded(_) => (Status::Succeeded, None),
        Verdict::Failed { reason, .. } => (Status::Failed, Some(TextKey::from_wire(&reason.text_key))),
        Verdict::Expired => (Status::Expired, Some(TextKey::ResultExpiredMessage)),
        Verdict::TimedOut => (Status::Expired, Some(TextKey::ResultTimedOutMessage)),
        Verdict::NotSupported(kind) => (Status::NotSupported, Some(TextKey::of_kind(*kind))),
    };
    let done = Button::new(Action::Close, TextKey::ActionDone, texts);
    let again = settled.can_retry();
    let (primary, secondary) = if again {
        (Button::new(Action::Retry, TextKey::ActionRetry, texts), Some(done))
    } else if settled.target().is_some() {
        (Button::new(Action::Redirect, TextKey::ActionMerchant, texts), Some(done))
    } else {
        (done, None)
    };
    let say = |key: TextKey| texts.text(key).to_owned();
    let has_order = settled.order().is_some() || status == Status::Succeeded;
    ResultPage {
        status,
        title: say(settled.verdict().title()),
        reason: reason.map(say),
        next_step: reason.and_then(|reason| next_step::of(reason, again)).map(say),
        progress: None,
        rows: rows(settled, texts),
        brand: has_order.then(|| Picture::brand(texts)),
        countdown: countdown(settled, &primary, around),
        primary,
        secondary,
        support: if status == Status::Failed { around.support(around.context.support_reference()) } else { vec![] },
    }
}

fn countdown(settled: &Settled, primary: &Button, around: &Surroundings<'_>) -> Option<Countdown> {
    let machine::Countdown::Until(end) = settled.countdown() else { return None };
    let seconds = u32::try_from(end.since(around.now()).as_millis().div_ceil(1_000)).unwrap_or(u32::MAX);
    let values = [("label", primary.label.as_str()), ("seconds", &format::count(around.texts, seconds.into()))];
    Some(Countdown {
        seconds,
        label: around.texts.fill(TextKey::ResultCountdown, &values),
        stop: Button::new(Action::StopCountdown, TextKey::ActionStay, around.texts),
    })
}

fn rows(settled: &Settled, texts: &Texts) -> Vec<Row> {
    let mut rows = Rows::new(texts);
    let mut paid_at = settled.order().and_then(|order| order.paid_at.as_deref());
    if let Verdict::Succeeded(paid) = settled.verdict() {
        let surcharge = paid.surcharge().or(settled.order().and_then(|order| order.surcharge));
        rows = rows.add(RowKind::PaidAmount, TextKey::RowPaidAmount, Said::total(texts, paid.pay_amount(), surcharge));
        paid_at = paid.at().or(paid_at);
    }
    let Some(order) = settled.order() else { return rows.done() };
    let method = settled.content().map(|content| content.method_id.as_str());
    rows.merchant(order).method(order, method).account(order).amounts(order).aftermath(order, paid_at).done()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        machine::{
            Answer, Event,
            tests::{Play, attempt, attempt_id, order, order_in, problem, reason},
        },
        money::Money,
        pages::{Page, page},
        wallet_api::{Attempt, AttemptState, OrderState, ProblemCode, Promotion, Refund, Returned},
    };

    fn shown(play: &Play) -> ResultPage {
        match page(play.state(), None, &Texts::default()) {
            Page::Result(page) => page,
            other => panic!("no result: {other:?}"),
        }
    }

    fn settled(answer: Attempt) -> Play {
        let mut play = Play::begin();
        play.confirming().answer(Answer::Attempt(answer));
        play
    }

    fn found(order: Order) -> ResultPage {
        let mut play = Play::begin();
        play.scanned_to(order);
        shown(&play)
    }

    fn kinds(page: &ResultPage) -> Vec<RowKind> {
        page.rows.iter().map(|row| row.kind).collect()
    }

    fn value(page: &ResultPage, kind: RowKind) -> Option<&str> {
        page.rows.iter().find(|row| row.kind == kind).map(|row| row.value.as_str())
    }

    fn seconds(page: &ResultPage) -> Option<u32> {
        page.countdown.as_ref().map(|countdown| countdown.seconds)
    }

    fn primary(page: &ResultPage) -> (Action, &str) {
        (page.primary.action, page.primary.label.as_str())
    }

    fn final_failure() -> Attempt {
        Attempt { reason: Some(reason("RISK_REJECT", false)), ..attempt(AttemptState::Failed) }
    }

    #[test]
    fn a_success_shows_the_amount_first_and_then_how_it_came_about() {
        let page = shown(&settled(attempt(AttemptState::Succeeded)));
        assert_eq!((page.status, page.title.as_str(), page.reason.as_ref()), (Status::Succeeded, "Paid", None));
        assert_eq!(
            kinds(&page),
            [
                RowKind::PaidAmount,
                RowKind::Merchant,
                RowKind::OrderText,
                RowKind::Method,
                RowKind::Account,
                RowKind::OrderAmount,
                RowKind::LocalAmount,
                RowKind::ExchangeRate,
                RowKind::Reference,
            ]
        );
        assert_eq!(value(&page, RowKind::PaidAmount), Some("KRW\u{a0}1,000"));
        assert_eq!(value(&page, RowKind::Method), Some("Balance"));
        assert_eq!(page.brand.as_ref().map(|brand| brand.text.as_str()), Some("Powered by Alipay+"));
    }

    #[test]
    fn a_success_names_every_discount_and_the_surcharge_in_what_was_paid() {
        let money = |currency: &str, minor| Money::new(currency.parse().unwrap(), minor).unwrap();
        let promotion = |name: &str| Promotion { name: name.into(), savings: money("JPY", 5) };
        let page = found(Order {
            promotions: vec![promotion("One"), promotion("Two")],
            surcharge: Some(money("KRW", 50)),
            ..order_in(OrderState::Success, Some((AttemptState::Succeeded, true)))
        });
        assert_eq!(value(&page, RowKind::PaidAmount), Some("KRW\u{a0}1,050"));
        assert_eq!(page.rows.iter().filter(|row| row.kind == RowKind::Discount).count(), 2);
    }

    #[test]
    fn the_merchant_button_counts_six_seconds_down() {
        let mut play = settled(attempt(AttemptState::Succeeded));
        for left in (1..=6).rev() {
            let page = shown(&play);
            assert_eq!((primary(&page), seconds(&page)), ((Action::Redirect, "Back to merchant"), Some(left)));
            play.seconds(1);
        }
        let Page::Leaving { target, result } = page(play.state(), None, &Texts::default()) else { panic!("still here") };
        assert_eq!(target.opens(), "https://shop.acquirer.example/done");
        assert_eq!((result.status, seconds(&result)), (Status::Succeeded, None));
        play.on(Event::NoHandler);
        assert_eq!(primary(&shown(&play)), (Action::Close, "Done"));
    }

    #[test]
    fn a_countdown_that_was_stopped_leaves_the_button() {
        let mut play = settled(attempt(AttemptState::Succeeded));
        play.on(Event::CountdownStop);
        let page = shown(&play);
        assert_eq!((primary(&page).0, seconds(&page)), (Action::Redirect, None));
        assert_eq!(page.secondary.map(|button| button.action), Some(Action::Close));
    }

    #[test]
    fn without_a_redirect_the_one_button_leads_home() {
        let page = found(Order { redirect_url: None, ..order_in(OrderState::Success, Some((AttemptState::Succeeded, true))) });
        assert_eq!((primary(&page), seconds(&page), &page.secondary), ((Action::Close, "Done"), None, &None));
    }

    #[test]
    fn a_failure_says_why_and_what_helps() {
        let page = shown(&settled(attempt(AttemptState::Failed)));
        assert_eq!((page.status, page.title.as_str()), (Status::Failed, "Not paid"));
        assert_eq!(page.reason.as_deref(), Some("There is not enough money in your wallet. Nothing has been charged."));
        assert_eq!(page.next_step.as_deref(), Some("Top up, or pick another payment method, then try again."));
        assert_eq!((primary(&page), seconds(&page)), ((Action::Retry, "Try again"), None));
        assert_eq!(value(&page, RowKind::PaidAmount), None);
    }

    #[test]
    fn a_final_failure_leads_to_the_merchant_too() {
        let page = shown(&settled(final_failure()));
        assert_eq!(page.reason.as_deref(), Some("This payment was refused for your safety. Nothing has been charged."));
        assert_eq!((primary(&page).0, seconds(&page)), (Action::Redirect, Some(6)));
    }

    #[test]
    fn an_expired_order_says_what_to_do() {
        let mut play = Play::begin();
        play.seconds(600).scanned_to(order());
        let page = shown(&play);
        assert_eq!((page.status, primary(&page).0, seconds(&page)), (Status::Expired, Action::Close, None));
        assert!(page.next_step.unwrap().starts_with("Ask the merchant for a new code"));
    }

    #[test]
    fn an_unknown_result_is_never_shown_as_failed_and_never_stops_warning() {
        let mut play = Play::begin();
        play.checking();
        for later in [0, 1, 5, 15, 40] {
            play.seconds(later);
            let page = shown(&play);
            assert_eq!((page.status, seconds(&page)), (Status::Checking, None));
            assert_eq!(primary(&page), (Action::Close, "Leave; the result will follow"));
            assert_eq!(page.next_step.as_deref(), Some("Please do not pay again; the record will appear in your history."));
        }
        assert_eq!(shown(&play).progress.as_deref(), Some("This can take a moment; you will not be charged twice"));
    }

    #[test]
    fn without_a_login_the_result_is_not_known_and_the_page_says_why() {
        let mut play = Play::begin();
        play.checking().seconds(5).answer(problem(ProblemCode::Unauthorized, None));
        let page = shown(&play);
        assert_eq!(
            (page.status, page.reason.as_deref()),
            (Status::Checking, Some("You are no longer signed in. Sign in again so that we can ask for the result."))
        );
    }

    #[test]
    fn an_order_that_ended_or_runs_is_not_called_unpaid() {
        for (code, name) in [
            (ProblemCode::OrderFinal, "order_final"),
            (ProblemCode::OrderExpired, "order_expired"),
            (ProblemCode::AttemptRunning, "attempt_running"),
        ] {
            let mut play = Play::begin();
            play.scanned().answer(problem(code, None));
            let page = shown(&play);
            assert_eq!(page.title, "This code cannot be paid", "{name}");
            assert_eq!(page.reason.as_deref(), Some("This order has already ended, or is being paid."), "{name}");
            assert_eq!(page.next_step.as_deref(), Some("Please do not pay again; the record will appear in your history."), "{name}");
            assert_eq!(play.announced(), Some(TextKey::ResultNotSupportedTitle), "{name}");
            play.on(Event::Close);
            assert!(matches!(play.phase(), machine::Phase::Done(machine::Outcome::Failed { code, .. }) if code == name), "{name}");
        }
    }

    #[test]
    fn a_pending_result_gives_a_reference_and_a_way_to_ask() {
        let mut play = Play::begin();
        play.pending();
        let page = shown(&play);
        assert_eq!((page.status, page.title.as_str(), seconds(&page)), (Status::Pending, "The result will follow", None));
        assert!(page.next_step.unwrap().contains("Please do not pay again"));
        assert_eq!(page.support.iter().map(|row| row.value.as_str()).collect::<Vec<_>>(), [attempt_id().as_str()]);
        assert_eq!(page.secondary.map(|button| button.action), Some(Action::Retry));
        play.on(Event::Close);
        assert_eq!(crate::pages::page(play.state(), None, &Texts::default()), Page::Closed);
    }

    #[test]
    fn an_order_on_another_device_says_whether_it_is_paid() {
        let running = found(order_in(OrderState::Processing, Some((AttemptState::Processing, false))));
        assert_eq!(running.reason.as_deref(), Some("This order is being paid on another device of yours."));
        let paid = found(order_in(OrderState::Success, Some((AttemptState::Succeeded, false))));
        assert_eq!(paid.reason.as_deref(), Some("You have paid this order on another device."));
        assert_eq!((paid.status, primary(&paid).0, seconds(&paid)), (Status::PaidElsewhere, Action::Close, None));
    }

    #[test]
    fn money_that_came_back_is_shown_with_its_time() {
        let returned = Returned { amount: order().pay_amount, at: "2026-01-05T10:41:00Z".into(), reason_key: "returned.late_debit".into() };
        let page = found(Order { returned: Some(returned), ..order_in(OrderState::Closed, Some((AttemptState::Succeeded, true))) });
        assert_eq!(page.reason.as_deref(), Some("The payment came too late, and your money was returned."));
        assert_eq!(value(&page, RowKind::Returned), Some("KRW\u{a0}1,000, 05/01/2026, 10:41\u{202f}am UTC"));

        let refund = Refund { amount: order().pay_amount, at: "2026-01-06T09:00:00Z".into(), promotions: vec![] };
        let page = found(Order { refunds: vec![refund], ..order_in(OrderState::Refunded, Some((AttemptState::Succeeded, true))) });
        assert_eq!(page.status, Status::Succeeded);
        assert_eq!(value(&page, RowKind::Refund), Some("KRW\u{a0}1,000, 06/01/2026, 9:00\u{202f}am UTC"));
    }

    #[test]
    fn a_code_that_is_none_of_ours_is_named_without_a_brand() {
        let mut play = Play::begin();
        let wifi = crate::wallet_api::NotSupported { kind: crate::codes::CodeKind::Wifi, own: false };
        play.scanned().answer(Answer::Resolved(crate::wallet_api::Resolution::NotSupported(wifi)));
        let page = shown(&play);
        assert_eq!(
            (page.status, page.reason.as_deref(), page.brand),
            (Status::NotSupported, Some("This is a Wi-Fi code. Open it in your camera app to join the network."), None)
        );
    }
}
