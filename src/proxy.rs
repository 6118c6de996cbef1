//! Whether the one server host is reached directly, or through which proxy.

use crate::error::{Code, Error};
use crate::options::{Environment, Options, Value};
use crate::server_url::{Origin, is_ipv4};
use crate::text;

/// A proxy, with its credentials apart from its URL.
#[derive(Clone, PartialEq, Eq)]
pub struct Proxy {
    /// Scheme, host and port.
    pub origin: Origin,
    /// User name and password of Basic authentication.
    pub login: Option<(String, String)>,
}

impl std::fmt::Debug for Proxy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Proxy({})", self.origin.text())
    }
}

impl Proxy {
    /// Reads a proxy's URL. Without a scheme it is http; credentials in it are percent-decoded; its path is dropped.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let text = text.trim();
        if text.contains(|c: char| c.is_whitespace() || c.is_control() || c == '\\') {
            return Err("has white space, control characters or a backslash in it");
        }
        let (scheme, rest) = text::cut(text, "://").unwrap_or(("http", text));
        let authority = text::before(rest, "/?#");
        let (credentials, host) = match text::cut_last(authority, b'@') {
            Some((credentials, host)) => (Some(credentials), host),
            None => (None, authority),
        };
        let login = match credentials {
            None | Some("") => None,
            Some(credentials) => {
                let (username, password) = text::cut(credentials, ":").unwrap_or((credentials, ""));
                Some((decode(username)?, decode(password)?))
            }
        };
        Self {
            origin: Origin::parse(scheme, host)?,
            login: None,
        }
        .with_login(login)
    }

    /// The same proxy with other credentials, where there are some.
    pub fn with_login(self, login: Option<(String, String)>) -> Result<Self, &'static str> {
        match login {
            None => Ok(self),
            Some((username, _)) if text::has(&username, ":") => {
                Err("has a user name with a colon, which Basic can't send")
            }
            login => Ok(Self { login, ..self }),
        }
    }
}

fn decode(text: &str) -> Result<String, &'static str> {
    text::decode(text).ok_or("has credentials that are not UTF-8")
}

/// The standard variables that say which proxy a server is reached through, the first that is set wins.
///
/// As undici does, https falls back to the variable for http; as curl does, lower case comes first.
pub fn variables(server: &Origin) -> &'static [&'static str] {
    const HTTP: &[&str] = &["http_proxy", "HTTP_PROXY"];
    const HTTPS: &[&str] = &["https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY"];
    if server.secure { HTTPS } else { HTTP }
}

/// Whether a `NO_PROXY` list has the server: separated by commas or white space, in either case.
///
/// Entries are `*`, hosts with all below them, `.suffix` and `*.suffix` (the domain itself included), IPv4 and IPv6
/// literals, each with an optional port. CIDR blocks and other wildcards match nothing.
pub fn bypasses(no_proxy: &str, server: &Origin) -> bool {
    let host = bare(&server.host);
    let entries = no_proxy.split(|c: char| c == ',' || c.is_whitespace());
    entries.filter(|entry| !entry.is_empty()).any(|entry| {
        let entry = entry.to_ascii_lowercase();
        let (name, port) = split_port(&entry);
        if port.is_some_and(|port| text::number(port) != Some(server.port_or_default().into())) {
            return false;
        }
        let name = bare(name);
        let suffix = name
            .strip_prefix("*")
            .filter(|rest| rest.starts_with("."))
            .unwrap_or(name);
        name == "*" || host == suffix.trim_start_matches(['.']) || (!is_address(host) && is_below(host, suffix))
    })
}

/// A host without brackets and without the trailing dot of a full name.
fn bare(host: &str) -> &str {
    let host = host.strip_prefix("[").unwrap_or(host);
    text::trim_end(text::trim_end(host, b']'), b'.')
}

/// The port behind a host; a bare IPv6 address has colons of its own.
fn split_port(entry: &str) -> (&str, Option<&str>) {
    match text::cut_last(entry, b':') {
        Some((host, port)) if host.ends_with("]") || !text::has(host, ":") => (host, Some(port)),
        _ => (entry, None),
    }
}

fn is_address(host: &str) -> bool {
    text::has(host, ":") || is_ipv4(host)
}

fn is_below(host: &str, suffix: &str) -> bool {
    let parent = suffix.trim_start_matches(['.']);
    let above = host.strip_suffix(parent).unwrap_or_default();
    !parent.is_empty() && above.ends_with(".")
}

/// The proxy on the way to the server: given explicitly, or by a variable unless `NO_PROXY` has the server.
pub fn find(options: &Options, environment: &Environment<'_>, server: &Origin) -> Result<Option<Proxy>, Box<Error>> {
    if let Some(proxy) = explicit_proxy(options.get("proxy"))? {
        return Ok(Some(proxy));
    }
    // A caller's fetch goes its own way.
    if options.has("fetch") {
        return Ok(None);
    }
    let standard = || {
        let bypassed = environment
            .first(&["no_proxy", "NO_PROXY"])
            .is_some_and(|list| bypasses(&list.text, server));
        let given = environment.first(variables(server));
        given.filter(|_| !bypassed)
    };
    let Some(given) = environment.first(&["APPLITOOLS_PROXY_URL"]).or_else(standard) else {
        return Ok(None);
    };
    Proxy::parse(&given.text)
        .map(Some)
        .map_err(|problem| invalid_proxy(given.name, &[problem]))
}

