//! Areas: counties, wards, station areas, estates, and which kind may lie in which (DOMAIN §4).
//!
//! In: rows of reference packs and features of GeoJSON files. Out: [`Area`]s that were checked. The electoral, the
//! administrative and the policing hierarchy overlap and are not one tree: an area has a parent *per hierarchy*.
//!
//! This module never knows who may do what in an area, nor what happened there.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::codes::{ConstituencyCode, CountyCode, Iso3166County, WardCode};
use super::grid::{MAX_EDGE_M, MIN_EDGE_M};
use super::position::LatLon;
use super::shape::Shape;
use crate::clock::Timestamp;
use crate::vocabulary;

/// The edge of the cell that neighbours get, in metres, where an area says nothing else (DOMAIN §3.2).
pub const DEFAULT_COARSEN_M: u32 = 150;

/// Identity of an area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AreaId(Uuid);

impl AreaId {
    /// An identity that was given elsewhere.
    #[must_use]
    pub const fn new(id: Uuid) -> Self {
        Self(id)
    }

    /// The same identity on every phone for the same official code, so that packs made apart fit together: UUID
    /// version 8 (RFC 9562 §5.8) from a BLAKE3 hash. For a [`AreaCode::Local`] code use [`AreaId::in_source`].
    #[must_use]
    pub fn of_code(kind: &AreaKind, code: &AreaCode) -> Self {
        Self::hashed(&["official", kind.code(), &code.to_string()])
    }

    /// The same identity on every phone for the same code or name within one source.
    #[must_use]
    pub fn in_source(kind: &AreaKind, source: &str, code_or_name: &str) -> Self {
        Self::hashed(&[source, kind.code(), code_or_name])
    }

    fn hashed(words: &[&str]) -> Self {
        let mut hasher = blake3::Hasher::new_derive_key("usalama area identity 1");
        for word in words {
            hasher.update(&(word.len() as u64).to_le_bytes()).update(word.as_bytes());
        }
        let mut bytes = [0; 16];
        hasher.finalize_xof().fill(&mut bytes);
        Self(uuid::Builder::from_custom_bytes(bytes).into_uuid())
    }

    /// The identity as it is stored and sent.
    #[must_use]
    pub const fn as_uuid(self) -> Uuid {
        self.0
    }
}

impl std::fmt::Display for AreaId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

vocabulary! {
    /// What an area is (DOMAIN §4).
    pub enum AreaKind {
        /// Kenya.
        Country = "country", "Country", "Nchi";
        /// One of 47.
        County = "county", "County", "Kaunti";
        /// One of 290.
        Constituency = "constituency", "Constituency", "Eneo bunge";
        /// One of 1,450.
        Ward = "ward", "Ward", "Wadi";
        /// Of the national administration, under a deputy county commissioner; not a constituency.
        SubCounty = "sub_county", "Sub-county", "Kaunti ndogo";
        /// Under an assistant county commissioner.
        Division = "division", "Division", "Tarafa";
        /// Under a chief.
        Location = "location", "Location", "Kata";
        /// Under an assistant chief.
        SubLocation = "sub_location", "Sub-location", "Kata ndogo";
        /// Of a police station, under its OCS.
        PoliceArea = "police_area", "Station area", "Eneo la kituo cha polisi";
        /// A Nyumba Kumi cluster: a court, block, street, market or gated community.
        Cluster = "cluster", "Nyumba Kumi cluster", "Nyumba Kumi";
        /// Of a resident association.
        Ra = "ra", "Resident association", "Chama cha wakazi";
        /// A residential estate.
        Estate = "estate", "Estate", "Mtaa";
        /// An informal settlement.
        InformalSettlement = "informal_settlement", "Informal settlement", "Makazi yasiyo rasmi";
        /// A guarded site.
        Site = "site", "Guarded site", "Eneo la ulinzi";
    }
}

/// The hierarchies that overlap (DOMAIN §4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Hierarchy {
    /// Country, county, constituency, ward; and what lies in a ward.
    Electoral,
    /// County, sub-county, division, location, sub-location, cluster.
    Administrative,
    /// County, sub-county command, station area.
    Policing,
}

