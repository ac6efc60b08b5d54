//! The cashier page and the step-up sheet over it.

use super::{
    Action, Availability, Button, CashierPage, MethodRow, Notice, Picture, Row, RowKind, StepUpPage, Surroundings, TimeLeft,
    announcement::spoken_time_left, format, notice, rows::Rows, said::Said, waiting_text,
};
use crate::{
    machine::{Context, Monotonic, PayBlock, Ready, StepUp, StepUpStage},
    texts::{TextKey, Texts},
    wallet_api::{MethodKind, Order},
};

pub(super) fn ready(ready: &Ready, around: &Surroundings<'_>) -> CashierPage {
    let (context, texts) = (around.context, around.texts);
    let block = ready.pay_block(context);
    let mut page = content(ready.order(), ready.method(), texts);
    page.countdown = ready.time_left(context).map(|left| TimeLeft {
        text: texts.fill(TextKey::TimeLeft, &[("time", &format::time_left(texts, left))]),
        spoken: spoken_time_left(texts, left),
    });
    let said = |key| match key {
        TextKey::NoticeLockedUntil => locked_until(ready, context, texts),
        key => texts.text(key).to_owned(),
    };
    let stalled = ready.refresh_stalled();
    if stalled.is_some() {
        // The amount on the page is old: the one button asks for it again.
        page.pay = Button::new(Action::Retry, TextKey::ActionRetry, texts);
    } else if let Some(block) = block {
        page.pay = page.pay.disabled(said(reason(block)));
    }
    let text = match block {
        _ if stalled.is_some() => stalled,
        Some(PayBlock::Refreshing) | None => ready.notice(),
        Some(block) => Some(reason(block)),
    };
    let free = ready.order().pay_amount.is_zero() && ready.order().surcharge.is_none();
    let shown = text.or(free.then_some(TextKey::NoticeNothingToPay));
    page.notice = shown.map(|key| Notice { text: said(key), ..notice(key, texts) });
    page.support = around.support_after(text);
    page
}

/// Until when no PIN is taken.
pub(super) fn locked_until(ready: &Ready, context: &Context, texts: &Texts) -> String {
    let until = ready.locked_until(context).map(|until| format::time(texts, until));
    until.map_or_else(|| texts.text(TextKey::NoticeLocked).to_owned(), |time| texts.fill(TextKey::NoticeLockedUntil, &[("time", &time)]))
}

/// Why Pay is disabled, in words.
fn reason(block: PayBlock) -> TextKey {
    match block {
        PayBlock::Expiring => TextKey::BlockExpiring,
        PayBlock::OutOfTries => TextKey::ResultOutOfTries,
        PayBlock::Locked => TextKey::NoticeLockedUntil,
        PayBlock::NoMethod => TextKey::NoticeNoMethod,
        PayBlock::Refreshing => TextKey::BlockRefreshing,
    }
}

pub(super) fn locked(order: &Order, method: &str, began: Monotonic, around: &Surroundings<'_>) -> CashierPage {
    let texts = around.texts;
    let mut page = under(TextKey::BlockPaying, content(order, Some(method), texts), texts);
    page.locked = true;
    page.progress = waiting_text(around.now().since(began), TextKey::WaitingPaying, texts);
    page
}

/// The page with nothing on it that can be pressed, because of `reason`.
fn under(reason: TextKey, page: CashierPage, texts: &Texts) -> CashierPage {
    let blocked = |method: MethodRow| match method.availability {
        Availability::Enabled => MethodRow { availability: Availability::because(reason, texts), ..method },
        Availability::Disabled { .. } => method,
    };
    CashierPage {
        back: page.back.disabled(texts.text(reason).to_owned()),
        pay: page.pay.disabled(texts.text(reason).to_owned()),
        methods: page.methods.into_iter().map(blocked).collect(),
        ..page
    }
}

pub(super) fn step_up(step_up: &StepUp, around: &Surroundings<'_>) -> StepUpPage {
    let (order, texts) = (step_up.order(), around.texts);
    StepUpPage {
        title: texts.text(TextKey::StepUpTitle).to_owned(),
        merchant: line(RowKind::Merchant, TextKey::RowMerchant, Said::received(texts, &order.merchant.name), texts),
        amount: line(RowKind::PaymentAmount, TextKey::RowPaymentAmount, Said::total(texts, order.pay_amount, order.surcharge), texts),
        notice: told(step_up, texts),
        busy: !matches!(step_up.stage(), StepUpStage::Asking(_)),
        cancel: Button::new(Action::Back, TextKey::ActionCancel, texts),
        behind: under(TextKey::BlockStepUp, content(order, Some(step_up.method()), texts), texts),
        support: around.support_after(step_up.notice()),
    }
}

