//! The native tests: one binary, whose modules mirror the modules of `src/`.
//!
//! Nothing here takes time: hosts and stores are simulated on tokio's paused clock. `PROPTEST_CASES` sets how many cases
//! each property runs.
#![cfg(test)]
#![allow(clippy::arithmetic_side_effects)]

mod close;
mod config;
mod documents;
mod eyes;
mod run;
mod shards;
mod support;
