//! Views: one row for each subject, folded from its events, with the columns that queries need. They can be dropped and
//! made anew at any time.

use std::collections::BTreeSet;

use rusqlite::{Connection, Transaction, TransactionBehavior, params};

use super::error::StoreError;
use super::log::{self, Kept};
use super::open::Write;
use super::outbox;
use super::query::{IncidentRow, Row, StateRow};
use crate::clock::Timestamp;
use crate::event::{ActorId, SubjectId};
use crate::model::Model;
use crate::model::alert::{Alert, AlertState, is_alert};
use crate::model::attendance::{Sheet, is_attendance};
use crate::model::duty::{Duty, DutyKind};
use crate::model::incident::Incident;
use crate::model::publication::Publication;
use crate::model::referral::{Referral, ReferralState, is_referral};
use crate::model::sos::{Sos, SosState, is_sos};

/// To be raised when a fold or a column changes: the views are then made anew.
const VERSION: i64 = 6;

/// Makes the views where they are missing or of another version.
pub(super) fn ensure(connection: &mut Connection) -> Result<(), StoreError> {
    let found: Option<i64> = connection
        .query_row("SELECT max(value) FROM profile WHERE key = 'views'", [], |row| row.get::<_, Option<String>>(0))?
        .and_then(|text| text.parse().ok());
    if found == Some(VERSION) { Ok(()) } else { rebuild(connection) }
}

/// Drops the views and folds them anew from the log.
pub(super) fn rebuild(connection: &mut Connection) -> Result<(), StoreError> {
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    tx.execute_batch(include_str!("views.sql"))?;
    let subjects: Vec<uuid::Uuid> = {
        let mut statement = tx.prepare("SELECT DISTINCT subject FROM event ORDER BY subject")?;
        let rows = statement.query_map([], |row| row.get(0))?;
        rows.collect::<Result<_, _>>()?
    };
    for subject in subjects {
        refold(&tx, SubjectId(subject))?;
    }
    tx.execute(
        "INSERT INTO profile (key, value) VALUES ('views', ?1) ON CONFLICT (key) DO UPDATE SET value = ?1",
        params![VERSION.to_string()],
    )?;
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

    /// Keeps the view of a subject whose events are at hand, and says how it stands.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn keep_view(&self, subject: SubjectId, events: &[Kept]) -> Result<Option<Row>, StoreError> {
        let Some(Folded { state, mine, changed_at, no }) = keep_view(&self.tx, subject, events)? else {
            return Ok(None);
        };
        let (delivery, changed_at) =
            (outbox::delivery_of_subject(&self.tx, subject)?, Timestamp::from_millis(changed_at));
        let cursor = (changed_at, no);
        Ok(Some(match state {
            State::Incident(incident) => {
                Row::Incident(Box::new(IncidentRow { incident: *incident, mine, delivery, changed_at, cursor }))
            }
            State::Duty(state) => Row::Duty(Box::new(StateRow { state, mine, delivery, changed_at, cursor })),
            State::Alert(state) => Row::Alert(Box::new(StateRow { state: *state, mine, delivery, changed_at, cursor })),
            State::Sos(state) => Row::Sos(Box::new(StateRow { state: *state, mine, delivery, changed_at, cursor })),
            State::Referral(state) => {
                Row::Referral(Box::new(StateRow { state: *state, mine, delivery, changed_at, cursor }))
            }
            State::Sheet(state) => Row::Sheet(Box::new(StateRow { state: *state, mine, delivery, changed_at, cursor })),
        }))
    }

    /// Folds subjects anew.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn refold_all(&self, subjects: &BTreeSet<SubjectId>) -> Result<(), StoreError> {
        subjects.iter().try_for_each(|subject| self.refold(*subject))
    }
}

fn refold(tx: &Transaction<'_>, subject: SubjectId) -> Result<(), StoreError> {
    keep_view(tx, subject, &log::readable_events_of(tx, subject)?).map(|_| ())
}

/// A subject whose view was kept.
struct Folded {
    state: State,
    mine: bool,
    changed_at: i64,
    no: i64,
}

enum State {
    Incident(Box<Incident>),
    Duty(Duty),
    Alert(Box<Alert>),
    Sos(Box<Sos>),
    Referral(Box<Referral>),
    Sheet(Box<Sheet>),
}

