//! What is looked up in a store without a shard: which shards are done, and the ID of a run.

use std::time::Duration;

use super::entries::{self, Claim, ClaimEnd};
use super::settings::StoreSettings;
use super::shard::Shards;
use super::steps::Steps;
use crate::config::batch_id::BatchId;
use crate::error::Result;
use crate::host::{Host, Store};

/// How far the shards of some batches are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShardStatus {
    /// Which shards are done.
    pub shards: Shards,
    /// The last claim, if one was made.
    pub closing: Option<Closing>,
}

/// Who closes, or closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closing {
    /// How it ended; `None` while it goes on, or where the process that closed has died.
    pub end: Option<ClaimEnd>,
    /// The shard whose call it was.
    pub shard: Option<u32>,
}

/// Says which shards are done, and whether one has closed.
pub async fn shard_status<H: Host, S: Store>(host: &H, store: &S, settings: &StoreSettings) -> Result<ShardStatus> {
    let steps = Steps::new(host, store, settings);
    let found = steps.add_and_read(&[], &[entries::TOTAL.to_owned()]).await?;
    let Some(total) = found.first().and_then(Option::as_ref) else {
        return Ok(ShardStatus::default());
    };
    let total = entries::parse_total(Some(total)).map_err(|failure| steps.error(&failure))?;
    let names: Vec<String> = (1..=total).map(|number| entries::done(number, total)).collect();
    let marks = steps.add_and_read(&[], &names).await?;
    let is_done = |number: u32| {
        let at = number.saturating_sub(1) as usize;
        marks.get(at).is_some_and(Option::is_some)
    };
    Ok(ShardStatus {
        shards: Shards::new(total, is_done),
        closing: last_claim(&steps).await?,
    })
}

async fn last_claim<H: Host, S: Store>(steps: &Steps<'_, H, S>) -> Result<Option<Closing>> {
    let mut last = None;
    for number in 1.. {
        let names = [entries::claim(number), entries::end(number)];
        let mut found = steps.add_and_read(&[], &names).await?.into_iter();
        let (claim, end) = (found.next().flatten(), found.next().flatten());
        let Some(claim) = claim else { break };
        last = Some(Closing {
            end: end.map(|end| ClaimEnd::parse(entries::parse(&end).1)),
            shard: Claim::parse(&claim, Duration::ZERO).shard,
        });
    }
    Ok(last)
}

/// The ID of a run that has a name: that of whoever came first, else the one offered.
pub async fn claim_run_id<H: Host, S: Store>(
    host: &H,
    store: &S,
    settings: &StoreSettings,
    offered: &str,
) -> Result<BatchId> {
    let steps = Steps::new(host, store, settings);
    let name = entries::RUN_ID.to_owned();
    let add = [(name.clone(), entries::value(&steps.token, offered))];
    let found = steps.add_and_read(&add, &[name]).await?;
    let entry = found.into_iter().flatten().next().unwrap_or_default();
    let (_, id) = entries::parse(&entry);
    if id.is_empty() {
        return Err(steps.error(&entries::died_while_writing(entries::RUN_ID)));
    }
    BatchId::parse_utf8(id).map_err(|problem| {
        let message = format!("its entry {} {problem}", entries::RUN_ID);
        steps.error(&entries::unreadable(message))
    })
}
