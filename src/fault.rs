//! What it means that no answer came: by the system's code, and by text where a runtime has no code.

use crate::error::{Cause, Code, Error};
use crate::settings::Settings;
use crate::text::{self, decimal, glue};
use crate::tls;

/// One error of a chain of causes, as the runtime threw it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Link {
    /// Its name, such as `TypeError`.
    pub name: String,
    /// Its code, such as `ECONNREFUSED`.
    pub code: Option<String>,
    /// Its message.
    pub message: String,
    /// The status that a proxy answered with, where the transport knows it.
    pub status: Option<u16>,
}

impl Link {
    /// Whether its code or its message has a part.
    pub fn says(&self, part: &str) -> bool {
        text::has(&self.message, part) || text::has(self.code.as_deref().unwrap_or_default(), part)
    }
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// `fetch` threw: the error and its causes, outermost first.
    Thrown(Vec<Link>),
    /// The runtime's URL parser reads the request's URL in another way.
    UrlReadAs(String),
    /// The caller's `fetch` gave something that is no Response.
    NoResponse,
}

/// What was found out about a fault, or about an answer that is no success.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The error, its message being the reason alone: `close.rs` says which batch it was.
    pub error: Box<Error>,
    /// Whether another attempt could end better.
    pub transient: bool,
}

impl Finding {
    /// Another attempt could end better.
    pub fn transient(error: Box<Error>) -> Self {
        Self { error, transient: true }
    }

    /// Another attempt would end in the same way.
    pub fn lasting(error: Box<Error>) -> Self {
        Self {
            error,
            transient: false,
        }
    }
}

/// Says what a fault means.
pub fn judge(fault: &Fault, settings: &Settings) -> Finding {
    let links = match fault {
        Fault::Thrown(links) => links,
        Fault::UrlReadAs(url) => {
            return unreadable(&["the URL parser of this runtime reads the request's address as ", url]);
        }
        Fault::NoResponse => {
            let problem = "resolved to something that is no Response";
            return Finding::lasting(Error::invalid(Code::InvalidOption, "fetch", &[problem]));
        }
    };
    let mut finding = tunnel(links, settings).unwrap_or_else(|| connection(links, settings));
    finding.error.cause = cause(links);
    finding
}

/// The innermost link with a code says most; without one, the innermost that says anything.
fn telling(links: &[Link]) -> Option<&Link> {
    let coded = |link: &&Link| link.code.is_some();
    links
        .iter()
        .find(coded)
        .or_else(|| links.iter().rev().find(|link| !link.message.is_empty()))
}

fn cause(links: &[Link]) -> Option<Cause> {
    let link = telling(links)?;
    let code = link.code.clone();
    Some(Cause {
        code,
        message: link.message.clone(),
    })
}

/// The texts by which runtimes and undici say that a proxy did not let the request through.
const TUNNEL_TEXTS: [&str; 5] = [
    "proxy response (",
    "proxy authentication required",
    "proxy refused to open a tunnel",
    "unsuccessful tunnel",
    "eof while tunneling",
];

fn tunnel(links: &[Link], settings: &Settings) -> Option<Finding> {
    let refused = links.iter().find(|link| {
        let code = link.code.as_deref().unwrap_or_default();
        matches!(
            code,
            "PROXY_TUNNEL_STATUS" | "PROXY_TUNNEL_CLOSED" | "UND_ERR_PRX_CONN" | "ERR_PROXY_TUNNEL"
        ) || TUNNEL_TEXTS.iter().any(|known| text::has(&link.message, known))
    })?;
    let status = refused.status.or_else(|| status_in(&refused.message));
    Some(proxy_refused(status, settings))
}

/// The first number of three digits in a text.
fn status_in(message: &str) -> Option<u16> {
    // What stands before it may hold numbers of the URL.
    let said = TUNNEL_TEXTS.iter().find_map(|known| text::find(message, known));
    let numbers = message
        .get(said.unwrap_or(0)..)
        .unwrap_or_default()
        .split(|c: char| !c.is_ascii_digit());
    let unnumbered = text::has(message, "proxy authentication required").then_some(407);
    numbers
        .filter(|digits| digits.len() == 3)
        .find_map(|digits| text::number(digits)?.try_into().ok())
        .or(unnumbered)
}

