//! What may be a server URL: strict, it refuses what it does not know, so that no parser can read it in another way.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

use percent_encoding::percent_decode_str;

use super::environment::{Environment, Sourced};
use super::options::Options;
use crate::error::{Code, Error, Result};

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

/// The URL of an Eyes server. Displayed in its plain form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerUrl {
    /// Scheme, host and port.
    pub origin: Origin,
    /// The path before `/api`, without a trailing slash; mostly empty.
    pub prefix: String,
}

impl ServerUrl {
    /// Where the SDKs send to by default.
    pub const DEFAULT: &str = "https://eyesapi.applitools.com";

    /// The server that the options name, else the environment, else the public one.
    pub fn find(options: &Options, environment: &dyn Environment) -> Result<Self> {
        let explicit = options
            .string("serverUrl", Code::InvalidServerUrl)?
            .filter(|url| !url.text.is_empty());
        // The SDKs' variables, in their order (core's open-eyes.js).
        let variables = ["APPLITOOLS_EYES_SERVER_URL", "APPLITOOLS_SERVER_URL"];
        let url = explicit.or_else(|| environment.first(&variables)).unwrap_or(Sourced {
            source: "serverUrl",
            text: Self::DEFAULT.to_owned(),
        });
        Self::parse(&url.text).map_err(|problem| {
            let hint = format!(
                "Set serverUrl (--server-url, APPLITOOLS_SERVER_URL) to an address such as {}.",
                Self::DEFAULT
            );
            Error::invalid(Code::InvalidServerUrl, url.source, problem).with_hint(hint)
        })
    }

    /// Takes a server URL, trimmed, with trailing slashes dropped.
    pub fn parse(text: &str) -> std::result::Result<Self, InvalidUrl> {
        let text = text.trim();
        if text.contains(|c: char| c.is_whitespace() || c.is_control()) {
            return Err(InvalidUrl::WhiteSpace);
        }
        if text.contains('\\') {
            return Err(InvalidUrl::Backslash);
        }
        let (scheme, rest) = text.split_once("://").ok_or(InvalidUrl::NoScheme)?;
        let end_of_authority = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at_checked(end_of_authority).unwrap_or((rest, ""));
        let origin = Origin::parse(scheme, authority)?;
        if path.contains('?') {
            return Err(InvalidUrl::Query);
        }
        if path.contains('#') {
            return Err(InvalidUrl::Fragment);
        }
        let prefix = path.trim_end_matches('/');
        check_path(prefix)?;
        Ok(Self {
            origin,
            prefix: prefix.to_owned(),
        })
    }
}

impl fmt::Display for ServerUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}{}", self.origin, self.prefix)
    }
}

/// Refuses a path that a URL parser would change.
pub fn check_path(path: &str) -> std::result::Result<(), InvalidUrl> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/%".contains(&byte);
    if !path.bytes().all(is_plain) {
        return Err(InvalidUrl::Path);
    }
    let is_dots = |segment: &str| matches!(percent_decode_str(segment).decode_utf8().as_deref(), Ok("." | ".."));
    if path.split('/').any(is_dots) {
        return Err(InvalidUrl::DotSegments);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_url_is_kept_with_its_prefix_and_without_trailing_slashes() {
        let table = [
            ("https://eyesapi.applitools.com", "https://eyesapi.applitools.com"),
            (" HTTPS://Eyes.Example.COM// ", "https://eyes.example.com"),
            ("http://127.0.0.1:8080/", "http://127.0.0.1:8080"),
            (
                "https://eyes.example.com:443/pre/Fix/",
                "https://eyes.example.com/pre/Fix",
            ),
            ("http://eyes:80", "http://eyes"),
            ("http://[::1]:3000/x", "http://[::1]:3000/x"),
            ("https://a_b.example/%20x", "https://a_b.example/%20x"),
            ("https://eyes.example.com.", "https://eyes.example.com."),
        ];
        for (url, kept) in table {
            assert_eq!(ServerUrl::parse(url).unwrap().to_string(), kept, "{url:?}");
        }
    }

    #[test]
    fn what_is_no_server_url_is_refused() {
        let table = [
            ("eyes.example.com", InvalidUrl::NoScheme),
            ("127.0.0.1:80", InvalidUrl::NoScheme),
            ("ftp://eyes.example.com", InvalidUrl::Scheme),
            ("https://", InvalidUrl::NoHost),
            ("https:///path", InvalidUrl::NoHost),
            ("https://user:secret@eyes", InvalidUrl::Credentials),
            ("https://eyes?x=1", InvalidUrl::Query),
            ("https://eyes/?x=1", InvalidUrl::Query),
            ("https://eyes/#x", InvalidUrl::Fragment),
            ("https://eyes\\@evil", InvalidUrl::Backslash),
            ("https://ey es", InvalidUrl::WhiteSpace),
            ("https://eyes/a\tb", InvalidUrl::WhiteSpace),
            ("https://eyes/a/../b", InvalidUrl::DotSegments),
            ("https://eyes/%2E%2e/b", InvalidUrl::DotSegments),
            ("https://eyes/./b", InvalidUrl::DotSegments),
            ("https://eyes/ü", InvalidUrl::Path),
            ("https://eyes:0", InvalidUrl::Port),
            ("https://eyes:", InvalidUrl::Port),
            ("https://eyes:99999", InvalidUrl::Port),
            ("https://eyes:+80", InvalidUrl::Port),
            ("https://bücher.example", InvalidUrl::NonAsciiHost),
            ("https://127.1", InvalidUrl::Ipv4),
            ("https://0x7f000001", InvalidUrl::Ipv4),
            ("https://2130706433/", InvalidUrl::Ipv4),
            ("https://127.0.0.01", InvalidUrl::Ipv4),
            ("https://[::1", InvalidUrl::Host),
            ("https://[evil]", InvalidUrl::Ipv6),
            ("https://[1::2::3]", InvalidUrl::Ipv6),
            ("https://a..b", InvalidUrl::Host),
            ("https://ev%69l", InvalidUrl::Host),
        ];
        for (url, problem) in table {
            assert_eq!(ServerUrl::parse(url), Err(problem), "{url:?}");
        }
    }
}
