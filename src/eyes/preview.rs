//! The requests of a call that are shown and not sent.

use super::request::Requests;
use crate::config::batch_id::BatchId;
use crate::config::redactor::Redactor;
use crate::config::results_settings::ResultsSettings;
use crate::config::secrets::MASK;
use crate::config::settings::Settings;
use crate::host::Request;

/// A request that would be sent, without any secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestPreview {
    /// The method.
    pub method: &'static str,
    /// The URL.
    pub url: String,
    /// The headers; those that differ from call to call are left out.
    pub headers: Vec<(&'static str, String)>,
    /// The proxy on the way, without its credentials.
    pub proxy: Option<String>,
}

/// The first request of each batch that closes it.
pub fn preview(settings: &Settings) -> Vec<RequestPreview> {
    preview_each(settings, |requests, id| requests.close(id, 0))
}

/// The first request of each batch that reads what came of it.
pub fn preview_results(results: &ResultsSettings) -> Vec<RequestPreview> {
    preview_each(&results.settings, |requests, id| {
        requests.results(id, results.with_tests, 0)
    })
}

fn preview_each(settings: &Settings, request_of: impl Fn(&Requests<'_>, &BatchId) -> Request) -> Vec<RequestPreview> {
    let requests = Requests::new(settings, 0.0);
    let proxy = settings.proxy.as_ref().map(|proxy| proxy.origin.to_string());
    let ids = settings.batch_ids.iter();
    ids.map(|id| {
        let request = request_of(&requests, id);
        let shown = request
            .headers
            .into_iter()
            .filter(|(name, _)| *name == "x-eyes-api-key");
        RequestPreview {
            method: request.method.name(),
            url: Redactor::default().redact(&request.url),
            headers: shown.map(|(name, _)| (name, MASK.to_owned())).collect(),
            proxy: proxy.clone(),
        }
    })
    .collect()
}
