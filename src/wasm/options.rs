//! Options as JavaScript gives them, and its environment, as the core takes them.

use js_sys::{Array, Function, Object, Reflect, Uint8Array, global};
use wasm_bindgen::prelude::*;

use crate::options::{Environment, Options, Value};

#[wasm_bindgen]
extern "C" {
    // A proxy that was revoked throws even here.
    #[wasm_bindgen(catch, js_namespace = Array, js_name = isArray)]
    fn is_array(value: &JsValue) -> Result<bool, JsValue>;
}

/// The options that there are, the hooks' own last; any other is left alone.
pub const NAMES: [&str; 22] = [
    "batchIds",
    "serverUrl",
    "apiKey",
    "proxy",
    "batchBuildId",
    "apiKeyIn",
    "timeout",
    "totalTimeout",
    "retries",
    "concurrency",
    "ignoreMissing",
    "signal",
    "onResult",
    "fetch",
    "ca",
    "cert",
    "key",
    "store",
    "shard",
    "closeAnyway",
    "enabled",
    "failOnError",
];

/// What was said when `close()` was called: as data, and what only JavaScript can use.
#[derive(Debug)]
pub struct Said {
    pub options: Options,
    given: JsValue,
}

impl Said {
    pub fn read(stored: &Object) -> Self {
        let mut options = Options::default();
        for name in NAMES {
            let given = get(stored, name);
            let read = match name {
                "proxy" | "shard" => fields(&given),
                _ => value(&given, 0),
            };
            options.insert(name, if given.is_null() { Value::Unset } else { read });
        }
        Self {
            options,
            given: Object::assign(&Object::new(), stored).into(),
        }
    }

    /// An option as it was given.
    pub fn get(&self, name: &str) -> JsValue {
        get(&self.given, name)
    }
}

/// A property, `undefined` where a getter throws.
pub fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

/// The items of a list, each `undefined` where a getter throws; `None` of what is no list.
pub fn items(list: &JsValue) -> Option<Vec<JsValue>> {
    let is_list = list.is_object() && is_array(list).unwrap_or(false);
    let length = is_list.then(|| get(list, "length").as_f64())?? as u32;
    let item = |at| Reflect::get_u32(list, at).unwrap_or(JsValue::UNDEFINED);
    Some((0..length).map(item).collect())
}

/// A value as data. Of lists within lists only the kind is told.
fn value(given: &JsValue, depth: u32) -> Value {
    if let Some(text) = given.as_string() {
        // Rust's strings have U+FFFD in place of a lone surrogate, and another batch would be closed.
        return if Object::is(&JsValue::from(&text), given) {
            Value::Text(text)
        } else {
            Value::Other("text with a lone surrogate")
        };
    }
    if let Some(number) = given.as_f64() {
        return Value::Number(number);
    }
    if let Some(flag) = given.as_bool() {
        return Value::Flag(flag);
    }
    if let Some(items) = items(given) {
        return if depth > 0 {
            Value::Other("a list")
        } else {
            Value::List(items.iter().map(item_value).collect())
        };
    }
    if given.is_undefined() {
        return Value::Unset;
    }
    if given.is_null() {
        return Value::Other("null");
    }
    if given.is_function() {
        return Value::Function;
    }
    if given.is_instance_of::<Uint8Array>() {
        return Value::Bytes;
    }
    if given.is_object() {
        let listens = get(given, "addEventListener").is_function() && get(given, "aborted").as_bool().is_some();
        return if listens {
            Value::Signal
        } else {
            Value::Other("an object")
        };
    }
    Value::Other("a value of another kind")
}

fn item_value(item: &JsValue) -> Value {
    match value(item, 1) {
        Value::Unset => Value::Other("undefined"),
        value => value,
    }
}

/// The fields of a proxy or a shard.
///
/// The SDKs' `ProxySettings` says what it holds through `toObject()`: its `password` getter calls itself for ever.
fn fields(given: &JsValue) -> Value {
    if !given.is_object() || items(given).is_some() {
        return value(given, 0);
    }
    let told = get(given, "toObject")
        .dyn_into::<Function>()
        .and_then(|method| method.call0(given));
    let object = told.unwrap_or_else(|_| given.clone());
    let mut fields = Options::default();
    for name in ["url", "username", "password", "current", "total"] {
        let field = get(&object, name);
        fields.insert(
            name,
            if field.is_null() {
                Value::Unset
            } else {
                value(&field, 0)
            },
        );
    }
    Value::Fields(fields)
}

/// A proxy object.
pub fn proxy(url: JsValue, username: JsValue, password: JsValue) -> JsValue {
    let proxy = Object::new();
    for (name, value) in [("url", url), ("username", username), ("password", password)] {
        super::outwards::set(&proxy, name, &value);
    }
    proxy.into()
}

/// A list of its own from a value, or a list of values and lists; `undefined` where nothing is in it.
pub fn flat_list(given: &JsValue) -> JsValue {
    let Some(list) = items(given) else {
        return given.clone();
    };
    let flat = Array::new();
    for item in &list {
        for id in items(item).unwrap_or_else(|| vec![item.clone()]) {
            flat.push(&id);
        }
    }
    let cleared = list.is_empty() || list.len() == 1 && list.iter().all(JsValue::is_undefined);
    if cleared { JsValue::UNDEFINED } else { flat.into() }
}

/// The environment of the process; without one, or without the right to read it, nothing is set.
pub fn environment() -> Environment<'static> {
    Environment { variable: &variable }
}

fn variable(name: &str) -> Option<String> {
    let process = get(&global(), "process");
    get(&get(&process, "env"), name).as_string()
}
