//! A patrol as its guard walks it. Positions are taken in by an [`ActivePatrol`] alone, and there is one only while a patrol is
//! under way. A handle whose patrol is interrupted, or over, is still there: its calls fail with `Refused`, `wrong_status`.

use std::sync::Arc;
use std::time::Duration;

use usalama_core::client::{self, ActivePatrolHandle, Located, PausedPatrolHandle, UnderWay};
use usalama_core::event::{ActorId, SubjectId};
use usalama_core::geo::{LatLon, Position as ExactPosition, PositionSource};
use usalama_core::model::cap::Severity;
use usalama_core::model::duty::{
    CheckpointNo, ExceptionKind, LegPlan, Mandate, ObservationType, ReviewDecision, RouteNo, Scan as ExactScan,
    SkipReason, Strength, Transport, Verdict,
};
use usalama_core::text::Text;
use uuid::Uuid;

use crate::client::Usalama;
use crate::error::UsalamaError;
use crate::exception::ExceptionRef;
use crate::patrol_detail::PatrolDetail;
use crate::report::{NewIncident, Position, Reported, core_incident, text};
use crate::shift::exact;
use crate::site::titles;

/// How a patrol begins.
#[derive(Debug, Clone, Default, PartialEq, uniffi::Record)]
pub struct NewPatrol {
    /// The planned patrol; without one a new one begins.
    #[uniffi(default = None)]
    pub planned: Option<Uuid>,
    /// On which site; without one it is that of the shift that is under way.
    #[uniffi(default = None)]
    pub site: Option<Uuid>,
    /// On which route of the site, by its number, as it is now.
    #[uniffi(default = None)]
    pub route: Option<u16>,
    /// How; on foot where nothing is said.
    #[uniffi(default = None)]
    pub transport: Option<Transport>,
    /// Why; a routine patrol where nothing is said.
    #[uniffi(default = None)]
    pub mandate: Option<Mandate>,
    /// What for, at most 80 characters.
    #[uniffi(default = None)]
    pub objective: Option<String>,
    /// Whether arms are carried.
    #[uniffi(default = false)]
    pub is_armed: bool,
    /// Who else walks along.
    #[uniffi(default = [])]
    pub members: Vec<Uuid>,
    /// Where it begins.
    #[uniffi(default = None)]
    pub at: Option<Position>,
}

/// What a phone read at a checkpoint, or what its guard says.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum Scan {
    /// An NFC tag.
    Nfc {
        /// The tag's identity.
        uid: Vec<u8>,
        /// Its first text record, where it has one.
        text: Option<String>,
    },
    /// A QR code, printed or on a display.
    Qr {
        /// What it says.
        text: String,
    },
    /// A Bluetooth beacon.
    Ble {
        /// Its identity.
        id: String,
    },
    /// Nothing but the position.
    Gps,
    /// The guard's word; the reason goes into the remarks.
    Manual,
}

/// What a scan was worth.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Scanned {
    /// The event that records it.
    pub event: Uuid,
    /// The verdict, at once and offline. Whatever it is, the visit is recorded.
    pub verdict: Verdict,
    /// How strong the evidence is.
    pub strength: Strength,
    /// How far from the checkpoint, in metres, where both places are known.
    pub distance_m: Option<u32>,
}

/// A position as the platform's receiver gives it.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct Fix {
    /// Latitude in degrees, -90 to 90.
    pub lat: f64,
    /// Longitude in degrees, -180 to 180.
    pub lon: f64,
    /// Accuracy: the radius in metres within which it lies with 68 %.
    pub accuracy_m: f32,
    /// How long ago it was found, in milliseconds, by the clock that nobody moves (`elapsedRealtimeNanos` on Android, the age of
    /// the location on iOS); just now where nothing is said.
    #[uniffi(default = 0)]
    pub age_ms: u64,
    /// How fast, in metres per second; nothing where the receiver says none.
    #[uniffi(default = None)]
    pub speed_mps: Option<f32>,
    /// An app invented it, says the platform.
    #[uniffi(default = false)]
    pub is_mock: bool,
    /// How it was found; satellites where nothing is said.
    #[uniffi(default = None)]
    pub source: Option<PositionSource>,
}

/// A patrol that is not over.
#[derive(Debug, Clone, uniffi::Enum)]
pub enum PatrolUnderWay {
    /// Under way.
    Active {
        /// The patrol.
        patrol: Arc<ActivePatrol>,
    },
    /// Interrupted.
    Paused {
        /// The patrol.
        patrol: Arc<PausedPatrol>,
    },
}

/// A patrol that is under way. To let go of it ends nothing: `patrol_under_way` gives it again.
#[derive(Debug, uniffi::Object)]
pub struct ActivePatrol {
    usalama: Arc<Usalama>,
    handle: ActivePatrolHandle,
    id: Uuid,
}

