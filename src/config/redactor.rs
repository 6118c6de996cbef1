//! What may be shown of a text that can hold a secret.
//!
//! Only what others said is redacted (a server's answer, the system's message, an ID), where it becomes a part of a
//! message. Our own words never are, so that a short key spoils no message.

use std::cell::OnceCell;
use std::cmp::Reverse;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use percent_encoding::{AsciiSet, utf8_percent_encode};

use super::secrets::{COMPONENT, MASK, Secret};

/// What JavaScript's `encodeURIComponent` encodes.
const URI_COMPONENT: &AsciiSet = &COMPONENT
    .remove(b'!')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*');

/// What JavaScript's `encodeURI` encodes.
const URI: &AsciiSet = &URI_COMPONENT
    .remove(b';')
    .remove(b'/')
    .remove(b'?')
    .remove(b':')
    .remove(b'@')
    .remove(b'&')
    .remove(b'=')
    .remove(b'+')
    .remove(b'$')
    .remove(b',')
    .remove(b'#');

/// Knows the secrets of one call, and masks them in every form in which they travel.
///
/// Most calls show nothing, so the forms are made when the first text is redacted.
#[derive(Clone, Debug, Default)]
pub struct Redactor {
    secrets: Vec<Secret>,
    /// Each a user name and a password, as Basic authentication joins them.
    logins: Vec<Secret>,
    forms: OnceCell<Vec<Secret>>,
}

impl Redactor {
    /// Masks a secret from now on: as it is, percent-encoded, and as base64.
    pub fn add_secret(&mut self, secret: &str) {
        if !secret.is_empty() {
            self.secrets.push(Secret::new(secret));
            self.forms.take();
        }
    }

    /// Masks a password, and the Basic token that it travels in.
    pub fn add_login(&mut self, username: &str, password: &str) {
        self.add_secret(password);
        self.logins.push(Secret::new(format!("{username}:{password}")));
        self.forms.take();
    }

    /// Whether a text is a secret.
    pub fn is_secret(&self, text: &str) -> bool {
        let mut secrets = self.secrets.iter();
        secrets.any(|secret| secret.expose().eq_ignore_ascii_case(text))
    }

    fn forms(&self) -> &[Secret] {
        self.forms.get_or_init(|| {
            let mut forms = Forms::default();
            for secret in &self.secrets {
                forms.add_secret(secret.expose());
            }
            for login in &self.logins {
                forms.add_base64(login.expose());
            }
            forms.0
        })
    }

    /// The text without any secret, and without the credentials and API keys of any URL in it.
    pub fn redact(&self, text: &str) -> String {
        let mut redacted = text.to_owned();
        for form in self.forms() {
            redacted = mask(&redacted, form.expose(), |_| (0, Some(0)));
        }
        // Whoever they belong to.
        let redacted = mask(&redacted, "://", |behind| {
            let authority = behind.get(..end_of(behind, &['/', '?', '#'])).unwrap_or_default();
            ("://".len(), authority.rfind('@'))
        });
        mask(&redacted, "apikey=", |behind| {
            ("apikey=".len(), Some(end_of(behind, &['&', '#'])))
        })
    }

    /// The same for the beginning of a text, whose end may be the beginning of a secret: that end is left out. Where it
    /// begins within a whole secret, all of that is masked.
    pub fn redact_beginning(&self, text: &str) -> String {
        let lower_case = text.to_ascii_lowercase();
        let starts = |form: &Secret| longest_start_at_end(&lower_case, form.expose());
        let cut = self.forms().iter().map(starts).max().unwrap_or(0);
        let mut end = text.len().saturating_sub(cut);
        let mut mask = "";
        while let Some(begin) = self.begin_of_secret_around(&lower_case, end) {
            end = begin;
            mask = MASK;
        }
        format!("{}{mask}", self.redact(text.get(..end).unwrap_or_default()))
    }

    /// Where a secret begins that a place in a text falls into.
    fn begin_of_secret_around(&self, lower_case: &str, place: usize) -> Option<usize> {
        let around = |form: &Secret| {
            let length = form.expose().len();
            let mut found = lower_case.match_indices(form.expose()).map(|(begin, _)| begin);
            found.find(|begin| *begin < place && place < begin.saturating_add(length))
        };
        self.forms().iter().filter_map(around).min()
    }
}

/// What is masked: in lower case, the longest first, so that no part of one stays when another is masked.
#[derive(Default)]
struct Forms(Vec<Secret>);

impl Forms {
    fn add_secret(&mut self, secret: &str) {
        self.add(secret);
        for encoded in [COMPONENT, URI_COMPONENT, URI] {
            self.add(&utf8_percent_encode(secret, encoded).to_string());
        }
        self.add_base64(secret);
        // A body in another charset than it says has U+FFFD in place of what is not ASCII.
        self.add(&secret.replace(|c: char| !c.is_ascii(), "\u{fffd}"));
    }

