//! One break-in, from an offline phone to the people who act on it, and back.

use std::time::{Duration, Instant};

use usalama_core::client::{Acceptance, Error, IncidentView, Offer, SyncReport, Who};
use usalama_core::event::{Audience, Role, SubjectId};
use usalama_core::model::cap::Severity;
use usalama_core::model::incident::{CaseStatus, Category, CorroborationKind, NewIncident, Outcome};
use usalama_core::model::refusal::{Refusal, RefusalCode};
use usalama_core::text::{Comment, Description, Label, Title};
use usalama_tests::phone::Phone;
use usalama_tests::town::{Town, beside};

use crate::print::{self, Count};

/// Plays the story, and fails where it does not go as it must.
pub async fn tell() -> Count {
    let started = Instant::now();
    print::title("1  Nairobi: a break-in, told by the phones of those who deal with it");
    print::note(
        "Mfano is an invented place; the hub is a real process, every phone a real client with its own SQLite file.",
    );
    let town = Town::start();
    let mut story = Story { town, count: Count::default() };
    story.play().await;
    story.count.seconds = started.elapsed().as_secs_f64();
    story.count
}

struct Story {
    town: Town,
    count: Count,
}

impl Story {
    async fn play(&mut self) {
        let resident = self.town.resident().await;
        let neighbour = self.town.resident().await;
        let supervisor = self.town.recruit(Role::FirmSupervisor).await;
        let guard = self.town.recruit(Role::Guard).await;
        let officer = self.town.recruit(Role::PoliceOfficer).await;
        let moderator = self.town.recruit(Role::Moderator).await;
        print::note("Six people have enrolled: two residents by SMS code, four by invitation.");

        let id = self.report(&resident).await;
        self.assign(&supervisor, &guard, id).await;
        self.hand_over(&guard, &officer, id).await;
        self.follow(&resident, id).await;
        self.neighbours(&resident, &moderator, &neighbour, id).await;
        self.guard_resolves(&resident, &supervisor, &guard).await;
        self.two_officials(&resident, &supervisor, &moderator).await;
    }

    async fn report(&mut self, resident: &Phone) -> SubjectId {
        resident.go_offline();
        let mut new = NewIncident::new(Category::Burglary, self.town.place());
        new.title = Title::new("Mlango umevunjwa").ok();
        new.description = Description::new("Mlango wa nyuma umevunjwa usiku. Runinga haipo.").ok();
        "sw-KE".clone_into(&mut new.lang);
        new.visibility = Some(Audience::Area);
        let view = resident.app.report(new).expect("the report is taken down").incident;
        self.count.offline += 1;
        print::act("Achieng, resident", &format!("no network; reports a break-in, reference {}", view.reference));
        delivery(&view, "queued");
        self.online(resident).await;
        let view = resident.app.incident(view.id).expect("the report").view;
        print::act("", "the network returns");
        delivery(&view, "delivered");
        view.id
    }

    async fn assign(&mut self, supervisor: &Phone, guard: &Phone, id: SubjectId) {
        self.sync(supervisor).await;
        supervisor.app.triage(id, Severity::Moderate).expect("the supervisor triages");
        let view = supervisor.app.assign(id, guard.actor(), Some(self.town.firm())).expect("the supervisor assigns");
        print::act("Wanjiru, supervisor", "checks the report and assigns it to a guard of her firm");
        status(&view, &CaseStatus::Assigned);
        self.sync(supervisor).await;
        self.sync(guard).await;
        guard.app.accept_assignment(id).expect("the guard accepts");
        guard.app.set_out(id).expect("the guard sets out");
        let here = beside(&self.town.place(), 15.0, 5.0);
        let view = guard.app.arrive(id, here).expect("the guard arrives");
        print::act("Otieno, guard", "accepts, sets out, arrives: 16 m from the place, by his own GNSS fix");
        status(&view, &CaseStatus::OnScene);
        self.sync(guard).await;
    }

