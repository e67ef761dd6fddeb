//! An act becomes an event: signed, and written to the log, the outbox and the view in one transaction.

use uuid::Uuid;

use super::changes::Topic;
use super::open::{Profile, ProfileError};
use crate::clock::DeviceTime;
use crate::event::{Audience, Author, ChainId, Draft, EventId, Role, SubjectId, VerifiedEvent};
use crate::geo::AreaId;
use crate::keys::{KeyPurpose, Keyring, SecretKey};
use crate::model::incident::{Entry, SCHEMA_VERSION};
use crate::store::{Lane, Standing, StoreError, Write};

/// What is to be recorded.
#[derive(Debug, Clone)]
pub struct NewEvent<'a> {
    /// What it is about.
    pub subject: SubjectId,
    /// What was done.
    pub entry: &'a Entry,
    /// Under which role.
    pub role: Role,
    /// Where, as coarse as every reader may know.
    pub area: Option<AreaId>,
    /// Whom it is meant for.
    pub audience: Audience,
}

impl Profile {
    /// Records an act. When this returns, the event is on the disk and in the outbox.
    ///
    /// # Errors
    /// [`ProfileError`]; nothing is written then.
    pub fn record(&self, new: NewEvent<'_>) -> Result<VerifiedEvent, ProfileError> {
        let event = self.store.write(|write| {
            let event = self.sign(write, new)?;
            write.append(&event, true, Standing::Pending)?;
            if self.is_clock_suspect() {
                write.mark_clock_suspect(event.header().id)?;
            }
            write.enqueue(&event, Lane::of(&event))?;
            write.refold(event.header().subject)?;
            Ok::<_, ProfileError>(event)
        })?;
        self.tell(&[Topic::Incidents, Topic::Outbox]);
        Ok(event)
    }

    /// Signs an act without keeping it: for acts that may not wait in an outbox.
    ///
    /// # Errors
    /// [`ProfileError`].
    pub fn sign_only(&self, new: NewEvent<'_>) -> Result<VerifiedEvent, ProfileError> {
        self.store.write(|write| self.sign(write, new))
    }

    /// The author under which this actor acts in a role on a subject, with the key.
    #[must_use]
    pub fn author(&self, role: &Role, subject: SubjectId) -> (Author, SecretKey) {
        author_of(self, &self.keyring(), role, subject)
    }

    /// Whether a key is this actor's own on a subject, under the present keys.
    #[must_use]
    pub fn is_own(&self, author: &Author, subject: SubjectId) -> bool {
        match author {
            Author::Actor { id, .. } => *id == self.actor,
            Author::Pseudonym { key } => self.keyring().key(KeyPurpose::Subject(subject.0)).public() == *key,
            Author::OneTime { .. } => false,
        }
    }

    fn sign(&self, write: &Write<'_>, new: NewEvent<'_>) -> Result<VerifiedEvent, ProfileError> {
        let keyring = self.keyring();
        let (author, key) = author_of(self, &keyring, &new.role, new.subject);
        let time = match author {
            Author::Actor { .. } => self.clock.device_time(),
            Author::Pseudonym { .. } | Author::OneTime { .. } => {
                blinded(self.clock.device_time(), &keyring, new.subject)
            }
        };
        let chain = ChainId { key: key.public(), subject: new.subject, audience: new.audience.clone() };
        let head = write.chain_head(&chain).map_err(ProfileError::Store)?;
        let draft = Draft {
            id: EventId::now(time.at),
            subject: new.subject,
            kind: new.entry.act.kind(),
            schema_version: SCHEMA_VERSION,
            role: new.role,
            area: new.area,
            audience: new.audience,
            time,
            parts: new.entry.parts()?,
        };
        Ok(draft.sign(author, &key, &head)?)
    }

    /// Takes up events that another phone handed over: proven, kept, and sent on as they are, those that are whole.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along; nothing is written then.
    pub fn take_up(&self, events: &[VerifiedEvent]) -> Result<(), StoreError> {
        self.store.write(|write| {
            for event in events {
                let new = write.append(
                    event,
                    self.is_own(&event.header().author, event.header().subject),
                    Standing::Pending,
                )?;
                let whole = event.header().parts.keys().all(|name| event.parts().contains_key(name));
                if new && whole {
                    write.enqueue(event, Lane::of(event))?;
                }
            }
            write.refold_all(&events.iter().map(|event| event.header().subject).collect())
        })?;
        self.tell(&[Topic::Incidents, Topic::Outbox]);
        Ok(())
    }
}

fn author_of(profile: &Profile, keyring: &Keyring, role: &Role, subject: SubjectId) -> (Author, SecretKey) {
    if matches!(role, Role::Resident) {
        let key = keyring.key(KeyPurpose::Subject(subject.0));
        (Author::Pseudonym { key: key.public() }, key)
    } else {
        let key = keyring.key(KeyPurpose::Role(role.code()));
        (Author::Actor { id: profile.actor, key: key.public() }, key)
    }
}

/// The clocks as a pseudonymous header may show them: two reports of one phone share neither boot nor uptime.
fn blinded(time: DeviceTime, keyring: &Keyring, subject: SubjectId) -> DeviceTime {
    let boot = time.boot.map(|boot| keyring.blind(subject.0, boot.as_bytes()));
    let offset = boot.map(|boot| {
        let bytes = keyring.blind(subject.0, &boot);
        u64::from(u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
    });
    DeviceTime {
        boot: boot.map(Uuid::from_bytes),
        monotonic_ms: time.monotonic_ms.zip(offset).map(|(ms, offset)| ms.saturating_add(offset)),
        ..time
    }
}
