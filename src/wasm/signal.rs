//! The caller's AbortSignal.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};

use wasm_bindgen::prelude::*;

use super::object::get;
use crate::host::AbortSignal;

/// The one listener on the caller's signal; dropped, it leaves nothing behind. Without a signal it never hears anything.
#[derive(Debug)]
pub struct JsSignal {
    signal: Option<web_sys::AbortSignal>,
    state: Rc<State>,
    listener: Closure<dyn Fn()>,
}

#[derive(Debug, Default)]
struct State {
    is_aborted: Cell<bool>,
    wakers: RefCell<Vec<Waker>>,
}

impl JsSignal {
    /// Listens to a signal, if there is one.
    pub fn listen(signal: &JsValue) -> Self {
        let state = Rc::new(State::default());
        state.is_aborted.set(get(signal, "aborted").is_truthy());
        let heard = Rc::clone(&state);
        let listener: Closure<dyn Fn()> = Closure::new(move || {
            heard.is_aborted.set(true);
            heard.wakers.take().into_iter().for_each(Waker::wake);
        });
        let signal: Option<web_sys::AbortSignal> = signal.is_object().then(|| signal.clone().unchecked_into());
        if let Some(signal) = &signal {
            // One that can't be listened to never aborts.
            let _ = signal.add_event_listener_with_callback("abort", listener.as_ref().unchecked_ref());
        }
        Self {
            signal,
            state,
            listener,
        }
    }

    /// Why it aborted, as the caller said it.
    pub fn reason(&self) -> JsValue {
        self.signal
            .as_ref()
            .map_or(JsValue::UNDEFINED, |signal| get(signal, "reason"))
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

impl Drop for JsSignal {
    fn drop(&mut self) {
        if let Some(signal) = &self.signal {
            let _ = signal.remove_event_listener_with_callback("abort", self.listener.as_ref().unchecked_ref());
        }
    }
}
