//! What is done to an incident. Each call is durable when it returns; what policy refuses is not written.

use std::time::Duration;

use super::device::Usalama;
use super::error::Error;
use super::terms::terms_at;
use super::view::{IncidentView, view};
use crate::clock::Timestamp;
use crate::event::{ActorId, Audience, Author, Role, SubjectId, VerifiedEvent};
use crate::geo::{AreaId, Position};
use crate::keys::KeyPurpose;
use crate::model::actor::OrgId;
use crate::model::cap::Severity;
use crate::model::incident::{
    Act, Arrived, Assessed, Assigned, CaseStatus, Closed, Corroborated, CorroborationKind, DisclosureApproved, Entry,
    Identity, Incident, MarkedDuplicate, Moderated, Narrowed, Nothing, Outcome, PartyNamed, Place, PublicationStatus,
    Referred, RejectReason, Triaged, Updated, Veracity, needs_connection,
};
use crate::model::refusal::RefusalCode;
use crate::policy::{
    CorroborationScene, Decision, OtherIncident, Scene, Standing, copy_placement, may, may_corroborate_copy,
};
use crate::profile::{HeldGrant, NewEvent, Profile, Signer};
use crate::store::Row;
use crate::sync::wire::PushResult;
use crate::text::Comment;

/// How an update is meant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UpdateOptions {
    /// Kept from the reporter.
    pub internal: bool,
    /// For fewer readers than the incident has.
    pub audience: Option<Audience>,
}

/// What policy is asked about.
pub(super) struct Judged<'a> {
    pub(super) incident: &'a Incident,
    pub(super) mine: bool,
    pub(super) entry: &'a Entry,
    pub(super) role: &'a Role,
    pub(super) area: Option<AreaId>,
    pub(super) audience: &'a Audience,
}

impl Usalama {
    /// Does something to an incident, under the acting role; what belongs to its reporter, under the role it was reported under.
    ///
    /// # Errors
    /// [`Error::Refused`] with the reason; [`RefusalCode::NeedsConnection`] for what may not wait: use
    /// [`Usalama::act_online`]. [`Error::NotFound`], [`Error::Store`].
    pub fn act(&self, id: SubjectId, entry: Entry) -> Result<IncidentView, Error> {
        self.act_for(id, entry, None)
    }

    /// As [`Usalama::act`], for fewer readers than the incident has.
    ///
    /// # Errors
    /// As [`Usalama::act`].
    pub fn act_for(&self, id: SubjectId, entry: Entry, audience: Option<Audience>) -> Result<IncidentView, Error> {
        let profile = self.profile()?;
        let prepared = self.prepare(&profile, id, entry, audience)?;
        if prepared.needs_connection {
            return Err(Error::Refused(RefusalCode::NeedsConnection.into()));
        }
        let row = profile.record(prepared.event())?;
        Ok(view(&profile, row.and_then(Row::incident).ok_or(Error::NotFound)?))
    }

    /// Does something that must reach the hub before it counts, such as the police closing a case. It is kept only if the
    /// hub takes it up.
    ///
    /// # Errors
    /// [`Error::Refused`] with policy's reason, here or at the hub; [`Error::Sync`] without a connection. Nothing is kept then.
    pub async fn act_online(&self, id: SubjectId, entry: Entry, deadline: Duration) -> Result<IncidentView, Error> {
        let member = self.member()?;
        let engine = member.engine.ok_or(Error::NoHub)?;
        let event = self.signed(&member.profile, id, entry)?;
        match engine.push_now(event, deadline).await? {
            PushResult::Accepted(_) | PushResult::Duplicate(_) => {
                self.incident_view(&member.profile, id)?.ok_or(Error::NotFound)
            }
            PushResult::Refused(refusal) => Err(Error::Refused(refusal)),
            // Something of ours is still on its way: it has to go first.
            PushResult::Deferred { .. } => Err(Error::Refused(RefusalCode::TooEarly.into())),
        }
    }

    fn signed(&self, profile: &Profile, id: SubjectId, entry: Entry) -> Result<VerifiedEvent, Error> {
        Ok(profile.sign_only(self.prepare(profile, id, entry, None)?.event())?)
    }

