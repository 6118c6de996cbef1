//! What a server says came of a batch: the answer to `GET /batches/{id}` of its documented API.
//!
//! It could not be tried against a real account, so every field is taken as optional, and what has another type than is
//! documented is never guessed at: a count that can't be one makes the whole answer unreadable.

use serde_json::Value;

use super::failure::Failure;
use super::response::{self, BodyExtent, ResponseClass, ResponseSummary, described};
use crate::config::redactor::Redactor;
use crate::config::results_settings::FailOnStatus;
use crate::config::settings::Settings;
use crate::error::{Code, Error};

/// How long a text may be that the answer names, in characters: a test, its environment, a link.
const MOST_TEXT: usize = 2_000;

/// How many tests of a batch came to what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Those without a difference, or whose differences were accepted.
    pub passed: u32,
    /// Those that failed.
    pub failed: u32,
    /// Those with differences that nobody has accepted or rejected.
    pub unresolved: u32,
    /// Those that had no baseline.
    pub new: u32,
    /// Those that did not end.
    pub aborted: u32,
    /// Those without a step.
    pub empty: u32,
    /// All of them.
    pub total: u32,
}

impl Counts {
    /// How many tests are what `failOn` can name.
    pub fn of(&self, status: FailOnStatus) -> u32 {
        match status {
            FailOnStatus::Unresolved => self.unresolved,
            FailOnStatus::Failed => self.failed,
            FailOnStatus::New => self.new,
            FailOnStatus::Aborted => self.aborted,
            FailOnStatus::Empty => self.empty,
        }
    }

    fn sum(&self) -> u32 {
        let found = FailOnStatus::ALL.into_iter().map(|status| self.of(status));
        found.fold(self.passed, u32::saturating_add)
    }

    /// Whether anything is counted.
    pub fn are_counted(&self) -> bool {
        self.total > 0 || self.sum() > 0
    }
}

/// What came of a batch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BatchSummary {
    /// How many tests came to what.
    pub counts: Counts,
    /// The batch in the dashboard.
    pub url: Option<String>,
    /// Each test, where the answer tells them.
    pub tests: Vec<TestSummary>,
}

/// What came of a test.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TestSummary {
    /// Its name; its ID where it has none.
    pub name: String,
    /// What came of it, in lower case: a word of `statistics`, mostly.
    pub status: String,
    /// Where it ran: the system, the browser and so on.
    pub environment: Option<String>,
    /// The test in the dashboard.
    pub url: Option<String>,
}

/// Says what an answer tells of a batch, or what it means that it tells nothing.
pub fn classify(answer: &ResponseSummary, settings: &Settings) -> Result<BatchSummary, Failure> {
    match response::classify(answer, settings) {
        // The server is at it.
        ResponseClass::Accepted(_) => Err(Failure::transient(unreadable(settings))),
        ResponseClass::Closed => match answer.body_extent {
            BodyExtent::Whole => {
                let summary = parse(&answer.body, &settings.redactor);
                summary.ok_or_else(|| Failure::permanent(unreadable(settings)))
            }
            BodyExtent::Cut => Err(Failure::transient(unreadable(settings))),
            BodyExtent::Stalled => Err(Failure::transient(stalled(settings))),
        },
        ResponseClass::NotFound(failure) => Err(failure.map_error(|_| not_found(answer, settings))),
        ResponseClass::Failed(failure) => Err(failure.map_error(with_own_hint)),
    }
}

/// A failure of closing with the hint that serves for reading.
pub fn with_own_hint(error: Error) -> Error {
    let hint = if error.code == Code::Unauthorized {
        "Reading takes a key of this server with the permission read: set EYES_BATCH_READ_KEY, or the option readApiKey \
         (--read-api-key)."
    } else if error.code == Code::HttpError && error.hint.is_some() {
        "The server may be overloaded or down: read the results again later."
    } else if error.hint.as_deref().is_some_and(|hint| hint.contains("serverUrl")) {
        "Check resultsUrl (--results-url, EYES_RESULTS_URL), the address of the dashboard, and whether a proxy is needed."
    } else {
        return error;
    };
    error.with_hint(hint)
}

fn not_found(answer: &ResponseSummary, settings: &Settings) -> Error {
    let message = format!(
        "{} knows no batch with this ID ({})",
        settings.server,
        described(answer, settings)
    );
    let hint = "No test may have run with this ID; check resultsUrl (--results-url, EYES_RESULTS_URL), too: it is the \
                address of the dashboard, with /api/v1 behind it.";
    Error::new(Code::BatchNotFound, message)
        .with_hint(hint)
        .with_status(404)
}

