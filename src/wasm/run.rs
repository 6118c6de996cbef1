//! The functions that `src/js/hooks/run.js` calls.

use js_sys::Object;
use wasm_bindgen::prelude::*;

use super::options::{Said, environment, get};
use super::outwards::{self, set};
use crate::options::{Options, Value};
use crate::run::{self, Facts, Outcome, Phase};

/// Plans a run: the fields of a `Plan`, or `{ error }`.
#[wasm_bindgen(js_name = beginRun)]
pub fn begin_run(given: &JsValue, facts: &JsValue) -> JsValue {
    let plan = match run::begin(&options(given), &environment(), &read(facts)) {
        Ok(plan) => plan,
        Err(error) => return outwards::refusal(&error),
    };
    let out = &Object::new();
    if let Some(failure) = &plan.failure {
        set(out, "error", &outwards::error(failure, &JsValue::UNDEFINED));
    }
    let variables = Object::new();
    for (name, value) in plan.variables.iter().filter(|(_, value)| !value.is_empty()) {
        set(&variables, name, &value.as_str().into());
    }
    for (name, value) in &[
        ("batchIds", outwards::list(&plan.batch_ids)),
        ("made", plan.made.into()),
        ("variables", variables.into()),
        ("begin", plan.begin.into()),
        ("warning", plan.warning.into()),
        ("end", plan.end.into()),
        ("close", plan.close.into()),
        ("failOnError", plan.fail_on_error.into()),
    ] {
        set(out, name, value);
    }
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
    outwards::list(&run::describe(&outcome, fail_on_error))
}

fn options(given: &JsValue) -> Options {
    let mut options = Said::read(given.unchecked_ref()).options;
    for name in ["enabled", "failOnError"] {
        let value = get(given, name);
        if !value.is_undefined() && !value.is_null() {
            let flag = value.as_bool();
            options.insert(name, flag.map_or(Value::Other("a value of another kind"), Value::Flag));
        }
    }
    options
}

fn read(facts: &JsValue) -> Facts {
    Facts {
        phase: match text(facts, "phase").as_str() {
            "after" => Phase::After,
            "merge" => Phase::Merge,
            _ => Phase::Before,
        },
        shards: get(facts, "shards").as_f64().unwrap_or_default() as u32,
        made: get(facts, "made").is_truthy(),
        now: text(facts, "now"),
        host: text(facts, "host"),
        random: text(facts, "random"),
    }
}

fn text(object: &JsValue, name: &str) -> String {
    get(object, name).as_string().unwrap_or_default()
}
