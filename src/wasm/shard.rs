//! What `src/js/stores/` calls.

use js_sys::{Array, Object};
use wasm_bindgen::prelude::*;

use super::BatchClose;
use super::options::{Said, environment};
use super::outwards::{self, set, set_text};
use crate::marking::{Marking, Step};
use crate::shard::{self, Shard};

#[wasm_bindgen]
impl BatchClose {
    /// What a call of `close()` does that has a shard, or `{ error }`; `undefined` where it has none. Who only `looks`
    /// needs no shard.
    pub fn shard(&self, looks: bool) -> JsValue {
        let said = Said::read(&self.said);
        let plan = match shard::plan(&said.options, &environment(), looks) {
            Ok(Some(plan)) => plan,
            Ok(None) => return JsValue::UNDEFINED,
            Err(error) => return outwards::refusal(&error),
        };
        let Shard { current, total } = plan.shard.unwrap_or_default();
        // Setters that are called meanwhile don't reach this one.
        let batches = Self::new(&self.said);
        batches.marking.set(Marking::new(total, plan.total_timeout));
        let out = Object::new();
        set_text(&out, "store", &plan.store);
        set_text(&out, "key", &plan.key);
        set(&out, "current", &current.into());
        set(&out, "total", &total.into());
        set(&out, "timeout", &(plan.timeout as u32).into());
        set(&out, "hold", &(Marking::hold(plan.total_timeout) as f64).into());
        set(&out, "closeAnyway", &plan.close_anyway.into());
        set(&out, "signal", &said.get("signal"));
        set(&out, "batches", &batches.into());
        out.into()
    }

    /// The next step of a shard, after so many milliseconds of the call: `{ claim }`, `{ wait }`, `{ close }`, `{ done }`
    /// or `{ error }`.
    #[wasm_bindgen(js_name = nextStep)]
    pub fn next_step(&self, spent: f64, added: bool, number: f64, text: &str) -> JsValue {
        let mut marking = self.marking.get();
        let step = marking.next(spent as u64, added, number as u64, text);
        self.marking.set(marking);
        let (name, value) = match step {
            Ok(Step::Claim(number)) => ("claim", number),
            Ok(Step::Wait(pause)) => ("wait", pause as u32),
            Ok(Step::Close) => ("close", 1),
            Ok(Step::Done) => ("done", 1),
            Err(error) => return outwards::refusal(&error),
        };
        let out = Object::new();
        set(&out, name, &value.into());
        out.into()
    }
}

/// Which shards are done, by a `1` or a `0` for each: `{ done, missing, total }`.
#[wasm_bindgen(js_name = tallyShards)]
pub fn tally_shards(marks: &str) -> JsValue {
    let out = Object::new();
    for (name, done) in [("done", true), ("missing", false)] {
        let shards = Array::new();
        for shard in shard::those(marks, done) {
            shards.push(&shard.into());
        }
        set(&out, name, &shards);
    }
    set(&out, "total", &(marks.len() as u32).into());
    out.into()
}

/// What is said where a shard does not close.
#[wasm_bindgen(js_name = describeShards)]
pub fn describe_shards(done: u32, total: u32) -> JsValue {
    shard::describe(done, total).into()
}

/// What failed in a store: what the system said of it, and its code.
#[wasm_bindgen(js_name = storeError)]
pub fn store_error(store: &str, problem: &str, code: &str) -> JsValue {
    outwards::refusal(&shard::failure(store, problem, code))
}
