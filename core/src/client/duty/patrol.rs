//! A patrol as its guard walks it. [`ActivePatrol`] is the only place where a position can be recorded, and there is one only
//! while a patrol is under way and not interrupted: nothing follows a guard off duty (DOMAIN §7.5).

use std::time::Duration;

use super::shift::{firm_of, place};
use super::view::PatrolDetail;
use super::{Act, site_of};
use crate::client::device::Usalama;
use crate::client::error::Error;
use crate::clock::{DeviceTime, Timestamp};
use crate::event::{ActorId, EventId, Role, SubjectId};
use crate::geo::Position;
use crate::geo::track::Fix;
use crate::model::cap::Severity;
use crate::model::duty::{
    AutoCloseReason, AutoClosed, CheckpointNo, Duty, DutyEntry, DutyKind, ExceptionKind, ExceptionRef, Explained,
    LegPlan, LegStarted, Mandate, ObservationType, Observed, Patrol, PatrolAct, PatrolState, Proof, ReviewDecision,
    Reviewed, RouteNo, Scan, ShiftState, Site, SkipReason, Skipped, Started, Strength, Transport, Verdict, Visited,
    When, verdict_of,
};
use crate::model::incident::{NewIncident, Nothing};
use crate::model::refusal::RefusalCode;
use crate::profile::Profile;
use crate::store::{DutyFilter, DutyRow};
use crate::text::{Comment, Title};

/// How a patrol begins.
#[derive(Debug, Clone, PartialEq)]
pub struct NewPatrol {
    /// The planned patrol; without one a new one begins.
    pub planned: Option<SubjectId>,
    /// On which site; without one it is that of the shift that is under way.
    pub site: Option<SubjectId>,
    /// On which route of the site, as it is now.
    pub route: Option<RouteNo>,
    /// Why.
    pub mandate: Mandate,
    /// What for.
    pub objective: Option<Title>,
    /// Whether arms are carried.
    pub is_armed: bool,
    /// How.
    pub transport: Transport,
    /// Who else walks along.
    pub members: Vec<ActorId>,
    /// Where it begins.
    pub at: Option<Position>,
}

impl Default for NewPatrol {
    fn default() -> Self {
        Self {
            planned: None,
            site: None,
            route: None,
            mandate: Mandate::Routine,
            objective: None,
            is_armed: false,
            transport: Transport::Foot,
            members: vec![],
            at: None,
        }
    }
}

/// What a scan was worth.
#[derive(Debug, Clone, PartialEq)]
pub struct Scanned {
    /// The event that records it.
    pub event: EventId,
    /// The verdict, at once and offline. Whatever it is, the visit is recorded.
    pub verdict: Verdict,
    /// How strong the evidence is.
    pub strength: Strength,
    /// How far from the checkpoint, in metres, where both places are known.
    pub distance_m: Option<u32>,
}

/// A position as the platform's receiver gives it.
#[derive(Debug, Clone, PartialEq)]
pub struct Located {
    /// Where.
    pub position: Position,
    /// How long ago it was found, by the clock that nobody moves: `elapsedRealtimeNanos` on Android, the age of the location on
    /// iOS.
    pub age: Duration,
    /// How fast the receiver says, in metres per second; nothing where it says none.
    pub speed_mps: Option<f32>,
    /// An app invented it, says the platform.
    pub is_mock: bool,
}

/// What an [`ActivePatrol`] is known by where it cannot be borrowed, as across a border of languages. Only a patrol that was under
/// way has one; whether it still is, each call asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActivePatrolHandle(SubjectId);

/// What a [`PausedPatrol`] is known by, in the same way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PausedPatrolHandle(SubjectId);

/// A patrol of this guard that is not over.
#[derive(Debug)]
pub enum UnderWay<'a> {
    /// Under way.
    Active(ActivePatrol<'a>),
    /// Interrupted.
    Paused(PausedPatrol<'a>),
}

/// A patrol that is under way.
///
/// ```no_run
/// # use usalama_core::client::{NewPatrol, Settings, Usalama};
/// # use usalama_core::model::duty::{CheckpointNo, RouteNo, Scan};
/// # fn walk(usalama: &Usalama, tag: Scan, here: usalama_core::geo::Position) -> Result<(), usalama_core::client::Error> {
/// let patrol = usalama.start_patrol(NewPatrol { route: Some(RouteNo(1)), ..NewPatrol::default() })?;
/// let scanned = patrol.scan(CheckpointNo(3), &tag, Some(&here), vec![], None)?; // the verdict, at once, offline
/// println!("{}", scanned.verdict);
/// patrol.complete(Some(here))?; // signed, chained, verifiable by anyone later
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct ActivePatrol<'a> {
    usalama: &'a Usalama,
    id: SubjectId,
}

