//! The phone: who is signed in, and the profiles of all who use it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use uuid::Uuid;

use super::error::Error;
use crate::clock::{Clock, SystemClock, Timestamp};
use crate::event::{ActorId, Realm, Role};
use crate::keys::HostKey;
use crate::model::grant::{Grant, GrantValidity};
use crate::profile::{APART, Changes, Observer, Opening, Profile, Standing, Subscription, Topic};
use crate::store::{DAMAGED, Recovery, StoreError, write_durably};
use crate::sync::{CareTransport, Engine, HttpTransport, Transport, TransportError};

/// Who is signed in: kept in a file of the directory.
const SIGNED_IN: &str = "signed-in";
/// Locked while the library is open: two of them would each hold half of the truth in memory.
const LOCK: &str = "lock";
/// A process takes less than a second to start, at the worst.
const TRIES: u32 = 100;
const BETWEEN_TRIES: Duration = Duration::from_millis(10);

/// How the library is opened.
#[derive(Debug, Clone)]
pub struct Settings {
    directory: PathBuf,
    transport: Option<Arc<dyn Transport>>,
    care_transport: Option<Arc<dyn Transport>>,
    clock: Arc<dyn Clock>,
    encrypted: bool,
}

impl Settings {
    /// Keeps everything in a directory that belongs to the app alone. Without a hub everything works that does not need
    /// another person.
    #[must_use]
    pub fn new(directory: impl Into<PathBuf>) -> Self {
        let clock = Arc::new(SystemClock::new());
        Self { directory: directory.into(), transport: None, care_transport: None, clock, encrypted: false }
    }

    /// Exchanges with the hub at this address, such as `https://hub.example.org`.
    ///
    /// # Errors
    /// [`TransportError::SetUp`] where it is no HTTP address.
    pub fn hub(self, address: &str) -> Result<Self, TransportError> {
        // Two clients: no connection is shared by two realms.
        let care = Arc::new(HttpTransport::new(address)?);
        Ok(self.transport(Arc::new(HttpTransport::new(address)?)).care_transport(care))
    }

    /// Exchanges what belongs to the realm `care` by a way of its own.
    #[must_use]
    pub fn care_transport(mut self, transport: Arc<dyn Transport>) -> Self {
        self.care_transport = Some(transport);
        self
    }

    /// Exchanges by another way, what belongs to the realm `care` too unless [`Settings::care_transport`] names one.
    #[must_use]
    pub fn transport(mut self, transport: Arc<dyn Transport>) -> Self {
        self.transport = Some(transport);
        self
    }

    /// Takes the time from another clock.
    #[must_use]
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// Encrypts each profile's file with a key of its own, derived from the [`HostKey`] that opens it: there is no second
    /// secret to keep, and who loses the first cannot read the file any more. Needs the feature `encrypted`; without it
    /// opening fails with [`StoreError::EncryptionUnavailable`], and nothing is written in the clear. A file stays as it was
    /// made: [`StoreError::NotEncrypted`] and [`StoreError::Encrypted`] say that it was opened the other way.
    #[must_use]
    pub const fn encrypted(mut self, encrypted: bool) -> Self {
        self.encrypted = encrypted;
        self
    }
}

/// An actor of this phone whose profile is open: with its engine, where there is a hub.
#[derive(Debug, Clone)]
pub(super) struct Member {
    pub(super) profile: Arc<Profile>,
    pub(super) engine: Option<Arc<Engine>>,
}

/// A profile of this phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileSummary {
    /// Whose.
    pub actor: ActorId,
    /// Whether this one is signed in.
    pub signed_in: bool,
    /// Whether it is open: its key was given since the app started. Others are not sent for.
    pub open: bool,
    /// What is still to be sent; nothing where it is not open.
    pub unsent: Option<u64>,
}

/// The library, opened.
///
/// ```no_run
/// use usalama_core::client::{Settings, Usalama};
/// use usalama_core::geo::{LatLon, Position, PositionSource};
/// use usalama_core::keys::HostKey;
/// use usalama_core::model::incident::{Category, NewIncident};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let key = HostKey::generate()?; // from Keystore or Keychain on a phone
/// let usalama = Usalama::open(Settings::new("/data/usalama"), &key)?;
/// let here = Position::new(LatLon::new(-1.2886, 36.8233)?, 12.0, PositionSource::Gnss, None)?;
/// let reported = usalama.report(NewIncident::new(Category::PhoneSnatching, here))?;
/// assert_eq!(reported.incident.delivery.code(), "queued"); // only on this phone
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct Usalama {
    directory: PathBuf,
    transport: Option<Arc<dyn Transport>>,
    care_transport: Option<Arc<dyn Transport>>,
    encrypted: bool,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) changes: Changes,
    members: RwLock<BTreeMap<ActorId, Member>>,
    /// The same people in the realm `care`, as far as they were asked for.
    cared_for: Mutex<BTreeMap<ActorId, Member>>,
    signed_in: RwLock<Option<ActorId>>,
    pub(super) sos_turn: Mutex<()>,
    /// Something of an SOS waits to be sent.
    pub(super) sos_news: tokio::sync::Notify,
    _lock: File,
}

