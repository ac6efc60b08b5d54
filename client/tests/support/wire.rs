//! A server at the level of bytes. Every connection is a confirmation: it breaks at a place that a test names, and is counted.

use std::sync::{Arc, Mutex};

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

use super::script::{SERVER_TIME, Said};

/// How a connection ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// In order: FIN.
    Close,
    /// With RST.
    Reset,
    /// Never: it stays open, and nothing comes.
    Stall,
    /// Never: the last bytes again and again, until the phone hangs up.
    Repeat,
}

/// What happens to a connection.
#[derive(Clone, Debug)]
pub struct Plan {
    /// So many bytes are read; all of the request if it has fewer.
    pub read: usize,
    /// Then these are written.
    pub says: Vec<u8>,
    /// One write for each byte.
    pub in_drops: bool,
    pub end: End,
}

impl Plan {
    /// Breaks while the request is read.
    pub fn reads(bytes: usize, end: End) -> Self {
        Self { read: bytes, says: Vec::new(), in_drops: false, end }
    }

    /// Reads it all, and says this.
    pub fn says(bytes: impl Into<Vec<u8>>, end: End) -> Self {
        Self { read: usize::MAX, says: bytes.into(), in_drops: false, end }
    }
}

/// A server on loopback.
pub struct Wire {
    pub origin: String,
    /// For each connection that was made, in order, the requests of which at least one byte was read.
    connections: Arc<Mutex<Vec<usize>>>,
    listening: JoinHandle<()>,
}

impl Wire {
    pub async fn start(plan: Plan) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let connections = Arc::<Mutex<Vec<usize>>>::default();
        let counted = Arc::clone(&connections);
        let listening = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let number = {
                    let mut counted = counted.lock().unwrap();
                    counted.push(0);
                    counted.len() - 1
                };
                let counted = Arc::clone(&counted);
                tokio::spawn(serve(stream, plan.clone(), move || counted.lock().unwrap()[number] += 1));
            }
        });
        Self { origin, connections, listening }
    }

    pub fn connections(&self) -> usize {
        self.connections.lock().unwrap().len()
    }

    pub fn requests(&self) -> usize {
        self.connections.lock().unwrap().iter().sum()
    }

    /// Of the connection that was made as number so many, from 0.
    pub fn requests_of(&self, connection: usize) -> usize {
        self.connections.lock().unwrap()[connection]
    }

    /// Nobody listens there any more.
    pub async fn refusing() -> Self {
        let mut wire = Self::start(Plan::reads(0, End::Close)).await;
        wire.listening.abort();
        let _ = (&mut wire.listening).await;
        wire
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

async fn serve(mut stream: TcpStream, plan: Plan, count: impl Fn()) {
    stream.set_nodelay(true).unwrap();
    let mut read = Vec::new();
    // The phone may have hung up: the counters are what tests look at.
    while serve_one(&mut stream, &mut read, &plan, &count).await {
        match plan.end {
            End::Close => {
                let _ = stream.shutdown().await;
                // Unread bytes would make a reset of it.
                let _ = tokio::io::copy(&mut stream, &mut tokio::io::sink()).await;
                return;
            }
            End::Reset => return stream.set_zero_linger().unwrap(),
            // Another request on the same connection would be served, and counted.
            End::Stall => {}
            End::Repeat => while stream.write_all(&plan.says).await.is_ok() {},
        }
        if plan.read != usize::MAX {
            return std::future::pending().await;
        }
    }
}

/// False if the phone hangs up before.
async fn serve_one(stream: &mut TcpStream, read: &mut Vec<u8>, plan: &Plan, count: &impl Fn()) -> bool {
    while read.len() < plan.read && !is_whole(read) {
        let most = (plan.read - read.len()).min(4_096);
        let mut bytes = vec![0; most];
        match stream.read(&mut bytes).await {
            Ok(count) if count > 0 => read.extend_from_slice(&bytes[..count]),
            _ => return false,
        }
    }
    // Before the answer: whoever has that may look.
    if !read.is_empty() {
        count();
    }
    read.clear();
    if plan.in_drops {
        for byte in &plan.says {
            let _ = stream.write_all(&[*byte]).await;
        }
    } else {
        let _ = stream.write_all(&plan.says).await;
    }
    true
}

/// Whether these are head and body of a request.
pub fn is_whole(read: &[u8]) -> bool {
    let Some(end) = read.windows(4).position(|it| it == b"\r\n\r\n") else { return false };
    let head = String::from_utf8_lossy(&read[..end]).to_ascii_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.trim().parse::<usize>().ok());
    read.len() >= end + 4 + length.unwrap_or(0)
}

/// Reads one request.
pub async fn read_request(stream: &mut (impl AsyncRead + Unpin)) -> Vec<u8> {
    let mut read = Vec::new();
    while !is_whole(&read) && stream.read_buf(&mut read).await.is_ok_and(|count| count > 0) {}
    read
}

/// The bytes of an answer.
pub fn http((status, media_type, body): &Said) -> Vec<u8> {
    let length = body.len();
    let head =
        format!("HTTP/1.1 {status} X\r\ncontent-type: {media_type}\r\nserver-time: {SERVER_TIME}\r\ncontent-length: {length}\r\n\r\n");
    (head + body).into_bytes()
}
