//! Words of the Common Alerting Protocol, OASIS CAP 1.2, adopted verbatim (DOMAIN Annex A). The incident shares severity and
//! category with the alert.

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
