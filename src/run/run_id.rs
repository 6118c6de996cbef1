//! The one batch ID for all jobs of a run, as `eyes-batch-close id` prints it.

use super::ci::{self, NoSharedId};
use crate::config::batch_id::BatchId;
use crate::config::environment::Environment;
use crate::error::{Code, Error, Result};

/// Where the ID of a run comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RunIdSource {
    /// `APPLITOOLS_BATCH_ID`.
    Environment(BatchId),
    /// A store, which has the IDs of runs by this name: whoever comes first offers a fresh one.
    Store(BatchId),
    /// The CI run.
    Ci {
        /// The provider.
        provider: &'static str,
        /// The ID.
        id: String,
    },
    /// Nothing that others could find: it is made by this call.
    Generated(NoSharedId),
}

impl RunIdSource {
    /// Where this run has its ID from: the environment; else, if the run has a name, the store; else the CI.
    pub fn find(environment: &dyn Environment, name: Option<&str>) -> Result<Self> {
        let name = name.map(parse_name).transpose()?;
        if let Some(id) = BatchId::from_environment(environment)? {
            return Ok(Self::Environment(id));
        }
        if let Some(name) = name {
            return Ok(Self::Store(name));
        }
        Ok(match ci::find(environment) {
            Ok(run) => Self::Ci {
                provider: run.provider,
                id: run.id,
            },
            Err(reason) => Self::Generated(reason),
        })
    }

    /// Whether other jobs of the same CI run will have another ID.
    pub fn is_unshared(&self, environment: &dyn Environment) -> bool {
        match self {
            Self::Generated(NoSharedId::NoCi) => environment.first(&["CI"]).is_some(),
            Self::Generated(_) => true,
            _ => false,
        }
    }
}

fn parse_name(name: &str) -> Result<BatchId> {
    BatchId::parse_utf8(name).map_err(|problem| Error::invalid(Code::InvalidOption, "run", problem))
}
