//! What an answer means: closed, not known, to be tried again, or given up.

use super::failure::Failure;
use super::location::origin_of;
use super::proxy_failure::refused_by_proxy;
use crate::config::settings::Settings;
use crate::error::{Code, Error};

/// How much of the server's own message is shown, in characters.
const MOST_SHOWN: usize = 500;

/// What was read of an answer.
#[derive(Clone, Debug, Default)]
pub struct ResponseSummary {
    /// The HTTP status.
    pub status: u16,
    /// The header `Content-Type`.
    pub content_type: Option<String>,
    /// The header `Location`.
    pub location: Option<String>,
    /// The header `Retry-After`.
    pub retry_after: Option<String>,
    /// Whether the header `x-applitools-dont-retry` forbids another attempt, as the SDKs heed it since core 4.38.2 of
    /// May 2025 (their changelog).
    pub dont_retry: bool,
    /// The beginning of the body.
    pub body: String,
    /// How much of the body that is.
    pub body_extent: BodyExtent,
}

/// How much of a body was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BodyExtent {
    /// All of it.
    #[default]
    Whole,
    /// It broke off, or was longer than what is read.
    Cut,
    /// More of it was to come when its time was up.
    Stalled,
}

impl BodyExtent {
    /// Whether there is a body, of which this text was read.
    pub fn has_body(self, text: &str) -> bool {
        !text.is_empty() || self != Self::Whole
    }
}

/// What an answer means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResponseClass {
    /// The batch is closed.
    Closed,
    /// The server is at it: ask at this location.
    Accepted(String),
    /// The server knows no such batch, and may say that this is its last word.
    NotFound(Failure),
    /// It is not closed.
    Failed(Failure),
}

/// Says what an answer means.
pub fn classify(response: &ResponseSummary, settings: &Settings) -> ResponseClass {
    let permanent = |error: Error| ResponseClass::Failed(Failure::permanent(error.with_status(response.status)));
    match (response.status, &response.location) {
        (202, Some(location)) => ResponseClass::Accepted(location.clone()),
        // No answer of an Eyes server: it would be taken for a closed batch, or with `ignoreMissing` for one that is none.
        (200..=299 | 404, _) if is_html_page(response) => permanent(html_page(settings)),
        (200..=299, _) => ResponseClass::Closed,
        (300..=399, location) => permanent(redirect(location.as_deref(), settings)),
        (401 | 403, _) => permanent(unauthorized(response, settings)),
        (404, _) => ResponseClass::NotFound(Failure {
            error: not_found(response, settings).with_status(404),
            is_permanent: response.dont_retry,
        }),
        (407, _) => ResponseClass::Failed(refused_by_proxy(Some(407), settings)),
        (status, _) => {
            let error = Error::new(
                Code::HttpError,
                format!("{} answered {}", settings.server, described(response, settings)),
            );
            if !may_pass(status) {
                return permanent(error);
            }
            let hint = "The server may be overloaded or down: close the batch again later.";
            ResponseClass::Failed(Failure {
                error: error.with_hint(hint).with_status(status),
                is_permanent: response.dont_retry,
            })
        }
    }
}

/// Whether an error status is one that can pass.
///
/// 408, 425, 429 and 503 by RFC 9110, 8470 and 6585; 500, 502 and 504 since restarts and gateways answer them; 520 to 524
/// are Cloudflare's for a server that it can't reach.
fn may_pass(status: u16) -> bool {
    matches!(status, 408 | 425 | 429 | 500 | 502 | 503 | 504 | 520..=524)
}

fn html_page(settings: &Settings) -> Error {
    let message = format!("an HTML page answered at {}, not an Eyes server", settings.server);
    let hint = "Check serverUrl (--server-url); a login page or a captive portal may be in the way.";
    Error::new(Code::UnexpectedResponse, message).with_hint(hint)
}

fn redirect(location: Option<&str>, settings: &Settings) -> Error {
    let server = &settings.server;
    let target = match location {
        Some(location) => origin_of(&settings.redactor.redact(location), &server.origin),
        None => "elsewhere".to_owned(),
    };
    let message = format!("{server} redirects to {target}, which is not followed");
    let hint = format!("Set serverUrl (--server-url, APPLITOOLS_SERVER_URL) to the server itself; {target} may be it.");
    Error::new(Code::UnexpectedResponse, message).with_hint(hint)
}

fn unauthorized(response: &ResponseSummary, settings: &Settings) -> Error {
    let server = &settings.server;
    let is_proxied = settings.proxy.is_some() && !server.origin.secure;
    let hint = if is_proxied {
        "Check APPLITOOLS_API_KEY and serverUrl (--server-url); the proxy may have refused, too."
    } else {
        "Check that APPLITOOLS_API_KEY is a key of this server, with the right to close batches."
    };
    let message = format!("{server} refused the API key ({})", described(response, settings));
    Error::new(Code::Unauthorized, message).with_hint(hint)
}

fn not_found(response: &ResponseSummary, settings: &Settings) -> Error {
    let message = format!(
        "{} knows no active batch with this ID ({})",
        settings.server,
        described(response, settings)
    );
    let hint = "It may be closed already, or no test ran with this ID; check APPLITOOLS_BATCH_ID and serverUrl (--server-url).";
    Error::new(Code::BatchNotFound, message).with_hint(match settings.build_id_hint {
        Some(build) => format!("{hint} {build}"),
        None => hint.to_owned(),
    })
}

/// Whether a non-empty HTML page answered, by its type or by how it begins.
fn is_html_page(response: &ResponseSummary) -> bool {
    let body = response
        .body
        .trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let begins = |mark: &str| {
        let start = body.get(..mark.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(mark))
    };
    let content_type = response.content_type.as_deref().unwrap_or_default();
    let is_declared = content_type.to_ascii_lowercase().contains("html");
    response.body_extent.has_body(body) && (is_declared || begins("<!doctype html") || begins("<html"))
}

/// The status, and the server's own message behind it.
pub(super) fn described(response: &ResponseSummary, settings: &Settings) -> String {
    let status = response.status;
    let message = message_of(response, settings);
    if message.is_empty() {
        status.to_string()
    } else if is_html_page(response) {
        format!("{status}, an HTML page")
    } else {
        format!("{status}: {message}")
    }
}

/// The beginning of the body as one line. Secrets are masked before it is cut and its white space changed, so that no
/// part of one stays; and without NULs, as UTF-16 that is read as UTF-8 has them within a key.
fn message_of(response: &ResponseSummary, settings: &Settings) -> String {
    let body = response.body.replace('\0', "");
    let redacted = match response.body_extent {
        BodyExtent::Whole => settings.redactor.redact(&body),
        BodyExtent::Cut | BodyExtent::Stalled => settings.redactor.redact_beginning(&body),
    };
    let mut line = String::new();
    for word in redacted.split(|c: char| c.is_whitespace() || c.is_control()) {
        if !word.is_empty() {
            line.push_str(if line.is_empty() { "" } else { " " });
            line.push_str(word);
        }
    }
    line.chars().take(MOST_SHOWN).collect()
}
