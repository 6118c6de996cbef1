//! What was found out about a request that did not succeed.

use crate::error::Error;

/// A request that did not succeed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The error, its message being the reason alone: `close/` says which batch it was.
    pub error: Error,
    /// Whether another attempt would end in the same way.
    pub is_permanent: bool,
}

impl Failure {
    /// Another attempt could end better.
    pub fn transient(error: Error) -> Self {
        Self {
            error,
            is_permanent: false,
        }
    }

    /// The same with another error.
    #[must_use]
    pub fn map_error(self, change: impl FnOnce(Error) -> Error) -> Self {
        Self {
            error: change(self.error),
            ..self
        }
    }

    /// Another attempt would end in the same way.
    pub fn permanent(error: Error) -> Self {
        Self {
            error,
            is_permanent: true,
        }
    }
}
