//! A phone: a directory, a key in its Keystore, a clock, a network, and the library opened on them.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tempfile::TempDir;
use usalama_core::client::{SyncReport, Usalama};
use usalama_core::clock::{Clock, ManualClock, Timestamp};
use usalama_core::event::ActorId;
use usalama_core::keys::HostKey;
use usalama_core::sync::SyncError;

use crate::network::Network;

/// How long a sync may take in a test.
const DEADLINE: Duration = Duration::from_secs(30);

/// A phone.
#[derive(Debug)]
pub struct Phone {
    /// The library.
    pub app: Usalama,
    /// Its clock, which moves only when told.
    pub clock: Arc<ManualClock>,
    /// Its network.
    pub network: Arc<Network>,
    /// What the Keystore holds.
    pub key: HostKey,
    directory: TempDir,
}

impl Phone {
    /// A new phone with no account yet, whose clock is right.
    ///
    /// # Panics
    /// Where the library cannot be opened.
    #[must_use]
    pub fn new(address: &str) -> Self {
        Self::with_clock(address, Arc::new(ManualClock::starting_at(now())))
    }

    /// A new phone with this clock.
    ///
    /// # Panics
    /// Where the library cannot be opened.
    #[must_use]
    pub fn with_clock(address: &str, clock: Arc<ManualClock>) -> Self {
        Self::in_folder(address, clock, tempfile::tempdir().expect("a temporary folder"))
    }

    /// A new phone that keeps everything in this folder.
    ///
    /// # Panics
    /// Where the library cannot be opened.
    #[must_use]
    pub fn in_folder(address: &str, clock: Arc<ManualClock>, directory: TempDir) -> Self {
        let network = Arc::new(Network::to(address));
        let key = HostKey::generate().expect("random bytes");
        let app = open(directory.path(), &key, &clock, &network);
        Self { app, clock, network, key, directory }
    }

    /// The app is killed, and `become_of` says in which folder the phone's files are found when it is started again.
    ///
    /// # Errors
    /// What [`Usalama::open`] says.
    pub fn killed(self, become_of: impl FnOnce(&Path) -> TempDir) -> Result<Self, usalama_core::client::Error> {
        let Self { app, clock, network, key, directory } = self;
        drop(app);
        let directory = become_of(directory.path());
        let app = try_open(directory.path(), &key, &clock, &network)?;
        Ok(Self { app, clock, network, key, directory })
    }

    /// The app is killed and started again.
    #[must_use]
    pub fn restarted(self) -> Self {
        let Self { app, clock, network, key, directory } = self;
        drop(app);
        let app = open(directory.path(), &key, &clock, &network);
        Self { app, clock, network, key, directory }
    }

    /// The app is ended; its folder stays until what is given back is dropped.
    #[must_use]
    pub fn closed(self) -> TempDir {
        drop(self.app);
        self.directory
    }

    /// The folder that the library keeps everything in.
    #[must_use]
    pub fn directory(&self) -> &Path {
        self.directory.path()
    }

    /// Who is signed in.
    ///
    /// # Panics
    /// Where nobody is.
    #[must_use]
    pub fn actor(&self) -> ActorId {
        self.app.signed_in().expect("somebody is signed in")
    }

    /// The network goes.
    pub fn go_offline(&self) {
        self.network.set_online(false);
    }

    /// The network comes back, and the phone exchanges everything.
    ///
    /// # Panics
    /// Where that does not succeed.
    pub async fn go_online(&self) -> SyncReport {
        self.network.set_online(true);
        self.sync().await
    }

    /// Exchanges everything.
    ///
    /// # Panics
    /// Where that does not succeed.
    pub async fn sync(&self) -> SyncReport {
        let (report, error) = self.try_sync().await;
        assert!(error.is_none(), "{error:?}");
        report
    }

    /// Tries to exchange everything.
    ///
    /// # Panics
    /// Where no hub is set.
    pub async fn try_sync(&self) -> (SyncReport, Option<SyncError>) {
        let outcome = self.app.sync(DEADLINE).await.expect("a hub");
        (outcome.report, outcome.error)
    }
}

/// Now, by the machine's clock: where the phones' and the hub's begin.
#[must_use]
pub fn now() -> Timestamp {
    usalama_core::clock::SystemClock::new().now()
}

fn open(directory: &Path, key: &HostKey, clock: &Arc<ManualClock>, network: &Arc<Network>) -> Usalama {
    try_open(directory, key, clock, network).expect("the library opens")
}

fn try_open(
    directory: &Path,
    key: &HostKey,
    clock: &Arc<ManualClock>,
    network: &Arc<Network>,
) -> Result<Usalama, usalama_core::client::Error> {
    let settings = crate::disk::settings(directory).clock(clock.clone()).transport(network.clone());
    Usalama::open(settings, key)
}
