//! The firewall (DOMAIN §10): nothing that is kept or sent joins somebody who was referred, or who came to a session, with a report, a
//! police record or an account.
//!
//! One person on one phone does both; so does one outreach worker. Then every value of every column of every file of one realm is
//! compared with every value of every column of the other's: on the phones, on the hub, and between them. Values are compared as what
//! they say, whatever they are written as: an identity as bytes and as text is one value, and what stands within JSON counts.
//!
//! What two realms may have in common is told apart by a second town, in which other people do the same on other phones: what is there
//! too is a word of the program. Beside that, the public list of areas and organisations is in both. Numbers below a million are not
//! compared: so few cannot single anybody out, and counters, versions and codes of both realms begin at one. Times are compared, to the
//! millisecond.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use usalama_core::client::{NewReferral, SendOptions};
use usalama_core::event::{ActorId, Realm, Role, SubjectId};
use usalama_core::keys::HostKey;
use usalama_core::model::cap::Severity;
use usalama_core::model::incident::{Category, NewIncident, Veracity};
use usalama_core::text::{Comment, Description};
use usalama_tests::caring::{GOOD, agreed, appoint, care, intake, open_centres, sync, title, to};
use usalama_tests::disk;
use usalama_tests::network::Exchange;
use usalama_tests::phone::Phone;
use usalama_tests::town::Town;

/// Every value of a column, by `file.table.column`.
type Values = BTreeMap<String, BTreeSet<String>>;

/// A little later, so that no two things happen at one instant.
fn later(town: &Town) {
    town.clock.advance(Duration::from_millis(61_337));
}

/// What somebody does on one phone in both realms, and a worker on another.
struct Story {
    town: Town,
    person: Phone,
    worker: Phone,
    police: Phone,
    centre: Phone,
    referral: SubjectId,
}

impl Story {
    /// `slip` writes the identity of the referral into a report.
    async fn told(before: usize, slip: bool) -> Self {
        let town = Town::start();
        open_centres(&town, false);
        // Their numbers are not those of the other town's people.
        for _ in 0..before {
            drop(town.resident().await);
        }
        let police = town.recruit(Role::PoliceOfficer).await;
        let centre = intake(&town, GOOD).await;
        let (person, worker) = (town.phone(), town.phone());
        for phone in [&person, &worker] {
            phone.network.write_down();
        }
        later(&town);
        town.enrol_resident(&person).await;
        later(&town);
        sync(&person).await;
        town.appoint(&worker, Role::OutreachWorker).await;
        later(&town);
        appoint(&town, &worker, Role::OutreachWorker, None).await;

        // A referral of oneself; then reports, one of them what a tip would say; and what police make of it.
        later(&town);
        let referral = care(&person).draft(NewReferral { for_self: true, ..to(GOOD) }).unwrap().id;
        care(&person).consent(referral, agreed()).unwrap();
        later(&town);
        care(&person).send(referral, SendOptions::default()).unwrap();
        let theft = NewIncident::new(Category::PhoneSnatching, town.place());
        later(&town);
        let text = if slip { format!("Ona {}", referral.0) } else { "Simu imeibiwa".to_owned() };
        let theft = NewIncident { description: Description::new(&text).ok(), ..theft };
        let reported = person.app.report(theft).unwrap().incident.id;
        later(&town);
        person.app.report(NewIncident::new(Category::GangActivity, town.place())).unwrap();
        later(&town);
        person.app.report(NewIncident::new(Category::SubstanceHelp, town.place())).unwrap();
        later(&town);
        person.sync().await;
        later(&town);
        sync(&person).await;
        police.sync().await;
        later(&town);
        police.app.triage(reported, Severity::Severe).unwrap();
        police.app.assess(reported, Veracity::ProbablyTrue, Comment::new("Kamera").unwrap()).unwrap();
        police.sync().await;
        later(&town);
        person.sync().await;

        // A session that both come to, and a referral by the worker, who reports something too.
        later(&town);
        let sheet = care(&worker).open_sheet(title("Elimu rika"), title("Pombe")).unwrap().id;
        care(&worker).scan_token(sheet, &care(&person).attendance_token().unwrap()).unwrap();
        later(&town);
        let client = care(&worker).draft(to(GOOD)).unwrap().id;
        care(&worker).consent(client, agreed()).unwrap();
        care(&worker).send(client, SendOptions::default()).unwrap();
        later(&town);
        worker.app.report(NewIncident::new(Category::StreetLight, town.place())).unwrap();
        later(&town);
        worker.sync().await;
        later(&town);
        sync(&worker).await;
        later(&town);
        sync(&centre).await;
        care(&centre).receive(referral).unwrap();
        later(&town);
        sync(&centre).await;
        later(&town);
        sync(&person).await;
        assert_eq!(care(&person).referral(referral).unwrap().state.code(), "received");
        for phone in [&person, &worker] {
            assert_eq!(care(phone).sync_status().unwrap().parked.len(), 0);
            assert_eq!(phone.app.sync_status().unwrap().parked.len(), 0);
        }
        Self { town, person, worker, police, centre, referral }
    }

