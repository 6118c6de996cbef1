//! The requests that a call of the command line would send.

use serde::Serialize;
use tsify::Tsify;
use wasm_bindgen::prelude::*;

use super::command_line::read;
use super::data::{object_of, to_js};
use crate::config::results_settings::ResultsSettings;
use crate::config::settings::Settings;
use crate::eyes::preview::{self, preview, preview_results};
use crate::shards::settings::ShardSettings;

/// A request that would be sent, without any secret.
#[derive(Debug, Serialize, Tsify)]
pub struct RequestPreview {
    method: &'static str,
    url: String,
    #[tsify(type = "Record<string, string>")]
    #[serde(with = "serde_wasm_bindgen::preserve")]
    headers: JsValue,
    #[tsify(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    proxy: Option<String>,
}

/// What a call of `close()` would send. It needs no key.
#[wasm_bindgen(js_name = previewRequests, unchecked_return_type = "RequestPreview[]")]
pub fn preview_requests(
    #[wasm_bindgen(unchecked_param_type = "unknown")] options: &JsValue,
) -> Result<JsValue, JsValue> {
    let (options, environment) = read(options)?;
    ShardSettings::resolve(&options, &environment)?;
    let settings = Settings::resolve_for_preview(&options, &environment)?;
    let results = ResultsSettings::resolve_for_preview(&options, &environment)?;
    let reading = results.iter().flat_map(preview_results);
    Ok(previews(preview(&settings).into_iter().chain(reading)))
}

/// What a call of `getBatchResults()` would send first. It needs no key.
#[wasm_bindgen(js_name = previewResultsRequests, unchecked_return_type = "RequestPreview[]")]
pub fn preview_results_requests(
    #[wasm_bindgen(unchecked_param_type = "unknown")] options: &JsValue,
) -> Result<JsValue, JsValue> {
    let (options, environment) = read(options)?;
    let results = ResultsSettings::resolve_alone_for_preview(&options, &environment)?;
    Ok(previews(preview_results(&results).into_iter()))
}

fn previews(requests: impl Iterator<Item = preview::RequestPreview>) -> JsValue {
    let requests = requests.map(|request| RequestPreview {
        method: request.method,
        url: request.url,
        headers: object_of(&request.headers),
        proxy: request.proxy,
    });
    to_js(&requests.collect::<Vec<_>>())
}
