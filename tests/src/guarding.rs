//! A guarded site with nine checkpoints of every kind, and what a guard's phone reads at each.

use usalama_core::client::{NewCheckpoint, NewSite, Usalama};
use usalama_core::clock::Timestamp;
use usalama_core::event::SubjectId;
use usalama_core::geo::{AreaKind, Position};
use usalama_core::model::actor::OrgKind;
use usalama_core::model::duty::{
    CheckpointKind, CheckpointNo, EmergencyContact, OrderMode, OtpSecret, Route, RouteNo, Scan, Stop,
};
use usalama_core::text::{Description, Title};

use crate::town::{Town, beside};

/// The route around the site.
pub const ROUND: RouteNo = RouteNo(1);

/// Names of the checkpoints, in the order of their numbers.
const NAMES: [&str; 9] = [
    "Main gate",
    "Car park",
    "East stairs",
    "Roof door",
    "Generator",
    "West fence",
    "Water tank",
    "Back gate",
    "Shop row",
];

/// Kinds of the checkpoints, in the order of their numbers.
const KINDS: [CheckpointKind; 9] = [
    CheckpointKind::QrRotating,
    CheckpointKind::NfcStatic,
    CheckpointKind::NfcSigned,
    CheckpointKind::QrStatic,
    CheckpointKind::NfcStatic,
    CheckpointKind::Gps,
    CheckpointKind::Ble,
    CheckpointKind::QrRotating,
    CheckpointKind::NfcStatic,
];

/// A site with its checkpoints.
#[derive(Debug)]
pub struct GuardedSite {
    /// Identity.
    pub id: SubjectId,
    secret: OtpSecret,
    start: Position,
    tag: String,
}

fn title(text: &str) -> Title {
    Title::new(text).expect("a title")
}

/// The numbers of the checkpoints.
pub fn numbers() -> impl Iterator<Item = CheckpointNo> {
    (1..=9).map(CheckpointNo)
}

impl GuardedSite {
    /// Sets the site up, as a supervisor does, for the town's resident association. A round begins every so many minutes.
    ///
    /// # Panics
    /// Where the supervisor may not.
    #[must_use]
    pub fn set_up(town: &Town, supervisor: &Usalama, every_min: Option<u16>) -> Self {
        let start = town.place();
        let secret = OtpSecret::generate().expect("random bytes");
        let site = supervisor
            .describe_site(NewSite {
                area: town.area(&AreaKind::Site, ""),
                name: title("Mfano Plaza"),
                firm: town.firm(),
                client: Some(town.org(&OrgKind::ResidentAssociation, "")),
                posts: vec![title("Main gate"), title("Roof")],
                emergency_contacts: vec![EmergencyContact {
                    name: title("Control room"),
                    phone: "+254712345678".into(),
                }],
            })
            .expect("a site");
        let mut site = Self { id: site.id, secret, start, tag: String::new() };
        for (index, (name, kind)) in NAMES.iter().zip(KINDS).enumerate() {
            let no = u16::try_from(index).unwrap_or(0) + 1;
            let content = match kind {
                CheckpointKind::NfcStatic => Some(uid(no)),
                CheckpointKind::QrStatic | CheckpointKind::Ble => Some(content(no).into_bytes()),
                _ => None,
            };
            let secret = (kind == CheckpointKind::QrRotating).then(|| site.secret.clone());
            let position = Some(site.at(CheckpointNo(no)).at);
            let new = NewCheckpoint { position, content, secret, ..NewCheckpoint::new(no, title(name), kind) };
            supervisor.set_checkpoint(site.id, new).expect("a checkpoint");
        }
        site.tag = supervisor.sign_checkpoint_tag(site.id, CheckpointNo(3), &uid(3)).expect("a signature").into();
        supervisor
            .issue_post_orders(site.id, Description::new("Nobody enters by the back gate after 20:00.").expect("text"))
            .expect("post orders");
        supervisor.set_route(site.id, round(every_min)).expect("a route");
        site
    }

    /// Where a checkpoint is: one every 20 metres, to the north.
    #[must_use]
    pub fn at(&self, no: CheckpointNo) -> Position {
        beside(&self.start, f64::from(no.0 - 1) * 20.0, 0.0)
    }

    /// What a phone reads at a checkpoint at an instant.
    ///
    /// # Panics
    /// Where the secret is none.
    #[must_use]
    pub fn read(&self, no: CheckpointNo, at: Timestamp) -> Scan {
        match KINDS.get(usize::from(no.0 - 1)) {
            Some(CheckpointKind::QrRotating) => Scan::Qr(self.secret.code_at(at).expect("a code")),
            Some(CheckpointKind::NfcSigned) => Scan::Nfc { uid: uid(no.0), text: Some(self.tag.clone()) },
            Some(CheckpointKind::NfcStatic) => Scan::Nfc { uid: uid(no.0), text: None },
            Some(CheckpointKind::QrStatic) => Scan::Qr(content(no.0)),
            Some(CheckpointKind::Ble) => Scan::Ble(content(no.0)),
            _ => Scan::Gps,
        }
    }
}

/// The route around all nine, in any order.
#[must_use]
pub fn round(every_min: Option<u16>) -> Route {
    Route {
        no: ROUND,
        name: title("Round"),
        stops: numbers().map(Stop::at).collect(),
        order: OrderMode::Any,
        every_min,
        jitter_min: 0,
    }
}

fn uid(no: u16) -> Vec<u8> {
    vec![4, 0xa2, 0x5e, 0x10, 0x77, 0x31, u8::try_from(no).unwrap_or(0)]
}

fn content(no: u16) -> String {
    format!("https://example.org/checkpoint/{no}")
}
