//! inquiryPayment: what Alipay+ gets to hear, and what nobody else does.

use axum::http::{Request, Response};
use cashier_alipayplus::{
    message::{InquiryPaymentRequest, InquiryPaymentResponse},
    party::Party,
    signing::{KeyVersion, PrivateKey, Signer},
    wire::Text,
};
use cashier_simulator::Order;
use time::{Duration, OffsetDateTime};

use crate::world::{CLIENT_ID, World, http};

fn question(payment_request_id: &str) -> InquiryPaymentRequest {
    let text = |text: &str| Text::new(text).unwrap();
    InquiryPaymentRequest {
        acquirer_id: text(cashier_simulator::config::ACQUIRER_ID),
        psp_id: text(cashier_simulator::config::PSP_ID),
        payment_request_id: text(payment_request_id),
    }
}

/// Sends a request as it is, also one that is wrong.
async fn send(request: Request<Vec<u8>>) -> Response<Vec<u8>> {
    let response = http().execute(request.try_into().unwrap()).await.unwrap();
    let mut answer = Response::new(Vec::new());
    *answer.status_mut() = response.status();
    *answer.headers_mut() = response.headers().clone();
    *answer.body_mut() = response.bytes().await.unwrap().into();
    answer
}

struct Asker<'a> {
    world: &'a World,
    party: Party,
    client_id: &'a str,
    now: OffsetDateTime,
}

impl<'a> Asker<'a> {
    fn new(world: &'a World) -> Self {
        Self { world, party: world.alipayplus(), client_id: CLIENT_ID, now: OffsetDateTime::now_utc() }
    }

    async fn ask(&self, question: &InquiryPaymentRequest) -> InquiryPaymentResponse {
        self.ask_changed(question, |_| {}).await
    }

    /// Asks with a request that is changed after it was signed.
    async fn ask_changed(&self, question: &InquiryPaymentRequest, change: impl FnOnce(&mut Request<Vec<u8>>)) -> InquiryPaymentResponse {
        let outgoing = self.party.request(&self.world.backend.host_url(), self.client_id, question, self.now).unwrap();
        let (mut request, expected) = (outgoing.request, outgoing.expected);
        change(&mut request);
        let answer = send(request).await;
        // Whatever the answer is, the backend has signed it, for the client id as received.
        let keys = cashier_alipayplus::signing::KeyVersions::new(KeyVersion(1), self.world.mpp_key.public_key());
        let peers = cashier_alipayplus::signing::KeyRing::new().with(self.client_id, keys);
        Party { peers, ..self.world.alipayplus() }.read(&expected, answer).unwrap()
    }

    async fn refused(&self, change: impl FnOnce(&mut Request<Vec<u8>>)) -> String {
        let answer = self.ask_changed(&question("20260105"), change).await;
        assert!(answer.payment_result.is_none());
        answer.result.result_code.to_string()
    }
}

async fn told(world: &World, order: &Order) -> (String, String) {
    let answer = Asker::new(world).ask(&question(&order.payment_request_id)).await;
    assert_eq!(answer.result.result_code.as_str(), "SUCCESS");
    let result = answer.payment_result.unwrap();
    (format!("{:?}", result.result_status), result.result_code.to_string())
}

#[tokio::test]
async fn every_state_of_an_order_has_its_answer() {
    let world = World::new().await;
    let merchants = world.merchant_order();
    let order = world.mina().order(&merchants).await;
    assert_eq!(told(&world, &merchants).await, ("U".to_owned(), "PAYMENT_IN_PROCESS".to_owned()));
    world.mina().pay(&order).await.ok();
    let answer = Asker::new(&world).ask(&question(&merchants.payment_request_id)).await;
    assert_eq!(answer.payment_result.unwrap().result_code.as_str(), "SUCCESS");
    assert_eq!(answer.pay_to_amount.unwrap().minor(), 1000);
    assert_eq!(answer.customer_id.as_deref(), Some("1001"));
    let records = world.records(&merchants).await;
    assert_eq!(answer.payment_id.as_deref(), records.payment_id.as_deref());
    assert!(answer.payment_time.is_some());

    let expiring = world.merchant_order();
    world.mina().order(&expiring).await;
    world.clock.advance(Duration::minutes(10));
    world.backend.wait_for(&expiring.payment_request_id, |records| records.reason.is_some()).await.unwrap();
    let mut later = Asker::new(&world);
    later.now = OffsetDateTime::now_utc() + Duration::minutes(10);
    let answer = later.ask(&question(&expiring.payment_request_id)).await;
    assert_eq!(answer.payment_result.unwrap().result_code.as_str(), "ORDER_IS_CLOSED");
    world.end().await;
}

