//! What screens ask the views.

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row as SqlRow, params, params_from_iter};

use super::error::StoreError;
use super::open::Store;
use super::outbox::{self, Delivery};
use super::views::{self, Viewed};
use crate::clock::Timestamp;
use crate::event::{ActorId, SubjectId};
use crate::geo::{AreaId, LatLon};
use crate::model::alert::Alert;
use crate::model::attendance::Sheet;
use crate::model::custody::Custody;
use crate::model::duty::{Duty, DutyKind};
use crate::model::incident::{CaseStatus, Category, Incident};
use crate::model::outreach::{Outreach, OutreachSubject};
use crate::model::publication::Publication;
use crate::model::referral::Referral;
use crate::model::solution::{Problem, Proposal};
use crate::model::sos::Sos;
use crate::model::tip::Tip;

/// Metres in a degree of latitude.
const METRES_PER_DEGREE: f64 = 111_195.0;

/// Which incidents; every condition that is given must hold.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct IncidentFilter {
    /// In one of these statuses.
    pub statuses: Vec<CaseStatus>,
    /// Of one of these primary categories.
    pub categories: Vec<Category>,
    /// In one of these areas. The caller names the areas within an area too.
    pub areas: Vec<AreaId>,
    /// Reported by this profile.
    pub mine: bool,
    /// No farther than so many metres from a point; where only a grid cell is known, its nearest edge counts.
    pub near: Option<(LatLon, f64)>,
}

/// An incident of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct IncidentRow {
    /// The incident as it stands.
    pub incident: Incident,
    /// Reported by this profile.
    pub mine: bool,
    /// How far this profile's own acts on it have come.
    pub delivery: Delivery,
    /// When it last changed.
    pub changed_at: Timestamp,
    /// To be handed in for the page that follows; of a row that was listed.
    pub cursor: (Timestamp, i64),
}

/// Which sites, shifts or patrols; every condition that is given must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DutyFilter {
    /// Of which kind.
    pub kind: DutyKind,
    /// In one of these states, by their codes.
    pub states: Vec<String>,
    /// Of this guard.
    pub guard: Option<ActorId>,
    /// On this site.
    pub site: Option<SubjectId>,
}

impl DutyFilter {
    /// All of a kind.
    #[must_use]
    pub const fn all(kind: DutyKind) -> Self {
        Self { kind, states: vec![], guard: None, site: None }
    }
}

/// A subject of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct StateRow<S> {
    /// As it stands.
    pub state: S,
    /// Begun by this profile.
    pub mine: bool,
    /// How far this profile's own acts on it have come.
    pub delivery: Delivery,
    /// When it last changed.
    pub changed_at: Timestamp,
    /// To be handed in for the page that follows; of a row that was listed.
    pub cursor: (Timestamp, i64),
}

/// A site, shift or patrol of a list.
pub type DutyRow = StateRow<Duty>;

/// An alert of a list.
pub type AlertRow = StateRow<Alert>;

/// An SOS of a list.
pub type SosRow = StateRow<Sos>;

/// A tip of a list.
pub type TipRow = StateRow<Tip>;
/// A referral of a list.
pub type ReferralRow = StateRow<Referral>;

/// A sheet of attendance of a list.
pub type SheetRow = StateRow<Sheet>;
/// A programme or an outreach event of a list.
pub type OutreachRow = StateRow<Outreach>;
/// A problem of a list.
pub type ProblemRow = StateRow<Problem>;

/// A proposal of a list.
pub type ProposalRow = StateRow<Proposal>;
/// A note about a record.
pub type CustodyRow = StateRow<Custody>;

/// A subject that has a view.
#[derive(Debug, Clone, PartialEq)]
pub enum Row {
    /// An incident.
    Incident(Box<IncidentRow>),
    /// A site, shift or patrol.
    Duty(Box<DutyRow>),
    /// An alert.
    Alert(Box<AlertRow>),
    /// An SOS.
    Sos(Box<SosRow>),
    /// A tip.
    Tip(Box<TipRow>),
    /// A referral.
    Referral(Box<ReferralRow>),
    /// A sheet of attendance.
    Sheet(Box<SheetRow>),
    /// A programme or an outreach event.
    Outreach(Box<OutreachRow>),
    /// A problem.
    Problem(Box<ProblemRow>),
    /// A proposal.
    Proposal(Box<ProposalRow>),
    /// A note about a record.
    Custody(Box<CustodyRow>),
}

