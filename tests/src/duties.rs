//! Sites, shifts and patrols in every state, by the road that leads there, and every act as each of many people does it.

use std::collections::BTreeMap;
use std::sync::LazyLock;
use std::time::Duration;

use usalama_core::clock::{DeviceTime, KENYA_UTC_OFFSET_MINUTES, Timestamp};
use usalama_core::event::{Author, ChainHead, ChainId, Draft, EventError, EventId, Role, SubjectId, VerifiedEvent};
use usalama_core::geo::AreaId;
use usalama_core::keys::Hash;
use usalama_core::model::Model as _;
use usalama_core::model::cap::Severity;
use usalama_core::model::duty::{
    AutoCloseReason, AutoClosed, BookedOff, BookedOn, Changed, Checkpoint, CheckpointKind, CheckpointMissed,
    CheckpointNo, CheckpointRemoved, CheckpointSet, CheckpointsMissed, Duty, DutyAct, DutyEntry, DutyKind, Edition,
    ExceptionKind, ExceptionRef, Explained, LegPlan, LegStarted, Mandate, ObservationType, Observed, OrderMode,
    OtpSecret, PassDown, PassDownAnswer, PatrolAct, PatrolPlan, Proof, ReviewDecision, Reviewed, Route, RouteNo,
    RouteRef, RouteSet, SCHEMA_VERSION, ShiftAct, ShiftPlan, Site, SiteAct, SiteDescription, SkipReason, Skipped,
    Started, Stop, TagDigest, TrackChunk, TrackSummary, Transport, Visited, WelfareAnswered, WelfareMissed,
};
use usalama_core::model::grant::Grant;
use usalama_core::model::incident::{Nothing, Stamp, Words};
use usalama_core::policy::{Decision, DutyScene, Placement, Standing, duty_audience, may_on_duty};
use usalama_core::text::{Description, Title};
use uuid::Uuid;

use crate::fixtures::{EVENING, FIRM, OTHER_FIRM, Person, Spot, minutes_before, org, placement, words};

/// The association that the site is guarded for.
pub const CLIENT: usalama_core::model::actor::OrgId = org(5);
/// Another association.
pub const OTHER_CLIENT: usalama_core::model::actor::OrgId = org(6);
/// The site.
pub const SITE: SubjectId = SubjectId(Uuid::from_u128(0x517E));

/// Somebody, and what became of the grant.
#[derive(Debug, Clone)]
pub struct Somebody {
    /// Who.
    pub person: Person,
    /// The grant was taken back.
    pub revoked: bool,
}

/// People by the names that `data/duties.csv` has for them.
pub type Staff = BTreeMap<&'static str, Somebody>;

