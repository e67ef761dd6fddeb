//! The words of guards' work (DOMAIN §7.2, §7.3).

crate::vocabulary! {
    /// How a leg of a patrol is travelled.
    pub enum Transport {
        /// On foot.
        Foot = "foot", "On foot", "Kwa miguu";
        /// By bicycle.
        Bicycle = "bicycle", "Bicycle", "Baiskeli";
        /// By motorcycle.
        Motorcycle = "motorcycle", "Motorcycle", "Pikipiki";
        /// By vehicle.
        Vehicle = "vehicle", "Vehicle", "Gari";
        /// By boat.
        Boat = "boat", "Boat", "Mashua";
        /// On foot, with a dog.
        DogFoot = "dog_foot", "With a dog", "Na mbwa";
        /// Standing at a post.
        StaticPost = "static_post", "Static post", "Kituo";
        /// Something that is not listed.
        Unlisted = "other", "Other", "Nyingine";
    }
}

crate::vocabulary! {
    /// Why a patrol is made: SMART's mandate.
    pub enum Mandate {
        /// The usual round.
        Routine = "routine", "Routine", "Kawaida";
        /// The client asked for it.
        ClientRequest = "client_request", "Client's request", "Ombi la mteja";
        /// A place where much happens.
        Hotspot = "hotspot", "Hotspot", "Eneo hatari";
        /// Escorting people or goods.
        Escort = "escort", "Escort", "Kusindikiza";
        /// Together with the police.
        JointWithPolice = "joint_with_police", "Joint with police", "Pamoja na polisi";
        /// Children on their way to school.
        SchoolRun = "school_run", "School run", "Njia ya shule";
        /// An event.
        Event = "event", "Event", "Tukio maalum";
        /// In response to something.
        Response = "response", "Response", "Kuitikia";
        /// Training.
        Training = "training", "Training", "Mafunzo";
        /// Something that is not listed.
        Unlisted = "other", "Other", "Nyingine";
    }
}

crate::vocabulary! {
    /// What was observed on a patrol.
    pub enum ObservationType {
        /// All is well.
        AllOk = "all_ok", "All is well", "Shwari";
        /// A door is unlocked.
        DoorUnlocked = "door_unlocked", "Door unlocked", "Mlango haujafungwa";
        /// A light is out.
        LightOut = "light_out", "Light out", "Taa haiwaki";
        /// A fence is damaged.
        FenceDamage = "fence_damage", "Fence damaged", "Ua umeharibika";
        /// Signs of an intruder.
        IntruderSigns = "intruder_signs", "Signs of an intruder", "Dalili za mvamizi";
        /// Something suspicious is being done.
        SuspiciousActivity = "suspicious_activity", "Suspicious activity", "Shughuli ya kutiliwa shaka";
        /// A danger.
        Hazard = "hazard", "Hazard", "Hatari";
        /// Equipment does not work.
        EquipmentFault = "equipment_fault", "Equipment fault", "Hitilafu ya kifaa";
        /// Something with a visitor.
        VisitorIssue = "visitor_issue", "Visitor issue", "Suala la mgeni";
        /// Something was found.
        FoundProperty = "found_property", "Found property", "Mali iliyookotwa";
        /// Something illicit is being done.
        IllicitActivity = "illicit_activity", "Illicit activity", "Shughuli haramu";
        /// Somebody was helped.
        CitizenAssist = "citizen_assist", "Citizen assisted", "Msaada kwa raia";
        /// Something that is not listed.
        Unlisted = "other", "Other", "Nyingine";
    }
}

crate::vocabulary! {
    /// What a visit to a checkpoint is worth as evidence.
    pub enum Verdict {
        /// As it should be.
        Ok = "ok", "OK", "Sawa";
        /// Before its time.
        Early = "early", "Early", "Mapema";
        /// After its time.
        Late = "late", "Late", "Imechelewa";
        /// Not in the order of the route.
        OutOfOrder = "out_of_order", "Out of order", "Si kwa mpangilio";
        /// Scanned from too far away, as by a photograph of the code.
        TooFar = "too_far", "Too far away", "Mbali mno";
        /// The same proof a second time.
        Replayed = "replayed", "Scanned before", "Ilishachanganuliwa";
        /// Not this checkpoint's proof.
        BadProof = "bad_proof", "Not this checkpoint's proof", "Uthibitisho si sahihi";
        /// The phone's clock was moved.
        ClockSuspect = "clock_suspect", "The clock was moved", "Saa ilibadilishwa";
        /// Said by hand, without a proof.
        Manual = "manual", "By hand", "Kwa mkono";
        /// Not visited.
        Missed = "missed", "Missed", "Haikutembelewa";
        /// Not visited, for a reason that was given.
        Skipped = "skipped", "Skipped", "Imerukwa";
    }
}

