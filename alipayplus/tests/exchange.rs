//! Calls between two parties with real keys: what is accepted, and exactly how everything else is refused.

use std::sync::LazyLock;

use cashier_alipayplus::{
    headers,
    inbound::{Call, MAX_REQUEST, Refusal},
    message::{InquiryPaymentRequest, InquiryPaymentResponse},
    outbound::{MAX_ANSWER, NotSendable, Outgoing, Unclear},
    party::Party,
    paths::INQUIRY_PAYMENT,
    result::ResultCode,
    signing::{KeyRing, KeyVersion, KeyVersions, NotVerified, PrivateKey, SignatureHeaderError, Signer},
    wire::{Malformed, Text},
};
use http::{HeaderName, Method, Request, Response, StatusCode};
use time::{Duration, OffsetDateTime, macros::datetime};

const CLIENT: &str = "SANDBOX_EXAMPLE0001";
const NOW: OffsetDateTime = datetime!(2026-01-05 09:30:00 UTC);

/// Two parties that know each other's keys: Alipay+ with two versions, and an MPP.
struct Pair {
    alipayplus: Party,
    mpp: Party,
}

static PAIR: LazyLock<Pair> = LazyLock::new(|| {
    let [old, new, own] = [(); 3].map(|()| PrivateKey::generate().unwrap());
    let mpp_keys = KeyVersions::new(KeyVersion(0), own.public_key());
    let alipayplus_keys = KeyVersions::new(KeyVersion(1), old.public_key()).with(KeyVersion(2), new.public_key());
    Pair {
        alipayplus: Party { signer: Signer { key: new, version: KeyVersion(2) }, peers: KeyRing::new().with(CLIENT, mpp_keys) },
        mpp: Party { signer: Signer { key: own, version: KeyVersion(0) }, peers: KeyRing::new().with(CLIENT, alipayplus_keys) },
    }
});

fn question() -> InquiryPaymentRequest {
    let text = |text| Text::new(text).unwrap();
    InquiryPaymentRequest { acquirer_id: text("1022"), psp_id: text("1023"), payment_request_id: text("2026") }
}

fn outgoing() -> Outgoing {
    PAIR.alipayplus.request("http://127.0.0.1:1/", CLIENT, &question(), NOW).unwrap()
}

/// A right request over `body`.
fn signed(body: &[u8]) -> Request<Vec<u8>> {
    let url = format!("http://127.0.0.1:1{INQUIRY_PAYMENT}").parse().unwrap();
    PAIR.alipayplus.request_bytes(url, CLIENT, body.to_vec(), MAX_ANSWER, NOW).unwrap().request
}

fn receive(request: Request<Vec<u8>>) -> Result<Call, Refusal> {
    PAIR.mpp.receive(INQUIRY_PAYMENT, request, NOW)
}

fn refused(request: Request<Vec<u8>>) -> ResultCode {
    receive(request).err().expect("the call is refused").code
}

/// A right request after a `change` on its way.
fn changed(change: impl FnOnce(&mut Request<Vec<u8>>)) -> ResultCode {
    let mut request = outgoing().request;
    change(&mut request);
    refused(request)
}

fn set(request: &mut Request<Vec<u8>>, name: HeaderName, value: &str) {
    request.headers_mut().insert(name, value.parse().unwrap());
}

fn signature_of(request: &Request<Vec<u8>>) -> String {
    request.headers()[headers::SIGNATURE].to_str().unwrap().to_owned()
}

#[test]
fn a_signed_call_arrives_with_its_bytes() {
    let call = receive(outgoing().request).unwrap();
    assert_eq!(call.client_id(), CLIENT);
    assert_eq!(call.parse::<InquiryPaymentRequest>(), Ok(question()));
}

#[test]
fn spelling_of_the_signature_header_does_not_matter() {
    let mut request = outgoing().request;
    let signature = signature_of(&request);
    let value = signature.rsplit_once('=').unwrap().1;
    let raw = value.replace("%2B", "+").replace("%2F", "/").replace("%3D", "=");
    set(&mut request, headers::SIGNATURE, &format!("signature={raw},keyVersion=2,algorithm=RSA256"));
    assert!(receive(request.clone()).is_ok());
    // Without a version the newest key is meant.
    set(&mut request, headers::SIGNATURE, &format!("algorithm=RSA256, signature={value}"));
    assert!(receive(request).is_ok());
}

