//! The client that an app holds: opening and closing it, who is signed in, what to hear of.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use usalama_core::client::{self, Settings};
use usalama_core::clock::Timestamp;
use usalama_core::event::{ActorId, Audience, Role};
use usalama_core::geo::AreaId;
use usalama_core::keys::{HostKey, random_bytes};
use usalama_core::model::grant::Capability;
use usalama_core::profile::Topic;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::error::{ErrorCode, UsalamaError};
use crate::observe::{ChangeListener, Subscription, subscribe};
use crate::runtime::{Running, on_disk, runtime};

/// How long closing waits for calls that are under way.
const PATIENCE: Duration = Duration::from_secs(10);

/// Usalama, opened on a directory of the app's own. One for the whole app: it may be called from any thread.
#[derive(Debug, uniffi::Object)]
pub struct Usalama {
    open: RwLock<Option<Arc<client::Usalama>>>,
    pub(crate) running: Arc<Running>,
}

impl Drop for Usalama {
    /// An app that lets go of it without [`Usalama::shut_down`] waits for nothing any more.
    fn drop(&mut self) {
        self.running.cancel();
    }
}

/// Closes the files once no call has them any more, so that the directory is free when this returns. Calls over the network are
/// cancelled, also one that begins just now; what touches the disk is short.
fn close(open: Option<Arc<client::Usalama>>, running: &Running) {
    let until = Instant::now() + PATIENCE;
    let mut open = open;
    while let Some(shared) = open.take() {
        running.cancel();
        open = Arc::try_unwrap(shared).err().filter(|_| Instant::now() < until);
        if open.is_some() {
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}

/// A profile of this phone.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Profile {
    /// Whose.
    pub actor: Uuid,
    /// Whether this one is signed in.
    pub signed_in: bool,
    /// Whether it is open: its key was given since the app started. Others are not sent for.
    pub open: bool,
    /// Acts that are still to be sent; nothing where it is not open.
    pub unsent: Option<u64>,
}

/// A role that the hub granted.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// For which organisation.
    pub organisation: Option<Uuid>,
    /// In which areas.
    pub areas: Vec<Uuid>,
    /// Rank or special task.
    pub capability: Option<Capability>,
    /// The widest audience that acts under it may have.
    pub max_audience: Audience,
    /// Until when.
    pub expires: Timestamp,
}

impl From<usalama_core::model::grant::Grant> for Grant {
    fn from(grant: usalama_core::model::grant::Grant) -> Self {
        Self {
            role: grant.role,
            organisation: grant.org.map(|org| org.0),
            areas: grant.areas.into_iter().map(AreaId::as_uuid).collect(),
            capability: grant.capability,
            max_audience: grant.max_audience,
            expires: grant.expires,
        }
    }
}

/// What was done about a damaged file.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Recovery {
    /// Where the damaged file was set aside.
    pub set_aside: String,
    /// Events that could be read and were taken over.
    pub events: u64,
    /// Of these, those that are still to be sent.
    pub unsent: u64,
    /// Rows that could not be read.
    pub unreadable: u64,
}

/// A new key, for an app that has none yet: 32 random bytes, to be kept where no backup reaches (Android Keystore, iOS Keychain).
///
/// # Errors
/// `Internal` where the system has no random bytes.
#[uniffi::export]
pub fn new_key() -> Result<Vec<u8>, UsalamaError> {
    let bytes: [u8; 32] = random_bytes().map_err(|error| UsalamaError::new(ErrorCode::Internal, error.to_string()))?;
    Ok(bytes.to_vec())
}

pub(crate) fn host_key(bytes: Vec<u8>) -> Result<HostKey, UsalamaError> {
    let bytes = Zeroizing::new(bytes);
    let key = <[u8; 32]>::try_from(bytes.as_slice());
    key.map(HostKey::from_bytes).map_err(|_| UsalamaError::new(ErrorCode::Invalid, "the key must have 32 bytes"))
}

#[uniffi::export]
impl Usalama {
    /// Opens the library on a directory that belongs to the app alone, with the key of whoever was signed in last; the first
    /// time it makes a profile. Needs no network and no account. `hub` is the address to exchange with, such as
    /// `https://hub.example.org`; without one everything works that does not need another person. `encrypted` keeps the profile
    /// encrypted under the key, in a library that was built for it.
    ///
    /// # Errors
    /// `Invalid` for a key that has not 32 bytes, or an address that is none; `WrongKey`; `InUse` where it is open already;
    /// `EncryptionUnavailable`, `Encrypted`, `NotEncrypted`; `Storage`.
    #[uniffi::constructor(default(hub = None, encrypted = false))]
    pub async fn open(
        directory: String,
        key: Vec<u8>,
        hub: Option<String>,
        encrypted: bool,
    ) -> Result<Arc<Self>, UsalamaError> {
        let key = host_key(key)?;
        // The exchange belongs to the library's own threads.
        let inside = runtime()?.handle().clone();
        on_disk(move || {
            let _inside = inside.enter();
            let settings = Settings::new(directory).encrypted(encrypted);
            let settings = match hub {
                Some(hub) => settings.hub(&hub)?,
                None => settings,
            };
            let open = client::Usalama::open(settings, &key)?;
            let open = Arc::new(Self { open: RwLock::new(Some(Arc::new(open))), running: Arc::default() });
            open.watch_armed()?;
            Ok(open)
        })
        .await
    }