    fn prepare(
        &self,
        profile: &Profile,
        id: SubjectId,
        mut entry: Entry,
        audience: Option<Audience>,
    ) -> Result<Prepared, Error> {
        let row = profile.store().incident(id)?.ok_or(Error::NotFound)?;
        // One's own report that the hub refused is a report no more: what follows it would be refused too.
        if row.mine && row.incident.status.is_none() {
            return Err(Error::Refused(RefusalCode::UnknownSubject.into()));
        }
        let role = self.role_for(&row.incident, row.mine, &entry.act)?;
        let audience = audience.unwrap_or_else(|| row.incident.visibility.clone());
        let signer = profile.signer(role.clone(), id);
        identify(profile, &signer, id, &mut entry)?;
        let judged = Judged {
            incident: &row.incident,
            mine: row.mine,
            entry: &entry,
            role: &role,
            area: row.incident.area,
            audience: &audience,
        };
        self.must_be_allowed(profile, &judged)?;
        let status = row.incident.status.clone();
        let needs_connection = status.is_some_and(|status| needs_connection(&status, &entry.act));
        Ok(Prepared { entry, signer, area: row.incident.area, audience, needs_connection })
    }

    /// What belongs to a report's author is done under the role it was reported under.
    pub(super) fn role_for(&self, incident: &Incident, mine: bool, act: &Act) -> Result<Role, Error> {
        let authors_own = matches!(
            act,
            Act::InfoGiven(_)
                | Act::Withdrawn(_)
                | Act::Reopened(_)
                | Act::ResolutionConfirmed(_)
                | Act::Narrowed(_)
                | Act::Appealed(_)
        );
        match incident.reported_as.clone().filter(|_| mine && authors_own) {
            Some(role) => Ok(role),
            None => self.acting_role(),
        }
    }

    pub(super) fn must_be_allowed(&self, profile: &Profile, judged: &Judged<'_>) -> Result<(), Error> {
        match self.decide(profile, judged)? {
            Decision::Refuse(refusal) => Err(Error::Refused(refusal)),
            Decision::Allow | Decision::Unknown(_) => Ok(()),
        }
    }

    /// Asks policy, for each grant of the role; the best answer counts.
    pub(super) fn decide(&self, profile: &Profile, judged: &Judged<'_>) -> Result<Decision, Error> {
        let Judged { incident, mine, entry, role, area, audience } = *judged;
        let store = profile.store();
        let position = incident_position(incident, entry);
        let directory = profile.directory();
        let placement = directory.placement(position.map(|p| p.at), area);
        // Words are judged when something is reported, by the lists of where that was.
        let reports = matches!(entry.act, Act::Submitted(_));
        let ward = area.or_else(|| position.and_then(|position| directory.ward(position.at)));
        let terms = terms_at(profile, ward.filter(|_| reports))?;
        let is_partial = position.is_none() && !matches!(entry.act, Act::Submitted(_));
        let scene = Scene {
            incident,
            placement: placement.as_ref(),
            now: profile.now(),
            audience,
            on_arrival: false,
            reports_last_hour: self.reports_last_hour(profile, &entry.act)?,
            terms: &terms,
            corroborated_before: matches!(entry.act, Act::Corroborated(_))
                && store.events_of(incident.id)?.iter().any(|kept| {
                    kept.own && kept.stamp().is_some() && kept.event.header().kind == "incident.corroborated"
                }),
            assignee_orgs: None,
            other: other_incident(profile, incident, &entry.act)?,
        };
        let decide = |grant: Option<&HeldGrant>, joined_at| {
            let who = Standing {
                role,
                actor: Some(profile.actor()),
                grant: grant.map(|held| &held.grant),
                revoked: grant.is_some_and(|held| held.revoked),
                joined_at,
                is_reporter: mine,
            };
            soften(may(entry, &who, &scene), is_partial)
        };
        Ok(best(profile, role, decide))
    }

    fn reports_last_hour(&self, profile: &Profile, act: &Act) -> Result<u32, Error> {
        if !matches!(act, Act::Submitted(_)) {
            return Ok(0);
        }
        let since = Timestamp::from_millis(self.clock.now().as_millis().saturating_sub(3_600_000));
        Ok(profile.store().own_reports_since(since)?)
    }

