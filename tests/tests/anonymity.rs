//! Anonymity that means it (DOMAIN §3.3, §13.8; §14, row "anonymous thread"; §19, scenario 15): what the network sees, what the hub
//! keeps, and what stays on the phone.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use rusqlite::types::Value;
use usalama_core::client::{AnonymousState, Error, NewTip};
use usalama_core::clock::{Clock as _, ManualClock};
use usalama_core::event::{Role, SubjectId};
use usalama_core::geo::Position;
use usalama_core::keys::{KeyPurpose, Keyring, SecretKey, random_bytes};
use usalama_core::model::incident::{
    Act, Anonymity, CaseStatus, Category, Contact, Entry, NewIncident, Nothing, Triaged, Whereabouts,
};
use usalama_core::model::receipt::ReceiptNumber;
use usalama_core::model::refusal::RefusalCode;
use usalama_core::model::tip::{TipAct, TipTopic};
use usalama_core::seal::Sealed;
use usalama_core::sync::anonymous::{
    Answer, Letter, PATH, PREFIX, STEPS, Said, SignedTerms, Terms, open_answer, seal_letter, solve, thread_digest,
};
use usalama_core::sync::{Apart, HttpTransport, Transport as _, http_client};
use usalama_core::text::{Comment, Description, Title};
use usalama_tests::phone::Phone;
use usalama_tests::town::{Town, beside};
use usalama_tests::wiretap::{Call, Wiretap};

const DEADLINE: Duration = Duration::from_secs(30);
const QUARTER: Duration = Duration::from_secs(15 * 60);
const DAY: Duration = Duration::from_secs(24 * 3600);

fn comment(text: &str) -> Comment {
    Comment::new(text).unwrap()
}

fn tip_at(place: Position, words: &str) -> NewTip {
    let whereabouts = Whereabouts { position: Some(place), ..Whereabouts::default() };
    NewTip { whereabouts, ..NewTip::new(TipTopic::Drugs, Description::new(words).unwrap()) }
}

/// Lets time pass until nothing waits any more; each exchange sends one letter at most.
async fn send_all(town: &Town, phone: &Phone) -> u32 {
    let mut exchanges = 0;
    while phone.app.sync_status().unwrap().anonymous_waiting > 0 {
        town.advance(QUARTER).await;
        phone.try_sync().await;
        exchanges += 1;
        assert!(exchanges < 100, "letters go");
    }
    exchanges
}

fn ledger(town: &Town) -> rusqlite::Connection {
    rusqlite::Connection::open(town.hub.data().join("hub.db")).unwrap()
}