/// Everybody who has, or might want, a part in guards' work.
#[must_use]
pub fn staff() -> Staff {
    use Spot as S;
    let list = [
        ("grd", Role::Guard, S::Site, Some(FIRM)),
        ("grd_t", Role::Guard, S::Site, Some(FIRM)),
        ("grd_o", Role::Guard, S::Site, Some(FIRM)),
        ("grd_a", Role::Guard, S::Elsewhere, Some(FIRM)),
        ("grd_x", Role::Guard, S::Site, Some(OTHER_FIRM)),
        ("sup", Role::FirmSupervisor, S::Site, Some(FIRM)),
        ("sup_a", Role::FirmSupervisor, S::Elsewhere, Some(FIRM)),
        ("sup_x", Role::FirmSupervisor, S::Site, Some(OTHER_FIRM)),
        ("rao", Role::RaOfficial, S::Ra, Some(CLIENT)),
        ("rao_x", Role::RaOfficial, S::Ra, Some(OTHER_CLIENT)),
        ("res", Role::Resident, S::Ward, None),
        ("pol", Role::PoliceOfficer, S::StationArea, Some(crate::fixtures::STATION)),
        ("mod", Role::Moderator, S::Ra, None),
        ("adm", Role::ProgrammeAdmin, S::County, None),
        ("ovr", Role::Oversight, S::County, None),
        ("hub", Role::Hub, S::County, None),
    ];
    let person = |(number, (name, role, area, org)): (u128, (&'static str, Role, Spot, _))| {
        (name, Somebody { person: Person::new(0xD0 + number, role, area.id(), org), revoked: false })
    };
    let mut staff: Staff = (1..).zip(list).map(person).collect();
    for (name, of, days_ago, revoked) in [
        ("grd_e", "grd", 10, false),
        ("grd_r", "grd", -10, true),
        ("sup_g", "sup", 1, false),
        ("sup_e", "sup", 10, false),
        ("sup_r", "sup", -10, true),
    ] {
        let mut somebody = staff[of].clone();
        somebody.revoked = revoked;
        somebody.person.grant.not_before = minutes_before(EVENING, 40 * 24 * 60);
        somebody.person.grant.expires = minutes_before(EVENING, days_ago * 24 * 60);
        staff.insert(name, somebody);
    }
    staff
}

impl Somebody {
    /// What policy knows of them.
    #[must_use]
    pub fn standing(&self) -> Standing<'_> {
        let grant: Option<&Grant> = Some(&self.person.grant).filter(|_| self.person.role != Role::Hub);
        Standing {
            role: &self.person.role,
            actor: Some(self.person.id),
            grant,
            revoked: self.revoked,
            joined_at: None,
            is_reporter: false,
        }
    }

    fn firm(&self) -> usalama_core::model::actor::OrgId {
        self.person.grant.org.unwrap_or(FIRM)
    }
}

/// A site, shift or patrol as its events come to be.
#[derive(Debug, Clone)]
pub struct Post {
    /// What it is.
    pub kind: DutyKind,
    /// Identity.
    pub id: SubjectId,
    /// Its events, each with its stamp, in hub order.
    pub events: Vec<(VerifiedEvent, Stamp)>,
    /// When the next event is made and received.
    pub now: Timestamp,
    /// The area of the next event.
    pub area: Option<AreaId>,
}

/// Something that anybody writes.
#[must_use]
pub fn title(text: &str) -> Title {
    Title::new(text).expect("a title")
}

/// A secret of a rotating code.
#[must_use]
pub fn secret() -> OtpSecret {
    OtpSecret::try_from("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ".to_owned()).expect("base32")
}

impl Post {
    /// One of which nothing is known.
    #[must_use]
    pub fn new(kind: DutyKind, number: u128) -> Self {
        let id = if kind == DutyKind::Site { SITE } else { SubjectId(Uuid::from_u128(number)) };
        Self { kind, id, events: vec![], now: EVENING, area: Some(Spot::Site.id()) }
    }

    /// As it stands.
    #[must_use]
    pub fn duty(&self) -> Duty {
        Duty::fold(self.kind, self.id, self.events.iter().map(|(event, stamp)| (event, *stamp)))
    }

    /// Signs an act as the next link of its author's chain, without taking it in.
    ///
    /// # Errors
    /// [`EventError`] for parts beyond the limits.
    pub fn sign(&self, who: &Person, entry: &DutyEntry) -> Result<VerifiedEvent, EventError> {
        let author = Author::Actor { id: who.id, key: who.key.public() };
        let audience = duty_audience(self.kind);
        let chain = ChainId { key: who.key.public(), subject: self.id, audience: audience.clone() };
        let head = self
            .events
            .iter()
            .filter(|(event, _)| ChainId::of(event.header()) == chain)
            .fold(ChainHead::default(), |head, (event, _)| head.after(event.hash()));
        let monotonic_ms = u64::try_from(self.now.as_millis().saturating_sub(EVENING.as_millis())).ok();
        let boot = Some(Uuid::from_u128(who.id.0.as_u128() ^ 0xB007));
        let time = DeviceTime { at: self.now, utc_offset: KENYA_UTC_OFFSET_MINUTES, monotonic_ms, boot };
        let draft = Draft {
            subject: self.id,
            kind: entry.act.kind(),
            schema_version: SCHEMA_VERSION,
            role: who.role.clone(),
            area: self.area,
            audience,
            time,
            parts: entry.parts()?,
        };
        draft.sign(author, &who.key, &head)
    }