fn keep_view(tx: &Transaction<'_>, subject: SubjectId, events: &[Kept]) -> Result<Option<Folded>, StoreError> {
    let is_any = |of: fn(&str) -> bool| events.iter().any(|kept| of(&kept.event.header().kind));
    let folded = || events.iter().filter_map(|kept| Some((&kept.event, kept.stamp()?)));
    let changed_at = changed_at(events);
    let mine = events.first().is_some_and(|first| first.own);
    let (state, mine, no) = if is_any(|kind| kind.starts_with("publication.")) {
        keep_publication(tx, &Publication::fold(subject, folded()), changed_at)?;
        return Ok(None);
    } else if is_any(|kind| kind.starts_with("incident.")) {
        let mine = events.iter().any(|kept| kept.own && kept.event.header().kind == "incident.submitted");
        let incident = Incident::fold(subject, folded());
        let no = keep_incident(tx, &incident, mine, changed_at)?;
        (State::Incident(Box::new(incident)), mine, no)
    } else if let Some(kind) = events.iter().find_map(|kept| DutyKind::of(&kept.event.header().kind)) {
        let duty = Duty::fold(kind, subject, folded());
        let no = keep_state(tx, &duty, mine, changed_at)?;
        (State::Duty(duty), mine, no)
    } else if is_any(is_alert) {
        let alert = Alert::unknown(subject).folded(folded());
        let no = keep_state(tx, &alert, mine, changed_at)?;
        (State::Alert(Box::new(alert)), mine, no)
    } else if is_any(is_sos) {
        let sos = Sos::unknown(subject).folded(folded());
        let no = keep_state(tx, &sos, mine, changed_at)?;
        (State::Sos(Box::new(sos)), mine, no)
    } else if is_any(is_referral) {
        let referral = Referral::unknown(subject).folded(folded());
        let no = keep_state(tx, &referral, mine, changed_at)?;
        (State::Referral(Box::new(referral)), mine, no)
    } else if is_any(is_attendance) {
        let sheet = Sheet::unknown(subject).folded(folded());
        let no = keep_state(tx, &sheet, mine, changed_at)?;
        (State::Sheet(Box::new(sheet)), mine, no)
    } else {
        forget(tx, subject)?;
        return Ok(None);
    };
    Ok(Some(Folded { state, mine, changed_at, no }))
}

fn changed_at(events: &[Kept]) -> i64 {
    events.iter().filter_map(Kept::stamp).map(|stamp| stamp.at().as_millis()).max().unwrap_or(0)
}

fn keep_incident(tx: &Transaction<'_>, incident: &Incident, mine: bool, changed_at: i64) -> Result<i64, StoreError> {
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
    Ok(no)
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

fn keep_state<S: Viewed>(tx: &Transaction<'_>, state: &S, mine: bool, changed_at: i64) -> Result<i64, StoreError> {
    let json = serde_json::to_string(state).map_err(|_| StoreError::Unreadable(S::WHAT))?;
    let Columns { kind, guard, site, status } = state.columns();
    Ok(tx
        .prepare_cached(
            "INSERT INTO subject (subject, kind, guard, site, status, mine, changed_at, state)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT (subject) DO UPDATE SET guard = ?3, site = ?4, status = ?5, mine = ?6, changed_at = ?7, state = ?8
             RETURNING no",
        )?
        .query_row(
            params![
                state.id().0.as_bytes(),
                kind,
                guard.map(|guard| *guard.0.as_bytes()),
                site.map(|site| *site.0.as_bytes()),
                status,
                mine,
                changed_at,
                json,
            ],
            |row| row.get(0),
        )?)
}

fn forget(tx: &Transaction<'_>, subject: SubjectId) -> Result<(), StoreError> {
    let subject = subject.0.as_bytes();
    tx.prepare_cached("DELETE FROM incident_place WHERE no IN (SELECT no FROM incident WHERE subject = ?1)")?
        .execute(params![subject])?;
    tx.prepare_cached("DELETE FROM incident WHERE subject = ?1")?.execute(params![subject])?;
    tx.prepare_cached("DELETE FROM publication WHERE subject = ?1")?.execute(params![subject])?;
    tx.prepare_cached("DELETE FROM subject WHERE subject = ?1")?.execute(params![subject])?;
    Ok(())
}
