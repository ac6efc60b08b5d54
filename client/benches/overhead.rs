//! What the SDK adds between a scan and the cashier page: `cargo bench -p cashier-client --bench overhead`.
//!
//! The same request over the same transport to a server in this process, bare and through the SDK, one behind the other in every
//! round: a slower or busier machine is slower for both. Ends with an error if a limit is not kept.

#[path = "../tests/support/script.rs"]
mod script;

use std::{
    hint::black_box,
    process::ExitCode,
    sync::Arc,
    time::{Duration, Instant},
};

use async_trait::async_trait;
use cashier_client::{
    Cashier, CashierConfig, Ports,
    ports::{AccessToken, AccessTokenSource, HttpMethod, HttpRequest, HttpResponse, PortError, Store, Transport, TransportError},
};
use cashier_core::{
    codes::NavigationPolicy,
    codes::rules::{Context, RuleSet},
    machine::{Answer, Effect, Event, Identified, Monotonic, State, UnixMillis, update},
    pages::{self, Page},
    redirect::RedirectPolicy,
    secret::{CodeValue, Secret},
    texts::{Language, Texts},
    wallet_api::{Resolution, Source},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::Mutex,
};

const RULES: &[u8] = include_bytes!("../../core/testdata/codes/rules-243.json");
const CONTEXT: Context<'static> = Context { client_id: "SANDBOX_EXAMPLE0001", jar_version: "1.2.1.20240506" };
const CODE: &str = "https://qr.alipayplus.com/281666040092abcdef";

const ROUNDS: usize = 501;
/// What the SDK may add.
const MOST_ADDED: Duration = Duration::from_millis(2);
/// A round trip to a backend that is near, over a good mobile network: what the share of core is told of.
const ROUND_TRIP: Duration = Duration::from_millis(20);
/// The largest share of core, in per cent.
const MOST_CORE: f64 = 1.0;

/// One connection that is kept, and the least HTTP that works: what is measured is not it.
struct Loopback {
    address: String,
    connection: Mutex<Option<TcpStream>>,
}

#[async_trait]
impl Transport for Loopback {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        let lost = |error: std::io::Error| TransportError::MaybeSent(error.kind().to_string());
        let mut connection = self.connection.lock().await;
        if connection.is_none() {
            let stream = TcpStream::connect(&self.address).await.map_err(lost)?;
            stream.set_nodelay(true).map_err(lost)?;
            *connection = Some(stream);
        }
        let stream = connection.as_mut().expect("made above");
        let method = if request.method == HttpMethod::Get { "GET" } else { "POST" };
        let path = request.url.strip_prefix("https://wallet.example").expect("the base URL of this benchmark");
        let body = request.body.unwrap_or_default();
        let fields: String = request.headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let head = format!("{method} {path} HTTP/1.1\r\n{fields}content-length: {}\r\n\r\n", body.len());
        stream.write_all(&[head.as_bytes(), &body].concat()).await.map_err(lost)?;
        let (head, body) = message(stream).await.ok_or_else(|| TransportError::MaybeSent("cut".to_owned()))?;
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok()).unwrap_or_default();
        let field = |line: &str| line.split_once(": ").map(|(name, value)| (name.to_owned(), value.to_owned()));
        Ok(HttpResponse { status, headers: lines.filter_map(field).collect(), body })
    }
}

/// Head and body of the next message.
async fn message(stream: &mut TcpStream) -> Option<(String, Vec<u8>)> {
    let mut read = Vec::with_capacity(8_192);
    loop {
        if let Some(end) = read.windows(4).position(|it| it == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&read[..end]).into_owned();
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok()).unwrap_or(0);
            if read.len() >= end + 4 + length {
                return Some((head, read[end + 4..end + 4 + length].to_vec()));
            }
        }
        if stream.read_buf(&mut read).await.ok()? == 0 {
            return None;
        }
    }
}

async fn serve(mut stream: TcpStream) {
    while let Some((head, body)) = message(&mut stream).await {
        let mut words = head.split(' ');
        let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let (status, media_type, body) = match path.rsplit('/').next() {
            Some("sdk-config") => {
                let body = serde_json::json!({ "client_id": CONTEXT.client_id, "jar_version": CONTEXT.jar_version });
                (200, "application/json", body.to_string())
            }
            Some("code-rules") => (200, "application/json", String::from_utf8_lossy(RULES).into_owned()),
            _ => script::answer(method, path, &body),
        };
        let fields =
            format!("content-type: {media_type}\r\nserver-time: {}\r\netag: \"1\"\r\ncontent-length: {}", script::SERVER_TIME, body.len());
        if stream.write_all(format!("HTTP/1.1 {status} X\r\n{fields}\r\n\r\n{body}").as_bytes()).await.is_err() {
            return;
        }
    }
}

/// A login and a disk that cost nothing.
struct Host;

#[async_trait]
impl AccessTokenSource for Host {
    async fn token(&self, _stale: Option<Secret>) -> Result<AccessToken, PortError> {
        Ok(AccessToken { token: Secret::new("token"), customer_hint: "user-1".to_owned() })
    }
}

impl Store for Host {
    fn load(&self, _key: &str) -> Result<Option<Vec<u8>>, PortError> {
        Ok(None)
    }

