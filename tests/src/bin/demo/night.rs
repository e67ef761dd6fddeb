//! A night at a guarded site: two guards share a phone, one of them walks a round that does not go as planned, and in the morning
//! everybody sees of it what they may, and what it proves.

mod evidence;
mod map;
mod morning;
mod walk;

use std::sync::Arc;
use std::time::{Duration, Instant};

use usalama_core::client::{BookOn, Error, NewPatrol, PatrolDetail, SyncReport, UnderWay};
use usalama_core::clock::{Clock as _, ManualClock, Timestamp};
use usalama_core::event::{ActorId, Role, SubjectId};
use usalama_core::model::duty::{
    CheckpointNo, ExceptionKind, PassDown, PassDownItem, PassDownSaid, PatrolState, Priority, ShiftState, SkipReason,
    Verdict,
};
use usalama_core::model::refusal::RefusalCode;
use usalama_core::text::{Comment, Title};
use usalama_tests::guarding::{GuardedSite, ROUND};
use usalama_tests::phone::Phone;
use usalama_tests::town::Town;

use crate::print::{self, Count};
use walk::Walk;

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);
/// Nairobi is so far ahead of UTC.
const NAIROBI: Duration = Duration::from_secs(3 * 3600);
/// How far the phone's clock is set back.
const BACK: Duration = Duration::from_secs(2 * 3600);
/// The checkpoint whose printed code is scanned from a photograph.
const PHOTOGRAPHED: CheckpointNo = CheckpointNo(4);
/// The checkpoint that cannot be reached.
const BLOCKED: CheckpointNo = CheckpointNo(2);
/// A checkpoint whose code changes, after the phone's clock was set back.
const CHANGING: CheckpointNo = CheckpointNo(8);

/// Plays the night, and fails where it does not go as it must.
pub async fn keep_watch() -> Count {
    let started = Instant::now();
    print::title("2  Mfano Plaza: a night shift without a network");
    let (mut night, phone) = Night::begin().await;
    night.play(phone).await;
    night.count.seconds = started.elapsed().as_secs_f64();
    print::note(&format!("{:.1} s for this night", night.count.seconds));
    night.count
}

struct Night {
    town: Town,
    site: GuardedSite,
    /// Who shares the day guard's phone.
    night: ActorId,
    supervisor: Phone,
    /// The guard of the morning.
    next: Phone,
    /// Of the resident association that the site is guarded for.
    official: Phone,
    count: Count,
}

impl Night {
    /// What has to be there before, with a network: the site, the people, and the phone that two of them share.
    async fn begin() -> (Self, Phone) {
        let town = Town::start();
        let supervisor = town.recruit(Role::FirmSupervisor).await;
        let site = GuardedSite::set_up(&town, &supervisor.app, Some(60));
        let mut sync = supervisor.sync().await;
        assert_eq!(sync.refused, 0, "the hub takes the site up");
        // Its clock is its own: nobody else's is set back with it.
        let clock = Arc::new(ManualClock::starting_at(town.clock.now()));
        let phone = Phone::with_clock(town.hub.address(), clock);
        town.appoint(&phone, Role::Guard).await;
        let day = phone.actor();
        let night = phone.app.sign_in_new(&phone.key).expect("a second profile");
        town.appoint(&phone, Role::Guard).await;
        phone.app.sign_in(day, &phone.key).expect("the day guard signs in");
        sync = sync.plus(phone.sync().await);
        let (next, official) = (town.recruit(Role::Guard).await, town.recruit(Role::RaOfficial).await);
        let count = Count { sync, ..Count::default() };
        (Self { town, site, night, supervisor, next, official, count }, phone)
    }

    async fn play(&mut self, phone: Phone) {
        let known = phone.app.site(self.site.id).expect("the guards have the site at hand");
        assert_eq!((known.checkpoints().count(), known.routes().count()), (9, 1));
        print::act("Wanjiru, supervisor", "has set up a site: nine checkpoints, a round to be walked every hour");
        assert_eq!(phone.app.profiles().expect("profiles").len(), 2);
        print::act(
            "Kiprono and Atieno",
            "guard it by day and by night, and share one phone, on which each has a profile",
        );
        phone.go_offline();
        self.next.go_offline();
        let shift = self.change_over(&phone).await;
        let (phone, id) = self.patrol(phone, shift).await;
        self.until_morning(&phone, shift, id).await;
        self.exchange(&phone, shift, id).await;
        self.review(&phone, id).await;
        self.client(id).await;
        evidence::show(&phone, self.next.actor(), id, PHOTOGRAPHED);
    }

