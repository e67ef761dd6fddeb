//! The closed lists of the incident: DOMAIN §5.1, §5.3 and §5.5.

crate::vocabulary! {
    /// How the reporter stands to what happened.
    pub enum ReporterRelation {
        /// It happened to them.
        Victim = "victim", "Victim", "Mwathiriwa";
        /// They saw it.
        Witness = "witness", "Witness", "Shahidi";
        /// They speak for somebody, with consent.
        OnBehalf = "on_behalf", "On behalf of somebody", "Kwa niaba ya mwingine";
        /// A guard at work.
        GuardOnDuty = "guard_on_duty", "Guard on duty", "Mlinzi kazini";
        /// An official.
        Official = "official", "Official", "Afisa";
        /// Hearsay.
        HeardFromOther = "heard_from_other", "Heard from somebody", "Nimesikia";
    }
}

crate::vocabulary! {
    /// How far a reporter wants to be known (DOMAIN §3.3).
    pub enum Anonymity {
        /// Name and phone are shown to handlers.
        Named = "named", "Use my name", "Tumia jina langu";
        /// The hub knows; handlers see a pseudonym.
        Confidential = "confidential", "Confidential", "Siri";
        /// Nobody knows.
        Anonymous = "anonymous", "Anonymous", "Bila jina";
    }
}

crate::vocabulary! {
    /// Weapon seen.
    pub enum Weapon {
        /// None.
        None = "none", "None", "Hakuna";
        /// Knife, panga.
        Blade = "blade", "Blade", "Kisu au panga";
        /// Gun.
        Firearm = "firearm", "Firearm", "Bunduki";
        /// Something else.
        OtherWeapon = "other", "Other", "Nyingine";
        /// Not known.
        Unknown = "unknown", "Unknown", "Haijulikani";
    }
}

crate::vocabulary! {
    /// Something that is so, or is going on, at an incident.
    pub enum Flag {
        /// Somebody is hurt.
        Injured = "injured", "Somebody is injured", "Kuna majeruhi";
        /// Children are there.
        ChildrenInvolved = "children_involved", "Children involved", "Watoto wanahusika";
        /// Something burns.
        Fire = "fire", "Fire", "Moto";
        /// A crowd is forming. With violence or theft this is a mob risk.
        CrowdForming = "crowd_forming", "A crowd is forming", "Umati unakusanyika";
        /// Suspects are still there.
        SuspectsPresent = "suspects_present", "Suspects are present", "Washukiwa wapo";
        /// A vehicle is involved.
        VehicleInvolved = "vehicle_involved", "A vehicle is involved", "Gari linahusika";
    }
}

crate::vocabulary! {
    /// Kind of vehicle.
    pub enum VehicleKind {
        /// Car.
        Car = "car", "Car", "Gari";
        /// Matatu.
        Matatu = "matatu", "Matatu", "Matatu";
        /// Motorbike.
        Motorbike = "motorbike", "Motorbike", "Pikipiki";
        /// Bicycle.
        Bicycle = "bicycle", "Bicycle", "Baiskeli";
        /// Handcart.
        Handcart = "handcart", "Handcart", "Mkokoteni";
        /// Another.
        OtherVehicle = "other", "Other", "Nyingine";
    }
}

crate::vocabulary! {
    /// How a report came in.
    pub enum Channel {
        /// From this library in an app.
        App = "app", "App", "Programu";
        /// As a coded SMS.
        SmsCodec = "sms_codec", "Coded SMS", "SMS ya msimbo";
        /// As a typed SMS.
        SmsText = "sms_text", "SMS", "SMS";
        /// By USSD.
        Ussd = "ussd", "USSD", "USSD";
        /// By phone call.
        Call = "call", "Call", "Simu";
        /// In person.
        WalkIn = "walk_in", "Walk-in", "Ana kwa ana";
        /// Entered for somebody without the app, with consent.
        Proxy = "proxy", "Entered for somebody", "Kwa niaba";
        /// In a bundle file.
        Bundle = "bundle", "Bundle file", "Faili";
        /// From a website.
        Web = "web", "Web", "Wavuti";
        /// From another system, by an administrator.
        Import = "import", "Import", "Uingizaji";
    }
}

crate::vocabulary! {
    /// How exactly the time of an incident is known.
    pub enum TimePrecision {
        /// To the minute.
        Exact = "exact", "Exact", "Kamili";
        /// About.
        Approximate = "approx", "About", "Takriban";
        /// Morning, afternoon, evening, night.
        PartOfDay = "part_of_day", "Part of the day", "Sehemu ya siku";
        /// Not known.
        Unknown = "unknown", "Unknown", "Haijulikani";
    }
}

