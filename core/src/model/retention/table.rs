//! The table: class by class how long it stays on a device and on the hub, and what then (DOMAIN §14).

use std::time::Duration;

use crate::clock::Timestamp;
use crate::text::Label;

crate::vocabulary! {
    /// A class of what is kept (DOMAIN §14). A model names the class of its subjects; the table says the rest.
    pub enum RetentionClass {
        /// A report that is not marked ⚠, and the copy of it for neighbours.
        Incident = "incident", "Report", "Ripoti";
        /// A report marked ⚠.
        SensitiveIncident = "incident_sensitive", "Sensitive report", "Ripoti nyeti";
        /// What is written under a receipt.
        AnonymousThread = "anonymous_thread", "Anonymous thread", "Mazungumzo bila jina";
        /// A tip.
        Tip = "tip", "Tip", "Dokezo";
        /// Photographs, voice and the like.
        Media = "media", "Media", "Picha na sauti";
        /// Positions of a patrol.
        Track = "track", "Patrol track", "Njia ya doria";
        /// Visits to checkpoints, shifts, handovers.
        Duty = "duty", "Shifts, visits, handovers", "Zamu, ukaguzi na makabidhiano";
        /// Positions of an SOS.
        SosPositions = "sos_positions", "Positions of an SOS", "Mahali pa SOS";
        /// An alert.
        Alert = "alert", "Alert", "Tahadhari";
        /// A proposal and the result of its ballot.
        Proposal = "proposal", "Proposal and ballot", "Pendekezo na kura";
        /// A referral to care.
        Referral = "referral", "Referral", "Rufaa";
        /// Attendance with a name.
        Attendance = "attendance_named", "Attendance with names", "Mahudhurio yenye majina";
        /// Who looked at what.
        Audit = "audit", "Who looked", "Nani ameangalia";
    }
}

/// What a time is counted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// The case is closed, the patrol or the SOS has ended.
    Closed,
    /// The hub has it.
    Delivered,
    /// It expires.
    Expires,
    /// The hub took it in.
    Received,
    /// Somebody last came back to it.
    LastAccess,
}

/// How long something is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// It is not kept there.
    Not,
    /// So many hours from then on.
    Hours(u32, Start),
    /// As long as there is a use for it.
    Always,
    /// Others say: the person, the facility, its law.
    Elsewhere,
}

impl Keep {
    /// When it is due, where it is known what it is counted from.
    #[must_use]
    pub fn due(&self, from: Option<Timestamp>) -> Option<Timestamp> {
        match self {
            Self::Hours(hours, _) => from.map(|from| from.plus(Duration::from_secs(u64::from(*hours) * 3600))),
            Self::Not | Self::Always | Self::Elsewhere => None,
        }
    }
}

/// How long, and how that is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// How long.
    pub keep: Keep,
    /// To the user.
    pub said: Label,
}

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// What.
    pub class: RetentionClass,
    /// On a phone.
    pub device: Period,
    /// On the hub.
    pub hub: Period,
    /// What is done on the hub then.
    pub then: Label,
}

const DAY: u32 = 24;
const MONTH: u32 = 730;
const YEAR: u32 = 365 * DAY;

const fn label(en: &'static str, sw: &'static str) -> Label {
    Label { en, sw }
}

const fn hours(hours: u32, from: Start, en: &'static str, sw: &'static str) -> Period {
    Period { keep: Keep::Hours(hours, from), said: label(en, sw) }
}

const fn other(keep: Keep, en: &'static str, sw: &'static str) -> Period {
    Period { keep, said: label(en, sw) }
}

const ERASED: Label = label("Erased", "Inafutwa");

