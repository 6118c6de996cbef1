//! Which batches the command line closes, and who named them.

use eyes_batch_close::error::{Code, Error};
use eyes_batch_close::run::batch_sources::{BatchSources, IdFile, IdSource, resolve_batch_ids};

use crate::support::KEY;
use crate::support::environment::{API_KEY, GITHUB, ID, Variables, environment};

fn resolve(sources: &BatchSources, variables: Variables<'_>) -> Result<(Vec<String>, IdSource), Error> {
    let (ids, source) = resolve_batch_ids(sources, &environment(variables))?;
    Ok((ids.iter().map(|id| id.as_str().to_owned()).collect(), source))
}

fn arguments(ids: &[&str]) -> BatchSources {
    BatchSources {
        ids: ids.iter().map(|id| (*id).to_owned()).collect(),
        ..BatchSources::default()
    }
}

fn file(text: &str) -> BatchSources {
    BatchSources {
        from: Some(IdFile {
            name: "--from ids.txt".to_owned(),
            text: text.to_owned(),
        }),
        ..BatchSources::default()
    }
}

fn ci() -> BatchSources {
    BatchSources {
        ci: true,
        ..BatchSources::default()
    }
}

fn comes_to(sources: &BatchSources, variables: Variables<'_>, ids: &[&str], source: IdSource) {
    let expected = ids.iter().map(|id| (*id).to_owned()).collect();
    assert_eq!(resolve(sources, variables), Ok((expected, source)));
}

fn refused(sources: &BatchSources, variables: Variables<'_>, code: Code, message: &str) {
    let error = resolve(sources, variables).unwrap_err();
    assert_eq!((error.code, error.message.as_str()), (code, message));
    assert!(error.hint.is_some());
}

#[test]
fn arguments_win_over_the_variable_and_the_variable_over_the_ci() {
    let all = [&[ID][..], &GITHUB[..]].concat();
    comes_to(&arguments(&["a", " b "]), &all, &["a", "b"], IdSource::Arguments);
    comes_to(&file("a\nb\n"), &all, &["a", "b"], IdSource::File);
    comes_to(&ci(), &all, &["nightly"], IdSource::Environment);
    comes_to(&BatchSources::default(), &all, &["nightly"], IdSource::Environment);
    comes_to(&ci(), &GITHUB, &["github-123-1"], IdSource::Ci);
    let both = BatchSources {
        ids: vec!["z".to_owned()],
        ..file("a")
    };
    comes_to(&both, &[], &["z", "a"], IdSource::ArgumentsAndFile);
}

#[test]
fn without_an_id_it_says_what_would_give_one() {
    let none = BatchSources::default();
    let message = "no argument names a batch, nor does APPLITOOLS_BATCH_ID";
    for blank in ["", " \t"] {
        refused(&none, &[("APPLITOOLS_BATCH_ID", blank)], Code::NoBatchId, message);
    }
    // Of the CI only where that is asked: the tests must have had the same ID.
    refused(&none, &GITHUB, Code::NoBatchId, message);
    let table: [(Variables<'_>, &str); 3] = [
        (&[], "no CI was recognised"),
        (
            &[("TEAMCITY_VERSION", "1")],
            "teamcity has no ID that all jobs of a run share",
        ),
        (
            &[("GITLAB_CI", "1")],
            "CI_PIPELINE_ID is not set, or not the same in all jobs",
        ),
    ];
    for (variables, reason) in table {
        let message = format!("--ci finds no batch ID: {reason}");
        refused(&ci(), variables, Code::NoBatchId, &message);
    }
}

#[test]
fn a_file_has_one_id_in_a_line_whatever_system_wrote_it() {
    for text in [
        "a\nb c\n\u{e9}\n",
        "a\r\nb c\r\n\u{e9}",
        "\u{feff}a\n\n  \nb c\n\t\u{e9} \n\n",
        "\u{feff}\r\na\r\n\r\nb c\r\n\u{e9}\r\n",
        "# these\na\n  # and those\nb c\n#\n\u{e9}",
    ] {
        comes_to(&file(text), &[], &["a", "b c", "\u{e9}"], IdSource::File);
    }
    comes_to(&file("a#b"), &[], &["a#b"], IdSource::File);
    let many: String = (0..5_000).map(|at| format!("batch-{at}\n")).collect();
    assert_eq!(resolve(&file(&many), &[]).unwrap().0.len(), 5_000);
}

#[test]
fn a_file_without_an_id_closes_nothing_else() {
    for text in ["", "\u{feff}", "\n\r\n \n", "# nightly\n"] {
        refused(
            &file(text),
            &[ID],
            Code::NoBatchId,
            "--from ids.txt has no batch ID in any line",
        );
    }
}

#[test]
fn what_is_no_id_is_refused_with_its_place_but_not_shown() {
    let word = "is the word undefined or null, which an unset variable leaves behind";
    let code = Code::InvalidBatchId;
    refused(&arguments(&["a", ""]), &[ID], code, "argument 2 is blank");
    refused(&arguments(&["undefined"]), &[ID], code, &format!("argument 1 {word}"));
    refused(
        &file("a\n\n..\n"),
        &[],
        code,
        "--from ids.txt, line 3 is a path, not an ID",
    );
    refused(
        &file("a\nb\tc"),
        &[],
        code,
        "--from ids.txt, line 2 has control characters",
    );
    refused(&file("\u{fffd}"), &[], code, "--from ids.txt, line 1 is not in UTF-8");
    for text in ["undefined", " null "] {
        refused(
            &BatchSources::default(),
            &[("APPLITOOLS_BATCH_ID", text)],
            code,
            &format!("APPLITOOLS_BATCH_ID {word}"),
        );
    }
}

#[test]
fn a_key_in_the_place_of_an_id_is_not_shown() {
    let code = Code::InvalidBatchId;
    refused(&arguments(&["a", KEY]), &[API_KEY], code, "argument 2 is the API key");
    refused(&file(KEY), &[API_KEY], code, "--from ids.txt, line 1 is the API key");
    refused(
        &BatchSources::default(),
        &[API_KEY, ("APPLITOOLS_BATCH_ID", KEY)],
        code,
        "APPLITOOLS_BATCH_ID is the API key",
    );
}
