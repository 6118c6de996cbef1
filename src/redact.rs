//! What may be shown of a text that can hold a secret.

use crate::text::{self, base64, encode, glue};

const MASK: &str = "***";

/// Knows the secrets of one call, and hides them in every form in which they travel.
#[derive(Clone, Default)]
pub struct Redactor {
    hidden: Vec<String>,
}

impl std::fmt::Debug for Redactor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Redactor")
    }
}

impl Redactor {
    /// Hides a secret: as it is and percent-encoded.
    pub fn hide(&mut self, secret: &str) {
        for form in [secret.to_owned(), encode(secret)] {
            // The longest first, so that no part of one stays when another is hidden.
            let place = self.hidden.iter().position(|other| other.len() <= form.len());
            if !form.is_empty() && !self.hidden.contains(&form) {
                self.hidden.insert(place.unwrap_or(self.hidden.len()), form);
            }
        }
    }

    /// Hides a proxy's password, and the Basic token that it travels in.
    pub fn hide_login(&mut self, username: &str, password: &str) {
        self.hide(password);
        let token = base64(glue(&[username, ":", password]).as_bytes());
        self.hide(text::trim_end(&token, b'='));
        self.hide(&token);
    }

    /// The text without any secret, and without the credentials and API keys of any URL in it.
    pub fn show(&self, text: &str) -> String {
        let mut shown = text.to_owned();
        for secret in &self.hidden {
            shown = mask(&shown, secret, false, |_| Some(0));
        }
        // Whoever they belong to.
        let shown = mask(&shown, "://", true, |behind| {
            let end = end(behind, &['/', '?', '#']);
            text::cut_last(behind.get(..end)?, b'@').map(|(login, _)| login.len())
        });
        mask(&shown, "apikey=", true, |behind| Some(end(behind, &['&', '#'])))
    }
}

/// Masks what `hidden` measures behind every `mark`; the mark itself may be kept.
///
/// In any case: percent-encoding may be written in either, and header values are echoed in any.
fn mask(text: &str, mark: &str, kept: bool, hidden: fn(&str) -> Option<usize>) -> String {
    let mut shown = String::new();
    let mut rest = text;
    while let Some((before, behind)) = text::cut(rest, mark) {
        let seen = if kept {
            before.len().saturating_add(mark.len())
        } else {
            before.len()
        };
        shown.push_str(rest.get(..seen).unwrap_or_default());
        let length = hidden(behind);
        if length.is_some() {
            shown.push_str(MASK);
        }
        rest = behind.get(length.unwrap_or(0)..).unwrap_or_default();
    }
    shown.push_str(rest);
    shown
}

/// Where a part of a URL ends: at one of these characters, or where a text around it goes on.
fn end(text: &str, marks: &[char]) -> usize {
    let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>') || marks.contains(&c);
    text.find(ends).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redactor() -> Redactor {
        let mut redactor = Redactor::default();
        redactor.hide("K3y/With+Signs");
        redactor.hide_login("user", "pa:ss wörd");
        redactor
    }

    #[test]
    fn secrets_are_hidden_in_every_form() {
        let table = [
            ("key K3y/With+Signs.", "key ***."),
            ("?apiKey=K3y%2FWith%2BSigns&x=1", "?apiKey=***&x=1"),
            ("k3y%2fwith%2bsigns", "***"),
            (
                "proxy-authorization: Basic dXNlcjpwYTpzcyB3w7ZyZA==",
                "proxy-authorization: Basic ***",
            ),
            ("password pa:ss wörd and pa%3Ass%20w%C3%B6rd", "password *** and ***"),
            ("nothing here", "nothing here"),
        ];
        for (text, shown) in table {
            assert_eq!(redactor().show(text), shown);
        }
    }

    #[test]
    fn credentials_and_keys_of_any_url_are_hidden() {
        let table = [
            ("see http://me:secret@proxy:80/x@y", "see http://***@proxy:80/x@y"),
            ("http://a/ and https://b@c", "http://a/ and https://***@c"),
            ("GET /x?apikey=abc HTTP", "GET /x?apikey=*** HTTP"),
            ("APIKEY=abc&APIKEY=def", "APIKEY=***&APIKEY=***"),
        ];
        for (text, shown) in table {
            assert_eq!(Redactor::default().show(text), shown);
        }
    }
}