fn explicit_proxy(value: &Value) -> Result<Option<Proxy>, Box<Error>> {
    let refuse = |problem: &str| invalid_proxy("proxy", &[problem]);
    let (url, login) = match value {
        Value::Unset => return Ok(None),
        Value::Text(url) => (url, None),
        Value::Fields(fields) => {
            let Value::Text(url) = fields.get("url") else {
                return Err(refuse("must have a url that is a string"));
            };
            let login = match (fields.get("username"), fields.get("password")) {
                (Value::Unset, Value::Unset) => None,
                (Value::Text(username), Value::Unset) => Some((username.clone(), String::new())),
                (Value::Text(username), Value::Text(password)) => Some((username.clone(), password.clone())),
                (Value::Unset, _) => return Err(refuse("has a password but no username")),
                _ => return Err(refuse("must have a username and a password that are strings")),
            };
            (url, login)
        }
        other => {
            let problem = ["must be a URL, or an object with a url, not ", other.kind()];
            return Err(invalid_proxy("proxy", &problem));
        }
    };
    let proxy = Proxy::parse(url).and_then(|proxy| proxy.with_login(login));
    proxy.map(Some).map_err(refuse)
}

fn invalid_proxy(name: &str, problem: &[&str]) -> Box<Error> {
    let error = Error::invalid(Code::InvalidProxy, name, problem);
    error.with_hint(&[
        "Set ",
        name,
        " to an address such as http://proxy.example:3128, its credentials percent-encoded.",
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server_url::ServerUrl;

    #[test]
    fn a_proxy_is_read_with_its_credentials_decoded() {
        let login = |user: &str, password: &str| Some((user.to_owned(), password.to_owned()));
        let table = [
            ("http://proxy:3128", "http://proxy:3128", None),
            ("proxy.corp:8080", "http://proxy.corp:8080", None),
            (" HTTPS://Proxy/ ", "https://proxy", None),
            ("http://u:p@proxy", "http://proxy", login("u", "p")),
            ("u@proxy", "http://proxy", login("u", "")),
            ("http://@proxy", "http://proxy", None),
            (
                "http://us%20er%40x:p%40ss%3Aw%2F%C3%B6r%25d@[::1]:1",
                "http://[::1]:1",
                login("us er@x", "p@ss:w/ör%d"),
            ),
            ("http://u:p%d@proxy", "http://proxy", login("u", "p%d")),
            ("http://u:a@b:c@proxy", "http://proxy", login("u", "a@b:c")),
        ];
        for (text, origin, login) in table {
            let proxy = Proxy::parse(text).unwrap();
            assert_eq!((proxy.origin.text().as_str(), proxy.login), (origin, login), "{text:?}");
        }
    }

    #[test]
    fn what_is_no_proxy_is_refused() {
        for text in [
            "",
            "socks5://proxy:1080",
            "http://",
            "http://pro xy",
            "http://u:p@",
            "http://a%3Ab:c@proxy",
            "http://%ff@p",
        ] {
            assert!(Proxy::parse(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn no_proxy_is_read_as_curl_and_undici_read_it() {
        let table = [
            ("*", "http://eyes.corp", true),
            ("a.b,*", "http://eyes.corp", true),
            (" * ", "http://eyes.corp", true),
            ("127.0.0.1", "http://127.0.0.1:18080", true),
            ("127.0.0.1:18080", "http://127.0.0.1:18080", true),
            ("127.0.0.1:18081", "http://127.0.0.1:18080", false),
            ("127.0.0.0/8", "http://127.0.0.1", false),
            ("0.0.1", "http://127.0.0.1", false),
            ("::1", "http://[::1]:8080", true),
            ("[::1]", "http://[::1]:8080", true),
            ("[::1]:8080", "http://[::1]:8080", true),
            ("[::1]:80", "http://[::1]:8080", false),
            ("LOCALHOST", "http://localhost", true),
            ("localhost.", "http://localhost", true),
            ("localhost", "http://localhost.", true),
            ("corp", "http://eyes.corp", true),
            (".corp", "http://eyes.corp", true),
            ("*.corp", "http://eyes.corp", true),
            (".eyes.corp", "http://eyes.corp", true),
            ("*.eyes.corp", "http://eyes.corp", true),
            ("yes.corp", "http://eyes.corp", false),
            ("*yes.corp", "http://eyes.corp", false),
            ("a,b eyes.corp\tc", "http://eyes.corp", true),
            ("eyes.corp:443", "https://eyes.corp", true),
            ("eyes.corp:x", "https://eyes.corp", false),
            ("", "http://eyes.corp", false),
            (".", "http://eyes.corp", false),
            (",,", "http://eyes.corp", false),
        ];
        for (list, server, bypassed) in table {
            let server = ServerUrl::parse(server).unwrap().origin;
            assert_eq!(bypasses(list, &server), bypassed, "{list:?} for {}", server.text());
        }
    }
}