    /// The day ends and the night begins, on one phone.
    async fn change_over(&self, phone: &Phone) -> SubjectId {
        let app = &phone.app;
        let book = || BookOn { site: Some(self.site.id), at: Some(self.town.place()), ..BookOn::default() };
        let tomorrow = self.now().plus(NAIROBI).floor_to(DAY).plus(DAY + 6 * HOUR);
        self.pass(phone, tomorrow.since(self.now().plus(NAIROBI))).await;
        let day_shift = app.book_on(book()).expect("the day guard books on").shift.id;
        self.pass(phone, 12 * HOUR).await;
        let light = comment("The light at the back gate is out.");
        let items = vec![PassDownItem { text: light.clone(), priority: Priority::High, carried: false }];
        let keys = vec![Title::new("Roof").expect("a key"), Title::new("Generator").expect("a key")];
        app.pass_down(day_shift, PassDown { items, keys, ..PassDown::default() }, None).expect("the note is written");
        let codes = app.pass_down_codes(day_shift).expect("codes");
        let off = app.book_off(day_shift, None, None).expect("the day guard books off");
        assert_eq!(off.shift.state, Some(ShiftState::Ended));
        self.act("Kiprono, day guard", "no network; writes and signs what the night has to know, books off");
        print::shows(ShiftState::Ended.label().expect("a label"));

        app.sign_in(self.night, &phone.key).expect("the night guard signs in");
        assert!(app.shift(day_shift).is_err(), "the night guard's profile holds nothing of the day guard's");
        let taken = app.take_up_pass_down(&codes).expect("the night guard takes the note up");
        let signed = app.sign_pass_down(taken).expect("the night guard signs").shift;
        let note = signed.pass_downs.first().expect("the note");
        assert_eq!((note.note.items.first().map(|item| &item.text), note.note.keys.len()), (Some(&light), 2));
        assert!(matches!(note.answer, Some(PassDownSaid::Signed { by, .. }) if by == Some(self.night)));
        let on = app.book_on(BookOn { welfare_every_min: Some(60), ..book() }).expect("the night guard books on");
        assert_eq!(on.shift.state, Some(ShiftState::OnDuty));
        let what =
            format!("signs in on the same phone, takes the note up in {} QR codes, signs it, books on", codes.len());
        self.act("Atieno, night guard", &what);
        print::note(&format!("\"{}\" And two keys: both signatures are there", light.as_str()));
        print::shows(ShiftState::OnDuty.label().expect("a label"));
        on.shift.id
    }

    /// The round: what each scan is worth is told at once, without a network.
    async fn patrol(&self, phone: Phone, shift: SubjectId) -> (Phone, SubjectId) {
        self.pass(&phone, 45 * MINUTE).await;
        let new = NewPatrol { route: Some(ROUND), at: Some(self.town.place()), ..NewPatrol::default() };
        let patrol = phone.app.start_patrol(new).expect("the patrol begins");
        let id = patrol.id();
        self.act("", "walks the round; the phone records where, and says at once what each scan is worth:");
        let known = phone.app.site(self.site.id).expect("the site");
        let mut walk = Walk::new(&self.town, &self.site, &known, phone.clock.clone());
        walk.scan(&patrol, CheckpointNo(1), Verdict::Ok).await;
        let far = walk.read(&patrol, PHOTOGRAPHED, Verdict::TooFar);
        assert_eq!(far.distance_m, Some(60));
        print::note("   a photograph of its printed code, read at the gate, 60 m away");
        walk.skip(&patrol, BLOCKED, SkipReason::Blocked);
        walk.to(&patrol, 10.0, 26.0).await;
        walk.to(&patrol, 30.0, 26.0).await;
        walk.scan(&patrol, CheckpointNo(3), Verdict::Ok).await;
        walk.scan(&patrol, CheckpointNo(5), Verdict::Ok).await;

        let paused = patrol.pause(None).expect("the patrol is interrupted");
        assert_eq!(phone.app.patrol(id).expect("the patrol").patrol.state, Some(PatrolState::Paused));
        self.pass(&phone, 9 * MINUTE).await;
        let checks = phone.app.answer_welfare(shift, true, None).expect("the welfare check is answered").welfare;
        assert!(checks.iter().any(|check| check.check == 1 && check.ok == Some(true)));
        print::note(&format!(
            "{}  a pause, in which nothing is recorded; she answers the welfare check: all is well",
            self.time()
        ));
        let patrol = paused.resume(None).expect("the patrol goes on");
        walk.scan(&patrol, CheckpointNo(6), Verdict::Ok).await;

        let phone = self.restart(phone);
        let Ok(Some(UnderWay::Active(patrol))) = phone.app.patrol_under_way() else { panic!("the patrol goes on") };
        walk.scan(&patrol, CheckpointNo(7), Verdict::ClockSuspect).await;
        walk.scan(&patrol, CHANGING, Verdict::ClockSuspect).await;
        self.true_time(&phone, id);
        walk.scan(&patrol, CheckpointNo(9), Verdict::ClockSuspect).await;
        walk.to(&patrol, 160.0, 40.0).await;
        walk.to(&patrol, 0.0, 40.0).await;
        walk.to(&patrol, 0.0, 0.0).await;
        let ended = patrol.complete(Some(self.town.place())).expect("the patrol ends");
        assert_eq!(ended.patrol.state, Some(PatrolState::Completed));
        self.act("", "is back at the gate and ends the round");
        print::shows(PatrolState::Completed.label().expect("a label"));
        print::note("what did not go as planned, as the phone finds it:");
        exceptions(&ended, &[(ExceptionKind::MissedCheckpoint, Some(PHOTOGRAPHED)), (ExceptionKind::ClockJump, None)]);
        (phone, id)
    }

