//! The wallet API as the phone sees it: one exchange per request, and how far it got.

mod delivery;
mod form;
mod host;

use std::{
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
    time::Duration,
};

use cashier_core::{
    machine::{Answer, Delivery, Request, UnixMillis},
    money::Currency,
    secret::Secret,
    wallet_api::{AvailabilityAnswer, ProblemCode, SdkConfig, header},
};
use serde::de::DeserializeOwned;

use crate::{
    CashierConfig,
    ports::{AccessToken, AccessTokenSource, HttpRequest, HttpResponse, Ports, Transport, TransportError},
    random,
};
use form::Form;
use host::{HostCalls, HostError};

/// Limit for making a connection.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);

/// How long the host may look for a login.
const LOGIN_TIMEOUT: Duration = Duration::from_secs(5);
/// The longest `Customer-Hint`, in bytes: it names records on disk.
const MAX_HINT: usize = 120;
/// How long after its time-out a transport may still answer.
const GRACE: Duration = Duration::from_secs(2);

/// The backend, as one installation of the wallet reaches it.
pub(crate) struct Backend {
    transport: Arc<dyn Transport>,
    tokens: Arc<dyn AccessTokenSource>,
    calls: HostCalls,
    base_url: String,
    sdk: String,
    /// `Accept-Language`.
    language: Mutex<String>,
    /// Random, the same for as long as the app is installed: tells the backend which device began an attempt.
    device: OnceLock<String>,
    /// A token that the backend has refused.
    stale: Mutex<Option<Secret>>,
}

/// `Sdk-Notice`: how long this version will do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SdkNotice {
    UpdateRecommended,
    UpdateRequired,
}

impl SdkNotice {
    fn parse(value: &str) -> Option<Self> {
        match value.split(';').next().unwrap_or_default().trim() {
            "update-recommended" => Some(Self::UpdateRecommended),
            "update-required" => Some(Self::UpdateRequired),
            _ => None,
        }
    }
}

/// An answer to `GET /sdk-config`.
pub(crate) struct Configured {
    pub(crate) config: SdkConfig,
    /// What the backend says of this version of the SDK.
    pub(crate) notice: Option<SdkNotice>,
    /// `Request-Id`.
    pub(crate) request_id: String,
}

/// What became of a request.
#[derive(Debug)]
pub(crate) struct Exchange {
    /// The answer, or how far the request got.
    pub(crate) result: Result<Answer, Delivery>,
    /// `Request-Id` of the last try.
    pub(crate) request_id: String,
    /// `Server-Time` of the answer.
    pub(crate) server_time: Option<UnixMillis>,
    /// `Customer-Hint` of the user who is logged in.
    pub(crate) user: Option<String>,
}

/// The code rules as the backend has them.
pub(crate) enum Rules {
    /// Those that the phone has are the newest.
    Unchanged,
    /// Others.
    New {
        /// As Alipay+ serves them.
        file: Vec<u8>,
        /// Their version.
        etag: String,
    },
}

impl Exchange {
    /// Of a request that nobody knows anything about.
    pub(crate) fn lost() -> Self {
        Self { result: Err(Delivery::MaybeSent), request_id: String::new(), server_time: None, user: None }
    }
}

impl Backend {
    pub(crate) fn new(config: &CashierConfig, ports: &Ports) -> Self {
        Self {
            transport: Arc::clone(&ports.transport),
            tokens: Arc::clone(&ports.tokens),
            calls: HostCalls::default(),
            base_url: config.base_url.trim_end_matches('/').to_owned(),
            sdk: format!("{} ({})", env!("CARGO_PKG_VERSION"), config.platform),
            language: Mutex::new(accepted(&config.language)),
            device: OnceLock::new(),
            stale: Mutex::new(None),
        }
    }

    /// The installation's id.
    pub(crate) fn set_device(&self, device: &str) {
        self.device.get_or_init(|| device.to_owned());
    }

    /// The language of requests from now on.
    pub(crate) fn set_language(&self, tag: &str) {
        *self.language.lock().unwrap_or_else(PoisonError::into_inner) = accepted(tag);
    }

    /// The login of the wallet's user, now.
    pub(crate) async fn login(&self) -> Option<AccessToken> {
        let stale = self.stale().clone();
        let (tokens, refused) = (Arc::clone(&self.tokens), stale.clone());
        let token = match self.calls.run(LOGIN_TIMEOUT, async move { tokens.token(refused).await }).await {
            Ok(Ok(token)) => token,
            Ok(Err(error)) => {
                tracing::warn!(%error, "no access token");
                return None;
            }
            Err(error) => {
                tracing::warn!(%error, "no access token");
                return None;
            }
        };
        if (1..=MAX_HINT).contains(&token.customer_hint.len()) {
            if stale.is_some_and(|stale| stale != token.token) {
                *self.stale() = None;
            }
            Some(token)
        } else {
            tracing::error!("the customer hint is empty or longer than {MAX_HINT} bytes");
            None
        }
    }

    fn stale(&self) -> MutexGuard<'_, Option<Secret>> {
        self.stale.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends a request of `owner`'s payment. Nothing is sent under another user's login.
    pub(crate) async fn send(&self, request: &Request, owner: &str) -> Exchange {
        self.send_form(&Form::of(request), owner).await
    }

    /// `GET /orders`, for `owner`.
    pub(crate) async fn history(&self, after: Option<&str>, limit: u32, owner: &str) -> Exchange {
        self.send_form(&Form::history(after, limit), owner).await
    }

    /// `GET /quotes`, for `owner`.
    pub(crate) async fn reference_quote(&self, sell: Currency, buy: Currency, owner: &str) -> Exchange {
        self.send_form(&Form::reference_quote(sell, buy), owner).await
    }

