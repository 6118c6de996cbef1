//! What the command line says while it closes, and after.

use std::cell::{Cell, RefCell};

use crate::error::Error;
use crate::redact::Redactor;
use crate::report::{BatchResult, CloseReport, Outcome};
use crate::settings::Settings;
use crate::text::glue;

/// Of more batches than these the closed ones are only counted, and of more failures the others.
const MANY: usize = 20;
/// How many rows a table on a web page has.
const MOST_ROWS: usize = 100;

/// What kind of line it is, and with it, where it goes and which colour its first word has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A batch is closed.
    Closed,
    /// A result without colour.
    Plain,
    /// About the work, not its result.
    Note,
    /// Something to look at.
    Warning,
    /// Something failed.
    Error,
}

impl Kind {
    /// The name that `src/js/cli/output.js` knows it by.
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Closed => "closed",
            Kind::Plain => "plain",
            Kind::Note => "note",
            Kind::Warning => "warning",
            Kind::Error => "error",
        }
    }
}

/// Says what becomes of the batches.
#[allow(missing_debug_implementations)]
pub struct Teller<'a> {
    settings: &'a Settings,
    named_by: &'a str,
    quiet: bool,
    verbose: bool,
    say: &'a dyn Fn(Kind, &str),
    done: Cell<u64>,
    failures: Cell<usize>,
    missing: Cell<u64>,
    hint: RefCell<String>,
}

impl<'a> Teller<'a> {
    /// One that says each line by `say`.
    pub fn new(
        settings: &'a Settings,
        named_by: &'a str,
        [quiet, verbose]: [bool; 2],
        say: &'a dyn Fn(Kind, &str),
    ) -> Self {
        Self {
            settings,
            named_by,
            quiet,
            verbose,
            say,
            done: Cell::new(0),
            failures: Cell::new(0),
            missing: Cell::new(0),
            hint: RefCell::default(),
        }
    }

    /// Says what came of an attempt.
    pub fn attempt(&self, id: &str, attempt: u32, answer: Result<u16, &str>) {
        if !self.verbose {
            return;
        }
        let attempt = u64::from(attempt).to_string();
        let status = answer.map(|status| u64::from(status).to_string());
        let came = match &status {
            Ok(status) => status,
            Err(problem) => *problem,
        };
        let line = glue(&["attempt ", &attempt, " for ", id, ": ", came]);
        (self.say)(Kind::Note, &self.settings.redactor.show(&line));
    }

    /// Says what became of a batch.
    pub fn result(&self, result: &BatchResult) {
        self.done.set(self.done.get().saturating_add(1));
        let many = self.settings.batch_ids.len() > MANY && !self.verbose;
        if let Some(error) = &result.error {
            self.failures.set(self.failures.get().saturating_add(1));
            if !many || self.failures.get() <= MANY {
                let hint = error.hint.clone().unwrap_or_default();
                let told = self.hint.replace(hint.clone()) == hint;
                (self.say)(Kind::Error, &error_line(error, !told));
            }
            return;
        }
        let closed = result.outcome == Outcome::Closed;
        if !closed {
            self.missing.set(self.missing.get().saturating_add(1));
        }
        if many || self.quiet {
            return;
        }
        let id = self.settings.redactor.show(&result.batch_id);
        if !closed {
            (self.say)(
                Kind::Plain,
                &glue(&["missing ", &id, ": the server has no active batch of this ID"]),
            );
            return;
        }
        let mut line = glue(&["closed ", &id, " in ", &result.duration_ms.to_string(), " ms"]);
        if result.attempts > 1 {
            line.push_str(&glue(&[" by attempt ", &u64::from(result.attempts).to_string()]));
        }
        (self.say)(Kind::Closed, &line);
    }

    /// How far it is.
    pub fn progress(&self) -> String {
        let total = (self.settings.batch_ids.len() as u64).to_string();
        glue(&[&self.done.get().to_string(), " of ", &total, " batches done"])
    }

    /// Says what became of all.
    pub fn end(&self, report: &CloseReport) {
        let count = |number: usize| (number as u64).to_string();
        let untold = self.failures.get().saturating_sub(MANY);
        if untold > 0 && report.results.len() > MANY && !self.verbose {
            let line = ["error: ", &count(untold), " more were not closed; --verbose names them"];
            (self.say)(Kind::Error, &glue(&line));
        }
        if self.quiet {
            return;
        }
        let mut line = glue(&[
            &count(report.closed.len()),
            " of ",
            &count(report.results.len()),
            " closed",
        ]);
        if self.missing.get() > 0 {
            line.push_str(&glue(&[", ", &self.missing.get().to_string(), " missing"]));
        }
        let server = self.settings.server.to_string();
        line.push_str(&glue(&[" on ", &server, ", named by ", self.named_by]));
        (self.say)(Kind::Plain, &self.settings.redactor.show(&line));
    }
}

/// An error in a line, with what to do about it.
pub fn error_line(error: &Error, with_hint: bool) -> String {
    let hint = error.hint.as_deref().filter(|_| with_hint).unwrap_or_default();
    let stop = if hint.is_empty() { "" } else { ". " };
    glue(&["error: ", &error.message, stop, hint])
}

/// The exit status after a call that came to an end.
pub fn status(report: &CloseReport, error: bool, no_fail: bool) -> u8 {
    match error {
        true if report.results.is_empty() => 2,
        true if !no_fail => 1,
        _ => 0,
    }
}

/// An error as GitHub Actions shows it beside the run. Its workflow commands end at a line's end.
pub fn annotation(error: &Error) -> String {
    let mut line = "::error title=eyes-batch-close::".to_owned();
    for c in error_line(error, true).chars().skip("error: ".len()) {
        match c {
            '%' => line.push_str("%25"),
            '\r' => line.push_str("%0D"),
            '\n' => line.push_str("%0A"),
            _ => line.push(c),
        }
    }
    line
}

/// The results as GitHub's job summary shows them, what failed first.
pub fn table(report: &CloseReport, redactor: &Redactor) -> String {
    let mut table = "### Eyes batches\n\n| batch | outcome | attempts | ms |\n|---|---|---|---|\n".to_owned();
    let failed = report.results.iter().filter(|result| result.error.is_some());
    let others = report.results.iter().filter(|result| result.error.is_none());
    for result in failed.chain(others).take(MOST_ROWS) {
        let outcome = match (&result.error, result.outcome) {
            (Some(error), _) => error.message.as_str(),
            (None, Outcome::Closed) => "closed",
            (None, _) => "missing",
        };
        table.push_str("| ");
        for cell in [
            &redactor.show(&result.batch_id),
            outcome,
            &u64::from(result.attempts).to_string(),
            &result.duration_ms.to_string(),
        ] {
            for c in cell.chars() {
                if c.is_ascii_punctuation() {
                    table.push('\\');
                }
                table.push(if c.is_control() { ' ' } else { c });
            }
            table.push_str(" | ");
        }
        table.push('\n');
    }
    let more = report.results.len().saturating_sub(MOST_ROWS) as u64;
    if more > 0 {
        table.push_str(&glue(&["\nand ", &more.to_string(), " more\n"]));
    }
    table.push('\n');
    table
}
