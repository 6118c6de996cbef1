//! What the caller and the environment said.

use crate::error::{Code, Error};
use crate::text::{decimal, glue};

/// The longest duration, in milliseconds, that JavaScript's timers can wait.
pub const MAX_DURATION: u32 = 2_147_483_647;

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
            Value::List(_) => "a list",
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
    /// Adds an option.
    pub fn insert(&mut self, name: &'static str, value: Value) {
        self.0.push((name, value));
    }

    /// The value of an option.
    pub fn get(&self, name: &str) -> &Value {
        let found = self.0.iter().find(|(known, _)| *known == name);
        found.map_or(&Value::Unset, |(_, value)| value)
    }

    /// Whether an option is given.
    pub fn has(&self, name: &str) -> bool {
        !matches!(self.get(name), Value::Unset)
    }

    /// An option that is a text, trimmed; another kind of value is an error with this code.
    pub fn checked_text(&self, name: &'static str, code: Code) -> Result<Option<Given>, Box<Error>> {
        match self.get(name) {
            Value::Unset => Ok(None),
            Value::Text(text) => Ok(Some(Given {
                name,
                text: text.trim().to_owned(),
            })),
            other => Err(Error::invalid(code, name, &["must be a string, not ", other.kind()])),
        }
    }

    /// An option that is true or false; false by default.
    pub fn flag(&self, name: &str) -> Result<bool, Box<Error>> {
        match self.get(name) {
            Value::Unset => Ok(false),
            Value::Flag(flag) => Ok(*flag),
            other => Err(Error::invalid(
                Code::InvalidOption,
                name,
                &["must be true or false, not ", other.kind()],
            )),
        }
    }

    /// An option that is a whole number within a range.
    pub fn whole(&self, name: &str, low: u32, high: u32, default: u32) -> Result<u32, Box<Error>> {
        let shown = match self.get(name) {
            Value::Unset => return Ok(default),
            Value::Number(number) => {
                let number = *number;
                if number.fract() == 0.0 && (f64::from(low)..=f64::from(high)).contains(&number) {
                    return Ok(number as u32);
                }
                // Formatting a fraction would take more code than all other checks together.
                let sign = if number < 0.0 { "-" } else { "" };
                if number.fract() == 0.0 {
                    glue(&[sign, &decimal(number.abs() as u64)])
                } else {
                    "a fraction".to_owned()
                }
            }
            other => other.kind().to_owned(),
        };
        let (low, high) = (decimal(low), decimal(high));
        let problem = ["must be a whole number from ", &low, " to ", &high, ", not ", &shown];
        Err(Error::invalid(Code::InvalidOption, name, &problem))
    }
}

/// What the environment has to say.
#[derive(Clone, Copy)]
pub struct Environment<'a> {
    /// The value of a variable.
    pub variable: &'a dyn Fn(&str) -> Option<String>,
}

impl std::fmt::Debug for Environment<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Environment")
    }
}

impl Environment<'_> {
    /// The first variable that is set, trimmed. Blank counts as unset, and so do the words `undefined` and `null`.
    pub fn first(&self, names: &[&'static str]) -> Option<Given> {
        names.iter().find_map(|name| {
            let text = (self.variable)(name)?.trim().to_owned();
            let set = !matches!(text.as_str(), "" | "undefined" | "null");
            set.then_some(Given { name, text })
        })
    }
}

/// A text, and the option or variable it came from.
#[derive(Debug)]
pub struct Given {
    /// The name of the option or variable.
    pub name: &'static str,
    /// The text, trimmed.
    pub text: String,
}
