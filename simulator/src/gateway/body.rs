//! Reading of a request body with a bound on memory.

use axum::body::Body;
use tokio_stream::StreamExt;

/// The body, or of a larger one the first bytes past `max`: enough to see that it is too large.
pub(super) async fn read(body: Body, max: usize) -> Result<Vec<u8>, axum::Error> {
    let mut bytes = Vec::new();
    let mut chunks = body.into_data_stream();
    while bytes.len() <= max
        && let Some(chunk) = chunks.next().await
    {
        bytes.extend_from_slice(&chunk?);
    }
    Ok(bytes)
}
