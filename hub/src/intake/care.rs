//! Referrals and attendance, in the hub of the realm `care` alone. The centre's accreditation is looked at again when a referral arrives.

use usalama_core::event::{PartName, Role, SubjectId};
use usalama_core::model::attendance::{self, AttendanceAct, AttendanceEntry, Sheet};
use usalama_core::model::referral::{self, CentreStanding, Referral, ReferralAct, ReferralEntry};
use usalama_core::model::refusal::RefusalCode;
use usalama_core::policy::{
    AttendanceScene, OPEN_SELF_REFERRALS, Placement, ReferralScene, may_on_attendance, may_on_referral,
};
use usalama_core::sync::wire::PushResult;

use super::batch::Batch;
use super::decide::Way;
use super::judge::with_best_grant;
use crate::error::HubError;
use crate::ledger::care;
use crate::ledger::subjects::{self, ReferralRecord, SheetRecord, Subject};

/// Referrals of people themselves that may lie unread at one centre: more than it takes in in weeks.
const MOST_UNREAD: u32 = 50;

/// Decides about an event of a referral.
pub(super) fn decide(batch: &mut Batch<'_>, way: &Way<'_>, subject: Option<Subject>) -> Result<PushResult, HubError> {
    let header = way.event.header();
    let entry = match ReferralEntry::read(way.event) {
        Ok(Some(entry)) => entry,
        Ok(None) if !lacks_core(way, referral::SCHEMA_VERSION, ReferralAct::KINDS) => {
            return way.unknown_kind(batch, subject);
        }
        Ok(None) | Err(_) => return way.refuse(batch, RefusalCode::Malformed.into()),
    };
    let mut replaced = None;
    let mut record = match (subject, &entry.act) {
        (Some(Subject::Referral(record)), _) => *record,
        (Some(_), _) => return way.refuse(batch, RefusalCode::UnknownSubject.into()),
        (None, ReferralAct::Drafted(asked)) => {
            replaced = asked.replaces.map(|id| find(batch, id)).transpose()?.flatten();
            // Whoever was referred, or referred them, follows them to the next centre.
            let requester = replaced.as_ref().map_or(Some(way.known.actor), |old| old.author);
            let unknown = Referral::unknown(header.subject);
            ReferralRecord::begin(requester, header.time.at, unknown, Placement::default())
        }
        (None, _) => return way.on_nothing(batch),
    };
    let centre = standing(batch, &record.state);
    let scene = ReferralScene {
        referral: &record.state,
        replaced: replaced.as_ref().map(|old| &old.state),
        centre: &centre,
        key: header.author.key(),
        now: batch.now,
        audience: &header.audience,
        on_arrival: true,
    };
    let is_own = record.author == Some(way.known.actor);
    let decision =
        with_best_grant(batch, way.known.actor, &header.role, is_own, |who| may_on_referral(&entry, who, &scene))?;
    if let Some(denied) = way.denied(batch, decision)? {
        return Ok(denied);
    }
    if header.role == Role::Resident && is_too_much(batch, way, &record, &entry)? {
        return way.refuse(batch, RefusalCode::RateLimited.into());
    }
    way.known.remember(batch.write, way.event)?;
    let receipt = batch.append_to(&mut record, way.event, Some(&entry), way.suspect)?;
    Ok(PushResult::Accepted(receipt))
}

fn find(batch: &Batch<'_>, id: SubjectId) -> Result<Option<ReferralRecord>, HubError> {
    Ok(match subjects::find(batch.write, id)? {
        Some(Subject::Referral(record)) => Some(*record),
        _ => None,
    })
}

/// What the centre is worth now, by this hub's own list.
fn standing(batch: &Batch<'_>, referral: &Referral) -> CentreStanding {
    let nothing = referral::standing_of(None, batch.now);
    let asked = referral.asked.as_ref();
    asked.map_or(nothing, |asked| batch.world.centres.standing(asked.facility, asked.service, batch.now))
}

/// Nobody has to say who they are, so that this is all that bounds them: few at once for each, and as many as a centre can look at.
fn is_too_much(
    batch: &Batch<'_>,
    way: &Way<'_>,
    record: &ReferralRecord,
    entry: &ReferralEntry,
) -> Result<bool, HubError> {
    Ok(match &entry.act {
        ReferralAct::Drafted(_) => care::open_of(batch.write, way.known.actor)? >= OPEN_SELF_REFERRALS,
        ReferralAct::Sent(_) => match &record.state.asked {
            Some(asked) => care::unread_at(batch.write, asked.facility)? >= MOST_UNREAD,
            None => false,
        },
        _ => false,
    })
}

fn lacks_core(way: &Way<'_>, version: u16, kinds: &[&str]) -> bool {
    let header = way.event.header();
    header.schema_version <= version
        && !header.parts.contains_key(&PartName::Core)
        && kinds.contains(&header.kind.as_str())
}

/// Decides about an event of a sheet of attendance.
pub(super) fn decide_attendance(
    batch: &mut Batch<'_>,
    way: &Way<'_>,
    subject: Option<Subject>,
) -> Result<PushResult, HubError> {
    let header = way.event.header();
    let entry = match AttendanceEntry::read(way.event) {
        Ok(Some(entry)) => entry,
        Ok(None) if !lacks_core(way, attendance::SCHEMA_VERSION, AttendanceAct::KINDS) => {
            return way.unknown_kind(batch, subject);
        }
        Ok(None) | Err(_) => return way.refuse(batch, RefusalCode::Malformed.into()),
    };
    let mut record = match (subject, &entry.act) {
        (Some(Subject::Sheet(record)), _) => *record,
        (Some(_), _) => return way.refuse(batch, RefusalCode::UnknownSubject.into()),
        (None, AttendanceAct::Opened(_)) => {
            let (keeper, unknown) = (Some(way.known.actor), Sheet::unknown(header.subject));
            SheetRecord::begin(keeper, header.time.at, unknown, Placement::default())
        }
        (None, _) => return way.on_nothing(batch),
    };
    let scene = AttendanceScene {
        sheet: &record.state,
        key: header.author.key(),
        now: batch.now,
        audience: &header.audience,
        on_arrival: true,
    };
    let is_own = record.author == Some(way.known.actor);
    let decision =
        with_best_grant(batch, way.known.actor, &header.role, is_own, |who| may_on_attendance(&entry, who, &scene))?;
    if let Some(denied) = way.denied(batch, decision)? {
        return Ok(denied);
    }
    way.known.remember(batch.write, way.event)?;
    let receipt = batch.append_to(&mut record, way.event, Some(&entry), way.suspect)?;
    Ok(PushResult::Accepted(receipt))
}
