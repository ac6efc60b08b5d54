//! What may happen to an order, and what may not.

use time::macros::datetime;

use super::*;

const NOW: OffsetDateTime = datetime!(2026-01-05 09:30:00 UTC);
const LATER: OffsetDateTime = datetime!(2026-01-05 09:40:00 UTC);

fn decode(order: &mut Order, customer: &str, now: OffsetDateTime) -> Result<(), ResultCode> {
    order.decode(customer, "KRW".parse().unwrap(), &Rate::defaults(), now).map(drop)
}

fn created() -> Order {
    Order::create(NewOrder::new("tea-house", "100"), NOW).unwrap()
}

fn decoded() -> Order {
    let mut order = created();
    decode(&mut order, "1", NOW).unwrap();
    order
}

fn success(order: &Order) -> NotifyPaymentRequest {
    NotifyPaymentRequest {
        payment_id: Text::new("W1").ok(),
        payment_time: Some(NOW.into()),
        payment_amount: Some(order.payment_amount),
        pay_to_amount: order.pay_to_amount,
        customer_id: Text::new("1").ok(),
        ..failure(order, ResultCode::Success)
    }
}

fn failure(order: &Order, code: ResultCode) -> NotifyPaymentRequest {
    NotifyPaymentRequest::failed(Text::new(&order.payment_request_id).unwrap(), code.into())
}

#[test]
fn a_repeat_of_the_same_user_gets_the_same_order() {
    let mut order = decoded();
    let first = order.answer("n");
    assert_eq!(decode(&mut order, "1", NOW), Ok(()));
    assert_eq!(order.answer("n"), first);
    assert_eq!(decode(&mut order, "2", NOW), Err(ResultCode::RepeatReqInconsistent));
    assert_eq!(order.customer_id.as_deref(), Some("1"));
}

#[test]
fn an_order_that_is_over_cannot_be_decoded() {
    assert_eq!(decode(&mut created(), "1", LATER), Err(ResultCode::ExpiredCode));
    let mut closed = created();
    assert!(closed.close() && !closed.close());
    assert_eq!(decode(&mut closed, "1", NOW), Err(ResultCode::OrderIsClosed));
    let mut expired = created();
    expired.expire();
    assert_eq!(decode(&mut expired, "1", NOW), Err(ResultCode::ExpiredCode));
}

#[test]
fn the_answer_holds_what_the_merchant_asked_for() {
    let answer = decoded().answer("http://127.0.0.1:1/notify");
    assert_eq!(answer.pay_to_amount.unwrap().minor(), 1000);
    assert_eq!(answer.payment_quote.unwrap().quote_currency_pair.to_string(), "JPY/KRW");
    let merchant = answer.order.unwrap().merchant.unwrap();
    assert_eq!(merchant.merchant_display_name.as_deref(), Some("Maple Tea House"));
    assert!(merchant.store.is_some());
    assert_eq!(answer.payment_expiry_time.unwrap().to_string(), "2026-01-05T09:40:00Z");
}

#[test]
fn a_success_pays_the_order_once() {
    let mut order = decoded();
    let notice = success(&order);
    assert_eq!(order.conclude(Source::Notify, notice.clone(), NOW), Ok(()));
    assert_eq!(order.state, OrderState::Paid);
    assert_eq!(order.conclude(Source::Inquiry, notice.clone(), LATER), Ok(()));
    assert_eq!(order.report.as_ref().unwrap().source, Source::Notify);
    let other = NotifyPaymentRequest { payment_id: Text::new("W2").ok(), ..notice };
    assert_eq!(order.conclude(Source::Notify, other, NOW), Err(ResultCode::RepeatReqInconsistent));
    let failure = failure(&order, ResultCode::ProcessFail);
    assert_eq!(order.conclude(Source::Notify, failure, NOW), Err(ResultCode::RepeatReqInconsistent));
    assert_eq!(order.state, OrderState::Paid);
}

#[test]
fn a_success_about_anything_else_is_illegal() {
    for change in [
        |notice: &mut NotifyPaymentRequest| notice.payment_id = None,
        |notice: &mut NotifyPaymentRequest| notice.payment_time = None,
        |notice: &mut NotifyPaymentRequest| notice.pay_to_amount = None,
        |notice: &mut NotifyPaymentRequest| notice.customer_id = Text::new("2").ok(),
        |notice: &mut NotifyPaymentRequest| notice.payment_amount = Money::new("JPY".parse().unwrap(), 99).ok(),
        |notice: &mut NotifyPaymentRequest| notice.payment_result = ResultCode::PaymentInProcess.into(),
    ] {
        let mut order = decoded();
        let mut notice = success(&order);
        change(&mut notice);
        assert_eq!(order.conclude(Source::Notify, notice, NOW), Err(ResultCode::ParamIllegal));
        assert_eq!((order.state, order.report), (OrderState::Decoded, None));
    }
}

#[test]
fn after_the_end_a_failure_is_noted_and_a_success_refused() {
    let mut order = created();
    order.expire();
    let paid = NotifyPaymentRequest { pay_to_amount: None, customer_id: None, ..success(&order) };
    assert_eq!(order.conclude(Source::Notify, paid, NOW), Err(ResultCode::OrderIsClosed));
    let failure = failure(&order, ResultCode::OrderIsClosed);
    assert_eq!(order.conclude(Source::Notify, failure, NOW), Ok(()));
    assert_eq!(order.state, OrderState::Expired);
}

#[test]
fn an_order_that_somebody_may_be_paying_is_ended_by_a_result_only() {
    let mut order = decoded();
    assert!(!order.close() && !order.expire());
    assert_eq!(order.state, OrderState::Decoded);
    let paid = success(&order);
    assert_eq!(order.conclude(Source::Notify, paid, LATER), Ok(()));
    assert_eq!(order.state, OrderState::Paid);
}

#[test]
fn an_order_that_nobody_decoded_has_no_payment() {
    let mut order = created();
    let notice = failure(&order, ResultCode::ProcessFail);
    assert_eq!(order.conclude(Source::Notify, notice, NOW), Err(ResultCode::OrderNotExist));
}

#[test]
fn amounts_without_a_rate_or_out_of_range_cannot_be_decoded() {
    let mut baht = Order::create(NewOrder::new("surf-school", "100"), NOW).unwrap();
    assert_eq!(decode(&mut baht, "1", NOW), Err(ResultCode::CurrencyNotSupport));
    let mut huge = Order::create(NewOrder::new("tea-house", "9999999999999999"), NOW).unwrap();
    assert_eq!(decode(&mut huge, "1", NOW), Err(ResultCode::PaymentAmountExceedLimit));
    assert_eq!((huge.state, huge.customer_id), (OrderState::WaitingScan, None));
}

#[test]
fn an_inquiry_without_a_final_result_says_nothing() {
    assert_eq!(as_notice("7", InquiryPaymentResponse::refused(ResultCode::UnknownException)), None);
    assert_eq!(as_notice("7", InquiryPaymentResponse::refused(ResultCode::OrderNotExist)), None);
    assert_eq!(as_notice("7", InquiryPaymentResponse::not_paid(ResultCode::PaymentInProcess)), None);
    let failed = as_notice("7", InquiryPaymentResponse::not_paid(ResultCode::OrderIsClosed)).unwrap();
    assert_eq!(failed.payment_result.result_code, ResultCode::OrderIsClosed);
}
