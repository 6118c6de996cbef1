//! What hooks and the command `run` call: a test run, planned.

use js_sys::{Date, Math};
use serde::Serialize;
use tsify::Tsify;
use wasm_bindgen::prelude::*;

use super::crash;
use super::data::{object_of, optional_js, to_js};
use super::environment::JsEnvironment;
use super::error::error_to_js;
use super::host::host_name;
use super::options::JsOptions;
use crate::run::fresh_id::{FreshIdParts, fresh_id};
use crate::run::plan::{Action, LeaveReason, Phase, RunContext, RunPlan, Warning, plan};
use crate::run::resolved_batch::BatchSource;

/// When a plan is made.
#[wasm_bindgen]
#[derive(Clone, Copy, Debug)]
pub enum RunPhase {
    /// Before the first test.
    BeforeTests = "before-tests",
    /// After the last test.
    AfterTests = "after-tests",
    /// Where the reports of all shards are merged.
    MergedReports = "merged-reports",
    /// Before a command that runs the tests.
    Command = "command",
}

/// What is to be done.
#[derive(Debug, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct RunPlanData {
    batch_ids: Vec<String>,
    #[tsify(optional, type = "'option' | 'environment' | 'ci' | 'generated'")]
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'static str>,
    #[tsify(type = "Record<string, string>")]
    #[serde(with = "serde_wasm_bindgen::preserve")]
    variables: JsValue,
    action: RunAction,
    warnings: Vec<RunWarning>,
    #[tsify(optional, type = "import('../src/js/index.js').BatchCloseError")]
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "optional_js")]
    problem: Option<JsValue>,
    fail_on_error: bool,
    quiet: bool,
}

/// What is done after the last test.
#[derive(Debug, Serialize, Tsify)]
#[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum RunAction {
    /// The batches are closed.
    Close,
    /// The shard is recorded as done in the store; the last one closes.
    CloseAsShard,
    /// Somebody else closes.
    LeaveOpen {
        /// What says so.
        #[tsify(type = "'disabled' | 'environment' | 'shards' | 'ci-run'")]
        reason: &'static str,
        /// The command of the last job.
        #[tsify(optional)]
        #[serde(skip_serializing_if = "Option::is_none")]
        close_command: Option<String>,
    },
    /// It is not known which batch to close.
    Unknown {
        /// Why.
        #[tsify(type = "import('../src/js/index.js').BatchCloseError")]
        #[serde(with = "serde_wasm_bindgen::preserve")]
        error: JsValue,
    },
}

/// What may go wrong with a run, though not surely.
#[derive(Debug, Serialize, Tsify)]
#[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum RunWarning {
    /// `APPLITOOLS_DONT_CLOSE_BATCHES` has a value that the SDKs do not heed.
    SdksMayClose {
        /// The value.
        value: String,
    },
    /// This shard has a batch of its own.
    OwnBatch {
        /// Why no ID is shared.
        reason: String,
        /// Whether a store is set.
        has_store: bool,
    },
    /// The option `batchIds` names another batch than `APPLITOOLS_BATCH_ID`.
    OtherBatchId {
        /// What the variable names.
        variable: String,
    },
    /// An ID that some SDKs read as a number.
    NumericId {
        /// The ID.
        id: String,
    },
    /// Results are wanted of a batch that is left open.
    UnreadResults,
}

/// Plans a run, whose ID this process generated or not. Throws for settings that are wrong.
#[wasm_bindgen(js_name = beginRun, unchecked_return_type = "RunPlanData")]
pub fn begin_run(
    phase: RunPhase,
    is_generated: bool,
    #[wasm_bindgen(unchecked_param_type = "unknown")] options: &JsValue,
) -> Result<JsValue, JsValue> {
    crash::check()?;
    let context = RunContext {
        phase: match phase {
            RunPhase::AfterTests => Phase::AfterTests,
            RunPhase::MergedReports => Phase::MergedReports,
            RunPhase::Command => Phase::Command,
            _ => Phase::BeforeTests,
        },
        is_generated,
        fresh_id: new_fresh_id(),
    };
    let options = JsOptions::copy(options).read();
    let plan = plan(&options, &JsEnvironment::new(), &context)?;
    Ok(to_js(&RunPlanData::from(plan)))
}

/// An ID that no other run has.
pub fn new_fresh_id() -> String {
    let random_half = || (Math::random() * f64::from(u32::MAX)) as u64;
    fresh_id(&FreshIdParts {
        now: Date::new_0().to_iso_string().into(),
        host: host_name(),
        random: random_half() << 32 | random_half(),
    })
}

impl From<RunPlan> for RunPlanData {
    fn from(plan: RunPlan) -> Self {
        Self {
            batch_ids: plan.batch_ids.iter().map(|id| id.as_str().to_owned()).collect(),
            source: plan.source.map(|source| match source {
                BatchSource::Option => "option",
                BatchSource::Environment => "environment",
                BatchSource::Ci => "ci",
                BatchSource::Generated => "generated",
            }),
            variables: object_of(&plan.variables),
            action: plan.action.into(),
            warnings: plan.warnings.into_iter().map(Into::into).collect(),
            problem: plan.problem.as_ref().map(error_to_js),
            fail_on_error: plan.fail_on_error,
            quiet: plan.quiet,
        }
    }
}

impl From<Action> for RunAction {
    fn from(action: Action) -> Self {
        let leave_open = |reason, close_command| Self::LeaveOpen { reason, close_command };
        match action {
            Action::Close => Self::Close,
            Action::CloseAsShard => Self::CloseAsShard,
            Action::LeaveOpen(LeaveReason::Disabled) => leave_open("disabled", None),
            Action::LeaveOpen(LeaveReason::Environment) => leave_open("environment", None),
            Action::LeaveOpen(LeaveReason::Shards(command)) => leave_open("shards", Some(command)),
            Action::LeaveOpen(LeaveReason::CiRun(command)) => leave_open("ci-run", Some(command)),
            Action::Unknown(error) => Self::Unknown {
                error: error_to_js(&error),
            },
        }
    }
}

impl From<Warning> for RunWarning {
    fn from(warning: Warning) -> Self {
        match warning {
            Warning::SdksMayClose(value) => Self::SdksMayClose { value },
            Warning::OwnBatch { reason, has_store } => Self::OwnBatch { reason, has_store },
            Warning::OtherBatchId(variable) => Self::OtherBatchId { variable },
            Warning::NumericId(id) => Self::NumericId { id },
            Warning::UnreadResults => Self::UnreadResults,
        }
    }
}
