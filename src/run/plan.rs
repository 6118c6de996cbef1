//! What a hook, or the command `run`, does before the first test and after the last.

use super::resolved_batch::{BatchSource, ResolvedBatch};
use super::shell::close_command;
use super::variables::{CLOSES, DONT_CLOSE, variables};
use crate::config::batch_id::{self, BatchId};
use crate::config::environment::Environment;
use crate::config::options::{Options, Value};
use crate::config::results_settings::{ResultsSettings, are_wanted};
use crate::config::settings::Settings;
use crate::error::{Code, Error, Result};
use crate::shards::settings::{ShardSettings, store_url};
use crate::shards::shard::Shard;

/// When a plan is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Before the first test.
    BeforeTests,
    /// After the last test, where this process saw no begin: too late to set anything.
    AfterTests,
    /// Where the reports of all shards are merged.
    MergedReports,
    /// Before a command that runs the tests, in which hooks may close nothing.
    Command,
}

/// What is known of a run beside its options.
#[derive(Clone, Debug)]
pub struct RunContext {
    /// When the plan is made.
    pub phase: Phase,
    /// Whether this process generated the ID that `APPLITOOLS_BATCH_ID` has.
    pub is_generated: bool,
    /// An ID that no other run has.
    pub fresh_id: String,
}

/// What is to be done.
#[derive(Clone, Debug)]
pub struct RunPlan {
    /// The batches of the run.
    pub batch_ids: Vec<BatchId>,
    /// Who named them; nobody, where it is not known which batch to close.
    pub source: Option<BatchSource>,
    /// The environment variables to set for the tests.
    pub variables: Vec<(&'static str, String)>,
    /// What is done after the last test.
    pub action: Action,
    /// What is to be said before the first test.
    pub warnings: Vec<Warning>,
    /// Why closing will fail, if that is known before the first test.
    pub problem: Option<Error>,
    /// Whether a failure to close fails the run.
    pub fail_on_error: bool,
    /// Whether nothing but warnings and errors is said.
    pub quiet: bool,
}

/// What is done after the last test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// The batches are closed.
    Close,
    /// The shard is recorded as done in the store; the last one closes.
    CloseAsShard,
    /// Somebody else closes.
    LeaveOpen(LeaveReason),
    /// It is not known which batch to close.
    Unknown(Error),
}

/// Why a batch is left open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LeaveReason {
    /// The option `enabled: false`.
    Disabled,
    /// The variable `EYES_BATCH_CLOSE=false`.
    Environment,
    /// Other shards have tests in it; with the command of the last job.
    Shards(String),
    /// All jobs of this CI run find the same ID; with the command of the last job.
    CiRun(String),
}

/// What may go wrong with a run, though not surely.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    /// `APPLITOOLS_DONT_CLOSE_BATCHES` has a value that the SDKs do not heed.
    SdksMayClose(String),
    /// This shard has a batch of its own, and why; and whether it has a store that could have told who closes.
    OwnBatch {
        /// Why no ID is shared.
        reason: String,
        /// Whether a store is set.
        has_store: bool,
    },
    /// The option `batchIds` names another batch than `APPLITOOLS_BATCH_ID`, which the tests take theirs from.
    OtherBatchId(String),
    /// An ID that some SDKs read as a number.
    NumericId(String),
    /// Results are wanted of a batch that is left open: whoever closes it has to read them.
    UnreadResults,
}

/// Plans a run.
pub fn plan(options: &Options, environment: &dyn Environment, context: &RunContext) -> Result<RunPlan> {
    let fail_on_error = options.flag("failOnError")?;
    let quiet = options.flag("quiet")?;
    // Where all reports are merged, no shard is left.
    let shard = Shard::find(options)?.filter(|shard| shard.total > 1 && context.phase != Phase::MergedReports);
    let is_sharded = shard.is_some();
    // A wrong one is a store, too: that it can't be used is a problem of closing.
    let has_store = is_sharded && !matches!(store_url(options, environment), Ok(None));
    let batch = ResolvedBatch::find(options, environment, context, is_sharded)?;
    let action = action(options, environment, context, &batch, is_sharded, has_store)?;
    let mut plan = RunPlan {
        variables: Vec::new(),
        problem: None,
        warnings: Vec::new(),
        action,
        fail_on_error,
        quiet,
        source: batch.source,
        batch_ids: batch.ids.clone(),
    };
    if is_sharded && batch.source == Some(BatchSource::Generated) && plan.action == Action::Close {
        let reason = batch.of_ci_run.as_ref().err().map(ToString::to_string);
        plan.warnings.push(Warning::OwnBatch {
            reason: reason.unwrap_or_else(|| "its ID was made before".to_owned()),
            has_store,
        });
    }
    if matches!(context.phase, Phase::BeforeTests | Phase::Command) {
        plan.variables = variables(options, environment, context, &batch)?;
        warn(&mut plan, options, environment, context, &batch);
        plan.problem = problem(&plan, options, environment);
    }
    Ok(plan)
}

