//! What can be reported: the categories of DOMAIN §5.2, each with what follows from it.

use crate::event::Audience;
use crate::model::cap::CapCategory;

crate::vocabulary! {
    /// What happened. One primary category an incident, up to three secondary ones.
    pub enum Category {
        /// Assault or fight.
        Assault = "assault", "Assault or fight", "Shambulio au vita";
        /// Robbery with violence.
        Robbery = "robbery", "Robbery with violence", "Wizi wa mabavu";
        /// Mugging.
        Mugging = "mugging", "Mugging", "Uporaji";
        /// Killing / body found.
        Homicide = "homicide", "Killing / body found", "Mauaji / maiti imepatikana";
        /// Abduction or kidnapping.
        Kidnapping = "kidnapping", "Abduction or kidnapping", "Utekaji nyara";
        /// Gender-based violence.
        Gbv = "gbv", "Gender-based violence", "Ukatili wa kijinsia";
        /// Child abuse or neglect.
        ChildHarm = "child_harm", "Child abuse or neglect", "Dhuluma kwa mtoto";
        /// Gang activity or threat.
        GangActivity = "gang_activity", "Gang activity or threat", "Magenge au vitisho vyao";
        /// Mob attack in progress.
        MobViolence = "mob_violence", "Mob attack in progress", "Umati kuchukua sheria mkononi";
        /// Gunshots heard.
        Gunshots = "gunshots", "Gunshots heard", "Milio ya risasi";
        /// Threats or harassment.
        ThreatHarassment = "threat_harassment", "Threats or harassment", "Vitisho au unyanyasaji";
        /// Extortion / protection money.
        Extortion = "extortion", "Extortion / protection money", "Kutozwa pesa kwa vitisho";
        /// Break-in.
        Burglary = "burglary", "Break-in", "Uvunjaji wa nyumba";
        /// Theft.
        Theft = "theft", "Theft", "Wizi";
        /// Phone snatching.
        PhoneSnatching = "phone_snatching", "Phone snatching", "Kunyakuliwa simu";
        /// Vehicle or motorbike theft.
        VehicleTheft = "vehicle_theft", "Vehicle or motorbike theft", "Wizi wa gari au pikipiki";
        /// Livestock theft.
        StockTheft = "stock_theft", "Livestock theft", "Wizi wa mifugo";
        /// Theft by employee.
        TheftByEmployee = "theft_by_employee", "Theft by employee", "Wizi wa mfanyakazi";
        /// Malicious damage.
        Vandalism = "vandalism", "Malicious damage", "Uharibifu wa mali";
        /// Fire set on purpose.
        Arson = "arson", "Fire set on purpose", "Uchomaji wa makusudi";
        /// Fraud / mobile-money scam.
        Fraud = "fraud", "Fraud / mobile-money scam", "Ulaghai / utapeli";
        /// Drug selling.
        DrugSelling = "drug_selling", "Drug selling", "Uuzaji wa dawa za kulevya";
        /// Illicit alcohol.
        IllicitBrew = "illicit_brew", "Illicit alcohol", "Pombe haramu";
        /// Drunk and disorderly.
        DrunkDisorderly = "drunk_disorderly", "Drunk and disorderly", "Ulevi na fujo";
        /// Someone needs help with alcohol or drugs.
        SubstanceHelp = "substance_help", "Someone needs help with alcohol or drugs", "Mtu anahitaji msaada wa uraibu";
        /// Suspicious activity.
        SuspiciousActivity = "suspicious_activity", "Suspicious activity", "Shughuli ya kutiliwa shaka";
        /// Suspicious object.
        SuspiciousObject = "suspicious_object", "Suspicious object", "Kitu cha kutiliwa shaka";
        /// Trespass.
        Trespass = "trespass", "Trespass", "Kuingia bila ruhusa";
        /// Noise or disturbance.
        Disturbance = "disturbance", "Noise or disturbance", "Kelele au fujo";
        /// Fire.
        Fire = "fire", "Fire", "Moto";
        /// Medical emergency.
        Medical = "medical", "Medical emergency", "Dharura ya kiafya";
        /// Road crash.
        RoadCrash = "road_crash", "Road crash", "Ajali ya barabarani";
        /// Flooding.
        Flood = "flood", "Flooding", "Mafuriko";
        /// Building collapse.
        Collapse = "collapse", "Building collapse", "Jengo kuporomoka";
        /// Electrical hazard.
        Electrical = "electrical", "Electrical hazard", "Hatari ya umeme";
        /// Gas leak or chemical.
        GasChemical = "gas_chemical", "Gas leak or chemical", "Gesi au kemikali kuvuja";
        /// Missing person.
        MissingPerson = "missing_person", "Missing person", "Mtu aliyepotea";
        /// Lost child found.
        FoundChild = "found_child", "Lost child found", "Mtoto aliyepatikana";
        /// Street light out / dark spot.
        StreetLight = "street_light", "Street light out / dark spot", "Taa haiwaki / giza";
        /// Broken gate, wall, fence.
        Barrier = "barrier", "Broken gate, wall, fence", "Lango au ua umeharibika";
        /// Overgrown bush.
        Overgrown = "overgrown", "Overgrown bush", "Kichaka";
        /// Dumping.
        Waste = "waste", "Dumping", "Utupaji taka";
        /// Water or sewer.
        WaterSewer = "water_sewer", "Water or sewer", "Maji au maji taka";
        /// Dangerous animals.
        Animals = "animals", "Dangerous animals", "Wanyama hatari";
        /// Guard misconduct.
        GuardMisconduct = "guard_misconduct", "Guard misconduct", "Utovu wa nidhamu wa mlinzi";
        /// Police misconduct.
        PoliceMisconduct = "police_misconduct", "Police misconduct", "Utovu wa nidhamu wa polisi";
        /// Bribe demanded.
        Corruption = "corruption", "Bribe demanded", "Kudai hongo";
        /// Other.
        Unclassified = "other", "Other", "Nyingine";
    }
}

