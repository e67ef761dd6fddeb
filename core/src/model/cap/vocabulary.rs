//! The closed lists of words of CAP 1.2 (DOMAIN Annex A), with their labels.
//!
//! Codes are CAP's words, but for [`Severity`], which the incident shares and which is written small there.

crate::vocabulary! {
    /// CAP 1.2 `category`.
    pub enum CapCategory {
        /// Geophysical.
        Geo = "Geo", "Geophysical", "Kijiofizikia";
        /// Meteorological, floods included.
        Met = "Met", "Weather and flood", "Hali ya hewa na mafuriko";
        /// General emergency and public safety.
        Safety = "Safety", "Public safety", "Usalama wa umma";
        /// Law enforcement, private security.
        Security = "Security", "Security", "Ulinzi";
        /// Rescue and recovery.
        Rescue = "Rescue", "Rescue", "Uokoaji";
        /// Fire.
        Fire = "Fire", "Fire", "Moto";
        /// Medical and public health.
        Health = "Health", "Health", "Afya";
        /// Pollution and other environmental.
        Env = "Env", "Environment", "Mazingira";
        /// Transport.
        Transport = "Transport", "Transport", "Uchukuzi";
        /// Utilities and infrastructure.
        Infra = "Infra", "Infrastructure", "Miundombinu";
        /// Chemical, biological, radiological, nuclear, explosive.
        Cbrne = "CBRNE", "Chemical or explosive", "Kemikali au vilipuzi";
        /// Other events.
        OtherHazard = "Other", "Other", "Nyingine";
    }
}

crate::vocabulary! {
    /// CAP 1.2 `severity`, in the lower case of DOMAIN §5.1.
    pub enum Severity {
        /// Extraordinary threat to life or property.
        Extreme = "extreme", "Extreme", "Hatari mno";
        /// Significant threat.
        Severe = "severe", "Severe", "Hatari kubwa";
        /// Possible threat.
        Moderate = "moderate", "Moderate", "Hatari ya wastani";
        /// Minimal threat.
        Minor = "minor", "Minor", "Hatari ndogo";
        /// Not known.
        Unknown = "unknown", "Unknown", "Haijulikani";
    }
}

impl Severity {
    /// As CAP writes it: `Severe` for the code `severe`. A word that is none of CAP's stays as it is.
    #[must_use]
    pub fn cap_word(&self) -> &str {
        match self {
            Self::Extreme => "Extreme",
            Self::Severe => "Severe",
            Self::Moderate => "Moderate",
            Self::Minor => "Minor",
            Self::Unknown => "Unknown",
            Self::Other(word) => word,
        }
    }

    /// From the word of CAP. Nothing for one of our own codes, so that no severity is written in two ways.
    #[must_use]
    pub fn from_cap_word(word: &str) -> Option<Self> {
        if let Some(known) = Self::ALL.iter().find(|severity| severity.cap_word() == word) {
            return Some(known.clone());
        }
        match Self::from(word) {
            newer @ Self::Other(_) => Some(newer),
            _ => None,
        }
    }
}

/// A severity in JSON as CAP writes it.
pub(super) mod cap_severity {
    use serde::{Deserialize, Deserializer, Serializer, de};

    use super::Severity;

    pub fn serialize<S: Serializer>(severity: &Severity, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(severity.cap_word())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Severity, D::Error> {
        let word = String::deserialize(deserializer)?;
        Severity::from_cap_word(&word).ok_or_else(|| de::Error::custom("severity is a word of CAP, as in Severe"))
    }
}

crate::vocabulary! {
    /// CAP 1.2 `status`: who is to act on the message.
    pub enum Status {
        /// Everybody whom it reaches.
        Actual = "Actual", "Actual", "Halisi";
        /// Only those who take part in the exercise that `note` names.
        Exercise = "Exercise", "Exercise", "Mazoezi";
        /// Nobody: messages between networks.
        System = "System", "System", "Mfumo";
        /// Nobody: a technical test.
        Test = "Test", "Test", "Jaribio";
        /// Nobody: not finished.
        Draft = "Draft", "Draft", "Rasimu";
    }
}

crate::vocabulary! {
    /// CAP 1.2 `msgType`: what the message does to those before it.
    pub enum MsgType {
        /// Tells something new.
        Alert = "Alert", "Alert", "Tahadhari";
        /// Replaces the messages that it refers to.
        Update = "Update", "Update", "Taarifa mpya";
        /// Takes them back.
        Cancel = "Cancel", "Cancelled", "Imefutwa";
        /// Says that they arrived.
        Ack = "Ack", "Received", "Imepokelewa";
        /// Says that they were refused; `note` says why.
        Error = "Error", "Refused", "Imekataliwa";
    }
}

crate::vocabulary! {
    /// CAP 1.2 `scope`: who may read the message.
    pub enum Scope {
        /// Everybody.
        Public = "Public", "Public", "Umma";
        /// Those whom `restriction` describes.
        Restricted = "Restricted", "Restricted", "Kwa wahusika";
        /// Those whom `addresses` names.
        Private = "Private", "Private", "Faragha";
    }
}

crate::vocabulary! {
    /// CAP 1.2 `responseType`: what people should do.
    pub enum ResponseType {
        /// Take shelter in place.
        Shelter = "Shelter", "Take shelter", "Jisitiri";
        /// Leave.
        Evacuate = "Evacuate", "Leave the area", "Ondoka";
        /// Make ready.
        Prepare = "Prepare", "Prepare", "Jiandae";
        /// Carry out a plan that was made before.
        Execute = "Execute", "Follow instructions", "Tekeleza maagizo";
        /// Keep away.
        Avoid = "Avoid", "Avoid the area", "Epuka";
        /// Watch for news.
        Monitor = "Monitor", "Stay informed", "Fuatilia";
        /// Judge for oneself; not for public warnings.
        Assess = "Assess", "Assess", "Tathmini";
        /// The danger is over.
        AllClear = "AllClear", "All clear", "Hali ni shwari";
        /// Nothing.
        None = "None", "No action", "Hakuna hatua";
    }
}

crate::vocabulary! {
    /// CAP 1.2 `urgency`: when people should do it.
    pub enum Urgency {
        /// Now.
        Immediate = "Immediate", "Now", "Sasa";
        /// Within the next hour.
        Expected = "Expected", "Within the hour", "Ndani ya saa moja";
        /// In the near future.
        Future = "Future", "Later", "Baadaye";
        /// No longer.
        Past = "Past", "Past", "Imepita";
        /// Not known.
        Unknown = "Unknown", "Unknown", "Haijulikani";
    }
}

crate::vocabulary! {
    /// CAP 1.2 `certainty`. `Very Likely` of CAP 1.0 is read as [`Likely`](Certainty::Likely).
    pub enum Certainty {
        /// It happened or goes on.
        Observed = "Observed", "Observed", "Imeonekana";
        /// More likely than not.
        Likely = "Likely", "Likely", "Inaelekea";
        /// Possible, not likely.
        Possible = "Possible", "Possible", "Inawezekana";
        /// Not expected.
        Unlikely = "Unlikely", "Unlikely", "Haielekei";
        /// Not known.
        Unknown = "Unknown", "Unknown", "Haijulikani";
    }
}
