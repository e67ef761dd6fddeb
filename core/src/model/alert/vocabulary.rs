//! The words of an alert (DOMAIN §8.2 to §8.4).

use crate::model::cap::{CapCategory, ResponseType};

crate::vocabulary! {
    /// Where an alert stands.
    pub enum AlertState {
        /// It was written and not handed in; only the writer's phone has it.
        Draft = "draft", "Draft", "Rasimu";
        /// A second person has to release it.
        PendingRelease = "pending_release", "Waiting for release", "Inasubiri idhini";
        /// It is out.
        Issued = "issued", "Issued", "Imetolewa";
        /// A later message took its place.
        Updated = "updated", "Updated", "Imesasishwa";
        /// It was called off.
        Cancelled = "cancelled", "Cancelled", "Imefutwa";
        /// Its time is over.
        Expired = "expired", "Expired", "Imeisha";
        /// The second person did not release it.
        Returned = "returned", "Returned", "Imerudishwa";
        /// Whoever wrote it took it back before it was out.
        Withdrawn = "withdrawn", "Withdrawn", "Imeondolewa";
    }
}

crate::vocabulary! {
    /// What somebody answers to an alert.
    pub enum AlertAnswer {
        /// It was seen.
        Seen = "seen", "Seen", "Nimeona";
        /// All is well.
        Safe = "safe", "I am safe", "Niko salama";
        /// Help is needed: opens an SOS.
        NeedHelp = "need_help", "I need help", "Nahitaji msaada";
    }
}

crate::vocabulary! {
    /// What an alert is about. In CAP: an `eventCode` of the name [`EVENT`], and in words the `event`.
    pub enum AlertEvent {
        /// Crimes of one kind that become frequent.
        CrimePattern = "crime_pattern", "Crime warning", "Tahadhari ya uhalifu";
        /// Violence that is going on.
        Violence = "violence", "Violence in progress", "Vurugu zinaendelea";
        /// A crowd that takes the law into its own hands, or may.
        MobViolence = "mob_violence", "Dangerous crowd", "Umati hatari";
        /// Fire.
        Fire = "fire", "Fire", "Moto";
        /// Flood.
        Flood = "flood", "Flood", "Mafuriko";
        /// A building that fell, or may fall.
        BuildingCollapse = "building_collapse", "Building collapse", "Jengo limeporomoka";
        /// Gas, oil or something else that burns or poisons.
        HazardousSpill = "hazardous_spill", "Gas or fuel leak", "Gesi au mafuta yamevuja";
        /// Illness that spreads.
        Disease = "disease", "Disease outbreak", "Mlipuko wa ugonjwa";
        /// Alcohol that poisons.
        PoisonousBrew = "poisonous_brew", "Poisonous alcohol", "Pombe yenye sumu";
        /// A road that cannot be used.
        RoadBlocked = "road_blocked", "Road blocked", "Barabara imefungwa";
        /// Water or power that fails.
        UtilityFailure = "utility_failure", "Water or power failure", "Hitilafu ya maji au umeme";
        /// An animal that is dangerous.
        DangerousAnimal = "dangerous_animal", "Dangerous animal", "Mnyama hatari";
        /// Somebody is missing. Describes a person.
        MissingPerson = "missing_person", "Missing person", "Mtu aliyepotea";
        /// The police look for somebody. Describes a person.
        WantedPerson = "wanted_person", "Police are looking for a person", "Polisi wanamtafuta mtu";
        /// The police ask for what people have seen.
        AppealForInformation = "appeal_for_information", "Police ask for information", "Polisi wanaomba taarifa";
        /// The danger is over.
        AllClear = "all_clear", "All clear", "Hali ni shwari";
        /// Something else.
        OtherDanger = "other", "Other", "Nyingine";
    }
}

/// Name of the `eventCode` that holds an [`AlertEvent`].
pub const EVENT: &str = "hatua:event";

impl AlertEvent {
    /// Whether an alert about it describes a person (DOMAIN §8.2).
    #[must_use]
    pub const fn describes_a_person(&self) -> bool {
        matches!(self, Self::MissingPerson | Self::WantedPerson)
    }