fn is_apart(call: &Call) -> bool {
    call.head().first().is_some_and(|line| line.contains(PATH))
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_of_two_anonymous_reporters_are_the_same_but_for_ciphertext() {
    let town = Town::start();
    let _police = town.recruit(Role::PoliceOfficer).await;
    let tap = Wiretap::on(town.hub.address()).await;
    // Two phones that differ in all that phones differ in: account, clock, what they say and how long it is.
    let skewed = Arc::new(ManualClock::starting_at(usalama_tests::phone::now().plus(Duration::from_secs(4 * 60 + 17))));
    let phones =
        [Phone::with_clock(tap.address(), town.clock.clone()), Phone::with_clock(tap.address(), skewed.clone())];
    town.enrol_resident(&phones[0]).await;
    let before = tap.calls().len();
    let texts = ["Short".to_owned(), "“Long”, with accents: é\n".repeat(80)];
    let mut receipts = vec![];
    for (phone, words) in phones.iter().zip(&texts) {
        // The second has no account at all.
        let tip = phone.app.share_tip(tip_at(town.place(), words)).unwrap();
        receipts.push(tip.receipt.unwrap());
        let incident = NewIncident::new(Category::DrunkDisorderly, town.place());
        let incident = NewIncident { description: Some(Description::new(words).unwrap()), ..incident };
        receipts.push(phone.app.report_anonymously(incident, false).unwrap().receipt);
    }
    for _ in 0..20 {
        town.advance(QUARTER).await;
        skewed.advance(QUARTER);
        for phone in &phones {
            phone.try_sync().await;
        }
    }
    for phone in &phones {
        assert!(phone.app.anonymous_threads().unwrap().iter().all(|thread| thread.state == AnonymousState::Delivered));
    }
    for (phone, receipt) in [&phones[0], &phones[0], &phones[1], &phones[1]].into_iter().zip(&receipts) {
        assert!(phone.app.open_receipt(receipt.digits(), DEADLINE).await.unwrap().is_some());
    }
    let none = ReceiptNumber::random().unwrap();
    assert!(phones[0].app.open_receipt(none.digits(), DEADLINE).await.unwrap().is_none());

    let calls = tap.calls();
    let apart: Vec<&Call> = calls[before..].iter().filter(|call| is_apart(call)).collect();
    let (asked, handed_in): (Vec<&Call>, Vec<&Call>) = apart.iter().partition(|call| call.head()[0].starts_with("GET"));
    assert_eq!((asked.len(), handed_in.len()), (9, 9), "4 letters, 5 looks; terms for each");
    let verbs = |call: &Call| {
        let said = String::from_utf8_lossy(&call.said).into_owned();
        said.matches("HTTP/1.1").count()
    };
    assert!(apart.iter().all(|call| verbs(call) == 1), "each has a connection of its own");
    // The heads: one and the same for all who ask, and for all who hand in but for one of four lengths.
    let mixed = calls[before..].iter().filter(|call| !is_apart(call));
    assert!(
        mixed.clone().all(|call| !String::from_utf8_lossy(&call.said).contains(PATH)),
        "and nothing else goes over it"
    );
    let heads: BTreeSet<Vec<String>> = asked.iter().map(|call| call.head()).collect();
    assert_eq!(heads.len(), 1);
    let without_length = |call: &&Call| -> Vec<String> {
        call.head().into_iter().filter(|line| !line.to_ascii_lowercase().starts_with("content-length")).collect()
    };
    let heads: BTreeSet<Vec<String>> = handed_in.iter().map(without_length).collect();
    assert_eq!(heads.len(), 1);
    for call in &apart {
        for line in &call.head()[1..] {
            let name = line.split(':').next().unwrap().to_ascii_lowercase();
            let allowed = ["host", "accept", "content-type", "content-length"];
            assert!(allowed.contains(&name.as_str()), "{line}");
        }
    }
    let said: BTreeSet<usize> = handed_in.iter().map(|call| call.body().len() - PREFIX).collect();
    let answered: BTreeSet<usize> = handed_in.iter().map(|call| call.answer().len()).collect();
    assert!(said.len() > 1, "short and long");
    assert!(said.iter().chain(&answered).all(|size| STEPS.contains(size)), "{said:?} {answered:?}");
    let sizes: BTreeSet<&usize> = said.union(&answered).collect();
    println!("sizes of letters and answers: {sizes:?}");
    assert!(sizes.len() <= 4);
    // Ciphertext looks like noise: nothing of it is twice, and it does not get smaller.
    for (i, call) in handed_in.iter().enumerate() {
        let sealed = &call.body()[PREFIX + 1..];
        let blocks: BTreeSet<&[u8]> = sealed.chunks(16).collect();
        assert_eq!(blocks.len(), sealed.len().div_ceil(16));
        for other in &handed_in[i + 1..] {
            let theirs: BTreeSet<&[u8]> = other.body()[PREFIX + 1..].chunks(16).collect();
            assert!(blocks.is_disjoint(&theirs));
        }
        for words in ["Short", "Long", "drunk", "tip", "incident"] {
            assert!(!String::from_utf8_lossy(&call.said[call.head().join("").len()..]).contains(words));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn scenario_15_two_tips_of_one_phone_share_nothing_that_tips_of_two_phones_do_not() {
    let town = Town::start();
    let _police = town.recruit(Role::PoliceOfficer).await;
    // The hub keeps hours: all of it happens within one.
    const HOUR_MS: i64 = 3_600_000;
    let left = HOUR_MS - town.clock.now().as_millis() % HOUR_MS;
    town.advance(Duration::from_millis(u64::try_from(left).unwrap() + 1000)).await;
    let (one, other) = (town.resident().await, town.resident().await);
    for words in ["In the yard", "At the stage"] {
        one.app.share_tip(tip_at(town.place(), words)).unwrap();
    }
    other.app.share_tip(tip_at(town.place(), "By the mast")).unwrap();
    // Both are due; one goes at a time, each in a breath of its own.
    town.advance(QUARTER).await;
    one.sync().await;
    assert_eq!(one.app.sync_status().unwrap().anonymous_waiting, 1);
    one.sync().await;
    assert_eq!(one.app.sync_status().unwrap().anonymous_waiting, 1, "the other waits again");
    other.sync().await;
    assert_eq!(other.app.sync_status().unwrap().anonymous_waiting, 0);
    send_all(&town, &one).await;
    let ids = |phone: &Phone| -> Vec<SubjectId> {
        phone.app.anonymous_threads().unwrap().iter().map(|thread| thread.id).collect()
    };
    let (mine, theirs) = (ids(&one), ids(&other));
    let hub = ledger(&town);
    let (a, b, c) = (traces(&hub, mine[0]), traces(&hub, mine[1]), traces(&hub, theirs[0]));
    assert!(a.len() > 20, "{a:?}");
    let linked: BTreeSet<&String> = a.intersection(&b).collect();
    let common: BTreeSet<&String> = a.intersection(&c).chain(b.intersection(&c)).collect();
    let more: Vec<_> = linked.difference(&common).collect();
    assert!(more.is_empty(), "{more:?}");
    // And nothing of the phone is in any of it.
    let account = one.actor().0;
    for secret in [account.to_string(), hex(account.as_bytes()), hex(one.key.as_bytes())] {
        assert!(!a.union(&b).any(|trace| trace.contains(&secret)));
    }
}

/// Every value that the hub keeps of a subject, in whichever table, and every leaf of the JSON in it.
fn traces(hub: &rusqlite::Connection, id: SubjectId) -> BTreeSet<String> {
    let mut traces = BTreeSet::new();
    for table in tables(hub) {
        let columns = columns(hub, &table);
        let by = if columns.contains(&"subject".to_owned()) { "subject" } else { "id" };
        if !columns.contains(&by.to_owned()) {
            continue;
        }
        let mut statement = hub.prepare(&format!("SELECT * FROM {table} WHERE {by} = ?1")).unwrap();
        let width = statement.column_count();
        let mut rows = statement.query([id.0.as_bytes()]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            for place in 0..width {
                match row.get::<_, Value>(place).unwrap() {
                    Value::Text(text) => leaves(&text, &mut traces),
                    Value::Blob(bytes) => drop(traces.insert(hex(&bytes))),
                    Value::Integer(number) => drop(traces.insert(number.to_string())),
                    Value::Real(number) => drop(traces.insert(number.to_string())),
                    Value::Null => {}
                }
            }
        }
    }
    traces
}

fn leaves(text: &str, into: &mut BTreeSet<String>) {
    match serde_json::from_str::<serde_json::Value>(text) {
        Ok(serde_json::Value::Object(map)) => map.values().for_each(|value| leaves(&value.to_string(), into)),
        Ok(serde_json::Value::Array(list)) => list.iter().for_each(|value| leaves(&value.to_string(), into)),
        Ok(serde_json::Value::String(text)) if text.starts_with(['{', '[']) => leaves(&text, into),
        Ok(serde_json::Value::String(text)) => drop(into.insert(text)),
        _ => drop(into.insert(text.to_owned())),
    }
}

fn tables(db: &rusqlite::Connection) -> Vec<String> {
    let mut statement = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
}

fn columns(db: &rusqlite::Connection, table: &str) -> Vec<String> {
    let mut statement = db.prepare("SELECT name FROM pragma_table_info(?1)").unwrap();
    statement.query_map([table], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_identity_column_exists_in_the_tables_that_hold_what_came_without_a_name() {
    let town = Town::start();
    let _police = town.recruit(Role::PoliceOfficer).await;
    let source = town.resident().await;
    let tip = source.app.share_tip(tip_at(town.place(), "In the yard")).unwrap().id;
    let incident = source.app.report_anonymously(NewIncident::new(Category::Robbery, town.place()), false).unwrap().id;
    send_all(&town, &source).await;
    let hub = ledger(&town);
    // Which tables hold anything of them: found in the file, not in a list.
    let mut holding = BTreeSet::new();
    for table in tables(&hub) {
        for column in columns(&hub, &table) {
            let sql = format!("SELECT count(*) FROM {table} WHERE {column} IN (?1, ?2)");
            let found: i64 = hub.query_row(&sql, [tip.0.as_bytes(), incident.0.as_bytes()], |row| row.get(0)).unwrap();
            if found > 0 {
                holding.insert(table.clone());
            }
        }
    }
    let expected = ["anonymous_subject", "anonymous_thread", "event", "feed", "timer"];
    assert_eq!(holding.iter().map(String::as_str).collect::<Vec<_>>(), expected);
    let identities = [
        "actor",
        "account",
        "reporter",
        "author",
        "device",
        "phone",
        "address",
        "ip",
        "user",
        "token",
        "session",
        "name",
        "invited_by",
        "source",
        "agent",
        "peer",
    ];
    for table in holding.iter().map(String::as_str).chain(["member"]) {
        for column in columns(&hub, table) {
            assert!(!identities.iter().any(|identity| column.contains(identity)), "{table}.{column}");
        }
    }
    let log = std::fs::read_to_string(town.hub.data().join("hub.log")).unwrap();
    assert!(log.contains(PATH), "that it was asked is logged");
    assert!(!log.contains("127.0.0.1"), "by whom is not");
    let times: Vec<i64> = hub
        .prepare("SELECT json_extract(header, '$.time.at') FROM event WHERE subject IN (?1, ?2)")
        .unwrap()
        .query_map([tip.0.as_bytes(), incident.0.as_bytes()], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    assert_eq!(times.len(), 2);
    assert!(times.iter().all(|at| at % 3_600_000 == 0), "to the hour, by the hub's clock");
}

/// Every file below these folders.
fn files(folders: &[&Path]) -> Vec<(PathBuf, String)> {
    let mut left: Vec<PathBuf> = folders.iter().map(|folder| (*folder).to_owned()).collect();
    let mut found = vec![];
    while let Some(path) = left.pop() {
        if path.is_dir() {
            left.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if let Ok(bytes) = std::fs::read(&path) {
            found.push((path, as_text(&bytes)));
        }
    }
    found
}

/// Each byte as a character, so that the standard library's search can be used, which is fast.
fn as_text(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

fn holds(text: &str, canary: &[u8]) -> bool {
    text.contains(&as_text(canary))
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_canaries_are_in_no_file_or_log_of_phone_hub_or_anybody_else() {
    let town = Town::start();
    let police = town.recruit(Role::PoliceOfficer).await;
    let mut wider = vec![town.resident().await];
    for role in [Role::Guard, Role::FirmSupervisor, Role::RaOfficial, Role::ProgrammeAdmin, Role::Moderator] {
        wider.push(town.recruit(role).await);
    }
    let source = town.resident().await;

    // What is said in five threads: names, numbers, plates, tokens, places.
    let mut canaries: Vec<(String, Vec<u8>)> = vec![];
    let mut text = |what: &str, value: String| {
        canaries.push((what.to_owned(), value.clone().into_bytes()));
        value
    };
    let mut threads = vec![];
    for i in 0..5_u32 {
        let name = text("name", format!("Wanjiru-{i}-Canary"));
        let number = text("number", format!("+2547990000{i}7"));
        let plate = text("plate", format!("KZZ{i}77Q"));
        let token = text("token", format!("tok-{i}-b64Zm9vYmFy"));
        let place = text("place", format!("Canary House {i}"));
        let question = text("question", format!("Is canary {i} blue?"));
        let answer = text("answer", format!("Canary {i} is yellow"));
        let at = beside(&town.place(), 10.0 + f64::from(i) * 7.0, 3.0);
        text("position", format!("{}", at.at.lat()));
        let mut tip = tip_at(at, &format!("{name} {number} drives {plate}, password {token}"));
        tip.whereabouts.place_text = Some(Title::new(&place).unwrap());
        tip.forget_after_ack = true;
        let shared = source.app.share_tip(tip).unwrap();
        let receipt = shared.receipt.unwrap();
        text("receipt", receipt.digits().to_owned());
        threads.push((shared.id, receipt, question, answer));
    }
    // What the phone signs with: no half of any of it is where it could be found.
    for (_, receipt, ..) in &threads {
        let seed = receipt.key().unwrap().sign(b"seed");
        canaries.push(("signature of the key".to_owned(), seed.as_bytes().to_vec()));
    }
    assert_eq!(canaries.len(), 50);
    // A control: where they can be, they are found. Until it goes, it is on the phone that it was written on.
    let waiting = files(&[source.directory()]);
    let found = canaries.iter().filter(|(_, canary)| waiting.iter().any(|(_, bytes)| holds(bytes, canary))).count();
    assert_eq!(found, if usalama_tests::disk::ENCRYPTED { 0 } else { 35 }, "all but questions, answers and signatures");

    send_all(&town, &source).await;
    assert!(source.app.anonymous_threads().unwrap().is_empty(), "forgotten once the hub has them");
    police.sync().await;
    for (id, _, question, _) in &threads {
        assert!(police.app.tip(*id).unwrap().words.is_some(), "and the police can read each");
        police.app.act_on_tip(*id, TipAct::Asked(Nothing {}), Some(comment(question))).unwrap();
    }
    police.sync().await;
    for (_, receipt, question, answer) in &threads {
        let thread = source.app.open_receipt(receipt.digits(), DEADLINE).await.unwrap().unwrap();
        assert_eq!(thread.lines[0].words.as_ref().unwrap().comment, Some(comment(question)));
        source.app.answer_thread(&thread, comment(answer)).unwrap();
    }
    send_all(&town, &source).await;
    police.sync().await;
    for (id, _, _, answer) in &threads {
        let lines = police.app.tip(*id).unwrap().messages;
        assert_eq!(lines[1].words.as_ref().unwrap().comment, Some(comment(answer)));
    }
    for phone in &wider {
        phone.sync().await;
    }

    let mut folders = vec![town.hub.data(), source.directory(), police.directory()];
    folders.extend(wider.iter().map(Phone::directory));
    let files = files(&folders);
    println!("{} canaries sought in {} files", canaries.len(), files.len());
    assert!(files.len() > 20);
    for (path, bytes) in &files {
        for (what, canary) in &canaries {
            assert!(!holds(bytes, canary), "a {what} is in {}", path.display());
        }
    }

    // Who it was: the hub knows the account, and nothing of it is with what came without a name, nor with anybody else.
    let keyring = Keyring::new(&source.key, source.actor().0, 0);
    let account = source.actor().0;
    let mut identities: Vec<Vec<u8>> = vec![account.to_string().into_bytes(), account.as_bytes().to_vec()];
    for purpose in [KeyPurpose::Account, KeyPurpose::Role("police_officer"), KeyPurpose::Subject(threads[0].0.0)] {
        let key = keyring.key(purpose).public();
        identities.extend([key.to_string().into_bytes(), key.as_bytes().to_vec()]);
    }
    let others = wider.iter().chain([&police]).map(Phone::directory).collect::<Vec<_>>();
    let log = town.hub.data().join("hub.log");
    for (path, bytes) in self::files(&others).iter().chain(&self::files(&[&log])) {
        for identity in &identities {
            assert!(!holds(bytes, identity), "who it was is in {}", path.display());
        }
    }
    let hub = ledger(&town);
    for (id, ..) in &threads {
        for trace in traces(&hub, *id) {
            assert!(!identities.iter().any(|identity| trace == hex(identity) || trace.as_bytes() == identity));
        }
    }
}

/// Somebody on the network, with no phone of ours.
struct Stranger {
    line: HttpTransport,
    url: String,
    terms: Terms,
}

impl Stranger {
    async fn at(town: &Town) -> Self {
        let line = HttpTransport::new(town.hub.address()).unwrap();
        let asked = Apart { path: PATH, body: None, timeout: DEADLINE };
        let reply = line.send_apart(asked).await.unwrap();
        let signed: SignedTerms = serde_json::from_slice(&reply.body).unwrap();
        Self { terms: signed.verify(None).unwrap(), line, url: format!("{}{PATH}", town.hub.address()) }
    }

    fn request(&self, key: &SecretKey) -> Vec<u8> {
        let signature = key.sign(thread_digest(&self.terms.challenge).as_bytes());
        let letter = Letter { key: key.public(), what: Said::Thread(signature) };
        self.worked(seal_letter(&letter, &self.terms.intake).unwrap().as_bytes())
    }

    fn worked(&self, sealed: &[u8]) -> Vec<u8> {
        let nonce = solve(&self.terms.challenge, sealed, self.terms.bits);
        [self.terms.challenge.as_bytes().as_slice(), &nonce.to_le_bytes(), sealed].concat()
    }

    async fn send(&self, body: Vec<u8>) -> (u16, Vec<u8>) {
        let reply = self.line.send_apart(Apart { path: PATH, body: Some(body), timeout: DEADLINE }).await.unwrap();
        (reply.status, reply.body)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_receipt_that_is_guessed_10_000_times_gives_nothing_away() {
    // Little work, so that a test can do it 10,000 times; what it costs in public is tested beside.
    let town =
        Town::start_with(&["--requests-per-second", "100000", "--burst", "100000", "--anonymous-work-bits", "4"]);
    let _police = town.recruit(Role::PoliceOfficer).await;
    let source = town.resident().await;
    let tip = source.app.share_tip(tip_at(town.place(), "In the yard")).unwrap();
    let receipt = tip.receipt.unwrap();
    send_all(&town, &source).await;
    let stranger = Arc::new(Stranger::at(&town).await);

    let mut tasks = vec![];
    for _ in 0..4 {
        let stranger = stranger.clone();
        tasks.push(tokio::spawn(async move {
            // One connection for many guesses: whoever guesses does not mind to be known by it.
            let line = http_client().unwrap();
            let mut sizes = BTreeSet::new();
            for _ in 0..2_500 {
                let key = SecretKey::from_seed(&random_bytes().unwrap());
                let reply = line.post(&stranger.url).body(stranger.request(&key)).send().await.unwrap();
                let (status, body) = (reply.status().as_u16(), reply.bytes().await.unwrap());
                sizes.insert((status, body.len()));
                assert_eq!(open_answer(&Sealed::from_bytes(body.to_vec()), &key).unwrap(), Answer::NoThread);
            }
            sizes
        }));
    }
    let mut sizes = BTreeSet::new();
    for task in tasks {
        sizes.extend(task.await.unwrap());
    }
    assert_eq!(sizes, BTreeSet::from([(200, STEPS[0])]), "all 10,000 look the same");
    // The right one, to whoever only listens, looks no different.
    let key = receipt.key().unwrap();
    let (status, body) = stranger.send(stranger.request(&key)).await;
    assert_eq!((status, body.len()), (200, STEPS[0]));
    assert!(matches!(open_answer(&Sealed::from_bytes(body), &key).unwrap(), Answer::Thread(_)));
    // The right key without its private half opens nothing.
    let forged = SecretKey::from_seed(&[9; 32]).sign(thread_digest(&stranger.terms.challenge).as_bytes());
    let letter = Letter { key: key.public(), what: Said::Thread(forged) };
    let sealed = seal_letter(&letter, &stranger.terms.intake).unwrap();
    let (_, body) = stranger.send(stranger.worked(sealed.as_bytes())).await;
    assert_eq!(open_answer(&Sealed::from_bytes(body), &key).unwrap(), Answer::NoThread);
    // Digits that are no receipt are told on the phone, without asking anybody.
    for wrong in ["1234 5678 9012 3456", "12", "x"] {
        assert!(matches!(source.app.open_receipt(wrong, DEADLINE).await, Err(Error::Invalid(_))));
    }
    // Unknown and expired are one answer; reading keeps it open.
    town.advance(89 * DAY).await;
    assert!(source.app.open_receipt(receipt.digits(), DEADLINE).await.unwrap().is_some() || tip_is_gone(&town));
}

/// A tip that nobody looked at is erased after 90 days, its thread with it.
fn tip_is_gone(town: &Town) -> bool {
    ledger(town).query_row("SELECT count(*) FROM anonymous_subject", [], |row| row.get::<_, i64>(0)).unwrap() == 0
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expired_thread_and_an_unknown_one_are_one_answer_90_days_after_it_was_opened_last() {
    let town = Town::start();
    let _police = town.recruit(Role::PoliceOfficer).await;
    let source = town.resident().await;
    let report = source.app.report_anonymously(NewIncident::new(Category::Robbery, town.place()), false).unwrap();
    send_all(&town, &source).await;
    for _ in 0..3 {
        town.advance(89 * DAY).await;
        let thread = source.app.open_receipt(report.receipt.digits(), DEADLINE).await.unwrap().unwrap();
        assert!(!thread.is_tip);
    }
    town.advance(92 * DAY).await;
    let stranger = Stranger::at(&town).await;
    let expired = report.receipt.key().unwrap();
    let unknown = SecretKey::from_seed(&[3; 32]);
    let mut answers = vec![];
    for key in [&expired, &unknown] {
        let (status, body) = stranger.send(stranger.request(key)).await;
        answers.push((status, body.len(), open_answer(&Sealed::from_bytes(body), key).unwrap()));
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0], (200, STEPS[0], Answer::NoThread));
}

#[tokio::test(flavor = "multi_thread")]
async fn section_13_8_each_request_costs_work_and_what_is_no_letter_is_refused() {
    let town = Town::start();
    let stranger = Stranger::at(&town).await;
    assert_eq!(stranger.terms.bits, 20, "as it is in public");
    let key = SecretKey::from_seed(&[1; 32]);
    let good = stranger.request(&key);
    assert_eq!(stranger.send(good.clone()).await.0, 200);
    // Without the work, with work for another letter, with another challenge.
    let mut lazy = good.clone();
    lazy[32..PREFIX].copy_from_slice(&1_u64.to_le_bytes());
    let mut other = stranger.request(&key);
    other[32..PREFIX].copy_from_slice(&good[32..PREFIX]);
    let mut old = good.clone();
    old[0] ^= 1;
    for request in [lazy, other, old] {
        assert_eq!(stranger.send(request).await.0, 412);
    }
    // Half an hour later the challenge is over.
    town.advance(2 * QUARTER).await;
    assert_eq!(stranger.send(good).await.0, 412);
    let stranger = Stranger::at(&town).await;
    for size in [0, 1, PREFIX, PREFIX + 1, PREFIX + STEPS[0] - 1, PREFIX + STEPS[0] + 1] {
        assert_eq!(stranger.send(vec![0; size]).await.0, 400, "{size}");
    }
    assert_eq!(stranger.send(vec![0; PREFIX + STEPS[3] + 1]).await.0, 413);
    for noise in [vec![0; STEPS[0]], vec![255; STEPS[1]]] {
        assert_eq!(stranger.send(stranger.worked(&noise)).await.0, 400);
    }
    // The ordinary road does not take it, and this one takes no name.
    let source = town.resident().await;
    let named = NewIncident { anonymity: Anonymity::Anonymous, ..NewIncident::new(Category::Robbery, town.place()) };
    let refused = source.app.report(named.clone()).unwrap_err();
    assert_eq!(refused.code(), RefusalCode::Unavailable.code());
    let contact = Contact { name: Title::new("Achieng").unwrap(), phone: None, named_to_ra: false };
    let with_contact = NewIncident { contact: Some(contact), ..named };
    assert_eq!(source.app.report_anonymously(with_contact, false).unwrap_err().code(), "invalid");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_anonymous_incident_is_dealt_with_like_any_other_and_its_reporter_answers_by_receipt() {
    let town = Town::start();
    let police = town.recruit(Role::PoliceOfficer).await;
    // No account, no grant, nothing: areas are not known to this phone.
    let source = town.phone();
    let mut new = NewIncident::new(Category::Robbery, town.place());
    new.description = Some(Description::new("Two men with pangas at the stage").unwrap());
    let report = source.app.report_anonymously(new.clone(), false).unwrap();
    send_all(&town, &source).await;
    assert_eq!(source.app.anonymous_threads().unwrap()[0].state, AnonymousState::Delivered);
    police.sync().await;
    let seen = police.app.incident(report.id).unwrap().view.incident;
    assert_eq!(seen.status, Some(CaseStatus::Submitted));
    assert!(seen.identity.is_none());
    assert_eq!(seen.report.as_ref().unwrap().occurred.from.as_millis() % 300_000, 0);
    let triaged = Triaged { severity: usalama_core::model::cap::Severity::Severe };
    police.app.act(report.id, Entry::from(Act::Triaged(triaged))).unwrap();
    let question = Entry::with_comment(Act::InfoRequested(Nothing {}), comment("Which way did they go?"));
    // A question may be asked before or after it is checked.
    if police.app.act(report.id, question.clone()).is_err() {
        let second = source.app.report_anonymously(new, false).unwrap();
        send_all(&town, &source).await;
        police.sync().await;
        police.app.act(second.id, question).unwrap();
        police.sync().await;
        answer(&town, &source, &police, &second.receipt, second.id).await;
        return;
    }
    police.sync().await;
    answer(&town, &source, &police, &report.receipt, report.id).await;
}

async fn answer(town: &Town, source: &Phone, police: &Phone, receipt: &ReceiptNumber, id: SubjectId) {
    let thread = source.app.open_receipt(receipt.digits(), DEADLINE).await.unwrap().unwrap();
    assert_eq!(thread.state, "needs_info");
    assert_eq!(thread.lines[0].words.as_ref().unwrap().comment, Some(comment("Which way did they go?")));
    source.app.answer_thread(&thread, comment("Towards the river")).unwrap();
    send_all(town, source).await;
    police.sync().await;
    let detail = police.app.incident(id).unwrap();
    assert_eq!(detail.view.incident.status, Some(CaseStatus::Triaged));
    assert!(detail.timeline.iter().any(|entry| entry.comment == Some(comment("Towards the river"))));
    let thread = source.app.open_receipt(receipt.digits(), DEADLINE).await.unwrap().unwrap();
    assert!(thread.lines[1].from_source);
}

#[tokio::test(flavor = "multi_thread")]
async fn section_13_9_anonymous_reports_of_misconduct_go_to_oversight_alone() {
    let town = Town::start();
    let police = town.recruit(Role::PoliceOfficer).await;
    let supervisor = town.recruit(Role::FirmSupervisor).await;
    let oversight = town.recruit(Role::Oversight).await;
    let source = town.resident().await;
    let mut reports = vec![];
    for category in [Category::GuardMisconduct, Category::PoliceMisconduct, Category::Corruption] {
        reports.push(source.app.report_anonymously(NewIncident::new(category, town.place()), true).unwrap());
    }
    send_all(&town, &source).await;
    for phone in [&police, &supervisor, &oversight] {
        phone.sync().await;
    }
    for report in &reports {
        assert!(police.app.incident(report.id).is_err() && supervisor.app.incident(report.id).is_err());
        assert_eq!(oversight.app.incident(report.id).unwrap().view.incident.visibility.code(), "oversight");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_that_is_lost_makes_no_second_tip_and_a_kill_loses_none() {
    let town = Town::start();
    let police = town.recruit(Role::PoliceOfficer).await;
    let source = town.resident().await;
    let tip = source.app.share_tip(tip_at(town.place(), "In the yard")).unwrap();
    town.advance(QUARTER).await;
    let all_replies = usalama_tests::network::Faults { lose_reply: 1.0, ..Default::default() };
    for _ in 0..3 {
        // The terms come, the answer to the letter does not: both are lost by turns.
        source.network.be_bad(all_replies, 7);
        source.try_sync().await;
        town.advance(QUARTER).await;
    }
    for seed in 0..6 {
        source.network.be_bad(usalama_tests::network::Faults { lose_reply: 0.5, ..Default::default() }, seed);
        source.try_sync().await;
        town.advance(QUARTER).await;
    }
    source.network.be_bad(Default::default(), 0);
    let source = source.restarted();
    send_all(&town, &source).await;
    police.sync().await;
    assert_eq!(police.app.tips(10).unwrap().len(), 1);
    assert_eq!(source.app.anonymous_threads().unwrap()[0].state, AnonymousState::Delivered);
    assert_eq!(police.app.tip(tip.id).unwrap().words.unwrap().description.unwrap().as_str(), "In the yard");
}

#[tokio::test(flavor = "multi_thread")]
async fn administrators_get_counts_alone_and_none_below_three() {
    let town = Town::start();
    let _police = town.recruit(Role::PoliceOfficer).await;
    let source = town.resident().await;
    for words in ["One", "Two"] {
        source.app.share_tip(tip_at(town.place(), words)).unwrap();
    }
    send_all(&town, &source).await;
    let ward = town.ward().to_string();
    assert_eq!(town.hub.admin(&["tips"]), format!("{ward} drugs received fewer than 3"));
    source.app.share_tip(tip_at(town.place(), "Three")).unwrap();
    send_all(&town, &source).await;
    assert_eq!(town.hub.admin(&["tips"]), format!("{ward} drugs received 3"));
}
