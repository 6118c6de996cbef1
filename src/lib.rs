//! Closes Applitools Eyes batches: the core of the npm package `eyes-batch-close`.
//!
//! The core decides (what is sent, what an answer means, when to try again, who closes, what is told) and does no I/O:
//! everything but `wasm` compiles and is tested natively, over a [`host::Host`] that is simulated there and is
//! JavaScript's `fetch` and `setTimeout` in the package. Its modules, in the order in which a call of `close()` walks
//! through them:
//!
//! 1. `wasm`, the only module that knows of JavaScript, takes the call, its options and its callbacks;
//! 2. [`config`] checks what the caller and the environment said, and makes settings of it;
//! 3. [`shards`], where the run has shards and a store, finds out whether this call is the one that closes;
//! 4. [`close`](mod@close) tries each batch until there is a result, within one budget of time, and where it is wanted
//!    reads what came of them;
//! 5. [`eyes`] makes the requests, and says what an answer, or none, means;
//! 6. [`host`] is what all of them need of the world; [`error`] is what can go wrong.
//!
//! Beside that way stands [`run`]: hooks and the command line ask it which batch a test run has, and who closes it.
//!
//! A module knows only modules below it: [`error`], [`host`] < [`config`] < [`eyes`] < [`close`](mod@close) < [`shards`] <
//! [`run`] < `wasm`.

pub mod close;
pub mod config;
pub mod error;
pub mod eyes;
pub mod host;
pub mod run;
pub mod shards;

#[cfg(target_arch = "wasm32")]
pub mod wasm;