crate::vocabulary! {
    /// Where a case stands (DOMAIN §5.3). The hub's word is final.
    pub enum CaseStatus {
        /// Received.
        Submitted = "submitted", "Received", "Imepokelewa";
        /// Checked.
        Triaged = "triaged", "Checked", "Imekaguliwa";
        /// A question to the reporter is open.
        NeedsInfo = "needs_info", "More information needed", "Taarifa zaidi zinahitajika";
        /// Assigned.
        Assigned = "assigned", "Assigned", "Imepewa mhusika";
        /// On the way.
        Responding = "responding", "On the way", "Wako njiani";
        /// On scene.
        OnScene = "on_scene", "On scene", "Wamefika";
        /// Offered to the police.
        HandoverOffered = "handover_offered", "Offered to police", "Imewasilishwa kwa polisi";
        /// With the police.
        WithPolice = "with_police", "With police", "Iko kwa polisi";
        /// Sent to another service.
        Referred = "referred", "Sent to another service", "Imepelekwa kwa idara nyingine";
        /// Resolved.
        Resolved = "resolved", "Resolved", "Imetatuliwa";
        /// Closed without action.
        NoAction = "no_action", "Closed, no action", "Imefungwa bila hatua";
        /// The same as another report.
        Duplicate = "duplicate", "Same as another report", "Inafanana na ripoti nyingine";
        /// Withdrawn by its reporter.
        Withdrawn = "withdrawn", "Withdrawn by reporter", "Imeondolewa na mripoti";
    }
}

impl CaseStatus {
    /// Open311 `open`.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        !matches!(self, Self::Resolved | Self::NoAction | Self::Duplicate | Self::Withdrawn)
    }
}

crate::vocabulary! {
    /// What came of a case.
    pub enum Outcome {
        /// Mended.
        Fixed = "fixed", "Fixed", "Imerekebishwa";
        /// The police arrested a suspect.
        SuspectArrestedByPolice = "suspect_arrested_by_police", "Suspect arrested by police", "Mshukiwa amekamatwa na polisi";
        /// Given to a service.
        HandedToService = "handed_to_service", "Handed to a service", "Imekabidhiwa idara";
        /// Property found.
        PropertyRecovered = "property_recovered", "Property recovered", "Mali imepatikana";
        /// Advice given.
        AdviceGiven = "advice_given", "Advice given", "Ushauri umetolewa";
        /// Nothing there.
        NotFoundOnArrival = "not_found_on_arrival", "Not found on arrival", "Haikupatikana";
        /// No offence.
        NoOffence = "no_offence", "No offence", "Hakuna kosa";
        /// Not enough to go on.
        InsufficientInfo = "insufficient_info", "Not enough information", "Taarifa hazitoshi";
        /// False, found so by two reviewers.
        FalseReportConfirmed = "false_report_confirmed", "Confirmed false report", "Ripoti ya uongo imethibitishwa";
        /// Outside the area.
        OutOfArea = "out_of_area", "Out of area", "Nje ya eneo";
        /// Another.
        OtherOutcome = "other", "Other", "Nyingine";
    }
}

crate::vocabulary! {
    /// Whether it is true, in the nine values of WikiRumours (DOMAIN §6.3). Owned by a verifier.
    pub enum Veracity {
        /// Nobody looked yet.
        New = "new", "New", "Mpya";
        /// Being looked into.
        UnderInvestigation = "under_investigation", "Under investigation", "Inachunguzwa";
        /// Probably true.
        ProbablyTrue = "probably_true", "Probably true", "Huenda ni kweli";
        /// Probably false.
        ProbablyFalse = "probably_false", "Probably false", "Huenda si kweli";
        /// Confirmed true.
        ConfirmedTrue = "confirmed_true", "Confirmed true", "Ni kweli";
        /// Confirmed false, by two reviewers.
        ConfirmedFalse = "confirmed_false", "Confirmed false", "Si kweli";
        /// Cannot be verified.
        Unverifiable = "unverifiable", "Cannot be verified", "Haiwezi kuthibitishwa";
        /// Cannot be verified, probably true.
        UnverifiableProbablyTrue = "unverifiable_probably_true", "Unverifiable, probably true", "Haithibitiki, huenda kweli";
        /// Cannot be verified, probably false.
        UnverifiableProbablyFalse = "unverifiable_probably_false", "Unverifiable, probably false", "Haithibitiki, huenda si kweli";
    }
}

crate::vocabulary! {
    /// Whether neighbours may see a copy. Owned by a moderator.
    pub enum PublicationStatus {
        /// Not moderated yet.
        Pending = "pending", "Waiting for a moderator", "Inasubiri msimamizi";
        /// Published as it may be.
        Approved = "approved", "Approved", "Imeidhinishwa";
        /// Published with less.
        Redacted = "redacted", "Published with less", "Imechapishwa kwa kifupi";
        /// Not published.
        Rejected = "rejected", "Rejected", "Imekataliwa";
        /// Taken back.
        Hidden = "hidden", "Hidden", "Imefichwa";
        /// Run out.
        Expired = "expired", "Expired", "Imeisha muda";
    }
}

