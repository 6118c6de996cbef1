//! JavaScript: the class `BatchClose`, of which `src/js/index.js` is the face, and the functions that hooks and the
//! command line call.
//!
//! This module translates and decides nothing. Options come in one by one, since an error names its option; plain data goes
//! out, and comes in from our own JavaScript, by serde. An export fails by throwing the one `BatchCloseError`.
//!
//! Every method takes `&self` and holds no borrow across an await or a callback, so that nothing JavaScript does meanwhile
//! (a setter, a second `close()`, the garbage collector) can disturb a call.

mod callbacks;
mod class;
mod close_call;
mod command_line;
mod crash;
mod data;
mod environment;
mod error;
mod fetch;
mod host;
mod object;
mod options;
mod preview;
mod response;
mod results;
mod run;
mod signal;
mod store;
mod transport;

pub use class::BatchClose;

/// No slower than the default one, and there is less to compile at startup.
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();