/// A patrol that is interrupted: nothing is recorded until it goes on. To let go of it ends nothing.
#[derive(Debug, uniffi::Object)]
pub struct PausedPatrol {
    usalama: Arc<Usalama>,
    handle: PausedPatrolHandle,
    id: Uuid,
}

#[uniffi::export]
impl Usalama {
    /// Begins a patrol. Needs no network.
    ///
    /// # Errors
    /// `Refused`: `already_done` where a patrol of this guard is under way, `no_grant` where this actor is no guard,
    /// `out_of_scope` for another firm's site, `incomplete` for a route that the site does not have; `NotFound` for a site or plan
    /// that is not on this phone; `Invalid`; `NotSignedIn`; `Storage`.
    pub async fn start_patrol(self: Arc<Self>, new: NewPatrol) -> Result<Arc<ActivePatrol>, UsalamaError> {
        let least = client::NewPatrol::default();
        let new = client::NewPatrol {
            planned: new.planned.map(SubjectId),
            site: new.site.map(SubjectId),
            route: new.route.map(RouteNo),
            mandate: new.mandate.unwrap_or(least.mandate),
            objective: text(new.objective)?,
            is_armed: new.is_armed,
            transport: new.transport.unwrap_or(least.transport),
            members: new.members.into_iter().map(ActorId).collect(),
            at: exact(new.at)?,
        };
        let patrol = self.disk(move |usalama| Ok(known(&usalama.start_patrol(new)?))).await?;
        Ok(ActivePatrol::of(self, patrol))
    }

    /// The patrol of the one who is signed in that is not over, as after a restart of the phone. One that has lasted twelve hours
    /// is closed first.
    ///
    /// # Errors
    /// `NotSignedIn`; `Storage`.
    pub async fn patrol_under_way(self: Arc<Self>) -> Result<Option<PatrolUnderWay>, UsalamaError> {
        let found = self
            .disk(|usalama| {
                Ok(usalama.patrol_under_way()?.map(|patrol| match patrol {
                    UnderWay::Active(patrol) => Ok(known(&patrol)),
                    UnderWay::Paused(patrol) => Err(known_paused(&patrol)),
                }))
            })
            .await?;
        Ok(found.map(|patrol| match patrol {
            Ok(active) => PatrolUnderWay::Active { patrol: ActivePatrol::of(self, active) },
            Err(paused) => PatrolUnderWay::Paused { patrol: PausedPatrol::of(self, paused) },
        }))
    }

    /// Says what a supervisor says of a patrol that is over.
    ///
    /// # Errors
    /// `Refused`: `incomplete` for a question without words; `Invalid`; `NotFound`; `NotSignedIn`; `Storage`.
    #[uniffi::method(default(remarks = None))]
    pub async fn review_patrol(
        &self,
        id: Uuid,
        decision: ReviewDecision,
        remarks: Option<String>,
    ) -> Result<PatrolDetail, UsalamaError> {
        let remarks = text(remarks)?;
        self.disk(move |usalama| Ok(usalama.review_patrol(SubjectId(id), decision, remarks)?.into())).await
    }

    /// Explains an exception of a patrol, as its guard; what was queried is explained by it.
    ///
    /// # Errors
    /// `Refused`; `Invalid`; `NotFound`; `NotSignedIn`; `Storage`.
    pub async fn explain_patrol(
        &self,
        id: Uuid,
        what: ExceptionRef,
        explanation: String,
    ) -> Result<PatrolDetail, UsalamaError> {
        let explanation = Text::new(&explanation)?;
        self.disk(move |usalama| Ok(usalama.explain_patrol(SubjectId(id), what.into(), explanation)?.into())).await
    }
}

/// The errors of every call: `Refused` with `wrong_status` where the patrol is interrupted or over; `Invalid` for a text that is
/// too long or empty, or a position that is none; `NotFound` where somebody else is signed in; `NotSignedIn`; `Storage`. Nothing is
/// written then.
#[uniffi::export]
impl ActivePatrol {
    /// Identity.
    #[must_use]
    pub fn id(&self) -> Uuid {
        self.id
    }

    /// The patrol as it stands, with verdicts and exceptions.
    ///
    /// # Errors
    /// `NotFound`; `NotSignedIn`; `Storage`.
    pub async fn detail(&self) -> Result<PatrolDetail, UsalamaError> {
        self.usalama.patrol(self.id).await
    }

