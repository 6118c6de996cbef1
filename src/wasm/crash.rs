//! What is said after an error of our own that ended in a trap: nothing that the core holds can be relied upon any more.

use std::panic::PanicHookInfo;
use std::sync::OnceLock;

use wasm_bindgen::prelude::*;

static CRASH: OnceLock<String> = OnceLock::new();

#[wasm_bindgen(start, private, skip_typescript)]
fn start() {
    std::panic::set_hook(Box::new(remember));
}

fn remember(info: &PanicHookInfo<'_>) {
    let _ = CRASH.set(info.to_string());
}

/// Fails every call after a crash, as its promise might never settle.
pub fn check() -> Result<(), JsValue> {
    let Some(crash) = CRASH.get() else { return Ok(()) };
    let message = format!("eyes-batch-close: internal error, restart this process, and please report it: {crash}");
    Err(js_sys::Error::new(&message).into())
}