crate::vocabulary! {
    /// Why a moderator does not publish (DOMAIN §13.2).
    pub enum RejectReason {
        /// Names a person.
        NamesPerson = "names_person", "Names a person", "Inataja mtu";
        /// Shows a person.
        PhotoOfPerson = "photo_of_person", "Photo of a person", "Picha ya mtu";
        /// Phone number or number plate.
        PhoneOrPlate = "phone_or_plate", "Phone number or plate", "Namba ya simu au gari";
        /// Profiling.
        Profiling = "profiling", "Profiling", "Ubaguzi";
        /// Incitement.
        Incitement = "incitement", "Incitement", "Uchochezi";
        /// Advertising.
        Advertising = "advertising", "Advertising", "Tangazo";
        /// Political.
        Political = "political", "Political", "Siasa";
        /// Spam.
        Spam = "spam", "Spam", "Taka";
        /// Not local.
        NotLocal = "not_local", "Not local", "Si ya eneo hili";
        /// An accusation that cannot be verified.
        UnverifiableAccusation = "unverifiable_accusation", "Unverifiable accusation", "Tuhuma isiyothibitika";
        /// Duplicates another.
        Duplicates = "duplicates", "Duplicates another", "Imerudiwa";
        /// Another.
        OtherReason = "other", "Other", "Nyingine";
    }
}

crate::vocabulary! {
    /// What a neighbour adds to a report (DOMAIN §5.5).
    pub enum CorroborationKind {
        /// Saw it.
        SawIt = "saw_it", "I saw it", "Niliona";
        /// Heard it happen.
        HeardIt = "heard_it", "I heard it happen", "Nilisikia likitokea";
        /// Heard of it from others; never counts as verification.
        HeardFromOther = "heard_from_other", "I heard from others", "Nimesikia kwa wengine";
        /// Saw what it left.
        SawAftermath = "saw_aftermath", "I saw the aftermath", "Niliona baadaye";
        /// It goes on.
        StillHappening = "still_happening", "Still happening", "Bado inaendelea";
        /// It is over.
        OverNow = "over_now", "Over now", "Imekwisha";
        /// It is not true.
        NotTrue = "not_true", "Not true", "Si kweli";
    }
}

impl CorroborationKind {
    /// Whether it speaks for the truth of a report. Hearsay measures spread, not truth.
    #[must_use]
    pub const fn supports(&self) -> bool {
        matches!(self, Self::SawIt | Self::HeardIt | Self::SawAftermath | Self::StillHappening | Self::OverNow)
    }
}

crate::vocabulary! {
    /// How one record stands to another.
    pub enum LinkRelation {
        /// The same event.
        DuplicateOf = "duplicate_of", "Duplicate of", "Nakala ya";
        /// Related.
        RelatedTo = "related_to", "Related to", "Inahusiana na";
        /// Follows.
        Follows = "follows", "Follows", "Inafuata";
        /// Arose on a patrol.
        AroseOnPatrol = "arose_on_patrol", "Arose on a patrol", "Ilitokea kwenye doria";
        /// Led to an alert.
        LedToAlert = "led_to_alert", "Led to an alert", "Ilisababisha tahadhari";
        /// Led to a solution.
        LedToSolution = "led_to_solution", "Led to a solution", "Ilisababisha suluhisho";
        /// Led to a tip.
        LedToTip = "led_to_tip", "Led to a tip", "Ilisababisha dokezo";
    }
}

crate::vocabulary! {
    /// Force used before a handover (DOMAIN §5.6).
    pub enum ForceUsed {
        /// None.
        None = "none", "None", "Hakuna";
        /// Restraint.
        Restraint = "restraint", "Restraint", "Kuzuiwa";
        /// Other; the text says what.
        OtherForce = "other", "Other", "Nyingine";
    }
}

crate::vocabulary! {
    /// Why the police refuse a handover.
    pub enum HandoverRefusalReason {
        /// Another station's.
        OtherJurisdiction = "other_jurisdiction", "Another jurisdiction", "Mamlaka nyingine";
        /// No offence.
        NoOffence = "no_offence", "No offence", "Hakuna kosa";
        /// A civil matter.
        CivilMatter = "civil_matter", "Civil matter", "Kesi ya madai";
        /// Not enough.
        Insufficient = "insufficient", "Insufficient", "Haitoshi";
    }
}

crate::vocabulary! {
    /// System of an external reference.
    pub enum ReferenceSystem {
        /// Police Occurrence Book.
        Ob = "ob", "Occurrence Book", "Kitabu cha matukio";
        /// Open311.
        Open311 = "open311", "Open311", "Open311";
        /// Ushahidi.
        Ushahidi = "ushahidi", "Ushahidi", "Ushahidi";
        /// A firm's own system.
        Firm = "firm", "Security firm", "Kampuni ya ulinzi";
        /// Another.
        OtherSystem = "other", "Other", "Nyingine";
    }
}
