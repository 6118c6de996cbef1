//! What went wrong, in the words that users see, and the stable codes.

use crate::redact::Redactor;
use crate::text::glue;

macro_rules! codes {
    ($($variant:ident $name:literal $meaning:literal,)*) => {
        /// The stable code of an error. This table is the one place that names them; README repeats it, and a test compares.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Code {
            $(#[doc = $meaning] $variant,)*
        }

        impl Code {
            /// Every code, in the order of README's table.
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
    InvalidBatchId "INVALID_BATCH_ID" "A batch ID that can't be one: blank, `undefined`, `null`, `.`, `..`, with control characters, or not a string.",
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
}

/// What the system said: becomes the `cause` of the JavaScript error.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cause {
    /// The system's code, such as `ECONNREFUSED`.
    pub code: Option<String>,
    /// The system's message, redacted.
    pub message: String,
}

/// One failure, as data. `errors.js` makes the JavaScript error of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// The stable code.
    pub code: Code,
    /// What failed, and on what.
    pub message: String,
    /// What to do next.
    pub hint: Option<String>,
    /// The option or environment variable concerned.
    pub option: Option<String>,
    /// The batch concerned.
    pub batch_id: Option<String>,
    /// The HTTP status of the answer.
    pub status: Option<u16>,
    /// What the system said.
    pub cause: Option<Cause>,
}

impl Error {
    /// An error with a code and a message of these parts, and nothing else. Boxed, since it travels far.
    pub fn new(code: Code, message: &[&str]) -> Box<Self> {
        Box::new(Self {
            code,
            message: glue(message),
            hint: None,
            option: None,
            batch_id: None,
            status: None,
            cause: None,
        })
    }

    /// A value that `option` can't have. The message says what is wrong, never the value of a secret.
    pub fn invalid(code: Code, option: &str, problem: &[&str]) -> Box<Self> {
        let mut error = Self::new(code, &[option, " ", &glue(problem)]);
        error.option = Some(option.to_owned());
        error
    }

    /// Says what to do next, in these parts.
    #[must_use]
    pub fn with_hint(mut self: Box<Self>, hint: &[&str]) -> Box<Self> {
        self.hint = Some(glue(hint));
        self
    }

    /// Names the status of the answer.
    #[must_use]
    pub fn with_status(mut self: Box<Self>, status: u16) -> Box<Self> {
        self.status = Some(status);
        self
    }

    /// Hides the secrets in every text that can be shown.
    pub fn redact(&mut self, redactor: &Redactor) {
        let cause = self.cause.as_mut();
        let (said, code) = cause.map_or((None, None), |cause| (Some(&mut cause.message), cause.code.as_mut()));
        let texts = [Some(&mut self.message), self.hint.as_mut(), said, code];
        for text in texts.into_iter().flatten() {
            *text = redactor.show(text);
        }
    }
}
