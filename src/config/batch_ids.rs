//! The batches of a call: the option `batchIds`, each once.

use std::collections::HashSet;

use super::batch_id::{BatchId, HINT, InvalidBatchId};
use super::options::{Options, Value};
use super::printable::quoted;
use super::redactor::Redactor;
use crate::error::{Code, Error, Result};

/// How many batches one call closes at most.
pub const MOST_IDS: usize = 100_000;

/// The IDs that the option `batchIds` names, each once, where it came first. The redactor knows the API key.
pub fn batch_ids(options: &Options, redactor: &Redactor) -> Result<Vec<BatchId>> {
    let ids = match options.get("batchIds") {
        Value::Unset => Vec::new(),
        Value::LongList(length) => return Err(too_many(*length as usize)),
        Value::List(list) if list.len() > MOST_IDS => return Err(too_many(list.len())),
        Value::List(list) => {
            let ids = list.iter().enumerate();
            ids.map(|(at, item)| batch_id(&format!("batchIds[{at}]"), item, redactor))
                .collect::<Result<_>>()?
        }
        single => vec![batch_id("batchIds", single, redactor)?],
    };
    if ids.is_empty() {
        let hint = "Call setBatchIds(id) with the ID that the tests ran with (their APPLITOOLS_BATCH_ID).";
        return Err(Error::invalid(Code::NoBatchId, "batchIds", "names no batch to close").with_hint(hint));
    }
    Ok(distinct(ids))
}

/// Each ID once, where it came first.
fn distinct(mut ids: Vec<BatchId>) -> Vec<BatchId> {
    let mut known = HashSet::with_capacity(ids.len());
    ids.retain(|id| known.insert(id.clone()));
    ids
}

fn batch_id(place: &str, value: &Value, redactor: &Redactor) -> Result<BatchId> {
    let problem = match value {
        Value::Text(text) => match BatchId::parse(text) {
            Ok(id) if redactor.is_secret(id.as_str()) => InvalidBatchId::ApiKey.to_string(),
            Ok(id) => return Ok(id),
            Err(problem) => format!("({}) {problem}", quoted(&redactor.redact(text))),
        },
        other => format!("must be a string, not {}", other.kind()),
    };
    let mut error = Error::invalid(Code::InvalidBatchId, place, problem).with_hint(HINT);
    error.option = Some("batchIds".to_owned());
    Err(error)
}

/// What is said of a list with more IDs than one call closes.
pub fn too_many(length: usize) -> Error {
    let problem = format!("names {length} batches: a call closes at most {MOST_IDS}");
    Error::invalid(Code::InvalidOption, "batchIds", problem).with_hint("Close them in several calls.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_million_ids_with_duplicates_keep_their_order() {
        let id = |number: u32| BatchId::parse(&number.to_string()).unwrap();
        let mixed = (0..1_000_000_u32).map(|at| id(at.wrapping_mul(7919) % 500_000));
        let ids = distinct(mixed.collect());
        assert_eq!(ids.len(), 500_000);
        assert_eq!(ids[..3], [id(0), id(7919), id(15_838)]);
    }
}
