//! What answers mean that end it at once: success, pages, redirects, refusals; and what is shown of them.
#![cfg(test)]

mod support;

use eyes_batch_close::error::Code;
use eyes_batch_close::report::Outcome;
use support::{Step, answer, meets, meets_with, text};

#[tokio::test(start_paused = true)]
async fn every_2xx_closes_with_one_request() {
    for status in [200, 201, 202, 203, 204, 206, 299] {
        for step in [answer(status), answer(status).body("{\"closed\": true}")] {
            let run = meets([step]).await;
            let result = run.result();
            assert_eq!((result.outcome, result.status), (Outcome::Closed, Some(status)));
            assert_eq!((result.attempts, run.sent.len()), (1, 1), "{status}");
            assert_eq!(run.report.closed, ["a"]);
            assert_eq!((&result.error, run.report.error()), (&None, None));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_page_is_no_success_by_its_type_or_by_how_it_begins() {
    let html = |step: Step| step.header("content-type", "Text/HTML; charset=utf-8");
    let table = [
        ("by its type", html(answer(200).body("<p>Log in")), false),
        ("by its doctype", answer(200).body("<!DOCTYPE html><p>Log in"), false),
        ("in pieces", answer(201).body("<!doc").piece(300, "type HTML>"), false),
        ("behind a BOM", answer(200).body("\u{feff}\r\n <HTML lang=en>"), false),
        (
            "xhtml",
            answer(200)
                .header("content-type", "application/xhtml+xml")
                .body("<?xml?>"),
            false,
        ),
        ("empty", html(answer(200)), true),
        (
            "json",
            answer(200).header("content-type", "application/json").body("{}"),
            true,
        ),
        ("text", answer(200).body("the <html> tag"), true),
    ];
    for (name, step, closed) in table {
        let run = meets([step]).await;
        let code = if closed { None } else { Some(Code::UnexpectedResponse) };
        assert_eq!((run.code(), run.result().attempts), (code, 1), "{name}");
        assert_eq!(run.report.closed.is_empty(), !closed, "{name}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_page_that_does_not_begin_within_a_second_is_no_success_either() {
    let page = answer(200).header("content-type", "text/html");
    let run = meets([page.piece(1_500, "<html>Log in")]).await;
    assert_eq!(run.code(), Some(Code::UnexpectedResponse));
}

#[tokio::test(start_paused = true)]
async fn a_redirect_is_not_followed_and_only_its_origin_is_told() {
    let elsewhere = "https://login.example:8443";
    let table = [
        ("https://login.example:8443/s?token=MarkedToken#x", elsewhere),
        ("HTTPS://user:MarkedToken@Login.Example:8443/", elsewhere),
        ("//login.example/MarkedToken", "http://login.example"),
        ("/login?MarkedToken", "another path of the same server"),
        ("login", "another path of the same server"),
        ("ftp://MarkedToken", "elsewhere"),
    ];
    for (location, told) in table {
        for status in [301, 302, 303, 307, 308] {
            let run = meets([answer(status).header("location", location)]).await;
            let error = run.error();
            assert_eq!((error.code, error.status), (Code::UnexpectedResponse, Some(status)));
            assert_eq!(run.sent.len(), 1, "{location}");
            assert!(
                error.message.contains(&format!("to {told}")),
                "{location}: {}",
                error.message
            );
            assert!(error.hint.as_ref().is_some_and(|hint| hint.contains("serverUrl")));
            assert!(!format!("{error:?}").contains("MarkedToken"), "{location}: {error:?}");
        }
    }
    for status in [300, 304, 399] {
        assert_eq!(meets([answer(status)]).await.code(), Some(Code::UnexpectedResponse));
    }
}

#[tokio::test(start_paused = true)]
async fn a_redirect_to_a_path_with_an_address_in_its_query_stays_on_the_same_server() {
    let login = answer(302).header("location", "/login?next=https://eyes.example/api");
    let run = meets([login]).await;
    let message = &run.error().message;
    assert!(message.contains("another path of the same server"), "{message}");
}

#[tokio::test(start_paused = true)]
async fn a_refused_key_is_not_tried_again_and_has_a_hint() {
    for status in [401, 403] {
        let run = meets([answer(status).body("who are you?")]).await;
        let error = run.error();
        assert_eq!((error.code, error.status), (Code::Unauthorized, Some(status)));
        assert_eq!((run.result().outcome, run.sent.len()), (Outcome::Failed, 1));
        assert!(error.message.contains("who are you?"), "{}", error.message);
        assert!(
            error
                .hint
                .as_ref()
                .is_some_and(|hint| hint.contains("APPLITOOLS_API_KEY"))
        );
    }
}

#[tokio::test(start_paused = true)]
async fn the_server_s_message_is_shown_in_one_line_of_500_characters() {
    let long = "é".repeat(499) + "ab";
    let run = meets([answer(400).body(long)]).await;
    assert!(run.error().message.contains(&("é".repeat(499) + "a")));
    assert!(!run.error().message.contains("ab"), "{}", run.error().message);

    let odd = "\u{1b}[31mtwo\r\n\tlines\0\u{7f}\u{85} of \u{9b}it";
    let run = meets([answer(400).body(odd)]).await;
    assert!(
        run.error().message.ends_with("400: [31mtwo lines of it"),
        "{:?}",
        run.error().message
    );
    let page = meets([answer(502).body("<html>Bad gateway</html>")]).await;
    assert!(
        page.error().message.contains("502, an HTML page"),
        "{}",
        page.error().message
    );
}

#[tokio::test(start_paused = true)]
async fn an_answer_of_the_proxy_is_not_taken_for_the_server_s() {
    let run = meets_with(&[("proxy", text("http://proxy:3128"))], [answer(407)]).await;
    assert_eq!((run.code(), run.error().status), (Some(Code::Proxy), Some(407)));
    assert_eq!(run.sent.len(), 1);
    let run = meets_with(&[("proxy", text("http://proxy:3128"))], [answer(401)]).await;
    assert!(run.error().hint.as_ref().is_some_and(|hint| hint.contains("proxy")));
}
