//! What may be a batch ID, its path segment, that of the environment, and a fresh one.

use crate::error::{Code, Error};
use crate::options::Environment;
use crate::text::{encode, has};

/// The variable that tests take their batch from.
pub const VARIABLE: &str = "APPLITOOLS_BATCH_ID";

/// A batch ID that can be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchId(String);

impl BatchId {
    /// Takes an ID, trimmed; refuses what is none, with what is wrong with it.
    ///
    /// `undefined` and `null` are what an unset variable leaves behind in a template. `.` and `..` are refused because a
    /// URL parser drops those segments even when they are encoded, and the request would reach another path.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let id = text.trim();
        match id {
            "" => Err("is blank"),
            "undefined" | "null" => Err("is the word that an unset variable leaves behind"),
            "." | ".." => Err("is a path, not an ID"),
            _ if id.chars().any(char::is_control) => Err("has control characters"),
            _ => Ok(Self(id.to_owned())),
        }
    }

    /// Takes an ID that was bytes: what stands in the place of those that are no UTF-8 would close another batch.
    pub fn read(text: &str) -> Result<Self, &'static str> {
        if has(text, "\u{fffd}") {
            return Err("is not in UTF-8");
        }
        Self::parse(text)
    }

    /// The ID that the environment names; a blank one counts as unset. What stands there may be a secret: it is not shown.
    pub fn find(environment: &Environment<'_>) -> Result<Option<Self>, Box<Error>> {
        match (environment.variable)(VARIABLE).filter(|text| !text.trim().is_empty()) {
            None => Ok(None),
            Some(text) => Self::read(&text).map(Some).map_err(|problem| {
                let error = Error::invalid(Code::InvalidBatchId, VARIABLE, &[problem]);
                error.with_hint(&["Set it to the ID that the tests run with, or leave it unset."])
            }),
        }
    }

    /// The ID as it was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The ID as one segment of a path.
    pub fn segment(&self) -> String {
        encode(&self.0)
    }
}

/// An ID that no other run has: the date and time (`now`, as ISO 8601 has it), the host's name, and 64 random bits (in
/// hexadecimal digits).
pub fn fresh(now: &str, host: &str, random: &str) -> String {
    let mut id = String::new();
    let mut add = |part: &str, most: usize| {
        for byte in part.bytes().take(most) {
            let plain = byte.is_ascii_alphanumeric();
            let lower = char::from(byte.to_ascii_lowercase());
            id.push(if plain { lower } else { '-' });
        }
    };
    add(now, "2026-01-31T23:59:59".len());
    add("-", 1);
    add(host, 20);
    add("-", 1);
    add(random, 16);
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_sent_as_one_encoded_segment() {
        let table = [
            ("nightly", "nightly"),
            ("  padded\n", "padded"),
            ("a b", "a%20b"),
            ("a/b", "a%2Fb"),
            ("a\\b", "a%5Cb"),
            ("a?x=1", "a%3Fx%3D1"),
            ("a#b", "a%23b"),
            ("a%2Fb", "a%252Fb"),
            ("50%", "50%25"),
            ("a+b&c=d", "a%2Bb%26c%3Dd"),
            ("../../evil", "..%2F..%2Fevil"),
            ("...", "..."),
            ("é漢😀", "%C3%A9%E6%BC%A2%F0%9F%98%80"),
            ("A-z_0.9~", "A-z_0.9~"),
        ];
        for (id, segment) in table {
            assert_eq!(BatchId::parse(id).unwrap().segment(), segment, "{id:?}");
        }
    }

    #[test]
    fn what_is_no_id_is_refused() {
        let table = [
            "",
            " \t\n",
            "undefined",
            " null ",
            ".",
            "..",
            "a\r\nX: 1",
            "a\0",
            "\u{7f}x",
            "x\u{85}y",
        ];
        for id in table {
            assert!(BatchId::parse(id).is_err(), "{id:?}");
        }
    }
}
