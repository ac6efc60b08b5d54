//! The cashier's own limits, in the same unit as those of the engine: one read of an EMVCo code by promptparse.
//!
//! One payment, step by step: what each event costs the machine, and each page that is drawn of a state.

mod material;
#[path = "material/payloads.rs"]
mod payloads;
#[path = "../tests/support/payment.rs"]
mod payment;

use std::{cell::Cell, hint::black_box, process::ExitCode, time::Instant};

use cashier_core::{
    machine::{Answer, Effect, Event, Monotonic, SnapshotRecord, State, StepUpInput, update},
    pages::page,
    secret::Secret,
    texts::Texts,
    wallet_api::{Attempt, AttemptId, AttemptState, OrderState, StepUpAnswer},
};

/// How often everything is measured, each time in the same order.
const ROUNDS: usize = 101;

/// How many updates or pages run between two looks at the clock: far above its resolution, and few enough to stay in the cache.
const BATCH: usize = 50;

/// How many of those are one measurement.
const BATCHES: usize = 20;

/// The most reads that an update may cost.
const UPDATE: f64 = 1.0;

/// The most reads that a page may cost.
const PAGE: f64 = 5.0;

/// One line of the table.
struct Line {
    name: String,
    /// The most reads of promptparse; nothing if it is only told.
    limit: Option<f64>,
    /// Seconds of one.
    measure: Box<dyn Fn() -> f64>,
    measured: Vec<f64>,
}

impl Line {
    fn new(name: String, limit: Option<f64>, measure: impl Fn() -> f64 + 'static) -> Self {
        Self { name, limit, measure: Box::new(measure), measured: Vec::new() }
    }

    /// An event in a state; copies are made before the clock runs, and what comes out is dropped after it.
    fn update(name: &str, limit: Option<f64>, state: State, event: Event) -> Self {
        Self::new(format!("update {name}"), limit, move || {
            let copies = || vec![(state.clone(), event.clone()); BATCH];
            seconds(copies, |copies| copies.into_iter().map(|(state, event)| update(state, event)).collect::<Vec<_>>())
        })
    }

    fn page(name: &str, state: State) -> Self {
        let texts = Texts::default();
        Self::new(format!("page {name}"), Some(PAGE), move || repeated(|| drop(black_box(page(&state, None, &texts)))))
    }
}

/// For one of a batch; `prepare` and the end of what comes out are not counted.
fn seconds<I, O>(prepare: impl Fn() -> I, run: impl Fn(I) -> O) -> f64 {
    let batch = || {
        let input = prepare();
        let start = Instant::now();
        let output = run(input);
        let time = start.elapsed();
        drop(output);
        time.as_secs_f64() / BATCH as f64
    };
    // Whatever else the machine does in between falls into few of them.
    median((0..BATCHES).map(|_| batch()))
}

/// For one of many in a row.
fn repeated(run: impl Fn()) -> f64 {
    seconds(|| (), |()| (0..BATCH).for_each(|_| run()))
}

fn main() -> ExitCode {
    let mut lines = lines();
    for _ in 0..ROUNDS {
        lines.iter_mut().for_each(|line| line.measured.push((line.measure)()));
    }
    let reads = lines[0].measured.clone();
    println!("{:<36}{:>10}{:>10}{:>10}", "median", "µs", "reads", "limit");
    let mut kept = true;
    for line in &lines {
        let micros = median(line.measured.iter().copied()) * 1e6;
        let ratio = median(line.measured.iter().zip(&reads).map(|(own, read)| own / read));
        let verdict =
            line.limit.map_or(String::new(), |limit| format!("{limit:>10}  {}", if ratio <= limit { "kept" } else { "NOT KEPT" }));
        println!("{:<36}{micros:>10.3}{ratio:>10.3}{verdict}", line.name);
        kept &= line.limit.is_none_or(|limit| ratio <= limit);
    }
    if kept { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// promptparse first: the others are told in its reads.
fn lines() -> Vec<Line> {
    let payloads = payloads::readable_codes();
    let next = Cell::new(0);
    let read = move || {
        let code = &payloads[next.replace((next.get() + 1) % payloads.len())];
        drop(black_box(promptparse::parse(code, true, true)));
    };
    let mut lines = vec![Line::new("promptparse::parse".to_owned(), None, move || repeated(&read))];
    let mut pages = Vec::new();
    let mut state = payment::idle();
    let mut stored = None;
    for (name, limit, event) in payment() {
        lines.push(Line::update(name, limit, state.clone(), event.clone()));
        let (next, effects) = update(state, event);
        stored = stored.or(effects.into_iter().find_map(record));
        pages.push(Line::page(&format!("after {name}"), next.clone()));
        state = next;
    }
    let record = stored.expect("the attempt was put on disk");
    lines.push(Line::update("restore", None, payment::idle(), Event::Restore(record.clone())));
    let bytes = record.to_bytes();
    let SnapshotRecord { user, attempt, order, .. } = record;
    lines.push(Line::new("read a record".to_owned(), None, move || {
        repeated(|| drop(black_box(SnapshotRecord::from_bytes(user.clone(), attempt.clone(), order.clone(), &bytes))))
    }));
    lines.extend(pages);
    lines
}

/// From a code to the merchant's page. Each event with its limit: there is none for a scan, which begins everything.
fn payment() -> Vec<(&'static str, Option<f64>, Event)> {
    let order = payment::order();
    let attempt = AttemptId::from_random(7);
    let paid = Attempt {
        id: attempt.clone(),
        order: Some(order.id.clone()),
        state: AttemptState::Succeeded,
        pay_amount: Some(order.pay_amount),
        reason: None,
        order_state: Some(OrderState::Success),
        returned: None,
        attempts_left: None,
        paid_at: None,
    };
    let pin = StepUpInput::Pin { try_id: "0192a3b4".to_owned(), pin: Secret::new("918273") };
    let passed = Answer::SteppedUp(StepUpAnswer::Passed { token: Secret::new("tok-5531") });
    let tick = |millis| Event::Tick(Monotonic(millis));
    let limited = [
        ("Tick: looking up", tick(1_500)),
        ("Reply: order", payment::resolved(order)),
        ("Tick: cashier", tick(2_500)),
        ("MethodPicked", Event::MethodPicked("bank".to_owned())),
        ("Confirm", Event::Confirm),
        ("AttemptMinted", Event::AttemptMinted(attempt.clone())),
        ("StepUpResult", Event::StepUpResult(pin)),
        ("Reply: stepped up", payment::reply(2, passed)),
        ("Stored", Event::Stored(attempt)),
        ("Tick: confirming", tick(4_000)),
        ("Reply: attempt", payment::reply(3, Answer::Attempt(paid))),
        ("Tick: result", tick(5_000)),
        ("RedirectTap", Event::RedirectTap),
        ("Opened", Event::Opened),
    ];
    let limited = limited.into_iter().map(|(name, event)| (name, Some(UPDATE), event));
    [("scan", None, payment::scan())].into_iter().chain(limited).collect()
}

fn record(effect: Effect) -> Option<SnapshotRecord> {
    match effect {
        Effect::Store(record) => Some(record),
        _ => None,
    }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut sorted: Vec<f64> = values.collect();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}
