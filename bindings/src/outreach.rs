//! Outreach: programmes of the four prongs, the events in them, and what they reached. Counts only, and nobody's name.

use usalama_core::client;
use usalama_core::clock::Timestamp;
use usalama_core::event::{EventId, SubjectId};
use usalama_core::model::outreach::{CountedAge, CountedSex, FacilitatorRole, OutreachKind, OutreachState, Prong};
use usalama_core::store::Delivery;
use uuid::Uuid;

use crate::client::Usalama;
use crate::error::UsalamaError;
use crate::incident::Near;
use crate::outreach_values::{core_event, core_filter, core_held, core_programme, core_session};
use crate::report::{Position, text};

/// Somebody who carries a programme along.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ProgrammePartner {
    /// The name of the organisation.
    pub name: String,
    /// Which one, where the hub knows it: its officials read the programme.
    #[uniffi(default = None)]
    pub org: Option<Uuid>,
}

/// What a programme is.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct NewProgramme {
    /// Which of the four prongs.
    pub prong: Prong,
    /// Its name, at most 80 characters.
    pub name: String,
    /// Where it is at work: an area of the worker's own. It cannot be changed.
    pub area: Uuid,
    /// When it begins.
    pub from: Timestamp,
    /// When it ends.
    pub to: Timestamp,
    /// Who carries it along, at most 64.
    #[uniffi(default = [])]
    pub partners: Vec<ProgrammePartner>,
    /// Whom it wants to reach, such as "class 7 and 8".
    #[uniffi(default = None)]
    pub target_group: Option<String>,
    /// How many people it wants to reach.
    #[uniffi(default = None)]
    pub target_people: Option<u32>,
    /// With how many events.
    #[uniffi(default = None)]
    pub target_events: Option<u32>,
}

/// A programme, as a screen shows it.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Programme {
    /// Identity. A tip may name it.
    pub id: Uuid,
    /// Which of the four prongs.
    pub prong: Option<Prong>,
    /// Its name.
    pub name: Option<String>,
    /// Where it is at work.
    pub area: Option<Uuid>,
    /// When it begins.
    pub from: Option<Timestamp>,
    /// When it ends.
    pub to: Option<Timestamp>,
    /// Who carries it along.
    pub partners: Vec<ProgrammePartner>,
    /// Whom it wants to reach.
    pub target_group: Option<String>,
    /// How many people it wants to reach.
    pub target_people: Option<u32>,
    /// With how many events.
    pub target_events: Option<u32>,
    /// Since when it is over.
    pub closed_at: Option<Timestamp>,
    /// How far this phone's own acts on it have come.
    pub delivery: Delivery,
    /// When it last changed.
    pub changed_at: Timestamp,
}

/// What an outreach event will be.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct NewOutreachEvent {
    /// The programme that it is part of.
    pub programme: Uuid,
    /// What it is.
    pub kind: OutreachKind,
    /// With whom, such as a school, a church or a market; at most 80 characters.
    pub host_org: String,
    /// When it begins.
    pub from: Timestamp,
    /// When it ends.
    pub to: Timestamp,
    /// Whose officials host it, where the hub knows the organisation: they read all of it, and may hold it.
    #[uniffi(default = None)]
    pub host: Option<Uuid>,
    /// The leader who hosts it, where no organisation does.
    #[uniffi(default = None)]
    pub host_actor: Option<Uuid>,
    /// The stations that are invited, at most 8; none to a counselling day or a support group.
    #[uniffi(default = [])]
    pub invited: Vec<Uuid>,
    /// In which area; where it is not named, the ward of the position.
    #[uniffi(default = None)]
    pub area: Option<Uuid>,
    /// Exactly where: for the organisers and for those who are invited.
    #[uniffi(default = None)]
    pub at: Option<Position>,
    /// Where, in words, at most 80 characters.
    #[uniffi(default = None)]
    pub place_text: Option<String>,
    /// Notes for the organisers, at most 500 characters: no names, no telephone numbers.
    #[uniffi(default = None)]
    pub notes: Option<String>,
}

/// How many of a sex and age came.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct HeadcountCell {
    /// Of which sex.
    pub sex: CountedSex,
    /// Of which age.
    pub age: CountedAge,
    /// How many.
    pub count: u32,
}

/// What was given out.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct OutreachMaterial {
    /// What, at most 80 characters.
    pub item: String,
    /// How many.
    pub qty: u32,
    /// In which language, as a BCP 47 tag.
    #[uniffi(default = None)]
    pub lang: Option<String>,
}

/// How it went.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct HeldWith {
    /// How many came, each sex and age once.
    pub headcount: Vec<HeadcountCell>,
    /// What was given out, at most 64 items.
    #[uniffi(default = [])]
    pub materials: Vec<OutreachMaterial>,
    /// Notes for the organisers, at most 500 characters: no names, no telephone numbers.
    #[uniffi(default = None)]
    pub notes: Option<String>,
}

