//! Who somebody is, when phones are restored from backups, cloned or lost; and news that arrive by themselves.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use usalama_core::client::{Delivery, Usalama};
use usalama_core::event::{Role, SubjectId};
use usalama_core::keys::HostKey;
use usalama_core::model::incident::{Category, NewIncident};
use usalama_core::sync::SyncError;
use usalama_core::sync::wire::EnrolBy;
use usalama_tests::disk;
use usalama_tests::network::Network;
use usalama_tests::phone::Phone;
use usalama_tests::town::Town;

const DEADLINE: Duration = Duration::from_secs(20);

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to.join(entry.file_name()));
        } else {
            std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}

fn open(town: &Town, directory: &Path, key: &HostKey) -> Usalama {
    let network = Arc::new(Network::to(town.hub.address()));
    Usalama::open(disk::settings(directory).clock(town.clock.clone()).transport(network), key).unwrap()
}

async fn synced(app: &Usalama) -> u64 {
    let outcome = app.sync(DEADLINE).await.unwrap();
    assert!(outcome.is_complete(), "{:?}", outcome.error);
    outcome.report.accepted
}

fn report(app: &Usalama, town: &Town) -> SubjectId {
    app.report(NewIncident::new(Category::Barrier, town.place())).unwrap().incident.id
}

async fn read_by(officer: &Phone, id: SubjectId) -> bool {
    officer.sync().await;
    officer.app.incident(id).is_ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_profile_restored_from_a_backup_goes_on_under_new_keys_and_keeps_what_was_unsent() {
    let town = Town::start();
    let officer = town.recruit(Role::PoliceOfficer).await;
    let phone = town.resident().await;
    let unsent = report(&phone.app, &town);
    phone.app.pause().await.unwrap();
    let backup = tempfile::tempdir().unwrap();
    copy(phone.directory(), backup.path());
    phone.app.resume();
    // Life goes on after the backup was made: a session, and the report goes out.
    let phone = phone.restarted();
    phone.sync().await;
    drop(phone.app);

    let restored = open(&town, backup.path(), &phone.key);
    assert_eq!(restored.incident(unsent).unwrap().view.delivery, Delivery::OnlyOnThisPhone, "as far as it knows");
    let new = report(&restored, &town);
    assert_eq!(synced(&restored).await, 1, "what the hub had already is absorbed");
    assert_eq!(restored.incident(unsent).unwrap().view.delivery, Delivery::Delivered);
    assert!(read_by(&officer, new).await && read_by(&officer, unsent).await);
    // A later act on the old report, under the new keys.
    restored.withdraw(unsent).unwrap();
    let outcome = restored.sync(DEADLINE).await.unwrap();
    assert_eq!((outcome.report.accepted, outcome.report.refused), (1, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_clones_of_a_profile_lose_nothing_and_only_one_stays_who_it_was() {
    let town = Town::start();
    let phone = town.resident().await;
    phone.app.pause().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    copy(phone.directory(), folder.path());
    phone.app.resume();
    let clone = open(&town, folder.path(), &phone.key);
    let (mine, theirs) = (report(&phone.app, &town), report(&clone, &town));
    assert_eq!(synced(&clone).await, 1);
    // The original's old session ends; it finds that its number was used.
    let phone = phone.restarted();
    let (_, first) = phone.try_sync().await;
    let (_, second) = clone.sync(DEADLINE).await.map(|outcome| (outcome.report, outcome.error)).unwrap();
    // One goes on; the other enrols anew, with all that it has not sent.
    let lost = |error: &Option<SyncError>| matches!(error, Some(SyncError::NotEnrolled));
    assert!(first.is_none() || lost(&first), "{first:?}");
    assert!(second.is_none() || lost(&second), "{second:?}");
    assert_eq!(clone.incident(theirs).unwrap().view.delivery, Delivery::Delivered);
    let delivery = phone.app.incident(mine).unwrap().view.delivery;
    assert!(matches!(delivery, Delivery::Delivered | Delivery::OnlyOnThisPhone), "{delivery}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_lost_the_key_enrols_again_by_the_same_number_and_hands_in_what_was_signed_before() {
    let town = Town::start();
    let officer = town.recruit(Role::PoliceOfficer).await;
    let phone = town.phone();
    let number = "+254799000001";
    let enrol = async |app: &Usalama| {
        let sent = app.request_code(number, DEADLINE).await.unwrap();
        let by = EnrolBy::Code { enrolment: sent.enrolment, code: town.hub.code(sent.enrolment) };
        app.enrol(by, Some(town.ward()), DEADLINE).await.unwrap()
    };
    assert_eq!(enrol(&phone.app).await.len(), 1);
    phone.sync().await;
    let actor = phone.actor();
    let unsent = report(&phone.app, &town);
    let Phone { app, network, .. } = &phone;
    network.set_online(false);
    app.pause().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    copy(phone.directory(), folder.path());
    std::fs::write(folder.path().join("signed-in"), "").unwrap();

    let other = HostKey::generate().unwrap();
    let restored = open(&town, folder.path(), &other);
    restored.sign_in_with_new_key(actor, &other).unwrap();
    assert!(!restored.sync_status().unwrap().enrolled);
    assert!(!restored.sync(DEADLINE).await.unwrap().is_complete());
    assert_eq!(enrol(&restored).await.len(), 1);
    // Of an encrypted file nothing is left without its key.
    let readable = !disk::ENCRYPTED;
    assert_eq!(synced(&restored).await, u64::from(readable));
    assert_eq!(read_by(&officer, unsent).await, readable);
    let new = report(&restored, &town);
    assert_eq!(synced(&restored).await, 1);
    assert!(read_by(&officer, new).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_that_stays_in_step_hears_of_a_report_by_itself() {
    let town = Town::start();
    let officer = town.recruit(Role::PoliceOfficer).await;
    let resident = town.resident().await;
    let arrived = async {
        loop {
            if officer.app.incidents(Default::default(), None, 5).unwrap().incidents.len() == 1 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    let reported = async {
        tokio::time::sleep(Duration::from_millis(500)).await;
        report(&resident.app, &town);
        resident.sync().await;
        arrived.await;
    };
    tokio::select! {
        ended = officer.app.stay_in_step() => panic!("{ended:?}"),
        done = tokio::time::timeout(Duration::from_secs(20), reported) => done.unwrap(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_grant_ends_what_it_allowed() {
    let town = Town::start();
    let guard = town.recruit(Role::Guard).await;
    let list = town.hub.admin(&["grant", "list"]);
    let line = list.lines().find(|line| line.contains("guard")).unwrap();
    let _ = town.hub.admin(&["grant", "revoke", line.split_whitespace().next().unwrap()]);
    let guard = guard.restarted();
    guard.sync().await;
    assert!(guard.app.grants().unwrap().is_empty(), "the phone heard of it");
    assert_eq!(guard.app.acting_role().unwrap(), Role::Resident);
}
