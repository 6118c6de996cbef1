//! The `fetch` of one call: the caller's, one made for a proxy or certificates, or the global one.

use js_sys::{Function, Object, global};
use wasm_bindgen::prelude::*;

use super::fetch::links;
use super::options::{self, Said, get};
use super::outwards::set;
use crate::error::{Cause, Code, Error};
use crate::settings::Settings;

#[wasm_bindgen(raw_module = "../src/js/closing.js")]
extern "C" {
    #[wasm_bindgen(catch, js_name = openTransport)]
    async fn open_transport(options: &Object) -> Result<JsValue, JsValue>;
}

/// The `fetch` of one call: the caller's, one made for a proxy or certificates, or the global one.
#[derive(Debug)]
pub struct Transport {
    pub fetch: JsValue,
    made: JsValue,
}

impl Transport {
    /// Opens what the settings ask for.
    pub async fn open(settings: &Settings, said: &Said) -> Result<Self, Box<Error>> {
        let certificates = ["ca", "cert", "key"].into_iter().filter(|name| said.options.has(name));
        let options = Object::new();
        for name in certificates.clone() {
            set(&options, name, &said.get(name));
        }
        let own = said.options.has("fetch");
        if own || (settings.proxy.is_none() && certificates.count() == 0) {
            return Ok(Self {
                fetch: if own {
                    said.get("fetch")
                } else {
                    get(&global(), "fetch")
                },
                made: JsValue::UNDEFINED,
            });
        }
        if let Some(proxy) = &settings.proxy {
            let (username, password) = proxy.login.clone().unzip();
            let url = proxy.origin.text();
            set(
                &options,
                "proxy",
                &options::proxy(url.into(), username.into(), password.into()),
            );
        }
        let made = open_transport(&options)
            .await
            .map_err(|thrown| refused(&thrown, settings))?;
        Ok(Self {
            fetch: get(&made, "fetch"),
            made,
        })
    }
}

impl Drop for Transport {
    fn drop(&mut self) {
        if let Some(close) = get(&self.made, "close").dyn_ref::<Function>() {
            let _ = close.call0(&self.made);
        }
    }
}

/// Why there is no transport: a certificate that can't be used, mostly.
fn refused(thrown: &JsValue, settings: &Settings) -> Box<Error> {
    let links = links(thrown);
    let cause = links.get(1).or(links.first()).map(|link| Cause {
        code: link.code.clone(),
        message: settings.redactor.show(&link.message),
    });
    let mut error = match get(thrown, "option").as_string() {
        Some(option) => Error::invalid(
            Code::InvalidOption,
            &option,
            &["can't be used: it must be PEM, and cert and key must belong together"],
        ),
        None => Error::new(
            Code::Network,
            &["The client for the proxy or the certificates could not be loaded"],
        )
        .with_hint(&["Install the package with its dependency undici."]),
    };
    error.cause = cause;
    error
}
