//! Whether what was found in the batches is a failure.

use super::results::Reading;
use crate::config::printable::quoted;
use crate::config::results_settings::{FailOnStatus, ResultsSettings};
use crate::error::{Code, Error};
use crate::eyes::results::Counts;

/// How many batches the message names.
const MOST_LISTED: usize = 5;

/// The error of a call in whose batches was found what `failOn` names; or where nobody can say whether it was.
pub fn failure(readings: &[Reading], results: &ResultsSettings) -> Option<Error> {
    if results.fail_on.is_empty() {
        return None;
    }
    found(readings, results).or_else(|| readings.iter().find_map(|reading| reading.error.clone()))
}

fn found(readings: &[Reading], results: &ResultsSettings) -> Option<Error> {
    let found = readings.iter().filter_map(|reading| {
        let counts = &reading.summary.as_ref()?.counts;
        Some((reading, words(counts, &results.fail_on)?))
    });
    let found: Vec<(&Reading, String)> = found.collect();
    let (first, first_words) = found.first()?;
    if found.len() == 1 {
        let message = format!("Batch {} has {first_words}", shown(first, results));
        let mut error = Error::new(Code::Results, message);
        error.batch_id = Some(first.batch_id.clone());
        let url = first.summary.as_ref().and_then(|summary| summary.url.as_ref());
        error.hint = url.map(|url| format!("See {url}"));
        return Some(error);
    }
    let mut message = format!("{} of {} batches have what failOn names:", found.len(), readings.len());
    for (reading, words) in found.iter().take(MOST_LISTED) {
        message.push_str(&format!("\n- {}: {words}", shown(reading, results)));
    }
    let more = found.len().saturating_sub(MOST_LISTED);
    if more > 0 {
        message.push_str(&format!("\n- and {more} more"));
    }
    Some(Error::new(Code::Results, message))
}

/// How many tests are what `failOn` names, in words; `None` where no test is.
fn words(counts: &Counts, fail_on: &[FailOnStatus]) -> Option<String> {
    let named = FailOnStatus::ALL.into_iter().filter(|status| fail_on.contains(status));
    let found = named.map(|status| (counts.of(status), status.name()));
    let words = found
        .filter(|(count, _)| *count > 0)
        .map(|(count, name)| format!("{count} {name}"));
    let words = words.collect::<Vec<_>>().join(", ");
    (!words.is_empty()).then_some(words)
}

fn shown(reading: &Reading, results: &ResultsSettings) -> String {
    quoted(&results.settings.redactor.redact(&reading.batch_id))
}
