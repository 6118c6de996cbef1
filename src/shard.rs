//! Shards: what may be one, the store that they have in common, and what a call does that has both.

use crate::error::{Code, Error};
use crate::options::{Environment, Options, Value};
use crate::redact::Redactor;
use crate::settings::Settings;
use crate::text::{self, cut, decimal, glue};

/// One of the parts into which a run is split.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shard {
    /// Which one it is, from 1.
    pub current: u32,
    /// How many there are.
    pub total: u32,
}

impl Shard {
    /// The most shards that a run can have.
    pub const MOST: u64 = 1000;

    /// Reads `2/4`, or the fields `current` and `total`.
    pub fn read(value: &Value) -> Option<Self> {
        let (current, total) = match value {
            Value::Text(text) => {
                let (current, total) = cut(text, "/")?;
                (text::number(current)?, text::number(total)?)
            }
            Value::Fields(fields) => (whole(fields.get("current"))?, whole(fields.get("total"))?),
            _ => return None,
        };
        let fits = (1..=total).contains(&current) && total <= Self::MOST;
        fits.then_some(Self {
            current: current as u32,
            total: total as u32,
        })
    }
}

fn whole(value: &Value) -> Option<u64> {
    match value {
        Value::Number(number) if number.fract() == 0.0 => Some(*number as u64),
        _ => None,
    }
}

/// What a call does that has a store.
#[derive(Debug)]
pub struct Plan {
    /// The URL of the store, with its password.
    pub store: String,
    /// What the entries are kept under: lines of any characters, in whichever order. Never the API key.
    pub key: String,
    /// The shard; none where somebody only looks.
    pub shard: Option<Shard>,
    /// How long the store may take for one step, in milliseconds.
    pub timeout: u64,
    /// How long the whole call may take, in milliseconds.
    pub total_timeout: u64,
    /// Whether the batch is closed even where the store fails.
    pub close_anyway: bool,
}

/// The shard that an option names.
pub fn given(options: &Options) -> Result<Option<Shard>, Box<Error>> {
    match options.get("shard") {
        Value::Unset => Ok(None),
        value => match Shard::read(value) {
            None => Err(no_shard("")),
            shard => Ok(shard),
        },
    }
}

/// What is said first of an option that is not there.
const UNSET: &str = "is not set: it ";

fn no_shard(unset: &str) -> Box<Error> {
    let problem = "must be such as 2/4, with a total of at most 1000";
    Error::invalid(Code::InvalidOption, "shard", &[unset, problem])
}

/// The URL of the store, with its password.
pub fn store(options: &Options, environment: &Environment<'_>) -> Result<Option<String>, Box<Error>> {
    let explicit = options.checked_text("store", Code::InvalidOption)?;
    match explicit.or_else(|| environment.first(&["EYES_BATCH_STORE"])) {
        None => Ok(None),
        Some(given) => match text::cut_scheme(&given.text) {
            Some(("redis" | "rediss" | "file", _)) => Ok(Some(given.text)),
            _ => Err(no_store("")),
        },
    }
}

fn no_store(unset: &str) -> Box<Error> {
    let problem = "must be a URL that begins with redis://, rediss:// or file://";
    Error::invalid(
        Code::InvalidOption,
        "store",
        &["(or EYES_BATCH_STORE) ", unset, problem],
    )
}

/// Plans a call; `None` where neither a shard nor a store is given. Who only `looks` needs no shard, but a store.
pub fn plan(options: &Options, environment: &Environment<'_>, looks: bool) -> Result<Option<Plan>, Box<Error>> {
    let shard = given(options)?;
    if shard.is_none() && !looks {
        return if options.has("store") {
            Err(no_shard(UNSET))
        } else {
            Ok(None)
        };
    }
    let store = store(options, environment)?.ok_or_else(|| no_store(UNSET))?;
    let settings = Settings::resolve(options, environment)?;
    let mut key = settings.server.text();
    for id in &settings.batch_ids {
        key.push('\n');
        key.push_str(id.as_str());
    }
    Ok(Some(Plan {
        store,
        key,
        shard,
        timeout: settings.timeout,
        total_timeout: settings.total_timeout,
        close_anyway: options.flag("closeAnyway")?,
    }))
}

/// The shards that are done, or those that are missing, by a `1` or a `0` for each.
pub fn those(marks: &str, done: bool) -> impl Iterator<Item = u32> {
    (1..)
        .zip(marks.bytes())
        .filter(move |(_, mark)| (*mark == b'1') == done)
        .map(|(shard, _)| shard)
}

/// What is said where a shard does not close.
pub fn describe(done: u32, total: u32) -> String {
    let others = if done < total {
        "not closing yet"
    } else {
        "another one closes"
    };
    glue(&[&decimal(done), " of ", &decimal(total), " shards done, ", others])
}

/// What failed in the store: what the system said of it, and its code.
pub fn failure(store: &str, problem: &str, code: &str) -> Box<Error> {
    let mut redactor = Redactor::default();
    if let Some((login, _)) = text::cut_last(store, b'@')
        && let Some((_, password)) = cut(login, "://").and_then(|(_, login)| cut(login, ":"))
    {
        // As it is in the URL, and as some servers repeat it with the command that they refuse.
        redactor.hide(password);
        redactor.hide(&text::decode(password).unwrap_or_default());
    }
    let hint = match code {
        "MODULE_NOT_FOUND" => "Install the package redis beside this one: npm install redis",
        _ => "See to the store and call again.",
    };
    let problem = text::before(if problem.is_empty() { code } else { problem }, "\n");
    let problem = text::trim_end(problem, b'.');
    let mut error = Error::new(Code::Store, &["the store ", store, " failed: ", problem]).with_hint(&[hint]);
    error.redact(&redactor);
    error
}
