//! What the core needs of the world: JavaScript's in the package, a simulated one in the native tests.

use std::future::Future;

use crate::fault::Fault;
use crate::request::Request;

/// The world that the core runs in.
pub trait Host {
    /// An answer whose body may still be arriving.
    type Answer: Answer;

    /// Sends a request and waits for the head of its answer. Dropping the future aborts the request.
    fn send(&self, request: &Request) -> impl Future<Output = Result<Self::Answer, Fault>>;

    /// Waits for so many milliseconds. Dropping the future clears the timer.
    fn sleep(&self, ms: u64) -> impl Future<Output = ()>;

    /// Milliseconds on a clock that only goes forwards.
    fn elapsed(&self) -> u64;

    /// How many milliseconds away an HTTP date is; `None` for what is none, or has passed.
    fn until(&self, date: &str) -> Option<u64>;

    /// A random number from 0 up to, but not including, 1.
    fn random(&self) -> f64;

    /// Hears of an attempt as it ends: of which batch, which it was, and the status of the answer or why there is none.
    fn heard(&self, _batch_id: &str, _attempt: u32, _came: &str) {}
}

/// An answer. Dropping it cancels what is left of its body.
pub trait Answer {
    /// The HTTP status.
    fn status(&self) -> u16;

    /// The value of a header; the name is in lower case.
    fn header(&self, name: &str) -> Option<String>;

    /// The next piece of the body, decoded; `None` at its end, and where it broke off.
    fn chunk(&mut self) -> impl Future<Output = Option<String>>;
}