    async fn hand_over(&mut self, guard: &Phone, officer: &Phone, id: SubjectId) {
        guard.go_offline();
        officer.go_offline();
        let summary = Description::new("One man held at the gate with a television set.").expect("a summary");
        let mut offer = Offer::new(self.town.station(), summary);
        offer.persons = 1;
        offer.property = vec![Title::new("television set").expect("a title")];
        let view = guard.app.offer_handover(id, offer).expect("the guard offers");
        print::act("Otieno, guard", "offline again; offers a handover to Mfano police station, signed with his key");
        status(&view, &CaseStatus::HandoverOffered);
        delivery(&view, "queued");
        let codes = guard.app.handover_codes(id).expect("codes");
        let longest = codes.iter().map(String::len).max().unwrap_or_default();
        print::act(
            "Cpl Mwangi, police",
            &format!("no network either; scans {} QR codes of at most {longest} characters", codes.len()),
        );
        officer.app.take_up_codes(&codes).expect("the officer takes up the offer");
        let ob_number = Title::new("OB 41/24/11/2026").ok();
        let acceptance = Acceptance { ob_number, service_no: Title::new("88123").ok(), ..Acceptance::default() };
        let view = officer.app.accept_handover(id, acceptance).expect("the officer accepts");
        self.count.offline += 2;
        print::note(
            "both signatures, the guard's on the offer and the officer's on exactly that offer, are proven offline",
        );
        status(&view, &CaseStatus::WithPolice);
        let report = self.online(officer).await;
        print::note(&format!(
            "the officer comes online first: {} events go out, the guard's among them",
            report.accepted
        ));
        let report = self.online(guard).await;
        assert_eq!(report.accepted, 0, "the hub has the guard's offer from the officer's phone");
        print::note("the guard's phone finds all of it at the hub already: nothing twice");
    }

    async fn follow(&mut self, resident: &Phone, id: SubjectId) {
        self.sync(resident).await;
        print::act("Achieng, resident", "sees each step:");
        let detail = resident.app.incident(id).expect("the report");
        for entry in &detail.timeline {
            let who = match entry.who {
                Who::Me => "I myself".to_owned(),
                _ => entry.role.label().map_or_else(String::new, |label| label.en.to_owned()),
            };
            let clock: String = entry.at.to_rfc3339().chars().skip(11).take(8).collect();
            print::note(&format!("{clock} UTC  {:<36} {who}", entry.kind));
        }
        assert_eq!(detail.view.incident.ob_number(), Some("OB 41/24/11/2026"));
        assert_eq!(detail.timeline.len(), 8, "report, triage, assignment, acceptance, way, arrival, offer, handover");
        status(&detail.view, &CaseStatus::WithPolice);
    }

    async fn neighbours(&mut self, resident: &Phone, moderator: &Phone, neighbour: &Phone, id: SubjectId) {
        self.sync(neighbour).await;
        assert!(neighbour.app.publications(5).expect("copies").is_empty(), "nothing before moderation");
        self.sync(moderator).await;
        let words = Comment::new("A house was broken into at night. Check your back doors.").ok();
        moderator.app.approve_publication(id, Audience::Area, words).expect("the moderator approves");
        self.sync(moderator).await;
        print::act("Njeri, moderator", "approves a copy for the neighbours, in her own words");
        self.sync(neighbour).await;
        let copies = neighbour.app.publications(5).expect("copies");
        let copy = copies.first().expect("the neighbour has the copy").publication.clone();
        let said = copy.copy.as_ref().expect("what it says");
        let cell = said.cell.as_ref().expect("a cell");
        print::act(
            "Kamau, neighbour",
            &format!(
                "sees a cell of {} m and a time rounded to {} minutes; not the place, not the reporter",
                cell.edge_m(),
                said.rounded_to_s / 60
            ),
        );
        assert!(neighbour.app.incident(id).is_err(), "the record itself is not his to read");
        self.refuse(neighbour.app.corroborate(copy.id, CorroborationKind::SawIt), &RefusalCode::NewAccount);
        self.town.advance(Duration::from_secs(72 * 3600 + 60)).await;
        print::note("72 hours pass, by the clock of the hub and of every phone");
        self.sync(neighbour).await;
        neighbour.app.corroborate(copy.id, CorroborationKind::SawIt).expect("the neighbour corroborates");
        let report = self.sync(neighbour).await;
        assert_eq!((report.accepted, report.refused), (1, 0));
        print::act("Kamau, neighbour", "bears it out: the hub maps it back, and tells nobody who it was");
        self.sync(resident).await;
    }

