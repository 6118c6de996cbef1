//! What the command line calls.

use js_sys::Array;
use serde::Serialize;
use tsify::Tsify;
use wasm_bindgen::prelude::*;

use super::crash;
use super::data::to_js;
use super::environment::JsEnvironment;
use super::host::JsHost;
use super::options::JsOptions;
use super::run::new_fresh_id;
use super::store::JsStore;
use crate::config::api_key;
use crate::config::batch_id::BatchId;
use crate::config::environment::Environment;
use crate::config::option_names;
use crate::config::options::Options;
use crate::config::printable;
use crate::config::redactor::Redactor;
use crate::config::server_url::ServerUrl;
use crate::config::settings;
use crate::error::{Code, Error};
use crate::run::batch_sources::{self, BatchSources, IdFile, IdSource};
use crate::run::run_id::RunIdSource;
use crate::shards::settings::StoreSettings;
use crate::shards::status;

/// The batches, and who named them.
#[derive(Debug, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct ResolvedBatchIds {
    batch_ids: Vec<String>,
    #[tsify(type = "'arguments' | 'file' | 'arguments-and-file' | 'environment' | 'ci'")]
    source: &'static str,
}

/// The batches that the arguments name, or a file with its name and text, else the environment, else, if asked, the CI.
#[wasm_bindgen(js_name = resolveBatchIds, unchecked_return_type = "ResolvedBatchIds")]
pub fn resolve_batch_ids(
    #[wasm_bindgen(unchecked_param_type = "string[]")] ids: &Array,
    from_name: Option<String>,
    from_text: Option<String>,
    ci: bool,
) -> Result<JsValue, JsValue> {
    crash::check()?;
    let from = from_name.zip(from_text).map(|(name, text)| IdFile { name, text });
    let ids = strings(ids);
    let sources = BatchSources { ids, from, ci };
    let resolved = batch_sources::resolve_batch_ids(&sources, &JsEnvironment::new());
    let (ids, source) = resolved?;
    Ok(to_js(&ResolvedBatchIds {
        batch_ids: ids.iter().map(|id| id.as_str().to_owned()).collect(),
        source: match source {
            IdSource::Arguments => "arguments",
            IdSource::File => "file",
            IdSource::ArgumentsAndFile => "arguments-and-file",
            IdSource::Environment => "environment",
            IdSource::Ci => "ci",
        },
    }))
}

/// The server that the options and the environment name.
#[wasm_bindgen(js_name = resolveServerUrl)]
pub fn resolve_server_url(
    #[wasm_bindgen(unchecked_param_type = "unknown")] options: &JsValue,
) -> Result<String, JsValue> {
    let (options, environment) = read(options)?;
    Ok(ServerUrl::find(&options, &environment)?.to_string())
}

/// What to do about a batch that the server does not know, where the tests may have named a build that the options and
/// the environment do not.
#[wasm_bindgen(js_name = buildIdHint)]
pub fn build_id_hint(
    #[wasm_bindgen(unchecked_param_type = "unknown")] options: &JsValue,
) -> Result<Option<String>, JsValue> {
    let (options, environment) = read(options)?;
    Ok(settings::build_id_hint(&options, &environment)?.map(str::to_owned))
}

/// How far the shards of some batches are.
#[derive(Debug, Serialize, Tsify)]
pub struct ShardStatus {
    done: Vec<u32>,
    missing: Vec<u32>,
    total: u32,
    #[tsify(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    closing: Option<Closing>,
}

/// Who closes, or closed.
#[derive(Debug, Serialize, Tsify)]
pub struct Closing {
    /// How the last claim ended; `claimed` while it goes on.
    #[tsify(type = "'claimed' | 'closed' | 'failed' | 'missing'")]
    outcome: &'static str,
    #[tsify(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    shard: Option<u32>,
}

/// Which shards are done, and whether one has closed. It needs no key.
#[wasm_bindgen(js_name = shardStatus, unchecked_return_type = "ShardStatus")]
pub async fn shard_status(
    #[wasm_bindgen(unchecked_param_type = "unknown")] options: JsValue,
) -> Result<JsValue, JsValue> {
    let (options, environment) = read(&options)?;
    let settings = StoreSettings::of_batches(&options, &environment)?;
    let store = JsStore::new(&settings);
    let status = status::shard_status(&JsHost::without_transport(), &store, &settings).await;
    store.check()?;
    let status = status?;
    Ok(to_js(&ShardStatus {
        done: status.shards.done,
        missing: status.shards.missing,
        total: status.shards.total,
        closing: status.closing.map(|closing| Closing {
            outcome: closing.end.map_or("claimed", |end| end.outcome()),
            shard: closing.shard,
        }),
    }))
}

