//! The command line, decided: which batches it closes and who named them, what it says of them, its exit status.
//!
//! `src/js/cli/` carries: it parses the arguments, reads files, writes lines, and hears signals.

pub mod teller;

use crate::batch_id::{self, BatchId};
use crate::ci;
use crate::error::{Code, Error};
use crate::options::Environment;
use crate::request::Requests;
use crate::settings::Settings;
use crate::text::{self, glue, has, quote};

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

/// The batches to close.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// Their IDs.
    pub ids: Vec<String>,
    /// Who named them.
    pub by: String,
}

/// The batches that the arguments name; else the environment; else, if asked, the CI.
pub fn name_batches(asked: &Asked, environment: &Environment<'_>) -> Result<Named, Box<Error>> {
    let mut named = Named::default();
    for (at, id) in asked.ids.iter().enumerate() {
        let place = (at as u64).saturating_add(1).to_string();
        named.ids.push(parse(&glue(&["argument ", &place]), id)?);
        "the arguments".clone_into(&mut named.by);
    }
    if let Some((file, text)) = &asked.from {
        named.add_lines(file, text)?;
        let and = if named.by.is_empty() { "" } else { " and " };
        named.by.push_str(&glue(&[and, file]));
    }
    if !named.ids.is_empty() {
        return Ok(named);
    }
    let (id, by) = if asked.from.is_some() {
        let error = Error::new(Code::NoBatchId, glue(&[&named.by, " names no batch"]));
        return Err(error.with_hint("It takes one batch ID in each line."));
    } else if let Some(id) = from_variable(environment)? {
        (id, BATCH_ID.to_owned())
    } else if asked.ci {
        let run = ci::find(environment).map_err(|reason| {
            let error = Error::new(Code::NoBatchId, glue(&["--ci finds no batch ID: ", &reason]));
            error.with_hint("Set APPLITOOLS_BATCH_ID to the same ID in all jobs.")
        })?;
        (run.id, glue(&["this ", run.provider, " run"]))
    } else {
        let error = Error::new(Code::NoBatchId, "no batch is named, and APPLITOOLS_BATCH_ID is not set");
        return Err(error.with_hint("Give the ID that the tests ran with; or --ci, if they had that of the CI run."));
    };
    Ok(Named { ids: vec![id], by })
}

impl Named {
    /// Adds the ID of each line that is not blank.
    fn add_lines(&mut self, file: &str, text: &str) -> Result<(), Box<Error>> {
        let mut rest = text.strip_prefix("\u{feff}").unwrap_or(text);
        let mut number = 0_u64;
        while !rest.is_empty() {
            let end = rest.bytes().position(|byte| byte == b'\n').unwrap_or(rest.len());
            let (line, below) = text::split(rest, end);
            rest = below.get(1..).unwrap_or_default();
            number = number.saturating_add(1);
            if !line.trim().is_empty() {
                let place = [file, ", line ", &number.to_string()];
                self.ids.push(parse(&glue(&place), line)?);
            }
        }
        Ok(())
    }
}

/// The batch ID of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunId {
    /// The ID.
    pub id: String,
    /// Where it came from.
    pub origin: String,
    /// Said where other jobs of the same CI run will have another one; else empty.
    pub warning: String,
}

/// The batch ID of this run: the environment's; else the CI's; else a fresh one.
pub fn run_id(environment: &Environment<'_>, now: &str, host: &str, random: &str) -> Result<RunId, Box<Error>> {
    let warning = String::new();
    if let Some(id) = from_variable(environment)? {
        let origin = glue(&["from ", BATCH_ID]);
        return Ok(RunId { id, origin, warning });
    }
    let reason = match ci::find(environment) {
        Ok(run) => {
            let attempt = run.attempt.map(|attempt| glue(&[", attempt ", &attempt]));
            let attempt = attempt.unwrap_or_default();
            let origin = glue(&["the same in all jobs of this ", run.provider, " run", &attempt]);
            let id = run.id;
            return Ok(RunId { id, origin, warning });
        }
        Err(reason) => reason,
    };
    let in_ci = reason != ci::UNKNOWN || environment.first(&["CI"]).is_some();
    let line = [
        "warning: no other job has this ID, as ",
        &reason,
        ". Set APPLITOOLS_BATCH_ID to the same ID in all jobs.",
    ];
    Ok(RunId {
        id: batch_id::fresh(now, host, random),
        origin: glue(&["made by this call, as ", &reason]),
        warning: if in_ci { glue(&line) } else { warning },
    })
}

