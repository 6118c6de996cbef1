//! A test run from its begin to its end: which batch it has and who named it, what is set for the tests, and who closes.
//!
//! Hooks and the command line ask here and do what is answered. This module knows the environments of CIs and the variables
//! of the Eyes SDKs; it does not know how a batch is closed, nor in which words it is told.

pub mod batch_sources;
pub mod ci;
pub mod fresh_id;
pub mod plan;
pub mod resolved_batch;
pub mod run_id;
pub mod shell;
pub mod variables;
