//! `GET /events`: hints that it is worth asking again. They never say a result.

use std::{convert::Infallible, sync::Arc};

use axum::{
    extract::{Query, State},
    response::sse::{Event, KeepAlive, Sse},
};
use cashier_core::wallet_api::{OrderId, Problem};
use futures_util::{Stream, stream};
use serde::Deserialize;
use tokio::sync::broadcast::error::RecvError;

use super::{ApiError, Caller, orders::own_order};
use crate::app::App;

/// Which order.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct EventsQuery {
    /// Id of the order.
    order: String,
}

/// Server-sent events named `ask-again`, each with an empty object.
#[utoipa::path(get, path = "/events", tag = "orders", params(EventsQuery), responses(
    (status = 200, content_type = "text/event-stream", body = String),
    (status = "default", body = Problem, content_type = "application/problem+json"),
))]
pub async fn events(
    State(app): State<Arc<App>>,
    caller: Caller,
    Query(query): Query<EventsQuery>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, ApiError> {
    let changes = app.changes.listen();
    let order = own_order(&mut *app.store.read().await?, &caller, &OrderId(query.order)).await?.id;
    let stopping = app.stopping.clone();
    let hints = stream::unfold((changes, order, stopping), async |(mut changes, order, stopping)| {
        loop {
            let changed = tokio::select! {
                () = stopping.cancelled() => return None,
                changed = changes.recv() => changed,
            };
            match changed {
                Ok(id) if id != order => {}
                Err(RecvError::Closed) => return None,
                // Too slow to hear of every order: this one may have been among them.
                Ok(_) | Err(RecvError::Lagged(_)) => {
                    return Some((Ok(Event::default().event("ask-again").data("{}")), (changes, order, stopping)));
                }
            }
        }
    });
    Ok(Sse::new(hints).keep_alive(KeepAlive::default()))
}
