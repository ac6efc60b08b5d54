//! The result page, also while the result is not known.

use super::{
    Action, ResultPage, RowKind, Status, button,
    rows::{Rows, total},
};
use crate::{
    machine::{Checking, Countdown, Monotonic, PaidElsewhere, Pending, Settled, Verdict, waiting_text},
    texts::{TextKey, Texts},
    wallet_api::Order,
};

pub(super) fn checking(checking: &Checking, now: Monotonic, texts: &Texts) -> ResultPage {
    let mut page = unknown(Status::Checking, TextKey::ResultCheckingTitle, checking.order(), texts);
    // Not to pay again is said for as long as the result is unknown; that it takes longer is said besides.
    let message = TextKey::ResultCheckingMessage;
    let slow = waiting_text(now.since(checking.began()), message).filter(|text| *text != message);
    page.message = Some([Some(message), slow].into_iter().flatten().map(|text| texts.text(text)).collect::<Vec<_>>().join("\n"));
    page
}

pub(super) fn pending(pending: &Pending, texts: &Texts) -> ResultPage {
    let mut page = unknown(Status::Pending, TextKey::ResultPendingTitle, pending.live().order(), texts);
    page.message = Some(texts.text(TextKey::ResultPendingMessage).to_owned());
    page.support_reference = Some(pending.live().attempt().as_str().to_owned());
    page.secondary = Some(button(Action::Retry, TextKey::ActionRetry, texts));
    page
}

pub(super) fn elsewhere(elsewhere: &PaidElsewhere, texts: &Texts) -> ResultPage {
    let text = if elsewhere.is_paid() { TextKey::ResultElsewherePaid } else { TextKey::ResultElsewhereRunning };
    let mut page = unknown(Status::PaidElsewhere, TextKey::ResultElsewhereTitle, Some(elsewhere.order()), texts);
    page.message = Some(texts.text(text).to_owned());
    page
}

fn unknown(status: Status, title: TextKey, order: Option<&Order>, texts: &Texts) -> ResultPage {
    ResultPage {
        status,
        title: texts.text(title).to_owned(),
        message: None,
        rows: order.map(|order| Rows::new(texts).merchant(order).amounts(order).done()).unwrap_or_default(),
        brand: Some(texts.text(TextKey::Brand).to_owned()),
        primary: Some(button(Action::Close, TextKey::ActionDone, texts)),
        countdown_seconds: None,
        secondary: None,
        support_reference: None,
    }
}

pub(super) fn settled(settled: &Settled, now: Monotonic, texts: &Texts) -> ResultPage {
    let (status, title, message) = match settled.verdict() {
        Verdict::Succeeded(_) => (Status::Succeeded, TextKey::ResultSucceededTitle, None),
        Verdict::Failed { reason, .. } => (Status::Failed, TextKey::ResultFailedTitle, Some(TextKey::from_wire(&reason.text_key))),
        Verdict::Expired => (Status::Expired, TextKey::ResultExpiredTitle, Some(TextKey::ResultExpiredMessage)),
        Verdict::NotSupported(kind) => (Status::NotSupported, TextKey::ResultNotSupportedTitle, Some(TextKey::of_kind(*kind))),
    };
    let done = button(Action::Close, TextKey::ActionDone, texts);
    let recoverable = matches!(settled.verdict(), Verdict::Failed { recoverable: true, .. }) && settled.order().is_some();
    let (primary, secondary) = if recoverable {
        (button(Action::Retry, TextKey::ActionRetry, texts), Some(done))
    } else if settled.target().is_some() {
        (button(Action::Redirect, TextKey::ActionMerchant, texts), Some(done))
    } else {
        (done, None)
    };
    let has_order = settled.order().is_some() || matches!(settled.verdict(), Verdict::Succeeded(_));
    ResultPage {
        status,
        title: texts.text(title).to_owned(),
        message: message.map(|text| texts.text(text).to_owned()),
        rows: rows(settled, texts),
        brand: has_order.then(|| texts.text(TextKey::Brand).to_owned()),
        primary: Some(primary),
        countdown_seconds: match settled.countdown() {
            Countdown::Until(end) => Some(u32::try_from(end.since(now).as_millis().div_ceil(1_000)).unwrap_or(u32::MAX)),
            Countdown::Waiting | Countdown::Off => None,
        },
        secondary,
        support_reference: None,
    }
}

