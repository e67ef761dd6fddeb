//! What is to be done later. A timer is a row, so that no restart loses one.

use rusqlite::{Connection, params};
use usalama_core::clock::Timestamp;
use usalama_core::event::{EventId, SubjectId};

use super::{LedgerError, Write};

usalama_core::vocabulary! {
    /// What a timer does.
    pub enum TimerKind {
        /// Takes an assignment back that nobody accepted.
        Lapse = "lapse", "Assignment lapses", "Kazi inaisha muda";
        /// Escalates an offer to the sub-county commander.
        EscalateScpc = "escalate_scpc", "Offer to the sub-county commander", "Kwa kamanda wa kaunti ndogo";
        /// Escalates an offer to the programme administrator.
        EscalateAdmin = "escalate_admin", "Offer to the programme administrator", "Kwa msimamizi wa programu";
        /// Publishes a copy for everyone.
        Publish = "publish", "Copy for the public", "Nakala kwa umma";
        /// Looks after the checkpoints of a patrol.
        Checkpoints = "checkpoints", "Checkpoints of a patrol", "Vituo vya doria";
        /// Closes a patrol that nobody ended.
        AutoClose = "auto_close", "Patrol closes by itself", "Doria inajifunga";
        /// Looks after the welfare checks of a shift.
        Welfare = "welfare", "Welfare checks of a shift", "Usalama wa mlinzi";
        /// Notes that nobody came.
        NoShow = "no_show", "Nobody came", "Hakufika mtu";
        /// Tells the issuer how many answered an alert.
        CountAnswers = "count_answers", "Answers to an alert", "Majibu ya tahadhari";
        /// Tells the next tier of an SOS that nobody took up.
        EscalateSos = "escalate_sos", "SOS to the next tier", "SOS kwa ngazi inayofuata";
        /// Erases a tip whose time is over.
        EraseTip = "erase_tip", "A tip is erased", "Dokezo linafutwa";
        /// Notes that no moderator looked at a proposal.
        CheckProposal = "check_proposal", "Proposal not looked at", "Pendekezo halijaangaliwa";
        /// Counts a ballot.
        CountBallot = "count_ballot", "Ballot is counted", "Kura zinahesabiwa";
        /// Erases who voted.
        ForgetVoters = "forget_voters", "Voters are forgotten", "Wapiga kura wanasahauliwa";
        /// Notes that a commitment was due.
        CommitmentDue = "commitment_due", "Commitment is due", "Ahadi imefikia muda";
        /// Notes that nothing is heard of what is overdue.
        StallProposal = "stall_proposal", "Proposal stalls", "Pendekezo linakwama";
    }
}

/// A timer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timer {
    /// Its row.
    pub no: i64,
    /// What it does.
    pub kind: TimerKind,
    /// To what.
    pub subject: SubjectId,
    /// Because of which event.
    pub event: EventId,
}

/// Sets a timer.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn set(
    write: &Write<'_>,
    due: Timestamp,
    kind: &TimerKind,
    subject: SubjectId,
    event: EventId,
) -> Result<(), LedgerError> {
    write.prepare_cached("INSERT INTO timer (due, kind, subject, event) VALUES (?1, ?2, ?3, ?4)")?.execute(params![
        due.as_millis(),
        kind.code(),
        subject.0,
        event.0
    ])?;
    Ok(())
}

/// Whether any timer is due.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn any_due(db: &Connection, now: Timestamp) -> Result<bool, LedgerError> {
    let mut statement = db.prepare_cached("SELECT EXISTS (SELECT 1 FROM timer WHERE due <= ?1)")?;
    Ok(statement.query_row(params![now.as_millis()], |row| row.get(0))?)
}

/// Takes the timers that are due, oldest first, at most `limit`. They are gone when the transaction is committed.
///
/// # Errors
/// [`LedgerError`] where the disk does not play along.
pub fn take_due(write: &Write<'_>, now: Timestamp, limit: u32) -> Result<Vec<Timer>, LedgerError> {
    let due: Vec<Timer> = {
        let mut statement = write
            .prepare_cached("SELECT no, kind, subject, event FROM timer WHERE due <= ?1 ORDER BY due, no LIMIT ?2")?;
        let rows = statement.query_map(params![now.as_millis(), limit], |row| {
            Ok(Timer {
                no: row.get(0)?,
                kind: TimerKind::from(row.get::<_, String>(1)?),
                subject: SubjectId(row.get(2)?),
                event: EventId(row.get(3)?),
            })
        })?;
        rows.collect::<Result<_, _>>()?
    };
    for timer in &due {
        write.prepare_cached("DELETE FROM timer WHERE no = ?1")?.execute(params![timer.no])?;
    }
    Ok(due)
}
