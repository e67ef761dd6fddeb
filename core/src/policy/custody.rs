//! Notes about records: who may put a legal hold on one, whose looking is noted, who reads the notes (DOMAIN §12, "Audit log"), and
//! who may have their account erased ("Export / delete own data").

use std::collections::BTreeSet;

use super::acts::{Decision, Gap, Standing, Stop, Verdict, in_force, need};
use super::placement::Placement;
use super::reading::Reader;
use super::routing::Bucket;
use crate::clock::Timestamp;
use crate::event::{ActorId, Audience, Role};
use crate::geo::AreaKind;
use crate::model::actor::OrgId;
use crate::model::custody::{Custody, CustodyAct, CustodyEntry, LONGEST_HOLD};
use crate::model::grant::Grant;
use crate::model::refusal::{Refusal, RefusalCode};

/// Kinds of areas that have moderators.
const MODERATED_IN: [AreaKind; 2] = [AreaKind::Ward, AreaKind::Ra];

/// What a note is about, and what is known around it.
#[derive(Debug, Clone, Copy)]
pub struct CustodyScene<'a> {
    /// The note before.
    pub custody: &'a Custody,
    /// Which areas the record lies in; nothing where this side cannot tell.
    pub placement: Option<&'a Placement>,
    /// Whether the record is of the officer's own station, whatever its place.
    pub own_case: bool,
    /// Now, by the clock of this side.
    pub now: Timestamp,
    /// The audience that the event has.
    pub audience: &'a Audience,
    /// Whether the event is judged on its arrival at the hub.
    pub on_arrival: bool,
}

/// The audience of every note. Who reads it beside its author is said by [`custody_readership`].
#[must_use]
pub const fn custody_audience() -> Audience {
    Audience::Police
}

/// May this be noted by this person? That somebody looked is noted whatever became of their grant since: it happened.
#[must_use]
pub fn may_on_custody(entry: &CustodyEntry, who: &Standing<'_>, scene: &CustodyScene<'_>) -> Decision {
    match judge(entry, who, scene) {
        Ok(()) => Decision::Allow,
        Err(Stop::Unknown(gap)) => Decision::Unknown(gap),
        Err(Stop::Refuse(code)) => Decision::Refuse(Refusal { code, current: None }),
    }
}

fn judge(entry: &CustodyEntry, who: &Standing<'_>, scene: &CustodyScene<'_>) -> Verdict {
    use RefusalCode as No;
    need(*scene.audience == custody_audience(), No::AudienceTooWide)?;
    match &entry.act {
        CustodyAct::Looked(_) => {
            need(!matches!(who.role, Role::Resident | Role::Hub), No::NotYourRole)?;
            need(who.grant.is_some(), No::NoGrant)?;
        }
        CustodyAct::Held(hold) => {
            officer(who, scene)?;
            need(scene.now < hold.until, No::TooLate)?;
            need(hold.until.since(scene.now) <= LONGEST_HOLD, No::Incomplete)?;
            need(who.grant.is_none_or(|grant| grant.org == hold.org), No::OutOfScope)?;
        }
        CustodyAct::Released(_) => {
            officer(who, scene)?;
            let station = scene.custody.org;
            let same =
                scene.custody.by == who.actor || (station.is_some() && who.grant.is_some_and(|g| g.org == station));
            need(!scene.custody.released && scene.custody.hold.is_some(), No::WrongStatus)?;
            need(same, No::OtherStation)?;
        }
    }
    Ok(scene.custody.fits(&entry.act)?)
}

/// A police officer, where the record is.
fn officer(who: &Standing<'_>, scene: &CustodyScene<'_>) -> Verdict {
    need(matches!(who.role, Role::PoliceOfficer), RefusalCode::NotYourRole)?;
    in_force(who, scene.now, scene.on_arrival)?;
    if scene.own_case {
        return Ok(());
    }
    let placement = scene.placement.ok_or(Stop::Unknown(Gap::Placement))?;
    let here = who.grant.is_some_and(|grant| grant.areas.iter().any(|area| placement.is_in(*area)));
    need(here, RefusalCode::OutOfScope)
}

/// The organisation whose officers read what their colleagues looked at: a station, a firm. An association reads nothing of it.
fn house(custody: &Custody) -> Option<OrgId> {
    let is_house = matches!(custody.role, Some(Role::PoliceOfficer | Role::FirmSupervisor | Role::Guard));
    custody.org.filter(|_| is_house)
}

/// Who reads a note: the data subject, its author, the officers of the same station or firm, and the moderators where the record
/// lies, if it is one that moderators read: else `moderated` is empty (DOMAIN §12, "Audit log").
#[must_use]
pub fn custody_readership(custody: &Custody, data_subject: Option<ActorId>, moderated: &Placement) -> BTreeSet<Bucket> {
    let people = data_subject.into_iter().chain(custody.by).map(Bucket::Actor);
    let moderators = MODERATED_IN.iter().flat_map(|kind| moderated.of_kind(kind)).map(Bucket::Moderation);
    people.chain(house(custody).map(Bucket::Org)).chain(moderators).collect()
}

/// Whether a reader of a note gets what it says: whoever has it in a bucket of theirs.
#[must_use]
pub fn may_read_custody(
    custody: &Custody,
    data_subject: Option<ActorId>,
    moderated: &Placement,
    reader: &Reader<'_>,
    wrote: bool,
) -> bool {
    let house = house(custody);
    wrote
        || data_subject == Some(reader.actor)
        || reader.grants.iter().any(|grant| match grant.role {
            Role::Moderator => grant.areas.iter().any(|area| moderated.is_in(*area)),
            _ => grant.org.is_some() && grant.org == house,
        })
}

/// May somebody with these grants have their account erased? What an officer did is audited for as long as the law says.
///
/// # Errors
/// [`RefusalCode::AuditBound`] for the police.
pub fn may_erase_account<'a>(grants: impl IntoIterator<Item = &'a Grant>) -> Result<(), RefusalCode> {
    let bound = grants.into_iter().any(|grant| matches!(grant.role, Role::PoliceOfficer | Role::Oversight));
    if bound { Err(RefusalCode::AuditBound) } else { Ok(()) }
}
