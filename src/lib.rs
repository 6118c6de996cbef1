//! Closes Applitools Eyes batches: the core of the npm package `eyes-batch-close`.
//!
//! The core decides (what is sent, what an answer means, when to try again, what is told) and does no I/O: everything
//! but [`wasm`](mod@wasm) compiles and is tested natively, over a [`host::Host`] that is simulated there and is
//! JavaScript's `fetch` and `setTimeout` in the package.

pub mod api_key;
pub mod attempt;
pub mod batch_id;
pub mod ci;
pub mod cli;
pub mod close;
pub mod delay;
pub mod error;
pub mod fault;
pub mod host;
pub mod job;
pub mod lines;
pub mod marking;
pub mod no_proxy;
pub mod options;
pub mod proxy;
pub mod redact;
pub mod report;
pub mod request;
pub mod retry;
pub mod run;
pub mod server_url;
pub mod settings;
pub mod shard;
pub mod text;
pub mod tls;

#[cfg(target_arch = "wasm32")]
pub mod wasm;
