//! What happens to requests, as a script says it.

use std::time::Duration;

use eyes_batch_close::host::TransportError;

use super::ms;
use super::thrown::node;

/// What happens to one request.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The time before the head of the response, or before the error; `None` is never.
    pub delay: Option<Duration>,
    pub outcome: Result<ScriptedResponse, TransportError>,
}

/// A response.
#[derive(Clone, Debug, Default)]
pub struct ScriptedResponse {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    /// The pieces of the body, each with the time before it.
    pub body: Vec<(Duration, String)>,
    /// How the body ends behind the last piece.
    pub body_end: BodyEnd,
}

/// How a body ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BodyEnd {
    #[default]
    Complete,
    /// The connection breaks.
    Broken,
    /// The connection stays open.
    Never,
}

impl ScriptedResponse {
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// A response without a body, at once.
pub fn answer(status: u16) -> Reply {
    let response = ScriptedResponse {
        status,
        ..ScriptedResponse::default()
    };
    Reply {
        delay: Some(Duration::ZERO),
        outcome: Ok(response),
    }
}

/// No response at all.
pub fn no_answer() -> Reply {
    Reply {
        delay: None,
        ..answer(0)
    }
}

/// An error, at once.
pub fn fails(error: TransportError) -> Reply {
    Reply {
        delay: Some(Duration::ZERO),
        outcome: Err(error),
    }
}

/// What Node's `fetch` throws with this code, at once.
pub fn throws(code: &str) -> Reply {
    fails(node(code, &format!("connect {code} 127.0.0.1:80")))
}

impl Reply {
    /// The same after so many milliseconds.
    pub fn after(self, milliseconds: u64) -> Self {
        Self {
            delay: Some(ms(milliseconds)),
            ..self
        }
    }

    /// The same with a header.
    pub fn header(self, name: &'static str, value: impl Into<String>) -> Self {
        self.with(|response| response.headers.push((name, value.into())))
    }

    /// The same with a body.
    pub fn body(self, text: impl Into<String>) -> Self {
        self.piece(0, text)
    }

    /// The same with a further piece of the body, so many milliseconds after what is before it.
    pub fn piece(self, milliseconds: u64, text: impl Into<String>) -> Self {
        self.with(|response| response.body.push((ms(milliseconds), text.into())))
    }

    /// The same with a body that never ends.
    pub fn endless(self) -> Self {
        self.with(|response| response.body_end = BodyEnd::Never)
    }

    /// The same with a body that breaks off.
    pub fn broken(self) -> Self {
        self.with(|response| response.body_end = BodyEnd::Broken)
    }

    fn with(mut self, change: impl FnOnce(&mut ScriptedResponse)) -> Self {
        change(self.outcome.as_mut().expect("a response"));
        self
    }
}
