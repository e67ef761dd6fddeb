//! Referrals and attendance: who may do what, who reads which part, which buckets it goes to (DOMAIN §10, §10.1, §12). All of it stays
//! in the realm `care`: police, associations, guards and administrators read nothing, because nobody can be any of these there, and
//! because none of these functions gives them anything.

use std::collections::BTreeSet;

use super::acts::{Decision, Gap, Standing, Stop, Verdict, in_force, need, role};
use super::reading::Reader;
use super::routing::{Bucket, Routing};
use crate::clock::Timestamp;
use crate::event::{ActorId, Audience, Header, PartName, Realm, Role};
use crate::keys::PublicKey;
use crate::model::Model as _;
use crate::model::actor::OrgId;
use crate::model::attendance::{AttendanceAct, AttendanceEntry, Sheet};
use crate::model::grant::Grant;
use crate::model::referral::{
    Asked, CentreStanding, Consent, ConsentScope, Referral, ReferralAct, ReferralEntry, ReferralState, RequestPriority,
    Sent,
};
use crate::model::refusal::{Refusal, RefusalCode};
use crate::text::is_e164;

/// The longest BCP 47 tag that is taken (RFC 5646 §4.4.1).
const LONGEST_LANG: usize = 35;

/// Referrals of themselves that one person may have open at once.
pub const OPEN_SELF_REFERRALS: u32 = 3;

/// The audience of every event of the realm `care`.
#[must_use]
pub const fn care_audience() -> Audience {
    Audience::Care
}

/// Whether somebody can hold this role for this organisation in a realm: in `care`, whoever takes in does so for one centre, and nobody
/// else belongs to one.
#[must_use]
pub fn is_grantable(realm: &Realm, role: &Role, org: Option<OrgId>) -> bool {
    realm.has_role(role) && (*realm != Realm::Care || org.is_some() == (*role == Role::RehabIntake))
}

/// What an act on a referral is done to, and what is known around it.
#[derive(Debug, Clone, Copy)]
pub struct ReferralScene<'a> {
    /// The referral before.
    pub referral: &'a Referral,
    /// The referral that a new one takes the place of, where this side knows it.
    pub replaced: Option<&'a Referral>,
    /// What the centre is worth now, as far as the directory of this side says.
    pub centre: &'a CentreStanding,
    /// Who signs for the act.
    pub key: PublicKey,
    /// Now, by the clock of this side.
    pub now: Timestamp,
    /// The audience that the event has.
    pub audience: &'a Audience,
    /// Whether the event is judged on its arrival at the hub.
    pub on_arrival: bool,
}

/// May this be done by this person to this referral? To refer oneself needs no grant.
#[must_use]
pub fn may_on_referral(entry: &ReferralEntry, who: &Standing<'_>, scene: &ReferralScene<'_>) -> Decision {
    decision(judge(entry, who, scene))
}

fn decision(verdict: Verdict) -> Decision {
    match verdict {
        Ok(()) => Decision::Allow,
        Err(Stop::Unknown(gap)) => Decision::Unknown(gap),
        Err(Stop::Refuse(code)) => Decision::Refuse(Refusal { code, current: None }),
    }
}

fn judge(entry: &ReferralEntry, who: &Standing<'_>, scene: &ReferralScene<'_>) -> Verdict {
    use ReferralAct as A;
    use RefusalCode as No;
    need(*scene.audience == care_audience(), No::AudienceTooWide)?;
    need(*who.role != Role::Hub, No::HubOnly)?;
    if !scene.referral.has_begun() && !matches!(entry.act, A::Drafted(_)) {
        return Err(Stop::Unknown(Gap::History));
    }
    match &entry.act {
        A::Drafted(asked) => drafted(asked, entry, who, scene)?,
        A::Consented(consent) => {
            requester(who, scene)?;
            consented(consent, scene)?;
        }
        A::Sent(sent) => {
            requester(who, scene)?;
            send(sent, scene)?;
        }
        A::Received(_) | A::Waitlisted(_) | A::Declined(_) | A::Started(_) | A::Completed(_) | A::LeftEarly(_) => {
            centre(who, scene)?;
        }
        A::Accepted(accepted) => {
            centre(who, scene)?;
            need(scene.referral.sent_at.is_none_or(|sent| accepted.on >= sent), No::Incomplete)?;
        }
        A::NotAttended(_) => {
            if matches!(who.role, Role::RehabIntake) {
                centre(who, scene)?;
            } else {
                role(who, &[Role::OutreachWorker])?;
                requester(who, scene)?;
            }
            need(scene.referral.missed_from().is_none_or(|from| scene.now >= from), No::TooEarly)?;
        }
        A::Transferred(_) => {
            centre(who, scene)?;
            need(scene.referral.is_agreed(&ConsentScope::Transfer), No::NoConsent)?;
        }
        A::Withdrawn(_) => {
            role(who, &[Role::Resident, Role::OutreachWorker])?;
            // Whoever was referred may take it back whatever became of the worker's grant.
            need(who.is_reporter || is_requester(scene), No::NotReporter)?;
        }
        A::EnteredInError(_) => requester(who, scene)?,
        A::FollowUpPlanned(_) | A::FollowUpDone(_) => {
            role(who, &[Role::OutreachWorker])?;
            need(who.is_reporter || is_requester(scene), No::NotReporter)?;
            in_force(who, scene.now, scene.on_arrival)?;
            need(scene.referral.is_agreed(&ConsentScope::FollowUp), No::NoConsent)?;
        }
    }
    scene.referral.next(&entry.act)?;
    Ok(())
}

