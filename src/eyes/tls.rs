//! How a failure of TLS looks on each runtime, and what to do about it.

use crate::host::ErrorLink;

/// Codes of Node and Bun (OpenSSL's, Node's own and undici's), or how they begin.
const CODES: [&str; 10] = [
    "CERT_",
    "ERR_TLS_",
    "ERR_SSL_",
    "UNABLE_TO_",
    "UND_ERR_PRX_TLS",
    "SELF_SIGNED_CERT",
    "HOSTNAME_MISMATCH",
    "INVALID_CA",
    "INVALID_PURPOSE",
    "EPROTO",
];

/// What Deno says, which has no codes.
const TEXTS: [&str; 4] = [
    "invalid peer certificate",
    "fatal alert",
    "InvalidContentType",
    "certificate not valid",
];

/// Whether TLS failed: by the code, or by the text where a runtime has no code.
pub fn is_failure(code: Option<&str>, text: &str) -> bool {
    match code {
        Some(code) => CODES.iter().any(|known| code.contains(known)),
        None => TEXTS.iter().any(|known| contains_ignore_case(text, known)),
    }
}

/// What to do about it.
pub fn hint(links: &[ErrorLink]) -> &'static str {
    const EXPIRED: &str = "The server's certificate has expired: it must be renewed.";
    const TOO_EARLY: &str = "The server's certificate is not valid yet: check this machine's clock.";
    const OTHER_HOST: &str = "The certificate is for another host: check serverUrl (--server-url).";
    const NO_TLS: &str = "This port does not speak https: check serverUrl (--server-url).";
    const HANDSHAKE: &str = "The server may want a client certificate (options cert and key).";
    const PRIVATE: &str = "If the server has a certificate of a private authority, set NODE_EXTRA_CA_CERTS=/path/ca.pem or the option ca.";
    /// The first that is said anywhere in the chain.
    const HINTS: [(&str, &str); 12] = [
        ("CERT_HAS_EXPIRED", EXPIRED),
        ("certificate expired", EXPIRED),
        ("CERT_NOT_YET_VALID", TOO_EARLY),
        ("certificate not valid yet", TOO_EARLY),
        ("ALTNAME", OTHER_HOST),
        ("not valid for name", OTHER_HOST),
        ("WRONG_VERSION_NUMBER", NO_TLS),
        ("InvalidContentType", NO_TLS),
        ("ALERT_HANDSHAKE", HANDSHAKE),
        ("EPROTO", HANDSHAKE),
        ("CertificateRequired", HANDSHAKE),
        ("HandshakeFailure", HANDSHAKE),
    ];
    let is_said = |part: &str| {
        links.iter().any(|link| {
            let code = link.code.as_deref().unwrap_or_default();
            contains_ignore_case(code, part) || contains_ignore_case(&link.message, part)
        })
    };
    let known = HINTS.iter().find(|(part, _)| is_said(part));
    known.map_or(PRIVATE, |(_, hint)| hint)
}

/// Whether a text has a part, in whichever case its ASCII letters are: runtimes change theirs from version to version.
pub fn contains_ignore_case(text: &str, part: &str) -> bool {
    text.to_ascii_lowercase().contains(&part.to_ascii_lowercase())
}
