//! Where a patrol went: its positions become one packed chunk for each leg, and a track to look at or to hand on. However many
//! there were, the chunk fits into one event: of a leg that is too long for it fewer points are kept.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;

use super::site_of;
use crate::client::device::Usalama;
use crate::client::error::Error;
use crate::clock::Timestamp;
use crate::event::{ActorId, Role, SubjectId, limits};
use crate::exchange;
use crate::geo::track::{self, Coverage, Filter, FilterSettings, ThinSettings, Thinner, TrackPoint, limit};
use crate::model::Model as _;
use crate::model::cap::Severity;
use crate::model::duty::{
    Assessment, Duty, DutyEntry, DutyKind, Leg, ObservationType, Patrol, PatrolAct, PatrolState, Review, Site,
    TrackChunk, TrackSummary, Transport,
};
use crate::profile::Profile;
use crate::store::DutyRow;

impl Usalama {
    /// The points of a patrol, leg by leg: for its guard and the supervisors of the firm. For others it is empty.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], [`Error::NotFound`], [`Error::Store`].
    pub fn patrol_track(&self, id: SubjectId) -> Result<Vec<Vec<TrackPoint>>, Error> {
        let profile = self.profile()?;
        self.duty_row(&profile, id, DutyKind::Patrol)?;
        let mut legs: Vec<Vec<TrackPoint>> = vec![];
        for kept in profile.store().events_of(id)? {
            let Some(DutyEntry { act, track: Some(chunk), .. }) = Duty::readable(&kept.event) else { continue };
            let crate::model::duty::DutyAct::Patrol(PatrolAct::Tracked(summary)) = act else { continue };
            let points = URL_SAFE_NO_PAD.decode(chunk.packed).ok().and_then(|bytes| track::unpack(&bytes).ok());
            let leg = usize::from(summary.leg).min(usize::from(MOST_LEGS));
            if legs.len() <= leg {
                legs.resize_with(leg + 1, Vec::new);
            }
            if let Some(into) = legs.get_mut(leg) {
                into.extend(points.unwrap_or_default());
            }
        }
        Ok(legs)
    }

    /// The track of a patrol as GPX 1.1, for other programs: positions that cannot be are waypoints, not part of the track.
    ///
    /// # Errors
    /// As [`Usalama::patrol_track`].
    pub fn patrol_gpx(&self, id: SubjectId) -> Result<String, Error> {
        let points: Vec<TrackPoint> = self.patrol_track(id)?.into_iter().flatten().collect();
        exchange::write_gpx(None, &points).map_err(|_| Error::Invalid("a track that GPX cannot hold"))
    }

    /// The track of a patrol as GeoJSON (RFC 7946; longitude first).
    ///
    /// # Errors
    /// As [`Usalama::patrol_track`].
    pub fn patrol_geojson(&self, id: SubjectId) -> Result<String, Error> {
        let points: Vec<TrackPoint> = self.patrol_track(id)?.into_iter().flatten().collect();
        Ok(exchange::write_geojson(None, &points))
    }

    /// A patrol's summary as JSON, for other systems: what happened when, verdicts, exceptions with their explanations, the legs with
    /// their lengths; no position and no track.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], [`Error::NotFound`], [`Error::Store`].
    pub fn patrol_summary(&self, id: SubjectId) -> Result<String, Error> {
        let detail = self.patrol(id)?;
        let patrol = &detail.patrol;
        let summary = Summary {
            patrol: id,
            site: patrol.site(),
            guard: patrol.guard,
            state: patrol.state.as_ref(),
            started_at: patrol.started_at.map(Timestamp::to_rfc3339),
            ended_at: patrol.ended_at.map(Timestamp::to_rfc3339),
            distance_m: patrol.legs.iter().filter_map(|leg| leg.track.map(|track| track.distance_m)).sum(),
            legs: &patrol.legs,
            assessment: &detail.assessment,
            observations: patrol
                .observations
                .iter()
                .map(|seen| (&seen.observed.kind, &seen.observed.severity))
                .collect(),
            reviews: &patrol.reviews,
        };
        serde_json::to_string(&summary).map_err(|_| Error::Invalid("a patrol that JSON cannot hold"))
    }

    /// Packs the positions of the legs that wait to be packed: each becomes an event, and is dropped in the same transaction.
    pub(super) fn pack_legs(&self, profile: &Profile, mut row: DutyRow) -> Result<DutyRow, Error> {
        let Duty::Patrol(patrol) = &row.state else { return Err(Error::NotFound) };
        let id = patrol.id;
        for leg in profile.store().legs_with_fixes(id)? {
            let Duty::Patrol(patrol) = &row.state else { return Err(Error::NotFound) };
            let site = patrol.site().map(|site| site_of(profile, site)).transpose()?.flatten();
            let Some((summary, chunk)) = pack_leg(profile, patrol, leg, site.as_ref())? else { continue };
            let entry = DutyEntry { track: Some(chunk), ..PatrolAct::Tracked(summary).into() };
            row = self.on_duty_with(profile, &row, Role::Guard, entry, |write| write.drop_fixes(id, leg))?;
        }
        Ok(row)
    }
}

