//! What came of batches, as data; and the call that reads it alone.

use js_sys::Promise;
use serde::Serialize;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;

use super::crash;
use super::data::{optional_js, to_js};
use super::environment::JsEnvironment;
use super::error::{Surroundings, error_with};
use super::host::JsHost;
use super::options::JsOptions;
use super::signal::JsSignal;
use super::transport::Transport;
use crate::close::fail_on::failure;
use crate::close::results::{Reading, read_results};
use crate::config::results_settings::ResultsSettings;
use crate::eyes::results::TestSummary;

/// What came of a batch.
#[derive(Serialize)]
pub struct SummaryData<'a> {
    passed: u32,
    failed: u32,
    unresolved: u32,
    new: u32,
    aborted: u32,
    empty: u32,
    total: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    partial: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tests: Vec<TestData<'a>>,
}

#[derive(Serialize)]
struct TestData<'a> {
    name: &'a str,
    status: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    environment: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
}

/// What came of a batch as far as it was read, and why that may not be all; `reason` is that of the caller's signal.
pub fn summary_of<'a>(reading: Option<&'a Reading>, reason: &JsValue) -> (Option<SummaryData<'a>>, Option<JsValue>) {
    let summary = reading.and_then(SummaryData::of);
    let error = reading.and_then(|reading| reading.error.as_ref());
    let error = error.map(|error| error_with(error, Surroundings::of_signal(reason)));
    (summary, error)
}

impl<'a> SummaryData<'a> {
    fn of(reading: &'a Reading) -> Option<Self> {
        let summary = reading.summary.as_ref()?;
        let counts = summary.counts;
        Some(Self {
            passed: counts.passed,
            failed: counts.failed,
            unresolved: counts.unresolved,
            new: counts.new,
            aborted: counts.aborted,
            empty: counts.empty,
            total: counts.total,
            url: summary.url.as_deref(),
            partial: reading.is_partial(),
            tests: summary.tests.iter().map(TestData::from).collect(),
        })
    }
}

impl<'a> From<&'a TestSummary> for TestData<'a> {
    fn from(test: &'a TestSummary) -> Self {
        Self {
            name: &test.name,
            status: &test.status,
            environment: test.environment.as_deref(),
            url: test.url.as_deref(),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ReadBatch<'a> {
    batch_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<SummaryData<'a>>,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "optional_js")]
    summary_error: Option<JsValue>,
}

#[derive(Serialize)]
struct ResultsReport<'a> {
    results: Vec<ReadBatch<'a>>,
}

/// Reads what came of batches without closing them.
#[wasm_bindgen(js_name = readBatchResults, unchecked_return_type = "Promise<import('../src/js/index.js').ResultsReport>")]
pub fn read_batch_results(#[wasm_bindgen(unchecked_param_type = "unknown")] options: &JsValue) -> Promise {
    let options = JsOptions::copy(options);
    let results = crash::check().and_then(|()| {
        let results = ResultsSettings::resolve_alone(&options.read(), &JsEnvironment::new());
        results.map_err(JsValue::from)
    });
    future_to_promise(async move { read(&options, &results?).await })
}

async fn read(options: &JsOptions, results: &ResultsSettings) -> Result<JsValue, JsValue> {
    let signal = JsSignal::listen(&options.get("signal"));
    let transport = Transport::open(&results.settings, options).await?;
    let readings = read_results(&JsHost::new(&transport), results, &signal).await;
    let reason = signal.reason();
    let batches = readings.iter().map(|reading| {
        let (summary, summary_error) = summary_of(Some(reading), &reason);
        ReadBatch {
            batch_id: &reading.batch_id,
            summary,
            summary_error,
        }
    });
    let report = to_js(&ResultsReport {
        results: batches.collect(),
    });
    match failure(&readings, results) {
        None => Ok(report),
        Some(error) => Err(error_with(
            &error,
            Surroundings {
                report,
                ..Surroundings::of_signal(&reason)
            },
        )),
    }
}