fn unreadable(settings: &Settings) -> Error {
    let message = format!("{} answered with something that has no results", settings.server);
    let hint = "Check resultsUrl (--results-url, EYES_RESULTS_URL): it is the address of the dashboard, with /api/v1 behind it.";
    Error::new(Code::UnexpectedResponse, message).with_hint(hint)
}

fn stalled(settings: &Settings) -> Error {
    let message = format!("{} did not send its whole answer in time", settings.server);
    Error::new(Code::Timeout, message)
}

/// The answer's JSON as far as it is known; `None` of what is none, or has no counts.
fn parse(body: &str, redactor: &Redactor) -> Option<BatchSummary> {
    let answer: Value = serde_json::from_str(body.trim_start_matches('\u{feff}')).ok()?;
    let tests = answer.get("tests").and_then(Value::as_array);
    let tests = tests.map(|tests| tests.iter().map(|test| test_summary(test, redactor)).collect());
    let tests: Option<Vec<TestSummary>> = tests;
    Some(BatchSummary {
        counts: match answer.get("statistics") {
            None | Some(Value::Null) => counts_of(tests.as_deref()?),
            Some(statistics) => counts(statistics.is_object().then_some(statistics)?)?,
        },
        url: link(&answer, "batchUrl", redactor),
        tests: tests.unwrap_or_default(),
    })
}

/// The counts of an answer that has tests alone.
fn counts_of(tests: &[TestSummary]) -> Counts {
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let count = |status: &str| number(tests.iter().filter(|test| test.status == status).count());
    Counts {
        passed: count("passed"),
        failed: count("failed"),
        unresolved: count("unresolved"),
        new: count("new"),
        aborted: count("aborted"),
        empty: count("empty"),
        total: number(tests.len()),
    }
}

fn counts(statistics: &Value) -> Option<Counts> {
    let count = |name: &str| match statistics.get(name) {
        None | Some(Value::Null) => Some(None),
        Some(count) => u32::try_from(count.as_u64()?).ok().map(Some),
    };
    let known = |name| Some(count(name)?.unwrap_or(0));
    let counts = Counts {
        passed: known("passed")?,
        failed: known("failed")?,
        unresolved: known("unresolved")?,
        new: known("new")?,
        aborted: known("aborted")?,
        empty: known("empty")?,
        total: 0,
    };
    let total = count("total")?.unwrap_or_else(|| counts.sum());
    Some(Counts { total, ..counts })
}

fn test_summary(test: &Value, redactor: &Redactor) -> TestSummary {
    let name = ["name", "testName", "testId"]
        .iter()
        .find_map(|name| text(test, name, redactor));
    let status = text(test, "status", redactor).unwrap_or_default();
    TestSummary {
        name: name.unwrap_or_else(|| "a test without a name".to_owned()),
        status: status.to_ascii_lowercase(),
        environment: environment(test.get("env"), redactor),
        url: link(test, "sessionUrl", redactor),
    }
}

/// What the answer tells of where a test ran, in one line.
fn environment(env: Option<&Value>, redactor: &Redactor) -> Option<String> {
    let parts: Vec<&str> = match env? {
        Value::String(text) => vec![text],
        Value::Object(fields) => fields.values().filter_map(Value::as_str).collect(),
        _ => return None,
    };
    let parts = parts.into_iter().filter(|part| !part.is_empty());
    let line = parts.collect::<Vec<_>>().join(", ");
    (!line.is_empty()).then(|| shortened(&line, redactor))
}

/// A field that has text in it.
fn text(object: &Value, name: &str, redactor: &Redactor) -> Option<String> {
    let text = object.get(name)?.as_str()?;
    (!text.trim().is_empty()).then(|| shortened(text, redactor))
}

/// A field that is the address of a page.
fn link(object: &Value, name: &str, redactor: &Redactor) -> Option<String> {
    let url = object.get(name)?.as_str()?;
    let is_web = url.starts_with("https://") || url.starts_with("http://");
    let is_plain = url.len() <= MOST_TEXT && url.bytes().all(|byte| byte.is_ascii_graphic());
    (is_web && is_plain).then(|| redactor.redact(url))
}

fn shortened(text: &str, redactor: &Redactor) -> String {
    redactor.redact(text).chars().take(MOST_TEXT).collect()
}
