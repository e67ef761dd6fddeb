//! An act becomes an event: signed, and written to the log and the outbox in one transaction; its view follows.

use uuid::Uuid;

use super::changes::Topic;
use super::open::{Profile, ProfileError};
use crate::clock::{DeviceTime, Timestamp};
use crate::event::{
    Audience, Author, ChainHead, ChainId, Draft, EventError, PartError, Parts, Realm, Role, SubjectId, VerifiedEvent,
};
use crate::geo::AreaId;
use crate::keys::{KeyPurpose, Keyring, PublicKey, SaltSecret, SecretKey};
use crate::model::alert::{self, AlertEntry};
use crate::model::attendance::{self, AttendanceEntry};
use crate::model::custody::{self, CustodyEntry};
use crate::model::duty::{self, DutyEntry};
use crate::model::incident::{self, Act, Entry, Incident};
use crate::model::outreach::{self, OutreachEntry};
use crate::model::referral::{self, ReferralEntry};
use crate::model::solution::{self, ProblemEntry, ProposalEntry};
use crate::model::sos::{self, SosEntry};
use crate::model::tip::{self, TipEntry};
use crate::store::{Kept, Lane, Row, Standing, StoreError, Write, chain_head};

/// As finely as acts of a realm other than `safety` tell their time.
const MINUTE_MS: i64 = 60_000;

/// Who signs what is done to a subject.
#[derive(Debug)]
pub struct Signer {
    subject: SubjectId,
    role: Role,
    author: Author,
    key: SecretKey,
    keyring: Keyring,
}

impl Signer {
    /// How readers know who it was.
    #[must_use]
    pub const fn author(&self) -> &Author {
        &self.author
    }

    pub(super) const fn subject(&self) -> SubjectId {
        self.subject
    }

    /// Signs a draft with this signer's key, its parts salted from the key's secret.
    ///
    /// # Errors
    /// [`EventError`] for a draft that is too large or contradicts itself.
    pub fn sign(&self, draft: Draft, head: &ChainHead) -> Result<VerifiedEvent, EventError> {
        let key = self.author.key();
        draft.salted(key, &self.keyring.salts(&key), head).sign(self.author, &self.key, head)
    }
}

/// What was done: an act of one of the models.
#[derive(Debug, Clone, Copy)]
pub enum Deed<'a> {
    /// To an incident, or a copy of one.
    Incident(&'a Entry),
    /// Guards' work.
    Duty(&'a DutyEntry),
    /// To an alert.
    Alert(&'a AlertEntry),
    /// To an SOS.
    Sos(&'a SosEntry),
    /// To a tip.
    Tip(&'a TipEntry),
    /// To a referral.
    Referral(&'a ReferralEntry),
    /// To a sheet of attendance.
    Attendance(&'a AttendanceEntry),
    /// Outreach.
    Outreach(&'a OutreachEntry),
    /// To a problem.
    Problem(&'a ProblemEntry),
    /// To a proposal.
    Proposal(&'a ProposalEntry),
    /// A note about a record.
    Custody(&'a CustodyEntry),
}

impl<'a> From<&'a Entry> for Deed<'a> {
    fn from(entry: &'a Entry) -> Self {
        Self::Incident(entry)
    }
}

impl<'a> From<&'a DutyEntry> for Deed<'a> {
    fn from(entry: &'a DutyEntry) -> Self {
        Self::Duty(entry)
    }
}

impl<'a> From<&'a AlertEntry> for Deed<'a> {
    fn from(entry: &'a AlertEntry) -> Self {
        Self::Alert(entry)
    }
}

impl<'a> From<&'a SosEntry> for Deed<'a> {
    fn from(entry: &'a SosEntry) -> Self {
        Self::Sos(entry)
    }
}

impl<'a> From<&'a TipEntry> for Deed<'a> {
    fn from(entry: &'a TipEntry) -> Self {
        Self::Tip(entry)
    }
}

impl<'a> From<&'a ReferralEntry> for Deed<'a> {
    fn from(entry: &'a ReferralEntry) -> Self {
        Self::Referral(entry)
    }
}

impl<'a> From<&'a AttendanceEntry> for Deed<'a> {
    fn from(entry: &'a AttendanceEntry) -> Self {
        Self::Attendance(entry)
    }
}

impl<'a> From<&'a OutreachEntry> for Deed<'a> {
    fn from(entry: &'a OutreachEntry) -> Self {
        Self::Outreach(entry)
    }
}

impl<'a> From<&'a ProblemEntry> for Deed<'a> {
    fn from(entry: &'a ProblemEntry) -> Self {
        Self::Problem(entry)
    }
}

impl<'a> From<&'a ProposalEntry> for Deed<'a> {
    fn from(entry: &'a ProposalEntry) -> Self {
        Self::Proposal(entry)
    }
}