impl Usalama {
    /// Opens the library with the key of whoever was signed in last; the first time it makes a profile. Needs no network
    /// and no account. Other profiles that were made under the same key are opened too, so that what they have not sent
    /// goes out.
    ///
    /// # Errors
    /// [`StoreError::InUse`] where it is open on this directory already; [`StoreError::WrongKey`] where the key is not that
    /// profile's; [`StoreError::EncryptionUnavailable`], [`StoreError::Encrypted`] and [`StoreError::NotEncrypted`] as
    /// [`Settings::encrypted`] says; other [`StoreError`]s where the directory or a file cannot be opened.
    pub fn open(settings: Settings, key: &HostKey) -> Result<Self, Error> {
        let Settings { directory, transport, care_transport, clock, encrypted } = settings;
        let care_transport = care_transport.or_else(|| transport.clone());
        make_private(&directory)?;
        let lock = take_alone(&directory)?;
        let usalama = Self {
            directory,
            transport,
            care_transport,
            encrypted,
            clock,
            changes: Changes::default(),
            members: RwLock::default(),
            cared_for: Mutex::default(),
            signed_in: RwLock::default(),
            sos_turn: Mutex::default(),
            sos_news: tokio::sync::Notify::new(),
            _lock: lock,
        };
        let known = usalama.known()?;
        let last = usalama.read_signed_in()?;
        match last {
            Some(actor) => usalama.sign_in(actor, key)?,
            None if known.is_empty() => {
                usalama.sign_in_new(key)?;
            }
            None => {}
        }
        for actor in known.into_iter().filter(|actor| Some(*actor) != last) {
            match usalama.admit(actor, key, false) {
                // Made under another key: it is opened when its owner signs in.
                Ok(_) | Err(StoreError::WrongKey) => {}
                Err(other) => return Err(other.into()),
            }
        }
        // What was armed when the app was killed has waited long enough.
        usalama.sos_tick();
        usalama.sweep_daily();
        Ok(usalama)
    }

    /// Makes a profile for somebody new on this phone and signs them in.
    ///
    /// # Errors
    /// [`Error::Store`] where the disk does not play along.
    pub fn sign_in_new(&self, key: &HostKey) -> Result<ActorId, Error> {
        let actor = ActorId::random();
        self.sign_in(actor, key)?;
        Ok(actor)
    }

    /// Signs somebody in who has used this phone before. Whoever was signed in is signed out; nothing of theirs is lost.
    ///
    /// # Errors
    /// [`StoreError::WrongKey`] where the key is not that profile's.
    pub fn sign_in(&self, actor: ActorId, key: &HostKey) -> Result<(), Error> {
        self.admit(actor, key, false)?;
        self.set_signed_in(Some(actor))
    }

    /// Signs somebody in whose key is lost, as after a restore on another phone. What is unsent stays and is handed in as it
    /// was signed; the actor has to enrol again. An encrypted file cannot be read without its key: it is set aside, not
    /// deleted, and the actor begins anew with an empty one.
    ///
    /// # Errors
    /// [`Error::Store`] where the disk does not play along.
    pub fn sign_in_with_new_key(&self, actor: ActorId, key: &HostKey) -> Result<(), Error> {
        self.admit(actor, key, true)?;
        self.set_signed_in(Some(actor))
    }

    /// Signs out. Nothing is dropped, and what is unsent goes on being sent.
    ///
    /// # Errors
    /// [`Error::Store`] where the disk does not play along.
    pub fn sign_out(&self) -> Result<(), Error> {
        self.set_signed_in(None)
    }

    /// Who is signed in.
    #[must_use]
    pub fn signed_in(&self) -> Option<ActorId> {
        *self.signed_in.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Everybody who has a profile on this phone.
    ///
    /// # Errors
    /// [`Error::Store`] where the disk does not play along.
    pub fn profiles(&self) -> Result<Vec<ProfileSummary>, Error> {
        let signed_in = self.signed_in();
        let summary = |actor| {
            let member = self.members().get(&actor).cloned();
            let unsent = member.map(|member| member.profile.shown_counts()).transpose()?;
            Ok(ProfileSummary {
                actor,
                signed_in: signed_in == Some(actor),
                open: unsent.is_some(),
                unsent: unsent.map(|counts| counts.unsent),
            })
        };
        self.known()?.into_iter().map(summary).collect()
    }

    /// Now, by the clock of whoever is signed in: the phone's, set right by the hub's where that is known.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.profile().map_or_else(|_| self.clock.now(), |profile| profile.now())
    }

