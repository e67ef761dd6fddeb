//! An invented town: its areas and organisations are in `data/areas/demo.json`, its people come as they are needed.

use std::sync::Arc;
use std::time::Duration;

use tempfile::TempDir;
use usalama_core::clock::ManualClock;
use usalama_core::event::Role;
use usalama_core::geo::{Area, AreaId, AreaKind, LatLon, Position, PositionSource};
use usalama_core::model::actor::{OrgId, OrgKind};
use usalama_core::model::grant::Capability;
use usalama_core::sync::wire::{EnrolBy, Reference};

use crate::hub::Hub;
use crate::phone::{Phone, now};

const DEADLINE: Duration = Duration::from_secs(20);

/// The invented areas and organisations.
pub const AREAS: &str = include_str!("../data/areas/demo.json");

/// A town with its hub and a clock that all its phones share.
#[derive(Debug)]
pub struct Town {
    /// The hub.
    pub hub: Hub,
    /// The clock of every phone, unless it was given one of its own.
    pub clock: Arc<ManualClock>,
    reference: Reference,
    phones: std::sync::atomic::AtomicU32,
    _folder: TempDir,
}

impl Town {
    /// Starts the hub and tells it the areas and organisations.
    ///
    /// # Panics
    /// Where the hub does not start.
    #[must_use]
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    /// Starts the hub with more settings than its data.
    ///
    /// # Panics
    /// Where the hub does not start.
    #[must_use]
    pub fn start_with(settings: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let hub = Hub::start_with(folder.path(), settings);
        let file = folder.path().join("areas.json");
        std::fs::write(&file, AREAS).expect("the areas are written");
        let _ = hub.admin(&["reference", "import", file.to_str().expect("a path")]);
        let reference = serde_json::from_str(AREAS).expect("the areas are valid");
        let clock = Arc::new(ManualClock::starting_at(now()));
        Self { hub, clock, reference, phones: 0.into(), _folder: folder }
    }

    /// Time passes, for the hub and for every phone that shares the town's clock.
    ///
    /// # Panics
    /// Where the hub does not answer.
    pub async fn advance(&self, by: Duration) {
        self.clock.advance(by);
        self.hub.advance(by).await;
    }

    /// The area of this kind whose name begins so.
    ///
    /// # Panics
    /// Where there is none.
    #[must_use]
    pub fn area(&self, kind: &AreaKind, name: &str) -> AreaId {
        let found = self.areas().iter().find(|area| area.kind == *kind && area.name_en.starts_with(name));
        found.map(|area| area.id).unwrap_or_else(|| panic!("no {kind} {name}"))
    }

    /// All areas.
    #[must_use]
    pub fn areas(&self) -> &[Area] {
        &self.reference.areas
    }

    /// The organisation of this kind whose name begins so.
    ///
    /// # Panics
    /// Where there is none.
    #[must_use]
    pub fn org(&self, kind: &OrgKind, name: &str) -> OrgId {
        let found = self.reference.organisations.iter().find(|org| org.kind == *kind && org.name.starts_with(name));
        found.map(|org| org.id).unwrap_or_else(|| panic!("no {kind} {name}"))
    }

    /// The area of this name, which is unlike that of any other.
    #[must_use]
    pub fn area_named(&self, name: &str) -> Option<AreaId> {
        self.areas().iter().find(|area| area.name_en == name).map(|area| area.id)
    }

    /// The organisation of this name, which is unlike that of any other.
    #[must_use]
    pub fn org_named(&self, name: &str) -> Option<OrgId> {
        self.reference.organisations.iter().find(|org| org.name == name).map(|org| org.id)
    }

    /// The station in whose area the story happens.
    #[must_use]
    pub fn station(&self) -> OrgId {
        self.org(&OrgKind::PoliceStation, "Mfano")
    }

    /// Another station.
    #[must_use]
    pub fn other_station(&self) -> OrgId {
        self.org(&OrgKind::PoliceStation, "Jirani")
    }

    /// The security firm.
    #[must_use]
    pub fn firm(&self) -> OrgId {
        self.org(&OrgKind::SecurityFirm, "")
    }

    /// The ward in which the story happens.
    #[must_use]
    pub fn ward(&self) -> AreaId {
        self.area(&AreaKind::Ward, "Mfano Mashariki")
    }

    /// A place in that ward, in the association's polygon and on the guarded site.
    ///
    /// # Panics
    /// Never: the place is on the Earth.
    #[must_use]
    pub fn place(&self) -> Position {
        let site = self.reference.areas.iter().find(|area| area.kind == AreaKind::Site);
        let at = site.and_then(|site| site.centroid).expect("the site has a centre");
        Position::new(at, 12.0, PositionSource::Gnss, None).expect("a position")
    }

    /// A phone with no account, on the town's clock.
    #[must_use]
    pub fn phone(&self) -> Phone {
        Phone::with_clock(self.hub.address(), self.clock.clone())
    }

    /// A resident of the ward, enrolled by the code that the hub sends.
    ///
    /// # Panics
    /// Where enrolment fails.
    pub async fn resident(&self) -> Phone {
        let phone = self.phone();
        self.enrol_resident(&phone).await;
        phone
    }

    /// Enrols whoever is signed in on a phone as a resident of the ward.
    ///
    /// # Panics
    /// Where enrolment fails.
    pub async fn enrol_resident(&self, phone: &Phone) {
        self.enrol_resident_of(phone, self.ward()).await;
    }

