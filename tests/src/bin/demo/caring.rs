//! The road to help: a referral with consent to a centre that is accredited, one that is stopped, one of oneself without an account,
//! and a session whose attendees are counted without a name. The centres are invented.

use std::time::{Duration, Instant};

use usalama_core::client::{Error, NewReferral, ReferralView, SendOptions};
use usalama_core::clock::Clock as _;
use usalama_core::event::{Role, SubjectId};
use usalama_core::model::referral::ReferralState;
use usalama_core::text::Label;
use usalama_tests::caring::{GOOD, LAPSED, agreed, care, intake, open_centres, sync, title, to, worker};
use usalama_tests::phone::Phone;
use usalama_tests::town::Town;

use crate::print::{self, Count};

const DAY: Duration = Duration::from_secs(24 * 3600);

/// Plays the road to help, and fails where it does not go as it must.
pub async fn help() -> Count {
    let started = Instant::now();
    print::title("5  The road to help: referrals and attendance, in a realm of their own (invented centres)");
    let town = Town::start();
    open_centres(&town, false);
    let mut road =
        Road { worker: worker(&town).await, centre: intake(&town, GOOD).await, town, count: Count::default() };
    road.refer().await;
    road.refer_oneself().await;
    road.hold_a_session().await;
    road.nobody_else_reads().await;
    road.count.seconds = started.elapsed().as_secs_f64();
    road.count
}

struct Road {
    town: Town,
    worker: Phone,
    centre: Phone,
    count: Count,
}

impl Road {
    async fn refer(&mut self) {
        let id = {
            let care = care(&self.worker);
            self.worker.go_offline();
            let id = care.draft(to(LAPSED)).expect("a draft").id;
            print::act("Wambui, outreach", "no network; writes a referral for \"Simba\"");
            state(&care.referral(id).expect("the draft"), &ReferralState::Draft);
            let Err(Error::Refused(refusal)) = care.send(id, SendOptions::default()) else { panic!("it went out") };
            print::refused(refusal.code.label().expect("a label"));
            care.consent(id, agreed()).expect("consent");
            state(&care.referral(id).expect("the draft"), &ReferralState::Consented);
            let Err(Error::Centre(stopped)) = care.send(id, SendOptions::default()) else { panic!("it went out") };
            print::refused(stopped.warning.label().expect("a label"));
            let other = stopped.alternatives.first().expect("another centre");
            let numbers: Vec<&str> = stopped.helplines.iter().map(|line| line.number.as_str()).collect();
            print::note(&format!("nearest that is accredited today: {}; or call {}", other.name, numbers.join(", ")));
            care.change_draft(id, to(GOOD)).expect("the draft");
            care.consent(id, agreed()).expect("consent, to the other centre");
            care.send(id, SendOptions::default()).expect("it is sent");
            self.count.offline += 3;
            self.count.refused_here += 2;
            id
        };
        self.worker.network.set_online(true);
        self.exchange(Whose::Worker).await;
        print::act("", "the network returns");
        state(&care(&self.worker).referral(id).expect("the referral"), &ReferralState::Sent);
        self.exchange(Whose::Centre).await;
        let date = self.town.clock.now().plus(2 * DAY);
        let at = care(&self.centre);
        at.receive(id).expect("received");
        at.accept(id, date, None).expect("accepted");
        print::act("Kituo cha Mfano", "reads it and gives a date");
        state(&at.referral(id).expect("the referral"), &ReferralState::Accepted);
        self.town.advance(2 * DAY).await;
        at.start(id).expect("started");
        self.town.advance(30 * DAY - 4 * DAY).await;
        at.complete(id).expect("completed");
        self.exchange(Whose::Centre).await;
        self.exchange(Whose::Worker).await;
        print::act("Wambui, outreach", "sees four weeks later");
        let done = care(&self.worker).referral(id).expect("the referral");
        state(&done, &ReferralState::Completed);
        let bundle = care(&self.worker).fhir_bundle(id).expect("a bundle");
        assert!(bundle.contains("\"ServiceRequest\"") && bundle.contains("\"completed\""));
        print::note(&format!(
            "handed on as FHIR R4B: ServiceRequest, Task, Patient, Organization; {} bytes",
            bundle.len()
        ));
    }

    async fn refer_oneself(&mut self) {
        let somebody = self.town.phone();
        self.count.sync = self.count.sync.plus(sync(&somebody).await);
        let care = care(&somebody);
        let id = care.draft(NewReferral { for_self: true, ..to(GOOD) }).expect("a draft").id;
        care.consent(id, agreed()).expect("consent");
        care.send(id, SendOptions::default()).expect("it is sent");
        self.count.sync = self.count.sync.plus(sync(&somebody).await);
        print::act("Somebody", "refers themselves: no account, no number, no name");
        state(&care.referral(id).expect("the referral"), &ReferralState::Sent);
        assert!(!somebody.app.sync_status().expect("a status").enrolled);
        self.exchange(Whose::Centre).await;
        assert!(is_there(&self.centre, id));
        care.withdraw(id).expect("withdrawn");
        self.count.sync = self.count.sync.plus(sync(&somebody).await);
        self.exchange(Whose::Centre).await;
        assert!(!is_there(&self.centre, id));
        print::act("", "and takes it back");
        print::good("it has left the centre's phones");
    }

    async fn hold_a_session(&mut self) {
        let attendees: Vec<Phone> = (0..4).map(|_| self.town.phone()).collect();
        let programme = title("Elimu rika, Shule ya Mfano");
        let kept = care(&self.worker);
        for topic in ["Pombe na bangi", "Kamari"] {
            let sheet = kept.open_sheet(programme.clone(), title(topic)).expect("a sheet").id;
            kept.count_on_sheet(sheet, 30).expect("a number");
            for phone in &attendees {
                kept.scan_token(sheet, &care(phone).attendance_token().expect("a token")).expect("a token");
            }
            kept.close_sheet(sheet).expect("closed");
        }
        self.exchange(Whose::Worker).await;
        let turnout = kept.turnout(&programme).expect("numbers");
        assert_eq!((turnout.sessions, turnout.attendances, turnout.came_again), (2, Some(68), Some(4)));
        print::act("Wambui, outreach", "holds two sessions at a school");
        print::good("68 attendances, 4 came again: known by tokens that only they hold, and by no name");
    }

    async fn nobody_else_reads(&mut self) {
        let police = self.town.recruit(Role::PoliceOfficer).await;
        self.count.sync = self.count.sync.plus(police.sync().await);
        let said = self.town.hub.admin_refuses(&["--realm", "care", "invite", "--role", "police_officer"]);
        assert!(said.contains("nobody can hold this role"), "{said}");
        print::act("Police, associations", "cannot be anybody there");
        print::refused(Label { en: "no such role in this realm", sw: "hakuna jukumu hili hapa" });
    }

    async fn exchange(&mut self, whose: Whose) {
        let phone = match whose {
            Whose::Worker => &self.worker,
            Whose::Centre => &self.centre,
        };
        self.count.sync = self.count.sync.plus(sync(phone).await);
    }
}

#[derive(Clone, Copy)]
enum Whose {
    Worker,
    Centre,
}

fn is_there(phone: &Phone, id: SubjectId) -> bool {
    care(phone).referral(id).is_ok()
}

fn state(view: &ReferralView, expected: &ReferralState) {
    assert_eq!(view.state, *expected);
    print::shows(expected.label().expect("a label"));
}