fn drafted(asked: &Asked, entry: &ReferralEntry, who: &Standing<'_>, scene: &ReferralScene<'_>) -> Verdict {
    use RefusalCode as No;
    role(who, &[Role::Resident, Role::OutreachWorker, Role::RehabIntake])?;
    let subject = entry.subject.as_ref().ok_or(No::Incomplete)?;
    need(subject.contact.as_deref().is_none_or(is_e164), No::Incomplete)?;
    need((2..=LONGEST_LANG).contains(&subject.preferred_lang.len()), No::Incomplete)?;
    let codes_known = !matches!(asked.urgency, RequestPriority::Other(_));
    need(codes_known, No::Incomplete)?;
    if !matches!(who.role, Role::Resident) {
        in_force(who, scene.now, scene.on_arrival)?;
    }
    match (who.role, asked.replaces) {
        (Role::RehabIntake, Some(_)) => {
            let old = scene.replaced.ok_or(Stop::Unknown(Gap::History))?;
            let here = old.asked.as_ref().map(|asked| asked.facility);
            let own = who.grant.and_then(|grant| grant.org);
            need(here.is_some() && here == own && here != Some(asked.facility), No::OutOfScope)?;
            need(old.is_agreed(&ConsentScope::Transfer), No::NoConsent)?;
            let may_go_on = old.state.as_ref().is_some_and(ReferralState::is_open) || old.replaced_by.is_some();
            need(may_go_on, No::WrongStatus)
        }
        (Role::RehabIntake, None) => Err(No::NotYourRole.into()),
        (_, None) => Ok(()),
        (_, Some(_)) => Err(No::NotYourRole.into()),
    }
}

fn consented(consent: &Consent, scene: &ReferralScene<'_>) -> Verdict {
    use RefusalCode as No;
    need(consent.scope.contains(&ConsentScope::Centre), No::NoConsent)?;
    // Where this reader does not know the age, nobody is taken for grown up.
    let age = scene.referral.subject.as_ref().map(|subject| &subject.age_band).ok_or(No::Incomplete)?;
    need(consent.by.may_for(age), if age.is_minor() { No::GuardianNeeded } else { No::NoConsent })
}

fn send(sent: &Sent, scene: &ReferralScene<'_>) -> Verdict {
    use RefusalCode as No;
    need(scene.referral.is_agreed(&ConsentScope::Centre), No::NoConsent)?;
    let asked = scene.referral.asked.as_ref().ok_or(No::Incomplete)?;
    need(asked.urgency != RequestPriority::Stat || sent.emergency_first, No::EmergencyFirst)?;
    need(scene.centre.lets_through(sent.despite_warning), No::NotAccredited)
}

fn is_requester(scene: &ReferralScene<'_>) -> bool {
    scene.referral.requested_by == Some(scene.key)
}

/// Whoever wrote it, with a grant in force, if not for themselves.
fn requester(who: &Standing<'_>, scene: &ReferralScene<'_>) -> Verdict {
    need(is_requester(scene) || who.is_reporter, RefusalCode::NotReporter)?;
    if matches!(who.role, Role::Resident) { Ok(()) } else { in_force(who, scene.now, scene.on_arrival) }
}

/// Whoever takes in at the centre that it was sent to.
fn centre(who: &Standing<'_>, scene: &ReferralScene<'_>) -> Verdict {
    use RefusalCode as No;
    role(who, &[Role::RehabIntake])?;
    in_force(who, scene.now, scene.on_arrival)?;
    let grant = who.grant.ok_or(No::NoGrant)?;
    need(scene.referral.has_gone() && is_addressed(grant, scene.referral), No::OutOfScope)
}

