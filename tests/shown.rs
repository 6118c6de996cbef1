//! Properties of what is shown: whatever servers and runtimes say, it holds no secret and no control character.
#![cfg(test)]

mod support;

use eyes_batch_close::error::Error;
use eyes_batch_close::fault::{Fault, Link};
use eyes_batch_close::redact::Redactor;
use eyes_batch_close::retry::{Seen, Verdict, judge};
use eyes_batch_close::text::{base64, encode};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use support::{KEY, Step, World, answer, cases, fault, run, settings, text};

/// What may be a secret. Asterisks are what it is replaced by.
fn secret() -> impl Strategy<Value = String> {
    prop_oneof!["[a-zA-Z0-9]{1,3}", "[ -)+-~é漢]{1,20}", "[a-zA-Z0-9]{20,40}"]
}

/// Parts of what a server or a runtime may say.
fn parts() -> impl Strategy<Value = Vec<String>> {
    let known = ["http://", "@", "apiKey=", "&", " ", "\"", "\n", "user:", "Basic "].map(str::to_owned);
    vec(prop_oneof![select(known.to_vec()), any::<String>(), "[a-z]{0,5}"], 0..8)
}

fn contains(text: &str, secret: &str) -> bool {
    text.to_ascii_lowercase().contains(&secret.to_ascii_lowercase())
}

fn sent_by(step: Step) -> Error {
    let clock = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build();
    let given = [
        ("retries", support::number(0)),
        ("proxy", text("http://user:Marked%20Pass@proxy")),
    ];
    let run = clock
        .unwrap()
        .block_on(async { run(World::with([step]), &settings(&given)).await });
    run.error().clone()
}

proptest! {
    #![proptest_config(cases(500))]

    #[test]
    fn no_secret_survives(
        key in secret(), username in "[^:*]{0,9}", password in secret(), parts in parts(), place in 0..8_usize,
    ) {
        let mut redactor = Redactor::default();
        redactor.hide(&key);
        redactor.hide_login(&username, &password);
        let token = base64(format!("{username}:{password}").as_bytes());
        let forms = [&key, &encode(&key), &password, &encode(&password), &token];
        for form in forms {
            for form in [form.to_owned(), form.to_uppercase(), form.to_lowercase()] {
                let mut parts = parts.clone();
                parts.insert(place.min(parts.len()), form);
                let shown = redactor.show(&parts.concat());
                prop_assert!(forms.iter().all(|form| !contains(&shown, form)), "{:?}", shown);
            }
        }
    }

    #[test]
    fn what_holds_no_secret_is_shown_as_it_is(key in "[A-Z]{8}", text in "[a-z ,.:/é漢\n]{0,40}") {
        let mut redactor = Redactor::default();
        redactor.hide(&key);
        prop_assert_eq!(redactor.show(&text), text);
    }

    #[test]
    fn credentials_and_keys_in_a_url_are_hidden_whoever_they_belong_to(
        before in "[a-z ]{0,5}", login in "Marked[a-zA-Z0-9:%@._-]{0,9}", key in "Marked[^\\s&#\"'<>]{0,9}",
    ) {
        let said = format!("{before}https://{login}@host/path?APIKEY={key}&x=1 {before}");
        let shown = Redactor::default().show(&said);
        prop_assert_eq!(shown, format!("{before}https://***@host/path?APIKEY=***&x=1 {before}"));
    }

    #[test]
    fn an_answer_of_any_kind_is_told_in_a_line_without_secrets(
        status in select(vec![200, 202, 302, 400, 401, 403, 404, 407, 429, 500, 503, 599]),
        parts in parts(), place in 0..8_usize, padding in 0..600_usize,
        location in option::of(any::<String>()), html in any::<bool>(),
    ) {
        let mut parts = parts;
        parts.insert(0, "x".repeat(padding));
        parts.insert(place.min(parts.len()), KEY.to_owned());
        let body = parts.concat();
        let seen = Seen {
            status,
            content_type: html.then(|| "text/html".to_owned()),
            location: location.map(|location| location + KEY),
            body,
            ..Seen::default()
        };
        let error = match judge(&seen, &settings(&[])) {
            Verdict::Closed | Verdict::Accepted(_) => None,
            Verdict::Missing { error, .. } => Some(error),
            Verdict::Failed(finding) => Some(finding.error),
        };
        let Some(error) = error else { return Ok(()) };
        prop_assert!(!error.message.chars().any(char::is_control), "{:?}", error.message);
        prop_assert!(error.message.chars().count() < 700, "{}", error.message);
        // Even a part of it would tell something.
        prop_assert!(!contains(&error.message, &KEY[..6]), "{:?}", error.message);
    }

    #[test]
    fn a_fault_of_any_kind_comes_to_an_error_without_secrets(
        links in vec((parts(), option::of("[A-Z_]{0,9}"), option::of(any::<u16>())), 0..4), place in 0..8_usize,
    ) {
        let links = links.into_iter().map(|(mut parts, code, status)| {
            parts.insert(place.min(parts.len()), format!("{KEY} or Marked Pass"));
            Link { name: "Error".to_owned(), code, message: parts.concat(), status }
        });
        let error = sent_by(fault(Fault::Thrown(links.collect())));
        let shown = format!("{error:?}");
        prop_assert!(!contains(&shown, KEY) && !contains(&shown, "Marked Pass"), "{}", shown);
        prop_assert!(!error.message.is_empty() && error.hint.is_some_and(|hint| !hint.is_empty()));
    }

    #[test]
    fn a_password_that_a_server_echoes_is_not_shown(before in "[a-z \n]{0,9}", padding in 0..520_usize) {
        let body = format!("{}{before}Marked Pass", "x".repeat(padding));
        prop_assert!(!contains(&sent_by(answer(400).body(body)).message, "Marked"));
    }
}