    /// Records a visit to a checkpoint and says at once what it is worth. It is recorded whatever it is worth, so that nothing is
    /// lost in a dispute; a scan that can be no proof at all is refused.
    ///
    /// # Errors
    /// As every call; `NotFound` for a checkpoint that the site does not have; `Invalid` for what no tag or code says; `Refused`
    /// with `incomplete` for a visit by hand without a reason in `remarks`.
    #[uniffi::method(default(here = None, answers = [], remarks = None))]
    pub async fn scan(
        &self,
        checkpoint: u16,
        scan: Scan,
        here: Option<Position>,
        answers: Vec<String>,
        remarks: Option<String>,
    ) -> Result<Scanned, UsalamaError> {
        let (here, answers, remarks) = (exact(here)?, titles(&answers)?, text(remarks)?);
        self.walk(move |patrol| {
            let scanned = patrol.scan(CheckpointNo(checkpoint), &scan.into(), here.as_ref(), answers, remarks)?;
            Ok(Scanned {
                event: scanned.event.0,
                verdict: scanned.verdict,
                strength: scanned.strength,
                distance_m: scanned.distance_m,
            })
        })
        .await
    }

    /// Leaves a checkpoint out, for a reason.
    ///
    /// # Errors
    /// As every call.
    #[uniffi::method(default(remarks = None))]
    pub async fn skip(&self, checkpoint: u16, reason: SkipReason, remarks: Option<String>) -> Result<(), UsalamaError> {
        let remarks = text(remarks)?;
        self.walk(move |patrol| Ok(patrol.skip(CheckpointNo(checkpoint), reason, remarks)?)).await
    }

    /// Records an observation; its severity is unknown where nothing is said.
    ///
    /// # Errors
    /// As every call.
    #[uniffi::method(default(severity = None, note = None, here = None))]
    pub async fn observe(
        &self,
        kind: ObservationType,
        severity: Option<Severity>,
        note: Option<String>,
        here: Option<Position>,
    ) -> Result<(), UsalamaError> {
        let (note, here) = (text(note)?, exact(here)?);
        let severity = severity.unwrap_or(Severity::Unknown);
        self.walk(move |patrol| Ok(patrol.observe(kind, severity, note, here)?)).await
    }

    /// Records an observation that is reported as an incident too, which it names.
    ///
    /// # Errors
    /// As `report`, and as every call.
    #[uniffi::method(default(note = None))]
    pub async fn observe_and_report(
        &self,
        kind: ObservationType,
        incident: NewIncident,
        note: Option<String>,
    ) -> Result<Reported, UsalamaError> {
        let (note, incident) = (text(note)?, core_incident(incident)?);
        self.walk(move |patrol| Ok(patrol.observe_and_report(kind, note, incident)?.into())).await
    }

    /// Takes a position in. It survives a kill of the app at once; a power cut may cost the last 30 seconds.
    ///
    /// # Errors
    /// As every call; `Invalid` for a speed that is none.
    pub async fn fix(&self, fix: Fix) -> Result<(), UsalamaError> {
        self.fixes(vec![fix]).await
    }

    /// Takes positions in, oldest first, as a receiver that gathers gives them: all or none, and cheaper than one by one.
    ///
    /// # Errors
    /// As [`ActivePatrol::fix`].
    pub async fn fixes(&self, fixes: Vec<Fix>) -> Result<(), UsalamaError> {
        let found = fixes.into_iter().map(Located::try_from).collect::<Result<Vec<_>, _>>()?;
        self.walk(move |patrol| Ok(patrol.located(&found)?)).await
    }

    /// Notes what the phone itself sees go wrong, such as an empty battery.
    ///
    /// # Errors
    /// As every call.
    pub async fn note_exception(&self, kind: ExceptionKind) -> Result<(), UsalamaError> {
        self.walk(move |patrol| Ok(patrol.note_exception(kind)?)).await
    }

    /// Goes on with another transport or team: a new leg. Whoever is signed in leads it where nobody else is named.
    ///
    /// # Errors
    /// As every call.
    #[uniffi::method(default(members = [], leader = None, reason = None, here = None))]
    pub async fn change_leg(
        &self,
        transport: Transport,
        members: Vec<Uuid>,
        leader: Option<Uuid>,
        reason: Option<String>,
        here: Option<Position>,
    ) -> Result<(), UsalamaError> {
        let (reason, here) = (text(reason)?, exact(here)?);
        let members = members.into_iter().map(ActorId).collect();
        let me = self.usalama.signed_in()?.ok_or(client::Error::NotSignedIn)?;
        let leg = LegPlan { transport, leader: ActorId(leader.unwrap_or(me)), members };
        self.walk(move |patrol| Ok(patrol.change_leg(leg, reason, here)?)).await
    }

    /// Interrupts the patrol: nothing is recorded until it goes on.
    ///
    /// # Errors
    /// As every call.
    #[uniffi::method(default(here = None))]
    pub async fn pause(&self, here: Option<Position>) -> Result<Arc<PausedPatrol>, UsalamaError> {
        let here = exact(here)?;
        let patrol = self.walk(move |patrol| Ok(known_paused(&patrol.pause(here)?))).await?;
        Ok(PausedPatrol::of(self.usalama.clone(), patrol))
    }

