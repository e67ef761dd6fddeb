//! The hub and the phones as they are before anything happens: everybody enrolled, a site set up, some days gone by. It is made once;
//! every history begins with a copy of its files.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use tempfile::TempDir;
use usalama_core::client::{NewCheckpoint, NewSite, Usalama};
use usalama_core::clock::{Clock as _, ManualClock, Timestamp};
use usalama_core::event::{ActorId, Role, SubjectId};
use usalama_core::keys::HostKey;
use usalama_core::model::duty::{CheckpointKind, OrderMode, Route, RouteNo, Stop};
use usalama_core::sync::wire::EnrolBy;
use usalama_core::text::{Description, Title};
use usalama_hub::codes::{CodeNotSent, CodeSender};
use usalama_hub::enrolment::grants::make_invitation;
use usalama_hub::ledger::{LedgerError, reference};
use usalama_hub::{Hub, HubError, Settings};
use uuid::Uuid;

use super::ground::Ground;
use super::people::Part;
use super::probe::Probe;
use super::wire::{Clocks, HubSide, Line, Wire};
use crate::disk;

/// How long an exchange may take: by the machine's clock, as it may be slow.
pub const DEADLINE: Duration = Duration::from_secs(60);

/// When everybody enrolled: 2026-11-02T06:00:00Z.
const BEGINNING: Timestamp = Timestamp::from_millis(1_793_599_200_000);

const DAY: Duration = Duration::from_secs(24 * 3600);

/// The codes that went out by SMS.
#[derive(Debug, Default)]
pub struct Codes(Mutex<HashMap<Uuid, String>>);

impl Codes {
    /// The code of an enrolment.
    #[must_use]
    pub fn of(&self, enrolment: Uuid) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&enrolment).cloned()
    }
}

impl CodeSender for Codes {
    fn send(&self, enrolment: Uuid, _: &str, code: &str) -> Result<(), CodeNotSent> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(enrolment, code.to_owned());
        Ok(())
    }
}

/// Somebody who is enrolled.
#[derive(Debug, Clone)]
pub struct Person {
    /// Their account.
    pub actor: ActorId,
    /// What their phone's Keystore holds.
    pub key: HostKey,
}

/// How everything is before a history.
#[derive(Debug)]
pub struct Template {
    /// Where.
    pub ground: Ground,
    /// Who.
    pub people: HashMap<Part, Person>,
    /// The site that is guarded.
    pub site: SubjectId,
    /// When a history begins.
    pub begins: Timestamp,
    /// The hub of the realm `care`. Nobody in a history has a part there, so all of them share it.
    pub care: Arc<Hub>,
    folder: TempDir,
}

/// A folder that lives in memory where the machine has one.
///
/// # Panics
/// Where none can be made.
#[must_use]
pub fn folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    let made = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    made.expect("a temporary folder")
}

/// Copies the files of a folder, but not what belongs to whoever has them open.
///
/// # Panics
/// Where the disk does not play along.
pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("the folder") {
        let entry = entry.expect("an entry");
        let (name, path) = (entry.file_name(), entry.path());
        let left_out = name == "lock" || name.to_str().is_some_and(|name| name.ends_with("-shm"));
        if path.is_dir() {
            copy(&path, &to.join(name));
        } else if !left_out {
            std::fs::copy(&path, to.join(name)).expect("the file is copied");
        }
    }
}

/// Opens the hub of a folder, beside a hub of the realm `care` that is open already, or its own.
///
/// # Errors
/// [`HubError`] where it cannot be opened.
pub fn open_hub(
    folder: &Path,
    clock: &Arc<ManualClock>,
    codes: &Arc<Codes>,
    care: Option<&Arc<Hub>>,
) -> Result<HubSide, HubError> {
    let many = NonZeroU32::new(1_000_000).unwrap_or(NonZeroU32::MIN);
    let settings = Settings {
        requests_per_second: many,
        burst: many,
        anonymous_work_bits: 0,
        timeout: DEADLINE,
        ..Settings::in_directory(folder)
    };
    let care = match care {
        Some(care) => care.clone(),
        None => Arc::new(Hub::open_with_clock(settings.care(), None, clock.clone())?),
    };
    let hub = Hub::open_with_clock(settings, Some(codes.clone()), clock.clone())?;
    Ok(HubSide::new(Arc::new(hub), care))
}

/// Opens the library on a phone.
///
/// # Panics
/// Where it does not open.
#[must_use]
pub fn open_phone(directory: &Path, key: &HostKey, clock: &Arc<ManualClock>, wire: &Arc<Wire>) -> Usalama {
    let settings = disk::settings(directory).clock(clock.clone()).transport(wire.clone());
    Usalama::open(settings, key).expect("the library opens")
}

