//! A test run from its begin to its end, decided: which batch it has, what is set and said, whether it is closed.
//!
//! Every hook asks here, and `src/js/hooks/run.js` does what is answered.

use crate::batch_id::{self, BatchId};
use crate::ci;
use crate::error::{Code, Error};
use crate::options::{Environment, Given, Options, Value};
use crate::text::{glue, has, quote};

const BATCH_ID: &str = "APPLITOOLS_BATCH_ID";
const DONT_CLOSE: &str = "APPLITOOLS_DONT_CLOSE_BATCHES";

/// When a hook is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    /// Before the first test.
    #[default]
    Before,
    /// After the last test, by a hook that saw no begin: too late to set anything.
    After,
    /// When the reports of all shards are merged.
    Merge,
}

/// What a hook knows.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// When it is asked.
    pub phase: Phase,
    /// How many shards the run has: 0 or 1 if it is not split.
    pub shards: u32,
    /// Whether this process made the ID that `APPLITOOLS_BATCH_ID` has.
    pub made: bool,
    /// The time, as ISO 8601 has it.
    pub now: String,
    /// The name of the host.
    pub host: String,
    /// 64 random bits, in hexadecimal digits.
    pub random: String,
}

/// What a hook does. A line that is empty is not said.
#[derive(Debug, Default)]
pub struct Plan {
    /// The batches of the run.
    pub batch_ids: Vec<String>,
    /// Whether their ID was made by this process.
    pub made: bool,
    /// The variables to set before the first test; not those without a value.
    pub variables: [(&'static str, String); 2],
    /// Said before the first test.
    pub begin: String,
    /// Said before the first test, about a setting that does harm.
    pub warning: String,
    /// Said after the last test.
    pub end: String,
    /// Whether the batches are closed after the last test.
    pub close: bool,
    /// Why it is not known which batch to close.
    pub failure: Option<Box<Error>>,
    /// Whether a failure to close fails the run.
    pub fail_on_error: bool,
}

/// What became of the batches.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The IDs of those that are closed, with commas.
    pub closed: String,
    /// The IDs of those that the server does not know, with commas.
    pub missing: String,
    /// What failed, if anything did.
    pub problem: String,
    /// What to do about it.
    pub hint: String,
    /// How many milliseconds it took.
    pub took: String,
}

/// Plans a run.
pub fn begin(options: &Options, environment: &Environment<'_>, facts: &Facts) -> Result<Plan, Box<Error>> {
    let fail_on_error = options.flag("failOnError")?;
    let left = left_open_by(options, environment)?;
    let variable = from_variable(environment)?;
    let unset = variable.is_none();
    let sharded = facts.shards > 1;
    let before = facts.phase == Phase::Before;
    let mut batch_ids = chosen(options)?;
    let mut made = false;
    // Of runs that are over, only those whose reports are merged are known to have had the CI's ID.
    let asks_ci = if before { sharded } else { facts.phase == Phase::Merge };
    let ci = ci::find(environment);
    let origin = if !batch_ids.is_empty() {
        ", from the option batchIds"
    } else if let Some(id) = variable {
        batch_ids.push(id);
        made = facts.made;
        ", from APPLITOOLS_BATCH_ID"
    } else if let Ok(run) = &ci
        && asks_ci
    {
        batch_ids.push(run.id.clone());
        ", shared by all jobs of this CI run"
    } else {
        made = before;
        ", made for this run"
    };
    if made && batch_ids.is_empty() {
        batch_ids.push(batch_id::fresh(&facts.now, &facts.host, &facts.random));
    }
    let unknown = batch_ids.is_empty();
    let (keep, warning) = keep_sdks_from_closing(environment);
    let batch = name(&batch_ids);
    Ok(Plan {
        made,
        variables: match batch_ids.as_slice() {
            _ if !before => Default::default(),
            [id] if unset => [(BATCH_ID, id.clone()), keep],
            _ => [Default::default(), keep],
        },
        begin: if before { glue(&[&batch, origin]) } else { String::new() },
        warning: if before { warning } else { String::new() },
        end: match left {
            _ if unknown => String::new(),
            Some(setting) => glue(&[&batch, " is left open, as ", setting, " says"]),
            None if !sharded => String::new(),
            None if made => glue(&[
                "warning: this shard has a batch of its own (",
                &ci.err().unwrap_or_default(),
                "). To share one, set APPLITOOLS_BATCH_ID to the same ID in every shard, and run npx eyes-batch-close in the last job.",
            ]),
            None => {
                let mut line = glue(&[
                    &batch,
                    " is left open for the other shards; the last job closes it: npx eyes-batch-close",
                ]);
                for id in &batch_ids {
                    let mark = if has(id, " ") { "\"" } else { "" };
                    line.push_str(&glue(&[" ", mark, id, mark]));
                }
                line
            }
        },
        close: left.is_none() && !unknown && (made || !sharded),
        failure: (unknown && left.is_none()).then(|| {
            Error::invalid(
                Code::NoBatchId,
                BATCH_ID,
                &["is not set, so it is not known which batch to close"],
            )
            .with_hint(&["Set it to the same ID wherever the tests run, and here."])
        }),
        batch_ids,
        fail_on_error,
    })
}

/// The lines on what became of the batches; one that is empty is not said.
pub fn describe(outcome: &Outcome, fail_on_error: bool) -> [String; 3] {
    let line = |about: &str, parts: &[&str]| if about.is_empty() { String::new() } else { glue(parts) };
    let Outcome {
        closed,
        missing,
        problem,
        hint,
        took,
    } = outcome;
    let weight = if fail_on_error { "error: " } else { "warning: " };
    let stop = if hint.is_empty() { "" } else { ". " };
    [
        line(closed, &["closed batch ", closed, " in ", took, " ms"]),
        line(missing, &["no Eyes test ran: the server has no active batch ", missing]),
        line(problem, &[weight, problem, stop, hint]),
    ]
}

/// The setting that leaves closing to somebody else.
fn left_open_by(options: &Options, environment: &Environment<'_>) -> Result<Option<&'static str>, Box<Error>> {
    if !matches!(options.get("enabled"), Value::Unset) && !options.flag("enabled")? {
        return Ok(Some("enabled: false"));
    }
    let variable = environment.first(&["EYES_BATCH_CLOSE"]);
    let off = variable.is_some_and(|given| given.text.eq_ignore_ascii_case("false"));
    Ok(off.then_some("EYES_BATCH_CLOSE=false"))
}

/// The IDs that the options name.
fn chosen(options: &Options) -> Result<Vec<String>, Box<Error>> {
    let list = match options.get("batchIds") {
        Value::Unset => &[],
        Value::List(list) => list.as_slice(),
        single => std::slice::from_ref(single),
    };
    let mut ids = Vec::new();
    for item in list {
        ids.push(parse("batchIds", item.text().unwrap_or_default())?);
    }
    Ok(ids)
}

fn from_variable(environment: &Environment<'_>) -> Result<Option<String>, Box<Error>> {
    match (environment.variable)(BATCH_ID) {
        Some(text) if text.bytes().any(|byte| byte > b' ') => parse(BATCH_ID, &text).map(Some),
        _ => Ok(None),
    }
}

fn parse(place: &str, text: &str) -> Result<String, Box<Error>> {
    match BatchId::parse(text) {
        Ok(id) => Ok(id.as_str().to_owned()),
        Err(problem) => {
            let problem = ["(", &quote(text), ") ", problem];
            let error = Error::invalid(Code::InvalidBatchId, place, &problem);
            Err(error.with_hint(&["Set it to the ID of a batch, or leave it unset."]))
        }
    }
}

/// The SDKs close a batch as each process ends, while others may still run: the variable that keeps them from it, or what
/// is to be said about the value that it has.
fn keep_sdks_from_closing(environment: &Environment<'_>) -> ((&'static str, String), String) {
    let Some(Given { text, .. }) = environment.first(&[DONT_CLOSE]) else {
        return ((DONT_CLOSE, "true".to_owned()), String::new());
    };
    let warning = match text.as_str() {
        "true" | "1" => String::new(),
        _ => glue(&[
            "warning: APPLITOOLS_DONT_CLOSE_BATCHES is ",
            &quote(&text),
            ", so the Eyes SDKs may close the batch while other tests still run. Set it to true, or unset it.",
        ]),
    };
    (Default::default(), warning)
}

fn name(ids: &[String]) -> String {
    let mut name = String::new();
    for id in ids {
        let before = if name.is_empty() { "batch " } else { ", " };
        name.push_str(before);
        name.push_str(id);
    }
    name
}