#[test]
fn checks_come_in_their_order() {
    // Each step repairs the first fault of a call that has them all; the code is always that of the first one left.
    let mut request = Request::new(vec![b'x'; MAX_REQUEST + 1]);
    *request.method_mut() = Method::GET;
    set(&mut request, headers::CONTENT_TYPE, "text/plain");
    assert_eq!(refused(request.clone()), ResultCode::MethodNotSupported);
    *request.method_mut() = Method::POST;
    assert_eq!(refused(request.clone()), ResultCode::MediaTypeNotAcceptable);
    set(&mut request, headers::CONTENT_TYPE, headers::JSON_UTF8);
    assert_eq!(refused(request.clone()), ResultCode::UnknownException);
    *request.body_mut() = b"not JSON".to_vec();
    assert_eq!(refused(request.clone()), ResultCode::InvalidClient);
    set(&mut request, headers::CLIENT_ID, CLIENT);
    set(&mut request, headers::SIGNATURE, "algorithm=RSA256, keyVersion=7, signature=no base64");
    assert_eq!(refused(request.clone()), ResultCode::KeyNotFound);
    set(&mut request, headers::SIGNATURE, "algorithm=RSA256, keyVersion=2, signature=Pw==");
    assert_eq!(refused(request), ResultCode::InvalidSignature);
    let stale = PAIR.mpp.receive(INQUIRY_PAYMENT, signed(b"not JSON"), NOW + Duration::minutes(6));
    assert_eq!(stale.err().unwrap().code, ResultCode::AccessDenied);
    let not_json = receive(signed(b"not JSON")).unwrap().parse::<InquiryPaymentRequest>().unwrap_err();
    assert_eq!((not_json.code, not_json.why.to_string().as_str()), (ResultCode::ParamIllegal, "the body is not JSON"));
    let no_fields = receive(signed(b"{}")).unwrap().parse::<InquiryPaymentRequest>().unwrap_err();
    assert_eq!(no_fields.code, ResultCode::ParamIllegal);
}

#[test]
fn one_changed_byte_breaks_the_signature() {
    use ResultCode::InvalidSignature;
    assert_eq!(changed(|request| request.body_mut().push(b' ')), InvalidSignature);
    assert_eq!(changed(|request| request.body_mut().clear()), InvalidSignature);
    assert_eq!(changed(|request| set(request, headers::REQUEST_TIME, "2026-01-05T09:30:01Z")), InvalidSignature);
    // The same moment in another spelling: the literal text is signed.
    assert_eq!(changed(|request| set(request, headers::REQUEST_TIME, "2026-01-05T09:30:00+00:00")), InvalidSignature);
    let elsewhere = PAIR.mpp.receive("/aps/api/v1/payments/refund", outgoing().request, NOW);
    assert_eq!(elsewhere.err().unwrap().code, InvalidSignature);
}

#[test]
fn the_same_message_written_differently_is_another_message() {
    let body = br#"{"acquirerId":"1022","paymentRequestId":"2026","pspId":"1023"}"#;
    assert!(receive(signed(body)).is_ok());
    let mut reordered = signed(body);
    *reordered.body_mut() = br#"{"pspId":"1023","acquirerId":"1022","paymentRequestId":"2026"}"#.to_vec();
    assert_eq!(refused(reordered), ResultCode::InvalidSignature);
}

#[test]
fn a_missing_or_unusable_signature_fails_closed() {
    use ResultCode::{InvalidSignature, KeyNotFound};
    assert_eq!(changed(|request| drop(request.headers_mut().remove(headers::SIGNATURE))), InvalidSignature);
    assert_eq!(changed(|request| drop(request.headers_mut().remove(headers::REQUEST_TIME))), InvalidSignature);
    assert_eq!(changed(|request| set(request, headers::SIGNATURE, "")), InvalidSignature);
    for (from, to, code) in [
        ("RSA256", "none", InvalidSignature),
        ("RSA256", "ECC256", InvalidSignature),
        ("keyVersion=2", "keyVersion=1", InvalidSignature),
        ("keyVersion=2", "keyVersion=3", KeyNotFound),
        ("keyVersion=2", "keyVersion=x", KeyNotFound),
    ] {
        let value = signature_of(&outgoing().request).replace(from, to);
        assert_eq!(changed(|request| set(request, headers::SIGNATURE, &value)), code, "{to}");
    }
    let dummy = "algorithm=RSA256, keyVersion=2, signature=testing_signature";
    assert_eq!(changed(|request| set(request, headers::SIGNATURE, dummy)), InvalidSignature);
}