    /// Closes it: calls under way are cancelled, and every call that follows fails with `Closed`. Nothing is lost. When this
    /// returns the directory can be opened again.
    pub async fn shut_down(&self) {
        let open = self.open.write().unwrap_or_else(PoisonError::into_inner).take();
        let running = self.running.clone();
        // Files are closed off the caller's thread.
        let _ = on_disk(move || {
            close(open, &running);
            Ok(())
        })
        .await;
    }

    /// Makes a profile for somebody new on this phone and signs them in.
    ///
    /// # Errors
    /// `Invalid` for a key that has not 32 bytes; `Storage`.
    pub async fn sign_in_new(&self, key: Vec<u8>) -> Result<Uuid, UsalamaError> {
        let key = host_key(key)?;
        self.disk(move |usalama| Ok(usalama.sign_in_new(&key)?.0)).await
    }

    /// Signs somebody in who has used this phone before. Whoever was signed in is signed out; nothing of theirs is lost.
    ///
    /// # Errors
    /// `WrongKey`; `Invalid` for a key that has not 32 bytes; `Storage`.
    pub async fn sign_in(&self, actor: Uuid, key: Vec<u8>) -> Result<(), UsalamaError> {
        let key = host_key(key)?;
        self.disk(move |usalama| Ok(usalama.sign_in(ActorId(actor), &key)?)).await
    }

    /// Signs somebody in whose key is lost, as after a restore on another phone. What is unsent stays; the actor enrols again.
    ///
    /// # Errors
    /// `Invalid` for a key that has not 32 bytes; `Storage`.
    pub async fn sign_in_with_new_key(&self, actor: Uuid, key: Vec<u8>) -> Result<(), UsalamaError> {
        let key = host_key(key)?;
        self.disk(move |usalama| Ok(usalama.sign_in_with_new_key(ActorId(actor), &key)?)).await
    }

    /// Signs out. Nothing is dropped, and what is unsent goes on being sent.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn sign_out(&self) -> Result<(), UsalamaError> {
        self.disk(|usalama| Ok(usalama.sign_out()?)).await
    }

    /// Who is signed in.
    ///
    /// # Errors
    /// `Closed`.
    pub fn signed_in(&self) -> Result<Option<Uuid>, UsalamaError> {
        Ok(self.core()?.signed_in().map(|actor| actor.0))
    }

    /// Everybody who has a profile on this phone.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn profiles(&self) -> Result<Vec<Profile>, UsalamaError> {
        let profile = |summary: client::ProfileSummary| Profile {
            actor: summary.actor.0,
            signed_in: summary.signed_in,
            open: summary.open,
            unsent: summary.unsent,
        };
        self.disk(move |usalama| Ok(usalama.profiles()?.into_iter().map(profile).collect())).await
    }

    /// The role that acts are recorded under: the one chosen with `act_as`, else the first granted that is not a resident's,
    /// else resident.
    ///
    /// # Errors
    /// `NotSignedIn`.
    pub async fn acting_role(&self) -> Result<Role, UsalamaError> {
        self.disk(|usalama| Ok(usalama.acting_role()?)).await
    }

    /// Chooses the role to act under from now on: a guard off shift acts as a resident. Nothing goes back to the default.
    ///
    /// # Errors
    /// `NotSignedIn`, `Storage`.
    pub async fn act_as(&self, role: Option<Role>) -> Result<(), UsalamaError> {
        self.disk(move |usalama| Ok(usalama.act_as(role)?)).await
    }

    /// The grants of whoever is signed in that are in force.
    ///
    /// # Errors
    /// `NotSignedIn`.
    pub async fn grants(&self) -> Result<Vec<Grant>, UsalamaError> {
        self.disk(|usalama| Ok(usalama.grants()?.into_iter().map(Grant::from).collect())).await
    }

    /// What was done about a damaged file when this profile was opened.
    ///
    /// # Errors
    /// `NotSignedIn`.
    pub async fn recovery(&self) -> Result<Option<Recovery>, UsalamaError> {
        let recovery = |recovery: client::Recovery| Recovery {
            set_aside: recovery.set_aside.display().to_string(),
            events: recovery.events,
            unsent: recovery.unsent,
            unreadable: recovery.unreadable,
        };
        self.disk(move |usalama| Ok(usalama.recovery()?.map(recovery))).await
    }

    /// Tells a listener of changes of these topics, or of all where none is named, until the subscription is stopped or dropped.
    ///
    /// # Errors
    /// `Closed`.
    pub fn observe(
        &self,
        topics: Vec<Topic>,
        listener: Arc<dyn ChangeListener>,
    ) -> Result<Arc<Subscription>, UsalamaError> {
        Ok(subscribe(&*self.core()?, runtime()?, &topics, listener))
    }
}

impl Usalama {
    pub(crate) fn core(&self) -> Result<Arc<client::Usalama>, UsalamaError> {
        self.open.read().unwrap_or_else(PoisonError::into_inner).clone().ok_or_else(UsalamaError::closed)
    }

    /// Runs what touches the disk alone.
    pub(crate) async fn disk<T: Send + 'static>(
        &self,
        work: impl FnOnce(&client::Usalama) -> Result<T, UsalamaError> + Send + 'static,
    ) -> Result<T, UsalamaError> {
        let usalama = self.core()?;
        on_disk(move || work(&usalama)).await
    }
}
