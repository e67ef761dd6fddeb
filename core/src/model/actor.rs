//! People's organisations and what the state says of guards and firms.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::clock::Timestamp;
use crate::geo::AreaId;

/// An organisation: a station, a firm, an association.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OrgId(pub Uuid);

impl std::fmt::Display for OrgId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

crate::vocabulary! {
    /// What an organisation is.
    pub enum OrgKind {
        /// Police station: the statutory unit of police service delivery.
        PoliceStation = "police_station", "Police station", "Kituo cha polisi";
        /// Private security firm, licensed by PSRA.
        SecurityFirm = "security_firm", "Security firm", "Kampuni ya ulinzi";
        /// Resident association, known to KARA.
        ResidentAssociation = "resident_association", "Resident association", "Chama cha wakazi";
        /// Chief's office.
        ChiefOffice = "chief_office", "Chief's office", "Ofisi ya chifu";
        /// Rehabilitation centre.
        RehabCentre = "rehab_centre", "Rehabilitation centre", "Kituo cha urekebishaji";
        /// County office or utility.
        CountyOffice = "county_office", "County office", "Ofisi ya kaunti";
        /// The programme itself.
        Programme = "programme", "Programme", "Programu";
    }
}

/// An organisation with its area (a station's area, an association's polygon) and the sites it guards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organisation {
    /// Identity.
    pub id: OrgId,
    /// What it is.
    pub kind: OrgKind,
    /// Its name.
    pub name: String,
    /// Station area or association polygon.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<AreaId>,
    /// Guarded sites of a firm.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sites: Vec<AreaId>,
    /// A firm's PSRA licence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence: Option<FirmLicence>,
}

crate::vocabulary! {
    /// What the last check of a credential or licence said.
    pub enum CredentialStatus {
        /// In force.
        Valid = "valid", "Valid", "Halali";
        /// Run out.
        Expired = "expired", "Expired", "Imeisha muda";
        /// Suspended.
        Suspended = "suspended", "Suspended", "Imesimamishwa";
        /// Not checked, or not found.
        Unknown = "unknown", "Unknown", "Haijulikani";
    }
}

/// A guard's Guard Force Number, the only proof of training, registration and licence (PSRA, May 2024). Its format is not
/// public, so it is kept as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuardCredential {
    /// The number.
    pub gfn: String,
    /// Last day of validity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<Timestamp>,
    /// What the last check said.
    pub status: CredentialStatus,
    /// When it was checked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checked_at: Option<Timestamp>,
}

/// A firm's PSRA licence: five years, renewed yearly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirmLicence {
    /// The number.
    pub number: String,
    /// Last day of validity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<Timestamp>,
    /// What the last check said.
    pub status: CredentialStatus,
    /// When it was checked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checked_at: Option<Timestamp>,
}

/// The status at `now`: a number that was valid when checked has expired once its last day is over.
#[must_use]
pub fn status_at(status: &CredentialStatus, valid_to: Option<Timestamp>, now: Timestamp) -> CredentialStatus {
    match (status, valid_to) {
        (CredentialStatus::Valid, Some(end)) if end < now => CredentialStatus::Expired,
        _ => status.clone(),
    }
}