    fn phones(&self) -> [(&'static str, &Phone); 4] {
        [("person", &self.person), ("worker", &self.worker), ("police", &self.police), ("centre", &self.centre)]
    }

    /// All that is kept of a realm, on the hub and on the phones.
    fn kept(&self, realm: &Realm) -> Values {
        let is_care = *realm == Realm::Care;
        let data = self.town.hub.data();
        let ledger = if is_care { data.join("care/hub.db") } else { data.join("hub.db") };
        let mut values = values_of("hub", &Connection::open(ledger).unwrap());
        for (name, phone) in self.phones() {
            let (directory, actor, key) = profile(phone, realm);
            if is_care && !directory.exists() {
                continue;
            }
            values.extend(values_of(name, &disk::raw_profile(&directory, actor, &key)));
        }
        values
    }

    fn exchanges(&self, realm: &Realm) -> Vec<Exchange> {
        let all = [&self.person, &self.worker].into_iter().flat_map(|phone| phone.network.exchanges());
        all.filter(|one| one.path.starts_with("/care/") == (*realm == Realm::Care)).collect()
    }
}

fn profile(phone: &Phone, realm: &Realm) -> (PathBuf, ActorId, HostKey) {
    let actor = phone.actor();
    if *realm == Realm::Safety {
        return (phone.directory().to_owned(), actor, phone.key.clone());
    }
    let (key, id) = phone.key.apart(realm.code(), actor.0);
    (phone.directory().join("apart"), ActorId(id), key)
}

/// Every value of every column of every table.
fn values_of(file: &str, db: &Connection) -> Values {
    let mut values = Values::new();
    let mut tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").unwrap();
    let tables: Vec<String> = tables.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
    for table in tables {
        let mut statement = db.prepare(&format!("SELECT * FROM \"{table}\"")).unwrap();
        let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            for (at, column) in columns.iter().enumerate() {
                let said = match row.get_ref(at).unwrap() {
                    ValueRef::Null => continue,
                    ValueRef::Integer(number) => number.to_string(),
                    ValueRef::Real(number) => number.to_string(),
                    ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
                    ValueRef::Blob(bytes) => as_text(bytes),
                };
                values.entry(format!("{file}.{table}.{column}")).or_default().extend(tokens(&said));
            }
        }
    }
    values
}

/// Bytes as JSON writes them.
fn as_text(bytes: &[u8]) -> String {
    uuid::Uuid::from_slice(bytes).map_or_else(|_| URL_SAFE_NO_PAD.encode(bytes), |id| id.to_string())
}

/// The words of a text that could single somebody out.
fn tokens(text: &str) -> BTreeSet<String> {
    let is_of_word = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    let words = text.split(|c| !is_of_word(c)).filter(|word| !word.is_empty());
    let is_small = |word: &str| word.trim_start_matches('-').parse::<u64>().is_ok_and(|number| number < 1_000_000);
    words.filter(|word| !is_small(word)).map(str::to_owned).collect()
}

fn all(values: &Values) -> BTreeSet<String> {
    values.values().flatten().cloned().collect()
}

/// The public list: areas, organisations, centres. When a hub erased what was due is its own doing, once a day, whoever there is.
fn public(town: &Town) -> BTreeSet<String> {
    let mut public = tokens(&town.hub.admin(&["reference", "export"]));
    let directory = std::fs::read_to_string(town.hub.data().join("directory.json")).unwrap();
    public.extend(tokens(&directory));
    for ledger in ["hub.db", "care/hub.db"] {
        let file = rusqlite::Connection::open(town.hub.data().join(ledger)).unwrap();
        let swept = file.query_row("SELECT value FROM meta WHERE key = 'retention_swept_at'", [], |row| row.get(0));
        public.insert(swept.expect("the hub has swept"));
    }
    public
}

/// Every value that two columns of two realms have in common, with the columns: each pair of columns is tried.
fn joins(safety: &Values, care: &Values, harmless: &BTreeSet<String>) -> BTreeSet<(String, String, String)> {
    let mut found = BTreeSet::new();
    for (here, ours) in safety {
        for (there, theirs) in care {
            let common = ours.intersection(theirs).filter(|value| !harmless.contains(*value));
            found.extend(common.map(|value| (here.clone(), there.clone(), value.clone())));
        }
    }
    found
}

