//! The wire: requests, and what it means how the server answered, or that it did not.

mod location;
mod preview;
mod properties;
mod proxy_failure;
mod request;
mod results;
mod tls;
mod transport_failure;
