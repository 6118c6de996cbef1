//! What the tests of several modules have in common.

pub mod closing;
pub mod environment;
pub mod random_texts;
pub mod reading;
pub mod script;
pub mod settings;
pub mod signal;
pub mod simulated_host;
pub mod thrown;

use std::future::Future;
use std::time::Duration;

use proptest::test_runner::{Config, RngAlgorithm};

/// The API key of all tests, easily found where it must not be.
pub const KEY: &str = "MarkedKey0123456789";

/// How many cases a property runs: so many by default, or what `PROPTEST_CASES` says.
pub fn cases(by_default: u32) -> Config {
    let wanted = std::env::var("PROPTEST_CASES").ok();
    Config {
        cases: wanted.and_then(|cases| cases.parse().ok()).unwrap_or(by_default),
        failure_persistence: None,
        // Cryptographic random numbers take a third of the time where nothing is optimised.
        rng_algorithm: RngAlgorithm::XorShift,
        ..Config::default()
    }
}

/// Milliseconds as a duration.
pub const fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

/// Seconds as a duration.
pub const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// Works on a paused clock of its own: for tests that make many.
pub fn on_paused_clock<T>(work: impl Future<Output = T>) -> T {
    let clock = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build();
    clock.unwrap().block_on(work)
}

/// Random numbers from a seed: SplitMix64.
pub fn next_random(state: &std::cell::Cell<u64>) -> f64 {
    let next = state.get().wrapping_add(0x9E37_79B9_7F4A_7C15);
    state.set(next);
    let mixed = (next ^ (next >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
}
