//! How wide a report may go: its author proposes, policy caps (DOMAIN §3.1, §5.2, §13.6).

use crate::event::Audience;
use crate::model::incident::Report;

/// The widest scope that a report may ever reach, copies for neighbours included: the default of its category where that is
/// sensitive or a side branch, the responders where a crowd is a danger, else everyone.
#[must_use]
pub fn audience_cap(report: &Report) -> Audience {
    let mut cap = Audience::Public;
    for category in report.categories() {
        let facts = category.facts();
        if facts.default_audience.width().is_none() {
            return facts.default_audience;
        }
        if facts.sensitive && facts.default_audience.is_within(&cap) {
            cap = facts.default_audience;
        }
    }
    if report.is_mob_risk() && !cap.is_within(&Audience::Responders) { Audience::Responders } else { cap }
}

/// The audience of the report's own events, and the scope that a moderated copy of it may have. What its author asked for
/// is narrowed to the cap; the events themselves never go beyond the resident association.
#[must_use]
pub fn audience_for(report: &Report, requested: &Audience) -> (Audience, Audience) {
    let cap = audience_cap(report);
    let visibility = if requested.is_within(&cap) { requested.clone() } else { cap };
    let events = if visibility.is_within(&Audience::Ra) || visibility.width().is_none() {
        visibility.clone()
    } else {
        Audience::Ra
    };
    (events, visibility)
}
