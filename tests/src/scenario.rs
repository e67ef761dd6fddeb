//! A scenario as it stands in `scenarios/*.json`: who takes part, what they do, what each of them sees then.
//!
//! In: a file. Out: a [`Scenario`], typed, so that a word that nobody knows fails before anything is played. What the words
//! mean is told in `scenarios/README.md`; this module never knows how they are played.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::{Map, Value};
use usalama_core::event::{Audience, Role};
use usalama_core::geo::{LatLon, Position, PositionError, PositionSource};
use usalama_core::model::alert::{AlertAnswer, AlertEvent, Instruction};
use usalama_core::model::cap::Severity;
use usalama_core::model::duty::{
    CheckpointKind, ExceptionKind, Mandate, ObservationType, OrderMode, ReviewDecision, SkipReason, Transport,
};
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
    TakeUpCodes {
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
    // Guards' work: sites.
    DescribeSite(Box<Describing>),
    DescribeSiteAnew(Box<Describing>),
    IssuePostOrders {
        text: Description,
    },
    SetCheckpoint(Box<SettingUp>),
    RemoveCheckpoint {
        no: u16,
    },
    SetRoute {
        no: u16,
        name: Title,
        stops: Vec<u16>,
        #[serde(default)]
        order: Option<OrderMode>,
        #[serde(default)]
        every_min: Option<u16>,
    },
    CommentOnSite {
        text: Comment,
    },
    SeeSite {},
    ListSites {},
    // Shifts.
    PlanShift(Box<Planning>),
    BookOn {
        #[serde(default)]
        planned: Option<String>,
        #[serde(default)]
        site: Option<String>,
        #[serde(default)]
        post: Option<Title>,
        #[serde(default)]
        welfare_every_min: Option<u16>,
        #[serde(default)]
        place: Option<Place>,
    },
    CurrentShift {},
    StartBreak {},
    EndBreak {},
    AnswerWelfare {
        ok: bool,
        #[serde(default)]
        text: Option<Comment>,
    },
    PassDown(Box<PassingDown>),
    PassDownCodes {},
    TakeUpPassDown {
        #[serde(default)]
        damaged: bool,
    },
    SignPassDown {},
    RefusePassDown {
        text: Comment,
    },
    BookOff {
        #[serde(default)]
        place: Option<Place>,
    },
    MarkNoShow {},
    MarkAbandoned {
        text: Comment,
    },
    ExplainShift {
        exception: ExceptionKind,
        text: Comment,
    },
    SeeShift {},
    ListShifts {},
    // Patrols.
    StartPatrol(Box<Starting>),
    PatrolUnderWay {},
    Scan(Box<Scanning>),
    Skip {
        checkpoint: u16,
        reason: SkipReason,
        #[serde(default)]
        text: Option<Comment>,
    },
    Observe {
        kind: ObservationType,
        severity: Severity,
        #[serde(default)]
        text: Option<Comment>,
        #[serde(default)]
        place: Option<Place>,
    },
    ObserveAndReport {
        kind: ObservationType,
        #[serde(default)]
        text: Option<Comment>,
        category: Category,
        place: Place,
    },
    Fix {
        place: Place,
    },
    Fixes {
        places: Vec<Place>,
        every_s: u64,
    },
    NoteException {
        exception: ExceptionKind,
    },
    ChangeLeg {
        transport: Transport,
        #[serde(default)]
        members: Vec<String>,
        #[serde(default)]
        text: Option<Title>,
    },
    Pause {},
    Resume {},
    Complete {
        #[serde(default)]
        place: Option<Place>,
    },
    Abort {
        text: Comment,
    },
    ReviewPatrol {
        decision: ReviewDecision,
        #[serde(default)]
        text: Option<Comment>,
    },
    ExplainPatrol {
        exception: ExceptionKind,
        text: Comment,
    },
    SeePatrol {},
    ListPatrols {},
    // Alerts.
    ProposeAlert(Box<Warning>),
    UpdateAlert(Box<Warning>),
    ReleaseAlert {},
    CancelAlert {
        en: String,
        sw: String,
    },
    AnswerAlert {
        answer: AlertAnswer,
    },
    FollowAreas {
        areas: Vec<String>,
    },
    AlertsHere {
        #[serde(default)]
        place: Option<Place>,
    },
    TakeAlertNotices {
        #[serde(default)]
        place: Option<Place>,
    },
    CheckAlertText(Box<Forwarding>),
    CheckAlertCodes {
        of: String,
        from: String,
    },
    SeeAlert {},
    ListAlerts {},
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

/// What a site is.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Describing {
    /// Its area, by its name.
    pub area: String,
    /// What it is called.
    pub name: Title,
    /// The firm, by its name.
    pub firm: String,
    /// Whom it is guarded for, by its name.
    #[serde(default)]
    pub client: Option<String>,
    /// Posts.
    #[serde(default)]
    pub posts: Vec<Title>,
    /// The number of the control room.
    #[serde(default)]
    pub phone: Option<String>,
}

