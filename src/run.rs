//! A test run from its begin to its end, decided: which batch it has, what is set and said, whether it is closed.
//!
//! Every hook asks here, and `src/js/hooks/run.js` does what is answered.

use crate::batch_id::{self, BatchId};
use crate::ci;
use crate::error::{Code, Error};
use crate::options::{Environment, Options};
use crate::redact::Redactor;
use crate::settings;
use crate::shard;
use crate::text::{add_quoted, has, quote};

/// The variable that keeps the SDKs from closing a batch as each process ends, while others may still run.
pub const DONT_CLOSE: &str = "APPLITOOLS_DONT_CLOSE_BATCHES";

/// What a hook knows.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// Whether the last test has ended, and this process saw no begin: too late to set anything.
    pub after: bool,
    /// Whether the reports of all shards are merged here.
    pub merge: bool,
    /// Whether this process made the ID that `APPLITOOLS_BATCH_ID` has.
    pub made: bool,
    /// An ID that no other run has.
    pub fresh: String,
}

/// What a hook does. Each line that it says ends with a line feed, which no ID has.
#[derive(Debug)]
pub struct Plan {
    /// The batches of the run.
    pub batch_ids: Vec<BatchId>,
    /// Whether their ID was made by this process.
    pub made: bool,
    /// Whether `APPLITOOLS_BATCH_ID` is to be the ID.
    pub sets_id: bool,
    /// Whether `APPLITOOLS_DONT_CLOSE_BATCHES` is to be `true`.
    pub sets_dont_close: bool,
    /// Lines to say before the first test.
    pub begin: String,
    /// Lines to say after the last test.
    pub end: String,
    /// Whether the batches are closed after the last test.
    pub close: bool,
    /// Whether it is the shards' store that says whether this one closes.
    pub marks: bool,
    /// Why it is not known which batch to close.
    pub error: Option<Box<Error>>,
    /// Whether a failure to close fails the run.
    pub fail_on_error: bool,
}

/// Plans a run.
pub fn begin(options: &Options, environment: &Environment<'_>, facts: &Facts) -> Result<Plan, Box<Error>> {
    let fail_on_error = options.flag("failOnError")?;
    let left = left_open_by(options, environment)?;
    // Where all reports are merged, no shard is left.
    let shard = shard::given(options)?.filter(|shard| shard.total > 1 && !facts.merge);
    let sharded = shard.is_some();
    let stored = sharded && shard::store(options, environment)?.is_some();
    let found = find(options, environment, facts, sharded)?;
    let mut batch = String::new();
    for id in &found.batch_ids {
        batch.push_str(if batch.is_empty() { "batch " } else { ", " });
        batch.push_str(id.as_str());
    }
    let known = !found.batch_ids.is_empty();
    let mut end = String::new();
    if !known {
        // There is nothing to say about it.
    } else if let Some(setting) = left {
        end.push_str(&batch);
        end.push_str(" is left open, as ");
        end.push_str(setting);
        end.push_str(" says\n");
    } else if sharded && found.made {
        end.push_str("warning: this shard has a batch of its own (");
        end.push_str(&found.alone);
        end.push_str("). To share one, set APPLITOOLS_BATCH_ID to the same ID in every shard");
        let close = ", and run npx eyes-batch-close in the last job.\n";
        end.push_str(if stored { ".\n" } else { close });
    } else if sharded && !stored {
        end.push_str(&batch);
        end.push_str(" is left open for the other shards; the last job closes it: npx eyes-batch-close");
        for id in &found.batch_ids {
            add_word(&mut end, id);
        }
        end.push('\n');
    }
    let closes = known && left.is_none();
    let mut plan = Plan {
        made: found.made,
        sets_id: found.unset && !facts.after && found.batch_ids.len() == 1,
        sets_dont_close: false,
        begin: String::new(),
        end,
        close: closes && (found.made || !sharded || stored),
        marks: closes && stored && !found.made,
        error: (!known && left.is_none()).then(unknown),
        fail_on_error,
        batch_ids: found.batch_ids,
    };
    if !facts.after {
        plan.begin.push_str(&batch);
        plan.begin.push_str(found.origin);
        keep_sdks_from_closing(&mut plan, environment);
    }
    Ok(plan)
}

