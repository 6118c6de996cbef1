//! The scheme and the authority of a URL, as a server and a proxy have them: strict, so that no parser can read it in
//! another way.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

/// Why a text is no URL that a request can go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "the messages say it")]
pub enum InvalidUrl {
    #[error("has white space or control characters in it")]
    WhiteSpace,
    #[error("has a backslash")]
    Backslash,
    #[error("has no scheme")]
    NoScheme,
    #[error("has a scheme that is neither http nor https")]
    Scheme,
    #[error("has credentials")]
    Credentials,
    #[error("has a query")]
    Query,
    #[error("has a fragment")]
    Fragment,
    #[error("has no host")]
    NoHost,
    #[error("has an invalid port")]
    Port,
    #[error("has an invalid IPv6 address")]
    Ipv6,
    #[error("has an invalid IPv4 address (write all four numbers)")]
    Ipv4,
    #[error("has a host that is not ASCII (write it in its xn-- form)")]
    NonAsciiHost,
    #[error("has an invalid host name")]
    Host,
    #[error("has characters in its path that must be percent-encoded")]
    Path,
    #[error("has dot segments in its path")]
    DotSegments,
}

/// The scheme and the authority of an http or https URL. Displayed as a URL begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Whether the scheme is https.
    pub secure: bool,
    /// The host in lower case, an IPv6 address in brackets.
    pub host: String,
    /// The port, where it is not the scheme's own.
    pub port: Option<u16>,
}

impl Origin {
    /// Reads `scheme://host[:port]`, without credentials and without a path.
    pub fn parse(scheme: &str, authority: &str) -> std::result::Result<Self, InvalidUrl> {
        let secure = match scheme.to_ascii_lowercase().as_str() {
            "https" => true,
            "http" => false,
            _ => return Err(InvalidUrl::Scheme),
        };
        if authority.contains('@') {
            return Err(InvalidUrl::Credentials);
        }
        let (host, port) = match authority.rsplit_once(':') {
            // The last colon within brackets is one of an IPv6 address.
            Some((host, port)) if !port.contains(']') => (host, Some(port)),
            _ => (authority, None),
        };
        let host = host.to_ascii_lowercase();
        check_host(&host)?;
        let port = port.map(parse_port).transpose()?;
        let port = port.filter(|port| *port != default_port(secure));
        Ok(Self { secure, host, port })
    }

    /// The scheme: `https` or `http`.
    pub fn scheme(&self) -> &'static str {
        if self.secure { "https" } else { "http" }
    }

    /// The port, the scheme's own where none was given.
    pub fn port_or_default(&self) -> u16 {
        self.port.unwrap_or(default_port(self.secure))
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}://{}", self.scheme(), self.host)?;
        match self.port {
            Some(port) => write!(formatter, ":{port}"),
            None => Ok(()),
        }
    }
}

fn default_port(secure: bool) -> u16 {
    if secure { 443 } else { 80 }
}

fn parse_port(digits: &str) -> std::result::Result<u16, InvalidUrl> {
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
    let port = digits.parse().ok().filter(|port| *port > 0);
    port.filter(|_| is_number).ok_or(InvalidUrl::Port)
}

fn check_host(host: &str) -> std::result::Result<(), InvalidUrl> {
    if let Some(address) = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        // Whether it is in its plain form, the runtime's URL parser is asked before anything is sent.
        return address.parse::<Ipv6Addr>().map(drop).map_err(|_| InvalidUrl::Ipv6);
    }
    if host.is_empty() {
        return Err(InvalidUrl::NoHost);
    }
    if !host.is_ascii() {
        return Err(InvalidUrl::NonAsciiHost);
    }
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
    if !host.bytes().all(is_plain) || host.starts_with('.') || host.contains("..") {
        return Err(InvalidUrl::Host);
    }
    // A URL parser reads any name whose last label is a number as an IPv4 address: 127.1, 0x7f.1, 2130706433.
    let name = host.trim_end_matches('.');
    let last_label = name.rsplit('.').next().unwrap_or(name);
    let is_number = last_label.bytes().all(|byte| byte.is_ascii_digit()) || last_label.starts_with("0x");
    if is_number && host.parse::<Ipv4Addr>().is_err() {
        return Err(InvalidUrl::Ipv4);
    }
    Ok(())
}