    /// Bears out, or contradicts, an incident or a published copy of one.
    ///
    /// # Errors
    /// [`Error::Refused`]; [`Error::NotFound`]; [`Error::Store`].
    pub fn corroborate(&self, id: SubjectId, kind: CorroborationKind) -> Result<(), Error> {
        let profile = self.profile()?;
        let entry = Entry::from(Act::Corroborated(Corroborated { kind }));
        let Some(copy) = profile.store().publication(id)? else {
            return self.act(id, entry).map(|_| ());
        };
        let role = self.acting_role()?;
        let mut entry = entry;
        let signer = profile.signer(role.clone(), id);
        identify(&profile, &signer, id, &mut entry)?;
        let before = profile.store().events_of(id)?.iter().any(|kept| kept.own && kept.stamp().is_some());
        let placement = Some(copy_placement(&profile.directory().areas, copy.area)).filter(|known| !known.is_empty());
        let scene = CorroborationScene {
            copy: &copy,
            placement: placement.as_ref(),
            now: profile.now(),
            on_arrival: false,
            corroborated_before: before,
        };
        let decision = best(&profile, &role, |grant, joined_at| {
            let who = Standing {
                role: &role,
                actor: Some(profile.actor()),
                grant: grant.map(|held| &held.grant),
                revoked: grant.is_some_and(|held| held.revoked),
                joined_at,
                is_reporter: false,
            };
            may_corroborate_copy(&who, &scene)
        });
        if let Decision::Refuse(refusal) = decision {
            return Err(Error::Refused(refusal));
        }
        // Whoever corroborates is known to the hub alone: the copy's readers never get this event.
        let audience = Audience::Police;
        profile.record(NewEvent { signer: &signer, deed: (&entry).into(), area: copy.area, audience })?;
        Ok(())
    }

    /// Adds something to an incident.
    ///
    /// # Errors
    /// As [`Usalama::act`].
    pub fn update(&self, id: SubjectId, text: Comment, options: UpdateOptions) -> Result<IncidentView, Error> {
        let act = Act::Updated(Updated { internal: options.internal });
        self.act_for(id, Entry::with_comment(act, text), options.audience)
    }

    /// Sets the severity: the case is checked.
    ///
    /// # Errors
    /// As [`Usalama::act`].
    pub fn triage(&self, id: SubjectId, severity: Severity) -> Result<IncidentView, Error> {
        self.act(id, Act::Triaged(Triaged { severity }).into())
    }

    /// Asks the reporter.
    ///
    /// # Errors
    /// As [`Usalama::act`].
    pub fn ask(&self, id: SubjectId, question: Comment) -> Result<IncidentView, Error> {
        self.act(id, Entry::with_comment(Act::InfoRequested(Nothing {}), question))
    }

    /// Answers as the reporter.
    ///
    /// # Errors
    /// As [`Usalama::act`].
    pub fn answer(&self, id: SubjectId, answer: Comment) -> Result<IncidentView, Error> {
        self.act(id, Entry::with_comment(Act::InfoGiven(Nothing {}), answer))
    }

    /// Asks somebody of a unit to respond, within [`crate::policy::ACCEPT_WITHIN`].
    ///
    /// # Errors
    /// As [`Usalama::act`].
    pub fn assign(&self, id: SubjectId, to: ActorId, unit: Option<OrgId>) -> Result<IncidentView, Error> {
        let accept_by = self.profile()?.now().plus(crate::policy::ACCEPT_WITHIN);
        self.act(id, Act::Assigned(Assigned { to, unit, accept_by }).into())
    }

    /// Accepts an assignment.
    ///
    /// # Errors
    /// As [`Usalama::act`].
    pub fn accept_assignment(&self, id: SubjectId) -> Result<IncidentView, Error> {
        self.act(id, Act::AssignmentAccepted(Nothing {}).into())
    }

    /// Declines an assignment, with the reason.
    ///
    /// # Errors
    /// As [`Usalama::act`].
    pub fn decline_assignment(&self, id: SubjectId, reason: Comment) -> Result<IncidentView, Error> {
        self.act(id, Entry::with_comment(Act::AssignmentDeclined(Nothing {}), reason))
    }

    /// On the way.
    ///
    /// # Errors
    /// As [`Usalama::act`].
    pub fn set_out(&self, id: SubjectId) -> Result<IncidentView, Error> {
        self.act(id, Act::Responding(Nothing {}).into())
    }

    /// On scene, as the position shows.
    ///
    /// # Errors
    /// As [`Usalama::act`].
    pub fn arrive(&self, id: SubjectId, here: Position) -> Result<IncidentView, Error> {
        let place = Place { position: Some(here), place_text: None, indoor: None };
        self.act(id, Entry { place: Some(place), ..Act::Arrived(Arrived { manual: false }).into() })
    }

