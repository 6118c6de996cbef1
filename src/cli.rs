//! The command line, decided: which batches it closes and who named them, the ID of a run, the requests of a dry run.
//!
//! `src/js/cli/` parses the arguments, reads files, hears signals, and says what came of it all.

use crate::api_key::KeyPlace;
use crate::batch_id::{self, BatchId};
use crate::ci;
use crate::error::{Code, Error};
use crate::options::Environment;
use crate::request::Requests;
use crate::settings::Settings;
use crate::text::{add_quoted, decimal, glue};

/// What the arguments say of the batches.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// The arguments that are IDs.
    pub ids: Vec<String>,
    /// The file of `--from`, and what is in it.
    pub from: Option<(String, String)>,
    /// Whether `--ci` is given.
    pub ci: bool,
}

/// The batches that the arguments name, else the environment, else, if asked, the CI; and who named them.
pub fn name_batches(asked: &Asked, environment: &Environment<'_>) -> Result<(Vec<String>, &'static str), Box<Error>> {
    let mut ids = Vec::new();
    let mut by = "the arguments";
    for (at, id) in asked.ids.iter().enumerate() {
        ids.push(parse("argument ", at, id)?);
    }
    if let Some((file, text)) = &asked.from {
        by = if ids.is_empty() {
            "--from"
        } else {
            "the arguments and --from"
        };
        let place = glue(&[file, ", line "]);
        for (at, line) in text.trim_start_matches(['\u{feff}']).split(['\n']).enumerate() {
            if !line.trim().is_empty() {
                ids.push(parse(&place, at, line)?);
            }
        }
        if ids.is_empty() {
            return Err(no_id(file, " has no batch ID in any line"));
        }
    }
    if ids.is_empty() {
        let id;
        (id, by) = match BatchId::find(environment)? {
            Some(id) => (id.as_str().to_owned(), batch_id::VARIABLE),
            None if asked.ci => match ci::find(environment) {
                Ok(run) => (run.id, "this CI run"),
                Err(reason) => return Err(no_id("--ci finds no batch ID: ", &reason)),
            },
            None => return Err(no_id("no argument names a batch, nor does ", batch_id::VARIABLE)),
        };
        ids.push(id);
    }
    Ok((ids, by))
}

/// The batch ID of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunId {
    /// The ID.
    pub id: String,
    /// Where it came from.
    pub origin: String,
    /// Whether other jobs of the same CI run will have another one.
    pub alone: bool,
    /// Whether it is the ID of the run only if the store has none for it.
    pub offered: bool,
}

/// The batch ID of this run: the environment's; else a fresh one to offer to the store that has the IDs of runs by their
/// name; else the CI's; else a fresh one.
pub fn run_id(environment: &Environment<'_>, name: Option<&str>, fresh: String) -> Result<RunId, Box<Error>> {
    if let Some(name) = name {
        BatchId::read(name).map_err(|problem| Error::invalid(Code::InvalidOption, "run", &[problem]))?;
    }
    let run = |id, origin: [&str; 2]| RunId {
        id,
        origin: glue(&origin),
        alone: false,
        offered: false,
    };
    if let Some(id) = BatchId::find(environment)? {
        return Ok(run(id.as_str().to_owned(), ["from ", batch_id::VARIABLE]));
    }
    if let Some(name) = name {
        let offer = run(fresh, ["the same for all callers of the run ", name]);
        return Ok(RunId { offered: true, ..offer });
    }
    match ci::find(environment) {
        Ok(found) => {
            let origin = ["the same in all jobs of this CI run, of ", found.provider];
            Ok(run(found.id, origin))
        }
        Err(why) => {
            let alone = why != ci::UNKNOWN || environment.first(&["CI"]).is_some();
            let own = run(fresh, ["made by this call, as ", &why]);
            Ok(RunId { alone, ..own })
        }
    }
}

/// An ID; `place`, and which one it is there, say where it stands. What stands there may be a secret: it is not shown.
fn parse(place: &str, at: usize, text: &str) -> Result<String, Box<Error>> {
    match BatchId::read(text) {
        Ok(id) => Ok(id.as_str().to_owned()),
        Err(problem) => {
            let number = decimal((at as u64).saturating_add(1));
            let hint = "Give the ID that the tests ran with (their APPLITOOLS_BATCH_ID).";
            Err(Error::new(Code::InvalidBatchId, &[place, &number, " ", problem]).with_hint(&[hint]))
        }
    }
}

fn no_id(what: &str, why: &str) -> Box<Error> {
    let hint = "Give the ID that the tests ran with, or set APPLITOOLS_BATCH_ID; --ci takes that of the CI run.";
    Error::new(Code::NoBatchId, &[what, why]).with_hint(&[hint])
}

/// The requests that would be sent, as lines for a POSIX shell, without the key.
pub fn dry_run(settings: &Settings) -> String {
    let requests = Requests::new(settings, 0.0);
    let mut lines = String::new();
    for id in &settings.batch_ids {
        let request = requests.close(id, 0);
        let first = lines.is_empty();
        let mut add = |before: &str, text: &str| {
            lines.push_str(before);
            add_quoted(&mut lines, &settings.redactor.show(text));
        };
        add(
            if first { "curl -X DELETE " } else { "\ncurl -X DELETE " },
            &request.url,
        );
        if settings.api_key_in == KeyPlace::Header {
            add(" -H ", "x-eyes-api-key: ***");
        }
        if let Some(proxy) = &settings.proxy {
            add(" --proxy ", &proxy.origin.text());
        }
    }
    lines
}