    async fn guard_resolves(&mut self, resident: &Phone, supervisor: &Phone, guard: &Phone) {
        let id =
            resident.app.report(NewIncident::new(Category::Robbery, self.town.place())).expect("a report").incident.id;
        self.sync(resident).await;
        self.sync(supervisor).await;
        supervisor.app.triage(id, Severity::Severe).expect("triage");
        supervisor.app.assign(id, guard.actor(), Some(self.town.firm())).expect("assignment");
        self.sync(supervisor).await;
        self.sync(guard).await;
        print::act("Otieno, guard", "tries to close a robbery himself");
        self.refuse(guard.app.resolve(id, Outcome::SuspectArrestedByPolice), &RefusalCode::CrimeNeedsPolice);
    }

    async fn two_officials(&mut self, resident: &Phone, supervisor: &Phone, moderator: &Phone) {
        let id = resident
            .app
            .report(NewIncident::new(Category::Vandalism, self.town.place()))
            .expect("a report")
            .incident
            .id;
        self.sync(resident).await;
        for phone in [supervisor, moderator] {
            self.sync(phone).await;
            phone.go_offline();
            phone.app.triage(id, Severity::Minor).expect("each is right on the own phone");
            self.count.offline += 1;
        }
        print::act("Wanjiru and Njeri", "both check the same report, each offline");
        let first = self.online(supervisor).await;
        let second = self.online(moderator).await;
        assert_eq!((first.accepted, first.refused, second.accepted, second.refused), (1, 0, 0, 1));
        let parked = moderator.app.sync_status().expect("a status").parked;
        let refusal: &Refusal = &parked.last().expect("a parked act").refusal;
        print::note("one wins; the other's act is parked on her phone with the reason, never silently dropped:");
        print::refused(refusal.code.label().expect("a label"));
        let status = refusal.current.as_ref().and_then(CaseStatus::label).expect("the status");
        print::note(&format!("the case now: {} / {}", status.en, status.sw));
        assert_eq!(refusal.code, RefusalCode::WrongStatus);
    }

    async fn sync(&mut self, phone: &Phone) -> SyncReport {
        let report = phone.sync().await;
        self.count.sync = self.count.sync.plus(report);
        report
    }

    async fn online(&mut self, phone: &Phone) -> SyncReport {
        phone.network.set_online(true);
        self.sync(phone).await
    }

    fn refuse<T: std::fmt::Debug>(&mut self, result: Result<T, Error>, code: &RefusalCode) {
        match result {
            Err(Error::Refused(refusal)) if refusal.code == *code => {
                self.count.refused_here += 1;
                print::refused(code.label().unwrap_or(Label { en: "refused", sw: "imekataliwa" }));
            }
            other => panic!("{code} was to be the answer, not {other:?}"),
        }
    }
}

fn delivery(view: &IncidentView, code: &str) {
    assert_eq!(view.delivery.code(), code);
    print::shows(view.delivery.label().expect("a label"));
}

fn status(view: &IncidentView, expected: &CaseStatus) {
    assert_eq!(view.incident.status.as_ref(), Some(expected));
    print::shows(expected.label().expect("a label"));
}
