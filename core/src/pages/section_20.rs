//! Protocol section 20, row by row: what each page must show.

use super::{
    golden::{contact, everything, shown, states},
    *,
};
use crate::{
    machine::tests::{Play, order},
    wallet_api::{Order, Refund},
};

fn state(name: &str) -> Page {
    states().into_iter().find(|(it, _)| *it == name).map(|(_, play)| shown(&play)).expect("a golden state")
}

fn cashier(name: &str) -> CashierPage {
    match state(name) {
        Page::Cashier(page) => page,
        other => panic!("{other:?}"),
    }
}

fn cashier_of(order: Order) -> CashierPage {
    let mut play = Play::begin();
    play.scanned_to(order);
    match shown(&play) {
        Page::Cashier(page) => page,
        other => panic!("{other:?}"),
    }
}

fn result(name: &str) -> ResultPage {
    match state(name) {
        Page::Result(page) => page,
        other => panic!("{other:?}"),
    }
}

fn values(rows: &[Row], kind: RowKind) -> Vec<&str> {
    rows.iter().filter(|row| row.kind == kind).map(|row| row.value.as_str()).collect()
}

#[test]
fn scan_camera_permission_has_words() {
    let Page::Scanner(page) = state("scanner") else { panic!() };
    assert!(page.no_camera.contains("Allow it in the settings") && !page.hint.is_empty());
}

#[test]
fn scan_acceptance_marks_are_those_of_the_merchants_code_and_none_at_first() {
    use crate::wallet_api::{AvailabilityAnswer, Logo, PaymentScenario, RegionMarks};

    let scenario = PaymentScenario::Mpm;
    assert!(AvailabilityAnswer::default().marks(scenario, Some("JP")).logos.is_empty(), "nothing is known at the first call");
    let logo = |name: &str| Logo { logo_name: name.into(), logo_url: format!("https://marks.example/{name}.png") };
    let jp = RegionMarks { region: "JP".into(), mpm_logos: vec![logo("scan")], upm_logos: vec![logo("show")] };
    let known = AvailabilityAnswer { region_acceptance_marks: vec![jp], ..AvailabilityAnswer::default() };
    assert_eq!(known.marks(scenario, Some("JP")).logos, [logo("scan")]);
    assert_eq!((Logo::height(false), Logo::height(true)), (128, 112));
}

#[test]
fn cashier_return_action_is_always_there() {
    for (name, play) in states() {
        if let Page::Cashier(page) = shown(&play) {
            assert_eq!((page.back.action, page.back.is_enabled()), (Action::Back, !page.locked), "{name}");
        }
    }
}

#[test]
fn cashier_wallet_logo_and_masked_account() {
    let page = cashier("cashier");
    assert_eq!((page.logo.kind, page.logo.text.as_str()), (PictureKind::WalletLogo, "Your wallet"));
    assert_eq!(values(&page.rows, RowKind::Account), ["82•••67"]);
}

#[test]
fn cashier_merchant_name_in_its_original_language() {
    let mut foreign = order();
    foreign.merchant.name = "ラーメン横丁".into();
    assert_eq!(values(&cashier_of(foreign).rows, RowKind::Merchant), ["ラーメン横丁"]);
}

#[test]
fn cashier_order_information_and_selectable_method() {
    let page = cashier("cashier_everything");
    assert_eq!(values(&page.rows, RowKind::OrderText), ["Noodles"]);
    let methods: Vec<_> = page.methods.iter().map(|it| (it.label.as_str(), it.selected, it.availability.is_enabled())).collect();
    assert_eq!(methods, [("Balance", true, true), ("Bank", false, false), ("New thing", false, false)]);
}

#[test]
fn cashier_order_amount_foreign_always_and_local_only_if_accurate() {
    let exact = cashier("cashier");
    assert_eq!(values(&exact.rows, RowKind::OrderAmount), ["JPY\u{a0}100"]);
    assert_eq!(values(&exact.rows, RowKind::LocalAmount), ["KRW\u{a0}1,000"]);
    assert_eq!(values(&cashier("cashier_everything").rows, RowKind::LocalAmount), [""; 0]);
}

#[test]
fn cashier_exchange_rate_as_received() {
    assert_eq!(values(&cashier("cashier").rows, RowKind::ExchangeRate), ["1\u{a0}JPY = 10.00\u{a0}KRW"]);
}

#[test]
fn cashier_one_line_per_discount_and_one_for_the_surcharge() {
    let page = cashier("cashier_everything");
    let discounts: Vec<_> = page.rows.iter().filter(|row| row.kind == RowKind::Discount).map(|row| row.label.as_str()).collect();
    assert_eq!(discounts, ["Spring", "First visit"]);
    assert_eq!(values(&page.rows, RowKind::DiscountTotal), ["−JPY\u{a0}20"]);
    assert_eq!(values(&page.rows, RowKind::Surcharge), ["KRW\u{a0}50"]);
}

#[test]
fn cashier_payment_amount_is_what_will_be_debited() {
    let page = cashier("cashier_everything");
    assert_eq!(values(&page.rows, RowKind::PaymentAmount), ["KRW\u{a0}1,050"]);
    assert_eq!(page.pay.label, "Pay KRW\u{a0}1,050");
}

