//! The Alipay+ API over HTTP, with real signatures: every code it answers with.

mod support;

use std::time::Duration;

use axum::http::{Method, StatusCode};
use cashier_alipayplus::{
    headers,
    inbound::MAX_REQUEST,
    message::{
        Decoded, IdentifyCodeRequest, IdentifyCodeResponse, InquiryCodeRulesRequest, InquiryCodeRulesResponse,
        InquiryForeignExchangeQuoteRequest, InquiryForeignExchangeQuoteResponse,
    },
    outbound::Unclear,
    paths,
    result::{ResultCode, ResultStatus},
    signing::NotVerified,
    wire::{Flag, Text},
};
use cashier_core::secret::CodeValue;
use cashier_simulator::{CodeForm, NewOrder, NewPromotion, OrderState};
use serde_json::Value;
use support::*;
use time::OffsetDateTime;

#[tokio::test]
async fn the_rules_are_served_with_the_own_store_code_in_them() {
    let bench = bench().await;
    let request = InquiryCodeRulesRequest { jar_version: Text::new("1.2.1.20240506").ok() };
    let answer: InquiryCodeRulesResponse = bench.exchange(bench.signed(&request)).await;
    assert_eq!(answer.result.result_code, ResultCode::Success);
    assert!(answer.version.is_some());
    let rules: Vec<Value> = serde_json::from_str(answer.code_rules.unwrap().get()).unwrap();
    let own = bench.url("/shop/");
    assert!(rules.iter().any(|rule| rule["codeMatchPattern"]["prefix"] == own));
    // The rule file keeps real booleans and integers.
    assert!(rules.iter().any(|rule| rule["codeMatchPattern"]["emvMatchRules"][0]["primitiveMerchant"].is_boolean()));
    assert!(rules.iter().all(|rule| rule["codeMatchPattern"]["priority"].is_u64()));
}

#[tokio::test]
async fn the_dummy_signature_gets_the_rules_and_nothing_else() {
    let bench = bench().await;
    let dummy = "algorithm=RSA256, keyVersion=2, signature=testing_signature";
    let mut outgoing = bench.signed(&InquiryCodeRulesRequest::default());
    outgoing.request.headers_mut().insert(headers::SIGNATURE, dummy.parse().unwrap());
    let answer: InquiryCodeRulesResponse = bench.exchange(outgoing.clone()).await;
    assert!(answer.code_rules.is_some());
    // Not for strangers, and not for another API.
    outgoing.request.headers_mut().insert(headers::CLIENT_ID, "STRANGER".parse().unwrap());
    let body = bench.send(outgoing.request).await.into_body();
    assert!(String::from_utf8(body).unwrap().contains("INVALID_CLIENT"));
    let order = bench.order();
    let mut outgoing = bench.signed(&user_initiated_pay(order.code_value.expose(), "1"));
    outgoing.request.headers_mut().insert(headers::SIGNATURE, dummy.parse().unwrap());
    assert_eq!(bench.code(outgoing.request, &outgoing.expected).await, ResultCode::KeyNotFound);
    assert_eq!(bench.simulator.order(&order.id).unwrap().state, OrderState::WaitingScan);
}

