//! One of the parts into which a run is split.

use crate::config::options::{Options, Value};
use crate::error::{Code, Error, Result};

/// The most shards that a run can have.
pub const MOST_SHARDS: u32 = 1_000;

/// One of the parts into which a run is split.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    /// Which one it is, from 1.
    pub current: u32,
    /// How many there are.
    pub total: u32,
}

impl Shard {
    /// Reads `2/4`, or the fields `current` and `total`.
    pub fn parse(value: &Value) -> Option<Self> {
        let (current, total) = match value {
            Value::Text(text) => {
                let (current, total) = text.split_once('/')?;
                (digits(current)?, digits(total)?)
            }
            Value::Fields(fields) => (integer(fields.get("current"))?, integer(fields.get("total"))?),
            _ => return None,
        };
        let fits = (1..=total).contains(&current) && total <= MOST_SHARDS;
        fits.then_some(Self { current, total })
    }

    /// The shard that the option `shard` names.
    pub fn find(options: &Options) -> Result<Option<Self>> {
        match options.get("shard") {
            Value::Unset => Ok(None),
            value => match Self::parse(value) {
                None => {
                    let problem =
                        format!("must be a shard and the total, such as 2/4: from 1/1 to {MOST_SHARDS}/{MOST_SHARDS}");
                    Err(Error::invalid(Code::InvalidOption, "shard", problem))
                }
                shard => Ok(shard),
            },
        }
    }
}

fn digits(text: &str) -> Option<u32> {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_number)
}

fn integer(value: &Value) -> Option<u32> {
    match value {
        Value::Number(number) if number.fract() == 0.0 && (0.0..=f64::from(MOST_SHARDS)).contains(number) => {
            Some(*number as u32)
        }
        _ => None,
    }
}

/// Which shards are done, by their numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shards {
    /// Those that are done.
    pub done: Vec<u32>,
    /// Those that are not.
    pub missing: Vec<u32>,
    /// How many there are; 0 until the first has come.
    pub total: u32,
}

impl Shards {
    /// Sorts the shards from 1 to `total` by whether they are done.
    pub fn new(total: u32, is_done: impl Fn(u32) -> bool) -> Self {
        let (done, missing) = (1..=total).partition(|shard| is_done(*shard));
        Self { done, missing, total }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shard_is_two_numbers_the_first_at_most_the_second() {
        for (text, current, total) in [("1/1", 1, 1), ("2/4", 2, 4), ("1000/1000", 1000, 1000), ("01/02", 1, 2)] {
            let shard = Shard::parse(&Value::Text(text.to_owned()));
            assert_eq!(shard, Some(Shard { current, total }), "{text:?}");
        }
        for text in [
            "", "2", "/", "0/4", "5/4", "1/1001", "+1/4", "1/+4", "1/-4", "1/4/4", " 1/4", "1.0/4", "a/b",
        ] {
            assert_eq!(Shard::parse(&Value::Text(text.to_owned())), None, "{text:?}");
        }
    }
}
