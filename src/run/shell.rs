//! Commands that people copy into a shell.

use crate::config::batch_id::BatchId;

/// The longest word that the command line could take for a command of its own, or for a misspelt one.
const LONGEST_COMMAND: usize = 10;

/// The command that closes batches.
pub fn close_command(ids: &[BatchId]) -> String {
    let mut command = "npx eyes-batch-close".to_owned();
    if ids.iter().any(|id| may_be_other(id.as_str())) {
        command.push_str(" close --");
    }
    for id in ids {
        command.push(' ');
        command.push_str(&word(id));
    }
    command
}

/// Whether the command line could take an ID for an option or a command.
fn may_be_other(id: &str) -> bool {
    let is_word = id.chars().all(|c| c.is_ascii_alphanumeric() || "_.-".contains(c));
    id.starts_with('-') || (is_word && id.len() <= LONGEST_COMMAND)
}

/// An ID as a POSIX shell reads it.
fn word(id: &BatchId) -> String {
    let text = id.as_str();
    // What a URL has as it is, a shell has, too, but for the tilde.
    if id.segment() == text && !text.contains('~') {
        text.to_owned()
    } else {
        quote(text)
    }
}

/// A text in quotation marks of a POSIX shell.
pub fn quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_quoted_where_a_shell_would_read_it_in_another_way() {
        let table = [
            ("nightly-4711", "npx eyes-batch-close nightly-4711"),
            ("a b", "npx eyes-batch-close 'a b'"),
            ("it's", r"npx eyes-batch-close 'it'\''s'"),
            ("~root", "npx eyes-batch-close '~root'"),
            ("$(x)", "npx eyes-batch-close '$(x)'"),
            ("-x", "npx eyes-batch-close close -- -x"),
            ("demo", "npx eyes-batch-close close -- demo"),
        ];
        for (id, command) in table {
            assert_eq!(close_command(&[BatchId::parse(id).unwrap()]), command);
        }
    }
}
