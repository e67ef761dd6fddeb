//! Whom an alert concerns, found on the phone: the hub never learns where anybody is (DOMAIN §8.4).

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};
use serde::{Deserialize, Serialize};

use super::board::{notifies, rank, severity};
use super::reach::Reach;
use crate::clock::Timestamp;
use crate::event::SubjectId;
use crate::geo::{AreaId, AreaIndex, LatLon, Position, Shape, around};
use crate::model::cap::{self, Severity, Urgency};

/// After this a position says nothing of where somebody is (DOMAIN §8.4).
pub const POSITION_LASTS: Duration = Duration::from_secs(30 * 60);
/// An alert concerns whoever is no farther from its edge than this, or than the accuracy of the position (DOMAIN §8.4).
pub const BUFFER_M: f64 = 100.0;
/// Notifications of one day below [`Severity::Severe`], at most (DOMAIN §8.4).
pub const A_DAY: u32 = 6;

/// Where somebody is or lives. It stays on the phone.
#[derive(Debug, Clone, Default)]
pub struct Whereabouts<'a> {
    /// The last position, and when it was taken.
    pub position: Option<(&'a Position, Timestamp)>,
    /// Areas at home, and areas that are followed.
    pub areas: BTreeSet<AreaId>,
}

impl Whereabouts<'_> {
    /// The position, where it is not too old.
    fn fresh(&self, now: Timestamp) -> Option<&Position> {
        let (position, at) = self.position?;
        (at.plus(POSITION_LASTS) >= now).then_some(position)
    }
}

/// An alert that concerns somebody.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// The alert.
    pub id: SubjectId,
    /// How far its edge is, in metres, 0 inside; nothing where it matched by an area at home or followed alone.
    pub distance_m: Option<f64>,
    /// How bad it is.
    pub severity: Severity,
    /// When to act.
    pub urgency: Urgency,
}

type Boxed = GeomWithData<Rectangle<[f64; 2]>, (u32, u32)>;

struct Entry {
    id: SubjectId,
    severity: Severity,
    urgency: Urgency,
    reach: Reach,
    outlines: Vec<Shape>,
}

/// Live alerts that can be asked whom they concern.
#[derive(Default)]
pub struct AlertIndex {
    entries: Vec<Entry>,
    boxes: RTree<Boxed>,
    by_area: BTreeMap<AreaId, Vec<u32>>,
}

impl AlertIndex {
    /// Takes in messages. Areas as a whole are matched by their outline too, where it is known.
    #[must_use]
    pub fn new<'a>(alerts: impl IntoIterator<Item = (SubjectId, &'a cap::Alert)>, areas: &AreaIndex) -> Self {
        let mut index = Self::default();
        let mut boxes = vec![];
        for (number, (id, message)) in (0..).zip(alerts) {
            let reach = Reach::of(message);
            let outlines: Vec<Shape> = reach.shapes(areas).cloned().collect();
            for (place, outline) in (0..).zip(&outlines) {
                boxes.extend(
                    outline
                        .corners()
                        .map(|(low, high)| Boxed::new(Rectangle::from_corners(low, high), (number, place))),
                );
            }
            boxes.extend(reach.points().iter().map(|at| {
                let corner = [at.lon(), at.lat()];
                Boxed::new(Rectangle::from_corners(corner, corner), (number, u32::MAX))
            }));
            for area in reach.areas() {
                index.by_area.entry(*area).or_default().push(number);
            }
            let urgency = message.info.iter().map(|info| info.urgency.clone()).min_by_key(urgency_rank);
            index.entries.push(Entry {
                id,
                severity: severity(message),
                urgency: urgency.unwrap_or(Urgency::Unknown),
                reach,
                outlines,
            });
        }
        index.boxes = RTree::bulk_load(boxes);
        index
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The alerts that reach a place or the buffer around it, each with its distance.
    #[must_use]
    pub fn at(&self, at: LatLon, buffer_m: f64) -> Vec<Match> {
        let mut nearest: BTreeMap<u32, f64> = BTreeMap::new();
        for boxed in self.boxes.locate_in_envelope_intersecting(&around(at, buffer_m)) {
            let (number, place) = boxed.data;
            let Some(entry) = self.entries.get(number as usize) else { continue };
            let distance = match entry.outlines.get(place as usize) {
                Some(outline) => outline.distance_m(at),
                None => entry.reach.points().iter().map(|point| point.distance_m(at)).fold(f64::INFINITY, f64::min),
            };
            if distance <= buffer_m {
                let known = nearest.entry(number).or_insert(distance);
                *known = known.min(distance);
            }
        }
        nearest.into_iter().filter_map(|(number, distance)| self.found(number, Some(distance))).collect()
    }

    /// The alerts that concern somebody, the worst first, then the most urgent, then the nearest.
    #[must_use]
    pub fn matching(&self, whereabouts: &Whereabouts<'_>, areas: &AreaIndex, now: Timestamp) -> Vec<Match> {
        let mut found: BTreeMap<SubjectId, Match> = BTreeMap::new();
        for area in &whereabouts.areas {
            for number in self.meeting(*area, areas) {
                found.extend(self.found(number, None).map(|found| (found.id, found)));
            }
        }
        if let Some(position) = whereabouts.fresh(now) {
            let buffer = f64::from(position.accuracy_m()).max(BUFFER_M);
            found.extend(self.at(position.at, buffer).into_iter().map(|found| (found.id, found)));
        }
        let mut found: Vec<Match> = found.into_values().collect();
        found.sort_by(|a, b| {
            let key = |m: &Match| (rank(&m.severity), urgency_rank(&m.urgency));
            let far = |m: &Match| m.distance_m.unwrap_or(f64::INFINITY);
            key(a).cmp(&key(b)).then(far(a).total_cmp(&far(b))).then(a.id.cmp(&b.id))
        });
        found
    }

    fn meeting(&self, area: AreaId, areas: &AreaIndex) -> BTreeSet<u32> {
        let mut related = areas.ancestors(area);
        related.extend(areas.descendants(area));
        related.insert(area);
        let mut met: BTreeSet<u32> = related.iter().filter_map(|id| self.by_area.get(id)).flatten().copied().collect();
        let Some(outline) = areas.get(area).and_then(|area| area.geometry.as_ref()) else { return met };
        let Some((low, high)) = outline.corners() else { return met };
        for boxed in self.boxes.locate_in_envelope_intersecting(&AABB::from_corners(low, high)) {
            let (number, place) = boxed.data;
            let Some(entry) = self.entries.get(number as usize).filter(|_| !met.contains(&number)) else { continue };
            let meets = match entry.outlines.get(place as usize) {
                Some(other) => other.intersects(outline),
                None => entry.reach.points().iter().any(|at| outline.contains(*at)),
            };
            if meets {
                met.insert(number);
            }
        }
        met
    }

    fn found(&self, number: u32, distance_m: Option<f64>) -> Option<Match> {
        let entry = self.entries.get(number as usize)?;
        let (severity, urgency) = (entry.severity.clone(), entry.urgency.clone());
        Some(Match { id: entry.id, distance_m, severity, urgency })
    }
}

