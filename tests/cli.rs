//! What the command line decides: the batches and who named them, the ID of a run, the lines of a dry run.
#![cfg(test)]

mod support;

use eyes_batch_close::cli::{Asked, RunId, dry_run, name_batches, run_id};
use eyes_batch_close::error::{Code, Error};
use eyes_batch_close::options::{Options, Value};
use eyes_batch_close::settings::Settings;
use support::environment::{GITHUB, ID, Variables, within};

const FRESH: &str = "2026-01-31t23-59-59-build-7-0123456789abcdef";

fn named(asked: &Asked, variables: Variables<'_>) -> Result<(Vec<String>, &'static str), Box<Error>> {
    within(variables, |environment| name_batches(asked, environment))
}

fn arguments(ids: &[&str]) -> Asked {
    Asked {
        ids: ids.iter().map(|id| (*id).to_owned()).collect(),
        ..Asked::default()
    }
}

fn from(text: &str) -> Asked {
    Asked {
        from: Some(("--from ids.txt".to_owned(), text.to_owned())),
        ..Asked::default()
    }
}

fn names(asked: &Asked, variables: Variables<'_>, ids: &[&str], by: &str) {
    let expected = ids.iter().map(|id| (*id).to_owned()).collect();
    assert_eq!(
        named(asked, variables).map_err(|error| error.message),
        Ok((expected, by))
    );
}

fn refuses(asked: &Asked, variables: Variables<'_>, code: Code, message: &str) {
    let error = named(asked, variables).unwrap_err();
    assert_eq!((error.code, error.message.as_str()), (code, message));
    assert!(error.hint.is_some());
}

#[test]
fn arguments_win_over_the_variable_and_the_variable_over_the_ci() {
    let ci = Asked {
        ci: true,
        ..Asked::default()
    };
    let all = [&[ID][..], &GITHUB[..]].concat();
    names(&arguments(&["a", " b "]), &all, &["a", "b"], "the arguments");
    names(&from("a\nb\n"), &all, &["a", "b"], "--from");
    names(&ci, &all, &["nightly"], "APPLITOOLS_BATCH_ID");
    names(&ci, &GITHUB, &["github-123-1"], "this CI run");
    let both = Asked {
        ids: vec!["z".to_owned()],
        ..from("a")
    };
    names(&both, &[], &["z", "a"], "the arguments and --from");
}

#[test]
fn without_an_id_it_says_what_would_give_one() {
    let asked = Asked::default();
    let message = "no argument names a batch, nor does APPLITOOLS_BATCH_ID";
    for blank in ["", " \t"] {
        refuses(&asked, &[("APPLITOOLS_BATCH_ID", blank)], Code::NoBatchId, message);
    }
    // Of the CI only where that is asked: the tests must have had the same ID.
    refuses(&asked, &GITHUB, Code::NoBatchId, message);
    let ci = Asked {
        ci: true,
        ..Asked::default()
    };
    for (variables, message) in [
        (&[][..], "--ci finds no batch ID: no CI was recognised"),
        (
            &[("TEAMCITY_VERSION", "1")][..],
            "--ci finds no batch ID: teamcity has no ID that all jobs of a run share",
        ),
    ] {
        refuses(&ci, variables, Code::NoBatchId, message);
    }
}

#[test]
fn a_text_has_one_id_in_a_line_whatever_system_wrote_it() {
    for text in [
        "a\nb c\n\u{e9}\n",
        "a\r\nb c\r\n\u{e9}",
        "\u{feff}a\n\n  \nb c\n\t\u{e9} \n\n",
        "\u{feff}\r\na\r\n\r\nb c\r\n\u{e9}\r\n",
    ] {
        names(&from(text), &[], &["a", "b c", "\u{e9}"], "--from");
    }
    let many: String = (0..5_000).map(|at| format!("batch-{at}\n")).collect();
    assert_eq!(named(&from(&many), &[]).unwrap().0.len(), 5_000);
}

#[test]
fn a_text_without_an_id_closes_nothing_else() {
    for text in ["", "\u{feff}", "\n\r\n \n"] {
        refuses(
            &from(text),
            &[ID],
            Code::NoBatchId,
            "--from ids.txt has no batch ID in any line",
        );
    }
}

