//! The phone's store: what a write promises, what becomes of a damaged file, the order of the outbox, and what screens ask.

use std::path::{Path, PathBuf};
use std::time::Duration;

use usalama_core::clock::Timestamp;
use usalama_core::event::{Audience, Checksum, EventId, Receipt, SubjectId, VerifiedEvent};
use usalama_core::model::incident::{Act, CaseStatus, Category, Entry, Place, Updated};
use usalama_core::model::refusal::{Refusal, RefusalCode};
use usalama_core::policy::Bucket;
use usalama_core::store::{Delivery, IncidentFilter, Lane, Standing, Store, StoreError};
use usalama_tests::cast::people;
use usalama_tests::disk;
use usalama_tests::fixtures::{Case, EVENING, Person, Spot, acts, position, report, submission, words};

struct Phone {
    _folder: tempfile::TempDir,
    path: PathBuf,
    store: Store,
}

impl Phone {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("profile.db");
        let store = disk::open(&path, EVENING).unwrap();
        Self { _folder: folder, path, store }
    }

    /// The app is killed and started again; meanwhile something happens to the file.
    fn reopened_after(self, what: impl FnOnce(&Path)) -> Result<Self, StoreError> {
        let Self { _folder, path, store } = self;
        store.checkpoint().unwrap();
        drop(store);
        what(&path);
        let store = disk::open(&path, EVENING)?;
        Ok(Self { _folder, path, store })
    }

    fn write(&self, event: &VerifiedEvent) {
        self.store
            .write(|write| {
                write.append(event, true, Standing::Pending)?;
                write.enqueue(event, Lane::of(event))?;
                write.refold(event.header().subject)
            })
            .unwrap();
    }

    fn receive(&self, event: &VerifiedEvent, receipt: Receipt, bucket: &Bucket) {
        self.store
            .write(|write| {
                write.append(event, false, Standing::Confirmed(receipt))?;
                write.join(bucket, &[event.header().id])?;
                write.refold(event.header().subject)
            })
            .unwrap();
    }

    fn take(&self, now: Timestamp, limit: usize) -> Vec<EventId> {
        let due = self.store.write(|write| write.take_due(now, limit)).unwrap();
        due.into_iter().map(|outgoing| outgoing.kept.event.header().id).collect()
    }

    fn beside(&self) -> Vec<PathBuf> {
        let aside = |name: &str| name.contains(".damaged-") && !name.ends_with("-wal") && !name.ends_with("-shm");
        let folder = std::fs::read_dir(self.path.parent().unwrap()).unwrap();
        folder.map(|e| e.unwrap().path()).filter(|p| aside(&p.file_name().unwrap().to_string_lossy())).collect()
    }
}

fn receipt(seq: u64) -> Receipt {
    Receipt { seq, at: EVENING.plus(Duration::from_secs(seq)), clock_suspect: false }
}

fn reported(number: u128, category: Category) -> VerifiedEvent {
    reported_at(number, category, 0.0)
}

fn reported_at(number: u128, category: Category, metres_north: f64) -> VerifiedEvent {
    let place = Place { position: Some(position(metres_north)), place_text: None, indoor: None };
    let entry = Entry { place: Some(place), ..submission(report(category, Audience::Ra)) };
    Case::new(number, Audience::Ra).sign(&people()["own"], &entry).unwrap()
}

fn id(event: &VerifiedEvent) -> EventId {
    event.header().id
}

/// Three acts of one person on one case: a report, a triage, a comment.
fn three_acts(number: u128, who: &Person) -> [VerifiedEvent; 3] {
    let mut case = Case::new(number, Audience::Ra);
    let comment = Entry::with_comment(Act::Updated(Updated { internal: false }), words("Still there."));
    case.then(who, &submission(report(Category::Theft, Audience::Ra))).then(who, &acts::triaged()).then(who, &comment);
    let mut events = case.events.into_iter().map(|(event, _)| event);
    std::array::from_fn(|_| events.next().unwrap())
}

