//! A scenario as it stands in `scenarios/*.json`: who takes part, what they do, what each of them sees then.
//!
//! In: a file. Out: a [`Scenario`], typed, so that a word that nobody knows fails before anything is played. What the words
//! mean is told in `scenarios/README.md`; this module never knows how they are played.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::{Map, Value};
use usalama_core::event::{Audience, Role};
use usalama_core::geo::{LatLon, Position, PositionError, PositionSource};
use usalama_core::model::cap::Severity;
use usalama_core::model::incident::{Category, CorroborationKind, Flag, HandoverRefusalReason, Outcome, RejectReason};
use usalama_core::text::{Comment, Description, Title};

/// A story of DOMAIN §19, or of the rules behind it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// What happens, in a sentence.
    pub title: String,
    /// Where the domain asks for it.
    pub source: String,
    /// Who takes part.
    pub cast: Vec<Member>,
    /// What they do, in order.
    pub steps: Vec<Step>,
}

/// Somebody who takes part.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// How the steps name them.
    pub name: String,
    /// As what.
    pub role: Role,
    /// The area of the grant; a resident's home ward. By its name.
    pub area: String,
    /// The organisation of the grant, by its name.
    #[serde(default)]
    pub org: Option<String>,
    /// The phone that they share with all who name the same one; a phone of their own where nothing is said.
    #[serde(default)]
    pub phone: Option<String>,
}

/// Somebody does something, and it goes as it must.
#[derive(Debug, Deserialize)]
#[serde(try_from = "Written")]
pub struct Step {
    /// Who; nobody where time passes.
    pub who: Option<String>,
    /// What.
    pub deed: Deed,
    /// To which incident or copy.
    pub to: Option<String>,
    /// The name that the new incident, or the copy that is seen, has from here on.
    pub name: Option<String>,
    /// The code with which the library must refuse.
    pub refused: Option<String>,
    /// What must be found.
    pub expect: Map<String, Value>,
}

/// The keys of a step.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    who: Option<String>,
    does: String,
    #[serde(default)]
    to: Option<String>,
    #[serde(default, rename = "as")]
    name: Option<String>,
    #[serde(default)]
    with: Map<String, Value>,
    #[serde(default)]
    refused: Option<String>,
    #[serde(default)]
    expect: Map<String, Value>,
}

impl TryFrom<Written> for Step {
    type Error = serde_json::Error;
    fn try_from(written: Written) -> Result<Self, serde_json::Error> {
        let Written { who, does, to, name, with, refused, expect } = written;
        let deed = serde_json::from_value(serde_json::json!({ "does": does, "with": with }))?;
        Ok(Self { who, deed, to, name, refused, expect })
    }
}

/// Everything that can be done, with what it takes; `scenarios/README.md` tells of each. Verbs bear the names of the library's
/// calls.
#[derive(Debug, Deserialize)]
#[serde(tag = "does", content = "with", rename_all = "snake_case", deny_unknown_fields)]
pub enum Deed {
    // Time, and the phone.
    Wait {
        #[serde(default)]
        minutes: u64,
        #[serde(default)]
        hours: u64,
        #[serde(default)]
        days: u64,
    },
    Sync {},
    SignIn {
        #[serde(default)]
        key_of: Option<String>,
    },
    SignOut {},
    SeeProfiles {},
    // The reporter.
    Report(Box<Telling>),
    Answer {
        text: Comment,
    },
    ConfirmResolution {},
    Withdraw {},
    Reopen {
        text: Comment,
    },
    // The handlers.
    Triage {
        severity: Severity,
    },
    Ask {
        text: Comment,
    },
    Update {
        text: Comment,
    },
    Assign {
        assignee: String,
        unit: String,
    },
    AcceptAssignment {},
    DeclineAssignment {
        text: Comment,
    },
    SetOut {},
    Arrive {
        place: Place,
    },
    ArriveByHand {
        text: Comment,
    },
    Resolve {
        outcome: Outcome,
    },
    ResolveOnline {
        outcome: Outcome,
    },
    MarkDuplicate {
        of: String,
    },
    UnlinkDuplicate {},
    // From guard to police.
    OfferHandover(Box<Offering>),
    AcceptHandover {
        #[serde(default)]
        ob_number: Option<Title>,
        #[serde(default)]
        text: Option<Comment>,
    },
    RefuseHandover {
        reason: HandoverRefusalReason,
        text: Comment,
    },
    RecordOb {
        ob_number: Title,
    },
    Scan {
        from: String,
        #[serde(default)]
        damaged: bool,
    },
    // Copies for neighbours.
    ApprovePublication {
        scope: Audience,
        #[serde(default)]
        text: Option<Comment>,
    },
    RejectPublication {
        reason: RejectReason,
    },
    Corroborate {
        kind: CorroborationKind,
    },
    // What screens show.
    See {},
    List {},
    SeeCopies {},
    SeeOutbox {},
}

/// What a report says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Telling {
    /// What.
    pub category: Category,
    /// Where.
    pub place: Place,
    /// How bad.
    #[serde(default)]
    pub severity: Option<Severity>,
    /// In words.
    #[serde(default)]
    pub text: Option<Description>,
    /// What is so, or is going on.
    #[serde(default)]
    pub flags: Vec<Flag>,
    /// The scope that is asked for.
    #[serde(default)]
    pub visibility: Option<Audience>,
}

/// What is handed over.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Offering {
    /// To which station, by its name.
    pub station: String,
    /// What happened.
    pub text: Description,
    /// How many people.
    #[serde(default)]
    pub persons: u8,
    /// How many of them are injured.
    #[serde(default)]
    pub injured: u8,
    /// What else.
    #[serde(default)]
    pub property: Vec<Title>,
}

/// A satellite fix.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    lat: f64,
    lon: f64,
    accuracy_m: f32,
}

impl TryFrom<Place> for Position {
    type Error = PositionError;
    fn try_from(Place { lat, lon, accuracy_m }: Place) -> Result<Self, PositionError> {
        Self::new(LatLon::new(lat, lon)?, accuracy_m, PositionSource::Gnss, None)
    }
}

/// The folder of the scenarios.
#[must_use]
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios")
}

/// The files of the scenarios, in the order of their names.
///
/// # Panics
/// Where the folder cannot be read.
#[must_use]
pub fn files() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder()).expect("the scenarios are in the repository");
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("a file").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .filter(|path| path.file_name().is_some_and(|name| name != "schema.json"))
        .collect();
    files.sort();
    files
}