crate::vocabulary! {
    /// How strong the evidence of a visit is (DOMAIN §7.4). None proves that the guard was there.
    pub enum Strength {
        /// A signed or rotating proof, near by, the clocks agree.
        Strong = "strong", "Strong", "Imara";
        /// A fixed tag, near by.
        Medium = "medium", "Medium", "Wastani";
        /// A fixed code alone, or the guard's word.
        Weak = "weak", "Weak", "Dhaifu";
    }
}

crate::vocabulary! {
    /// Why a checkpoint was skipped.
    pub enum SkipReason {
        /// It was not safe.
        Unsafe = "unsafe", "Unsafe", "Si salama";
        /// The way was blocked.
        Blocked = "blocked", "Blocked", "Njia imefungwa";
        /// The tag is gone.
        TagMissing = "tag_missing", "Tag missing", "Kibandiko hakipo";
        /// The tag is damaged.
        TagDamaged = "tag_damaged", "Tag damaged", "Kibandiko kimeharibika";
        /// Called to an incident.
        RespondingToIncident = "responding_to_incident", "Responding to an incident", "Anaitikia tukio";
        /// The weather.
        Weather = "weather", "Weather", "Hali ya hewa";
        /// Told so.
        Instructed = "instructed", "Instructed", "Maagizo";
        /// Something that is not listed.
        Unlisted = "other", "Other", "Nyingine";
    }
}

crate::vocabulary! {
    /// What did not go as planned. The guard may explain each (DOMAIN §7.5).
    pub enum ExceptionKind {
        /// A checkpoint was missed.
        MissedCheckpoint = "missed_checkpoint", "Missed checkpoint", "Kituo kimekosekana";
        /// Began late.
        LateStart = "late_start", "Late start", "Kuanza kuchelewa";
        /// Did not come.
        NoShow = "no_show", "Did not come", "Hakufika";
        /// Left early.
        EarlyLeave = "early_leave", "Left early", "Kuondoka mapema";
        /// Stayed long in one place.
        LongStop = "long_stop", "Long stop", "Kusimama muda mrefu";
        /// Left the route.
        OffRoute = "off_route", "Off the route", "Nje ya njia";
        /// No positions for a while.
        GpsGap = "gps_gap", "Gap in positions", "Pengo la GPS";
        /// The clock was moved.
        ClockJump = "clock_jump", "Clock jump", "Saa iliruka";
        /// A position that an app invented.
        MockLocation = "mock_location", "Mock location", "Mahali pa uongo";
        /// The same proof twice.
        DuplicateScan = "duplicate_scan", "Scanned twice", "Imechanganuliwa mara mbili";
        /// The phone is shared.
        DeviceShared = "device_shared", "Shared phone", "Simu ya pamoja";
        /// The chain does not hold.
        ChainBreak = "chain_break", "Broken record", "Rekodi imekatika";
        /// A welfare check was not answered.
        WelfareMissed = "welfare_missed", "Welfare check missed", "Hakujibu kuhusu usalama";
        /// The battery was empty.
        BatteryDead = "battery_dead", "Battery empty", "Betri imeisha";
    }
}

crate::vocabulary! {
    /// How a checkpoint proves a visit.
    pub enum CheckpointKind {
        /// An NFC tag, known by its identity.
        NfcStatic = "nfc_static", "NFC tag", "Kibandiko cha NFC";
        /// An NFC tag whose content is signed over its identity.
        NfcSigned = "nfc_signed", "Signed NFC tag", "NFC yenye sahihi";
        /// A printed code.
        QrStatic = "qr_static", "Printed code", "Msimbo uliochapishwa";
        /// A display whose code changes every 30 seconds (RFC 6238).
        QrRotating = "qr_rotating", "Changing code", "Msimbo unaobadilika";
        /// A Bluetooth beacon.
        Ble = "ble", "Bluetooth beacon", "Kifaa cha Bluetooth";
        /// The position alone.
        Gps = "gps", "Position", "Mahali kwa GPS";
        /// The guard's word.
        Manual = "manual", "By hand", "Kwa mkono";
    }
}

