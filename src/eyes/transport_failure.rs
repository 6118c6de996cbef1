//! What it means that no answer came: by the system's code, and by text where a runtime has no code.

use super::failure::Failure;
use super::proxy_failure::{proxy_name, tunnel_failure};
use super::tls::{self, contains_ignore_case};
use crate::config::secrets::Redactor;
use crate::config::settings::Settings;
use crate::error::{Cause, Code, Error};
use crate::host::{ErrorLink, TransportError};

/// Says what it means that no answer came.
pub fn classify(error: &TransportError, settings: &Settings) -> Failure {
    match error {
        TransportError::Thrown(links) => {
            let mut failure = tunnel_failure(links, settings).unwrap_or_else(|| connection_failure(links, settings));
            failure.error.cause = cause(links, &settings.redactor);
            failure
        }
        TransportError::UrlMismatch(url) => {
            let url = settings.redactor.redact(url);
            unreadable_url(format!(
                "the URL parser of this runtime reads the request's address as {url}"
            ))
        }
        TransportError::NotAResponse => {
            let problem = "resolved to something that is no Response";
            Failure::permanent(Error::invalid(Code::InvalidOption, "fetch", problem))
        }
    }
}

/// What it means that no answer came within the time of one attempt.
pub fn attempt_timed_out(settings: &Settings) -> Failure {
    let message = format!(
        "{} gave no answer within timeout ({} ms)",
        settings.server,
        settings.timeout.as_millis() as u64
    );
    let hint = "Check that the server is up; set a longer timeout for a slow one.";
    Failure::transient(Error::new(Code::Timeout, message).with_hint(hint))
}

/// The link that says most: the outermost with a code; without one, the innermost that says anything.
fn most_specific(links: &[ErrorLink]) -> Option<&ErrorLink> {
    let with_code = links.iter().find(|link| link.code.is_some());
    with_code.or_else(|| links.iter().rev().find(|link| !link.message.is_empty()))
}

/// The system's own words, redacted: the cause of the error.
pub fn cause(links: &[ErrorLink], redactor: &Redactor) -> Option<Cause> {
    let link = most_specific(links)?;
    let redact = |text: &str| redactor.redact(text);
    Some(Cause {
        code: link.code.as_deref().map(redact),
        message: redact(&link.message),
    })
}

fn connection_failure(links: &[ErrorLink], settings: &Settings) -> Failure {
    let nothing = ErrorLink::default();
    let link = most_specific(links).unwrap_or(&nothing);
    let (code, text) = (link.code.as_deref(), link.message.as_str());
    let server = &settings.server;
    // The request never got further than the proxy, where there is one.
    let target = match &settings.proxy {
        Some(_) => proxy_name(settings),
        None => server.to_string(),
    };
    if code == Some("ERR_INVALID_URL") {
        return unreadable_url(format!("this runtime can't read the request's address at {server}"));
    }
    // What undici says of the ports that the fetch standard blocks, as those of other protocols.
    if text == "bad port" {
        let message = format!("fetch refuses to connect to port {}", server.origin.port_or_default());
        let error = Error::new(Code::InvalidServerUrl, message);
        return Failure::permanent(error.with_hint("Let the server listen on another port."));
    }
    if tls::is_failure(code, text) {
        let secured = match code {
            Some("UND_ERR_PRX_TLS") => target,
            _ => server.origin.to_string(),
        };
        let detail = settings.redactor.redact(code.unwrap_or(text));
        let message = format!("no secure connection to {secured} ({detail})");
        return Failure::permanent(Error::new(Code::Tls, message).with_hint(tls::hint(links)));
    }
    if is_timeout(code, links) {
        return Failure::transient(Error::new(Code::Timeout, format!("{target} gave no answer in time")));
    }
    let detail = code.map(|code| format!(" ({})", settings.redactor.redact(code)));
    let message = format!("{target} could not be reached{}", detail.unwrap_or_default());
    Failure::transient(Error::new(Code::Network, message).with_hint(network_hint(code, text, settings)))
}

fn network_hint(code: Option<&str>, text: &str, settings: &Settings) -> &'static str {
    let is_closed = code == Some("UND_ERR_SOCKET") || contains_ignore_case(text, "connection closed before");
    let is_unknown_host = matches!(code, Some("ENOTFOUND" | "EAI_AGAIN")) || contains_ignore_case(text, "dns error");
    if is_closed && settings.server.origin.secure && !settings.has_client_certificate {
        "The server closed the connection: it may want a client certificate (options cert and key)."
    } else if settings.proxy.is_some() {
        "Check the proxy's address, and that it runs."
    } else if is_unknown_host {
        "Check the host name in serverUrl (--server-url), and whether a proxy is needed (APPLITOOLS_PROXY_URL)."
    } else {
        "Check serverUrl (--server-url), the network, and whether a proxy is needed (APPLITOOLS_PROXY_URL)."
    }
}

fn unreadable_url(message: String) -> Failure {
    let error = Error::new(Code::InvalidServerUrl, message);
    Failure::permanent(error.with_hint("Write serverUrl (--server-url) in its plain form."))
}

fn is_timeout(code: Option<&str>, links: &[ErrorLink]) -> bool {
    match code {
        Some("ETIMEDOUT" | "ERR_TIMEOUT") => true,
        Some(code) => code.starts_with("UND_ERR_") && code.ends_with("_TIMEOUT"),
        None => links.iter().any(|link| link.name == "TimeoutError"),
    }
}