crate::vocabulary! {
    /// Headings of Kenya's police and KNBS crime tables.
    pub enum PoliceClass {
        /// Homicide.
        Homicide = "homicide", "Homicide", "Mauaji";
        /// Offences against morality.
        OffencesAgainstMorality = "offences_against_morality", "Offences against morality", "Makosa dhidi ya maadili";
        /// Other offences against persons.
        OtherOffencesAgainstPersons = "other_offences_against_persons", "Other offences against persons", "Makosa mengine dhidi ya watu";
        /// Robbery.
        Robbery = "robbery", "Robbery", "Wizi wa mabavu";
        /// Breakings.
        Breakings = "breakings", "Breakings", "Uvunjaji";
        /// Theft of stock.
        TheftOfStock = "theft_of_stock", "Theft of stock", "Wizi wa mifugo";
        /// Stealing.
        Stealing = "stealing", "Stealing", "Wizi";
        /// Theft by servant.
        TheftByServant = "theft_by_servant", "Theft by servant", "Wizi wa mfanyakazi";
        /// Vehicle and other thefts.
        VehicleAndOtherThefts = "vehicle_and_other_thefts", "Vehicle and other thefts", "Wizi wa magari na mwingine";
        /// Dangerous drugs.
        DangerousDrugs = "dangerous_drugs", "Dangerous drugs", "Dawa hatari za kulevya";
        /// Traffic.
        Traffic = "traffic", "Traffic", "Trafiki";
        /// Criminal damage.
        CriminalDamage = "criminal_damage", "Criminal damage", "Uharibifu wa mali";
        /// Economic crimes.
        EconomicCrimes = "economic_crimes", "Economic crimes", "Uhalifu wa kiuchumi";
        /// Corruption.
        Corruption = "corruption", "Corruption", "Ufisadi";
        /// Offences involving police officers.
        OffencesInvolvingPoliceOfficers = "offences_involving_police_officers", "Offences involving police officers", "Makosa yanayohusu maafisa wa polisi";
        /// Offences involving tourists.
        OffencesInvolvingTourists = "offences_involving_tourists", "Offences involving tourists", "Makosa yanayohusu watalii";
        /// Other penal code.
        OtherPenalCode = "other_penal_code", "Other penal code", "Makosa mengine ya jinai";
    }
}

