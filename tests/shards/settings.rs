//! Which shard calls, and the store that all shards have in common.

use eyes_batch_close::config::batch_id::BatchId;
use eyes_batch_close::config::options::{Options, Value};
use eyes_batch_close::error::{Code, Error};
use eyes_batch_close::shards::settings::{ShardSettings, StoreSettings, store_url};
use eyes_batch_close::shards::shard::{Shard, Shards};

use crate::support::environment::{Variables, environment};
use crate::support::settings::{Given, complete_options, number, object, options, text, texts};
use crate::support::{KEY, ms, seconds};

fn resolve(given: Given<'_>, variables: Variables<'_>) -> Result<Option<ShardSettings>, Error> {
    ShardSettings::resolve(&complete_options(given), &environment(variables))
}

fn store_settings(given: Given<'_>, variables: Variables<'_>) -> StoreSettings {
    resolve(given, variables).unwrap().unwrap().store
}

fn shard(shard: &str) -> (&'static str, Value) {
    ("shard", text(shard))
}

fn store(url: &str) -> (&'static str, Value) {
    ("store", text(url))
}

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
    for (given, shard) in table {
        assert_eq!(Shard::parse(&text(given)), shard, "{given:?}");
    }
}

#[test]
fn a_shard_may_be_an_object() {
    let parse =
        |current: f64, total: f64| Shard::parse(&object(&[("current", number(current)), ("total", number(total))]));
    let table = [
        (2.0, 4.0, true),
        (1000.0, 1000.0, true),
        (0.0, 4.0, false),
        (1.5, 4.0, false),
        (1.0, 4.5, false),
        (-1.0, 4.0, false),
        (5.0, 4.0, false),
        (1.0, 1001.0, false),
        (f64::NAN, 4.0, false),
        (1.0, f64::INFINITY, false),
    ];
    for (current, total, is_one) in table {
        assert_eq!(parse(current, total).is_some(), is_one, "{current} {total}");
    }
    assert_eq!(parse(2.0, 4.0), Some(Shard { current: 2, total: 4 }));
    assert_eq!(Shard::parse(&Value::Fields(Options::default())), None);
    assert_eq!(
        Shard::parse(&object(&[("current", text("1")), ("total", text("2"))])),
        None
    );
}

#[test]
fn shards_are_done_or_missing() {
    let shards = Shards::new(4, |shard| shard != 3);
    assert_eq!((shards.done, shards.missing, shards.total), (vec![1, 2, 4], vec![3], 4));
    assert_eq!(Shards::new(0, |_| true), Shards::default());
}

#[test]
fn a_store_is_needed_only_with_a_shard() {
    let variable: Variables<'_> = &[("EYES_BATCH_STORE", " redis://b ")];
    assert!(resolve(&[], &[]).unwrap().is_none());
    assert!(resolve(&[], variable).unwrap().is_none());
    let from_option = store_settings(&[shard("2/4"), store(" file:///a ")], variable);
    assert_eq!(from_option.url.expose(), "file:///a");
    let from_variable = store_settings(&[shard("2/4")], variable);
    assert_eq!(from_variable.url.expose(), "redis://b");
}

#[test]
fn every_setting_of_a_shard_is_resolved() {
    let settings = resolve(&[shard("2/4"), store("REDISS://a")], &[]).unwrap().unwrap();
    assert_eq!(
        (settings.shard, settings.close_anyway),
        (Shard { current: 2, total: 4 }, false)
    );
    let StoreSettings {
        timeout,
        total_timeout,
        retries,
        ..
    } = settings.store;
    assert_eq!((timeout, total_timeout, retries), (seconds(30), seconds(120), 5));
    let given = [
        shard("2/4"),
        store("redis://a"),
        ("closeAnyway", Value::Flag(true)),
        ("timeout", number(700)),
        ("totalTimeout", number(9_000)),
        ("retries", number(2)),
    ];
    let settings = resolve(&given, &[]).unwrap().unwrap();
    assert!(settings.close_anyway);
    let StoreSettings {
        timeout,
        total_timeout,
        retries,
        ..
    } = settings.store;
    assert_eq!((timeout, total_timeout, retries), (ms(700), seconds(9), 2));
}