    /// On scene, without a position near enough; the reason is kept.
    ///
    /// # Errors
    /// As [`Usalama::act`].
    pub fn arrive_by_hand(&self, id: SubjectId, reason: Comment) -> Result<IncidentView, Error> {
        self.act(id, Entry::with_comment(Act::Arrived(Arrived { manual: true }), reason))
    }

    /// Sends the case to another organisation.
    ///
    /// # Errors
    /// As [`Usalama::act`].
    pub fn refer(&self, id: SubjectId, to: OrgId) -> Result<IncidentView, Error> {
        self.act(id, Act::Referred(Referred { to }).into())
    }

    /// Resolves the case. One that is with the police is closed with [`Usalama::act_online`].
    ///
    /// # Errors
    /// As [`Usalama::act`].
    pub fn resolve(&self, id: SubjectId, outcome: Outcome) -> Result<IncidentView, Error> {
        self.act(id, Act::Resolved(Closed { outcome }).into())
    }

    /// Confirms as the reporter that it is resolved.
    ///
    /// # Errors
    /// As [`Usalama::act`].
    pub fn confirm_resolution(&self, id: SubjectId) -> Result<IncidentView, Error> {
        self.act(id, Act::ResolutionConfirmed(Nothing {}).into())
    }

    /// Says that it is the same as another report. It is a link: each reporter still follows the own report.
    ///
    /// # Errors
    /// As [`Usalama::act`].
    pub fn mark_duplicate(&self, id: SubjectId, of: SubjectId) -> Result<IncidentView, Error> {
        self.act(id, Act::MarkedDuplicate(MarkedDuplicate { of }).into())
    }

    /// Takes the link back.
    ///
    /// # Errors
    /// As [`Usalama::act`].
    pub fn unlink_duplicate(&self, id: SubjectId) -> Result<IncidentView, Error> {
        self.act(id, Act::Unlinked(Nothing {}).into())
    }

    /// Withdraws as the reporter; while the case is with the police, asks to.
    ///
    /// # Errors
    /// As [`Usalama::act`].
    pub fn withdraw(&self, id: SubjectId) -> Result<IncidentView, Error> {
        self.act(id, Act::Withdrawn(Nothing {}).into())
    }

    /// Opens a closed case again, with the reason.
    ///
    /// # Errors
    /// As [`Usalama::act`].
    pub fn reopen(&self, id: SubjectId, reason: Comment) -> Result<IncidentView, Error> {
        self.act(id, Entry::with_comment(Act::Reopened(Nothing {}), reason))
    }

    /// Keeps the case to fewer readers.
    ///
    /// # Errors
    /// As [`Usalama::act`].
    pub fn narrow(&self, id: SubjectId, to: Audience) -> Result<IncidentView, Error> {
        self.act(id, Act::Narrowed(Narrowed { to }).into())
    }

    /// Approves a copy for `area` or `public`, with the words that its readers get; none where nothing is said.
    ///
    /// # Errors
    /// As [`Usalama::act`].
    pub fn approve_publication(
        &self,
        id: SubjectId,
        scope: Audience,
        words: Option<Comment>,
    ) -> Result<IncidentView, Error> {
        let decision = if words.is_some() { PublicationStatus::Redacted } else { PublicationStatus::Approved };
        let act = Act::Moderated(Moderated { decision, reason: None, scope });
        let entry = words.map_or_else(|| act.clone().into(), |words| Entry::with_comment(act.clone(), words));
        self.act(id, entry)
    }

    /// Refuses a copy for neighbours, or takes one back.
    ///
    /// # Errors
    /// As [`Usalama::act`].
    pub fn reject_publication(&self, id: SubjectId, reason: RejectReason) -> Result<IncidentView, Error> {
        let decision = PublicationStatus::Rejected;
        self.act(id, Act::Moderated(Moderated { decision, reason: Some(reason), scope: Audience::Area }).into())
    }

    /// Asks another moderator, as the reporter, to look at what was not published; once (DOMAIN §13.2).
    ///
    /// # Errors
    /// As [`Usalama::act`].
    pub fn appeal(&self, id: SubjectId, why: Comment) -> Result<IncidentView, Error> {
        self.act(id, Entry::with_comment(Act::Appealed(Nothing {}), why))
    }

    /// Names an official who is a party to the matter and has no more say in it: oneself, or, as moderator or police, another
    /// (DOMAIN §13.9).
    ///
    /// # Errors
    /// As [`Usalama::act`].
    pub fn name_party(&self, id: SubjectId, party: ActorId) -> Result<IncidentView, Error> {
        self.act(id, Act::PartyNamed(PartyNamed { party }).into())
    }