    /// The role that acts are recorded under: the one chosen with [`Usalama::act_as`], else the first of this actor's grants in
    /// force that is not a resident's, else resident.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], [`Error::Store`].
    pub fn acting_role(&self) -> Result<Role, Error> {
        let profile = self.profile()?;
        if let Some(chosen) = profile.standing().acting_as.clone() {
            return Ok(chosen);
        }
        let other = self.grants()?.into_iter().map(|grant| grant.role).find(|role| *role != Role::Resident);
        Ok(other.unwrap_or(Role::Resident))
    }

    /// Chooses the role to act under from now on: a guard off shift acts as a resident. Nothing goes back to the default.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], [`Error::Store`].
    pub fn act_as(&self, role: Option<Role>) -> Result<(), Error> {
        self.profile()?.change_standing(|write| Standing::act_as(write, role.as_ref()))?;
        self.changes.tell(&[Topic::Session]);
        Ok(())
    }

    /// The grants of the one who is signed in that are in force.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], [`Error::Store`].
    pub fn grants(&self) -> Result<Vec<Grant>, Error> {
        let profile = self.profile()?;
        let (now, standing) = (profile.now(), profile.standing());
        let in_force = |grant: &Grant| grant.validity(now) == GrantValidity::InForce;
        let held = standing.grants.iter().filter(|held| !held.revoked);
        Ok(held.map(|held| &held.grant).filter(|grant| in_force(grant)).cloned().collect())
    }

    /// What was done about a damaged file when this profile was opened.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`].
    pub fn recovery(&self) -> Result<Option<Recovery>, Error> {
        Ok(self.profile()?.store().recovery().cloned())
    }

    /// Tells an observer of changes, until the subscription is dropped: of the named topics, or of all where none is named.
    pub fn observe(&self, topics: &[Topic], observer: Arc<dyn Observer>) -> Subscription {
        self.changes.observe(topics, observer)
    }

    /// The profile of the one who is signed in.
    pub(super) fn profile(&self) -> Result<Arc<Profile>, Error> {
        Ok(self.member()?.profile)
    }

    pub(super) fn member(&self) -> Result<Member, Error> {
        let actor = self.signed_in().ok_or(Error::NotSignedIn)?;
        self.members().get(&actor).cloned().ok_or(Error::NotSignedIn)
    }

