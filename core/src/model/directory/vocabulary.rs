//! The words of the directory (DOMAIN §11).

crate::vocabulary! {
    /// What an entry is.
    pub enum EntryKind {
        /// Police station.
        PoliceStation = "police_station", "Police station", "Kituo cha polisi";
        /// Police post.
        PolicePost = "police_post", "Police post", "Kituo kidogo cha polisi";
        /// Patrol base.
        PatrolBase = "patrol_base", "Patrol base", "Kituo cha doria";
        /// Gender desk of a police station.
        GenderDesk = "gender_desk", "Gender desk", "Dawati la jinsia";
        /// Chief's office.
        ChiefOffice = "chief_office", "Chief's office", "Ofisi ya chifu";
        /// Fire station.
        FireStation = "fire_station", "Fire station", "Zima moto";
        /// Hospital.
        Hospital = "hospital", "Hospital", "Hospitali";
        /// Clinic.
        Clinic = "clinic", "Clinic", "Zahanati";
        /// Rehabilitation centre.
        RehabCentre = "rehab_centre", "Rehabilitation centre", "Kituo cha urekebishaji";
        /// Counselling.
        Counselling = "counselling", "Counselling", "Ushauri nasaha";
        /// Shelter.
        Shelter = "shelter", "Shelter", "Makao ya usalama";
        /// Private security firm.
        SecurityFirm = "security_firm", "Security firm", "Kampuni ya ulinzi";
        /// Resident association.
        ResidentAssociation = "resident_association", "Resident association", "Chama cha wakazi";
        /// Community policing committee.
        CommunityPolicingCommittee =
            "community_policing_committee", "Community policing committee", "Kamati ya polisi jamii";
        /// Faith centre.
        FaithCentre = "faith_centre", "Faith centre", "Kituo cha ibada";
        /// Legal aid.
        LegalAid = "legal_aid", "Legal aid", "Msaada wa kisheria";
        /// A number to call.
        Hotline = "hotline", "Hotline", "Simu ya dharura";
        /// County office.
        CountyOffice = "county_office", "County office", "Ofisi ya kaunti";
        /// Ambulance.
        Ambulance = "ambulance", "Ambulance", "Gari la wagonjwa";
    }
}

crate::vocabulary! {
    /// Who accredits.
    pub enum AccreditationBody {
        /// National Authority for the Campaign Against Alcohol and Drug Abuse.
        Nacada = "NACADA", "NACADA", "NACADA";
        /// Private Security Regulatory Authority.
        Psra = "PSRA", "PSRA", "PSRA";
        /// National Police Service.
        Nps = "NPS", "National Police Service", "Huduma ya Taifa ya Polisi";
        /// Kenya Medical Practitioners and Dentists Council.
        Kmpdc = "KMPDC", "KMPDC", "KMPDC";
        /// A county.
        County = "county", "County", "Kaunti";
        /// Another body.
        OtherBody = "other", "Other body", "Chombo kingine";
    }
}

crate::vocabulary! {
    /// What the body last said.
    pub enum AccreditationStatus {
        /// Accredited.
        Accredited = "accredited", "Accredited", "Imeidhinishwa";
        /// Accredited on conditions, or under monitoring.
        Conditional = "conditional", "Conditional", "Kwa masharti";
        /// Denied.
        Denied = "denied", "Denied", "Imenyimwa idhini";
        /// Closed by the body.
        Closed = "closed", "Closed", "Imefungwa";
        /// Run out.
        Expired = "expired", "Expired", "Idhini imeisha muda";
        /// Not known.
        Unknown = "unknown", "Unknown", "Haijulikani";
    }
}

crate::vocabulary! {
    /// What an accreditation is worth on a day. Only `accredited` may be referred to without a warning (DOMAIN §10.1).
    pub enum Standing {
        /// Accredited on that day, and checked at most 90 days before it.
        Accredited = "accredited", "Accredited", "Imeidhinishwa";
        /// Accredited as far as is known, but not checked within 90 days.
        Unchecked = "unchecked", "Not checked lately", "Haijakaguliwa karibuni";
        /// It has run out.
        Lapsed = "lapsed", "Lapsed", "Idhini imeisha muda";
        /// It begins later.
        NotYet = "not_yet", "Not yet in force", "Bado haijaanza";
        /// On conditions, or under monitoring.
        Conditional = "conditional", "Conditional", "Kwa masharti";
        /// Denied.
        Denied = "denied", "Denied", "Imenyimwa idhini";
        /// Closed by the body.
        Closed = "closed", "Closed", "Imefungwa";
        /// Nothing is known.
        Unknown = "unknown", "Unknown", "Haijulikani";
    }
}

crate::vocabulary! {
    /// Whom a facility takes, by sex.
    pub enum ServesSex {
        /// Everybody.
        All = "all", "Everybody", "Wote";
        /// Women.
        Female = "female", "Women", "Wanawake";
        /// Men.
        Male = "male", "Men", "Wanaume";
    }
}

crate::vocabulary! {
    /// What it costs.
    pub enum Cost {
        /// Nothing.
        Free = "free", "Free", "Bila malipo";
        /// Less than it costs.
        Subsidised = "subsidised", "Subsidised", "Gharama nafuu";
        /// Paid in full.
        Private = "private", "Private", "Ya kulipia";
        /// Not known.
        Unknown = "unknown", "Unknown", "Haijulikani";
    }
}

crate::vocabulary! {
    /// How far an entry can be relied on.
    pub enum Confidence {
        /// Seen or called by whoever verified it.
        High = "high", "High", "Ya juu";
        /// From a published list.
        Medium = "medium", "Medium", "Ya wastani";
        /// Hearsay, or an old list.
        Low = "low", "Low", "Ya chini";
    }
}

crate::vocabulary! {
    /// Whether a place is open.
    pub enum OpenState {
        /// Open.
        Open = "open", "Open now", "Imefunguliwa sasa";
        /// Closed.
        Closed = "closed", "Closed now", "Imefungwa sasa";
        /// It says nothing, or nothing that can be understood.
        Unknown = "unknown", "Hours not known", "Saa hazijulikani";
    }
}

crate::vocabulary! {
    /// What HSDS says of a service.
    pub enum ServiceStatus {
        /// Given.
        Active = "active", "Active", "Inatolewa";
        /// Not given at present.
        Inactive = "inactive", "Inactive", "Haitolewi kwa sasa";
        /// Given up.
        Defunct = "defunct", "Defunct", "Imekoma";
        /// Closed for a while.
        TemporarilyClosed = "temporarily closed", "Temporarily closed", "Imefungwa kwa muda";
    }
}

crate::vocabulary! {
    /// What HSDS says a location is.
    pub enum LocationType {
        /// One can go there.
        Physical = "physical", "Place", "Mahali";
        /// One can write there.
        Postal = "postal", "Postal address", "Anwani ya posta";
        /// One can call or look there.
        Virtual = "virtual", "By phone or on line", "Kwa simu au mtandaoni";
    }
}
