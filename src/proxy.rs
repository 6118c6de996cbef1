//! Whether the one server host is reached directly, or through which proxy.

use crate::error::{Code, Error};
use crate::no_proxy::bypasses;
use crate::options::{Environment, Options, Value};
use crate::server_url::Origin;
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
}