    /// Its category in CAP.
    #[must_use]
    pub const fn category(&self) -> CapCategory {
        match self {
            Self::CrimePattern
            | Self::Violence
            | Self::MobViolence
            | Self::WantedPerson
            | Self::AppealForInformation => CapCategory::Security,
            Self::Fire => CapCategory::Fire,
            Self::Flood => CapCategory::Met,
            Self::MissingPerson => CapCategory::Rescue,
            Self::HazardousSpill => CapCategory::Cbrne,
            Self::Disease | Self::PoisonousBrew => CapCategory::Health,
            Self::RoadBlocked => CapCategory::Transport,
            Self::BuildingCollapse | Self::UtilityFailure => CapCategory::Infra,
            Self::DangerousAnimal | Self::AllClear | Self::OtherDanger | Self::Other(_) => CapCategory::Safety,
        }
    }
}

crate::vocabulary! {
    /// What people are told to do: the approved sentences, and no others (DOMAIN §8.2). None tells people to gather, chase, search or
    /// detain. In CAP: the `instruction`, one after the other, and as codes the `parameter` [`INSTRUCTIONS`].
    pub enum Instruction {
        /// Shelter.
        StayInside = "stay_inside", "Stay inside and lock doors.", "Kaa ndani na ufunge milango.";
        /// Avoid.
        AvoidArea = "avoid_area", "Avoid the area.", "Epuka eneo hili.";
        /// Evacuate.
        LeaveArea = "leave_area", "Leave the area now.", "Ondoka eneo hili sasa.";
        /// Evacuate.
        MoveToHighGround = "move_to_high_ground", "Move to higher ground.", "Nenda sehemu ya juu.";
        /// Avoid.
        NeverCrossWater = "never_cross_water", "Do not walk or drive through moving water.", "Usivuke maji yanayotiririka.";
        /// Prepare.
        TakeCare = "take_care", "Be careful and keep valuables out of sight.", "Kuwa mwangalifu na ufiche vitu vya thamani.";
        /// Prepare.
        NotAlone = "not_alone", "Do not walk alone after dark.", "Usitembee peke yako gizani.";
        /// Avoid.
        DoNotApproach = "do_not_approach", "Do not approach. Call 999, 112 or 911.", "Usimkaribie. Piga 999, 112 au 911.";
        /// Avoid.
        DoNotJoinCrowd = "do_not_join_crowd", "Do not join the crowd. Call 999, 112 or 911.", "Usijiunge na umati. Piga 999, 112 au 911.";
        /// Monitor.
        CallPolice = "call_police", "If you know something, call the police.", "Ukijua jambo, piga simu polisi.";
        /// Avoid.
        NoFlames = "no_flames", "No flames, no sparks, no phones near the place.", "Usiwashe moto wala kutumia simu karibu na mahali hapo.";
        /// Avoid.
        DoNotDrink = "do_not_drink", "Do not drink it. Whoever did must see a doctor now.", "Usiinywe. Aliyekunywa amwone daktari sasa.";
        /// Prepare.
        BoilWater = "boil_water", "Boil water before you drink it.", "Chemsha maji kabla ya kunywa.";
        /// Monitor.
        StayInformed = "stay_informed", "Wait for further news here.", "Subiri taarifa zaidi hapa.";
        /// All clear.
        NothingToDo = "nothing_to_do", "You need not do anything.", "Huhitaji kufanya chochote.";
    }
}

/// Name of the `parameter` that holds the codes of the [`Instruction`]s, with spaces between.
pub const INSTRUCTIONS: &str = "hatua:instructions";

impl Instruction {
    /// What it asks for, in CAP's word.
    #[must_use]
    pub const fn response_type(&self) -> ResponseType {
        match self {
            Self::StayInside => ResponseType::Shelter,
            Self::LeaveArea | Self::MoveToHighGround => ResponseType::Evacuate,
            Self::AvoidArea
            | Self::NeverCrossWater
            | Self::DoNotApproach
            | Self::DoNotJoinCrowd
            | Self::NoFlames
            | Self::DoNotDrink => ResponseType::Avoid,
            Self::TakeCare | Self::NotAlone | Self::BoilWater => ResponseType::Prepare,
            Self::CallPolice | Self::StayInformed => ResponseType::Monitor,
            Self::NothingToDo | Self::Other(_) => ResponseType::None,
        }
    }
}
