//! What stays of an incident on the hub once it is due: where it stood, and nothing of what it was about.

use crate::model::incident::Incident;

/// The incident without what was reported, written, located and said, and without anybody in it. What is left keeps the case
/// closed to every act that its status does not allow.
#[must_use]
pub fn redacted(incident: &Incident) -> Incident {
    Incident {
        status: incident.status.clone(),
        status_since: incident.status_since,
        visibility: incident.visibility.clone(),
        area: incident.area,
        ..Incident::unknown(incident.id)
    }
}