    async fn send_form(&self, form: &Form, owner: &str) -> Exchange {
        let first = self.exchange(form, owner).await;
        // A refused login has done nothing, so everything but a confirmation may be repeated with a fresh one.
        let refused = matches!(&first.result, Ok(Answer::Problem(problem)) if problem.code == ProblemCode::Unauthorized);
        if refused && !form.is_confirm { self.exchange(form, owner).await } else { first }
    }

    async fn exchange(&self, form: &Form, owner: &str) -> Exchange {
        let request_id = random::hex();
        let Some(login) = self.login().await else {
            return Exchange { result: Err(Delivery::NotSent), request_id, server_time: None, user: None };
        };
        let user = Some(login.customer_hint.clone());
        if login.customer_hint != owner {
            return Exchange { result: Err(Delivery::NotSent), request_id, server_time: None, user };
        }
        let request = form.request(&self.base_url, self.headers(&login, &request_id));
        let (result, server_time) = match self.send_in_time(request).await {
            Ok(response) => {
                let result = delivery::answer(form, &response).ok_or(Delivery::MaybeSent);
                (result, response.header(header::SERVER_TIME).and_then(UnixMillis::parse))
            }
            Err(TransportError::NotSent(_)) => (Err(Delivery::NotSent), None),
            Err(TransportError::MaybeSent(_)) => (Err(Delivery::MaybeSent), None),
        };
        if matches!(&result, Ok(Answer::Problem(problem)) if problem.code == ProblemCode::Unauthorized) {
            *self.stale() = Some(login.token);
        }
        tracing::debug!(request = form.name, %request_id, outcome = outcome(&result), "exchange");
        Exchange { result, request_id, server_time, user }
    }

    /// A host's transport may panic, or forget its time-out; nothing waits for good.
    async fn send_in_time(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        let limit = request.timeout.saturating_add(GRACE);
        let transport = Arc::clone(&self.transport);
        match self.calls.run(limit, async move { transport.send(request).await }).await {
            Ok(result) => result,
            Err(error @ HostError::Busy) => Err(TransportError::NotSent(error.to_string())),
            Err(error @ (HostError::Panicked | HostError::TooLate)) => Err(TransportError::MaybeSent(error.to_string())),
        }
    }

    /// `GET /sdk-config`.
    pub(crate) async fn config(&self) -> Option<Configured> {
        let (response, request_id) = self.get("/sdk-config", &[], form::ANSWER_LIMIT).await?;
        let notice = response.header(header::SDK_NOTICE).and_then(SdkNotice::parse);
        Some(Configured { config: parse(&response)?, notice, request_id })
    }

    /// `GET /code-rules`.
    pub(crate) async fn rules(&self, etag: Option<&str>) -> Option<Rules> {
        let known: Vec<_> = etag.map(|etag| ("if-none-match".to_owned(), etag.to_owned())).into_iter().collect();
        let (response, _) = self.get("/code-rules", &known, form::RULES_LIMIT).await?;
        match response.status {
            304 => Some(Rules::Unchanged),
            200 => Some(Rules::New { etag: response.header("etag")?.to_owned(), file: response.body }),
            _ => None,
        }
    }

    /// `GET /availability`, of all regions.
    pub(crate) async fn availability(&self) -> Option<AvailabilityAnswer> {
        parse(&self.get("/availability", &[], form::ANSWER_LIMIT).await?.0)
    }

    /// A read that belongs to no payment, with its `Request-Id`; repeated once with a fresh login if the first one is refused.
    async fn get(&self, path: &str, extra: &[(String, String)], limit: usize) -> Option<(HttpResponse, String)> {
        let first = self.get_once(path, extra, limit).await?;
        if first.0.status == 401 { self.get_once(path, extra, limit).await } else { Some(first) }
    }

    async fn get_once(&self, path: &str, extra: &[(String, String)], limit: usize) -> Option<(HttpResponse, String)> {
        let login = self.login().await?;
        let request_id = random::hex();
        let mut headers = self.headers(&login, &request_id);
        headers.extend_from_slice(extra);
        let response = self.send_in_time(form::get(&self.base_url, path, headers, limit)).await.ok()?;
        if response.status == 401 {
            *self.stale() = Some(login.token);
        }
        Some((response, request_id))
    }

    fn headers(&self, login: &AccessToken, request_id: &str) -> Vec<(String, String)> {
        let field = |name: &str, value: String| (name.to_owned(), value);
        let mut fields = vec![
            field(header::AUTHORIZATION, format!("Bearer {}", login.token.expose())),
            field(header::CASHIER_SDK, self.sdk.clone()),
            field(header::REQUEST_ID, request_id.to_owned()),
            field("accept-language", self.language.lock().unwrap_or_else(PoisonError::into_inner).clone()),
        ];
        fields.extend(self.device.get().map(|device| field(header::CASHIER_DEVICE, device.clone())));
        fields
    }
}

/// A language that the wallet does not name is English.
fn accepted(tag: &str) -> String {
    if tag.is_empty() { "en".to_owned() } else { tag.to_owned() }
}

/// The backend with its ports behind an `Arc`, as tasks share it.
pub(crate) type SharedBackend = Arc<Backend>;

fn parse<T: DeserializeOwned>(response: &HttpResponse) -> Option<T> {
    (response.status == 200).then(|| serde_json::from_slice(&response.body).ok()).flatten()
}

fn outcome(result: &Result<Answer, Delivery>) -> &'static str {
    match result {
        Ok(Answer::Problem(_)) => "problem",
        Ok(_) | Err(Delivery::Answered) => "answered",
        Err(Delivery::NotSent) => "not sent",
        Err(Delivery::MaybeSent) => "maybe sent",
    }
}
