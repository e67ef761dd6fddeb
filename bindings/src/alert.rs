//! Alerts: issued by officials, received and matched on this phone, forwarded and checked.

use std::collections::BTreeSet;

use usalama_core::client;
use usalama_core::clock::Timestamp;
use usalama_core::event::SubjectId;
use usalama_core::geo::{AreaId, LatLon, Position as ExactPosition};
use usalama_core::model::alert::{self, AlertAnswer, AlertEvent, AlertState, Genuineness, Instruction, QuietHours};
use usalama_core::model::cap::{self, Certainty, Level, Severity, Urgency};
use usalama_core::policy::Decision;
use usalama_core::store::Delivery;
use usalama_core::text::Text;
use uuid::Uuid;

use crate::client::Usalama;
use crate::error::{Refused, UsalamaError};
use crate::native::AlertStatus;
use crate::report::{Position, text};

/// The same in both languages.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Bilingual {
    /// English.
    pub en: String,
    /// Kiswahili.
    pub sw: String,
}

/// A corner of an outline (WGS 84).
#[derive(Debug, Clone, Copy, PartialEq, uniffi::Record)]
pub struct GeoPoint {
    /// Latitude in degrees.
    pub lat: f64,
    /// Longitude in degrees.
    pub lon: f64,
}

/// A circle.
#[derive(Debug, Clone, Copy, PartialEq, uniffi::Record)]
pub struct GeoCircle {
    /// The centre.
    pub centre: GeoPoint,
    /// The radius in kilometres.
    pub radius_km: f64,
}

/// Where an alert is for: all of it together.
#[derive(Debug, Clone, Default, PartialEq, uniffi::Record)]
pub struct AlertPlace {
    /// Areas as a whole.
    #[uniffi(default = [])]
    pub areas: Vec<Uuid>,
    /// Outlines, closed if they are not.
    #[uniffi(default = [])]
    pub polygons: Vec<Vec<GeoPoint>>,
    /// Circles.
    #[uniffi(default = [])]
    pub circles: Vec<GeoCircle>,
}

/// An alert as an official writes it.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct NewAlert {
    /// What about.
    pub event: AlertEvent,
    /// How bad it is.
    pub severity: Severity,
    /// In one line, at most 100 characters.
    pub headline: Bilingual,
    /// Where.
    pub place: AlertPlace,
    /// Until when.
    pub expires: Timestamp,
    /// At length.
    #[uniffi(default = None)]
    pub description: Option<Bilingual>,
    /// What people should do, in approved sentences.
    #[uniffi(default = [])]
    pub instructions: Vec<Instruction>,
    /// When they should do it; at once where nothing is said.
    #[uniffi(default = None)]
    pub urgency: Option<Urgency>,
    /// How sure it is; likely where nothing is said.
    #[uniffi(default = None)]
    pub certainty: Option<Certainty>,
    /// The place in words.
    #[uniffi(default = None)]
    pub place_name: Option<Bilingual>,
    /// A public number to call; 999 where nothing is said.
    #[uniffi(default = None)]
    pub contact: Option<String>,
    /// Actual where nothing is said.
    #[uniffi(default = None)]
    pub status: Option<AlertStatus>,
    /// For those who guard the sites in the place alone.
    #[uniffi(default = false)]
    pub restricted: bool,
    /// It describes a person: the number in the Occurrence Book under which the police look for them.
    #[uniffi(default = None)]
    pub person_ob_number: Option<String>,
}

/// What an alert says in one language.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct AlertInfo {
    /// The language, BCP 47.
    pub language: String,
    /// What about, in words.
    pub event: String,
    /// In one line.
    pub headline: Option<String>,
    /// At length.
    pub description: Option<String>,
    /// What to do.
    pub instruction: Option<String>,
    /// When to do it.
    pub urgency: Urgency,
    /// How bad it is.
    pub severity: Severity,
    /// How sure it is.
    pub certainty: Certainty,
    /// Until when.
    pub expires: Option<Timestamp>,
    /// Who sent it.
    pub sender_name: Option<String>,
    /// Whom to ask.
    pub contact: Option<String>,
    /// The place in words.
    pub place_names: Vec<String>,
}