    /// Ends the patrol.
    ///
    /// # Errors
    /// As every call.
    #[uniffi::method(default(here = None))]
    pub async fn complete(&self, here: Option<Position>) -> Result<PatrolDetail, UsalamaError> {
        let here = exact(here)?;
        self.walk(move |patrol| Ok(patrol.complete(here)?.into())).await
    }

    /// Breaks the patrol off.
    ///
    /// # Errors
    /// As every call.
    pub async fn abort(&self, reason: String) -> Result<PatrolDetail, UsalamaError> {
        let reason = Text::new(&reason)?;
        self.walk(move |patrol| Ok(patrol.abort(reason)?.into())).await
    }
}

/// The errors are those of the calls of [`ActivePatrol`].
#[uniffi::export]
impl PausedPatrol {
    /// Identity.
    #[must_use]
    pub fn id(&self) -> Uuid {
        self.id
    }

    /// The patrol as it stands, with verdicts and exceptions.
    ///
    /// # Errors
    /// `NotFound`; `NotSignedIn`; `Storage`.
    pub async fn detail(&self) -> Result<PatrolDetail, UsalamaError> {
        self.usalama.patrol(self.id).await
    }

    /// Goes on.
    ///
    /// # Errors
    /// As every call.
    #[uniffi::method(default(here = None))]
    pub async fn resume(&self, here: Option<Position>) -> Result<Arc<ActivePatrol>, UsalamaError> {
        let here = exact(here)?;
        let patrol = self.rest(move |patrol| Ok(known(&patrol.resume(here)?))).await?;
        Ok(ActivePatrol::of(self.usalama.clone(), patrol))
    }

    /// Ends the patrol.
    ///
    /// # Errors
    /// As every call.
    pub async fn complete(&self) -> Result<PatrolDetail, UsalamaError> {
        self.rest(|patrol| Ok(patrol.complete()?.into())).await
    }

    /// Breaks the patrol off.
    ///
    /// # Errors
    /// As every call.
    pub async fn abort(&self, reason: String) -> Result<PatrolDetail, UsalamaError> {
        let reason = Text::new(&reason)?;
        self.rest(move |patrol| Ok(patrol.abort(reason)?.into())).await
    }
}

/// What a patrol of the core is known by.
type Known<H> = (H, Uuid);

fn known(patrol: &client::ActivePatrol<'_>) -> Known<ActivePatrolHandle> {
    (patrol.handle(), patrol.id().0)
}

fn known_paused(patrol: &client::PausedPatrol<'_>) -> Known<PausedPatrolHandle> {
    (patrol.handle(), patrol.id().0)
}

impl ActivePatrol {
    fn of(usalama: Arc<Usalama>, (handle, id): Known<ActivePatrolHandle>) -> Arc<Self> {
        Arc::new(Self { usalama, handle, id })
    }

    async fn walk<T: Send + 'static>(
        &self,
        act: impl FnOnce(client::ActivePatrol<'_>) -> Result<T, UsalamaError> + Send + 'static,
    ) -> Result<T, UsalamaError> {
        let handle = self.handle;
        self.usalama.disk(move |usalama| act(usalama.active_patrol(handle))).await
    }
}

impl PausedPatrol {
    fn of(usalama: Arc<Usalama>, (handle, id): Known<PausedPatrolHandle>) -> Arc<Self> {
        Arc::new(Self { usalama, handle, id })
    }

    async fn rest<T: Send + 'static>(
        &self,
        act: impl FnOnce(client::PausedPatrol<'_>) -> Result<T, UsalamaError> + Send + 'static,
    ) -> Result<T, UsalamaError> {
        let handle = self.handle;
        self.usalama.disk(move |usalama| act(usalama.paused_patrol(handle))).await
    }
}

impl From<Scan> for ExactScan {
    fn from(scan: Scan) -> Self {
        match scan {
            Scan::Nfc { uid, text } => Self::Nfc { uid, text },
            Scan::Qr { text } => Self::Qr(text),
            Scan::Ble { id } => Self::Ble(id),
            Scan::Gps => Self::Gps,
            Scan::Manual => Self::Manual,
        }
    }
}

impl TryFrom<Fix> for Located {
    type Error = UsalamaError;
    fn try_from(fix: Fix) -> Result<Self, UsalamaError> {
        let source = fix.source.unwrap_or(PositionSource::Gnss);
        Ok(Self {
            position: ExactPosition::new(LatLon::new(fix.lat, fix.lon)?, fix.accuracy_m, source, None)?,
            age: Duration::from_millis(fix.age_ms),
            speed_mps: fix.speed_mps,
            is_mock: fix.is_mock,
        })
    }
}
