//! What can be done to an incident: one kind of event each. The header names the kind, the `core` part holds what is
//! defined here; what people write, where exactly, and who, are in the other parts, which are the same for every kind.

use serde::{Deserialize, Serialize};

use super::report::{Identity, Linked, Place, Report, Sensitive, Words};
use super::vocabulary::{
    CorroborationKind, ForceUsed, HandoverRefusalReason, Outcome, PublicationStatus, RejectReason, Veracity,
};
use crate::clock::Timestamp;
use crate::event::{ActorId, Audience, EventId, Part, PartError, PartName, Parts, SubjectId, VerifiedEvent};
use crate::keys::Hash;
use crate::model::actor::OrgId;
use crate::model::cap::Severity;
use crate::text::Title;

/// Version of the schema of every kind below.
pub const SCHEMA_VERSION: u16 = 1;

crate::model::acts! {
    /// An act on an incident or, for [`Act::Corroborated`], on its published copy.
    pub enum Act {
        /// Somebody reports.
        Submitted(Box<Report>) = "incident.submitted";
        /// A handler has looked and set the severity.
        Triaged(Triaged) = "incident.triaged";
        /// A handler asks; the question is in the text.
        InfoRequested(Nothing) = "incident.info_requested";
        /// The reporter answers; the answer is in the text.
        InfoGiven(Nothing) = "incident.info_given";
        /// Somebody is asked to respond.
        Assigned(Assigned) = "incident.assigned";
        /// The assignee accepts.
        AssignmentAccepted(Nothing) = "incident.assignment_accepted";
        /// The assignee declines; the reason is in the text.
        AssignmentDeclined(Nothing) = "incident.assignment_declined";
        /// Nobody accepted in time (hub).
        AssignmentLapsed(Nothing) = "incident.assignment_lapsed";
        /// The assignee is on the way.
        Responding(Nothing) = "incident.responding";
        /// The assignee is there: the position in the place part, or a manual reason in the text.
        Arrived(Arrived) = "incident.arrived";
        /// A handover to a station is offered.
        HandoverOffered(HandoverOffered) = "incident.handover_offered";
        /// The station accepts.
        HandoverAccepted(HandoverAccepted) = "incident.handover_accepted";
        /// The station refuses; where to go instead is in the text.
        HandoverRefused(HandoverRefused) = "incident.handover_refused";
        /// The Occurrence Book number is added.
        ObRecorded(ObRecorded) = "incident.ob_recorded";
        /// An offer has waited too long (hub).
        HandoverEscalated(HandoverEscalated) = "incident.handover_escalated";
        /// The case is sent to another organisation.
        Referred(Referred) = "incident.referred";
        /// The case is resolved.
        Resolved(Closed) = "incident.resolved";
        /// The police close the case without action.
        ClosedNoAction(Closed) = "incident.closed_no_action";
        /// The reporter confirms that it is resolved.
        ResolutionConfirmed(Nothing) = "incident.resolution_confirmed";
        /// The same as another report.
        MarkedDuplicate(MarkedDuplicate) = "incident.marked_duplicate";
        /// No duplicate after all.
        Unlinked(Nothing) = "incident.unlinked";
        /// The reporter withdraws; while the case is with the police, asks to.
        Withdrawn(Nothing) = "incident.withdrawn";
        /// A closed case is opened again; the reason is in the text.
        Reopened(Nothing) = "incident.reopened";
        /// Somebody adds something; it is in the text.
        Updated(Updated) = "incident.updated";
        /// Somebody bears a report out, or not.
        Corroborated(Corroborated) = "incident.corroborated";
        /// How many did (hub).
        CorroborationTallied(Tally) = "incident.corroboration_tallied";
        /// A moderator decides about a copy for neighbours.
        Moderated(Moderated) = "incident.moderated";
        /// The case is kept to fewer readers.
        Narrowed(Narrowed) = "incident.narrowed";
        /// A relation to another record.
        RelationAdded(Linked) = "incident.relation_added";
        /// A verifier says how far it is true; the reason is in the text.
        Assessed(Assessed) = "incident.assessed";
        /// An officer commanding asks who a confidential reporter is; the reason is in the text.
        DisclosureRequested(Nothing) = "incident.disclosure_requested";
        /// An administrator agrees.
        DisclosureApproved(DisclosureApproved) = "incident.disclosure_approved";
        /// The reporter asks another moderator to look at what was not published; why is in the text.
        Appealed(Nothing) = "incident.appealed";
        /// Somebody is a party to the matter, and has no more say in it.
        PartyNamed(PartyNamed) = "incident.party_named";
    }
}

/// An act that says all by being done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Nothing {}

/// See [`Act::Triaged`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Triaged {
    /// As the handler sees it.
    pub severity: Severity,
}

/// See [`Act::Assigned`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assigned {
    /// To whom.
    pub to: ActorId,
    /// To whose unit: the firm or the station.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<OrgId>,
    /// Until when it must be accepted.
    pub accept_by: Timestamp,
}

/// See [`Act::Arrived`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arrived {
    /// Said by hand, without a position near enough; the reason is in the text.
    #[serde(default)]
    pub manual: bool,
}

/// See [`Act::HandoverOffered`]. The summary, the property and the GFN are in the sensitive part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandoverOffered {
    /// To which station.
    pub to_station: OrgId,
    /// From which firm.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_firm: Option<OrgId>,
    /// How many people are handed over. Who they are belongs in the Occurrence Book.
    pub persons: u8,
    /// How many are injured.
    pub injured: u8,
    /// Force used.
    pub force_used: ForceUsed,
    /// Events that are evidence.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<EventId>,
}