    /// Enrols whoever is signed in on a phone as a resident of a ward.
    ///
    /// # Panics
    /// Where enrolment fails.
    pub async fn enrol_resident_of(&self, phone: &Phone, ward: AreaId) {
        let number = self.phones.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        let sent = phone.app.request_code(&format!("+2547{number:08}"), DEADLINE).await.expect("a code is sent");
        let code = self.hub.code(sent.enrolment);
        let by = EnrolBy::Code { enrolment: sent.enrolment, code };
        phone.app.enrol(by, Some(ward), DEADLINE).await.expect("the resident enrols");
        phone.sync().await;
    }

    /// Somebody with a role, enrolled by an invitation.
    ///
    /// # Panics
    /// Where enrolment fails.
    pub async fn recruit(&self, role: Role) -> Phone {
        let phone = self.phone();
        self.appoint(&phone, role).await;
        phone
    }

    /// Gives whoever is signed in on a phone a role where its kind acts in this town.
    ///
    /// # Panics
    /// Where enrolment fails.
    pub async fn appoint(&self, phone: &Phone, role: Role) {
        let site = self.area(&AreaKind::Site, "");
        let (org, area) = match &role {
            Role::PoliceOfficer => (Some(self.station()), self.area(&AreaKind::PoliceArea, "Mfano")),
            Role::Guard | Role::FirmSupervisor => (Some(self.firm()), site),
            Role::RaOfficial => (Some(self.org(&OrgKind::ResidentAssociation, "")), self.area(&AreaKind::Ra, "")),
            Role::CommunityLeader => (None, self.area(&AreaKind::Cluster, "")),
            Role::NgaoOfficer => (None, self.area(&AreaKind::Location, "")),
            Role::ProgrammeAdmin => (None, self.area(&AreaKind::County, "")),
            _ => (None, self.ward()),
        };
        self.appoint_to(phone, role, org, area, None).await;
    }

    /// Gives whoever is signed in on a phone a role, and lets the phone exchange everything.
    ///
    /// # Panics
    /// Where enrolment fails.
    pub async fn appoint_to(
        &self,
        phone: &Phone,
        role: Role,
        org: Option<OrgId>,
        area: AreaId,
        capability: Option<Capability>,
    ) {
        self.invite(phone, role, org, area, capability).await;
        phone.sync().await;
    }

    /// Gives whoever is signed in on a phone a role.
    ///
    /// # Panics
    /// Where enrolment fails.
    pub async fn invite(
        &self,
        phone: &Phone,
        role: Role,
        org: Option<OrgId>,
        area: AreaId,
        capability: Option<Capability>,
    ) {
        let (area, org) = (area.to_string(), org.map(|org| org.to_string()));
        let mut arguments = vec!["invite", "--role", role.code(), "--area", &area];
        if let Some(org) = &org {
            arguments.extend(["--org", org]);
        }
        if let Some(capability) = &capability {
            arguments.extend(["--capability", capability.code()]);
        }
        if role == Role::Guard {
            arguments.extend(["--gfn", "GFN-0001", "--gfn-status", "valid"]);
        }
        let invitation = self.hub.admin(&arguments);
        phone.app.enrol(EnrolBy::Invitation { invitation }, None, DEADLINE).await.expect("the invitation is good");
    }
}

/// A position so many metres north and east of another.
///
/// # Panics
/// Where that is off the Earth.
#[must_use]
pub fn beside(position: &Position, north_m: f64, east_m: f64) -> Position {
    let lat = position.at.lat() + north_m / 111_195.0;
    let lon = position.at.lon() + east_m / (111_195.0 * position.at.lat().to_radians().cos());
    let at = LatLon::new(lat, lon).expect("on the Earth");
    Position::new(at, position.accuracy_m(), PositionSource::Gnss, None).expect("a position")
}

/// The invented county that is added while everything runs: official number 42, `KE-17` in ISO 3166-2.
pub mod kisumu {
    use std::path::Path;

    use usalama_core::geo::CountyCode;

    use super::Town;

    /// Its areas and its station.
    pub const AREAS: &str = include_str!("../data/areas/kisumu.json");
    /// Its directory.
    pub const DIRECTORY: &str = include_str!("../data/directory/kisumu.json");
    /// Its settings.
    pub const SETTINGS: &str = include_str!("../data/directory/kisumu_settings.json");
    /// Two counties more, which are there before it.
    pub const BEFORE: &str = include_str!("../data/areas/mombasa_nakuru.json");

    /// Its number.
    ///
    /// # Panics
    /// Never: there are 47.
    #[must_use]
    pub fn county() -> CountyCode {
        CountyCode::new(42).expect("there are 47 counties")
    }

    /// Writes a file into the hub's folder and runs an administrator's command with it.
    ///
    /// # Panics
    /// Where the command fails.
    #[must_use]
    pub fn admin(town: &Town, command: &[&str], name: &str, text: &str) -> String {
        let file = town.hub.data().join(name);
        std::fs::write(&file, text).expect("the file is written");
        let file: &Path = &file;
        town.hub.admin(&[command, &[file.to_str().expect("a path")]].concat())
    }

    /// Adds it: areas, settings, directory, by three commands beside the running hub.
    ///
    /// # Panics
    /// Where a command fails.
    pub fn add(town: &Town) {
        let _ = admin(town, &["reference", "import"], "kisumu.json", AREAS);
        let _ = admin(town, &["directory", "import", "--county", "KE-17"], "directory.json", DIRECTORY);
        let _ = admin(town, &["region", "set", "--county", "42"], "settings.json", SETTINGS);
    }
}
