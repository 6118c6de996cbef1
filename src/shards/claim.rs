//! Records that a shard is done, and claims the close where it is the last.

use std::time::Duration;

use super::entries::{self, Claim, ClaimEnd};
use super::settings::ShardSettings;
use super::shard::Shards;
use super::steps::Steps;
use crate::error::{Code, Error, Result};
use crate::host::{Entry, Host, Store};

/// How long a closer has at least.
const SHORTEST_CLAIM: Duration = Duration::from_secs(180);
/// How much longer than its budget a closer has.
const CLAIM_RESERVE: Duration = Duration::from_secs(60);
/// How often a shard looks whether another is done with closing.
const POLL_INTERVAL: Duration = Duration::from_millis(200);
/// How long a call that is over may take to say so in the store.
const END_TIMEOUT: Duration = Duration::from_secs(3);

/// What a shard does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// It is not the last, or another closes.
    NotOurs,
    /// It closes, as it has the claim.
    Ours,
}

/// One call of a shard in the store.
#[derive(Debug)]
pub struct ClaimProtocol<'a, H, S> {
    steps: Steps<'a, H, S>,
    settings: &'a ShardSettings,
    /// Whether this shard had not been done before.
    is_first_report: bool,
    /// The claim that this call made, or may have made: the answer was not seen yet.
    claimed: Option<u32>,
    /// Whether a claim before may have closed the batch.
    pub may_be_closed: bool,
}

impl<'a, H: Host, S: Store> ClaimProtocol<'a, H, S> {
    /// A call that begins now.
    pub fn new(host: &'a H, store: &'a S, settings: &'a ShardSettings) -> Self {
        Self {
            steps: Steps::new(host, store, &settings.store),
            settings,
            is_first_report: false,
            claimed: None,
            may_be_closed: false,
        }
    }

    /// How long a claim holds.
    fn held_for(&self) -> Duration {
        let total_timeout = self.settings.store.total_timeout;
        SHORTEST_CLAIM.max(total_timeout.saturating_add(CLAIM_RESERVE))
    }

    /// How long the call has taken until now.
    pub fn elapsed(&self) -> Duration {
        self.steps.elapsed()
    }

    /// Says that this shard is done, and reads which ones are.
    pub async fn report_done(&mut self) -> Result<Shards> {
        let shard = self.settings.shard;
        let own = entries::done(shard.current, shard.total);
        let value = |text: &str| entries::value(&self.steps.token, text);
        let add = [
            (entries::TOTAL.to_owned(), value(&shard.total.to_string())),
            (own, value("")),
        ];
        let read: Vec<String> = [entries::TOTAL.to_owned()]
            .into_iter()
            .chain((1..=shard.total).map(|number| entries::done(number, shard.total)))
            .collect();
        let found = self.steps.add_and_read(&add, &read).await?;
        let (total, marks) = found.split_first().unwrap_or((&None, &[]));
        self.check_total(total.as_ref())?;
        let mark = |number: u32| marks.get(number.checked_sub(1)? as usize)?.as_ref();
        self.is_first_report = mark(shard.current).is_some_and(|entry| self.is_own(entry));
        Ok(Shards::new(shard.total, |number| mark(number).is_some()))
    }

    fn check_total(&self, entry: Option<&Entry>) -> Result<()> {
        let ours = self.settings.shard.total;
        let theirs = entries::parse_total(entry).map_err(|failure| self.steps.error(&failure))?;
        if theirs == ours {
            return Ok(());
        }
        let problem = format!("counts {ours} shards, but the store says that there are {theirs}");
        let hint = "Give all shards of a batch the same total, and another run another ID.";
        Err(Error::invalid(Code::InvalidOption, "shard", problem).with_hint(hint))
    }

    /// Claims the close, once all shards are done.
    pub async fn claim(&mut self) -> Result<Turn> {
        let mut number = 1;
        loop {
            let (claim, end) = self.try_claim(number).await?;
            let Some(claim) = claim else { return Ok(Turn::Ours) };
            let is_live = end.is_none() && !claim.left.is_zero();
            if self.is_first_report && (is_live || end.is_some_and(ClaimEnd::is_success)) {
                return Ok(Turn::NotOurs);
            }
            if is_live {
                self.wait_for_end(claim.left.min(POLL_INTERVAL)).await?;
                continue;
            }
            self.may_be_closed |= end.is_none_or(ClaimEnd::may_be_closed);
            number = number.saturating_add(1);
        }
    }

    /// Makes a claim, unless it is another's: then that one, and its end.
    async fn try_claim(&mut self, number: u32) -> Result<(Option<Claim>, Option<ClaimEnd>)> {
        let held_for = self.held_for();
        let names = [entries::claim(number), entries::end(number)];
        let [name, _] = &names;
        let value = entries::claim_value(&self.steps.token, held_for, self.settings.shard);
        self.claimed = Some(number);
        let found = self.steps.add_and_read(&[(name.clone(), value)], &names).await?;
        let mut found = found.into_iter();
        let (claim, end) = (found.next().flatten(), found.next().flatten());
        let Some(claim) = claim.filter(|claim| !self.is_own(claim)) else {
            return Ok((None, None));
        };
        self.claimed = None;
        let end = end.map(|end| ClaimEnd::parse(entries::parse(&end).1));
        Ok((Some(Claim::parse(&claim, held_for)), end))
    }

    async fn wait_for_end(&self, pause: Duration) -> Result<()> {
        if pause > self.steps.left() {
            let message = "another shard was still closing the batch when totalTimeout was over";
            return Err(Error::new(Code::Timeout, message).with_hint("Run it again."));
        }
        self.steps.sleep(pause).await;
        Ok(())
    }

    /// Says in the store how the claim of this call ended, if it has one: so nobody waits for a call that is over. Where it
    /// is not known whether the claim was made, as the answer was lost, it is made once more, and then ended.
    pub async fn end(&mut self, end: ClaimEnd) -> Result<()> {
        let Some(number) = self.claimed else { return Ok(()) };
        let value = entries::claim_value(&self.steps.token, self.held_for(), self.settings.shard);
        let name = entries::claim(number);
        let read = [name.clone()];
        let found = self.step_of_end(&[(name, value)], &read).await?;
        if found.iter().flatten().any(|claim| self.is_own(claim)) {
            let value = entries::value(&self.steps.token, end.name());
            self.step_of_end(&[(entries::end(number), value)], &[]).await?;
        }
        self.claimed = None;
        Ok(())
    }

    async fn step_of_end(&self, add: &[(String, String)], read: &[String]) -> Result<Vec<Option<Entry>>> {
        self.steps.add_and_read_within(END_TIMEOUT, add, read).await
    }

    fn is_own(&self, entry: &Entry) -> bool {
        entries::parse(entry).0 == self.steps.token
    }
}
