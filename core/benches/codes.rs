//! Criterion's view of the engine: distributions, and how they change from run to run.
//!
//! `cargo bench -p cashier-core --bench codes`; what must hold is in the bench `table`.

mod material;
#[path = "material/payloads.rs"]
mod payloads;
#[path = "material/rules.rs"]
mod rules;

use cashier_core::codes::emv::EmvCode;
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use material::codes;
use payloads::readable_codes;
use rules::{CONTEXT, compile};

/// Both readers on the same codes; a unit is one code.
fn read(c: &mut Criterion) {
    let payloads = readable_codes();
    let mut group = c.benchmark_group("read");
    group.throughput(Throughput::Elements(payloads.len() as u64));
    group.bench_function("EmvCode::parse", |b| b.iter(|| payloads.iter().filter(|it| EmvCode::parse(it).is_ok()).count()));
    group.bench_function("promptparse::parse", |b| {
        b.iter(|| payloads.iter().filter(|it| promptparse::parse(it, true, true).is_some()).count());
    });
    group.finish();
}

fn identify(c: &mut Criterion) {
    let rules = compile();
    let mut group = c.benchmark_group("identify");
    for (family, samples) in codes() {
        for (what, codes) in [("hits", samples.hits), ("misses", samples.misses)] {
            group.throughput(Throughput::Elements(codes.len() as u64));
            group.bench_function(format!("{family} {what}"), |b| {
                b.iter(|| codes.iter().filter(|code| rules.identify(code, &CONTEXT).is_ok()).count());
            });
        }
    }
    group.finish();
}

fn compile_rules(c: &mut Criterion) {
    c.bench_function("compile 243 rules", |b| b.iter_batched(|| (), |()| compile(), BatchSize::PerIteration));
}

criterion_group!(benches, read, identify, compile_rules);
criterion_main!(benches);
