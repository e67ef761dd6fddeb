//! What only a running hub and real phones can answer: what an administrator counts and reads at the hub, what every role finds in
//! the directory and takes along as a copy, and what a firm keeps of a guard who is gone.

use std::collections::BTreeSet;
use std::time::Duration;

use usalama_core::client::{
    BookOn, DirectoryFilter, FileFor, NewPatrol, NewSos, NewTip, SendOptions, Unsent, Usalama, check_patrol_file,
};
use usalama_core::clock::Clock as _;
use usalama_core::event::Role;
use usalama_core::model::directory::EntryKind;
use usalama_core::model::duty::CheckpointNo;
use usalama_core::model::incident::{Anonymity, Category, NewIncident, Whereabouts};
use usalama_core::model::sos::{SosKind, SosMode, SosTrigger};
use usalama_core::model::tip::TipTopic;
use usalama_core::text::Description;
use usalama_tests::caring;
use usalama_tests::guarding::{GuardedSite, ROUND};
use usalama_tests::phone::Phone;
use usalama_tests::town::{Town, kisumu};

use crate::ask::Asked;
use crate::table::COLUMNS;

const DEADLINE: Duration = Duration::from_secs(30);
const CANARY: &str = "Kwa mlango wa nyuma Qv3";

/// What it showed.
#[derive(Debug, Default)]
pub struct Office {
    pub incidents: bool,
    pub tips: bool,
    pub patrols: bool,
    pub sos: bool,
    pub referrals: bool,
    pub audit: bool,
    /// Roles whose phones find entries.
    pub finds_entries: BTreeSet<String>,
    /// Roles whose phones made a copy of their data.
    pub exports: BTreeSet<String>,
    pub keeps_chain: bool,
    /// An officer's phone proves the file of a patrol and sees its visits.
    pub file_is_read: bool,
}

impl Office {
    /// Puts a question that an administrator alone can put, at the hub.
    pub fn counts(&self, asked: &mut Asked, role: &Role, of: impl Fn(&Self) -> bool) {
        if *role == Role::ProgrammeAdmin {
            asked.hub("numbers alone", of(self));
        }
    }

    /// The same for lists.
    pub fn lists(&self, asked: &mut Asked, role: &Role, of: impl Fn(&Self) -> bool) {
        if *role == Role::ProgrammeAdmin {
            asked.hub("all of it, at the hub", of(self));
        }
    }

    /// Opens it: a town with a little of everything.
    pub fn open() -> Self {
        tokio::runtime::Runtime::new().unwrap().block_on(Self::fill())
    }

    async fn fill() -> Self {
        let town = Town::start();
        kisumu::add(&town);
        let (resident, officer) = (town.resident().await, town.recruit(Role::PoliceOfficer).await);
        for category in [Category::Theft, Category::Theft, Category::Theft, Category::Barrier, Category::Gbv] {
            let mut new = NewIncident::new(category, town.place());
            new.description = Some(Description::new(CANARY).unwrap());
            resident.app.report(new).unwrap();
        }
        share_tips(&town, &resident);
        resident
            .app
            .raise_sos(NewSos::new(SosTrigger::Button, SosMode::Silent, SosKind::Fire).at(town.place()))
            .unwrap();
        resident.sync().await;
        officer.sync().await;
        let seen = officer.app.incidents(Default::default(), None, 10).unwrap();
        for view in seen.incidents {
            officer.app.incident(view.incident.id).unwrap();
        }
        officer.sync().await;
        let (keeps_chain, file) = patrol(&town).await;
        let read = check_patrol_file(&file, &officer.app.hub_key().unwrap()).unwrap();
        refer(&town).await;

        let ward = town.ward().to_string();
        let counts = town.hub.admin(&["counts"]);
        let has = |line: &str| counts.lines().any(|other| other == line);
        let silent = !counts.contains(CANARY) && !counts.contains("gbv");
        let tips = town.hub.admin(&["tips"]);
        let referrals = town.hub.admin(&["--realm", "care", "care-counts"]);
        let mut office = Self {
            incidents: silent
                && has(&format!("incident {ward} theft submitted 3"))
                && has(&format!("incident {ward} barrier submitted fewer than 3")),
            patrols: silent
                && has(&format!("patrol {ward} visits 3"))
                && has(&format!("patrol {ward} skipped fewer than 3")),
            sos: silent && has(&format!("sos {ward} escalated fewer than 3")),
            tips: tips.contains("drugs received 3") && !tips.contains(CANARY),
            referrals: referrals.contains("referral sent fewer than 3") && !referrals.contains("Simba"),
            audit: town.hub.admin(&["audit"]).contains(&format!("{} police_officer", officer.actor())),
            keeps_chain,
            file_is_read: read.patrol.visits.len() == 3 && read.audits[0].is_unchanged(),
            ..Self::default()
        };
        assert!(office.incidents && office.patrols && office.sos, "{counts}");
        for (_, role) in COLUMNS {
            let phone = if role == Role::Resident { town.resident().await } else { town.recruit(role.clone()).await };
            phone.app.follow_areas(&BTreeSet::from([kisumu_ward()])).unwrap();
            phone.sync().await;
            phone.sync().await;
            if is_found(&phone.app) {
                office.finds_entries.insert(role.code().to_owned());
            }
            let file = phone.directory().join("copy.json");
            if phone.app.export_my_data(&file).is_ok_and(|exported| exported.bytes > 0) {
                office.exports.insert(role.code().to_owned());
            }
        }
        office
    }
}

