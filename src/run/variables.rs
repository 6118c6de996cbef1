//! The environment variables that the tests of a run get.

use super::plan::{Phase, RunContext};
use super::resolved_batch::ResolvedBatch;
use crate::config::batch_id;
use crate::config::environment::Environment;
use crate::config::options::Options;
use crate::config::settings::BUILD_ID_VARIABLE;
use crate::error::{Code, Result};

/// Keeps the SDKs from closing a batch as each process ends, while others may still run. Their runners heed the values
/// `true` and `1` alone (core's `open-eyes.js`).
pub const DONT_CLOSE: &str = "APPLITOOLS_DONT_CLOSE_BATCHES";
/// The name that the SDKs give to a batch.
const BATCH_NAME: &str = "APPLITOOLS_BATCH_NAME";
/// Says `false` (or `0`, `no`, `off`) where closing is left to somebody else.
pub const CLOSES: &str = "EYES_BATCH_CLOSE";

/// The variables to set before the first test. What is there already stays, but for blanks around it; within the command
/// `run` neither the SDKs nor hooks close, whatever they were told.
pub fn variables(
    options: &Options,
    environment: &dyn Environment,
    context: &RunContext,
    batch: &ResolvedBatch,
) -> Result<Vec<(&'static str, String)>> {
    let mut variables = Vec::new();
    if let (None, [id]) = (&batch.variable, batch.ids.as_slice()) {
        variables.push((batch_id::VARIABLE, id.as_str().to_owned()));
    }
    // The SDKs take a blank at the end as a part of the ID, as `set NAME=value && npm test` leaves one.
    for name in [batch_id::VARIABLE, BUILD_ID_VARIABLE] {
        let text = environment.variable(name).unwrap_or_default();
        if !text.trim().is_empty() && text.trim() != text {
            variables.push((name, text.trim().to_owned()));
        }
    }
    if environment.first(&[DONT_CLOSE]).is_none() || context.phase == Phase::Command {
        variables.push((DONT_CLOSE, "true".to_owned()));
    }
    if context.phase == Phase::Command {
        variables.push((CLOSES, "false".to_owned()));
    }
    let name = options.string("batchName", Code::InvalidOption)?;
    if let Some(name) = name.filter(|name| !name.text.is_empty() && environment.first(&[BATCH_NAME]).is_none()) {
        variables.push((BATCH_NAME, name.text));
    }
    Ok(variables)
}
