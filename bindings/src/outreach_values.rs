//! The values of [`outreach`](crate::outreach), from the core's and to them.

use usalama_core::client;
use usalama_core::event::{ActorId, SubjectId};
use usalama_core::geo::{AreaId, LatLon};
use usalama_core::model::actor::OrgId;
use usalama_core::model::outreach::{self, Score};
use usalama_core::text::Text;

use crate::error::{ErrorCode, UsalamaError};
use crate::outreach::{
    HeadcountCell, HeldSession, HeldWith, NewOutreachEvent, NewProgramme, OutreachEvent, OutreachFilter,
    OutreachMaterial, OutreachSession, PeopleCount, Programme, ProgrammePartner, ProgrammeSummary,
};
use crate::report::text;
use crate::shift::exact;

pub(crate) fn core_programme(new: NewProgramme) -> Result<client::NewProgramme, UsalamaError> {
    let partner = |partner: ProgrammePartner| {
        Ok::<_, UsalamaError>(outreach::Partner { name: Text::new(&partner.name)?, org: partner.org.map(OrgId) })
    };
    Ok(client::NewProgramme {
        prong: new.prong,
        name: Text::new(&new.name)?,
        partners: new.partners.into_iter().map(partner).collect::<Result<_, _>>()?,
        area: AreaId::new(new.area),
        from: new.from,
        to: new.to,
        target: outreach::Target {
            group: text(new.target_group)?,
            people: new.target_people,
            events: new.target_events,
        },
    })
}

pub(crate) fn core_event(new: NewOutreachEvent) -> Result<client::NewOutreachEvent, UsalamaError> {
    Ok(client::NewOutreachEvent {
        programme: SubjectId(new.programme),
        kind: new.kind,
        host_org: Text::new(&new.host_org)?,
        host: new.host.map(OrgId),
        host_actor: new.host_actor.map(ActorId),
        invited: new.invited.into_iter().map(OrgId).collect(),
        area: new.area.map(AreaId::new),
        at: exact(new.at)?,
        place_text: text(new.place_text)?,
        from: new.from,
        to: new.to,
        notes: text(new.notes)?,
    })
}

pub(crate) fn core_held(held: HeldWith) -> Result<client::HeldWith, UsalamaError> {
    let HeldWith { headcount, materials, notes } = held;
    let cells =
        headcount.into_iter().map(|HeadcountCell { sex, age, count }| outreach::HeadcountCell { sex, age, count });
    let headcount =
        outreach::Headcount::new(cells).map_err(|error| UsalamaError::new(ErrorCode::Invalid, error.to_string()))?;
    let material = |OutreachMaterial { item, qty, lang }| {
        Ok::<_, UsalamaError>(outreach::Material { item: Text::new(&item)?, qty, lang: text(lang)? })
    };
    let materials = materials.into_iter().map(material).collect::<Result<_, _>>()?;
    Ok(client::HeldWith { headcount, materials, notes: text(notes)? })
}

pub(crate) fn core_session(session: OutreachSession) -> Result<outreach::Session, UsalamaError> {
    let score = |percent: Option<f64>| percent.map(Score::from_percent).transpose();
    let no_score = |error: outreach::ScoreError| UsalamaError::new(ErrorCode::Invalid, error.to_string());
    Ok(outreach::Session {
        topic: Text::new(&session.topic)?,
        curriculum_ref: text(session.curriculum_ref)?,
        facilitator: session.facilitator,
        duration_min: session.duration_min,
        pre_score_avg: score(session.pre_score_avg).map_err(no_score)?,
        post_score_avg: score(session.post_score_avg).map_err(no_score)?,
    })
}

pub(crate) fn core_filter(filter: OutreachFilter) -> Result<client::OutreachFilter, UsalamaError> {
    let near = filter.near.map(|near| Ok::<_, UsalamaError>((LatLon::new(near.lat, near.lon)?, near.metres)));
    Ok(client::OutreachFilter {
        programme: filter.programme.map(SubjectId),
        area: filter.area.map(AreaId::new),
        near: near.transpose()?,
    })
}

