//! Properties of everything that reads a text: any text at all comes to a value or to a refusal, never to a panic.

use eyes_batch_close::config::batch_id::BatchId;
use eyes_batch_close::config::no_proxy::bypasses;
use eyes_batch_close::config::proxy::Proxy;
use eyes_batch_close::config::secrets::encode_component;
use eyes_batch_close::config::server_url::ServerUrl;
use percent_encoding::percent_decode_str;
use proptest::prelude::*;

use crate::support::cases;
use crate::support::random_texts::{address, any_text};

/// Whether a URL parser would leave a path as it is.
pub fn is_plain_path(path: &str) -> bool {
    let plain = |c: char| c.is_ascii_graphic() && !"?#\\\"<>^`{|}".contains(c);
    let dots = |segment: &str| matches!(segment.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | "..");
    path.chars().all(plain) && !path.split('/').any(dots)
}

proptest! {
    #![proptest_config(cases(2_000))]

    #[test]
    fn an_id_is_one_segment_that_decodes_to_it_or_is_refused(given in any_text()) {
        let id = given.trim();
        let refused = ["", "undefined", "null", ".", ".."].contains(&id) || id.chars().any(char::is_control);
        let parsed = BatchId::parse(&given);
        prop_assert_eq!(parsed.is_err(), refused);
        if let Ok(parsed) = parsed {
            let segment = parsed.segment();
            prop_assert_eq!(percent_decode_str(&segment).decode_utf8().unwrap(), id);
            prop_assert_eq!(parsed.as_str(), id);
            let mut rest = segment.as_str();
            while let Some(at) = rest.find('%') {
                let escape = &rest[at + 1..at + 3];
                prop_assert!(escape.bytes().all(|b| b.is_ascii_digit() || (b'A'..=b'F').contains(&b)), "{}", segment);
                rest = &rest[at + 3..];
            }
            prop_assert!(segment.chars().all(|c| c.is_ascii_alphanumeric() || "-._~%".contains(c)), "{}", segment);
        }
    }

    #[test]
    fn percent_encoding_is_what_everybody_else_reads(given in any_text()) {
        let read = |text: &str| percent_decode_str(text).decode_utf8().ok().map(String::from);
        let encoded = encode_component(&given);
        prop_assert_eq!(read(&encoded), Some(given));
        prop_assert!(encoded.chars().all(|c| c.is_ascii_alphanumeric() || "-._~%".contains(c)), "{}", encoded);
    }

    #[test]
    fn a_server_url_that_is_taken_reads_back_as_itself(given in address()) {
        if let Ok(url) = ServerUrl::parse(&given) {
            let shown = url.to_string();
            prop_assert_eq!(ServerUrl::parse(&shown), Ok(url.clone()));
            let (scheme, rest) = shown.split_once("://").unwrap();
            prop_assert!(matches!(scheme, "http" | "https"));
            let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            prop_assert!(!authority.is_empty() && !authority.contains(['@', '%', '?', '#', '\\']), "{}", shown);
            prop_assert!(is_plain_path(path) && !path.ends_with('/'), "{}", shown);
            prop_assert!(!shown.contains(char::is_whitespace) && shown.is_ascii(), "{}", shown);
        }
    }

    #[test]
    fn a_proxy_that_is_taken_has_an_origin_that_reads_back_as_itself(given in address()) {
        if let Ok(proxy) = Proxy::parse(&given) {
            let read = ServerUrl::parse(&proxy.origin.to_string()).map(|url| (url.origin, url.prefix));
            prop_assert_eq!(read, Ok((proxy.origin, String::new())));
        }
    }

    #[test]
    fn encoded_credentials_arrive_as_they_were(username in "[^:]*", password in any::<String>()) {
        let url = format!("http://{}:{}@proxy:3128", encode_component(&username), encode_component(&password));
        let proxy = Proxy::parse(&url).unwrap();
        prop_assert_eq!(proxy.origin.to_string(), "http://proxy:3128");
        let login = proxy.login.unwrap();
        prop_assert_eq!((login.username.as_str(), login.password.expose()), (username.as_str(), password.as_str()));
    }

    #[test]
    fn no_proxy_is_read_whatever_is_in_it(list in any_text(), host in "[a-z0-9.]{1,8}|\\[::1\\]") {
        if let Ok(server) = ServerUrl::parse(&format!("http://{host}:8080")) {
            let (above, all) = (format!("{list},{}", server.origin.host), format!("*,{list}"));
            bypasses(&list, &server.origin);
            prop_assert!(bypasses(&above, &server.origin) && bypasses(&all, &server.origin), "{}", above);
        }
    }
}
