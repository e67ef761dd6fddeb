//! Why personal data is processed, on which lawful basis of the Data Protection Act 2019 (section 30), and the words that people
//! are shown before they give any. A text that changes gets a new version: a consent names the version that was read.

use crate::model::incident::Consent;
use crate::text::Label;

crate::vocabulary! {
    /// What personal data is processed for (DOMAIN §14).
    pub enum Purpose {
        /// Reports and what is done about them.
        Reporting = "reporting", "Handling reports", "Kushughulikia ripoti";
        /// Calls for help.
        Emergency = "emergency", "Answering calls for help", "Kuitikia wito wa msaada";
        /// Guards' work.
        Guarding = "guarding", "Records of guarding", "Rekodi za ulinzi";
        /// Alerts to the public.
        Warning = "warning", "Warning the public", "Kutahadharisha umma";
        /// Help for people who ask for it.
        Care = "care", "Referral to care", "Rufaa ya huduma";
        /// Numbers without people.
        Statistics = "statistics", "Numbers by ward and month", "Takwimu za wadi na mwezi";
        /// Who looked at what.
        Accountability = "accountability", "Showing who looked", "Kuonyesha nani ameangalia";
    }
}

crate::vocabulary! {
    /// A lawful basis (Data Protection Act 2019, section 30).
    pub enum LawfulBasis {
        /// The person agreed, and may take it back.
        Consent = "consent", "Your consent", "Ridhaa yako";
        /// A contract with the person, such as of a guard with the firm.
        Contract = "contract", "A contract", "Mkataba";
        /// A law demands it.
        LegalObligation = "legal_obligation", "A legal obligation", "Wajibu wa kisheria";
        /// Somebody's life is at stake.
        VitalInterest = "vital_interest", "Saving life", "Kuokoa maisha";
        /// A task of public interest.
        PublicTask = "public_task", "A task in the public interest", "Kazi ya manufaa ya umma";
    }
}

/// The words for a purpose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What for.
    pub purpose: Purpose,
    /// On which basis.
    pub basis: LawfulBasis,
    /// Of the text; a consent names it.
    pub version: &'static str,
    /// The text.
    pub said: Label,
}

/// The notices of this version, one for each purpose.
pub const NOTICES: &[Notice] = &[
    Notice {
        purpose: Purpose::Reporting,
        basis: LawfulBasis::Consent,
        version: "2026-11",
        said: Label {
            en: "What you report goes to those who can act on it, as you choose, and nobody else. You may see who looked, take a copy, and ask that it be erased.",
            sw: "Unachoripoti huenda kwa wanaoweza kushughulikia, kama ulivyochagua, na si kwa mwingine. Unaweza kuona nani ameangalia, kuchukua nakala, na kuomba kifutwe.",
        },
    },
    Notice {
        purpose: Purpose::Emergency,
        basis: LawfulBasis::VitalInterest,
        version: "2026-11",
        said: Label {
            en: "While an SOS is on, those who can help see where you are. 24 hours after it ends the positions are erased on the phones.",
            sw: "SOS ikiwa inaendelea, wanaoweza kusaidia huona ulipo. Saa 24 baada ya kumalizika, mahali ulipokuwa hufutwa kwenye simu.",
        },
    },
    Notice {
        purpose: Purpose::Guarding,
        basis: LawfulBasis::Contract,
        version: "2026-11",
        said: Label {
            en: "Your shifts and visits are evidence between you and your firm for 24 months. Where you went is recorded on patrol alone.",
            sw: "Zamu na ukaguzi wako ni ushahidi kati yako na kampuni kwa miezi 24. Ulikopita hurekodiwa wakati wa doria pekee.",
        },
    },
    Notice {
        purpose: Purpose::Warning,
        basis: LawfulBasis::PublicTask,
        version: "2026-11",
        said: Label {
            en: "An alert is a public record, with the office that issued it.",
            sw: "Tahadhari ni rekodi ya umma, pamoja na ofisi iliyoitoa.",
        },
    },
    Notice {
        purpose: Purpose::Care,
        basis: LawfulBasis::Consent,
        version: "2026-11",
        said: Label {
            en: "What you say here goes to the facility that you choose. The police never see it.",
            sw: "Unachosema hapa huenda kwa kituo ulichochagua. Polisi hawakioni kamwe.",
        },
    },
    Notice {
        purpose: Purpose::Statistics,
        basis: LawfulBasis::PublicTask,
        version: "2026-11",
        said: Label {
            en: "After 12 months only ward, month and kind of a report are kept, as a number.",
            sw: "Baada ya miezi 12 hubaki wadi, mwezi na aina ya ripoti pekee, kama idadi.",
        },
    },
    Notice {
        purpose: Purpose::Accountability,
        basis: LawfulBasis::LegalObligation,
        version: "2026-11",
        said: Label {
            en: "Whoever opens a sensitive or confidential report is noted, and whoever made it is shown that for 24 months.",
            sw: "Anayefungua ripoti nyeti au ya siri huandikwa, na aliyeiripoti huonyeshwa kwa miezi 24.",
        },
    },
];

/// The notice of a purpose.
#[must_use]
pub fn notice(purpose: &Purpose) -> Option<&'static Notice> {
    NOTICES.iter().find(|notice| notice.purpose == *purpose)
}

impl Notice {
    /// Whether a consent was given to this very text.
    #[must_use]
    pub fn is_agreed_by(&self, consent: &Consent) -> bool {
        consent.purpose.as_str() == self.purpose.code() && consent.text_version.as_str() == self.version
    }
}