impl From<client::ProgrammeView> for Programme {
    fn from(view: client::ProgrammeView) -> Self {
        let described = view.programme.description;
        let target = described.as_ref().map(|described| described.target.clone()).unwrap_or_default();
        let partners = described.iter().flat_map(|described| described.partners.clone());
        let partner = |partner: outreach::Partner| ProgrammePartner {
            name: partner.name.into(),
            org: partner.org.map(|org| org.0),
        };
        Self {
            id: view.programme.id.0,
            prong: described.as_ref().map(|described| described.prong.clone()),
            name: described.as_ref().map(|described| described.name.to_string()),
            area: view.programme.area.map(AreaId::as_uuid),
            from: described.as_ref().map(|described| described.from),
            to: described.as_ref().map(|described| described.to),
            partners: partners.map(partner).collect(),
            target_group: target.group.map(String::from),
            target_people: target.people,
            target_events: target.events,
            closed_at: view.programme.closed_at,
            delivery: view.delivery,
            changed_at: view.changed_at,
        }
    }
}

fn cells(headcount: &outreach::Headcount) -> Vec<HeadcountCell> {
    headcount.cells().map(|cell| HeadcountCell { sex: cell.sex, age: cell.age, count: cell.count }).collect()
}

impl From<outreach::HeldSession> for HeldSession {
    fn from(held: outreach::HeldSession) -> Self {
        let session = held.session;
        Self {
            id: held.id.0,
            change: session.change(),
            session: OutreachSession {
                topic: session.topic.into(),
                facilitator: session.facilitator,
                duration_min: session.duration_min,
                curriculum_ref: session.curriculum_ref.map(String::from),
                pre_score_avg: session.pre_score_avg.map(Score::percent),
                post_score_avg: session.post_score_avg.map(Score::percent),
            },
        }
    }
}

impl From<client::OutreachView> for OutreachEvent {
    fn from(view: client::OutreachView) -> Self {
        let event = view.event;
        let plan = event.plan.as_ref();
        let (at, place_text) = event.place.map_or((None, None), |place| (place.position, place.place_text));
        let material = |material: outreach::Material| OutreachMaterial {
            item: material.item.into(),
            qty: material.qty,
            lang: material.lang.map(String::from),
        };
        Self {
            id: event.id.0,
            state: event.state,
            programme: plan.map(|plan| plan.programme.0),
            kind: plan.map(|plan| plan.kind.clone()),
            host_org: plan.map(|plan| plan.host_org.to_string()),
            host: plan.and_then(|plan| plan.host).map(|org| org.0),
            host_actor: plan.and_then(|plan| plan.host_actor).map(|actor| actor.0),
            invited: plan.into_iter().flat_map(|plan| &plan.invited).map(|org| org.0).collect(),
            area: event.area.map(AreaId::as_uuid),
            at: at.map(Into::into),
            place_text: place_text.map(String::from),
            from: plan.map(|plan| plan.from),
            to: plan.map(|plan| plan.to),
            plan_notes: event.plan_notes.map(String::from),
            reason: event.reason.map(String::from),
            held_at: event.held_at,
            headcount: event.headcount.as_ref().map(cells),
            shown: event.shown.as_ref().map(cells),
            materials: event.materials.into_iter().map(material).collect(),
            notes: event.notes.map(String::from),
            corrections: event.corrections,
            sessions: event.sessions.into_iter().map(HeldSession::from).collect(),
            delivery: view.delivery,
            changed_at: view.changed_at,
        }
    }
}

impl From<client::ProgrammeSummary> for ProgrammeSummary {
    fn from(summary: client::ProgrammeSummary) -> Self {
        let people =
            |people: client::PeopleCount| PeopleCount { sex: people.sex, age: people.age, count: people.count };
        Self {
            programme: summary.programme.id.0,
            planned: summary.planned,
            postponed: summary.postponed,
            held: summary.held,
            cancelled: summary.cancelled,
            people: summary.people.into_iter().map(people).collect(),
            people_at_least: summary.people_at_least,
            is_exact: summary.is_exact,
            sessions: summary.sessions,
            scored_sessions: summary.scored_sessions,
            mean_pre: summary.mean_pre,
            mean_post: summary.mean_post,
            mean_change: summary.mean_change,
        }
    }
}
