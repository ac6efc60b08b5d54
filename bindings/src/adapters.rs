//! The host's ports as `cashier_client` knows them.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use cashier_client::ports::{self, HttpMethod};
use cashier_core::secret::Secret;

use crate::{AccessTokenSource, Header, HttpRequest, HttpResponse, PortError, Store, Transport, TransportError};

impl From<PortError> for ports::PortError {
    fn from(PortError::Failed { reason }: PortError) -> Self {
        Self(reason)
    }
}

pub(crate) struct HostTokens(pub(crate) Arc<dyn AccessTokenSource>);

#[async_trait]
impl ports::AccessTokenSource for HostTokens {
    async fn token(&self, stale: Option<Secret>) -> Result<ports::AccessToken, ports::PortError> {
        let login = self.0.token(stale.map(|token| token.expose().to_owned())).await?;
        Ok(ports::AccessToken { token: Secret::new(login.token), customer_hint: login.customer_hint })
    }
}

pub(crate) struct HostStore(pub(crate) Arc<dyn Store>);

impl ports::Store for HostStore {
    fn load(&self, key: &str) -> Result<Option<Vec<u8>>, ports::PortError> {
        Ok(self.0.load(key.to_owned())?)
    }

    fn save(&self, key: &str, value: &[u8]) -> Result<(), ports::PortError> {
        Ok(self.0.save(key.to_owned(), value.to_vec())?)
    }

    fn delete(&self, key: &str) -> Result<(), ports::PortError> {
        Ok(self.0.delete(key.to_owned())?)
    }

    fn list(&self) -> Result<Vec<String>, ports::PortError> {
        Ok(self.0.list()?)
    }
}

pub(crate) struct HostTransport(pub(crate) Arc<dyn Transport>);

#[async_trait]
impl ports::Transport for HostTransport {
    async fn send(&self, request: ports::HttpRequest) -> Result<ports::HttpResponse, ports::TransportError> {
        let longest = request.max_answer_bytes;
        match self.0.send(request.into()).await {
            Ok(answer) if answer.body.len() > longest => Err(ports::TransportError::MaybeSent("answer is too long".to_owned())),
            Ok(answer) => Ok(answer.into()),
            Err(TransportError::NotSent { reason }) => Err(ports::TransportError::NotSent(reason)),
            Err(TransportError::MaybeSent { reason }) => Err(ports::TransportError::MaybeSent(reason)),
        }
    }
}

impl From<ports::HttpRequest> for HttpRequest {
    fn from(request: ports::HttpRequest) -> Self {
        let method = match request.method {
            HttpMethod::Get => "GET",
            HttpMethod::Post => "POST",
        };
        Self {
            method: method.to_owned(),
            url: request.url,
            headers: request.headers.into_iter().map(|(name, value)| Header { name, value }).collect(),
            body: request.body,
            connect_timeout_ms: whole_milliseconds(request.connect_timeout),
            timeout_ms: whole_milliseconds(request.timeout),
            fresh_connection: request.fresh_connection,
        }
    }
}

fn whole_milliseconds(duration: Duration) -> u64 {
    duration.as_millis().try_into().unwrap_or(u64::MAX)
}

impl From<HttpResponse> for ports::HttpResponse {
    fn from(answer: HttpResponse) -> Self {
        let headers = answer.headers.into_iter().map(|header| (header.name.to_ascii_lowercase(), header.value)).collect();
        Self { status: answer.status, headers, body: answer.body }
    }
}
