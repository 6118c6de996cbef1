//! What a request that was sent comes to, by the design's table: written a second time, for the properties to compare with.

use std::time::Duration;

use eyes_batch_close::error::Code;
use eyes_batch_close::host::TransportError;

use crate::support::script::{BodyEnd, ScriptedResponse};
use crate::support::simulated_host::{BEGIN, SentRequest};

/// What a request comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    Closed,
    Poll,
    NotFound { may_retry: bool },
    Failed { code: Code, may_retry: bool },
}

impl Expected {
    /// Whether another request may follow.
    pub fn may_go_on(self) -> bool {
        match self {
            Expected::Closed => false,
            Expected::Poll => true,
            Expected::NotFound { may_retry } | Expected::Failed { may_retry, .. } => may_retry,
        }
    }
}

fn failed(code: Code, may_retry: bool) -> Expected {
    Expected::Failed { code, may_retry }
}

/// What a request comes to, by its response, its error, or that there was none.
pub fn expected(sent: &SentRequest) -> Expected {
    if sent.answered_at.is_none() {
        return failed(Code::Timeout, true);
    }
    match &sent.reply.outcome {
        // A poll that is told to wait on, without another place, is for the same one.
        Ok(response) if response.status == 202 && sent.method == "GET" && response.header("location").is_none() => {
            Expected::Poll
        }
        Ok(response) => of_response(response),
        Err(TransportError::Thrown(links)) => match links[1].code.as_deref() {
            Some("CERT_HAS_EXPIRED") => failed(Code::Tls, false),
            Some("PROXY_TUNNEL_CLOSED") => failed(Code::Proxy, false),
            Some("UND_ERR_HEADERS_TIMEOUT") => failed(Code::Timeout, true),
            _ => failed(Code::Network, true),
        },
        Err(_) => failed(Code::InvalidOption, false),
    }
}

fn of_response(response: &ScriptedResponse) -> Expected {
    let may_retry = response.header("x-applitools-dont-retry") != Some("true");
    match (response.status, response.header("location")) {
        (202, Some("status")) => Expected::Poll,
        (202, Some(_)) => failed(Code::UnexpectedResponse, false),
        (200..=299 | 404, _) if is_html_page(response) => failed(Code::UnexpectedResponse, false),
        (200..=299, _) => Expected::Closed,
        (300..=399, _) => failed(Code::UnexpectedResponse, false),
        (401 | 403, _) => failed(Code::Unauthorized, false),
        (404, _) => Expected::NotFound { may_retry },
        (408 | 425 | 429 | 500 | 502 | 503 | 504 | 520..=524, _) => failed(Code::HttpError, may_retry),
        _ => failed(Code::HttpError, false),
    }
}

fn is_html_page(response: &ScriptedResponse) -> bool {
    let is_declared = response.header("content-type") == Some("text/html");
    // One that is declared but never comes may be a login page as well as not.
    match response.body.first() {
        Some((_, piece)) => is_declared || piece.starts_with("<html"),
        None => is_declared && response.body_end != BodyEnd::Complete,
    }
}

/// The delay that a response asked for, at most a minute, counted from the end of the request.
pub fn retry_after(sent: &SentRequest) -> Option<Duration> {
    let header = sent.response()?.header("retry-after")?;
    let most = Duration::from_secs(60);
    if let Ok(seconds) = header.parse() {
        return Some(Duration::from_secs(seconds).min(most));
    }
    let time: Vec<u64> = header.strip_suffix(" GMT")?[17..]
        .split(':')
        .flat_map(str::parse)
        .collect();
    let midnight = Duration::from_secs(BEGIN.as_secs() / 86_400 * 86_400);
    let date = midnight + Duration::from_secs(time[0] * 3_600 + time[1] * 60 + time[2]);
    date.checked_sub(BEGIN + sent.end()).map(|delay| delay.min(most))
}
