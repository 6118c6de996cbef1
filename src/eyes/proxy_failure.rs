//! What it means that the proxy answered in place of the server.

use super::failure::Failure;
use super::tls::contains_ignore_case;
use crate::config::settings::Settings;
use crate::error::{Code, Error};
use crate::host::ErrorLink;

/// The codes that our own transport and undici give to a tunnel that the proxy did not open.
const CODES: [&str; 4] = [
    "PROXY_TUNNEL_STATUS",
    "PROXY_TUNNEL_CLOSED",
    "UND_ERR_PRX_CONN",
    "ERR_PROXY_TUNNEL",
];

/// The texts by which undici, Bun and Deno say so.
const TEXTS: [&str; 5] = [
    "proxy response (",
    "proxy authentication required",
    "proxy refused to open a tunnel",
    "unsuccessful tunnel",
    "eof while tunneling",
];

/// The failure of the way through the proxy, if that is what the errors say.
pub fn tunnel_failure(links: &[ErrorLink], settings: &Settings) -> Option<Failure> {
    let refusal = links.iter().find(|link| {
        let has_code = CODES.contains(&link.code.as_deref().unwrap_or_default());
        has_code || TEXTS.iter().any(|text| contains_ignore_case(&link.message, text))
    })?;
    let status = refusal.status.or_else(|| status_in(&refusal.message));
    Some(refused_by_proxy(status, settings))
}

/// The status that a message names: the first number of three digits, behind any URL in it.
fn status_in(message: &str) -> Option<u16> {
    let message = message.to_ascii_lowercase();
    let begin = TEXTS.iter().find_map(|text| message.find(text)).unwrap_or(0);
    let said = message.get(begin..).unwrap_or_default();
    let mut numbers = said.split(|c: char| !c.is_ascii_digit());
    let status = numbers.find(|digits| digits.len() == 3);
    let unnumbered = || said.contains("proxy authentication required").then_some(407);
    status.and_then(|digits| digits.parse().ok()).or_else(unnumbered)
}

/// What it means that the proxy answered with a status, or closed the connection. A gateway error says that the way beyond
/// it is broken, which can pass; a refusal stays one.
pub fn refused_by_proxy(status: Option<u16>, settings: &Settings) -> Failure {
    let proxy = proxy_name(settings);
    let origin = &settings.server.origin;
    let port = origin.port_or_default();
    let (message, hint) = match status {
        Some(401 | 407) => (
            format!("{proxy} wants other credentials"),
            "Give the proxy's URL with its user name and password: http://user:password@host:port.".to_owned(),
        ),
        Some(502..=504) => (
            format!("{proxy} could not reach {origin}"),
            "Check that the proxy may reach the server, or list the host in NO_PROXY.".to_owned(),
        ),
        Some(_) => (
            format!("{proxy} refuses to connect to port {port}"),
            format!("Allow CONNECT to port {port} in the proxy, or list the host in NO_PROXY."),
        ),
        None => (
            format!("{proxy} closed the connection or refused it"),
            format!("Check the proxy's address, and that it allows CONNECT to port {port}."),
        ),
    };
    let mut error = Error::new(Code::Proxy, message).with_hint(hint);
    error.status = status;
    Failure {
        error,
        is_permanent: !matches!(status, Some(502..=504)),
    }
}

/// The proxy, as messages name it.
pub fn proxy_name(settings: &Settings) -> String {
    match &settings.proxy {
        Some(proxy) => format!("the proxy {}", proxy.origin),
        None => "the proxy".to_owned(),
    }
}