/// A patrol that is interrupted: nothing is recorded until it goes on.
#[derive(Debug)]
pub struct PausedPatrol<'a> {
    usalama: &'a Usalama,
    id: SubjectId,
}

impl Usalama {
    /// Begins a patrol. Needs no network.
    ///
    /// # Errors
    /// [`Error::Refused`]: `already_done` where a patrol of this guard is under way, `no_grant` where this actor is no guard,
    /// `out_of_scope` for another firm's site, `incomplete` for a route that the site does not have, `wrong_status` on a break;
    /// [`Error::NotFound`] for a site or plan that is not on this phone; [`Error::Store`].
    pub fn start_patrol(&self, new: NewPatrol) -> Result<ActivePatrol<'_>, Error> {
        let profile = self.profile()?;
        if self.patrol_under_way()?.is_some() {
            return Err(Error::Refused(RefusalCode::AlreadyDone.into()));
        }
        let shift = self.shift_at_work(&profile)?;
        let id = new.planned.unwrap_or_else(|| SubjectId::now(self.clock.now()));
        let before = match new.planned {
            Some(planned) => self.duty_row(&profile, planned, DutyKind::Patrol)?.state,
            None => Duty::unknown(DutyKind::Patrol, id),
        };
        let site_id = new.site.or_else(|| before.site()).or_else(|| shift.as_ref().and_then(Duty::site));
        let site = site_id.map(|site| site_of(&profile, site)?.ok_or(Error::NotFound)).transpose()?;
        let planned_route = match &before {
            Duty::Patrol(patrol) => patrol.plan.as_ref().map(|plan| plan.route),
            _ => None,
        };
        let route = new.route.or(planned_route).map(|no| {
            let found = site.as_ref().and_then(|site| site.routes().find(|(route, _)| route.no == no));
            found.map(|(route, _)| route).ok_or(Error::Refused(RefusalCode::Incomplete.into()))
        });
        // The edition that is pinned is the site's: checkpoints may have changed since the route was drawn.
        let edition = site.as_ref().map(|site| site.edition);
        let route =
            route.transpose()?.zip(edition).map(|(route, edition)| crate::model::duty::RouteRef { edition, ..route });
        let started = Started {
            firm: site.as_ref().and_then(Site::firm).or_else(|| firm_of(&profile)),
            shift: shift.as_ref().map(crate::model::Model::id),
            site: site_id,
            client: site.as_ref().and_then(Site::client),
            route,
            mandate: new.mandate,
            objective: new.objective,
            is_armed: new.is_armed,
            leg: LegPlan { transport: new.transport, leader: profile.actor(), members: new.members },
        };
        let entry = DutyEntry { place: place(new.at), ..PatrolAct::Started(Box::new(started)).into() };
        let area = site.as_ref().and_then(|site| site.area);
        let act = Act { subject: id, role: Role::Guard, entry, area, duty: &before, site: site.as_ref() };
        self.keep(&profile, &act, |_| Ok(()))?;
        Ok(ActivePatrol { usalama: self, id })
    }

    /// The patrol of the one who is signed in that is not over, as after a restart of the phone. One that has lasted twelve hours
    /// is closed first.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], [`Error::Store`].
    pub fn patrol_under_way(&self) -> Result<Option<UnderWay<'_>>, Error> {
        let profile = self.profile()?;
        let Some(row) = self.open_patrol(&profile)? else {
            self.close_left_over(&profile)?;
            return Ok(None);
        };
        let Duty::Patrol(patrol) = &row.state else { return Ok(None) };
        if is_overdue(&profile, patrol) {
            self.close(&profile, row, AutoCloseReason::TooLong)?;
            return Ok(None);
        }
        let id = patrol.id;
        Ok(Some(if patrol.state == Some(PatrolState::Paused) {
            UnderWay::Paused(PausedPatrol { usalama: self, id })
        } else {
            UnderWay::Active(ActivePatrol { usalama: self, id })
        }))
    }

    /// The patrol that a handle was given of.
    #[must_use]
    pub const fn active_patrol(&self, handle: ActivePatrolHandle) -> ActivePatrol<'_> {
        ActivePatrol { usalama: self, id: handle.0 }
    }

    /// The interrupted patrol that a handle was given of.
    #[must_use]
    pub const fn paused_patrol(&self, handle: PausedPatrolHandle) -> PausedPatrol<'_> {
        PausedPatrol { usalama: self, id: handle.0 }
    }

    /// Says what a supervisor says of a patrol that is over.
    ///
    /// # Errors
    /// [`Error::Refused`]: `incomplete` for a question without words; [`Error::NotFound`], [`Error::Store`].
    pub fn review_patrol(
        &self,
        id: SubjectId,
        decision: ReviewDecision,
        remarks: Option<Comment>,
    ) -> Result<PatrolDetail, Error> {
        let entry = DutyEntry::with_comment(PatrolAct::Reviewed(Reviewed { decision }), remarks);
        self.on_patrol(id, Role::FirmSupervisor, entry)
    }

    /// Explains an exception of a patrol, as its guard; what was queried is explained by it.
    ///
    /// # Errors
    /// [`Error::Refused`], [`Error::NotFound`], [`Error::Store`].
    pub fn explain_patrol(&self, id: SubjectId, of: ExceptionRef, explanation: Comment) -> Result<PatrolDetail, Error> {
        let entry = DutyEntry::with_comment(PatrolAct::Explained(Explained { of }), Some(explanation));
        self.on_patrol(id, Role::Guard, entry)
    }

    fn on_patrol(&self, id: SubjectId, role: Role, entry: DutyEntry) -> Result<PatrolDetail, Error> {
        let profile = self.profile()?;
        let row = self.duty_row(&profile, id, DutyKind::Patrol)?;
        let row = self.on_duty(&profile, &row, role, entry)?;
        self.patrol_detail(&profile, row)
    }

    /// The shift that is under way, of a guard who is not on a break: nobody is followed there (DOMAIN §7.5).
    fn shift_at_work(&self, profile: &Profile) -> Result<Option<Duty>, Error> {
        match self.open_shift(profile)?.map(|row| row.state) {
            Some(Duty::Shift(shift)) if shift.state == Some(ShiftState::OnBreak) => Err(wrong_status()),
            shift => Ok(shift),
        }
    }

    fn open_patrol(&self, profile: &Profile) -> Result<Option<DutyRow>, Error> {
        let states = ["active", "paused"].map(str::to_owned).to_vec();
        let filter = DutyFilter { states, guard: Some(profile.actor()), ..DutyFilter::all(DutyKind::Patrol) };
        Ok(profile.store().duties(&filter, None, 1)?.into_iter().next())
    }

    /// Closes what nobody ended.
    pub(super) fn close_patrols(&self, profile: &Profile, reason: AutoCloseReason) -> Result<(), Error> {
        match self.open_patrol(profile)? {
            Some(row) => self.close(profile, row, reason).map(|_| ()),
            None => self.close_left_over(profile),
        }
    }

    fn close(&self, profile: &Profile, row: DutyRow, reason: AutoCloseReason) -> Result<DutyRow, Error> {
        let row = self.pack_legs(profile, row)?;
        self.on_duty(profile, &row, Role::Guard, PatrolAct::AutoClosed(AutoClosed { reason }).into())
    }

    /// Closes what the hub closed while this phone was away: what was recorded of its legs is not lost.
    fn close_left_over(&self, profile: &Profile) -> Result<(), Error> {
        for id in profile.store().patrols_with_fixes()? {
            let row = self.duty_row(profile, id, DutyKind::Patrol)?;
            if row.state.guard() == Some(profile.actor()) && closed_by_hub(&row.state) {
                self.close(profile, row, AutoCloseReason::TooLong)?;
            }
        }
        Ok(())
    }

    /// Interrupts the patrol of this guard that is under way.
    pub(super) fn pause_patrol(&self, profile: &Profile) -> Result<(), Error> {
        let Some(row) = self.open_patrol(profile)? else { return Ok(()) };
        if row.state.state_code() == Some(PatrolState::Active.code()) {
            self.on_duty(profile, &row, Role::Guard, PatrolAct::Paused(Nothing {}).into())?;
        }
        Ok(())
    }

    /// A patrol that is not over. One that has lasted twelve hours is closed first.
    fn open_row(&self, id: SubjectId) -> Result<(std::sync::Arc<Profile>, DutyRow), Error> {
        let profile = self.profile()?;
        let row = self.duty_row(&profile, id, DutyKind::Patrol)?;
        let Duty::Patrol(patrol) = &row.state else { return Err(Error::NotFound) };
        if !patrol.is_open() {
            return Err(wrong_status());
        }
        if patrol.guard == Some(profile.actor()) && is_overdue(&profile, patrol) {
            self.close(&profile, row, AutoCloseReason::TooLong)?;
            return Err(wrong_status());
        }
        Ok((profile, row))
    }

    /// Ends a patrol: what was recorded of its legs becomes events first. One that has lasted twelve hours closes by itself.
    fn end_patrol(&self, id: SubjectId, entry: DutyEntry) -> Result<PatrolDetail, Error> {
        let profile = self.profile()?;
        let row = self.duty_row(&profile, id, DutyKind::Patrol)?;
        let Duty::Patrol(patrol) = &row.state else { return Err(Error::NotFound) };
        row.state.fits(&entry.act).map_err(|code| Error::Refused(code.into()))?;
        let row = if patrol.is_open() && patrol.guard == Some(profile.actor()) && is_overdue(&profile, patrol) {
            self.close(&profile, row, AutoCloseReason::TooLong)?
        } else {
            let row = self.pack_legs(&profile, row)?;
            self.on_duty(&profile, &row, Role::Guard, entry)?
        };
        self.patrol_detail(&profile, row)
    }
}