impl Row {
    /// The incident, if it is one.
    #[must_use]
    pub fn incident(self) -> Option<IncidentRow> {
        match self {
            Self::Incident(row) => Some(*row),
            _ => None,
        }
    }

    /// The site, shift or patrol, if it is one.
    #[must_use]
    pub fn duty(self) -> Option<DutyRow> {
        match self {
            Self::Duty(row) => Some(*row),
            _ => None,
        }
    }

    /// The alert, if it is one.
    #[must_use]
    pub fn alert(self) -> Option<AlertRow> {
        match self {
            Self::Alert(row) => Some(*row),
            _ => None,
        }
    }

    /// The SOS, if it is one.
    #[must_use]
    pub fn sos(self) -> Option<SosRow> {
        match self {
            Self::Sos(row) => Some(*row),
            _ => None,
        }
    }

    /// The tip, if it is one.
    #[must_use]
    pub fn tip(self) -> Option<TipRow> {
        match self {
            Self::Tip(row) => Some(*row),
            _ => None,
        }
    }

    /// The problem, if it is one.
    #[must_use]
    pub fn problem(self) -> Option<ProblemRow> {
        match self {
            Self::Problem(row) => Some(*row),
            _ => None,
        }
    }

    /// The referral, if it is one.
    #[must_use]
    pub fn referral(self) -> Option<ReferralRow> {
        match self {
            Self::Referral(row) => Some(*row),
            _ => None,
        }
    }

    /// The sheet of attendance, if it is one.
    #[must_use]
    pub fn sheet(self) -> Option<SheetRow> {
        match self {
            Self::Sheet(row) => Some(*row),
            _ => None,
        }
    }

    /// The programme or outreach event, if it is one.
    #[must_use]
    pub fn outreach(self) -> Option<OutreachRow> {
        match self {
            Self::Outreach(row) => Some(*row),
            _ => None,
        }
    }

    /// The proposal, if it is one.
    #[must_use]
    pub fn proposal(self) -> Option<ProposalRow> {
        match self {
            Self::Proposal(row) => Some(*row),
            _ => None,
        }
    }

    /// The note about a record, if it is one.
    #[must_use]
    pub fn custody(self) -> Option<CustodyRow> {
        match self {
            Self::Custody(row) => Some(*row),
            _ => None,
        }
    }
}

/// A published copy of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct PublicationRow {
    /// The copy as it stands.
    pub publication: Publication,
    /// When it last changed.
    pub changed_at: Timestamp,
}

impl Store {
    fn read_views<T>(&self, ask: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        // Where nothing can be written, they are caught up for this question alone.
        if self.catch_up().is_ok() { self.read(ask) } else { self.caught_up(ask) }
    }

