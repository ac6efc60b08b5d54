//! A phone: speaks the wallet API as an SDK does, byte for byte as JSON.

use cashier_core::wallet_api::AttemptId;
use cashier_simulator::Order;
use reqwest::{Client, Method, header::HeaderMap};
use serde_json::{Value, json};

use super::PIN;

#[derive(Clone)]
pub struct Phone {
    http: Client,
    base_url: String,
    token: String,
    device: String,
}

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Value,
}

impl Answer {
    /// `code` of a problem.
    pub fn problem(&self) -> &str {
        self.body["code"].as_str().unwrap_or_else(|| panic!("no problem: {self:?}"))
    }

    pub fn started(&self) -> Option<bool> {
        self.body["started"].as_bool()
    }

    /// The body of a success.
    pub fn ok(self) -> Value {
        assert_eq!(self.status, 200, "{self:?}");
        self.body
    }
}

/// A new random attempt id.
pub fn attempt_id() -> String {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).unwrap();
    AttemptId::from_random(u128::from_be_bytes(bytes)).as_str().to_owned()
}

/// What an attempt binds, as shown on the cashier page.
pub fn content(order: &Value, attempt: &str) -> Value {
    let mut content = json!({"attempt": attempt, "method_id": "balance", "pay_amount": order["pay_amount"]});
    if let Some(quote) = order.get("quote") {
        content["quote_id"] = quote["quote_id"].clone();
    }
    content
}

/// The client of phones and of a false Alipay+.
#[expect(clippy::disallowed_methods, reason = "this is the one function that makes the tests' clients")]
pub fn http() -> Client {
    // The first test installs it, for the others it is there already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder().no_proxy().build().unwrap()
}

impl Phone {
    pub fn new(base_url: String, token: &str, device: &str) -> Self {
        Self { http: http(), base_url, token: token.to_owned(), device: device.to_owned() }
    }

    pub fn on_device(&self, device: &str) -> Self {
        Self { device: device.to_owned(), ..self.clone() }
    }

    pub fn with_token(&self, token: &str) -> Self {
        Self { token: token.to_owned(), ..self.clone() }
    }

    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.http.request(method, format!("{}{path}", self.base_url)).bearer_auth(&self.token).header("cashier-device", &self.device)
    }

    pub async fn send(&self, request: reqwest::RequestBuilder) -> Answer {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = response.bytes().await.unwrap();
        Answer { status, headers, body: serde_json::from_slice(&body).unwrap_or(Value::Null) }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(self.request(Method::POST, path).header("content-type", "application/json").body(body.to_string())).await
    }

    /// Scans the code of a merchant's order.
    pub async fn scan(&self, order: &Order) -> Answer {
        self.post("/orders", &json!({"code": order.code_value.expose(), "source": "scan"})).await
    }

    /// Scans, and takes the order out of the answer.
    pub async fn order(&self, order: &Order) -> Value {
        let answer = self.scan(order).await.ok();
        answer.get("order").unwrap_or_else(|| panic!("no order: {answer}")).clone()
    }

    /// One PIN.
    pub async fn step_up(&self, order: &Value, content: &Value, pin: &str) -> Answer {
        self.step_up_try(&attempt_id(), order, content, pin).await
    }

    pub async fn step_up_try(&self, try_id: &str, order: &Value, content: &Value, pin: &str) -> Answer {
        let mut body = content.clone();
        body["try_id"] = try_id.into();
        body["order"] = order["id"].clone();
        body["pin"] = pin.into();
        self.post("/step-up", &body).await
    }

    /// The token of a right PIN.
    pub async fn token(&self, order: &Value, content: &Value) -> String {
        self.step_up(order, content, PIN).await.ok()["token"].as_str().unwrap().to_owned()
    }

    pub async fn confirm(&self, order: &Value, content: &Value, token: &str) -> Answer {
        let mut body = content.clone();
        body["step_up_token"] = token.into();
        self.post(&format!("/orders/{}/confirm", order["id"].as_str().unwrap()), &body).await
    }

    /// PIN and confirm of a new attempt.
    pub async fn pay(&self, order: &Value) -> Answer {
        let content = content(order, &attempt_id());
        let token = self.token(order, &content).await;
        self.confirm(order, &content, &token).await
    }

    pub async fn show(&self, order: &Value) -> Value {
        self.get(&format!("/orders/{}", order["id"].as_str().unwrap())).await.ok()
    }
}