fn wrong_status() -> Error {
    Error::Refused(RefusalCode::WrongStatus.into())
}

fn closed_by_hub(duty: &Duty) -> bool {
    matches!(duty, Duty::Patrol(patrol) if patrol.closed_by_hub)
}

fn is_overdue(profile: &Profile, patrol: &Patrol) -> bool {
    let now = patrol.pace().estimate(&profile.clock().device_time()).at;
    patrol.closes_at().is_some_and(|closes| now >= closes)
}

impl<'a> ActivePatrol<'a> {
    /// Identity.
    #[must_use]
    pub const fn id(&self) -> SubjectId {
        self.id
    }

    /// What it is known by where it cannot be borrowed.
    #[must_use]
    pub const fn handle(&self) -> ActivePatrolHandle {
        ActivePatrolHandle(self.id)
    }

    /// The patrol as it stands, with verdicts and exceptions.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], [`Error::NotFound`], [`Error::Store`].
    pub fn detail(&self) -> Result<PatrolDetail, Error> {
        self.usalama.patrol(self.id)
    }

    /// Records a visit to a checkpoint and says at once what it is worth. It is recorded whatever it is worth, so that nothing
    /// is lost in a dispute; a scan that can be no proof at all is refused.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a checkpoint that the site does not have; [`Error::Invalid`] for what no tag or code says;
    /// [`Error::Refused`]: `incomplete` for a visit by hand without a reason in `remarks`, `wrong_status` where the patrol is not
    /// under way any more; [`Error::Store`].
    pub fn scan(
        &self,
        checkpoint: CheckpointNo,
        scan: &Scan,
        here: Option<&Position>,
        answers: Vec<Title>,
        remarks: Option<Comment>,
    ) -> Result<Scanned, Error> {
        let (profile, row) = self.row()?;
        let Duty::Patrol(patrol) = &row.state else { return Err(Error::NotFound) };
        let site = patrol.site().map(|site| site_of(&profile, site)).transpose()?.flatten();
        let edition = patrol.started.as_ref().and_then(|started| started.route).map(|route| route.edition);
        let set_up = site.as_ref().and_then(|site| site.checkpoint(checkpoint, edition.unwrap_or(site.edition)));
        let (site, set_up) = site.as_ref().zip(set_up).ok_or(Error::NotFound)?;
        let proof = scan.proof(site.id, &set_up.checkpoint).map_err(|error| {
            Error::Invalid(match error {
                crate::model::duty::ScanError::Content => "the tag or code is empty or too long",
                crate::model::duty::ScanError::Unsigned => "the tag bears no signature",
                crate::model::duty::ScanError::NotACode => "a rotating code is six digits",
            })
        })?;
        let distance_m = here.and_then(|here| set_up.checkpoint.distance_m(here.at)).map(whole_metres);
        let mut visited = Visited {
            checkpoint,
            distance_m,
            accuracy_m: distance_m.and(here).map(|here| whole_metres(f64::from(here.accuracy_m()))),
            answers,
            verdict: Verdict::Ok,
            proof,
        };
        let moment = patrol.pace().estimate(&profile.clock().device_time());
        visited.verdict = verdict_of(patrol, Some(site), &visited, When { at: moment.at, suspect: moment.suspect });
        // Where the position is the proof, it goes along; of other visits the track tells where they were.
        let exact = matches!(visited.proof, Proof::Gps | Proof::Manual);
        let act = PatrolAct::Visited(visited);
        let entry =
            DutyEntry { place: place(here.filter(|_| exact).cloned()), ..DutyEntry::with_comment(act, remarks) };
        let row = self.usalama.on_duty(&profile, &row, Role::Guard, entry)?;
        let detail = self.usalama.patrol_detail(&profile, row)?;
        let visit = detail.assessment.visits.last().ok_or(Error::NotFound)?;
        Ok(Scanned { event: visit.event, verdict: visit.verdict.clone(), strength: visit.strength.clone(), distance_m })
    }