impl AreaKind {
    /// The kinds of area in which one of this kind may lie; nothing for the country and for kinds of a newer version.
    #[must_use]
    pub fn parent_kinds(&self) -> &'static [Self] {
        match self {
            Self::Country | Self::Other(_) => &[],
            Self::County => &[Self::Country],
            Self::Constituency | Self::SubCounty => &[Self::County],
            Self::Ward => &[Self::Constituency],
            Self::Division | Self::PoliceArea => &[Self::SubCounty],
            Self::Location => &[Self::Division],
            Self::SubLocation => &[Self::Location],
            Self::Cluster => &[Self::SubLocation],
            Self::Ra | Self::Estate | Self::InformalSettlement | Self::Site => &[Self::Ward],
        }
    }

    /// Whether an area of this kind may lie in one of the other. What a newer version knows is not refused.
    #[must_use]
    pub fn may_lie_in(&self, parent: &Self) -> bool {
        matches!((self, parent), (Self::Other(_), _) | (_, Self::Other(_))) || self.parent_kinds().contains(parent)
    }

    /// The hierarchies that this kind is a step of.
    #[must_use]
    pub fn hierarchies(&self) -> &'static [Hierarchy] {
        use Hierarchy::{Administrative, Electoral, Policing};
        match self {
            Self::Country | Self::County => &[Electoral, Administrative, Policing],
            Self::SubCounty => &[Administrative, Policing],
            Self::Constituency | Self::Ward | Self::Ra | Self::Estate | Self::InformalSettlement | Self::Site => {
                &[Electoral]
            }
            Self::Division | Self::Location | Self::SubLocation | Self::Cluster => &[Administrative],
            Self::PoliceArea => &[Policing],
            Self::Other(_) => &[],
        }
    }

    /// Whether the areas of this kind leave no gap by law: every point of a county is in some ward, but not in some
    /// estate. Where a point is in the parent and in none of the children, the map is at fault, not the point.
    #[must_use]
    pub fn leaves_no_gap(&self) -> bool {
        matches!(
            self,
            Self::County
                | Self::Constituency
                | Self::Ward
                | Self::SubCounty
                | Self::Division
                | Self::Location
                | Self::SubLocation
        )
    }
}

/// The code by which others know an area.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AreaCode {
    /// Of a county, official numbering; its ISO 3166-2 code follows from it.
    County(CountyCode),
    /// Of a constituency.
    Constituency(ConstituencyCode),
    /// Of a ward.
    Ward(WardCode),
    /// Of any other register.
    Local(String),
}

impl std::fmt::Display for AreaCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::County(code) => code.fmt(f),
            Self::Constituency(code) => code.fmt(f),
            Self::Ward(code) => code.fmt(f),
            Self::Local(code) => f.write_str(code),
        }
    }
}

/// Why something is not an area.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AreaError {
    /// A name, source or licence is missing or longer than 200 characters.
    #[error("an area needs a {0} of 1 to 200 characters")]
    Text(&'static str),
    /// The code is one of another kind of area.
    #[error("this code is not one of a {kind}")]
    CodeOfAnotherKind {
        /// The kind of the area.
        kind: AreaKind,
    },
    /// The grid has no cell of this edge.
    #[error("the coarsening of an area must be between 50 and 32768 metres")]
    Coarsening,
    /// It ends before it begins.
    #[error("the area ends before it begins")]
    EndsBeforeItBegins,
    /// It is its own parent, or names a parent twice.
    #[error("an area cannot lie in itself, nor name a parent twice")]
    Parents,
    /// A parent of the wrong kind (DOMAIN §4).
    #[error("a {child} cannot lie in a {parent}")]
    WrongParentKind {
        /// Kind of the area.
        child: AreaKind,
        /// Kind of what it was said to lie in.
        parent: AreaKind,
    },
}

/// An area (DOMAIN §4).
///
/// The fields are open for building one; [`Area::check`] is applied when one is read from JSON and when one is put
/// into an [`AreaIndex`](super::index::AreaIndex).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "RawArea")]
pub struct Area {
    /// Identity.
    pub id: AreaId,
    /// What it is.
    pub kind: AreaKind,
    /// Its official code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<AreaCode>,
    /// Name in English, or as the register writes it.
    pub name_en: String,
    /// Name in Kiswahili where it differs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name_sw: Option<String>,
    /// In what it lies: a parent per hierarchy, or several wards for a resident association.
    pub parents: Vec<AreaId>,
    /// Its outline, where one is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub geometry: Option<Shape>,
    /// A point that stands for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub centroid: Option<LatLon>,
    /// Edge in metres of the cell that neighbours get instead of an exact place (DOMAIN §3.2).
    pub coarsen_m: u32,
    /// From when it exists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<Timestamp>,
    /// Until when it exists, exclusive.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<Timestamp>,
    /// Who says so.
    pub source: String,
    /// Under what licence.
    pub licence: String,
}

