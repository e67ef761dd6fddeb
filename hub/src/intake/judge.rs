//! What policy says: the hub gathers what is known around an act, and asks the same functions as the phone.

use std::collections::BTreeSet;
use std::time::Duration;

use rusqlite::Connection;
use usalama_core::event::{ActorId, Header, Role, SubjectId};
use usalama_core::model::actor::OrgId;
use usalama_core::model::duty::Duty;
use usalama_core::model::grant::GrantValidity;
use usalama_core::model::incident::{Act, Entry};
use usalama_core::model::refusal::RefusalCode;
use usalama_core::policy::{
    CorroborationScene, Decision, OtherIncident, Placement, REPORTS_PER_HOUR, Scene, Standing, has_part_in, may,
    may_corroborate_copy,
};

use super::batch::Batch;
use crate::clock::before;
use crate::error::HubError;
use crate::ledger::LedgerError;
use crate::ledger::grants::{self, KeptGrant};
use crate::ledger::subjects::{self, IncidentRecord, PublicationRecord};

const HOUR: Duration = Duration::from_secs(3600);

/// May this be done to the incident?
pub fn judge(
    batch: &Batch<'_>,
    actor: ActorId,
    record: &IncidentRecord,
    placement: &Placement,
    header: &Header,
    entry: &Entry,
) -> Result<Decision, HubError> {
    let db = batch.write;
    let incident = &record.state;
    let orgs = match &entry.act {
        Act::Assigned(assigned) => Some(orgs_of(db, assigned.to)?),
        _ => None,
    };
    let other = match &entry.act {
        Act::MarkedDuplicate(duplicate) => Some(other(db, duplicate.of)?),
        Act::Reopened(_) => incident.duplicate_of.map(|of| other(db, of)).transpose()?,
        _ => None,
    };
    let terms = match &entry.act {
        Act::Submitted(_) => super::terms::terms_at(batch, placement)?,
        _ => std::borrow::Cow::Borrowed(&batch.hub.terms),
    };
    let scene = Scene {
        incident,
        placement: Some(placement),
        now: batch.now,
        audience: &header.audience,
        on_arrival: true,
        terms: &terms,
        reports_last_hour: match &entry.act {
            Act::Submitted(_) => {
                let made_at = header.time.at;
                subjects::reports_between(db, actor, (before(made_at, HOUR), made_at), REPORTS_PER_HOUR)?
            }
            _ => 0,
        },
        corroborated_before: match &entry.act {
            Act::Corroborated(_) => subjects::corroborated(db, incident.id, actor)?,
            _ => false,
        },
        assignee_orgs: orgs.as_ref(),
        other,
    };
    with_best_grant(batch, actor, &header.role, record.reporter == Some(actor), |who| may(entry, who, &scene))
}

/// May the copy be corroborated?
pub fn judge_corroboration(
    batch: &Batch<'_>,
    actor: ActorId,
    source: &IncidentRecord,
    copy: &PublicationRecord,
    header: &Header,
) -> Result<Decision, HubError> {
    let scene = CorroborationScene {
        copy: &copy.state,
        placement: Some(&copy.placement),
        now: batch.now,
        on_arrival: true,
        corroborated_before: subjects::corroborated(batch.write, copy.source, actor)?,
    };
    let is_reporter = source.reporter == Some(actor);
    with_best_grant(batch, actor, &header.role, is_reporter, |who| may_corroborate_copy(who, &scene))
}

/// May an event of a kind that this version does not know be kept? It changes nothing here, but it reaches readers.
pub fn judge_unknown(
    batch: &Batch<'_>,
    actor: ActorId,
    header: &Header,
    is_reporter: bool,
    duty: Option<&Duty>,
) -> Result<Decision, HubError> {
    with_best_grant(batch, actor, &header.role, is_reporter, |who| {
        let refuse = |code: RefusalCode| Decision::Refuse(code.into());
        match who.grant {
            _ if who.revoked => refuse(RefusalCode::GrantRevoked),
            None if who.is_reporter => Decision::Allow,
            None => refuse(RefusalCode::NoGrant),
            // Guards' work is its people's: the readers of one site are not another firm's to write to.
            Some(grant) if duty.is_some_and(|duty| !has_part_in(duty, actor, grant)) => refuse(RefusalCode::OutOfScope),
            Some(grant) if header.audience.width().is_some() && !header.audience.is_within(&grant.max_audience) => {
                refuse(RefusalCode::AudienceTooWide)
            }
            Some(grant) if who.is_reporter || grant.validity(batch.now) != GrantValidity::OutOfForce => Decision::Allow,
            Some(_) => refuse(RefusalCode::GrantExpired),
        }
    })
}

/// Asks for each grant of the role: somebody may hold two, for two places. The first that allows decides, else the first.
pub(super) fn with_best_grant(
    batch: &Batch<'_>,
    actor: ActorId,
    role: &Role,
    is_reporter: bool,
    ask: impl Fn(&Standing<'_>) -> Decision,
) -> Result<Decision, HubError> {
    let person = batch.person(actor)?;
    let joined_at = person.joined_at;
    let mut held: Vec<&KeptGrant> =
        person.grants.iter().filter(|kept| !kept.superseded && kept.grant.role == *role).collect();
    if held.iter().any(|kept| !kept.revoked) {
        held.retain(|kept| !kept.revoked);
    }
    held.sort_by_key(|kept| std::cmp::Reverse(kept.grant.expires));
    let bare = Standing { role, actor: Some(actor), grant: None, revoked: false, joined_at, is_reporter };
    let mut first = None;
    for kept in &held {
        let decision = ask(&Standing { grant: Some(&kept.grant), revoked: kept.revoked, ..bare });
        if decision == Decision::Allow {
            return Ok(decision);
        }
        first.get_or_insert(decision);
    }
    Ok(first.unwrap_or_else(|| ask(&bare)))
}

fn orgs_of(db: &Connection, actor: ActorId) -> Result<BTreeSet<OrgId>, LedgerError> {
    let grants = grants::of_actor(db, actor)?;
    Ok(grants.into_iter().filter(|kept| !kept.superseded && !kept.revoked).filter_map(|kept| kept.grant.org).collect())
}

pub(super) fn other(db: &Connection, id: SubjectId) -> Result<OtherIncident, LedgerError> {
    let status = subjects::incident(db, id)?.and_then(|record| record.state.status);
    Ok(match status {
        None => OtherIncident::Missing,
        Some(status) if status.is_open() => OtherIncident::Open,
        Some(_) => OtherIncident::Closed,
    })
}