impl<'a> From<&'a CustodyEntry> for Deed<'a> {
    fn from(entry: &'a CustodyEntry) -> Self {
        Self::Custody(entry)
    }
}

impl Deed<'_> {
    const fn kind(&self) -> (&'static str, u16) {
        match self {
            Self::Incident(entry) => (entry.act.kind(), incident::SCHEMA_VERSION),
            Self::Duty(entry) => (entry.act.kind(), duty::SCHEMA_VERSION),
            Self::Alert(entry) => (entry.act.kind(), alert::SCHEMA_VERSION),
            Self::Sos(entry) => (entry.act.kind(), sos::SCHEMA_VERSION),
            Self::Tip(entry) => (entry.act.kind(), tip::SCHEMA_VERSION),
            Self::Referral(entry) => (entry.act.kind(), referral::SCHEMA_VERSION),
            Self::Attendance(entry) => (entry.act.kind(), attendance::SCHEMA_VERSION),
            Self::Outreach(entry) => (entry.act.kind(), outreach::SCHEMA_VERSION),
            Self::Problem(entry) => (entry.act.kind(), solution::SCHEMA_VERSION),
            Self::Proposal(entry) => (entry.act.kind(), solution::SCHEMA_VERSION),
            Self::Custody(entry) => (entry.act.kind(), custody::SCHEMA_VERSION),
        }
    }

    fn parts(&self) -> Result<Parts, PartError> {
        match self {
            Self::Incident(entry) => entry.parts(),
            Self::Duty(entry) => entry.parts(),
            Self::Alert(entry) => entry.parts(),
            Self::Sos(entry) => entry.parts(),
            Self::Tip(entry) => entry.parts(),
            Self::Referral(entry) => entry.parts(),
            Self::Attendance(entry) => entry.parts(),
            Self::Outreach(entry) => entry.parts(),
            Self::Problem(entry) => entry.parts(),
            Self::Proposal(entry) => entry.parts(),
            Self::Custody(entry) => entry.parts(),
        }
    }

    /// The incident that begins with it: as it would be read from its event.
    fn begun(&self, kept: &Kept) -> Option<Incident> {
        let (Self::Incident(entry @ Entry { act: Act::Submitted(_), .. }), Some(stamp)) = (self, kept.stamp()) else {
            return None;
        };
        let mut incident = Incident::unknown(kept.event.header().subject);
        incident.apply(&kept.event, entry, stamp);
        Some(incident)
    }

    pub(super) const fn topic(&self) -> Topic {
        match self {
            Self::Incident(_) => Topic::Incidents,
            Self::Duty(_) => Topic::Duty,
            Self::Alert(_) => Topic::Alerts,
            Self::Sos(_) => Topic::Sos,
            Self::Tip(_) => Topic::Tips,
            Self::Referral(_) | Self::Attendance(_) => Topic::Care,
            Self::Outreach(_) => Topic::Outreach,
            Self::Problem(_) | Self::Proposal(_) => Topic::Solutions,
            Self::Custody(_) => Topic::Rights,
        }
    }
}

/// What is to be recorded.
#[derive(Debug, Clone)]
pub struct NewEvent<'a> {
    /// Who did it, to what.
    pub signer: &'a Signer,
    /// What was done.
    pub deed: Deed<'a>,
    /// Where, as coarse as every reader may know.
    pub area: Option<AreaId>,
    /// Whom it is meant for.
    pub audience: Audience,
}

impl Profile {
    /// Records an act. When this returns, the event is on the disk and in the outbox. Says how the subject stands then, where
    /// it is one that has a view.
    ///
    /// # Errors
    /// [`ProfileError`]; nothing is written then.
    pub fn record(&self, new: NewEvent<'_>) -> Result<Option<Row>, ProfileError> {
        self.record_with(new, |_| Ok(()))
    }

