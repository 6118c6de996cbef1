//! Options and settings, written as lists.

use eyes_batch_close::config::options::{Options, Value};
use eyes_batch_close::config::settings::Settings;
use eyes_batch_close::error::Error;

use super::KEY;
use super::environment::{Variables, environment};

/// Options as a caller gives them.
pub type Given<'a> = &'a [(&'static str, Value)];

/// A text as the value of an option.
pub fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

/// A number as the value of an option.
pub fn number(number: impl Into<f64>) -> Value {
    Value::Number(number.into())
}

/// A list of texts as the value of an option.
pub fn texts(list: &[&str]) -> Value {
    Value::List(list.iter().map(|item| text(item)).collect())
}

/// An object as the value of an option.
pub fn object(fields: Given<'_>) -> Value {
    Value::Fields(options(fields))
}

/// These options and no others.
pub fn options(given: Given<'_>) -> Options {
    let mut options = Options::default();
    for (name, value) in given {
        options.insert(name, value.clone());
    }
    options
}

/// These options, and beside them the least that is required: batch `a`, a key, and the server `http://eyes`.
pub fn complete_options(given: Given<'_>) -> Options {
    let mut options = options(given);
    // The first of a name counts.
    options.insert("batchIds", text("a"));
    options.insert("apiKey", text(KEY));
    options.insert("serverUrl", text("http://eyes"));
    options
}

/// Resolves complete options in an environment of these variables alone.
pub fn resolve(given: Given<'_>, variables: Variables<'_>) -> Result<Settings, Error> {
    Settings::resolve(&complete_options(given), &environment(variables))
}

/// Settings in an empty environment.
pub fn settings(given: Given<'_>) -> Settings {
    resolve(given, &[]).unwrap()
}