    /// The hub takes an act up, a minute after the one before.
    ///
    /// # Panics
    /// Where the act cannot be signed.
    pub fn then(&mut self, who: &Somebody, entry: &DutyEntry) -> &mut Self {
        let event = self.sign(&who.person, entry).expect("an event");
        let seq = self.events.len() as u64 + 1;
        self.events.push((event, Stamp::Confirmed { seq, at: self.now }));
        self.now = self.now.plus(Duration::from_secs(60));
        self
    }

    /// Somebody does an act of this kind.
    pub fn does(&mut self, who: &str, kind: &str, staff: &Staff) -> &mut Self {
        let entry = entry_of(kind, who, &self.duty(), staff);
        self.then(&staff[who], &entry)
    }

    /// What policy says now. `change` may change what is known around it.
    #[must_use]
    pub fn judge(
        &self,
        who: &Somebody,
        entry: &DutyEntry,
        site: Option<&Site>,
        change: impl FnOnce(&mut Standing<'_>, &mut DutyScene<'_>),
    ) -> Decision {
        self.judge_on(&self.duty(), who, entry, site, change)
    }

    /// As [`Post::judge`], where it is known how it stands.
    #[must_use]
    pub fn judge_on(
        &self,
        duty: &Duty,
        who: &Somebody,
        entry: &DutyEntry,
        site: Option<&Site>,
        change: impl FnOnce(&mut Standing<'_>, &mut DutyScene<'_>),
    ) -> Decision {
        let (here, audience) = (placement(), duty_audience(self.kind));
        let mut scene = DutyScene {
            duty,
            site: site.filter(|_| self.kind != DutyKind::Site),
            area: self.area,
            placement: Some(&here),
            now: self.now,
            audience: &audience,
            on_arrival: true,
        };
        let mut standing = who.standing();
        change(&mut standing, &mut scene);
        may_on_duty(entry, &standing, &scene)
    }
}

/// A placement in which nothing of the site lies.
#[must_use]
pub fn elsewhere() -> &'static Placement {
    static ELSEWHERE: LazyLock<Placement> =
        LazyLock::new(|| Placement::new([(Spot::Elsewhere.id(), usalama_core::geo::AreaKind::Ward)]));
    &ELSEWHERE
}

/// The site with two checkpoints and a route, as its supervisor set it up.
#[must_use]
pub fn set_up(staff: &Staff) -> Post {
    let mut post = Post::new(DutyKind::Site, 0);
    for kind in ["site.described", "site.checkpoint_set", "site.checkpoint_set", "site.route_set", "site.orders_issued"]
    {
        post.does("sup", kind, staff);
    }
    post
}

/// The site as it stands.
///
/// # Panics
/// Never.
#[must_use]
pub fn site_of(post: &Post) -> Site {
    match post.duty() {
        Duty::Site(site) => *site,
        other => panic!("{other:?}"),
    }
}

/// The states of each kind, as the tables name them: the patrol that the hub closed has a name of its own.
#[must_use]
pub const fn states(kind: DutyKind) -> &'static [&'static str] {
    match kind {
        DutyKind::Site => &["none", "described"],
        DutyKind::Shift => &["none", "planned", "on_duty", "on_break", "handover", "ended", "no_show", "abandoned"],
        DutyKind::Patrol => &[
            "none",
            "planned",
            "active",
            "paused",
            "completed",
            "aborted",
            "auto_closed",
            "closed_by_hub",
            "queried",
            "explained",
            "reviewed",
        ],
    }
}

/// How the tables name where it stands.
#[must_use]
pub fn state_name(duty: &Duty) -> &str {
    match duty {
        Duty::Site(_) if duty.has_begun() => "described",
        Duty::Patrol(patrol) if patrol.closed_by_hub && duty.state_code() == Some("auto_closed") => "closed_by_hub",
        other => other.state_code().unwrap_or("none"),
    }
}

