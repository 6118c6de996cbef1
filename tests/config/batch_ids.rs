//! What may be a batch ID, where options and the environment name one.

use eyes_batch_close::config::batch_id::BatchId;
use eyes_batch_close::config::batch_ids::MOST_IDS;
use eyes_batch_close::config::options::Value;
use eyes_batch_close::error::Code;

use super::refusals::{all_refused, refused};
use crate::support::KEY;
use crate::support::environment::{API_KEY, Variables, environment};
use crate::support::settings::{number, resolve, text, texts};

#[test]
fn without_a_batch_id_there_is_nothing_to_close() {
    let variables: Variables<'_> = &[("APPLITOOLS_BATCH_ID", "of-the-run")];
    for given in [Value::Unset, Value::List(Vec::new())] {
        all_refused(Code::NoBatchId, &[(&[("batchIds", given)], variables, "batchIds")]);
    }
}

#[test]
fn an_id_that_is_none_is_refused() {
    let words = [
        "",
        " ",
        "undefined",
        " null ",
        ".",
        "..",
        "a\nb",
        "\0",
        "\u{7f}",
        "\u{9b}x",
    ];
    let lone = Value::Other("text with a lone surrogate");
    let kinds = [
        number(5),
        Value::Flag(true),
        Value::Bytes,
        Value::Function,
        Value::Signal,
        lone,
    ];
    for value in words.map(text).into_iter().chain(kinds) {
        let list = Value::List(vec![text("good"), value.clone()]);
        for given in [("batchIds", value), ("batchIds", list.clone())] {
            all_refused(Code::InvalidBatchId, &[(&[given], &[], "batchIds")]);
        }
        let error = refused(&[("batchIds", list)], &[]);
        assert!(error.message.contains("batchIds[1]") && error.hint.is_some(), "{error}");
    }
}

#[test]
fn an_id_that_is_refused_is_repeated() {
    let error = refused(&[("batchIds", texts(&["a", "b\nc"]))], &[]);
    assert_eq!(error.message, r#"batchIds[1] ("b\nc") has control characters"#);
    let error = refused(&[("batchIds", text("null"))], &[]);
    assert_eq!(
        error.message,
        r#"batchIds ("null") is the word undefined or null, which an unset variable leaves behind"#
    );
}

#[test]
fn the_api_key_is_no_id() {
    for id in [KEY, "markedkey0123456789", " MarkedKey0123456789 "] {
        let error = refused(&[("batchIds", texts(&["a", id]))], &[]);
        assert_eq!(
            (error.code, error.option.as_deref()),
            (Code::InvalidBatchId, Some("batchIds"))
        );
        assert_eq!(error.message, "batchIds[1] is the API key");
    }
    assert!(
        resolve(&[("batchIds", text(&format!("{KEY}-1")))], &[]).is_ok(),
        "it may be a part of one"
    );
}

#[test]
fn a_call_closes_at_most_a_hundred_thousand_batches() {
    let many = |count: usize| Value::List((0..count).map(|at| text(&at.to_string())).collect());
    let settings = resolve(&[("batchIds", many(MOST_IDS))], &[]).unwrap();
    assert_eq!((MOST_IDS, settings.batch_ids.len()), (100_000, 100_000));
    for (given, count) in [
        (many(MOST_IDS + 1), "100001"),
        (Value::LongList(50_000_000), "50000000"),
    ] {
        let error = refused(&[("batchIds", given)], &[]);
        assert_eq!(
            (error.code, error.option.as_deref()),
            (Code::InvalidOption, Some("batchIds"))
        );
        let message = format!("batchIds names {count} batches: a call closes at most 100000");
        assert_eq!(error.message, message);
    }
}

#[test]
fn an_id_given_twice_is_closed_once_in_the_order_given() {
    let settings = resolve(&[("batchIds", texts(&["b", "a", " b ", "A", "a\n", "c"]))], &[]).unwrap();
    let ids: Vec<&str> = settings.batch_ids.iter().map(|id| id.as_str()).collect();
    assert_eq!(ids, ["b", "a", "A", "c"]);
}

#[test]
fn the_variable_names_an_id_or_nothing_or_is_refused_without_being_shown() {
    let find = |value: &str| {
        let variables = [("APPLITOOLS_BATCH_ID", value), API_KEY];
        BatchId::from_environment(&environment(&variables))
    };
    assert_eq!(BatchId::from_environment(&environment(&[])).unwrap(), None);
    assert_eq!(find(" \t\n").unwrap(), None);
    assert_eq!(find(" nightly ").unwrap().unwrap().as_str(), "nightly");
    let table = [
        (
            "undefined",
            "is the word undefined or null, which an unset variable leaves behind",
        ),
        (
            " null ",
            "is the word undefined or null, which an unset variable leaves behind",
        ),
        ("..", "is a path, not an ID"),
        ("secret\u{7}", "has control characters"),
        ("secret\u{fffd}", "is not in UTF-8"),
        (KEY, "is the API key"),
    ];
    for (value, problem) in table {
        let error = find(value).unwrap_err();
        assert_eq!(error.code, Code::InvalidBatchId);
        assert_eq!(error.message, format!("APPLITOOLS_BATCH_ID {problem}"));
        assert_eq!(error.option.as_deref(), Some("APPLITOOLS_BATCH_ID"));
        assert!(error.hint.is_some());
    }
}
