//! The words of outreach (DOMAIN §10).

crate::vocabulary! {
    /// The four prongs of the programme (DOMAIN §10).
    pub enum Prong {
        /// Through congregations.
        FaithOutreach = "faith_outreach", "Faith outreach", "Uhamasishaji wa kidini";
        /// By people of the same age.
        PeerEducation = "peer_education", "Peer education", "Elimu rika";
        /// Care near home.
        CommunityRehab = "community_rehab", "Community rehabilitation", "Urekebishaji wa kijamii";
        /// Together with those who enforce the law.
        IntegratedEnforcement = "integrated_enforcement", "Integrated enforcement", "Utekelezaji wa pamoja";
    }
}

crate::vocabulary! {
    /// What an outreach event is.
    pub enum OutreachKind {
        /// A sermon or a talk.
        SermonTalk = "sermon_talk", "Sermon or talk", "Mahubiri au mazungumzo";
        /// An open meeting.
        Forum = "forum", "Forum", "Kongamano";
        /// At a school.
        SchoolVisit = "school_visit", "School visit", "Ziara ya shule";
        /// A match or a tournament.
        Sports = "sports", "Sports", "Michezo";
        /// From house to house.
        DoorToDoor = "door_to_door", "Door to door", "Nyumba kwa nyumba";
        /// With a stage that travels.
        Roadshow = "roadshow", "Roadshow", "Msafara wa uhamasishaji";
        /// Counsellors are there for everybody who comes.
        CounsellingDay = "counselling_day", "Counselling day", "Siku ya ushauri nasaha";
        /// People who help each other.
        SupportGroup = "support_group", "Support group", "Kikundi cha usaidizi";
        /// At a market.
        MarketVisit = "market_visit", "Market visit", "Ziara ya soko";
        /// Several authorities inspect together.
        InspectionJoint = "inspection_joint", "Joint inspection", "Ukaguzi wa pamoja";
    }
}

impl OutreachKind {
    /// Whether people come to be helped: who comes there is nobody else's business.
    #[must_use]
    pub const fn is_care(&self) -> bool {
        matches!(self, Self::CounsellingDay | Self::SupportGroup)
    }
}

crate::vocabulary! {
    /// Where an outreach event stands.
    pub enum OutreachState {
        /// It will be.
        Planned = "planned", "Planned", "Imepangwa";
        /// It was.
        Held = "held", "Held", "Imefanyika";
        /// It will be, another time.
        Postponed = "postponed", "Postponed", "Imeahirishwa";
        /// It will not be.
        Cancelled = "cancelled", "Cancelled", "Imeghairiwa";
    }
}

crate::vocabulary! {
    /// Under what people are counted.
    pub enum CountedSex {
        /// Women and girls.
        Female = "female", "Female", "Wanawake";
        /// Men and boys.
        Male = "male", "Male", "Wanaume";
        /// Those who did not say.
        Undisclosed = "undisclosed", "Not disclosed", "Hawakusema";
    }
}

crate::vocabulary! {
    /// Of which age those are who are counted.
    pub enum CountedAge {
        /// Younger than 18.
        Under18 = "under_18", "Under 18", "Chini ya miaka 18";
        /// 18 to 24.
        From18To24 = "age_18_24", "18 to 24", "Miaka 18 hadi 24";
        /// 25 to 34.
        From25To34 = "age_25_34", "25 to 34", "Miaka 25 hadi 34";
        /// 35 and older.
        From35 = "age_35_plus", "35 and older", "Miaka 35 na zaidi";
    }
}

crate::vocabulary! {
    /// Who leads a session: the role, never the name.
    pub enum FacilitatorRole {
        /// An officer of NACADA.
        NacadaOfficer = "nacada_officer", "NACADA officer", "Afisa wa NACADA";
        /// A peer educator.
        PeerEducator = "peer_educator", "Peer educator", "Mwelimishaji rika";
        /// A faith leader.
        FaithLeader = "faith_leader", "Faith leader", "Kiongozi wa dini";
        /// A teacher.
        Teacher = "teacher", "Teacher", "Mwalimu";
        /// A counsellor.
        Counsellor = "counsellor", "Counsellor", "Mshauri nasaha";
        /// A nurse, clinical officer or community health promoter.
        HealthWorker = "health_worker", "Health worker", "Mhudumu wa afya";
        /// Somebody who recovered.
        RecoveryCoach = "recovery_coach", "Recovery coach", "Mkufunzi wa uponyaji";
        /// A chief, elder or chair.
        CommunityLeader = "community_leader", "Community leader", "Kiongozi wa jamii";
        /// A police officer.
        PoliceOfficer = "police_officer", "Police officer", "Afisa wa polisi";
    }
}
