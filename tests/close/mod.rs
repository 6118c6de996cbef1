//! Closing one batch, and many.

mod abort;
mod backoff;
mod budget;
mod expected;
mod observer;
mod polling;
mod properties;
mod redaction;
mod report;
mod responses;
mod retries;
mod schedule;