#[test]
fn what_is_no_shard_or_no_store_is_refused() {
    let (two_of_four, redis) = (|| shard("2/4"), || store("redis://a"));
    let table = [
        (vec![redis()], "shard"),
        (vec![redis(), shard("4")], "shard"),
        (vec![redis(), ("shard", number(2))], "shard"),
        (vec![two_of_four()], "store"),
        (vec![two_of_four(), store("http://a")], "store"),
        (vec![two_of_four(), store("/mnt/ci")], "store"),
        (vec![two_of_four(), store("redis:/a")], "store"),
        (vec![two_of_four(), store("")], "store"),
        (vec![two_of_four(), ("store", Value::Flag(true))], "store"),
        (
            vec![two_of_four(), redis(), ("closeAnyway", text("yes"))],
            "closeAnyway",
        ),
        (vec![two_of_four(), redis(), ("timeout", number(0))], "timeout"),
        (vec![two_of_four(), redis(), ("retries", number(101))], "retries"),
        (vec![two_of_four(), redis(), ("retries", text(KEY))], "retries"),
    ];
    for (given, option) in table {
        let error = resolve(&given, &[]).unwrap_err();
        assert_eq!(error.code, Code::InvalidOption, "{given:?}");
        assert_eq!(error.option.as_deref(), Some(option), "{given:?}");
        assert!(!error.message.contains(KEY), "{error}");
    }
    let error = resolve(&[two_of_four()], &[("EYES_BATCH_STORE", "/mnt/ci")]).unwrap_err();
    assert_eq!(error.option.as_deref(), Some("EYES_BATCH_STORE"));
    let error = resolve(&[redis()], &[]).unwrap_err();
    assert_eq!(
        error.message,
        "shard is not set: the option store needs it, such as 2/4"
    );
}

#[test]
fn a_store_is_found_or_not_or_refused() {
    let find = |given: Given<'_>, variables: Variables<'_>| store_url(&options(given), &environment(variables));
    assert_eq!(find(&[], &[]).unwrap(), None);
    let url = find(&[], &[("EYES_BATCH_STORE", "File:///x")]).unwrap().unwrap();
    assert_eq!(url.expose(), "File:///x");
    assert!(find(&[store("ftp://a")], &[]).is_err());
}

#[test]
fn entries_are_kept_under_server_and_ids_and_never_the_key() {
    let given = |ids: Value| {
        [
            shard("1/2"),
            store("redis://a"),
            ("serverUrl", text("https://eyes.example.com/")),
            ("batchIds", ids),
        ]
    };
    let key = |ids: Value| store_settings(&given(ids), &[]).key;
    assert_eq!(key(text("nightly")), "batch\nhttps://eyes.example.com\nnightly");
    let both = "batch\nhttps://eyes.example.com\na\nb";
    assert_eq!(key(texts(&["b", "a", "b"])), both);
    assert_eq!(key(texts(&["a", "b"])), both);
}

#[test]
fn no_api_key_is_needed() {
    let given = options(&[shard("1/2"), store("redis://a"), ("batchIds", text("a"))]);
    assert!(ShardSettings::resolve(&given, &environment(&[])).unwrap().is_some());
    assert!(StoreSettings::of_batches(&given, &environment(&[])).is_ok());
}

#[test]
fn the_id_of_a_run_is_kept_apart_from_batches() {
    let name = BatchId::parse("build 7").unwrap();
    let settings = StoreSettings::of_run(&options(&[store("redis://a")]), &environment(&[]), &name).unwrap();
    assert_eq!(
        (settings.key.as_str(), settings.url.expose()),
        ("run\nbuild 7", "redis://a")
    );
    let error = StoreSettings::of_run(&options(&[]), &environment(&[]), &name).unwrap_err();
    assert!(
        error.message.starts_with("store is not set, nor is EYES_BATCH_STORE"),
        "{error}"
    );
}
