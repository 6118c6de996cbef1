//! README and `index.d.ts` name exactly the error codes that there are.

use std::fs::read_to_string;
use std::path::Path;

use eyes_batch_close::error::Code;

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The lines of a text from the one that begins like this, to the next blank one.
fn paragraph<'a>(text: &'a str, begins: &str) -> Vec<&'a str> {
    let lines = text.lines().skip_while(|line| !line.starts_with(begins));
    lines.take_while(|line| !line.trim().is_empty()).collect()
}

#[test]
fn readme_s_table_of_codes_is_that_of_error_rs() {
    let readme = read("README.md");
    let first = format!("| `{}` |", Code::ALL[0].name());
    let rows = Code::ALL
        .iter()
        .map(|code| format!("| `{}` | {} |", code.name(), code.meaning()));
    assert_eq!(paragraph(&readme, &first), rows.collect::<Vec<_>>());
}

#[test]
fn index_d_ts_lists_the_codes_of_error_rs() {
    let types = read("src/js/index.d.ts");
    let lines = paragraph(&types, "export type BatchCloseErrorCode =");
    let listed = lines[1..]
        .iter()
        .map(|line| line.trim_matches(|c: char| !c.is_ascii_uppercase()));
    let codes = Code::ALL.iter().map(|code| code.name());
    assert_eq!(listed.collect::<Vec<_>>(), codes.collect::<Vec<_>>());
}

#[test]
fn every_code_is_its_variant_in_capitals_and_its_meaning_a_sentence() {
    for code in Code::ALL {
        let snake: String = format!("{code:?}")
            .chars()
            .flat_map(|c| [c.is_uppercase().then_some('_'), Some(c.to_ascii_uppercase())])
            .flatten()
            .collect();
        assert_eq!(snake.trim_start_matches('_'), code.name());
        assert!(
            code.meaning().ends_with('.') && !code.meaning().contains(['|', '\n']),
            "{code:?}"
        );
    }
}