/// One in a state, by the road that leads there.
///
/// # Panics
/// For a state that there is not, and where the road does not lead there.
#[must_use]
pub fn post_in(kind: DutyKind, state: &str, staff: &Staff) -> Post {
    if kind == DutyKind::Site && state == "described" {
        return set_up(staff);
    }
    let mut post = Post::new(kind, if kind == DutyKind::Shift { 0x5417 } else { 0xBEA7 });
    let road: &[(&str, &str)] = match (kind, state) {
        (_, "none") => &[],
        (DutyKind::Shift, "planned") => &[("sup", "shift.planned")],
        (DutyKind::Shift, "on_duty") => &[("sup", "shift.planned"), ("grd", "shift.booked_on")],
        (DutyKind::Shift, "on_break") => {
            &[("sup", "shift.planned"), ("grd", "shift.booked_on"), ("grd", "shift.break_started")]
        }
        (DutyKind::Shift, "handover") => {
            &[("sup", "shift.planned"), ("grd", "shift.booked_on"), ("grd", "shift.passed_down")]
        }
        (DutyKind::Shift, "ended") => &[
            ("sup", "shift.planned"),
            ("grd", "shift.booked_on"),
            ("grd", "shift.passed_down"),
            ("grd", "shift.booked_off"),
        ],
        (DutyKind::Shift, "abandoned") => &[
            ("sup", "shift.planned"),
            ("grd", "shift.booked_on"),
            ("grd", "shift.passed_down"),
            ("sup", "shift.abandoned"),
        ],
        (DutyKind::Shift, "no_show") => &[("sup", "shift.planned"), ("sup", "shift.no_show")],
        (DutyKind::Patrol, "planned") => &[("sup", "patrol.planned")],
        (DutyKind::Patrol, "active") => &[("grd", "patrol.started")],
        (DutyKind::Patrol, "paused") => &[("grd", "patrol.started"), ("grd", "patrol.paused")],
        (DutyKind::Patrol, "completed") => &[("grd", "patrol.started"), ("grd", "patrol.completed")],
        (DutyKind::Patrol, "aborted") => &[("grd", "patrol.started"), ("grd", "patrol.aborted")],
        (DutyKind::Patrol, "auto_closed") => &[("grd", "patrol.started"), ("grd", "patrol.auto_closed")],
        (DutyKind::Patrol, "closed_by_hub") => &[("grd", "patrol.started"), ("hub", "patrol.auto_closed")],
        (DutyKind::Patrol, "queried") => {
            &[("grd", "patrol.started"), ("grd", "patrol.completed"), ("sup", "patrol.queried")]
        }
        (DutyKind::Patrol, "explained") => &[
            ("grd", "patrol.started"),
            ("grd", "patrol.completed"),
            ("sup", "patrol.queried"),
            ("grd", "patrol.explained"),
        ],
        (DutyKind::Patrol, "reviewed") => {
            &[("grd", "patrol.started"), ("grd", "patrol.completed"), ("sup", "patrol.reviewed")]
        }
        other => panic!("{other:?} is no state"),
    };
    for (who, act) in road {
        post.does(who, act, staff);
    }
    assert_eq!(state_name(&post.duty()), state, "the road to {state}");
    // Half an hour has passed since everything that was planned.
    post.now = EVENING.plus(Duration::from_secs(45 * 60));
    post
}

/// Every kind of act, and `patrol.queried`: a review that asks.
pub fn kinds(of: DutyKind) -> impl Iterator<Item = &'static str> {
    let (kinds, more): (&[&'static str], Option<&'static str>) = match of {
        DutyKind::Site => (SiteAct::KINDS, None),
        DutyKind::Shift => (ShiftAct::KINDS, None),
        DutyKind::Patrol => (PatrolAct::KINDS, Some("patrol.queried")),
    };
    kinds.iter().copied().chain(more)
}

