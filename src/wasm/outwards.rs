//! Data on its way to JavaScript. By hand: serde-wasm-bindgen would be 7 KB of WebAssembly for these few fields.

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::prelude::*;

use crate::error::{Code, Error};
use crate::marking::Marking;
use crate::report::{BatchResult, CloseReport};

/// Sets a property of an object of our own, which can't fail.
pub fn set(object: &Object, name: &str, value: &JsValue) {
    let _ = Reflect::set(object, &name.into(), value);
}

/// Sets a property to a text.
pub fn set_text(object: &Object, name: &str, text: &str) {
    set(object, name, &text.into());
}

fn set_number(object: &Object, name: &str, number: f64) {
    set(object, name, &number.into());
}

/// A list of texts.
pub fn list(texts: &[String]) -> JsValue {
    let list = Array::new();
    for text in texts {
        list.push(&text.as_str().into());
    }
    list.into()
}

/// An error; `reason`, that of the caller's signal, is the cause of what it aborted.
pub fn error(error: &Error, reason: &JsValue) -> Object {
    let data = Object::new();
    set_text(&data, "code", error.code.name());
    set_text(&data, "message", &error.message);
    for (name, text) in [
        ("hint", &error.hint),
        ("option", &error.option),
        ("batchId", &error.batch_id),
    ] {
        if let Some(text) = text {
            set_text(&data, name, text);
        }
    }
    if let Some(status) = error.status {
        set_number(&data, "status", status.into());
    }
    if let Some(cause) = &error.cause {
        let inner = Object::new();
        if let Some(code) = &cause.code {
            set_text(&inner, "code", code);
        }
        set_text(&inner, "message", &cause.message);
        set(&data, "cause", &inner);
    }
    if error.code == Code::Aborted {
        set(&data, "reason", reason);
    }
    data
}

/// One result.
pub fn result(result: &BatchResult, reason: &JsValue) -> Object {
    let data = Object::new();
    set_text(&data, "batchId", &result.batch_id);
    set_text(&data, "outcome", result.outcome.name());
    if let Some(status) = result.status {
        set_number(&data, "status", status.into());
    }
    set_number(&data, "attempts", result.attempts.into());
    set_number(&data, "durationMs", result.duration_ms as f64);
    if let Some(failure) = &result.error {
        set(&data, "error", &error(failure, reason));
    }
    data
}

/// What `close()` resolves to when it got as far as sending.
pub fn outcome(report: &CloseReport, thrown: Option<JsValue>, reason: &JsValue) -> JsValue {
    let data = Object::new();
    let results = Array::new();
    let errors = Array::new();
    for each in &report.results {
        results.push(&result(each, reason));
    }
    for each in report.errors() {
        errors.push(&error(each, reason));
    }
    let inner = Object::new();
    set(&inner, "results", &results);
    set(&inner, "closed", &list(&report.closed));
    set(&inner, "failed", &list(&report.failed));
    set(&data, "report", &inner);
    set_text(&data, "end", Marking::end(report));
    if let Some(whole) = report.error() {
        let whole = error(&whole, reason);
        if errors.length() > 1 {
            set(&whole, "errors", &errors);
        }
        set(&data, "error", &whole);
    }
    if let Some(thrown) = thrown {
        set(&data, "thrown", &thrown);
    }
    data.into()
}

/// What a call resolves to that came to nothing.
pub fn refusal(failure: &Error) -> JsValue {
    let data = Object::new();
    set(&data, "error", &error(failure, &JsValue::UNDEFINED));
    data.into()
}
