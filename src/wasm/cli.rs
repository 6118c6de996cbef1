//! The functions that `src/js/cli/` calls.

use js_sys::Object;
use wasm_bindgen::prelude::*;

use super::options::{Said, environment, get, items};
use super::outwards::{self, set};
use crate::batch_id;
use crate::cli::{self, Asked};
use crate::error::Error;
use crate::settings::Settings;
use crate::shard;

/// Plans a close: puts the IDs of all batches into the options. `{ server, batches, namedBy, dryRun? }`, where
/// `batches` says how many there are, or `{ error }`.
#[wasm_bindgen(js_name = planClose)]
pub fn plan_close(asked: &Object) -> JsValue {
    or_refusal(plan(asked))
}

fn plan(options: &Object) -> Result<Object, Box<Error>> {
    let text = |name| get(options, name).as_string();
    let mut asked = Asked {
        ids: Vec::new(),
        from: text("from").map(|file| (file, text("fromText").unwrap_or_default())),
        ci: get(options, "ci").is_truthy(),
    };
    for id in items(&get(options, "batchIds")).unwrap_or_default() {
        asked.ids.push(id.as_string().unwrap_or_default());
    }
    let (ids, named_by) = cli::name_batches(&asked, &environment())?;
    set(options, "batchIds", &outwards::list(&ids));
    let said = Said::read(options);
    let settings = Settings::resolve(&said.options, &environment())?;
    shard::plan(&said.options, &environment(), false)?;
    let out = Object::new();
    set(&out, "server", &settings.server.text().into());
    set(&out, "batches", &(settings.batch_ids.len() as u32).into());
    set(&out, "namedBy", &named_by.into());
    if get(options, "dryRun").is_truthy() {
        set(&out, "dryRun", &cli::dry_run(&settings).into());
    }
    Ok(out)
}

/// The batch ID of this run, which may have a name: `{ id, origin, alone, offered }`, or `{ error }`.
#[wasm_bindgen(js_name = runId)]
pub fn run_id(now: &str, host: &str, random: &str, name: Option<String>) -> JsValue {
    let fresh = batch_id::fresh(now, host, random);
    let run = cli::run_id(&environment(), name.as_deref(), fresh).map(|run| {
        let out = Object::new();
        set(&out, "id", &run.id.into());
        set(&out, "origin", &run.origin.into());
        set(&out, "alone", &run.alone.into());
        set(&out, "offered", &run.offered.into());
        out
    });
    or_refusal(run)
}

fn or_refusal(result: Result<Object, Box<Error>>) -> JsValue {
    match result {
        Ok(out) => out.into(),
        Err(error) => outwards::refusal(&error),
    }
}