/// An alert as a screen shows it.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct Alert {
    /// Identity.
    pub id: Uuid,
    /// Where it stands among all that this phone holds.
    pub state: AlertState,
    /// Actual, or a drill.
    pub status: AlertStatus,
    /// What it says, language by language.
    pub infos: Vec<AlertInfo>,
    /// Outlines for a map.
    pub polygons: Vec<Vec<GeoPoint>>,
    /// Circles for a map.
    pub circles: Vec<GeoCircle>,
    /// When it was sent.
    pub sent: Timestamp,
    /// Why it was returned to its writer.
    pub returned_because: Option<String>,
    /// The message that updated or cancelled it.
    pub replaced_by: Option<Uuid>,
    /// The code at the end of its words when they are forwarded; nothing before it is out.
    pub code: Option<String>,
    /// The feed that it came from, where it is another system's.
    pub source: Option<String>,
    /// What this phone's owner answered.
    pub answer: Option<AlertAnswer>,
    /// How many answered what, for whoever issued it.
    pub counts: Option<AnswerCounts>,
    /// This phone's owner was told of it.
    pub told: bool,
    /// How far this phone's own acts on it have come.
    pub delivery: Delivery,
}

/// How many answered what; nothing for a number below three.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct AnswerCounts {
    /// Seen.
    pub seen: Option<u32>,
    /// Safe.
    pub safe: Option<u32>,
    /// In need of help.
    pub need_help: Option<u32>,
}

/// A rule that a message breaks.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct AlertBreach {
    /// The rule, as a stable code.
    pub rule: String,
    /// Where in the message.
    pub at: String,
    /// It keeps the alert from going out; else it is a warning.
    pub is_error: bool,
}

/// What an alert would be, before it is handed in.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct AlertCheck {
    /// The rules that it breaks.
    pub breaches: Vec<AlertBreach>,
    /// A second person has to release it.
    pub needs_release: bool,
    /// Why it may not be handed in; nothing where it may, or where the hub decides.
    pub refused: Option<Refused>,
}

/// An alert that concerns somebody here.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct AlertHere {
    /// The alert.
    pub alert: Alert,
    /// How far its edge is, in metres, 0 inside; nothing where it concerns an area at home or followed alone.
    pub distance_m: Option<f64>,
}

/// Something that the phone should tell its owner now, once.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct AlertNotice {
    /// The alert.
    pub alert: Alert,
    /// It was told before, and was called off.
    pub called_off: bool,
    /// How far its edge is, in metres; nothing where that is not known.
    pub distance_m: Option<f64>,
}

/// What can be said of words that were forwarded, or of codes that were scanned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, uniffi::Enum)]
pub enum AlertVerdict {
    /// It is an alert as it was issued, and it stands.
    Genuine,
    /// It was an alert as it was issued; a later message took its place.
    Updated,
    /// It names an alert, and its words are not what was issued.
    Altered,
    /// It was called off.
    Cancelled,
    /// It is over.
    Expired,
    /// Nothing is known of it here: it may be invented.
    Unknown,
}

/// What can be said of something that was forwarded.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct CheckedAlert {
    /// The answer.
    pub verdict: AlertVerdict,
    /// Until when it is good, where it is genuine and has an end.
    pub until: Option<Timestamp>,
    /// What was issued, language by language, where that is known: show this, not what was forwarded.
    pub infos: Vec<AlertInfo>,
    /// The alert, where this phone holds it.
    pub alert: Option<Alert>,
}

#[uniffi::export]
impl Usalama {
    /// Looks at an alert without handing it in.
    ///
    /// # Errors
    /// `Refused` without a grant to issue alerts; `Invalid` for a place or time that cannot be; `NotSignedIn`.
    pub async fn check_alert(&self, alert: NewAlert) -> Result<AlertCheck, UsalamaError> {
        let new = core_alert(alert)?;
        self.disk(move |usalama| Ok(usalama.check_alert(&new)?.into())).await
    }

    /// Hands an alert in. Where no second person is asked for, it is out once the hub has it; else it waits for its release.
    ///
    /// # Errors
    /// As `check_alert`; `AlertRules` where it breaks one; `Refused`; `Storage`. Nothing is written then.
    pub async fn propose_alert(&self, alert: NewAlert) -> Result<Alert, UsalamaError> {
        let new = core_alert(alert)?;
        self.disk(move |usalama| Ok(usalama.propose_alert(&new)?.into())).await
    }

    /// Hands in an alert that takes the place of an earlier one.
    ///
    /// # Errors
    /// As `propose_alert`; `NotFound`.
    pub async fn update_alert(&self, of: Uuid, alert: NewAlert) -> Result<Alert, UsalamaError> {
        let new = core_alert(alert)?;
        self.disk(move |usalama| Ok(usalama.update_alert(SubjectId(of), &new)?.into())).await
    }