    /// Incidents, newest change first: at most `limit`, after the row that `after` names.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn incidents(
        &self,
        filter: &IncidentFilter,
        after: Option<(Timestamp, i64)>,
        limit: usize,
    ) -> Result<Vec<IncidentRow>, StoreError> {
        let (sql, values) = sql_of(filter, after);
        self.read_views(|connection| {
            let mut statement = connection.prepare_cached(&sql)?;
            let mut rows = statement.query(params_from_iter(values))?;
            let mut found = vec![];
            while found.len() < limit {
                let Some(row) = rows.next()? else { break };
                let incident: Incident = state_of(row, "incident")?;
                if filter.near.is_none_or(|(at, metres)| is_near(&incident, at, metres)) {
                    let changed_at = Timestamp::from_millis(row.get("changed_at")?);
                    found.push(IncidentRow {
                        delivery: outbox::delivery_of_subject(connection, incident.id)?,
                        incident,
                        mine: row.get("mine")?,
                        changed_at,
                        cursor: (changed_at, row.get("no")?),
                    });
                }
            }
            Ok(found)
        })
    }

    /// One incident.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn incident(&self, subject: SubjectId) -> Result<Option<IncidentRow>, StoreError> {
        self.read_views(|connection| {
            let mut statement =
                connection.prepare_cached("SELECT no, mine, changed_at, state FROM incident WHERE subject = ?1")?;
            let mut rows = statement.query(params![subject.0.as_bytes()])?;
            let Some(row) = rows.next()? else { return Ok(None) };
            let changed_at = Timestamp::from_millis(row.get("changed_at")?);
            Ok(Some(IncidentRow {
                incident: state_of(row, "incident")?,
                mine: row.get("mine")?,
                delivery: outbox::delivery_of_subject(connection, subject)?,
                changed_at,
                cursor: (changed_at, row.get("no")?),
            }))
        })
    }

    /// Sites, shifts or patrols, newest change first: at most `limit`, after the row that `after` names.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn duties(
        &self,
        filter: &DutyFilter,
        after: Option<(Timestamp, i64)>,
        limit: usize,
    ) -> Result<Vec<DutyRow>, StoreError> {
        let mut conditions = vec!["kind = ?".to_owned()];
        let mut values = vec![Value::from(views::duty_number(filter.kind))];
        if !filter.states.is_empty() {
            conditions.push(format!("status IN ({})", vec!["?"; filter.states.len()].join(", ")));
            values.extend(filter.states.iter().cloned().map(Value::from));
        }
        for (column, id) in [("guard", filter.guard.map(|id| id.0)), ("site", filter.site.map(|id| id.0))] {
            if let Some(id) = id {
                conditions.push(format!("{column} = ?"));
                values.push(Value::from(id.as_bytes().to_vec()));
            }
        }
        if let Some((changed_at, no)) = after {
            conditions.push("(changed_at, no) < (?, ?)".to_owned());
            values.extend([Value::from(changed_at.as_millis()), Value::from(no)]);
        }
        values.push(Value::from(i64::try_from(limit).unwrap_or(i64::MAX)));
        let sql = format!(
            "SELECT no, mine, changed_at, state FROM subject WHERE {} ORDER BY changed_at DESC, no DESC LIMIT ?",
            conditions.join(" AND ")
        );
        self.rows(&sql, values)
    }

    /// Alerts, newest change first, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn alerts(&self, limit: usize) -> Result<Vec<AlertRow>, StoreError> {
        self.newest(limit)
    }

    /// One alert.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn alert(&self, subject: SubjectId) -> Result<Option<AlertRow>, StoreError> {
        self.one(subject)
    }

    /// SOS, newest change first, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn sos_list(&self, limit: usize) -> Result<Vec<SosRow>, StoreError> {
        self.newest(limit)
    }

    /// One SOS.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn sos(&self, subject: SubjectId) -> Result<Option<SosRow>, StoreError> {
        self.one(subject)
    }

    /// Tips, newest change first, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn tips(&self, limit: usize) -> Result<Vec<TipRow>, StoreError> {
        self.newest(limit)
    }

    /// One tip.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn tip(&self, subject: SubjectId) -> Result<Option<TipRow>, StoreError> {
        self.one(subject)
    }

    /// Referrals, newest change first, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn referrals(&self, limit: usize) -> Result<Vec<ReferralRow>, StoreError> {
        self.newest(limit)
    }

    /// One referral.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn referral(&self, subject: SubjectId) -> Result<Option<ReferralRow>, StoreError> {
        self.one(subject)
    }

    /// Sheets of attendance, newest change first, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn sheets(&self, limit: usize) -> Result<Vec<SheetRow>, StoreError> {
        self.newest(limit)
    }

    /// One sheet of attendance.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn sheet(&self, subject: SubjectId) -> Result<Option<SheetRow>, StoreError> {
        self.one(subject)
    }

    /// Problems, newest change first, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn problems(&self, limit: usize) -> Result<Vec<ProblemRow>, StoreError> {
        self.newest(limit)
    }

    /// One problem.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn problem(&self, subject: SubjectId) -> Result<Option<ProblemRow>, StoreError> {
        self.one(subject)
    }

    /// Proposals, newest change first, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn proposals(&self, limit: usize) -> Result<Vec<ProposalRow>, StoreError> {
        self.newest(limit)
    }

    /// One proposal.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn proposal(&self, subject: SubjectId) -> Result<Option<ProposalRow>, StoreError> {
        self.one(subject)
    }

    /// The notes about a record, newest first.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn notes_about(&self, item: SubjectId) -> Result<Vec<CustodyRow>, StoreError> {
        let sql = "SELECT no, mine, changed_at, state FROM subject WHERE kind = 12 AND site = ?
                   ORDER BY changed_at DESC, no DESC";
        self.rows(sql, vec![Value::from(item.0.as_bytes().to_vec())])
    }

    /// One note about a record.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn custody(&self, subject: SubjectId) -> Result<Option<CustodyRow>, StoreError> {
        self.one(subject)
    }

    /// One site, shift or patrol.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn duty(&self, subject: SubjectId) -> Result<Option<DutyRow>, StoreError> {
        self.one(subject)
    }

    /// One programme or outreach event.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn outreach(&self, subject: SubjectId) -> Result<Option<OutreachRow>, StoreError> {
        self.one(subject)
    }

    /// Programmes or outreach events, newest change first, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn outreach_of(&self, kind: OutreachSubject, limit: usize) -> Result<Vec<OutreachRow>, StoreError> {
        self.newest_of(&views::outreach_number(kind).to_string(), limit)
    }

    fn newest<S: Viewed>(&self, limit: usize) -> Result<Vec<StateRow<S>>, StoreError> {
        self.newest_of(S::NUMBERS, limit)
    }

    fn newest_of<S: Viewed>(&self, numbers: &str, limit: usize) -> Result<Vec<StateRow<S>>, StoreError> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let sql = format!(
            "SELECT no, mine, changed_at, state FROM subject WHERE kind IN ({numbers}) ORDER BY changed_at DESC, no DESC LIMIT ?"
        );
        self.rows(&sql, vec![Value::from(limit)])
    }

    fn one<S: Viewed>(&self, subject: SubjectId) -> Result<Option<StateRow<S>>, StoreError> {
        let sql =
            format!("SELECT no, mine, changed_at, state FROM subject WHERE subject = ? AND kind IN ({})", S::NUMBERS);
        Ok(self.rows(&sql, vec![Value::from(subject.0.as_bytes().to_vec())])?.pop())
    }

    fn rows<S: Viewed>(&self, sql: &str, values: Vec<Value>) -> Result<Vec<StateRow<S>>, StoreError> {
        self.read_views(|connection| {
            let mut statement = connection.prepare_cached(sql)?;
            let mut rows = statement.query(params_from_iter(values))?;
            let mut found = vec![];
            while let Some(row) = rows.next()? {
                found.push(state_row(connection, row)?);
            }
            Ok(found)
        })
    }

    /// Published copies that are to be shown, newest change first.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn publications(&self, now: Timestamp, limit: usize) -> Result<Vec<PublicationRow>, StoreError> {
        self.read_views(|connection| {
            let mut statement = connection
                .prepare_cached("SELECT changed_at, state FROM publication ORDER BY changed_at DESC, no DESC")?;
            let mut rows = statement.query([])?;
            let mut found = vec![];
            while found.len() < limit {
                let Some(row) = rows.next()? else { break };
                let publication: Publication = state_of(row, "publication")?;
                let expires = publication.copy.as_ref().and_then(|copy| copy.expires);
                if !publication.hidden && publication.copy.is_some() && expires.is_none_or(|at| now < at) {
                    found.push(PublicationRow {
                        publication,
                        changed_at: Timestamp::from_millis(row.get("changed_at")?),
                    });
                }
            }
            Ok(found)
        })
    }

    /// One published copy.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn publication(&self, subject: SubjectId) -> Result<Option<Publication>, StoreError> {
        self.read_views(|connection| {
            let state: Option<String> = connection
                .prepare_cached("SELECT state FROM publication WHERE subject = ?1")?
                .query_row(params![subject.0.as_bytes()], |row| row.get(0))
                .optional()?;
            state
                .map(|state| serde_json::from_str(&state).map_err(|_| StoreError::Unreadable("publication")))
                .transpose()
        })
    }

    /// The state of every incident, as the bytes of its view, by subject: what two stores can be compared by.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn dump_incidents(&self) -> Result<Vec<String>, StoreError> {
        self.read_views(|connection| {
            let mut statement = connection.prepare("SELECT state FROM incident ORDER BY subject")?;
            let rows = statement.query_map([], |row| row.get(0))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }
}

