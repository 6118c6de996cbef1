//! Options as JavaScript gives them, as the core takes them.

use std::cell::RefCell;

use js_sys::{Array, Function, Object, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;

use super::host::warn;
use super::object::{MOST_TEXT, get, get_of_class, get_own, list_items, list_length, text};
use crate::config::batch_ids::MOST_IDS;
use crate::config::option_names::{OPTION_NAMES, is_known, nearest};
use crate::config::options::{Options, Value};
use crate::config::printable::harmless;

/// Options by their names, as JavaScript's values.
#[derive(Clone, Debug, Default)]
pub struct JsOptions(Vec<(&'static str, JsValue)>);

impl JsOptions {
    /// Copies the options that there are: own properties, never those of a prototype. Warns of unknown ones.
    pub fn copy(given: &JsValue) -> Self {
        let mut options = Self::default();
        if !given.is_object() {
            return options;
        }
        let names = Reflect::own_keys(given).unwrap_or_default();
        for name in names.iter().filter_map(|name| name.as_string()) {
            match OPTION_NAMES.iter().find(|known| **known == name) {
                Some(known) => options.set(known, get(given, known)),
                None if is_known(&name) => {}
                None => warn_once(&name),
            }
        }
        let ids = flat_list(&options.get("batchIds"));
        options.set("batchIds", ids);
        options
    }

    /// The value of an option; `undefined` where it is not given.
    pub fn get(&self, name: &str) -> JsValue {
        let found = self.0.iter().find(|(known, _)| *known == name);
        found.map_or(JsValue::UNDEFINED, |(_, value)| value.clone())
    }

    /// Sets an option; `undefined` clears it.
    pub fn set(&mut self, name: &'static str, value: JsValue) {
        self.0.retain(|(known, _)| *known != name);
        if !value.is_undefined() {
            self.0.push((name, value));
        }
    }

    /// The options as data. `null` is no value, either.
    pub fn read(&self) -> Options {
        let mut options = Options::default();
        for (name, given) in self.0.iter().filter(|(_, given)| !given.is_null()) {
            let value = match *name {
                "proxy" | "shard" => read_fields(given),
                _ => read_value(given, true),
            };
            options.insert(name, value);
        }
        options
    }
}

/// Warns of a misspelt option, once for each name.
fn warn_once(name: &str) {
    thread_local! {
        static WARNED: RefCell<Vec<String>> = RefCell::default();
    }
    if WARNED.with_borrow(|warned| warned.iter().any(|known| known == name)) {
        return;
    }
    WARNED.with_borrow_mut(|warned| warned.push(name.to_owned()));
    let meant = nearest(name, &OPTION_NAMES).map(|meant| format!(": did you mean {meant}?"));
    let name = harmless(name);
    warn(&format!(
        "eyes-batch-close has no option {name}{}",
        meant.unwrap_or_default()
    ));
}

/// A value as data. Of lists within lists only the kind is told.
fn read_value(given: &JsValue, may_be_list: bool) -> Value {
    if given.is_string() {
        let Some(text) = text(given) else {
            return Value::Other("a text that is far too long");
        };
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
    match list_length(given) {
        Some(_) if !may_be_list => return Value::Other("a list"),
        Some(length) if length as usize > MOST_IDS => return Value::LongList(length),
        Some(_) => return read_list(given),
        None => {}
    }
    match given {
        _ if given.is_undefined() => Value::Unset,
        _ if given.is_null() => Value::Other("null"),
        _ if given.is_function() => Value::Function,
        _ if given.is_instance_of::<Uint8Array>() => Value::Bytes,
        _ if is_signal(given) => Value::Signal,
        _ if given.is_object() => Value::Other("an object"),
        _ => Value::Other("a value of another kind"),
    }
}

fn read_list(given: &JsValue) -> Value {
    let mut length: usize = 0;
    let mut list = Vec::new();
    for item in list_items(given).into_iter().flatten().map(read_item) {
        length = length.saturating_add(item.text().map_or(0, str::len));
        if length > MOST_TEXT as usize {
            return Value::Other("a list that is far too long");
        }
        list.push(item);
    }
    Value::List(list)
}

fn read_item(item: JsValue) -> Value {
    match read_value(&item, false) {
        Value::Unset => Value::Other("undefined"),
        value => value,
    }
}

fn is_signal(given: &JsValue) -> bool {
    given.is_object() && get(given, "addEventListener").is_function() && get(given, "aborted").as_bool().is_some()
}

/// The fields of a proxy or a shard.
///
/// The SDKs' `ProxySettings` says what it holds through `toObject()`: its `password` getter calls itself for ever.
fn read_fields(given: &JsValue) -> Value {
    if !given.is_object() || list_length(given).is_some() {
        return read_value(given, true);
    }
    let to_object = get_of_class(given, "toObject").dyn_into::<Function>().ok();
    let told = to_object.and_then(|method| method.call0(given).ok());
    let field = |name| match &told {
        Some(told) => get_own(told, name),
        None => get_of_class(given, name),
    };
    let mut fields = Options::default();
    for name in ["url", "username", "password", "current", "total"] {
        let field = field(name);
        if !field.is_null() {
            fields.insert(name, read_value(&field, true));
        }
    }
    Value::Fields(fields)
}

/// A list of its own from a value, or a list of values and lists; `undefined` where nothing is in it. Of more than may be
/// none is copied but their number.
pub fn flat_list(given: &JsValue) -> JsValue {
    let is_long = |length: u32| length as usize > MOST_IDS;
    let Some(items) = list_items(given).filter(|_| !list_length(given).is_some_and(is_long)) else {
        return given.clone();
    };
    let items: Vec<JsValue> = items.collect();
    let lengths = items.iter().map(|item| list_length(item).unwrap_or(1));
    let length = lengths.fold(0, u32::saturating_add);
    let mut flat = Array::new();
    if is_long(length) {
        flat.set_length(length);
        return flat.into();
    }
    let mut is_cleared = true;
    for item in items {
        match list_items(&item) {
            Some(inner) => {
                is_cleared = false;
                flat.extend(inner);
            }
            None => {
                is_cleared &= item.is_undefined() && flat.length() == 0;
                flat.push(&item);
            }
        }
    }
    let is_cleared = is_cleared && flat.length() < 2;
    if is_cleared { JsValue::UNDEFINED } else { flat.into() }
}
