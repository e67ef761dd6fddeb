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
use crate::geo::{AreaId, AreaIndex, LatLon, Outlines, Position, Shape, Span, around};
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

/// The box around an outline or a place of an alert, with the way to it.
type Boxed = GeomWithData<Rectangle<[f64; 2]>, Reached>;

/// One outline or place of an alert.
#[derive(Debug, Clone, Copy)]
struct Reached {
    /// Of which alert.
    number: u32,
    /// Its edges.
    edges: Span,
    /// Its number among the outlines; nothing that is there, for a place.
    outline: u32,
}

/// Live alerts that can be asked whom they concern.
#[derive(Default)]
pub struct AlertIndex {
    entries: Vec<Match>,
    boxes: RTree<Boxed>,
    edges: Outlines,
    outlines: Vec<Shape>,
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
            for shape in reach.shapes(areas) {
                let Some((low, high)) = shape.corners() else { continue };
                let outline = u32::try_from(index.outlines.len()).unwrap_or(u32::MAX);
                let reached = Reached { number, edges: index.edges.push(shape), outline };
                index.outlines.push(shape.clone());
                boxes.push(Boxed::new(Rectangle::from_corners(low, high), reached));
            }
            boxes.extend(reach.points().iter().map(|at| {
                let corner = [at.lon(), at.lat()];
                let reached = Reached { number, edges: index.edges.push_point(*at), outline: u32::MAX };
                Boxed::new(Rectangle::from_corners(corner, corner), reached)
            }));
            for area in reach.areas() {
                index.by_area.entry(*area).or_default().push(number);
            }
            let urgency = message.info.iter().map(|info| info.urgency.clone()).min_by_key(urgency_rank);
            index.entries.push(Match {
                id,
                distance_m: None,
                severity: severity(message),
                urgency: urgency.unwrap_or(Urgency::Unknown),
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
        self.found(self.near(at, buffer_m).collect())
    }

    /// The alerts that concern somebody, the worst first, then the most urgent, then the nearest.
    #[must_use]
    pub fn matching(&self, whereabouts: &Whereabouts<'_>, areas: &AreaIndex, now: Timestamp) -> Vec<Match> {
        let mut met: Vec<(u32, Option<f64>)> = vec![];
        if let Some(position) = whereabouts.fresh(now) {
            met.extend(self.near(position.at, f64::from(position.accuracy_m()).max(BUFFER_M)));
        }
        for area in &whereabouts.areas {
            met.extend(self.meeting(*area, areas).into_iter().map(|number| (number, None)));
        }
        let mut found = self.found(met);
        found.sort_by(|a, b| {
            let key = |m: &Match| (rank(&m.severity), urgency_rank(&m.urgency));
            let far = |m: &Match| m.distance_m.unwrap_or(f64::INFINITY);
            key(a).cmp(&key(b)).then(far(a).total_cmp(&far(b))).then(a.id.cmp(&b.id))
        });
        found
    }

    fn near(&self, at: LatLon, buffer_m: f64) -> impl Iterator<Item = (u32, Option<f64>)> {
        self.boxes.locate_in_envelope_intersecting(&around(at, buffer_m)).filter_map(move |boxed| {
            let distance = self.edges.distance_m(boxed.data.edges, at);
            (distance <= buffer_m).then_some((boxed.data.number, Some(distance)))
        })
    }

    fn meeting(&self, area: AreaId, areas: &AreaIndex) -> BTreeSet<u32> {
        let mut related = areas.ancestors(area);
        related.extend(areas.descendants(area));
        related.insert(area);
        let mut met: BTreeSet<u32> = related.iter().filter_map(|id| self.by_area.get(id)).flatten().copied().collect();
        let Some(outline) = areas.get(area).and_then(|area| area.geometry.as_ref()) else { return met };
        let Some((low, high)) = outline.corners() else { return met };
        for boxed in self.boxes.locate_in_envelope_intersecting(&AABB::from_corners(low, high)) {
            let meets = || match self.outlines.get(boxed.data.outline as usize) {
                Some(other) => other.intersects(outline),
                None => {
                    LatLon::new(boxed.geom().lower()[1], boxed.geom().lower()[0]).is_ok_and(|at| outline.contains(at))
                }
            };
            if !met.contains(&boxed.data.number) && meets() {
                met.insert(boxed.data.number);
            }
        }
        met
    }

    /// Each alert once, with its least distance.
    fn found(&self, mut met: Vec<(u32, Option<f64>)>) -> Vec<Match> {
        let far = |distance: Option<f64>| distance.unwrap_or(f64::INFINITY);
        met.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(far(a.1).total_cmp(&far(b.1))));
        met.dedup_by_key(|(number, _)| *number);
        met.into_iter()
            .filter_map(|(number, distance_m)| Some(Match { distance_m, ..self.entries.get(number as usize)?.clone() }))
            .collect()
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
