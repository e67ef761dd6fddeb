//! Whether two reports may be of one event (DOMAIN §13.5). It is suggested, never done: a person links them, and can
//! take the link back.

use std::time::Duration;

use super::category::Group;
use super::state::Incident;
use super::vocabulary::TimePrecision;

/// How much the places may differ at the least, in metres.
const NEAR_M: f64 = 75.0;

/// Whether `other` may be the same event as `this`: a category of the same group, within two hours (24 for hazards),
/// no farther apart than 75 m or the two accuracies together. Never by text; never for sensitive categories.
#[must_use]
pub fn is_candidate(this: &Incident, other: &Incident) -> bool {
    let (Some(a), Some(b)) = (&this.report, &other.report) else { return false };
    if this.id == other.id || a.is_sensitive() || b.is_sensitive() {
        return false;
    }
    let group = a.category.facts().group;
    if group == Group::Unsorted || group != b.category.facts().group {
        return false;
    }
    // Where the time is not known there is nothing to compare.
    if [a, b].iter().any(|report| report.occurred.precision == TimePrecision::Unknown) {
        return false;
    }
    let crime = a.category.is_crime() || b.category.is_crime();
    let window = Duration::from_secs(if crime { 2 } else { 24 } * 3600);
    if a.occurred.from.distance(b.occurred.from) > window {
        return false;
    }
    let (Some(here), Some(there)) = (position(this), position(other)) else { return false };
    let tolerance = NEAR_M.max(f64::from(here.accuracy_m()) + f64::from(there.accuracy_m()));
    here.at.distance_m(there.at) <= tolerance
}

fn position(incident: &Incident) -> Option<&crate::geo::Position> {
    incident.place.as_ref().and_then(|place| place.position.as_ref())
}
