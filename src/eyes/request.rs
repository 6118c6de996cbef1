//! Settings and a batch ID -> the request on the wire.

use super::location;
use crate::config::api_key::KeyLocation;
use crate::config::batch_id::BatchId;
use crate::config::secrets::encode_component;
use crate::config::settings::Settings;
use crate::host::{Method, Request};

const CLIENT: &str = concat!("eyes-batch-close/", env!("CARGO_PKG_VERSION"));

/// Makes the requests of one call.
#[derive(Clone, Debug)]
pub struct Requests<'a> {
    settings: &'a Settings,
    /// Makes the request IDs of this call unlike those of any other.
    call: u64,
}

impl<'a> Requests<'a> {
    /// The requests of a call, with a random number from 0 to 1.
    pub fn new(settings: &'a Settings, random: f64) -> Self {
        const DISTINCT: f64 = 9_007_199_254_740_992.0; // 2^53, all that a random number of JavaScript can tell apart
        Self {
            settings,
            call: (random * DISTINCT) as u64,
        }
    }

    /// The documented request that closes a batch. `sequence` is unique to each attempt of the call.
    ///
    /// <https://applitools.com/docs/eyes/sdks/batch-close>: `DELETE …/batches/{id}/close/bypointerid?apiKey=…`; with a
    /// build ID as the SDKs send it.
    pub fn close(&self, id: &BatchId, sequence: u32) -> Request {
        let Settings { server, build_id, .. } = self.settings;
        let build = build_id.as_ref().map(|build| format!("/{}", build.segment()));
        let mut url = format!(
            "{server}/api/sessions/batches/{}{}/close/bypointerid",
            id.segment(),
            build.unwrap_or_default()
        );
        self.add_key(&mut url);
        self.request(Method::Delete, url, sequence)
    }

    /// The documented request for what came of a batch; with `with_tests` also of each of its tests.
    ///
    /// Eyes' page "Server API": `GET /batches/{id}`, where the ID may be what is `APPLITOOLS_BATCH_ID` here.
    pub fn results(&self, id: &BatchId, with_tests: bool, sequence: u32) -> Request {
        let query = if with_tests { "" } else { "?statsOnly=true" };
        let url = format!("{}/batches/{}{query}", self.settings.server, id.segment());
        self.request(Method::Get, url, sequence)
    }

    /// The request that asks again for what an answer with 202 promised, or `None` where it does not say a usable place.
    ///
    /// Whatever host the answer names, the request goes to the server's own origin, so that the key never leaves it.
    pub fn poll(&self, location: &str, previous: &Request, sequence: u32) -> Option<Request> {
        let mut url = location::resolve(location, &previous.url, &self.settings.server.origin)?;
        let query = url.split_once('?').map_or("", |(_, query)| query);
        let is_key = |parameter: &str| {
            let name = parameter.split('=').next().unwrap_or_default();
            name.eq_ignore_ascii_case("apikey")
        };
        if !query.split('&').any(is_key) {
            self.add_key(&mut url);
        }
        Some(self.request(Method::Get, url, sequence))
    }

    fn add_key(&self, url: &mut String) {
        if self.settings.api_key_in == KeyLocation::Query {
            url.push(if url.contains('?') { '&' } else { '?' });
            url.push_str("apiKey=");
            url.push_str(&encode_component(self.settings.api_key.expose()));
        }
    }

    fn request(&self, method: Method, url: String, sequence: u32) -> Request {
        let headers = self.headers(sequence);
        Request { method, url, headers }
    }

    /// The headers of every request. `sequence` is unique to each attempt of the call.
    pub fn headers(&self, sequence: u32) -> Vec<(&'static str, String)> {
        let mut headers = vec![
            ("x-applitools-eyes-client", CLIENT.to_owned()),
            (
                "x-applitools-eyes-client-request-id",
                format!("{}-{sequence}", self.call),
            ),
        ];
        if self.settings.api_key_in == KeyLocation::Header {
            headers.push(("x-eyes-api-key", self.settings.api_key.expose().to_owned()));
        }
        headers
    }
}