fn sent(exchanges: &[Exchange]) -> Values {
    let mut values = Values::new();
    for one in exchanges {
        values.entry("token".into()).or_default().extend(one.token.iter().flat_map(|token| tokens(token)));
        values.entry("request".into()).or_default().extend(tokens(&String::from_utf8_lossy(&one.body)));
        values.entry("reply".into()).or_default().extend(tokens(&String::from_utf8_lossy(&one.reply)));
    }
    values
}

/// The words of the program: what another town's people have in both realms without having anything in common with these.
fn words(other: &Story) -> BTreeSet<String> {
    [Realm::Safety, Realm::Care]
        .iter()
        .flat_map(|realm| [other.kept(realm), sent(&other.exchanges(realm))])
        .flat_map(|values| all(&values))
        .collect()
}

fn files_under(folder: &Path) -> Vec<PathBuf> {
    let mut files = vec![];
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files.extend(files_under(&path)) } else { files.push(path) }
    }
    files
}

#[tokio::test(flavor = "multi_thread")]
async fn no_value_of_any_column_joins_the_two_realms_on_phones_hub_or_wire() {
    let (story, other) = (Story::told(0, false).await, Story::told(9, false).await);
    let (safety, care_side) = (story.kept(&Realm::Safety), story.kept(&Realm::Care));
    let mut harmless = words(&other);
    let known: BTreeSet<String> = harmless.clone();
    harmless.extend(public(&story.town));

    // The search sees what is there: identities and keys of both, and the pairs of columns it tries.
    let (mine, apart) = (story.person.actor().to_string(), care(&story.person).actor().to_string());
    assert!(all(&safety).contains(&mine) && all(&care_side).contains(&apart) && mine != apart);
    assert!(all(&care_side).contains(&story.referral.0.to_string()));
    assert!(!known.contains(&mine) && !known.contains(&apart), "nobody of this town is a word of the program");
    assert!(safety.len() * care_side.len() > 10_000, "{} × {}", safety.len(), care_side.len());

    assert_eq!(joins(&safety, &care_side, &harmless), BTreeSet::new());

    let (reports, referrals) = (story.exchanges(&Realm::Safety), story.exchanges(&Realm::Care));
    assert!(reports.len() > 10 && referrals.len() > 10);
    assert_eq!(joins(&sent(&reports), &sent(&referrals), &harmless), BTreeSet::new());
    // What goes over one wire is not kept behind the other either.
    assert_eq!(joins(&sent(&reports), &care_side, &harmless), BTreeSet::new());
    assert_eq!(joins(&safety, &sent(&referrals), &harmless), BTreeSet::new());
    println!(
        "{} columns × {} columns, {} × {} values, {} × {} requests: nothing in common",
        safety.len(),
        care_side.len(),
        all(&safety).len(),
        all(&care_side).len(),
        reports.len(),
        referrals.len()
    );

    // No batch holds something of both.
    for one in &reports {
        let body = String::from_utf8_lossy(&one.body);
        assert!(!body.contains("referral.") && !body.contains("attendance."), "{}", one.path);
    }
    for one in &referrals {
        let body = String::from_utf8_lossy(&one.body);
        assert!(!body.contains("incident.") && !body.contains("+2547"), "{}", one.path);
    }
    // Nor does the log know anybody.
    let log = std::fs::read_to_string(story.town.hub.data().join("hub.log")).unwrap();
    let logged: BTreeSet<String> = tokens(&log).difference(&harmless).cloned().collect();
    for values in [&safety, &care_side] {
        let named: Vec<_> = all(values).intersection(&logged).cloned().collect();
        assert_eq!(named, Vec::<String>::new());
    }

    // The names of files tell nothing.
    for (_, phone) in story.phones() {
        for file in files_under(phone.directory()) {
            let name = file.strip_prefix(phone.directory()).unwrap().to_string_lossy().to_lowercase();
            for word in ["care", "refer", "huduma", "rehab", "safety", "attend"] {
                assert!(!name.contains(word), "{name}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_identity_that_somebody_lets_slip_is_found_by_the_same_search() {
    let (story, other) = (Story::told(0, true).await, Story::told(9, false).await);
    let mut harmless = words(&other);
    harmless.extend(public(&story.town));
    let found = joins(&story.kept(&Realm::Safety), &story.kept(&Realm::Care), &harmless);
    let values: BTreeSet<&String> = found.iter().map(|(_, _, value)| value).collect();
    assert_eq!(values, BTreeSet::from([&story.referral.0.to_string()]));
    let columns: BTreeSet<&String> = found.iter().map(|(here, _, _)| here).collect();
    assert!(columns.contains(&"hub.event.parts".to_owned()), "{columns:?}");
    assert!(found.iter().any(|(_, there, _)| there == "hub.subject.id"), "as bytes there, as text here");
    let (reports, referrals) = (story.exchanges(&Realm::Safety), story.exchanges(&Realm::Care));
    assert!(!joins(&sent(&reports), &sent(&referrals), &harmless).is_empty(), "on the wire too");
}
