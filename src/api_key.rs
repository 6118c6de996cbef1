//! The API key: where it comes from, what it may be, and where a request carries it.

use crate::error::{Code, Error};
use crate::options::{Environment, Options, Value};

/// An API key, which no debug output shows.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiKey(pub String);

impl std::fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ApiKey")
    }
}

/// The key that the options give, else the environment.
pub fn find(options: &Options, environment: &Environment<'_>) -> Result<ApiKey, Box<Error>> {
    const HINT: &[&str] = &["Set the environment variable APPLITOOLS_API_KEY, or the option apiKey."];
    let explicit = options.checked_text("apiKey", Code::NoApiKey)?;
    let Some(given) = explicit.or_else(|| environment.first(&["APPLITOOLS_API_KEY"])) else {
        let error = Error::invalid(Code::NoApiKey, "apiKey", &["is not set, nor is APPLITOOLS_API_KEY"]);
        return Err(error.with_hint(HINT));
    };
    if matches!(given.text.as_str(), "" | "undefined" | "null") {
        let error = Error::invalid(
            Code::NoApiKey,
            given.name,
            &["is blank, or the word that an unset variable leaves behind"],
        );
        return Err(error.with_hint(HINT));
    }
    if !given.text.bytes().all(|b| b.is_ascii_graphic()) {
        let problem = "has characters that no API key has: white space, control characters or non-ASCII ones";
        return Err(Error::invalid(Code::InvalidOption, given.name, &[problem]).with_hint(HINT));
    }
    Ok(ApiKey(given.text))
}

/// Where the request carries the API key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyPlace {
    /// `?apiKey=…`, as the documented request has it.
    Query,
    /// The header `X-Eyes-Api-Key`, as the SDKs since December 2024 have it.
    Header,
}

impl KeyPlace {
    /// Reads the option `apiKeyIn`.
    pub fn read(value: &Value) -> Result<Self, Box<Error>> {
        match value {
            Value::Unset => Ok(Self::Query),
            Value::Text(text) if text == "query" => Ok(Self::Query),
            Value::Text(text) if text == "header" => Ok(Self::Header),
            _ => Err(Error::invalid(
                Code::InvalidOption,
                "apiKeyIn",
                &["must be 'query' or 'header'"],
            )),
        }
    }
}
