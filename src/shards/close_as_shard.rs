//! A call of `close()` that has a shard: records that it is done, and closes where it is the last.

use std::pin::pin;

use futures_util::future::{Either, select};

use super::claim::{ClaimProtocol, Turn};
use super::entries::ClaimEnd;
use super::settings::ShardSettings;
use super::shard::Shards;
use crate::close::close;
use crate::close::observer::Observer;
use crate::close::report::CloseReport;
use crate::config::settings::Settings;
use crate::error::{Code, Error, Result};
use crate::host::{AbortSignal, Host, Store};

/// What a call with a shard came to.
#[derive(Clone, Debug, Default)]
pub struct ShardReport {
    /// What became of the batches: nothing, where this shard did not close.
    pub report: CloseReport,
    /// Which shards were done when this one was.
    pub shards: Option<Shards>,
    /// What failed in the store, where the batches were closed all the same.
    pub store_error: Option<Error>,
}

/// Records that a shard is done, and closes if it is the last.
///
/// Whatever ends the call, nothing is left in the store that makes another one wait: not even where an answer was lost.
pub async fn close_as_shard<H: Host, S: Store>(
    host: &H,
    store: &S,
    settings: &Settings,
    shard_settings: &ShardSettings,
    signal: &impl AbortSignal,
    observer: &impl Observer,
) -> Result<ShardReport> {
    let mut protocol = ClaimProtocol::new(host, store, shard_settings);
    let mut shards = None;
    let turn = {
        let work = pin!(async {
            let done = protocol.report_done().await?;
            let is_last = done.missing.is_empty();
            shards = Some(done);
            if is_last {
                protocol.claim().await
            } else {
                Ok(Turn::NotOurs)
            }
        });
        match select(pin!(signal.aborted()), work).await {
            Either::Left(_) => None,
            Either::Right((turn, _)) => Some(turn),
        }
    };
    let store_error = match turn {
        Some(Ok(Turn::NotOurs)) => {
            let report = CloseReport::default();
            return Ok(ShardReport {
                report,
                shards,
                store_error: None,
            });
        }
        // A call that was aborted says of each batch that it was not begun.
        Some(Ok(Turn::Ours)) | None => None,
        Some(Err(error)) if shard_settings.close_anyway && is_of_store(&error) => Some(error),
        Some(Err(error)) => {
            // That the end of its claim can't be written either, says nothing more than the error.
            let _ = protocol.end(ClaimEnd::Failed).await;
            return Err(error);
        }
    };
    let mut settings = settings.clone();
    // A claim before may have closed it; without a claim of our own, anybody.
    settings.ignore_missing |= protocol.may_be_closed || store_error.is_some();
    settings.time_spent = protocol.elapsed();
    let report = close(host, &settings, signal, observer).await;
    let end = protocol.end(ClaimEnd::of(&report)).await;
    Ok(ShardReport {
        report,
        shards,
        store_error: store_error.or(end.err()),
    })
}

/// Whether the store failed, or is not there: anything else is a call that can't be right.
fn is_of_store(error: &Error) -> bool {
    error.code == Code::Store || error.option.as_deref() == Some("store")
}
