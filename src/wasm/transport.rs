//! The `fetch` of one call: the caller's, one made for a proxy or certificates, or the global one.

use js_sys::{Function, Object, global};
use wasm_bindgen::prelude::*;

use super::fetch::error_links;
use super::object::{bare_object, get, get_own, set};
use super::options::JsOptions;
use crate::config::redactor::Redactor;
use crate::config::settings::Settings;
use crate::error::{Code, Error};
use crate::eyes::transport_failure::cause;

#[wasm_bindgen(raw_module = "../src/js/host/index.js")]
extern "C" {
    #[wasm_bindgen(catch, js_name = openTransport)]
    async fn open_transport(options: &Object) -> Result<JsValue, JsValue>;
}

/// The `fetch` of one call. Dropping it ends its connections, where it has some of its own.
#[derive(Debug)]
pub struct Transport {
    /// The function.
    pub fetch: JsValue,
    /// What was opened for this call.
    opened: JsValue,
}

impl Transport {
    /// Opens what the settings ask for.
    pub async fn open(settings: &Settings, options: &JsOptions) -> Result<Self, JsValue> {
        let own = options.get("fetch");
        if !own.is_undefined() && !own.is_null() {
            return Ok(Self::existing(own));
        }
        let wanted = bare_object();
        let mut needed_for = settings.proxy.is_some().then_some("proxy");
        for name in ["ca", "cert", "key"] {
            let pem = options.get(name);
            if !pem.is_undefined() && !pem.is_null() {
                set(&wanted, name, &pem);
                needed_for.get_or_insert(name);
            }
        }
        let Some(option) = needed_for else {
            return Ok(Self::existing(get(&global(), "fetch")));
        };
        if let Some(proxy) = &settings.proxy {
            let data = bare_object();
            set(&data, "url", &proxy.origin.to_string().into());
            if let Some(login) = &proxy.login {
                set(&data, "username", &login.username.as_str().into());
                set(&data, "password", &login.password.expose().into());
            }
            set(&wanted, "proxy", &data);
        }
        let opened = open_transport(&wanted).await;
        let opened = opened.map_err(|thrown| open_error(&thrown, option))?;
        Ok(Self {
            fetch: get(&opened, "fetch"),
            opened,
        })
    }

    fn existing(fetch: JsValue) -> Self {
        Self {
            fetch,
            opened: JsValue::UNDEFINED,
        }
    }
}

impl Drop for Transport {
    fn drop(&mut self) {
        if let Some(close) = get(&self.opened, "close").dyn_ref::<Function>() {
            let _ = close.call0(&self.opened);
        }
    }
}

/// Why there is no transport: a certificate that can't be used, mostly. `needed_for` is the option that wants one.
fn open_error(thrown: &JsValue, needed_for: &str) -> Error {
    let links = error_links(thrown);
    let mut error = match get_own(thrown, "option").as_string() {
        Some(option) => {
            let problem = "can't be used: it must be PEM, and cert and key must belong together";
            Error::invalid(Code::InvalidOption, option, problem)
        }
        None => {
            let problem = "needs the package undici, which can't be loaded";
            let hint = "Install eyes-batch-close together with its dependency undici.";
            Error::invalid(Code::InvalidOption, needed_for, problem).with_hint(hint)
        }
    };
    // The outermost says what was to be done with it, in our own words. It knows of no secret.
    let inner = links.get(1..).filter(|inner| !inner.is_empty()).unwrap_or(&links);
    error.cause = cause(inner, &Redactor::default());
    error
}