#[test]
fn cashier_confirm_button_is_disabled_while_a_confirm_runs_and_when_it_is_too_late() {
    let reason = |name: &str| match cashier(name).pay.availability {
        Availability::Disabled { reason } => reason,
        Availability::Enabled => panic!("{name}"),
    };
    assert_eq!(reason("cashier_locked"), "Your payment is being made");
    assert_eq!(reason("cashier_too_late"), "Too late to pay this order");
    assert!(cashier("cashier").countdown.is_none());
    assert_eq!(cashier("cashier_two_minutes").countdown.unwrap().text, "Pay within 1:59");
}

#[test]
fn result_status_amount_paid_and_a_reason_with_an_action() {
    let page = result("succeeded");
    assert_eq!((page.status, values(&page.rows, RowKind::PaidAmount)), (Status::Succeeded, vec!["KRW\u{a0}1,000"]));
    let page = result("failed_try_again");
    assert!(page.reason.is_some() && page.next_step.is_some());
    assert_eq!((page.primary.action, page.rows.iter().any(|row| row.kind == RowKind::PaidAmount)), (Action::Retry, false));
}

#[test]
fn result_merchant_method_amounts_rate_and_discounts() {
    let kinds = |page: &ResultPage| page.rows.iter().map(|row| row.kind).collect::<Vec<_>>();
    let page = kinds(&result("succeeded"));
    for kind in [RowKind::Merchant, RowKind::Method, RowKind::OrderAmount, RowKind::LocalAmount, RowKind::ExchangeRate] {
        assert!(page.contains(&kind), "{kind:?}");
    }
    let page = kinds(&result("succeeded_everything"));
    assert_eq!(page.iter().filter(|kind| **kind == RowKind::Discount).count(), 2);
    assert!(page.contains(&RowKind::DiscountTotal));
}

#[test]
fn result_confirm_button_leads_to_the_merchant_with_a_countdown_or_home() {
    let page = result("succeeded");
    let countdown = page.countdown.unwrap();
    assert_eq!((page.primary.action, countdown.seconds), (Action::Redirect, 6));
    assert_eq!((countdown.label.as_str(), countdown.stop.action), ("Back to merchant (6)", Action::StopCountdown));
    let home = result("succeeded_without_a_way_back");
    assert_eq!((home.primary.action, home.countdown), (Action::Close, None));
    let heard = result("succeeded_with_a_screen_reader");
    assert_eq!((heard.primary.action, heard.countdown), (Action::Redirect, None));
}

#[test]
fn result_unknown_is_being_checked_and_never_failed() {
    for (name, status) in [("checking", Status::Checking), ("checking_15_s", Status::Checking), ("pending", Status::Pending)] {
        let page = result(name);
        assert_eq!((page.status, page.countdown), (status, None));
        assert!(page.next_step.unwrap().contains("do not pay again; the record will appear in your history"), "{name}");
    }
}

#[test]
fn history_detail_has_all_promotions_and_refunds_with_amount_and_time() {
    let refund = Refund { amount: order().pay_amount, at: "2026-01-06T09:00:00Z".into(), promotions: everything().promotions };
    let page = detail(&Order { refunds: vec![refund], ..everything() }, None, &Texts::default());
    assert_eq!(values(&page.rows, RowKind::Discount).len(), 2);
    assert_eq!(values(&page.rows, RowKind::Refund), ["KRW\u{a0}1,000, 06/01/2026, 9:00\u{202f}am UTC"]);
    assert_eq!(values(&page.rows, RowKind::RefundDiscount), ["Spring: JPY\u{a0}15", "First visit: JPY\u{a0}5"]);
    assert_eq!(values(&page.rows, RowKind::Reference), ["R-77"]);
    assert_eq!(values(&page.rows, RowKind::PaymentId), ["20260105000000000132"]);
}

#[test]
fn all_amounts_carry_their_iso_4217_code() {
    let amounts = [RowKind::OrderAmount, RowKind::LocalAmount, RowKind::Discount, RowKind::Surcharge, RowKind::PaymentAmount];
    for row in cashier("cashier_everything").rows.iter().filter(|row| amounts.contains(&row.kind)) {
        assert!(row.value.contains("JPY") || row.value.contains("KRW"), "{row:?}");
    }
}

#[test]
fn all_failures_have_a_reason_and_somebody_to_ask() {
    for (name, play) in states() {
        if let Page::Result(page) = shown(&play)
            && page.status == Status::Failed
        {
            assert!(page.reason.is_some() && page.next_step.is_some(), "{name}");
            assert_eq!(values(&page.support, RowKind::SupportContact), [contact().contact], "{name}");
        }
    }
    assert_eq!(values(&result("declined").support, RowKind::SupportReference), ["r"]);
    // Nobody could find a request that never left the phone.
    assert!(values(&cashier("cashier_not_sent").support, RowKind::SupportReference).is_empty());
    let Page::Loading(page) = state("loading_no_network") else { panic!() };
    assert!(values(&page.support, RowKind::SupportReference).is_empty());
}

/// Section 21: mandatory on the result.
#[test]
fn brand_is_on_every_result_of_an_order() {
    for (name, play) in states() {
        if let Page::Result(page) = shown(&play) {
            let of_order = !page.rows.is_empty();
            assert_eq!(page.brand.map(|brand| brand.text), of_order.then(|| "Powered by Alipay+".to_owned()), "{name}");
        }
    }
}
