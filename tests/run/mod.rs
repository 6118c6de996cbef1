//! A test run: which batch it has, and who closes it.

mod batch_sources;
mod ci;
mod plan;
mod problems;
mod run_id;
mod variables;
mod warnings;
mod who_closes;