    /// Says how far it is true, with the reason.
    ///
    /// # Errors
    /// As [`Usalama::act`].
    pub fn assess(&self, id: SubjectId, veracity: Veracity, reason: Comment) -> Result<IncidentView, Error> {
        self.act(id, Entry::with_comment(Act::Assessed(Assessed { veracity }), reason))
    }

    /// Asks, as the officer commanding a station, who a confidential reporter is.
    ///
    /// # Errors
    /// As [`Usalama::act`].
    pub fn request_disclosure(&self, id: SubjectId, reason: Comment) -> Result<IncidentView, Error> {
        self.act(id, Entry::with_comment(Act::DisclosureRequested(Nothing {}), reason))
    }

    /// Agrees, as a programme administrator, to the request that waits.
    ///
    /// # Errors
    /// As [`Usalama::act`]; [`RefusalCode::NoOffer`] where none waits.
    pub fn approve_disclosure(&self, id: SubjectId) -> Result<IncidentView, Error> {
        let profile = self.profile()?;
        let row = profile.store().incident(id)?.ok_or(Error::NotFound)?;
        let waiting = row.incident.disclosures.iter().find(|d| d.approved_by.is_none()).map(|d| d.request);
        let request = waiting.ok_or(Error::Refused(RefusalCode::NoOffer.into()))?;
        self.act(id, Act::DisclosureApproved(DisclosureApproved { request }).into())
    }
}

struct Prepared {
    signer: Signer,
    entry: Entry,
    area: Option<AreaId>,
    audience: Audience,
    needs_connection: bool,
}

impl Prepared {
    fn event(&self) -> NewEvent<'_> {
        NewEvent { signer: &self.signer, deed: (&self.entry).into(), area: self.area, audience: self.audience.clone() }
    }
}

/// The best of the answers that the grants of a role give.
pub(super) fn best(
    profile: &Profile,
    role: &Role,
    decide: impl Fn(Option<&HeldGrant>, Option<Timestamp>) -> Decision,
) -> Decision {
    let standing = profile.standing();
    let joined_at = standing.enrolment.as_ref().map(|enrolment| enrolment.joined_at);
    let rank = |decision: &Decision| match decision {
        Decision::Allow => 0,
        Decision::Unknown(_) => 1,
        Decision::Refuse(_) => 2,
    };
    let answers = standing.grants_of(role).into_iter().map(|held| decide(Some(held), joined_at));
    answers.min_by_key(rank).unwrap_or_else(|| decide(None, joined_at))
}

/// A resident's first act on a subject shows the hub who is behind the pseudonym.
fn identify(profile: &Profile, signer: &Signer, id: SubjectId, entry: &mut Entry) -> Result<(), Error> {
    if !matches!(signer.author(), Author::Pseudonym { .. }) || entry.identity.is_some() {
        return Ok(());
    }
    let key = signer.author().key();
    if !profile.store().events_of(id)?.iter().any(|kept| kept.event.header().author.key() == key) {
        let account = profile.keyring().key(KeyPurpose::Account);
        entry.identity = Some(Identity::bind(profile.actor(), id, key, &account));
    }
    Ok(())
}

/// Where only the ward is known, an office may still be in charge: the hub knows the place.
fn soften(decision: Decision, is_partial: bool) -> Decision {
    match decision {
        Decision::Refuse(refusal) if is_partial && refusal.code == RefusalCode::OutOfScope => {
            Decision::Unknown(crate::policy::Gap::Placement)
        }
        other => other,
    }
}

fn incident_position<'a>(incident: &'a Incident, entry: &'a Entry) -> Option<&'a Position> {
    let new = entry.place.as_ref().filter(|_| matches!(entry.act, Act::Submitted(_)));
    new.or(incident.place.as_ref()).and_then(|place| place.position.as_ref())
}

fn other_incident(profile: &Profile, incident: &Incident, act: &Act) -> Result<Option<OtherIncident>, Error> {
    let other = match act {
        Act::MarkedDuplicate(duplicate) => Some(duplicate.of),
        Act::Reopened(_) => incident.duplicate_of,
        _ => None,
    };
    let Some(other) = other else { return Ok(None) };
    // What this phone has not heard of may exist all the same.
    Ok(profile.store().incident(other)?.map(|row| match row.incident.status {
        Some(status) if !CaseStatus::is_open(&status) => OtherIncident::Closed,
        _ => OtherIncident::Open,
    }))
}
