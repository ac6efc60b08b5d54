//! The network between the backend and Alipay+: a wire that can be cut.

use std::{net::SocketAddr, sync::Arc};

use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    sync::watch,
};

#[derive(Clone)]
pub struct Link {
    address: SocketAddr,
    /// Where connections lead; `None` while the wire is cut.
    target: Arc<watch::Sender<Option<SocketAddr>>>,
    refused: Arc<watch::Sender<usize>>,
}

impl Link {
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let link = Self {
            address: listener.local_addr().unwrap(),
            target: Arc::new(watch::Sender::new(None)),
            refused: Arc::new(watch::Sender::new(0)),
        };
        tokio::spawn(link.clone().serve(listener));
        link
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn lead_to(&self, target: SocketAddr) {
        self.target.send_replace(Some(target));
    }

    /// Cuts every connection and refuses new ones.
    pub fn cut(&self) {
        self.target.send_replace(None);
    }

    /// Connections that found the wire cut.
    pub fn refused(&self) -> usize {
        *self.refused.borrow()
    }

    /// Waits for such a connection.
    pub async fn refuses_one(&self) {
        self.refused.subscribe().wait_for(|refused| *refused > 0).await.unwrap();
    }

    async fn serve(self, listener: TcpListener) {
        while let Ok((incoming, _)) = listener.accept().await {
            match *self.target.borrow() {
                Some(target) => drop(tokio::spawn(forward(incoming, target, self.target.subscribe()))),
                None => self.refused.send_modify(|refused| *refused += 1),
            }
        }
    }
}

async fn forward(mut incoming: TcpStream, target: SocketAddr, mut change: watch::Receiver<Option<SocketAddr>>) {
    let Ok(mut outgoing) = TcpStream::connect(target).await else { return };
    tokio::select! {
        _ = copy_bidirectional(&mut incoming, &mut outgoing) => {}
        _ = change.wait_for(Option::is_none) => {}
    }
}
