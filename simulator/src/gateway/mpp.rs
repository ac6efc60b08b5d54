//! Calls to the MPP: a thin transport under the signed exchange.

use std::sync::{PoisonError, RwLock};

use cashier_alipayplus::{
    message::{InquiryPaymentRequest, InquiryPaymentResponse},
    outbound::{NotSendable, Outgoing, Unclear},
    party::Party,
};
use time::OffsetDateTime;

use crate::config::{CALL_TIMEOUT, CONNECT_TIMEOUT};

/// Where the MPP is, and how it is reached.
pub(crate) struct Mpp {
    base_url: RwLock<Option<String>>,
    http: reqwest::Client,
}

/// Why the MPP gave no answer; all of them count as `U` (A5).
#[derive(Debug, thiserror::Error)]
pub(crate) enum NoAnswer {
    #[error("no address of the MPP is set")]
    NoAddress,
    #[error(transparent)]
    NotSendable(#[from] NotSendable),
    #[error("the call failed: {0}")]
    Transport(#[from] reqwest::Error),
    #[error(transparent)]
    Unclear(#[from] Unclear),
}

impl Mpp {
    pub(crate) fn new(base_url: Option<String>) -> Result<Self, reqwest::Error> {
        Ok(Self { base_url: RwLock::new(base_url), http: client()? })
    }

    pub(crate) fn set_base_url(&self, base_url: Option<String>) {
        *self.base_url.write().unwrap_or_else(PoisonError::into_inner) = base_url;
    }

    /// Asks what became of a payment.
    pub(crate) async fn inquire(
        &self,
        party: &Party,
        client_id: &str,
        question: &InquiryPaymentRequest,
        now: OffsetDateTime,
    ) -> Result<InquiryPaymentResponse, NoAnswer> {
        let base_url = self.base_url.read().unwrap_or_else(PoisonError::into_inner).clone().ok_or(NoAnswer::NoAddress)?;
        let Outgoing { request, expected } = party.request(&base_url, client_id, question, now)?;
        let mut response = self.http.execute(request.try_into()?).await?;
        let mut body = Vec::new();
        while body.len() <= expected.max_answer()
            && let Some(chunk) = response.chunk().await?
        {
            body.extend_from_slice(&chunk);
        }
        let mut answer = axum::http::Response::new(body);
        *answer.status_mut() = response.status();
        *answer.headers_mut() = std::mem::take(response.headers_mut());
        Ok(party.read(&expected, answer)?)
    }
}

/// The one HTTP client: follows no redirects, repeats nothing by itself, trusts the Mozilla roots.
#[expect(clippy::disallowed_methods, reason = "this is the one function that makes the client")]
fn client() -> reqwest::Result<reqwest::Client> {
    let roots = rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let provider = rustls::crypto::ring::default_provider();
    let tls = rustls::ClientConfig::builder_with_provider(provider.into())
        .with_safe_default_protocol_versions()
        .expect("ring speaks the default versions of TLS")
        .with_root_certificates(roots)
        .with_no_client_auth();
    reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(CONNECT_TIMEOUT)
        .timeout(CALL_TIMEOUT)
        .no_proxy()
        .retry(reqwest::retry::never())
        .build()
}
