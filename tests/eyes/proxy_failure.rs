//! What it means that a proxy let nothing through: the shapes that Node, Bun and Deno throw, as they were measured.

use eyes_batch_close::error::Code;
use eyes_batch_close::eyes::failure::Failure;
use eyes_batch_close::eyes::transport_failure::classify;
use eyes_batch_close::host::{ErrorLink, TransportError};

use crate::support::settings::{settings, text};
use crate::support::thrown::{bun, deno, link, node};

const PROXY: &str = "http://proxy:3128";

fn proxied(error: &TransportError) -> Failure {
    classify(
        error,
        &settings(&[("serverUrl", text("https://eyes:8443")), ("proxy", text(PROXY))]),
    )
}

fn hint(failure: &Failure) -> String {
    failure.error.hint.clone().unwrap_or_default()
}

#[test]
fn a_proxy_whose_certificate_is_for_another_host_is_named() {
    let mut error = node("UND_ERR_PRX_TLS", "Proxy TLS connection failed");
    if let TransportError::Thrown(links) = &mut error {
        links.push(link(
            "Error",
            "ERR_TLS_CERT_ALTNAME_INVALID",
            "Hostname/IP does not match",
        ));
    }
    let failure = proxied(&error);
    assert_eq!((failure.error.code, failure.is_permanent), (Code::Tls, true));
    assert!(failure.error.message.contains(PROXY), "{}", failure.error.message);
    assert!(hint(&failure).contains("another host"), "{}", hint(&failure));
}

#[test]
fn a_proxy_that_is_not_there_is_what_the_hint_is_about() {
    for code in ["ECONNREFUSED", "ENOTFOUND"] {
        let failure = proxied(&node(code, "x"));
        let message = format!("the proxy {PROXY} could not be reached ({code})");
        assert_eq!((failure.error.code, &failure.error.message), (Code::Network, &message));
        assert_eq!(hint(&failure), "Check the proxy's address, and that it runs.");
    }
}

/// What undici throws where the proxy answered with a status.
fn undici_tunnel(status: u16) -> TransportError {
    let message = format!("Proxy response ({status}) !== 200 when HTTP Tunneling");
    TransportError::Thrown(vec![
        link("TypeError", "", "fetch failed"),
        link("Error", "", "Request was cancelled."),
        link("AbortError", "", &message),
    ])
}

/// What our own transport throws.
fn own_tunnel(code: &str, status: Option<u16>) -> TransportError {
    let link = link("Error", code, "x");
    TransportError::Thrown(vec![ErrorLink { status, ..link }])
}

/// Each error is a refusal of the proxy with this status.
fn all_refused(status: Option<u16>, is_permanent: bool, part_of_hint: &str, errors: &[TransportError]) {
    for error in errors {
        let failure = proxied(error);
        assert_eq!(
            (failure.error.code, failure.error.status),
            (Code::Proxy, status),
            "{error:?}"
        );
        assert_eq!(failure.is_permanent, is_permanent, "{error:?}");
        assert!(failure.error.message.contains(PROXY), "{}", failure.error);
        assert!(hint(&failure).contains(part_of_hint), "{error:?}: {}", hint(&failure));
    }
}

#[test]
fn a_proxy_that_wants_other_credentials_is_named() {
    let errors = [
        node("UND_ERR_INVALID_ARG", "Proxy Authentication Required (407)"),
        undici_tunnel(407),
        own_tunnel("PROXY_TUNNEL_STATUS", Some(407)),
        bun("ERR_PROXY_TUNNEL", "Proxy refused to open a tunnel: 407 x"),
    ];
    all_refused(Some(407), true, "user name", &errors);
    all_refused(Some(401), true, "user name", &[undici_tunnel(401)]);
}

#[test]
fn a_proxy_that_refuses_to_connect_is_named() {
    let errors = [
        undici_tunnel(403),
        own_tunnel("PROXY_TUNNEL_STATUS", Some(403)),
        bun("ERR_PROXY_TUNNEL", "Proxy refused to open a tunnel: 403 x"),
    ];
    all_refused(Some(403), true, "port 8443", &errors);
    let closed = [
        own_tunnel("PROXY_TUNNEL_CLOSED", None),
        node("UND_ERR_PRX_CONN", "Proxy connection failed"),
    ];
    all_refused(None, true, "port 8443", &closed);
}

#[test]
fn a_proxy_that_could_not_reach_the_server_may_another_time() {
    for status in [502, 503, 504] {
        all_refused(Some(status), false, "NO_PROXY", &[undici_tunnel(status)]);
    }
}

#[test]
fn messages_of_a_proxy_say_what_it_did() {
    let table = [
        (
            undici_tunnel(407),
            "the proxy http://proxy:3128 wants other credentials",
        ),
        (
            undici_tunnel(502),
            "the proxy http://proxy:3128 could not reach https://eyes:8443",
        ),
        (
            undici_tunnel(403),
            "the proxy http://proxy:3128 refuses to connect to port 8443",
        ),
        (
            own_tunnel("PROXY_TUNNEL_CLOSED", None),
            "the proxy http://proxy:3128 closed the connection or refused it",
        ),
    ];
    for (error, message) in table {
        assert_eq!(proxied(&error).error.message, message);
    }
    // One that the core knows nothing of, as a caller's fetch has its own.
    let unknown = classify(&undici_tunnel(407), &settings(&[]));
    assert_eq!(unknown.error.message, "the proxy wants other credentials");
}

#[test]
fn a_number_in_the_url_that_deno_quotes_is_not_the_proxy_s_status() {
    let wanted = proxied(&deno("proxy authentication required"));
    assert_eq!((wanted.error.code, wanted.error.status), (Code::Proxy, Some(407)));
    assert!(hint(&wanted).contains("user name"), "{}", hint(&wanted));
    let refused = proxied(&deno("unsuccessful tunnel"));
    assert_eq!((refused.error.code, refused.error.status), (Code::Proxy, None));
}

#[test]
fn a_proxy_that_closes_while_tunneling_refuses_on_deno_too() {
    let failure = proxied(&deno("unexpected eof while tunneling"));
    assert_eq!((failure.error.code, failure.is_permanent), (Code::Proxy, true));
}
