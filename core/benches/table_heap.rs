//! What a compiled rule file keeps on the heap: the last lines of the table.
//!
//! In a program of its own, because a counting allocator slows every allocation down. That the limit holds is also a test.

mod material;
#[path = "material/rules.rs"]
mod rules;

use std::process::ExitCode;

use material::codes;
use peak_alloc::PeakAlloc;
use rules::{CONTEXT, compile};

#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

/// In bytes.
const LIMIT: usize = 1024 * 1024;

fn main() -> ExitCode {
    let codes = codes();
    let before = HEAP.current_usage();
    let rules = compile();
    let compiled = HEAP.current_usage().saturating_sub(before);
    codes.values().flat_map(|samples| [&samples.hits, &samples.misses]).flatten().for_each(|code| drop(rules.identify(code, &CONTEXT)));
    let used = HEAP.current_usage().saturating_sub(before);
    let kept = |(name, bytes): (&str, usize)| {
        println!("{name:<28}{:>12.1} kB{:>17} kB  {}", kilobytes(bytes), LIMIT / 1024, if bytes < LIMIT { "kept" } else { "NOT KEPT" });
        bytes < LIMIT
    };
    if [("heap, compiled", compiled), ("heap, used", used)].map(kept).contains(&false) { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn kilobytes(bytes: usize) -> f64 {
    bytes as f64 / 1024.0
}
