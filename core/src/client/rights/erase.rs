//! Erasing an account: what waits is sent first or thrown away, as its owner chooses; the hub forgets who it was; the profile's file
//! is overwritten and gone, and with it every key that nothing but the host's can derive again.

use std::time::Duration;

use super::super::device::Usalama;
use super::super::error::Error;
use crate::clock::Timestamp;
use crate::event::ActorId;
use crate::keys::KeyPurpose;
use crate::policy::may_erase_account;
use crate::profile::Profile;
use crate::store::StoreError;
use crate::sync::SyncError;
use crate::sync::wire::{AccountErased, EraseAccount, erase_digest};

/// What becomes of what waits to be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsent {
    /// It is sent first; where that does not succeed nothing is erased.
    SendFirst,
    /// It is thrown away.
    Discard,
}

/// What the hub said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TheHub {
    /// It has forgotten who this was.
    Forgot(AccountErased),
    /// It could not be reached: a signed word to it waits on this phone, and goes with the next exchange of anybody here.
    WillBeTold,
    /// It never knew.
    NeverKnew,
}

/// A profile that is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erased {
    /// What was thrown away unsent: acts, those of the realm `care`, and letters without a name.
    pub discarded: u64,
    /// What the hub said.
    pub hub: TheHub,
    /// No other profile of this phone was opened under the same key: the host deletes it from its Keystore or Keychain now.
    pub forget_key: bool,
}

impl Usalama {
    /// Erases the one who is signed in: at the hub the number and who is behind which report, and what was reported where no case of
    /// the police or legal hold keeps it; here the whole profile, with what belongs to it in the realm `care` and with every letter
    /// without a name and its receipt. A guard's chains stay, as evidence between guard and firm.
    ///
    /// The hub is told nothing of the realm `care` and of letters: one word for both would tell that they are of one person. What was
    /// sent there stays for as long as the table of retention says. What waits there goes at times of its own, so with
    /// [`Unsent::SendFirst`] nothing is erased before it has gone.
    ///
    /// # Errors
    /// [`Error::Refused`] with `audit_bound` for the police, here or by the hub; [`Error::Sync`] where what waits could not be sent
    /// first; [`Error::Invalid`] where something waits in the realm `care`, or a letter without a name; [`Error::Store`]. Nothing is
    /// erased then.
    pub async fn erase_me(&self, unsent: Unsent, deadline: Duration) -> Result<Erased, Error> {
        let member = self.member()?;
        let profile = member.profile.clone();
        let standing = profile.standing();
        may_erase_account(standing.grants.iter().map(|held| &held.grant))
            .map_err(|code| Error::Refused(code.into()))?;
        let until = tokio::time::Instant::now() + deadline;
        let left = || until.saturating_duration_since(tokio::time::Instant::now());
        let waiting = profile.store().queue_counts()?.unsent;
        if unsent == Unsent::SendFirst && waiting > 0 {
            let engine = member.engine.clone().ok_or(Error::NoHub)?;
            let (_, result) = engine.sync_once(left()).await;
            result?;
            if profile.store().queue_counts()?.unsent > 0 {
                return Err(Error::Sync(SyncError::Deadline));
            }
        }
        let apart = self.care_member_if_any()?;
        let (letters, _) = profile.store().letters_waiting()?;
        let elsewhere = match &apart {
            Some(apart) => letters + apart.profile.store().queue_counts()?.unsent,
            None => letters,
        };
        if unsent == Unsent::SendFirst && elsewhere > 0 {
            return Err(Error::Invalid(
                "what waits in the realm care, or without a name, goes first at a time of its own",
            ));
        }
        let discarded = profile.shown_counts()?.unsent + elsewhere;
        let hub = if standing.enrolment.is_none() {
            TheHub::NeverKnew
        } else {
            let request = request(&profile);
            self.keep_erasure(&request)?;
            match member.engine.clone() {
                None => TheHub::WillBeTold,
                Some(engine) => match engine.erase_account(&request, left()).await {
                    Ok(answer) => {
                        self.drop_erasure(request.actor)?;
                        TheHub::Forgot(answer)
                    }
                    Err(SyncError::Hub { code, .. }) if code == "audit_bound" => {
                        self.drop_erasure(request.actor)?;
                        return Err(Error::Refused(crate::model::refusal::RefusalCode::AuditBound.into()));
                    }
                    // Whatever else is wrong with the hub or the road to it is no reason to keep what somebody wants gone.
                    Err(_) => TheHub::WillBeTold,
                },
            }
        };
        drop((member, standing));
        // First what depends on the other: whoever comes back to this has it still to do.
        if let Some(apart) = apart {
            self.forget_care(profile.actor(), &apart.profile)?;
        }
        let forget_key = self.forget(&profile)?;
        Ok(Erased { discarded, hub, forget_key })
    }

    /// Takes the words to the hub that could not be taken before.
    pub(in crate::client) async fn send_erasures(&self, deadline: Duration) -> Result<(), Error> {
        for actor in self.erasures()? {
            let Some(request) = self.read_erasure(actor)? else { continue };
            let Some(engine) = self.members().into_values().find_map(|member| member.engine) else { return Ok(()) };
            match engine.erase_account(&request, deadline).await {
                // It is done, or it will never be: the account is another's, or audited.
                Ok(_) | Err(SyncError::Hub { .. }) => self.drop_erasure(actor)?,
                Err(_) => return Ok(()),
            }
        }
        Ok(())
    }

    fn keep_erasure(&self, request: &EraseAccount) -> Result<(), StoreError> {
        let folder = self.folder().join("erasures");
        std::fs::create_dir_all(&folder)?;
        let text = serde_json::to_vec(request).map_err(|_| StoreError::Unreadable("erasure"))?;
        Ok(crate::store::write_durably(&folder.join(request.actor.to_string()), &text)?)
    }

    fn read_erasure(&self, actor: ActorId) -> Result<Option<EraseAccount>, StoreError> {
        let text = std::fs::read(self.folder().join("erasures").join(actor.to_string()))?;
        Ok(serde_json::from_slice(&text).ok())
    }

    fn drop_erasure(&self, actor: ActorId) -> Result<(), StoreError> {
        Ok(std::fs::remove_file(self.folder().join("erasures").join(actor.to_string()))?)
    }

    fn erasures(&self) -> Result<Vec<ActorId>, StoreError> {
        let entries = match std::fs::read_dir(self.folder().join("erasures")) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(vec![]),
            Err(error) => return Err(error.into()),
        };
        let mut actors = vec![];
        for entry in entries {
            let name = entry?.file_name();
            actors.extend(name.to_str().and_then(|name| uuid::Uuid::try_parse(name).ok()).map(ActorId));
        }
        Ok(actors)
    }
}

/// The word to the hub, signed by the account's key while there still is one.
fn request(profile: &Profile) -> EraseAccount {
    let (actor, at): (ActorId, Timestamp) = (profile.actor(), profile.now());
    let key = profile.keyring().key(KeyPurpose::Account);
    EraseAccount { actor, at, signature: key.sign(erase_digest(actor, at).as_bytes()) }
}
