//! A test run from its begin to its end, decided: which batch it has, what is set and said, whether it is closed.
//!
//! Every hook asks here, and `src/js/hooks/run.js` does what is answered.

use crate::batch_id::{self, BatchId};
use crate::ci;
use crate::error::{Code, Error};
use crate::lines;
use crate::options::{Environment, Options};
use crate::redact::Redactor;
use crate::settings;
use crate::shard;

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
    let batch = lines::named(&found.batch_ids);
    let known = !found.batch_ids.is_empty();
    let mut end = String::new();
    if known {
        if let Some(setting) = left {
            end = lines::left_open(&batch, setting);
        } else if sharded && found.made {
            end = lines::alone(&found.alone, stored);
        } else if sharded && !stored {
            end = lines::left_to_last_job(&batch, &found.batch_ids);
        }
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
        plan.begin.push_str(&lines::sdks_may_close(&given.text));
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
