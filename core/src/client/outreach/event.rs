//! Outreach events: planned, put off, called off, held; and their sessions.

use super::OutreachView;
use crate::client::device::Usalama;
use crate::client::error::Error;
use crate::clock::Timestamp;
use crate::event::{ActorId, EventId, SubjectId};
use crate::geo::{AreaId, Position};
use crate::model::actor::OrgId;
use crate::model::incident::{Nothing, Place};
use crate::model::outreach::{
    EventAct, Headcount, Held, Material, OutreachEntry, OutreachKind, OutreachSubject, Plan, Rescheduled, Session,
    SessionRecorded,
};
use crate::policy::shown_headcount;
use crate::text::{Comment, Title};

/// What an outreach event will be.
#[derive(Debug, Clone, PartialEq)]
pub struct NewOutreachEvent {
    /// The programme that it is part of.
    pub programme: SubjectId,
    /// What it is.
    pub kind: OutreachKind,
    /// With whom, such as a school, a church or a market.
    pub host_org: Title,
    /// Whose officials host it, where the hub knows the organisation: they read all of it, and may hold it.
    pub host: Option<OrgId>,
    /// The leader who hosts it, where no organisation does.
    pub host_actor: Option<ActorId>,
    /// The stations that are invited, at most 8; none to a counselling day or a support group.
    pub invited: Vec<OrgId>,
    /// In which area; where it is not named, the ward of the position.
    pub area: Option<AreaId>,
    /// Exactly where: for the organisers and for those who are invited.
    pub at: Option<Position>,
    /// Where, in words.
    pub place_text: Option<Title>,
    /// When it begins.
    pub from: Timestamp,
    /// When it ends.
    pub to: Timestamp,
    /// Notes for the organisers: no names, no telephone numbers.
    pub notes: Option<Comment>,
}

impl NewOutreachEvent {
    /// An event with the least that it takes.
    #[must_use]
    pub const fn new(
        programme: SubjectId,
        kind: OutreachKind,
        host_org: Title,
        area: AreaId,
        from: Timestamp,
        to: Timestamp,
    ) -> Self {
        Self {
            programme,
            kind,
            host_org,
            host: None,
            host_actor: None,
            invited: vec![],
            area: Some(area),
            at: None,
            place_text: None,
            from,
            to,
            notes: None,
        }
    }

    fn entry(self) -> OutreachEntry {
        let Self { programme, kind, host_org, host, host_actor, invited, from, to, .. } = self;
        let plan = Plan { programme, kind, host_org, host, host_actor, invited, from, to };
        let is_placed = self.at.is_some() || self.place_text.is_some();
        let place = is_placed.then_some(Place { position: self.at, place_text: self.place_text, indoor: None });
        OutreachEntry { place, ..OutreachEntry::with_comment(EventAct::Planned(Box::new(plan)), self.notes) }
    }
}

/// How it went.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HeldWith {
    /// How many came: exactly for the organisers, without its small numbers for others.
    pub headcount: Headcount,
    /// What was given out, at most 64 items.
    pub materials: Vec<Material>,
    /// Notes for the organisers: no names, no telephone numbers.
    pub notes: Option<Comment>,
}

impl HeldWith {
    fn entry(self, act: fn(Held) -> EventAct) -> OutreachEntry {
        let shown = shown_headcount(&self.headcount);
        let act = act(Held { shown, materials: self.materials });
        OutreachEntry { headcount: Some(self.headcount), ..OutreachEntry::with_comment(act, self.notes) }
    }
}

impl Usalama {
    /// Plans an event, as an outreach worker of its area.
    ///
    /// # Errors
    /// [`Error::Refused`]: `not_your_role`; `out_of_scope` outside one's own area or that of the programme; `incomplete` without an
    /// area, or for one that ends before it begins; `too_early` and `too_late` outside the time of its programme; `wrong_status`
    /// where that is closed; `audience_too_wide` for police at a counselling day or a support group. [`Error::NotSignedIn`];
    /// [`Error::Store`]. Nothing is written then.
    pub fn plan_outreach(&self, new: NewOutreachEvent) -> Result<OutreachView, Error> {
        let ward = new.at.as_ref().map(|position| position.at);
        let ward = ward.map(|at| self.profile().map(|profile| profile.directory().ward(at))).transpose()?.flatten();
        let area = new.area.or(ward);
        self.begin_outreach(OutreachSubject::Event, area, &new.entry())?.try_into()
    }

