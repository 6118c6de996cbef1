//! Futures that end when JavaScript calls back: timers, and the caller's signal. Dropped, they leave nothing behind.

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use js_sys::Function;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(callback: &JsValue, ms: f64) -> JsValue;
    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(id: &JsValue);

    type AbortSignal;
    #[wasm_bindgen(method, catch, js_name = addEventListener)]
    fn add_event_listener(this: &AbortSignal, name: &str, callback: &JsValue) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch, js_name = removeEventListener)]
    fn remove_event_listener(this: &AbortSignal, name: &str, callback: &JsValue) -> Result<(), JsValue>;
}

/// Whether the call came, and who waits for it.
#[derive(Default)]
struct State {
    called: bool,
    waker: Option<Waker>,
}

/// Ends with the call of its callback.
struct Called {
    state: Rc<RefCell<State>>,
    callback: Closure<dyn FnMut()>,
}

impl Called {
    fn new() -> Self {
        let state = Rc::new(RefCell::new(State::default()));
        let inner = Rc::clone(&state);
        let callback = Closure::new(move || {
            let waker = {
                let mut state = inner.borrow_mut();
                state.called = true;
                state.waker.take()
            };
            if let Some(waker) = waker {
                waker.wake();
            }
        });
        Self { state, callback }
    }
}

impl Future for Called {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut state = self.state.borrow_mut();
        if state.called {
            return Poll::Ready(());
        }
        state.waker = Some(context.waker().clone());
        Poll::Pending
    }
}

/// Runs when a future is dropped, whether it ended or not.
struct Cleanup<F: Fn()>(F);

impl<F: Fn()> Drop for Cleanup<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}

/// Waits for so many milliseconds. A plain timer, never unref'd: the process must not end while a close is pending.
pub async fn sleep(ms: u64) {
    let called = Called::new();
    let id = set_timeout(called.callback.as_ref(), ms as f64);
    let _cleared = Cleanup(|| clear_timeout(&id));
    called.await;
}

/// Waits until the signal aborts: for ever, without one.
pub async fn aborted(signal: JsValue) {
    if signal.is_undefined() {
        return std::future::pending().await;
    }
    if super::options::get(&signal, "aborted").is_truthy() {
        return;
    }
    let called = Called::new();
    let callback: Function = called.callback.as_ref().clone().unchecked_into();
    let signal: &AbortSignal = signal.unchecked_ref();
    // One that can't be listened to never aborts.
    let _ = signal.add_event_listener("abort", &callback);
    let _removed = Cleanup(|| drop(signal.remove_event_listener("abort", &callback)));
    called.await;
}