#[tokio::test]
async fn an_order_of_somebody_else_is_unknown() {
    let world = World::new().await;
    let merchants = world.merchant_order();
    world.mina().order(&merchants).await;
    let asker = Asker::new(&world);
    let own = question(&merchants.payment_request_id);
    let other = Text::new("1").unwrap();
    for question in [
        question("20260105"),
        InquiryPaymentRequest { acquirer_id: other.clone(), ..own.clone() },
        InquiryPaymentRequest { psp_id: other, ..own },
    ] {
        let answer = asker.ask(&question).await;
        assert_eq!(answer.result.result_code.as_str(), "ORDER_NOT_EXIST");
        assert!(answer.payment_result.is_none());
    }
    world.end().await;
}

#[tokio::test]
async fn every_wrong_call_gets_its_code_signed_and_with_status_200() {
    let world = World::new().await;
    let asker = Asker::new(&world);
    let header = |name: &'static str, value: &'static str| {
        move |request: &mut Request<Vec<u8>>| drop(request.headers_mut().insert(name, value.parse().unwrap()))
    };
    assert_eq!(asker.refused(|_| {}).await, "ORDER_NOT_EXIST");
    assert_eq!(asker.refused(|request| request.body_mut().push(b' ')).await, "INVALID_SIGNATURE");
    assert_eq!(asker.refused(|request| drop(request.headers_mut().remove("signature"))).await, "INVALID_SIGNATURE");
    assert_eq!(asker.refused(header("signature", "algorithm=RSA256, keyVersion=1, signature=AAAA")).await, "INVALID_SIGNATURE");
    assert_eq!(asker.refused(header("signature", "algorithm=RSA256, keyVersion=7, signature=A")).await, "KEY_NOT_FOUND");
    assert_eq!(asker.refused(header("content-type", "text/plain")).await, "MEDIA_TYPE_NOT_ACCEPTABLE");
    assert_eq!(asker.refused(|request| *request.body_mut() = vec![b' '; 64 * 1024 + 1]).await, "UNKNOWN_EXCEPTION");

    for minutes in [-6, 6] {
        let stale = Asker { now: asker.now + Duration::minutes(minutes), ..Asker::new(&world) };
        assert_eq!(stale.refused(|_| {}).await, "ACCESS_DENIED");
    }
    let stranger = Asker { client_id: "SANDBOX_STRANGER", ..Asker::new(&world) };
    assert_eq!(stranger.refused(|_| {}).await, "INVALID_CLIENT");
    let forged_key = Signer { key: PrivateKey::generate().unwrap(), version: KeyVersion(1) };
    let forger = Asker { party: Party { signer: forged_key, ..asker.party.clone() }, ..Asker::new(&world) };
    assert_eq!(forger.refused(|_| {}).await, "INVALID_SIGNATURE");

    let url: axum::http::Uri = format!("{}/aps/api/v1/payments/inquiryPayment", world.backend.host_url()).parse().unwrap();
    for body in ["{", "[]", "{}", r#"{"acquirerId":"1","pspId":"1","paymentRequestId":"1","pspId":"2"}"#] {
        let outgoing = asker.party.request_bytes(url.clone(), CLIENT_ID, body.into(), 1024, asker.now).unwrap();
        let answer: InquiryPaymentResponse = asker.party.read(&outgoing.expected, send(outgoing.request).await).unwrap();
        assert_eq!(answer.result.result_code.as_str(), "PARAM_ILLEGAL", "{body}");
    }
    let mut get = Request::new(Vec::new());
    *get.uri_mut() = url;
    let answer = send(get).await;
    assert_eq!(answer.status(), 200);
    assert!(String::from_utf8(answer.into_body()).unwrap().contains("METHOD_NOT_SUPPORTED"));
    world.end().await;
}
