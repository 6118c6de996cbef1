//! A store and an Eyes server that several processes have in common, on the paused clock.

use std::collections::BTreeMap;
use std::time::Duration;

use eyes_batch_close::host::Entry;
use tokio::time::Instant;

/// Which call of the simulation it is.
pub type CallNumber = usize;

/// A write on its way to the store, whose sender no longer waits for it.
struct LateWrite {
    due: Instant,
    by: CallNumber,
    add: Vec<(String, String)>,
}

/// An entry with its age, and who added it.
struct Added {
    at: Instant,
    by: CallNumber,
    value: String,
}

/// The entries of one batch.
#[derive(Default)]
pub struct SimulatedStore {
    entries: BTreeMap<String, Added>,
    late_writes: Vec<LateWrite>,
}

impl SimulatedStore {
    /// Adds what is not there yet, then reads, in one step.
    pub fn add_and_read(&mut self, by: CallNumber, add: &[(String, String)], read: &[String]) -> Vec<Option<Entry>> {
        self.apply_late_writes();
        self.add(Instant::now(), by, add);
        read.iter().map(|name| self.read(name)).collect()
    }

    /// A write that will arrive although nobody waits for it.
    pub fn add_late(&mut self, due: Instant, by: CallNumber, add: &[(String, String)]) {
        let add = add.to_vec();
        self.late_writes.push(LateWrite { due, by, add });
    }

    /// An entry that somebody else made, so long ago.
    pub fn add_aged(&mut self, name: &str, value: &str, age: Duration) {
        let entry = (name.to_owned(), value.to_owned());
        self.add(Instant::now() - age, CallNumber::MAX, &[entry]);
    }

    /// The value of an entry.
    pub fn value(&mut self, name: &str) -> Option<String> {
        self.apply_late_writes();
        self.entries.get(name).map(|entry| entry.value.clone())
    }

    /// The value of an entry without the token of the call that added it.
    pub fn text(&mut self, name: &str) -> Option<String> {
        let value = self.value(name)?;
        value.split_once(' ').map(|(_, text)| text.to_owned())
    }

    /// The names of all entries.
    pub fn names(&mut self) -> Vec<String> {
        self.apply_late_writes();
        self.entries.keys().cloned().collect()
    }

    /// The claims of calls, none of which ended its claim.
    pub fn claims_without_end(&mut self) -> Vec<(CallNumber, String)> {
        self.apply_late_writes();
        let claims = self.entries.iter().filter_map(|(name, entry)| {
            let number = name.strip_prefix("claim-")?;
            let has_end = self.entries.contains_key(&format!("end-{number}"));
            (!has_end).then(|| (entry.by, name.clone()))
        });
        claims.collect()
    }

    fn read(&self, name: &str) -> Option<Entry> {
        let entry = self.entries.get(name)?;
        Some(Entry {
            value: entry.value.clone(),
            age: entry.at.elapsed(),
        })
    }

    fn add(&mut self, at: Instant, by: CallNumber, add: &[(String, String)]) {
        for (name, value) in add {
            let value = value.clone();
            let added = || Added { at, by, value };
            self.entries.entry(name.clone()).or_insert_with(added);
        }
    }

    fn apply_late_writes(&mut self) {
        let now = Instant::now();
        let (mut due, later): (Vec<_>, Vec<_>) = self.late_writes.drain(..).partition(|write| write.due <= now);
        self.late_writes = later;
        due.sort_by_key(|write| write.due);
        for LateWrite { due, by, add } in due {
            self.add(due, by, &add);
        }
    }
}

/// What happened at the Eyes server, in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServerEvent {
    /// The tests of this call have ended: the batch has results that are not closed.
    TestsEnded(CallNumber),
    /// This call closed the batch.
    Closed(CallNumber),
    /// This call tried to close a batch that had nothing in it since the last close.
    NotFound(CallNumber),
}

/// An Eyes server with one batch.
#[derive(Default)]
pub struct SimulatedServer {
    pub events: Vec<ServerEvent>,
    late_closes: Vec<(Instant, CallNumber)>,
}

impl SimulatedServer {
    /// The tests of a call have ended.
    pub fn end_tests(&mut self, of: CallNumber) {
        self.apply_late_closes();
        self.events.push(ServerEvent::TestsEnded(of));
    }

    /// A request to close; says with which status it is answered.
    pub fn close(&mut self, by: CallNumber) -> u16 {
        self.apply_late_closes();
        self.close_now(by)
    }

    /// A request that will arrive although nobody waits for its answer.
    pub fn close_late(&mut self, due: Instant, by: CallNumber) {
        self.late_closes.push((due, by));
    }

    /// Whether tests have ended that no close followed.
    pub fn is_open(&mut self) -> bool {
        self.apply_late_closes();
        let last = self
            .events
            .iter()
            .rfind(|event| !matches!(event, ServerEvent::NotFound(_)));
        matches!(last, Some(ServerEvent::TestsEnded(_)))
    }

    /// How often the batch was closed.
    pub fn close_count(&mut self) -> usize {
        self.apply_late_closes();
        let is_close = |event: &&ServerEvent| matches!(event, ServerEvent::Closed(_));
        self.events.iter().filter(is_close).count()
    }

    fn close_now(&mut self, by: CallNumber) -> u16 {
        let last = self
            .events
            .iter()
            .rfind(|event| !matches!(event, ServerEvent::NotFound(_)));
        if matches!(last, Some(ServerEvent::TestsEnded(_))) {
            self.events.push(ServerEvent::Closed(by));
            200
        } else {
            self.events.push(ServerEvent::NotFound(by));
            404
        }
    }

    fn apply_late_closes(&mut self) {
        let now = Instant::now();
        let (mut due, later): (Vec<_>, Vec<_>) = self.late_closes.drain(..).partition(|(due, _)| *due <= now);
        self.late_closes = later;
        due.sort();
        for (_, by) in due {
            self.close_now(by);
        }
    }
}
