//! The cashier page and the step-up sheet over it.

use super::{
    Action, Button, CashierPage, MethodRow, Notice, NoticeKind, RowKind, StepUpPage, button, format,
    rows::{Rows, total},
    waiting_text, warning,
};
use crate::{
    machine::{Context, Monotonic, PayBlock, Ready, StepUp, StepUpStage},
    texts::{Language, TextKey},
    wallet_api::{MethodKind, Order},
};

pub(super) fn ready(ready: &Ready, context: &Context, language: Language) -> CashierPage {
    let order = ready.order();
    let block = ready.pay_block(context);
    let mut page = content(order, ready.method(), language);
    page.pay.enabled = block.is_none();
    page.countdown = ready.time_left(context).map(|left| language.fill(TextKey::TimeLeft, &[("time", &format::time_left(left))]));
    page.notice = if ready.refresh_stalled() {
        // The amount on the page is old: the one button asks for it again.
        page.pay = button(Action::Retry, TextKey::ActionRetry, language);
        Some(warning(TextKey::NoticeNoNetwork, language))
    } else {
        let text = match block {
            Some(PayBlock::Expiring) => Some(TextKey::BlockExpiring),
            Some(PayBlock::NoMethod) => Some(TextKey::NoticeNoMethod),
            Some(PayBlock::Refreshing) | None => ready.notice(),
        };
        text.map(|text| warning(text, language))
    };
    page
}

pub(super) fn locked(order: &Order, method: &str, began: Monotonic, context: &Context, language: Language) -> CashierPage {
    let mut page = content(order, Some(method), language);
    page.back.enabled = false;
    page.pay.enabled = false;
    page.locked = true;
    page.progress = waiting_text(context.clock().now().since(began), TextKey::WaitingPaying, language);
    page.methods.iter_mut().for_each(|method| method.enabled = false);
    page
}

pub(super) fn step_up(step_up: &StepUp, language: Language) -> StepUpPage {
    let order = step_up.order();
    let mut behind = content(order, Some(step_up.method()), language);
    behind.pay.enabled = false;
    let notice = match (step_up.notice(), step_up.attempts_left()) {
        (Some(TextKey::NoticeWrongPin), Some(left)) => {
            let text = language.fill(TextKey::NoticeTriesLeft, &[("count", &left.to_string())]);
            Some(Notice { kind: NoticeKind::Warning, text })
        }
        (notice, _) => notice.map(|text| warning(text, language)),
    };
    let busy = !matches!(step_up.stage(), StepUpStage::Asking(_));
    StepUpPage {
        title: language.text(TextKey::StepUpTitle).to_owned(),
        merchant: format::isolated(&order.merchant.name),
        amount: total(order.pay_amount, order.surcharge),
        notice,
        busy,
        cancel: button(Action::Back, TextKey::ActionCancel, language),
        behind,
    }
}

fn content(order: &Order, method: Option<&str>, language: Language) -> CashierPage {
    let amount = total(order.pay_amount, order.surcharge);
    let pay = Button { action: Action::Confirm, label: language.fill(TextKey::ActionPay, &[("amount", &amount)]), enabled: true };
    let rows = Rows::new(language)
        .account(order)
        .merchant(order)
        .amounts(order)
        .rate_expiry(order)
        .add(RowKind::PaymentAmount, TextKey::RowPaymentAmount, amount)
        .done();
    let methods = order.methods.iter().map(|it| {
        let enabled = it.enabled && it.kind != MethodKind::Unknown;
        let reason = it.reason_key.as_deref().map_or(TextKey::MethodUnavailable, TextKey::from_wire);
        MethodRow {
            method_id: it.method_id.clone(),
            label: it.label.clone(),
            selected: method == Some(it.method_id.as_str()),
            enabled,
            reason: (!enabled).then(|| language.text(reason).to_owned()),
        }
    });
    CashierPage {
        title: language.text(TextKey::CashierTitle).to_owned(),
        back: button(Action::Back, TextKey::ActionBack, language),
        rows,
        methods: methods.collect(),
        pay,
        countdown: None,
        notice: None,
        progress: None,
        locked: false,
    }
}
