//! The wire: the requests that an Eyes server understands, and what it means how it answered, or that it did not.
//!
//! Everything known of the Eyes protocol, of `fetch`'s errors, of proxies and of TLS is here. This module sends nothing and
//! waits for nothing: it does not know how often a request is tried, nor what becomes of a batch.

pub mod failure;
pub mod location;
pub mod preview;
pub mod proxy_failure;
pub mod request;
pub mod response;
pub mod results;
pub mod tls;
pub mod transport_failure;
