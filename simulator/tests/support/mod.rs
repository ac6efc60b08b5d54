//! An MPP with real keys against a real simulator: over HTTP, on loopback.
#![allow(dead_code, reason = "each test file uses its part of the support")]

use std::{
    sync::{Arc, LazyLock, Mutex},
    time::Duration,
};

use axum::{Router, body::Body, extract::State, http, routing::any};
use cashier_alipayplus::{
    message::{InquiryPaymentRequest, InquiryPaymentResponse, NotifyPaymentRequest, UserInitiatedPayRequest, UserInitiatedPayResponse},
    outbound::{Api, Expected, MAX_ANSWER, Outgoing},
    party::Party,
    paths,
    result::{ResultCode, ResultInfo},
    signing::{KeyRing, KeyVersion, KeyVersions, PrivateKey, Signer},
    wire::{Message, Text},
};
use cashier_core::secret::CodeValue;
use cashier_simulator::{NewOrder, Order, RunningSimulator, Simulator, SimulatorConfig};
use serde::Deserialize;
use time::OffsetDateTime;
use tokio::sync::watch;

pub const CLIENT: &str = "SANDBOX_EXAMPLE0001";

/// Made once: key generation is slow.
static KEYS: LazyLock<(PrivateKey, PrivateKey)> = LazyLock::new(|| (PrivateKey::generate().unwrap(), PrivateKey::generate().unwrap()));

/// A simulator and the MPP that it knows.
pub struct Bench {
    pub simulator: RunningSimulator,
    pub mpp: Party,
    pub http: reqwest::Client,
}

/// The part that all answers have.
#[derive(Debug, Deserialize)]
pub struct AnyAnswer {
    pub result: ResultInfo,
}

impl Message for AnyAnswer {}

pub fn config() -> SimulatorConfig {
    let signer = Signer { key: KEYS.0.clone(), version: KeyVersion(2) };
    SimulatorConfig::new(CLIENT, signer, KeyVersions::new(KeyVersion(1), KEYS.1.public_key()))
}

pub fn mpp() -> Party {
    let alipayplus = KeyVersions::new(KeyVersion(2), KEYS.0.public_key());
    Party { signer: Signer { key: KEYS.1.clone(), version: KeyVersion(1) }, peers: KeyRing::new().with(CLIENT, alipayplus) }
}

pub async fn bench() -> Bench {
    bench_with(config()).await
}

pub async fn bench_with(config: SimulatorConfig) -> Bench {
    Bench { simulator: Simulator::start(config).await.unwrap(), mpp: mpp(), http: client() }
}

#[expect(clippy::disallowed_methods, reason = "this is the one function that makes the client of the tests")]
fn client() -> reqwest::Client {
    // The tests speak HTTP only, but the client wants to know a cryptographic provider all the same.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).retry(reqwest::retry::never()).build().unwrap()
}

impl Bench {
    pub fn order(&self) -> Arc<Order> {
        self.simulator.create_order(NewOrder::new("tea-house", "110")).unwrap()
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.simulator.base_url())
    }

    pub fn signed<A: Api>(&self, message: &A) -> Outgoing {
        self.mpp.request(self.simulator.base_url(), CLIENT, message, OffsetDateTime::now_utc()).unwrap()
    }

    /// A right signature over `body`.
    pub fn signed_bytes(&self, path: &str, body: &[u8], now: OffsetDateTime) -> Outgoing {
        self.mpp.request_bytes(self.url(path).parse().unwrap(), CLIENT, body.to_vec(), MAX_ANSWER, now).unwrap()
    }

    pub async fn send(&self, request: http::Request<Vec<u8>>) -> http::Response<Vec<u8>> {
        let mut response = self.http.execute(request.try_into().unwrap()).await.unwrap();
        let (status, headers) = (response.status(), std::mem::take(response.headers_mut()));
        let mut answer = http::Response::new(response.bytes().await.unwrap().to_vec());
        *answer.status_mut() = status;
        *answer.headers_mut() = headers;
        answer
    }

    /// Sends a request and reads the answer, whose signature must be right.
    pub async fn exchange<T: Message>(&self, outgoing: Outgoing) -> T {
        let response = self.send(outgoing.request).await;
        self.mpp.read(&outgoing.expected, response).unwrap()
    }

    /// The signed result code of the answer to a request that was tampered with.
    pub async fn code(&self, request: http::Request<Vec<u8>>, expected: &Expected) -> ResultCode {
        let response = self.send(request).await;
        self.mpp.read::<AnyAnswer>(expected, response).unwrap().result.result_code
    }

    pub async fn decode(&self, code: &str, customer: &str) -> UserInitiatedPayResponse {
        self.exchange(self.signed(&user_initiated_pay(code, customer))).await
    }

    /// Decodes the order for customer 1.
    pub async fn decoded(&self) -> (Arc<Order>, UserInitiatedPayResponse) {
        let order = self.order();
        let answer = self.decode(order.code_value.expose(), "1").await;
        (self.simulator.order(&order.id).unwrap(), answer)
    }

    pub async fn notify(&self, notice: &NotifyPaymentRequest) -> ResultCode {
        self.exchange::<AnyAnswer>(self.signed(notice)).await.result.result_code
    }

    pub async fn get(&self, path: &str) -> http::Response<Vec<u8>> {
        self.send(http::Request::get(self.url(path)).body(Vec::new()).unwrap()).await
    }

    pub async fn post_json(&self, path: &str, body: &str) -> http::Response<Vec<u8>> {
        let request = http::Request::post(self.url(path)).header("content-type", "application/json");
        self.send(request.body(body.as_bytes().to_vec()).unwrap()).await
    }
}

