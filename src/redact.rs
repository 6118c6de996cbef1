//! What may be shown of a text that can hold a secret.

use crate::batch_id::encode;

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
        let token = base64(format!("{username}:{password}").as_bytes());
        self.hide(token.trim_end_matches('='));
        self.hide(&token);
    }

    /// The text without any secret, and without the credentials and API keys of any URL in it.
    pub fn show(&self, text: &str) -> String {
        let mut shown = text.to_owned();
        for secret in &self.hidden {
            shown = replace_ignoring_case(&shown, secret);
        }
        hide_in_urls(&shown)
    }
}

/// Percent-encoding may be written in either case, and header values are echoed in any.
fn replace_ignoring_case(text: &str, secret: &str) -> String {
    let (haystack, needle) = (text.to_ascii_lowercase(), secret.to_ascii_lowercase());
    let mut shown = String::with_capacity(text.len());
    let mut from = 0;
    for (at, found) in haystack.match_indices(&needle) {
        shown.push_str(text.get(from..at).unwrap_or_default());
        shown.push_str(MASK);
        from = at.saturating_add(found.len());
    }
    shown.push_str(text.get(from..).unwrap_or_default());
    shown
}

/// Hides `user:password@` behind `://` and the value of `apiKey=`, whoever they belong to.
fn hide_in_urls(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("://") {
        let (before, after) = rest.split_at(at.saturating_add(3));
        shown.push_str(before);
        let end = after
            .find(|c: char| c.is_whitespace() || "/?#\"'<>".contains(c))
            .unwrap_or(after.len());
        let at_sign = after.get(..end).and_then(|authority| authority.rfind('@'));
        if at_sign.is_some() {
            shown.push_str(MASK);
        }
        rest = after.get(at_sign.unwrap_or(0)..).unwrap_or_default();
    }
    shown.push_str(rest);
    hide_values(&shown, "apikey=")
}

fn hide_values(text: &str, name: &str) -> String {
    let lower = text.to_ascii_lowercase();
    let mut shown = String::with_capacity(text.len());
    let mut from = 0;
    for (at, found) in lower.match_indices(name) {
        let value = at.saturating_add(found.len());
        let behind = text.get(value..).unwrap_or_default();
        let length = behind
            .find(|c: char| c.is_whitespace() || "&#\"'<>".contains(c))
            .unwrap_or(behind.len());
        shown.push_str(text.get(from..value).unwrap_or_default());
        shown.push_str(MASK);
        from = value.saturating_add(length);
    }
    shown.push_str(text.get(from..).unwrap_or_default());
    shown
}

/// A value as a message shows it: in quotation marks, escaped, and not longer than a line.
pub fn quote(text: &str) -> String {
    const SHOWN: usize = 60;
    let mut shown = String::from('"');
    for c in text.chars().take(SHOWN) {
        match c {
            '"' | '\\' => shown.extend(['\\', c]),
            _ if c.is_control() => shown.push_str(&format!("\\u{{{:x}}}", u32::from(c))),
            _ => shown.push(c),
        }
    }
    shown.push_str(if text.chars().nth(SHOWN).is_some() {
        "…\""
    } else {
        "\""
    });
    shown
}

/// Base64 as Basic authentication has it. The crate for it is eight times as large in WebAssembly.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for (place, shift) in [18, 12, 6, 0].into_iter().enumerate() {
            let digit = DIGITS.get((bits >> shift & 63) as usize).copied().unwrap_or(b'=');
            text.push(if place > chunk.len() { '=' } else { char::from(digit) });
        }
    }
    text
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

    #[test]
    fn base64_is_what_rfc_4648_says() {
        for (text, encoded) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(text.as_bytes()), encoded);
        }
    }

    #[test]
    fn a_quoted_value_is_escaped_and_short() {
        assert_eq!(quote("a\"b\\c\n"), "\"a\\\"b\\\\c\\u{a}\"");
        assert_eq!(quote(&"x".repeat(61)), format!("\"{}…\"", "x".repeat(60)));
    }
}
