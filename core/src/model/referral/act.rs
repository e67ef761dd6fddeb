//! What is done to a referral.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::SCHEMA_VERSION;
use super::vocabulary::{
    AgeBand, ConsentBy, ConsentScope, ContactMode, DeclineReason, FollowUpResult, IntakeType, Need, RequestPriority,
    Sex,
};
use crate::clock::Timestamp;
use crate::event::{Part, PartError, PartName, Parts, SubjectId, VerifiedEvent};
use crate::model::actor::OrgId;
use crate::model::incident::{Identity, Nothing};
use crate::text::{Comment, Title};

crate::model::acts! {
    /// An act on a referral.
    pub enum ReferralAct {
        /// Written, and neither consented to nor sent.
        Drafted(Box<Asked>) = "referral.drafted";
        /// Whoever is referred agreed.
        Consented(Consent) = "referral.consented";
        /// To the centre.
        Sent(Sent) = "referral.sent";
        /// The centre has it.
        Received(Nothing) = "referral.received";
        /// The centre gives a date.
        Accepted(Accepted) = "referral.accepted";
        /// There is no place yet.
        Waitlisted(Nothing) = "referral.waitlisted";
        /// The centre says no.
        Declined(Declined) = "referral.declined";
        /// Came.
        Started(Nothing) = "referral.started";
        /// Went the whole way.
        Completed(Nothing) = "referral.completed";
        /// Went before the end.
        LeftEarly(Nothing) = "referral.left_early";
        /// Did not come in the 14 days after the date.
        NotAttended(Nothing) = "referral.not_attended";
        /// Another centre takes over.
        Transferred(Transferred) = "referral.transferred";
        /// Taken back by whoever is referred, or on their word. The consent ends with it.
        Withdrawn(Nothing) = "referral.withdrawn";
        /// It should never have been written.
        EnteredInError(Nothing) = "referral.entered_in_error";
        /// Somebody is to ask how it goes.
        FollowUpPlanned(FollowUpPlanned) = "referral.follow_up_planned";
        /// Somebody asked.
        FollowUpDone(FollowUpDone) = "referral.follow_up_done";
    }
}

/// See [`ReferralAct::Drafted`]: what the road to a place needs to know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// What help is asked for.
    pub need: Need,
    /// Which service of the directory.
    pub service: Uuid,
    /// Which centre of the directory.
    pub facility: OrgId,
    /// How soon.
    pub urgency: RequestPriority,
    /// How somebody is to be taken in.
    pub intake: IntakeType,
    /// Cannot get there alone.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub transport_needed: bool,
    /// The referral that this one takes the place of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<SubjectId>,
}

/// The `sensitive` part of [`ReferralAct::Drafted`]: who is referred, as far as a centre has to know. There is no field for a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Referred {
    /// What whoever is referred is called here.
    pub pseudonym: Title,
    /// How old.
    pub age_band: AgeBand,
    /// Where it matters for a place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sex: Option<Sex>,
    /// A telephone number, E.164; nothing: through whoever refers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
    /// BCP 47 language to speak in.
    pub preferred_lang: String,
}

/// The `text` part of a referral's events, and of every later act.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CareWords {
    /// What is known of the cost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost_note: Option<Comment>,
    /// Notes for the road to the place: no clinical record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes: Option<Comment>,
}

/// See [`ReferralAct::Consented`] (Data Protection Act 2019, s. 32).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// Who agreed.
    pub by: ConsentBy,
    /// Version of the form that was shown.
    pub form_version: Title,
    /// To what.
    pub scope: Vec<ConsentScope>,
    /// When.
    pub at: Timestamp,
    /// When it was taken back: filled in by the fold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn_at: Option<Timestamp>,
}

impl Consent {
    /// Whether it covers this, and was not taken back.
    #[must_use]
    pub fn covers(&self, scope: &ConsentScope) -> bool {
        self.withdrawn_at.is_none() && self.scope.contains(scope)
    }
}

/// See [`ReferralAct::Sent`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// Whoever sends it was shown the warning about the centre, and chose to go on.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub despite_warning: bool,
    /// The emergency number was shown and called first.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub emergency_first: bool,
}

/// See [`ReferralAct::Accepted`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accepted {
    /// When to come.
    pub on: Timestamp,
}

/// See [`ReferralAct::Declined`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declined {
    /// Why.
    pub reason: DeclineReason,
}

/// See [`ReferralAct::Transferred`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transferred {
    /// The referral that takes its place.
    pub replaced_by: SubjectId,
}

/// See [`ReferralAct::FollowUpPlanned`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowUpPlanned {
    /// When it is due.
    pub due: Timestamp,
}

/// See [`ReferralAct::FollowUpDone`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowUpDone {
    /// How.
    pub contact: ContactMode,
    /// What came of it.
    pub result: FollowUpResult,
}

/// An act with what goes with it. Parts that the reader may not see are absent.
#[derive(Debug, Clone, PartialEq)]
pub struct ReferralEntry {
    /// What was done.
    pub act: ReferralAct,
    /// What was written.
    pub words: Option<CareWords>,
    /// Who is referred.
    pub subject: Option<Referred>,
    /// Which account of this realm is behind the pseudonym: read by the hub alone.
    pub identity: Option<Identity>,
}

impl From<ReferralAct> for ReferralEntry {
    fn from(act: ReferralAct) -> Self {
        Self { act, words: None, subject: None, identity: None }
    }
}

impl ReferralEntry {
    /// Writes the parts.
    ///
    /// # Errors
    /// [`PartError`] where the system has no random bytes.
    pub fn parts(&self) -> Result<Parts, PartError> {
        let mut parts = Parts::from([(PartName::Core, self.act.core()?)]);
        if let Some(words) = &self.words {
            parts.insert(PartName::Text, Part::of(words)?);
        }
        if let Some(subject) = &self.subject {
            parts.insert(PartName::Sensitive, Part::of(subject)?);
        }
        if let Some(identity) = &self.identity {
            parts.insert(PartName::Identity, Part::of(identity)?);
        }
        Ok(parts)
    }

    /// Reads an event. Nothing for a kind or a schema of a newer version, and where the `core` part is not at hand: such an
    /// event is kept, unapplied.
    ///
    /// # Errors
    /// [`PartError`] where a part is not what its kind asks for.
    pub fn read(event: &VerifiedEvent) -> Result<Option<Self>, PartError> {
        let Some(act) = act_of(event)? else { return Ok(None) };
        Ok(Some(Self {
            act,
            words: event.read(&PartName::Text)?,
            subject: event.read(&PartName::Sensitive)?,
            identity: event.read(&PartName::Identity)?,
        }))
    }
}

pub(super) fn act_of(event: &VerifiedEvent) -> Result<Option<ReferralAct>, PartError> {
    let header = event.header();
    match event.parts().get(&PartName::Core) {
        Some(core) if header.schema_version <= SCHEMA_VERSION => ReferralAct::read(&header.kind, core),
        _ => Ok(None),
    }
}
