//! The environment variables of the process.

/// Reads environment variables.
pub trait Environment {
    /// The value of a variable, as it is.
    fn variable(&self, name: &str) -> Option<String>;
}

impl<F: Fn(&str) -> Option<String>> Environment for F {
    fn variable(&self, name: &str) -> Option<String> {
        self(name)
    }
}

impl dyn Environment + '_ {
    /// The first variable that is set, trimmed. Blank counts as unset, and so do the words `undefined` and `null`, which a
    /// script leaves behind that pastes an unset value.
    pub fn first(&self, names: &[&'static str]) -> Option<Sourced> {
        names.iter().find_map(|name| {
            let text = self.variable(name)?.trim().to_owned();
            let is_set = !matches!(text.as_str(), "" | "undefined" | "null");
            is_set.then_some(Sourced { source: name, text })
        })
    }
}

/// A text, and the option or variable that it came from.
#[derive(Debug)]
pub struct Sourced {
    /// The name of the option or variable.
    pub source: &'static str,
    /// The text, trimmed.
    pub text: String,
}
