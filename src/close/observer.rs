//! Who hears of a call while it goes on.

use super::report::BatchResult;

/// An attempt that has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempt<'a> {
    /// The batch.
    pub batch_id: &'a str,
    /// Which attempt it was, from 1.
    pub attempt: u32,
    /// The status of the answer.
    pub status: Option<u16>,
    /// Why there was no answer.
    pub reason: Option<&'a str>,
}

/// Hears of a call while it goes on. It can stop nothing.
pub trait Observer {
    /// Hears of each attempt as it ends.
    fn on_attempt(&self, attempt: &Attempt<'_>);

    /// Hears of each batch as it ends.
    fn on_result(&self, result: &BatchResult);
}
