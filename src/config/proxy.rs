//! Whether the one server host is reached directly, or through which proxy.

use percent_encoding::percent_decode_str;

use super::environment::Environment;
use super::no_proxy::bypasses;
use super::options::{Options, Value};
use super::origin::{InvalidUrl, Origin};
use super::secrets::Secret;
use crate::error::{Code, Error, Result};

/// Why a text is no proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidProxy {
    /// Not an http or https URL.
    #[error(transparent)]
    Url(#[from] InvalidUrl),
    /// In any place of the URL.
    #[error("has white space, control characters or a backslash in it")]
    Characters,
    /// They can't be sent as the text that they stand for.
    #[error("has credentials that are not UTF-8")]
    Credentials,
    /// What stands before it would be taken for the host: a password with `/`, `?` or `#` that is not encoded.
    #[error("has an @ behind the host: a password must be percent-encoded")]
    AtSign,
    /// Neither in the URL nor beside it.
    #[error("has a password but no username")]
    NoUserName,
    /// Basic authentication separates the password from it by a colon.
    #[error("has a user name with a colon, which Basic can't send")]
    UserName,
}

/// A proxy, with its credentials apart from its URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proxy {
    /// Scheme, host and port.
    pub origin: Origin,
    /// The credentials of Basic authentication.
    pub login: Option<Login>,
}

/// A user name with its password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Login {
    /// The user name.
    pub username: String,
    /// The password; empty where there is none.
    pub password: Secret,
}

impl Proxy {
    /// Reads a proxy's URL. Without a scheme it is http; credentials in it are percent-decoded; its path is dropped.
    pub fn parse(text: &str) -> std::result::Result<Self, InvalidProxy> {
        let text = text.trim();
        if text.contains(|c: char| c.is_whitespace() || c.is_control() || c == '\\') {
            return Err(InvalidProxy::Characters);
        }
        let (scheme, rest) = text.split_once("://").unwrap_or(("http", text));
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        if rest.get(authority.len()..).is_some_and(|path| path.contains('@')) {
            return Err(InvalidProxy::AtSign);
        }
        let (credentials, host) = authority.rsplit_once('@').unwrap_or(("", authority));
        let origin = Origin::parse(scheme, host)?;
        let proxy = Self { origin, login: None };
        if credentials.is_empty() {
            return Ok(proxy);
        }
        let (username, password) = credentials.split_once(':').unwrap_or((credentials, ""));
        proxy.with_login(decode(username)?, decode(password)?)
    }

    /// The same proxy with other credentials.
    pub fn with_login(self, username: String, password: String) -> std::result::Result<Self, InvalidProxy> {
        if username.contains(':') {
            return Err(InvalidProxy::UserName);
        }
        let password = Secret::new(password);
        Ok(Self {
            login: Some(Login { username, password }),
            ..self
        })
    }

    /// The proxy on the way to the server: given explicitly, or by a variable unless `NO_PROXY` has the server.
    pub fn find(options: &Options, environment: &dyn Environment, server: &Origin) -> Result<Option<Self>> {
        if let Some(proxy) = explicit(options.get("proxy"))? {
            return Ok(Some(proxy));
        }
        // A caller's fetch goes its own way.
        if options.is_set("fetch") {
            return Ok(None);
        }
        let standard = || {
            let no_proxy = environment.first(&["no_proxy", "NO_PROXY"]);
            let is_bypassed = no_proxy.is_some_and(|list| bypasses(&list.text, server));
            environment.first(standard_variables(server)).filter(|_| !is_bypassed)
        };
        let Some(url) = environment.first(&["APPLITOOLS_PROXY_URL"]).or_else(standard) else {
            return Ok(None);
        };
        Self::parse(&url.text)
            .map(Some)
            .map_err(|problem| refuse(url.source, problem))
    }
}

fn decode(text: &str) -> std::result::Result<String, InvalidProxy> {
    let decoded = percent_decode_str(text).decode_utf8();
    decoded.map(Into::into).map_err(|_| InvalidProxy::Credentials)
}

/// The standard variables that say which proxy a server is reached through; the first that is set wins.
///
/// As undici does, https falls back to the variable for http; as curl does, lower case comes first.
fn standard_variables(server: &Origin) -> &'static [&'static str] {
    if server.secure {
        &["https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY"]
    } else {
        &["http_proxy", "HTTP_PROXY"]
    }
}

