//! The class `BatchClose`.

use std::cell::RefCell;

use js_sys::{Array, Object, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;

use super::close_call::CloseCall;
use super::environment::JsEnvironment;
use super::object::{list_items, set, text};
use super::options::{JsOptions, flat_list};
use crate::config::api_key;

/// Closes batches. Setters and the constructor only store; `close()` checks everything.
#[wasm_bindgen]
#[derive(Debug)]
pub struct BatchClose {
    options: RefCell<JsOptions>,
}

#[wasm_bindgen]
impl BatchClose {
    /// Copies the options that it knows, and warns of others.
    #[wasm_bindgen(constructor)]
    pub fn new(options: &JsValue) -> Self {
        let options = RefCell::new(JsOptions::copy(options));
        Self { options }
    }

    /// Stores the IDs of the batches to close: strings, or lists of them; `undefined` clears.
    #[wasm_bindgen(js_name = setBatchIds)]
    pub fn set_batch_ids(&self, ids: &JsValue) {
        self.set("batchIds", flat_list(ids));
    }

    /// The batch IDs that were set.
    #[wasm_bindgen(getter, js_name = batchIds)]
    pub fn batch_ids(&self) -> JsValue {
        flat_list(&self.get("batchIds"))
    }

    /// Stores the server URL; `undefined` clears.
    #[wasm_bindgen(js_name = setUrl)]
    pub fn set_url(&self, url: JsValue) {
        self.set("serverUrl", url);
    }

    /// The server URL that was set.
    #[wasm_bindgen(getter, js_name = serverUrl)]
    pub fn server_url(&self) -> JsValue {
        self.get("serverUrl")
    }

    /// Stores the API key; `undefined` clears.
    #[wasm_bindgen(js_name = setApiKey)]
    pub fn set_api_key(&self, key: JsValue) {
        self.set("apiKey", key);
    }

    /// The API key that was set.
    #[wasm_bindgen(getter, js_name = apiKey)]
    pub fn api_key(&self) -> JsValue {
        self.get("apiKey")
    }

    /// Stores the proxy: a URL with or without a user name and password, or an object; `undefined` clears.
    #[wasm_bindgen(js_name = setProxy)]
    pub fn set_proxy(&self, proxy: JsValue, username: JsValue, password: JsValue) {
        let has_login = !(username.is_undefined() && password.is_undefined());
        if !(proxy.is_string() && has_login) {
            return self.set("proxy", proxy);
        }
        let with_login = Object::new();
        set(&with_login, "url", &proxy);
        set(&with_login, "username", &username);
        set(&with_login, "password", &password);
        self.set("proxy", with_login.into());
    }

    /// The proxy that was set.
    #[wasm_bindgen(getter)]
    pub fn proxy(&self) -> JsValue {
        self.get("proxy")
    }

    /// What may be printed of it: the server and the batch IDs.
    #[wasm_bindgen(js_name = toJSON)]
    pub fn to_json(&self) -> JsValue {
        let redactor = api_key::redactor(&self.options().read(), &JsEnvironment::new());
        let redacted = |value: JsValue| text(&value).map_or(value, |text| redactor.redact(&text).into());
        let ids = flat_list(&Array::of1(&self.batch_ids()));
        let ids = list_items(&ids).map(|ids| ids.map(redacted).collect::<Array>());
        let shown = Object::new();
        set(&shown, "serverUrl", &redacted(self.server_url()));
        set(&shown, "batchIds", &ids.into());
        shown.into()
    }

    /// Closes the batches with the settings of this moment. Resolves to the report; rejects with a `BatchCloseError`, or
    /// with what a callback threw.
    #[wasm_bindgen(unchecked_return_type = "Promise<import('../src/js/index.js').CloseReport>")]
    pub fn close(&self) -> Promise {
        let call = CloseCall::prepare(self.options());
        future_to_promise(async move { call?.run().await })
    }

    /// Of this moment. Nothing is borrowed where they are read, which calls getters of the caller's.
    fn options(&self) -> JsOptions {
        self.options.borrow().clone()
    }

    fn set(&self, name: &'static str, value: JsValue) {
        self.options.borrow_mut().set(name, value);
    }

    fn get(&self, name: &str) -> JsValue {
        self.options.borrow().get(name)
    }
}