/// A session: what was taught, and what the group knew before and after.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct OutreachSession {
    /// What it was about, at most 80 characters.
    pub topic: String,
    /// Who led it: the role, never the name.
    pub facilitator: FacilitatorRole,
    /// How many minutes it took, 1 to 1,440.
    pub duration_min: u16,
    /// Which curriculum, with its section.
    #[uniffi(default = None)]
    pub curriculum_ref: Option<String>,
    /// The average mark of the group before, 0 to 100 percent.
    #[uniffi(default = None)]
    pub pre_score_avg: Option<f64>,
    /// The average mark of the group after, 0 to 100 percent.
    #[uniffi(default = None)]
    pub post_score_avg: Option<f64>,
}

/// A session of an event, as it stands.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct HeldSession {
    /// Identity.
    pub id: Uuid,
    /// What it was.
    pub session: OutreachSession,
    /// By how many percentage points the average mark rose.
    pub change: Option<f64>,
}

/// An outreach event, as a screen shows it.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct OutreachEvent {
    /// Identity.
    pub id: Uuid,
    /// Where it stands.
    pub state: Option<OutreachState>,
    /// The programme that it is part of.
    pub programme: Option<Uuid>,
    /// What it is.
    pub kind: Option<OutreachKind>,
    /// With whom.
    pub host_org: Option<String>,
    /// Whose officials host it.
    pub host: Option<Uuid>,
    /// The leader who hosts it.
    pub host_actor: Option<Uuid>,
    /// The stations that are invited.
    pub invited: Vec<Uuid>,
    /// The area that it is in.
    pub area: Option<Uuid>,
    /// Exactly where, where this reader may know.
    pub at: Option<Position>,
    /// Where, in words, where this reader may know.
    pub place_text: Option<String>,
    /// When it begins.
    pub from: Option<Timestamp>,
    /// When it ends.
    pub to: Option<Timestamp>,
    /// Notes on the plan, where this reader may know.
    pub plan_notes: Option<String>,
    /// Why it was put off or called off, where this reader may know.
    pub reason: Option<String>,
    /// When it was said to have been held.
    pub held_at: Option<Timestamp>,
    /// The exact headcount, where this reader may know.
    pub headcount: Option<Vec<HeadcountCell>>,
    /// The headcount without its small numbers: what is not there is fewer than three, or nobody. Nothing before it was held.
    pub shown: Option<Vec<HeadcountCell>>,
    /// What was given out.
    pub materials: Vec<OutreachMaterial>,
    /// Notes on how it went, where this reader may know.
    pub notes: Option<String>,
    /// How often the count was corrected.
    pub corrections: u32,
    /// The sessions, in the order in which they were recorded.
    pub sessions: Vec<HeldSession>,
    /// How far this phone's own acts on it have come.
    pub delivery: Delivery,
    /// When it last changed.
    pub changed_at: Timestamp,
}

/// Which events; every condition that is given must hold.
#[derive(Debug, Clone, Copy, Default, PartialEq, uniffi::Record)]
pub struct OutreachFilter {
    /// Of this programme.
    #[uniffi(default = None)]
    pub programme: Option<Uuid>,
    /// In this area or in one within it.
    #[uniffi(default = None)]
    pub area: Option<Uuid>,
    /// No farther than this from a point, of those whose place this reader knows.
    #[uniffi(default = None)]
    pub near: Option<Near>,
}

/// How many people of a sex and age.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct PeopleCount {
    /// Of which sex.
    pub sex: CountedSex,
    /// Of which age.
    pub age: CountedAge,
    /// How many; nothing where they are fewer than three, or none.
    pub count: Option<u32>,
}

/// What a programme reached. Somebody who came twice counts twice: nobody's name is taken.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct ProgrammeSummary {
    /// The programme.
    pub programme: Uuid,
    /// Events that are planned.
    pub planned: u32,
    /// Events that were put off, and have no time yet.
    pub postponed: u32,
    /// Events that were held.
    pub held: u32,
    /// Events that were called off.
    pub cancelled: u32,
    /// People who came, for every sex and age.
    pub people: Vec<PeopleCount>,
    /// The sum of the numbers that are shown: so many came at least.
    pub people_at_least: u32,
    /// Whether the numbers behind it are exact: of some events this reader knows those alone that are not small.
    pub is_exact: bool,
    /// Sessions of the events that were held.
    pub sessions: u32,
    /// Sessions with marks before and after: the averages are over these, each counting the same.
    pub scored_sessions: u32,
    /// Average mark before, in percent.
    pub mean_pre: Option<f64>,
    /// Average mark after, in percent.
    pub mean_post: Option<f64>,
    /// By how many percentage points it rose.
    pub mean_change: Option<f64>,
}

