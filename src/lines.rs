//! The lines that a hook says, each with its end.

use crate::batch_id::BatchId;
use crate::text::{add_quoted, glue, has, quote};

/// The batches of a run, in words.
pub fn named(ids: &[BatchId]) -> String {
    let mut batch = String::new();
    for id in ids {
        batch.push_str(if batch.is_empty() { "batch " } else { ", " });
        batch.push_str(id.as_str());
    }
    batch
}

/// What is said where the variable that keeps the SDKs from closing has another value.
pub fn sdks_may_close(value: &str) -> String {
    let warning = "warning: APPLITOOLS_DONT_CLOSE_BATCHES is ";
    let behind = ", so the Eyes SDKs may close the batch while other tests still run. Set it to true, or unset it.\n";
    glue(&[warning, &quote(value), behind])
}

/// What is said of batches that a setting leaves open.
pub fn left_open(batch: &str, setting: &str) -> String {
    glue(&[batch, " is left open, as ", setting, " says\n"])
}

/// What a shard says that closes a batch of its own; `why` it has one. With a store no last job is needed.
pub fn alone(why: &str, stored: bool) -> String {
    let batch = "warning: this shard has a batch of its own (";
    let share = "). To share one, set APPLITOOLS_BATCH_ID to the same ID in every shard";
    let close = ", and run npx eyes-batch-close in the last job.\n";
    glue(&[batch, why, share, if stored { ".\n" } else { close }])
}

/// What a shard says that leaves its batches to the last job, with the command for a shell.
pub fn left_to_last_job(batch: &str, ids: &[BatchId]) -> String {
    let last = " is left open for the other shards; the last job closes it: npx eyes-batch-close";
    let mut line = glue(&[batch, last]);
    for id in ids {
        add_word(&mut line, id);
    }
    line.push('\n');
    line
}

/// Adds an ID to a command, as a shell reads it.
fn add_word(command: &mut String, id: &BatchId) {
    let word = id.as_str();
    command.push(' ');
    // What a URL has as it is, a shell has, too, but for the tilde.
    if id.segment() == word && !has(word, "~") {
        command.push_str(word);
    } else {
        add_quoted(command, word);
    }
}

/// What became of the batches.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The IDs of those that are closed, with commas.
    pub closed: String,
    /// The IDs of those that the server does not know, with commas.
    pub missing: String,
    /// What failed, if anything did.
    pub problem: String,
    /// What to do about it.
    pub hint: String,
    /// How many milliseconds it took.
    pub took: String,
}

/// What is said of what became of the batches.
pub fn describe(outcome: &Outcome, fail_on_error: bool) -> String {
    let Outcome {
        closed,
        missing,
        problem,
        hint,
        took,
    } = outcome;
    let mut lines = String::new();
    let mut add = |parts: &[&str]| lines.push_str(&glue(parts));
    if !closed.is_empty() {
        add(&["closed batch ", closed, " in ", took, " ms\n"]);
    }
    if !missing.is_empty() {
        add(&["no Eyes test ran: the server has no active batch ", missing, "\n"]);
    }
    if !problem.is_empty() {
        let begin = if fail_on_error { "error: " } else { "warning: " };
        add(&[begin, problem, if hint.is_empty() { "" } else { ". " }, hint, "\n"]);
    }
    lines
}
