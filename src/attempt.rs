//! One attempt: sends a request within its time, and reads what matters of the answer.

use std::future::Future;
use std::pin::pin;

use futures_util::future::{Either, select};

use crate::error::{Code, Error};
use crate::fault::{self, Finding};
use crate::host::{Answer, Host};
use crate::request::Request;
use crate::retry::Seen;
use crate::settings::Settings;
use crate::text::decimal;

/// How long the body of an answer may take, in milliseconds: its status has said what matters.
const BODY_TIME: u64 = 1_000;
/// How much of a body is read, in bytes.
const BODY_SIZE: usize = 65_536;
/// In how many pieces: empty ones that are always there would let no timer run.
const BODY_CHUNKS: usize = 1_024;

/// Sends a request within a call that ends at `deadline`; says what answer came, or what it means that none did.
pub async fn send<H: Host>(host: &H, settings: &Settings, request: &Request, deadline: u64) -> Result<Seen, Finding> {
    match within(host, settings.timeout, host.send(request)).await {
        Some(Ok(answer)) => Ok(read(host, settings, answer, deadline).await),
        Some(Err(fault)) => Err(fault::judge(&fault, settings)),
        None => {
            let (server, timeout) = (settings.server.text(), decimal(settings.timeout));
            let message = [&server, " gave no answer within timeout (", &timeout, " ms)"];
            let hint = "Check that the server is up; set a longer timeout for a slow one.";
            Err(Finding::transient(
                Error::new(Code::Timeout, &message).with_hint(&[hint]),
            ))
        }
    }
}

async fn read<H: Host>(host: &H, settings: &Settings, mut answer: H::Answer, deadline: u64) -> Seen {
    let mut body = String::new();
    // The budget must not end within a body: the status would not be told.
    let left = deadline.saturating_sub(host.elapsed()) / 2;
    let read = within(host, BODY_TIME.min(settings.timeout).min(left), async {
        for _ in 0..BODY_CHUNKS {
            let Some(chunk) = answer.chunk().await else { break };
            body.push_str(&chunk);
            if body.len() >= BODY_SIZE {
                break;
            }
        }
    })
    .await;
    let unfinished = read.is_none();
    let header = |name| answer.header(name);
    let status = answer.status();
    // Of most answers few headers matter, and each costs a call into JavaScript.
    let plain = (200..=299).contains(&status) && status != 202;
    Seen {
        status,
        content_type: if body.is_empty() && !unfinished {
            None
        } else {
            header("content-type")
        },
        location: if plain { None } else { header("location") },
        retry_after: if plain { None } else { header("retry-after") },
        dont_retry: !plain && header("x-applitools-dont-retry").is_some_and(|value| value.trim() == "true"),
        body,
        unfinished,
    }
}

/// The outcome of some work, or `None` when the time was up first.
async fn within<H: Host, T>(host: &H, ms: u64, work: impl Future<Output = T>) -> Option<T> {
    match select(pin!(work), pin!(host.sleep(ms))).await {
        Either::Left((done, _)) => Some(done),
        Either::Right(_) => None,
    }
}