/// The most urgent first.
const fn urgency_rank(urgency: &Urgency) -> u8 {
    match urgency {
        Urgency::Immediate => 0,
        Urgency::Expected => 1,
        Urgency::Future => 2,
        Urgency::Past => 3,
        Urgency::Unknown | Urgency::Other(_) => 4,
    }
}

/// When somebody wants to be left alone, in minutes of the local day: from 22:00 to 06:00 is `{ from: 1320, to: 360 }`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuietHours {
    /// From this minute.
    pub from: u16,
    /// Until before this minute; the next day, where it is not later.
    pub to: u16,
}

impl QuietHours {
    fn hold(self, minute: u16) -> bool {
        if self.from <= self.to {
            (self.from..self.to).contains(&minute)
        } else {
            minute >= self.from || minute < self.to
        }
    }
}

/// What a phone has told its owner so far.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// Alerts, and when each was told.
    pub alerts: BTreeMap<SubjectId, Timestamp>,
    /// The local day, in days since 1970, that is counted.
    pub day: i64,
    /// Notifications below [`Severity::Severe`] on that day.
    pub count: u32,
}

/// Chooses what is told now, and notes it: everything from [`Severity::Severe`] on; below that nothing in quiet hours, and at most
/// [`A_DAY`] a day. What is held back is told later, while it lasts. `utc_offset` is that of the phone, in minutes.
pub fn choose(
    matches: Vec<(Match, &cap::Alert)>,
    told: &mut Told,
    quiet: Option<QuietHours>,
    now: Timestamp,
    utc_offset: i16,
) -> Vec<Match> {
    let local = now.as_millis() + i64::from(utc_offset) * 60_000;
    let (day, minute) = (local.div_euclid(86_400_000), local.rem_euclid(86_400_000) / 60_000);
    if told.day != day {
        (told.day, told.count) = (day, 0);
    }
    let is_quiet = quiet.is_some_and(|quiet| quiet.hold(u16::try_from(minute).unwrap_or(0)));
    let mut chosen = vec![];
    for (found, message) in matches {
        if !notifies(&message.status) || told.alerts.contains_key(&found.id) {
            continue;
        }
        let is_severe = rank(&found.severity) <= rank(&Severity::Severe);
        if !is_severe {
            if is_quiet || told.count >= A_DAY {
                continue;
            }
            told.count += 1;
        }
        told.alerts.insert(found.id, now);
        chosen.push(found);
    }
    chosen
}