    /// Records an act, and changes something else in the same transaction.
    ///
    /// # Errors
    /// [`ProfileError`]; nothing is written then.
    pub fn record_with(
        &self,
        new: NewEvent<'_>,
        also: impl FnOnce(&Write<'_>) -> Result<(), StoreError>,
    ) -> Result<Option<Row>, ProfileError> {
        let topic = new.deed.topic();
        let row = self.record_untold(new, also, |_, _| Ok(()))?;
        self.tell(&[topic, Topic::Outbox]);
        Ok(row)
    }

    /// Records the act with which a subject begins, whose identity was made for it just now: nothing is asked about what came
    /// before.
    ///
    /// # Errors
    /// [`ProfileError`]; nothing is written then.
    pub fn begin(&self, new: NewEvent<'_>) -> Result<Option<Row>, ProfileError> {
        let topic = new.deed.topic();
        let row = self.store.write_ahead(|write| self.append_to(write, vec![], new, |_, _| Ok(())))?;
        self.tell(&[topic, Topic::Outbox]);
        Ok(row)
    }

    /// Records several acts of one signer on one subject, and changes something else: all of it in one transaction, or nothing.
    ///
    /// # Errors
    /// [`ProfileError`]; nothing is written then.
    pub fn record_all<'a>(
        &self,
        news: impl IntoIterator<Item = NewEvent<'a>>,
        also: impl FnOnce(&Write<'_>) -> Result<(), StoreError>,
    ) -> Result<Option<Row>, ProfileError> {
        let mut topics = vec![Topic::Outbox];
        let row = self.store.write(|write| {
            also(write)?;
            let mut row = None;
            for new in news {
                topics.push(new.deed.topic());
                let events = write.events_of(new.signer.subject)?;
                row = self.append_to(write, events, new, |_, _| Ok(()))?;
            }
            Ok::<_, ProfileError>(row)
        })?;
        topics.dedup();
        self.tell(&topics);
        Ok(row)
    }

    /// Records an act and tells no listener; changes something else in the same transaction, before and after.
    pub(super) fn record_untold(
        &self,
        new: NewEvent<'_>,
        before: impl FnOnce(&Write<'_>) -> Result<(), StoreError>,
        after: impl FnOnce(&Write<'_>, &Kept) -> Result<(), StoreError>,
    ) -> Result<Option<Row>, ProfileError> {
        self.store.write_ahead(|write| {
            before(write)?;
            let events = write.events_of(new.signer.subject)?;
            self.append_to(write, events, new, after)
        })
    }

    /// Signs an act, and writes it behind the earlier events of its subject.
    fn append_to(
        &self,
        write: &Write<'_>,
        mut events: Vec<Kept>,
        new: NewEvent<'_>,
        after: impl FnOnce(&Write<'_>, &Kept) -> Result<(), StoreError>,
    ) -> Result<Option<Row>, ProfileError> {
        let (subject, deed, is_first) = (new.signer.subject, new.deed, events.is_empty());
        let kept = write.append_own(self.sign(&events, new)?)?;
        if self.is_clock_suspect() {
            write.mark_clock_suspect(kept.event.header().id)?;
        }
        write.enqueue(&kept.event, Lane::of(&kept.event))?;
        after(write, &kept)?;
        let begun = deed.begun(&kept).filter(|_| is_first);
        events.push(kept);
        Ok(write.stands(subject, &events, begun)?)
    }

    /// Signs an act without keeping it: for acts that may not wait in an outbox.
    ///
    /// # Errors
    /// [`ProfileError`].
    pub fn sign_only(&self, new: NewEvent<'_>) -> Result<VerifiedEvent, ProfileError> {
        self.sign(&self.store.events_of(new.signer.subject)?, new)
    }

    /// Who signs what this actor does in a role to a subject: a resident by a pseudonym that is this subject's alone.
    #[must_use]
    pub fn signer(&self, role: Role, subject: SubjectId) -> Signer {
        let keyring = self.keyring();
        let (author, key) = if matches!(role, Role::Resident) {
            let key = keyring.key(KeyPurpose::Subject(subject.0));
            (Author::Pseudonym { key: key.public() }, key)
        } else {
            let key = keyring.key(KeyPurpose::Role(role.code()));
            (Author::Actor { id: self.actor, key: key.public() }, key)
        };
        Signer { subject, role, author, key, keyring }
    }

    /// What the salts of all that a key of this actor signs are derived from.
    #[must_use]
    pub fn salts(&self, key: &PublicKey) -> SaltSecret {
        self.keyring().salts(key)
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

    fn sign(&self, events: &[Kept], new: NewEvent<'_>) -> Result<VerifiedEvent, ProfileError> {
        let Signer { subject, role, author, key, keyring } = new.signer;
        let time = match author {
            Author::Actor { .. } if self.realm == Realm::Safety => self.clock.device_time(),
            // Neither their boot nor how wrong their clock is tells that somebody acts in another realm too.
            _ if self.realm != Realm::Safety => {
                let at = Timestamp::from_millis(self.now().as_millis() / MINUTE_MS * MINUTE_MS);
                blinded(DeviceTime { at, ..self.clock.device_time() }, keyring, *subject)
            }
            Author::Actor { .. } | Author::Pseudonym { .. } | Author::OneTime { .. } => {
                blinded(self.clock.device_time(), keyring, *subject)
            }
        };
        let chain = ChainId { key: key.public(), subject: *subject, audience: new.audience.clone() };
        let (kind, schema_version) = new.deed.kind();
        let draft = Draft {
            subject: *subject,
            kind,
            schema_version,
            role: role.clone(),
            area: new.area,
            audience: new.audience,
            time,
            parts: new.deed.parts()?,
        };
        Ok(new.signer.sign(draft, &chain_head(&chain, events))?)
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
        self.tell(&Topic::OF_EVENTS);
        Ok(())
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