    /// Calls an alert off. That takes no second person.
    ///
    /// # Errors
    /// As `update_alert`.
    pub async fn cancel_alert(&self, of: Uuid, why: Bilingual) -> Result<Alert, UsalamaError> {
        self.disk(move |usalama| Ok(usalama.cancel_alert(SubjectId(of), &why.into())?.into())).await
    }

    /// Releases an alert that somebody else handed in.
    ///
    /// # Errors
    /// `NotFound`; `Refused`: `second_person` for one's own, `wrong_status` where it does not wait.
    pub async fn release_alert(&self, id: Uuid) -> Result<Alert, UsalamaError> {
        self.disk(move |usalama| Ok(usalama.release_alert(SubjectId(id))?.into())).await
    }

    /// Does not release an alert, and says why.
    ///
    /// # Errors
    /// As `release_alert`.
    pub async fn return_alert(&self, id: Uuid, why: String) -> Result<Alert, UsalamaError> {
        let why = Text::new(&why)?;
        self.disk(move |usalama| Ok(usalama.return_alert(SubjectId(id), why)?.into())).await
    }

    /// Takes back an alert of one's own that is not out.
    ///
    /// # Errors
    /// As `release_alert`.
    pub async fn withdraw_alert(&self, id: Uuid) -> Result<Alert, UsalamaError> {
        self.disk(move |usalama| Ok(usalama.withdraw_alert(SubjectId(id))?.into())).await
    }

    /// Answers an alert. The issuer learns numbers alone, and none below three. Whoever needs help should raise an SOS as well.
    ///
    /// # Errors
    /// `NotFound`; `Refused` for an alert that is not out.
    pub async fn answer_alert(&self, id: Uuid, answer: AlertAnswer) -> Result<Alert, UsalamaError> {
        self.disk(move |usalama| Ok(usalama.answer_alert(SubjectId(id), answer)?.into())).await
    }

    /// The alerts that this phone holds, newest first: those that are out, that wait for a release, that are over.
    ///
    /// # Errors
    /// `NotSignedIn`; `Storage`.
    pub async fn alerts(&self, limit: u32) -> Result<Vec<Alert>, UsalamaError> {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        self.disk(move |usalama| Ok(usalama.alerts(limit)?.into_iter().map(Alert::from).collect())).await
    }

    /// One alert.
    ///
    /// # Errors
    /// `NotFound`; `NotSignedIn`; `Storage`.
    pub async fn alert(&self, id: Uuid) -> Result<Alert, UsalamaError> {
        self.disk(move |usalama| Ok(usalama.alert(SubjectId(id))?.into())).await
    }

    /// The alerts that wait for a second person, oldest first.
    ///
    /// # Errors
    /// `NotSignedIn`; `Storage`.
    pub async fn alerts_to_release(&self) -> Result<Vec<Alert>, UsalamaError> {
        self.disk(move |usalama| Ok(usalama.alerts_to_release()?.into_iter().map(Alert::from).collect())).await
    }

    /// The alerts that are on and concern this phone's owner, the worst first. The position stays on this phone; one without a
    /// time counts as found now, one that is older than 30 minutes is not looked at.
    ///
    /// # Errors
    /// `Invalid` for a position that is none; `NotSignedIn`; `Storage`.
    pub async fn alerts_here(&self, position: Option<Position>) -> Result<Vec<AlertHere>, UsalamaError> {
        let position = position.map(ExactPosition::try_from).transpose()?;
        self.disk(move |usalama| {
            let now = usalama.now();
            let here = position.as_ref().map(|position| (position, position.captured_at.unwrap_or(now)));
            let found = usalama.alerts_here(here)?.into_iter();
            Ok(found.map(|here| AlertHere { alert: here.alert.into(), distance_m: here.distance_m }).collect())
        })
        .await
    }

    /// What the phone should tell its owner now, and notes that it did: to be called after each exchange, and when the place changed.
    /// Nothing is told twice, nothing after it expired; below severe nothing in quiet hours and at most six a day.
    ///
    /// # Errors
    /// As `alerts_here`; nothing counts as told then.
    pub async fn take_alert_notices(&self, position: Option<Position>) -> Result<Vec<AlertNotice>, UsalamaError> {
        let position = position.map(ExactPosition::try_from).transpose()?;
        self.disk(move |usalama| {
            let now = usalama.now();
            let here = position.as_ref().map(|position| (position, position.captured_at.unwrap_or(now)));
            let notices = usalama.take_alert_notices(here)?.into_iter();
            Ok(notices
                .map(|notice| AlertNotice {
                    called_off: notice.kind == client::NoticeKind::CalledOff,
                    alert: notice.alert.into(),
                    distance_m: notice.distance_m,
                })
                .collect())
        })
        .await
    }

