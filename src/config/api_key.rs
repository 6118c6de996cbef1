//! The API key: where it comes from, what it may be, and where a request carries it.

use super::environment::{Environment, Sourced};
use super::options::{Options, Value};
use super::redactor::Redactor;
use super::secrets::{MASK, Secret};
use crate::error::{Code, Error, Result};

/// The variable that the SDKs, too, take the key from.
const VARIABLE: &str = "APPLITOOLS_API_KEY";

/// The variable of a key that may read.
const READ_VARIABLE: &str = "EYES_BATCH_READ_KEY";

const READ_HINT: &str = "Set the environment variable EYES_BATCH_READ_KEY, or the option readApiKey (--read-api-key).";

const HINT: &str = "Set the environment variable APPLITOOLS_API_KEY.";

/// The key that the options give, else the environment.
pub fn find(options: &Options, environment: &dyn Environment) -> Result<Secret> {
    let explicit = options.string("apiKey", Code::NoApiKey)?;
    let Some(key) = explicit.or_else(|| environment.first(&[VARIABLE])) else {
        let problem = format!("is not set, nor is {VARIABLE}");
        return Err(Error::invalid(Code::NoApiKey, "apiKey", problem).with_hint(HINT));
    };
    check(key, Code::NoApiKey, HINT)
}

fn check(key: Sourced, none: Code, hint: &str) -> Result<Secret> {
    if matches!(key.text.as_str(), "" | "undefined" | "null") {
        let problem = "is blank, \"undefined\" or \"null\"";
        return Err(Error::invalid(none, key.source, problem).with_hint(hint));
    }
    if !key.text.bytes().all(|byte| byte.is_ascii_graphic()) {
        let problem = "has characters that no API key has: white space, control characters or non-ASCII ones";
        return Err(Error::invalid(Code::InvalidOption, key.source, problem).with_hint(hint));
    }
    Ok(Secret::new(key.text))
}

/// The key that reads results, which may be another: a CI's key is often allowed to run tests, and not to read.
pub fn find_read_key(options: &Options, environment: &dyn Environment) -> Result<Secret> {
    let explicit = options.string("readApiKey", Code::InvalidOption)?;
    let explicit = explicit.filter(|key| !key.text.is_empty());
    match explicit.or_else(|| environment.first(&[READ_VARIABLE])) {
        Some(key) => check(key, Code::InvalidOption, READ_HINT),
        None => find(options, environment),
    }
}

/// The key of a request that is only shown: that there is none is no error, and what it is does not matter.
pub fn masked(key: Result<Secret>) -> Result<Secret> {
    match key {
        Err(error) if error.code != Code::NoApiKey => Err(error),
        _ => Ok(Secret::new(MASK)),
    }
}

/// Knows every text that may be meant as a key, before it is known whether it can be one: put into the place of
/// another option, it must not be shown either.
pub fn redactor(options: &Options, environment: &dyn Environment) -> Redactor {
    let mut redactor = Redactor::default();
    for (option, variable) in [("apiKey", VARIABLE), ("readApiKey", READ_VARIABLE)] {
        let explicit = options.get(option).text().map(str::to_owned);
        for key in explicit.into_iter().chain(environment.variable(variable)) {
            redactor.add_secret(key.trim());
        }
    }
    redactor
}

/// Where the request carries the API key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyLocation {
    /// `?apiKey=…`, as the documented request has it.
    Query,
    /// The header `X-Eyes-Api-Key`, as the SDKs have it since core 4.27.0 of December 2024 (their changelog).
    Header,
}

impl KeyLocation {
    /// Reads the option `apiKeyIn`.
    pub fn parse(value: &Value) -> Result<Self> {
        match value {
            Value::Unset => Ok(Self::Query),
            Value::Text(text) if text == "query" => Ok(Self::Query),
            Value::Text(text) if text == "header" => Ok(Self::Header),
            _ => Err(Error::invalid(
                Code::InvalidOption,
                "apiKeyIn",
                "must be 'query' or 'header'",
            )),
        }
    }
}