#[derive(Deserialize)]
struct RawArea {
    id: AreaId,
    kind: AreaKind,
    #[serde(default)]
    code: Option<AreaCode>,
    name_en: String,
    #[serde(default)]
    name_sw: Option<String>,
    #[serde(default)]
    parents: Vec<AreaId>,
    #[serde(default)]
    geometry: Option<Shape>,
    #[serde(default)]
    centroid: Option<LatLon>,
    #[serde(default = "default_coarsen_m")]
    coarsen_m: u32,
    #[serde(default)]
    valid_from: Option<Timestamp>,
    #[serde(default)]
    valid_to: Option<Timestamp>,
    source: String,
    licence: String,
}

const fn default_coarsen_m() -> u32 {
    DEFAULT_COARSEN_M
}

impl TryFrom<RawArea> for Area {
    type Error = AreaError;
    fn try_from(raw: RawArea) -> Result<Self, AreaError> {
        let area = Self {
            id: raw.id,
            kind: raw.kind,
            code: raw.code,
            name_en: raw.name_en,
            name_sw: raw.name_sw,
            parents: raw.parents,
            geometry: raw.geometry,
            centroid: raw.centroid,
            coarsen_m: raw.coarsen_m,
            valid_from: raw.valid_from,
            valid_to: raw.valid_to,
            source: raw.source,
            licence: raw.licence,
        };
        area.check()?;
        Ok(area)
    }
}

impl Area {
    /// An area with nothing but what every area has: no outline, no parents, the default coarsening.
    #[must_use]
    pub fn named(id: AreaId, kind: AreaKind, name_en: &str, source: &str, licence: &str) -> Self {
        Self {
            id,
            kind,
            code: None,
            name_en: name_en.to_owned(),
            name_sw: None,
            parents: Vec::new(),
            geometry: None,
            centroid: None,
            coarsen_m: DEFAULT_COARSEN_M,
            valid_from: None,
            valid_to: None,
            source: source.to_owned(),
            licence: licence.to_owned(),
        }
    }

    /// Checks what can be checked without other areas.
    ///
    /// # Errors
    /// [`AreaError`], for each of its reasons but [`AreaError::WrongParentKind`].
    pub fn check(&self) -> Result<(), AreaError> {
        let texts = [("name", Some(&self.name_en)), ("Kiswahili name", self.name_sw.as_ref())]
            .into_iter()
            .chain([("source", Some(&self.source)), ("licence", Some(&self.licence))]);
        for (what, text) in texts {
            if text.is_some_and(|t| t.trim().is_empty() || t.chars().take(201).count() > 200) {
                return Err(AreaError::Text(what));
            }
        }
        let fits = match &self.code {
            None | Some(AreaCode::Local(_)) => true,
            Some(AreaCode::County(_)) => self.kind == AreaKind::County,
            Some(AreaCode::Constituency(_)) => self.kind == AreaKind::Constituency,
            Some(AreaCode::Ward(_)) => self.kind == AreaKind::Ward,
        };
        if !fits {
            return Err(AreaError::CodeOfAnotherKind { kind: self.kind.clone() });
        }
        if !(MIN_EDGE_M..=MAX_EDGE_M).contains(&self.coarsen_m) {
            return Err(AreaError::Coarsening);
        }
        if self.valid_from.zip(self.valid_to).is_some_and(|(from, to)| to <= from) {
            return Err(AreaError::EndsBeforeItBegins);
        }
        let mut parents = self.parents.clone();
        parents.sort_unstable();
        parents.dedup();
        if parents.len() != self.parents.len() || parents.contains(&self.id) {
            return Err(AreaError::Parents);
        }
        Ok(())
    }

    /// Whether this area may lie in the other (DOMAIN §4).
    ///
    /// # Errors
    /// [`AreaError::WrongParentKind`].
    pub fn check_parent(&self, parent: &Self) -> Result<(), AreaError> {
        if self.kind.may_lie_in(&parent.kind) {
            return Ok(());
        }
        Err(AreaError::WrongParentKind { child: self.kind.clone(), parent: parent.kind.clone() })
    }