    /// The phone restarts, and its clock comes up two hours behind.
    fn restart(&self, phone: Phone) -> Phone {
        let before = phone.clock.now();
        phone.clock.reboot();
        phone.clock.set_wall(earlier(before, BACK));
        print::note(&format!(
            "{}  the phone restarts, and its clock is set back to {}",
            self.time(),
            hour(phone.clock.now())
        ));
        phone.restarted()
    }

    /// The code of a changing display tells when it was read, to half a minute, whatever the phone's clock says.
    fn true_time(&self, phone: &Phone, id: SubjectId) {
        let told = phone.app.patrol(id).expect("the patrol").assessment.visits;
        let shown_at = told.last().and_then(|visit| visit.code_shown_at).expect("the code tells the time");
        assert!(self.now().since(shown_at) < Duration::from_secs(30) && shown_at <= self.now());
        assert!(phone.clock.now().distance(self.now()).abs_diff(BACK) < MINUTE);
        let (says, clock) = (hour(shown_at), hour(phone.clock.now()));
        print::note(&format!("   its changing code is that of {says}; the phone's clock said {clock}"));
    }

    /// The night goes on; in the morning the next guard's phone signs the patrol as it stands.
    async fn until_morning(&mut self, phone: &Phone, shift: SubjectId, id: SubjectId) {
        phone.clock.set_wall(self.now());
        let mut answered = 1;
        for due in 2..=12 {
            let next_hour = self.now().plus(NAIROBI).floor_to(HOUR).plus(HOUR);
            self.pass(phone, next_hour.since(self.now().plus(NAIROBI))).await;
            let checks = phone.app.answer_welfare(shift, true, None).expect("the welfare check is answered").welfare;
            answered = checks.iter().filter(|check| check.ok == Some(true)).count();
            assert_eq!(answered, due);
        }
        self.act(
            "",
            &format!("has set the clock right, and answered {answered} welfare checks in the night; day breaks"),
        );
        let head = phone.app.patrol_head_code(id).expect("the head of the record");
        self.refuse(
            phone.app.witness_patrol(&head),
            &RefusalCode::SecondPerson,
            "signing one's own patrol as a witness",
        );
        let seen = self.next.app.witness_patrol(&head).expect("the next guard's phone signs it");
        phone.app.take_up_witness(&seen).expect("the signature is taken up");
        let what = format!(
            "no network either; scans one code of {} characters, and signs the patrol as it stands",
            head.len()
        );
        print::act("Barasa, next guard", &what);
        let off = phone.app.book_off(shift, None, None).expect("the night guard books off").shift;
        assert_eq!(off.state, Some(ShiftState::Ended));
    }

    fn refuse<T: std::fmt::Debug>(&mut self, result: Result<T, Error>, code: &RefusalCode, what: &str) {
        match result {
            Err(Error::Refused(refusal)) if refusal.code == *code => {
                self.count.refused_here += 1;
                print::note(&format!("the phone refuses {what}:"));
                print::refused(code.label().expect("a label"));
            }
            other => panic!("{code} was to be the answer, not {other:?}"),
        }
    }

    async fn sync(&mut self, phone: &Phone) -> SyncReport {
        let report = phone.sync().await;
        self.count.sync = self.count.sync.plus(report);
        report
    }

    /// Time passes for everybody.
    async fn pass(&self, phone: &Phone, by: Duration) {
        phone.clock.advance(by);
        self.town.advance(by).await;
    }

    /// Now, by the clocks that are right.
    fn now(&self) -> Timestamp {
        self.town.clock.now()
    }

    fn time(&self) -> String {
        hour(self.now())
    }

    fn act(&self, who: &str, what: &str) {
        print::act(who, &format!("{}  {what}", self.time()));
    }
}

/// Shows what did not go as planned, which is to be this.
fn exceptions(of: &PatrolDetail, expected: &[(ExceptionKind, Option<CheckpointNo>)]) {
    let found: Vec<_> =
        of.assessment.exceptions.iter().map(|found| (found.what.kind.clone(), found.what.checkpoint)).collect();
    assert_eq!(found.len(), expected.len(), "{found:?}");
    for what in expected {
        assert!(found.contains(what), "{what:?} in {found:?}");
        print::refused(what.0.label().expect("a label"));
    }
}

/// A time of day in Nairobi.
fn hour(at: Timestamp) -> String {
    at.plus(NAIROBI).to_rfc3339().chars().skip(11).take(5).collect()
}

fn earlier(at: Timestamp, by: Duration) -> Timestamp {
    Timestamp::from_millis(at.as_millis() - i64::try_from(by.as_millis()).expect("a few hours"))
}

fn comment(text: &str) -> Comment {
    Comment::new(text).expect("a comment")
}