/// How a checkpoint is set up.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettingUp {
    /// Its number.
    pub no: u16,
    /// Its name.
    pub name: Title,
    /// How it proves a visit.
    pub kind: CheckpointKind,
    /// Where it is.
    #[serde(default)]
    pub place: Option<Place>,
    /// Within how many metres a scan counts.
    #[serde(default)]
    pub radius_m: Option<u16>,
    /// What the guard is asked there.
    #[serde(default)]
    pub questions: Vec<Title>,
    /// What its tag, code or beacon says.
    #[serde(default)]
    pub content: Option<String>,
}

/// A shift as it is planned.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Planning {
    /// Who of the cast.
    pub guard: String,
    /// The firm, by its name.
    pub firm: String,
    /// The site.
    pub site: String,
    /// At which post.
    #[serde(default)]
    pub post: Option<Title>,
    /// In how many minutes it begins; where negative, so long ago.
    pub from_min: i64,
    /// In how many minutes it ends.
    pub to_min: i64,
    /// A welfare check every so many minutes.
    #[serde(default)]
    pub welfare_every_min: Option<u16>,
}

/// What the next guard has to know.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PassingDown {
    /// To whom of the cast.
    #[serde(default)]
    pub to: Option<String>,
    /// What matters most.
    #[serde(default)]
    pub items: Vec<Comment>,
    /// Equipment that works.
    #[serde(default)]
    pub equipment: Vec<Title>,
    /// Keys.
    #[serde(default)]
    pub keys: Vec<Title>,
    /// Incidents that are still open.
    #[serde(default)]
    pub open_incidents: Vec<String>,
    /// Remarks.
    #[serde(default)]
    pub text: Option<Comment>,
}

/// How a patrol begins.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Starting {
    /// The site; that of the shift where nothing is said.
    #[serde(default)]
    pub site: Option<String>,
    /// The route, by its number.
    #[serde(default)]
    pub route: Option<u16>,
    /// How.
    #[serde(default)]
    pub transport: Option<Transport>,
    /// Why.
    #[serde(default)]
    pub mandate: Option<Mandate>,
    /// Who of the cast walks along.
    #[serde(default)]
    pub members: Vec<String>,
    /// Where it begins.
    #[serde(default)]
    pub place: Option<Place>,
}

/// What is read at a checkpoint.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scanning {
    /// Its number.
    pub checkpoint: u16,
    /// The checkpoint whose tag or code it really is.
    #[serde(default)]
    pub tag_of: Option<u16>,
    /// A display's code was photographed so many minutes ago.
    #[serde(default)]
    pub minutes_ago: u64,
    /// The guard's word alone.
    #[serde(default)]
    pub by_hand: bool,
    /// Where the phone is.
    #[serde(default)]
    pub place: Option<Place>,
    /// Answers to the checkpoint's questions.
    #[serde(default)]
    pub answers: Vec<Title>,
    /// Remarks.
    #[serde(default)]
    pub text: Option<Comment>,
}

/// What an alert says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Warning {
    /// What about.
    pub event: AlertEvent,
    /// How bad.
    pub severity: Severity,
    /// In one line of English.
    pub en: String,
    /// In one line of Kiswahili.
    pub sw: String,
    /// For which areas as a whole, by their names.
    #[serde(default)]
    pub areas: Vec<String>,
    /// For what lies within these corners.
    #[serde(default)]
    pub outline: Vec<Corner>,
    /// For so many minutes from now.
    pub for_min: i64,
    /// What people should do.
    #[serde(default)]
    pub instructions: Vec<Instruction>,
}

/// Words of an alert as they come to somebody.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Forwarding {
    /// Of which alert.
    #[serde(default)]
    pub of: Option<String>,
    /// Who of the cast copied them from their phone.
    #[serde(default)]
    pub from: Option<String>,
    /// In which language.
    #[serde(default)]
    pub language: Option<String>,
    /// A word, or a part of one, where it first stands there.
    #[serde(default)]
    pub word: Option<String>,
    /// What somebody made of it.
    #[serde(default)]
    pub becomes: Option<String>,
    /// All the words, where no alert has them.
    #[serde(default)]
    pub text: Option<String>,
}

/// A corner of an outline.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Corner {
    lat: f64,
    lon: f64,
}

impl TryFrom<Corner> for LatLon {
    type Error = PositionError;
    fn try_from(Corner { lat, lon }: Corner) -> Result<Self, PositionError> {
        Self::new(lat, lon)
    }
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
