//! What belongs to those whom data is about: who looked, a copy, a lost phone, the end of it.

use std::time::{Duration, Instant};

use usalama_core::client::{TheHub, Unsent};
use usalama_core::clock::Clock as _;
use usalama_core::event::{Role, SubjectId};
use usalama_core::model::incident::{Category, NewIncident};
use usalama_core::model::retention::{RetentionClass, rule};
use usalama_core::sync::wire::EnrolBy;
use usalama_core::text::{Description, Title};
use usalama_tests::phone::Phone;
use usalama_tests::town::Town;

use crate::print::{self, Count};

const DEADLINE: Duration = Duration::from_secs(20);
const DAY: Duration = Duration::from_secs(24 * 3600);
const NUMBER: &str = "+254722000001";

/// Plays it, and fails where it does not go as it must.
pub async fn claim() -> Count {
    let started = Instant::now();
    print::title("4  Whose data it is: who looked, a copy, a lost phone, the end");
    let mut rights = Rights { town: Town::start(), count: Count::default() };
    let officer = rights.town.recruit(Role::PoliceOfficer).await;
    let achieng = rights.town.phone();
    rights.enrol(&achieng).await;
    let id = rights.report(&achieng).await;
    rights.look(&achieng, &officer, id).await;
    rights.keep(&achieng, id).await;
    let achieng = rights.lose(achieng, id).await;
    rights.end(&achieng).await;
    rights.count.seconds = started.elapsed().as_secs_f64();
    rights.count
}

struct Rights {
    town: Town,
    count: Count,
}

impl Rights {
    async fn sync(&mut self, phone: &Phone) {
        let report = phone.sync().await;
        self.count.sync = self.count.sync.plus(report);
    }

    async fn code(&self, phone: &Phone) -> (uuid::Uuid, String) {
        let sent = phone.app.request_code(NUMBER, DEADLINE).await.expect("a code is sent");
        (sent.enrolment, self.town.hub.code(sent.enrolment))
    }

    async fn enrol(&mut self, phone: &Phone) {
        let (enrolment, code) = self.code(phone).await;
        let by = EnrolBy::Code { enrolment, code };
        phone.app.enrol(by, Some(self.town.ward()), DEADLINE).await.expect("she enrols");
        self.sync(phone).await;
    }

    async fn report(&mut self, phone: &Phone) -> SubjectId {
        let mut new = NewIncident::new(Category::Gbv, self.town.place());
        new.description = Some(Description::new("She shouts for help every night.").expect("a text"));
        let id = phone.app.report(new).expect("the report is taken down").incident.id;
        print::act("Achieng, resident", "reports violence in a neighbour's house, confidentially");
        self.sync(phone).await;
        id
    }

    async fn look(&mut self, reporter: &Phone, officer: &Phone, id: SubjectId) {
        self.sync(officer).await;
        officer.go_offline();
        officer.app.incident(id).expect("the officer opens it");
        officer.app.incident(id).expect("and again");
        self.count.offline += 1;
        print::act("Cpl Mwangi, police", "opens it twice without a network; it is noted once");
        officer.network.set_online(true);
        self.sync(officer).await;
        let until = self.town.clock.now().plus(DAY * 90);
        let ob = Title::new("OB 12/24/11/2026").expect("a number");
        officer.app.hold(id, ob, until).expect("a legal hold");
        self.sync(officer).await;
        self.sync(reporter).await;
        let looks = reporter.app.who_looked(id).expect("who looked");
        assert_eq!((looks.len(), looks[0].by), (1, Some(officer.actor())));
        assert_eq!(reporter.app.legal_holds(id).expect("holds").len(), 1);
        print::good("her phone shows who looked, when, in which role, and the legal hold with its OB number");
    }

    async fn keep(&mut self, reporter: &Phone, id: SubjectId) {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("my-data.json");
        let copy = reporter.app.export_my_data(&file).expect("a copy");
        print::act(
            "Achieng, resident",
            &format!("takes a copy of what is hers: {} act, {} bytes", copy.events, copy.bytes),
        );
        let rule = rule(&RetentionClass::SensitiveIncident).expect("a row");
        self.town.advance(DAY * 7).await;
        reporter.go_offline();
        let swept = reporter.app.sweep().expect("a sweep");
        assert_eq!(swept.count(), 1);
        assert!(reporter.app.incident(id).is_err());
        self.count.offline += 1;
        print::shows(rule.device.said);
        print::good("a week later the report is erased on her phone, without a network, from every page of the file");
        reporter.network.set_online(true);
    }

    async fn lose(&mut self, phone: Phone, id: SubjectId) -> Phone {
        let listed = self.town.hub.admin(&["lost-phone", "--phone", NUMBER]);
        let first = listed.lines().next().unwrap_or_default();
        print::act("administrator", "a phone is lost: usalama-hub admin lost-phone");
        print::note(first.split_once("keys").map_or(first, |(_, rest)| rest.trim()));
        let (_, error) = phone.try_sync().await;
        assert!(error.is_some() && !phone.app.sync_status().expect("a status").enrolled);
        let fresh = self.town.phone();
        let (enrolment, code) = self.code(&fresh).await;
        let recovered = fresh.app.recover_account(enrolment, &code, Some(self.town.ward()), &fresh.key, DEADLINE).await;
        assert_eq!(recovered.expect("the account goes on"), phone.actor());
        self.sync(&fresh).await;
        assert!(fresh.app.incident(id).expect("her report").view.mine);
        print::good("on a new phone, by her number and a code, her report is hers again; the lost one opens nothing");
        fresh
    }

    async fn end(&mut self, phone: &Phone) {
        let erased = phone.app.erase_me(Unsent::SendFirst, DEADLINE).await.expect("she is erased");
        let TheHub::Forgot(told) = erased.hub else { panic!("the hub was there") };
        assert_eq!((told.erased, told.kept, erased.forget_key), (0, 1, true));
        assert!(phone.app.profiles().expect("profiles").is_empty());
        print::act("Achieng, resident", "has her account erased");
        print::good("file and key are gone; what the legal hold keeps stays at the hub, without who reported it");
    }
}
