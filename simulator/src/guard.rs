//! Only pages of the simulator itself may talk to it from a browser.
//!
//! A foreign page can make its own name point to the loopback address (DNS rebinding) and can post forms to any address. Both
//! show in `Host` and `Origin`.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, StatusCode, Uri, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

/// The authorities that are the simulator's own.
#[derive(Clone, Debug)]
pub(crate) struct OwnHosts(Vec<String>);

impl OwnHosts {
    /// The loopback names with the port that is listened on, the listening address itself, and the public URL.
    pub(crate) fn new(listening: std::net::SocketAddr, public_url: &Uri) -> Self {
        let port = listening.port();
        let mut hosts = vec![format!("127.0.0.1:{port}"), format!("localhost:{port}"), format!("[::1]:{port}"), listening.to_string()];
        hosts.extend(public_url.authority().map(|authority| authority.as_str().to_ascii_lowercase()));
        Self(hosts)
    }

    fn contains(&self, authority: &str) -> bool {
        let authority = authority.to_ascii_lowercase();
        self.0.contains(&authority)
    }

    /// `None` if the request may pass.
    fn refusal(&self, headers: &HeaderMap) -> Option<StatusCode> {
        let one = |name| {
            let mut values = headers.get_all(name).iter();
            let first = values.next().map(|value| value.to_str().unwrap_or_default());
            if values.next().is_some() { Some("") } else { first }
        };
        if !one(header::HOST).is_some_and(|host| self.contains(host)) {
            return Some(StatusCode::MISDIRECTED_REQUEST);
        }
        let own_origin = |origin: &str| origin.split_once("://").is_some_and(|(_, authority)| self.contains(authority));
        one(header::ORIGIN).filter(|origin| !own_origin(origin)).map(|_| StatusCode::FORBIDDEN)
    }
}

pub(crate) async fn own_hosts_only(State(hosts): State<OwnHosts>, request: Request, next: Next) -> Response {
    match hosts.refusal(request.headers()) {
        None => next.run(request).await,
        Some(status) => (status, "This simulator only answers under its own address.\n").into_response(),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderName;

    use super::*;

    fn refusal(pairs: &[(HeaderName, &str)]) -> Option<StatusCode> {
        let hosts = OwnHosts::new(([127, 0, 0, 1], 8080).into(), &Uri::from_static("https://Demo.example"));
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(name, value.parse().unwrap());
        }
        hosts.refusal(&headers)
    }

    #[test]
    fn own_names_pass() {
        for host in ["127.0.0.1:8080", "localhost:8080", "LocalHost:8080", "[::1]:8080", "demo.example"] {
            assert_eq!(refusal(&[(header::HOST, host)]), None, "{host}");
        }
        assert_eq!(refusal(&[(header::HOST, "localhost:8080"), (header::ORIGIN, "http://127.0.0.1:8080")]), None);
    }

    #[test]
    fn other_names_do_not() {
        for host in ["evil.example:8080", "127.0.0.1:8081", "127.0.0.1", "localhost:8080.evil.example", ""] {
            assert_eq!(refusal(&[(header::HOST, host)]), Some(StatusCode::MISDIRECTED_REQUEST), "{host}");
        }
        assert_eq!(refusal(&[]), Some(StatusCode::MISDIRECTED_REQUEST));
        let twice = [(header::HOST, "localhost:8080"), (header::HOST, "localhost:8080")];
        assert_eq!(refusal(&twice), Some(StatusCode::MISDIRECTED_REQUEST));
        for origin in ["http://evil.example", "null", "", "http://127.0.0.1:8080@evil.example", "file://"] {
            let pairs = [(header::HOST, "localhost:8080"), (header::ORIGIN, origin)];
            assert_eq!(refusal(&pairs), Some(StatusCode::FORBIDDEN), "{origin}");
        }
    }
}
