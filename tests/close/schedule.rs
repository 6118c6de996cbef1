//! Random schedules: settings, what every request of every batch meets, and when the caller gives up.

use std::time::Duration;

use eyes_batch_close::config::options::Value;
use eyes_batch_close::config::settings::Settings;
use eyes_batch_close::host::TransportError;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use crate::support::closing::{Call, close_until};
use crate::support::script::{BodyEnd, Reply, ScriptedResponse, answer, fails, no_answer, throws};
use crate::support::settings::{number, settings, text, texts};
use crate::support::simulated_host::SimulatedHost;
use crate::support::{KEY, ms, on_paused_clock};

/// One call of `close()`, from its settings to its end.
#[derive(Clone, Debug)]
pub struct Schedule {
    pub timeout: Duration,
    pub total_timeout: Duration,
    pub retries: u32,
    pub concurrency: u32,
    pub ignore_missing: bool,
    /// One script for each batch; the last reply of it meets all further requests.
    pub scripts: Vec<Vec<Reply>>,
    pub abort_after: Option<Duration>,
    pub seed: u64,
}

impl Schedule {
    /// The batch IDs: odd ones, so that the host finds them by their path alone.
    pub fn ids(&self) -> Vec<String> {
        (0..self.scripts.len()).map(|at| format!("b{at}/ü ?")).collect()
    }

    fn settings(&self) -> Settings {
        let ids = self.ids();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let key_in = if self.seed.is_multiple_of(2) { "query" } else { "header" };
        settings(&[
            ("batchIds", texts(&ids)),
            ("timeout", number(self.timeout.as_millis() as f64)),
            ("totalTimeout", number(self.total_timeout.as_millis() as f64)),
            ("retries", number(self.retries)),
            ("concurrency", number(self.concurrency)),
            ("ignoreMissing", Value::Flag(self.ignore_missing)),
            ("apiKeyIn", text(key_in)),
        ])
    }

    /// Runs it in simulated time.
    pub fn run(&self) -> Call {
        let settings = self.settings();
        on_paused_clock(async {
            let host = SimulatedHost::new().seeded(self.seed);
            let scripts = self.ids().into_iter().zip(self.scripts.iter().cloned());
            let host = scripts.fold(host, |host, (id, script)| host.batch(&id, script));
            close_until(host, &settings, self.abort_after).await
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

/// The pieces of a body, and how it ends. A page is one from its first piece on.
fn body() -> impl Strategy<Value = (Vec<(Duration, String)>, BodyEnd)> {
    let echo = format!("your key is {KEY}");
    let page = "<html><p>Log in".to_owned();
    let first = prop_oneof![3 => Just("{}".to_owned()), 1 => Just(echo), 1 => Just(page), 1 => Just("x".repeat(600))];
    let delay = prop_oneof![Just(0), up_to(3_000)].prop_map(ms);
    let pieces = option::of((first, vec((delay, "[a-z ]{0,9}"), 0..3)));
    let pieces = pieces.prop_map(|pieces| match pieces {
        Some((first, further)) => [(Duration::ZERO, first)].into_iter().chain(further).collect(),
        None => Vec::new(),
    });
    let end = prop_oneof![8 => Just(BodyEnd::Complete), 1 => Just(BodyEnd::Broken), 1 => Just(BodyEnd::Never)];
    (pieces, end)
}

fn response() -> impl Strategy<Value = Reply> {
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
    let headers = headers.map(|(name, value, probability)| {
        let is_there = prop::bool::weighted(probability);
        is_there.prop_map(move |is_there| is_there.then(|| (name, value.to_owned())))
    });
    let retry_after = option::weighted(0.4, retry_after());
    (select(statuses.to_vec()), headers, retry_after, body()).prop_map(|(status, headers, retry_after, body)| {
        let headers = headers.into_iter().flatten();
        let (body, body_end) = body;
        let response = ScriptedResponse {
            status,
            headers: headers.chain(retry_after.map(|delay| ("retry-after", delay))).collect(),
            body,
            body_end,
        };
        Reply {
            outcome: Ok(response),
            ..answer(status)
        }
    })
}

fn reply() -> impl Strategy<Value = Reply> {
    let codes = [
        "ECONNRESET",
        "ECONNREFUSED",
        "UND_ERR_HEADERS_TIMEOUT",
        "CERT_HAS_EXPIRED",
        "PROXY_TUNNEL_CLOSED",
    ];
    let outcome = prop_oneof![
        8 => response(),
        2 => select(codes.to_vec()).prop_map(throws),
        1 => Just(fails(TransportError::NotAResponse)),
    ];
    let delayed =
        (outcome, prop_oneof![2 => Just(0), 1 => up_to(40_000)]).prop_map(|(reply, delay)| reply.after(delay));
    prop_oneof![12 => delayed, 1 => Just(no_answer())]
}

/// Random schedules, with the caller's signal or without.
pub fn schedule(abort_after: impl Strategy<Value = Option<Duration>>) -> impl Strategy<Value = Schedule> {
    let limits = (
        up_to(40_000),
        up_to(200_000),
        prop_oneof![9 => 0..8_u32, 1 => Just(100)],
        1..=8_u32,
    );
    let scripts = vec(vec(reply(), 1..6), 1..10);
    (limits, any::<bool>(), scripts, abort_after, any::<u64>()).prop_map(
        |(limits, ignore_missing, scripts, abort_after, seed)| {
            let (timeout, total_timeout, retries, concurrency) = limits;
            Schedule {
                timeout: ms(timeout),
                total_timeout: ms(total_timeout),
                retries,
                concurrency,
                ignore_missing,
                scripts,
                abort_after,
                seed,
            }
        },
    )
}

/// When the caller's signal aborts.
pub fn abort_after() -> impl Strategy<Value = Option<Duration>> {
    prop_oneof![Just(0), up_to(200_000)].prop_map(|delay| Some(ms(delay)))
}
