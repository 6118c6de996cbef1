//! The `fetch` of one call: the caller's, one made for a proxy or certificates, or the global one.

use js_sys::{Function, Object, global};
use wasm_bindgen::prelude::*;

use super::fetch::error_links;
use super::object::{bare_object, get, get_own, set};
use super::options::JsOptions;
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
        let mut is_plain = settings.proxy.is_none();
        for name in ["ca", "cert", "key"] {
            let pem = options.get(name);
            if !pem.is_undefined() && !pem.is_null() {
                set(&wanted, name, &pem);
                is_plain = false;
            }
        }
        if is_plain {
            return Ok(Self::existing(get(&global(), "fetch")));
        }
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
        let opened = opened.map_err(|thrown| open_error(&thrown, settings))?;
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

/// Why there is no transport: a certificate that can't be used, mostly.
fn open_error(thrown: &JsValue, settings: &Settings) -> Error {
    let links = error_links(thrown);
    let mut error = match get_own(thrown, "option").as_string() {
        Some(option) => {
            let problem = "can't be used: it must be PEM, and cert and key must belong together";
            Error::invalid(Code::InvalidOption, option, problem)
        }
        None => {
            let message = "The client for the proxy or the certificates could not be loaded";
            Error::new(Code::Network, message).with_hint("Install the package with its dependency undici.")
        }
    };
    // The outermost says what was to be done with it, in our own words.
    error.cause = cause(
        links.get(1..).filter(|inner| !inner.is_empty()).unwrap_or(&links),
        settings,
    );
    error
}