#[test]
fn a_header_that_occurs_twice_is_refused() {
    let twice = |name: HeaderName| {
        changed(|request| {
            let value = request.headers()[&name].clone();
            request.headers_mut().append(name, value);
        })
    };
    assert_eq!(twice(headers::CLIENT_ID), ResultCode::InvalidClient);
    assert_eq!(twice(headers::SIGNATURE), ResultCode::InvalidSignature);
    assert_eq!(twice(headers::REQUEST_TIME), ResultCode::InvalidSignature);
    assert_eq!(twice(headers::CONTENT_TYPE), ResultCode::MediaTypeNotAcceptable);
}

#[test]
fn an_agent_token_is_ignored() {
    let mut request = outgoing().request;
    set(&mut request, headers::AGENT_TOKEN, "anything");
    assert!(receive(request).is_ok());
}

#[test]
fn a_body_may_be_empty_or_as_large_as_the_limit_but_not_larger() {
    assert!(receive(signed(b"")).is_ok());
    assert!(receive(signed(&vec![b' '; MAX_REQUEST])).is_ok());
    assert_eq!(refused(signed(&vec![b' '; 1024 * 1024])), ResultCode::UnknownException);
}

#[test]
fn the_query_of_a_url_is_not_signed() {
    let url = format!("http://127.0.0.1:1{INQUIRY_PAYMENT}?x=1").parse().unwrap();
    let outgoing = PAIR.alipayplus.request_bytes(url, CLIENT, b"{}".to_vec(), MAX_ANSWER, NOW).unwrap();
    assert!(receive(outgoing.request).is_ok());
}

/// The MPP's answer to `outgoing`.
fn answered(outgoing: &Outgoing) -> Response<Vec<u8>> {
    let call = receive(outgoing.request.clone()).unwrap();
    let answer = InquiryPaymentResponse::not_paid(ResultCode::PaymentInProcess);
    PAIR.mpp.answer(&call.reply_to, &answer, NOW + Duration::hours(3))
}

fn read(outgoing: &Outgoing, response: Response<Vec<u8>>) -> Result<InquiryPaymentResponse, Unclear> {
    PAIR.alipayplus.read(&outgoing.expected, response)
}

#[test]
fn an_answer_is_read_whatever_its_time() {
    let outgoing = outgoing();
    let answer = read(&outgoing, answered(&outgoing)).unwrap();
    assert_eq!(answer.payment_result.unwrap().result_code, ResultCode::PaymentInProcess);
}

#[test]
fn an_answer_without_client_id_is_that_of_the_request() {
    let outgoing = outgoing();
    let mut response = answered(&outgoing);
    response.headers_mut().remove(headers::CLIENT_ID);
    assert!(read(&outgoing, response.clone()).is_ok());
    response.headers_mut().insert(headers::CLIENT_ID, "SOMEBODY".parse().unwrap());
    assert_eq!(read(&outgoing, response), Err(Unclear::Headers));
}

#[test]
fn an_answer_that_cannot_be_believed_says_nothing() {
    let outgoing = outgoing();
    let unclear = |change: &dyn Fn(&mut Response<Vec<u8>>)| {
        let mut response = answered(&outgoing);
        change(&mut response);
        read(&outgoing, response).unwrap_err()
    };
    let status = |status| unclear(&|response| *response.status_mut() = status);
    assert_eq!(status(StatusCode::BAD_GATEWAY), Unclear::Status(StatusCode::BAD_GATEWAY));
    assert_eq!(status(StatusCode::FOUND), Unclear::Status(StatusCode::FOUND));
    assert_eq!(status(StatusCode::CREATED), Unclear::Status(StatusCode::CREATED));
    let without = |name: HeaderName| unclear(&|response| drop(response.headers_mut().remove(&name)));
    assert_eq!(without(headers::SIGNATURE), Unclear::NotVerified(NotVerified::Unsigned));
    assert_eq!(without(headers::RESPONSE_TIME), Unclear::NotVerified(NotVerified::WrongSignature));
    assert!(without(headers::SIGNATURE).is_alarming());
    assert_eq!(unclear(&|response| response.body_mut().push(b'\n')), Unclear::NotVerified(NotVerified::WrongSignature));
    assert_eq!(unclear(&|response| response.body_mut().resize(MAX_ANSWER + 1, b' ')), Unclear::TooLarge);
    let twice = unclear(&|response| {
        response.headers_mut().append(headers::RESPONSE_TIME, "2026-01-05T09:30:00Z".parse().unwrap());
    });
    assert_eq!(twice, Unclear::Headers);
    let no_algorithm = unclear(&|response| {
        response.headers_mut().insert(headers::SIGNATURE, "signature=Pw==".parse().unwrap());
    });
    assert_eq!(no_algorithm, Unclear::NotVerified(NotVerified::Header(SignatureHeaderError::Malformed)));
}

