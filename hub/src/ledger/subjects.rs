//! Subjects as they stand: incidents with their placement and their reporter, published copies with their source, and one shape
//! for all other models.

use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;
use serde::de::DeserializeOwned;
use usalama_core::clock::Timestamp;
use usalama_core::event::{ActorId, Audience, EventId, SubjectId};
use usalama_core::model::Model;
use usalama_core::model::alert::Alert;
use usalama_core::model::attendance::Sheet;
use usalama_core::model::custody::Custody;
use usalama_core::model::duty::{Duty, DutyKind, Site};
use usalama_core::model::incident::{Anonymity, CorroborationKind, Incident};
use usalama_core::model::outreach::{Outreach, OutreachSubject, Programme};
use usalama_core::model::publication::Publication;
use usalama_core::model::referral::Referral;
use usalama_core::model::solution::{Problem, Proposal};
use usalama_core::model::sos::Sos;
use usalama_core::model::tip::Tip;
use usalama_core::policy::Placement;

use super::{LedgerError, Write};

/// An incident as it stands.
#[derive(Debug, Clone)]
pub struct IncidentRecord {
    /// The account behind the report, which only the hub knows.
    pub reporter: Option<ActorId>,
    /// When the report was made, by the clock of the phone.
    pub submitted_at: Timestamp,
    /// The number that the next event gets.
    pub next_seq: u64,
    /// The fold.
    pub state: Incident,
    /// Which areas its place lies in.
    pub placement: Placement,
}

/// A published copy as it stands.
#[derive(Debug, Clone)]
pub struct PublicationRecord {
    /// What it is a copy of.
    pub source: SubjectId,
    /// When it was published, as far as anybody may know.
    pub submitted_at: Timestamp,
    /// The number that the next event gets.
    pub next_seq: u64,
    /// The fold.
    pub state: Publication,
    /// Which areas its ward lies in.
    pub placement: Placement,
}

/// A subject of another model as it stands.
#[derive(Debug, Clone)]
pub struct Record<S> {
    /// The account behind its first event, where that was pseudonymous: only the hub knows.
    pub author: Option<ActorId>,
    /// When its first event was made, by the clock of the phone.
    pub submitted_at: Timestamp,
    /// The number that the next event gets.
    pub next_seq: u64,
    /// The fold.
    pub state: S,
    /// Which areas it lies in.
    pub placement: Placement,
}

impl<S> Record<S> {
    /// One that begins now.
    pub const fn begin(author: Option<ActorId>, submitted_at: Timestamp, state: S, placement: Placement) -> Self {
        Self { author, submitted_at, next_seq: 1, state, placement }
    }
}

/// A site, shift or patrol as it stands.
pub type DutyRecord = Record<Duty>;

/// An alert as it stands.
pub type AlertRecord = Record<Alert>;

/// An SOS as it stands.
pub type SosRecord = Record<Sos>;

/// A tip as it stands.
pub type TipRecord = Record<Tip>;
/// A referral as it stands.
pub type ReferralRecord = Record<Referral>;

/// A sheet of attendance as it stands.
pub type SheetRecord = Record<Sheet>;
/// A programme or an outreach event as it stands.
pub type OutreachRecord = Record<Outreach>;
/// A problem as it stands.
pub type ProblemRecord = Record<Problem>;

/// A proposal as it stands.
pub type ProposalRecord = Record<Proposal>;
/// A note about a record as it stands; its author is the one whom the record is about.
pub type CustodyRecord = Record<Custody>;

/// What an event can be about.
#[derive(Debug, Clone)]
pub enum Subject {
    /// An incident.
    Incident(Box<IncidentRecord>),
    /// A published copy.
    Publication(Box<PublicationRecord>),
    /// A site, shift or patrol.
    Duty(Box<DutyRecord>),
    /// An alert.
    Alert(Box<AlertRecord>),
    /// An SOS.
    Sos(Box<SosRecord>),
    /// A tip.
    Tip(Box<TipRecord>),
    /// A referral.
    Referral(Box<ReferralRecord>),
    /// A sheet of attendance.
    Sheet(Box<SheetRecord>),
    /// A programme or an outreach event.
    Outreach(Box<OutreachRecord>),
    /// A problem.
    Problem(Box<ProblemRecord>),
    /// A proposal.
    Proposal(Box<ProposalRecord>),
    /// A note about a record.
    Custody(Box<CustodyRecord>),
}

