//! Views: one row for each subject, folded from its events, with the columns that queries need. They can be dropped and
//! made anew at any time. [`behind`](super::behind) says when they are kept.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};

use super::error::StoreError;
use super::log::{self, Kept, Standing};
use super::open::Write;
use super::outbox::{self, Delivery};
use super::query::{IncidentRow, Row, StateRow};
use crate::clock::Timestamp;
use crate::event::{ActorId, EventId, SubjectId};
use crate::model::Model;
use crate::model::alert::{Alert, AlertState, is_alert};
use crate::model::attendance::{Sheet, is_attendance};
use crate::model::custody::{Custody, is_custody};
use crate::model::duty::{Duty, DutyKind};
use crate::model::incident::Incident;
use crate::model::outreach::{Outreach, OutreachSubject};
use crate::model::publication::Publication;
use crate::model::referral::{Referral, ReferralState, is_referral};
use crate::model::solution::{Problem, ProblemState, Proposal, ProposalState, is_problem, is_proposal};
use crate::model::sos::{Sos, SosState, is_sos};
use crate::model::tip::{Tip, TipState, is_tip};

/// To be raised when a fold or a column changes: the views are then made anew.
const VERSION: i64 = 7;

/// Name of the setting that says up to which event, in order of arrival, the views have been kept.
const KEPT: &str = "views_kept";

/// Makes the views where they are missing or of another version; else keeps those that were left behind.
pub(super) fn ensure(connection: &mut Connection) -> Result<(), StoreError> {
    if setting(connection, "views")? != Some(VERSION) {
        return rebuild(connection);
    }
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let kept = setting(&tx, KEPT)?.unwrap_or(0);
    for subject in subjects_after(&tx, kept)? {
        refold(&tx, subject)?;
    }
    note_kept(&tx)?;
    tx.commit()?;
    Ok(())
}

fn setting(connection: &Connection, key: &str) -> Result<Option<i64>, StoreError> {
    let found: Option<String> =
        connection.query_row("SELECT max(value) FROM profile WHERE key = ?1", params![key], |row| row.get(0))?;
    Ok(found.and_then(|text| text.parse().ok()))
}

fn set(tx: &Transaction<'_>, key: &str, value: i64) -> Result<(), StoreError> {
    tx.prepare_cached("INSERT INTO profile (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2")?
        .execute(params![key, value.to_string()])?;
    Ok(())
}

