//! What it means that no answer came: the shapes that Node, Bun and Deno throw, as they were measured.

mod support;

use eyes_batch_close::error::Code;
use eyes_batch_close::fault::{Fault, Finding, Link, judge};
use support::{Value, fault, meets, meets_with, never, settings, text, thrown};

fn link(name: &str, code: &str, message: &str) -> Link {
    Link {
        name: name.to_owned(),
        code: Some(code.to_owned()).filter(|code| !code.is_empty()),
        message: message.to_owned(),
        status: None,
    }
}

/// Node: an outer TypeError, and the cause behind it.
fn node(code: &str, message: &str) -> Fault {
    Fault::Thrown(vec![
        link("TypeError", "", "fetch failed"),
        link("Error", code, message),
    ])
}

/// Bun: the code on the error itself.
fn bun(code: &str, message: &str) -> Fault {
    Fault::Thrown(vec![link("TypeError", code, message)])
}

/// Deno: no codes, and a message that quotes the request's URL, in which anything may stand.
fn deno(message: &str) -> Fault {
    let url = "https://127.0.0.1/api/sessions/batches/nightly-404/close/bypointerid?apiKey=k";
    let message = format!("error sending request for url ({url}): client error (Connect): {message}");
    Fault::Thrown(vec![link("TypeError", "", "fetch failed"), link("Error", "", &message)])
}

const SERVER: &str = "https://eyes:8443";
const PROXY: &str = "http://proxy:3128";

fn direct(fault: &Fault) -> Finding {
    judge(fault, &settings(&[("serverUrl", text(SERVER))]))
}

fn proxied(fault: &Fault) -> Finding {
    judge(fault, &settings(&[("serverUrl", text(SERVER)), ("proxy", text(PROXY))]))
}

fn hint(finding: &Finding) -> String {
    finding.error.hint.clone().unwrap_or_default()
}

#[test]
fn a_tls_failure_is_lasting_and_its_hint_says_what_to_do() {
    let (ca, client) = ("NODE_EXTRA_CA_CERTS", "client certificate");
    let table = [
        (node("DEPTH_ZERO_SELF_SIGNED_CERT", "self-signed certificate"), ca),
        (
            node(
                "SELF_SIGNED_CERT_IN_CHAIN",
                "self-signed certificate in certificate chain",
            ),
            ca,
        ),
        (
            node(
                "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
                "unable to verify the first certificate",
            ),
            ca,
        ),
        (
            node(
                "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
                "unable to get local issuer certificate",
            ),
            ca,
        ),
        (node("CERT_HAS_EXPIRED", "certificate has expired"), "expired"),
        (node("CERT_NOT_YET_VALID", "certificate is not yet valid"), "clock"),
        (
            node("ERR_TLS_CERT_ALTNAME_INVALID", "Hostname/IP does not match"),
            "another host",
        ),
        (
            node("ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE", "handshake failure"),
            client,
        ),
        (
            node("ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE", "handshake failure"),
            client,
        ),
        (
            node("ERR_SSL_WRONG_VERSION_NUMBER", "wrong version number"),
            "does not speak https",
        ),
        (node("ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION", "protocol version"), ""),
        (bun("DEPTH_ZERO_SELF_SIGNED_CERT", "self signed certificate"), ca),
        (bun("CERT_HAS_EXPIRED", "certificate has expired"), "expired"),
        (bun("ERR_TLS_CERT_ALTNAME_INVALID", "fetch() failed"), "another host"),
        (bun("EPROTO", "fetch() failed"), client),
        (deno("invalid peer certificate: UnknownIssuer"), ca),
        (
            deno("invalid peer certificate: Other(OtherError(CaUsedAsEndEntity))"),
            ca,
        ),
        (
            deno("invalid peer certificate: certificate expired: verification time"),
            "expired",
        ),
        (deno("invalid peer certificate: certificate not valid yet"), "clock"),
        (
            deno("invalid peer certificate: certificate not valid for name \"x\""),
            "another host",
        ),
        (deno("received fatal alert: CertificateRequired"), client),
        (deno("received fatal alert: HandshakeFailure"), client),
        (deno("received fatal alert: ProtocolVersion"), ""),
        (
            deno("received corrupt message of type InvalidContentType"),
            "does not speak https",
        ),
    ];
    for (fault, hinted) in table {
        for finding in [direct(&fault), proxied(&fault)] {
            assert_eq!((finding.error.code, finding.transient), (Code::Tls, false), "{fault:?}");
            assert!(hint(&finding).contains(hinted), "{fault:?}: {}", hint(&finding));
            assert!(finding.error.message.contains(SERVER), "{}", finding.error.message);
        }
    }
}

