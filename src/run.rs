//! A test run from its begin to its end, decided: which batch it has, what is set and said, whether it is closed.
//!
//! Every hook asks here, and `src/js/hooks/run.js` does what is answered.

use crate::batch_id::BatchId;
use crate::ci;
use crate::error::{Code, Error};
use crate::options::{Environment, Options, Value};
use crate::text::{has, quote};

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
    /// The variables to set before the first test.
    pub variables: Vec<(&'static str, String)>,
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
    /// Whether nothing but warnings is said.
    pub quiet: bool,
}

/// What became of the batches.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The IDs of those that are closed.
    pub closed: Vec<String>,
    /// The IDs of those that the server does not know.
    pub missing: Vec<String>,
    /// What failed, if anything did.
    pub problem: Option<String>,
    /// What to do about it.
    pub hint: String,
    /// How long it took, in milliseconds.
    pub took: u32,
}

/// Plans a run.
pub fn begin(options: &Options, environment: &Environment<'_>, facts: &Facts) -> Result<Plan, Box<Error>> {
    let mut plan = Plan {
        fail_on_error: options.flag("failOnError")?,
        quiet: options.flag("quiet")?,
        ..Plan::default()
    };
    let left = left_open_by(options, environment)?;
    let sharded = facts.shards > 1;
    let before = facts.phase == Phase::Before;
    // Of runs that are over, only those whose reports are merged are known to have had the CI's ID.
    let reason = if sharded && before || facts.phase == Phase::Merge {
        ci::find(environment).map(|run| run.id)
    } else {
        Err(String::new())
    };
    let variable = match (environment.variable)(BATCH_ID) {
        Some(text) if !text.trim().is_empty() => Some(parse(BATCH_ID, &text)?),
        _ => None,
    };
    let unset = variable.is_none();
    plan.batch_ids = chosen(options)?;
    let origin = if !plan.batch_ids.is_empty() {
        ", from the option batchIds"
    } else {
        let (id, origin) = match (variable, &reason) {
            (Some(id), _) => {
                plan.made = facts.made;
                (id, ", from APPLITOOLS_BATCH_ID")
            }
            (None, Ok(id)) => (id.clone(), ", shared by all jobs of this CI run"),
            (None, Err(_)) if before => {
                plan.made = true;
                (fresh_id(facts), ", made for this run")
            }
            (None, Err(_)) => {
                if left.is_none() {
                    let problem = "is not set, so it is not known which batch to close";
                    let error = Error::invalid(Code::NoBatchId, BATCH_ID, problem);
                    plan.failure = Some(error.with_hint("Set it to the same ID wherever the tests run, and here."));
                }
                return Ok(plan);
            }
        };
        plan.batch_ids.push(id);
        origin
    };
    let batch = name(&plan.batch_ids);
    if before {
        if let ([id], true) = (plan.batch_ids.as_slice(), unset) {
            plan.variables.push((BATCH_ID, id.clone()));
        }
        plan.begin = [&batch, origin].concat();
        keep_sdks_from_closing(&mut plan, environment);
    }
    plan.close = left.is_none() && (plan.made || !sharded);
    plan.end = match (left, reason) {
        (Some(setting), _) => [&batch, " is left open, as ", setting, " says"].concat(),
        (None, _) if !sharded => String::new(),
        (None, Err(reason)) if plan.made => [
            "warning: this shard has a batch of its own (",
            &reason,
            "). To share one, set APPLITOOLS_BATCH_ID to the same ID in every shard, and run npx eyes-batch-close in the last job.",
        ]
        .concat(),
        (None, _) => {
            let mut line = [&batch, " is left open for the other shards; the last job closes it: npx eyes-batch-close"].concat();
            for id in &plan.batch_ids {
                let mark = if has(id, " ") { "\"" } else { "" };
                line.push_str(&[" ", mark, id, mark].concat());
            }
            line
        }
    };
    Ok(plan)
}

/// The lines on what became of the batches.
pub fn describe(outcome: &Outcome, fail_on_error: bool) -> Vec<String> {
    let mut lines = Vec::new();
    if !outcome.closed.is_empty() {
        let took = outcome.took.to_string();
        lines.push(["closed ", &name(&outcome.closed), " in ", &took, " ms"].concat());
    }
    if !outcome.missing.is_empty() {
        let missing = name(&outcome.missing);
        lines.push(["no Eyes test ran: the server has no active ", &missing].concat());
    }
    if let Some(problem) = &outcome.problem {
        let weight = if fail_on_error { "error: " } else { "warning: " };
        let stop = if outcome.hint.is_empty() { "" } else { ". " };
        lines.push([weight, problem, stop, &outcome.hint].concat());
    }
    lines
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
    list.iter()
        .map(|item| parse("batchIds", item.text().unwrap_or_default()))
        .collect()
}

fn parse(place: &'static str, text: &str) -> Result<String, Box<Error>> {
    BatchId::parse(text).map(|id| id.as_str().to_owned()).map_err(|problem| {
        let problem = ["(", &quote(text), ") ", problem].concat();
        let error = Error::invalid(Code::InvalidBatchId, place, &problem);
        error.with_hint("Set it to the ID of a batch, or leave it unset.")
    })
}

/// The SDKs close a batch as each process ends, while others may still run.
fn keep_sdks_from_closing(plan: &mut Plan, environment: &Environment<'_>) {
    match environment.first(&[DONT_CLOSE]) {
        None => plan.variables.push((DONT_CLOSE, "true".to_owned())),
        Some(given) if matches!(given.text.as_str(), "true" | "1") => {}
        Some(given) => {
            plan.warning = [
                "warning: APPLITOOLS_DONT_CLOSE_BATCHES is ",
                &quote(&given.text),
                ", so the Eyes SDKs may close the batch while other tests still run. Set it to true, or unset it.",
            ]
            .concat();
        }
    }
}

/// An ID that no other run has: the date and time, the host, and 64 random bits.
fn fresh_id(facts: &Facts) -> String {
    let mut id = String::new();
    for (part, most) in [
        (&facts.now, "2026-01-31T23:59:59".len()),
        (&facts.host, 20),
        (&facts.random, 16),
    ] {
        if !id.is_empty() {
            id.push('-');
        }
        for byte in part.bytes().take(most) {
            let plain = byte.is_ascii_alphanumeric();
            id.push(if plain { char::from(byte).to_ascii_lowercase() } else { '-' });
        }
    }
    id
}

fn name(ids: &[String]) -> String {
    let noun = if ids.len() > 1 { "batches " } else { "batch " };
    [noun, &ids.join(", ")].concat()
}