/// What a subject is, as the column `kind` says it.
const INCIDENT: i64 = 0;
const PUBLICATION: i64 = 1;
const SITE: i64 = 2;
const SHIFT: i64 = 3;
const PATROL: i64 = 4;
const ALERT: i64 = 5;
const SOS: i64 = 6;
const TIP: i64 = 9;
pub(super) const REFERRAL: i64 = 10;
pub(super) const SHEET: i64 = 13;
const PROGRAMME: i64 = 11;
const OUTREACH_EVENT: i64 = 12;
const PROBLEM: i64 = 7;
const PROPOSAL: i64 = 8;
const CUSTODY: i64 = 14;

/// A model whose subjects are kept as a [`Record`].
pub trait Kept: Model {
    /// What it is called where it cannot be read.
    const WHAT: &'static str;

    /// What it is, as the column `kind` says it.
    fn code(&self) -> i64;

    /// Whether it came by the anonymous road: it is kept where no column tells of a person.
    fn is_anonymous(&self) -> bool {
        false
    }
}

impl Kept for Duty {
    const WHAT: &'static str = "duty";

    fn code(&self) -> i64 {
        match self.kind() {
            DutyKind::Site => SITE,
            DutyKind::Shift => SHIFT,
            DutyKind::Patrol => PATROL,
        }
    }
}

impl Kept for Alert {
    const WHAT: &'static str = "alert";

    fn code(&self) -> i64 {
        ALERT
    }
}

impl Kept for Sos {
    const WHAT: &'static str = "sos";

    fn code(&self) -> i64 {
        SOS
    }
}

impl Kept for Tip {
    const WHAT: &'static str = "tip";

    fn code(&self) -> i64 {
        TIP
    }

    fn is_anonymous(&self) -> bool {
        Self::is_anonymous(self)
    }
}

impl Kept for Referral {
    const WHAT: &'static str = "referral";

    fn code(&self) -> i64 {
        REFERRAL
    }
}

impl Kept for Sheet {
    const WHAT: &'static str = "attendance";

    fn code(&self) -> i64 {
        SHEET
    }
}

impl Kept for Outreach {
    const WHAT: &'static str = "outreach";

    fn code(&self) -> i64 {
        match self.kind() {
            OutreachSubject::Programme => PROGRAMME,
            OutreachSubject::Event => OUTREACH_EVENT,
        }
    }
}

impl Kept for Problem {
    const WHAT: &'static str = "problem";

    fn code(&self) -> i64 {
        PROBLEM
    }
}

impl Kept for Proposal {
    const WHAT: &'static str = "proposal";

    fn code(&self) -> i64 {
        PROPOSAL
    }
}

impl Kept for Custody {
    const WHAT: &'static str = "custody";

    fn code(&self) -> i64 {
        CUSTODY
    }
}

fn parse<T: DeserializeOwned>(json: &str, what: &'static str) -> Result<T, LedgerError> {
    serde_json::from_str(json).map_err(|_| LedgerError::Unreadable(what))
}

fn print<T: Serialize>(value: &T, what: &'static str) -> Result<String, LedgerError> {
    serde_json::to_string(value).map_err(|_| LedgerError::Unreadable(what))
}