    fn add_base64(&mut self, secret: &str) {
        for engine in [STANDARD, URL_SAFE] {
            let encoded = engine.encode(secret);
            self.add(encoded.trim_end_matches('='));
            self.add(&encoded);
        }
    }

    fn add(&mut self, form: &str) {
        let form = Secret::new(form.to_ascii_lowercase());
        if self.0.contains(&form) {
            return;
        }
        let order = |form: &Secret| Reverse(form.expose().len());
        let (Ok(place) | Err(place)) = self.0.binary_search_by_key(&order(&form), order);
        self.0.insert(place, form);
    }
}

/// How many bytes at the end of a text are the beginning of a secret, and not the whole of it.
fn longest_start_at_end(text: &str, secret: &str) -> usize {
    let mut starts = secret.char_indices().map(|(at, _)| at).rev();
    let ends_with = |length: &usize| secret.get(..*length).is_some_and(|start| text.ends_with(start));
    starts.find(ends_with).unwrap_or(0)
}

/// Masks a part behind every `mark`, of which `measure` says how much of the mark stays, and how long the part is, if
/// there is one.
///
/// In any case of ASCII letters: percent-encoding may be written in either, and header values are echoed in any.
fn mask(text: &str, mark: &str, measure: impl Fn(&str) -> (usize, Option<usize>)) -> String {
    let lower_case = text.to_ascii_lowercase();
    let mut masked = String::with_capacity(text.len());
    let mut copied: usize = 0;
    for (at, _) in lower_case.match_indices(mark) {
        let behind = at.saturating_add(mark.len());
        let (kept, hidden) = measure(text.get(behind..).unwrap_or_default());
        // One mark may stand in what another one hid.
        let Some(hidden) = hidden.filter(|_| at >= copied) else {
            continue;
        };
        masked.push_str(text.get(copied..at.saturating_add(kept)).unwrap_or_default());
        masked.push_str(MASK);
        copied = behind.saturating_add(hidden);
    }
    masked.push_str(text.get(copied..).unwrap_or_default());
    masked
}

/// Where a part of a URL ends: at one of these characters, or where a text around it goes on.
fn end_of(text: &str, marks: &[char]) -> usize {
    let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>') || marks.contains(&c);
    text.find(ends).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redactor() -> Redactor {
        let mut redactor = Redactor::default();
        redactor.add_secret("K3y/With+Signs!");
        redactor.add_login("user", "pa:ss wörd");
        redactor
    }

    #[test]
    fn secrets_are_masked_in_every_form() {
        let table = [
            ("key K3y/With+Signs!.", "key ***."),
            ("?apiKey=K3y%2FWith%2BSigns%21&x=1", "?apiKey=***&x=1"),
            ("k3y%2fwith%2bsigns!", "***"),
            ("SzN5L1dpdGgrU2lnbnMh", "***"),
            (
                "proxy-authorization: Basic dXNlcjpwYTpzcyB3w7ZyZA==",
                "proxy-authorization: Basic ***",
            ),
            ("dXNlcjpwYTpzcyB3w7ZyZA", "***"),
            ("password pa:ss wörd and pa%3Ass%20w%C3%B6rd", "password *** and ***"),
            ("read as Latin-1: pa:ss w\u{fffd}rd", "read as Latin-1: ***"),
            ("user", "user"),
            ("nothing here", "nothing here"),
        ];
        for (text, redacted) in table {
            assert_eq!(redactor().redact(text), redacted);
        }
    }

    #[test]
    fn credentials_and_keys_of_any_url_are_masked() {
        let table = [
            ("see http://me:secret@proxy:80/x@y", "see http://***@proxy:80/x@y"),
            ("http://a/ and https://b@c", "http://a/ and https://***@c"),
            ("GET /x?apikey=abc HTTP", "GET /x?apikey=*** HTTP"),
            ("APIKEY=abc&APIKEY=def", "APIKEY=***&APIKEY=***"),
            ("http://u:p@http://v@x", "http://***@http://***@x"),
        ];
        for (text, redacted) in table {
            assert_eq!(Redactor::default().redact(text), redacted);
        }
    }

    #[test]
    fn a_text_that_breaks_off_shows_no_beginning_of_a_secret() {
        let table = [
            ("your key is K3y/Wi", "your key is "),
            ("your key is k3y%2FW", "your key is "),
            ("your key is K3y/With+Signs!", "your key is ***"),
            ("password pa:ss w\u{f6}", "password "),
            ("password pa:ss wörd", "password ***"),
            ("no beginning here.", "no beginning here."),
        ];
        for (text, redacted) in table {
            assert_eq!(redactor().redact_beginning(text), redacted);
        }
    }

    #[test]
    fn debug_output_shows_no_secret() {
        assert_eq!(format!("{:?}", Secret::new("k3y")), "***");
        assert!(!format!("{:?}", redactor()).contains("k3y"));
    }
}