#[test]
fn an_answer_of_another_form_says_nothing() {
    let outgoing = outgoing();
    let call = receive(outgoing.request.clone()).unwrap();
    let response = PAIR.mpp.answer(&call.reply_to, &question(), NOW);
    let unclear = read(&outgoing, response).unwrap_err();
    assert_eq!(unclear, Unclear::Malformed(Malformed::Field { path: ".".into() }));
    assert!(!unclear.is_alarming());
}

#[test]
fn an_answer_to_another_call_says_nothing() {
    let url = "http://127.0.0.1:1/other".parse().unwrap();
    let other = PAIR.alipayplus.request_bytes(url, CLIENT, b"{}".to_vec(), MAX_ANSWER, NOW).unwrap();
    assert_eq!(read(&other, answered(&outgoing())), Err(Unclear::NotVerified(NotVerified::WrongSignature)));
}

#[test]
fn a_refusal_is_signed_even_for_a_client_that_nobody_knows() {
    let stranger = PAIR.alipayplus.request("http://127.0.0.1:1", "STRANGER", &question(), NOW).unwrap();
    let refusal = receive(stranger.request).err().unwrap();
    assert_eq!(refusal.code, ResultCode::InvalidClient);
    let response = PAIR.mpp.refuse(&refusal, NOW);
    assert_eq!(response.headers()[headers::CLIENT_ID], "STRANGER");
    // The stranger knows the key under its own id.
    let keys = KeyVersions::new(KeyVersion(0), PAIR.mpp.signer.key.public_key());
    let reader = Party { signer: PAIR.alipayplus.signer.clone(), peers: KeyRing::new().with("STRANGER", keys) };
    let answer: InquiryPaymentResponse = reader.read(&stranger.expected, response).unwrap();
    assert_eq!(answer.result, ResultCode::InvalidClient.into());
}

#[test]
fn a_refusal_signs_no_client_id_that_cannot_be_one() {
    for id in ["two words", "a.b", "POST /aps", &"x".repeat(65)] {
        let mut request = outgoing().request;
        set(&mut request, headers::CLIENT_ID, id);
        let refusal = receive(request).err().unwrap();
        assert_eq!((refusal.code.clone(), &refusal.reply_to.client_id), (ResultCode::InvalidClient, &None), "{id}");
        assert!(!PAIR.mpp.refuse(&refusal, NOW).headers().contains_key(headers::CLIENT_ID));
    }
}

#[test]
fn a_signed_text_that_is_no_time_makes_no_answer() {
    let outgoing = outgoing();
    let text = "soon";
    let content = cashier_alipayplus::signing::content_to_sign("POST", INQUIRY_PAYMENT, CLIENT, text, b"{}");
    let mut response = answered(&outgoing);
    *response.body_mut() = b"{}".to_vec();
    let signature = PAIR.mpp.signer.sign(&content).unwrap().to_string();
    response.headers_mut().insert(headers::SIGNATURE, signature.parse().unwrap());
    response.headers_mut().insert(headers::RESPONSE_TIME, text.parse().unwrap());
    assert_eq!(read(&outgoing, response), Err(Unclear::Headers));
}

#[test]
fn a_call_without_an_address_is_not_sent() {
    for base in ["", "/relative", "not a url"] {
        let outgoing = PAIR.alipayplus.request(base, CLIENT, &question(), NOW);
        assert_eq!(outgoing.err(), Some(NotSendable::Url), "{base}");
    }
    let outgoing = PAIR.alipayplus.request("http://127.0.0.1:1", "two\nlines", &question(), NOW);
    assert_eq!(outgoing.err(), Some(NotSendable::Signing));
}