/// A subject.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn find(db: &Connection, id: SubjectId) -> Result<Option<Subject>, LedgerError> {
    let mut statement = db.prepare_cached(
        "SELECT kind, reporter, next_seq, state, placement, submitted_at, source
         FROM subject LEFT JOIN publication ON publication.id = subject.id WHERE subject.id = ?1
         UNION ALL
         SELECT kind, NULL, next_seq, state, placement, submitted_at, NULL FROM anonymous_subject WHERE id = ?1",
    )?;
    let mut rows = statement.query(params![id.0])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let kind: i64 = row.get(0)?;
    let next_seq = row.get(2)?;
    let submitted_at = Timestamp::from_millis(row.get(5)?);
    let state: String = row.get(3)?;
    let placement: String = row.get(4)?;
    let placement = parse(&placement, "placement")?;
    let author: Option<ActorId> = row.get::<_, Option<uuid::Uuid>>(1)?.map(ActorId);
    fn record<S: Kept>(
        (author, submitted_at, next_seq, placement): (Option<ActorId>, Timestamp, u64, Placement),
        state: &str,
    ) -> Result<Box<Record<S>>, LedgerError> {
        Ok(Box::new(Record { author, submitted_at, next_seq, state: parse(state, S::WHAT)?, placement }))
    }
    Ok(Some(match kind {
        INCIDENT => Subject::Incident(Box::new(IncidentRecord {
            reporter: author,
            submitted_at,
            next_seq,
            state: parse(&state, "incident")?,
            placement,
        })),
        PUBLICATION => Subject::Publication(Box::new(PublicationRecord {
            source: SubjectId(row.get(6)?),
            submitted_at,
            next_seq,
            state: parse(&state, "publication")?,
            placement,
        })),
        ALERT => Subject::Alert(record((author, submitted_at, next_seq, placement), &state)?),
        SOS => Subject::Sos(record((author, submitted_at, next_seq, placement), &state)?),
        TIP => Subject::Tip(record((author, submitted_at, next_seq, placement), &state)?),
        REFERRAL => Subject::Referral(record((author, submitted_at, next_seq, placement), &state)?),
        SHEET => Subject::Sheet(record((author, submitted_at, next_seq, placement), &state)?),
        PROGRAMME | OUTREACH_EVENT => Subject::Outreach(record((author, submitted_at, next_seq, placement), &state)?),
        PROBLEM => Subject::Problem(record((author, submitted_at, next_seq, placement), &state)?),
        PROPOSAL => Subject::Proposal(record((author, submitted_at, next_seq, placement), &state)?),
        CUSTODY => Subject::Custody(record((author, submitted_at, next_seq, placement), &state)?),
        _ => Subject::Duty(record((author, submitted_at, next_seq, placement), &state)?),
    }))
}

/// An incident; nothing where there is none of this identity.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn incident(db: &Connection, id: SubjectId) -> Result<Option<IncidentRecord>, LedgerError> {
    Ok(match find(db, id)? {
        Some(Subject::Incident(incident)) => Some(*incident),
        _ => None,
    })
}

/// A site, shift or patrol; nothing where there is none of this identity.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn duty(db: &Connection, id: SubjectId) -> Result<Option<DutyRecord>, LedgerError> {
    Ok(match find(db, id)? {
        Some(Subject::Duty(record)) => Some(*record),
        _ => None,
    })
}

/// A site; nothing where there is none of this identity.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn site(db: &Connection, id: SubjectId) -> Result<Option<Site>, LedgerError> {
    Ok(match duty(db, id)?.map(|record| record.state) {
        Some(Duty::Site(site)) => Some(*site),
        _ => None,
    })
}

/// A programme; nothing where there is none of this identity.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn programme(db: &Connection, id: SubjectId) -> Result<Option<Programme>, LedgerError> {
    let Some(Subject::Outreach(record)) = find(db, id)? else { return Ok(None) };
    Ok(match record.state {
        Outreach::Programme(programme) => Some(*programme),
        Outreach::Event(_) => None,
    })
}

/// Keeps a subject as it stands now.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn keep_record<S: Kept>(write: &Write<'_>, record: &Record<S>) -> Result<(), LedgerError> {
    if record.state.is_anonymous() {
        let state = print(&record.state, S::WHAT)?;
        let (id, kind) = (record.state.id(), record.state.code());
        return keep_anonymous(write, id, kind, record.submitted_at, record.next_seq, &state, &record.placement);
    }
    keep(
        write,
        record.state.id(),
        record.state.code(),
        record.author,
        record.submitted_at,
        record.next_seq,
        &print(&record.state, S::WHAT)?,
        &record.placement,
    )
}

/// Keeps an incident as it stands now.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn keep_incident(write: &Write<'_>, record: &IncidentRecord) -> Result<(), LedgerError> {
    let report = record.state.report.as_ref();
    if report.is_some_and(|report| report.anonymity == Anonymity::Anonymous) {
        return keep_anonymous_incident(write, record);
    }
    keep(
        write,
        record.state.id,
        INCIDENT,
        record.reporter,
        record.submitted_at,
        record.next_seq,
        &print(&record.state, "incident")?,
        &record.placement,
    )
}