#[test]
fn what_is_no_id_is_refused_with_its_place_but_not_shown() {
    let word = "is the word that an unset variable leaves behind";
    let bad = Code::InvalidBatchId;
    refuses(&arguments(&["a", ""]), &[ID], bad, "argument 2 is blank");
    refuses(&arguments(&["undefined"]), &[ID], bad, &format!("argument 1 {word}"));
    refuses(
        &from("a\n\n..\n"),
        &[],
        bad,
        "--from ids.txt, line 3 is a path, not an ID",
    );
    refuses(
        &from("a\nb\tc"),
        &[],
        bad,
        "--from ids.txt, line 2 has control characters",
    );
    refuses(&from("\u{fffd}"), &[], bad, "--from ids.txt, line 1 is not in UTF-8");
    for text in ["undefined", " null "] {
        refuses(
            &Asked::default(),
            &[("APPLITOOLS_BATCH_ID", text)],
            bad,
            &format!("APPLITOOLS_BATCH_ID {word}"),
        );
    }
}

fn id(variables: Variables<'_>) -> Result<RunId, Box<Error>> {
    within(variables, |environment| run_id(environment, None, FRESH.to_owned()))
}

fn is_id(variables: Variables<'_>, id_is: &str, origin: &str, alone: bool) {
    let run = RunId {
        id: id_is.to_owned(),
        origin: origin.to_owned(),
        alone,
        offered: false,
    };
    assert_eq!(id(variables).unwrap(), run);
}

#[test]
fn the_id_of_a_run_is_the_same_in_all_of_its_jobs_where_that_can_be() {
    let all = [&[ID][..], &GITHUB[..]].concat();
    is_id(&all, "nightly", "from APPLITOOLS_BATCH_ID", false);
    is_id(
        &GITHUB,
        "github-123-1",
        "the same in all jobs of this CI run, of github",
        false,
    );
    is_id(&[], FRESH, "made by this call, as no CI was recognised", false);
    // Here other jobs will have another one.
    is_id(
        &[("CI", "true")],
        FRESH,
        "made by this call, as no CI was recognised",
        true,
    );
    is_id(
        &[("TEAMCITY_VERSION", "1")],
        FRESH,
        "made by this call, as teamcity has no ID that all jobs of a run share",
        true,
    );
}

#[test]
fn a_run_with_a_name_offers_a_fresh_id_to_the_store_unless_the_variable_has_one() {
    let named = |variables, name| {
        within(variables, |environment| {
            run_id(environment, Some(name), FRESH.to_owned())
        })
    };
    let run = named(&GITHUB, "build 7").unwrap();
    assert_eq!((run.id.as_str(), run.offered, run.alone), (FRESH, true, false));
    assert_eq!(run.origin, "the same for all callers of the run build 7");
    let run = named(&[ID], "build 7").unwrap();
    assert_eq!((run.id.as_str(), run.offered), ("nightly", false));
    for blank in ["", " ", "undefined"] {
        let error = named(&[ID], blank).unwrap_err();
        assert_eq!(
            (error.code, error.option.as_deref()),
            (Code::InvalidOption, Some("run"))
        );
    }
}

#[test]
fn a_variable_that_went_wrong_gives_no_id() {
    for text in ["undefined", "null", ".."] {
        let variables = [&[("APPLITOOLS_BATCH_ID", text)][..], &GITHUB[..]].concat();
        assert_eq!(id(&variables).unwrap_err().code, Code::InvalidBatchId);
    }
    assert_eq!(
        id(&[("APPLITOOLS_BATCH_ID", " ")]).unwrap().origin,
        id(&[]).unwrap().origin
    );
}

fn settings(ids: &[&str], more: &[(&'static str, &str)]) -> Settings {
    let mut options = Options::default();
    let ids = ids.iter().map(|id| Value::Text((*id).to_owned())).collect();
    options.insert("batchIds", Value::List(ids));
    options.insert("apiKey", Value::Text("the/key".to_owned()));
    for (name, value) in more {
        options.insert(name, Value::Text((*value).to_owned()));
    }
    within(&[], |environment| Settings::resolve(&options, environment)).unwrap()
}

#[test]
fn a_dry_run_is_a_curl_line_for_each_batch_without_the_key() {
    let begin = "curl -X DELETE 'https://eyesapi.applitools.com/api/sessions/batches";
    assert_eq!(
        dry_run(&settings(&["a", "b c's"], &[])),
        format!("{begin}/a/close/bypointerid?apiKey=***'\n{begin}/b%20c%27s/close/bypointerid?apiKey=***'")
    );
    let more = [
        ("apiKeyIn", "header"),
        ("serverUrl", "http://eyes/it's/$HOME/"),
        ("proxy", "http://me:secret@proxy:8080"),
        ("batchBuildId", "7"),
    ];
    assert_eq!(
        dry_run(&settings(&["a"], &more)),
        "curl -X DELETE 'http://eyes/it'\\''s/$HOME/api/sessions/batches/a/7/close/bypointerid' \
         -H 'x-eyes-api-key: ***' --proxy 'http://proxy:8080'"
    );
}
