//! The words of an SOS (DOMAIN §8.5).

crate::vocabulary! {
    /// What set it off.
    pub enum SosTrigger {
        /// A button on the screen.
        Button = "button", "Button", "Kitufe";
        /// The power key, pressed several times.
        PowerKey = "power_key", "Power key", "Kitufe cha kuwasha";
        /// The phone was shaken.
        Shake = "shake", "Shaking", "Kutikisa";
        /// A word was spoken.
        Voice = "voice", "Voice", "Sauti";
        /// The PIN for duress was entered.
        DuressPin = "duress_pin", "Duress PIN", "PIN ya shuruti";
        /// A guard did not answer a welfare check.
        WelfareMissed = "welfare_missed", "Welfare check missed", "Hakujibu swali la usalama";
        /// The phone lay still after a fall.
        ManDown = "man_down", "Man down", "Ameanguka";
    }
}

crate::vocabulary! {
    /// Whether the phone makes it heard.
    pub enum SosMode {
        /// It may be seen and heard.
        Loud = "loud", "Loud", "Kwa sauti";
        /// Nothing is to be seen or heard.
        Silent = "silent", "Silent", "Kimya";
    }
}

crate::vocabulary! {
    /// What help is needed for.
    pub enum SosKind {
        /// An attack.
        Attack = "attack", "Attack", "Shambulio";
        /// Illness or injury.
        Medical = "medical", "Medical", "Matibabu";
        /// Fire.
        Fire = "fire", "Fire", "Moto";
        /// Gender-based violence.
        Gbv = "gbv", "Gender-based violence", "Ukatili wa kijinsia";
        /// A child is in danger.
        Child = "child", "Child in danger", "Mtoto hatarini";
        /// Something else.
        OtherNeed = "other", "Other", "Nyingine";
        /// Not known.
        Unknown = "unknown", "Unknown", "Haijulikani";
    }
}

crate::vocabulary! {
    /// Where an SOS stands.
    pub enum SosState {
        /// It can still be taken back for five seconds; nobody has heard of it.
        Arming = "arming", "Arming", "Inaandaliwa";
        /// It is on, and nobody has taken it up.
        Active = "active", "Active", "Inaendelea";
        /// It is on, and looks cancelled on the phone: the PIN for duress was entered.
        ActiveSilent = "active_silent", "Active, silent", "Inaendelea kimya";
        /// Nobody took it up in time: the next tier was told.
        Escalated = "escalated", "Escalated", "Imepandishwa ngazi";
        /// Somebody has taken it up.
        Acknowledged = "acknowledged", "Acknowledged", "Imepokelewa";
        /// Somebody is on the way.
        Responding = "responding", "On the way", "Msaada uko njiani";
        /// Somebody is there.
        OnScene = "on_scene", "On scene", "Msaada umefika";
        /// It is over.
        Resolved = "resolved", "Resolved", "Imetatuliwa";
        /// There was no danger.
        FalseAlarm = "false_alarm", "False alarm", "Onyo la uongo";
        /// Whoever raised it has taken it back.
        Cancelled = "cancelled", "Cancelled", "Imefutwa";
    }
}

impl SosState {
    /// Whether it is on: help is still needed, as far as anybody knows.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        !matches!(self, Self::Resolved | Self::FalseAlarm | Self::Cancelled)
    }

    /// Whether the next tier is told in a while: nobody has taken it up.
    #[must_use]
    pub const fn is_unanswered(&self) -> bool {
        matches!(self, Self::Active | Self::ActiveSilent | Self::Escalated)
    }
}

crate::vocabulary! {
    /// What the phone did beside.
    pub enum ContactedHow {
        /// Dialled a number.
        Dialled = "dialled", "Called", "Alipiga simu";
        /// Offered an SMS with a prepared text; whether it was sent, only the telephone knows.
        SmsOffered = "sms_offered", "SMS offered", "SMS imependekezwa";
    }
}

crate::vocabulary! {
    /// How an SOS ended.
    pub enum SosOutcome {
        /// Help was there.
        Resolved = "resolved", "Resolved", "Imetatuliwa";
        /// There was no danger.
        FalseAlarm = "false_alarm", "False alarm", "Onyo la uongo";
    }
}