fn subjects_after(tx: &Transaction<'_>, no: i64) -> Result<Vec<SubjectId>, StoreError> {
    // By number: an index on the subject would be walked whole.
    let mut statement = tx.prepare("SELECT DISTINCT subject FROM event NOT INDEXED WHERE no > ?1")?;
    let rows = statement.query_map(params![no], |row| row.get(0).map(SubjectId))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Notes that the views have been kept for every event that is there.
pub(super) fn note_kept(tx: &Transaction<'_>) -> Result<(), StoreError> {
    let newest: i64 = tx.prepare_cached("SELECT coalesce(max(no), 0) FROM event")?.query_row([], |row| row.get(0))?;
    if setting(tx, KEPT)? == Some(newest) { Ok(()) } else { set(tx, KEPT, newest) }
}

/// Drops the views and folds them anew from the log.
pub(super) fn rebuild(connection: &mut Connection) -> Result<(), StoreError> {
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    tx.execute_batch(include_str!("views.sql"))?;
    for subject in subjects_after(&tx, 0)? {
        refold(&tx, subject)?;
    }
    set(&tx, "views", VERSION)?;
    note_kept(&tx)?;
    tx.commit()?;
    Ok(())
}

impl Write<'_> {
    /// Folds a subject anew from its events in the log.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn refold(&self, subject: SubjectId) -> Result<(), StoreError> {
        refold(&self.tx, subject)
    }

    /// Folds the subject of an event anew.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn refold_of(&self, event: EventId) -> Result<(), StoreError> {
        let mut statement = self.tx.prepare_cached("SELECT subject FROM event WHERE id = ?1")?;
        let subject: Option<uuid::Uuid> =
            statement.query_row(params![event.0.as_bytes()], |row| row.get(0)).optional()?;
        subject.map_or(Ok(()), |subject| self.refold(SubjectId(subject)))
    }

    /// How a subject stands whose events are at hand, the last of them an own one that is in the outbox. A report that has just
    /// begun is handed in as it is, and need not be read again. Its view is left behind: it is kept when somebody next asks for one.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn stands(
        &self,
        subject: SubjectId,
        events: &[Kept],
        begun: Option<Incident>,
    ) -> Result<Option<Row>, StoreError> {
        self.leave_behind(subject);
        let folded = match begun {
            Some(begun) => {
                Some(Folded { state: State::Incident(Box::new(begun)), mine: true, changed_at: changed_at(events) })
            }
            None => fold(subject, events),
        };
        let Some(Folded { state, mine, changed_at }) = folded else { return Ok(None) };
        if mine && matches!(state, State::Incident(_)) {
            self.note_report(subject);
        }
        let delivery = match events {
            [_] => Delivery::OnlyOnThisPhone,
            _ => outbox::delivery_of_subject(&self.tx, subject)?,
        };
        let changed_at = Timestamp::from_millis(changed_at);
        let about = About { mine, delivery, changed_at, cursor: (changed_at, i64::MAX) };
        Ok(match state {
            State::Publication(_) => None,
            State::Incident(incident) => Some(Row::Incident(Box::new(IncidentRow {
                incident: *incident,
                mine,
                delivery: about.delivery,
                changed_at,
                cursor: about.cursor,
            }))),
            State::Duty(state) => Some(Row::Duty(about.row(state))),
            State::Alert(state) => Some(Row::Alert(about.row(*state))),
            State::Sos(state) => Some(Row::Sos(about.row(*state))),
            State::Tip(state) => Some(Row::Tip(about.row(*state))),
            State::Referral(state) => Some(Row::Referral(about.row(*state))),
            State::Sheet(state) => Some(Row::Sheet(about.row(*state))),
            State::Outreach(state) => Some(Row::Outreach(about.row(state))),
            State::Problem(state) => Some(Row::Problem(about.row(*state))),
            State::Proposal(state) => Some(Row::Proposal(about.row(*state))),
            State::Custody(state) => Some(Row::Custody(about.row(*state))),
        })
    }

    /// Keeps the view of a subject that nothing was known of before: all events that there are of it are at hand, confirmed, and
    /// need not be read again.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn fold_fresh(&self, subject: SubjectId, mut events: Vec<Kept>) -> Result<(), StoreError> {
        events.sort_by_key(|kept| match kept.standing {
            Standing::Confirmed(receipt) => receipt.seq,
            Standing::Pending | Standing::Refused => u64::MAX,
        });
        keep(&self.tx, subject, &events)
    }

    /// Folds subjects anew.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn refold_all(&self, subjects: &BTreeSet<SubjectId>) -> Result<(), StoreError> {
        subjects.iter().try_for_each(|subject| self.refold(*subject))
    }
}

/// Keeps the view of a subject.
pub(super) fn refold(tx: &Transaction<'_>, subject: SubjectId) -> Result<(), StoreError> {
    keep(tx, subject, &log::readable_events_of(tx, subject)?)
}

/// Keeps the view that these events of a subject make, all that there are.
fn keep(tx: &Transaction<'_>, subject: SubjectId, events: &[Kept]) -> Result<(), StoreError> {
    let folded = if is_erased(tx, subject, events)? { None } else { fold(subject, events) };
    let Some(Folded { state, mine, changed_at }) = folded else { return forget(tx, subject) };
    // What was a copy yesterday is today no more than one's own word on it, where the copy may be read no more.
    match &state {
        State::Incident(_) => forget_publication(tx, subject)?,
        State::Publication(_) => forget_incident(tx, subject)?,
        _ => {}
    }
    match state {
        State::Incident(incident) => keep_incident(tx, &incident, mine, changed_at),
        State::Publication(publication) => keep_publication(tx, &publication, changed_at),
        State::Duty(duty) => keep_state(tx, &duty, mine, changed_at),
        State::Alert(alert) => keep_state(tx, &*alert, mine, changed_at),
        State::Sos(sos) => keep_state(tx, &*sos, mine, changed_at),
        State::Tip(tip) => keep_state(tx, &*tip, mine, changed_at),
        State::Referral(referral) => keep_state(tx, &*referral, mine, changed_at),
        State::Sheet(sheet) => keep_state(tx, &*sheet, mine, changed_at),
        State::Outreach(outreach) => keep_state(tx, &outreach, mine, changed_at),
        State::Problem(problem) => keep_state(tx, &*problem, mine, changed_at),
        State::Proposal(proposal) => keep_state(tx, &*proposal, mine, changed_at),
        State::Custody(custody) => keep_state(tx, &*custody, mine, changed_at),
    }
}

