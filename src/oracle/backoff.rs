//! When to ask a source again. Pure: time and chance are arguments.
//!
//! Every 5 s while it answers; after each failure in a row twice as long, up to 60 s; a source that asks us to wait is
//! given that long. Up to a fifth is added by chance, so that many open pages do not ask at the same instant. After five
//! failures in a row the circuit is open: one request a minute, until one succeeds.

use super::fault::FetchFault;
use crate::book::Time;

/// Between two requests while all is well.
pub const INTERVAL_MS: i64 = 5_000;
/// The longest wait that we choose ourselves.
pub const LONGEST_MS: i64 = 60_000;
/// The longest wait that a source can ask of us.
pub const LONGEST_ASKED_MS: i64 = 3_600_000;
/// Failures in a row that open the circuit.
pub const OPENS_AFTER: u32 = 5;
const JITTER: f64 = 0.2;

/// One source's record: how often it failed in a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Circuit {
    failures: u32,
}

impl Circuit {
    /// Failures in a row.
    pub fn failures(self) -> u32 {
        self.failures
    }

    /// Whether the source failed so often that it is only probed.
    pub fn is_open(self) -> bool {
        self.failures >= OPENS_AFTER
    }

    /// Notes an answer; returns when to ask next. `chance` is in [0, 1).
    pub fn succeeded(&mut self, now: Time, chance: f64) -> Time {
        self.failures = 0;
        after(now, INTERVAL_MS, chance)
    }

    /// Notes a failure; returns when to ask next. `chance` is in [0, 1).
    pub fn failed(&mut self, fault: &FetchFault, now: Time, chance: f64) -> Time {
        self.failures = self.failures.saturating_add(1);
        let doubled = INTERVAL_MS.saturating_mul(1_i64 << self.failures.min(16)).min(LONGEST_MS);
        let wait = match fault {
            FetchFault::RateLimited { retry_after_s: Some(seconds) } => {
                (i64::from(*seconds) * 1000).clamp(doubled, LONGEST_ASKED_MS)
            }
            // Whoever says 429 without saying how long, and whoever the browser blocks, is left alone for a minute.
            FetchFault::RateLimited { .. } | FetchFault::Blocked => LONGEST_MS,
            _ if self.is_open() => LONGEST_MS,
            _ => doubled,
        };
        after(now, wait, chance)
    }
}

fn after(now: Time, wait_ms: i64, chance: f64) -> Time {
    let chance = if chance.is_finite() { chance.clamp(0.0, 1.0) } else { 0.0 };
    // Waits are at most an hour, so neither conversion rounds.
    let added = (wait_ms as f64 * JITTER * chance) as i64;
    Time(now.0.saturating_add(wait_ms).saturating_add(added))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Time = Time(1_795_305_600_000);

    fn waits(fault: &FetchFault, times: usize) -> Vec<i64> {
        let mut circuit = Circuit::default();
        (0..times).map(|_| circuit.failed(fault, NOW, 0.0).since(NOW) / 1000).collect()
    }

    #[test]
    fn waits_double_up_to_a_minute() {
        assert_eq!(waits(&FetchFault::Timeout, 6), [10, 20, 40, 60, 60, 60]);
        assert_eq!(waits(&FetchFault::Status(503), 40).last(), Some(&60));
        assert_eq!(waits(&FetchFault::Blocked, 2), [60, 60]);
    }

    #[test]
    fn a_source_that_asks_for_time_is_given_it() {
        let asks = |s| FetchFault::RateLimited { retry_after_s: s };
        assert_eq!(waits(&asks(Some(90)), 2), [90, 90]);
        assert_eq!(waits(&asks(Some(0)), 2), [10, 20]);
        assert_eq!(waits(&asks(Some(u32::MAX)), 1), [3600]);
        assert_eq!(waits(&asks(None), 1), [60]);
    }

    #[test]
    fn the_circuit_opens_after_five_failures_and_closes_with_an_answer() {
        let mut circuit = Circuit::default();
        for _ in 0..5 {
            assert!(!circuit.is_open());
            circuit.failed(&FetchFault::Timeout, NOW, 0.0);
        }
        assert!(circuit.is_open());
        assert_eq!(circuit.succeeded(NOW, 0.0).since(NOW), INTERVAL_MS);
        assert!(!circuit.is_open() && circuit.failures() == 0);
    }

    #[test]
    fn chance_adds_up_to_a_fifth() {
        let mut circuit = Circuit::default();
        assert_eq!(circuit.succeeded(NOW, 0.5).since(NOW), 5_500);
        for odd in [f64::NAN, f64::INFINITY, -3.0] {
            assert_eq!(circuit.succeeded(NOW, odd).since(NOW), 5_000);
        }
        assert_eq!(circuit.succeeded(NOW, 7.0).since(NOW), 6_000);
        assert_eq!(circuit.succeeded(Time(i64::MAX), 0.9), Time(i64::MAX));
    }
}
