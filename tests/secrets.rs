//! Neither the API key nor a proxy's password is shown anywhere, wherever it came from.
#![cfg(test)]

mod support;

use eyes_batch_close::fault::{Fault, Link};
use eyes_batch_close::options::Options;
use support::{KEY, Value, World, answer, fault, meets, meets_with, resolve, run, settings, text};

#[test]
fn no_secret_is_in_settings_as_debug_shows_them() {
    let proxy = ("proxy", text("http://user:MarkedPass@proxy"));
    let shown = format!("{:?}", resolve(&[proxy], &[]).expect("right settings"));
    assert!(!shown.contains("MarkedPass") && !shown.contains(KEY), "{shown}");
}

#[test]
fn a_key_or_password_put_into_the_wrong_place_is_not_shown() {
    let key_as_id = text(&format!("{KEY}\n!"));
    let misplaced = [
        ("batchIds", key_as_id.clone()),
        ("batchIds", Value::List(vec![text("a"), key_as_id])),
        ("batchBuildId", text(&format!("{KEY}\0"))),
        ("serverUrl", text(KEY)),
        ("serverUrl", text(&format!("http://user:{KEY}@eyes"))),
        ("proxy", text(&format!("ftp://{KEY}"))),
        ("apiKeyIn", text(KEY)),
    ];
    for (name, value) in misplaced {
        for variables in [&[][..], &[("APPLITOOLS_API_KEY", KEY)]] {
            let own = if variables.is_empty() { text(KEY) } else { Value::Unset };
            let error = resolve(&[(name, value.clone()), ("apiKey", own)], variables).expect_err("a refusal");
            assert!(!format!("{error:?}").contains(KEY), "{error:?}");
        }
    }
}

#[test]
fn a_long_key_put_into_the_place_of_an_id_is_not_shown_in_part() {
    let key = format!("{}{}", KEY, "z".repeat(100));
    let id = text(&format!("{key}\n!"));
    let error = resolve(&[("batchIds", id), ("apiKey", text(&key))], &[]).expect_err("a refusal");
    assert!(!format!("{error:?}").contains(KEY), "{error:?}");
}

#[tokio::test(start_paused = true)]
async fn a_key_that_is_part_of_an_id_is_not_in_the_message_even_where_the_id_is_cut() {
    for start in [0, 40, 50, 59, 60] {
        let id = "x".repeat(start) + KEY;
        let settings = settings(&[("batchIds", text(&id))]);
        let run = run(World::new().batch(&id, [answer(400)]), &settings).await;
        assert!(!run.error().message.contains(&KEY[..1]), "{}", run.error().message);
    }
}

#[tokio::test(start_paused = true)]
async fn a_key_that_the_server_echoes_is_hidden_even_where_its_message_is_cut() {
    for start in 480..=500 {
        let run = meets([answer(400).body("x".repeat(start) + KEY)]).await;
        let shown = &run.error().message;
        assert!(!shown.contains(&KEY[..1]), "{start}: {shown}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_password_that_a_proxy_echoes_is_hidden_even_where_its_white_space_is_not_kept() {
    let fields = [("url", "http://proxy"), ("username", "u"), ("password", "Marked  Pass")];
    let mut proxy = Options::default();
    for (name, value) in fields {
        proxy.insert(name, text(value));
    }
    let refusal = answer(400).body("u and Marked  Pass do not fit");
    let run = meets_with(&[("proxy", Value::Fields(proxy))], [refusal]).await;
    assert!(!run.error().message.contains("Pass"), "{}", run.error().message);
}

#[tokio::test(start_paused = true)]
async fn what_a_runtime_says_of_a_request_is_shown_without_its_key() {
    let texts = [
        format!("invalid header value {KEY}\n"),
        format!("error sending request for url (http://eyes/x?apiKey={KEY}): nothing"),
        format!("Request cannot be constructed from a URL that includes credentials: http://u:{KEY}@eyes/"),
        format!("HEADERS: {}", KEY.to_uppercase()),
    ];
    for message in texts {
        let links = ["TypeError", "Error"].map(|name| Link {
            name: name.to_owned(),
            code: Some(format!("E_{KEY}")),
            message: message.clone(),
            status: None,
        });
        let run = meets([fault(Fault::Thrown(links.into()))]).await;
        let shown = format!("{:?} {:?} {:?}", run.report, run.report.error(), run.heard);
        assert!(!shown.to_lowercase().contains(&KEY.to_lowercase()), "{shown}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_proxy_s_password_and_its_basic_token_are_not_shown() {
    let proxy = [("proxy", text("http://user:Marked%20Pass%2F@proxy"))];
    let forms = [
        "Marked Pass/",
        "Marked%20Pass%2F",
        "marked%20pass%2f",
        "dXNlcjpNYXJrZWQgUGFzcy8=",
        "dXNlcjpNYXJrZWQgUGFzcy8",
    ];
    for form in forms {
        let refusal = answer(400).body(format!("I know your secret: {form}!"));
        let run = meets_with(&proxy, [refusal]).await;
        let message = &run.error().message;
        assert!(message.ends_with("I know your secret: ***!"), "{message}");
    }
}