/// What a row says beside the state.
struct About {
    mine: bool,
    delivery: Delivery,
    changed_at: Timestamp,
    cursor: (Timestamp, i64),
}

impl About {
    fn row<S>(self, state: S) -> Box<StateRow<S>> {
        let Self { mine, delivery, changed_at, cursor } = self;
        Box::new(StateRow { state, mine, delivery, changed_at, cursor })
    }
}

/// What is made of the events of a subject.
struct Folded {
    state: State,
    mine: bool,
    changed_at: i64,
}

enum State {
    Incident(Box<Incident>),
    Publication(Box<Publication>),
    Duty(Duty),
    Alert(Box<Alert>),
    Sos(Box<Sos>),
    Tip(Box<Tip>),
    Referral(Box<Referral>),
    Sheet(Box<Sheet>),
    Outreach(Outreach),
    Problem(Box<Problem>),
    Proposal(Box<Proposal>),
    Custody(Box<Custody>),
}

fn fold(subject: SubjectId, events: &[Kept]) -> Option<Folded> {
    let is_any = |of: fn(&str) -> bool| events.iter().any(|kept| of(&kept.event.header().kind));
    let folded = || events.iter().filter_map(|kept| Some((&kept.event, kept.stamp()?)));
    let mut mine = events.first().is_some_and(|first| first.own);
    let state = if is_any(|kind| kind.starts_with("publication.")) {
        State::Publication(Box::new(Publication::fold(subject, folded())))
    } else if is_any(|kind| kind.starts_with("incident.")) {
        mine = events.iter().any(|kept| kept.own && kept.event.header().kind == "incident.submitted");
        State::Incident(Box::new(Incident::fold(subject, folded())))
    } else if let Some(kind) = events.iter().find_map(|kept| DutyKind::of(&kept.event.header().kind)) {
        State::Duty(Duty::fold(kind, subject, folded()))
    } else if is_any(is_alert) {
        State::Alert(Box::new(Alert::unknown(subject).folded(folded())))
    } else if is_any(is_sos) {
        State::Sos(Box::new(Sos::unknown(subject).folded(folded())))
    } else if is_any(is_tip) {
        State::Tip(Box::new(Tip::unknown(subject).folded(folded())))
    } else if is_any(is_referral) {
        State::Referral(Box::new(Referral::unknown(subject).folded(folded())))
    } else if is_any(is_attendance) {
        State::Sheet(Box::new(Sheet::unknown(subject).folded(folded())))
    } else if let Some(kind) = events.iter().find_map(|kept| OutreachSubject::of(&kept.event.header().kind)) {
        State::Outreach(Outreach::unknown(kind, subject).folded(folded()))
    } else if is_any(is_problem) {
        State::Problem(Box::new(Problem::unknown(subject).folded(folded())))
    } else if is_any(is_proposal) {
        // What is between its author and the hub comes first where the proposal itself was not seen yet.
        mine = events.iter().any(|kept| kept.own && kept.event.header().kind == "proposal.proposed");
        State::Proposal(Box::new(Proposal::unknown(subject).folded(folded())))
    } else if is_any(is_custody) {
        State::Custody(Box::new(Custody::unknown(subject).folded(folded())))
    } else {
        return None;
    };
    Some(Folded { state, mine, changed_at: changed_at(events) })
}

/// Whether nothing of a subject is at hand any more, because its time was up: it has no view. Of what was withheld from this reader
/// the headers tell that it is there.
fn is_erased(tx: &Transaction<'_>, subject: SubjectId, events: &[Kept]) -> Result<bool, StoreError> {
    if !events.iter().all(|kept| kept.event.parts().is_empty()) {
        return Ok(false);
    }
    let erased: i64 = tx
        .prepare_cached("SELECT count(*) FROM event WHERE subject = ?1 AND erased IS NOT NULL")?
        .query_row(params![subject.0.as_bytes()], |row| row.get(0))?;
    Ok(erased > 0)
}