#[uniffi::export]
impl Usalama {
    /// Starts a programme, as an outreach worker of its area.
    ///
    /// # Errors
    /// `Refused`: `not_your_role`, `out_of_scope`, `incomplete` for one that ends before it begins; `Invalid` for a text that is too
    /// long; `NotSignedIn`; `Storage`.
    pub async fn start_programme(&self, programme: NewProgramme) -> Result<Programme, UsalamaError> {
        let new = core_programme(programme)?;
        self.disk(move |usalama| Ok(usalama.start_programme(new)?.into())).await
    }

    /// Says anew what a programme is. Its area stays.
    ///
    /// # Errors
    /// As [`Usalama::start_programme`]; `Refused` with `wrong_status` where it is closed; `Invalid` for another area; `NotFound`.
    pub async fn describe_programme(&self, id: Uuid, programme: NewProgramme) -> Result<Programme, UsalamaError> {
        let new = core_programme(programme)?;
        self.disk(move |usalama| Ok(usalama.describe_programme(SubjectId(id), new)?.into())).await
    }

    /// Ends a programme: nothing more is planned in it.
    ///
    /// # Errors
    /// `Refused`: `not_your_role`, `out_of_scope`, `wrong_status` where it is closed; `NotFound`; `NotSignedIn`; `Storage`.
    pub async fn close_programme(&self, id: Uuid) -> Result<Programme, UsalamaError> {
        self.disk(move |usalama| Ok(usalama.close_programme(SubjectId(id))?.into())).await
    }

    /// The programmes that this actor may see, newest change first.
    ///
    /// # Errors
    /// `NotSignedIn`; `Storage`.
    #[uniffi::method(default(limit = 50))]
    pub async fn programmes(&self, limit: u32) -> Result<Vec<Programme>, UsalamaError> {
        self.disk(move |usalama| Ok(usalama.programmes(size(limit))?.into_iter().map(Programme::from).collect())).await
    }

    /// One programme.
    ///
    /// # Errors
    /// `NotFound`; `NotSignedIn`; `Storage`.
    pub async fn programme(&self, id: Uuid) -> Result<Programme, UsalamaError> {
        self.disk(move |usalama| Ok(usalama.programme(SubjectId(id))?.into())).await
    }

    /// What a programme reached, as far as this phone holds its events: small numbers hidden, for everybody.
    ///
    /// # Errors
    /// `NotFound`; `NotSignedIn`; `Storage`.
    pub async fn programme_summary(&self, id: Uuid) -> Result<ProgrammeSummary, UsalamaError> {
        self.disk(move |usalama| Ok(usalama.programme_summary(SubjectId(id))?.into())).await
    }

    /// Plans an event, as an outreach worker of its area.
    ///
    /// # Errors
    /// `Refused`: `not_your_role`; `out_of_scope` outside one's own area or that of the programme; `incomplete` without an area, or
    /// for one that ends before it begins; `too_early` and `too_late` outside the time of its programme; `wrong_status` where that is
    /// closed; `audience_too_wide` for police at a counselling day or a support group. `Invalid` for a text that is too long or a
    /// position that is none; `NotSignedIn`; `Storage`.
    pub async fn plan_outreach(&self, event: NewOutreachEvent) -> Result<OutreachEvent, UsalamaError> {
        let new = core_event(event)?;
        self.outreach_act(move |usalama| usalama.plan_outreach(new)).await
    }

    /// Says anew what an event will be. One that was put off is planned again. Its programme and its area stay.
    ///
    /// # Errors
    /// As [`Usalama::plan_outreach`]; `Refused` with `wrong_status` where it was held or called off; `NotFound`.
    pub async fn replan_outreach(&self, id: Uuid, event: NewOutreachEvent) -> Result<OutreachEvent, UsalamaError> {
        let new = core_event(event)?;
        self.outreach_act(move |usalama| usalama.replan_outreach(SubjectId(id), new)).await
    }

