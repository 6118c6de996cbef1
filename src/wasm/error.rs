//! Errors on their way to JavaScript.

use js_sys::Array;
use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::data::{self, optional_js};
use crate::error::{Code, Error};

#[wasm_bindgen(raw_module = "../src/js/errors.js")]
extern "C" {
    /// The one error class.
    type BatchCloseError;
    #[wasm_bindgen(constructor)]
    fn new(data: &JsValue, report: &JsValue) -> BatchCloseError;
}

/// What the constructor of `BatchCloseError` takes.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ErrorData<'a> {
    code: &'static str,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    option: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    batch_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<CauseData<'a>>,
    /// Of the caller's signal, where it ended the call.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "optional_js")]
    reason: Option<JsValue>,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "optional_js")]
    errors: Option<JsValue>,
}

#[derive(Serialize)]
struct CauseData<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'a str>,
    message: &'a str,
}

/// What an error of JavaScript has beside its own fields.
#[derive(Debug, Default)]
pub struct Surroundings {
    /// The reason of the caller's signal.
    pub reason: JsValue,
    /// The errors of several batches.
    pub errors: Option<Array>,
    /// The report; empty if `undefined`.
    pub report: JsValue,
}

impl Surroundings {
    /// Of a call whose signal has this reason.
    pub fn of_signal(reason: &JsValue) -> Self {
        Self {
            reason: reason.clone(),
            ..Self::default()
        }
    }
}

/// A `BatchCloseError` with nothing around it.
pub fn error_to_js(error: &Error) -> JsValue {
    error_with(error, Surroundings::default())
}

impl From<Error> for JsValue {
    fn from(error: Error) -> Self {
        error_to_js(&error)
    }
}

/// A `BatchCloseError` with what stands around it.
pub fn error_with(error: &Error, surroundings: Surroundings) -> JsValue {
    let data = ErrorData {
        code: error.code.name(),
        message: &error.message,
        hint: error.hint.as_deref(),
        option: error.option.as_deref(),
        problem: error.problem.as_deref(),
        batch_id: error.batch_id.as_deref(),
        status: error.status,
        cause: error.cause.as_ref().map(|cause| CauseData {
            code: cause.code.as_deref(),
            message: &cause.message,
        }),
        reason: (error.code == Code::Aborted).then_some(surroundings.reason),
        errors: surroundings.errors.map(Into::into),
    };
    BatchCloseError::new(&data::to_js(&data), &surroundings.report).into()
}