pub fn user_initiated_pay(code: &str, customer: &str) -> UserInitiatedPayRequest {
    UserInitiatedPayRequest {
        code_value: CodeValue::new(code),
        customer_id: Text::new(customer).unwrap(),
        pass_through_info: None,
        indirect_mpp: None,
    }
}

/// The notice of a success that fits the answer to userInitiatedPay.
pub fn success(answer: &UserInitiatedPayResponse) -> NotifyPaymentRequest {
    NotifyPaymentRequest {
        payment_id: Text::new("W20260001").ok(),
        payment_time: Some(OffsetDateTime::now_utc().into()),
        payment_amount: answer.payment_amount,
        pay_to_amount: answer.pay_to_amount,
        customer_id: Text::new("1").ok(),
        ..failure(answer, ResultCode::Success)
    }
}

pub fn failure(answer: &UserInitiatedPayResponse, code: ResultCode) -> NotifyPaymentRequest {
    NotifyPaymentRequest::failed(answer.payment_request_id.clone().unwrap(), code.into())
}

/// An MPP's end of inquiryPayment: it answers as told, signed, and counts the questions.
pub struct InquiryServer {
    pub base_url: String,
    asked: Arc<Mutex<Asked>>,
    count: Arc<watch::Sender<usize>>,
}

struct Asked {
    answers: Vec<InquiryPaymentResponse>,
    questions: Vec<InquiryPaymentRequest>,
}

impl InquiryServer {
    /// Gives `answers` one after the other and then the last one again and again.
    pub async fn start(answers: Vec<InquiryPaymentResponse>) -> Self {
        let asked = Arc::new(Mutex::new(Asked { answers, questions: Vec::new() }));
        let count = Arc::new(watch::Sender::new(0));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().route(paths::INQUIRY_PAYMENT, any(answer)).with_state((asked.clone(), count.clone()));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { base_url, asked, count }
    }

    /// Waits for the question of that number.
    pub async fn asked(&self, count: usize) {
        self.count.subscribe().wait_for(|asked| *asked >= count).await.unwrap();
    }

    pub fn answer_from_now_on(&self, answer: InquiryPaymentResponse) {
        self.asked.lock().unwrap().answers = vec![answer];
    }

    pub fn questions(&self) -> Vec<InquiryPaymentRequest> {
        self.asked.lock().unwrap().questions.clone()
    }
}

type Asking = (Arc<Mutex<Asked>>, Arc<watch::Sender<usize>>);

async fn answer(State((asked, count)): State<Asking>, request: axum::extract::Request) -> http::Response<Body> {
    let (mpp, now) = (mpp(), OffsetDateTime::now_utc());
    let (head, body) = request.into_parts();
    let body = axum::body::to_bytes(body, MAX_ANSWER).await.unwrap().to_vec();
    let call = match mpp.receive(paths::INQUIRY_PAYMENT, http::Request::from_parts(head, body), now) {
        Ok(call) => call,
        Err(refusal) => return mpp.refuse(&refusal, now).map(Body::from),
    };
    let mut asked = asked.lock().unwrap();
    asked.questions.push(call.parse().unwrap());
    count.send_replace(asked.questions.len());
    let answer = if asked.answers.len() > 1 { asked.answers.remove(0) } else { asked.answers[0].clone() };
    mpp.answer(&call.reply_to, &answer, now).map(Body::from)
}

/// What an MPP says of a payment that it made.
pub fn paid(answer: &UserInitiatedPayResponse) -> InquiryPaymentResponse {
    let notice = success(answer);
    InquiryPaymentResponse {
        payment_id: notice.payment_id,
        payment_time: notice.payment_time,
        payment_amount: notice.payment_amount,
        pay_to_amount: notice.pay_to_amount,
        customer_id: notice.customer_id,
        ..InquiryPaymentResponse::not_paid(ResultInfo::success())
    }
}

/// So short that a test does not wait, so long that the simulator does not spin.
pub const SHORT: Duration = Duration::from_millis(20);