fn changed_at(events: &[Kept]) -> i64 {
    events.iter().filter_map(Kept::stamp).map(|stamp| stamp.at().as_millis()).max().unwrap_or(0)
}

fn keep_incident(tx: &Transaction<'_>, incident: &Incident, mine: bool, changed_at: i64) -> Result<(), StoreError> {
    let state = serde_json::to_string(incident).map_err(|_| StoreError::Unreadable("incident"))?;
    let no: i64 = tx
        .prepare_cached(
            "INSERT INTO incident (subject, category, status, area, mine, changed_at, state)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT (subject) DO UPDATE SET category = ?2, status = ?3, area = ?4, mine = ?5, changed_at = ?6, state = ?7
             RETURNING no",
        )?
        .query_row(
            params![
                incident.id.0.as_bytes(),
                incident.report.as_ref().map(|report| report.category.code()),
                incident.status.as_ref().map(|status| status.code()),
                incident.area.map(|area| *area.as_uuid().as_bytes()),
                mine,
                changed_at,
                state,
            ],
            |row| row.get(0),
        )?;
    match extent(incident) {
        Some((south, north, west, east)) => tx
            .prepare_cached(
                "INSERT OR REPLACE INTO incident_place (no, min_lat, max_lat, min_lon, max_lon)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![no, south, north, west, east])?,
        None => tx.prepare_cached("DELETE FROM incident_place WHERE no = ?1")?.execute(params![no])?,
    };
    Ok(())
}

/// South, north, west, east of what is known of the place: the point, else the grid cell.
fn extent(incident: &Incident) -> Option<(f64, f64, f64, f64)> {
    let position = incident.place.as_ref().and_then(|place| place.position.as_ref());
    if let Some(position) = position {
        return Some((position.at.lat(), position.at.lat(), position.at.lon(), position.at.lon()));
    }
    incident.report.as_ref()?.cell.as_ref().map(crate::geo::Cell::bounds)
}

fn keep_publication(tx: &Transaction<'_>, publication: &Publication, changed_at: i64) -> Result<(), StoreError> {
    let state = serde_json::to_string(publication).map_err(|_| StoreError::Unreadable("publication"))?;
    tx.prepare_cached(
        "INSERT INTO publication (subject, category, area, changed_at, state) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (subject) DO UPDATE SET category = ?2, area = ?3, changed_at = ?4, state = ?5",
    )?
    .execute(params![
        publication.id.0.as_bytes(),
        publication.copy.as_ref().map(|copy| copy.category.code()),
        publication.area.map(|area| *area.as_uuid().as_bytes()),
        changed_at,
        state,
    ])?;
    Ok(())
}

/// A model of which each subject has a row in the table `subject`.
pub(super) trait Viewed: Model {
    /// What it is called where it cannot be read.
    const WHAT: &'static str;
    /// Its numbers in the column `kind`, with commas between.
    const NUMBERS: &'static str;

    /// The columns that questions need.
    fn columns(&self) -> Columns<'_>;
}

/// Columns of the table `subject`.
pub(super) struct Columns<'a> {
    kind: i64,
    guard: Option<ActorId>,
    site: Option<SubjectId>,
    status: Option<&'a str>,
}

/// The number of a kind of guards' work in the column `kind`.
pub(super) const fn duty_number(kind: DutyKind) -> i64 {
    match kind {
        DutyKind::Site => 0,
        DutyKind::Shift => 1,
        DutyKind::Patrol => 2,
    }
}

impl Viewed for Duty {
    const WHAT: &'static str = "duty";
    const NUMBERS: &'static str = "0, 1, 2";

    fn columns(&self) -> Columns<'_> {
        Columns { kind: duty_number(self.kind()), guard: self.guard(), site: self.site(), status: self.state_code() }
    }
}

impl Viewed for Alert {
    const WHAT: &'static str = "alert";
    const NUMBERS: &'static str = "3";

    fn columns(&self) -> Columns<'_> {
        Columns { kind: 3, guard: None, site: None, status: self.state.as_ref().map(AlertState::code) }
    }
}

impl Viewed for Sos {
    const WHAT: &'static str = "sos";
    const NUMBERS: &'static str = "4";