/// The act of this kind as this person does it now, with all that it needs.
///
/// # Panics
/// For a kind that there is not.
#[must_use]
pub fn entry_of(kind: &str, who: &str, duty: &Duty, staff: &Staff) -> DutyEntry {
    let me = &staff[who];
    let said = |act: DutyAct| DutyEntry::with_comment(act, Some(words("As was said.")));
    match kind.split('.').next() {
        Some("site") => on_site(kind, me, duty),
        Some("shift") => on_shift(kind, me, duty, staff, said),
        _ => on_patrol(kind, me, staff, said),
    }
}

fn on_site(kind: &str, me: &Somebody, duty: &Duty) -> DutyEntry {
    let Duty::Site(site) = duty else { panic!("{kind} is done to a site") };
    let edition = site.edition.next();
    // The first checkpoint shows a rotating code, the next bears a tag.
    let no = CheckpointNo(if edition == Edition(2) { 1 } else { 2 });
    match kind {
        "site.described" => SiteAct::Described(SiteDescription {
            edition,
            name: title("Mfano Plaza"),
            firm: me.firm(),
            client: Some(CLIENT),
            posts: vec![],
            emergency_contacts: vec![],
        })
        .into(),
        "site.orders_issued" => {
            let words = Words { description: Description::new("Nobody enters.").ok(), ..Words::default() };
            DutyEntry { words: Some(words), ..SiteAct::OrdersIssued(Changed { edition }).into() }
        }
        "site.checkpoint_set" => {
            let rotating = no == CheckpointNo(1);
            let kind = if rotating { CheckpointKind::QrRotating } else { CheckpointKind::NfcStatic };
            let mut checkpoint = Checkpoint::new(no, title("Gate"), kind);
            checkpoint.tag = (!rotating).then(|| TagDigest::of(SITE, no, b"tag"));
            let set = SiteAct::CheckpointSet(CheckpointSet { edition, checkpoint });
            DutyEntry { secret: rotating.then(secret), ..set.into() }
        }
        "site.checkpoint_removed" => {
            SiteAct::CheckpointRemoved(CheckpointRemoved { edition, no: CheckpointNo(2) }).into()
        }
        "site.route_set" => SiteAct::RouteSet(RouteSet {
            edition,
            route: Route {
                no: RouteNo(1),
                name: title("Round"),
                stops: vec![Stop::at(CheckpointNo(1)), Stop::at(CheckpointNo(2))],
                order: OrderMode::Any,
                every_min: Some(60),
                jitter_min: 5,
            },
        })
        .into(),
        "site.commented" => DutyEntry::with_comment(SiteAct::Commented(Nothing {}), Some(words("A lamp is out."))),
        other => panic!("{other} is no act"),
    }
}

fn on_shift(kind: &str, me: &Somebody, duty: &Duty, staff: &Staff, said: impl Fn(DutyAct) -> DutyEntry) -> DutyEntry {
    let Duty::Shift(shift) = duty else { panic!("{kind} is done to a shift") };
    let nowhere = PassDownAnswer { note: EventId(Uuid::nil()), note_hash: Hash::of("nothing", &[]) };
    let answer =
        shift.pass_downs.last().map_or(nowhere, |note| PassDownAnswer { note: note.event, note_hash: note.hash });
    let check = u16::try_from(shift.welfare.len()).unwrap_or(0) + 1;
    let act: ShiftAct = match kind {
        "shift.planned" => ShiftAct::Planned(ShiftPlan {
            guard: staff["grd"].person.id,
            firm: me.firm(),
            site: SITE,
            post: None,
            from: EVENING,
            to: EVENING.plus(Duration::from_secs(12 * 3600)),
            welfare_every_min: Some(60),
        }),
        "shift.booked_on" => ShiftAct::BookedOn(BookedOn {
            firm: Some(me.firm()),
            site: Some(SITE),
            post: None,
            welfare_every_min: None,
            photo: None,
            shared_phone: false,
        }),
        "shift.break_started" => ShiftAct::BreakStarted(Nothing {}),
        "shift.break_ended" => ShiftAct::BreakEnded(Nothing {}),
        "shift.welfare_answered" => ShiftAct::WelfareAnswered(WelfareAnswered { check, ok: true }),
        "shift.welfare_missed" => ShiftAct::WelfareMissed(WelfareMissed { check }),
        "shift.passed_down" => ShiftAct::PassedDown(PassDown::default()),
        "shift.pass_down_signed" => ShiftAct::PassDownSigned(answer),
        "shift.pass_down_refused" => ShiftAct::PassDownRefused(answer),
        "shift.booked_off" => ShiftAct::BookedOff(BookedOff::default()),
        "shift.no_show" => ShiftAct::NoShow(Nothing {}),
        "shift.abandoned" => ShiftAct::Abandoned(Nothing {}),
        "shift.explained" => ShiftAct::Explained(Explained { of: ExceptionRef::of(ExceptionKind::LateStart) }),
        other => panic!("{other} is no act"),
    };
    said(act.into())
}

