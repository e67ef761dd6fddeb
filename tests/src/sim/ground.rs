//! Where a history happens: the invented town's areas and organisations.

use usalama_core::geo::{AreaId, AreaKind, Position, PositionSource};
use usalama_core::model::actor::{OrgId, OrgKind};
use usalama_core::sync::wire::Reference;

use crate::town::{AREAS, beside};

/// The areas and organisations that a history needs.
#[derive(Debug, Clone)]
pub struct Ground {
    /// All of them, as the hub takes them in.
    pub reference: Reference,
    /// Two wards: where people live, and where they may move to.
    pub wards: [AreaId; 2],
    /// The guarded site.
    pub site: AreaId,
    /// The association's polygon.
    pub ra: AreaId,
    /// The leader's cluster.
    pub cluster: AreaId,
    /// The county.
    pub county: AreaId,
    /// The areas of the two stations.
    pub police_areas: [AreaId; 2],
    /// The two stations.
    pub stations: [OrgId; 2],
    /// The two firms.
    pub firms: [OrgId; 2],
    /// The association.
    pub association: OrgId,
    /// The middle of the site.
    pub place: Position,
}

impl Ground {
    /// The town of `data/areas/demo.json`.
    ///
    /// # Panics
    /// Where that is not what it was.
    #[must_use]
    pub fn new() -> Self {
        let reference: Reference = serde_json::from_str(AREAS).expect("the areas are valid");
        let area = |kind: AreaKind, name: &str| {
            let found = reference.areas.iter().find(|area| area.kind == kind && area.name_en.starts_with(name));
            found.unwrap_or_else(|| panic!("no {kind} {name}"))
        };
        let org = |kind: OrgKind, name: &str| {
            let found = reference.organisations.iter().find(|org| org.kind == kind && org.name.starts_with(name));
            found.unwrap_or_else(|| panic!("no {kind} {name}")).id
        };
        let site = area(AreaKind::Site, "");
        let centre = site.centroid.expect("the site has a centre");
        Self {
            wards: [area(AreaKind::Ward, "Mfano Mashariki").id, area(AreaKind::Ward, "Mfano Magharibi").id],
            site: site.id,
            ra: area(AreaKind::Ra, "").id,
            cluster: area(AreaKind::Cluster, "").id,
            county: area(AreaKind::County, "").id,
            police_areas: [area(AreaKind::PoliceArea, "Mfano").id, area(AreaKind::PoliceArea, "Jirani").id],
            stations: [org(OrgKind::PoliceStation, "Mfano"), org(OrgKind::PoliceStation, "Jirani")],
            firms: [org(OrgKind::SecurityFirm, "Mfano"), org(OrgKind::SecurityFirm, "Jirani")],
            association: org(OrgKind::ResidentAssociation, ""),
            place: Position::new(centre, 12.0, PositionSource::Gnss, None).expect("a position"),
            reference,
        }
    }

    /// A place within sixty metres of the site's middle.
    #[must_use]
    pub fn somewhere(&self, chance: &mut fastrand::Rng) -> Position {
        beside(&self.place, chance.f64() * 60.0 - 30.0, chance.f64() * 60.0 - 30.0)
    }
}

impl Default for Ground {
    fn default() -> Self {
        Self::new()
    }
}