fn kisumu_ward() -> usalama_core::geo::AreaId {
    let reference: usalama_core::sync::wire::Reference = serde_json::from_str(kisumu::AREAS).unwrap();
    reference.areas.iter().find(|area| area.kind == usalama_core::geo::AreaKind::Ward).unwrap().id
}

fn is_found(app: &Usalama) -> bool {
    let filter = DirectoryFilter { kind: Some(EntryKind::RehabCentre), ..DirectoryFilter::default() };
    app.directory(&filter).is_ok_and(|found| !found.is_empty())
}

fn share_tips(town: &Town, phone: &Phone) {
    for _ in 0..3 {
        let whereabouts = Whereabouts { position: Some(town.place()), ..Whereabouts::default() };
        let new = NewTip {
            whereabouts,
            anonymity: Anonymity::Confidential,
            ..NewTip::new(TipTopic::Drugs, Description::new(CANARY).unwrap())
        };
        phone.app.share_tip(new).unwrap();
    }
}

/// A guard's round with three visits and a checkpoint that was skipped; then the guard has the account erased. Whether the firm's
/// supervisor can still follow the chain, and the file that the firm hands over.
async fn patrol(town: &Town) -> (bool, String) {
    let supervisor = town.recruit(Role::FirmSupervisor).await;
    let site = GuardedSite::set_up(town, &supervisor.app, None);
    supervisor.sync().await;
    let guard = town.recruit(Role::Guard).await;
    let shift = guard.app.book_on(BookOn { site: Some(site.id), ..BookOn::default() }).unwrap().shift.id;
    let patrol = guard.app.start_patrol(NewPatrol { route: Some(ROUND), ..NewPatrol::default() }).unwrap();
    let id = patrol.id();
    for no in [1, 2, 3].map(CheckpointNo) {
        patrol.scan(no, &site.read(no, guard.clock.now()), Some(&site.at(no)), vec![], None).unwrap();
    }
    patrol.skip(CheckpointNo(4), usalama_core::model::duty::SkipReason::Blocked, None).unwrap();
    patrol.complete(None).unwrap();
    guard.app.book_off(shift, None, None).unwrap();
    guard.sync().await;
    supervisor.sync().await;
    let file = supervisor.app.export_patrol(id, FileFor::Evidence).unwrap();
    guard.app.erase_me(Unsent::SendFirst, DEADLINE).await.unwrap();
    supervisor.sync().await;
    let kept = supervisor.app.verify_patrol(id).is_ok_and(|proof| proof.is_unchanged())
        && supervisor.app.patrol(id).is_ok_and(|detail| detail.patrol.visits.len() == 3);
    (kept, file)
}

async fn refer(town: &Town) {
    caring::open_centres(town, false);
    let worker = caring::worker(town).await;
    let care = caring::care(&worker);
    let id = care.draft(caring::to(caring::GOOD)).unwrap().id;
    care.consent(id, caring::agreed()).unwrap();
    care.send(id, SendOptions::default()).unwrap();
    caring::sync(&worker).await;
}
