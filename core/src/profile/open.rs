//! The profile's file and keys.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use super::changes::{Changes, Topic};
use super::recording::Recording;
use super::standing::{Directory, Standing};
use crate::clock::{Clock, SUSPECT_SKEW, Timestamp};
use crate::event::{ActorId, EventError, PartError, Realm};
use crate::keys::{FileKey, Hash, HostKey, Keyring};
use crate::store::{Store, StoreError, Write};

/// A profile that could not do as it was asked. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    /// The disk.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The event could not be made.
    #[error(transparent)]
    Event(#[from] EventError),
    /// A part could not be made.
    #[error(transparent)]
    Part(#[from] PartError),
    /// Positions are recorded for a patrol that is under way alone.
    #[error("the patrol is not under way")]
    NotUnderWay,
}

/// One actor on one phone.
#[derive(Debug)]
pub struct Profile {
    pub(super) actor: ActorId,
    pub(super) realm: Realm,
    pub(super) store: Store,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) changes: Changes,
    host: HostKey,
    keys: RwLock<(u32, Keyring)>,
    directory: RwLock<Arc<Directory>>,
    standing: RwLock<Arc<Standing>>,
    changing_standing: Mutex<()>,
    pub(super) recording: Mutex<Option<Recording>>,
    /// When what is due was last erased; nothing where it is to be done now.
    swept: Mutex<Option<Timestamp>>,
    /// How far this phone's clock was ahead of the hub's when they last spoke, in milliseconds.
    skew: Mutex<Option<i64>>,
}

/// How a profile is opened.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Opening {
    /// Takes over what was made under another key: what is unsent in it stays and is handed in as it was signed, and the actor
    /// has to enrol again. An encrypted file cannot be read without its key; it is set aside, and an empty one made.
    pub adopt: bool,
    /// The file is encrypted, with a key that is derived from the host's.
    pub encrypted: bool,
}

/// Where the profile of an actor is kept.
#[must_use]
pub fn profile_path(directory: &Path, actor: ActorId) -> PathBuf {
    directory.join("profiles").join(format!("{actor}.db"))
}

/// The folder of profiles of other realms. Its name and theirs tell nothing.
pub const APART: &str = "apart";
const GENERATION: &str = "generation";
const FINGERPRINT: &str = "fingerprint";
const SKEW: &str = "skew_ms";
/// A change of the skew below this is not worth a write.
const SKEW_STEP_MS: u64 = 60_000;

impl Profile {
    /// Opens or makes the profile of an actor.
    ///
    /// # Errors
    /// [`StoreError::WrongKey`] where the key is not the one that the profile was made with, and it is not to be adopted;
    /// other [`StoreError`]s where the file cannot be opened.
    pub fn open(
        directory: &Path,
        actor: ActorId,
        host: &HostKey,
        clock: Arc<dyn Clock>,
        changes: Changes,
        how: Opening,
    ) -> Result<Self, StoreError> {
        let path = profile_path(directory, actor);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        let key = how.encrypted.then(|| FileKey::new(host, actor.0));
        let store = match Store::open(&path, key.as_ref(), clock.now()) {
            Err(StoreError::WrongKey) if how.adopt => {
                Store::set_aside(&path, clock.now())?;
                Store::open(&path, key.as_ref(), clock.now())?
            }
            other => other?,
        };
        let generation: u32 = store.get(GENERATION)?.unwrap_or(0);
        let keyring = Keyring::new(host, actor.0, generation);
        let known: Option<Hash> = store.get(FINGERPRINT)?;
        let same = known.is_none_or(|known| known == keyring.fingerprint());
        if !same && !how.adopt {
            return Err(StoreError::WrongKey);
        }
        let standing = store.write(|write| {
            write.requeue_interrupted()?;
            if known.is_none() || !same {
                write.put(FINGERPRINT, &keyring.fingerprint())?;
            }
            if !same {
                Standing::enrol(write, None)?;
            }
            Standing::load(write, actor)
        })?;
        let directory = Directory::load(&store)?;
        let skew = store.get(SKEW)?;
        let swept = Mutex::new(store.swept_at()?);
        Ok(Self {
            actor,
            realm: Realm::Safety,
            store,
            clock,
            changes,
            host: host.clone(),
            keys: RwLock::new((generation, keyring)),
            directory: RwLock::new(Arc::new(directory)),
            standing: RwLock::new(Arc::new(standing)),
            changing_standing: Mutex::default(),
            recording: Mutex::default(),
            swept,
            skew: Mutex::new(skew),
        })
    }

    /// Opens or makes the profile of the same person in another realm, under a key and an identity that nobody without the host's key
    /// can connect with this one.
    ///
    /// # Errors
    /// [`StoreError`] where the file cannot be opened.
    pub fn open_apart(&self, directory: &Path, realm: Realm, encrypted: bool) -> Result<Self, StoreError> {
        let (host, id) = self.host.apart(realm.code(), self.actor.0);
        let (clock, changes) = (self.clock.clone(), self.changes.clone());
        let how = Opening { adopt: false, encrypted };
        Ok(Self::open(&directory.join(APART), ActorId(id), &host, clock, changes, how)?.in_realm(realm))
    }

    /// Whether the same person has a profile in another realm on this phone.
    #[must_use]
    pub fn has_apart(&self, directory: &Path, realm: &Realm) -> bool {
        let (_, id) = self.host.apart(realm.code(), self.actor.0);
        profile_path(&directory.join(APART), ActorId(id)).exists()
    }

