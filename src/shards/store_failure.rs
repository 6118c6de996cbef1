//! What it means that a store did not answer.

use percent_encoding::percent_decode_str;

use crate::config::redactor::Redactor;
use crate::config::secrets::MASK;
use crate::error::{Cause, Code, Error};
use crate::host::StoreFailure;

/// Codes of a store that is not there, or whose URL can't be one: settings, not accidents.
const WRONG_SETTINGS: [&str; 5] = [
    "ENOENT",
    "ENOTDIR",
    "ERR_INVALID_FILE_URL_HOST",
    "ERR_INVALID_FILE_URL_PATH",
    "ERR_INVALID_URL",
];

/// How Redis' refusals begin (<https://redis.io/docs/latest/develop/reference/protocol-spec/#simple-errors>).
const REFUSALS: [&str; 5] = ["NOAUTH", "WRONGPASS", "NOPERM", "WRONGTYPE", "ERR unknown"];

/// Codes of the system after which another try ends in the same way.
const PERMANENT_CODES: [&str; 6] = ["EACCES", "EEXIST", "EPERM", "EROFS", "ELOOP", "MODULE_NOT_FOUND"];

/// Whether another try of the step would end in the same way.
pub fn is_permanent(failure: &StoreFailure) -> bool {
    let code = failure.code.as_deref().unwrap_or_default();
    let is_refused = REFUSALS.iter().any(|refusal| failure.message.starts_with(refusal));
    is_refused || WRONG_SETTINGS.contains(&code) || PERMANENT_CODES.contains(&code)
}

/// The error of a store that failed, without its password.
pub fn store_error(url: &str, failure: &StoreFailure) -> Error {
    let redactor = redactor(url);
    let shown_url = shown_url(url);
    let message = redactor.redact(&failure.message);
    let code = failure.code.as_deref().map(|code| redactor.redact(code));
    let mut error = match code.as_deref() {
        Some("ENOENT" | "ENOTDIR") => {
            let problem = format!("names a folder that does not exist: {shown_url}");
            let hint = "Create the folder, or mount the disk that it is on.";
            Error::invalid(Code::InvalidOption, "store", problem).with_hint(hint)
        }
        Some(code) if WRONG_SETTINGS.contains(&code) => {
            let problem = format!("can't be used: {shown_url} is not the URL of a folder or a server");
            let hint = "Write a folder with its full path, such as file:///mnt/ci/shards, or a server, such as redis://ci-cache:6379/0.";
            Error::invalid(Code::InvalidOption, "store", problem).with_hint(hint)
        }
        Some("MODULE_NOT_FOUND") => {
            let hint = "Install the package redis beside this one: npm install redis";
            Error::new(
                Code::Store,
                format!("the store {shown_url} failed: {}", first_line(&message)),
            )
            .with_hint(hint)
        }
        code => {
            let said = if message.is_empty() {
                code.unwrap_or("no reason given")
            } else {
                first_line(&message)
            };
            Error::new(Code::Store, format!("the store {shown_url} failed: {said}"))
                .with_hint("Check the store, then run it again.")
        }
    };
    error.cause = Some(Cause { code, message });
    error
}

/// Knows the password of a URL as it stands there, and as some servers repeat it with the command that they refuse.
fn redactor(url: &str) -> Redactor {
    let mut redactor = Redactor::default();
    if let Some((_, password)) = login(url).and_then(|login| login.split_once(':')) {
        redactor.add_secret(password);
        redactor.add_secret(&percent_decode_str(password).decode_utf8_lossy());
    }
    redactor
}

/// The URL without its password.
fn shown_url(url: &str) -> String {
    match login(url).and_then(|login| login.split_once(':').map(|(user, _)| (login, user))) {
        Some((login, user)) => url.replacen(&format!("{login}@"), &format!("{user}:{MASK}@"), 1),
        None => url.to_owned(),
    }
}

/// What stands before the host.
fn login(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    // A password may have the characters that end an authority elsewhere.
    rest.rsplit_once('@').map(|(login, _)| login)
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default().trim_end_matches('.')
}
