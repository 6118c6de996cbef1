//! What happens to requests, and to steps in the store.

use std::time::Duration;

/// What happens to one request, or one step in the store.
#[derive(Clone, Debug)]
pub struct Fate {
    /// How long it is on its way; `None`, where it is lost.
    pub arrives_after: Option<Duration>,
    /// How long its answer, or the error, is on its way.
    pub answer_after: Duration,
    pub answer: Answer,
}

/// What answer there is.
#[derive(Clone, Debug)]
pub enum Answer {
    Arrives,
    /// An error in its place, with this code and message.
    Error(&'static str, &'static str),
    /// Neither comes.
    Never,
    /// The Eyes server is overloaded: it answers 503 and does nothing.
    Unavailable,
    /// The store's answer lacks an entry.
    Incomplete,
}

impl Fate {
    /// It arrives, and its answer does, at once.
    pub const AT_ONCE: Self = Self {
        arrives_after: Some(Duration::ZERO),
        answer_after: Duration::ZERO,
        answer: Answer::Arrives,
    };

    /// It arrives, but the connection breaks before its answer.
    pub const ANSWER_LOST: Self = Self {
        answer: Answer::Error("ECONNRESET", "read ECONNRESET"),
        ..Self::AT_ONCE
    };

    /// The connection breaks before it arrives.
    pub const REQUEST_LOST: Self = Self {
        arrives_after: None,
        ..Self::ANSWER_LOST
    };

    /// It arrives, but its answer never comes.
    pub const HANGS: Self = Self {
        answer: Answer::Never,
        ..Self::AT_ONCE
    };

    /// It is refused with an error.
    pub const fn refused(code: &'static str, message: &'static str) -> Self {
        Self {
            arrives_after: None,
            answer_after: Duration::ZERO,
            answer: Answer::Error(code, message),
        }
    }

    /// The same, arriving later.
    pub const fn arriving_after(self, delay: Duration) -> Self {
        Self {
            arrives_after: Some(delay),
            ..self
        }
    }
}
