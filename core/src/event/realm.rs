//! Realms: worlds that share no key, identity, file, session or batch. What happens in one cannot be joined to what happens in another
//! (DOMAIN §10, firewall), because there is nothing that both have.

use super::author::Role;

crate::vocabulary! {
    /// A realm.
    pub enum Realm {
        /// Reports, guards' work, alerts and calls for help.
        Safety = "safety", "Safety", "Usalama";
        /// Referrals and attendance: never police, never a resident association.
        Care = "care", "Care", "Huduma ya afya";
    }
}

impl Realm {
    /// Where a kind of event belongs.
    #[must_use]
    pub fn of_kind(kind: &str) -> Self {
        if kind.starts_with("referral.") || kind.starts_with("attendance.") { Self::Care } else { Self::Safety }
    }

    /// Whether somebody can hold this role there: in `care` nobody but those who refer, those who take in, and those who count.
    #[must_use]
    pub const fn has_role(&self, role: &Role) -> bool {
        match self {
            Self::Care => matches!(role, Role::OutreachWorker | Role::RehabIntake | Role::ProgrammeAdmin),
            Self::Safety | Self::Other(_) => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_police_or_an_association_where_people_are_cared_for() {
        let there: Vec<&Role> = Role::ALL.iter().filter(|role| Realm::Care.has_role(role)).collect();
        assert_eq!(there, [&Role::OutreachWorker, &Role::RehabIntake, &Role::ProgrammeAdmin]);
        for (kind, realm) in [("referral.sent", Realm::Care), ("attendance.opened", Realm::Care)] {
            assert_eq!(Realm::of_kind(kind), realm);
        }
        for kind in ["incident.submitted", "sos.raised", "patrol.started", "tip.submitted", "referrals"] {
            assert_eq!(Realm::of_kind(kind), Realm::Safety, "{kind}");
        }
    }
}
