//! What the simulator does when no result comes: it asks the MPP, and at the end the order expires.

mod support;

use std::time::Duration;

use cashier_alipayplus::{
    message::{InquiryPaymentResponse, UserInitiatedPayResponse},
    result::ResultCode,
};
use cashier_simulator::{NewOrder, Order, OrderState, PollSchedule, SimulatorConfig, order::Source};
use support::*;
use time::OffsetDateTime;

fn polling() -> SimulatorConfig {
    SimulatorConfig { poll: PollSchedule { first: SHORT, then: vec![SHORT] }, ..config() }
}

/// Nothing is asked before the end.
fn silent() -> SimulatorConfig {
    SimulatorConfig { poll: PollSchedule { first: Duration::from_secs(3600), then: Vec::new() }, ..config() }
}

async fn ended(bench: &Bench, order: &Order) -> std::sync::Arc<Order> {
    bench.simulator.wait_for(&order.id, |order| order.state.is_final()).await.unwrap()
}

#[tokio::test]
async fn a_payment_is_asked_for_until_its_result_is_known() {
    let bench = bench_with(polling()).await;
    let (order, answer) = bench.decoded().await;
    let pending = InquiryPaymentResponse::not_paid(ResultCode::PaymentInProcess);
    let unclear = InquiryPaymentResponse::refused(ResultCode::UnknownException);
    let server = InquiryServer::start(vec![pending, unclear, paid(&answer)]).await;
    bench.simulator.set_mpp_base_url(Some(server.base_url.clone()));
    let order = ended(&bench, &order).await;
    assert_eq!((order.state, order.report.as_ref().unwrap().source), (OrderState::Paid, Source::Inquiry));
    let questions = server.questions();
    assert_eq!(questions.len(), 3);
    assert_eq!(questions[0].payment_request_id.as_str(), order.payment_request_id);
    assert_eq!((&questions[0].acquirer_id, &questions[0].psp_id), (&answer.acquirer_id.clone().unwrap(), &answer.psp_id.clone().unwrap()));
    // A notice that comes after all says the same.
    assert_eq!(bench.notify(&success(&answer)).await, ResultCode::Success);
}

#[tokio::test]
async fn a_payment_that_failed_fails_the_order() {
    let bench = bench_with(polling()).await;
    let server = InquiryServer::start(vec![InquiryPaymentResponse::not_paid(ResultCode::RiskReject)]).await;
    bench.simulator.set_mpp_base_url(Some(server.base_url.clone()));
    let (order, _) = bench.decoded().await;
    let order = ended(&bench, &order).await;
    assert_eq!(order.state, OrderState::Failed);
    assert_eq!(order.report.as_ref().unwrap().notice.payment_result.result_code, ResultCode::RiskReject);
}

#[tokio::test]
async fn an_answer_about_another_amount_pays_nothing() {
    let bench = bench_with(polling()).await;
    let (order, answer) = bench.decoded().await;
    let mut wrong = paid(&answer);
    wrong.pay_to_amount = wrong.payment_amount;
    let server = InquiryServer::start(vec![wrong, InquiryPaymentResponse::not_paid(ResultCode::OrderIsClosed)]).await;
    bench.simulator.set_mpp_base_url(Some(server.base_url.clone()));
    assert_eq!(ended(&bench, &order).await.state, OrderState::Failed);
}

#[tokio::test]
async fn nobody_is_asked_before_the_code_is_decoded() {
    let bench = bench_with(polling()).await;
    let server = InquiryServer::start(vec![InquiryPaymentResponse::not_paid(ResultCode::PaymentInProcess)]).await;
    bench.simulator.set_mpp_base_url(Some(server.base_url.clone()));
    let new = NewOrder { expires_in: Some(5 * SHORT), ..NewOrder::new("tea-house", "5") };
    let order = bench.simulator.create_order(new).unwrap();
    assert_eq!(ended(&bench, &order).await.state, OrderState::Expired);
    assert!(server.questions().is_empty());
}

/// A decoded order whose time will soon be over, asked about at the end only; the MPP then says what `answer` makes of it.
async fn decoded_for_a_moment(answer: impl FnOnce(&UserInitiatedPayResponse) -> InquiryPaymentResponse) -> (OrderState, usize) {
    let bench = bench_with(silent()).await;
    let new = NewOrder { expires_in: Some(Duration::from_secs(2)), ..NewOrder::new("tea-house", "110") };
    let order = bench.simulator.create_order(new).unwrap();
    let decoded = bench.decode(order.code_value.expose(), "1").await;
    let server = InquiryServer::start(vec![answer(&decoded)]).await;
    bench.simulator.set_mpp_base_url(Some(server.base_url.clone()));
    (ended(&bench, &order).await.state, server.questions().len())
}

#[tokio::test]
async fn a_payment_of_the_last_moment_is_found_by_the_last_question() {
    assert_eq!(decoded_for_a_moment(paid).await, (OrderState::Paid, 1));
}

#[tokio::test]
async fn without_a_result_at_the_end_the_order_stays_open_and_is_asked_for_again() {
    let bench = bench_with(SimulatorConfig { poll: PollSchedule { first: SHORT, then: vec![Duration::from_secs(1)] }, ..config() }).await;
    let server = InquiryServer::start(vec![InquiryPaymentResponse::not_paid(ResultCode::PaymentInProcess)]).await;
    bench.simulator.set_mpp_base_url(Some(server.base_url.clone()));
    let new = NewOrder { expires_in: Some(Duration::from_secs(2)), ..NewOrder::new("tea-house", "110") };
    let order = bench.simulator.create_order(new).unwrap();
    let decoded = bench.decode(order.code_value.expose(), "1").await;
    let left = order.expires_at.get() + Duration::from_secs(1) - OffsetDateTime::now_utc();
    tokio::time::sleep(left.try_into().unwrap()).await;
    server.asked(server.questions().len() + 1).await;
    assert_eq!(bench.simulator.order(&order.id).unwrap().state, OrderState::Decoded);
    server.answer_from_now_on(paid(&decoded));
    assert_eq!(ended(&bench, &order).await.state, OrderState::Paid);
}

#[tokio::test]
async fn an_mpp_that_is_not_there_changes_nothing() {
    let bench = bench_with(polling()).await;
    // A port that was free a moment ago.
    let gone = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    bench.simulator.set_mpp_base_url(Some(format!("http://{gone}")));
    let (order, answer) = bench.decoded().await;
    let server = InquiryServer::start(vec![paid(&answer)]).await;
    bench.simulator.set_mpp_base_url(Some(server.base_url.clone()));
    assert_eq!(ended(&bench, &order).await.state, OrderState::Paid);
}

#[tokio::test]
async fn stopping_ends_the_questions() {
    let bench = bench_with(polling()).await;
    let server = InquiryServer::start(vec![InquiryPaymentResponse::not_paid(ResultCode::PaymentInProcess)]).await;
    bench.simulator.set_mpp_base_url(Some(server.base_url.clone()));
    bench.decoded().await;
    bench.simulator.stop().await;
}
