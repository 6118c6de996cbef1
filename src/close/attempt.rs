//! One attempt: sends a request within its time, and reads what matters of the answer.

use std::time::Duration;

use crate::config::settings::Settings;
use crate::eyes::failure::Failure;
use crate::eyes::response::{BodyExtent, ResponseSummary};
use crate::eyes::transport_failure;
use crate::host::{Chunk, Host, Request, Response, with_timeout};

/// How much of a body is read.
#[derive(Clone, Copy, Debug)]
pub struct BodyLimit {
    /// How long it may take.
    timeout: Duration,
    /// How many bytes.
    bytes: usize,
    /// In how many pieces: empty ones that are always there would let no timer run.
    chunks: usize,
}

impl BodyLimit {
    /// Of an answer whose status says what matters.
    pub const SHORT: Self = Self {
        timeout: Duration::from_secs(1),
        bytes: 65_536,
        chunks: 1_024,
    };

    /// Of an answer that is data: the tests of a batch may be thousands.
    pub const DATA: Self = Self {
        timeout: Duration::from_secs(20),
        bytes: 16_777_216,
        chunks: 65_536,
    };
}

/// Sends a request within a call that ends at `deadline`; says what answer came, or what it means that none did.
pub async fn send<H: Host>(
    host: &H,
    settings: &Settings,
    request: &Request,
    limit: BodyLimit,
    deadline: Duration,
) -> Result<ResponseSummary, Failure> {
    match with_timeout(host, settings.timeout, host.send(request)).await {
        Some(Ok(response)) => Ok(read(host, settings, response, limit, deadline).await),
        Some(Err(error)) => Err(transport_failure::classify(&error, settings)),
        None => Err(transport_failure::attempt_timed_out(settings)),
    }
}

async fn read<H: Host>(
    host: &H,
    settings: &Settings,
    mut response: H::Response,
    limit: BodyLimit,
    deadline: Duration,
) -> ResponseSummary {
    let mut body = String::new();
    // The budget must not end within a body: the status would not be told.
    let left = deadline.saturating_sub(host.elapsed()).mul_f64(0.5);
    let body_timeout = limit.timeout.min(settings.timeout).min(left);
    let read = with_timeout(host, body_timeout, read_body(&mut response, &mut body, limit)).await;
    let body_extent = read.unwrap_or(BodyExtent::Stalled);
    let status = response.status();
    // Of most answers few headers matter, and each costs a call into JavaScript.
    let is_plain = (200..=299).contains(&status) && status != 202;
    let has_body = body_extent.has_body(&body);
    let header = |name: &str, is_read: bool| if is_read { response.header(name) } else { None };
    ResponseSummary {
        status,
        content_type: header("content-type", has_body),
        location: header("location", !is_plain),
        retry_after: header("retry-after", !is_plain),
        dont_retry: header("x-applitools-dont-retry", !is_plain).is_some_and(|value| value.trim() == "true"),
        body,
        body_extent,
    }
}

async fn read_body(response: &mut impl Response, body: &mut String, limit: BodyLimit) -> BodyExtent {
    for _ in 0..limit.chunks {
        match response.chunk().await {
            Chunk::Text(text) => body.push_str(&text),
            Chunk::End => return BodyExtent::Whole,
            Chunk::Broken => return BodyExtent::Cut,
        }
        if body.len() >= limit.bytes {
            break;
        }
    }
    BodyExtent::Cut
}
