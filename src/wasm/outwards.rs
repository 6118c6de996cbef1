//! Data on its way to JavaScript.

use js_sys::{Array, Object, Reflect};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::options::get;
use crate::error::Error;
use crate::report::{BatchResult, CloseReport};

/// Sets a property of an object of our own, which can't fail.
pub fn set(object: &Object, name: &str, value: &JsValue) {
    let _ = Reflect::set(object, &name.into(), value);
}

fn plain(data: &impl Serialize) -> JsValue {
    serde_wasm_bindgen::to_value(data).unwrap_or(JsValue::UNDEFINED)
}

/// One result; `reason` is that of the caller's signal.
pub fn result(result: &BatchResult, reason: &JsValue) -> JsValue {
    let data = plain(result);
    add_reason(&get(&data, "error"), reason);
    data
}

/// What `close()` resolves to.
pub fn outcome(report: &CloseReport, error: Option<Box<Error>>, thrown: Option<JsValue>, reason: &JsValue) -> JsValue {
    let data = Object::new();
    let report = plain(report);
    for result in Array::from(&get(&report, "results")).iter() {
        add_reason(&get(&result, "error"), reason);
    }
    set(&data, "report", &report);
    if let Some(error) = error {
        let error = plain(&error);
        add_reason(&error, reason);
        set(&data, "error", &error);
    }
    if let Some(thrown) = thrown {
        set(&data, "thrown", &thrown);
    }
    data.into()
}

/// The reason of the caller's signal is the cause of what it aborted, as it is.
fn add_reason(error: &JsValue, reason: &JsValue) {
    let Some(object) = error.dyn_ref::<Object>() else {
        return;
    };
    if get(error, "code").as_string().as_deref() == Some("ABORTED") {
        set(object, "reason", reason);
    }
    for inner in get(error, "errors")
        .dyn_ref::<Array>()
        .into_iter()
        .flat_map(Array::iter)
    {
        add_reason(&inner, reason);
    }
}
