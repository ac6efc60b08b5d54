//! Connections of clients: how many there may be, how slow they may be, and how they end.

use std::{sync::Arc, time::Duration};

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use tokio::{net::TcpListener, sync::Semaphore, task::JoinSet, time};
use tokio_util::sync::CancellationToken;

/// The wait after a connection could not be accepted, as when there are no file handles left.
const AFTER_FAILURE: Duration = Duration::from_millis(200);

/// What clients may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Connections at once; more of them wait in the system's queue.
    pub connections: usize,
    /// Time for the head of a request, and for which a connection may be idle.
    pub head: Duration,
    /// Time for the requests that run when the server is stopped; then they are dropped.
    pub grace: Duration,
}

impl Limits {
    /// Ordinary time limits, and so many connections at once.
    pub fn of(connections: usize) -> Self {
        Self { connections, head: Duration::from_secs(30), grace: Duration::from_secs(5) }
    }
}

/// Serves until `stopping`, then answers what has begun, but waits no longer for it than [`Limits::grace`].
pub async fn serve(listener: TcpListener, router: Router, limits: Limits, stopping: CancellationToken) {
    let slots = Arc::new(Semaphore::new(limits.connections));
    let graceful = GracefulShutdown::new();
    let mut connections = JoinSet::new();
    loop {
        let accepted = async {
            let slot = Arc::clone(&slots).acquire_owned().await;
            (listener.accept().await, slot)
        };
        let (stream, slot) = tokio::select! {
            () = stopping.cancelled() => break,
            Some(_) = connections.join_next() => continue,
            (stream, slot) = accepted => (stream, slot),
        };
        let Ok((stream, _)) = stream else {
            time::sleep(AFTER_FAILURE).await;
            continue;
        };
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(limits.head)
            .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router.clone()));
        let connection = graceful.watch(connection);
        connections.spawn(async move {
            // An error is the client's: it hung up, was too slow, or spoke no HTTP.
            let _ = connection.await;
            drop(slot);
        });
    }
    drop(listener);
    if time::timeout(limits.grace, graceful.shutdown()).await.is_err() {
        tracing::warn!("requests that run too long after the stop are dropped");
    }
    connections.shutdown().await;
}

#[cfg(test)]
mod tests {
    use std::future::pending;

    use axum::routing::get;
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::TcpStream,
        task::JoinHandle,
    };

    use super::*;

    const SHORT: Duration = Duration::from_millis(50);
    const LONG: Duration = Duration::from_secs(60);

    struct Running {
        stopping: CancellationToken,
        server: JoinHandle<()>,
        address: std::net::SocketAddr,
    }

    async fn start(limits: Limits) -> Running {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let stopping = CancellationToken::new();
        let router = Router::new().route("/", get(async || "here")).route("/never", get(async || pending::<()>().await));
        let server = tokio::spawn(serve(listener, router, limits, stopping.clone()));
        Running { stopping, server, address }
    }

    impl Running {
        async fn send(&self, text: &str) -> TcpStream {
            let mut stream = TcpStream::connect(self.address).await.unwrap();
            stream.write_all(text.as_bytes()).await.unwrap();
            stream
        }
    }

    async fn whole(mut stream: TcpStream) -> String {
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes).await;
        String::from_utf8(bytes).unwrap()
    }

    #[tokio::test]
    async fn whoever_does_not_finish_the_head_of_a_request_is_cut_off() {
        let running = start(Limits { head: SHORT, ..Limits::of(16) }).await;
        let slow = running.send("GET / HTTP/1.1\r\nhost: a\r\n").await;
        assert!(!whole(slow).await.contains("200 OK"));
        let quick = running.send("GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").await;
        assert!(whole(quick).await.ends_with("here"));
    }

    #[tokio::test]
    async fn one_connection_too_many_waits_until_another_ends() {
        let running = start(Limits { head: LONG, ..Limits::of(1) }).await;
        let first = running.send("GET / HTTP/1.1\r\n").await;
        let second = running.send("GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").await;
        let mut second = tokio::spawn(whole(second));
        assert!(time::timeout(SHORT, &mut second).await.is_err());
        drop(first);
        assert!(second.await.unwrap().ends_with("here"));
    }

    #[tokio::test]
    async fn a_stop_waits_for_a_request_that_never_ends_only_as_long_as_the_grace() {
        let running = start(Limits { head: LONG, grace: SHORT, ..Limits::of(16) }).await;
        let stuck = running.send("GET /never HTTP/1.1\r\nhost: a\r\n\r\n").await;
        // Connections are accepted in order: when this one is answered, the stuck one is there as well.
        whole(running.send("GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").await).await;
        running.stopping.cancel();
        running.server.await.unwrap();
        assert_eq!(whole(stuck).await, "");
    }
}
