//! What went wrong, in the words that users see, and the stable codes.

use std::ops::{Deref, DerefMut};

macro_rules! codes {
    ($($variant:ident $name:literal $meaning:literal,)*) => {
        /// The stable code of an error. This table is the one place that names them; the documented table repeats it, and a
        /// test compares.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Code {
            $(#[doc = $meaning] $variant,)*
        }

        impl Code {
            /// Every code, in the order of the documented table.
            pub const ALL: &[Code] = &[$(Code::$variant,)*];

            /// The code as users see it.
            pub const fn name(self) -> &'static str {
                match self { $(Code::$variant => $name,)* }
            }

            /// What the code means, in a sentence.
            pub const fn meaning(self) -> &'static str {
                match self { $(Code::$variant => $meaning,)* }
            }
        }
    };
}

codes! {
    NoBatchId "NO_BATCH_ID" "No batch ID was given.",
    InvalidBatchId "INVALID_BATCH_ID" "A batch ID that can't be one: blank, `undefined`, `null`, `.`, `..`, the API key, with control characters, or not a string.",
    NoApiKey "NO_API_KEY" "No API key was given.",
    InvalidServerUrl "INVALID_SERVER_URL" "The server URL is not a plain http or https URL, or has a port that `fetch` refuses.",
    InvalidProxy "INVALID_PROXY" "The proxy is not an http or https URL, or its credentials can't be read.",
    InvalidOption "INVALID_OPTION" "Another option has a value that it can't have; `option` names it.",
    Unauthorized "UNAUTHORIZED" "The server refused the API key (401 or 403).",
    BatchNotFound "BATCH_NOT_FOUND" "The server knows no active batch with this ID (404).",
    HttpError "HTTP_ERROR" "The server answered with another error status.",
    UnexpectedResponse "UNEXPECTED_RESPONSE" "Something other than an Eyes server answered: a redirect, or an HTML page.",
    Network "NETWORK" "The server could not be reached, or the connection broke.",
    Tls "TLS" "The server's certificate is not trusted, or TLS failed.",
    Proxy "PROXY" "The proxy refused.",
    Timeout "TIMEOUT" "No answer came in time.",
    Aborted "ABORTED" "The caller's signal ended the call; `cause` is its reason.",
    CloseFailed "CLOSE_FAILED" "Several batches were not closed; `errors` holds the error of each.",
    Store "STORE" "The store that shards report to can't be used.",
    Results "RESULTS" "What was found in the batches is what `failOn` names.",
}

/// What the system said, redacted: becomes the `cause` of the JavaScript error.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cause {
    /// The system's code, such as `ECONNREFUSED`.
    pub code: Option<String>,
    /// The system's message.
    pub message: String,
}

/// One failure, as data: its [`Details`], boxed as they are many and travel far. `errors.js` makes the JavaScript error
/// of it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", details.message)]
pub struct Error {
    details: Box<Details>,
}

/// What is known of a failure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Details {
    /// The stable code.
    pub code: Code,
    /// What failed, and on what.
    pub message: String,
    /// What to do next.
    pub hint: Option<String>,
    /// The option or environment variable concerned.
    pub option: Option<String>,
    /// What is wrong with that option: the message without the option's name.
    pub problem: Option<String>,
    /// The batch concerned.
    pub batch_id: Option<String>,
    /// The HTTP status of the answer.
    pub status: Option<u16>,
    /// What the system said.
    pub cause: Option<Cause>,
}

impl Deref for Error {
    type Target = Details;

    fn deref(&self) -> &Details {
        &self.details
    }
}

impl DerefMut for Error {
    fn deref_mut(&mut self) -> &mut Details {
        &mut self.details
    }
}

/// What the core's own functions come to.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// An error with a code and a message, and nothing else.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        let details = Details {
            code,
            message: message.into(),
            hint: None,
            option: None,
            problem: None,
            batch_id: None,
            status: None,
            cause: None,
        };
        Self {
            details: Box::new(details),
        }
    }

    /// An error about an option or an environment variable. The problem never repeats the value of a secret.
    pub fn invalid(code: Code, option: impl Into<String>, problem: impl ToString) -> Self {
        let (option, problem) = (option.into(), problem.to_string());
        let mut error = Self::new(code, format!("{option} {problem}"));
        error.option = Some(option);
        error.problem = Some(problem);
        error
    }

    /// Says what to do next.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Names the status of the answer.
    #[must_use]
    pub fn with_status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }
}
