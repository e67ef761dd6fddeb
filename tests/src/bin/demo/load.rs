//! Twenty phones take in two months of real reports without a network, come online together through a network that loses and
//! repeats, and the hub ends with each report exactly once.

use std::time::Instant;

use tokio::task::JoinSet;
use usalama_core::client::SyncReport;
use usalama_core::event::Role;
use usalama_core::model::actor::OrgId;
use usalama_tests::network::Faults;
use usalama_tests::phone::Phone;
use usalama_tests::street_crime;
use usalama_tests::town::Town;

use crate::print::{self, Count};

const PHONES: usize = 20;
/// Tries that each phone may need on such a network.
const TRIES: usize = 200;
const BAD: Faults = Faults { lose_request: 0.10, lose_reply: 0.20, repeat: 0.15 };
const LONDON: &str = include_str!("../../../data/areas/city_of_london.json");

/// Plays the load, and fails where a report is lost or doubled, or the phone and the hub do not agree.
pub async fn bring_in() -> Count {
    let started = Instant::now();
    print::title("8  Twenty phones, two months of real reports, a bad network");
    print::note("Contains public sector information licensed under the Open Government Licence v3.0 (data.police.uk,");
    print::note("City of London). Their crime types are mapped to our categories by tests/src/street_crime.rs.");
    let rows: Vec<street_crime::Row> =
        street_crime::months().iter().flat_map(|file| street_crime::rows(file)).collect();
    let town = Town::start();
    let london = import_london(&town);
    let mut phones = vec![];
    for number in 0..PHONES {
        let phone = town.phone();
        town.appoint_to(&phone, Role::ProgrammeAdmin, None, london, None).await;
        phone.go_offline();
        for row in rows.iter().skip(number).step_by(PHONES) {
            phone
                .app
                .report(street_crime::report(row))
                .expect("the import channel is exempt from the limit of five an hour");
        }
        phones.push(phone);
    }
    print::act(
        "20 phones",
        &format!("take in {} reports offline, by the import channel under an administrator's grant", rows.len()),
    );
    print::act("", "come online together; the network loses 10 % of requests, 20 % of replies, repeats 15 % of pushes");
    let mut all = JoinSet::new();
    for (seed, phone) in (0_u64..).zip(phones) {
        phone.network.be_bad(BAD, seed);
        phone.network.set_online(true);
        all.spawn(send_all(phone));
    }
    let mut count = Count { offline: rows.len() as u64, ..Count::default() };
    while let Some(done) = all.join_next().await {
        let (phone, report) = done.expect("the phone gets through");
        count.sync = count.sync.plus(report);
        count.lost += phone.network.lost();
        count.repeated += phone.network.repeated();
    }
    let hub: Vec<String> = town.hub.admin(&["views", "--without", "identity"]).lines().map(str::to_owned).collect();
    assert_eq!(hub.len(), rows.len(), "the hub has each report exactly once");
    assert_eq!(count.sync.refused, 0);
    print::act(
        "The hub",
        &format!("has {} reports, each exactly once; {} repeats were absorbed", hub.len(), count.sync.duplicates),
    );
    compare(&town, london, &hub, &mut count).await;
    count.seconds = started.elapsed().as_secs_f64();
    count
}

fn import_london(town: &Town) -> usalama_core::geo::AreaId {
    let file = town.hub.data().join("london.json");
    std::fs::write(&file, LONDON).expect("the area is written");
    let _ = town.hub.admin(&["reference", "import", file.to_str().expect("a path")]);
    let reference: usalama_core::sync::wire::Reference = serde_json::from_str(LONDON).expect("the area is valid");
    reference.areas.first().expect("an area").id
}

async fn send_all(phone: Phone) -> (Phone, SyncReport) {
    let mut sum = SyncReport::default();
    for _ in 0..TRIES {
        let (report, error) = phone.try_sync().await;
        sum = sum.plus(report);
        if error.is_none() {
            assert_eq!(phone.app.sync_status().expect("a status").unsent, 0);
            return (phone, sum);
        }
    }
    panic!("{} reports are still unsent after {TRIES} tries", phone.app.sync_status().expect("a status").unsent);
}

async fn compare(town: &Town, london: usalama_core::geo::AreaId, hub: &[String], count: &mut Count) {
    let fresh = town.phone();
    let station: Option<OrgId> = Some(town.other_station());
    town.appoint_to(&fresh, Role::PoliceOfficer, station, london, None).await;
    let report = fresh.sync().await;
    count.sync = count.sync.plus(report);
    let states = fresh.app.incident_states().expect("the views");
    let differing = states.iter().zip(hub).filter(|(here, there)| here != there).count();
    assert_eq!((states.len(), differing), (hub.len(), 0), "the views agree to the last byte");
    let bytes: usize = states.iter().map(String::len).sum();
    print::act(
        "A fresh phone",
        &format!("pulls all and agrees with the hub to the last of {bytes} bytes of every view"),
    );
}
