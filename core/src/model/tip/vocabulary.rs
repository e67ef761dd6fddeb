//! What a tip is about, how it is graded, where it stands, and what its source is told (DOMAIN §6.2, §6.4).

crate::vocabulary! {
    /// What a tip is about.
    pub enum TipTopic {
        /// Selling or moving drugs.
        Drugs = "drugs", "Drugs", "Dawa za kulevya";
        /// Illicit alcohol.
        IllicitBrew = "illicit_brew", "Illicit alcohol", "Pombe haramu";
        /// A gang.
        Gang = "gang", "Gang", "Genge";
        /// Weapons.
        Weapons = "weapons", "Weapons", "Silaha";
        /// Stolen goods.
        StolenGoods = "stolen_goods", "Stolen goods", "Bidhaa za wizi";
        /// Violence that is being planned.
        PlannedViolence = "planned_violence", "Planned violence", "Vurugu zinazopangwa";
        /// Radicalisation.
        Radicalisation = "radicalisation", "Radicalisation", "Itikadi kali";
        /// Trafficking of people.
        Trafficking = "trafficking", "Trafficking", "Biashara haramu ya binadamu";
        /// Bribes. Goes to oversight.
        Corruption = "corruption", "Corruption", "Ufisadi";
        /// A place where the same thing happens again and again.
        RepeatOffendingPlace = "repeat_offending_place", "Place of repeated offences", "Mahali pa uhalifu wa mara kwa mara";
        /// Something else.
        Unlisted = "other", "Other", "Nyingine";
        /// Misconduct of police, guards or officials. Goes to oversight.
        Misconduct = "misconduct", "Misconduct of police, guards or officials", "Utovu wa nidhamu wa polisi, walinzi au maafisa";
    }
}

impl TipTopic {
    /// Whether it concerns those who would else deal with it: it goes to oversight, never to the unit complained of (DOMAIN §6.4,
    /// §13.9).
    #[must_use]
    pub const fn is_about_officials(&self) -> bool {
        matches!(self, Self::Corruption | Self::Misconduct)
    }
}

crate::vocabulary! {
    /// What sort of thing a tip describes. A person is described in the words to the police alone.
    pub enum TipSubject {
        /// A place.
        Place = "place", "Place", "Mahali";
        /// A vehicle.
        Vehicle = "vehicle", "Vehicle", "Gari";
        /// A group.
        Group = "group", "Group", "Kikundi";
        /// Something that goes on.
        Activity = "activity", "Activity", "Shughuli";
    }
}

crate::vocabulary! {
    /// How the source knows.
    pub enum TipBasis {
        /// Saw it.
        Seen = "seen", "Saw it", "Nimeona";
        /// Was told by somebody who takes part.
        ToldByParticipant = "told_by_participant", "Told by somebody involved", "Nimeambiwa na mhusika";
        /// Heard it said.
        Rumour = "rumour", "Rumour", "Uvumi";
        /// Read it online.
        Online = "online", "Online", "Mtandaoni";
        /// Has a record of it.
        Record = "record", "Record or document", "Rekodi au hati";
    }
}

crate::vocabulary! {
    /// How dangerous it is for the source if it becomes known.
    pub enum SourceRisk {
        /// Low.
        Low = "low", "Low", "Ndogo";
        /// Medium.
        Medium = "medium", "Medium", "Ya kati";
        /// High.
        High = "high", "High", "Kubwa";
    }
}

crate::vocabulary! {
    /// How reliable the source is: the letter of the 6×6 grading. Set by the police alone.
    pub enum SourceReliability {
        /// A.
        Reliable = "A", "A: completely reliable", "A: wa kutegemewa kabisa";
        /// B.
        UsuallyReliable = "B", "B: usually reliable", "B: wa kutegemewa kwa kawaida";
        /// C.
        FairlyReliable = "C", "C: fairly reliable", "C: wa kutegemewa kiasi";
        /// D.
        NotUsuallyReliable = "D", "D: not usually reliable", "D: si wa kutegemewa kwa kawaida";
        /// E.
        Unreliable = "E", "E: unreliable", "E: si wa kutegemewa";
        /// F.
        CannotBeJudged = "F", "F: cannot be judged", "F: hawezi kupimwa";
    }
}

crate::vocabulary! {
    /// How credible the information is: the digit of the 6×6 grading. Set by the police alone.
    pub enum InfoCredibility {
        /// 1.
        Confirmed = "1", "1: confirmed by other sources", "1: imethibitishwa na vyanzo vingine";
        /// 2.
        ProbablyTrue = "2", "2: probably true", "2: huenda ni kweli";
        /// 3.
        PossiblyTrue = "3", "3: possibly true", "3: inaweza kuwa kweli";
        /// 4.
        Doubtful = "4", "4: doubtful", "4: ina shaka";
        /// 5.
        Improbable = "5", "5: improbable", "5: haielekei kuwa kweli";
        /// 6.
        CannotBeJudged = "6", "6: cannot be judged", "6: haiwezi kupimwa";
    }
}

crate::vocabulary! {
    /// Where a tip stands (DOMAIN §6.4).
    pub enum TipState {
        /// It has come.
        Received = "received", "Received", "Imepokelewa";
        /// Somebody has looked: it is no abuse.
        Screened = "screened", "Screened", "Imechujwa";
        /// Something is done about it.
        Actioned = "actioned", "Acted on", "Imefanyiwa kazi";
        /// It says the same as another.
        Merged = "merged", "Joined to another", "Imeunganishwa";
        /// It was passed on to those above.
        SharedUp = "shared_up", "Passed up", "Imepelekwa juu";
        /// It is kept for later.
        Parked = "parked", "Kept for later", "Imehifadhiwa";
        /// It is over, and its source is told how.
        Closed = "closed", "Closed", "Imefungwa";
    }
}

crate::vocabulary! {
    /// What the source is told when a tip is closed: one of four phrases, and nothing of any operation (DOMAIN §6.4).
    pub enum TipFeedback {
        /// Something was done.
        ActedOn = "acted_on", "Acted on", "Imefanyiwa kazi";
        /// Somebody looked.
        LookedInto = "looked_into", "Looked into", "Imechunguzwa";
        /// It was too little to go on.
        NotEnough = "not_enough", "Not enough to go on", "Haitoshi";
        /// Others have it now.
        PassedOn = "passed_on", "Passed on", "Imepelekwa kwa wengine";
    }
}
