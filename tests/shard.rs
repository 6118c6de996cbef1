//! Shards: what may be one, what is planned, what is said of a store that fails.
#![cfg(test)]

use eyes_batch_close::error::Code;
use eyes_batch_close::options::{Environment, Options, Value};
use eyes_batch_close::shard::{Shard, describe, failure, plan, those};

#[test]
fn a_shard_is_two_numbers() {
    let some = |current, total| Some(Shard { current, total });
    let table = [
        ("1/1", some(1, 1)),
        ("2 /4", None),
        ("1000/1000", some(1000, 1000)),
        ("0/4", None),
        ("5/4", None),
        ("1/0", None),
        ("1/1001", None),
        ("-1/4", None),
        ("1.5/4", None),
        ("2", None),
        ("2/4/8", None),
        ("/", None),
        ("1/99999999999999999999999", None),
        ("", None),
    ];
    for (text, shard) in table {
        assert_eq!(Shard::read(&Value::Text(text.to_owned())), shard, "{text:?}");
    }
}

#[test]
fn it_may_be_an_object() {
    for (current, total, is_one) in [
        (2.0, 4.0, true),
        (1.5, 4.0, false),
        (-1.0, 4.0, false),
        (5.0, 4.0, false),
    ] {
        let mut fields = Options::default();
        fields.insert("current", Value::Number(current));
        fields.insert("total", Value::Number(total));
        assert_eq!(Shard::read(&Value::Fields(fields)).is_some(), is_one, "{current}");
    }
    assert_eq!(Shard::read(&Value::Fields(Options::default())), None);
}

fn planned(
    given: &[(&'static str, Value)],
    variable: Option<&str>,
    looks: bool,
) -> Result<Option<eyes_batch_close::shard::Plan>, Box<eyes_batch_close::error::Error>> {
    let mut options = Options::default();
    options.insert("batchIds", Value::Text("nightly".to_owned()));
    options.insert("apiKey", Value::Text("the-key".to_owned()));
    for (name, value) in given {
        options.insert(name, value.clone());
    }
    let variable = |name: &str| variable.filter(|_| name == "EYES_BATCH_STORE").map(str::to_owned);
    plan(&options, &Environment { variable: &variable }, looks)
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

#[test]
fn a_store_is_needed_only_with_a_shard() {
    let shard = || ("shard", text("2/4"));
    assert!(planned(&[], None, false).unwrap().is_none());
    assert!(planned(&[], Some("redis://a"), false).unwrap().is_none());
    let from_option = planned(&[shard(), ("store", text(" file:///a "))], Some("redis://b"), false);
    assert_eq!(from_option.unwrap().unwrap().store, "file:///a");
    let from_variable = planned(&[shard()], Some("redis://b"), false);
    assert_eq!(from_variable.unwrap().unwrap().store, "redis://b");
    assert!(planned(&[], Some("redis://b"), true).unwrap().unwrap().shard.is_none());
}

#[test]
fn what_is_no_shard_or_no_store_is_refused() {
    let shard = || ("shard", text("2/4"));
    let store = || ("store", text("redis://a"));
    let table = [
        (vec![store()], "shard"),
        (vec![store(), ("shard", text("4"))], "shard"),
        (vec![store(), ("shard", Value::Number(2.0))], "shard"),
        (vec![shard()], "store"),
        (vec![shard(), ("store", text("http://a"))], "store"),
        (vec![shard(), ("store", text("/mnt/ci"))], "store"),
        (vec![shard(), ("store", text(""))], "store"),
        (vec![shard(), ("store", Value::Flag(true))], "store"),
        (vec![shard(), store(), ("closeAnyway", text("yes"))], "closeAnyway"),
    ];
    for (given, option) in table {
        let error = planned(&given, None, false).unwrap_err();
        assert_eq!(error.code, Code::InvalidOption, "{given:?}");
        assert_eq!(error.option.as_deref(), Some(option), "{given:?}");
    }
}

#[test]
fn entries_are_kept_under_server_and_ids_and_never_the_key() {
    let given = [
        ("shard", text("1/2")),
        ("store", text("redis://a")),
        ("serverUrl", text("https://eyes.example.com/")),
    ];
    let key = planned(&given, None, false).unwrap().unwrap().key;
    assert_eq!(key, "https://eyes.example.com\nnightly");
}

#[test]
fn a_failing_store_is_named_without_its_password() {
    for store in [
        "redis://user:s3cr%2Ft@host:1/2",
        "rediss://:s3cr%2Ft@host",
        "redis://u:s3cr%2ft@host:1",
    ] {
        let error = failure(
            store,
            "ERR unknown command 'AUTH', with args 'user' 's3cr/t' s3cr%2Ft",
            "",
        );
        assert_eq!(error.code, Code::Store);
        assert!(!error.message.contains("s3cr"), "{}", error.message);
        assert!(error.message.contains("***@host"), "{}", error.message);
    }
    let error = failure("redis://:s3cr/%ff@host", "Invalid URL", "");
    assert_eq!(error.message, "the store redis://***@host failed: Invalid URL");
    let error = failure(
        "redis://a",
        "Cannot find module 'redis'\nRequire stack: …",
        "MODULE_NOT_FOUND",
    );
    assert_eq!(error.message, "the store redis://a failed: Cannot find module 'redis'");
    let error = failure("file:///a@b", "", "ENOSPC");
    assert_eq!(error.message, "the store file:///a@b failed: ENOSPC");
}

#[test]
fn shards_are_done_or_missing() {
    assert_eq!(those("1101", true).collect::<Vec<_>>(), [1, 2, 4]);
    assert_eq!(those("1101", false).collect::<Vec<_>>(), [3]);
    assert_eq!(those("", false).count(), 0);
}

#[test]
fn a_shard_that_does_not_close_says_why() {
    assert_eq!(describe(3, 4), "3 of 4 shards done, not closing yet");
    assert_eq!(describe(4, 4), "4 of 4 shards done, another one closes");
}
