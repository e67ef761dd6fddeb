//! The directory: HSDS 3 in and out, packs of counties, and what a phone makes of them offline (DOMAIN §11). The examples of HSDS
//! are named by `USALAMA_DATA` and are no part of this repository (CC BY-SA 4.0).

use std::path::PathBuf;

use serde_json::{Value, json};
use usalama_core::exchange::hsds::{self, HsdsError, Tables};
use usalama_core::model::directory::{Location, Organization, Service, ServiceAtLocation, ServiceStatus};

/// The folder. Where it is not named these tests fail, unless it is said that they may go without.
fn data() -> Option<PathBuf> {
    if let Some(folder) = std::env::var_os("USALAMA_DATA") {
        return Some(folder.into());
    }
    println!("not run: USALAMA_DATA is not set");
    let optional = std::env::var("USALAMA_DATA_OPTIONAL").is_ok_and(|value| value == "1");
    assert!(optional, "set USALAMA_DATA to the data folder, or USALAMA_DATA_OPTIONAL=1 to go without");
    None
}

fn example(name: &str) -> Option<Vec<u8>> {
    let file = data()?.join("hsds").join(name);
    Some(std::fs::read(&file).unwrap_or_else(|error| panic!("{name}: {error}")))
}

fn round_trip<T: serde::de::DeserializeOwned + serde::Serialize>(name: &str) {
    let Some(bytes) = example(name) else { return };
    let record: T = hsds::import(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
    let out = hsds::export(&record).unwrap();
    let (before, after): (Value, Value) =
        (serde_json::from_slice(&bytes).unwrap(), serde_json::from_slice(&out).unwrap());
    assert_eq!(before, after, "{name}");
}

#[test]
fn the_examples_of_hsds_come_out_as_they_went_in() {
    round_trip::<Organization>("organization_full.json");
    round_trip::<Service>("service_full.json");
    round_trip::<ServiceAtLocation>("service_at_location_full.json");
    round_trip::<Location>("location.json");
    round_trip::<Tables>("tabular.json");
}

#[test]
fn the_tables_of_hsds_nest_to_an_organisation_with_its_service() {
    let Some(bytes) = example("tabular.json") else { return };
    let nested = hsds::import::<Tables>(&bytes).unwrap().nested();
    assert_eq!(nested.len(), 1);
    let service = &nested[0].services.as_ref().unwrap()[0];
    assert_eq!((service.name.as_str(), &service.status), ("Community Counselling", &ServiceStatus::Active));
    let at = &service.service_at_locations.as_ref().unwrap()[0];
    assert_eq!(at.location.as_ref().unwrap().name.as_deref(), Some("MyCity Civic Center"));
    // Its numbers, 100 and 101, are no point on the Earth; they stay as they are written.
    assert_eq!(at.location.as_ref().unwrap().position(), None);
    assert_eq!(at.phones.as_ref().map(Vec::len), Some(1));
}

/// An invented organisation.
fn organization() -> Value {
    json!({
        "id": "0b1f0a52-0000-4000-8000-000000000001", "name": "Kituo cha Mfano", "description": "Invented.", "x-more": [1, null],
        "services": [{
            "id": "0b1f0a52-0000-4000-8000-000000000002", "name": "Counselling", "status": "paused for Ramadhan",
            "phones": [{ "id": "0b1f0a52-0000-4000-8000-000000000003", "number": "+254700000000" }],
        }],
        "usalama": { "kind": "sobriety_house", "verified_on": "2026-11-01", "mood": "calm" },
    })
}

fn refusal(change: impl FnOnce(&mut Value)) -> HsdsError {
    let mut changed = organization();
    change(&mut changed);
    hsds::import::<Organization>(changed.to_string().as_bytes()).unwrap_err()
}

#[test]
fn words_and_fields_of_a_newer_version_round_trip() {
    let record: Organization = hsds::import(organization().to_string().as_bytes()).unwrap();
    let out: Value = serde_json::from_slice(&hsds::export(&record).unwrap()).unwrap();
    assert_eq!(out, organization());
    assert!(record.kind().unwrap().label().is_none(), "unknown, and kept");
}

#[test]
fn what_is_missing_or_wrong_is_named_by_its_path_and_never_repeated() {
    let missing = |path: &str| HsdsError::Missing { path: path.to_owned() };
    assert_eq!(refusal(|o| drop(o.as_object_mut().unwrap().remove("name"))), missing("name"));
    assert_eq!(
        refusal(|o| drop(o["services"][0].as_object_mut().unwrap().remove("status"))),
        missing("services[0].status")
    );
    let phone = refusal(|o| drop(o["services"][0]["phones"][0].as_object_mut().unwrap().remove("number")));
    assert_eq!(phone, missing("services[0].phones[0].number"));
    assert_eq!(refusal(|o| drop(o["usalama"].as_object_mut().unwrap().remove("kind"))), missing("usalama.kind"));
    for (path, change) in [
        ("id", (|o: &mut Value| o["id"] = json!("secret-4711")) as fn(&mut Value)),
        ("description", |o| o["description"] = json!({ "secret-4711": 1 })),
        ("services", |o| o["services"] = json!("secret-4711")),
        ("services", |o| o["services"] = Value::Null),
        ("services[0].phones[0].number", |o| o["services"][0]["phones"][0]["number"] = json!(4711)),
        ("usalama.verified_on", |o| o["usalama"]["verified_on"] = json!("secret-4711")),
        ("usalama.level", |o| o["usalama"]["level"] = json!(-4711)),
    ] {
        match refusal(change) {
            HsdsError::Wrong { path: told, expected } => {
                assert_eq!(told, path);
                assert!(!expected.contains("4711"), "{expected}");
            }
            other => panic!("{path}: {other}"),
        }
    }
}

#[test]
fn what_is_too_large_or_no_json_is_refused() {
    let too_large = |path: &str| HsdsError::TooLarge { path: path.to_owned() };
    assert_eq!(refusal(|o| o["name"] = json!("x".repeat(10_001))), too_large("name"));
    assert_eq!(refusal(|o| o["services"] = json!(vec![1; 10_001])), too_large("services"));
    assert_eq!(hsds::import::<Organization>(&vec![b' '; (4 << 20) + 1]), Err(too_large("")));
    assert_eq!(hsds::import::<Organization>(b"{\n\"id\":"), Err(HsdsError::Json { line: 2 }));
    let deep = [b"{\"x\":".repeat(100_000), b"1".to_vec()].concat();
    assert!(matches!(hsds::import::<Organization>(&deep), Err(HsdsError::Json { .. })));
}

/// From here on: a hub, phones, and an invented county.
mod over_a_hub {
    use std::sync::{Arc, Mutex, PoisonError};
    use std::time::Duration;

    use async_trait::async_trait;
    use usalama_core::client::{CONFIRM_FIRST, DirectoryFilter, EntryView, Error, NewSos, Usalama};
    use usalama_core::clock::Timestamp;
    use usalama_core::event::Role;
    use usalama_core::geo::{AreaKind, CountyCode, LatLon};
    use usalama_core::keys::{HostKey, SecretKey, Signature};
    use usalama_core::model::directory::{
        EntryKind, HsdsId, MAX_PACK, OpenState, Organization, PackError, RegionPack, RegionSettings, SignedPack,
        Standing,
    };
    use usalama_core::model::refusal::RefusalCode;
    use usalama_core::model::sos::{SosKind, SosMode, SosTrigger};
    use usalama_core::sync::wire::{DirectoryNews, EnrolBy, Heads, Reference, RegionNews, paths};
    use usalama_core::sync::{Apart, Request, Response, SyncError, Transport, TransportError};
    use usalama_core::text::Comment;
    use usalama_tests::network::Network;
    use usalama_tests::phone::Phone;
    use usalama_tests::town::{Town, kisumu};

    const DEADLINE: Duration = Duration::from_secs(20);

    fn entries() -> Vec<Organization> {
        serde_json::from_str(kisumu::DIRECTORY).unwrap()
    }

    fn named(name: &str) -> Organization {
        entries().into_iter().find(|entry| entry.name.starts_with(name)).unwrap()
    }

    fn kisumu_areas() -> Reference {
        serde_json::from_str(kisumu::AREAS).unwrap()
    }

    fn ward() -> usalama_core::geo::AreaId {
        kisumu_areas().areas.iter().find(|area| area.kind == AreaKind::Ward).unwrap().id
    }

    fn here() -> LatLon {
        LatLon::new(-0.10, 34.76).unwrap()
    }

    fn names(views: &[EntryView]) -> Vec<&str> {
        views.iter().map(|view| view.entry.name.as_str()).collect()
    }

    fn moment(text: &str) -> Timestamp {
        Timestamp::from_millis(chrono::DateTime::parse_from_rfc3339(text).unwrap().timestamp_millis())
    }

    /// A resident of Kisumu, who holds its directory and then goes offline at a moment.
    async fn resident(town: &Town, when: &str) -> Phone {
        let phone = town.phone();
        town.enrol_resident_of(&phone, ward()).await;
        phone.sync().await;
        phone.go_offline();
        phone.clock.set_wall(moment(when));
        phone
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn nearest_open_now_and_standing_are_answered_offline() {
        let town = Town::start();
        kisumu::add(&town);
        // A Tuesday, at ten in the morning in Kenya.
        let phone = resident(&town, "2026-11-24T10:00:00+03:00").await;
        let found = phone.app.nearest_entries(&EntryKind::RehabCentre, here(), 10).unwrap();
        assert_eq!(names(&found), ["Pwani ya Ziwa centre (invented)", "Ziwani recovery centre (invented)"]);
        assert!((found[0].distance_m.unwrap() - 1_112.0).abs() < 5.0, "{:?}", found[0].distance_m);
        assert_eq!([&found[0].standing, &found[1].standing], [&Standing::Lapsed, &Standing::Accredited]);
        let instead = phone.app.alternatives_to(&found[0].entry.id, Some(here()), 3).unwrap();
        assert_eq!(names(&instead), ["Ziwani recovery centre (invented)"]);
        assert_eq!(phone.app.nearest_entries(&EntryKind::RehabCentre, here(), 1).unwrap().len(), 1);

        let clinic = phone.app.entry(&named("Ziwani clinic").id).unwrap();
        assert_eq!(clinic.open, OpenState::Open);
        assert_eq!(clinic.confirm_first, Some(CONFIRM_FIRST), "it was verified in February");
        assert_eq!((CONFIRM_FIRST.en, CONFIRM_FIRST.sw), ("Confirm first", "Hakikisha kwanza"));
        assert_eq!(phone.app.entry(&named("Ziwani police").id).unwrap().confirm_first, None);
        phone.clock.set_wall(moment("2026-11-24T18:00:00+03:00"));
        assert_eq!(phone.app.entry(&clinic.entry.id).unwrap().open, OpenState::Closed);
        let open = DirectoryFilter { open: true, county: Some(kisumu::county()), kind: None };
        let open = phone.app.directory(&open).unwrap();
        assert_eq!(open.len(), 3, "the station and both centres never close: {:?}", names(&open));

        // A quarter of a year later nobody has checked the accreditation again.
        phone.clock.set_wall(moment("2027-02-01T10:00:00+03:00"));
        assert_eq!(phone.app.entry(&named("Ziwani recovery").id).unwrap().standing, Standing::Unchecked);
        assert!(phone.app.alternatives_to(&found[0].entry.id, None, 3).unwrap().is_empty());
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn hotlines_are_data_and_a_countys_own_come_first() {
        let town = Town::start();
        kisumu::add(&town);
        let unconnected = town.phone();
        let sos = |app: &Usalama| {
            let sos = app.raise_sos(NewSos::new(SosTrigger::PowerKey, SosMode::Silent, SosKind::Attack)).unwrap();
            sos.dial.into_iter().map(|dial| dial.number).collect::<Vec<_>>()
        };
        assert_eq!(sos(&unconnected.app), ["999", "112", "911"], "before it was ever connected");
        let hotlines = unconnected.app.hotlines().unwrap();
        assert_eq!(hotlines.len(), 8);
        assert!(hotlines.iter().all(|line| line.confirm_first.is_some() && line.county.is_none()), "none was verified");
        let phone = resident(&town, "2026-11-24T10:00:00+03:00").await;
        assert_eq!(sos(&phone.app), ["0800000042", "999", "112", "911"]);
        let hotlines = phone.app.hotlines().unwrap();
        assert_eq!((hotlines.len(), hotlines[0].county), (9, Some(kisumu::county())));
        assert_eq!(hotlines[0].confirm_first, None);
    }

    /// A county of realistic content, invented throughout: as many entries as Nairobi has stations, posts, hospitals, clinics,
    /// chiefs' offices, centres and firms.
    fn realistic(county: CountyCode) -> Vec<Organization> {
        let mut random = fastrand::Rng::with_seed(42);
        let word = |random: &mut fastrand::Rng| {
            (0..random.usize(3..5))
                .map(|_| ["ma", "ki", "ru", "ngo", "sha", "we", "to", "li", "nya", "be"][random.usize(..10)])
                .collect::<String>()
        };
        let kinds = [
            ("police_station", 30),
            ("police_post", 60),
            ("gender_desk", 25),
            ("chief_office", 110),
            ("fire_station", 6),
            ("hospital", 80),
            ("clinic", 420),
            ("rehab_centre", 40),
            ("counselling", 60),
            ("shelter", 12),
            ("security_firm", 90),
            ("resident_association", 160),
            ("faith_centre", 90),
            ("legal_aid", 15),
            ("hotline", 12),
        ];
        let mut all = vec![];
        for (kind, count) in kinds {
            for _ in 0..count {
                let mut id = || uuid::Uuid::from_u128(random.u128(..)).to_string();
                let ids = [id(), id(), id(), id(), id(), id()];
                let name = format!("{} {} {kind}", word(&mut random), word(&mut random));
                let number = format!("+2547{:08}", random.u32(..100_000_000));
                let (lat, lon) = (-1.3 + random.f64() * 0.2, 36.7 + random.f64() * 0.3);
                let days = ["MO,TU,WE,TH,FR", "MO,TU,WE,TH,FR,SA", "MO,TU,WE,TH,FR,SA,SU"][random.usize(..3)];
                all.push(serde_json::from_value(serde_json::json!({
                    "id": ids[0], "name": name, "description": format!("{} of {} road", kind, word(&mut random)),
                    "phones": [{ "id": ids[1], "number": number, "type": "voice" }],
                    "services": [{ "id": ids[2], "name": kind, "status": "active",
                        "schedules": [{ "id": ids[3], "freq": "WEEKLY", "byday": days, "opens_at": "08:00", "closes_at": "17:00" }],
                        "service_at_locations": [{ "id": ids[4], "location": { "id": ids[5], "location_type": "physical",
                            "name": format!("{} house", word(&mut random)),
                            "latitude": (lat * 1e5_f64).round() / 1e5, "longitude": (lon * 1e5_f64).round() / 1e5 } }] }],
                    "usalama": { "kind": kind, "name_sw": format!("{} {}", kind, word(&mut random)),
                        "verified_on": format!("2026-{:02}-{:02}", random.u8(1..12), random.u8(1..29)),
                        "verified_by": "County office (invented)", "confidence": "medium" },
                })).unwrap());
            }
        }
        assert_eq!(county, kisumu::county());
        all
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_countys_pack_is_below_300_kb_and_a_change_costs_little_more_than_itself() {
        let town = Town::start();
        kisumu::add(&town);
        let many = realistic(kisumu::county());
        assert_eq!(many.len(), 1_210);
        let import = ["directory", "import", "--replace", "--county", "42"];
        let said = kisumu::admin(&town, &import, "many.json", &serde_json::to_string(&many).unwrap());
        let size: usize = said.split_whitespace().rev().nth(3).unwrap().parse().unwrap();
        println!("{said}");
        assert!(said.starts_with("1210 entries taken in, 1210 in 042 Kisumu"), "{said}");
        assert!(size < MAX_PACK, "{said}");
        let phone = town.phone();
        town.enrol_resident_of(&phone, ward()).await;
        phone.sync().await;
        assert_eq!(phone.app.regions().unwrap()[0].entries, 1_210);

        let one = Organization { name: "Renamed (invented)".into(), ..many[7].clone() };
        let _ = kisumu::admin(
            &town,
            &["directory", "import", "--county", "42"],
            "one.json",
            &serde_json::to_string(&[&one]).unwrap(),
        );
        let report = phone.sync().await;
        assert!(report.bytes_in < 1_500, "{report:?}");
        assert_eq!(phone.app.entry(&one.id).unwrap().entry.name, "Renamed (invented)");
        let _ = kisumu::admin(&town, &import, "fewer.json", &serde_json::to_string(&many[..5]).unwrap());
        phone.sync().await;
        assert_eq!(phone.app.regions().unwrap()[0].entries, 5, "what was taken out is gone here too");
        let quiet = phone.sync().await;
        assert!(quiet.requests == 1 && quiet.bytes_out + quiet.bytes_in < 200, "{quiet:?}");
    }

    /// A network on which somebody puts another reply in the place of a county's pack.
    #[derive(Debug)]
    struct Tampered {
        network: Network,
        reply: Mutex<Option<DirectoryNews>>,
    }

    #[async_trait]
    impl Transport for Tampered {
        async fn send(&self, request: Request) -> Result<Response, TransportError> {
            let path = request.path;
            let mut response = self.network.send(request).await?;
            let reply = self.reply.lock().unwrap_or_else(PoisonError::into_inner).clone();
            if let (paths::DIRECTORY, Some(reply)) = (path, reply) {
                response.body = serde_json::to_vec(&reply).unwrap();
            }
            Ok(response)
        }

        async fn send_apart(&self, request: Apart) -> Result<Response, TransportError> {
            self.network.send_apart(request).await
        }

        async fn wake(&self, token: String, timeout: Duration) -> Result<Option<Heads>, TransportError> {
            self.network.wake(token, timeout).await
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_pack_that_is_forged_foreign_old_or_malformed_is_refused_and_changes_nothing() {
        let town = Town::start();
        kisumu::add(&town);
        let network = Arc::new(Tampered { network: Network::to(town.hub.address()), reply: Mutex::default() });
        let folder = tempfile::tempdir().unwrap();
        let key = HostKey::generate().unwrap();
        let settings =
            usalama_tests::disk::settings(folder.path()).clock(town.clock.clone()).transport(network.clone());
        let app = Usalama::open(settings, &key).unwrap();
        let invitation = town.hub.admin(&["invite", "--role", "community_leader", "--area", &ward().to_string()]);
        app.enrol(EnrolBy::Invitation { invitation }, None, DEADLINE).await.unwrap();
        assert!(app.sync(DEADLINE).await.unwrap().is_complete());
        let before = (app.regions().unwrap(), app.directory(&DirectoryFilter::default()).unwrap());
        assert_eq!(before.0[0].entries, 5);
        // Something newer is there, so that the phone asks.
        let _ = kisumu::admin(&town, &["region", "set", "--county", "42"], "settings.json", r#"{"languages":["luo"]}"#);

        let forged = SecretKey::from_seed(&[9; 32]);
        let pack = |county: u16, from: u64, version: u64| RegionPack {
            county: CountyCode::new(county).unwrap(),
            from,
            version,
            made_at: Timestamp::from_millis(0),
            settings: RegionSettings::default(),
            entries: vec![],
            removed: std::iter::empty::<HsdsId>().collect(),
        };
        let county = kisumu::county();
        let sealed = |pack: &RegionPack| SignedPack::seal(pack, &forged).unwrap();
        let held = before.0[0].version;
        let with = |pack: SignedPack| DirectoryNews { region: Some(RegionNews { county, pack }) };
        let no_signature = Signature::from_bytes([0; 64]);
        let tries: Vec<(DirectoryNews, Option<PackError>)> = vec![
            (with(sealed(&pack(42, 0, held + 9))), Some(PackError::Forged)),
            (
                with(SignedPack { signature: no_signature, ..sealed(&pack(42, held, held + 1)) }),
                Some(PackError::Forged),
            ),
            (with(SignedPack { pack: "%".into(), signature: no_signature }), Some(PackError::Malformed)),
            (with(SignedPack { pack: "A".repeat(400_004), signature: no_signature }), Some(PackError::TooLarge)),
            (
                DirectoryNews {
                    region: Some(RegionNews { county: CountyCode::new(24).unwrap(), pack: sealed(&pack(24, 0, 9)) }),
                },
                None,
            ),
        ];
        for (reply, expected) in tries {
            *network.reply.lock().unwrap() = Some(reply);
            let outcome = app.sync(DEADLINE).await.unwrap();
            match (outcome.error, expected) {
                (Some(SyncError::Pack(error)), Some(expected)) => assert_eq!(error, expected),
                (Some(SyncError::Protocol(_)), None) => {}
                (other, expected) => panic!("{expected:?}: {other:?}"),
            }
            assert_eq!((app.regions().unwrap(), app.directory(&DirectoryFilter::default()).unwrap()), before);
        }
        *network.reply.lock().unwrap() = None;
        assert!(app.sync(DEADLINE).await.unwrap().is_complete());
        assert_eq!(app.regions().unwrap()[0].settings.languages, ["luo"]);
        assert_eq!(app.regions().unwrap()[0].entries, 5, "the settings alone are new");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn anybody_suggests_keepers_publish_and_both_sides_say_no_to_others() {
        let town = Town::start();
        kisumu::add(&town);
        let county = kisumu::county();
        let areas = kisumu_areas();
        let rehab = areas.organisations[1].id;
        let resident = town.phone();
        town.enrol_resident_of(&resident, ward()).await;
        resident.sync().await;
        resident.go_offline();
        let clinic = named("Ziwani clinic");
        let words = Comment::new("Imehama. It moved across the road.").unwrap();
        resident.app.suggest_correction(county, Some(clinic.id.clone()), words.clone()).unwrap();
        let unknown = HsdsId::from(uuid::Uuid::from_u128(7));
        let error = resident.app.suggest_correction(county, Some(unknown), words.clone()).unwrap_err();
        assert!(matches!(error, Error::NotFound));
        let queued = resident.app.directory_changes().unwrap();
        assert!(queued.len() == 1 && !queued[0].settled, "kept while offline");
        let refused = resident.app.publish_entry(county, clinic.clone()).unwrap_err();
        assert_eq!(refused.code(), RefusalCode::NotYourRole.code());
        resident.go_online().await;
        assert!(resident.app.directory_changes().unwrap()[0].settled);
        assert_eq!(resident.app.entry(&clinic.id).unwrap().entry, clinic, "a suggestion changes nothing by itself");

        let intake = town.phone();
        town.appoint_to(&intake, Role::RehabIntake, Some(rehab), ward(), None).await;
        let centre = named("Ziwani recovery");
        let mut changed = centre.clone();
        changed.local.as_mut().unwrap().beds = Some(30);
        intake.app.publish_entry(county, changed.clone()).unwrap();
        let mut self_made = changed.clone();
        self_made.local.as_mut().unwrap().accreditation.as_mut().unwrap().valid_to = "2030-01-01".parse().ok();
        let refused = intake.app.publish_entry(county, self_made.clone()).unwrap_err();
        assert_eq!(refused.code(), RefusalCode::NotYourRole.code(), "a facility does not accredit itself");
        let refused = intake.app.publish_entry(county, named("Pwani ya Ziwa")).unwrap_err();
        assert_eq!(refused.code(), RefusalCode::OutOfScope.code());
        intake.sync().await;
        resident.sync().await;
        let seen = resident.app.entry(&centre.id).unwrap().entry;
        assert_eq!(seen.local.unwrap().beds, Some(30));

        let admin = town.phone();
        let area = areas.areas.iter().find(|area| area.kind == AreaKind::County).unwrap().id;
        town.appoint_to(&admin, Role::ProgrammeAdmin, None, area, None).await;
        let waiting = admin.app.directory_suggestions(DEADLINE).await.unwrap();
        assert_eq!(waiting.iter().map(|suggestion| &suggestion.text).collect::<Vec<_>>(), [&words]);
        let moved = Organization { description: "Moved (invented).".into(), ..clinic.clone() };
        admin.app.publish_entry(county, moved).unwrap();
        admin.app.retire_entry(county, &named("Pwani ya Ziwa").id).unwrap();
        let refused = admin.app.publish_entry(CountyCode::new(47).unwrap(), clinic.clone()).unwrap_err();
        assert_eq!(refused.code(), RefusalCode::OutOfScope.code());
        admin.sync().await;
        assert!(admin.app.directory_suggestions(DEADLINE).await.unwrap().is_empty(), "dealt with");
        assert!(admin.app.directory_changes().unwrap().iter().all(|asked| asked.settled && asked.refusal.is_none()));
        resident.sync().await;
        assert_eq!(resident.app.entry(&clinic.id).unwrap().entry.description, "Moved (invented).");
        assert!(matches!(resident.app.entry(&named("Pwani ya Ziwa").id), Err(Error::NotFound)));
        let other = town.recruit(Role::ProgrammeAdmin).await;
        assert!(other.app.directory_suggestions(DEADLINE).await.unwrap().is_empty(), "another county's administrator");
        let denied = resident.app.directory_suggestions(DEADLINE).await.unwrap_err();
        assert!(matches!(denied, Error::Sync(SyncError::Hub { status: 403, .. })), "{denied}");
    }
}
