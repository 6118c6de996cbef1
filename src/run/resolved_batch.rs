//! Which batch a run has, and who named it.

use super::ci::{self, NoSharedId};
use super::plan::{Phase, RunContext};
use crate::config::api_key;
use crate::config::batch_id::BatchId;
use crate::config::batch_ids::batch_ids;
use crate::config::environment::Environment;
use crate::config::options::Options;
use crate::error::Result;

/// Who named the batches of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BatchSource {
    /// The option `batchIds`.
    Option,
    /// `APPLITOOLS_BATCH_ID`.
    Environment,
    /// The CI run: all of its jobs find the same one.
    Ci,
    /// This process made it.
    Generated,
}

/// The batches of a run.
#[derive(Clone, Debug)]
pub struct ResolvedBatch {
    /// Their IDs; none, where it is not known which.
    pub ids: Vec<BatchId>,
    /// Who named them.
    pub source: Option<BatchSource>,
    /// The ID that the environment names.
    pub variable: Option<BatchId>,
    /// The ID that all jobs of this CI run find, or why there is none.
    pub of_ci_run: std::result::Result<BatchId, NoSharedId>,
}

impl ResolvedBatch {
    /// The batches that the option names, else the environment, else the CI run where jobs share it, else a fresh one.
    ///
    /// The shards of a CI run find its ID by themselves; their reports are merged in the same CI run. After any other run
    /// that this process saw no begin of, it is not known whether its tests had that ID.
    pub fn find(
        options: &Options,
        environment: &dyn Environment,
        context: &RunContext,
        is_sharded: bool,
    ) -> Result<Self> {
        let variable = BatchId::from_environment(environment)?;
        let ci_run = ci::find(environment);
        let of_ci_run = ci_run.and_then(|run| BatchId::parse(&run.id).map_err(|_| NoSharedId::NoCi));
        let takes_ci_run = match context.phase {
            Phase::MergedReports => true,
            Phase::BeforeTests | Phase::Command => is_sharded,
            Phase::AfterTests => false,
        };
        let (ids, source) = if options.is_set("batchIds") {
            let redactor = api_key::redactor(options, environment);
            (batch_ids(options, &redactor)?, Some(BatchSource::Option))
        } else if let Some(id) = &variable {
            let source = if context.is_generated {
                BatchSource::Generated
            } else {
                BatchSource::Environment
            };
            (vec![id.clone()], Some(source))
        } else if let (true, Ok(id)) = (takes_ci_run, &of_ci_run) {
            (vec![id.clone()], Some(BatchSource::Ci))
        } else if matches!(context.phase, Phase::BeforeTests | Phase::Command) {
            let id = BatchId::parse(&context.fresh_id);
            (id.into_iter().collect(), Some(BatchSource::Generated))
        } else {
            (Vec::new(), None)
        };
        Ok(Self {
            ids,
            source,
            variable,
            of_ci_run,
        })
    }

    /// Whether all jobs of this CI run find the same ID, and may have tests in the batch.
    pub fn is_shared_by_ci_run(&self) -> bool {
        self.of_ci_run.as_ref().is_ok_and(|id| self.ids.contains(id))
    }
}
