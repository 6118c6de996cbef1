//! What may be an API key, and that it is not shown where it was put into another place.

use eyes_batch_close::config::options::Value;
use eyes_batch_close::config::settings::Settings;
use eyes_batch_close::error::Code;

use super::refusals::{all_refused, refused};
use crate::support::KEY;
use crate::support::environment::{API_KEY, Variables, environment};
use crate::support::settings::{Given, complete_options, number, resolve, text, texts};

#[test]
fn a_key_that_is_none_is_refused() {
    for nothing in [
        text(""),
        text("  "),
        text("undefined"),
        text("null"),
        number(7),
        texts(&["k"]),
    ] {
        all_refused(Code::NoApiKey, &[(&[("apiKey", nothing)], &[API_KEY], "apiKey")]);
    }
    for odd in ["two words", "new\nline", "nul\0", "é", "zero\u{200b}width"] {
        let table: [(Given<'_>, Variables<'_>, &str); 2] = [
            (&[("apiKey", text(odd))], &[], "apiKey"),
            (
                &[("apiKey", Value::Unset)],
                &[("APPLITOOLS_API_KEY", odd)],
                "APPLITOOLS_API_KEY",
            ),
        ];
        all_refused(Code::InvalidOption, &table);
        assert!(!refused(table[0].0, &[]).message.contains(odd));
    }
    let error = refused(&[("apiKey", Value::Unset)], &[]);
    assert_eq!(error.message, "apiKey is not set, nor is APPLITOOLS_API_KEY");
    assert_eq!(
        error.hint.as_deref(),
        Some("Set the environment variable APPLITOOLS_API_KEY.")
    );
}

#[test]
fn every_printable_ascii_character_may_be_in_a_key() {
    let key: String = ('!'..='~').collect();
    let settings = resolve(&[("apiKey", text(&key))], &[]).unwrap();
    assert_eq!(settings.api_key.expose(), key);
}

#[test]
fn no_secret_is_in_settings_as_debug_shows_them() {
    let proxy = ("proxy", text("http://user:MarkedPass@proxy"));
    let shown = format!("{:?}", resolve(&[proxy], &[]).unwrap());
    assert!(!shown.contains("MarkedPass") && !shown.contains(KEY), "{shown}");
}

#[test]
fn a_key_put_into_the_wrong_place_is_not_shown() {
    let key_as_id = text(&format!("{KEY}\n!"));
    let misplaced = [
        ("batchIds", key_as_id.clone()),
        ("batchIds", Value::List(vec![text("a"), key_as_id])),
        ("batchIds", text(KEY)),
        ("batchIds", texts(&["a", KEY])),
        ("batchBuildId", text(&format!("{KEY}\0"))),
        ("serverUrl", text(KEY)),
        ("serverUrl", text(&format!("http://user:{KEY}@eyes"))),
        ("proxy", text(&format!("ftp://{KEY}"))),
        ("apiKeyIn", text(KEY)),
        ("timeout", text(KEY)),
        ("retries", text(&format!(" {KEY}!"))),
    ];
    for (name, value) in misplaced {
        for variables in [&[][..], &[API_KEY]] {
            let own = if variables.is_empty() { text(KEY) } else { Value::Unset };
            let error = resolve(&[(name, value.clone()), ("apiKey", own)], variables).unwrap_err();
            assert!(!format!("{error:?}").contains(KEY), "{error:?}");
        }
    }
}

#[test]
fn a_long_key_put_into_the_place_of_an_id_is_not_shown_in_part() {
    let key = format!("{}{}", KEY, "z".repeat(100));
    let id = text(&format!("{key}\n!"));
    let error = resolve(&[("batchIds", id), ("apiKey", text(&key))], &[]).unwrap_err();
    assert!(!format!("{error:?}").contains(KEY), "{error:?}");
}

#[test]
fn for_a_preview_no_key_is_needed_but_a_wrong_one_is_refused() {
    let preview = |key: Value| {
        let options = complete_options(&[("apiKey", key)]);
        Settings::resolve_for_preview(&options, &environment(&[]))
    };
    for key in [Value::Unset, text(""), text(KEY)] {
        assert_eq!(preview(key).unwrap().api_key.expose(), "***");
    }
    assert_eq!(preview(text("two words")).unwrap_err().code, Code::InvalidOption);
}