    fn save(&self, _key: &str, _value: &[u8]) -> Result<(), PortError> {
        Ok(())
    }

    fn delete(&self, _key: &str) -> Result<(), PortError> {
        Ok(())
    }

    fn list(&self) -> Result<Vec<String>, PortError> {
        Ok(Vec::new())
    }
}

fn bare_request() -> HttpRequest {
    HttpRequest {
        method: HttpMethod::Post,
        url: "https://wallet.example/alipayplus/v1/orders".to_owned(),
        headers: vec![("authorization".to_owned(), "Bearer token".to_owned())],
        body: Some(serde_json::json!({ "code": CODE, "source": "scan" }).to_string().into_bytes()),
        connect_timeout: Duration::from_secs(3),
        timeout: Duration::from_secs(10),
        max_answer_bytes: 256 * 1024,
        fresh_connection: false,
    }
}

/// From the scan to the cashier page.
async fn through_the_sdk(cashier: &Cashier) -> Duration {
    let began = Instant::now();
    let payment = cashier.pay(CodeValue::new(CODE), Source::Scan).expect("the code is one of the rules'");
    let mut state = payment.state();
    while !matches!(state.page, Page::Cashier(_)) {
        state = payment.next_state(state.revision).await;
    }
    let took = began.elapsed();
    payment.close();
    while state.page != Page::Closed {
        state = payment.next_state(state.revision).await;
    }
    cashier.acknowledge(&cashier.outcome_of(&payment).await.id);
    took
}

/// Everything that core does on that way: the code, the machine, and a page after every turn.
fn in_core(rules: &RuleSet, texts: &Texts, answer: &Resolution) -> Duration {
    let began = Instant::now();
    let code = CodeValue::new(CODE);
    let identified = Identified::from(&rules.identify(&code, &CONTEXT).expect("a code"));
    let mut state = Some(State::new("user-1".to_owned(), RedirectPolicy::default(), NavigationPolicy::default()));
    let mut turn = |event| {
        let (next, _) = update(state.take()?, Event::Tick(Monotonic(1)));
        let (next, effects) = update(next, event);
        black_box(pages::page(&next, None, texts));
        state = Some(next);
        effects.into_iter().find_map(|effect| if let Effect::Send { epoch, .. } = effect { Some(epoch) } else { None })
    };
    let epoch = turn(Event::CodeScanned { code, source: Source::Scan, identified }).expect("the order is asked for");
    turn(Event::ServerTime(UnixMillis::parse(script::SERVER_TIME).expect("RFC 3339")));
    turn(Event::Reply { epoch, answer: Answer::Resolved(answer.clone()), request_id: String::new() });
    began.elapsed()
}

fn main() -> ExitCode {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("threads");
    runtime.block_on(measure())
}

async fn measure() -> ExitCode {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("it is bound").to_string();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let _ = stream.set_nodelay(true);
            tokio::spawn(serve(stream));
        }
    });
    let transport = Arc::new(Loopback { address, connection: Mutex::new(None) });
    let config = CashierConfig { base_url: "https://wallet.example/alipayplus/v1".to_owned(), ..CashierConfig::default() };
    let ports = Ports { transport: Arc::clone(&transport) as _, store: Arc::new(Host), tokens: Arc::new(Host) };
    let cashier = Cashier::new(config, ports).expect("the set-up is right");
    cashier.start().await.expect("the ports work");

    let rules = RuleSet::compile(RULES).expect("the test data is a rule file");
    let texts = Texts::of(Language::from_tag("en"));
    let answer: Resolution = serde_json::from_value(serde_json::json!({ "order": script::order() })).expect("an order");
    let (mut bare, mut sdk, mut core) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let began = Instant::now();
        assert!(transport.send(bare_request()).await.is_ok_and(|answer| answer.status == 200), "the server answers");
        bare.push(began.elapsed());
        sdk.push(through_the_sdk(&cashier).await);
        core.push(in_core(&rules, &texts, &answer));
    }
    cashier.shut_down().await;

    let added: Vec<_> = sdk.iter().zip(&bare).map(|(sdk, bare)| sdk.saturating_sub(*bare)).collect();
    let (bare, sdk, core, added) = (median(bare), median(sdk), median(core), median(added));
    let share = 100.0 * core.as_secs_f64() / (ROUND_TRIP + added).as_secs_f64();
    println!("{:<44}{:>12}{:>10}", "median of a scan", "", "limit");
    let micros = |time: Duration| format!("{:.1} µs", time.as_secs_f64() * 1e6);
    println!("{:<44}{:>12}", "round trip alone", micros(bare));
    println!("{:<44}{:>12}", "scan to cashier page", micros(sdk));
    let mut kept = line("added by the SDK", &micros(added), &micros(MOST_ADDED), added <= MOST_ADDED);
    println!("{:<44}{:>12}", "of that in core", micros(core));
    kept &= line("share of core, round trip of 20 ms", &format!("{share:.3} %"), &format!("{MOST_CORE} %"), share <= MOST_CORE);
    if kept { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn line(name: &str, value: &str, limit: &str, kept: bool) -> bool {
    println!("{name:<44}{value:>12}{limit:>12}  {}", if kept { "kept" } else { "NOT KEPT" });
    kept
}

fn median(mut values: Vec<Duration>) -> Duration {
    values.sort();
    values[values.len() / 2]
}
