//! The core's host: `fetch`, timers, clocks and random numbers of JavaScript.

use js_sys::{Date, Function, Math, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Url};

use super::options::get;
use super::outwards::set;
use super::transport::Transport;
use super::wait;
use crate::fault::{Fault, Link};
use crate::host::{Answer, Host};
use crate::request::Request;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance)]
    fn now() -> f64;

    type TextDecoder;
    #[wasm_bindgen(constructor)]
    fn new() -> TextDecoder;
    #[wasm_bindgen(method, catch)]
    fn decode(this: &TextDecoder, bytes: &JsValue) -> Result<String, JsValue>;
}

/// JavaScript as the core's host.
#[derive(Debug)]
pub struct JsHost<'a> {
    fetch: &'a JsValue,
    heard: Option<Function>,
}

impl<'a> JsHost<'a> {
    /// A host that sends through a transport; `heard` hears of each attempt.
    pub fn new(transport: &'a Transport, heard: Option<Function>) -> Self {
        Self {
            fetch: &transport.fetch,
            heard,
        }
    }
}

impl Host for JsHost<'_> {
    type Answer = JsAnswer;

    async fn send(&self, request: &Request) -> Result<JsAnswer, Fault> {
        // A URL that a parser reads in another way would reach another path than the one batch's.
        match Url::new(&request.url).map(|url| url.href()) {
            Ok(href) if href == request.url => {}
            Ok(href) => {
                return Err(Fault::UrlReadAs(
                    href.split(['?']).next().unwrap_or_default().to_owned(),
                ));
            }
            Err(thrown) => return Err(Fault::Thrown(links(&thrown))),
        }
        let guard = AbortGuard(AbortController::new().ok());
        let thrown = |error: JsValue| Fault::Thrown(links(&error));
        let fetch = self.fetch.dyn_ref::<Function>().ok_or(Fault::NoResponse)?;
        let pending = fetch
            .call2(
                &JsValue::UNDEFINED,
                &request.url.as_str().into(),
                &init(request, &guard),
            )
            .map_err(thrown)?;
        let response = settled(&pending).await.map_err(thrown)?;
        let status = get(&response, "status")
            .as_f64()
            .filter(|status| (200.0..600.0).contains(status));
        let status = status.ok_or(Fault::NoResponse)? as u16;
        Ok(JsAnswer {
            response,
            status,
            reader: None,
            guard,
        })
    }

    async fn sleep(&self, ms: u64) {
        wait::sleep(ms).await;
    }

    fn elapsed(&self) -> u64 {
        now() as u64
    }

    fn until(&self, date: &str) -> Option<u64> {
        let left = Date::parse(date) - Date::now();
        (left >= 0.0).then_some(left as u64)
    }

    fn random(&self) -> f64 {
        Math::random()
    }

    fn heard(&self, id: &str, attempt: u32, came: &str) {
        if let Some(heard) = &self.heard {
            let _ = heard.call3(&JsValue::UNDEFINED, &id.into(), &attempt.into(), &came.into());
        }
    }
}

fn init(request: &Request, guard: &AbortGuard) -> Object {
    let headers = Object::new();
    for (name, value) in &request.headers {
        set(&headers, name, &value.as_str().into());
    }
    let init = Object::new();
    set(&init, "method", &request.method.into());
    set(&init, "headers", &headers);
    set(&init, "redirect", &"manual".into());
    if let Some(controller) = &guard.0 {
        set(&init, "signal", &controller.signal());
    }
    init
}

/// Aborts its request when it is dropped before the end.
#[derive(Debug)]
struct AbortGuard(Option<AbortController>);

impl Drop for AbortGuard {
    fn drop(&mut self) {
        if let Some(controller) = &self.0 {
            controller.abort();
        }
    }
}

/// A Response, or what a caller's `fetch` has in its place.
#[derive(Debug)]
pub struct JsAnswer {
    response: JsValue,
    status: u16,
    reader: Option<JsValue>,
    guard: AbortGuard,
}

impl Answer for JsAnswer {
    fn status(&self) -> u16 {
        self.status
    }

    fn header(&self, name: &str) -> Option<String> {
        call(&get(&self.response, "headers"), "get", &name.into())
            .ok()?
            .as_string()
    }

    async fn chunk(&mut self) -> Option<String> {
        let chunk = self.next_chunk().await;
        if chunk.is_none() {
            // The answer is at its end: there is nothing left to abort.
            self.guard.0 = None;
            self.reader = None;
        }
        chunk
    }
}

impl JsAnswer {
    async fn next_chunk(&mut self) -> Option<String> {
        let reader = match &self.reader {
            Some(reader) => reader,
            // Most answers are empty, and reading takes as long as all the rest that we do.
            None if self.header("content-length").as_deref() == Some("0") => return None,
            None => {
                let body = get(&self.response, "body");
                self.reader.insert(call(&body, "getReader", &JsValue::UNDEFINED).ok()?)
            }
        };
        let read = call(reader, "read", &JsValue::UNDEFINED).ok()?;
        let read = settled(&read).await.ok()?;
        let bytes = get(&read, "value");
        // What a caller's fetch gives may only look like bytes: decoding says so, copying would throw.
        let text = bytes
            .is_instance_of::<Uint8Array>()
            .then(|| TextDecoder::new().decode(&bytes));
        text?.ok()
    }
}

impl Drop for JsAnswer {
    fn drop(&mut self) {
        // The signal alone would do for fetch; a caller's own may not heed it.
        if let Some(cancelled) = self
            .reader
            .as_ref()
            .and_then(|reader| call(reader, "cancel", &JsValue::UNDEFINED).ok())
        {
            wasm_bindgen_futures::spawn_local(async move {
                let _ = settled(&cancelled).await;
            });
        }
    }
}

/// Waits for a promise, or for whatever stands in its place, in a promise of our own: it may not be what it seems.
async fn settled(promise: &JsValue) -> Result<JsValue, JsValue> {
    let own = Promise::new(&mut |resolve, _| drop(resolve.call1(&JsValue::UNDEFINED, promise)));
    JsFuture::from(own).await
}

fn call(object: &JsValue, method: &str, argument: &JsValue) -> Result<JsValue, JsValue> {
    let method: Function = Reflect::get(object, &method.into())?.dyn_into()?;
    method.call1(object, argument)
}

/// An error and its causes, outermost first. An AggregateError's first error stands for all of them.
pub fn links(thrown: &JsValue) -> Vec<Link> {
    const DEEPEST: usize = 8;
    let mut links = Vec::new();
    let mut error = thrown.clone();
    while links.len() < DEEPEST && !error.is_undefined() && !error.is_null() {
        let text = |name: &str| get(&error, name).as_string();
        links.push(Link {
            name: text("name").unwrap_or_default(),
            code: text("code").filter(|code| !code.is_empty() && code != "UND_ERR_ABORTED"),
            message: text("message").or_else(|| error.as_string()).unwrap_or_default(),
            status: get(&error, "status").as_f64().map(|status| status as u16),
        });
        let cause = get(&error, "cause");
        error = if cause.is_undefined() {
            get(&get(&error, "errors"), "0")
        } else {
            cause
        };
    }
    links
}
