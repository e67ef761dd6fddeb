//! What messages make of each other: an update takes the place of what it is about, a cancellation calls it off, whatever the
//! order in which they come (DOMAIN §8.1, the message rules).

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::state::Alert;
use super::vocabulary::AlertState;
use crate::clock::Timestamp;
use crate::event::SubjectId;
use crate::model::cap::{self, MsgType, Severity, Status};

/// How long a cancellation is shown where the message had been shown (DOMAIN §8.1).
pub const CANCELLED_SHOWN: Duration = Duration::from_secs(3600);

/// Where each message stands, seen from all of them together.
#[derive(Debug, Clone, Default)]
pub struct Board {
    places: BTreeMap<SubjectId, Posted>,
}

/// Where one message stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posted {
    /// Waiting, out, updated, cancelled, expired, returned or withdrawn.
    pub state: AlertState,
    /// The message that updated or cancelled it, and when that was sent.
    pub by: Option<(SubjectId, Timestamp)>,
    /// Nobody is to hear of it: a second copy, a machine's word, or what updates an alert in words alone.
    pub is_silent: bool,
}

/// A message's name: sender and identifier. Two of the same are one.
type Name<'a> = (&'a str, &'a str);

fn name(message: &cap::Alert) -> Name<'_> {
    (&message.sender, &message.identifier)
}

impl Board {
    /// Puts messages side by side. Of two of the same name the one that went out first counts.
    #[must_use]
    pub fn of<'a>(alerts: impl IntoIterator<Item = &'a Alert>, now: Timestamp) -> Self {
        let mut known: Vec<(&Alert, &cap::Alert)> =
            alerts.into_iter().filter_map(|alert| Some((alert, alert.message.as_deref()?))).collect();
        known.sort_by_key(|(alert, _)| (alert.issued_at.unwrap_or(Timestamp::from_millis(i64::MAX)), alert.id));
        let mut first: BTreeMap<Name<'_>, &Alert> = BTreeMap::new();
        let mut doubles = BTreeSet::new();
        for (alert, message) in known.iter().filter(|(alert, _)| alert.is_out()) {
            match first.entry(name(message)) {
                std::collections::btree_map::Entry::Vacant(free) => drop(free.insert(alert)),
                std::collections::btree_map::Entry::Occupied(_) => drop(doubles.insert(alert.id)),
            }
        }
        let mut board = Self::default();
        for (alert, message) in &known {
            let state = match &alert.state {
                Some(AlertState::Issued) if expires(message).is_some_and(|at| at <= now) => AlertState::Expired,
                Some(state) => state.clone(),
                None => continue,
            };
            let is_silent = doubles.contains(&alert.id) || matches!(message.msg_type, MsgType::Ack | MsgType::Error);
            board.places.insert(alert.id, Posted { state, by: None, is_silent });
        }
        for (alert, message) in known.iter().filter(|(alert, _)| alert.is_out() && !doubles.contains(&alert.id)) {
            let to = match message.msg_type {
                MsgType::Cancel => AlertState::Cancelled,
                MsgType::Update => AlertState::Updated,
                _ => continue,
            };
            let mut same = false;
            for reference in message.references.iter().flat_map(cap::References::iter).flatten() {
                let Some(about) = first.get(&(reference.sender.as_str(), reference.identifier.as_str())) else {
                    continue;
                };
                let Some(earlier) = about.message.as_deref().filter(|earlier| reference.names(earlier)) else {
                    continue;
                };
                // What another system says of messages that are not its own is its own affair.
                let is_theirs = alert.source.is_none() || earlier.sender == message.sender;
                if about.id == alert.id || !is_theirs {
                    continue;
                }
                same |= tells_no_more(earlier, message);
                let Some(place) = board.places.get_mut(&about.id) else { continue };
                // What was called off stays so.
                if place.state != AlertState::Cancelled {
                    place.state = to.clone();
                    place.by = Some((alert.id, message.sent.at()));
                }
            }
            if let Some(place) = board.places.get_mut(&alert.id).filter(|_| to == AlertState::Updated) {
                place.is_silent |= same;
            }
        }
        board
    }

    /// Adds a message that moves no other, and that no other moves.
    pub fn add_alone(&mut self, alert: &Alert) {
        if let Some(state) = &alert.state {
            self.places.insert(alert.id, Posted { state: state.clone(), by: None, is_silent: true });
        }
    }

    /// Where a message stands; nothing where it is not known.
    #[must_use]
    pub fn get(&self, id: SubjectId) -> Option<&Posted> {
        self.places.get(&id)
    }
}

/// When a message is over: when the last of its infos is.
#[must_use]
pub fn expires(message: &cap::Alert) -> Option<Timestamp> {
    message.info.iter().map(|info| info.expires.as_ref().map(cap::DateTime::at)).max()?
}

/// How bad a message is: as the worst of its infos.
#[must_use]
pub fn severity(message: &cap::Alert) -> Severity {
    message.info.iter().map(|info| info.severity.clone()).min_by_key(rank).unwrap_or(Severity::Unknown)
}

/// The worst first.
#[must_use]
pub fn rank(severity: &Severity) -> u8 {
    match severity {
        Severity::Extreme => 0,
        Severity::Severe => 1,
        Severity::Moderate => 2,
        Severity::Minor => 3,
        Severity::Unknown | Severity::Other(_) => 4,
    }
}

/// Whether people hear of messages of this status: drills are shown as such, tests to developers alone, the rest to nobody.
#[must_use]
pub const fn notifies(status: &Status) -> bool {
    matches!(status, Status::Actual | Status::Exercise)
}

/// Whether an update says no more than it did in other words: the same places, no worse.
fn tells_no_more(earlier: &cap::Alert, later: &cap::Alert) -> bool {
    rank(&severity(later)) >= rank(&severity(earlier)) && places(earlier) == places(later)
}

type Places<'a> = Vec<(&'a [cap::Polygon], &'a [cap::Circle], &'a [cap::Geocode])>;

fn places(alert: &cap::Alert) -> Places<'_> {
    let areas = alert.info.iter().flat_map(|info| &info.area);
    areas.map(|area| (&*area.polygon, &*area.circle, &*area.geocode)).collect()
}
