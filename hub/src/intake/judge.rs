//! Who acts, and may they? The hub gathers what policy asks for; policy answers.

use std::collections::BTreeSet;

use usalama_core::clock::Timestamp;
use usalama_core::event::{ActorId, Author, PartName, Role, VerifiedEvent};
use usalama_core::model::actor::OrgId;
use usalama_core::model::incident::{Act, CaseStatus, Entry, Identity, Incident};
use usalama_core::model::refusal::RefusalCode;
use usalama_core::policy::{
    CorroborationScene, Decision, Gap, OtherIncident, Placement, Scene, Standing, may, may_corroborate_copy,
};
use usalama_core::sync::wire::Need;

use super::{Away, Intake};
use crate::error::HubError;
use crate::ledger::grants::{self, KeptGrant};
use crate::ledger::subjects::{self, PublicationRecord};
use crate::ledger::{LedgerError, accounts, events};

const HOUR_MS: i64 = 3_600_000;

/// Whose incident it is that is judged.
pub(super) struct Case<'a> {
    pub(super) state: &'a Incident,
    pub(super) placement: &'a Placement,
    pub(super) reporter: Option<ActorId>,
}

impl Intake<'_> {
    /// Who is behind the event's key.
    pub(super) fn who(&self, event: &VerifiedEvent) -> Result<Result<ActorId, RefusalCode>, HubError> {
        let header = event.header();
        match header.author {
            _ if header.role == Role::Hub => Ok(Err(RefusalCode::HubOnly)),
            Author::Actor { id, key } => {
                let keys = accounts::role_keys(self.write, id, &header.role)?;
                // A retired key still counts: the event was written before it was.
                let known = header.role != Role::Resident && keys.iter().any(|known| *known == key);
                Ok(if known { Ok(id) } else { Err(RefusalCode::NoGrant) })
            }
            Author::Pseudonym { key } => {
                if header.role != Role::Resident {
                    return Ok(Err(RefusalCode::NoGrant));
                }
                if let Some(actor) = accounts::behind(self.write, &key, header.subject)? {
                    return Ok(Ok(actor));
                }
                let Ok(Some(identity)) = event.read::<Identity>(&PartName::Identity) else {
                    return Ok(Err(RefusalCode::IdentityUnproven));
                };
                let keys = accounts::account_keys(self.write, identity.actor)?;
                if !keys.iter().any(|account| identity.is_bound_by(account, header.subject, key)) {
                    return Ok(Err(RefusalCode::IdentityUnproven));
                }
                accounts::remember(self.write, &key, header.subject, identity.actor)?;
                Ok(Ok(identity.actor))
            }
            Author::OneTime { .. } => Ok(Err(RefusalCode::Unavailable)),
        }
    }

    /// Asks policy about an act on an incident.
    pub(super) fn judge(
        &self,
        event: &VerifiedEvent,
        entry: &Entry,
        actor: ActorId,
        case: &Case<'_>,
    ) -> Result<Result<(), Away>, HubError> {
        let header = event.header();
        let incident = case.state;
        if let Some(needs) = self.missing_offer(entry, incident)? {
            return Ok(Err(Away::Deferred(needs)));
        }
        let submits = matches!(entry.act, Act::Submitted(_));
        let corroborates = matches!(entry.act, Act::Corroborated(_));
        let assignee = match &entry.act {
            Act::Assigned(assigned) => Some(self.orgs_of(assigned.to)?),
            _ => None,
        };
        let scene = Scene {
            incident,
            placement: Some(case.placement),
            now: self.now,
            audience: &header.audience,
            on_arrival: true,
            reports_last_hour: if submits {
                let hour_ago = Timestamp::from_millis(self.now.as_millis().saturating_sub(HOUR_MS));
                subjects::reports_since(self.write, actor, hour_ago)?
            } else {
                0
            },
            corroborated_before: corroborates && subjects::corroborated(self.write, incident.id, actor)?,
            assignee_orgs: assignee.as_ref(),
            other: self.other(incident, &entry.act)?,
        };
        let is_reporter = submits || case.reporter == Some(actor);
        self.best(actor, &header.role, is_reporter, |who| may(entry, who, &scene))
    }

    /// Asks policy about a corroboration of a copy.
    pub(super) fn judge_on_copy(
        &self,
        event: &VerifiedEvent,
        actor: ActorId,
        copy: &PublicationRecord,
        reporter: Option<ActorId>,
    ) -> Result<Result<(), Away>, HubError> {
        let scene = CorroborationScene {
            copy: &copy.state,
            placement: Some(&copy.placement),
            now: self.now,
            on_arrival: true,
            corroborated_before: subjects::corroborated(self.write, copy.source, actor)?,
        };
        self.best(actor, &event.header().role, reporter == Some(actor), |who| may_corroborate_copy(who, &scene))
    }

    /// The best of the answers that the grants of a role give.
    fn best(
        &self,
        actor: ActorId,
        role: &Role,
        is_reporter: bool,
        decide: impl Fn(&Standing<'_>) -> Decision,
    ) -> Result<Result<(), Away>, HubError> {
        let Some(account) = accounts::find(self.write, actor)? else { return Ok(Err(RefusalCode::NoGrant.into())) };
        let held: Vec<KeptGrant> = grants::of_actor(self.write, actor)?
            .into_iter()
            .filter(|kept| kept.grant.role == *role && !kept.superseded)
            .collect();
        let standing = |kept: Option<&KeptGrant>| {
            decide(&Standing {
                role,
                actor: Some(actor),
                grant: kept.map(|kept| &kept.grant),
                revoked: kept.is_some_and(|kept| kept.revoked),
                joined_at: Some(account.joined_at),
                is_reporter,
            })
        };
        let mut decisions: Vec<Decision> = held.iter().map(|kept| standing(Some(kept))).collect();
        if decisions.is_empty() {
            decisions.push(standing(None));
        }
        let rank = |decision: &Decision| match decision {
            Decision::Allow => 0,
            Decision::Unknown(_) => 1,
            Decision::Refuse(_) => 2,
        };
        Ok(match decisions.into_iter().min_by_key(rank) {
            Some(Decision::Allow) => Ok(()),
            Some(Decision::Refuse(refusal)) => Err(Away::Refused(refusal)),
            // The hub knows all there is: what it cannot place is out of everybody's scope.
            Some(Decision::Unknown(Gap::Placement | Gap::History)) | None => Err(RefusalCode::OutOfScope.into()),
        })
    }

    /// An answer to an offer that has not come yet waits for it.
    fn missing_offer(&self, entry: &Entry, incident: &Incident) -> Result<Option<Need>, LedgerError> {
        let offer = match &entry.act {
            Act::HandoverAccepted(accepted) => accepted.offer,
            Act::HandoverRefused(refused) => refused.offer,
            _ => return Ok(None),
        };
        let known = incident.handover.as_ref().is_some_and(|handover| handover.offer == offer)
            || events::verdict(self.write, offer)?.is_some();
        Ok((!known).then_some(Need::Event(offer)))
    }

    fn orgs_of(&self, actor: ActorId) -> Result<BTreeSet<OrgId>, LedgerError> {
        let held = grants::of_actor(self.write, actor)?;
        Ok(held
            .into_iter()
            .filter(|kept| !kept.revoked && !kept.superseded)
            .filter_map(|kept| kept.grant.org)
            .collect())
    }

    fn other(&self, incident: &Incident, act: &Act) -> Result<Option<OtherIncident>, LedgerError> {
        let other = match act {
            Act::MarkedDuplicate(duplicate) => Some(duplicate.of),
            Act::Reopened(_) => incident.duplicate_of,
            _ => None,
        };
        let Some(other) = other else { return Ok(None) };
        Ok(Some(match subjects::incident(self.write, other)?.and_then(|record| record.state.status) {
            None => OtherIncident::Missing,
            Some(status) if CaseStatus::is_open(&status) => OtherIncident::Open,
            Some(_) => OtherIncident::Closed,
        }))
    }
}
