//! What it means that no answer came: the shapes that Node, Bun and Deno throw, as they were measured.
#![cfg(test)]

mod support;

use eyes_batch_close::error::Code;
use eyes_batch_close::fault::{Fault, Finding, judge};
use support::thrown::{bun, deno, link, node};
use support::{Value, fault, meets, meets_with, never, settings, text, throws};

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

#[tokio::test(start_paused = true)]
async fn what_the_system_said_is_the_cause() {
    let run = meets([throws("ECONNREFUSED")]).await;
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
        let run = meets_with(&proxy, [throws(code)]).await;
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
