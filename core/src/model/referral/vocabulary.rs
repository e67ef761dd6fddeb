//! The words of a referral (DOMAIN §10, §10.1).

crate::vocabulary! {
    /// Where a referral stands.
    pub enum ReferralState {
        /// Not consented to yet; on the phone alone.
        Draft = "draft", "Draft", "Rasimu";
        /// Whoever is referred agreed.
        Consented = "consented", "Consent given", "Idhini imetolewa";
        /// On its way to the centre.
        Sent = "sent", "Sent", "Imetumwa";
        /// The centre has it.
        Received = "received", "Received", "Imepokelewa";
        /// The centre gave a date.
        Accepted = "accepted", "Accepted", "Imekubaliwa";
        /// There is no place yet.
        Waitlisted = "waitlisted", "Waiting list", "Kwenye orodha";
        /// The centre said no.
        Declined = "declined", "Declined", "Imekataliwa";
        /// Came.
        Started = "started", "Started", "Ameanza";
        /// Went the whole way.
        Completed = "completed", "Completed", "Amemaliza";
        /// Went before the end.
        LeftEarly = "left_early", "Left early", "Ameondoka mapema";
        /// Did not come.
        NotAttended = "not_attended", "Did not attend", "Hakufika";
        /// Another centre took over, by another referral.
        Transferred = "transferred", "Transferred", "Amehamishwa";
        /// Taken back by whoever is referred, or on their word.
        Withdrawn = "withdrawn", "Withdrawn", "Imeondolewa";
        /// It should never have been written.
        Error = "error", "Entered in error", "Imeandikwa kimakosa";
    }
}

impl ReferralState {
    /// The code of the FHIR R4B value set `request-status` that a `ServiceRequest` has then.
    #[must_use]
    pub const fn fhir_request(&self) -> &'static str {
        match self {
            Self::Draft | Self::Consented => "draft",
            Self::Sent | Self::Received | Self::Accepted | Self::Started => "active",
            Self::Waitlisted => "on-hold",
            Self::Declined | Self::NotAttended | Self::Withdrawn => "revoked",
            Self::Completed | Self::LeftEarly | Self::Transferred => "completed",
            Self::Error => "entered-in-error",
            Self::Other(_) => "unknown",
        }
    }

    /// The code of the FHIR R4B value set `task-status` that a `Task` has then.
    #[must_use]
    pub const fn fhir_task(&self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Consented => "ready",
            Self::Sent | Self::Other(_) => "requested",
            Self::Received => "received",
            Self::Accepted => "accepted",
            Self::Waitlisted => "on-hold",
            Self::Declined => "rejected",
            Self::Started => "in-progress",
            Self::Completed | Self::Transferred => "completed",
            Self::LeftEarly => "failed",
            Self::NotAttended | Self::Withdrawn => "cancelled",
            Self::Error => "entered-in-error",
        }
    }

    /// Whether something is still to happen.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        !matches!(
            self,
            Self::Declined
                | Self::Completed
                | Self::LeftEarly
                | Self::NotAttended
                | Self::Transferred
                | Self::Withdrawn
                | Self::Error
        )
    }
}

crate::vocabulary! {
    /// What help is asked for. No diagnosis.
    pub enum Need {
        /// Alcohol.
        Alcohol = "alcohol", "Alcohol", "Pombe";
        /// Heroin and other opioids.
        HeroinOpioid = "heroin_opioid", "Heroin or other opioids", "Heroini au afyuni";
        /// Cannabis.
        CannabisBhang = "cannabis_bhang", "Cannabis (bhang)", "Bangi";
        /// Khat.
        KhatMiraa = "khat_miraa", "Khat (miraa)", "Miraa";
        /// Prescription medicine.
        Prescription = "prescription", "Prescription medicine", "Dawa za hospitali";
        /// Inhalants.
        Inhalant = "inhalant", "Inhalants", "Vitu vya kunusa";
        /// Several at once.
        Polydrug = "polydrug", "Several drugs", "Dawa kadhaa";
        /// Gambling.
        Gambling = "gambling", "Gambling", "Kamari";
        /// Mental health.
        MentalHealth = "mental_health", "Mental health", "Afya ya akili";
        /// Support for a family.
        FamilySupport = "family_support", "Family support", "Msaada kwa familia";
        /// Not known.
        Unknown = "unknown", "Not known", "Haijulikani";
    }
}

crate::vocabulary! {
    /// How soon (FHIR value set `request-priority`).
    pub enum RequestPriority {
        /// In its turn.
        Routine = "routine", "Routine", "Kawaida";
        /// Before others.
        Urgent = "urgent", "Urgent", "Haraka";
        /// As soon as it can be.
        Asap = "asap", "As soon as possible", "Haraka iwezekanavyo";
        /// At once: a life is in danger.
        Stat = "stat", "At once", "Mara moja";
    }
}

crate::vocabulary! {
    /// Danger to life, which a call goes before (DOMAIN §10.1). It is asked on the phone and stands in no event.
    pub enum Danger {
        /// Too much was taken.
        Overdose = "overdose", "Overdose", "Kipimo cha kupita kiasi";
        /// Fits, confusion or fever after stopping.
        Withdrawal = "withdrawal", "Severe withdrawal", "Dalili kali za kuacha";
    }
}

