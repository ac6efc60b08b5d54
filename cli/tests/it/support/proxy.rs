//! A network between phone and backend that fails on purpose, at the confirmation only.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::Notify,
};

/// What happens to confirmations.
#[derive(Clone, Copy, PartialEq)]
pub enum Fault {
    /// The connection ends before the backend has the request.
    LostBefore,
    /// The backend has it; the connection ends before the answer.
    LostAfter,
    /// The backend has it; half of its answer arrives.
    HalfAnAnswer,
    /// Somebody else answers: a captive portal.
    Portal,
    /// The backend has it; nothing arrives, and the connection stays open.
    Silence,
}

pub struct Proxy {
    pub base_url: String,
    /// How often a confirmation came by.
    pub confirmations: Arc<AtomicUsize>,
    /// One was forwarded and answered by the backend.
    pub processed: Arc<Notify>,
}

impl Proxy {
    /// In front of `backend`, whose URL is `http://address/path`.
    pub async fn start(backend: &str, fault: Fault) -> Self {
        let (address, path) = backend.strip_prefix("http://").unwrap().split_once('/').unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}/{path}", listener.local_addr().unwrap());
        let (confirmations, processed) = (Arc::new(AtomicUsize::new(0)), Arc::new(Notify::new()));
        let proxy = Self { base_url, confirmations: confirmations.clone(), processed: processed.clone() };
        let address = address.to_owned();
        tokio::spawn(async move {
            while let Ok((phone, _)) = listener.accept().await {
                tokio::spawn(carry(phone, address.clone(), fault, confirmations.clone(), processed.clone()));
            }
        });
        proxy
    }
}

/// One request a connection, so that every byte of the answer is known.
async fn carry(mut phone: TcpStream, address: String, fault: Fault, confirmations: Arc<AtomicUsize>, processed: Arc<Notify>) {
    let Some(request) = read_request(&mut phone).await else { return };
    let is_confirm = request.split(|b| *b == b'\r').next().is_some_and(|line| line.windows(8).any(|it| it == b"/confirm"));
    if !is_confirm {
        let answer = ask(&address, &request).await;
        let _ = phone.write_all(&answer).await;
        return;
    }
    confirmations.fetch_add(1, Ordering::SeqCst);
    match fault {
        Fault::LostBefore => return,
        Fault::Portal => {
            let page = "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 13\r\nconnection: close\r\n\r\n<html></html>";
            let _ = phone.write_all(page.as_bytes()).await;
            return;
        }
        _ => {}
    }
    let answer = ask(&address, &request).await;
    processed.notify_one();
    match fault {
        Fault::HalfAnAnswer => {
            let _ = phone.write_all(&answer[..answer.len() - 20]).await;
        }
        Fault::Silence => std::future::pending().await,
        _ => {}
    }
}

async fn read_request(phone: &mut TcpStream) -> Option<Vec<u8>> {
    let mut request = Vec::new();
    loop {
        let end = request.windows(4).position(|it| it == b"\r\n\r\n");
        if let Some(end) = end {
            let head = String::from_utf8_lossy(&request[..end]).to_ascii_lowercase();
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.trim().parse::<usize>().ok());
            if request.len() >= end + 4 + length.unwrap_or(0) {
                // After the first line, so that the backend closes and the answer has an end.
                let first = request.windows(2).position(|it| it == b"\r\n")? + 2;
                request.splice(first..first, *b"connection: close\r\n");
                return Some(request);
            }
        }
        if phone.read_buf(&mut request).await.ok()? == 0 {
            return None;
        }
    }
}

async fn ask(address: &str, request: &[u8]) -> Vec<u8> {
    let mut backend = TcpStream::connect(address).await.unwrap();
    backend.write_all(request).await.unwrap();
    let mut answer = Vec::new();
    backend.read_to_end(&mut answer).await.unwrap();
    answer
}