/// Every class, in the order of DOMAIN §14.
pub const TABLE: &[Rule] = &[
    Rule {
        class: RetentionClass::Incident,
        device: hours(30 * DAY, Start::Closed, "30 days after it is closed", "Siku 30 baada ya kufungwa"),
        hub: hours(YEAR, Start::Closed, "12 months after it is closed", "Miezi 12 baada ya kufungwa"),
        then: label("Only ward, month and category stay", "Hubaki wadi, mwezi na aina pekee"),
    },
    Rule {
        class: RetentionClass::SensitiveIncident,
        device: hours(7 * DAY, Start::Delivered, "7 days after it was received", "Siku 7 baada ya kupokelewa"),
        hub: hours(2 * YEAR, Start::Closed, "24 months, with the police alone", "Miezi 24, kwa polisi pekee"),
        then: label("Erased, unless a legal hold is on it", "Inafutwa, isipokuwa kuna zuio la kisheria"),
    },
    Rule {
        class: RetentionClass::AnonymousThread,
        device: hours(
            90 * DAY,
            Start::LastAccess,
            "As you choose; the receipt 90 days",
            "Upendavyo; namba ya siri siku 90",
        ),
        hub: hours(90 * DAY, Start::Closed, "90 days after it is closed", "Siku 90 baada ya kufungwa"),
        then: ERASED,
    },
    Rule {
        class: RetentionClass::Tip,
        device: hours(0, Start::Delivered, "Until it was received", "Hadi ipokelewe"),
        hub: hours(
            90 * DAY,
            Start::Closed,
            "90 days; 12 months where it was acted on",
            "Siku 90; miezi 12 ikiwa ilifanyiwa kazi",
        ),
        then: ERASED,
    },
    Rule {
        class: RetentionClass::Media,
        device: hours(7 * DAY, Start::Delivered, "7 days after it was received", "Siku 7 baada ya kupokelewa"),
        hub: hours(90 * DAY, Start::Closed, "90 days after the case is closed", "Siku 90 baada ya kesi kufungwa"),
        then: label("Erased; its fingerprint stays", "Inafutwa; alama yake hubaki"),
    },
    Rule {
        class: RetentionClass::Track,
        device: hours(0, Start::Delivered, "Until it was received", "Hadi ipokelewe"),
        hub: hours(30 * DAY, Start::Received, "30 days", "Siku 30"),
        then: label("Kilometres, minutes and visits stay 12 months", "Kilomita, dakika na ukaguzi hubaki miezi 12"),
    },
    Rule {
        class: RetentionClass::Duty,
        device: hours(60 * DAY, Start::Closed, "60 days after it ended", "Siku 60 baada ya kumalizika"),
        hub: hours(2 * YEAR, Start::Closed, "24 months after it ended", "Miezi 24 baada ya kumalizika"),
        then: label("Only numbers stay", "Hubaki idadi pekee"),
    },
    Rule {
        class: RetentionClass::SosPositions,
        device: hours(24, Start::Closed, "24 hours after it ended", "Saa 24 baada ya kumalizika"),
        hub: hours(
            7 * DAY,
            Start::Closed,
            "7 days; the first and last 12 months",
            "Siku 7; ya kwanza na ya mwisho miezi 12",
        ),
        then: ERASED,
    },
    Rule {
        class: RetentionClass::Alert,
        device: hours(30 * DAY, Start::Expires, "30 days after it expired", "Siku 30 baada ya muda wake kuisha"),
        hub: other(Keep::Always, "For good: a public record", "Daima: ni rekodi ya umma"),
        then: label("Stays", "Hubaki"),
    },
    Rule {
        class: RetentionClass::Proposal,
        device: hours(YEAR, Start::Closed, "12 months", "Miezi 12"),
        hub: other(
            Keep::Always,
            "For good; who voted 30 days after the close",
            "Daima; nani alipiga kura siku 30 baada ya kufungwa",
        ),
        then: label("The result stays", "Matokeo hubaki"),
    },
    Rule {
        class: RetentionClass::Referral,
        device: hours(7 * DAY, Start::Delivered, "7 days after the facility has it", "Siku 7 baada ya kituo kuipokea"),
        hub: hours(
            6 * MONTH,
            Start::Closed,
            "6 months after it is closed; the facility by health law",
            "Miezi 6 baada ya kufungwa; kituo kwa sheria ya afya",
        ),
        then: label("Nobody can be recognised in it any more", "Hakuna anayetambulika tena"),
    },
    Rule {
        class: RetentionClass::Attendance,
        device: hours(30 * DAY, Start::Closed, "30 days", "Siku 30"),
        hub: hours(YEAR, Start::Closed, "12 months", "Miezi 12"),
        then: label("Only the number stays", "Hubaki idadi pekee"),
    },
    Rule {
        class: RetentionClass::Audit,
        device: other(Keep::Not, "As long as the hub tells it", "Kwa muda ambao kituo kinaonyesha"),
        hub: hours(2 * YEAR, Start::Received, "24 months", "Miezi 24"),
        then: ERASED,
    },
];

/// The row of a class; nothing for one of a newer version.
#[must_use]
pub fn rule(class: &RetentionClass) -> Option<&'static Rule> {
    TABLE.iter().find(|rule| rule.class == *class)
}
