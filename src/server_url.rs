//! What may be a server URL: strict, it refuses what it does not know, so that no parser can read it in another way.

use crate::text::{self, decimal, glue};

/// The scheme and the authority of an http or https URL.
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
    pub fn parse(scheme: &str, authority: &str) -> Result<Self, &'static str> {
        let secure = match scheme.to_ascii_lowercase().as_str() {
            "https" => true,
            "http" => false,
            _ => return Err("has a scheme that is neither http nor https"),
        };
        if text::has(authority, "@") {
            return Err("has credentials");
        }
        let (host, port) = match text::cut_last(authority, b':') {
            // The last colon within brackets is one of an IPv6 address.
            Some((host, port)) if !text::has(port, "]") => (host, Some(port)),
            _ => (authority, None),
        };
        let host = host.to_ascii_lowercase();
        check_host(&host)?;
        let own = if secure { 443 } else { 80 };
        let port = port.map(parse_port).transpose()?.filter(|port| *port != own);
        Ok(Self { secure, host, port })
    }

    /// The scheme: `https` or `http`.
    pub fn scheme(&self) -> &'static str {
        if self.secure { "https" } else { "http" }
    }

    /// The port, the scheme's own where none was given.
    pub fn port_or_default(&self) -> u16 {
        self.port.unwrap_or(if self.secure { 443 } else { 80 })
    }

    /// The origin as a URL begins.
    pub fn text(&self) -> String {
        let mut text = glue(&[self.scheme(), "://", &self.host]);
        if let Some(port) = self.port {
            text.push_str(&glue(&[":", &decimal(port)]));
        }
        text
    }
}

fn parse_port(digits: &str) -> Result<u16, &'static str> {
    let port = text::number(digits).and_then(|port| u16::try_from(port).ok());
    port.filter(|port| *port > 0).ok_or("has a port that is none")
}

fn check_host(host: &str) -> Result<(), &'static str> {
    if let Some(address) = host.strip_prefix("[").and_then(|rest| rest.strip_suffix("]")) {
        // Whether it is one in its plain form, the runtime's URL parser is asked before anything is sent.
        let known = text::has(address, ":") && address.bytes().all(|b| b.is_ascii_hexdigit() || b == b':' || b == b'.');
        return known.then_some(()).ok_or("has a host that is no IPv6 address");
    }
    if host.is_empty() {
        return Err("has no host");
    }
    if !host.is_ascii() {
        return Err("has a host that is not ASCII (write it in its xn-- form)");
    }
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_');
    if !host.bytes().all(plain) || host.starts_with(".") || text::has(host, "..") {
        return Err("has a host that is no host name");
    }
    // A URL parser reads any name whose last label is a number as an IPv4 address: 127.1, 0x7f.1, 2130706433.
    let name = text::trim_end(host, b'.');
    let last = text::cut_last(name, b'.').map_or(name, |(_, last)| last);
    let number = last.bytes().all(|b| b.is_ascii_digit()) || last.starts_with("0x");
    if number && !is_ipv4(host) {
        return Err("has a host that is no IPv4 address (write all four numbers)");
    }
    Ok(())
}

/// Whether a host is an IPv4 address in its plain form.
pub fn is_ipv4(host: &str) -> bool {
    let plain = |label: &str| {
        let number = text::number(label).filter(|number| *number < 256);
        number.is_some() && (label.len() == 1 || !label.starts_with("0"))
    };
    let labels = || host.split(['.']);
    labels().count() == 4 && labels().all(plain)
}

/// The URL of an Eyes server.
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

    /// Takes a server URL, trimmed, with trailing slashes dropped; refuses what is none, with what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let text = text.trim();
        if text.contains(|c: char| c.is_whitespace() || c.is_control()) {
            return Err("has white space or control characters in it");
        }
        if text::has(text, "\\") {
            return Err("has a backslash");
        }
        let (scheme, rest) = text::cut(text, "://").ok_or("has no scheme")?;
        let (authority, path) = match rest.find(['/', '?', '#']) {
            Some(end) => text::split(rest, end),
            None => (rest, ""),
        };
        let origin = Origin::parse(scheme, authority)?;
        if text::has(path, "?") {
            return Err("has a query");
        }
        if text::has(path, "#") {
            return Err("has a fragment");
        }
        let prefix = text::trim_end(path, b'/');
        check_path(prefix)?;
        Ok(Self {
            origin,
            prefix: prefix.to_owned(),
        })
    }

    /// The URL, in its plain form.
    pub fn text(&self) -> String {
        glue(&[&self.origin.text(), &self.prefix])
    }
}

/// Refuses a path that a URL parser would change.
pub fn check_path(path: &str) -> Result<(), &'static str> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/%".contains(&b);
    if !path.bytes().all(plain) {
        return Err("has characters in its path that must be percent-encoded");
    }
    let dots = |segment: &str| matches!(text::decode(segment).as_deref(), Some("." | ".."));
    if path.split(['/']).any(dots) {
        return Err("has dot segments in its path");
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
            assert_eq!(ServerUrl::parse(url).unwrap().text(), kept, "{url:?}");
        }
    }

    #[test]
    fn what_is_no_server_url_is_refused() {
        let table = [
            ("eyes.example.com", "has no scheme"),
            ("127.0.0.1:80", "has no scheme"),
            ("ftp://eyes.example.com", "has a scheme that is neither http nor https"),
            ("https://", "has no host"),
            ("https:///path", "has no host"),
            ("https://user:secret@eyes", "has credentials"),
            ("https://eyes?x=1", "has a query"),
            ("https://eyes/?x=1", "has a query"),
            ("https://eyes/#x", "has a fragment"),
            ("https://eyes\\@evil", "has a backslash"),
            ("https://ey es", "has white space or control characters in it"),
            ("https://eyes/a\tb", "has white space or control characters in it"),
            ("https://eyes/a/../b", "has dot segments in its path"),
            ("https://eyes/%2E%2e/b", "has dot segments in its path"),
            ("https://eyes/./b", "has dot segments in its path"),
            (
                "https://eyes/ü",
                "has characters in its path that must be percent-encoded",
            ),
            ("https://eyes:0", "has a port that is none"),
            ("https://eyes:", "has a port that is none"),
            ("https://eyes:99999", "has a port that is none"),
            ("https://eyes:+80", "has a port that is none"),
            (
                "https://bücher.example",
                "has a host that is not ASCII (write it in its xn-- form)",
            ),
            (
                "https://127.1",
                "has a host that is no IPv4 address (write all four numbers)",
            ),
            (
                "https://0x7f000001",
                "has a host that is no IPv4 address (write all four numbers)",
            ),
            (
                "https://2130706433/",
                "has a host that is no IPv4 address (write all four numbers)",
            ),
            ("https://[::1", "has a host that is no host name"),
            ("https://[evil]", "has a host that is no IPv6 address"),
            ("https://a..b", "has a host that is no host name"),
            ("https://ev%69l", "has a host that is no host name"),
        ];
        for (url, problem) in table {
            assert_eq!(ServerUrl::parse(url), Err(problem), "{url:?}");
        }
    }
}
