//! Delivery over TLS: until the handshake is over nothing was sent, from then on anything may have been.

mod support;

use std::sync::Arc;

use cashier_client::adapters::HttpTransport;
use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::{ServerConfig, pki_types::PrivateKeyDer};
use support::{
    delivery::{Got, LONG, confirmation, for_all, send, success},
    wire::{End, read_request},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};
use tokio_rustls::TlsAcceptor;

/// A certificate for `name`, and a server that has it.
fn identity(name: &str) -> (Vec<u8>, ServerConfig) {
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed([name.to_owned()]).unwrap();
    let key = PrivateKeyDer::Pkcs8(signing_key.serialize_der().into());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let mut config = config.with_no_client_auth().with_single_cert(vec![cert.der().clone()], key).unwrap();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    (cert.der().to_vec(), config)
}

/// Does `serve` to the only connection that comes, and tells its URL.
async fn server<T: Send + 'static, F: Future<Output = T> + Send + 'static>(
    serve: impl FnOnce(TcpStream) -> F + Send + 'static,
) -> (String, JoinHandle<T>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://localhost:{}", listener.local_addr().unwrap().port());
    (url, tokio::spawn(async move { serve(listener.accept().await.unwrap().0).await }))
}

/// Reads so many bytes of the handshake, then ends.
async fn hang_up(mut stream: TcpStream, bytes: usize, end: End) {
    let _ = stream.read_exact(&mut vec![0; bytes]).await;
    match end {
        End::Reset => stream.set_zero_linger().unwrap(),
        _ => {
            let _ = stream.shutdown().await;
            let _ = tokio::io::copy(&mut stream, &mut tokio::io::sink()).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handshake_that_breaks_at_any_byte_sent_nothing() {
    let (root, _) = identity("localhost");
    let (url, hello) = server(|mut stream| async move {
        let mut hello = vec![0; 4_096];
        stream.read(&mut hello).await.unwrap()
    })
    .await;
    let transport = Arc::new(HttpTransport::trusting(&root).unwrap());
    assert_eq!(send(&*transport, confirmation(&url, LONG)).await, Got::NotSent);
    let length = hello.await.unwrap();
    assert!(length > 100, "{length}");
    let cases = (0..=length).flat_map(|place| [(place, End::Close), (place, End::Reset)]).collect();
    for_all(cases, move |(place, end)| {
        let transport = Arc::clone(&transport);
        async move {
            let (url, _serving) = server(move |stream| hang_up(stream, place, end)).await;
            assert_eq!(send(&*transport, confirmation(&url, LONG)).await, Got::NotSent, "{place} {end:?}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_who_is_not_the_backend_gets_nothing() {
    let (root, _) = identity("localhost");
    let transport = HttpTransport::trusting(&root).unwrap();
    for said in ["HTTP/1.1 400 X\r\n\r\n", "\x15\x03\x03\0\x02\x02\x28", "\x16\x03\x03\0\x01\0"] {
        let (url, _serving) = server(move |mut stream| async move {
            let _ = stream.write_all(said.as_bytes()).await;
            hang_up(stream, 1, End::Close).await;
        })
        .await;
        assert_eq!(send(&transport, confirmation(&url, LONG)).await, Got::NotSent, "{said:?}");
    }
    for name in ["localhost", "wallet.example"] {
        let (certificate, config) = identity(name);
        // Either a stranger's certificate, or a trusted one for another name.
        let transport = if name == "localhost" { HttpTransport::trusting(&root) } else { HttpTransport::trusting(&certificate) }.unwrap();
        let (url, serving) = server(move |stream| async move { TlsAcceptor::from(Arc::new(config)).accept(stream).await.is_err() }).await;
        assert_eq!(send(&transport, confirmation(&url, LONG)).await, Got::NotSent, "{name}");
        assert!(serving.await.unwrap(), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn after_the_handshake_a_confirmation_may_have_been_sent_and_only_a_whole_answer_is_one() {
    let (root, config) = identity("localhost");
    let transport = Arc::new(HttpTransport::trusting(&root).unwrap());
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let answer = Arc::new(success());
    // What was read of the request, and how much of the answer is said; with and without the end that TLS has for this.
    let places = (0..=answer.len()).map(|said| (usize::MAX, said)).chain((0..150).map(|read| (read, 0)));
    let cases = places.flat_map(|(read, said)| [(read, said, true), (read, said, false)]).collect();
    for_all(cases, move |(read, said, in_order)| {
        let (transport, acceptor, answer) = (Arc::clone(&transport), acceptor.clone(), Arc::clone(&answer));
        async move {
            let whole = answer.len();
            let (url, serving) = server(move |stream| async move {
                let mut stream = acceptor.accept(stream).await.unwrap();
                let protocol = stream.get_ref().1.alpn_protocol().map(<[u8]>::to_vec);
                if read == usize::MAX {
                    read_request(&mut stream).await;
                } else {
                    stream.read_exact(&mut vec![0; read]).await.unwrap();
                }
                stream.write_all(&answer[..said]).await.unwrap();
                stream.flush().await.unwrap();
                if in_order {
                    let _ = stream.shutdown().await;
                }
                hang_up(stream.into_inner().0, 0, End::Close).await;
                protocol
            })
            .await;
            let got = send(&*transport, confirmation(&url, LONG)).await;
            let is_right = if said == whole { matches!(got, Got::Answered(200, _)) } else { got == Got::MaybeSent };
            assert!(is_right, "{read} {said} {in_order}: {got:?}");
            // A connection of HTTP/2 could end, in the middle of everything, with a hint to send the request again.
            assert_ne!(serving.await.unwrap().as_deref(), Some(&b"h2"[..]));
        }
    })
    .await;
}