/// Categories that are alike: what duplicates are looked for in, and what a rule can name together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Group {
    /// Harm or threat to people.
    Violence,
    /// Taking or breaking things.
    Property,
    /// Drugs, brew, drunkenness.
    Substances,
    /// Health, no crime.
    Health,
    /// Suspicion and nuisance.
    Suspicion,
    /// Danger that is nobody's crime.
    Hazard,
    /// Somebody missing or found.
    Person,
    /// What a county or an association mends (Open311).
    Service,
    /// Misconduct of those in office.
    Conduct,
    /// None of these, and categories of a newer version.
    Unsorted,
}

/// What follows from a category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CategoryFacts {
    /// Heading in the police's tables; nothing for what is no crime.
    pub police_class: Option<PoliceClass>,
    /// CAP 1.2 category.
    pub cap: CapCategory,
    /// Scope unless the author chooses a narrower one; also the widest there is.
    pub default_audience: Audience,
    /// Categories that are alike.
    pub group: Group,
    /// The ⚠ mark: ward at the finest for anybody but police and those assigned.
    pub sensitive: bool,
    /// Reported as a tip, not as an incident.
    pub tip_only: bool,
}

const fn facts(
    police_class: Option<PoliceClass>,
    cap: CapCategory,
    default_audience: Audience,
    group: Group,
) -> CategoryFacts {
    CategoryFacts { police_class, cap, default_audience, group, sensitive: false, tip_only: false }
}

impl CategoryFacts {
    fn sensitive(self) -> Self {
        Self { sensitive: true, ..self }
    }
    fn tip_only(self) -> Self {
        Self { tip_only: true, ..self }
    }
}