fn keep_sdks_from_closing(plan: &mut Plan, environment: &Environment<'_>) {
    let Some(given) = environment.first(&[DONT_CLOSE]) else {
        plan.sets_dont_close = true;
        return;
    };
    if !matches!(given.text.as_str(), "true" | "1") {
        plan.begin.push_str("warning: APPLITOOLS_DONT_CLOSE_BATCHES is ");
        plan.begin.push_str(&quote(&given.text));
        plan.begin.push_str(
            ", so the Eyes SDKs may close the batch while other tests still run. Set it to true, or unset it.\n",
        );
    }
}

/// The batches of a run.
struct Found {
    batch_ids: Vec<BatchId>,
    made: bool,
    /// Whether the environment names none.
    unset: bool,
    /// What is said of where they came from.
    origin: &'static str,
    /// Why a shard shares its batch with no other.
    alone: String,
}

fn find(options: &Options, environment: &Environment<'_>, facts: &Facts, sharded: bool) -> Result<Found, Box<Error>> {
    let variable = BatchId::find(environment)?;
    // The shards of a CI run find its ID by themselves. Their reports are merged in the same CI run, whose ID is from
    // outside as well: no process made it. After any other run it is not known whether its tests had that ID.
    let shared = if facts.merge || sharded {
        ci::find(environment)
    } else {
        Err(String::new())
    };
    let mut made = false;
    let (id, mut origin) = if let Some(id) = &variable {
        made = facts.made;
        (id.as_str(), ", from APPLITOOLS_BATCH_ID\n")
    } else if let Ok(run) = &shared
        && (facts.merge || !facts.after)
    {
        (run.id.as_str(), ", shared by all jobs of this CI run\n")
    } else {
        made = !facts.after;
        (facts.fresh.as_str(), if made { ", made for this run\n" } else { "" })
    };
    let mut batch_ids = Vec::new();
    if !origin.is_empty() {
        batch_ids.extend(BatchId::parse(id));
    }
    if options.has("batchIds") {
        made = false;
        origin = ", from the option batchIds\n";
        batch_ids = settings::batch_ids(options.get("batchIds"), &Redactor::default())?;
    }
    Ok(Found {
        batch_ids,
        made,
        unset: variable.is_none(),
        origin,
        alone: shared.err().unwrap_or_default(),
    })
}

fn unknown() -> Box<Error> {
    let problem = "is not set, so it is not known which batch to close";
    let error = Error::invalid(Code::NoBatchId, batch_id::VARIABLE, &[problem]);
    error.with_hint(&["Set it to the same ID wherever the tests run, and here."])
}

/// The setting that leaves closing to somebody else.
fn left_open_by(options: &Options, environment: &Environment<'_>) -> Result<Option<&'static str>, Box<Error>> {
    if options.has("enabled") && !options.flag("enabled")? {
        return Ok(Some("enabled: false"));
    }
    let variable = environment.first(&["EYES_BATCH_CLOSE"]);
    let off = variable.is_some_and(|given| given.text.eq_ignore_ascii_case("false"));
    Ok(off.then_some("EYES_BATCH_CLOSE=false"))
}

/// Adds an ID to a command, as a shell reads it.
fn add_word(command: &mut String, id: &BatchId) {
    let word = id.as_str();
    command.push(' ');
    // What a URL has as it is, a shell has, too, but for the tilde.
    if id.segment() == word && !has(word, "~") {
        command.push_str(word);
    } else {
        add_quoted(command, word);
    }
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

/// The lines on what became of the batches, each with its end.
pub fn describe(outcome: &Outcome, fail_on_error: bool) -> String {
    let mut lines = String::new();
    if !outcome.closed.is_empty() {
        lines.push_str("closed batch ");
        lines.push_str(&outcome.closed);
        lines.push_str(" in ");
        lines.push_str(&outcome.took);
        lines.push_str(" ms\n");
    }
    if !outcome.missing.is_empty() {
        lines.push_str("no Eyes test ran: the server has no active batch ");
        lines.push_str(&outcome.missing);
        lines.push('\n');
    }
    if !outcome.problem.is_empty() {
        lines.push_str(if fail_on_error { "error: " } else { "warning: " });
        lines.push_str(&outcome.problem);
        if !outcome.hint.is_empty() {
            lines.push_str(". ");
        }
        lines.push_str(&outcome.hint);
        lines.push('\n');
    }
    lines
}