#[test]
fn a_write_that_fails_leaves_nothing() {
    let phone = Phone::new();
    let event = reported(1, Category::Theft);
    let failed: Result<(), StoreError> = phone.store.write(|write| {
        write.append(&event, true, Standing::Pending)?;
        write.enqueue(&event, Lane::Incident)?;
        write.refold(event.header().subject)?;
        write.join(&Bucket::Public, &[id(&event)])?;
        write.advance(&Bucket::Public, 7, true)?;
        write.put("epoch", &5)?;
        Err(StoreError::DiskFull)
    });
    assert!(matches!(failed, Err(StoreError::DiskFull)));
    assert!(phone.store.event(id(&event)).unwrap().is_none());
    assert_eq!(phone.store.queue_counts().unwrap().unsent, 0);
    assert!(phone.store.dump_incidents().unwrap().is_empty() && phone.store.cursors().unwrap().is_empty());
    assert_eq!(phone.store.get::<u32>("epoch").unwrap(), None);
}

/// As an act of one's own is written: its view stays behind.
fn write_ahead(store: &Store, event: &VerifiedEvent) -> Result<(), StoreError> {
    store.write_ahead(|write| {
        let mut events = write.events_of(event.header().subject)?;
        events.push(write.append_own(event.clone())?);
        write.enqueue(event, Lane::of(event))?;
        let stands = write.stands(event.header().subject, &events, None)?;
        assert_eq!(stands.and_then(|row| row.incident()).map(|row| row.delivery), Some(Delivery::OnlyOnThisPhone));
        Ok(())
    })
}

fn kept_views(path: &Path) -> i64 {
    disk::raw(path).query_row("SELECT count(*) FROM incident", [], |row| row.get(0)).unwrap()
}

#[test]
fn a_view_that_is_behind_is_kept_when_it_is_asked_for_and_after_a_kill() {
    let phone = Phone::new();
    for number in 1..=3 {
        write_ahead(&phone.store, &reported(number, Category::Theft)).unwrap();
    }
    assert_eq!(kept_views(&phone.path), 0);
    assert_eq!(phone.store.incidents(&IncidentFilter::default(), None, 10).unwrap().len(), 3);
    assert_eq!(kept_views(&phone.path), 3);
    // The app is killed with two more behind: the log tells.
    for number in 4..=5 {
        write_ahead(&phone.store, &reported(number, Category::Theft)).unwrap();
    }
    assert_eq!(kept_views(&phone.path), 3);
    let phone = phone.reopened_after(|path| assert_eq!(kept_views(path), 3)).unwrap();
    assert_eq!(kept_views(&phone.path), 5);
    // Another write takes them along, and nobody's act fails because of one that came to nothing.
    let event = reported(6, Category::Theft);
    let failed: Result<(), StoreError> = phone.store.write_ahead(|write| {
        let events = vec![write.append_own(event.clone())?];
        write.stands(event.header().subject, &events, None)?;
        Err(StoreError::DiskFull)
    });
    assert!(matches!(failed, Err(StoreError::DiskFull)));
    write_ahead(&phone.store, &reported(7, Category::Theft)).unwrap();
    phone.store.write(|write| write.put("epoch", &5)).unwrap();
    assert_eq!(kept_views(&phone.path), 6);
}

#[test]
fn no_more_than_a_few_views_are_behind() {
    let phone = Phone::new();
    for number in 1..=100 {
        write_ahead(&phone.store, &reported(number, Category::Theft)).unwrap();
    }
    assert!(kept_views(&phone.path) >= 64, "{}", kept_views(&phone.path));
    assert_eq!(phone.store.dump_incidents().unwrap().len(), 100);
}

#[test]
fn where_nothing_can_be_written_the_list_is_whole_all_the_same() {
    let phone = Phone::new();
    write_ahead(&phone.store, &reported(1, Category::Theft)).unwrap();
    // Another process holds the file, so that this one cannot commit; nor can it begin, and says so.
    let other = disk::raw(&phone.path);
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    assert!(matches!(phone.store.dump_incidents(), Err(StoreError::Sqlite(_) | StoreError::Busy)));
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(phone.store.dump_incidents().unwrap().len(), 1);
}

