//! What `src/js/stores/` calls.

use js_sys::Object;
use wasm_bindgen::prelude::*;

use super::BatchClose;
use super::options::{Said, environment, get};
use super::outwards::{self, set};
use crate::options::Value;
use crate::shard::{self, Shard, Step};
use crate::text::{decimal, glue};

/// A `{ current, total }` as `2/4`.
pub fn value(given: &JsValue) -> Option<Value> {
    let number = |name| {
        let number = get(given, name).as_f64().filter(|number| number.fract() == 0.0)?;
        Some(decimal(number as u64))
    };
    let (current, total) = (number("current")?, number("total")?);
    Some(Value::Text(glue(&[&current, "/", &total])))
}

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
        let Shard { current, total } = plan.shard.unwrap_or(Shard { current: 0, total: 0 });
        let out = Object::new();
        for (name, value) in [
            ("store", plan.store.into()),
            ("key", plan.key.into()),
            ("current", current.into()),
            ("total", total.into()),
            ("timeout", (plan.timeout as f64).into()),
            ("hold", (shard::Marking::hold(plan.total_timeout) as f64).into()),
            ("closeAnyway", plan.close_anyway.into()),
            (
                "marking",
                Marking(shard::Marking::new(total, plan.total_timeout)).into(),
            ),
            ("signal", said.get("signal")),
            // Setters that are called meanwhile don't reach this one.
            ("batches", Self::new(&self.said).into()),
        ] {
            set(&out, name, &value);
        }
        out.into()
    }
}

/// The steps of a shard: each is `{ claim }`, `{ wait }`, `{ close }`, `{ done }` or `{ error }`.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Marking(shard::Marking);

#[wasm_bindgen]
impl Marking {
    /// The next step, after so many milliseconds of the call.
    pub fn next(&mut self, spent: f64, added: bool, number: f64, text: &str) -> JsValue {
        let (name, value) = match self.0.next(spent as u64, added, number as u64, text) {
            Ok(Step::Claim(number)) => ("claim", number),
            Ok(Step::Wait(pause)) => ("wait", pause as u32),
            Ok(Step::Close(again)) => ("close", 1 + u32::from(again)),
            Ok(Step::Count | Step::Done) => ("done", 1),
            Err(error) => return outwards::refusal(&error),
        };
        let out = Object::new();
        set(&out, name, &value.into());
        out.into()
    }
}

/// What failed in a store.
#[wasm_bindgen(js_name = storeError)]
pub fn store_error(store: &str, thrown: &JsValue) -> JsValue {
    let text = |name| get(thrown, name).as_string().unwrap_or_default();
    outwards::refusal(&shard::failure(store, &text("message"), &text("code")))
}

/// What is said where a shard does not close.
#[wasm_bindgen(js_name = describeShards)]
pub fn describe_shards(done: u32, total: u32) -> JsValue {
    shard::describe(done, total).into()
}
