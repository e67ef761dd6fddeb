//! Who acts, and under which role.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::keys::PublicKey;

/// A person or a service with an account. Made on the device, never by the hub.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ActorId(pub Uuid);

impl ActorId {
    /// A new identifier (UUIDv4: an account's age is nobody's business).
    #[must_use]
    pub fn random() -> Self {
        Self(Uuid::new_v4())
    }
}

impl std::fmt::Display for ActorId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

crate::vocabulary! {
    /// The role under which somebody acts (DOMAIN §2). One person may hold several; each event states one.
    pub enum Role {
        /// RES.
        Resident = "resident", "Resident", "Mkazi";
        /// RAO: an official of a resident association.
        RaOfficial = "ra_official", "Resident-association official", "Afisa wa chama cha wakazi";
        /// CML: Nyumba Kumi chair, committee member, village elder.
        CommunityLeader = "community_leader", "Community leader", "Kiongozi wa jamii";
        /// NGA: chief or assistant chief.
        NgaoOfficer = "ngao_officer", "Chief / assistant chief", "Chifu / naibu wa chifu";
        /// GRD: private security guard with a Guard Force Number.
        Guard = "guard", "Private security guard", "Mlinzi";
        /// SUP: a firm's supervisor or control room.
        FirmSupervisor = "firm_supervisor", "Firm supervisor / control room", "Msimamizi wa walinzi";
        /// POL.
        PoliceOfficer = "police_officer", "Police officer", "Afisa wa polisi";
        /// OWK: NACADA officer, peer educator, faith leader.
        OutreachWorker = "outreach_worker", "Outreach worker", "Mhudumu wa uhamasishaji";
        /// REH: intake staff of a rehabilitation centre.
        RehabIntake = "rehab_intake", "Rehab-centre intake staff", "Mhudumu wa kituo cha urekebishaji";
        /// MOD: a capability given to trained officials or administrators.
        Moderator = "moderator", "Moderator", "Msimamizi wa maudhui";
        /// ADM.
        ProgrammeAdmin = "programme_admin", "Programme administrator", "Msimamizi wa programu";
        /// OVR: oversight reader, bound to a case.
        Oversight = "oversight", "Oversight reader", "Ofisi ya usimamizi";
        /// The hub itself: timers, tallies and publications. Nobody can be granted it.
        Hub = "hub", "The hub", "Kituo";
    }
}

/// Whose signature an event bears.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Author {
    /// Somebody who acts openly, with the key of the role. Guards, police, officials, the hub.
    Actor {
        /// Who.
        id: ActorId,
        /// The role key.
        key: PublicKey,
    },
    /// A resident, under a key for this subject alone; who it is travels in the `identity` part.
    Pseudonym {
        /// The subject key.
        key: PublicKey,
    },
    /// Nobody that anyone knows: a key used once.
    OneTime {
        /// The key.
        key: PublicKey,
    },
}

impl Author {
    /// The key that the signature is checked with.
    #[must_use]
    pub const fn key(&self) -> PublicKey {
        match self {
            Self::Actor { key, .. } | Self::Pseudonym { key } | Self::OneTime { key } => *key,
        }
    }
}
