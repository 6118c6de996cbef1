//! Options as the caller gave them, before anything is known of what they mean.

use super::environment::Sourced;
use super::printable::quoted;
use super::redactor::Redactor;
use crate::error::{Code, Error, Result};

/// The longest duration, in milliseconds, that JavaScript's timers can wait.
pub const MAX_DURATION_MS: u32 = 2_147_483_647;

/// The largest number up to which JavaScript tells all integers apart.
const MAX_SAFE_INTEGER: f64 = 9_007_199_254_740_991.0;

/// The value of an option.
#[derive(Clone, Debug, Default)]
pub enum Value {
    /// Not given.
    #[default]
    Unset,
    /// A string.
    Text(String),
    /// A number.
    Number(f64),
    /// `true` or `false`.
    Flag(bool),
    /// A list.
    List(Vec<Value>),
    /// A list too long to be copied, with its length.
    LongList(u32),
    /// An object with the fields that matter.
    Fields(Options),
    /// A byte array.
    Bytes,
    /// A function.
    Function,
    /// An AbortSignal.
    Signal,
    /// Anything else; the text says what, with its article.
    Other(&'static str),
}

impl Value {
    /// What kind of value it is, with its article, for messages.
    pub fn kind(&self) -> &'static str {
        match self {
            Value::Unset => "unset",
            Value::Text(_) => "a string",
            Value::Number(_) => "a number",
            Value::Flag(_) => "a boolean",
            Value::List(_) | Value::LongList(_) => "a list",
            Value::Fields(_) => "an object",
            Value::Bytes => "a byte array",
            Value::Function => "a function",
            Value::Signal => "an AbortSignal",
            Value::Other(kind) => kind,
        }
    }

    /// The text, where it is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// Options by the names that users give them.
#[derive(Clone, Debug, Default)]
pub struct Options(Vec<(&'static str, Value)>);

impl Options {
    /// Adds an option; of two with one name the first counts.
    pub fn insert(&mut self, name: &'static str, value: Value) {
        self.0.push((name, value));
    }

    /// The same options with another value of one.
    #[must_use]
    pub fn with(&self, name: &'static str, value: Value) -> Self {
        let others = self.0.iter().filter(|(known, _)| *known != name);
        let mut options = Self(others.cloned().collect());
        options.insert(name, value);
        options
    }

    /// The value of an option.
    pub fn get(&self, name: &str) -> &Value {
        let found = self.0.iter().find(|(known, _)| *known == name);
        found.map_or(&Value::Unset, |(_, value)| value)
    }

    /// Whether an option is given.
    pub fn is_set(&self, name: &str) -> bool {
        !matches!(self.get(name), Value::Unset)
    }

    /// An option that is a string, trimmed; another kind of value is an error with this code.
    pub fn string(&self, name: &'static str, code: Code) -> Result<Option<Sourced>> {
        match self.get(name) {
            Value::Unset => Ok(None),
            Value::Text(text) => Ok(Some(Sourced {
                source: name,
                text: text.trim().to_owned(),
            })),
            other => Err(Error::invalid(
                code,
                name,
                format!("must be a string, not {}", other.kind()),
            )),
        }
    }

    /// An option that is true or false; false by default.
    pub fn flag(&self, name: &str) -> Result<bool> {
        match self.get(name) {
            Value::Unset => Ok(false),
            Value::Flag(flag) => Ok(*flag),
            other => Err(Error::invalid(
                Code::InvalidOption,
                name,
                format!("must be true or false, not {}", other.kind()),
            )),
        }
    }

    /// An option that is an integer within a range.
    pub fn integer(&self, name: &str, range: (u32, u32), default: u32, redactor: &Redactor) -> Result<u32> {
        let (low, high) = range;
        let shown = match self.get(name) {
            Value::Unset => return Ok(default),
            Value::Number(number) => {
                if number.fract() == 0.0 && (f64::from(low)..=f64::from(high)).contains(number) {
                    return Ok(*number as u32);
                }
                shown_number(*number)
            }
            Value::Text(text) => quoted(&redactor.redact(text)),
            other => other.kind().to_owned(),
        };
        let problem = format!("must be a whole number from {low} to {high}, not {shown}");
        Err(Error::invalid(Code::InvalidOption, name, problem))
    }
}

/// A number as a message shows it.
fn shown_number(number: f64) -> String {
    if number.is_nan() {
        "NaN".to_owned()
    } else if number.abs() > MAX_SAFE_INTEGER {
        "one of that size".to_owned()
    } else if number.fract() == 0.0 {
        (number as i64).to_string()
    } else {
        "a fraction".to_owned()
    }
}
