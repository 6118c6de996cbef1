//! What happens to a request, as a script says it.

use eyes_batch_close::fault::Fault;

use super::thrown::node;

/// What happens to one request.
#[derive(Clone, Debug)]
pub struct Step {
    /// Milliseconds before the head of the answer, or before the fault; `None` is never.
    pub delay: Option<u64>,
    pub end: Result<Reply, Fault>,
}

/// An answer.
#[derive(Clone, Debug, Default)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    /// The pieces of the body, each with the milliseconds before it.
    pub body: Vec<(u64, String)>,
    /// Whether the connection stays open behind the last piece.
    pub endless: bool,
}

impl Reply {
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// An answer without a body, at once.
pub fn answer(status: u16) -> Step {
    let reply = Reply {
        status,
        ..Reply::default()
    };
    Step {
        delay: Some(0),
        end: Ok(reply),
    }
}

/// No answer at all.
pub fn never() -> Step {
    Step {
        delay: None,
        end: Ok(Reply::default()),
    }
}

/// A fault, at once.
pub fn fault(fault: Fault) -> Step {
    Step {
        delay: Some(0),
        end: Err(fault),
    }
}

/// What Node's `fetch` throws with this code, at once.
pub fn throws(code: &str) -> Step {
    fault(node(code, &format!("connect {code} 127.0.0.1:80")))
}

impl Step {
    /// The same after so many milliseconds.
    pub fn after(self, ms: u64) -> Self {
        Self {
            delay: Some(ms),
            ..self
        }
    }

    /// The same with a header.
    pub fn header(self, name: &'static str, value: impl Into<String>) -> Self {
        self.with(|reply| reply.headers.push((name, value.into())))
    }

    /// The same with a body.
    pub fn body(self, text: impl Into<String>) -> Self {
        self.piece(0, text)
    }

    /// The same with a further piece of the body, so many milliseconds after what is before it.
    pub fn piece(self, ms: u64, text: impl Into<String>) -> Self {
        self.with(|reply| reply.body.push((ms, text.into())))
    }

    /// The same with a body that never ends.
    pub fn endless(self) -> Self {
        self.with(|reply| reply.endless = true)
    }

    fn with(mut self, change: impl FnOnce(&mut Reply)) -> Self {
        change(self.end.as_mut().expect("an answer"));
        self
    }
}