#[tokio::test]
async fn codes_are_identified_by_the_rules_that_are_served() {
    let bench = bench().await;
    let identify = async |code: &str| -> IdentifyCodeResponse {
        let request = IdentifyCodeRequest { code_value: CodeValue::new(code), customer_id: Text::new("1").unwrap() };
        bench.exchange(bench.signed(&request)).await
    };
    let order = bench.order();
    let decode = identify(order.code_value.expose()).await;
    assert_eq!((decode.is_supported, decode.post_code_match_action_type.as_deref()), (Some(Flag(true)), Some("DECODE")));
    assert_eq!(decode.code_value.as_deref(), Some(order.code_value.expose()));
    let shop = bench.simulator.entry_code("tea-house").unwrap();
    let open = identify(&shop).await;
    assert_eq!((open.is_supported, open.post_code_match_action_type.as_deref()), (Some(Flag(true)), Some("OPEN_URL")));
    assert_eq!((open.redirect_url.as_deref(), open.user_agent.as_deref()), (Some(shop.as_str()), Some("AlipayConnect")));
    for unknown in ["WIFI:S:Cafe;;", "https://qr.alipayplus.com.evil.test/28166604"] {
        let none = identify(unknown).await;
        assert_eq!((none.result.result_status, none.is_supported), (ResultStatus::S, Some(Flag(false))), "{unknown}");
        assert_eq!((none.post_code_match_action_type, none.redirect_url), (None, None));
    }
    let now = OffsetDateTime::now_utc();
    for body in [
        r#"{"codeValue":" ","customerId":"1"}"#,
        r#"{"codeValue":"a"}"#,
        r#"{"customerId":"1"}"#,
        r#"{"codeValue":["a"],"customerId":"1"}"#,
    ] {
        let outgoing = bench.signed_bytes(paths::IDENTIFY_CODE, body.as_bytes(), now);
        assert_eq!(bench.code(outgoing.request, &outgoing.expected).await, ResultCode::ParamIllegal, "{body}");
    }
    bench.simulator.set_code_rules(r#"{"result":{"resultCode":"UNKNOWN_EXCEPTION","resultStatus":"U"}}"#).unwrap();
    assert_eq!(identify("x").await.result.result_status, ResultStatus::U, "without rules nothing is known");
}

#[tokio::test]
async fn an_order_code_becomes_an_order_with_both_amounts() {
    let bench = bench().await;
    let new = NewOrder {
        promotion: Some(NewPromotion { name: "Spring".into(), amount: "10".into() }),
        redirect_url: Some("https://shop.example/done".into()),
        form: CodeForm::Bare,
        ..NewOrder::new("tea-house", "110")
    };
    let order = bench.simulator.create_order(new).unwrap();
    let answer = bench.decode(order.code_value.expose(), "1").await;
    let Decoded::Order(payable) = answer.decoded() else { panic!("{answer:?}") };
    assert_eq!(payable.order.order_amount.to_string(), "JPY 110");
    assert_eq!((payable.payment_amount.to_string(), payable.pay_to_amount.to_string()), ("JPY 100".into(), "KRW 1000".into()));
    let promotion = &answer.payment_promo_info.as_ref().unwrap().payment_promo_details.as_ref().unwrap()[0];
    assert_eq!(promotion.savings_amount.unwrap().minor(), 10);
    assert_eq!(answer.payment_notify_url.as_deref(), Some(bench.url(paths::NOTIFY_PAYMENT).as_str()));
    assert_eq!(answer.payment_redirect_url.as_deref(), Some("https://shop.example/done"));
    assert_eq!(answer.payment_factor.as_ref().unwrap().in_store_payment_scenario.as_deref(), Some("OrderCode"));
    let order = bench.simulator.order(&order.id).unwrap();
    assert_eq!((order.state, order.customer_id.as_deref()), (OrderState::Decoded, Some("1")));
}

#[tokio::test]
async fn a_repeat_gets_the_same_order_and_another_user_does_not() {
    let bench = bench().await;
    let (order, first) = bench.decoded().await;
    assert_eq!(bench.decode(order.code_value.expose(), "1").await, first);
    let other = bench.decode(order.code_value.expose(), "2").await;
    assert_eq!(other.result.result_code, ResultCode::RepeatReqInconsistent);
    assert_eq!((other.order, other.payment_request_id), (None, None));
    assert_eq!(bench.simulator.order(&order.id).unwrap().customer_id.as_deref(), Some("1"));
}

#[tokio::test]
async fn codes_that_cannot_be_decoded_say_why() {
    let bench = bench().await;
    let code = async |new: NewOrder| {
        let order = bench.simulator.create_order(new).unwrap();
        bench.decode(order.code_value.expose(), "1").await.result.result_code
    };
    assert_eq!(bench.decode("281666040000000000000000000000000000", "1").await.result.result_code, ResultCode::InvalidCode);
    assert_eq!(code(NewOrder::new("surf-school", "5")).await, ResultCode::CurrencyNotSupport);
    assert_eq!(code(NewOrder::new("tea-house", "9999999999999999")).await, ResultCode::PaymentAmountExceedLimit);
    let closed = bench.order();
    bench.simulator.close_order(&closed.id).unwrap();
    assert_eq!(bench.decode(closed.code_value.expose(), "1").await.result.result_code, ResultCode::OrderIsClosed);
    // A merchant can ask for any answer.
    for scripted in [ResultCode::RiskReject, ResultCode::UnknownException, ResultCode::MerchantNotRegistered] {
        let new = NewOrder { decode_result: Some(scripted.clone()), ..NewOrder::new("tea-house", "5") };
        assert_eq!(code(new).await, scripted);
    }
}

#[tokio::test]
async fn an_order_that_alipay_plus_handles_itself_is_never_decoded() {
    let bench = bench().await;
    for decode_result in [None, Some(ResultCode::UserAmountExceedLimit)] {
        let new = NewOrder { handle_by_sdk: true, decode_result: decode_result.clone(), ..NewOrder::new("tea-house", "5") };
        let order = bench.simulator.create_order(new).unwrap();
        let answer = bench.decode(order.code_value.expose(), "1").await;
        assert_eq!(answer.result.result_code, decode_result.unwrap_or(ResultCode::Success));
        assert!(matches!(answer.decoded(), Decoded::SdkAction { payload } if !payload.is_empty()));
        assert_eq!((answer.payment_request_id, answer.order), (None, None));
        assert_eq!(bench.simulator.order(&order.id).unwrap().state, OrderState::WaitingScan);
    }
}

#[tokio::test]
async fn a_reference_quote_is_a_rate_of_the_table_for_ten_minutes() {
    let bench = bench().await;
    let ask = async |sell: &str, buy: &str| {
        let (sell_currency, buy_currency) = (sell.parse().unwrap(), buy.parse().unwrap());
        let request = InquiryForeignExchangeQuoteRequest { sell_currency, buy_currency, payment_factor: None };
        bench.exchange::<InquiryForeignExchangeQuoteResponse>(bench.signed(&request)).await
    };
    for (sell, buy) in [("JPY", "KRW"), ("KRW", "JPY")] {
        let quote = ask(sell, buy).await.foreign_exchange_quote.unwrap();
        assert_eq!((quote.quote_currency_pair.to_string(), quote.quote_price.to_string()), ("JPY/KRW".into(), "10.00".into()));
        let life = quote.quote_expiry_time.unwrap().get() - OffsetDateTime::now_utc();
        assert!(life <= time::Duration::minutes(10) && life > time::Duration::minutes(9), "{life}");
    }
    let unknown = ask("JPY", "THB").await;
    assert_eq!((unknown.result.result_code, unknown.foreign_exchange_quote), (ResultCode::CurrencyNotSupport, None));
}

#[tokio::test]
async fn an_order_expires_by_itself() {
    let bench = bench().await;
    let new = NewOrder { expires_in: Some(Duration::from_millis(50)), ..NewOrder::new("tea-house", "5") };
    let order = bench.simulator.create_order(new).unwrap();
    let expired = bench.simulator.wait_for(&order.id, |order| order.state.is_final()).await.unwrap();
    assert_eq!(expired.state, OrderState::Expired);
    assert_eq!(bench.decode(order.code_value.expose(), "1").await.result.result_code, ResultCode::ExpiredCode);
}

#[tokio::test]
async fn a_notice_is_accepted_once_and_its_repeats_are_compared() {
    let bench = bench().await;
    let (order, answer) = bench.decoded().await;
    let notice = success(&answer);
    assert_eq!(bench.notify(&notice).await, ResultCode::Success);
    let paid = bench.simulator.order(&order.id).unwrap();
    assert_eq!(paid.state, OrderState::Paid);
    assert_eq!(paid.report.as_ref().unwrap().notice, notice);
    assert_eq!(bench.notify(&notice).await, ResultCode::Success);
    let mut other = notice.clone();
    other.payment_id = Text::new("W2").ok();
    assert_eq!(bench.notify(&other).await, ResultCode::RepeatReqInconsistent);
    assert_eq!(bench.notify(&failure(&answer, ResultCode::ProcessFail)).await, ResultCode::RepeatReqInconsistent);
    assert_eq!(bench.simulator.order(&order.id).unwrap().report, paid.report);
}

#[tokio::test]
async fn a_failed_payment_fails_the_order() {
    let bench = bench().await;
    let (order, answer) = bench.decoded().await;
    assert_eq!(bench.notify(&failure(&answer, ResultCode::UserBalanceNotEnough)).await, ResultCode::Success);
    assert_eq!(bench.simulator.order(&order.id).unwrap().state, OrderState::Failed);
    assert_eq!(bench.decode(order.code_value.expose(), "1").await.result.result_code, ResultCode::OrderIsClosed);
}

#[tokio::test]
async fn notices_about_nothing_or_something_else_change_nothing() {
    let bench = bench().await;
    let (order, answer) = bench.decoded().await;
    let mut unknown = success(&answer);
    unknown.payment_request_id = Text::new("1").unwrap();
    assert_eq!(bench.notify(&unknown).await, ResultCode::OrderNotExist);
    let mut cheap = success(&answer);
    cheap.pay_to_amount = cheap.payment_amount;
    assert_eq!(bench.notify(&cheap).await, ResultCode::ParamIllegal);
    assert_eq!(bench.notify(&failure(&answer, ResultCode::PaymentInProcess)).await, ResultCode::ParamIllegal);
    assert_eq!(bench.simulator.order(&order.id).unwrap().state, OrderState::Decoded);
}

#[tokio::test]
async fn a_call_that_fails_a_check_is_refused_and_stores_nothing() {
    let bench = bench().await;
    let order = bench.order();
    let call = || bench.signed(&user_initiated_pay(order.code_value.expose(), "1"));
    let now = OffsetDateTime::now_utc();
    let bytes = |body: &[u8]| bench.signed_bytes(paths::USER_INITIATED_PAY, body, now);
    let body = call().request.body().clone();
    let mut cases = Vec::new();

    let mut wrong_method = call();
    // The answer is signed with the method that was used.
    *wrong_method.request.method_mut() = Method::PUT;
    let response = bench.send(wrong_method.request).await;
    assert!(String::from_utf8_lossy(response.body()).contains("METHOD_NOT_SUPPORTED"));

    let mut media_type = call();
    media_type.request.headers_mut().insert(headers::CONTENT_TYPE, "text/plain".parse().unwrap());
    cases.push((media_type, ResultCode::MediaTypeNotAcceptable));
    cases.push((bytes(&vec![b' '; MAX_REQUEST + 1]), ResultCode::UnknownException));
    let mut tampered = call();
    tampered.request.body_mut().push(b' ');
    cases.push((tampered, ResultCode::InvalidSignature));
    let mut unsigned = call();
    unsigned.request.headers_mut().remove(headers::SIGNATURE);
    cases.push((unsigned, ResultCode::InvalidSignature));
    let mut version = call();
    let signature = version.request.headers()[headers::SIGNATURE].to_str().unwrap().replace("keyVersion=1", "keyVersion=9");
    version.request.headers_mut().insert(headers::SIGNATURE, signature.parse().unwrap());
    cases.push((version, ResultCode::KeyNotFound));
    cases.push((bench.signed_bytes(paths::USER_INITIATED_PAY, &body, now - Duration::from_secs(301)), ResultCode::AccessDenied));
    cases.push((bench.signed_bytes(paths::USER_INITIATED_PAY, &body, now + Duration::from_secs(310)), ResultCode::AccessDenied));
    cases.push((bytes(b"{\"codeValue\":"), ResultCode::ParamIllegal));
    cases.push((bytes(b"{}"), ResultCode::ParamIllegal));
    cases.push((bytes(br#"{"codeValue":"a","codeValue":"b","customerId":"1"}"#), ResultCode::ParamIllegal));
    cases.push((bytes(format!(r#"{{"codeValue":"{}","customerId":"1"}}"#, "x".repeat(513)).as_bytes()), ResultCode::ParamIllegal));
    cases.push((bench.signed_bytes("/aps/api/v1/payments/nothing", &body, now), ResultCode::NoInterfaceDef));

    for (outgoing, code) in cases {
        assert_eq!(bench.code(outgoing.request, &outgoing.expected).await, code);
    }
    let untouched = bench.simulator.order(&order.id).unwrap();
    assert_eq!((untouched.state, &untouched.customer_id), (OrderState::WaitingScan, &None));
}

#[tokio::test]
async fn a_stranger_is_told_so_in_its_own_name() {
    let bench = bench().await;
    let mut outgoing = bench.signed(&user_initiated_pay("x", "1"));
    outgoing.request.headers_mut().insert(headers::CLIENT_ID, "STRANGER".parse().unwrap());
    let response = bench.send(outgoing.request).await;
    assert_eq!((response.status(), &response.headers()[headers::CLIENT_ID]), (StatusCode::OK, &"STRANGER".parse().unwrap()));
    assert!(String::from_utf8_lossy(response.body()).contains(r#""resultCode":"INVALID_CLIENT""#));
}

#[tokio::test]
async fn an_answer_cannot_be_changed_on_its_way() {
    let bench = bench().await;
    let order = bench.order();
    let outgoing = bench.signed(&user_initiated_pay(order.code_value.expose(), "1"));
    let mut response = bench.send(outgoing.request).await;
    let changed = String::from_utf8(response.body().clone()).unwrap().replace(r#""value":"1100""#, r#""value":"1""#);
    assert_ne!(changed.as_bytes(), response.body());
    *response.body_mut() = changed.into_bytes();
    let read = bench.mpp.read::<AnyAnswer>(&outgoing.expected, response);
    assert_eq!(read.unwrap_err(), Unclear::NotVerified(NotVerified::WrongSignature));
}

#[tokio::test]
async fn results_carry_the_documented_status_and_message() {
    let bench = bench().await;
    let result = bench.decode("nothing", "1").await.result;
    assert_eq!((result.result_status, result.result_message.as_deref()), (ResultStatus::F, Some("The code is invalid.")));
}
