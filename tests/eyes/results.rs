//! What the answer to a request for results tells: every documented shape of it, and garbage.

use eyes_batch_close::config::settings::Settings;
use eyes_batch_close::error::Code;
use eyes_batch_close::eyes::failure::Failure;
use eyes_batch_close::eyes::response::{BodyExtent, ResponseSummary};
use eyes_batch_close::eyes::results::{BatchSummary, Counts, TestSummary, classify};
use proptest::prelude::*;

use crate::support::reading::results_settings;
use crate::support::settings::text;
use crate::support::{KEY, cases};

fn settings() -> Settings {
    results_settings(&[]).settings
}

fn answered(status: u16, body: &str) -> Result<BatchSummary, Failure> {
    let answer = ResponseSummary {
        status,
        body: body.to_owned(),
        ..ResponseSummary::default()
    };
    classify(&answer, &settings())
}

fn read(body: &str) -> BatchSummary {
    answered(200, body).unwrap_or_else(|failure| panic!("{body}: {}", failure.error))
}

fn is_unreadable(body: &str) -> bool {
    matches!(answered(200, body), Err(failure) if failure.error.code == Code::UnexpectedResponse && failure.is_permanent)
}

const ALL: &str = r#"{"passed":12,"failed":1,"unresolved":2,"new":3,"aborted":4,"empty":5,"total":27}"#;

