//! Shards that have a store in common: who closes, whatever happens.

mod abort;
mod claims;
mod close_anyway;
mod every_step;
mod fate;
mod invariants;
mod process;
mod properties;
mod settings;
mod simulated_store;
mod simulation;
mod status;
mod steps;
mod store_failure;
mod totals;
