//! Random texts, such as people and servers may give them.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// Any text; often one of the characters that mean something in a URL.
pub fn any_text() -> impl Strategy<Value = String> {
    let words = [
        "undefined",
        "null",
        ".",
        "..",
        "%2e%2E",
        "http://",
        "HTTPS://eyes",
        "//",
        "[::1]",
        "127.0.0.1",
        "@",
    ];
    let parts = prop_oneof![
        select(words.to_vec()).prop_map(str::to_owned),
        "[-a-zA-Z0-9._~:/?#@\\[\\]!$&'()*+,;=%\\\\ \t\n]{0,12}",
        any::<String>(),
    ];
    vec(parts, 0..5).prop_map(|parts| parts.concat())
}

/// What may be a server URL or a proxy more often than not.
pub fn address() -> impl Strategy<Value = String> {
    let address =
        "(http|https|HTTP|ftp)://([a-z%:]{0,5}@)?[a-zA-Z0-9._-]{1,12}(:[0-9]{0,6})?(/[a-zA-Z0-9.%/é?#-]{0,12})?";
    prop_oneof![3 => address, 1 => any_text()]
}

/// Parts of what a server or a runtime may say.
pub fn message_parts() -> impl Strategy<Value = Vec<String>> {
    let known = ["http://", "@", "apiKey=", "&", " ", "\"", "\n", "user:", "Basic "].map(str::to_owned);
    vec(prop_oneof![select(known.to_vec()), any::<String>(), "[a-z]{0,5}"], 0..8)
}

/// Whether a text has a part, in whichever case.
pub fn contains(text: &str, part: &str) -> bool {
    text.to_ascii_lowercase().contains(&part.to_ascii_lowercase())
}
