//! Options before anything is known of what they mean.

use eyes_batch_close::config::options::{Options, Value};
use eyes_batch_close::error::Code;

use crate::support::settings::{number, options, text, texts};

#[test]
fn of_two_values_with_one_name_the_first_counts() {
    let options = options(&[("store", text("a")), ("store", text("b"))]);
    assert_eq!(options.get("store").text(), Some("a"));
}

#[test]
fn a_value_is_exchanged_and_the_others_stay() {
    let given = options(&[("store", text("a")), ("shard", text("1/2")), ("store", text("b"))]);
    let changed = given.with("store", text("c"));
    assert_eq!(
        (changed.get("store").text(), changed.get("shard").text()),
        (Some("c"), Some("1/2"))
    );
    assert!(!changed.with("shard", Value::Unset).is_set("shard"));
    assert_eq!(given.get("store").text(), Some("a"));
}

#[test]
fn a_flag_is_false_unless_it_is_true() {
    let given = options(&[("a", Value::Flag(true)), ("b", Value::Flag(false)), ("c", text("true"))]);
    assert_eq!(
        (given.flag("a"), given.flag("b"), given.flag("x")),
        (Ok(true), Ok(false), Ok(false))
    );
    let error = given.flag("c").unwrap_err();
    assert_eq!((error.code, error.option.as_deref()), (Code::InvalidOption, Some("c")));
}

#[test]
fn a_string_is_trimmed_and_knows_its_option() {
    let given = options(&[("a", text(" x\n")), ("b", number(1))]);
    let sourced = given.string("a", Code::InvalidProxy).unwrap().unwrap();
    assert_eq!((sourced.source, sourced.text.as_str()), ("a", "x"));
    assert!(given.string("x", Code::InvalidProxy).unwrap().is_none());
    assert_eq!(
        given.string("b", Code::InvalidProxy).unwrap_err().code,
        Code::InvalidProxy
    );
}

#[test]
fn every_kind_has_a_name_with_its_article() {
    let table = [
        (Value::Unset, "unset"),
        (text(""), "a string"),
        (number(1), "a number"),
        (Value::Flag(true), "a boolean"),
        (texts(&[]), "a list"),
        (Value::LongList(7), "a list"),
        (Value::Fields(Options::default()), "an object"),
        (Value::Bytes, "a byte array"),
        (Value::Function, "a function"),
        (Value::Signal, "an AbortSignal"),
        (Value::Other("a symbol"), "a symbol"),
    ];
    for (value, kind) in table {
        assert_eq!(value.kind(), kind);
        assert_eq!(value.text().is_some(), kind == "a string");
    }
}