/// What the sheet has to say; of a wrong PIN, how many tries are left.
pub(super) fn told(step_up: &StepUp, texts: &Texts) -> Option<Notice> {
    let told = notice(step_up.notice()?, texts);
    Some(match (step_up.notice(), step_up.attempts_left()) {
        (Some(TextKey::NoticeWrongPin), Some(left)) => Notice { text: texts.plural(TextKey::NoticeTriesLeft, u64::from(left)), ..told },
        _ => told,
    })
}

fn line(kind: RowKind, label: TextKey, value: Said, texts: &Texts) -> Row {
    Row { kind, label: texts.text(label).to_owned(), value: value.shown, spoken: value.spoken }
}

fn content(order: &Order, method: Option<&str>, texts: &Texts) -> CashierPage {
    let amount = Said::total(texts, order.pay_amount, order.surcharge);
    let methods = order.methods.iter().map(|it| {
        let reason = it.reason_key.as_deref().map_or(TextKey::MethodUnavailable, TextKey::from_wire);
        let usable = it.enabled && it.kind != MethodKind::Unknown;
        MethodRow {
            method_id: it.method_id.clone(),
            kind: it.kind,
            label: Said::received(texts, &it.label).shown,
            selected: method == Some(it.method_id.as_str()),
            availability: if usable { Availability::Enabled } else { Availability::because(reason, texts) },
        }
    });
    CashierPage {
        title: texts.text(TextKey::CashierTitle).to_owned(),
        back: Button::new(Action::Back, TextKey::ActionBack, texts),
        logo: Picture::wallet(texts),
        pay: Button::pay(&amount, texts),
        rows: Rows::new(texts)
            .account(order)
            .merchant(order)
            .amounts(order)
            .rate_expiry(order)
            .add(RowKind::PaymentAmount, TextKey::RowPaymentAmount, amount)
            .done(),
        methods_title: texts.text(TextKey::RowMethod).to_owned(),
        methods: methods.collect(),
        countdown: None,
        notice: None,
        progress: None,
        locked: false,
        support: vec![],
    }
}

#[cfg(test)]
mod tests {
    use core::time::Duration;

    use super::*;
    use crate::{
        machine::{
            Answer, Delivery, Event,
            tests::{Play, attempt_id, order, pin},
        },
        money::Money,
        pages::{Page, Row, page},
        wallet_api::{Method, Promotion, Quote, StepUpAnswer},
    };

    fn money(currency: &str, minor: u64) -> Money {
        Money::new(currency.parse().unwrap(), minor).unwrap()
    }

    fn shown(play: &Play) -> CashierPage {
        match page(play.state(), None, &Texts::default()) {
            Page::Cashier(page) => page,
            other => panic!("no cashier: {other:?}"),
        }
    }

    fn cashier(order: Order) -> CashierPage {
        let mut play = Play::begin();
        play.scanned_to(order);
        shown(&play)
    }

    fn lines(page: &CashierPage) -> Vec<(RowKind, &str, &str)> {
        page.rows.iter().map(|row: &Row| (row.kind, row.label.as_str(), row.value.as_str())).collect()
    }

    fn value(page: &CashierPage, kind: RowKind) -> Option<&str> {
        page.rows.iter().find(|row| row.kind == kind).map(|row| row.value.as_str())
    }

