//! Which batches the command line closes, and who named them.

use super::ci;
use crate::config::api_key;
use crate::config::batch_id::{self, BatchId, InvalidBatchId};
use crate::config::batch_ids::{self, MOST_IDS};
use crate::config::environment::Environment;
use crate::config::options::Options;
use crate::config::redactor::Redactor;
use crate::error::{Code, Error, Result};

/// What the arguments say of the batches.
#[derive(Clone, Debug, Default)]
pub struct BatchSources {
    /// The arguments that are IDs.
    pub ids: Vec<String>,
    /// The file of `--from`.
    pub from: Option<IdFile>,
    /// Whether `--ci` is given.
    pub ci: bool,
}

/// A file with an ID in each line; blank lines, and those that begin with `#`, are passed over.
#[derive(Clone, Debug)]
pub struct IdFile {
    /// The file, as messages name it.
    pub name: String,
    /// What is in it.
    pub text: String,
}

/// Who named the batches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdSource {
    /// The arguments.
    Arguments,
    /// The file of `--from`.
    File,
    /// Both of them.
    ArgumentsAndFile,
    /// `APPLITOOLS_BATCH_ID`.
    Environment,
    /// The CI run.
    Ci,
}

/// The batches that the arguments name, else the environment, else, if asked, the CI; and who named them.
pub fn resolve_batch_ids(sources: &BatchSources, environment: &dyn Environment) -> Result<(Vec<BatchId>, IdSource)> {
    let redactor = api_key::redactor(&Options::default(), environment);
    let mut ids = Vec::new();
    for (at, text) in sources.ids.iter().enumerate() {
        ids.push(parse("argument ", at, text, &redactor)?);
    }
    let has_arguments = !ids.is_empty();
    if let Some(IdFile { name, text }) = &sources.from {
        let is_id = |line: &str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
        let text = text.trim_start_matches('\u{feff}');
        let lines = text.split('\n').enumerate().filter(|(_, line)| is_id(line));
        let count = lines.clone().count();
        if count > MOST_IDS {
            return Err(batch_ids::too_many(count));
        }
        for (at, line) in lines {
            ids.push(parse(&format!("{name}, line "), at, line, &redactor)?);
        }
        if ids.is_empty() {
            return Err(no_batch_id(format!("{name} has no batch ID in any line")));
        }
        let source = if has_arguments {
            IdSource::ArgumentsAndFile
        } else {
            IdSource::File
        };
        return Ok((ids, source));
    }
    if has_arguments {
        return Ok((ids, IdSource::Arguments));
    }
    if let Some(id) = BatchId::from_environment(environment)? {
        return Ok((vec![id], IdSource::Environment));
    }
    if !sources.ci {
        let message = format!("no argument names a batch, nor does {}", batch_id::VARIABLE);
        return Err(no_batch_id(message));
    }
    let run = ci::find(environment).map_err(|why| {
        let hint = "Give the ID that the tests ran with, or set APPLITOOLS_BATCH_ID.";
        Error::new(Code::NoBatchId, format!("--ci finds no batch ID: {why}")).with_hint(hint)
    })?;
    Ok((BatchId::parse(&run.id).into_iter().collect(), IdSource::Ci))
}

/// An ID; `place`, and which one it is there, say where it stands. What stands there may be a secret: it is not shown.
fn parse(place: &str, at: usize, text: &str, redactor: &Redactor) -> Result<BatchId> {
    let problem = match BatchId::parse_utf8(text) {
        Ok(id) if redactor.is_secret(id.as_str()) => InvalidBatchId::ApiKey,
        Ok(id) => return Ok(id),
        Err(problem) => problem,
    };
    let message = format!("{place}{} {problem}", at.saturating_add(1));
    Err(Error::new(Code::InvalidBatchId, message).with_hint(batch_id::HINT))
}

fn no_batch_id(message: String) -> Error {
    let hint = "Give the ID that the tests ran with, or set APPLITOOLS_BATCH_ID; --ci takes that of the CI run.";
    Error::new(Code::NoBatchId, message).with_hint(hint)
}
