//! What is said of a store that failed, and never its password.

use eyes_batch_close::config::secrets::Secret;
use eyes_batch_close::error::{Code, Error};
use eyes_batch_close::shards::settings::StoreSettings;
use eyes_batch_close::shards::status::shard_status;

use super::fate::Fate;
use super::process::{Process, World};
use crate::support::{on_paused_clock, seconds};

/// The error of a store that fails in this way.
fn failure(url: &str, code: &'static str, message: &'static str) -> Error {
    let settings = StoreSettings {
        url: Secret::new(url),
        key: String::new(),
        timeout: seconds(1),
        total_timeout: seconds(1),
        retries: 0,
    };
    on_paused_clock(async {
        let world = World::new();
        let process = Process::new(&world, 0);
        process.steps.replace(vec![Fate::refused(code, message)].into());
        shard_status(&process, &process, &settings).await.unwrap_err()
    })
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
            "",
            "ERR unknown command 'AUTH', with args 'user' 's3cr/t' s3cr%2Ft",
        );
        assert_eq!(error.code, Code::Store);
        assert!(!format!("{error:?}").contains("s3cr"), "{error:?}");
        assert!(error.message.contains(":***@host"), "{error}");
    }
    // A password may have the characters that end an authority elsewhere.
    let error = failure("redis://:s3cr/%ff@host", "", "Invalid URL");
    assert_eq!(error.message, "the store redis://:***@host failed: Invalid URL");
    let error = failure("redis://me:a@b@host", "EPIPE", "write b@host a@b");
    assert_eq!(error.message, "the store redis://me:***@host failed: write b@host ***");
}

#[test]
fn what_has_no_password_is_named_as_it_is() {
    let error = failure("file:///a@b", "ENOSPC", "");
    assert_eq!(error.message, "the store file:///a@b failed: ENOSPC");
    let error = failure("redis://user@host", "", "no");
    assert_eq!(error.message, "the store redis://user@host failed: no");
    let error = failure("redis://host", "", "");
    assert_eq!(error.message, "the store redis://host failed: no reason given");
}

#[test]
fn of_a_message_the_first_line_is_shown_and_all_of_it_is_the_cause() {
    let error = failure("redis://a", "X", "first line.\nsecond");
    assert_eq!(error.message, "the store redis://a failed: first line");
    let cause = error.cause.clone().unwrap();
    assert_eq!(
        (cause.code.as_deref(), cause.message.as_str()),
        (Some("X"), "first line.\nsecond")
    );
    assert_eq!(error.hint.as_deref(), Some("Check the store, then run it again."));
}

#[test]
fn a_package_that_is_missing_is_to_be_installed() {
    let message = "Cannot find module 'redis'\nRequire stack: …";
    let error = failure("redis://a", "MODULE_NOT_FOUND", message);
    assert_eq!(error.code, Code::Store);
    assert_eq!(error.message, "the store redis://a failed: Cannot find module 'redis'");
    assert!(error.hint.as_ref().unwrap().contains("npm install redis"));
}

#[test]
fn a_store_that_is_not_there_is_a_wrong_setting() {
    for code in ["ENOENT", "ENOTDIR"] {
        let error = failure("file:///mnt/ci", code, "no such file");
        assert_eq!(
            (error.code, error.option.as_deref()),
            (Code::InvalidOption, Some("store"))
        );
        assert_eq!(
            error.message,
            "store names a folder that does not exist: file:///mnt/ci"
        );
        assert!(error.hint.as_ref().unwrap().contains("Create the folder"));
    }
    for code in [
        "ERR_INVALID_FILE_URL_HOST",
        "ERR_INVALID_FILE_URL_PATH",
        "ERR_INVALID_URL",
    ] {
        let error = failure("file://relative", code, "x");
        assert_eq!(
            (error.code, error.option.as_deref()),
            (Code::InvalidOption, Some("store"))
        );
        let message = "store can't be used: file://relative is not the URL of a folder or a server";
        assert_eq!(error.message, message);
        assert!(error.hint.as_ref().unwrap().contains("file:///mnt/ci/shards"));
    }
}
