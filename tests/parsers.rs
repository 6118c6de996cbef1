//! Properties of everything that reads a text: any text at all comes to a value or to a refusal, never to a panic.
#![cfg(test)]
#![allow(clippy::arithmetic_side_effects)]

mod support;

use eyes_batch_close::batch_id::BatchId;
use eyes_batch_close::delay::asked_delay;
use eyes_batch_close::no_proxy::bypasses;
use eyes_batch_close::proxy::Proxy;
use eyes_batch_close::request::Requests;
use eyes_batch_close::server_url::ServerUrl;
use eyes_batch_close::text::{decode, encode};
use percent_encoding::percent_decode_str;
use proptest::prelude::*;
use support::strings::{address, odd};
use support::{cases, settings, text};

/// Whether a URL parser would leave a path as it is.
fn is_plain_path(path: &str) -> bool {
    let plain = |c: char| c.is_ascii_graphic() && !"?#\\\"<>^`{|}".contains(c);
    let dots = |segment: &str| matches!(segment.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | "..");
    path.chars().all(plain) && !path.split('/').any(dots)
}

proptest! {
    #![proptest_config(cases(2_000))]

    #[test]
    fn an_id_is_one_segment_that_decodes_to_it_or_is_refused(given in odd()) {
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
    fn percent_encoding_is_what_everybody_else_reads(given in odd()) {
        let read = |text: &str| percent_decode_str(text).decode_utf8().ok().map(String::from);
        prop_assert_eq!(read(&encode(&given)), Some(given.clone()));
        prop_assert_eq!(decode(&given), read(&given));
    }

    #[test]
    fn a_server_url_that_is_taken_reads_back_as_itself(given in address()) {
        if let Ok(url) = ServerUrl::parse(&given) {
            let shown = url.text();
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
            let read = ServerUrl::parse(&proxy.origin.text()).map(|url| (url.origin, url.prefix));
            prop_assert_eq!(read, Ok((proxy.origin, String::new())));
        }
    }

    #[test]
    fn encoded_credentials_arrive_as_they_were(username in "[^:]*", password in any::<String>()) {
        let url = format!("http://{}:{}@proxy:3128", encode(&username), encode(&password));
        let proxy = Proxy::parse(&url).unwrap();
        prop_assert_eq!(proxy.origin.text(), "http://proxy:3128");
        prop_assert_eq!(proxy.login, Some((username, password)));
    }

    #[test]
    fn no_proxy_is_read_whatever_is_in_it(list in odd(), host in "[a-z0-9.]{1,8}|\\[::1\\]") {
        if let Ok(server) = ServerUrl::parse(&format!("http://{host}:8080")) {
            let (above, all) = (format!("{list},{}", server.origin.host), format!("*,{list}"));
            bypasses(&list, &server.origin);
            prop_assert!(bypasses(&above, &server.origin) && bypasses(&all, &server.origin), "{}", above);
        }
    }

    #[test]
    fn a_delay_is_read_whatever_is_asked_for(given in odd(), digits in "[0-9]{1,30}", away in any::<u64>()) {
        prop_assert!(asked_delay(Some(&given), |_| Some(away)).is_none_or(|delay| delay <= 60_000));
        let seconds = digits.parse::<u64>().unwrap_or(u64::MAX).min(60);
        prop_assert_eq!(asked_delay(Some(&digits), |_| Some(away)), Some(seconds * 1_000));
    }

    #[test]
    fn a_poll_goes_to_the_server_by_a_path_that_stays_as_it_is(location in prop_oneof![address(), odd()]) {
        let settings = settings(&[("serverUrl", text("http://eyes:81/pre"))]);
        let requests = Requests::new(&settings, 0.5);
        let asked = requests.close(&settings.batch_ids[0], 1);
        if let Some(poll) = requests.poll(&location, &asked, 2) {
            let path = poll.url.strip_prefix("http://eyes:81");
            let path = path.and_then(|rest| rest.split('?').next()).unwrap_or_default();
            prop_assert!(path.starts_with('/') && is_plain_path(path), "{}", poll.url);
            prop_assert!(poll.url.chars().all(|c| c.is_ascii_graphic() && c != '#'), "{}", poll.url);
        }
    }
}