    /// Leaves a checkpoint out, for a reason.
    ///
    /// # Errors
    /// [`Error::Refused`], [`Error::NotFound`], [`Error::Store`].
    pub fn skip(&self, checkpoint: CheckpointNo, reason: SkipReason, remarks: Option<Comment>) -> Result<(), Error> {
        self.note(DutyEntry::with_comment(PatrolAct::Skipped(Skipped { checkpoint, reason }), remarks))
    }

    /// Records an observation.
    ///
    /// # Errors
    /// As [`ActivePatrol::skip`].
    pub fn observe(
        &self,
        kind: ObservationType,
        severity: Severity,
        note: Option<Comment>,
        here: Option<Position>,
    ) -> Result<(), Error> {
        let observed = Observed { kind, severity, raises_incident: None };
        let entry = DutyEntry::with_comment(PatrolAct::Observed(observed), note);
        self.note(DutyEntry { place: place(here), ..entry })
    }

    /// Records an observation that is reported as an incident too, which it names.
    ///
    /// # Errors
    /// As [`Usalama::report`], and as [`ActivePatrol::skip`].
    pub fn observe_and_report(
        &self,
        kind: ObservationType,
        note: Option<Comment>,
        incident: NewIncident,
    ) -> Result<crate::client::Reported, Error> {
        let (severity, here) = (incident.severity.clone(), incident.whereabouts.position.clone());
        let reported = self.usalama.report(incident)?;
        let observed = Observed { kind, severity, raises_incident: Some(reported.incident.id) };
        let entry = DutyEntry::with_comment(PatrolAct::Observed(observed), note);
        self.note(DutyEntry { place: place(here), ..entry })?;
        Ok(reported)
    }

