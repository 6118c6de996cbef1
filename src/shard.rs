//! Shards that have a store in common: each says that it is done, and exactly one, the last, closes the batch.
//!
//! A store keeps entries, each a name with a value, under the key of the batch. In one step it adds entries, unless there
//! are some of their names, and reads entries, with their age by its own clock. Nothing is ever changed or taken away, so
//! that no two shards can disagree about what they saw; all entries of a batch expire together. They are:
//!
//! - `total`: how many shards there are, as the first to come said.
//! - `2-of-4`: shard 2 is done. Added again it changes nothing: a shard counts once.
//! - `claim-1`: somebody closes the batch, and has as many milliseconds for it as the value says. Whoever adds it is the
//!   closer; a claim that ran out is passed by with the next number.
//! - `end-1`: the end of that claim: `closed`, `failed`, or `missing` where the server knew no such batch. A batch that is
//!   not closed is claimed again by whoever calls.
//!
//! A claim is made only where all shards are seen done. So a shard whose own entry is new knows that any claim came after
//! it and covers it; one that was done before has run again, and its tests are in a new batch: it makes a claim of its
//! own, once any that is under way has ended. [`Marking`] takes these steps, and the store's answers, one by one.

use crate::error::{Code, Error};
use crate::options::{Environment, Options, Value};
use crate::redact::Redactor;
use crate::settings::Settings;
use crate::text::{self, cut, decimal, glue};

/// How long a closer has at least, in milliseconds.
const CLAIM: u64 = 180_000;

/// How often a shard looks whether another is done with closing, in milliseconds.
const LOOK: u64 = 200;

/// One of the parts into which a run is split.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    /// Which one it is, from 1.
    pub current: u32,
    /// How many there are.
    pub total: u32,
}

impl Shard {
    /// The most shards that a run can have.
    pub const MOST: u64 = 1000;

    /// Reads `2/4`.
    pub fn parse(text: &str) -> Option<Self> {
        let (current, total) = cut(text, "/")?;
        let (current, total) = (text::number(current.trim())?, text::number(total.trim())?);
        let fits = (1..=total).contains(&current) && total <= Self::MOST;
        fits.then_some(Self {
            current: current as u32,
            total: total as u32,
        })
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
        value => match value.text().and_then(Shard::parse) {
            None => Err(no_shard()),
            shard => Ok(shard),
        },
    }
}

fn no_shard() -> Box<Error> {
    let problem = "must be such as 2/4, with a total of at most 1000";
    Error::invalid(Code::InvalidOption, "shard", &[problem])
}

/// The URL of the store, with its password.
pub fn store(options: &Options, environment: &Environment<'_>) -> Result<Option<String>, Box<Error>> {
    let explicit = options.checked_text("store", Code::InvalidOption)?;
    match explicit.or_else(|| environment.first(&["EYES_BATCH_STORE"])) {
        None => Ok(None),
        Some(given) => match text::cut_scheme(&given.text) {
            Some(("redis" | "rediss" | "file", _)) => Ok(Some(given.text)),
            _ => Err(no_store()),
        },
    }
}

fn no_store() -> Box<Error> {
    let problem = "(or EYES_BATCH_STORE) must be a URL that begins with redis://, rediss:// or file://";
    Error::invalid(Code::InvalidOption, "store", &[problem])
}

/// Plans a call; `None` where neither a shard nor a store is given. Who only `looks` needs no shard, but a store.
pub fn plan(options: &Options, environment: &Environment<'_>, looks: bool) -> Result<Option<Plan>, Box<Error>> {
    let shard = given(options)?;
    if shard.is_none() && !looks {
        return if options.has("store") {
            Err(no_shard())
        } else {
            Ok(None)
        };
    }
    let store = store(options, environment)?.ok_or_else(no_store)?;
    let settings = Settings::resolve(options, environment)?;
    let mut key = settings.server.text();
    for id in &settings.batch_ids {
        key.push_str(&glue(&["\n", id.as_str()]));
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

/// A step that the caller takes, to come back with its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Adds the entries of this shard, then reads those of all.
    Count,
    /// Adds the claim of this number, then reads it and its end.
    Claim(u32),
    /// Waits so many milliseconds, then makes the same claim again.
    Wait(u64),
    /// Closes the batch and adds the end of the claim. If the batch may be closed already (`true`), it is no failure that
    /// the server does not know it.
    Close(bool),
    /// There is nothing to close, or nothing to close yet.
    Done,
}

/// A call of one shard, from its mark to its close.
#[derive(Debug)]
pub struct Marking {
    total: u32,
    total_timeout: u64,
    /// Whether this shard had not been done before.
    fresh: bool,
    /// The number of the claim; 0 before the shards were counted.
    claim: u32,
    /// Whether a claim before may have closed the batch.
    again: bool,
}

impl Marking {
    /// The steps of a shard of so many; the first is [`Step::Count`].
    pub fn new(total: u32, total_timeout: u64) -> Self {
        Self {
            total,
            total_timeout,
            fresh: false,
            claim: 0,
            again: false,
        }
    }

    /// How long a claim holds, in milliseconds.
    pub fn hold(total_timeout: u64) -> u64 {
        CLAIM.max(total_timeout.saturating_add(60_000))
    }

    /// What follows [`Step::Count`]: by whether the shard's entry was not there, the total that is, and a `1` or a `0` for
    /// each shard. What follows [`Step::Claim`]: by whether it was not there, how many milliseconds it has left, and its
    /// end. After a pause the same step is taken again. The call has `spent` so many milliseconds until now.
    pub fn next(&mut self, spent: u64, added: bool, number: u64, text: &str) -> Result<Step, Box<Error>> {
        if self.claim == 0 {
            self.counted(added, number, text)
        } else {
            self.claimed(spent, added, number, text)
        }
    }

    fn counted(&mut self, added: bool, total: u64, done: &str) -> Result<Step, Box<Error>> {
        if total != u64::from(self.total) {
            let (ours, theirs) = (decimal(self.total), decimal(total));
            let problem = ["counts ", &ours, " shards, but the store says that there are ", &theirs];
            let error = Error::invalid(Code::InvalidOption, "shard", &problem);
            return Err(error.with_hint(&["Give all shards of a batch the same total, and another run another ID."]));
        }
        self.fresh = added;
        if done.bytes().any(|mark| mark == b'0') {
            return Ok(Step::Done);
        }
        self.claim = 1;
        Ok(Step::Claim(1))
    }

    fn claimed(&mut self, spent: u64, added: bool, left: u64, end: &str) -> Result<Step, Box<Error>> {
        if added {
            return Ok(Step::Close(self.again));
        }
        let live = end.is_empty() && left > 0;
        if self.fresh && (live || end == "closed") {
            return Ok(Step::Done);
        }
        if live {
            let pause = left.min(LOOK);
            if spent.saturating_add(pause) > self.total_timeout {
                let message = "another shard was still closing the batch when totalTimeout was over";
                return Err(Error::new(Code::Timeout, &[message]).with_hint(&["Call again."]));
            }
            return Ok(Step::Wait(pause));
        }
        self.again = self.again || end != "missing";
        self.claim = self.claim.saturating_add(1);
        Ok(Step::Claim(self.claim))
    }
}

/// What is said where a shard does not close.
pub fn describe(done: u32, total: u32) -> String {
    let behind = if done < total {
        " shards done, not closing yet"
    } else {
        " shards done, another one closes"
    };
    glue(&[&decimal(done), " of ", &decimal(total), behind])
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
    let mut error = Error::new(Code::Store, &["the store ", store, " failed: ", problem]).with_hint(&[hint]);
    error.redact(&redactor);
    error
}