fn on_patrol(kind: &str, me: &Somebody, staff: &Staff, said: impl Fn(DutyAct) -> DutyEntry) -> DutyEntry {
    let is_guard = me.person.role == Role::Guard;
    let guard = if is_guard { me.person.id } else { staff["grd"].person.id };
    let leg = LegPlan { transport: Transport::Foot, leader: guard, members: vec![staff["grd_t"].person.id] };
    let tag = Proof::Tag(TagDigest::of(SITE, CheckpointNo(2), b"tag"));
    let act = match kind {
        "patrol.planned" => PatrolAct::Planned(PatrolPlan {
            guard,
            firm: Some(me.firm()),
            site: SITE,
            route: RouteNo(1),
            from: EVENING,
            mandate: Mandate::Routine,
        }),
        "patrol.started" => PatrolAct::Started(Box::new(Started {
            firm: Some(me.firm()),
            shift: None,
            site: Some(SITE),
            client: Some(CLIENT),
            route: Some(RouteRef { no: RouteNo(1), edition: Edition(5) }),
            mandate: Mandate::Routine,
            objective: None,
            is_armed: false,
            leg,
        })),
        "patrol.leg_started" => PatrolAct::LegStarted(LegStarted { leg, reason_for_change: None }),
        "patrol.paused" => PatrolAct::Paused(Nothing {}),
        "patrol.resumed" => PatrolAct::Resumed(Nothing {}),
        "patrol.visited" => PatrolAct::Visited(Visited {
            checkpoint: CheckpointNo(2),
            proof: tag,
            distance_m: None,
            accuracy_m: None,
            answers: vec![],
            verdict: usalama_core::model::duty::Verdict::Ok,
        }),
        "patrol.skipped" => PatrolAct::Skipped(Skipped { checkpoint: CheckpointNo(1), reason: SkipReason::Blocked }),
        "patrol.observed" => PatrolAct::Observed(Observed {
            kind: ObservationType::LightOut,
            severity: Severity::Minor,
            raises_incident: None,
        }),
        "patrol.noted" => PatrolAct::Noted(Explained { of: ExceptionRef::of(ExceptionKind::BatteryDead) }),
        "patrol.tracked" => PatrolAct::Tracked(TrackSummary::default()),
        "patrol.completed" => PatrolAct::Completed(Nothing {}),
        "patrol.aborted" => PatrolAct::Aborted(Nothing {}),
        "patrol.auto_closed" => PatrolAct::AutoClosed(AutoClosed { reason: AutoCloseReason::TooLong }),
        "patrol.checkpoints_missed" => PatrolAct::CheckpointsMissed(CheckpointsMissed {
            missed: vec![CheckpointMissed { checkpoint: CheckpointNo(1), round: 0 }],
        }),
        "patrol.explained" => PatrolAct::Explained(Explained { of: ExceptionRef::of(ExceptionKind::LateStart) }),
        "patrol.reviewed" => PatrolAct::Reviewed(Reviewed { decision: ReviewDecision::Accepted }),
        "patrol.queried" => PatrolAct::Reviewed(Reviewed { decision: ReviewDecision::Queried }),
        other => panic!("{other} is no act"),
    };
    let track = (kind == "patrol.tracked").then(|| TrackChunk { packed: "AQAA".to_owned() });
    DutyEntry { track, ..said(act.into()) }
}
