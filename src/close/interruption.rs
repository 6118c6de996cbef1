//! What ends a call before its work is done.

use std::pin::pin;
use std::time::Duration;

use futures_util::future::{Either, select};

use super::report::Outcome;
use crate::host::{AbortSignal, Host};

/// What ended the call before its work was done.
#[derive(Clone, Copy, Debug)]
pub enum Interruption {
    /// The caller's signal.
    Aborted,
    /// Its budget was used up.
    OutOfTime,
}

impl Interruption {
    /// The outcome of a batch that it ended.
    pub fn outcome(self) -> Outcome {
        match self {
            Interruption::Aborted => Outcome::Aborted,
            Interruption::OutOfTime => Outcome::Failed,
        }
    }
}

/// Does some work, until the caller's signal or the end of its budget drops it; says which of the two it was, or would
/// have been: work that has ended after an abort has passed over the rest.
pub async fn do_until_interrupted<H: Host>(
    host: &H,
    budget: Duration,
    signal: &impl AbortSignal,
    work: impl Future<Output = ()>,
) -> Interruption {
    let budget = pin!(host.sleep(budget));
    match select(select(pin!(signal.aborted()), budget), pin!(work)).await {
        Either::Left((Either::Right(_), _)) => Interruption::OutOfTime,
        _ => Interruption::Aborted,
    }
}
