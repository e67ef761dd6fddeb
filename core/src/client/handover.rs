//! The handover from guard to police (DOMAIN §5.6): an offer that the guard signs and an acceptance that the officer signs, each
//! made offline if need be. They meet at the hub, or before that from screen to camera, which makes both copies identical.

use super::device::Usalama;
use super::error::Error;
use super::view::IncidentView;
use crate::event::{Author, EventId, PartName, SignedEvent, SubjectId, VerifiedEvent};
use crate::exchange;
use crate::model::actor::OrgId;
use crate::model::grant::{Grant, GrantValidity, SignedGrant};
use crate::model::incident::{
    Act, Entry, ForceUsed, HandoverAccepted, HandoverDetail, HandoverOffered, HandoverRefusalReason, HandoverRefused,
    ObRecorded, Sensitive, Words,
};
use crate::model::refusal::RefusalCode;
use crate::profile::Profile;
use crate::store::Standing;
use crate::text::{Comment, Description, Title};

/// What a guard hands over. No name or ID of a person: that belongs in the Occurrence Book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// To which station.
    pub to_station: OrgId,
    /// What happened.
    pub summary: Description,
    /// How many people are handed over.
    pub persons: u8,
    /// How many are injured.
    pub injured: u8,
    /// Force used.
    pub force_used: ForceUsed,
    /// What force, where it was another than restraint.
    pub force_text: Option<Comment>,
    /// Property handed over.
    pub property: Vec<Title>,
    /// Events that are evidence.
    pub evidence: Vec<EventId>,
}

impl Offer {
    /// An offer with the least that it takes.
    #[must_use]
    pub const fn new(to_station: OrgId, summary: Description) -> Self {
        Self {
            to_station,
            summary,
            persons: 0,
            injured: 0,
            force_used: ForceUsed::None,
            force_text: None,
            property: vec![],
            evidence: vec![],
        }
    }
}

/// How the police take over.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Acceptance {
    /// Occurrence Book number; within 24 hours with [`Usalama::record_ob`], else `without_ob` says why not.
    pub ob_number: Option<Title>,
    /// Why there is no number.
    pub without_ob: Option<Comment>,
    /// The officer's service number.
    pub service_no: Option<Title>,
    /// Condition of people and property.
    pub condition: Option<Comment>,
}

impl Usalama {
    /// Offers a handover to a station: the first of two signatures.
    ///
    /// # Errors
    /// As [`Usalama::act`]; [`Error::Invalid`] for more than 32 pieces of property or evidence.
    pub fn offer_handover(&self, id: SubjectId, offer: Offer) -> Result<IncidentView, Error> {
        if offer.property.len() > 32 || offer.evidence.len() > 32 {
            return Err(Error::Invalid("at most 32 pieces of property and of evidence"));
        }
        let role = self.acting_role()?;
        let grant = self.grants()?.into_iter().find(|grant| grant.role == role);
        let gfn = grant.as_ref().and_then(|grant| grant.credential.as_ref()).map(|c| Title::new(&c.gfn));
        let detail = HandoverDetail {
            summary: Some(offer.summary),
            property: offer.property,
            force_text: offer.force_text,
            gfn: gfn.transpose().map_err(|_| Error::Invalid("the guard's number is too long"))?,
            ..HandoverDetail::default()
        };
        let act = Act::HandoverOffered(HandoverOffered {
            to_station: offer.to_station,
            from_firm: grant.and_then(|grant| grant.org),
            persons: offer.persons,
            injured: offer.injured,
            force_used: offer.force_used,
            evidence: offer.evidence,
        });
        self.act(id, Entry { sensitive: Some(sensitive(detail)), ..act.into() })
    }

    /// Accepts the offer that waits: the second signature, over exactly that offer.
    ///
    /// # Errors
    /// As [`Usalama::act`]; [`RefusalCode::NoOffer`] where none waits.
    pub fn accept_handover(&self, id: SubjectId, acceptance: Acceptance) -> Result<IncidentView, Error> {
        let (offer, offer_hash) = self.waiting_offer(id)?;
        let Acceptance { ob_number, without_ob, service_no, condition } = acceptance;
        let detail = HandoverDetail { service_no, condition_note: condition, ..HandoverDetail::default() };
        let act = Act::HandoverAccepted(HandoverAccepted { offer, offer_hash, ob_number });
        let text = without_ob.map(|comment| Words { comment: Some(comment), ..Words::default() });
        self.act(id, Entry { text, sensitive: Some(sensitive(detail)), ..act.into() })
    }

    /// Does not take the case over, and says where to go instead.
    ///
    /// # Errors
    /// As [`Usalama::act`]; [`RefusalCode::NoOffer`] where none waits.
    pub fn refuse_handover(
        &self,
        id: SubjectId,
        reason: HandoverRefusalReason,
        instead: Comment,
    ) -> Result<IncidentView, Error> {
        let (offer, _) = self.waiting_offer(id)?;
        self.act(id, Entry::with_comment(Act::HandoverRefused(HandoverRefused { offer, reason }), instead))
    }

