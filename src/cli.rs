//! The command line, decided: which batches it closes and who named them, the ID of a run, the requests of a dry run.
//!
//! `src/js/cli/` parses the arguments, reads files, hears signals, and says what came of it all.

use crate::batch_id::{self, BatchId};
use crate::ci;
use crate::error::{Code, Error};
use crate::options::Environment;
use crate::request::Requests;
use crate::settings::Settings;
use crate::text::{decimal, glue, has};

const BATCH_ID: &str = "APPLITOOLS_BATCH_ID";

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
        ids.push(parse("argument ", Some(at), id)?);
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
                ids.push(parse(&place, Some(at), line)?);
            }
        }
        if ids.is_empty() {
            return Err(no_id(file, " has no batch ID in any line"));
        }
    }
    if ids.is_empty() {
        let id;
        (id, by) = match from_variable(environment)? {
            Some(id) => (id, BATCH_ID),
            None if asked.ci => match ci::find(environment) {
                Ok(run) => (run.id, "this CI run"),
                Err(reason) => return Err(no_id("--ci finds no batch ID: ", &reason)),
            },
            None => return Err(no_id("no argument names a batch, nor does ", BATCH_ID)),
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
}

/// The batch ID of this run: the environment's; else the CI's; else a fresh one.
pub fn run_id(environment: &Environment<'_>, now: &str, host: &str, random: &str) -> Result<RunId, Box<Error>> {
    let (mut alone, mut from, mut what) = (false, "from ", BATCH_ID);
    let reason;
    let id = match from_variable(environment)? {
        Some(id) => id,
        None => match ci::find(environment) {
            Ok(run) => {
                (from, what) = ("the same in all jobs of this CI run, of ", run.provider);
                run.id
            }
            Err(why) => {
                reason = why;
                alone = reason != ci::UNKNOWN || environment.first(&["CI"]).is_some();
                (from, what) = ("made by this call, as ", &reason);
                batch_id::fresh(now, host, random)
            }
        },
    };
    let origin = glue(&[from, what]);
    Ok(RunId { id, origin, alone })
}

fn from_variable(environment: &Environment<'_>) -> Result<Option<String>, Box<Error>> {
    let text = (environment.variable)(BATCH_ID).filter(|text| !text.trim().is_empty());
    text.map(|text| parse(BATCH_ID, None, &text)).transpose()
}

/// An ID; `place`, and which one it is there, say where it stands. What stands there may be a secret: it is not shown.
fn parse(place: &str, at: Option<usize>, text: &str) -> Result<String, Box<Error>> {
    let problem = match BatchId::parse(text) {
        // What stands in the place of bytes that are no UTF-8 would close another batch.
        Ok(_) if has(text, "\u{fffd}") => "is not in UTF-8",
        Ok(id) => return Ok(id.as_str().to_owned()),
        Err(problem) => problem,
    };
    let number = at.map_or(String::new(), |at| decimal((at as u64).saturating_add(1)));
    let hint = "Give the ID that the tests ran with (their APPLITOOLS_BATCH_ID).";
    Err(Error::new(Code::InvalidBatchId, &[place, &number, " ", problem]).with_hint(&[hint]))
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
            lines.push('\'');
            for c in settings.redactor.show(text).chars() {
                lines.push_str(if c == '\'' { "'\\'" } else { "" });
                lines.push(c);
            }
            lines.push('\'');
        };
        add(
            if first { "curl -X DELETE " } else { "\ncurl -X DELETE " },
            &request.url,
        );
        for (name, value) in request.headers.iter().filter(|(name, _)| *name == "x-eyes-api-key") {
            add(" -H ", &glue(&[name, ": ", value]));
        }
        if let Some(proxy) = &settings.proxy {
            add(" --proxy ", &proxy.origin.text());
        }
    }
    lines
}
