//! What may I do here? Every kind of act is put to policy as it would be with everything that it needs.

use super::acts::Judged;
use super::device::Usalama;
use super::error::Error;
use crate::clock::Timestamp;
use crate::event::{ActorId, Audience, EventId, SubjectId};
use crate::keys::Hash;
use crate::model::actor::OrgId;
use crate::model::cap::Severity;
use crate::model::incident::{
    Act, Arrived, Assessed, Assigned, Closed, Corroborated, CorroborationKind, DisclosureApproved, Entry, ForceUsed,
    HandoverAccepted, HandoverDetail, HandoverOffered, HandoverRefusalReason, HandoverRefused, Incident, LinkRelation,
    Linked, MarkedDuplicate, Moderated, Narrowed, Nothing, ObRecorded, Outcome, PartyNamed, PublicationStatus,
    Referred, Sensitive, Triaged, Updated, Veracity, Words, needs_connection,
};
use crate::policy::Decision;
use crate::text::{Comment, Description, TextError, Title};

/// An act, and whether it may be done here and now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permitted {
    /// The kind of act, such as `incident.triaged`.
    pub kind: &'static str,
    /// Policy's answer; unknown means that the hub decides when it arrives.
    pub decision: Decision,
    /// It must reach the hub before it counts.
    pub needs_connection: bool,
}

impl Usalama {
    /// Whether this act may be done. What is unknown here, the hub decides.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], [`Error::NotFound`], [`Error::Store`].
    pub fn may(&self, id: SubjectId, entry: &Entry) -> Result<Decision, Error> {
        let profile = self.profile()?;
        let row = profile.store().incident(id)?.ok_or(Error::NotFound)?;
        let role = self.role_for(&row.incident, row.mine, &entry.act)?;
        let judged = Judged {
            incident: &row.incident,
            mine: row.mine,
            entry,
            role: &role,
            area: row.incident.area,
            audience: &row.incident.visibility,
        };
        self.decide(&profile, &judged)
    }

    /// Every kind of act on this incident with policy's answer, those that are allowed and those that are not: a screen shows
    /// the first as buttons, and can say why the others are missing.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], [`Error::NotFound`], [`Error::Store`].
    pub fn what_may_i_do(&self, id: SubjectId) -> Result<Vec<Permitted>, Error> {
        let profile = self.profile()?;
        let row = profile.store().incident(id)?.ok_or(Error::NotFound)?;
        let unit = profile.standing().grants.iter().find_map(|held| held.grant.org);
        let entries = samples(&row.incident, profile.actor(), unit, self.clock.now())
            .map_err(|_| Error::Invalid("a sample text"))?;
        entries
            .into_iter()
            .map(|entry| {
                let needs_connection =
                    row.incident.status.as_ref().is_some_and(|status| needs_connection(status, &entry.act));
                Ok(Permitted { kind: entry.act.kind(), decision: self.may(id, &entry)?, needs_connection })
            })
            .collect()
    }
}

/// Each act that a person can do, with everything that policy may ask for.
fn samples(incident: &Incident, party: ActorId, unit: Option<OrgId>, now: Timestamp) -> Result<Vec<Entry>, TextError> {
    let words = Words { comment: Some(Comment::new("…")?), ..Words::default() };
    let nothing = Nothing {};
    let nowhere = uuid::Uuid::nil();
    let offer = incident.handover.as_ref().map(|handover| (handover.offer, handover.offer_hash));
    let (offer, offer_hash) = offer.unwrap_or((EventId(nowhere), Hash::from_bytes([0; 32])));
    let request = incident.disclosures.iter().find(|d| d.approved_by.is_none()).map_or(EventId(nowhere), |d| d.request);
    let another = SubjectId(nowhere);
    let station = OrgId(nowhere);
    let narrower = if incident.visibility == Audience::Responders { Audience::Police } else { Audience::Responders };
    let scope = Audience::Area;
    let acts = vec![
        Act::Triaged(Triaged { severity: Severity::Moderate }),
        Act::InfoRequested(nothing),
        Act::InfoGiven(nothing),
        Act::Assigned(Assigned { to: ActorId(nowhere), unit, accept_by: now }),
        Act::AssignmentAccepted(nothing),
        Act::AssignmentDeclined(nothing),
        Act::Responding(nothing),
        Act::Arrived(Arrived { manual: true }),
        Act::HandoverOffered(HandoverOffered {
            to_station: station,
            from_firm: unit,
            persons: 0,
            injured: 0,
            force_used: ForceUsed::None,
            evidence: vec![],
        }),
        Act::HandoverAccepted(HandoverAccepted { offer, offer_hash, ob_number: None }),
        Act::HandoverRefused(HandoverRefused { offer, reason: HandoverRefusalReason::Insufficient }),
        Act::ObRecorded(ObRecorded { ob_number: Title::new("OB")? }),
        Act::Referred(Referred { to: station }),
        Act::Resolved(Closed { outcome: Outcome::AdviceGiven }),
        Act::ClosedNoAction(Closed { outcome: Outcome::InsufficientInfo }),
        Act::ResolutionConfirmed(nothing),
        Act::MarkedDuplicate(MarkedDuplicate { of: another }),
        Act::Unlinked(nothing),
        Act::Withdrawn(nothing),
        Act::Reopened(nothing),
        Act::Updated(Updated { internal: false }),
        Act::Corroborated(Corroborated { kind: CorroborationKind::SawIt }),
        Act::Moderated(Moderated { decision: PublicationStatus::Approved, reason: None, scope }),
        Act::Narrowed(Narrowed { to: narrower }),
        Act::RelationAdded(Linked { rel: LinkRelation::RelatedTo, id: another }),
        Act::Assessed(Assessed { veracity: Veracity::ProbablyTrue }),
        Act::DisclosureRequested(nothing),
        Act::DisclosureApproved(DisclosureApproved { request }),
        Act::Appealed(nothing),
        Act::PartyNamed(PartyNamed { party }),
    ];
    let handover = HandoverDetail { summary: Some(Description::new("…")?), ..HandoverDetail::default() };
    let sensitive = Sensitive { handover: Some(handover), ..Sensitive::default() };
    Ok(acts
        .into_iter()
        .map(|act| Entry { text: Some(words.clone()), sensitive: Some(sensitive.clone()), ..act.into() })
        .collect())
}
