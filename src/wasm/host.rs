//! JavaScript as the core's host, and what `src/js/host/` does for it.

use std::time::{Duration, SystemTime};

use gloo_timers::future::TimeoutFuture;
use js_sys::{Date, Math};
use wasm_bindgen::prelude::*;

use super::fetch;
use super::response::JsResponse;
use super::transport::Transport;
use crate::host::{Host, Request, TransportError};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance)]
    fn now() -> f64;
}

#[wasm_bindgen(raw_module = "../src/js/host/index.js")]
extern "C" {
    /// The name of this machine.
    #[wasm_bindgen(js_name = hostName)]
    pub fn host_name() -> String;

    /// Warns whoever runs this process.
    pub fn warn(text: &str);
}

/// JavaScript as the core's host.
#[derive(Debug)]
pub struct JsHost<'a> {
    transport: Option<&'a Transport>,
}

impl<'a> JsHost<'a> {
    /// A host that sends through a transport.
    pub fn new(transport: &'a Transport) -> Self {
        Self {
            transport: Some(transport),
        }
    }

    /// A host for work that sends nothing.
    pub fn without_transport() -> Self {
        Self { transport: None }
    }
}

impl Host for JsHost<'_> {
    type Response = JsResponse;

    async fn send(&self, request: &Request) -> Result<JsResponse, TransportError> {
        let transport = self.transport.ok_or(TransportError::NotAResponse)?;
        fetch::send(&transport.fetch, request).await
    }

    /// A plain timer, never unref'd: the process must not end while a close is pending.
    async fn sleep(&self, duration: Duration) {
        let ms = u32::try_from(duration.as_millis()).unwrap_or(u32::MAX);
        TimeoutFuture::new(ms.min(crate::config::options::MAX_DURATION_MS)).await;
    }

    fn elapsed(&self) -> Duration {
        milliseconds(now())
    }

    fn now(&self) -> SystemTime {
        let since_epoch = milliseconds(Date::now());
        SystemTime::UNIX_EPOCH
            .checked_add(since_epoch)
            .unwrap_or(SystemTime::UNIX_EPOCH)
    }

    fn random(&self) -> f64 {
        Math::random()
    }
}

fn milliseconds(ms: f64) -> Duration {
    Duration::try_from_secs_f64(ms / 1_000.0).unwrap_or_default()
}
