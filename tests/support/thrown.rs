//! What `fetch` throws, by runtime.

use eyes_batch_close::host::{ErrorLink, TransportError};

/// One error of a chain; without a code where it is empty.
pub fn link(name: &str, code: &str, message: &str) -> ErrorLink {
    ErrorLink {
        name: name.to_owned(),
        code: Some(code.to_owned()).filter(|code| !code.is_empty()),
        message: message.to_owned(),
        status: None,
    }
}

/// Node: an outer TypeError, and the cause behind it.
pub fn node(code: &str, message: &str) -> TransportError {
    TransportError::Thrown(vec![
        link("TypeError", "", "fetch failed"),
        link("Error", code, message),
    ])
}

/// Bun: the code on the error itself.
pub fn bun(code: &str, message: &str) -> TransportError {
    TransportError::Thrown(vec![link("TypeError", code, message)])
}

/// Deno: no codes, and a message that quotes the request's URL, in which anything may stand.
pub fn deno(message: &str) -> TransportError {
    let url = "https://127.0.0.1/api/sessions/batches/nightly-404/close/bypointerid?apiKey=k";
    let message = format!("error sending request for url ({url}): client error (Connect): {message}");
    TransportError::Thrown(vec![link("TypeError", "", "fetch failed"), link("Error", "", &message)])
}
