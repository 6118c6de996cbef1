//! Plain data that goes out: the report, with its results.

use js_sys::{Array, Object};
use serde::ser::{Serialize, Serializer};
use wasm_bindgen::JsValue;

use super::error::{Surroundings, error_with};
use super::object::set;
use super::results::{SummaryData, summary_of};
use crate::close::observer::Attempt;
use crate::close::report::{BatchResult, CloseReport};
use crate::close::results::Reading;
use crate::shards::ShardReport;
use crate::shards::shard::Shards;

/// Data as an object of JavaScript, its names in camel case.
pub fn to_js(data: &impl Serialize) -> JsValue {
    serde_wasm_bindgen::to_value(data).unwrap_or(JsValue::UNDEFINED)
}

/// An object of names with their values.
pub fn object_of(fields: &[(&'static str, String)]) -> JsValue {
    let object = Object::new();
    for (name, value) in fields {
        set(&object, name, &value.into());
    }
    object.into()
}

/// Hands a value of JavaScript through as it is.
pub fn optional_js<S: Serializer>(value: &Option<JsValue>, serializer: S) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) => serde_wasm_bindgen::preserve::serialize(value, serializer),
        None => serializer.serialize_none(),
    }
}

#[derive(serde::Serialize)]
#[serde(rename_all = "camelCase")]
struct AttemptData<'a> {
    batch_id: &'a str,
    attempt: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
}

/// What `onAttempt` gets.
pub fn attempt_to_js(attempt: &Attempt<'_>) -> JsValue {
    to_js(&AttemptData {
        batch_id: attempt.batch_id,
        attempt: attempt.attempt,
        status: attempt.status,
        reason: attempt.reason,
    })
}

#[derive(serde::Serialize)]
#[serde(rename_all = "camelCase")]
struct ResultData<'a> {
    batch_id: &'a str,
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    attempts: u32,
    duration_ms: f64,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "optional_js")]
    error: Option<JsValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<SummaryData<'a>>,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "optional_js")]
    summary_error: Option<JsValue>,
}

impl<'a> ResultData<'a> {
    fn new(result: &'a BatchResult, reading: Option<&'a Reading>, reason: &JsValue) -> Self {
        let error = result.error.as_ref();
        let (summary, summary_error) = summary_of(reading, reason);
        Self {
            batch_id: &result.batch_id,
            outcome: result.outcome.name(),
            status: result.status,
            attempts: result.attempts,
            duration_ms: result.duration.as_millis() as f64,
            error: error.map(|error| error_with(error, Surroundings::of_signal(reason))),
            summary,
            summary_error,
        }
    }
}

/// What `onResult` gets; `reason` is that of the caller's signal.
pub fn result_to_js(result: &BatchResult, reason: &JsValue) -> JsValue {
    to_js(&ResultData::new(result, None, reason))
}

/// Which shards are done.
#[derive(Debug, serde::Serialize)]
pub struct ShardsData<'a> {
    done: &'a [u32],
    missing: &'a [u32],
    total: u32,
}

impl<'a> From<&'a Shards> for ShardsData<'a> {
    fn from(shards: &'a Shards) -> Self {
        Self {
            done: &shards.done,
            missing: &shards.missing,
            total: shards.total,
        }
    }
}

#[derive(serde::Serialize)]
#[serde(rename_all = "camelCase")]
struct ReportData<'a> {
    results: Vec<ResultData<'a>>,
    closed: &'a [String],
    failed: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    shards: Option<ShardsData<'a>>,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "optional_js")]
    store_error: Option<JsValue>,
}

/// The report as users get it, or the error that has it.
pub fn report_to_js(shard_report: &ShardReport, reason: &JsValue) -> Result<JsValue, JsValue> {
    let ShardReport {
        report,
        shards,
        store_error,
    } = shard_report;
    let CloseReport {
        results,
        closed,
        failed,
        readings,
        ..
    } = report;
    let results = results.iter().enumerate();
    let results = results.map(|(at, result)| ResultData::new(result, readings.get(at), reason));
    let data = ReportData {
        results: results.collect(),
        closed,
        failed,
        shards: shards.as_ref().map(Into::into),
        store_error: store_error.as_ref().map(super::error::error_to_js),
    };
    let errors: Array = data.results.iter().filter_map(|result| result.error.clone()).collect();
    let report_data = to_js(&data);
    match report.error() {
        None => Ok(report_data),
        Some(error) => Err(error_with(
            &error,
            Surroundings {
                errors: (errors.length() > 1).then_some(errors),
                report: report_data,
                ..Surroundings::of_signal(reason)
            },
        )),
    }
}
