//! Shards that have a store in common: each says that it is done, and the last one closes the batch.
//!
//! A [`Store`](crate::host::Store) keeps entries under the key of a batch. In one step it adds those that are not there
//! yet, and reads others. They are:
//!
//! - `total`: how many shards there are, as the first to come said.
//! - `2-of-4`: shard 2 is done. Added again it changes nothing: a shard counts once.
//! - `claim-1`: somebody closes the batch, and holds the claim for so many milliseconds. A claim that ran out is passed by
//!   with the next number.
//! - `end-1`: how that claim ended: `closed`, `failed`, or `missing` where the server knew no such batch; that is
//!   `ignored-missing` where it is no failure. A batch whose claim ended as a failure is claimed again by whoever calls.
//!
//! Every value begins with the token of the call that added it. So a step whose answer was lost can be taken again: who
//! finds its own token in a claim has the claim. A claim is made only where all shards are seen done; so a shard whose own
//! entry is new knows that any claim came after it and covers it, and one that was done before has run again, has its
//! tests in a new batch, and makes a claim of its own once any that is under way has ended.
//!
//! This module knows what a shard is and what is kept in a store; it does not know how a store keeps it, nor what a run is.

pub mod claim;
mod close_as_shard;
mod entries;
pub mod settings;
pub mod shard;
pub mod status;
mod steps;
mod store_failure;

pub use close_as_shard::{ShardReport, close_as_shard};
