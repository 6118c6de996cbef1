//! Random schedules: settings, what every request of every batch meets, and when the caller gives up.

use eyes_batch_close::fault::Fault;
use eyes_batch_close::options::Value;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::script::{Step, answer, fault, never, throws};
use super::{KEY, Run, World, number, run_until, settings, text, texts};

/// One call of `close()`, from its settings to its end.
#[derive(Clone, Debug)]
pub struct Schedule {
    pub timeout: u64,
    pub total: u64,
    pub retries: u32,
    pub concurrency: u32,
    pub ignore_missing: bool,
    /// One script for each batch; the last step of it meets all further requests.
    pub scripts: Vec<Vec<Step>>,
    /// When the caller's signal aborts.
    pub stop: Option<u64>,
    pub seed: u64,
}

impl Schedule {
    /// The batch IDs: odd ones, so that the world finds them by their path alone.
    pub fn ids(&self) -> Vec<String> {
        (0..self.scripts.len()).map(|at| format!("b{at}/ü ?")).collect()
    }

    /// Runs it in virtual time.
    pub fn run(&self) -> Run {
        let ids = self.ids();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let settings = settings(&[
            ("batchIds", texts(&ids)),
            ("timeout", number(self.timeout as f64)),
            ("totalTimeout", number(self.total as f64)),
            ("retries", number(self.retries)),
            ("concurrency", number(self.concurrency)),
            ("ignoreMissing", Value::Flag(self.ignore_missing)),
            (
                "apiKeyIn",
                text(if self.seed.is_multiple_of(2) { "query" } else { "header" }),
            ),
        ]);
        let clock = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build();
        clock.expect("a runtime").block_on(async {
            let world = World::new().seeded(self.seed);
            let scripts = ids.iter().zip(self.scripts.iter().cloned());
            let world = scripts.fold(world, |world, (id, script)| world.batch(id, script));
            run_until(world, &settings, self.stop).await
        })
    }
}

/// Milliseconds up to this: as often a few as many.
fn up_to(most: u64) -> impl Strategy<Value = u64> {
    prop_oneof![1..=20.min(most), 1..=2_000.min(most), 1..=most]
}

fn retry_after() -> impl Strategy<Value = String> {
    let date = |seconds: u64| {
        let (hour, minute, second) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
        format!("Sun, 06 Nov 1994 {hour:02}:{minute:02}:{second:02} GMT")
    };
    let began = 8 * 3_600 + 49 * 60 + 37;
    prop_oneof![
        4 => (0..10_u64).prop_map(|seconds| seconds.to_string()),
        1 => (10..100_000_u64).prop_map(|seconds| seconds.to_string()),
        2 => (began - 20..began + 120_u64).prop_map(date),
        1 => select(vec!["", "-1", "soon", "1.5", "Sun, 06 Nov 1994"]).prop_map(str::to_owned),
    ]
}

/// The pieces of a body, and whether it never ends. A page is one from its first piece on.
fn body() -> impl Strategy<Value = (Vec<(u64, String)>, bool)> {
    let echo = format!("your key is {KEY}");
    let page = "<html><p>Log in".to_owned();
    let first = prop_oneof![3 => Just("{}".to_owned()), 1 => Just(echo), 1 => Just(page), 1 => Just("x".repeat(600))];
    let further = (prop_oneof![Just(0), up_to(3_000)], "[a-z ]{0,9}");
    let pieces = option::of((first, vec(further, 0..3)));
    let pieces = pieces.prop_map(|pieces| match pieces {
        Some((first, further)) => [(0, first)].into_iter().chain(further).collect(),
        None => Vec::new(),
    });
    (pieces, prop::bool::weighted(0.1))
}

fn reply() -> impl Strategy<Value = Step> {
    let statuses = [
        200, 200, 200, 204, 202, 202, 202, 302, 400, 401, 403, 404, 404, 404, 408, 429, 429, 500, 502, 503, 503, 503,
        504, 520, 418, 501,
    ];
    let headers = [
        ("x-applitools-dont-retry", "true", 0.1),
        ("content-type", "text/html", 0.1),
        ("location", "status", 0.7),
        ("location", "../status", 0.05),
    ];
    let headers = headers.map(|(name, value, often)| {
        let there = prop::bool::weighted(often);
        there.prop_map(move |there| there.then_some((name, value)))
    });
    let asked = option::weighted(0.4, retry_after());
    (select(statuses.to_vec()), headers, asked, body()).prop_map(|(status, headers, asked, (body, endless))| {
        let mut step = answer(status);
        for (name, value) in headers.into_iter().flatten() {
            step = step.header(name, value);
        }
        step = asked
            .into_iter()
            .fold(step, |step, asked| step.header("retry-after", asked));
        step = body.into_iter().fold(step, |step, (ms, piece)| step.piece(ms, piece));
        if endless { step.endless() } else { step }
    })
}

fn step() -> impl Strategy<Value = Step> {
    let codes = [
        "ECONNRESET",
        "ECONNREFUSED",
        "UND_ERR_HEADERS_TIMEOUT",
        "CERT_HAS_EXPIRED",
        "PROXY_TUNNEL_CLOSED",
    ];
    let end = prop_oneof![
        8 => reply(),
        2 => select(codes.to_vec()).prop_map(throws),
        1 => Just(fault(Fault::NoResponse)),
    ];
    let delayed = (end, prop_oneof![2 => Just(0), 1 => up_to(40_000)]).prop_map(|(step, ms)| step.after(ms));
    prop_oneof![12 => delayed, 1 => Just(never())]
}

/// Random schedules, with the caller's signal or without.
pub fn schedule(stop: impl Strategy<Value = Option<u64>>) -> impl Strategy<Value = Schedule> {
    let limits = (
        up_to(40_000),
        up_to(200_000),
        prop_oneof![9 => 0..8_u32, 1 => Just(100)],
        1..=8_u32,
    );
    let scripts = vec(vec(step(), 1..6), 1..10);
    (limits, any::<bool>(), scripts, stop, any::<u64>()).prop_map(|(limits, ignore_missing, scripts, stop, seed)| {
        let (timeout, total, retries, concurrency) = limits;
        Schedule {
            timeout,
            total,
            retries,
            concurrency,
            ignore_missing,
            scripts,
            stop,
            seed,
        }
    })
}

/// A time at which the caller's signal aborts.
pub fn stop() -> impl Strategy<Value = Option<u64>> {
    prop_oneof![Just(Some(0)), up_to(200_000).prop_map(Some)]
}