    fn columns(&self) -> Columns<'_> {
        Columns { kind: 4, guard: None, site: None, status: self.state.as_ref().map(SosState::code) }
    }
}

impl Viewed for Tip {
    const WHAT: &'static str = "tip";
    const NUMBERS: &'static str = "7";

    fn columns(&self) -> Columns<'_> {
        Columns { kind: 7, guard: None, site: None, status: self.state.as_ref().map(TipState::code) }
    }
}

impl Viewed for Referral {
    const WHAT: &'static str = "referral";
    const NUMBERS: &'static str = "8";

    fn columns(&self) -> Columns<'_> {
        Columns { kind: 8, guard: None, site: None, status: self.state.as_ref().map(ReferralState::code) }
    }
}

impl Viewed for Sheet {
    const WHAT: &'static str = "attendance";
    const NUMBERS: &'static str = "11";

    fn columns(&self) -> Columns<'_> {
        Columns { kind: 11, guard: None, site: None, status: None }
    }
}

/// The number of a kind of outreach in the column `kind`.
pub(super) const fn outreach_number(kind: OutreachSubject) -> i64 {
    match kind {
        OutreachSubject::Programme => 9,
        OutreachSubject::Event => 10,
    }
}

impl Viewed for Outreach {
    const WHAT: &'static str = "outreach";
    const NUMBERS: &'static str = "9, 10";

    fn columns(&self) -> Columns<'_> {
        Columns { kind: outreach_number(self.kind()), guard: None, site: None, status: self.state_code() }
    }
}

impl Viewed for Problem {
    const WHAT: &'static str = "problem";
    const NUMBERS: &'static str = "5";

    fn columns(&self) -> Columns<'_> {
        Columns { kind: 5, guard: None, site: None, status: self.state.as_ref().map(ProblemState::code) }
    }
}

impl Viewed for Proposal {
    const WHAT: &'static str = "proposal";
    const NUMBERS: &'static str = "6";

    fn columns(&self) -> Columns<'_> {
        Columns { kind: 6, guard: None, site: None, status: self.state.as_ref().map(ProposalState::code) }
    }
}

impl Viewed for Custody {
    const WHAT: &'static str = "custody";
    const NUMBERS: &'static str = "12";

    fn columns(&self) -> Columns<'_> {
        // What it is about takes the place of the site.
        Columns { kind: 12, guard: self.by, site: self.item, status: Some(self.word()) }
    }
}

fn keep_state<S: Viewed>(tx: &Transaction<'_>, state: &S, mine: bool, changed_at: i64) -> Result<(), StoreError> {
    let json = serde_json::to_string(state).map_err(|_| StoreError::Unreadable(S::WHAT))?;
    let Columns { kind, guard, site, status } = state.columns();
    tx.prepare_cached(
        "INSERT INTO subject (subject, kind, guard, site, status, mine, changed_at, state)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT (subject) DO UPDATE SET guard = ?3, site = ?4, status = ?5, mine = ?6, changed_at = ?7, state = ?8",
    )?
    .execute(params![
        state.id().0.as_bytes(),
        kind,
        guard.map(|guard| *guard.0.as_bytes()),
        site.map(|site| *site.0.as_bytes()),
        status,
        mine,
        changed_at,
        json,
    ])?;
    Ok(())
}

fn forget(tx: &Transaction<'_>, subject: SubjectId) -> Result<(), StoreError> {
    forget_incident(tx, subject)?;
    forget_publication(tx, subject)?;
    tx.prepare_cached("DELETE FROM subject WHERE subject = ?1")?.execute(params![subject.0.as_bytes()])?;
    Ok(())
}

fn forget_incident(tx: &Transaction<'_>, subject: SubjectId) -> Result<(), StoreError> {
    let subject = subject.0.as_bytes();
    tx.prepare_cached("DELETE FROM incident_place WHERE no IN (SELECT no FROM incident WHERE subject = ?1)")?
        .execute(params![subject])?;
    tx.prepare_cached("DELETE FROM incident WHERE subject = ?1")?.execute(params![subject])?;
    Ok(())
}

fn forget_publication(tx: &Transaction<'_>, subject: SubjectId) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM publication WHERE subject = ?1")?.execute(params![subject.0.as_bytes()])?;
    Ok(())
}
