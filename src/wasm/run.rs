//! The functions that `src/js/hooks/run.js` calls.

use js_sys::{Array, Object};
use wasm_bindgen::prelude::*;

use super::options::{Said, environment, get};
use super::outwards::{self, set, set_text};
use crate::batch_id;
use crate::lines::{self, Outcome};
use crate::run::{self, Facts};

/// Plans a run: the fields of a `Plan`, or `{ error }`. Takes the fields of `Facts`, and `options`.
#[wasm_bindgen(js_name = beginRun)]
pub fn begin_run(given: &JsValue) -> JsValue {
    let facts = Facts {
        after: flag(given, "after"),
        merge: flag(given, "merge"),
        made: flag(given, "made"),
        fresh: batch_id::fresh(&text(given, "now"), &text(given, "host"), &text(given, "random")),
    };
    let options = Said::read(get(given, "options").unchecked_ref()).options;
    let plan = match run::begin(&options, &environment(), &facts) {
        Ok(plan) => plan,
        Err(error) => return outwards::refusal(&error),
    };
    let out = match &plan.error {
        Some(error) => outwards::refusal(error).unchecked_into(),
        None => Object::new(),
    };
    let ids = Array::new();
    let variables = Object::new();
    for id in &plan.batch_ids {
        ids.push(&id.as_str().into());
        if plan.sets_id {
            set_text(&variables, batch_id::VARIABLE, id.as_str());
        }
    }
    if plan.sets_dont_close {
        set_text(&variables, run::DONT_CLOSE, "true");
    }
    set(&out, "batchIds", &ids);
    set(&out, "variables", &variables);
    set(&out, "made", &plan.made.into());
    set(&out, "close", &plan.close.into());
    set(&out, "marks", &plan.marks.into());
    set(&out, "failOnError", &plan.fail_on_error.into());
    set_text(&out, "begin", &plan.begin);
    set_text(&out, "end", &plan.end);
    out.into()
}

/// The lines on what became of the batches of a run.
#[wasm_bindgen(js_name = describeRun)]
pub fn describe_run(outcome: &JsValue, fail_on_error: bool) -> JsValue {
    let outcome = Outcome {
        closed: text(outcome, "closed"),
        missing: text(outcome, "missing"),
        problem: text(outcome, "problem"),
        hint: text(outcome, "hint"),
        took: text(outcome, "took"),
    };
    lines::describe(&outcome, fail_on_error).as_str().into()
}

fn text(object: &JsValue, name: &str) -> String {
    get(object, name).as_string().unwrap_or_default()
}

fn flag(object: &JsValue, name: &str) -> bool {
    get(object, name).as_bool().unwrap_or_default()
}
