//! The engine against its limits, in one table: `cargo bench -p cashier-core --bench 'table*' --no-fail-fast`.
//!
//! The unit is one read of an EMVCo code by the crate promptparse, measured beside everything else: a slower or busier machine is
//! slower for both. Ends with an error if a limit is not kept.

mod material;
#[path = "material/payloads.rs"]
mod payloads;
#[path = "material/rules.rs"]
mod rules;

use std::{
    hint::black_box,
    process::ExitCode,
    time::{Duration, Instant},
};

use cashier_core::codes::emv::EmvCode;
use material::codes;
use payloads::readable_codes;
use rules::{CONTEXT, compile};

/// How often everything is measured, each time in the same order.
const ROUNDS: usize = 101;

/// How long one measurement takes at least, far above the clock's resolution.
const MEASUREMENT: Duration = Duration::from_millis(1);

/// One line of the table.
struct Line {
    name: String,
    /// The most reads of promptparse that it may cost; nothing if it is only told.
    limit: Option<f64>,
    /// Does it once for each of its codes.
    pass: Box<dyn Fn()>,
    codes: usize,
    /// Passes of one measurement.
    passes: u32,
    /// Seconds for one code, round by round.
    measured: Vec<f64>,
}

impl Line {
    fn new<T: 'static>(name: &str, limit: Option<f64>, codes: Vec<T>, run: impl Fn(&T) + 'static) -> Self {
        let count = codes.len();
        let pass = Box::new(move || codes.iter().for_each(&run));
        let mut line = Self { name: name.to_owned(), limit, pass, codes: count, passes: 1, measured: Vec::new() };
        while line.time() < MEASUREMENT {
            line.passes *= 2;
        }
        line
    }

    fn time(&self) -> Duration {
        let start = Instant::now();
        (0..self.passes).for_each(|_| (self.pass)());
        start.elapsed()
    }

    fn measure(&mut self) {
        let seconds = self.time().as_secs_f64();
        self.measured.push(seconds / f64::from(self.passes) / self.codes as f64);
    }
}

fn main() -> ExitCode {
    let mut lines = lines();
    for _ in 0..ROUNDS {
        lines.iter_mut().for_each(Line::measure);
    }
    let reads = lines[0].measured.clone();
    println!("{:<28}{:>12}{:>10}{:>10}", "median of each code", "µs", "reads", "limit");
    let mut kept = true;
    for line in &lines {
        let micros = median(line.measured.iter().copied()) * 1e6;
        let ratio = median(line.measured.iter().zip(&reads).map(|(own, read)| own / read));
        match line.limit {
            None => println!("{:<28}{micros:>12.3}{ratio:>10.3}", line.name),
            Some(limit) => {
                let verdict = if ratio <= limit { "kept" } else { "NOT KEPT" };
                println!("{:<28}{micros:>12.3}{ratio:>10.3}{limit:>10}  {verdict}", line.name);
                kept &= ratio <= limit;
            }
        }
    }
    if kept { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// promptparse first: the others are told in its reads.
fn lines() -> Vec<Line> {
    let payloads = readable_codes();
    let mut lines = vec![
        Line::new("promptparse::parse", None, payloads.clone(), |code| drop(black_box(promptparse::parse(code, true, true)))),
        Line::new("EmvCode::parse", Some(0.1), payloads, |code| drop(black_box(EmvCode::parse(code)))),
    ];
    for (family, limit) in [("emv", 0.5), ("url", 0.4), ("text", 0.4)] {
        let samples = codes().remove(family).expect("every family has samples");
        // As many hits as misses: the limit is for both together.
        let both = [samples.hits.as_slice(), &samples.misses].concat();
        for (what, limit, codes) in [("", Some(limit), both), (": hits", None, samples.hits), (": misses", None, samples.misses)] {
            let rules = compile();
            let identify = move |code: &_| drop(black_box(rules.identify(code, &CONTEXT)));
            lines.push(Line::new(&format!("identify {family}{what}"), limit, codes, identify));
        }
    }
    lines.push(Line::new("compile 243 rules", Some(5_000.0), vec![()], |()| drop(black_box(compile()))));
    lines
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut sorted: Vec<f64> = values.collect();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}