    #[test]
    fn a_cashier_page_shows_everything_that_leads_to_the_amount() {
        let page = cashier(Order {
            order_amount: money("JPY", 110),
            promotions: vec![Promotion { name: "Spring".into(), savings: money("JPY", 10) }],
            surcharge: Some(money("KRW", 50)),
            ..order()
        });
        assert_eq!(
            lines(&page),
            [
                (RowKind::Account, "Account", "82•••67"),
                (RowKind::Merchant, "Merchant", "Noodle Bar Osaka"),
                (RowKind::OrderText, "Order", "Noodles"),
                (RowKind::OrderAmount, "Order amount", "JPY\u{a0}110"),
                (RowKind::ExchangeRate, "Exchange rate", "1\u{a0}JPY = 10.00\u{a0}KRW"),
                (RowKind::Discount, "Spring", "−JPY\u{a0}10"),
                (RowKind::Surcharge, "Surcharge", "KRW\u{a0}50"),
                (RowKind::PaymentAmount, "You pay", "KRW\u{a0}1,050"),
            ]
        );
        assert_eq!((page.back.action, page.back.is_enabled()), (Action::Back, true));
        assert_eq!((page.pay.action, page.pay.label.as_str(), page.pay.is_enabled()), (Action::Confirm, "Pay KRW\u{a0}1,050", true));
        assert_eq!((page.countdown, page.notice, page.progress, page.locked, page.support), (None, None, None, false, vec![]));
    }

    #[test]
    fn every_discount_has_a_line_of_its_own() {
        let promotion = |name: &str, minor| Promotion { name: name.into(), savings: money("JPY", minor) };
        let page = cashier(Order { promotions: vec![promotion("One", 1), promotion("Two", 2)], ..order() });
        let discounts: Vec<_> = lines(&page).into_iter().filter(|line| line.0 == RowKind::Discount).collect();
        assert_eq!(discounts, [(RowKind::Discount, "One", "−JPY\u{a0}1"), (RowKind::Discount, "Two", "−JPY\u{a0}2")]);
    }

    #[test]
    fn the_amount_in_the_wallets_currency_is_shown_only_if_it_is_exact() {
        assert_eq!(value(&cashier(order()), RowKind::LocalAmount), Some("KRW\u{a0}1,000"));
        let discounted = cashier(Order { order_amount: money("JPY", 110), ..order() });
        assert_eq!(value(&discounted, RowKind::LocalAmount), None);
        let at_home = cashier(Order { order_amount: money("KRW", 1_000), payment_amount: money("KRW", 1_000), quote: None, ..order() });
        assert_eq!(value(&at_home, RowKind::LocalAmount), None);
        assert_eq!(value(&at_home, RowKind::ExchangeRate), None);
    }

    #[test]
    fn a_rate_is_shown_with_its_end() {
        let quote = |pair: &str| {
            Some(Quote { quote_id: "Q1".into(), pair: pair.into(), price: "10".into(), expires_at: Some("2026-01-05T10:35:00Z".into()) })
        };
        let page = cashier(Order { quote: quote("JPY/KRW"), ..order() });
        assert_eq!(value(&page, RowKind::ExchangeRate), Some("1\u{a0}JPY = 10.00\u{a0}KRW, until 05/01/2026, 10:35\u{202f}am UTC"));
        let foreign = cashier(Order { quote: quote("USD/KRW"), ..order() });
        assert_eq!(value(&foreign, RowKind::ExchangeRate), None, "a pair of other currencies is hidden");
    }

    #[test]
    fn a_surcharge_in_another_currency_stands_apart() {
        let page = cashier(Order { surcharge: Some(money("JPY", 5)), ..order() });
        assert_eq!(value(&page, RowKind::PaymentAmount), Some("KRW\u{a0}1,000 + JPY\u{a0}5"));
    }

    #[test]
    fn edge_39_zero_to_pay_is_shown_as_zero() {
        assert_eq!(cashier(Order { pay_amount: money("KRW", 0), ..order() }).pay.label, "Pay KRW\u{a0}0");
    }

    #[test]
    fn a_merchants_name_is_never_translated_and_cannot_turn_the_text_around_it() {
        let mut foreign = order();
        foreign.merchant.name = "مطعم\u{202e} 12".into();
        let row = cashier(foreign).rows.into_iter().find(|row| row.kind == RowKind::Merchant).unwrap();
        assert_eq!((row.value.as_str(), row.spoken.as_str()), ("\u{2068}مطعم 12\u{2069}", "مطعم 12"));
    }

    #[test]
    fn a_method_that_cannot_pay_is_listed_with_its_reason() {
        let mut three = order();
        let method = three.methods[0].clone();
        three.methods = vec![
            Method { enabled: false, reason_key: Some("method.not_enough_balance".into()), ..method.clone() },
            Method { method_id: "new".into(), kind: MethodKind::Unknown, ..method.clone() },
            Method { method_id: "bank".into(), ..method },
        ];
        let page = cashier(three);
        let rows: Vec<_> = page.methods.iter().map(|it| (it.selected, it.availability.clone())).collect();
        let disabled = |reason: &str| Availability::Disabled { reason: reason.into() };
        assert_eq!(
            rows,
            [(false, disabled("Not enough money")), (false, disabled("Cannot be used for this order")), (true, Availability::Enabled)]
        );
    }