#[test]
fn what_was_written_is_there_after_a_kill_and_what_was_being_sent_is_queued_again() {
    let phone = Phone::new();
    let event = reported(1, Category::Theft);
    phone.write(&event);
    assert_eq!(phone.take(EVENING, 10), [id(&event)]);
    assert_eq!(phone.take(EVENING, 10), [], "it is on its way");
    let row = phone.store.incident(event.header().subject).unwrap().unwrap();
    assert_eq!((row.delivery, row.mine), (Delivery::Sending, true));
    let phone = phone.reopened_after(|_| {}).unwrap();
    phone.store.write(|write| write.requeue_interrupted()).unwrap();
    assert_eq!(phone.take(EVENING, 10), [id(&event)]);
    phone.store.write(|write| write.settle(id(&event))).unwrap();
    let row = phone.store.incident(event.header().subject).unwrap().unwrap();
    assert_eq!(row.delivery, Delivery::Delivered);
}

#[test]
fn a_file_of_a_newer_version_is_refused_and_left_alone() {
    let phone = Phone::new();
    let path = phone.path.clone();
    let refused = phone.reopened_after(|path| {
        disk::raw(path).pragma_update(None, "user_version", 99).unwrap();
    });
    assert!(matches!(refused.err(), Some(StoreError::NewerSchema { found: 99, .. })));
    drop(path);
}

/// A phone with `count` own reports that nobody else has, of which one was refused, and a setting.
fn phone_with(count: u128) -> (Phone, Vec<EventId>) {
    let phone = Phone::new();
    let mut ids = vec![];
    for number in 1..=count {
        let event = reported(number, Category::Theft);
        phone.write(&event);
        ids.push(id(&event));
    }
    phone.store.write(|write| write.put("epoch", &5)).unwrap();
    (phone, ids)
}

fn damage(path: &Path, change: impl FnOnce(&mut Vec<u8>)) {
    let mut bytes = std::fs::read(path).unwrap();
    change(&mut bytes);
    std::fs::write(path, bytes).unwrap();
}

#[test]
fn garbage_is_set_aside_as_it_is() {
    let (phone, _) = phone_with(3);
    let phone = phone.reopened_after(|path| std::fs::write(path, vec![0x5A; 9000]).unwrap()).unwrap();
    let recovery = phone.store.recovery().unwrap();
    assert_eq!((recovery.events, recovery.unsent), (0, 0));
    assert_eq!(std::fs::read(&recovery.set_aside).unwrap(), vec![0x5A; 9000]);
    phone.write(&reported(9, Category::Theft));
    assert_eq!(phone.store.dump_incidents().unwrap().len(), 1, "and life goes on");
}

#[test]
fn of_a_truncated_file_what_is_left_is_taken_over() {
    let (phone, ids) = phone_with(40);
    let phone =
        phone.reopened_after(|path| damage(path, |bytes| bytes.truncate(bytes.len() / 4 * 3 / 4096 * 4096))).unwrap();
    let recovery = phone.store.recovery().unwrap().clone();
    assert!(recovery.events > 0, "{recovery:?}");
    assert_eq!(recovery.events, recovery.unsent);
    assert!(recovery.set_aside.exists());
    let counts = phone.store.queue_counts().unwrap();
    assert_eq!(counts.unsent, recovery.unsent, "what was not sent goes out again");
    assert_eq!(phone.store.dump_incidents().unwrap().len() as u64, recovery.events);
    let there = ids.iter().filter(|id| phone.store.event(**id).unwrap().is_some()).count();
    assert_eq!(there as u64, recovery.events);
}