    /// Belongs to this realm from now on, and not to `safety`.
    #[must_use]
    pub fn in_realm(mut self, realm: Realm) -> Self {
        self.realm = realm;
        self
    }

    /// The realm that all of it belongs to.
    #[must_use]
    pub const fn realm(&self) -> &Realm {
        &self.realm
    }

    /// Who this is.
    #[must_use]
    pub const fn actor(&self) -> ActorId {
        self.actor
    }

    /// Whether it was opened with this key.
    #[must_use]
    pub fn is_opened_by(&self, host: &HostKey) -> bool {
        let (generation, keyring) = &*self.keys.read().unwrap_or_else(PoisonError::into_inner);
        Keyring::new(host, self.actor.0, *generation).fingerprint() == keyring.fingerprint()
    }

    /// Whether both were opened with the same key of the host.
    #[must_use]
    pub fn shares_key_with(&self, other: &Self) -> bool {
        self.host.as_bytes() == other.host.as_bytes()
    }

    /// When what is due was last erased; nothing where it is to be done now.
    #[must_use]
    pub fn swept_at(&self) -> Option<Timestamp> {
        *self.swept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes when what is due was erased.
    pub fn note_swept(&self, at: Timestamp) {
        *self.swept.lock().unwrap_or_else(PoisonError::into_inner) = Some(at);
    }

    pub(super) const fn host_key(&self) -> &HostKey {
        &self.host
    }

    /// The store.
    #[must_use]
    pub const fn store(&self) -> &Store {
        &self.store
    }

    /// The clock.
    #[must_use]
    pub fn clock(&self) -> &dyn Clock {
        &*self.clock
    }

    /// Tells the listeners.
    pub fn tell(&self, topics: &[Topic]) {
        if topics.contains(&Topic::Duty) {
            self.forget_recording();
        }
        self.changes.tell(topics);
    }

    /// The keys of the present generation.
    #[must_use]
    pub fn keyring(&self) -> Keyring {
        self.keys.read().unwrap_or_else(PoisonError::into_inner).1.clone()
    }

    /// The keys of the generation that would follow, and its number.
    #[must_use]
    pub fn next_keyring(&self) -> (u32, Keyring) {
        let next = self.keys.read().unwrap_or_else(PoisonError::into_inner).0.saturating_add(1);
        (next, Keyring::new(&self.host, self.actor.0, next))
    }

    /// Goes on under the keys of another generation: the hub knows them now.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along; the keys stay as they are then.
    pub fn enter_generation(&self, generation: u32) -> Result<(), StoreError> {
        let keyring = Keyring::new(&self.host, self.actor.0, generation);
        self.store.write(|write| {
            write.put(GENERATION, &generation)?;
            write.put(FINGERPRINT, &keyring.fingerprint())
        })?;
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = (generation, keyring);
        Ok(())
    }

    /// How this actor stands with the hub, as last heard.
    #[must_use]
    pub fn standing(&self) -> Arc<Standing> {
        self.standing.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Changes how this actor stands with the hub.
    ///
    /// # Errors
    /// Whatever `change` returns; nothing is changed then.
    pub fn change_standing(&self, change: impl FnOnce(&Write<'_>) -> Result<(), StoreError>) -> Result<(), StoreError> {
        // One change after the other, so that what is in memory is what was written last; readers wait for no disk.
        let _turn = self.changing_standing.lock().unwrap_or_else(PoisonError::into_inner);
        let changed = self.store.write(|write| {
            change(write)?;
            Standing::load(write, self.actor)
        })?;
        *self.standing.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(changed);
        Ok(())
    }

    /// Areas and organisations.
    #[must_use]
    pub fn directory(&self) -> Arc<Directory> {
        self.directory.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Reads areas and organisations anew, after they have changed.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn reload_directory(&self) -> Result<(), StoreError> {
        let fresh = Arc::new(Directory::load(&self.store)?);
        *self.directory.write().unwrap_or_else(PoisonError::into_inner) = fresh;
        Ok(())
    }

    /// Notes the hub's clock, as it was just told.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn note_hub_time(&self, hub: Timestamp) -> Result<(), StoreError> {
        let ahead = self.clock.now().as_millis().saturating_sub(hub.as_millis());
        let before = self.skew.lock().unwrap_or_else(PoisonError::into_inner).replace(ahead);
        if before.is_some_and(|before| before.abs_diff(ahead) < SKEW_STEP_MS) {
            return Ok(());
        }
        self.store.write(|write| write.put(SKEW, &ahead))
    }

    /// Now, as the hub's clock would say, as far as it is known how wrong this phone's is: what waiting times and grants are
    /// measured by here.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        let ahead = self.skew.lock().unwrap_or_else(PoisonError::into_inner).unwrap_or(0);
        Timestamp::from_millis(self.clock.now().as_millis().saturating_sub(ahead))
    }

    /// How wrong this phone's clock was when the hub last told the time.
    #[must_use]
    pub fn skew(&self) -> Option<Duration> {
        let ahead = *self.skew.lock().unwrap_or_else(PoisonError::into_inner);
        ahead.map(|ahead| Duration::from_millis(ahead.unsigned_abs()))
    }

    pub(super) fn is_clock_suspect(&self) -> bool {
        self.skew().is_some_and(|skew| skew > SUSPECT_SKEW)
    }
}
