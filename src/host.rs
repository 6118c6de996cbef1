//! What the core needs of the world: requests, time, chance and a store. JavaScript's in the package, a simulated one in
//! the native tests. Nothing here decides anything.

use std::fmt;
use std::future::Future;
use std::pin::pin;
use std::time::{Duration, SystemTime};

use futures_util::future::{Either, select};

/// The world that the core runs in.
pub trait Host {
    /// An answer whose body may still be arriving.
    type Response: Response;

    /// Sends a request and waits for the head of its answer. Dropping the future aborts the request.
    fn send(&self, request: &Request) -> impl Future<Output = Result<Self::Response, TransportError>>;

    /// Waits. Dropping the future clears the timer.
    fn sleep(&self, duration: Duration) -> impl Future<Output = ()>;

    /// The time on a clock that only goes forwards.
    fn elapsed(&self) -> Duration;

    /// The time of day.
    fn now(&self) -> SystemTime;

    /// A random number from 0 up to, but not including, 1.
    fn random(&self) -> f64;
}

/// What some work comes to, or `None` when the time was up first.
pub async fn with_timeout<H: Host, T>(host: &H, timeout: Duration, work: impl Future<Output = T>) -> Option<T> {
    match select(pin!(work), pin!(host.sleep(timeout))).await {
        Either::Left((done, _)) => Some(done),
        Either::Right(_) => None,
    }
}

/// An answer. Dropping it cancels what is left of its body.
pub trait Response {
    /// The HTTP status.
    fn status(&self) -> u16;

    /// The value of a header; the name is in lower case.
    fn header(&self, name: &str) -> Option<String>;

    /// The next piece of the body, decoded as one stream by the charset that its type names.
    fn chunk(&mut self) -> impl Future<Output = Chunk>;
}

/// A piece of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chunk {
    /// More text.
    Text(String),
    /// The body is at its end.
    End,
    /// The connection broke, or the body can't be read.
    Broken,
}

/// The caller's wish to end a call.
pub trait AbortSignal {
    /// Whether it came.
    fn is_aborted(&self) -> bool;

    /// Waits until it comes.
    fn aborted(&self) -> impl Future<Output = ()>;
}

/// What the shards of a run have in common. Entries are never changed or taken away, so that no two shards can disagree
/// about what they saw; all entries expire together, a day after the last was added.
pub trait Store {
    /// In one step: adds those entries, each a name with a value, that are not there yet, then reads others by their names.
    fn add_and_read(
        &self,
        add: &[(String, String)],
        read: &[String],
    ) -> impl Future<Output = Result<Vec<Option<Entry>>, StoreFailure>>;
}

/// An entry of a store.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// Its value.
    pub value: String,
    /// How long ago it was added, by the store's clock.
    pub age: Duration,
}

/// Why a store did not answer, as the system said it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoreFailure {
    /// The system's code, such as `ENOENT`.
    pub code: Option<String>,
    /// The system's message.
    pub message: String,
}

/// The method of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Closes a batch.
    Delete,
    /// Asks how far it is, or what came of it.
    Get,
}

impl Method {
    /// The method as it is sent.
    pub const fn name(self) -> &'static str {
        match self {
            Method::Delete => "DELETE",
            Method::Get => "GET",
        }
    }
}

/// One request, ready to be sent.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The URL, with the API key where it travels in the query.
    pub url: String,
    /// The headers, their names in lower case.
    pub headers: Vec<(&'static str, String)>,
}

/// The URL and the headers hold the API key.
impl fmt::Debug for Request {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Request({})", self.method.name())
    }
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TransportError {
    /// `fetch` threw: the error and its causes, outermost first.
    Thrown(Vec<ErrorLink>),
    /// The runtime's URL parser reads the request's URL in another way: this one, without its query.
    UrlMismatch(String),
    /// The caller's `fetch` gave something that is no Response.
    NotAResponse,
}

/// One error of a chain of causes, as the runtime threw it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ErrorLink {
    /// Its name, such as `TypeError`.
    pub name: String,
    /// Its code, such as `ECONNREFUSED`.
    pub code: Option<String>,
    /// Its message.
    pub message: String,
    /// The status that a proxy answered with, where the transport knows it.
    pub status: Option<u16>,
}