#[test]
fn the_documented_counts_are_read() {
    let counts = Counts {
        passed: 12,
        failed: 1,
        unresolved: 2,
        new: 3,
        aborted: 4,
        empty: 5,
        total: 27,
    };
    assert_eq!(
        read(&format!(r#"{{"statistics":{ALL}}}"#)),
        BatchSummary {
            counts,
            ..BatchSummary::default()
        }
    );
    // What nobody knows yet changes nothing.
    let more = format!("\u{feff} {{\"statistics\":{ALL},\"isCompleted\":true,\"x\":[1.5,{{}}]}}\n");
    assert_eq!(read(&more).counts, counts);
}

#[test]
fn a_count_that_is_missing_is_none_and_a_missing_total_their_sum() {
    let table = [
        (r#"{}"#, (0, 0, 0)),
        (r#"{"passed":3}"#, (3, 0, 3)),
        (r#"{"passed":3,"unresolved":2}"#, (3, 2, 5)),
        (r#"{"passed":3,"unresolved":null,"total":9}"#, (3, 0, 9)),
        (r#"{"passed":4294967295,"unresolved":1}"#, (u32::MAX, 1, u32::MAX)),
    ];
    for (statistics, expected) in table {
        let counts = read(&format!(r#"{{"statistics":{statistics}}}"#)).counts;
        assert_eq!(
            (counts.passed, counts.unresolved, counts.total),
            expected,
            "{statistics}"
        );
    }
}

#[test]
fn without_counts_the_tests_are_counted() {
    let tests = r#"[{"status":"Passed"},{"status":"new"},{"status":"Failed"},{"status":"failed"},{"status":"odd"},{}]"#;
    for statistics in ["", r#""statistics":null,"#] {
        let counts = read(&format!(r#"{{{statistics}"tests":{tests}}}"#)).counts;
        assert_eq!((counts.passed, counts.new, counts.failed, counts.total), (1, 1, 2, 6));
    }
    assert!(is_unreadable(r#"{"tests":{}}"#));
    assert!(is_unreadable(&format!(r#"{{"statistics":7,"tests":{tests}}}"#)));
}

#[test]
fn the_link_of_the_batch_is_read_if_it_is_one() {
    let url = |url: &str| read(&format!(r#"{{"statistics":{{}},"batchUrl":{url}}}"#)).url;
    let link = "https://eyes.applitools.com/app/batches/1?accountId=x";
    assert_eq!(url(&format!("\"{link}\"")).as_deref(), Some(link));
    assert_eq!(url("\"http://eyes/#b\"").as_deref(), Some("http://eyes/#b"));
    for other in [
        "null",
        "5",
        "{}",
        "\"\"",
        "\"javascript:alert(1)\"",
        "\"https://a b\"",
        "\"https://a\\u001b[0m\"",
        "\"https://ü\"",
        &format!("\"https://{}\"", "x".repeat(2_000)),
    ] {
        assert_eq!(url(other), None, "{other}");
    }
}

#[test]
fn each_test_is_read_by_its_name_or_else_its_id() {
    let tests = |tests: &str| read(&format!(r#"{{"statistics":{{}},"tests":{tests}}}"#)).tests;
    let table = [
        (r#"{"name":"Login","testId":"7"}"#, "Login"),
        (r#"{"testName":"Login","testId":"7"}"#, "Login"),
        (r#"{"name":" ","testName":5,"testId":"7"}"#, "7"),
        ("{}", "a test without a name"),
        ("[]", "a test without a name"),
        ("null", "a test without a name"),
    ];
    for (test, name) in table {
        assert_eq!(tests(&format!("[{test}]"))[0].name, name, "{test}");
    }
    let whole = r#"[{"name":"Login","status":"Unresolved","sessionUrl":"https://eyes/1",
        "env":{"os":"Linux","browser":"Chrome","viewportSize":{"width":800}}, "startTime":"2026"}]"#;
    let test = TestSummary {
        name: "Login".to_owned(),
        status: "unresolved".to_owned(),
        environment: Some("Chrome, Linux".to_owned()),
        url: Some("https://eyes/1".to_owned()),
    };
    assert_eq!(tests(whole), [test]);
    assert_eq!(tests(r#"[{"env":"Chrome"}]"#)[0].environment.as_deref(), Some("Chrome"));
    for none in [r#"{"env":{}}"#, r#"{"env":""}"#, r#"{"env":7}"#] {
        assert_eq!(tests(&format!("[{none}]"))[0].environment, None, "{none}");
    }
    for no_list in ["null", "{}", "7", r#""x""#] {
        assert!(tests(no_list).is_empty(), "{no_list}");
    }
}

#[test]
fn what_has_no_counts_or_wrong_ones_is_unreadable() {
    let bodies = [
        "",
        "ok",
        "null",
        "[]",
        "7",
        "{}",
        r#"{"statistics":null}"#,
        r#"{"statistics":7}"#,
        r#"{"statistics":[]}"#,
        r#"{"statistics":{"passed":-1}}"#,
        r#"{"statistics":{"passed":1.5}}"#,
        r#"{"statistics":{"passed":1e3}}"#,
        r#"{"statistics":{"passed":"1"}}"#,
        r#"{"statistics":{"failed":true}}"#,
        r#"{"statistics":{"total":4294967296}}"#,
        r#"{"statistics":{"unresolved":18446744073709551616}}"#,
        r#"{"statistics":{"new":{}}}"#,
        r#"{"statistics":{"passed":1}"#,
        r#"{"statistics":{"passed":1}} x"#,
    ];
    for body in bodies {
        assert!(is_unreadable(body), "{body:?}");
    }
    let deep = "[".repeat(100_000);
    assert!(is_unreadable(&deep));
    assert!(is_unreadable(&format!(r#"{{"statistics":{{}},"tests":{deep}"#)));
    assert!(answered(200, "<html>log in</html>").is_err());
}

#[test]
fn an_answer_that_broke_off_may_come_whole_the_next_time() {
    for (body_extent, code) in [
        (BodyExtent::Cut, Code::UnexpectedResponse),
        (BodyExtent::Stalled, Code::Timeout),
    ] {
        let answer = ResponseSummary {
            status: 200,
            body: r#"{"statistics":{}}"#.to_owned(),
            body_extent,
            ..ResponseSummary::default()
        };
        let failure = classify(&answer, &settings()).unwrap_err();
        assert_eq!((failure.error.code, failure.is_permanent), (code, false));
    }
}

#[test]
fn a_refusal_says_what_to_do() {
    let table = [
        (401, Code::Unauthorized, true, "EYES_BATCH_READ_KEY"),
        (403, Code::Unauthorized, true, "permission read"),
        (404, Code::BatchNotFound, false, "EYES_RESULTS_URL"),
        (400, Code::HttpError, true, ""),
        (503, Code::HttpError, false, "read the results again"),
        (302, Code::UnexpectedResponse, true, "resultsUrl"),
    ];
    for (status, code, is_permanent, hint) in table {
        let failure = answered(status, "no").unwrap_err();
        assert_eq!(
            (failure.error.code, failure.is_permanent),
            (code, is_permanent),
            "{status}"
        );
        assert_eq!(failure.error.status, Some(status));
        let said = failure.error.hint.clone().unwrap_or_default();
        assert!(said.contains(hint) && !said.contains("serverUrl"), "{status}: {said}");
    }
}

#[test]
fn no_secret_is_repeated() {
    let secret = results_settings(&[("readApiKey", text("TheReadKey"))]).settings;
    let body = format!(
        r#"{{"statistics":{{}},"batchUrl":"https://eyes/?k={KEY}","tests":[{{"name":"TheReadKey","env":"{KEY}"}}]}}"#
    );
    let answer = ResponseSummary {
        status: 200,
        body,
        ..ResponseSummary::default()
    };
    let shown = format!("{:?}", classify(&answer, &secret).unwrap());
    assert!(!shown.contains(KEY) && !shown.contains("TheReadKey"), "{shown}");
}

proptest! {
    #![proptest_config(cases(2_000))]
    #[test]
    fn any_text_is_read_or_refused(body in "\\PC*", status in 200..600_u16) {
        let _ = answered(status, &body);
    }

    #[test]
    fn any_statistics_are_read_or_refused(count in "-?[0-9]{1,30}(\\.[0-9]{1,5})?([eE][+-]?[0-9]{1,5})?") {
        let body = format!(r#"{{"statistics":{{"passed":{count}}}}}"#);
        if let Ok(summary) = answered(200, &body) {
            prop_assert_eq!(summary.counts.passed.to_string(), count);
        }
    }
}
