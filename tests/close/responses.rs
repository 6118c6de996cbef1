//! Responses after which there is no other attempt: success, pages, redirects, refusals; and what is shown of them.

use eyes_batch_close::close::report::Outcome;
use eyes_batch_close::config::options::Value;
use eyes_batch_close::error::Code;

use crate::support::closing::{close_a, close_a_with, close_on};
use crate::support::ms;
use crate::support::script::{Reply, answer};
use crate::support::settings::{resolve, text};
use crate::support::simulated_host::SimulatedHost;

#[tokio::test(start_paused = true)]
async fn every_2xx_closes_with_one_request() {
    for status in [200, 201, 202, 203, 204, 206, 299] {
        for reply in [answer(status), answer(status).body("{\"closed\": true}")] {
            let call = close_a([reply]).await;
            let result = call.result();
            assert_eq!((result.outcome, result.status), (Outcome::Closed, Some(status)));
            assert_eq!((result.attempts, call.sent.len()), (1, 1), "{status}");
            assert_eq!(call.report.closed, ["a"]);
            assert_eq!((&result.error, call.report.error()), (&None, None));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_html_page_is_no_success_by_its_type_or_by_how_it_begins() {
    let html = |reply: Reply| reply.header("content-type", "Text/HTML; charset=utf-8");
    let xhtml = answer(200).header("content-type", "application/xhtml+xml");
    let json = answer(200).header("content-type", "application/json");
    let table = [
        ("by its type", html(answer(200).body("<p>Log in")), false),
        ("by its doctype", answer(200).body("<!DOCTYPE html><p>Log in"), false),
        ("in pieces", answer(201).body("<!doc").piece(300, "type HTML>"), false),
        ("behind a BOM", answer(200).body("\u{feff}\r\n <HTML lang=en>"), false),
        ("xhtml", xhtml.body("<?xml?>"), false),
        ("not begun within a second", html(answer(200)).endless(), false),
        ("broken off before it began", html(answer(200)).broken(), false),
        ("empty", html(answer(200)), true),
        ("white space alone", html(answer(200).body("\u{feff}\r\n ")), true),
        ("json", json.body("{}"), true),
        ("text", answer(200).body("the <html> tag"), true),
        ("text that does not begin within a second", answer(200).endless(), true),
    ];
    for (name, reply, is_closed) in table {
        let call = close_a([reply]).await;
        let code = if is_closed {
            None
        } else {
            Some(Code::UnexpectedResponse)
        };
        assert_eq!((call.code(), call.result().attempts), (code, 1), "{name}");
        assert_eq!(call.report.closed.is_empty(), !is_closed, "{name}");
        if !is_closed {
            let message = "Batch \"a\" was not closed: an HTML page answered at http://eyes, not an Eyes server";
            assert_eq!(call.message(), message);
            assert!(call.hint().contains("serverUrl"));
            assert!((200..=201).contains(&call.error().status.unwrap()));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_html_page_with_a_404_is_no_unknown_batch() {
    let page = || {
        answer(404)
            .header("content-type", "text/html")
            .body("<h1>Not Found</h1>")
    };
    for ignore_missing in [false, true] {
        let given = [("ignoreMissing", Value::Flag(ignore_missing))];
        let call = close_a_with(&given, [page()]).await;
        assert_eq!(
            (call.code(), call.result().attempts),
            (Some(Code::UnexpectedResponse), 1)
        );
        assert_eq!((call.error().status, call.report.failed.len()), (Some(404), 1));
    }
}

#[tokio::test(start_paused = true)]
async fn a_page_that_does_not_begin_within_a_second_is_no_success_either() {
    let page = answer(200).header("content-type", "text/html");
    let call = close_a([page.piece(1_500, "<html>Log in")]).await;
    assert_eq!(call.code(), Some(Code::UnexpectedResponse));
}

#[tokio::test(start_paused = true)]
async fn a_redirect_is_not_followed_and_only_its_origin_is_named() {
    let elsewhere = "https://login.example:8443";
    let table = [
        ("https://login.example:8443/s?token=MarkedToken#x", elsewhere),
        ("HTTPS://user:MarkedToken@Login.Example:8443/", elsewhere),
        ("//login.example/MarkedToken", "http://login.example"),
        ("//login.example?MarkedToken", "http://login.example"),
        ("//login.example#MarkedToken", "http://login.example"),
        ("/login?MarkedToken", "another path of the same server"),
        ("login", "another path of the same server"),
        ("ftp://MarkedToken", "elsewhere"),
    ];
    for (location, target) in table {
        for status in [301, 302, 303, 307, 308] {
            let call = close_a([answer(status).header("location", location)]).await;
            let error = call.error();
            assert_eq!((error.code, error.status), (Code::UnexpectedResponse, Some(status)));
            assert_eq!(call.sent.len(), 1, "{location}");
            let redirected = format!("http://eyes redirects to {target}, which is not followed");
            assert!(error.message.ends_with(&redirected), "{location}: {error}");
            assert!(call.hint().contains("serverUrl") && call.hint().contains(target));
            assert!(!format!("{error:?}").contains("MarkedToken"), "{location}: {error:?}");
        }
    }
    for status in [300, 304, 399] {
        let call = close_a([answer(status)]).await;
        assert_eq!(call.code(), Some(Code::UnexpectedResponse));
        assert!(call.message().contains("redirects to elsewhere"), "{}", call.message());
    }
}

#[tokio::test(start_paused = true)]
async fn a_redirect_to_a_path_with_an_address_in_its_query_stays_on_the_same_server() {
    let login = answer(302).header("location", "/login?next=https://eyes.example/api");
    let call = close_a([login]).await;
    let message = call.message();
    assert!(message.contains("another path of the same server"), "{message}");
}

#[tokio::test(start_paused = true)]
async fn a_refused_key_is_not_tried_again_and_has_a_hint() {
    for status in [401, 403] {
        let call = close_a([answer(status).body("who are you?")]).await;
        let error = call.error();
        assert_eq!((error.code, error.status), (Code::Unauthorized, Some(status)));
        assert_eq!((call.result().outcome, call.sent.len()), (Outcome::Failed, 1));
        assert!(error.message.contains("who are you?"), "{error}");
        assert!(call.hint().contains("APPLITOOLS_API_KEY"));
    }
}

#[tokio::test(start_paused = true)]
async fn the_proxy_may_have_refused_the_key_only_where_it_can_see_the_request() {
    let proxy = || ("proxy", text("http://proxy:3128"));
    let http = close_a_with(&[proxy()], [answer(401)]).await;
    assert!(http.hint().contains("proxy"), "{}", http.hint());
    for given in [&[][..], &[proxy(), ("serverUrl", text("https://eyes"))]] {
        let call = close_a_with(given, [answer(401)]).await;
        assert!(!call.hint().contains("proxy"), "{}", call.hint());
    }
}

#[tokio::test(start_paused = true)]
async fn the_server_s_message_is_shown_in_one_line_of_500_characters() {
    let long = "é".repeat(499) + "ab";
    let call = close_a([answer(400).body(long)]).await;
    assert!(call.message().contains(&("é".repeat(499) + "a")));
    assert!(!call.message().contains("ab"), "{}", call.message());

    let odd = "\u{1b}[31mtwo\r\n\tlines\0\u{7f}\u{85} of \u{9b}it";
    let call = close_a([answer(400).body(odd)]).await;
    assert!(
        call.message().ends_with("400: [31mtwo lines of it"),
        "{:?}",
        call.message()
    );
    let page = close_a([answer(502).body("<html>Bad gateway</html>")]).await;
    assert!(page.message().contains("502, an HTML page"), "{}", page.message());
    let silent = close_a([answer(400)]).await;
    assert!(
        silent.message().ends_with("http://eyes answered 400"),
        "{}",
        silent.message()
    );
}

#[tokio::test(start_paused = true)]
async fn a_response_of_the_proxy_is_not_taken_for_the_server_s() {
    let call = close_a_with(&[("proxy", text("http://proxy:3128"))], [answer(407)]).await;
    assert_eq!((call.code(), call.error().status), (Some(Code::Proxy), Some(407)));
    assert_eq!(call.sent.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn of_a_body_so_much_is_read_as_matters() {
    let large = (0..1_000).fold(answer(200), |reply, _| reply.piece(10, "x".repeat(10_000)));
    let call = close_a([large]).await;
    assert_eq!(
        (call.result().outcome, call.duration),
        (Outcome::Closed, ms(70)),
        "7 of 10 kB are 65,536 bytes"
    );
    // Empty pieces that are always there would let no timer run.
    let empty = (0..2_000).fold(answer(400), |reply, _| reply.piece(0, ""));
    let call = close_a([empty.piece(0, "late")]).await;
    assert!(call.message().ends_with("answered 400"), "{}", call.message());
    let many = (0..1_000).fold(answer(400), |reply, _| reply.piece(0, ""));
    let call = close_a([many.piece(0, "in time")]).await;
    assert!(call.message().ends_with("answered 400: in time"), "{}", call.message());
}

#[tokio::test(start_paused = true)]
async fn where_a_ci_names_builds_the_hint_of_an_unknown_batch_names_the_build_s_variable() {
    let hint_with = async |variables: &[(&str, &str)]| {
        let settings = resolve(&[], variables).unwrap();
        let host = SimulatedHost::with_script([answer(404)]);
        let hint = close_on(host, &settings).await.hint().to_owned();
        hint.contains("APPLITOOLS_BATCH_BUILD_ID")
    };
    for ci in [
        "GITHUB_RUN_ID",
        "CI_JOB_ID",
        "CIRCLE_BUILD_NUM",
        "BUILD_BUILDID",
        "BITBUCKET_BUILD_NUMBER",
        "CODEBUILD_BUILD_ID",
        "BUILD_ID",
        "BUILD_NUMBER",
        "TRAVIS_BUILD_ID",
        "BUILDKITE_BUILD_ID",
    ] {
        assert!(hint_with(&[(ci, "7")]).await, "{ci}");
        assert!(
            !hint_with(&[(ci, "7"), ("APPLITOOLS_BATCH_BUILD_ID", "7")]).await,
            "{ci}"
        );
    }
    assert!(!hint_with(&[]).await);
}