fn state_row<S: Viewed>(connection: &Connection, row: &SqlRow<'_>) -> Result<StateRow<S>, StoreError> {
    let state: S = state_of(row, S::WHAT)?;
    let changed_at = Timestamp::from_millis(row.get("changed_at")?);
    Ok(StateRow {
        delivery: outbox::delivery_of_subject(connection, state.id())?,
        state,
        mine: row.get("mine")?,
        changed_at,
        cursor: (changed_at, row.get("no")?),
    })
}

fn state_of<T: serde::de::DeserializeOwned>(row: &SqlRow<'_>, what: &'static str) -> Result<T, StoreError> {
    let state = row.get_ref("state")?.as_str().map_err(|_| StoreError::Unreadable(what))?;
    serde_json::from_str(state).map_err(|_| StoreError::Unreadable(what))
}

fn sql_of(filter: &IncidentFilter, after: Option<(Timestamp, i64)>) -> (String, Vec<Value>) {
    let mut conditions = vec!["1".to_owned()];
    let mut values = vec![];
    let mut one_of = |column: &str, options: Vec<Value>| {
        if !options.is_empty() {
            conditions.push(format!("{column} IN ({})", vec!["?"; options.len()].join(", ")));
            values.extend(options);
        }
    };
    one_of("status", filter.statuses.iter().map(|s| Value::from(s.code().to_owned())).collect());
    one_of("category", filter.categories.iter().map(|c| Value::from(c.code().to_owned())).collect());
    one_of("area", filter.areas.iter().map(|a| Value::from(a.as_uuid().as_bytes().to_vec())).collect());
    if filter.mine {
        conditions.push("mine".to_owned());
    }
    if let Some((at, metres)) = filter.near {
        // A box that surely holds the circle; the distance itself is measured after.
        let dlat = metres / METRES_PER_DEGREE * 1.01 + 1e-6;
        let dlon = (dlat / at.lat().to_radians().cos().abs().max(1e-6)).min(360.0);
        conditions.push(
            "no IN (SELECT no FROM incident_place WHERE max_lat >= ? AND min_lat <= ? AND max_lon >= ? AND min_lon <= ?)"
                .to_owned(),
        );
        values.extend([at.lat() - dlat, at.lat() + dlat, at.lon() - dlon, at.lon() + dlon].map(Value::from));
    }
    if let Some((changed_at, no)) = after {
        conditions.push("(changed_at, no) < (?, ?)".to_owned());
        values.extend([Value::from(changed_at.as_millis()), Value::from(no)]);
    }
    let sql = format!(
        "SELECT no, mine, changed_at, state FROM incident WHERE {} ORDER BY changed_at DESC, no DESC",
        conditions.join(" AND ")
    );
    (sql, values)
}

fn is_near(incident: &Incident, at: LatLon, metres: f64) -> bool {
    let position = incident.place.as_ref().and_then(|place| place.position.as_ref());
    if let Some(position) = position {
        return position.at.distance_m(at) <= metres;
    }
    let Some(cell) = incident.report.as_ref().and_then(|report| report.cell.as_ref()) else { return false };
    let (south, north, west, east) = cell.bounds();
    let nearest = LatLon::new(at.lat().clamp(south, north), at.lon().clamp(west, east));
    nearest.is_ok_and(|nearest| nearest.distance_m(at) <= metres)
}