    /// Says anew what an event will be. One that was put off is planned again. Its programme and its area stay.
    ///
    /// # Errors
    /// As [`Usalama::plan_outreach`]; `wrong_status` where it was held or called off; [`Error::NotFound`].
    pub fn replan_outreach(&self, id: SubjectId, new: NewOutreachEvent) -> Result<OutreachView, Error> {
        let stays = new.area.is_none() || new.area == self.outreach_event(id)?.event.area;
        if !stays {
            return Err(Error::Invalid("an outreach event stays in its area"));
        }
        self.on_event(id, &new.entry())
    }

    /// Gives an event another time. One that was put off is planned again.
    ///
    /// # Errors
    /// As [`Usalama::plan_outreach`], for hosts too; `wrong_status` where it was held or called off; [`Error::NotFound`].
    pub fn reschedule_outreach(&self, id: SubjectId, from: Timestamp, to: Timestamp) -> Result<OutreachView, Error> {
        self.on_event(id, &EventAct::Rescheduled(Rescheduled { from, to }).into())
    }

    /// Puts an event off to a time that is not known yet.
    ///
    /// # Errors
    /// [`Error::Refused`]: `not_your_role`, `out_of_scope` for what one neither looks after nor hosts, `wrong_status`;
    /// [`Error::NotFound`]; [`Error::Store`].
    pub fn postpone_outreach(&self, id: SubjectId, why: Option<Comment>) -> Result<OutreachView, Error> {
        self.on_event(id, &OutreachEntry::with_comment(EventAct::Postponed(Nothing {}), why))
    }

    /// Calls an event off.
    ///
    /// # Errors
    /// As [`Usalama::postpone_outreach`].
    pub fn cancel_outreach(&self, id: SubjectId, why: Option<Comment>) -> Result<OutreachView, Error> {
        self.on_event(id, &OutreachEntry::with_comment(EventAct::Cancelled(Nothing {}), why))
    }

    /// Says that an event was held, and how many came.
    ///
    /// # Errors
    /// As [`Usalama::postpone_outreach`]; `too_early` more than twelve hours before it begins.
    pub fn hold_outreach(&self, id: SubjectId, with: HeldWith) -> Result<OutreachView, Error> {
        self.on_event(id, &with.entry(EventAct::Held))
    }

    /// Says that a headcount or the materials were wrong, and what is right: both are said anew. Notes that are not said anew stay.
    ///
    /// # Errors
    /// As [`Usalama::postpone_outreach`]; `incomplete` for fewer than three people where a session has marks.
    pub fn correct_outreach_count(&self, id: SubjectId, with: HeldWith) -> Result<OutreachView, Error> {
        self.on_event(id, &with.entry(EventAct::CountCorrected))
    }

    /// Records a session of an event that was held.
    ///
    /// # Errors
    /// As [`Usalama::postpone_outreach`]; `incomplete` without a duration, or for marks of fewer than three people.
    pub fn record_session(&self, id: SubjectId, session: Session) -> Result<OutreachView, Error> {
        self.on_event(id, &EventAct::SessionRecorded(SessionRecorded { corrects: None, session }).into())
    }

    /// Records a session anew, where something was wrong or missing, such as the marks afterwards.
    ///
    /// # Errors
    /// As [`Usalama::record_session`]; `unknown_subject` for a session that is none of this event.
    pub fn correct_session(&self, id: SubjectId, session_id: EventId, session: Session) -> Result<OutreachView, Error> {
        let corrects = Some(session_id);
        self.on_event(id, &EventAct::SessionRecorded(SessionRecorded { corrects, session }).into())
    }

    fn on_event(&self, id: SubjectId, entry: &OutreachEntry) -> Result<OutreachView, Error> {
        self.on_outreach(OutreachSubject::Event, id, entry)?.try_into()
    }
}
