//! Searching and writing texts. The standard library's ways are made for long ones, and many times as large in WebAssembly.

/// Where a part begins in a text, in whichever case its ASCII letters are.
pub fn find(text: &str, part: &str) -> Option<usize> {
    let mut windows = text.as_bytes().windows(part.len().max(1));
    windows.position(|window| window.eq_ignore_ascii_case(part.as_bytes()))
}

/// Whether a text has a part, in whichever case its ASCII letters are.
pub fn has(text: &str, part: &str) -> bool {
    find(text, part).is_some()
}

/// What stands before a part and behind it.
pub fn cut<'a>(text: &'a str, part: &str) -> Option<(&'a str, &'a str)> {
    let at = find(text, part)?;
    Some((text.get(..at)?, text.get(at.saturating_add(part.len())..)?))
}

/// The scheme of an absolute URL and what follows its `://`; another URL may have one in its query.
pub fn cut_scheme(url: &str) -> Option<(&str, &str)> {
    cut(url, "://").filter(|(scheme, _)| scheme.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// What stands before the last of a mark and behind it.
pub fn cut_last(text: &str, mark: u8) -> Option<(&str, &str)> {
    let at = text.bytes().rposition(|byte| byte == mark)?;
    Some((text.get(..at)?, text.get(at.saturating_add(1)..)?))
}

/// What stands before the first of some marks; the whole text where there is none.
pub fn before<'a>(text: &'a str, marks: &str) -> &'a str {
    let end = text.bytes().position(|byte| marks.as_bytes().contains(&byte));
    end.map_or(text, |end| split(text, end).0)
}

/// A text without the marks at its end.
pub fn trim_end(mut text: &str, mark: u8) -> &str {
    while let Some((rest, "")) = cut_last(text, mark) {
        text = rest;
    }
    text
}

/// A number of digits only; one too large is the largest.
pub fn number(digits: &str) -> Option<u64> {
    let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| digits.parse().unwrap_or(u64::MAX))
}

/// The two parts of a text, before and from a place on; nothing stands behind its end.
pub fn split(text: &str, at: usize) -> (&str, &str) {
    text.split_at_checked(at).unwrap_or((text, ""))
}

/// The parts one after the other: `concat`, in a fraction of its code.
pub fn glue(parts: &[&str]) -> String {
    let mut text = String::new();
    for part in parts {
        text.push_str(part);
    }
    text
}

/// Adds a text to a command, as a POSIX shell reads it.
pub fn add_quoted(command: &mut String, text: &str) {
    command.push('\'');
    for c in text.chars() {
        command.push_str(if c == '\'' { "'\\'" } else { "" });
        command.push(c);
    }
    command.push('\'');
}

/// A number in decimal digits.
pub fn decimal(number: impl Into<u64>) -> String {
    let number: u64 = number.into();
    number.to_string()
}

/// Encodes a text as one part of a URL: a path segment, or a query value.
///
/// Only RFC 3986's unreserved characters stay, so that no URL parser changes what is left.
pub fn encode(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let digit = |value: u8| char::from(b"0123456789ABCDEF".get(usize::from(value)).copied().unwrap_or(b'0'));
            encoded.push('%');
            encoded.push(digit(byte >> 4));
            encoded.push(digit(byte & 15));
        }
    }
    encoded
}

/// Decodes percent-encoding; a percent sign without two digits behind it stays. `None` where the bytes are no UTF-8.
pub fn decode(text: &str) -> Option<String> {
    let mut decoded = Vec::new();
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let mut ahead = bytes.clone();
        let mut digit = || char::from(ahead.next()?).to_digit(16);
        match digit().zip(digit()) {
            Some((high, low)) if byte == b'%' => {
                decoded.push((high << 4 | low) as u8);
                bytes = ahead;
            }
            _ => decoded.push(byte),
        }
    }
    String::from_utf8(decoded).ok()
}

/// Base64 as Basic authentication has it.
pub fn base64(bytes: &[u8]) -> String {
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

/// A value as a message shows it: in quotation marks, escaped, and not longer than a line.
pub fn quote(text: &str) -> String {
    const SHOWN: usize = 60;
    let mut shown = String::from('"');
    let mut chars = text.chars();
    for c in chars.by_ref().take(SHOWN) {
        match c {
            _ if c.is_control() => shown.extend(c.escape_unicode()),
            '"' | '\\' => {
                shown.push('\\');
                shown.push(c);
            }
            _ => shown.push(c),
        }
    }
    shown.push_str(if chars.next().is_some() { "…\"" } else { "\"" });
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_found_in_any_case() {
        let table = [
            ("", "x", None),
            ("a://b", "://", Some(1)),
            ("aab", "AB", Some(1)),
            ("écert", "CERT", Some(2)),
            ("ab", "abc", None),
        ];
        for (text, part, at) in table {
            assert_eq!(find(text, part), at, "{part:?} in {text:?}");
        }
        assert_eq!(cut("http://a://b", "://"), Some(("http", "a://b")));
        assert_eq!(cut("http:/a", "://"), None);
    }

    #[test]
    fn percent_encoding_is_decoded_where_it_is_one() {
        let table = [
            ("%41%2f%c3%B6", Some("A/ö")),
            ("%4", Some("%4")),
            ("%%41%4x", Some("%A%4x")),
            ("%ff", None),
        ];
        for (text, decoded) in table {
            assert_eq!(decode(text).as_deref(), decoded, "{text:?}");
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
        assert_eq!(quote(&"x".repeat(60)), format!("\"{}\"", "x".repeat(60)));
    }
}