crate::vocabulary! {
    /// How somebody is taken in.
    pub enum IntakeType {
        /// Comes by day.
        Outpatient = "outpatient", "Outpatient", "Mgonjwa wa nje";
        /// Stays.
        Residential = "residential", "Residential", "Makazi ya kituoni";
        /// Detoxification.
        Detox = "detox", "Detoxification", "Kuondoa sumu";
        /// Near home.
        CommunityBased = "community_based", "Community based", "Katika jamii";
        /// Medically assisted therapy.
        Mat = "MAT", "Medically assisted therapy", "Tiba kwa msaada wa dawa";
        /// By telephone.
        CounsellingCall = "counselling_call", "Counselling by telephone", "Ushauri kwa simu";
    }
}

crate::vocabulary! {
    /// How old, as coarse as is needed.
    pub enum AgeBand {
        /// Under 18.
        Under18 = "under_18", "Under 18", "Chini ya miaka 18";
        /// 18 to 24.
        From18 = "18_24", "18 to 24", "Miaka 18 hadi 24";
        /// 25 to 34.
        From25 = "25_34", "25 to 34", "Miaka 25 hadi 34";
        /// 35 and more.
        From35 = "35_plus", "35 and over", "Miaka 35 na zaidi";
    }
}

impl AgeBand {
    /// Whether somebody else has to agree. A band that is not known counts as a child's.
    #[must_use]
    pub const fn is_minor(&self) -> bool {
        matches!(self, Self::Under18 | Self::Other(_))
    }
}

crate::vocabulary! {
    /// Where it matters for a place in a centre.
    pub enum Sex {
        /// Female.
        Female = "female", "Female", "Mwanamke";
        /// Male.
        Male = "male", "Male", "Mwanamume";
    }
}

crate::vocabulary! {
    /// Who agreed.
    pub enum ConsentBy {
        /// Whoever it is about.
        Own = "self", "The person", "Mhusika mwenyewe";
        /// A child's guardian.
        Guardian = "guardian", "Guardian", "Mlezi";
        /// The children's office, where the guardian is the risk (telephone 116).
        ChildrensOffice = "childrens_office", "Children's office", "Ofisi ya watoto";
    }
}

impl ConsentBy {
    /// Whether this person may agree for somebody of this age (Data Protection Act 2019, s. 33).
    #[must_use]
    pub const fn may_for(&self, age: &AgeBand) -> bool {
        match self {
            Self::Own => !age.is_minor(),
            Self::Guardian | Self::ChildrensOffice => age.is_minor(),
            Self::Other(_) => false,
        }
    }
}

crate::vocabulary! {
    /// What was agreed to.
    pub enum ConsentScope {
        /// That the centre reads the referral.
        Centre = "centre", "The centre reads it", "Kituo kinasoma";
        /// That the centre hands it on to another, if need be.
        Transfer = "transfer", "Another centre may take over", "Kituo kingine kinaweza kuchukua";
        /// That the outreach worker asks later how it goes.
        FollowUp = "follow_up", "Follow-up later", "Ufuatiliaji baadaye";
    }
}

crate::vocabulary! {
    /// Why a centre said no.
    pub enum DeclineReason {
        /// No place.
        Full = "full", "Full", "Kimejaa";
        /// Not for this person.
        Ineligible = "ineligible", "Not eligible", "Hafai kwa huduma hii";
        /// The cost.
        Cost = "cost", "Cost", "Gharama";
        /// Too far.
        OutOfArea = "out_of_area", "Out of the area", "Nje ya eneo";
        /// More than this centre can do.
        NeedsHigherCare = "needs_higher_care", "Needs higher care", "Anahitaji huduma ya juu zaidi";
    }
}

crate::vocabulary! {
    /// How somebody was reached.
    pub enum ContactMode {
        /// In person.
        Visit = "visit", "Visit", "Ziara";
        /// By telephone.
        Call = "call", "Telephone call", "Simu";
        /// Through the centre.
        Centre = "centre", "Through the centre", "Kupitia kituo";
    }
}

crate::vocabulary! {
    /// What a follow-up found.
    pub enum FollowUpResult {
        /// Goes on.
        Engaged = "engaged", "Engaged", "Anaendelea";
        /// Relapsed, and was helped.
        RelapsedSupported = "relapsed_supported", "Relapsed, supported", "Amerudia, anasaidiwa";
        /// Went the whole way.
        Completed = "completed", "Completed", "Amemaliza";
        /// Not reached.
        Unreachable = "unreachable", "Not reached", "Hapatikani";
        /// Does not want to be asked.
        Declined = "declined", "Declined", "Amekataa";
        /// Moved away.
        Moved = "moved", "Moved", "Amehama";
        /// Died.
        Died = "died", "Died", "Amefariki";
    }
}

crate::vocabulary! {
    /// Why a centre must not be referred to without more ado (DOMAIN §10.1).
    pub enum CentreWarning {
        /// The accreditation ran out.
        Lapsed = "lapsed", "The accreditation has lapsed", "Idhini ya kituo imeisha muda";
        /// It was denied.
        Denied = "denied", "Accreditation was denied", "Kituo kilinyimwa idhini";
        /// The centre was closed.
        Closed = "closed", "The centre was closed", "Kituo kimefungwa";
        /// There is none, or nothing is known of it.
        NotAccredited = "not_accredited", "Not accredited, as far as is known", "Hakijulikani kuwa na idhini";
        /// The directory does not have it.
        NotInDirectory = "not_in_directory", "Not in the directory", "Hakimo kwenye orodha";
        /// It begins later.
        NotYet = "not_yet", "The accreditation begins later", "Idhini bado haijaanza";
        /// Accredited under conditions.
        Conditional = "conditional", "Accredited under conditions", "Idhini ya masharti";
        /// Nobody checked in the last 90 days.
        StaleCheck = "stale_check", "Not checked in the last 90 days", "Haijakaguliwa kwa siku 90";
    }
}