/// See [`Act::HandoverAccepted`]. With the guard's signature on the offer this is the second of two.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandoverAccepted {
    /// The offer.
    pub offer: EventId,
    /// The hash of the offer's header: exactly this is accepted.
    pub offer_hash: Hash,
    /// Occurrence Book number; within 24 hours, else the text says why not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ob_number: Option<Title>,
}

/// See [`Act::HandoverRefused`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandoverRefused {
    /// The offer.
    pub offer: EventId,
    /// Why.
    pub reason: HandoverRefusalReason,
}

/// See [`Act::ObRecorded`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObRecorded {
    /// The number.
    pub ob_number: Title,
}

crate::vocabulary! {
    /// Whom an unanswered offer is escalated to (DOMAIN §5.6).
    pub enum EscalationTier {
        /// The sub-county police commander, after 30 minutes.
        Scpc = "scpc", "Sub-county commander", "Kamanda wa kaunti ndogo";
        /// The programme administrator, after 2 hours.
        ProgrammeAdmin = "programme_admin", "Programme administrator", "Msimamizi wa programu";
    }
}

/// See [`Act::HandoverEscalated`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandoverEscalated {
    /// The offer.
    pub offer: EventId,
    /// To whom.
    pub tier: EscalationTier,
    /// How long it has waited, in seconds.
    pub waited_s: u64,
}

/// See [`Act::Referred`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Referred {
    /// To whom.
    pub to: OrgId,
}

/// See [`Act::Resolved`] and [`Act::ClosedNoAction`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    /// What came of it.
    pub outcome: Outcome,
}

/// See [`Act::MarkedDuplicate`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarkedDuplicate {
    /// Of which.
    pub of: SubjectId,
}

/// See [`Act::Updated`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Updated {
    /// Kept from the reporter.
    #[serde(default)]
    pub internal: bool,
}

/// See [`Act::Corroborated`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Corroborated {
    /// What is added.
    pub kind: CorroborationKind,
}

/// See [`Act::CorroborationTallied`]. A number below three is nobody's business but the police's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Distinct people who bear it out; nothing where they are fewer than three.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supporting: Option<u32>,
    /// Distinct people who say that it is not true; nothing where they are fewer than three.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_true: Option<u32>,
}

/// See [`Act::Moderated`]. What the neighbours get to read, if anything, is the comment in the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moderated {
    /// The decision.
    pub decision: PublicationStatus,
    /// Why not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<RejectReason>,
    /// For whom the copy is: `area` or `public`.
    pub scope: Audience,
}

/// See [`Act::Narrowed`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Narrowed {
    /// The new scope.
    pub to: Audience,
}

/// See [`Act::Assessed`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessed {
    /// How far it is true.
    pub veracity: Veracity,
}

/// See [`Act::DisclosureApproved`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisclosureApproved {
    /// The request.
    pub request: EventId,
}

/// See [`Act::PartyNamed`]. Officials name themselves; moderators and police others too (DOMAIN §13.9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartyNamed {
    /// Who.
    pub party: ActorId,
}

/// An act with what goes with it. Parts that the reader may not see are absent.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// What was done.
    pub act: Act,
    /// What was written.
    pub text: Option<Words>,
    /// Exactly where.
    pub place: Option<Place>,
    /// For police and responders.
    pub sensitive: Option<Sensitive>,
    /// Who is behind a pseudonym.
    pub identity: Option<Identity>,
}

impl From<Act> for Entry {
    fn from(act: Act) -> Self {
        Self { act, text: None, place: None, sensitive: None, identity: None }
    }
}

impl Entry {
    /// The act with a comment.
    #[must_use]
    pub fn with_comment(act: Act, comment: crate::text::Comment) -> Self {
        Self { text: Some(Words { comment: Some(comment), ..Words::default() }), ..act.into() }
    }

    /// The comment, if there is one and the reader may see it.
    #[must_use]
    pub fn comment(&self) -> Option<&crate::text::Comment> {
        self.text.as_ref().and_then(|words| words.comment.as_ref())
    }

    /// Writes the parts.
    ///
    /// # Errors
    /// [`PartError`] where the system has no random bytes.
    pub fn parts(&self) -> Result<Parts, PartError> {
        let mut parts = Parts::from([(PartName::Core, self.act.core()?)]);
        if let Some(text) = &self.text {
            parts.insert(PartName::Text, Part::of(text)?);
        }
        if let Some(place) = &self.place {
            parts.insert(PartName::Place, Part::of(place)?);
        }
        if let Some(sensitive) = &self.sensitive {
            parts.insert(PartName::Sensitive, Part::of(sensitive)?);
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
            text: event.read(&PartName::Text)?,
            place: event.read(&PartName::Place)?,
            sensitive: event.read(&PartName::Sensitive)?,
            identity: event.read(&PartName::Identity)?,
        }))
    }
    /// Reads what can be read of an event: a part that is not what its kind asks for counts as withheld, so that those who
    /// hold it and those who do not see the case in the same status.
    #[must_use]
    pub fn readable(event: &VerifiedEvent) -> Option<Self> {
        Some(Self {
            act: act_of(event).ok()??,
            text: event.read(&PartName::Text).unwrap_or_default(),
            place: event.read(&PartName::Place).unwrap_or_default(),
            sensitive: event.read(&PartName::Sensitive).unwrap_or_default(),
            identity: event.read(&PartName::Identity).unwrap_or_default(),
        })
    }
}

fn act_of(event: &VerifiedEvent) -> Result<Option<Act>, PartError> {
    let header = event.header();
    match event.parts().get(&PartName::Core) {
        Some(core) if header.schema_version <= SCHEMA_VERSION => Act::read(&header.kind, core),
        _ => Ok(None),
    }
}