    #[test]
    fn without_a_usable_method_pay_is_disabled_and_the_page_says_why() {
        let page = cashier(Order { methods: vec![], ..order() });
        assert!(!page.pay.is_enabled());
        assert_eq!(page.notice.unwrap().text, "None of your payment methods can pay this order.");
    }

    #[test]
    fn the_remaining_time_appears_under_two_minutes_and_pay_ends_before_it() {
        let mut play = Play::begin();
        play.ready().seconds(480);
        assert_eq!(shown(&play).countdown, None);
        play.seconds(1);
        assert_eq!(
            shown(&play).countdown.map(|left| (left.text, left.spoken)),
            Some(("Pay within 1:59".into(), "1 min 59 s left to pay".into()))
        );
        assert!(shown(&play).pay.is_enabled());
        play.seconds(114);
        assert!(!shown(&play).pay.is_enabled());
        assert_eq!(shown(&play).notice.unwrap().text, "Too late to pay this order");
    }

    #[test]
    fn a_payment_that_runs_locks_the_page() {
        for began in [Play::storing, Play::confirming] {
            let mut play = Play::begin();
            began(&mut play);
            let page = shown(&play);
            assert!(
                page.locked
                    && !page.pay.is_enabled()
                    && !page.back.is_enabled()
                    && page.methods.iter().all(|method| !method.availability.is_enabled())
            );
            assert_eq!(page.progress, None, "no flicker for an answer that comes at once");
            play.later(Duration::from_millis(300));
            assert_eq!(shown(&play).progress.as_deref(), Some("Paying"));
        }
    }

    #[test]
    fn a_long_wait_says_that_nothing_is_charged_twice() {
        let mut play = Play::begin();
        play.confirming().seconds(5);
        assert_eq!(shown(&play).progress.as_deref(), Some("Still working"));
        play.seconds(10);
        assert_eq!(shown(&play).progress.as_deref(), Some("This can take a moment; you will not be charged twice"));
    }

    #[test]
    fn a_payment_that_never_left_can_be_tried_again() {
        let mut play = Play::begin();
        play.confirming().fails(Delivery::NotSent);
        let page = shown(&play);
        assert!(page.pay.is_enabled() && page.back.is_enabled());
        assert_eq!(page.notice.unwrap().text, "No connection. Nothing has been charged.");
    }

    #[test]
    fn an_amount_that_cannot_be_asked_for_leaves_one_button_that_asks() {
        let mut play = Play::begin();
        let quote = order().quote.map(|quote| Quote { expires_at: Some("2026-01-05T10:31:00Z".into()), ..quote });
        play.scanned_to(Order { quote, ..order() }).seconds(60);
        assert!(!shown(&play).pay.is_enabled());
        play.fails(Delivery::NotSent).seconds(1).fails(Delivery::NotSent).seconds(2).fails(Delivery::NotSent);
        let pay = shown(&play).pay;
        assert_eq!((pay.action, pay.is_enabled()), (Action::Retry, true));
    }

    #[test]
    fn the_sheet_says_who_is_paid_how_much_and_how_many_tries_are_left() {
        let sheet = |play: &Play| match page(play.state(), None, &Texts::default()) {
            Page::StepUp(sheet) => sheet,
            other => panic!("no sheet: {other:?}"),
        };
        let mut play = Play::begin();
        play.ready().on(Event::Confirm);
        assert!(sheet(&play).busy);
        play.on(Event::AttemptMinted(attempt_id()));
        let page = sheet(&play);
        assert_eq!((page.merchant.value.as_str(), page.amount.value.as_str(), page.busy), ("Noodle Bar Osaka", "KRW\u{a0}1,000", false));
        assert_eq!((page.cancel.action, page.cancel.is_enabled(), page.behind.pay.is_enabled()), (Action::Back, true, false));
        play.on(pin());
        assert!(sheet(&play).busy);
        play.answer(Answer::SteppedUp(StepUpAnswer::Refused { attempts_left: 2 }));
        assert_eq!(sheet(&play).notice.unwrap().text, "Wrong PIN. 2 tries left.");
    }
}