/// See [`Usalama::patrol_summary`].
#[derive(Serialize)]
struct Summary<'a> {
    patrol: SubjectId,
    site: Option<SubjectId>,
    guard: Option<ActorId>,
    state: Option<&'a PatrolState>,
    started_at: Option<String>,
    ended_at: Option<String>,
    distance_m: u32,
    legs: &'a [Leg],
    assessment: &'a Assessment,
    observations: Vec<(&'a ObservationType, &'a Severity)>,
    reviews: &'a [Review],
}

/// Legs of a patrol, at most.
const MOST_LEGS: u16 = 1_000;

fn pack_leg(
    profile: &Profile,
    patrol: &Patrol,
    leg: u16,
    site: Option<&Site>,
) -> Result<Option<(TrackSummary, TrackChunk)>, Error> {
    let transport = patrol.legs.get(usize::from(leg)).map(|leg| leg.plan.transport.clone());
    let settings = FilterSettings { max_speed_mps: fastest(transport.as_ref()), ..FilterSettings::default() };
    let mut filter = Filter::new(settings);
    let mut way = Way::default();
    profile.store().each_fix(patrol.id, leg, |fix| way.push(filter.judge(&fix)))?;
    let Some((points, packed)) = way.packed()? else { return Ok(None) };
    Ok(Some((summary(patrol, leg, site, &points, &filter), TrackChunk { packed: URL_SAFE_NO_PAD.encode(packed) })))
}

/// Bytes of a packed leg, at most: in base64, and as JSON, they are one part of an event.
const MOST_BYTES: usize = limits::PART / 4 * 3 - 64;
/// Points that are held of a leg, at most: more would be more bytes than that.
const MOST_POINTS: usize = MOST_BYTES / 3;

/// Points with their bytes.
type Packed = (Vec<TrackPoint>, Vec<u8>);

/// The points of a leg that are kept, thinned as they come, and again whenever there are too many.
#[derive(Default)]
struct Way {
    settings: ThinSettings,
    thinner: Thinner,
    points: Vec<TrackPoint>,
}

impl Way {
    fn push(&mut self, point: TrackPoint) {
        self.points.extend(self.thinner.push(point));
        if self.points.len() > MOST_POINTS {
            self.thin();
            self.thinner = Thinner::new(self.settings);
        }
    }

    /// Half as many points or fewer: those twice as far apart, else every second one.
    fn thin(&mut self) {
        let half = self.points.len() / 2;
        self.settings.every_m *= 2.0;
        self.settings.still_every = self.settings.still_every.saturating_mul(2);
        self.points = track::thin(self.points.drain(..), self.settings);
        if self.points.len() > half {
            let last = self.points.last().copied();
            self.points = self.points.iter().copied().step_by(2).collect();
            self.points.extend(last.filter(|last| self.points.last() != Some(last)));
        }
    }

    /// The points and their bytes; nothing where there are none.
    fn packed(mut self) -> Result<Option<Packed>, Error> {
        self.points.extend(std::mem::take(&mut self.thinner).finish());
        loop {
            let packed = track::pack(&self.points).map_err(|_| Error::Invalid("the leg has too many points"))?;
            if packed.len() <= MOST_BYTES {
                return Ok((!self.points.is_empty()).then_some((self.points, packed)));
            }
            self.thin();
        }
    }
}

const fn fastest(transport: Option<&Transport>) -> f64 {
    match transport {
        Some(Transport::Foot | Transport::DogFoot | Transport::StaticPost) => limit::FOOT_MPS,
        Some(Transport::Bicycle) => limit::BICYCLE_MPS,
        Some(Transport::Motorcycle) => limit::MOTORCYCLE_MPS,
        Some(Transport::Boat) => limit::BOAT_MPS,
        _ => limit::VEHICLE_MPS,
    }
}

/// What readers get who do not get the track.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounded: metres of a leg, per cent")]
fn summary(patrol: &Patrol, leg: u16, site: Option<&Site>, points: &[TrackPoint], filter: &Filter) -> TrackSummary {
    let tally = filter.tally();
    let few = |count: u64| u16::try_from(count).unwrap_or(u16::MAX);
    TrackSummary {
        leg,
        points: u32::try_from(points.len()).unwrap_or(u32::MAX),
        distance_m: track::length_m(points).round().clamp(0.0, f64::from(u32::MAX)) as u32,
        duration_s: u32::try_from(track::duration(points).as_secs()).unwrap_or(u32::MAX),
        coverage_percent: coverage(patrol, site, points)
            .and_then(|coverage| coverage.share())
            .map(|share| (share * 100.0).round().clamp(0.0, 100.0) as u8),
        gaps: few(tally.gaps),
        mocked: few(tally.mock),
        outliers: few(tally.outliers.saturating_sub(tally.mock)),
    }
}

/// How near the line of a route a point must be to cover it, in metres.
const COVERED_M: f64 = 50.0;

/// How much of the route the points cover; nothing where the places of its checkpoints are not known.
fn coverage(patrol: &Patrol, site: Option<&Site>, points: &[TrackPoint]) -> Option<Coverage> {
    let (site, route) = (site?, patrol.started.as_ref()?.route?);
    let stops = &site.route(route)?.stops;
    let places: Vec<_> =
        stops.iter().filter_map(|stop| site.checkpoint(stop.checkpoint, route.edition)?.checkpoint.position).collect();
    (places.len() == stops.len()).then(|| track::coverage(points, &places, COVERED_M))
}
