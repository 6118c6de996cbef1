//! Settings and a batch ID -> the request on the wire.

use crate::api_key::KeyPlace;
use crate::batch_id::BatchId;
use crate::server_url::check_path;
use crate::settings::Settings;
use crate::text::{self, decimal, encode, glue};

const CLIENT: &str = concat!("eyes-batch-close/", env!("CARGO_PKG_VERSION"));

/// One request, ready to be sent.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    /// `DELETE`, or `GET` where an answer asked to be polled.
    pub method: &'static str,
    /// The URL, with the key where it travels in the query.
    pub url: String,
    /// The headers.
    pub headers: Vec<(&'static str, String)>,
}

impl std::fmt::Debug for Request {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.method)
    }
}

/// Makes the requests of one call.
#[derive(Clone)]
pub struct Requests<'a> {
    settings: &'a Settings,
    call: String,
}

impl std::fmt::Debug for Requests<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Requests")
    }
}

impl<'a> Requests<'a> {
    /// `random`, from 0 to 1, makes the request IDs of this call unlike those of any other.
    pub fn new(settings: &'a Settings, random: f64) -> Self {
        const DISTINCT: f64 = 9_007_199_254_740_992.0; // 2^53, all that a random number of JavaScript can tell apart
        let call = decimal((random * DISTINCT) as u64);
        Self { settings, call }
    }

    /// The documented request that closes a batch. `serial` is unique to each attempt of the call.
    ///
    /// <https://applitools.com/docs/eyes/sdks/batch-close>: `DELETE …/batches/{id}/close/bypointerid?apiKey=…`
    pub fn close(&self, id: &BatchId, serial: u32) -> Request {
        let mut url = glue(&[&self.settings.server.text(), "/api/sessions/batches/", &id.segment()]);
        if let Some(build) = &self.settings.build_id {
            url.push_str(&glue(&["/", &build.segment()]));
        }
        url.push_str("/close/bypointerid");
        self.add_key(&mut url);
        self.request("DELETE", url, serial)
    }

    /// The request that asks again for what an answer with 202 promised, or `None` where it does not say a usable place.
    ///
    /// Whatever host the answer names, the request goes to the server's own origin, so that the key never leaves it.
    pub fn poll(&self, location: &str, asked: &Request, serial: u32) -> Option<Request> {
        let origin = self.settings.server.origin.text();
        let asked_path = text::before(asked.url.strip_prefix(&origin)?, "?");
        let target = resolve(location.trim(), asked_path);
        let target = text::before(&target, "#");
        let (path, query) = text::cut(target, "?").unwrap_or((target, ""));
        let usable = target.starts_with("/") && check_path(path).is_ok() && query.bytes().all(|b| b.is_ascii_graphic());
        let mut url = glue(&[&origin, target]);
        if !text::has(query, "apikey=") {
            self.add_key(&mut url);
        }
        usable.then(|| self.request("GET", url, serial))
    }

    fn add_key(&self, url: &mut String) {
        if self.settings.api_key_in == KeyPlace::Query {
            let mark = if text::has(url, "?") { "&" } else { "?" };
            url.push_str(&glue(&[mark, "apiKey=", &encode(&self.settings.api_key.0)]));
        }
    }

    fn request(&self, method: &'static str, url: String, serial: u32) -> Request {
        Request {
            method,
            url,
            headers: self.headers(serial),
        }
    }

    /// The headers of every request. `serial` is unique to each attempt of the call.
    pub fn headers(&self, serial: u32) -> Vec<(&'static str, String)> {
        let mut headers = vec![
            ("x-applitools-eyes-client", CLIENT.to_owned()),
            (
                "x-applitools-eyes-client-request-id",
                glue(&[&self.call, "-", &decimal(serial)]),
            ),
        ];
        if self.settings.api_key_in == KeyPlace::Header {
            headers.push(("x-eyes-api-key", self.settings.api_key.0.clone()));
        }
        headers
    }
}

/// The path and query of a location, seen from a path.
fn resolve(location: &str, from: &str) -> String {
    let without_scheme = text::cut_scheme(location)
        .map(|(_, rest)| rest)
        .or_else(|| location.strip_prefix("//"));
    if let Some(rest) = without_scheme {
        return glue(&["/", text::cut(rest, "/").map_or("", |(_, path)| path)]);
    }
    if location.starts_with("/") {
        return location.to_owned();
    }
    if location.starts_with("?") {
        return glue(&[from, location]);
    }
    let folder = text::cut_last(from, b'/').map_or("", |(folder, _)| folder);
    glue(&[folder, "/", location])
}
