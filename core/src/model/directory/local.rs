//! What this programme adds to an organisation of HSDS (DOMAIN §11, "local fields").

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Accreditation, Confidence, Cost, EntryKind, More, Organization, ServesSex, Standing};
use crate::geo::{AreaId, LatLon};
use crate::text::Text;

/// An entry that was verified longer ago than this is shown with "confirm first".
pub const VERIFIED_GOOD_FOR_DAYS: i64 = 180;

/// Whom a facility takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Serves {
    /// By sex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sex: Option<ServesSex>,
    /// Youngest age in years.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum_age: Option<u8>,
    /// Oldest age in years.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum_age: Option<u8>,
}

/// The local fields of an entry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LocalFields {
    /// What it is.
    pub kind: EntryKind,
    /// The area whose association, station or office it is; of a site, the site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<AreaId>,
    /// The organisation of the programme that answers for it, where there is one. It may publish the entry (DOMAIN §12).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept_by: Option<crate::model::actor::OrgId>,
    /// Name in Kiswahili.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_sw: Option<Text<200>>,
    /// Accreditation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accreditation: Option<Accreditation>,
    /// Level of a health facility, 1..=6 (KEPH).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<u8>,
    /// Beds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beds: Option<u32>,
    /// Whom it takes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub serves: Option<Serves>,
    /// What it costs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<Cost>,
    /// The day on which somebody last made sure of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified_on: Option<NaiveDate>,
    /// Who did: an office, never a person's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified_by: Option<Text<200>>,
    /// How far it can be relied on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<Confidence>,
    /// Fields of a newer version.
    #[serde(flatten)]
    pub more: More,
}

impl LocalFields {
    /// Nothing but a kind.
    #[must_use]
    pub const fn of(kind: EntryKind) -> Self {
        Self {
            kind,
            area: None,
            kept_by: None,
            name_sw: None,
            accreditation: None,
            level: None,
            beds: None,
            serves: None,
            cost: None,
            verified_on: None,
            verified_by: None,
            confidence: None,
            more: More::new(),
        }
    }

    /// Whether to confirm before one relies on it ("confirm first / hakikisha kwanza"): never verified, verified more than
    /// [`VERIFIED_GOOD_FOR_DAYS`] days before, or on a day that is yet to come.
    #[must_use]
    pub fn confirm_first(&self, day: NaiveDate) -> bool {
        !self.verified_on.is_some_and(|on| (0..=VERIFIED_GOOD_FOR_DAYS).contains(&(day - on).num_days()))
    }
}

impl Organization {
    /// What it is, where that is known.
    #[must_use]
    pub fn kind(&self) -> Option<&EntryKind> {
        self.local.as_ref().map(|local| &local.kind)
    }

    /// What its accreditation is worth on a day; `unknown` where it has none.
    #[must_use]
    pub fn standing_on(&self, day: NaiveDate) -> Standing {
        let accreditation = self.local.as_ref().and_then(|local| local.accreditation.as_ref());
        accreditation.map_or(Standing::Unknown, |accreditation| accreditation.standing_on(day))
    }

    /// Whether to confirm before one relies on it.
    #[must_use]
    pub fn confirm_first(&self, day: NaiveDate) -> bool {
        self.local.as_ref().is_none_or(|local| local.confirm_first(day))
    }

    /// The places where one can go, of itself and of its services.
    pub fn positions(&self) -> impl Iterator<Item = LatLon> {
        let own = self.locations.iter().flatten();
        let of_services =
            self.services.iter().flatten().flat_map(|service| {
                service.service_at_locations.iter().flatten().filter_map(|at| at.location.as_deref())
            });
        own.chain(of_services).filter_map(super::Location::position)
    }

    /// How far it is in metres: to the nearest of its places. Nothing where it has none.
    #[must_use]
    pub fn distance_m(&self, from: LatLon) -> Option<f64> {
        self.positions().map(|at| at.distance_m(from)).min_by(f64::total_cmp)
    }
}

/// The entries of a kind that are nearest to a place, nearest first, then by identity; those without a place are none of them.
#[must_use]
pub fn nearest<'a>(
    entries: impl IntoIterator<Item = &'a Organization>,
    kind: &EntryKind,
    from: LatLon,
    most: usize,
) -> Vec<(&'a Organization, f64)> {
    let mut found: Vec<_> = entries
        .into_iter()
        .filter(|entry| entry.kind() == Some(kind))
        .filter_map(|entry| entry.distance_m(from).map(|distance| (entry, distance)))
        .collect();
    found.sort_by(|(a, near), (b, far)| near.total_cmp(far).then_with(|| a.id.cmp(&b.id)));
    found.truncate(most);
    found
}

/// In place of a facility that may not be referred to: the nearest of its kind that are accredited on a day (DOMAIN §10.1). Where it
/// has no place itself, or `from` is not given, in the order of their names.
#[must_use]
pub fn alternatives<'a>(
    entries: impl IntoIterator<Item = &'a Organization>,
    instead_of: &Organization,
    from: Option<LatLon>,
    day: NaiveDate,
    most: usize,
) -> Vec<&'a Organization> {
    let from = from.or_else(|| instead_of.positions().next());
    let mut found: Vec<_> = entries
        .into_iter()
        .filter(|entry| entry.id != instead_of.id && entry.kind() == instead_of.kind() && entry.kind().is_some())
        .filter(|entry| entry.standing_on(day) == Standing::Accredited)
        .map(|entry| (entry, from.and_then(|from| entry.distance_m(from)).unwrap_or(f64::INFINITY)))
        .collect();
    found.sort_by(|(a, near), (b, far)| {
        near.total_cmp(far).then_with(|| a.name.cmp(&b.name)).then_with(|| a.id.cmp(&b.id))
    });
    found.truncate(most);
    found.into_iter().map(|(entry, _)| entry).collect()
}
