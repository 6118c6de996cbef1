//! Properties of what is shown of a text that can hold a secret.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use eyes_batch_close::config::redactor::Redactor;
use eyes_batch_close::config::secrets::encode_component;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use proptest::prelude::*;

use crate::support::cases;
use crate::support::random_texts::{contains, message_parts};

/// What may be a secret. Asterisks are what it is replaced by.
fn secret() -> impl Strategy<Value = String> {
    prop_oneof!["[a-zA-Z0-9]{1,3}", "[ -)+-~é漢]{1,20}", "[a-zA-Z0-9]{20,40}"]
}

/// As JavaScript's `encodeURIComponent` does it.
fn encode_uri_component(text: &str) -> String {
    const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC
        .remove(b'-')
        .remove(b'_')
        .remove(b'.')
        .remove(b'!')
        .remove(b'~')
        .remove(b'*')
        .remove(b'\'')
        .remove(b'(')
        .remove(b')');
    utf8_percent_encode(text, UNRESERVED).to_string()
}

/// Every form in which a key, and a password with its user name, travel.
fn forms(key: &str, username: &str, password: &str) -> Vec<String> {
    let mut forms = Vec::new();
    for secret in [key, password] {
        let latin1 = secret.replace(|c: char| !c.is_ascii(), "\u{fffd}");
        forms.extend([
            secret.to_owned(),
            encode_component(secret),
            encode_uri_component(secret),
            latin1,
        ]);
        forms.extend([STANDARD.encode(secret), URL_SAFE.encode(secret)]);
    }
    forms.push(STANDARD.encode(format!("{username}:{password}")));
    forms
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn no_secret_survives_in_any_form(
        key in secret(), username in "[^:*]{0,9}", password in secret(), parts in message_parts(), place in 0..8_usize,
    ) {
        let mut redactor = Redactor::default();
        redactor.add_secret(&key);
        redactor.add_login(&username, &password);
        let forms = forms(&key, &username, &password);
        prop_assert!(redactor.is_secret(&key) && redactor.is_secret(&password.to_ascii_uppercase()));
        for form in &forms {
            for form in [form.to_owned(), form.to_ascii_uppercase(), form.to_ascii_lowercase()] {
                let mut parts = parts.clone();
                parts.insert(place.min(parts.len()), form);
                let redacted = redactor.redact(&parts.concat());
                prop_assert!(forms.iter().all(|form| !contains(&redacted, form)), "{:?}", redacted);
            }
        }
    }

    #[test]
    fn what_holds_no_secret_stays_as_it_is(key in "[A-Z]{8}", text in "[a-z ,.:/é漢\n]{0,40}") {
        let mut redactor = Redactor::default();
        redactor.add_secret(&key);
        prop_assert_eq!(redactor.redact(&text), text.as_str());
        prop_assert!(!redactor.is_secret(&text));
    }

    #[test]
    fn credentials_and_keys_in_a_url_are_masked_whoever_they_belong_to(
        before in "[a-z ]{0,5}", login in "Marked[a-zA-Z0-9:%@._-]{0,9}", key in "Marked[^\\s&#\"'<>]{0,9}",
    ) {
        let said = format!("{before}https://{login}@host/path?APIKEY={key}&x=1 {before}");
        let redacted = Redactor::default().redact(&said);
        prop_assert_eq!(redacted, format!("{before}https://***@host/path?APIKEY=***&x=1 {before}"));
    }

    #[test]
    fn of_a_text_that_breaks_off_within_a_secret_nothing_of_it_is_shown(
        key in "[A-Z][a-zA-Z0-9/+=%]{3,20}", form in 0..6_usize, end in 0..100_usize,
    ) {
        let mut redactor = Redactor::default();
        redactor.add_secret(&key);
        let form = &forms(&key, "", "x")[form];
        let text = format!("-- {}", &form[..1 + end % (form.len() - 1)]);
        let redacted = redactor.redact_beginning(&text);
        prop_assert!(redacted == "-- " || redacted == "-- ***", "{} of {}", redacted, text);
    }
}

#[test]
fn a_redactor_that_knows_no_secret_or_an_empty_one_masks_nothing() {
    let mut redactor = Redactor::default();
    assert!(!redactor.is_secret(""));
    redactor.add_secret("");
    assert!(!redactor.is_secret(""));
    assert_eq!(redactor.redact("text"), "text");
    assert_eq!(redactor.redact_beginning("text"), "text");
}

#[test]
fn of_a_text_that_breaks_off_behind_secrets_each_of_them_is_masked() {
    let mut redactor = Redactor::default();
    redactor.add_secret("Marked");
    assert_eq!(redactor.redact_beginning("a MarkedMarked"), "a ******");
    assert_eq!(redactor.redact_beginning("a MarkedMark"), "a ***");
}

#[test]
fn a_login_is_masked_even_where_something_was_redacted_before_it_was_known() {
    let mut redactor = Redactor::default();
    assert_eq!(redactor.redact("dXNlcjo="), "dXNlcjo=");
    redactor.add_login("user", "");
    assert_eq!(redactor.redact("dXNlcjo="), "***");
    redactor.add_secret("text");
    assert_eq!(redactor.redact("text"), "***");
}