    /// Adds the Occurrence Book number.
    ///
    /// # Errors
    /// As [`Usalama::act`].
    pub fn record_ob(&self, id: SubjectId, ob_number: Title) -> Result<IncidentView, Error> {
        self.act(id, Act::ObRecorded(ObRecorded { ob_number }).into())
    }

    fn waiting_offer(&self, id: SubjectId) -> Result<(EventId, crate::keys::Hash), Error> {
        let profile = self.profile()?;
        let row = profile.store().incident(id)?.ok_or(Error::NotFound)?;
        let open = row.incident.open_offer().map(|open| (open.offer, open.offer_hash));
        open.ok_or_else(|| {
            Error::Refused(crate::model::refusal::Refusal { code: RefusalCode::NoOffer, current: row.incident.status })
        })
    }

    /// The handover as text for QR codes, one string a code: the report, what this phone has not sent yet, the offer and the
    /// acceptance where there are, and the grants that show who signed. Never who reported.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Qr`] where it is too much for codes, [`Error::Store`].
    pub fn handover_codes(&self, id: SubjectId) -> Result<Vec<String>, Error> {
        let profile = self.profile()?;
        let events: Vec<VerifiedEvent> = profile
            .store()
            .events_of(id)?
            .into_iter()
            .filter(|kept| kept.standing != Standing::Refused && kept.event.signature().is_some())
            .filter(|kept| {
                let kind = &kept.event.header().kind;
                let matters = kind == "incident.submitted" || kind.starts_with("incident.handover_");
                matters || kept.standing == Standing::Pending
            })
            .map(|kept| kept.event.keeping(|name| *name != PartName::Identity))
            .collect();
        if events.is_empty() {
            return Err(Error::NotFound);
        }
        let grants = grants_behind(&profile, &events);
        Ok(exchange::encode(&events, &grants)?)
    }

    /// Takes up a handover that was scanned from another phone: every signature is checked, and that a grant of the hub's stands
    /// behind each who acts openly. It is sent to the hub from here as well, whichever phone comes online first.
    ///
    /// # Errors
    /// [`Error::Qr`] for codes that are none, incomplete or altered; [`RefusalCode::NoGrant`] where somebody signed whom no grant
    /// covers; [`Error::NotEnrolled`] where this phone does not know the hub's key yet. Nothing is taken up then.
    pub fn take_up_codes<S: AsRef<str>>(&self, codes: &[S]) -> Result<IncidentView, Error> {
        let profile = self.profile()?;
        let id = take_up(&profile, codes, |kind| kind.starts_with("incident."))?;
        self.incident_view(&profile, id)?.ok_or(Error::NotFound)
    }
}

/// Takes up events of one subject from another phone's codes, of kinds that are `ours`.
pub(super) fn take_up<S: AsRef<str>>(
    profile: &Profile,
    codes: &[S],
    ours: impl Fn(&str) -> bool,
) -> Result<SubjectId, Error> {
    let hub_key = profile.standing().enrolment.as_ref().ok_or(Error::NotEnrolled)?.hub_key;
    let handed = exchange::decode(codes)?;
    let grants: Vec<Grant> = handed.grants.iter().filter_map(|signed| signed.verify(&hub_key).ok()).collect();
    let events = SignedEvent::verify_all(handed.events)
        .into_iter()
        .collect::<Result<Vec<_>, _>>()
        .map_err(exchange::QrError::Event)?;
    let id = events.first().map(|event| event.header().subject).ok_or(exchange::QrError::NotOurs)?;
    for event in &events {
        if event.header().subject != id || !ours(&event.header().kind) {
            return Err(exchange::QrError::Mixed.into());
        }
        if !is_covered(profile, event, &grants) {
            return Err(Error::Refused(RefusalCode::NoGrant.into()));
        }
    }
    profile.take_up(&events)?;
    Ok(id)
}

/// The grants that show who signed these events, as far as this actor holds them.
pub(super) fn grants_behind(profile: &Profile, events: &[VerifiedEvent]) -> Vec<SignedGrant> {
    let held = profile.standing();
    let behind =
        held.grants.iter().filter(|held| events.iter().any(|event| event.header().author.key() == held.grant.key));
    behind.map(|held| held.signed.clone()).collect()
}

fn sensitive(handover: HandoverDetail) -> Sensitive {
    Sensitive { handover: Some(handover), ..Sensitive::default() }
}

/// A grant covers whoever acts openly; a pseudonym proves no more than itself, and may do no more than report.
fn is_covered(profile: &Profile, event: &VerifiedEvent, grants: &[Grant]) -> bool {
    let header = event.header();
    match header.author {
        Author::Actor { id, .. } if id == profile.actor() => true,
        Author::Actor { id, key } => grants.iter().any(|grant| {
            grant.actor == id
                && grant.key == key
                && grant.role == header.role
                && grant.validity(profile.now()) != GrantValidity::OutOfForce
        }),
        Author::Pseudonym { .. } => header.kind == "incident.submitted",
        Author::OneTime { .. } => false,
    }
}
