//! A full disk: what was acknowledged stays, what cannot be written is said so, what waits is still sent, and with room all goes on.

use std::fmt;
use std::time::Duration;

use usalama_core::client::{Error, IncidentFilter, Located, NewPatrol, UnderWay, Usalama};
use usalama_core::event::{Role, SubjectId};
use usalama_core::model::incident::{Category, NewIncident};
use usalama_core::store::StoreError;
use usalama_core::text::Description;
use usalama_faulty_disk::{Disk, Plan};

use crate::phone::Phone;
use crate::town::Town;

/// More than the twelve minutes that five reports an hour ask for.
const BETWEEN: Duration = Duration::from_secs(13 * 60);

/// What happened.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Filled {
    /// Reports that were acknowledged before the disk was full.
    pub reports: u64,
    /// Calls that said `disk_full`.
    pub refused: u64,
    /// Reads that answered all the same.
    pub answered: u64,
    /// What still waited after it was sent with no room at all.
    pub unsent: u64,
}

impl fmt::Display for Filled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { reports, refused, answered, unsent } = self;
        write!(
            f,
            "full disk: {reports} reports before it was full, {refused} calls said so, {answered} reads answered, {unsent} left unsent"
        )
    }
}

fn report(app: &Usalama, town: &Town) -> Result<SubjectId, Error> {
    let mut new = NewIncident::new(Category::Theft, town.place());
    new.description =
        Description::new(&"Wawili kwa pikipiki walinyakua simu karibu na kituo cha basi. ".repeat(8)).ok();
    Ok(app.report(new)?.incident.id)
}

/// Fills the disk of a guard's phone up to so many bytes more than it has.
///
/// # Panics
/// Where something that was acknowledged is lost, an error has no type, or the phone does not go on with room.
pub async fn fill(town: &Town, room: u64) -> Filled {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let disk = Disk::watch(folder.path(), 1);
    let phone = Phone::in_folder(town.hub.address(), town.clock.clone(), folder);
    town.appoint(&phone, Role::Guard).await;
    phone.app.start_patrol(NewPatrol::default()).expect("a patrol");
    phone.go_offline();
    disk.plan(Plan { room: Some(disk.used() + room), ..Plan::default() });
    let mut filled = Filled::default();
    let mut kept = vec![];
    let is_full = |error: &Error| matches!(error, Error::Store(StoreError::DiskFull));
    loop {
        town.clock.advance(BETWEEN);
        match report(&phone.app, town) {
            Ok(id) => kept.push(id),
            Err(error) => {
                assert!(is_full(&error), "{error:?}");
                filled.refused += 1;
                break;
            }
        }
        assert!(kept.len() < 10_000, "the disk is never full");
    }
    filled.reports = kept.len() as u64;
    // Nothing at all fits any more, and there is nothing that may not be tried.
    for _ in 0..20 {
        town.clock.advance(BETWEEN);
        let located = Located { position: town.place(), age: Duration::ZERO, speed_mps: None, is_mock: false };
        let Ok(Some(UnderWay::Active(patrol))) = phone.app.patrol_under_way() else { panic!("the patrol is there") };
        let tried = [
            report(&phone.app, town).map(|id| kept.push(id)),
            patrol.located(&vec![located; 50]),
            phone.app.take_alert_notices(None).map(|_| ()),
        ];
        for error in tried.into_iter().filter_map(Result::err) {
            assert!(is_full(&error), "{error:?}");
            filled.refused += 1;
        }
    }
    for id in &kept {
        phone.app.incident(*id).expect("what was acknowledged can be read");
        filled.answered += 1;
    }
    phone.app.incidents(IncidentFilter::default(), None, 500).expect("the list");
    phone.app.alerts_here(None).expect("alerts");
    phone.network.set_online(true);
    for _ in 0..6 {
        town.clock.advance(Duration::from_secs(3600));
        let _ = phone.app.sync(Duration::from_secs(20)).await.expect("a hub");
    }
    filled.unsent = phone.app.sync_status().expect("signed in").unsent;
    disk.plan(Plan::default());
    town.clock.advance(BETWEEN);
    kept.push(report(&phone.app, town).expect("there is room again"));
    phone.sync().await;
    let phone = phone.restarted();
    assert_eq!(phone.app.sync_status().expect("signed in").unsent, 0);
    for id in &kept {
        phone.app.incident(*id).expect("what was acknowledged is there");
    }
    disk.leave();
    filled
}