crate::vocabulary! {
    /// Whether a route has an order.
    pub enum OrderMode {
        /// Any order will do.
        Any = "any", "Any order", "Mpangilio wowote";
        /// As listed.
        Strict = "strict", "As listed", "Kwa mpangilio";
    }
}

crate::vocabulary! {
    /// Where a shift stands.
    pub enum ShiftState {
        /// Planned by a supervisor.
        Planned = "planned", "Planned", "Imepangwa";
        /// The guard is on duty.
        OnDuty = "on_duty", "On duty", "Kazini";
        /// The guard has a break.
        OnBreak = "on_break", "On break", "Mapumziko";
        /// Handing over to the next.
        Handover = "handover", "Handing over", "Makabidhiano";
        /// Over.
        Ended = "ended", "Ended", "Imeisha";
        /// The guard did not come.
        NoShow = "no_show", "Did not come", "Hakufika";
        /// The guard left the post.
        Abandoned = "abandoned", "Abandoned", "Ameacha kituo";
    }
}

crate::vocabulary! {
    /// Where a patrol stands.
    pub enum PatrolState {
        /// Planned.
        Planned = "planned", "Planned", "Imepangwa";
        /// Under way.
        Active = "active", "Active", "Inaendelea";
        /// Interrupted: nothing is recorded.
        Paused = "paused", "Paused", "Imesitishwa";
        /// Ended by the guard.
        Completed = "completed", "Completed", "Imekamilika";
        /// Broken off, for a reason.
        Aborted = "aborted", "Aborted", "Imekatishwa";
        /// Ended because nobody did: the shift was over, or twelve hours.
        AutoClosed = "auto_closed", "Closed by itself", "Imejifunga";
        /// The supervisor has a question.
        Queried = "queried", "Queried", "Imeulizwa";
        /// The guard has explained.
        Explained = "explained", "Explained", "Imeelezwa";
        /// Accepted by the supervisor.
        Reviewed = "reviewed", "Reviewed", "Imekaguliwa";
    }
}

crate::vocabulary! {
    /// What a supervisor says of a patrol.
    pub enum ReviewDecision {
        /// In order.
        Accepted = "accepted", "Accepted", "Imekubaliwa";
        /// There is a question.
        Queried = "queried", "Queried", "Imeulizwa";
    }
}

crate::vocabulary! {
    /// Where one visit that a route asks for stands.
    pub enum OccurrenceState {
        /// There is still time.
        Due = "due", "Due", "Inasubiriwa";
        /// Visited; the visit has a verdict.
        Visited = "visited", "Visited", "Imetembelewa";
        /// Visited in time by a phone that was offline; heard of later.
        OkSyncedLate = "ok_synced_late", "In time, heard of late", "Kwa wakati, imefika baadaye";
        /// Skipped for a reason.
        Skipped = "skipped", "Skipped", "Imerukwa";
        /// Not visited.
        Missed = "missed", "Missed", "Haikutembelewa";
        /// The phone is offline: nobody knows yet.
        UnknownOffline = "unknown_offline", "Offline: not known", "Nje ya mtandao: haijulikani";
    }
}

crate::vocabulary! {
    /// Why a patrol ended by itself.
    pub enum AutoCloseReason {
        /// The shift is over.
        ShiftEnded = "shift_ended", "Shift ended", "Zamu imeisha";
        /// Twelve hours have passed.
        TooLong = "too_long", "After 12 hours", "Baada ya saa 12";
    }
}

crate::vocabulary! {
    /// How much an item of a pass-down note matters.
    pub enum Priority {
        /// Good to know.
        Low = "low", "Low", "Chini";
        /// Usual.
        Normal = "normal", "Normal", "Kawaida";
        /// To be seen to first.
        High = "high", "High", "Juu";
    }
}
