//! What others said, as it may be printed.

/// How much of a value a message repeats, in characters.
const MOST_QUOTED: usize = 60;

/// A value as a message shows it: in quotation marks, escaped, and not longer than a line.
pub fn quoted(text: &str) -> String {
    match text.char_indices().nth(MOST_QUOTED) {
        None => format!("{text:?}"),
        Some((end, _)) => {
            let escaped = format!("{:?}", text.get(..end).unwrap_or_default());
            format!("{}…\"", escaped.strip_suffix('"').unwrap_or(&escaped))
        }
    }
}

/// What others said, made harmless for one printed line: it ends no line, moves no cursor, turns no text round, and starts
/// no command of a CI.
///
/// GitHub's runner takes `::name::` at the beginning of a line, and `##[name]` anywhere in it; Azure's agent takes
/// `##vso[name]` and `##[name]` anywhere.
pub fn harmless(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\t' | '\n' | '\r' => line.push(' '),
            _ if c.is_control() || is_invisible(c) => line.extend(c.escape_unicode()),
            _ => line.push(c),
        }
    }
    if line.contains("##") {
        line = split_commands(&line);
    }
    let command = line.trim_start().starts_with("::");
    if command {
        format!(": {}", line.trim_start().get(1..).unwrap_or_default())
    } else {
        line
    }
}

/// Puts a blank into `##[` and `##vso[`, in whichever case.
fn split_commands(line: &str) -> String {
    let lower_case = line.to_ascii_lowercase();
    let mut split = String::with_capacity(line.len());
    let mut copied = 0;
    for (at, _) in lower_case.match_indices('[') {
        let before = lower_case.get(..at).unwrap_or_default();
        let name = before.strip_suffix("vso").unwrap_or(before);
        if name.ends_with("##") {
            let end = name.len();
            split.push_str(line.get(copied..end).unwrap_or_default());
            split.push(' ');
            copied = end;
        }
    }
    split.push_str(line.get(copied..).unwrap_or_default());
    split
}

/// Marks that show nothing, or turn the text behind them round: zero-width ones, Unicode's bidirectional controls, line
/// and paragraph separators, and what Unicode calls tags.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quoted_value_is_escaped_and_short() {
        assert_eq!(quoted("a\"b\\c\n\u{202e}"), r#""a\"b\\c\n\u{202e}""#);
        assert_eq!(quoted(&"x".repeat(61)), format!("\"{}…\"", "x".repeat(60)));
        assert_eq!(quoted(&"x".repeat(60)), format!("\"{}\"", "x".repeat(60)));
    }

    #[test]
    fn what_others_said_starts_no_ci_command_and_stays_on_its_line() {
        let table = [
            ("plain text: 100% [ok]", "plain text: 100% [ok]"),
            ("::error::x", ": :error::x"),
            (" \n::set-output name=a::b", ": :set-output name=a::b"),
            ("a::b", "a::b"),
            ("x ##vso[task.setvariable]y", "x ## vso[task.setvariable]y"),
            ("x ##VSO[task]", "x ## VSO[task]"),
            ("##[error]x", "## [error]x"),
            ("###[error]x", "### [error]x"),
            ("##", "##"),
            ("a\r\nb\tc", "a  b c"),
            ("\u{1b}[31mred", "\\u{1b}[31mred"),
            ("a\u{202e}b\u{200b}c\u{2028}", "a\\u{202e}b\\u{200b}c\\u{2028}"),
            ("é漢😀", "é漢😀"),
        ];
        for (text, line) in table {
            assert_eq!(harmless(text), line, "{text:?}");
        }
    }
}
