//! What an answer means: closed, not known, to be tried again, or given up.

use crate::error::{Code, Error};
use crate::fault::{self, Finding};
use crate::settings::Settings;
use crate::text::{self, decimal, glue};

/// How much of the server's own message is shown, in characters.
const SHOWN: usize = 500;

/// What was read of an answer.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// The HTTP status.
    pub status: u16,
    /// The header `Content-Type`.
    pub content_type: Option<String>,
    /// The header `Location`.
    pub location: Option<String>,
    /// The header `Retry-After`.
    pub retry_after: Option<String>,
    /// Whether the header `x-applitools-dont-retry` forbids another attempt.
    pub dont_retry: bool,
    /// The beginning of the body.
    pub body: String,
    /// Whether more of the body was to come when its time was up.
    pub unfinished: bool,
}

/// What an answer means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The batch is closed.
    Closed,
    /// The server is at it: ask there again.
    Accepted(String),
    /// The server knows no such batch, and may say that this is its last word.
    Missing {
        /// The error, its message being the reason alone.
        error: Box<Error>,
        /// Whether the server forbids another attempt.
        final_answer: bool,
    },
    /// It is not closed.
    Failed(Finding),
}

/// Says what an answer means.
pub fn judge(seen: &Seen, settings: &Settings) -> Verdict {
    let server = settings.server.text();
    let failed = |error: Box<Error>, transient: bool| {
        let transient = transient && !seen.dont_retry;
        Verdict::Failed(Finding {
            error: error.with_status(seen.status),
            transient,
        })
    };
    match (seen.status, &seen.location) {
        (202, Some(location)) => Verdict::Accepted(location.clone()),
        (200..=299, _) if is_page(seen) => {
            let message = ["an HTML page answered at ", &server, ", not an Eyes server"];
            let hint = "Check serverUrl; a login page or a captive portal may be in the way.";
            failed(Error::new(Code::UnexpectedResponse, &message).with_hint(&[hint]), false)
        }
        (200..=299, _) => Verdict::Closed,
        (300..=399, location) => {
            let target = location.as_deref().map_or_else(
                || "elsewhere".to_owned(),
                |location| origin_of(&settings.redactor.show(location), settings),
            );
            let message = [&server, " redirects to ", &target, ", which is not followed"];
            let hint = [
                "Set serverUrl (or APPLITOOLS_SERVER_URL) to the server itself; ",
                &target,
                " may be it.",
            ];
            failed(Error::new(Code::UnexpectedResponse, &message).with_hint(&hint), false)
        }
        (401 | 403, _) => {
            let proxied = settings.proxy.is_some() && !settings.server.origin.secure;
            let hint = if proxied {
                "Check APPLITOOLS_API_KEY and serverUrl; the proxy may have refused, too."
            } else {
                "Check that APPLITOOLS_API_KEY is a key of this server, with the right to close batches."
            };
            let message = [&server, " refused the API key (", &described(seen, settings), ")"];
            failed(Error::new(Code::Unauthorized, &message).with_hint(&[hint]), false)
        }
        (404, _) => {
            let said = described(seen, settings);
            let message = [&server, " knows no active batch with this ID (", &said, ")"];
            let hint =
                "It may be closed already, or no test ran with this ID; check APPLITOOLS_BATCH_ID and serverUrl.";
            let error = Error::new(Code::BatchNotFound, &message).with_hint(&[hint]);
            Verdict::Missing {
                error: error.with_status(404),
                final_answer: seen.dont_retry,
            }
        }
        (407, _) => Verdict::Failed(fault::proxy_refused(Some(407), settings)),
        (status, _) => {
            let transient = matches!(status, 408 | 425 | 429 | 500 | 502 | 503 | 504 | 520..=524);
            let error = Error::new(Code::HttpError, &[&server, " answered ", &described(seen, settings)]);
            let hint = "The server may be overloaded or down: close the batch again later.";
            failed(if transient { error.with_hint(&[hint]) } else { error }, transient)
        }
    }
}

/// Whether a non-empty HTML page answered, by its type or by how it begins.
fn is_page(seen: &Seen) -> bool {
    let body = seen
        .body
        .trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let begins = |mark: &str| {
        body.get(..mark.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(mark))
    };
    let declared = text::has(seen.content_type.as_deref().unwrap_or_default(), "html");
    (seen.unfinished || !body.is_empty()) && (declared || begins("<!doctype html") || begins("<html"))
}

/// The status, and the server's own message behind it.
fn described(seen: &Seen, settings: &Settings) -> String {
    let status = decimal(seen.status);
    // Hidden before it is cut and its white space changed, so that no part of a secret stays.
    let text = one_line(&settings.redactor.show(&seen.body));
    match text.as_str() {
        "" => status,
        _ if is_page(seen) => glue(&[&status, ", an HTML page"]),
        _ => glue(&[&status, ": ", &text]),
    }
}

/// The beginning of a text, with a single space wherever it has white space or control characters.
fn one_line(text: &str) -> String {
    let mut line = String::new();
    let (mut length, mut gap): (usize, bool) = (0, false);
    for c in text.chars() {
        if c.is_whitespace() || c.is_control() {
            gap = length > 0;
            continue;
        }
        for c in [' ', c].into_iter().skip(usize::from(!gap)) {
            if length < SHOWN {
                line.push(c);
            }
            length = length.saturating_add(1);
        }
        gap = false;
    }
    line
}

/// Where a redirect leads, without its path and query, in which anything could stand.
fn origin_of(location: &str, settings: &Settings) -> String {
    let (scheme, rest) = match text::cut_scheme(location) {
        Some((scheme, rest)) => (scheme, rest),
        None => match location.strip_prefix("//") {
            Some(rest) => (settings.server.origin.scheme(), rest),
            None => return "another path of the same server".to_owned(),
        },
    };
    let authority = text::before(rest, "/?#");
    let host = text::cut_last(authority, b'@').map_or(authority, |(_, host)| host);
    let origin = crate::server_url::Origin::parse(scheme, host);
    origin.map_or_else(|_| "elsewhere".to_owned(), |origin| origin.text())
}
