//! Environments, written as lists.

/// Variables with their values; of two of one name the last counts.
pub type Variables<'a> = &'a [(&'a str, &'a str)];

pub const ID: (&str, &str) = ("APPLITOOLS_BATCH_ID", "nightly");
pub const API_KEY: (&str, &str) = ("APPLITOOLS_API_KEY", super::KEY);
pub const GITHUB: [(&str, &str); 3] = [
    ("GITHUB_ACTIONS", "true"),
    ("GITHUB_RUN_ID", "123"),
    ("GITHUB_RUN_ATTEMPT", "1"),
];

/// An environment of these variables alone.
pub fn environment(variables: Variables<'_>) -> impl Fn(&str) -> Option<String> {
    |name: &str| {
        let set = variables.iter().rev().find(|(known, _)| *known == name);
        set.map(|(_, value)| (*value).to_owned())
    }
}