/// Who closes.
fn action(
    options: &Options,
    environment: &dyn Environment,
    context: &RunContext,
    batch: &ResolvedBatch,
    is_sharded: bool,
    has_store: bool,
) -> Result<Action> {
    let is_enabled = options.flag("enabled")?;
    let closes = environment
        .first(&[CLOSES])
        .map(|value| value.text.to_ascii_lowercase());
    let is_off = closes.is_some_and(|text| matches!(text.as_str(), "false" | "0" | "no" | "off"));
    let is_ours = batch.source == Some(BatchSource::Generated) || context.phase == Phase::MergedReports;
    Ok(if options.is_set("enabled") && !is_enabled {
        Action::LeaveOpen(LeaveReason::Disabled)
    } else if is_off {
        Action::LeaveOpen(LeaveReason::Environment)
    } else if batch.ids.is_empty() {
        Action::Unknown(unknown_batch())
    } else if is_ours {
        Action::Close
    } else if has_store {
        Action::CloseAsShard
    } else if is_enabled {
        Action::Close
    } else if is_sharded {
        Action::LeaveOpen(LeaveReason::Shards(close_command(&batch.ids)))
    } else if batch.is_shared_by_ci_run() {
        Action::LeaveOpen(LeaveReason::CiRun(close_command(&batch.ids)))
    } else {
        Action::Close
    })
}

fn unknown_batch() -> Error {
    let problem = "is not set, so it is not known which batch to close";
    let error = Error::invalid(Code::NoBatchId, batch_id::VARIABLE, problem);
    error.with_hint("Set it to the same ID wherever the tests run, and here.")
}

fn warn(
    plan: &mut RunPlan,
    options: &Options,
    environment: &dyn Environment,
    context: &RunContext,
    batch: &ResolvedBatch,
) {
    let dont_close = environment.first(&[DONT_CLOSE]);
    let unheeded = dont_close.filter(|value| !matches!(value.text.as_str(), "true" | "1"));
    if let Some(value) = unheeded.filter(|_| context.phase != Phase::Command) {
        plan.warnings.push(Warning::SdksMayClose(value.text));
    }
    if let Some(variable) = batch.variable.as_ref().filter(|id| !batch.ids.contains(id)) {
        plan.warnings.push(Warning::OtherBatchId(variable.as_str().to_owned()));
    }
    if let Some(id) = batch.ids.iter().find(|id| id.looks_numeric()) {
        plan.warnings.push(Warning::NumericId(id.as_str().to_owned()));
    }
    let is_left = matches!(&plan.action, Action::LeaveOpen(reason) if *reason != LeaveReason::Disabled);
    if is_left && matches!(are_wanted(options), Ok(true)) {
        plan.warnings.push(Warning::UnreadResults);
    }
}

/// Why closing will fail: an API key that is not set, an option with a wrong value.
fn problem(plan: &RunPlan, options: &Options, environment: &dyn Environment) -> Option<Error> {
    if !matches!(plan.action, Action::Close | Action::CloseAsShard) {
        return None;
    }
    let ids = plan.batch_ids.iter().map(|id| Value::Text(id.as_str().to_owned()));
    let mut options = options.with("batchIds", Value::List(ids.collect()));
    if plan.action == Action::CloseAsShard {
        if let Err(error) = ShardSettings::resolve(&options, environment) {
            return Some(error);
        }
    } else {
        options = options.with("shard", Value::Unset).with("store", Value::Unset);
    }
    let results = ResultsSettings::resolve(&options, environment);
    Settings::resolve(&options, environment).err().or(results.err())
}
