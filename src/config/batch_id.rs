//! What may be a batch ID.

use super::api_key;
use super::environment::Environment;
use super::options::Options;
use super::secrets::encode_component;
use crate::error::{Code, Error, Result};

/// The variable that tests take their batch from.
pub const VARIABLE: &str = "APPLITOOLS_BATCH_ID";

/// What to do about one that can't be an ID.
pub const HINT: &str = "Give the ID that the tests ran with (their APPLITOOLS_BATCH_ID).";

/// Why a text is no batch ID.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidBatchId {
    /// Nothing but white space.
    #[error("is blank")]
    Blank,
    /// What a script leaves behind that pastes an unset value.
    #[error("is the word undefined or null, which an unset variable leaves behind")]
    UnsetWord,
    /// A URL parser drops these segments even when they are encoded, and the request would reach another path.
    #[error("is a path, not an ID")]
    DotSegment,
    /// A line feed, for example.
    #[error("has control characters")]
    ControlCharacters,
    /// What stands in the place of bytes that are no UTF-8 would close another batch.
    #[error("is not in UTF-8")]
    NotUtf8,
    /// It would be shown.
    #[error("is the API key")]
    ApiKey,
}

/// A batch ID that can be sent.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BatchId(String);

impl BatchId {
    /// Takes an ID, trimmed.
    pub fn parse(text: &str) -> std::result::Result<Self, InvalidBatchId> {
        let id = text.trim();
        match id {
            "" => Err(InvalidBatchId::Blank),
            "undefined" | "null" => Err(InvalidBatchId::UnsetWord),
            "." | ".." => Err(InvalidBatchId::DotSegment),
            _ if id.chars().any(char::is_control) => Err(InvalidBatchId::ControlCharacters),
            _ => Ok(Self(id.to_owned())),
        }
    }

    /// Takes an ID that was decoded from bytes.
    pub fn parse_utf8(text: &str) -> std::result::Result<Self, InvalidBatchId> {
        if text.contains('\u{fffd}') {
            return Err(InvalidBatchId::NotUtf8);
        }
        Self::parse(text)
    }

    /// The ID that the environment names; a blank one counts as unset. What stands there may be a secret: it is not shown.
    pub fn from_environment(environment: &dyn Environment) -> Result<Option<Self>> {
        let text = environment.variable(VARIABLE).unwrap_or_default();
        if text.trim().is_empty() {
            return Ok(None);
        }
        let id = Self::parse_utf8(&text).and_then(|id| {
            let is_key = api_key::redactor(&Options::default(), environment).is_secret(id.as_str());
            if is_key { Err(InvalidBatchId::ApiKey) } else { Ok(id) }
        });
        id.map(Some).map_err(|problem| {
            Error::invalid(Code::InvalidBatchId, VARIABLE, problem)
                .with_hint("Set it to the ID that the tests run with, or leave it unset.")
        })
    }

    /// The ID as it was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The ID as one segment of a path.
    pub fn segment(&self) -> String {
        encode_component(&self.0)
    }

    /// Whether JavaScript reads the ID as a number, and some SDKs send another text then.
    ///
    /// `@applitools/utils/dist/config.js` reads the variable by `Number(value) || value`: 0042 is sent as 42.
    pub fn looks_numeric(&self) -> bool {
        let id = self.as_str();
        let in_radix = |marks: [&str; 2], radix| {
            let digits = marks.iter().find_map(|mark| id.strip_prefix(mark));
            digits.is_some_and(|digits| !digits.is_empty() && digits.chars().all(|c| c.is_digit(radix)))
        };
        let unsigned = id.strip_prefix(['+', '-']).unwrap_or(id);
        unsigned == "Infinity"
            || is_decimal(unsigned)
            || in_radix(["0x", "0X"], 16)
            || in_radix(["0o", "0O"], 8)
            || in_radix(["0b", "0B"], 2)
    }
}

/// Whether a text is a decimal number as JavaScript writes it: `12`, `1.5`, `.5`, `5.`, each with an exponent or without.
fn is_decimal(text: &str) -> bool {
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (number, exponent) = match text.split_once(['e', 'E']) {
        Some((number, exponent)) => (number, exponent.strip_prefix(['+', '-']).unwrap_or(exponent)),
        None => (text, "0"),
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let has_digits = !whole.is_empty() || !fraction.is_empty();
    has_digits && !exponent.is_empty() && [whole, fraction, exponent].into_iter().all(are_digits)
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
            ("", InvalidBatchId::Blank),
            (" \t\n", InvalidBatchId::Blank),
            ("undefined", InvalidBatchId::UnsetWord),
            (" null ", InvalidBatchId::UnsetWord),
            (".", InvalidBatchId::DotSegment),
            ("..", InvalidBatchId::DotSegment),
            ("a\r\nX: 1", InvalidBatchId::ControlCharacters),
            ("a\0", InvalidBatchId::ControlCharacters),
            ("\u{7f}x", InvalidBatchId::ControlCharacters),
            ("x\u{85}y", InvalidBatchId::ControlCharacters),
            ("x\u{fffd}y", InvalidBatchId::NotUtf8),
        ];
        for (id, problem) in table {
            assert_eq!(BatchId::parse_utf8(id), Err(problem), "{id:?}");
        }
    }

    #[test]
    fn an_id_that_javascript_reads_as_a_number_is_recognised() {
        for id in [
            "4712",
            "0042",
            "1e5",
            "-1",
            "+7",
            ".5",
            "5.",
            "0x1F",
            "0b10",
            "0o17",
            "Infinity",
            "-Infinity",
        ] {
            assert!(BatchId::parse(id).unwrap().looks_numeric(), "{id:?}");
        }
        for id in [
            "nightly-4711",
            "1e5x",
            "0x",
            "0xg",
            "1_000",
            "e5",
            "inf",
            "+inf",
            "nan",
            "NaN",
            "1 2",
            "1.2.3",
            "-",
        ] {
            assert!(!BatchId::parse(id).unwrap().looks_numeric(), "{id:?}");
        }
    }
}
