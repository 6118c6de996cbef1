//! Which shard calls, and the store that all shards have in common.

use std::collections::BinaryHeap;
use std::time::Duration;

use super::shard::Shard;
use crate::config::api_key;
use crate::config::batch_id::BatchId;
use crate::config::batch_ids::batch_ids;
use crate::config::environment::Environment;
use crate::config::options::Options;
use crate::config::redactor::Redactor;
use crate::config::secrets::Secret;
use crate::config::server_url::ServerUrl;
use crate::config::settings::{Timeouts, retries};
use crate::error::{Code, Error, Result};

/// How a store is reached, and how long it may take.
#[derive(Clone, Debug)]
pub struct StoreSettings {
    /// The URL of the store, with its password.
    pub url: Secret,
    /// What the entries are kept under, as lines. Never the API key.
    pub key: String,
    /// How long one step may take.
    pub timeout: Duration,
    /// How long all steps of a call may take together.
    pub total_timeout: Duration,
    /// How many further attempts follow a step that failed.
    pub retries: u32,
}

/// What a call does that has a shard.
#[derive(Clone, Debug)]
pub struct ShardSettings {
    /// Which shard calls.
    pub shard: Shard,
    /// The store.
    pub store: StoreSettings,
    /// Whether the batch is closed even where the store fails.
    pub close_anyway: bool,
}

impl ShardSettings {
    /// The settings of a call; `None` where neither a shard nor a store is given.
    pub fn resolve(options: &Options, environment: &dyn Environment) -> Result<Option<Self>> {
        let close_anyway = options.flag("closeAnyway")?;
        let Some(shard) = Shard::find(options)? else {
            if options.is_set("store") {
                let problem = "is not set: the option store needs it, such as 2/4";
                return Err(Error::invalid(Code::InvalidOption, "shard", problem));
            }
            return Ok(None);
        };
        Ok(Some(Self {
            shard,
            store: StoreSettings::of_batches(options, environment)?,
            close_anyway,
        }))
    }
}

impl StoreSettings {
    /// The store with the shards of these batches. It needs no API key.
    pub fn of_batches(options: &Options, environment: &dyn Environment) -> Result<Self> {
        let redactor = api_key::redactor(options, environment);
        let server = ServerUrl::find(options, environment)?;
        // In whichever order the batches are named.
        let ids = BinaryHeap::from(batch_ids(options, &redactor)?).into_sorted_vec();
        let mut key = format!("batch\n{server}");
        for id in &ids {
            key.push('\n');
            key.push_str(id.as_str());
        }
        Self::resolve(options, environment, &redactor, key)
    }

    /// The store with the ID of a run that has a name.
    pub fn of_run(options: &Options, environment: &dyn Environment, name: &BatchId) -> Result<Self> {
        let redactor = api_key::redactor(options, environment);
        Self::resolve(options, environment, &redactor, format!("run\n{}", name.as_str()))
    }

    fn resolve(options: &Options, environment: &dyn Environment, redactor: &Redactor, key: String) -> Result<Self> {
        let Some(url) = store_url(options, environment)? else {
            let problem =
                "is not set, nor is EYES_BATCH_STORE: it must be a URL that begins with redis://, rediss:// or file://";
            return Err(Error::invalid(Code::InvalidOption, "store", problem));
        };
        let timeouts = Timeouts::resolve(options, redactor)?;
        Ok(Self {
            url,
            key,
            timeout: timeouts.attempt,
            total_timeout: timeouts.total,
            retries: retries(options, redactor)?,
        })
    }
}

/// The URL of the store, with its password, where one is given.
pub fn store_url(options: &Options, environment: &dyn Environment) -> Result<Option<Secret>> {
    let explicit = options.string("store", Code::InvalidOption)?;
    let Some(url) = explicit.or_else(|| environment.first(&["EYES_BATCH_STORE"])) else {
        return Ok(None);
    };
    let scheme = url
        .text
        .split_once("://")
        .map(|(scheme, _)| scheme.to_ascii_lowercase());
    match scheme.as_deref() {
        Some("redis" | "rediss" | "file") => Ok(Some(Secret::new(url.text))),
        _ => {
            let problem = "must be a URL that begins with redis://, rediss:// or file://";
            Err(Error::invalid(Code::InvalidOption, url.source, problem))
        }
    }
}