/// Enrols whoever is signed in, as the part says.
///
/// # Errors
/// The library's, where the hub does not take it or cannot be reached.
///
/// # Panics
/// Where the ledger cannot be written.
pub async fn enrol(
    app: &Usalama,
    hub: &HubSide,
    codes: &Codes,
    ground: &Ground,
    (part, moved): (Part, bool),
) -> Result<(), usalama_core::client::Error> {
    if part.role() == Role::Resident {
        let sent = app.request_code(&part.number(), DEADLINE).await?;
        let code = codes.of(sent.enrolment).unwrap_or_default();
        let by = EnrolBy::Code { enrolment: sent.enrolment, code };
        app.enrol(by, Some(part.area(ground, moved)), DEADLINE).await?;
        return Ok(());
    }
    let (terms, expires) = (part.terms(ground, moved), hub.hub.now().plus(7 * DAY));
    let made = hub.hub.ledger.write::<_, HubError>(|write| make_invitation(write, &terms, expires, None));
    let invitation = made.expect("an invitation").secret;
    app.enrol(EnrolBy::Invitation { invitation }, None, DEADLINE).await?;
    Ok(())
}

impl Template {
    /// Makes it.
    ///
    /// # Panics
    /// Where anything fails.
    pub async fn prepare() -> Self {
        let (folder, ground, codes) = (folder(), Ground::new(), Arc::new(Codes::default()));
        let clock = Arc::new(ManualClock::starting_at(BEGINNING));
        let hub = Arc::new(open_hub(&folder.path().join("hub"), &clock, &codes, None).expect("a hub"));
        let areas = &ground.reference;
        let kept =
            hub.hub.ledger.write::<_, LedgerError>(|write| reference::keep(write, &areas.areas, &areas.organisations));
        kept.expect("the areas are kept");
        let line: Line = Arc::new(RwLock::new(Some(hub.clone())));
        let (mut people, mut apps) = (HashMap::new(), vec![]);
        for part in Part::ALL {
            let directory = folder.path().join(format!("{part:?}"));
            std::fs::create_dir_all(&directory).expect("a folder");
            let key = HostKey::generate().expect("random bytes");
            let wire = Wire::new(line.clone(), Arc::new(Probe::default()), Arc::new(Clocks::default()), None);
            let app = open_phone(&directory, &key, &clock, &Arc::new(wire));
            enrol(&app, &hub, &codes, &ground, (part, false)).await.expect("they enrol");
            people.insert(part, Person { actor: app.signed_in().expect("somebody"), key });
            apps.push((part, app));
        }
        let supervisor = &apps.iter().find(|(part, _)| *part == Part::Supervisor).expect("a supervisor").1;
        sync(supervisor).await;
        let site = set_up(supervisor, &ground);
        // Whoever is new may not bear anything out.
        for _ in 0..4 {
            clock.advance(DAY);
            usalama_hub::timers::run_due(&hub.hub).expect("the timers run");
        }
        for (_, app) in &apps {
            sync(app).await;
        }
        for (_, app) in apps {
            app.pause().await.expect("the file is left whole");
        }
        *line.write().unwrap_or_else(PoisonError::into_inner) = None;
        hub.hub.ledger.checkpoint().expect("the ledger is left whole");
        let care = hub.care.clone();
        drop(hub);
        let begins = clock.now();
        Self { ground, people, site, begins, care, folder }
    }

    /// Copies the hub's files.
    pub fn copy_hub(&self, to: &Path) {
        copy(&self.folder.path().join("hub"), to);
    }

    /// Copies somebody's phone.
    pub fn copy_phone(&self, part: Part, to: &Path) {
        copy(&self.folder.path().join(format!("{part:?}")), to);
    }

    /// Where a phone of a history is kept.
    #[must_use]
    pub fn phone_folder(history: &Path, number: usize, life: u32) -> PathBuf {
        history.join(format!("phone-{number}-{life}"))
    }
}

async fn sync(app: &Usalama) {
    let outcome = app.sync(DEADLINE).await.expect("a hub");
    assert!(outcome.is_complete(), "{:?}", outcome.error);
    assert_eq!(outcome.report.refused, 0, "{:?}", app.sync_status().map(|status| status.parked));
}

fn title(text: &str) -> Title {
    Title::new(text).expect("a title")
}

/// A site with three checkpoints and a route around them.
fn set_up(supervisor: &Usalama, ground: &Ground) -> SubjectId {
    let site = supervisor
        .describe_site(NewSite {
            area: ground.site,
            name: title("Mfano Plaza"),
            firm: ground.firms[0],
            client: Some(ground.association),
            posts: vec![title("Main gate")],
            emergency_contacts: vec![],
        })
        .expect("a site");
    for (no, name) in [(1, "Main gate"), (2, "Car park"), (3, "Roof door")] {
        let content = Some(vec![4, 0xa2, 0x5e, 0x10, u8::try_from(no).unwrap_or(0)]);
        let new = NewCheckpoint { content, ..NewCheckpoint::new(no, title(name), CheckpointKind::NfcStatic) };
        supervisor.set_checkpoint(site.id, new).expect("a checkpoint");
    }
    let orders = Description::new("Nobody enters by the back gate after 20:00.").expect("text");
    supervisor.issue_post_orders(site.id, orders).expect("post orders");
    let stops = (1..=3).map(|no| Stop::at(usalama_core::model::duty::CheckpointNo(no))).collect();
    let route =
        Route { no: RouteNo(1), name: title("Round"), stops, order: OrderMode::Any, every_min: None, jitter_min: 0 };
    supervisor.set_route(site.id, route).expect("a route");
    site.id
}
