//! The caller's AbortSignal.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};

use wasm_bindgen::prelude::*;

use super::object::get;
use crate::host::AbortSignal;

/// The caller's signal, if there is one. Without one it never aborts.
#[derive(Debug)]
pub struct JsSignal {
    state: Rc<State>,
    listener: Option<Listener>,
}

#[derive(Debug, Default)]
struct State {
    is_aborted: Cell<bool>,
    wakers: RefCell<Vec<Waker>>,
}

/// The one listener on the signal; dropped, it leaves nothing behind.
#[derive(Debug)]
struct Listener {
    signal: web_sys::AbortSignal,
    callback: Closure<dyn Fn()>,
}

impl Drop for Listener {
    fn drop(&mut self) {
        let callback = self.callback.as_ref().unchecked_ref();
        let _ = self.signal.remove_event_listener_with_callback("abort", callback);
    }
}

impl JsSignal {
    /// Listens to a signal, if there is one.
    pub fn listen(signal: &JsValue) -> Self {
        let state = Rc::new(State::default());
        state.is_aborted.set(get(signal, "aborted").is_truthy());
        let listener = signal.is_object().then(|| {
            let shared = Rc::clone(&state);
            let callback: Closure<dyn Fn()> = Closure::new(move || {
                shared.is_aborted.set(true);
                shared.wakers.take().into_iter().for_each(Waker::wake);
            });
            let signal: web_sys::AbortSignal = signal.clone().unchecked_into();
            // One that can't be listened to never aborts.
            let _ = signal.add_event_listener_with_callback("abort", callback.as_ref().unchecked_ref());
            Listener { signal, callback }
        });
        Self { state, listener }
    }

    /// Why it aborted, as the caller said it.
    pub fn reason(&self) -> JsValue {
        let listener = self.listener.as_ref();
        listener.map_or(JsValue::UNDEFINED, |listener| get(&listener.signal, "reason"))
    }
}

impl AbortSignal for JsSignal {
    fn is_aborted(&self) -> bool {
        self.state.is_aborted.get()
    }

    async fn aborted(&self) {
        poll_fn(|context| {
            if self.is_aborted() {
                return Poll::Ready(());
            }
            let mut wakers = self.state.wakers.borrow_mut();
            if !wakers.iter().any(|waker| waker.will_wake(context.waker())) {
                wakers.push(context.waker().clone());
            }
            Poll::Pending
        })
        .await;
    }
}