/// The batch ID of a run.
#[derive(Debug, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct RunId {
    id: String,
    #[tsify(type = "'environment' | 'store' | 'ci' | 'generated'")]
    source: &'static str,
    #[tsify(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    provider: Option<&'static str>,
    /// Why it was generated.
    #[tsify(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// Whether other jobs of the same CI run will have another one.
    is_unshared: bool,
    /// Whether some SDKs read it as a number.
    looks_numeric: bool,
}

/// The ID of this run: the environment's; else, for the name `run`, the store's; else the CI's; else a fresh one.
#[wasm_bindgen(js_name = runId, unchecked_return_type = "RunId")]
pub async fn run_id(#[wasm_bindgen(unchecked_param_type = "unknown")] options: JsValue) -> Result<JsValue, JsValue> {
    let name = super::object::get_own(&options, "run").as_string();
    let without_name = js_sys::Object::assign(&super::object::bare_object(), options.unchecked_ref());
    let _ = js_sys::Reflect::delete_property(&without_name, &"run".into());
    let (options, environment) = read(&without_name)?;
    let source = RunIdSource::find(&environment, name.as_deref())?;
    let is_unshared = source.is_unshared(&environment);
    let (id, name, provider, reason) = match source {
        RunIdSource::Environment(id) => (id, "environment", None, None),
        RunIdSource::Store(name) => (claim_run_id(&options, &environment, &name).await?, "store", None, None),
        RunIdSource::Ci { provider, id } => (to_id(&id)?, "ci", Some(provider), None),
        RunIdSource::Generated(reason) => (to_id(&new_fresh_id())?, "generated", None, Some(reason.to_string())),
    };
    Ok(to_js(&RunId {
        looks_numeric: id.looks_numeric(),
        id: id.as_str().to_owned(),
        source: name,
        provider,
        reason,
        is_unshared,
    }))
}

async fn claim_run_id(options: &Options, environment: &dyn Environment, name: &BatchId) -> Result<BatchId, JsValue> {
    let settings = StoreSettings::of_run(options, environment, name)?;
    let store = JsStore::new(&settings);
    let host = JsHost::without_transport();
    let id = status::claim_run_id(&host, &store, &settings, &new_fresh_id()).await;
    store.check()?;
    Ok(id?)
}

fn to_id(text: &str) -> Result<BatchId, JsValue> {
    BatchId::parse(text).map_err(|problem| Error::new(Code::InvalidBatchId, problem.to_string()).into())
}

pub fn read(options: &JsValue) -> Result<(Options, JsEnvironment), JsValue> {
    crash::check()?;
    Ok((JsOptions::copy(options).read(), JsEnvironment::new()))
}

/// The word that is nearest to a misspelt one, if any is near.
#[wasm_bindgen]
pub fn nearest(word: &str, #[wasm_bindgen(unchecked_param_type = "string[]")] known: &Array) -> Option<String> {
    let known = strings(known);
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    option_names::nearest(word, &known).map(str::to_owned)
}

fn strings(list: &Array) -> Vec<String> {
    list.iter().filter_map(|item| item.as_string()).collect()
}

/// An argument as it may be repeated: without the API keys of the environment and of `keys`, which may stand in any place.
#[wasm_bindgen(js_name = redactKeys)]
pub fn redact_keys(argument: &str, #[wasm_bindgen(unchecked_param_type = "string[]")] keys: &Array) -> String {
    redactor_of(keys).redact(argument)
}

/// Whether an argument is such a key as a whole.
#[wasm_bindgen(js_name = isKey)]
pub fn is_key(argument: &str, #[wasm_bindgen(unchecked_param_type = "string[]")] keys: &Array) -> bool {
    redactor_of(keys).is_secret(argument)
}

fn redactor_of(keys: &Array) -> Redactor {
    let mut redactor = api_key::redactor(&Options::default(), &JsEnvironment::new());
    for key in strings(keys) {
        redactor.add_secret(key.trim());
    }
    redactor
}

/// What others said, made harmless for one printed line.
#[wasm_bindgen]
pub fn harmless(text: &str) -> String {
    printable::harmless(text)
}