fn is_addressed(grant: &Grant, referral: &Referral) -> bool {
    grant.role == Role::RehabIntake
        && grant.org.is_some()
        && grant.org == referral.asked.as_ref().map(|asked| asked.facility)
}

/// Whether the centre that it was sent to still reads it: once it is taken back, it leaves the centre's phones.
fn is_at_centre(referral: &Referral) -> bool {
    let over = matches!(referral.state, Some(ReferralState::Withdrawn | ReferralState::Error));
    referral.has_gone() && !over
}

/// How it goes on after is between the outreach worker and whoever was referred.
fn is_follow_up(kind: &str) -> bool {
    kind.starts_with("referral.follow_up")
}

/// Whether a reader gets this part of an event on a referral. `wrote` says that the event is the reader's own, `requested` that the
/// referral is.
#[must_use]
pub fn may_read_referral(
    part: &PartName,
    header: &Header,
    referral: &Referral,
    reader: &Reader<'_>,
    wrote: bool,
    requested: bool,
) -> bool {
    if wrote {
        return true;
    }
    // Which account is behind a pseudonym, the hub had to be shown; nobody else has.
    if *part == PartName::Identity {
        return false;
    }
    let at_centre = is_at_centre(referral) && !is_follow_up(&header.kind);
    requested || (at_centre && reader.grants.iter().any(|grant| is_addressed(grant, referral)))
}

/// The buckets of a referral's readers: of whoever refers, and of the centre once it was sent. `requester` is the account behind it.
#[must_use]
pub fn referral_readership(referral: &Referral, requester: Option<ActorId>) -> BTreeSet<Bucket> {
    let mut readers: BTreeSet<Bucket> = requester.map(Bucket::Actor).into_iter().collect();
    if is_at_centre(referral) {
        readers.extend(referral.asked.as_ref().map(|asked| Bucket::Org(asked.facility)));
    }
    readers
}

/// Which buckets an accepted event of a referral goes to, which must be given the history, and which lose it.
#[must_use]
pub fn route_referral(before: &Referral, after: &Referral, requester: Option<ActorId>, header: &Header) -> Routing {
    let was = if before.has_begun() { referral_readership(before, requester) } else { BTreeSet::new() };
    let is = referral_readership(after, requester);
    let backfill = is.difference(&was).cloned().collect();
    let evict = was.difference(&is).cloned().collect();
    let add = if is_follow_up(&header.kind) { requester.map(Bucket::Actor).into_iter().collect() } else { is };
    Routing { add, backfill, evict }
}

/// What an act on a sheet of attendance is done to, and what is known around it.
#[derive(Debug, Clone, Copy)]
pub struct AttendanceScene<'a> {
    /// The sheet before.
    pub sheet: &'a Sheet,
    /// Who signs for the act.
    pub key: PublicKey,
    /// Now, by the clock of this side.
    pub now: Timestamp,
    /// The audience that the event has.
    pub audience: &'a Audience,
    /// Whether the event is judged on its arrival at the hub.
    pub on_arrival: bool,
}

/// May this be done by this person to this sheet? Outreach workers keep their own, and nobody is on one by name without consent, no child
/// without a guardian's.
#[must_use]
pub fn may_on_attendance(entry: &AttendanceEntry, who: &Standing<'_>, scene: &AttendanceScene<'_>) -> Decision {
    decision(judge_attendance(entry, who, scene))
}

fn judge_attendance(entry: &AttendanceEntry, who: &Standing<'_>, scene: &AttendanceScene<'_>) -> Verdict {
    use RefusalCode as No;
    need(*scene.audience == care_audience(), No::AudienceTooWide)?;
    role(who, &[Role::OutreachWorker])?;
    in_force(who, scene.now, scene.on_arrival)?;
    if !matches!(entry.act, AttendanceAct::Opened(_)) {
        if !scene.sheet.has_begun() {
            return Err(Stop::Unknown(Gap::History));
        }
        need(scene.sheet.opened_by == Some(scene.key) || who.is_reporter, No::NotReporter)?;
    }
    if let AttendanceAct::Named(named) = &entry.act {
        need(entry.attendee.is_some(), No::Incomplete)?;
        let otherwise = if named.age_band.is_minor() { No::GuardianNeeded } else { No::NoConsent };
        need(named.by.may_for(&named.age_band), otherwise)?;
    }
    scene.sheet.takes(&entry.act)?;
    Ok(())
}

/// Where the events of a sheet go: to whoever keeps it, and nowhere else.
#[must_use]
pub fn route_attendance(keeper: Option<ActorId>) -> Routing {
    Routing { add: keeper.map(Bucket::Actor).into_iter().collect(), ..Routing::default() }
}

#[cfg(test)]
mod tests;
