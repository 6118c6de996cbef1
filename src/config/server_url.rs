//! What may be a server URL: strict, it refuses what it does not know, so that no parser can read it in another way.

use std::fmt;

use percent_encoding::percent_decode_str;

use super::environment::{Environment, Sourced};
use super::options::Options;
use super::origin::{InvalidUrl, Origin};
use crate::error::{Code, Error, Result};

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
