//! What it means that no answer came: the shapes that Node, Bun and Deno throw, as they were measured.

use eyes_batch_close::config::options::Value;
use eyes_batch_close::error::Code;
use eyes_batch_close::eyes::failure::Failure;
use eyes_batch_close::eyes::transport_failure::classify;
use eyes_batch_close::host::{ErrorLink, TransportError};

use crate::support::KEY;
use crate::support::closing::{close_a, close_a_with};
use crate::support::script::{fails, no_answer, throws};
use crate::support::settings::{settings, text};
use crate::support::thrown::{bun, deno, link, node};

pub const SERVER: &str = "https://eyes:8443";
const PROXY: &str = "http://proxy:3128";

pub fn direct(error: &TransportError) -> Failure {
    classify(error, &settings(&[("serverUrl", text(SERVER))]))
}

pub fn proxied(error: &TransportError) -> Failure {
    classify(error, &settings(&[("serverUrl", text(SERVER)), ("proxy", text(PROXY))]))
}

pub fn hint(failure: &Failure) -> String {
    failure.error.hint.clone().unwrap_or_default()
}

#[test]
fn a_network_failure_may_pass_and_names_what_was_not_reached() {
    let (network, host) = ("Check serverUrl", "host name");
    let table = [
        (node("ECONNREFUSED", "connect ECONNREFUSED 127.0.0.1:1"), network),
        (node("ECONNREFUSED", ""), network), // the AggregateError of a host with two addresses
        (node("ECONNRESET", "read ECONNRESET"), network),
        (node("EPIPE", "write EPIPE"), network),
        (node("ENOTFOUND", "getaddrinfo ENOTFOUND eyes"), host),
        (node("EAI_AGAIN", "getaddrinfo EAI_AGAIN eyes"), host),
        (node("UND_ERR_SOCKET", "other side closed"), "client certificate"),
        (node("UND_ERR_HEADERS_OVERFLOW", "Headers Overflow Error"), network),
        (node("HPE_INVALID_CONSTANT", "Expected HTTP/"), network),
        (node("", "Response does not match the HTTP/1.1 protocol"), network),
        (bun("ECONNREFUSED", "Unable to connect"), network),
        (bun("Malformed_HTTP_Response", "fetch() failed"), network),
        (deno("tcp connect error: Connection refused (os error 111)"), network),
        (deno("Connection reset by peer (os error 104)"), network),
        (deno("tls handshake eof"), network),
        (
            deno("dns error: failed to lookup address: Name or service not known"),
            host,
        ),
        (deno("connection closed before message completed"), "client certificate"),
        (deno("invalid HTTP version parsed"), network),
        (
            TransportError::Thrown(vec![link("TypeError", "", "fetch failed")]),
            network,
        ),
        (TransportError::Thrown(Vec::new()), network),
    ];
    for (error, hinted) in table {
        let (failure, through) = (direct(&error), proxied(&error));
        for (failure, target) in [(&failure, SERVER), (&through, PROXY)] {
            assert_eq!(
                (failure.error.code, failure.is_permanent),
                (Code::Network, false),
                "{error:?}"
            );
            assert!(failure.error.message.contains(target), "{}", failure.error.message);
        }
        assert!(hint(&failure).contains(hinted), "{error:?}: {}", hint(&failure));
    }
}

#[test]
fn with_a_client_certificate_a_closed_connection_is_not_for_the_want_of_one() {
    let certificate = [
        ("serverUrl", text(SERVER)),
        ("cert", text("PEM")),
        ("key", Value::Bytes),
    ];
    for given in [&certificate[..], &[("serverUrl", text("http://eyes"))]] {
        let failure = classify(&node("UND_ERR_SOCKET", "other side closed"), &settings(given));
        assert!(!hint(&failure).contains("certificate"), "{}", hint(&failure));
    }
}

#[test]
fn a_runtime_s_own_timeout_is_one() {
    let table = [
        node("UND_ERR_CONNECT_TIMEOUT", "Connect Timeout Error"),
        node("UND_ERR_HEADERS_TIMEOUT", "Headers Timeout Error"),
        node("UND_ERR_BODY_TIMEOUT", "Body Timeout Error"),
        node("ETIMEDOUT", "connect ETIMEDOUT"),
        TransportError::Thrown(vec![link(
            "TimeoutError",
            "",
            "The operation was aborted due to timeout",
        )]),
    ];
    for error in table {
        let failure = direct(&error);
        assert_eq!(
            (failure.error.code, failure.is_permanent),
            (Code::Timeout, false),
            "{error:?}"
        );
        assert!(failure.error.message.contains(SERVER), "{}", failure.error.message);
    }
}

#[tokio::test(start_paused = true)]
async fn what_the_system_said_is_the_cause() {
    let call = close_a([throws("ECONNREFUSED")]).await;
    let error = call.error();
    let cause = error.cause.clone().unwrap();
    assert_eq!(cause.code.as_deref(), Some("ECONNREFUSED"));
    assert_eq!(cause.message, "connect ECONNREFUSED 127.0.0.1:80");
    assert_eq!(
        (error.code, call.result().attempts, call.result().status),
        (Code::Network, 6, None)
    );
    assert_eq!(close_a([no_answer()]).await.error().cause, None);
}

