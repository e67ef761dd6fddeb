//! A fourth county, by data alone: nothing is built anew, nothing is restarted.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use usalama_core::client::{IncidentFilter, SyncReport};
use usalama_core::event::Role;
use usalama_core::geo::{AreaId, AreaKind, LatLon, Position, PositionSource};
use usalama_core::model::directory::{EntryKind, Standing};
use usalama_core::model::incident::{Category, NewIncident};
use usalama_core::model::refusal::RefusalCode;
use usalama_core::sync::wire::Reference;
use usalama_core::text::{Comment, Label};
use usalama_tests::phone::Phone;
use usalama_tests::town::{Town, kisumu};

use crate::print::{self, Count};

const DEADLINE: Duration = Duration::from_secs(20);

/// Plays it, and fails where it does not go as it must.
pub async fn join() -> Count {
    let started = Instant::now();
    print::title("9  Kisumu is added as a fourth county while everything runs");
    let mut county = County { town: Town::start(), count: Count::default() };
    let _ = kisumu::admin(&county.town, &["reference", "import"], "before.json", kisumu::BEFORE);
    print::note("Nairobi, Mombasa and Nakuru are there. Areas, entries and numbers are invented.");
    county.play().await;
    county.count.seconds = started.elapsed().as_secs_f64();
    county.count
}

struct County {
    town: Town,
    count: Count,
}

impl County {
    async fn play(&mut self) {
        let mover = self.town.resident().await;
        assert!(mover.app.regions().expect("counties").is_empty());
        kisumu::add(&self.town);
        print::act(
            "Programme office",
            "usalama-hub admin reference import, directory import, region set: Kisumu is there",
        );
        self.sync(&mover).await;
        let (reference, ward) = areas();
        mover.app.follow_areas(&BTreeSet::from([ward])).expect("an area is followed");
        let report = self.sync(&mover).await;
        let region = mover.app.regions().expect("counties").pop().expect("Kisumu");
        print::act("Achieng, resident", "moves there and follows her new ward; the next sync brings the county");
        print::good(&format!(
            "{} entries, languages {}: {} bytes, signed by the hub",
            region.entries,
            region.settings.languages.join(", "),
            report.bytes_in
        ));
        let quiet = self.sync(&mover).await;
        assert!(quiet.requests == 1 && quiet.bytes_in + quiet.bytes_out < 200, "nothing changed: {quiet:?}");
        self.look_up(&mover);
        self.report(&mover, &reference, ward).await;
        self.correct(&mover, &reference, ward).await;
    }

    fn look_up(&mut self, mover: &Phone) {
        mover.go_offline();
        let found = mover.app.nearest_entries(&EntryKind::RehabCentre, here().at, 2).expect("the nearest");
        print::act("Achieng, resident", "looks for a rehabilitation centre, without a network");
        for view in &found {
            let standing = view.standing.label().map_or("", |label| label.en);
            let distance = view.distance_m.unwrap_or_default();
            print::visit(
                &format!("{}, {distance:.0} m", view.entry.name),
                view.standing == Standing::Accredited,
                standing,
            );
        }
        assert_eq!(found[0].standing, Standing::Lapsed);
        let instead = mover.app.alternatives_to(&found[0].entry.id, Some(here().at), 1).expect("alternatives");
        print::good(&format!("instead of one that has lapsed: {}", instead[0].entry.name));
        let hotlines = mover.app.hotlines().expect("hotlines");
        let unsure = hotlines.iter().find(|line| line.confirm_first.is_some()).expect("a number that nobody verified");
        print::act(
            "",
            &format!(
                "{}: {}",
                unsure.entry.name,
                unsure.entry.phones.iter().flatten().map(|phone| phone.number.as_str()).collect::<Vec<_>>().join(", ")
            ),
        );
        print::shows(unsure.confirm_first.expect("asked for"));
    }

    async fn report(&mut self, mover: &Phone, reference: &Reference, ward: AreaId) {
        let view = mover.app.report(NewIncident::new(Category::Theft, here())).expect("a report").incident;
        self.count.offline += 1;
        print::act("Achieng, resident", &format!("still offline, reports a theft: {}", view.reference));
        let officer = self.town.phone();
        let station = reference.organisations[0].id;
        let area = reference.areas.iter().find(|area| area.kind == AreaKind::PoliceArea).expect("a station area").id;
        self.town.appoint_to(&officer, Role::PoliceOfficer, Some(station), area, None).await;
        mover.network.set_online(true);
        self.sync(mover).await;
        self.sync(&officer).await;
        let seen = officer.app.incidents(IncidentFilter::default(), None, 5).expect("incidents").incidents;
        assert_eq!((seen.len(), seen[0].id, seen[0].incident.area), (1, view.id, Some(ward)));
        print::good("placed in its ward, and on the phone of the officer of Ziwani police station");
    }

    async fn correct(&mut self, mover: &Phone, reference: &Reference, ward: AreaId) {
        let found = mover.app.nearest_entries(&EntryKind::RehabCentre, here().at, 2).expect("the nearest");
        let centre = &found[1].entry;
        let words = Comment::new("Namba ya simu imebadilika.").expect("a comment");
        mover.app.suggest_correction(kisumu::county(), Some(centre.id.clone()), words).expect("a suggestion");
        self.sync(mover).await;
        print::act("Achieng, resident", "suggests a correction; nothing changes by itself");
        let intake = self.town.phone();
        self.town.appoint_to(&intake, Role::RehabIntake, Some(reference.organisations[1].id), ward, None).await;
        let mut changed = centre.clone();
        changed.phones.iter_mut().flatten().for_each(|phone| "+254700000499".clone_into(&mut phone.number));
        intake.app.publish_entry(kisumu::county(), changed.clone()).expect("their own entry");
        self.sync(&intake).await;
        let report = self.sync(mover).await;
        let now = mover.app.entry(&centre.id).expect("the entry").entry;
        assert_eq!(now.phones, changed.phones);
        print::act("The centre's intake", "publishes its new number");
        print::good(&format!("on her phone with the next sync: {} bytes", report.bytes_in));
        changed.local.iter_mut().flat_map(|local| &mut local.accreditation).for_each(|accreditation| {
            accreditation.valid_to = None;
        });
        let refused = intake.app.publish_entry(kisumu::county(), changed).expect_err("its own accreditation");
        assert_eq!(refused.code(), RefusalCode::NotYourRole.code());
        self.count.refused_here += 1;
        print::act("The centre's intake", "tries to prolong its own accreditation");
        print::refused(RefusalCode::NotYourRole.label().unwrap_or(Label { en: "", sw: "" }));
        let denied = intake.app.directory_suggestions(DEADLINE).await;
        assert!(denied.is_err(), "suggestions are for administrators");
    }

    async fn sync(&mut self, phone: &Phone) -> SyncReport {
        let report = phone.sync().await;
        self.count.sync = self.count.sync.plus(report);
        report
    }
}

fn here() -> Position {
    let at = LatLon::new(-0.10, 34.76).expect("a place");
    Position::new(at, 12.0, PositionSource::Gnss, None).expect("a position")
}

fn areas() -> (Reference, AreaId) {
    let reference: Reference = serde_json::from_str(kisumu::AREAS).expect("the areas are valid");
    let ward = reference.areas.iter().find(|area| area.kind == AreaKind::Ward).expect("a ward").id;
    (reference, ward)
}
