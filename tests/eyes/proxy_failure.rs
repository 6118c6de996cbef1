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

#[test]
fn a_proxy_that_refuses_is_named_with_its_status() {
    let tunnel = |status: u16| {
        let message = format!("Proxy response ({status}) !== 200 when HTTP Tunneling");
        let cancelled = link("Error", "", "Request was cancelled.");
        let links = [
            link("TypeError", "", "fetch failed"),
            cancelled,
            link("AbortError", "", &message),
        ];
        TransportError::Thrown(links.into())
    };
    let own = |code: &str, status: Option<u16>| {
        TransportError::Thrown(vec![ErrorLink {
            status,
            ..link("Error", code, "x")
        }])
    };
    let wanted = "Proxy Authentication Required (407)";
    let table = [
        (node("UND_ERR_INVALID_ARG", wanted), Some(407), false, "user name"),
        (tunnel(407), Some(407), false, "user name"),
        (tunnel(401), Some(401), false, "user name"),
        (tunnel(403), Some(403), false, "port 8443"),
        (tunnel(502), Some(502), true, "NO_PROXY"),
        (tunnel(503), Some(503), true, "NO_PROXY"),
        (own("PROXY_TUNNEL_STATUS", Some(407)), Some(407), false, "user name"),
        (own("PROXY_TUNNEL_STATUS", Some(403)), Some(403), false, "port 8443"),
        (own("PROXY_TUNNEL_CLOSED", None), None, false, "port 8443"),
        (
            node("UND_ERR_PRX_CONN", "Proxy connection failed"),
            None,
            false,
            "port 8443",
        ),
        (
            bun("ERR_PROXY_TUNNEL", "Proxy refused to open a tunnel: 407 x"),
            Some(407),
            false,
            "user name",
        ),
        (
            bun("ERR_PROXY_TUNNEL", "Proxy refused to open a tunnel: 403 x"),
            Some(403),
            false,
            "port 8443",
        ),
    ];
    for (error, status, transient, hinted) in table {
        let failure = proxied(&error);
        assert_eq!(
            (failure.error.code, failure.error.status),
            (Code::Proxy, status),
            "{error:?}"
        );
        assert_eq!(failure.is_permanent, !transient, "{error:?}");
        assert!(failure.error.message.contains(PROXY), "{}", failure.error.message);
        assert!(hint(&failure).contains(hinted), "{error:?}: {}", hint(&failure));
    }
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
