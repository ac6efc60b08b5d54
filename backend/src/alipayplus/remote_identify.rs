//! Remote identification: Alipay+ decides about a code whose rule is untrusted (protocol section 8.8).

use cashier_core::{
    codes::rules::{Context, RemoteAnswer},
    secret::CodeValue,
};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::{Client, Url};

use super::gateway::{kind, whole};
use crate::assumptions::REMOTE_IDENTIFY_TIMEOUT;

/// The largest answer in bytes (A4).
const MAX_ANSWER: usize = cashier_alipayplus::outbound::MAX_ANSWER;

/// Asks; `None` if there is no clear answer in time: then the code is not supported.
pub async fn remote_identify(http: &Client, url: &Url, context: &Context<'_>, code: &CodeValue) -> Option<RemoteAnswer> {
    let mut url = url.clone();
    let [client_id, code, jar_version] =
        [context.client_id, code.expose(), context.jar_version].map(|text| utf8_percent_encode(text, NON_ALPHANUMERIC));
    url.set_query(Some(&format!("clientId={client_id}&codeValue={code}&jarVersion={jar_version}")));
    let exchange = async {
        let response = http.get(url).send().await.map_err(|error| kind(&error))?;
        whole(response, MAX_ANSWER).await.map_err(|_| "connection lost")
    };
    match tokio::time::timeout(REMOTE_IDENTIFY_TIMEOUT, exchange).await.unwrap_or(Err("time-out")) {
        Ok(response) if response.status().is_success() => RemoteAnswer::parse(response.body()).ok(),
        Ok(response) => {
            tracing::warn!(status = response.status().as_u16(), "remote identification failed");
            None
        }
        Err(why) => {
            tracing::warn!(why, "remote identification failed");
            None
        }
    }
}
