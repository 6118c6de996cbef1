//! Calls that read results, on a simulated host.

use std::time::Duration;

use eyes_batch_close::close::results::{Reading, read_results};
use eyes_batch_close::config::options::Value;
use eyes_batch_close::config::results_settings::ResultsSettings;
use eyes_batch_close::error::Error;
use eyes_batch_close::eyes::results::BatchSummary;
use eyes_batch_close::host::Host;

use super::environment::{Variables, environment};
use super::script::{Reply, answer};
use super::settings::{Given, complete_options};
use super::signal::Signal;
use super::simulated_host::{SentRequest, SimulatedHost};

/// A call that has ended.
#[derive(Debug)]
pub struct ReadCall {
    pub readings: Vec<Reading>,
    pub sent: Vec<SentRequest>,
    pub duration: Duration,
}

impl ReadCall {
    /// What was read of the only batch.
    pub fn reading(&self) -> &Reading {
        assert_eq!(self.readings.len(), 1, "one batch");
        &self.readings[0]
    }

    /// What came of the only batch; panics where that was not read.
    pub fn summary(&self) -> &BatchSummary {
        self.reading().summary.as_ref().expect("a summary")
    }

    /// Why the only batch was not read; panics where it was.
    pub fn error(&self) -> &Error {
        self.reading().error.as_ref().expect("an error")
    }
}

/// The settings of a call that reads the results of complete options.
pub fn resolve_results(given: Given<'_>, variables: Variables<'_>) -> Result<Option<ResultsSettings>, Error> {
    ResultsSettings::resolve(&complete_options(given), &environment(variables))
}

/// The same where there are some: `results: true` unless it is said otherwise.
pub fn results_settings(given: Given<'_>) -> ResultsSettings {
    let wanted = [("results", Value::Flag(true))];
    let given: Vec<_> = given.iter().cloned().chain(wanted).collect();
    resolve_results(&given, &[]).unwrap().unwrap()
}

/// An answer whose counts are these: passed, unresolved, failed.
pub fn counted(passed: u32, unresolved: u32, failed: u32) -> Reply {
    let statistics = format!(r#"{{"passed":{passed},"unresolved":{unresolved},"failed":{failed}}}"#);
    json(&format!(r#"{{"statistics":{statistics}}}"#))
}

/// An answer that is this JSON.
pub fn json(text: &str) -> Reply {
    answer(200).header("content-type", "application/json").body(text)
}

/// Reads the results of batch `a`, whose requests meet a script.
pub async fn read_a(script: impl Into<Vec<Reply>>) -> ReadCall {
    read_a_with(&[], script).await
}

/// The same with more options.
pub async fn read_a_with(given: Given<'_>, script: impl Into<Vec<Reply>>) -> ReadCall {
    read_until(SimulatedHost::with_script(script), &results_settings(given), None).await
}

/// Reads the results of the batches of the settings; the caller's signal aborts after a time, if there is one.
pub async fn read_until(host: SimulatedHost, results: &ResultsSettings, abort_after: Option<Duration>) -> ReadCall {
    let signal = Signal::after(abort_after);
    let readings = read_results(&host, results, &signal).await;
    let duration = host.elapsed();
    let (sent, _) = host.into_log();
    assert!(
        sent.iter().all(|sent| sent.ended_at.is_some()),
        "nothing is left in flight"
    );
    ReadCall {
        readings,
        sent,
        duration,
    }
}
