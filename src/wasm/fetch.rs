//! Sends a request through `fetch`, and reads the errors that it throws.

use js_sys::Function;
use wasm_bindgen::prelude::*;
use web_sys::{AbortController, Headers, RequestInit, RequestRedirect, Url};

use super::object::{bare_object, get, settled, text};
use super::response::JsResponse;
use crate::host::{ErrorLink, Request, TransportError};

/// How many causes behind an error are looked at.
const MOST_LINKS: usize = 8;

/// Sends a request; dropping the future aborts it.
pub async fn send(fetch: &JsValue, request: &Request) -> Result<JsResponse, TransportError> {
    check_url(&request.url)?;
    let guard = AbortGuard(AbortController::new().ok());
    let init = request_init(request, &guard).map_err(|thrown| thrown_error(&thrown))?;
    let fetch = fetch.dyn_ref::<Function>().ok_or(TransportError::NotAResponse)?;
    let pending = fetch.call2(&JsValue::UNDEFINED, &request.url.as_str().into(), &init);
    let pending = pending.map_err(|thrown| thrown_error(&thrown))?;
    let response = settled(&pending).await.map_err(|thrown| thrown_error(&thrown))?;
    JsResponse::new(response, guard).ok_or(TransportError::NotAResponse)
}

/// A URL that a parser reads in another way would reach another path than the one batch's.
fn check_url(url: &str) -> Result<(), TransportError> {
    let read = Url::new(url).map_err(|thrown| thrown_error(&thrown))?.href();
    if read == url {
        return Ok(());
    }
    let without_query = read.split('?').next().unwrap_or_default();
    Err(TransportError::UrlMismatch(without_query.to_owned()))
}

fn request_init(request: &Request, guard: &AbortGuard) -> Result<RequestInit, JsValue> {
    let headers = Headers::new()?;
    for (name, value) in &request.headers {
        headers.set(name, value)?;
    }
    // Without a prototype, as undici takes a `dispatcher` from there, too.
    let init: RequestInit = bare_object().unchecked_into();
    init.set_method(request.method.name());
    init.set_headers_headers(&headers);
    init.set_redirect(RequestRedirect::Manual);
    if let Some(controller) = &guard.0 {
        init.set_signal(Some(&controller.signal()));
    }
    Ok(init)
}

/// Aborts its request when it is dropped before the end.
#[derive(Debug)]
pub struct AbortGuard(Option<AbortController>);

impl AbortGuard {
    /// There is nothing left to abort.
    pub fn disarm(&mut self) {
        self.0 = None;
    }
}

impl Drop for AbortGuard {
    fn drop(&mut self) {
        if let Some(controller) = &self.0 {
            controller.abort();
        }
    }
}

fn thrown_error(thrown: &JsValue) -> TransportError {
    TransportError::Thrown(error_links(thrown))
}

/// An error and its causes, outermost first. An AggregateError's first error stands for all of them, as Node throws one
/// for a host with several addresses.
pub fn error_links(thrown: &JsValue) -> Vec<ErrorLink> {
    let mut links = Vec::new();
    let mut error = thrown.clone();
    while links.len() < MOST_LINKS && !error.is_undefined() && !error.is_null() {
        links.push(error_link(&error));
        let cause = get(&error, "cause");
        error = if cause.is_undefined() {
            get(&get(&error, "errors"), "0")
        } else {
            cause
        };
    }
    links
}

fn error_link(error: &JsValue) -> ErrorLink {
    let field = |name: &str| text(&get(error, name));
    ErrorLink {
        name: field("name").unwrap_or_default(),
        // undici gives this code to whatever it aborts because something else failed.
        code: field("code").filter(|code| !code.is_empty() && code != "UND_ERR_ABORTED"),
        message: field("message").or_else(|| text(error)).unwrap_or_default(),
        status: get(error, "status").as_f64().map(|status| status as u16),
    }
}
