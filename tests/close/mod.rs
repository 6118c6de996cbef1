//! Closing one batch, and many.

mod abort;
mod backoff;
mod budget;
mod expected;
mod fail_on;
mod observer;
mod polling;
mod properties;
mod redaction;
mod report;
mod responses;
mod results;
mod results_properties;
mod retries;
mod schedule;