    /// Takes a position in. It survives a kill of the app at once; a power cut may cost the last 30 seconds.
    ///
    /// # Errors
    /// [`Error::Refused`]: `wrong_status` where the patrol is not under way any more; [`Error::Store`].
    pub fn fix(&self, fix: &Fix) -> Result<(), Error> {
        let profile = self.usalama.profile()?;
        Ok(profile.record_fixes(self.id, std::slice::from_ref(fix))?)
    }

    /// Takes positions in as the platform gives them, oldest first, all or none: [`ActivePatrol::fix`] with the clocks of this
    /// phone.
    ///
    /// # Errors
    /// As [`ActivePatrol::fix`]; [`Error::Invalid`] for a speed that is none, or an age from before 1970.
    pub fn located(&self, found: &[Located]) -> Result<(), Error> {
        let profile = self.usalama.profile()?;
        let now = profile.clock().device_time();
        let fixes = found.iter().map(|found| fix_of(found, now)).collect::<Result<Vec<Fix>, Error>>()?;
        Ok(profile.record_fixes(self.id, &fixes)?)
    }

    /// Notes what the phone itself sees go wrong, such as an empty battery.
    ///
    /// # Errors
    /// As [`ActivePatrol::skip`].
    pub fn note_exception(&self, kind: ExceptionKind) -> Result<(), Error> {
        self.note(PatrolAct::Noted(Explained { of: ExceptionRef::of(kind) }).into())
    }

    /// Goes on with another transport or team: a new leg.
    ///
    /// # Errors
    /// As [`ActivePatrol::skip`].
    pub fn change_leg(&self, leg: LegPlan, reason: Option<Title>, here: Option<Position>) -> Result<(), Error> {
        let (profile, row) = self.row()?;
        let row = self.usalama.pack_legs(&profile, row)?;
        let act = PatrolAct::LegStarted(LegStarted { leg, reason_for_change: reason });
        let entry = DutyEntry { place: place(here), ..act.into() };
        self.usalama.on_duty(&profile, &row, Role::Guard, entry)?;
        Ok(())
    }

