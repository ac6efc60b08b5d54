//! The result page, also while the result is not known.

use super::{
    Action, ResultPage, RowKind, Status, button,
    rows::{Rows, total},
};
use crate::{
    machine::{Checking, Countdown, Monotonic, PaidElsewhere, Pending, Settled, Verdict, waiting_text},
    texts::{Language, TextKey},
    wallet_api::Order,
};

pub(super) fn checking(checking: &Checking, now: Monotonic, language: Language) -> ResultPage {
    let mut page = unknown(Status::Checking, TextKey::ResultCheckingTitle, checking.order(), language);
    // Not to pay again is said for as long as the result is unknown; that it takes longer is said besides.
    let message = TextKey::ResultCheckingMessage;
    let slow = waiting_text(now.since(checking.began()), message).filter(|text| *text != message);
    page.message = Some([Some(message), slow].into_iter().flatten().map(|text| language.text(text)).collect::<Vec<_>>().join("\n"));
    page
}

pub(super) fn pending(pending: &Pending, language: Language) -> ResultPage {
    let mut page = unknown(Status::Pending, TextKey::ResultPendingTitle, pending.live().order(), language);
    page.message = Some(language.text(TextKey::ResultPendingMessage).to_owned());
    page.support_reference = Some(pending.live().attempt().as_str().to_owned());
    page.secondary = Some(button(Action::Retry, TextKey::ActionRetry, language));
    page
}

pub(super) fn elsewhere(elsewhere: &PaidElsewhere, language: Language) -> ResultPage {
    let text = if elsewhere.is_paid() { TextKey::ResultElsewherePaid } else { TextKey::ResultElsewhereRunning };
    let mut page = unknown(Status::PaidElsewhere, TextKey::ResultElsewhereTitle, Some(elsewhere.order()), language);
    page.message = Some(language.text(text).to_owned());
    page
}

fn unknown(status: Status, title: TextKey, order: Option<&Order>, language: Language) -> ResultPage {
    ResultPage {
        status,
        title: language.text(title).to_owned(),
        message: None,
        rows: order.map(|order| Rows::new(language).merchant(order).amounts(order).done()).unwrap_or_default(),
        brand: Some(language.text(TextKey::Brand).to_owned()),
        primary: Some(button(Action::Close, TextKey::ActionDone, language)),
        countdown_seconds: None,
        secondary: None,
        support_reference: None,
    }
}

pub(super) fn settled(settled: &Settled, now: Monotonic, language: Language) -> ResultPage {
    let (status, title, message) = match settled.verdict() {
        Verdict::Succeeded(_) => (Status::Succeeded, TextKey::ResultSucceededTitle, None),
        Verdict::Failed { reason, .. } => (Status::Failed, TextKey::ResultFailedTitle, Some(TextKey::from_wire(&reason.text_key))),
        Verdict::Expired => (Status::Expired, TextKey::ResultExpiredTitle, Some(TextKey::ResultExpiredMessage)),
        Verdict::NotSupported(kind) => (Status::NotSupported, TextKey::ResultNotSupportedTitle, Some(TextKey::of_kind(*kind))),
    };
    let done = button(Action::Close, TextKey::ActionDone, language);
    let recoverable = matches!(settled.verdict(), Verdict::Failed { recoverable: true, .. }) && settled.order().is_some();
    let (primary, secondary) = if recoverable {
        (button(Action::Retry, TextKey::ActionRetry, language), Some(done))
    } else if settled.target().is_some() {
        (button(Action::Redirect, TextKey::ActionMerchant, language), Some(done))
    } else {
        (done, None)
    };
    let has_order = settled.order().is_some() || matches!(settled.verdict(), Verdict::Succeeded(_));
    ResultPage {
        status,
        title: language.text(title).to_owned(),
        message: message.map(|text| language.text(text).to_owned()),
        rows: rows(settled, language),
        brand: has_order.then(|| language.text(TextKey::Brand).to_owned()),
        primary: Some(primary),
        countdown_seconds: match settled.countdown() {
            Countdown::Until(end) => Some(u32::try_from(end.since(now).as_millis().div_ceil(1_000)).unwrap_or(u32::MAX)),
            Countdown::Waiting | Countdown::Off => None,
        },
        secondary,
        support_reference: None,
    }
}

fn rows(settled: &Settled, language: Language) -> Vec<super::Row> {
    let mut rows = Rows::new(language);
    if let Verdict::Succeeded(paid) = settled.verdict() {
        let surcharge = settled.order().and_then(|order| order.surcharge);
        rows = rows.add(RowKind::PaidAmount, TextKey::RowPaidAmount, total(paid.amount(), surcharge));
    }
    let Some(order) = settled.order() else { return rows.done() };
    let method = settled.content().map_or("", |content| content.method_id.as_str());
    rows.merchant(order).method(order, method).amounts(order).aftermath(order).done()
}
