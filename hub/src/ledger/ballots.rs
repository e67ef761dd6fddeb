//! Votes, supports, and the roll of households and members.

use rusqlite::{Connection, OptionalExtension, params};
use usalama_core::event::{ActorId, SubjectId};
use usalama_core::geo::AreaId;
use usalama_core::policy::Placement;
use uuid::Uuid;

use super::{LedgerError, Write};

/// A vote as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptVote {
    /// Whose: a person, a household, or a keyed hash of one.
    pub unit: Vec<u8>,
    /// What was chosen.
    pub choices: Vec<u16>,
    /// When, in milliseconds, or masked.
    pub cast_at: i64,
}

/// What the roll says of somebody in an area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolled {
    /// The area.
    pub area: AreaId,
    /// The code of the household.
    pub household: Option<String>,
    /// A member of the association.
    pub member: bool,
}

/// The vote of a unit.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn vote_of(db: &Connection, ballot: Uuid, unit: &[u8]) -> Result<Option<KeptVote>, LedgerError> {
    let mut statement = db.prepare_cached("SELECT unit, choices, cast_at FROM vote WHERE ballot = ?1 AND unit = ?2")?;
    let mut rows = statement.query(params![ballot, unit])?;
    rows.next()?.map(read).transpose()
}

/// Keeps the vote of a unit, in the place of the one before.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn keep_vote(write: &Write<'_>, ballot: Uuid, vote: &KeptVote) -> Result<(), LedgerError> {
    let choices = serde_json::to_string(&vote.choices).map_err(|_| LedgerError::Unreadable("vote"))?;
    write
        .prepare_cached(
            "INSERT INTO vote (ballot, unit, choices, cast_at) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (ballot, unit) DO UPDATE SET choices = ?3, cast_at = ?4",
        )?
        .execute(params![ballot, vote.unit, choices, vote.cast_at])?;
    Ok(())
}

/// All votes of a ballot.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn votes(db: &Connection, ballot: Uuid) -> Result<Vec<KeptVote>, LedgerError> {
    let mut statement = db.prepare_cached("SELECT unit, choices, cast_at FROM vote WHERE ballot = ?1")?;
    let mut rows = statement.query(params![ballot])?;
    let mut votes = vec![];
    while let Some(row) = rows.next()? {
        votes.push(read(row)?);
    }
    Ok(votes)
}

fn read(row: &rusqlite::Row<'_>) -> Result<KeptVote, LedgerError> {
    let choices: String = row.get(1)?;
    let choices = serde_json::from_str(&choices).map_err(|_| LedgerError::Unreadable("vote"))?;
    Ok(KeptVote { unit: row.get(0)?, choices, cast_at: row.get(2)? })
}

/// Erases who voted in a ballot: the votes, the events that brought them, and who is behind pseudonyms that did nothing else there.
/// `others` are the keys that signed anything else.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn forget_voters(
    write: &Write<'_>,
    proposal: SubjectId,
    ballot: Uuid,
    others: &[[u8; 32]],
) -> Result<(), LedgerError> {
    write.prepare_cached("DELETE FROM vote WHERE ballot = ?1")?.execute(params![ballot])?;
    write
        .prepare_cached("DELETE FROM event WHERE subject = ?1 AND header ->> '$.kind' = 'proposal.voted'")?
        .execute(params![proposal.0])?;
    let keys: Vec<[u8; 32]> = {
        let mut statement = write.prepare_cached(
            "SELECT key FROM pseudonym WHERE subject = ?1 UNION SELECT key FROM chain WHERE subject = ?1 AND audience = 'self'",
        )?;
        let rows = statement.query_map(params![proposal.0], |row| row.get(0))?;
        rows.collect::<Result<_, _>>()?
    };
    for key in keys.iter().filter(|key| !others.contains(key)) {
        write
            .prepare_cached("DELETE FROM pseudonym WHERE key = ?1 AND subject = ?2")?
            .execute(params![key, proposal.0])?;
        write
            .prepare_cached("DELETE FROM chain WHERE key = ?1 AND subject = ?2 AND audience = 'self'")?
            .execute(params![key, proposal.0])?;
    }
    Ok(())
}

/// Notes that somebody supports a proposal.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn support(write: &Write<'_>, proposal: SubjectId, actor: ActorId) -> Result<(), LedgerError> {
    write
        .prepare_cached("INSERT INTO support (proposal, actor) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
        .execute(params![proposal.0, actor.0])?;
    Ok(())
}

/// Whether somebody supports a proposal.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn supports(db: &Connection, proposal: SubjectId, actor: ActorId) -> Result<bool, LedgerError> {
    let mut statement = db.prepare_cached("SELECT 1 FROM support WHERE proposal = ?1 AND actor = ?2")?;
    Ok(statement.query_row(params![proposal.0, actor.0], |_| Ok(())).optional()?.is_some())
}

/// How many support a proposal.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn supporters(db: &Connection, proposal: SubjectId) -> Result<u32, LedgerError> {
    let mut statement = db.prepare_cached("SELECT count(*) FROM support WHERE proposal = ?1")?;
    Ok(statement.query_row(params![proposal.0], |row| row.get(0))?)
}

/// Records somebody on the roll of an area, in the place of what was recorded before.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along, or there is no such account.
pub fn enrol(write: &Write<'_>, actor: ActorId, enrolled: &Enrolled) -> Result<(), LedgerError> {
    write
        .prepare_cached(
            "INSERT INTO roll (actor, area, household, member) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (actor, area) DO UPDATE SET household = ?3, member = ?4",
        )?
        .execute(params![actor.0, enrolled.area.as_uuid(), enrolled.household, enrolled.member])?;
    Ok(())
}

/// What the roll says of somebody, in the areas that a proposal is in.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn enrolled(db: &Connection, actor: ActorId, placement: &Placement) -> Result<Vec<Enrolled>, LedgerError> {
    let mut statement = db.prepare_cached("SELECT area, household, member FROM roll WHERE actor = ?1 ORDER BY area")?;
    let rows = statement.query_map(params![actor.0], enrolled_of)?;
    let all: Vec<Enrolled> = rows.collect::<Result<_, _>>()?;
    Ok(all.into_iter().filter(|enrolled| placement.is_in(enrolled.area)).collect())
}

/// The roll of the areas that a proposal is in.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn roll(db: &Connection, placement: &Placement) -> Result<Vec<Enrolled>, LedgerError> {
    let mut statement = db.prepare_cached("SELECT area, household, member FROM roll ORDER BY area, actor")?;
    let rows = statement.query_map([], enrolled_of)?;
    let all: Vec<Enrolled> = rows.collect::<Result<_, _>>()?;
    Ok(all.into_iter().filter(|enrolled| placement.is_in(enrolled.area)).collect())
}

fn enrolled_of(row: &rusqlite::Row<'_>) -> rusqlite::Result<Enrolled> {
    let area: Uuid = row.get(0)?;
    Ok(Enrolled { area: AreaId::new(area), household: row.get(1)?, member: row.get(2)? })
}
