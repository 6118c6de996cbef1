//! The stores of `src/js/host/`, as the core's.

use std::cell::{OnceCell, RefCell};
use std::time::Duration;

use js_sys::{Array, Error as JsError, Promise};
use serde::Serialize;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::data::to_js;
use super::fetch::error_links;
use crate::host::{Entry, Store, StoreFailure};
use crate::shards::settings::StoreSettings;

/// How long entries are kept: longer than any run of tests.
const EXPIRY: Duration = Duration::from_secs(86_400);

#[wasm_bindgen(raw_module = "../src/js/host/index.js")]
extern "C" {
    #[wasm_bindgen(catch, js_name = openStore)]
    fn open_store(place: &JsValue) -> Result<OpenStore, JsValue>;

    type OpenStore;
    #[wasm_bindgen(method, structural, catch, js_name = addAndRead)]
    fn add_and_read(this: &OpenStore, add: &JsValue, read: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, structural, catch)]
    fn close(this: &OpenStore) -> Result<(), JsValue>;

    type StoredEntry;
    #[wasm_bindgen(method, getter, structural)]
    fn value(this: &StoredEntry) -> String;
    #[wasm_bindgen(method, getter, structural, js_name = ageMs)]
    fn age_ms(this: &StoredEntry) -> f64;
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Place<'a> {
    url: &'a str,
    key: &'a str,
    expiry_ms: f64,
    timeout_ms: f64,
}

/// A store that is opened at its first step, and closed when it is dropped.
pub struct JsStore<'a> {
    settings: &'a StoreSettings,
    open: OnceCell<OpenStore>,
    /// An error in our own code, which is none of the store's.
    bug: RefCell<Option<JsValue>>,
}

impl std::fmt::Debug for JsStore<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("JsStore")
    }
}

impl<'a> JsStore<'a> {
    /// The store of these settings.
    pub fn new(settings: &'a StoreSettings) -> Self {
        Self {
            settings,
            open: OnceCell::new(),
            bug: RefCell::default(),
        }
    }

    /// Throws an error in our own code as it is.
    pub fn check(&self) -> Result<(), JsValue> {
        self.bug.take().map_or(Ok(()), Err)
    }

    fn opened(&self) -> Result<&OpenStore, JsValue> {
        if let Some(store) = self.open.get() {
            return Ok(store);
        }
        let store = open_store(&to_js(&Place {
            url: self.settings.url.expose(),
            key: &self.settings.key,
            expiry_ms: EXPIRY.as_millis() as f64,
            timeout_ms: self.settings.timeout.as_millis() as f64,
        }))?;
        Ok(self.open.get_or_init(|| store))
    }

    async fn step(&self, add: &[(String, String)], read: &[String]) -> Result<Vec<Option<Entry>>, JsValue> {
        let pending = self.opened()?.add_and_read(&to_js(&add), &to_js(&read))?;
        let answer: Array = JsFuture::from(pending).await?.dyn_into()?;
        let to_entry = |entry: JsValue| {
            let entry = entry.is_object().then(|| entry.unchecked_into::<StoredEntry>())?;
            Some(Entry {
                value: entry.value(),
                age: Duration::try_from_secs_f64(entry.age_ms() / 1_000.0).unwrap_or_default(),
            })
        };
        Ok(answer.iter().map(to_entry).collect())
    }

    /// What failed, as the system said it. An error without a code that a wrong program throws is not the store's.
    fn failure(&self, thrown: &JsValue) -> StoreFailure {
        let links = error_links(thrown);
        let code = links.iter().find_map(|link| link.code.clone());
        let is_bug = |error: &JsError| {
            let name = String::from(error.name());
            matches!(
                name.as_str(),
                "TypeError" | "ReferenceError" | "RangeError" | "SyntaxError"
            )
        };
        if code.is_none() && thrown.dyn_ref::<JsError>().is_some_and(is_bug) {
            self.bug.replace(Some(thrown.clone()));
        }
        StoreFailure {
            code,
            message: links.into_iter().next().unwrap_or_default().message,
        }
    }
}

impl Store for JsStore<'_> {
    async fn add_and_read(
        &self,
        add: &[(String, String)],
        read: &[String],
    ) -> Result<Vec<Option<Entry>>, StoreFailure> {
        self.step(add, read).await.map_err(|thrown| self.failure(&thrown))
    }
}

impl Drop for JsStore<'_> {
    fn drop(&mut self) {
        if let Some(store) = self.open.get() {
            let _ = store.close();
        }
    }
}