    /// Gives an event another time, as an outreach worker or as its host. One that was put off is planned again.
    ///
    /// # Errors
    /// As [`Usalama::replan_outreach`].
    pub async fn reschedule_outreach(
        &self,
        id: Uuid,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<OutreachEvent, UsalamaError> {
        self.outreach_act(move |usalama| usalama.reschedule_outreach(SubjectId(id), from, to)).await
    }

    /// Puts an event off to a time that is not known yet, as an outreach worker or as its host.
    ///
    /// # Errors
    /// `Refused`: `not_your_role`, `out_of_scope` for what one neither looks after nor hosts, `wrong_status`; `Invalid` for a text that
    /// is too long; `NotFound`; `NotSignedIn`; `Storage`.
    #[uniffi::method(default(why = None))]
    pub async fn postpone_outreach(&self, id: Uuid, why: Option<String>) -> Result<OutreachEvent, UsalamaError> {
        let why = text(why)?;
        self.outreach_act(move |usalama| usalama.postpone_outreach(SubjectId(id), why)).await
    }

    /// Calls an event off, as an outreach worker or as its host.
    ///
    /// # Errors
    /// As [`Usalama::postpone_outreach`].
    #[uniffi::method(default(why = None))]
    pub async fn cancel_outreach(&self, id: Uuid, why: Option<String>) -> Result<OutreachEvent, UsalamaError> {
        let why = text(why)?;
        self.outreach_act(move |usalama| usalama.cancel_outreach(SubjectId(id), why)).await
    }

    /// Says that an event was held, and how many came, as an outreach worker or as its host.
    ///
    /// # Errors
    /// As [`Usalama::postpone_outreach`]; `Refused` with `too_early` more than twelve hours before it begins; `Invalid` where a sex and
    /// age is counted twice.
    pub async fn hold_outreach(&self, id: Uuid, held: HeldWith) -> Result<OutreachEvent, UsalamaError> {
        let with = core_held(held)?;
        self.outreach_act(move |usalama| usalama.hold_outreach(SubjectId(id), with)).await
    }

    /// Says that a headcount or the materials were wrong, and what is right: both are said anew. Notes that are not said anew stay.
    ///
    /// # Errors
    /// As [`Usalama::hold_outreach`]; `Refused` with `incomplete` for fewer than three people where a session has marks.
    pub async fn correct_outreach_count(&self, id: Uuid, held: HeldWith) -> Result<OutreachEvent, UsalamaError> {
        let with = core_held(held)?;
        self.outreach_act(move |usalama| usalama.correct_outreach_count(SubjectId(id), with)).await
    }

    /// Records a session of an event that was held, as an outreach worker or as its host.
    ///
    /// # Errors
    /// As [`Usalama::postpone_outreach`]; `Refused` with `incomplete` without a duration, or for marks of fewer than three people;
    /// `Invalid` for a mark outside 0 to 100 percent.
    pub async fn record_session(&self, id: Uuid, session: OutreachSession) -> Result<OutreachEvent, UsalamaError> {
        let session = core_session(session)?;
        self.outreach_act(move |usalama| usalama.record_session(SubjectId(id), session)).await
    }

    /// Records a session anew, where something was wrong or missing, such as the marks afterwards.
    ///
    /// # Errors
    /// As [`Usalama::record_session`]; `Refused` with `unknown_subject` for a session that is none of this event.
    pub async fn correct_session(
        &self,
        id: Uuid,
        session_id: Uuid,
        session: OutreachSession,
    ) -> Result<OutreachEvent, UsalamaError> {
        let session = core_session(session)?;
        self.outreach_act(move |usalama| usalama.correct_session(SubjectId(id), EventId(session_id), session)).await
    }

    /// Events that are planned and not over, the next first.
    ///
    /// # Errors
    /// `Invalid` for a place that is none; `NotSignedIn`; `Storage`.
    #[uniffi::method(default(limit = 50))]
    pub async fn upcoming_outreach(
        &self,
        filter: OutreachFilter,
        limit: u32,
    ) -> Result<Vec<OutreachEvent>, UsalamaError> {
        let filter = core_filter(filter)?;
        self.disk(move |usalama| Ok(events(usalama.upcoming_outreach(&filter, size(limit))?))).await
    }

    /// Events in any state that this actor may see, newest change first.
    ///
    /// # Errors
    /// As [`Usalama::upcoming_outreach`].
    #[uniffi::method(default(limit = 50))]
    pub async fn outreach_events(
        &self,
        filter: OutreachFilter,
        limit: u32,
    ) -> Result<Vec<OutreachEvent>, UsalamaError> {
        let filter = core_filter(filter)?;
        self.disk(move |usalama| Ok(events(usalama.outreach_events(&filter, size(limit))?))).await
    }

    /// One event, as far as this actor may know it.
    ///
    /// # Errors
    /// `NotFound`; `NotSignedIn`; `Storage`.
    pub async fn outreach_event(&self, id: Uuid) -> Result<OutreachEvent, UsalamaError> {
        self.outreach_act(move |usalama| usalama.outreach_event(SubjectId(id))).await
    }
}

impl Usalama {
    async fn outreach_act(
        &self,
        act: impl FnOnce(&client::Usalama) -> Result<client::OutreachView, client::Error> + Send + 'static,
    ) -> Result<OutreachEvent, UsalamaError> {
        self.disk(|usalama| Ok(act(usalama)?.into())).await
    }
}

fn size(limit: u32) -> usize {
    usize::try_from(limit).unwrap_or(usize::MAX)
}

fn events(views: Vec<client::OutreachView>) -> Vec<OutreachEvent> {
    views.into_iter().map(OutreachEvent::from).collect()
}
