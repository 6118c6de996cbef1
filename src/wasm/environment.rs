//! The environment of the process; without one, or without the right to read it, nothing is set.

use js_sys::global;
use wasm_bindgen::JsValue;

use super::object::{get, get_own};
use crate::config::environment::Environment;

/// `process.env`.
#[derive(Debug)]
pub struct JsEnvironment(JsValue);

impl JsEnvironment {
    /// The environment as it is now, and as it changes.
    pub fn new() -> Self {
        Self(get(&get(&global(), "process"), "env"))
    }
}

impl Environment for JsEnvironment {
    fn variable(&self, name: &str) -> Option<String> {
        get_own(&self.0, name).as_string()
    }
}
