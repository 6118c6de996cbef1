//! Environments and options, written as lists.

use eyes_batch_close::options::{Environment, Options, Value};

pub type Variables<'a> = &'a [(&'a str, &'a str)];

pub const ID: (&str, &str) = ("APPLITOOLS_BATCH_ID", "nightly");
pub const GITHUB: [(&str, &str); 3] = [
    ("GITHUB_ACTIONS", "true"),
    ("GITHUB_RUN_ID", "123"),
    ("GITHUB_RUN_ATTEMPT", "1"),
];

/// Works in an environment; of two variables of one name the last counts.
pub fn within<T>(variables: Variables<'_>, work: impl FnOnce(&Environment<'_>) -> T) -> T {
    let variable = |name: &str| {
        let set = variables.iter().rev().find(|(known, _)| *known == name);
        set.map(|(_, value)| (*value).to_owned())
    };
    work(&Environment { variable: &variable })
}

pub fn options(given: &[(&'static str, Value)]) -> Options {
    let mut options = Options::default();
    for (name, value) in given {
        options.insert(name, value.clone());
    }
    options
}
