//! The realm `care` of the invented town: centres that do not exist, marked as such, and people who refer and take in.

use std::time::Duration;

use serde_json::{Value, json};
use usalama_core::client::Care;
use usalama_core::clock::{Clock as _, Timestamp};
use usalama_core::event::Role;
use usalama_core::model::actor::OrgId;
use usalama_core::model::referral::{AgeBand, ConsentBy, ConsentScope, Need};
use usalama_core::sync::SyncReport;
use usalama_core::text::Title;
use uuid::Uuid;

use usalama_core::client::{GivenConsent, NewReferral};

use crate::phone::Phone;
use crate::town::Town;

const DEADLINE: Duration = Duration::from_secs(20);
const DAY_MS: i64 = 24 * 3600 * 1000;

/// An invented centre.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Invented {
    /// Which.
    pub facility: OrgId,
    /// Its one service.
    pub service: Uuid,
}

const fn invented(number: u128) -> Invented {
    Invented { facility: OrgId(Uuid::from_u128(0xCE00 + number)), service: Uuid::from_u128(0x5E00 + number) }
}

/// Accredited, checked a week ago.
pub const GOOD: Invented = invented(1);
/// Accredited too, farther away.
pub const GOOD_FAR: Invented = invented(2);
/// Its accreditation lapsed yesterday.
pub const LAPSED: Invented = invented(3);
/// Accredited, and last checked 91 days ago.
pub const STALE: Invented = invented(4);
/// Denied.
pub const DENIED: Invented = invented(5);

/// The day so many days from an instant, as the directory writes days.
fn day(now: Timestamp, days: i64) -> String {
    // Days are Kenya's.
    let at = Timestamp::from_millis(now.as_millis() + days * DAY_MS + 3 * 3_600_000);
    at.to_rfc3339().chars().take(10).collect()
}

/// A directory with these centres; `first_lapsed` makes the first one lapse yesterday too.
#[must_use]
pub fn directory(now: Timestamp, first_lapsed: bool) -> Value {
    let centre = |at: Invented, name: &str, lon: f64, status: &str, valid_to: i64, checked: i64| {
        json!({
            "id": at.facility.to_string(),
            "name": format!("{name} (invented)"),
            "description": "Invented for tests. There is no such centre.",
            "phones": [{ "id": Uuid::from_u128(0xF000 + at.facility.0.as_u128()).to_string(), "number": "+254700000000" }],
            "locations": [{
                "id": Uuid::from_u128(0xA000 + at.facility.0.as_u128()).to_string(),
                "location_type": "physical", "latitude": -1.29, "longitude": lon
            }],
            "services": [{ "id": at.service.to_string(), "name": "Treatment", "status": "active" }],
            "usalama": {
                "kind": "rehab_centre",
                "accreditation": {
                    "body": "NACADA", "status": status, "valid_from": day(now, -300), "valid_to": day(now, valid_to),
                    "checked_at": day(now, checked)
                }
            }
        })
    };
    let hotline = |number: &str, name: &str, sw: &str, id: u128| {
        json!({
            "id": Uuid::from_u128(0xD000 + id).to_string(), "name": name, "description": "A public number.",
            "phones": [{ "id": Uuid::from_u128(0xE000 + id).to_string(), "number": number }],
            "usalama": { "kind": "hotline", "name_sw": sw }
        })
    };
    json!([
        centre(GOOD, "Kituo cha Mfano", 36.84, "accredited", if first_lapsed { -1 } else { 200 }, -7),
        centre(GOOD_FAR, "Kituo cha Mbali", 36.99, "accredited", 100, -30),
        centre(LAPSED, "Kituo cha Jana", 36.85, "accredited", -1, -7),
        centre(STALE, "Kituo cha Zamani", 36.86, "accredited", 100, -91),
        centre(DENIED, "Kituo cha Kukataliwa", 36.83, "denied", 100, -7),
        hotline("1192", "NACADA helpline", "Simu ya NACADA", 1),
        hotline("116", "Children", "Watoto", 2),
        hotline("999", "Police", "Polisi", 3),
    ])
}

/// Tells the hub of the realm `care` of the invented centres.
///
/// # Panics
/// Where it does not take them.
pub fn open_centres(town: &Town, first_lapsed: bool) {
    let file = town.hub.data().join("directory.json");
    std::fs::write(&file, directory(town.clock.now(), first_lapsed).to_string()).expect("the directory is written");
    let said = town.hub.admin(&["--realm", "care", "centres", "import", file.to_str().expect("a path")]);
    assert_eq!(said, "5 centres, 3 helplines");
}

/// The handle of whoever is signed in.
///
/// # Panics
/// Where there is none.
#[must_use]
pub fn care(phone: &Phone) -> Care {
    phone.app.care().expect("the realm care")
}

/// Gives whoever is signed in a role in the realm `care`.
///
/// # Panics
/// Where the invitation is not good.
pub async fn appoint(town: &Town, phone: &Phone, role: Role, org: Option<OrgId>) {
    let org = org.map(|org| org.to_string());
    let mut arguments = vec!["--realm", "care", "invite", "--role", role.code()];
    if let Some(org) = &org {
        arguments.extend(["--org", org]);
    }
    let invitation = town.hub.admin(&arguments);
    care(phone).accept_invitation(invitation, DEADLINE).await.expect("the invitation is good");
    sync(phone).await;
}

/// An outreach worker with a phone.
pub async fn worker(town: &Town) -> Phone {
    let phone = town.phone();
    appoint(town, &phone, Role::OutreachWorker, None).await;
    phone
}

/// Somebody who takes in at a centre.
pub async fn intake(town: &Town, centre: Invented) -> Phone {
    let phone = town.phone();
    appoint(town, &phone, Role::RehabIntake, Some(centre.facility)).await;
    phone
}

/// Exchanges what belongs to the realm `care`.
///
/// # Panics
/// Where that does not succeed.
pub async fn sync(phone: &Phone) -> SyncReport {
    let outcome = care(phone).sync(DEADLINE).await.expect("a hub");
    assert!(outcome.error.is_none(), "{:?}", outcome.error);
    outcome.report
}

/// A text that fits.
///
/// # Panics
/// Where it does not.
#[must_use]
pub fn title(text: &str) -> Title {
    Title::new(text).expect("a short text")
}

/// A referral of a grown-up.
#[must_use]
pub fn to(centre: Invented) -> NewReferral {
    NewReferral::new(Need::Alcohol, centre.facility, centre.service, title("Simba"), AgeBand::From25)
}

/// A consent of whoever is referred, to everything.
#[must_use]
pub fn agreed() -> GivenConsent {
    GivenConsent { by: ConsentBy::Own, form_version: title("2026-11/sw"), scope: ConsentScope::ALL.to_vec() }
}
