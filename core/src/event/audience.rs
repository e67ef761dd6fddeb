//! Who an event is meant for: the scopes of DOMAIN §3.1.

crate::vocabulary! {
    /// A scope of readers. The main line runs from `self` to `public`, narrow to wide; `care` and `oversight` are side
    /// branches that no path widens into the main line.
    pub enum Audience {
        /// The author's device only.
        Own = "self", "Private draft", "Rasimu ya siri";
        /// Author, outreach worker, receiving facility. Never police, never a resident association.
        Care = "care", "Care only", "Huduma ya afya pekee";
        /// Author and oversight. Never the unit complained of.
        Oversight = "oversight", "Oversight only", "Ofisi ya usimamizi pekee";
        /// Author and the police of the station area.
        Police = "police", "Reporter and police", "Mripoti na polisi";
        /// And assigned guards with their supervisor.
        Responders = "responders", "Responders", "Wanaoitikia";
        /// And officials of the resident association's polygon.
        Ra = "ra", "Resident association", "Chama cha wakazi";
        /// And verified residents whose area intersects: a redacted copy.
        Area = "area", "Neighbours", "Majirani";
        /// Anyone: a coarsened, delayed, redacted copy.
        Public = "public", "Public", "Umma";
    }
}

impl Audience {
    /// Place on the main line, narrow to wide; nothing for the side branches and for unknown scopes.
    #[must_use]
    pub const fn width(&self) -> Option<u8> {
        match self {
            Self::Own => Some(0),
            Self::Police => Some(1),
            Self::Responders => Some(2),
            Self::Ra => Some(3),
            Self::Area => Some(4),
            Self::Public => Some(5),
            Self::Care | Self::Oversight | Self::Other(_) => None,
        }
    }

    /// Whether everybody in this scope is also in `other`. A side branch is within itself alone.
    #[must_use]
    pub fn is_within(&self, other: &Self) -> bool {
        match (self.width(), other.width()) {
            (Some(mine), Some(theirs)) => mine <= theirs,
            // A private draft may become anything.
            (Some(0), None) => true,
            _ => self == other,
        }
    }

    /// Whether it reaches at least as far as `other` on the main line.
    #[must_use]
    pub fn reaches(&self, other: &Self) -> bool {
        matches!((self.width(), other.width()), (Some(mine), Some(theirs)) if mine >= theirs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn side_branches_never_widen_into_the_main_line() {
        for side in [Audience::Care, Audience::Oversight] {
            for scope in Audience::ALL {
                assert_eq!(side.is_within(scope), side == *scope, "{side} in {scope}");
                assert!(!side.reaches(scope));
            }
        }
        assert!(Audience::Police.is_within(&Audience::Ra));
        assert!(!Audience::Ra.is_within(&Audience::Police));
        assert!(!Audience::Other("county".into()).is_within(&Audience::Public));
    }
}