    /// Chooses areas of which alerts are told beside those at home. The choice stays on this phone.
    ///
    /// # Errors
    /// `NotSignedIn`; `Storage`.
    pub async fn follow_areas(&self, areas: Vec<Uuid>) -> Result<(), UsalamaError> {
        let areas: BTreeSet<AreaId> = areas.into_iter().map(AreaId::new).collect();
        self.disk(move |usalama| Ok(usalama.follow_areas(&areas)?)).await
    }

    /// The areas that are followed.
    ///
    /// # Errors
    /// `NotSignedIn`; `Storage`.
    pub async fn followed_areas(&self) -> Result<Vec<Uuid>, UsalamaError> {
        self.disk(move |usalama| Ok(usalama.followed_areas()?.into_iter().map(AreaId::as_uuid).collect())).await
    }

    /// Sets from which to which minute of the day alerts below severe wait: from 22:00 to 06:00 is 1320 and 360.
    ///
    /// # Errors
    /// `Invalid` for a minute that no day has; `NotSignedIn`; `Storage`.
    pub async fn set_quiet_hours(&self, from_minute: u16, to_minute: u16) -> Result<(), UsalamaError> {
        let quiet = QuietHours { from: from_minute, to: to_minute };
        self.disk(move |usalama| Ok(usalama.set_quiet_hours(Some(quiet))?)).await
    }

    /// Lets no alert wait any more.
    ///
    /// # Errors
    /// `NotSignedIn`; `Storage`.
    pub async fn clear_quiet_hours(&self) -> Result<(), UsalamaError> {
        self.disk(move |usalama| Ok(usalama.set_quiet_hours(None)?)).await
    }

    /// What an alert says in one language, to be forwarded, with its code at the end.
    ///
    /// # Errors
    /// `NotFound` where it is not known, not out, or says nothing in that language.
    pub async fn alert_text(&self, id: Uuid, language: String) -> Result<String, UsalamaError> {
        self.disk(move |usalama| Ok(usalama.alert_text(SubjectId(id), &language)?)).await
    }

    /// An alert as texts for QR codes, signed whole.
    ///
    /// # Errors
    /// `NotFound`; `Qr` where it is too much for codes.
    pub async fn alert_codes(&self, id: Uuid) -> Result<Vec<String>, UsalamaError> {
        self.disk(move |usalama| Ok(usalama.alert_codes(SubjectId(id))?)).await
    }

    /// An alert as CAP 1.2 XML.
    ///
    /// # Errors
    /// `NotFound` where it is not known or not out.
    pub async fn alert_xml(&self, id: Uuid) -> Result<String, UsalamaError> {
        self.disk(move |usalama| Ok(usalama.alert_xml(SubjectId(id))?)).await
    }

    /// Checks words that were forwarded, offline.
    ///
    /// # Errors
    /// `NotSignedIn`; `Storage`.
    pub async fn check_alert_text(&self, text: String) -> Result<CheckedAlert, UsalamaError> {
        self.disk(move |usalama| Ok(usalama.check_alert_text(&text)?.into())).await
    }

    /// Checks an alert that was scanned from codes, in any order, offline.
    ///
    /// # Errors
    /// `Qr` for codes that are none, incomplete or damaged; `NotEnrolled`; `Storage`.
    pub async fn check_alert_codes(&self, codes: Vec<String>) -> Result<CheckedAlert, UsalamaError> {
        self.disk(move |usalama| Ok(usalama.check_alert_codes(&codes)?.into())).await
    }
}

fn core_alert(new: NewAlert) -> Result<alert::NewAlert, UsalamaError> {
    let mut place =
        alert::AlertPlace { areas: new.place.areas.into_iter().map(AreaId::new).collect(), ..Default::default() };
    for polygon in new.place.polygons {
        place.polygons.push(polygon.into_iter().map(LatLon::try_from).collect::<Result<_, _>>()?);
    }
    for circle in new.place.circles {
        place.circles.push((circle.centre.try_into()?, circle.radius_km));
    }
    let defaults = alert::NewAlert::new(new.event, new.severity, new.headline.into(), place, new.expires);
    Ok(alert::NewAlert {
        description: new.description.map(Into::into),
        instructions: new.instructions,
        urgency: new.urgency.unwrap_or(defaults.urgency),
        certainty: new.certainty.unwrap_or(defaults.certainty),
        place_name: new.place_name.map_or(defaults.place_name, Into::into),
        contact: new.contact.unwrap_or(defaults.contact),
        status: new.status.unwrap_or(defaults.status),
        restricted: new.restricted,
        person_ob_number: text(new.person_ob_number)?,
        event: defaults.event,
        severity: defaults.severity,
        headline: defaults.headline,
        place: defaults.place,
        expires: defaults.expires,
    })
}

