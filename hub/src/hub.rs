//! What all floors above share: the ledger, the clock, the keys, the areas, and who is to be told of news.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::broadcast;
use usalama_core::clock::{Clock, SystemClock, Timestamp};
use usalama_core::model::wording::Terms;
use usalama_core::policy::Bucket;

use crate::atlas::Atlas;
use crate::clock::OffsetClock;
use crate::codes::{CodeSender, PrintedCodes};
use crate::enrolment::Challenges;
use crate::error::HubError;
use crate::keys::HubKeys;
use crate::ledger::{ACCESS_VERSION, Ledger, LedgerError, enter_realm, meta, set_meta, version};
use crate::settings::Settings;

/// Heads of buckets that changed.
pub type ChangedHeads = Arc<BTreeMap<Bucket, u64>>;

/// How many changes a slow listener may fall behind before it is told everything anew.
const WAKE_CAPACITY: usize = 256;

/// Where `--dev` keeps how far the clock was moved, so that a restart does not turn it back.
const CLOCK_OFFSET: &str = "clock_offset_ms";

/// One hub.
#[derive(Debug)]
pub struct Hub {
    /// How it runs.
    pub settings: Settings,
    /// What it keeps.
    pub ledger: Ledger,
    /// What it signs with.
    pub keys: HubKeys,
    /// The areas.
    pub atlas: Atlas,
    /// Challenges that wait for an answer.
    pub challenges: Challenges,
    /// The road that one-time codes take; nothing where there is none.
    pub sender: Option<Arc<dyn CodeSender>>,
    /// Lists of terms, with what proposals may not do: `terms.json` in the data directory, else those that come with the library.
    pub terms: Terms,
    clock: OffsetClock,
    wake: broadcast::Sender<ChangedHeads>,
    access: AtomicU64,
}

impl Hub {
    /// Opens the data directory, and makes what is missing there.
    ///
    /// # Errors
    /// [`HubError`] where it cannot be used.
    pub fn open(settings: Settings, sender: Option<Arc<dyn CodeSender>>) -> Result<Self, HubError> {
        Self::open_with_clock(settings, sender, Arc::new(SystemClock::new()))
    }

    /// As [`Hub::open`], with the time of another clock: of one that is moved by hand, where what takes days is to be seen.
    ///
    /// # Errors
    /// As [`Hub::open`].
    pub fn open_with_clock(
        settings: Settings,
        sender: Option<Arc<dyn CodeSender>>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, HubError> {
        make_directory(&settings.data)
            .map_err(|cause| HubError::Io { what: "the data directory cannot be made", cause })?;
        let ledger = Ledger::open(&settings.database())?;
        if !ledger.write::<_, LedgerError>(|write| enter_realm(write, &settings.realm))? {
            return Err(HubError::Realm);
        }
        let keys = HubKeys::open(&settings.key_file(), &ledger)?;
        let clock = OffsetClock::over(clock, if settings.dev { ledger.read(offset_of)? } else { 0 });
        let printed = || settings.dev.then(|| Arc::new(PrintedCodes) as Arc<dyn CodeSender>);
        let terms = terms(&settings.data)?;
        let hub = Self {
            terms,
            sender: sender.or_else(printed),
            settings,
            ledger,
            keys,
            atlas: Atlas::default(),
            challenges: Challenges::default(),
            clock,
            wake: broadcast::Sender::new(WAKE_CAPACITY),
            access: AtomicU64::new(0),
        };
        hub.ledger.read::<_, HubError>(|db| hub.atlas.world(db).map(|_| ()))?;
        Ok(hub)
    }

    /// The hub's time: what waiting times and receipts are measured by.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Moves the clock by so many seconds, back where they are negative.
    ///
    /// # Errors
    /// [`HubError`] where the disk does not play along.
    pub fn move_clock(&self, by_s: i64) -> Result<Timestamp, HubError> {
        let offset = self.clock.offset_ms().saturating_add(by_s.saturating_mul(1000));
        self.ledger.write::<_, HubError>(|write| Ok(set_meta(write, CLOCK_OFFSET, &offset.to_string())?))?;
        self.clock.set_offset_ms(offset);
        Ok(self.now())
    }

    /// Tells listeners which buckets have news.
    pub fn announce(&self, heads: BTreeMap<Bucket, u64>) {
        if !heads.is_empty() {
            // Nobody may be listening.
            let _ = self.wake.send(Arc::new(heads));
        }
    }

    /// Listens for news.
    #[must_use]
    pub fn listen(&self) -> broadcast::Receiver<ChangedHeads> {
        self.wake.subscribe()
    }

    /// A number that changes when somebody's grants do; as of the last [`Hub::look_around`].
    #[must_use]
    pub fn access_version(&self) -> u64 {
        self.access.load(Ordering::Relaxed)
    }

    /// Notices what other processes changed.
    ///
    /// # Errors
    /// [`HubError`] where the disk does not play along.
    pub fn look_around(&self) -> Result<(), HubError> {
        self.ledger.read::<_, HubError>(|db| {
            self.access.store(version(db, ACCESS_VERSION)?, Ordering::Relaxed);
            self.atlas.world(db).map(|_| ())
        })
    }
}

/// Makes the data directory for its owner alone: what is in it names people.
pub(crate) fn make_directory(path: &std::path::Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

fn terms(data: &std::path::Path) -> Result<Terms, HubError> {
    let unusable = |cause| HubError::Io { what: "the lists of terms cannot be used", cause };
    match std::fs::read_to_string(data.join("terms.json")) {
        Ok(json) => Terms::from_json(&json).map_err(|error| unusable(std::io::Error::other(error))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Terms::shared().clone()),
        Err(error) => Err(unusable(error)),
    }
}

/// How far `--dev` moved the clock, in milliseconds.
pub(crate) fn offset_of(db: &rusqlite::Connection) -> Result<i64, LedgerError> {
    Ok(meta(db, CLOCK_OFFSET)?.and_then(|text| text.parse().ok()).unwrap_or(0))
}