#[test]
fn a_proxy_whose_certificate_is_for_another_host_is_named() {
    let mut fault = node("UND_ERR_PRX_TLS", "Proxy TLS connection failed");
    if let Fault::Thrown(links) = &mut fault {
        links.push(link(
            "Error",
            "ERR_TLS_CERT_ALTNAME_INVALID",
            "Hostname/IP does not match",
        ));
    }
    let finding = proxied(&fault);
    assert_eq!((finding.error.code, finding.transient), (Code::Tls, false));
    assert!(finding.error.message.contains(PROXY), "{}", finding.error.message);
    assert!(hint(&finding).contains("another host"), "{}", hint(&finding));
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
        (Fault::Thrown(vec![link("TypeError", "", "fetch failed")]), network),
        (Fault::Thrown(Vec::new()), network),
    ];
    for (fault, hinted) in table {
        let (finding, through) = (direct(&fault), proxied(&fault));
        for (finding, target) in [(&finding, SERVER), (&through, PROXY)] {
            assert_eq!(
                (finding.error.code, finding.transient),
                (Code::Network, true),
                "{fault:?}"
            );
            assert!(finding.error.message.contains(target), "{}", finding.error.message);
        }
        assert!(hint(&finding).contains(hinted), "{fault:?}: {}", hint(&finding));
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
        let finding = judge(&node("UND_ERR_SOCKET", "other side closed"), &settings(given));
        assert!(!hint(&finding).contains("certificate"), "{}", hint(&finding));
    }
}

#[test]
fn a_runtime_s_own_timeout_is_one() {
    let table = [
        node("UND_ERR_CONNECT_TIMEOUT", "Connect Timeout Error"),
        node("UND_ERR_HEADERS_TIMEOUT", "Headers Timeout Error"),
        node("UND_ERR_BODY_TIMEOUT", "Body Timeout Error"),
        node("ETIMEDOUT", "connect ETIMEDOUT"),
        Fault::Thrown(vec![link(
            "TimeoutError",
            "",
            "The operation was aborted due to timeout",
        )]),
    ];
    for fault in table {
        let finding = direct(&fault);
        assert_eq!(
            (finding.error.code, finding.transient),
            (Code::Timeout, true),
            "{fault:?}"
        );
        assert!(finding.error.message.contains(SERVER), "{}", finding.error.message);
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
        Fault::Thrown(links.into())
    };
    let own = |code: &str, status: Option<u16>| {
        Fault::Thrown(vec![Link {
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
    for (fault, status, transient, hinted) in table {
        let finding = proxied(&fault);
        assert_eq!(
            (finding.error.code, finding.error.status),
            (Code::Proxy, status),
            "{fault:?}"
        );
        assert_eq!(finding.transient, transient, "{fault:?}");
        assert!(finding.error.message.contains(PROXY), "{}", finding.error.message);
        assert!(hint(&finding).contains(hinted), "{fault:?}: {}", hint(&finding));
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
    let finding = proxied(&deno("unexpected eof while tunneling"));
    assert_eq!((finding.error.code, finding.transient), (Code::Proxy, false));
}

#[tokio::test(start_paused = true)]
async fn what_the_system_said_is_the_cause() {
    let run = meets([thrown("ECONNREFUSED")]).await;
    let error = run.error();
    let cause = error.cause.clone().expect("a cause");
    assert_eq!(cause.code.as_deref(), Some("ECONNREFUSED"));
    assert_eq!(cause.message, "connect ECONNREFUSED 127.0.0.1:80");
    assert_eq!(
        (error.code, run.result().attempts, run.result().status),
        (Code::Network, 6, None)
    );
    assert_eq!(meets([never()]).await.error().cause, None);
}

#[tokio::test(start_paused = true)]
async fn a_lasting_fault_is_not_tried_again() {
    let proxy = [("serverUrl", text(SERVER)), ("proxy", text(PROXY))];
    for (code, expected) in [("CERT_HAS_EXPIRED", Code::Tls), ("PROXY_TUNNEL_CLOSED", Code::Proxy)] {
        let run = meets_with(&proxy, [thrown(code)]).await;
        assert_eq!((run.code(), run.sent.len()), (Some(expected), 1));
    }
    let read_as = fault(Fault::UrlReadAs("http://elsewhere/".to_owned()));
    for (step, expected) in [
        (read_as, Code::InvalidServerUrl),
        (fault(Fault::NoResponse), Code::InvalidOption),
    ] {
        let run = meets([step]).await;
        assert_eq!((run.code(), run.sent.len()), (Some(expected), 1));
    }
}

#[tokio::test(start_paused = true)]
async fn an_address_that_the_runtime_cannot_read_is_not_tried_again() {
    let invalid = fault(Fault::Thrown(vec![link("TypeError", "ERR_INVALID_URL", "Invalid URL")]));
    let run = meets([invalid]).await;
    assert_eq!((run.code(), run.sent.len()), (Some(Code::InvalidServerUrl), 1));
}