    /// Interrupts the patrol: nothing is recorded until it goes on.
    ///
    /// # Errors
    /// As [`ActivePatrol::skip`].
    pub fn pause(self, here: Option<Position>) -> Result<PausedPatrol<'a>, Error> {
        self.note(DutyEntry { place: place(here), ..PatrolAct::Paused(Nothing {}).into() })?;
        Ok(PausedPatrol { usalama: self.usalama, id: self.id })
    }

    /// Ends the patrol.
    ///
    /// # Errors
    /// As [`ActivePatrol::skip`].
    pub fn complete(self, here: Option<Position>) -> Result<PatrolDetail, Error> {
        self.usalama.end_patrol(self.id, DutyEntry { place: place(here), ..PatrolAct::Completed(Nothing {}).into() })
    }

    /// Breaks the patrol off.
    ///
    /// # Errors
    /// As [`ActivePatrol::skip`].
    pub fn abort(self, reason: Comment) -> Result<PatrolDetail, Error> {
        self.usalama.end_patrol(self.id, DutyEntry::with_comment(PatrolAct::Aborted(Nothing {}), Some(reason)))
    }

    fn note(&self, entry: DutyEntry) -> Result<(), Error> {
        let (profile, row) = self.row()?;
        self.usalama.on_duty(&profile, &row, Role::Guard, entry)?;
        Ok(())
    }

    fn row(&self) -> Result<(std::sync::Arc<Profile>, DutyRow), Error> {
        self.usalama.open_row(self.id)
    }
}

impl<'a> PausedPatrol<'a> {
    /// Identity.
    #[must_use]
    pub const fn id(&self) -> SubjectId {
        self.id
    }

    /// What it is known by where it cannot be borrowed.
    #[must_use]
    pub const fn handle(&self) -> PausedPatrolHandle {
        PausedPatrolHandle(self.id)
    }

    /// Goes on.
    ///
    /// # Errors
    /// [`Error::Refused`]: `wrong_status` on a break, or where the patrol is over; [`Error::NotFound`], [`Error::Store`].
    pub fn resume(self, here: Option<Position>) -> Result<ActivePatrol<'a>, Error> {
        let entry = DutyEntry { place: place(here), ..PatrolAct::Resumed(Nothing {}).into() };
        let (profile, row) = self.usalama.open_row(self.id)?;
        self.usalama.shift_at_work(&profile)?;
        self.usalama.on_duty(&profile, &row, Role::Guard, entry)?;
        Ok(ActivePatrol { usalama: self.usalama, id: self.id })
    }

    /// Ends the patrol.
    ///
    /// # Errors
    /// As [`PausedPatrol::resume`].
    pub fn complete(self) -> Result<PatrolDetail, Error> {
        self.usalama.end_patrol(self.id, PatrolAct::Completed(Nothing {}).into())
    }

    /// Breaks the patrol off.
    ///
    /// # Errors
    /// As [`PausedPatrol::resume`].
    pub fn abort(self, reason: Comment) -> Result<PatrolDetail, Error> {
        self.usalama.end_patrol(self.id, DutyEntry::with_comment(PatrolAct::Aborted(Nothing {}), Some(reason)))
    }
}

/// A position with what the phone's clocks said when it was found.
fn fix_of(found: &Located, now: DeviceTime) -> Result<Fix, Error> {
    let age_ms = u64::try_from(found.age.as_millis()).unwrap_or(u64::MAX);
    let at = now.at.as_millis().saturating_sub(i64::try_from(age_ms).unwrap_or(i64::MAX));
    // From before the phone came up there is the wall clock alone.
    let monotonic_ms = now.monotonic_ms.and_then(|now| now.checked_sub(age_ms));
    let boot = now.boot.filter(|_| monotonic_ms.is_some());
    let time = DeviceTime { at: Timestamp::from_millis(at), monotonic_ms, boot, ..now };
    let none = |_| Error::Invalid("a fix is from 1970 or later, and no faster than sound");
    let fix = Fix::new(time, found.position.clone()).map_err(none)?.with_mock(found.is_mock);
    match found.speed_mps {
        Some(speed) => fix.with_speed(speed).map_err(none),
        None => Ok(fix),
    }
}

/// Whole metres, rounded to the nearest.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounded before")]
fn whole_metres(metres: f64) -> u32 {
    metres.round().clamp(0.0, f64::from(u32::MAX)) as u32
}