    pub(super) fn members(&self) -> BTreeMap<ActorId, Member> {
        self.members.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whoever is signed in, in the realm `care`: another file, other keys, another identity.
    pub(super) fn care_member(&self) -> Result<Member, Error> {
        let profile = self.profile()?;
        let mut cared_for = self.cared_for.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(member) = cared_for.get(&profile.actor()) {
            return Ok(member.clone());
        }
        let apart = Arc::new(profile.open_apart(&self.directory, Realm::Care, self.encrypted)?);
        let engine = self
            .care_transport
            .as_ref()
            .map(|transport| Arc::new(Engine::new(apart.clone(), Arc::new(CareTransport::new(transport.clone())))));
        let member = Member { profile: apart, engine };
        cared_for.insert(profile.actor(), member.clone());
        Ok(member)
    }

    /// The same, where there is one on this phone: nothing is made.
    pub(super) fn care_member_if_any(&self) -> Result<Option<Member>, Error> {
        if self.profile()?.has_apart(&self.directory, &Realm::Care) { self.care_member().map(Some) } else { Ok(None) }
    }

    /// The profiles of the realm `care` that are open.
    pub(super) fn care_members(&self) -> Vec<Member> {
        self.cared_for.lock().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }

    fn admit(&self, actor: ActorId, key: &HostKey, adopt: bool) -> Result<(), StoreError> {
        let mut members = self.members.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(member) = members.get(&actor).filter(|_| !adopt) {
            return if member.profile.is_opened_by(key) { Ok(()) } else { Err(StoreError::WrongKey) };
        }
        members.remove(&actor);
        self.cared_for.lock().unwrap_or_else(PoisonError::into_inner).remove(&actor);
        let (clock, changes) = (self.clock.clone(), self.changes.clone());
        let how = Opening { adopt, encrypted: self.encrypted };
        let profile = Arc::new(Profile::open(&self.directory, actor, key, clock, changes, how)?);
        let engine = self.transport.as_ref().map(|transport| Arc::new(Engine::new(profile.clone(), transport.clone())));
        members.insert(actor, Member { profile, engine });
        Ok(())
    }

    pub(super) fn folder(&self) -> &Path {
        &self.directory
    }

    /// Lets go of a profile for good: its store is emptied, its files are overwritten and deleted, those that were set aside too.
    /// Says whether no other open profile shares its key.
    pub(super) fn forget(&self, profile: &Profile) -> Result<bool, Error> {
        let actor = profile.actor();
        // Where this fails, everything is as it was.
        profile.store().shred()?;
        if self.signed_in() == Some(actor) {
            self.set_signed_in(None)?;
        }
        let mut members = self.members.write().unwrap_or_else(PoisonError::into_inner);
        members.remove(&actor);
        let alone = !members.values().any(|other| other.profile.shares_key_with(profile));
        drop(members);
        wipe_profile(&self.directory, actor).map_err(StoreError::Io)?;
        self.changes.tell(&[&Topic::OF_EVENTS[..], &[Topic::Session]].concat());
        Ok(alone)
    }

    /// Lets go of what somebody has in the realm `care`, in the same way.
    pub(super) fn forget_care(&self, of: ActorId, apart: &Profile) -> Result<(), Error> {
        apart.store().shred()?;
        self.cared_for.lock().unwrap_or_else(PoisonError::into_inner).remove(&of);
        wipe_profile(&self.directory.join(APART), apart.actor()).map_err(StoreError::Io)?;
        Ok(())
    }

    fn set_signed_in(&self, actor: Option<ActorId>) -> Result<(), Error> {
        let text = actor.map(|actor| actor.to_string()).unwrap_or_default();
        write_durably(&self.directory.join(SIGNED_IN), text.as_bytes()).map_err(StoreError::Io)?;
        *self.signed_in.write().unwrap_or_else(PoisonError::into_inner) = actor;
        self.changes.tell(&[&Topic::OF_EVENTS[..], &[Topic::Session]].concat());
        Ok(())
    }

    fn read_signed_in(&self) -> Result<Option<ActorId>, StoreError> {
        match std::fs::read_to_string(self.directory.join(SIGNED_IN)) {
            Ok(text) => {
                let actor = Uuid::try_parse(text.trim()).ok().map(ActorId);
                let known = self.known()?;
                Ok(actor.filter(|actor| known.contains(actor)))
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Whoever has a file here, and be it one that was set aside as damaged: a crash may have come before there was a fresh one.
    fn known(&self) -> Result<Vec<ActorId>, StoreError> {
        let entries = match std::fs::read_dir(self.directory.join("profiles")) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(vec![]),
            Err(error) => return Err(error.into()),
        };
        let mut known = BTreeSet::new();
        for entry in entries {
            let name = entry?.file_name();
            let whole = |rest: &str| rest.is_empty() || rest.starts_with(DAMAGED);
            let actor = name.to_str().and_then(|name| name.split_once(".db")).filter(|(_, rest)| whole(rest));
            known.extend(actor.and_then(|(actor, _)| Uuid::try_parse(actor).ok()).map(ActorId));
        }
        Ok(known.into_iter().collect())
    }
}

/// Overwrites and deletes every file of a profile.
fn wipe_profile(directory: &Path, actor: ActorId) -> std::io::Result<()> {
    for entry in std::fs::read_dir(directory.join("profiles"))? {
        let entry = entry?;
        if entry.file_name().to_str().is_some_and(|name| name.starts_with(&format!("{actor}.db"))) {
            wipe(&entry.path())?;
        }
    }
    Ok(())
}

/// Overwrites a file and deletes it.
fn wipe(path: &Path) -> std::io::Result<()> {
    use std::io::Write as _;
    let length = std::fs::metadata(path)?.len();
    let mut file = File::options().write(true).open(path)?;
    let zeros = [0; 64 * 1024];
    let mut left = length;
    while left > 0 {
        let step = usize::try_from(left).unwrap_or(usize::MAX).min(zeros.len());
        file.write_all(zeros.get(..step).unwrap_or(&zeros))?;
        left -= step as u64;
    }
    file.sync_all()?;
    drop(file);
    std::fs::remove_file(path)
}

/// The directory is for this app alone.
fn make_private(directory: &Path) -> Result<(), StoreError> {
    std::fs::create_dir_all(directory)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(directory, std::fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

/// Takes the directory for as long as the file is held. A process that is just being started from this one holds whatever this one
/// held for a moment more: that long is waited.
fn take_alone(directory: &Path) -> Result<File, StoreError> {
    let file = File::create(directory.join(LOCK))?;
    for _ in 0..TRIES {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) => std::thread::sleep(BETWEEN_TRIES),
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
    }
    Err(StoreError::InUse)
}