fn rows(settled: &Settled, texts: &Texts) -> Vec<super::Row> {
    let mut rows = Rows::new(texts);
    if let Verdict::Succeeded(paid) = settled.verdict() {
        let surcharge = settled.order().and_then(|order| order.surcharge);
        rows = rows.add(RowKind::PaidAmount, TextKey::RowPaidAmount, total(texts, paid.amount(), surcharge));
    }
    let Some(order) = settled.order() else { return rows.done() };
    let method = settled.content().map_or("", |content| content.method_id.as_str());
    rows.merchant(order).method(order, method).amounts(order).aftermath(order).done()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        machine::{
            Answer, Event,
            tests::{Play, attempt, attempt_id, order, order_in, reason},
        },
        money::Money,
        pages::{Page, page},
        wallet_api::{Attempt, AttemptState, OrderState, Promotion, Refund, Returned},
    };

    fn shown(play: &Play) -> ResultPage {
        match page(play.state(), &Texts::default()) {
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

    fn primary(page: &ResultPage) -> (Action, &str) {
        page.primary.as_ref().map(|button| (button.action, button.label.as_str())).unwrap()
    }

    fn final_failure() -> Attempt {
        Attempt { reason: Some(reason("RISK_REJECT", false)), ..attempt(AttemptState::Failed) }
    }

    #[test]
    fn a_success_shows_the_amount_first_and_then_how_it_came_about() {
        let page = shown(&settled(attempt(AttemptState::Succeeded)));
        assert_eq!((page.status, page.title.as_str(), page.message.as_ref()), (Status::Succeeded, "Paid", None));
        assert_eq!(
            kinds(&page),
            [
                RowKind::PaidAmount,
                RowKind::Merchant,
                RowKind::OrderText,
                RowKind::Method,
                RowKind::OrderAmount,
                RowKind::LocalAmount,
                RowKind::ExchangeRate,
                RowKind::Reference,
            ]
        );
        assert_eq!(value(&page, RowKind::PaidAmount), Some("KRW\u{a0}1,000"));
        assert_eq!(value(&page, RowKind::Method), Some("Balance"));
        assert_eq!(page.brand.as_deref(), Some("Powered by Alipay+"));
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
            assert_eq!((primary(&page), page.countdown_seconds), ((Action::Redirect, "Back to merchant"), Some(left)));
            play.seconds(1);
        }
        let Page::Leaving { target, result } = page(play.state(), &Texts::default()) else { panic!("still here") };
        assert_eq!(target.opens(), "https://shop.acquirer.example/done");
        assert_eq!((result.status, result.countdown_seconds), (Status::Succeeded, None));
        play.on(Event::NoHandler);
        assert_eq!(primary(&shown(&play)), (Action::Close, "Done"));
    }

    #[test]
    fn a_countdown_that_was_stopped_leaves_the_button() {
        let mut play = settled(attempt(AttemptState::Succeeded));
        play.on(Event::CountdownStop);
        let page = shown(&play);
        assert_eq!((primary(&page).0, page.countdown_seconds), (Action::Redirect, None));
        assert_eq!(page.secondary.map(|button| button.action), Some(Action::Close));
    }

    #[test]
    fn without_a_redirect_the_one_button_leads_home() {
        let page = found(Order { redirect_url: None, ..order_in(OrderState::Success, Some((AttemptState::Succeeded, true))) });
        assert_eq!((primary(&page), page.countdown_seconds, &page.secondary), ((Action::Close, "Done"), None, &None));
    }

    #[test]
    fn a_failure_says_why_and_what_helps() {
        let page = shown(&settled(attempt(AttemptState::Failed)));
        assert_eq!((page.status, page.title.as_str()), (Status::Failed, "Not paid"));
        assert_eq!(page.message.as_deref(), Some("There is not enough money in your wallet. Top up, or pick another payment method."));
        assert_eq!((primary(&page), page.countdown_seconds), ((Action::Retry, "Try again"), None));
        assert_eq!(value(&page, RowKind::PaidAmount), None);
    }

    #[test]
    fn a_final_failure_leads_to_the_merchant_too() {
        let page = shown(&settled(final_failure()));
        assert_eq!(page.message.as_deref(), Some("This payment was refused for your safety."));
        assert_eq!((primary(&page).0, page.countdown_seconds), (Action::Redirect, Some(6)));
    }

    #[test]
    fn an_expired_order_says_what_to_do() {
        let mut play = Play::begin();
        play.ready().seconds(600);
        let page = shown(&play);
        assert_eq!((page.status, primary(&page).0, page.countdown_seconds), (Status::Expired, Action::Close, None));
        assert!(page.message.unwrap().starts_with("Ask the merchant for a new code."));
    }

    #[test]
    fn an_unknown_result_is_never_shown_as_failed_and_never_stops_warning() {
        let mut play = Play::begin();
        play.checking();
        for seconds in [0, 1, 5, 15, 40] {
            play.seconds(seconds);
            let page = shown(&play);
            assert_eq!((page.status, page.countdown_seconds), (Status::Checking, None));
            let message = page.message.unwrap();
            assert!(message.contains("Please do not pay again; the record will appear in your history."), "{message}");
        }
        assert!(shown(&play).message.unwrap().ends_with("\nThis can take a moment; you will not be charged twice"));
    }

    #[test]
    fn a_pending_result_gives_a_reference_and_a_way_to_ask() {
        let mut play = Play::begin();
        play.pending();
        let page = shown(&play);
        assert_eq!((page.status, page.title.as_str(), page.countdown_seconds), (Status::Pending, "The result will follow", None));
        assert!(page.message.unwrap().contains("Please do not pay again"));
        assert_eq!(page.support_reference.as_deref(), Some(attempt_id().as_str()));
        assert_eq!(page.secondary.map(|button| button.action), Some(Action::Retry));
        play.on(Event::Close);
        assert_eq!(super::super::page(play.state(), &Texts::default()), Page::Closed);
    }

    #[test]
    fn an_order_on_another_device_says_whether_it_is_paid() {
        let running = found(order_in(OrderState::Processing, Some((AttemptState::Processing, false))));
        assert_eq!(running.message.as_deref(), Some("This order is being paid on another device of yours."));
        let paid = found(order_in(OrderState::Success, Some((AttemptState::Succeeded, false))));
        assert_eq!(paid.message.as_deref(), Some("You have paid this order on another device."));
        assert_eq!((paid.status, primary(&paid).0, paid.countdown_seconds), (Status::PaidElsewhere, Action::Close, None));
    }

    #[test]
    fn money_that_came_back_is_shown_with_its_time() {
        let returned = Returned { amount: order().pay_amount, at: "2026-01-05T10:41:00Z".into(), reason_key: "returned.late_debit".into() };
        let page = found(Order { returned: Some(returned), ..order_in(OrderState::Closed, Some((AttemptState::Succeeded, true))) });
        assert_eq!(page.message.as_deref(), Some("The payment came too late, and your money was returned."));
        assert_eq!(value(&page, RowKind::Returned), Some("KRW\u{a0}1,000, 1/5/2026, 10:41\u{202f}AM"));

        let refund = Refund { amount: order().pay_amount, at: "2026-01-06T09:00:00Z".into() };
        let page = found(Order { refunds: vec![refund], ..order_in(OrderState::Refunded, Some((AttemptState::Succeeded, true))) });
        assert_eq!(page.status, Status::Succeeded);
        assert_eq!(value(&page, RowKind::Refund), Some("KRW\u{a0}1,000, 1/6/2026, 9:00\u{202f}AM"));
    }

    #[test]
    fn a_code_that_is_none_of_ours_is_named_without_a_brand() {
        let mut play = Play::begin();
        let wifi = crate::wallet_api::NotSupported { kind: crate::codes::CodeKind::Wifi, own: false };
        play.scanned().answer(Answer::Resolved(crate::wallet_api::Resolution::NotSupported(wifi)));
        let page = shown(&play);
        assert_eq!(
            (page.status, page.message.as_deref(), page.brand),
            (Status::NotSupported, Some("This is a Wi-Fi code. Open it in your camera app to join the network."), None)
        );
    }
}
