//! The caller's `onResult` and `onAttempt`, which may be asynchronous, and may throw anything.

use std::cell::{Cell, RefCell};
use std::pin::pin;
use std::time::Duration;

use futures_util::future::{Either, select};
use js_sys::Function;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::data::{attempt_to_js, result_to_js};
use super::error::error_to_js;
use super::object::settled;
use super::options::JsOptions;
use super::signal::JsSignal;
use crate::close::observer::{Attempt, Observer};
use crate::close::report::BatchResult;
use crate::error::{Code, Error};
use crate::host::{AbortSignal, Host};

/// How long asynchronous callbacks have at least, after the last batch.
const SHORTEST_TIMEOUT: Duration = Duration::from_secs(1);

/// The callbacks of one call.
#[derive(Debug)]
pub struct Callbacks<'a> {
    on_result: Option<Function>,
    on_attempt: Option<Function>,
    signal: &'a JsSignal,
    /// What they returned that has not ended yet.
    pending: RefCell<Vec<JsFuture>>,
    /// What the first that failed threw.
    thrown: RefCell<Option<JsValue>>,
    has_thrown: Cell<bool>,
}

impl<'a> Callbacks<'a> {
    /// The callbacks that the options name.
    pub fn new(options: &JsOptions, signal: &'a JsSignal) -> Self {
        Self {
            on_result: options.get("onResult").dyn_into().ok(),
            on_attempt: options.get("onAttempt").dyn_into().ok(),
            signal,
            pending: RefCell::default(),
            thrown: RefCell::default(),
            has_thrown: Cell::new(false),
        }
    }

    fn call(&self, callback: &Function, argument: &JsValue) {
        match callback.call1(&JsValue::UNDEFINED, argument) {
            Ok(returned) if returned.is_object() || returned.is_function() => {
                self.pending.borrow_mut().push(settled(&returned));
            }
            Ok(_) => {}
            Err(thrown) => self.fail(thrown),
        }
    }

    fn fail(&self, thrown: JsValue) {
        if !self.has_thrown.replace(true) {
            self.thrown.replace(Some(thrown));
        }
    }

    /// Waits for those that are asynchronous: until the budget is over or the caller aborts, but for a moment at least. Says
    /// what the first that failed threw.
    pub async fn end(&self, host: &impl Host, left: Duration) -> Option<JsValue> {
        let pending = self.pending.take();
        let all = async {
            for callback in pending {
                if let Err(thrown) = callback.await {
                    self.fail(thrown);
                }
            }
        };
        let aborted = pin!(async {
            self.signal.aborted().await;
            host.sleep(SHORTEST_TIMEOUT).await;
        });
        let out_of_time = pin!(host.sleep(left.max(SHORTEST_TIMEOUT)));
        if let Either::Right(_) = select(pin!(all), select(aborted, out_of_time)).await {
            let message = "onResult or onAttempt had not ended when totalTimeout was over, or the call was aborted";
            self.fail(error_to_js(&Error::new(Code::Timeout, message)));
        }
        self.thrown.take()
    }
}

impl Observer for Callbacks<'_> {
    fn on_attempt(&self, attempt: &Attempt<'_>) {
        if let Some(callback) = &self.on_attempt {
            self.call(callback, &attempt_to_js(attempt));
        }
    }

    fn on_result(&self, result: &BatchResult) {
        if let Some(callback) = &self.on_result {
            self.call(callback, &result_to_js(result, &self.signal.reason()));
        }
    }
}
