//! The class `BatchClose` as JavaScript sees it; `src/js/index.js` is its face.
//!
//! Every method takes `&self` and holds no borrow across an await or a callback, so that nothing JavaScript does
//! meanwhile (a setter, a second `close()`, the garbage collector) can disturb a call.

mod cli;
mod fetch;
mod options;
mod outwards;
mod run;
mod shard;
mod transport;
mod wait;

use std::cell::{Cell, RefCell};

use js_sys::{Array, Function, Object, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;

use crate::close;
use crate::error::Error;
use crate::marking::Marking;
use crate::settings::Settings;
use fetch::JsHost;
use options::Said;
use transport::Transport;

/// The standard allocator for WebAssembly is four times as large.
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

/// Closes batches. Setters and the constructor only store; `close()` checks everything.
#[wasm_bindgen]
#[derive(Debug)]
pub struct BatchClose {
    said: Object,
    /// The steps of its shard, if it has one.
    marking: Cell<Marking>,
}

#[wasm_bindgen]
impl BatchClose {
    /// Copies the options that it knows.
    #[wasm_bindgen(constructor)]
    pub fn new(given: &JsValue) -> Self {
        let said = Object::create(JsValue::NULL.unchecked_ref());
        let marking = Cell::default();
        let this = Self { said, marking };
        for name in options::NAMES {
            this.store(name, options::get(given, name));
        }
        this.set_batch_ids(&this.stored("batchIds"));
        this
    }

    /// Stores the IDs of the batches to close: strings, or lists of them; `undefined` clears.
    #[wasm_bindgen(js_name = setBatchIds)]
    pub fn set_batch_ids(&self, ids: &JsValue) {
        self.store("batchIds", options::flat_list(ids));
    }

    /// The batch IDs that were set.
    #[wasm_bindgen(getter, js_name = batchIds)]
    pub fn batch_ids(&self) -> JsValue {
        options::flat_list(&self.stored("batchIds"))
    }

    /// Stores the server URL; `undefined` clears.
    #[wasm_bindgen(js_name = setUrl)]
    pub fn set_url(&self, url: JsValue) {
        self.store("serverUrl", url);
    }

    /// The server URL that was set.
    #[wasm_bindgen(getter, js_name = serverUrl)]
    pub fn server_url(&self) -> JsValue {
        self.stored("serverUrl")
    }

    /// Stores the API key; `undefined` clears.
    #[wasm_bindgen(js_name = setApiKey)]
    pub fn set_api_key(&self, key: JsValue) {
        self.store("apiKey", key);
    }

    /// The API key that was set.
    #[wasm_bindgen(getter, js_name = apiKey)]
    pub fn api_key(&self) -> JsValue {
        self.stored("apiKey")
    }

    /// Stores the proxy: a URL with or without a user name and password, or an object; `undefined` clears.
    #[wasm_bindgen(js_name = setProxy)]
    pub fn set_proxy(&self, proxy: JsValue, username: JsValue, password: JsValue) {
        let apart = proxy.is_string() && !(username.is_undefined() && password.is_undefined());
        self.store(
            "proxy",
            if apart {
                options::proxy(proxy, username, password)
            } else {
                proxy
            },
        );
    }

    /// The proxy that was set.
    #[wasm_bindgen(getter)]
    pub fn proxy(&self) -> JsValue {
        self.stored("proxy")
    }

    /// What may be printed of it: the server and the batch IDs.
    #[wasm_bindgen(js_name = toJSON)]
    pub fn to_json(&self) -> JsValue {
        let shown = Object::new();
        let url = self
            .server_url()
            .as_string()
            .map(|url| crate::redact::Redactor::default().show(&url));
        outwards::set(&shown, "serverUrl", &url.into());
        let ids = Array::of1(&self.batch_ids());
        outwards::set(&shown, "batchIds", &options::flat_list(&ids));
        shown.into()
    }

    /// Closes the batches with the settings of this moment. Resolves to `{ report, error?, thrown?, end? }`, plain data.
    ///
    /// `present` makes the public form of a result, which `onResult` gets; `thrown` is what `onResult` threw.
    /// `heard(batchId, attempt, came)` hears of each attempt. For a shard, so many milliseconds of the budget are `spent`
    /// already, and `end` is that of its claim.
    pub fn close(&self, present: Function, heard: Option<Function>, spent: f64) -> Promise {
        let said = Said::read(&self.said);
        let begun = Begun {
            may_be_closed: self.marking.get().may_be_closed(),
            spent: spent as u64,
        };
        future_to_promise(async move { Ok(run(said, present, heard, begun).await) })
    }

    fn store(&self, name: &str, value: JsValue) {
        outwards::set(&self.said, name, &value);
    }

    fn stored(&self, name: &str) -> JsValue {
        options::get(&self.said, name)
    }
}

/// What came before a shard closes.
#[derive(Clone, Copy)]
struct Begun {
    may_be_closed: bool,
    spent: u64,
}

async fn run(said: Said, present: Function, heard: Option<Function>, begun: Begun) -> JsValue {
    match closed(&said, present, heard, begun).await {
        Ok(outcome) => outcome,
        Err(error) => outwards::refusal(&error),
    }
}

async fn closed(said: &Said, present: Function, heard: Option<Function>, begun: Begun) -> Result<JsValue, Box<Error>> {
    let mut settings = Settings::resolve(&said.options, &options::environment())?;
    settings.ignore_missing |= begun.may_be_closed;
    settings.total_timeout = settings.total_timeout.saturating_sub(begun.spent).max(1);
    let transport = Transport::open(&settings, said).await?;
    let host = JsHost::new(&transport, heard);
    let thrown = RefCell::new(None);
    let report = close::close(&host, &settings, wait::aborted(said.get("signal")), |result| {
        let Some(listener) = said.get("onResult").dyn_into::<Function>().ok() else {
            return;
        };
        let data = outwards::result(result, &reason(said));
        let told = present.call1(&JsValue::UNDEFINED, &data);
        if let Err(error) = told.and_then(|public| listener.call1(&JsValue::UNDEFINED, &public)) {
            thrown.borrow_mut().get_or_insert(error);
        }
    })
    .await;
    drop(transport);
    Ok(outwards::outcome(&report, thrown.into_inner(), &reason(said)))
}

fn reason(said: &Said) -> JsValue {
    options::get(&said.get("signal"), "reason")
}