    /// Whether it exists at this instant.
    #[must_use]
    pub fn is_valid_at(&self, instant: Timestamp) -> bool {
        self.valid_from.is_none_or(|from| from <= instant) && self.valid_to.is_none_or(|to| instant < to)
    }

    /// The ISO 3166-2 code of a county that has its official one.
    #[must_use]
    pub fn iso_3166_2(&self) -> Option<Iso3166County> {
        match &self.code {
            Some(AreaCode::County(code)) => Some((*code).into()),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nairobi() -> Area {
        let code = AreaCode::County(CountyCode::new(47).unwrap());
        let mut area = Area::named(
            AreaId::of_code(&AreaKind::County, &code),
            AreaKind::County,
            "Nairobi City",
            "drawn by hand",
            "CC0",
        );
        area.code = Some(code);
        area
    }

    #[test]
    fn the_domains_table_of_parents_holds() {
        use AreaKind as K;
        assert!(K::Ward.may_lie_in(&K::Constituency) && !K::Ward.may_lie_in(&K::SubCounty));
        assert!(K::Location.may_lie_in(&K::Division) && K::PoliceArea.may_lie_in(&K::SubCounty));
        assert!(K::Ra.may_lie_in(&K::Ward) && !K::County.may_lie_in(&K::County));
        assert!(K::Other("beat".into()).may_lie_in(&K::PoliceArea));
        assert_eq!(K::ALL.len(), 14);
        for kind in K::ALL {
            assert!(kind.label().is_some() && !kind.hierarchies().is_empty());
            assert_eq!(kind.parent_kinds().is_empty(), *kind == K::Country);
        }
    }

    #[test]
    fn an_area_round_trips_and_knows_both_its_codes() {
        let area = nairobi();
        let json = serde_json::to_string(&area).unwrap();
        assert_eq!(serde_json::from_str::<Area>(&json).unwrap(), area);
        assert_eq!(area.iso_3166_2().map(|iso| iso.to_string()).as_deref(), Some("KE-30"));
    }

    #[test]
    fn official_areas_have_the_same_identity_everywhere() {
        assert_eq!(nairobi().id.to_string(), "6c7abd11-6cc2-8a59-8f75-21f729aa557e");
        assert_eq!(nairobi().id.as_uuid().get_version_num(), 8);
        let one = |kind, source| AreaId::in_source(&kind, source, "1");
        assert_ne!(one(AreaKind::Estate, "a"), one(AreaKind::Site, "a"));
        assert_ne!(one(AreaKind::Estate, "a"), one(AreaKind::Estate, "b"));
    }

    #[test]
    fn what_is_no_area_is_refused() {
        let refused = |change: fn(&mut Area)| {
            let mut area = nairobi();
            change(&mut area);
            area.check().unwrap_err()
        };
        assert_eq!(refused(|a| a.name_en = " ".into()), AreaError::Text("name"));
        assert_eq!(refused(|a| a.licence = "x".repeat(201)), AreaError::Text("licence"));
        assert_eq!(refused(|a| a.kind = AreaKind::Ward), AreaError::CodeOfAnotherKind { kind: AreaKind::Ward });
        assert_eq!(refused(|a| a.coarsen_m = 0), AreaError::Coarsening);
        assert_eq!(refused(|a| a.parents = vec![a.id]), AreaError::Parents);
        assert_eq!(
            refused(|a| {
                a.valid_from = Some(Timestamp::from_millis(5));
                a.valid_to = Some(Timestamp::from_millis(5));
            }),
            AreaError::EndsBeforeItBegins
        );
        let json = serde_json::to_string(&nairobi()).unwrap().replace("\"coarsen_m\":150", "\"coarsen_m\":1");
        assert!(serde_json::from_str::<Area>(&json).is_err());
    }

    #[test]
    fn an_area_is_valid_from_its_first_instant_to_before_its_last() {
        let mut area = nairobi();
        area.valid_from = Some(Timestamp::from_millis(10));
        area.valid_to = Some(Timestamp::from_millis(20));
        let valid = [9, 10, 19, 20].map(|ms| area.is_valid_at(Timestamp::from_millis(ms)));
        assert_eq!(valid, [false, true, true, false]);
    }
}