/// What it means that the proxy answered in place of the server. A gateway error says that the way beyond it is broken,
/// which can pass; a refusal stays one.
pub fn proxy_refused(status: Option<u16>, settings: &Settings) -> Finding {
    let proxy = proxy_name(settings);
    let port = decimal(settings.server.origin.port_or_default());
    let origin = settings.server.origin.text();
    let (message, hint): ([&str; 2], [&str; 3]) = match status {
        Some(401 | 407) => (
            [" wants other credentials", ""],
            [
                "Give the proxy's URL with its user name and password: http://user:password@host:port",
                "",
                "",
            ],
        ),
        Some(502..=504) => (
            [" could not reach ", &origin],
            [
                "Check that the proxy may reach the server, or list the host in NO_PROXY",
                "",
                "",
            ],
        ),
        Some(_) => (
            [" refuses to connect to port ", &port],
            [
                "Allow CONNECT to port ",
                &port,
                " in the proxy, or list the host in NO_PROXY",
            ],
        ),
        None => (
            [" closed the connection or refused it", ""],
            [
                "Check the proxy's address, and that it allows CONNECT to port ",
                &port,
                "",
            ],
        ),
    };
    let mut error = Error::new(Code::Proxy, &[&proxy, &glue(&message)]).with_hint(&[&glue(&hint), "."]);
    error.status = status;
    match status {
        Some(502..=504) => Finding::transient(error),
        _ => Finding::lasting(error),
    }
}

fn connection(links: &[Link], settings: &Settings) -> Finding {
    let nothing = Link::default();
    let link = telling(links).unwrap_or(&nothing);
    let code = link.code.as_deref().unwrap_or_default();
    let text = link.message.as_str();
    let origin = settings.server.origin.text();
    // The request never got further than the proxy, where there is one.
    let target = match &settings.proxy {
        Some(_) => proxy_name(settings),
        None => settings.server.text(),
    };
    if code == "ERR_INVALID_URL" {
        return unreadable(&[
            "this runtime can't read the request's address at ",
            &settings.server.text(),
        ]);
    }
    // Ports that the fetch standard blocks, as those of other protocols.
    if text == "bad port" {
        let port = decimal(settings.server.origin.port_or_default());
        let error = Error::new(Code::InvalidServerUrl, &["fetch refuses to connect to port ", &port]);
        return Finding::lasting(error.with_hint(&["Let the server listen on another port."]));
    }
    if tls::is_failure(code, text) {
        let detail = if code.is_empty() { text } else { code };
        let secured = if code == "UND_ERR_PRX_TLS" { &target } else { &origin };
        let message = ["no secure connection to ", secured, " (", detail, ")"];
        return Finding::lasting(Error::new(Code::Tls, &message).with_hint(&[tls::hint(links)]));
    }
    if is_timeout(code, links) {
        return Finding::transient(Error::new(Code::Timeout, &[&target, " gave no answer in time"]));
    }
    let mut error = Error::new(Code::Network, &[&target, " could not be reached"]);
    if !code.is_empty() {
        error.message.push_str(&glue(&[" (", code, ")"]));
    }
    let closed = code == "UND_ERR_SOCKET" || text::has(text, "connection closed before");
    let hint = if closed && settings.server.origin.secure && !settings.has_certificate {
        "The server closed the connection: it may want a client certificate (options cert and key)."
    } else if settings.proxy.is_some() {
        "Check the proxy's address, and that it runs."
    } else if matches!(code, "ENOTFOUND" | "EAI_AGAIN") || text::has(text, "dns error") {
        "Check the host name in serverUrl, and whether a proxy is needed (APPLITOOLS_PROXY_URL)."
    } else {
        "Check serverUrl, the network, and whether a proxy is needed (APPLITOOLS_PROXY_URL)."
    };
    Finding::transient(error.with_hint(&[hint]))
}

fn unreadable(message: &[&str]) -> Finding {
    let error = Error::new(Code::InvalidServerUrl, message);
    Finding::lasting(error.with_hint(&["Write serverUrl in its plain form."]))
}

fn proxy_name(settings: &Settings) -> String {
    match &settings.proxy {
        Some(proxy) => glue(&["the proxy ", &proxy.origin.text()]),
        None => "the proxy".to_owned(),
    }
}

fn is_timeout(code: &str, links: &[Link]) -> bool {
    code == "ETIMEDOUT"
        || code == "ERR_TIMEOUT"
        || (code.starts_with("UND_ERR_") && code.ends_with("_TIMEOUT"))
        || (code.is_empty() && links.iter().any(|link| link.name == "TimeoutError"))
}