/// Keeps an incident without a name as it stands now.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn keep_anonymous_incident(write: &Write<'_>, record: &IncidentRecord) -> Result<(), LedgerError> {
    let (state, id) = (print(&record.state, "incident")?, record.state.id);
    keep_anonymous(write, id, INCIDENT, record.submitted_at, record.next_seq, &state, &record.placement)
}

/// Whether a subject came without a name.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn is_anonymous(db: &Connection, id: SubjectId) -> Result<bool, LedgerError> {
    Ok(db.prepare_cached("SELECT 1 FROM anonymous_subject WHERE id = ?1")?.exists(params![id.0])?)
}

/// Keeps a published copy as it stands now.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn keep_publication(write: &Write<'_>, record: &PublicationRecord) -> Result<(), LedgerError> {
    let state = &record.state;
    keep(
        write,
        state.id,
        PUBLICATION,
        None,
        record.submitted_at,
        record.next_seq,
        &print(state, "publication")?,
        &record.placement,
    )?;
    write
        .prepare_cached(
            "INSERT INTO publication (id, source, scope, hidden) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (id) DO UPDATE SET hidden = ?4",
        )?
        .execute(params![state.id.0, record.source.0, state.audience.code(), state.hidden])?;
    Ok(())
}

#[allow(clippy::too_many_arguments, reason = "one row, column by column")]
fn keep(
    write: &Write<'_>,
    id: SubjectId,
    kind: i64,
    reporter: Option<ActorId>,
    submitted_at: Timestamp,
    next_seq: u64,
    state: &str,
    placement: &Placement,
) -> Result<(), LedgerError> {
    write
        .prepare_cached(
            "INSERT INTO subject (id, kind, reporter, submitted_at, next_seq, state, placement)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT (id) DO UPDATE SET next_seq = ?5, state = ?6, placement = ?7",
        )?
        .execute(params![
            id.0,
            kind,
            reporter.map(|reporter| reporter.0),
            submitted_at.as_millis(),
            next_seq,
            state,
            print(placement, "placement")?
        ])?;
    Ok(())
}

/// As [`keep`], where no column tells of a person.
fn keep_anonymous(
    write: &Write<'_>,
    id: SubjectId,
    kind: i64,
    submitted_at: Timestamp,
    next_seq: u64,
    state: &str,
    placement: &Placement,
) -> Result<(), LedgerError> {
    write
        .prepare_cached(
            "INSERT INTO anonymous_subject (id, kind, submitted_at, next_seq, state, placement)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (id) DO UPDATE SET next_seq = ?4, state = ?5, placement = ?6",
        )?
        .execute(params![id.0, kind, submitted_at.as_millis(), next_seq, state, print(placement, "placement")?])?;
    Ok(())
}

/// Erases a subject with its events and its thread: nothing of it is left but that its readers had one that they have no more.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn erase(write: &Write<'_>, id: SubjectId) -> Result<(), LedgerError> {
    for sql in [
        "DELETE FROM event WHERE subject = ?1",
        "DELETE FROM chain WHERE subject = ?1",
        "DELETE FROM pseudonym WHERE subject = ?1",
        "DELETE FROM anonymous_thread WHERE subject = ?1",
        "DELETE FROM anonymous_subject WHERE id = ?1",
        "DELETE FROM subject WHERE id = ?1",
    ] {
        write.prepare_cached(sql)?.execute(params![id.0])?;
    }
    Ok(())
}

/// The copies of an incident that were not taken back.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn copies_of(db: &Connection, source: SubjectId) -> Result<Vec<(SubjectId, Audience)>, LedgerError> {
    let mut statement =
        db.prepare_cached("SELECT id, scope FROM publication WHERE source = ?1 AND hidden = 0 ORDER BY id")?;
    let rows = statement
        .query_map(params![source.0], |row| Ok((SubjectId(row.get(0)?), Audience::from(row.get::<_, String>(1)?))))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How many reports of this account were accepted that were made between two instants, by the clock of the phones that made
