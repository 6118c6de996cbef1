//! Objects of JavaScript, which may be anything.

use js_sys::{JsString, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    // A proxy that was revoked throws even here.
    #[wasm_bindgen(catch, js_namespace = Array, js_name = isArray)]
    fn is_array(value: &JsValue) -> Result<bool, JsValue>;
    #[wasm_bindgen(catch, js_namespace = Object, js_name = hasOwn)]
    fn has_own(object: &JsValue, name: &str) -> Result<bool, JsValue>;
}

/// How long a text may be that is looked at, in UTF-16 units: what is meant never is, and the memory would not do.
pub const MOST_TEXT: u32 = 16_777_216;

/// A text; `None` of what is none, or is far too long.
pub fn text(value: &JsValue) -> Option<String> {
    let text = value.dyn_ref::<JsString>()?;
    (text.length() <= MOST_TEXT).then(|| text.into())
}

/// A property, wherever the object has it from; `undefined` where a getter throws.
pub fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

/// A property of the object itself: what somebody added to `Object.prototype` is none.
pub fn get_own(object: &JsValue, name: &str) -> JsValue {
    if object.is_object() && has_own(object, name).unwrap_or(false) {
        get(object, name)
    } else {
        JsValue::UNDEFINED
    }
}

/// A property of an object, or of its class, but for those of `Object.prototype`.
pub fn get_of_class(object: &JsValue, name: &str) -> JsValue {
    let everybodys = Reflect::get_prototype_of(&Object::new());
    let mut holder = object.clone();
    while holder.is_object()
        && !everybodys
            .as_ref()
            .is_ok_and(|everybodys| Object::is(everybodys, &holder))
    {
        if has_own(&holder, name).unwrap_or(false) {
            return get(object, name);
        }
        holder = Reflect::get_prototype_of(&holder).map_or(JsValue::NULL, Into::into);
    }
    JsValue::UNDEFINED
}

/// Sets a property of an object of our own, which can't fail.
pub fn set(object: &Object, name: &str, value: &JsValue) {
    let _ = Reflect::set(object, &name.into(), value);
}

/// An object that has nothing from `Object.prototype`.
pub fn bare_object() -> Object {
    Object::create(JsValue::NULL.unchecked_ref())
}

/// How long a list is; `None` of what is no list.
pub fn list_length(list: &JsValue) -> Option<u32> {
    let is_list = list.is_object() && is_array(list).unwrap_or(false);
    is_list
        .then(|| get(list, "length").as_f64())?
        .map(|length| length as u32)
}

/// The items of a list, each `undefined` where a getter throws; `None` of what is no list.
pub fn list_items(list: &JsValue) -> Option<impl Iterator<Item = JsValue>> {
    let item = |at| Reflect::get_u32(list, at).unwrap_or(JsValue::UNDEFINED);
    Some((0..list_length(list)?).map(item))
}

/// Waits for a promise, or for whatever stands in its place, in a promise of our own: it may not be what it seems.
pub fn settled(promise: &JsValue) -> JsFuture {
    let own = Promise::new(&mut |resolve, _| drop(resolve.call1(&JsValue::UNDEFINED, promise)));
    JsFuture::from(own)
}
