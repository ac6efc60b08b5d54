//! A clock that counts sleep and that no user can move.

use cashier_core::machine::Monotonic;
use rustix::time::{ClockId, clock_gettime};

// Darwin's CLOCK_MONOTONIC goes on while the device sleeps, that of Linux does not.
#[cfg(any(target_os = "linux", target_os = "android"))]
const CLOCK: ClockId = ClockId::Boottime;
#[cfg(not(any(target_os = "linux", target_os = "android")))]
const CLOCK: ClockId = ClockId::Monotonic;

/// Where the time comes from: [`now`], and in tests a clock that a test moves.
pub(crate) type Clock = fn() -> Monotonic;

/// Milliseconds since some moment before this process began.
pub(crate) fn now() -> Monotonic {
    let time = clock_gettime(CLOCK);
    let millis = time.tv_sec.saturating_mul(1_000).saturating_add(time.tv_nsec.div_euclid(1_000_000));
    Monotonic(u64::try_from(millis).unwrap_or(0))
}
