//! Server-sent events: one `order` event, with the whole order, for each change.

use std::{convert::Infallible, sync::Arc};

use axum::{
    extract::State,
    response::{
        Sse,
        sse::{Event, KeepAlive},
    },
};
use tokio_stream::{Stream, StreamExt, wrappers::BroadcastStream};

use crate::{server::App, store::Change};

/// A listener that lags too far behind gets `reload` and should ask for the orders again.
pub(super) async fn stream(State(app): State<Arc<App>>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let changes = BroadcastStream::new(app.store.changes());
    let events = changes
        .take_while(|change| !matches!(change, Ok(Change::Stopping)))
        .filter_map(|change| match change {
            Ok(Change::Order(order)) => Event::default().event("order").json_data(&*order).ok(),
            Ok(Change::Stopping) => None,
            Err(_) => Some(Event::default().event("reload").data("")),
        })
        .map(Ok);
    Sse::new(events).keep_alive(KeepAlive::default())
}