#[tokio::test(start_paused = true)]
async fn a_permanent_failure_is_not_tried_again() {
    let proxy = [("serverUrl", text(SERVER)), ("proxy", text(PROXY))];
    for (code, expected) in [("CERT_HAS_EXPIRED", Code::Tls), ("PROXY_TUNNEL_CLOSED", Code::Proxy)] {
        let call = close_a_with(&proxy, [throws(code)]).await;
        assert_eq!((call.code(), call.sent.len()), (Some(expected), 1));
    }
    let mismatch = fails(TransportError::UrlMismatch("http://elsewhere/".to_owned()));
    for (reply, expected) in [
        (mismatch, Code::InvalidServerUrl),
        (fails(TransportError::NotAResponse), Code::InvalidOption),
    ] {
        let call = close_a([reply]).await;
        assert_eq!((call.code(), call.sent.len()), (Some(expected), 1));
    }
}

#[test]
fn an_address_that_the_runtime_cannot_read_or_reads_in_another_way_is_not_tried_again() {
    let invalid = TransportError::Thrown(vec![link("TypeError", "ERR_INVALID_URL", "Invalid URL")]);
    let mismatch = TransportError::UrlMismatch(format!("http://{KEY}@elsewhere/x"));
    let table = [
        (
            invalid,
            "this runtime can't read the request's address at https://eyes:8443",
        ),
        (
            mismatch,
            "the URL parser of this runtime reads the request's address as http://***@elsewhere/x",
        ),
    ];
    for (error, message) in table {
        let failure = direct(&error);
        assert_eq!(
            (failure.error.code, failure.is_permanent),
            (Code::InvalidServerUrl, true)
        );
        assert_eq!(failure.error.message, message);
        assert_eq!(hint(&failure), "Write serverUrl (--server-url) in its plain form.");
    }
}

#[test]
fn a_port_that_fetch_blocks_is_a_wrong_server_url() {
    let blocked = TransportError::Thrown(vec![
        link("TypeError", "", "fetch failed"),
        link("Error", "", "bad port"),
    ]);
    for (server, port) in [("http://eyes:6667", 6667), ("https://eyes", 443)] {
        let failure = classify(&blocked, &settings(&[("serverUrl", text(server))]));
        assert_eq!(
            (failure.error.code, failure.is_permanent),
            (Code::InvalidServerUrl, true)
        );
        assert_eq!(
            failure.error.message,
            format!("fetch refuses to connect to port {port}")
        );
        assert_eq!(hint(&failure), "Let the server listen on another port.");
    }
}

#[test]
fn what_is_no_response_is_an_invalid_fetch() {
    let failure = direct(&TransportError::NotAResponse);
    assert_eq!((failure.error.code, failure.is_permanent), (Code::InvalidOption, true));
    assert_eq!(failure.error.message, "fetch resolved to something that is no Response");
    assert_eq!(failure.error.option.as_deref(), Some("fetch"));
}

#[test]
fn messages_name_the_target_with_the_system_s_code() {
    let table = [
        (
            node("CERT_HAS_EXPIRED", "certificate has expired"),
            "no secure connection to https://eyes:8443 (CERT_HAS_EXPIRED)",
        ),
        (
            bun("ECONNRESET", "x"),
            "https://eyes:8443 could not be reached (ECONNRESET)",
        ),
        (node("", "x"), "https://eyes:8443 could not be reached"),
        (bun("ETIMEDOUT", "x"), "https://eyes:8443 gave no answer in time"),
        (bun("ERR_TIMEOUT", "x"), "https://eyes:8443 gave no answer in time"),
    ];
    for (error, message) in table {
        assert_eq!(direct(&error).error.message, message);
    }
    // Where there is no code, the text says what failed.
    let text_alone = TransportError::Thrown(vec![link("Error", "", "invalid peer certificate: Expired")]);
    let message = "no secure connection to https://eyes:8443 (invalid peer certificate: Expired)";
    assert_eq!(direct(&text_alone).error.message, message);
}

#[test]
fn the_outermost_error_with_a_code_is_the_cause_or_the_innermost_that_says_anything() {
    let cause = |links: &[ErrorLink]| {
        let failure = direct(&TransportError::Thrown(links.to_vec()));
        failure.error.cause.clone().map(|cause| (cause.code, cause.message))
    };
    let (outer, inner) = (
        link("TypeError", "", "fetch failed"),
        link("Error", "", "socket hang up"),
    );
    let (first, second) = (link("Error", "ECONNRESET", "first"), link("Error", "EPIPE", "second"));
    let code = |code: &str| Some(code.to_owned());
    assert_eq!(
        cause(&[outer.clone(), first, second]),
        Some((code("ECONNRESET"), "first".to_owned()))
    );
    let silent = link("Error", "", "");
    assert_eq!(
        cause(&[outer, inner, silent.clone()]),
        Some((None, "socket hang up".to_owned()))
    );
    assert_eq!(cause(&[silent]), None);
    assert_eq!(cause(&[]), None);
}