impl From<Bilingual> for alert::Bilingual {
    fn from(text: Bilingual) -> Self {
        Self { en: text.en, sw: text.sw }
    }
}

impl TryFrom<GeoPoint> for LatLon {
    type Error = UsalamaError;
    fn try_from(point: GeoPoint) -> Result<Self, UsalamaError> {
        Ok(Self::new(point.lat, point.lon)?)
    }
}

impl From<LatLon> for GeoPoint {
    fn from(at: LatLon) -> Self {
        Self { lat: at.lat(), lon: at.lon() }
    }
}

impl From<&cap::Info> for AlertInfo {
    fn from(info: &cap::Info) -> Self {
        Self {
            language: info.language().to_owned(),
            event: info.event.clone(),
            headline: info.headline.clone(),
            description: info.description.clone(),
            instruction: info.instruction.clone(),
            urgency: info.urgency.clone(),
            severity: info.severity.clone(),
            certainty: info.certainty.clone(),
            expires: info.expires.as_ref().map(cap::DateTime::at),
            sender_name: info.sender_name.clone(),
            contact: info.contact.clone(),
            place_names: info.area.iter().map(|area| area.area_desc.clone()).collect(),
        }
    }
}

impl From<client::AlertView> for Alert {
    fn from(view: client::AlertView) -> Self {
        let message = view.alert.message.as_deref();
        // Both infos draw the same.
        let areas = message.and_then(|message| message.info.first()).map(|info| &info.area[..]).unwrap_or_default();
        let polygons = areas.iter().flat_map(|area| &area.polygon).filter_map(|polygon| polygon.points().ok());
        let circles = areas.iter().flat_map(|area| &area.circle);
        Self {
            id: view.alert.id.0,
            state: view.posted.state.clone(),
            status: message.map_or(AlertStatus::Actual, |message| message.status.clone()),
            infos: infos(message),
            polygons: polygons.map(|points| points.iter().copied().map(GeoPoint::from).collect()).collect(),
            circles: circles
                .filter_map(|circle| {
                    Some(GeoCircle { centre: circle.centre().ok()?.into(), radius_km: circle.radius_km().ok()? })
                })
                .collect(),
            sent: message.map_or(view.changed_at, |message| message.sent.at()),
            returned_because: view.alert.returned_because.as_ref().map(ToString::to_string),
            replaced_by: view.posted.by.map(|(by, _)| by.0),
            code: view.code.map(|code| code.to_string()),
            source: view.alert.source.as_ref().map(ToString::to_string),
            answer: view.alert.answer.clone(),
            counts: view.alert.counts.map(|counts| AnswerCounts {
                seen: counts.seen,
                safe: counts.safe,
                need_help: counts.need_help,
            }),
            told: view.told,
            delivery: view.delivery,
        }
    }
}

fn infos(message: Option<&cap::Alert>) -> Vec<AlertInfo> {
    message.map(|message| message.info.iter().map(AlertInfo::from).collect()).unwrap_or_default()
}

impl From<client::AlertCheck> for AlertCheck {
    fn from(check: client::AlertCheck) -> Self {
        let breach = |breach: cap::Breach| AlertBreach {
            rule: breach.rule.code().to_owned(),
            is_error: breach.level == Level::Error,
            at: breach.at,
        };
        Self {
            breaches: check.breaches.into_iter().map(breach).collect(),
            needs_release: check.needs_release,
            refused: match check.decision {
                Decision::Refuse(refusal) => Some(refusal.into()),
                Decision::Allow | Decision::Unknown(_) => None,
            },
        }
    }
}

impl From<client::CheckedAlert> for CheckedAlert {
    fn from(checked: client::CheckedAlert) -> Self {
        let (verdict, until) = match checked.verdict {
            Genuineness::Genuine { until } => (AlertVerdict::Genuine, until),
            Genuineness::Updated => (AlertVerdict::Updated, None),
            Genuineness::Altered => (AlertVerdict::Altered, None),
            Genuineness::Cancelled => (AlertVerdict::Cancelled, None),
            Genuineness::Expired => (AlertVerdict::Expired, None),
            Genuineness::Unknown => (AlertVerdict::Unknown, None),
        };
        Self { verdict, until, infos: infos(checked.message.as_deref()), alert: checked.held.map(Alert::from) }
    }
}
