//! How a failure of TLS looks on each runtime, as it was measured, and what to do about it.

use eyes_batch_close::error::Code;
use eyes_batch_close::host::TransportError;

use super::transport_failure::{SERVER, direct, hint, proxied};
use crate::support::thrown::{bun, deno, node};

/// Each error is a permanent failure of TLS, and its hint has this part.
fn all_have_hint(part: &str, errors: &[TransportError]) {
    for error in errors {
        for failure in [direct(error), proxied(error)] {
            assert_eq!(
                (failure.error.code, failure.is_permanent),
                (Code::Tls, true),
                "{error:?}"
            );
            assert!(hint(&failure).contains(part), "{error:?}: {}", hint(&failure));
            assert!(failure.error.message.contains(SERVER), "{}", failure.error);
        }
    }
}

#[test]
fn a_certificate_of_a_private_authority_can_be_trusted() {
    let errors = [
        node("DEPTH_ZERO_SELF_SIGNED_CERT", "self-signed certificate"),
        node(
            "SELF_SIGNED_CERT_IN_CHAIN",
            "self-signed certificate in certificate chain",
        ),
        node(
            "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
            "unable to verify the first certificate",
        ),
        node(
            "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
            "unable to get local issuer certificate",
        ),
        bun("DEPTH_ZERO_SELF_SIGNED_CERT", "self signed certificate"),
        deno("invalid peer certificate: UnknownIssuer"),
        deno("invalid peer certificate: Other(OtherError(CaUsedAsEndEntity))"),
    ];
    all_have_hint("NODE_EXTRA_CA_CERTS", &errors);
}

#[test]
fn a_certificate_may_be_too_old_or_too_new() {
    let expired = [
        node("CERT_HAS_EXPIRED", "certificate has expired"),
        bun("CERT_HAS_EXPIRED", "certificate has expired"),
        deno("invalid peer certificate: certificate expired: verification time"),
    ];
    all_have_hint("expired", &expired);
    let too_new = [
        node("CERT_NOT_YET_VALID", "certificate is not yet valid"),
        deno("invalid peer certificate: certificate not valid yet"),
    ];
    all_have_hint("clock", &too_new);
}

#[test]
fn a_certificate_may_be_for_another_host() {
    let errors = [
        node("ERR_TLS_CERT_ALTNAME_INVALID", "Hostname/IP does not match"),
        bun("ERR_TLS_CERT_ALTNAME_INVALID", "fetch() failed"),
        deno("invalid peer certificate: certificate not valid for name \"x\""),
    ];
    all_have_hint("another host", &errors);
}

#[test]
fn a_server_may_want_a_client_certificate() {
    let errors = [
        node("ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE", "handshake failure"),
        node("ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE", "handshake failure"),
        bun("EPROTO", "fetch() failed"),
        deno("received fatal alert: CertificateRequired"),
        deno("received fatal alert: HandshakeFailure"),
    ];
    all_have_hint("client certificate", &errors);
}

#[test]
fn a_port_may_not_speak_tls_or_not_in_the_same_version() {
    let no_tls = [
        node("ERR_SSL_WRONG_VERSION_NUMBER", "wrong version number"),
        deno("received corrupt message of type InvalidContentType"),
    ];
    all_have_hint("does not speak https", &no_tls);
    let other_version = [
        node("ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION", "protocol version"),
        deno("received fatal alert: ProtocolVersion"),
    ];
    all_have_hint("", &other_version);
}