/// them: who was offline for days may bring all of them at once. Nobody asks for more than `most`.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn reports_between(
    db: &Connection,
    reporter: ActorId,
    (after, until): (Timestamp, Timestamp),
    most: u32,
) -> Result<u32, LedgerError> {
    begun_between(db, INCIDENT, reporter, (after, until), most)
}

/// How many tips of this account were accepted that were shared between two instants, as [`reports_between`].
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn tips_between(
    db: &Connection,
    source: ActorId,
    (after, until): (Timestamp, Timestamp),
    most: u32,
) -> Result<u32, LedgerError> {
    begun_between(db, TIP, source, (after, until), most)
}

fn begun_between(
    db: &Connection,
    kind: i64,
    by: ActorId,
    (after, until): (Timestamp, Timestamp),
    most: u32,
) -> Result<u32, LedgerError> {
    let mut statement = db.prepare_cached(
        "SELECT count(*) FROM (
             SELECT 1 FROM subject WHERE reporter = ?1 AND kind = ?2 AND submitted_at > ?3 AND submitted_at <= ?4 LIMIT ?5
         )",
    )?;
    Ok(statement.query_row(params![by.0, kind, after.as_millis(), until.as_millis(), most], |row| row.get(0))?)
}

/// The tips, as they stand.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn all_tips(db: &Connection) -> Result<Vec<(Tip, Placement)>, LedgerError> {
    let mut statement = db.prepare_cached(
        "SELECT state, placement FROM subject WHERE kind = ?1
         UNION ALL SELECT state, placement FROM anonymous_subject WHERE kind = ?1",
    )?;
    let mut rows = statement.query(params![TIP])?;
    let mut tips = vec![];
    while let Some(row) = rows.next()? {
        let (state, placement): (String, String) = (row.get(0)?, row.get(1)?);
        tips.push((parse(&state, "tip")?, parse(&placement, "placement")?));
    }
    Ok(tips)
}

/// Whether this account bore an incident out before, or spoke against it.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn corroborated(db: &Connection, source: SubjectId, actor: ActorId) -> Result<bool, LedgerError> {
    let mut statement = db.prepare_cached("SELECT 1 FROM corroboration WHERE source = ?1 AND actor = ?2")?;
    Ok(statement.query_row(params![source.0, actor.0], |_| Ok(())).optional()?.is_some())
}

/// Keeps a corroboration: one an account and incident, on the incident or on a copy.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn corroborate(
    write: &Write<'_>,
    source: SubjectId,
    actor: ActorId,
    kind: &CorroborationKind,
    event: EventId,
) -> Result<(), LedgerError> {
    write
        .prepare_cached("INSERT INTO corroboration (source, actor, kind, event) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![source.0, actor.0, kind.code(), event.0])?;
    Ok(())
}

/// How many accounts said what of an incident.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn corroborations(db: &Connection, source: SubjectId) -> Result<Vec<(CorroborationKind, u32)>, LedgerError> {
    let mut statement =
        db.prepare_cached("SELECT kind, count(*) FROM corroboration WHERE source = ?1 GROUP BY kind")?;
    let rows = statement
        .query_map(params![source.0], |row| Ok((CorroborationKind::from(row.get::<_, String>(0)?), row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// All incidents, by the bytes of their identity.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn all_incidents(db: &Connection) -> Result<Vec<SubjectId>, LedgerError> {
    let mut statement = db.prepare_cached(
        "SELECT id FROM subject WHERE kind = 0 UNION ALL SELECT id FROM anonymous_subject WHERE kind = 0 ORDER BY id",
    )?;
    let rows = statement.query_map([], |row| Ok(SubjectId(row.get(0)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How many SOS of this account were closed as false alarms.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn false_alarms(db: &Connection, raiser: ActorId) -> Result<u32, LedgerError> {
    let mut statement = db.prepare_cached(
        "SELECT count(*) FROM subject WHERE reporter = ?1 AND kind = ?2 AND json_extract(state, '$.state') = 'false_alarm'",
    )?;
    Ok(statement.query_row(params![raiser.0, SOS], |row| row.get(0))?)
}

/// How many subjects there are.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn count(db: &Connection) -> Result<u64, LedgerError> {
    Ok(db.query_row("SELECT (SELECT count(*) FROM subject) + (SELECT count(*) FROM anonymous_subject)", [], |row| {
        row.get(0)
    })?)
}