fn from_variable(environment: &Environment<'_>) -> Result<Option<String>, Box<Error>> {
    let text = (environment.variable)(BATCH_ID).filter(|text| !text.trim().is_empty());
    text.map(|text| parse(BATCH_ID, &text)).transpose()
}

fn parse(place: &str, text: &str) -> Result<String, Box<Error>> {
    let id = match BatchId::parse(text) {
        // What stands in the place of bytes that are no UTF-8 would close another batch.
        Ok(_) if has(text, "\u{fffd}") => Err("is not in UTF-8"),
        id => id,
    };
    id.map(|id| id.as_str().to_owned()).map_err(|problem| {
        let message = glue(&[place, " (", &quote(text), ") ", problem]);
        let error = Error::new(Code::InvalidBatchId, message);
        error.with_hint("Give the ID that the tests ran with (their APPLITOOLS_BATCH_ID).")
    })
}

/// The number that the text of an option says.
pub fn number(option: &'static str, text: &str) -> Result<f64, Box<Error>> {
    let number = text::number(text).map(|number| number as f64);
    number.ok_or_else(|| {
        let problem = glue(&["must be a whole number, not ", &quote(text)]);
        Error::invalid(Code::InvalidOption, option, &problem)
    })
}

/// Names an option in an error as the command line does: `--server-url`, not `serverUrl`.
pub fn rename_options(error: &mut Error) {
    if error.code == Code::NoApiKey {
        error.hint = Some("Set the environment variable APPLITOOLS_API_KEY.".to_owned());
    }
    let Some(option) = error.option.clone() else { return };
    let variable = option.bytes().any(|byte| byte == b'_');
    for text in [Some(&mut error.message), error.hint.as_mut()].into_iter().flatten() {
        if let Some((before, behind)) = text::cut(text, &option)
            && !variable
        {
            *text = glue(&[before, &flag(&option), behind]);
        }
    }
}

fn flag(option: &str) -> String {
    let mut flag = "--".to_owned();
    for c in option.chars() {
        if c.is_ascii_uppercase() {
            flag.push('-');
        }
        flag.push(c.to_ascii_lowercase());
    }
    flag
}

/// The requests that would be sent, as lines for a POSIX shell, without the key.
pub fn dry_run(settings: &Settings) -> Vec<String> {
    let requests = Requests::new(settings, 0.0);
    let shown = |text: &str| settings.redactor.show(text);
    let proxy = settings.proxy.as_ref().map(|proxy| proxy.origin.to_string());
    let lines = settings.batch_ids.iter().map(|id| {
        let request = requests.close(id, 0);
        let mut line = glue(&["curl -X ", request.method, " ", &in_shell(&shown(&request.url))]);
        for (name, value) in &request.headers {
            if *name == "x-eyes-api-key" {
                let header = glue(&[name, ": ", &shown(value)]);
                line.push_str(&glue(&[" -H ", &in_shell(&header)]));
            }
        }
        if let Some(proxy) = &proxy {
            line.push_str(&glue(&[" --proxy ", &in_shell(proxy)]));
        }
        line
    });
    lines.collect()
}

/// A text as one word of a POSIX shell.
fn in_shell(text: &str) -> String {
    let mut word = String::from('\'');
    for c in text.chars() {
        if c == '\'' {
            word.push_str("'\\'");
        }
        word.push(c);
    }
    word.push('\'');
    word
}
