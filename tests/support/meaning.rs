//! What a request that was sent meant, by design's table: told a second time, for the properties to compare with.

use eyes_batch_close::error::Code;
use eyes_batch_close::fault::Fault;

use super::host::Sent;
use super::script::Reply;

/// What a request came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    Closed,
    Poll,
    Missing { again: bool },
    Failed { code: Code, again: bool },
}

impl Meaning {
    /// Whether another request may follow.
    pub fn goes_on(self) -> bool {
        match self {
            Meaning::Closed => false,
            Meaning::Poll => true,
            Meaning::Missing { again } | Meaning::Failed { again, .. } => again,
        }
    }
}

/// What it meant that this was the answer, the fault, or nothing.
pub fn meaning(sent: &Sent) -> Meaning {
    let failed = |code, again| Meaning::Failed { code, again };
    if sent.answered.is_none() {
        return failed(Code::Timeout, true);
    }
    match &sent.step.end {
        // A poll that is told to wait on, without another place, is for the same one.
        Ok(reply) if reply.status == 202 && sent.method == "GET" && reply.header("location").is_none() => Meaning::Poll,
        Ok(reply) => of_reply(reply),
        Err(Fault::Thrown(links)) => match links[1].code.as_deref() {
            Some("CERT_HAS_EXPIRED") => failed(Code::Tls, false),
            Some("PROXY_TUNNEL_CLOSED") => failed(Code::Proxy, false),
            Some("UND_ERR_HEADERS_TIMEOUT") => failed(Code::Timeout, true),
            _ => failed(Code::Network, true),
        },
        Err(_) => failed(Code::InvalidOption, false),
    }
}

fn of_reply(reply: &Reply) -> Meaning {
    let failed = |code, again| Meaning::Failed { code, again };
    let allowed = reply.header("x-applitools-dont-retry") != Some("true");
    let html = reply.header("content-type") == Some("text/html");
    // One that is declared but never comes may be a login page as well as not.
    let page = match reply.body.first() {
        Some((_, piece)) => html || piece.starts_with("<html"),
        None => html && reply.endless,
    };
    match (reply.status, reply.header("location")) {
        (202, Some("status")) => Meaning::Poll,
        (202, Some(_)) => failed(Code::UnexpectedResponse, false),
        (200..=299, _) if page => failed(Code::UnexpectedResponse, false),
        (200..=299, _) => Meaning::Closed,
        (300..=399, _) => failed(Code::UnexpectedResponse, false),
        (401 | 403, _) => failed(Code::Unauthorized, false),
        (404, _) => Meaning::Missing { again: allowed },
        (408 | 425 | 429 | 500 | 502 | 503 | 504 | 520..=524, _) => failed(Code::HttpError, allowed),
        _ => failed(Code::HttpError, false),
    }
}

/// The delay that an answer asked for, at most a minute, counted from the end of the request.
pub fn asked(sent: &Sent) -> Option<u64> {
    let header = sent.reply()?.header("retry-after")?;
    if let Ok(seconds) = header.parse::<u64>() {
        return Some((seconds * 1_000).min(60_000));
    }
    let time: Vec<u64> = header.strip_suffix(" GMT")?[17..]
        .split(':')
        .flat_map(str::parse)
        .collect();
    let seconds = time[0] * 3_600 + time[1] * 60 + time[2];
    let (at, began) = (seconds * 1_000, (8 * 3_600 + 49 * 60 + 37) * 1_000);
    at.checked_sub(began + sent.ended?).map(|delay| delay.min(60_000))
}
