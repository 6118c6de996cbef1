//! What the caller said, as it was said: nothing is checked here.

/// The value of an option.
#[derive(Clone, Debug, Default, PartialEq)]
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
#[derive(Clone, Debug, Default, PartialEq)]
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
}