fn explicit(value: &Value) -> Result<Option<Proxy>> {
    let refuse_it = |problem: &str| Err(refuse("proxy", problem));
    let proxy = match value {
        Value::Unset => return Ok(None),
        Value::Text(url) => Proxy::parse(url),
        Value::Fields(fields) => {
            let Value::Text(url) = fields.get("url") else {
                return refuse_it("must have a url that is a string");
            };
            let part = |name| match fields.get(name) {
                Value::Unset => Ok(None),
                Value::Text(text) => Ok(Some(text.as_str())),
                _ => Err(refuse("proxy", "must have a username and a password that are strings")),
            };
            with_login(url, part("username")?, part("password")?)
        }
        other => return refuse_it(&format!("must be a URL, or an object with a url, not {}", other.kind())),
    };
    proxy.map(Some).map_err(|problem| refuse("proxy", problem))
}

/// A proxy with the credentials that are given; what is not given stays that of the URL.
fn with_login(url: &str, username: Option<&str>, password: Option<&str>) -> std::result::Result<Proxy, InvalidProxy> {
    let proxy = Proxy::parse(url)?;
    if username.is_none() && password.is_none() {
        return Ok(proxy);
    }
    let own = proxy.login.as_ref();
    let username = username.or(own.map(|login| login.username.as_str()));
    let password = password.or(own.map(|login| login.password.expose()));
    let username = username.ok_or(InvalidProxy::NoUserName)?.to_owned();
    let password = password.unwrap_or_default().to_owned();
    proxy.with_login(username, password)
}

fn refuse(source: &str, problem: impl ToString) -> Error {
    let hint =
        format!("Set {source} to an address such as http://proxy.example:3128, its credentials percent-encoded.");
    Error::invalid(Code::InvalidProxy, source, problem).with_hint(hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_is_read_with_its_credentials_decoded() {
        let table = [
            ("http://proxy:3128", "http://proxy:3128", None),
            ("proxy.corp:8080", "http://proxy.corp:8080", None),
            (" HTTPS://Proxy/ ", "https://proxy", None),
            ("http://u:p@proxy", "http://proxy", Some(("u", "p"))),
            ("u@proxy", "http://proxy", Some(("u", ""))),
            ("http://@proxy", "http://proxy", None),
            (
                "http://us%20er%40x:p%40ss%3Aw%2F%C3%B6r%25d@[::1]:1",
                "http://[::1]:1",
                Some(("us er@x", "p@ss:w/ör%d")),
            ),
            ("http://u:p%d@proxy", "http://proxy", Some(("u", "p%d"))),
            ("http://u:a@b:c@proxy", "http://proxy", Some(("u", "a@b:c"))),
        ];
        for (text, origin, login) in table {
            let proxy = Proxy::parse(text).unwrap();
            let found = proxy.login.as_ref();
            let found = found.map(|login| (login.username.as_str(), login.password.expose()));
            assert_eq!((proxy.origin.to_string().as_str(), found), (origin, login), "{text:?}");
        }
    }

    #[test]
    fn what_is_no_proxy_is_refused() {
        let table = [
            ("", InvalidProxy::Url(InvalidUrl::NoHost)),
            ("socks5://proxy:1080", InvalidProxy::Url(InvalidUrl::Scheme)),
            ("http://", InvalidProxy::Url(InvalidUrl::NoHost)),
            ("http://pro xy", InvalidProxy::Characters),
            ("http://u:p@", InvalidProxy::Url(InvalidUrl::NoHost)),
            ("http://ci:2024#secret@proxy:3128", InvalidProxy::AtSign),
            ("http://ci:20/secret@proxy:3128", InvalidProxy::AtSign),
            ("ci:2024?secret@proxy:3128", InvalidProxy::AtSign),
            ("http://a%3Ab:c@proxy", InvalidProxy::UserName),
            ("http://%ff@p", InvalidProxy::Credentials),
        ];
        for (text, problem) in table {
            assert_eq!(Proxy::parse(text), Err(problem), "{text:?}");
        }
    }
}
