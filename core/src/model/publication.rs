//! The copy for neighbours: a new record with a random identity, coarsened and redacted, signed by the hub's publisher.
//! Nothing in it leads back to its source; corroborations are made on the copy, and the hub maps them back.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::cap::Severity;
use super::incident::{Category, Incident, Stamp, Tally};
use super::wording::{Terms, hints, without};
use crate::clock::Timestamp;
use crate::event::{Audience, SubjectId, VerifiedEvent};
use crate::geo::{AreaId, Cell, GridError};
use crate::text::Comment;

/// Kind of the event that publishes a copy.
pub const PUBLISHED: &str = "publication.published";
/// Kind of the event that takes it back.
pub const HIDDEN: &str = "publication.hidden";
/// Kind of the event that tells how many bear it out.
pub const TALLIED: &str = "publication.tallied";

/// How long a copy for the public waits (DOMAIN §3.2).
pub const PUBLIC_DELAY: Duration = Duration::from_secs(24 * 3600);

/// How long a copy about a suspicion stays (DOMAIN §5.2).
pub const SUSPICION_LIFE: Duration = Duration::from_secs(72 * 3600);

/// What a copy says: no exact place or time, no words but the moderator's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Copy {
    /// What.
    pub category: Category,
    /// How bad.
    pub severity: Severity,
    /// When, rounded: to 15 minutes for neighbours, to six hours for the public.
    pub occurred_from: Timestamp,
    /// Length of the rounding, in seconds.
    pub rounded_to_s: u64,
    /// The grid cell; absent where only the ward may be told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cell: Option<Cell>,
    /// Words that a moderator wrote or let stand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Comment>,
    /// After this it is shown no more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<Timestamp>,
}

/// A copy as it stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Publication {
    /// Identity, unlike that of its source.
    pub id: SubjectId,
    /// What it says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copy: Option<Copy>,
    /// The ward.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<AreaId>,
    /// For whom.
    pub audience: Audience,
    /// Taken back.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hidden: bool,
    /// How many bear it out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corroboration: Option<Tally>,
}

impl Publication {
    /// Folds the events that are at hand.
    pub fn fold<'a>(id: SubjectId, events: impl IntoIterator<Item = (&'a VerifiedEvent, Stamp)>) -> Self {
        let mut state =
            Self { id, copy: None, area: None, audience: Audience::Area, hidden: false, corroboration: None };
        for (event, _) in events {
            let header = event.header();
            match header.kind.as_str() {
                PUBLISHED => {
                    if let Ok(Some(copy)) = event.read(&crate::event::PartName::Core) {
                        state.copy = Some(copy);
                        state.area = header.area;
                        state.audience = header.audience.clone();
                    }
                }
                HIDDEN => state.hidden = true,
                TALLIED => {
                    if let Ok(Some(tally)) = event.read(&crate::event::PartName::Core) {
                        state.corroboration = Some(tally);
                    }
                }
                _ => {}
            }
        }
        state
    }
}

/// Makes the copy of an incident for `area` or `public`, coarsened to `coarsen_m` metres (three times that, and at
/// least 500 m, for the public). Nothing where there can be none: no report, or a mob risk. Sensitive categories, and
/// those that are published before they are moderated, show the ward alone. `terms` are the lists of the place.
///
/// # Errors
/// [`GridError`] for a grid that does not exist.
pub fn copy_of(
    incident: &Incident,
    scope: &Audience,
    coarsen_m: u32,
    text: Option<Comment>,
    terms: &Terms,
    unmoderated: bool,
) -> Result<Option<Copy>, GridError> {
    let Some(report) = incident.report.as_ref().filter(|_| !incident.is_mob_risk()) else { return Ok(None) };
    let public = matches!(scope, Audience::Public);
    let edge_m = if public { coarsen_m.saturating_mul(3).max(500) } else { coarsen_m };
    let step = Duration::from_secs(if public { 6 * 3600 } else { 15 * 60 });
    let position = incident.place.as_ref().and_then(|place| place.position.as_ref());
    let ward_only = unmoderated || report.is_sensitive();
    let cell = match position.filter(|_| !ward_only) {
        Some(position) => Some(Cell::containing(position.at, edge_m)?),
        None => None,
    };
    let occurred_from = report.occurred.from.floor_to(step);
    let suspicion = matches!(report.category, Category::SuspiciousActivity);
    // Numbers, plates and accusations go no wider, whoever wrote them (DOMAIN §13.4).
    let text = text.and_then(|text| {
        let found = hints(text.as_str(), terms);
        Comment::new(&without(text.as_str(), &found)).ok()
    });
    Ok(Some(Copy {
        category: report.category.clone(),
        severity: incident.severity.clone(),
        occurred_from,
        rounded_to_s: step.as_secs(),
        cell,
        text,
        expires: suspicion.then(|| occurred_from.plus(SUSPICION_LIFE)),
    }))
}