#[test]
fn a_bit_that_flips_anywhere_costs_no_more_than_the_events_it_hits() {
    let (phone, ids) = phone_with(30);
    let phone = phone.reopened_after(|_| {}).unwrap();
    let whole = std::fs::read(&phone.path).unwrap();
    let (mut least, mut set_aside) = (ids.len(), 0);
    // Every page but the first, which holds what makes it a database at all. A page that is encrypted is lost as a whole, so
    // there the same is true of the others that hold the schema.
    let schema: Vec<usize> = {
        let sql = disk::raw(&phone.path);
        let mut pages = sql.prepare("SELECT pageno FROM dbstat WHERE name = 'sqlite_schema'").unwrap();
        pages.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    for start in (4096..whole.len()).step_by(4096) {
        if disk::ENCRYPTED && schema.contains(&(start / 4096 + 1)) {
            continue;
        }
        for offset in [100, 2048, 4000] {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("profile.db");
            let mut bytes = whole.clone();
            bytes[start + offset] ^= 0x10;
            std::fs::write(&path, bytes).unwrap();
            // It opens; where damage shows, the file is set aside and the rest goes on.
            let store = disk::open(&path, EVENING).unwrap();
            let readable = ids.iter().filter(|id| matches!(store.event(**id), Ok(Some(_)))).count();
            if let Some(recovery) = store.recovery() {
                set_aside += 1;
                assert_eq!(recovery.events as usize, readable, "byte {}", start + offset);
                assert!(recovery.set_aside.exists());
                assert_eq!(store.queue_counts().unwrap().unsent, recovery.unsent);
            }
            least = least.min(readable);
            store.write(|write| write.put("epoch", &6)).unwrap();
        }
    }
    println!("{set_aside} files set aside; the worst flip cost {} of {} events", ids.len() - least, ids.len());
    // Encrypted, a page is lost as a whole, with whatever events are on it.
    let hit = if disk::ENCRYPTED { 4 } else { 1 };
    assert!(set_aside > 0 && least + hit >= ids.len(), "{least} of {} events were left", ids.len());
}

#[test]
fn a_refusal_and_the_settings_are_taken_over_too() {
    let (phone, ids) = phone_with(6);
    let refusal = Refusal { code: RefusalCode::OutOfScope, current: Some(CaseStatus::Triaged) };
    phone
        .store
        .write(|write| {
            write.stand(ids[0], Standing::Refused)?;
            write.park(ids[0], &refusal)
        })
        .unwrap();
    // The root of the index that nothing but the quick check looks at.
    let phone = phone
        .reopened_after(|path| {
            let root: u64 = disk::raw(path)
                .query_row("SELECT rootpage FROM sqlite_schema WHERE name = 'outbox_due'", [], |row| row.get(0))
                .unwrap();
            let at = usize::try_from((root - 1) * 4096).unwrap();
            damage(path, |bytes| bytes[at..at + 8].fill(0xFF));
        })
        .unwrap();
    let recovery = phone.store.recovery().unwrap();
    assert_eq!((recovery.events, recovery.unsent, recovery.unreadable), (6, 5, 0));
    let parked = phone.store.parked().unwrap();
    assert_eq!(parked.iter().map(|p| (p.event, p.refusal.clone())).collect::<Vec<_>>(), [(ids[0], refusal)]);
    assert_eq!(phone.store.get::<u32>("epoch").unwrap(), Some(5));
}

#[test]
fn a_crash_in_the_middle_of_a_recovery_costs_nothing() {
    let (phone, ids) = phone_with(6);
    // As after the renaming, and before anything was taken over.
    let phone = phone
        .reopened_after(|path| {
            let mut aside = path.as_os_str().to_owned();
            aside.push(".damaged-1772559000000-0");
            std::fs::rename(path, aside).unwrap();
        })
        .unwrap();
    assert_eq!(phone.store.recovery().map(|r| (r.events, r.unsent)), Some((6, 6)));
    phone.store.write(|write| write.settle(ids[0])).unwrap();
    let phone = phone.reopened_after(|_| {}).unwrap();
    assert_eq!(phone.store.recovery(), None, "once is enough");
    assert_eq!(phone.store.queue_counts().unwrap().unsent, 5);
    assert_eq!(phone.beside().len(), 1, "and the damaged file is still there");
}

#[test]
fn a_crash_between_the_renamings_leaves_the_log_with_its_file() {
    let (phone, _) = phone_with(2);
    let phone = phone
        .reopened_after(|path| {
            let with = |suffix: &str| PathBuf::from(format!("{}{suffix}", path.display()));
            std::fs::write(with(".damaged-5-0-wal"), b"").unwrap();
            std::fs::write(path, vec![0x5A; 9000]).unwrap();
        })
        .unwrap();
    let name = phone.store.recovery().unwrap().set_aside.file_name().unwrap().to_string_lossy().into_owned();
    assert_eq!(name, "profile.db.damaged-5-0");
}

#[test]
fn a_large_file_that_showed_damage_is_checked_whole_at_the_next_opening() {
    let phone = Phone::new();
    // Beyond the size up to which every opening checks everything.
    phone.store.write(|write| write.put("ballast", &"x".repeat(5 << 20))).unwrap();
    let event = reported(1, Category::Theft);
    phone.write(&event);
    let phone = phone
        .reopened_after(|path| {
            let root: u64 = disk::raw(path)
                .query_row("SELECT rootpage FROM sqlite_schema WHERE name = 'cursor'", [], |row| row.get(0))
                .unwrap();
            let at = usize::try_from((root - 1) * 4096).unwrap();
            damage(path, |bytes| bytes[at..at + 64].fill(0xFF));
        })
        .unwrap();
    assert!(phone.store.recovery().is_none(), "nothing has shown yet");
    assert!(matches!(phone.store.cursors(), Err(StoreError::Damaged(_))));
    let phone = phone.reopened_after(|_| {}).unwrap();
    assert_eq!(phone.store.recovery().map(|r| (r.events, r.unsent)), Some((1, 1)));
    assert!(phone.store.cursors().unwrap().is_empty());
    let phone = phone.reopened_after(|_| {}).unwrap();
    assert!(phone.store.recovery().is_none());
}

#[test]
fn one_event_that_cannot_be_read_does_not_take_its_profile_with_it() {
    let phone = Phone::new();
    let [filed, triaged, _] = three_acts(1, &people()["sup"]);
    phone.write(&filed);
    phone.write(&triaged);
    let phone = phone
        .reopened_after(|path| {
            let sql = disk::raw(path);
            let bytes = triaged.header().id.0.as_bytes();
            sql.execute("UPDATE event SET header = replace(header, 'triaged', 'triageD') WHERE id = ?1", [bytes])
                .unwrap();
            sql.execute("DELETE FROM profile WHERE key = 'views'", []).unwrap();
        })
        .unwrap();
    let row = phone.store.incident(filed.header().subject).unwrap().unwrap();
    assert_eq!(row.incident.status, Some(CaseStatus::Submitted));
    assert!(matches!(phone.store.event(id(&triaged)), Err(StoreError::Unreadable("event"))));
    assert_eq!(phone.take(EVENING, 10), [id(&filed)], "the queue goes on without it");
    let parked = phone.store.parked().unwrap();
    assert_eq!(
        parked.iter().map(|p| (p.event, &p.refusal.code)).collect::<Vec<_>>(),
        [(id(&triaged), &RefusalCode::Malformed)]
    );
}

#[test]
fn lanes_go_in_order_and_what_was_written_earlier_on_a_subject_goes_first() {
    let phone = Phone::new();
    let [filed, triaged, comment] = three_acts(1, &people()["sup"]);
    let (other, remark) = (reported(2, Category::Theft), three_acts(3, &people()["sup"])[2].clone());
    for event in [&remark, &filed, &comment, &triaged, &other] {
        phone.write(event);
    }
    // The transition leads, and draws what was written before it on its subject along.
    let expected = [&filed, &comment, &triaged, &other, &remark].map(id);
    assert_eq!(phone.take(EVENING, 10), expected);
    phone.store.write(|write| write.requeue_interrupted()).unwrap();
    assert_eq!(phone.take(EVENING, 2), expected[..2]);
    assert_eq!(phone.take(EVENING, 10), expected[3..], "what follows waits for what is on its way");
}

#[test]
fn an_item_that_waits_holds_its_subject_and_nobody_else() {
    let phone = Phone::new();
    let [filed, triaged, comment] = three_acts(1, &people()["sup"]);
    let other = reported(2, Category::Theft);
    for event in [&filed, &comment, &triaged, &other] {
        phone.write(event);
    }
    let later = EVENING.plus(Duration::from_secs(60));
    phone.store.write(|write| write.retry_at(id(&comment), later)).unwrap();
    assert_eq!(phone.take(EVENING, 10), [id(&filed), id(&other)], "what was written before it still goes");
    assert_eq!(phone.store.queue_counts().unwrap().next_attempt, Some(Timestamp::from_millis(0)));
    phone.store.write(|write| write.settle(id(&filed)).and_then(|()| write.settle(id(&other)))).unwrap();
    assert_eq!(phone.take(later, 10), [id(&comment), id(&triaged)]);
}

#[test]
fn a_refusal_parks_one_act_and_stops_nothing() {
    let phone = Phone::new();
    let [filed, triaged, comment] = three_acts(1, &people()["sup"]);
    for event in [&filed, &triaged, &comment] {
        phone.write(event);
    }
    let subject = filed.header().subject;
    assert_eq!(phone.store.incident(subject).unwrap().unwrap().incident.status, Some(CaseStatus::Triaged));
    phone
        .store
        .write(|write| {
            write.settle(id(&filed))?;
            write.stand(id(&triaged), Standing::Refused)?;
            write.park(id(&triaged), &RefusalCode::OutOfScope.into())?;
            write.refold(subject)
        })
        .unwrap();
    assert_eq!(phone.take(EVENING, 10), [id(&comment)]);
    let row = phone.store.incident(subject).unwrap().unwrap();
    assert_eq!((row.incident.status, row.delivery), (Some(CaseStatus::Submitted), Delivery::Rejected));
    let kept = phone.store.event(id(&triaged)).unwrap().unwrap();
    assert_eq!(phone.store.delivery_of(&kept).unwrap().1.map(|r| r.code), Some(RefusalCode::OutOfScope));
    assert_eq!(phone.store.queue_counts().unwrap().parked, 1);
}

#[test]
fn a_long_queue_comes_out_whole_in_small_batches() {
    let phone = Phone::new();
    let people = people();
    let mut case = Case::new(1, Audience::Ra);
    let comment = Entry::with_comment(Act::Updated(Updated { internal: false }), words("Round done."));
    for _ in 0..300 {
        case.then(&people["sup"], &comment);
    }
    phone
        .store
        .write(|write| {
            for (event, _) in &case.events {
                write.append(event, true, Standing::Pending)?;
                write.enqueue(event, Lane::of(event))?;
            }
            Ok::<_, StoreError>(())
        })
        .unwrap();
    let mut sent = vec![];
    loop {
        let batch = phone.take(EVENING, 7);
        if batch.is_empty() {
            break;
        }
        phone.store.write(|write| batch.iter().try_for_each(|id| write.settle(*id))).unwrap();
        sent.extend(batch);
    }
    assert_eq!(sent, case.events.iter().map(|(event, _)| id(event)).collect::<Vec<_>>());
}

#[test]
fn incidents_are_found_by_status_category_area_author_and_place() {
    let phone = Phone::new();
    let bucket = Bucket::Public;
    let mine = reported_at(1, Category::Theft, 0.0);
    phone.write(&mine);
    phone.receive(&reported_at(2, Category::Burglary, 400.0), receipt(1), &bucket);
    phone.receive(&reported_at(3, Category::Theft, 5_000.0), receipt(2), &bucket);
    let [filed, triaged, _] = three_acts(4, &people()["sup"]);
    phone.receive(&filed, receipt(3), &bucket);
    phone.receive(&triaged, receipt(4), &bucket);
    let found = |filter: IncidentFilter| {
        let rows = phone.store.incidents(&filter, None, 10).unwrap();
        let mut numbers: Vec<u128> = rows.iter().map(|row| row.incident.id.0.as_u128()).collect();
        numbers.sort_unstable();
        numbers
    };
    let all = IncidentFilter::default;
    assert_eq!(found(all()), [1, 2, 3, 4]);
    assert_eq!(found(IncidentFilter { statuses: vec![CaseStatus::Triaged], ..all() }), [4]);
    assert_eq!(found(IncidentFilter { categories: vec![Category::Theft, Category::Fire], ..all() }), [1, 3, 4]);
    assert_eq!(found(IncidentFilter { areas: vec![Spot::Ward.id()], ..all() }), [1, 2, 3, 4]);
    assert_eq!(found(IncidentFilter { areas: vec![Spot::Elsewhere.id()], ..all() }), [0_u128; 0]);
    assert_eq!(found(IncidentFilter { mine: true, ..all() }), [1]);
    let here = position(0.0).at;
    assert_eq!(found(IncidentFilter { near: Some((here, 399.0)), ..all() }), [1, 4]);
    assert_eq!(found(IncidentFilter { near: Some((here, 401.0)), ..all() }), [1, 2, 4]);
    assert_eq!(found(IncidentFilter { near: Some((here, 401.0)), categories: vec![Category::Burglary], ..all() }), [2]);
}

#[test]
fn pages_follow_each_other_without_a_gap_or_a_repeat() {
    let phone = Phone::new();
    for number in 1..=23 {
        // Several change at the very same instant.
        let receipt =
            Receipt { seq: 1, at: EVENING.plus(Duration::from_secs((number / 5) as u64)), clock_suspect: false };
        phone.receive(&reported(number, Category::Theft), receipt, &Bucket::Public);
    }
    let filter = IncidentFilter::default();
    let whole: Vec<SubjectId> =
        phone.store.incidents(&filter, None, 100).unwrap().iter().map(|row| row.incident.id).collect();
    assert_eq!(whole.len(), 23);
    let (mut paged, mut after) = (vec![], None);
    loop {
        let page = phone.store.incidents(&filter, after, 4).unwrap();
        let Some(last) = page.last() else { break };
        after = Some(last.cursor);
        paged.extend(page.iter().map(|row| row.incident.id));
    }
    assert_eq!(paged, whole);
}

#[test]
fn an_eviction_drops_what_no_other_bucket_carries_and_nothing_of_ones_own() {
    let phone = Phone::new();
    let ra = Bucket::Area { area: Spot::Ra.id(), audience: Audience::Ra };
    let person = Bucket::Actor(people()["own"].id);
    let [filed, triaged, comment] = three_acts(1, &people()["sup"]);
    let subject = filed.header().subject;
    phone.receive(&filed, receipt(1), &ra);
    phone.receive(&filed, receipt(1), &person);
    phone.receive(&triaged, receipt(2), &ra);
    phone.write(&comment);
    phone.store.write(|write| write.join(&ra, &[id(&comment)])).unwrap();
    let sum = |bucket: &Bucket| phone.store.write(|write| write.checksum(bucket)).unwrap();
    let both = Checksum::default().plus(id(&triaged)).plus(id(&filed)).plus(id(&comment));
    assert_eq!(sum(&ra), both, "whatever the order");
    assert_ne!(sum(&person), both);
    phone.store.write(|write| write.evict(&ra, subject).and_then(|()| write.refold(subject))).unwrap();
    assert_eq!(sum(&ra), Checksum::default());
    assert!(phone.store.event(id(&filed)).unwrap().is_some(), "another bucket carries it");
    assert!(phone.store.event(id(&triaged)).unwrap().is_none());
    assert!(phone.store.event(id(&comment)).unwrap().is_some(), "it is this phone's own");
    assert_eq!(phone.take(EVENING, 9), [id(&comment)], "and still goes out");
    phone.store.write(|write| write.advance(&person, 9, true)).unwrap();
    let touched = phone.store.write(|write| write.give_up(&person)).unwrap();
    assert_eq!(touched.into_iter().collect::<Vec<_>>(), [subject]);
    assert!(phone.store.event(id(&filed)).unwrap().is_none());
    assert!(!phone.store.cursors().unwrap().contains_key(&person));
}

#[test]
fn a_bucket_counts_each_event_once() {
    let phone = Phone::new();
    let event = reported(1, Category::Theft);
    for _ in 0..3 {
        phone.receive(&event, receipt(1), &Bucket::Public);
    }
    let sum = phone.store.write(|write| write.checksum(&Bucket::Public)).unwrap();
    assert_eq!(sum, Checksum::default().plus(id(&event)));
    assert_eq!(sum.minus(id(&event)), Checksum::default());
}

#[test]
fn another_event_of_the_same_identity_is_not_taken_in() {
    let phone = Phone::new();
    let event = reported(1, Category::Theft);
    phone.write(&event);
    let forged = event.header_bytes().replace("\"v\":1", "\"v\":2");
    let forged = usalama_core::event::SignedEvent::parse(forged, None, event.parts().clone()).unwrap().vouched_by_hub();
    let refused = phone.store.write(|write| write.append(&forged, false, Standing::Pending));
    assert!(matches!(refused, Err(StoreError::Unreadable(_))), "{refused:?}");
}