impl Category {
    /// What follows from it. A category of a newer version is treated as the most careful one: police only, sensitive.
    #[must_use]
    pub fn facts(&self) -> CategoryFacts {
        use {Audience as A, CapCategory as C, Group as G, PoliceClass as P};
        match self {
            Self::Assault => facts(Some(P::OtherOffencesAgainstPersons), C::Security, A::Police, G::Violence),
            Self::Robbery => facts(Some(P::Robbery), C::Security, A::Responders, G::Violence),
            Self::Mugging => facts(Some(P::Robbery), C::Security, A::Responders, G::Violence),
            Self::Homicide => facts(Some(P::Homicide), C::Security, A::Police, G::Violence).sensitive(),
            Self::Kidnapping => {
                facts(Some(P::OtherOffencesAgainstPersons), C::Security, A::Police, G::Violence).sensitive()
            }
            Self::Gbv => facts(Some(P::OffencesAgainstMorality), C::Security, A::Police, G::Violence).sensitive(),
            Self::ChildHarm => facts(Some(P::OffencesAgainstMorality), C::Security, A::Police, G::Violence).sensitive(),
            Self::GangActivity => facts(Some(P::OtherPenalCode), C::Security, A::Police, G::Violence).sensitive(),
            Self::MobViolence => {
                facts(Some(P::OtherOffencesAgainstPersons), C::Security, A::Responders, G::Violence).sensitive()
            }
            Self::Gunshots => facts(Some(P::OtherPenalCode), C::Security, A::Responders, G::Violence),
            Self::ThreatHarassment => facts(Some(P::OtherOffencesAgainstPersons), C::Security, A::Police, G::Violence),
            Self::Extortion => facts(Some(P::OtherPenalCode), C::Security, A::Police, G::Violence).sensitive(),
            Self::Burglary => facts(Some(P::Breakings), C::Security, A::Ra, G::Property),
            Self::Theft => facts(Some(P::Stealing), C::Security, A::Ra, G::Property),
            Self::PhoneSnatching => facts(Some(P::Stealing), C::Security, A::Area, G::Property),
            Self::VehicleTheft => facts(Some(P::VehicleAndOtherThefts), C::Security, A::Ra, G::Property),
            Self::StockTheft => facts(Some(P::TheftOfStock), C::Security, A::Ra, G::Property),
            Self::TheftByEmployee => facts(Some(P::TheftByServant), C::Security, A::Police, G::Property),
            Self::Vandalism => facts(Some(P::CriminalDamage), C::Security, A::Ra, G::Property),
            Self::Arson => facts(Some(P::CriminalDamage), C::Fire, A::Responders, G::Property),
            Self::Fraud => facts(Some(P::EconomicCrimes), C::Security, A::Police, G::Property),
            Self::DrugSelling => {
                facts(Some(P::DangerousDrugs), C::Security, A::Police, G::Substances).sensitive().tip_only()
            }
            Self::IllicitBrew => {
                facts(Some(P::OtherPenalCode), C::Security, A::Police, G::Substances).sensitive().tip_only()
            }
            Self::DrunkDisorderly => facts(Some(P::OtherPenalCode), C::Security, A::Responders, G::Substances),
            Self::SubstanceHelp => facts(None, C::Health, A::Care, G::Health).sensitive(),
            Self::SuspiciousActivity => facts(None, C::Security, A::Responders, G::Suspicion),
            Self::SuspiciousObject => facts(None, C::Security, A::Responders, G::Suspicion),
            Self::Trespass => facts(Some(P::OtherPenalCode), C::Security, A::Responders, G::Suspicion),
            Self::Disturbance => facts(Some(P::OtherPenalCode), C::Security, A::Ra, G::Suspicion),
            Self::Fire => facts(None, C::Fire, A::Area, G::Hazard),
            Self::Medical => facts(None, C::Health, A::Responders, G::Health).sensitive(),
            Self::RoadCrash => facts(Some(P::Traffic), C::Transport, A::Area, G::Hazard),
            Self::Flood => facts(None, C::Met, A::Area, G::Hazard),
            Self::Collapse => facts(None, C::Rescue, A::Area, G::Hazard),
            Self::Electrical => facts(None, C::Infra, A::Area, G::Hazard),
            Self::GasChemical => facts(None, C::Cbrne, A::Area, G::Hazard),
            Self::MissingPerson => facts(None, C::Rescue, A::Police, G::Person).sensitive(),
            Self::FoundChild => facts(None, C::Rescue, A::Police, G::Person).sensitive(),
            Self::StreetLight => facts(None, C::Infra, A::Area, G::Service),
            Self::Barrier => facts(None, C::Infra, A::Ra, G::Service),
            Self::Overgrown => facts(None, C::Env, A::Area, G::Service),
            Self::Waste => facts(None, C::Env, A::Area, G::Service),
            Self::WaterSewer => facts(None, C::Infra, A::Area, G::Service),
            Self::Animals => facts(None, C::Safety, A::Area, G::Service),
            Self::GuardMisconduct => facts(None, C::Security, A::Oversight, G::Conduct).sensitive(),
            Self::PoliceMisconduct => {
                facts(Some(P::OffencesInvolvingPoliceOfficers), C::Security, A::Oversight, G::Conduct).sensitive()
            }
            Self::Corruption => facts(Some(P::Corruption), C::Security, A::Oversight, G::Conduct).sensitive(),
            Self::Unclassified => facts(None, C::OtherHazard, A::Police, G::Unsorted),
            Self::Other(_) => facts(None, C::OtherHazard, A::Police, G::Unsorted).sensitive(),
        }
    }

    /// Whether the police's tables have a heading for it. A category that this version does not know counts as a crime.
    #[must_use]
    pub fn is_crime(&self) -> bool {
        matches!(self, Self::Other(_)) || self.facts().police_class.is_some()
    }

    /// Published at ward precision at once, and moderated after (DOMAIN §13.1).
    #[must_use]
    pub const fn publishes_at_once(&self) -> bool {
        matches!(self, Self::Fire | Self::Flood | Self::RoadCrash | Self::Collapse)
    }
}
