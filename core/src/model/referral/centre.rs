//! Whether a centre may be referred to: accredited on the day, and checked within the last 90 days (DOMAIN §10.1). Lists of centres go
//! stale within months.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use uuid::Uuid;

use super::vocabulary::CentreWarning;
use crate::clock::Timestamp;
use crate::geo::LatLon;
use crate::model::actor::OrgId;
use crate::text::Title;

/// How old a check may be.
pub const CHECKED_WITHIN: Duration = Duration::from_secs(90 * 24 * 3600);

/// What the register said of a centre when it was last asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accredited {
    /// `accredited`, `conditional`, `denied`, `closed`, `expired` or `unknown`.
    pub status: String,
    /// From when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<Timestamp>,
    /// Up to and without this instant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<Timestamp>,
    /// When that was checked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checked_at: Option<Timestamp>,
}

/// A centre that people are referred to, with one of its services: what the realm `care` takes out of the directory.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Centre {
    /// Which centre.
    pub facility: OrgId,
    /// Which of its services.
    pub service: Uuid,
    /// Its name.
    pub name: Title,
    /// Where it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<LatLon>,
    /// Its telephone number, as the directory writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// What the register last said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accreditation: Option<Accredited>,
}

/// A number that anybody may call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Helpline {
    /// The number, such as `1192`.
    pub number: String,
    /// Who answers, in English.
    pub en: Title,
    /// Who answers, in Kiswahili.
    pub sw: Title,
    /// For danger to life: it goes before any referral.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub emergency: bool,
}

/// The centres and the numbers to call, as the hub of the realm `care` gives them to everybody.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CentreList {
    /// Centres.
    #[serde(default)]
    pub centres: Vec<Centre>,
    /// Numbers.
    #[serde(default)]
    pub helplines: Vec<Helpline>,
}

impl CentreList {
    /// Whether there is nothing in it.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.centres.is_empty() && self.helplines.is_empty()
    }

    /// A service of a centre.
    #[must_use]
    pub fn find(&self, facility: OrgId, service: Uuid) -> Option<&Centre> {
        self.centres.iter().find(|centre| centre.facility == facility && centre.service == service)
    }

    /// What a service of a centre is worth at `now`.
    #[must_use]
    pub fn standing(&self, facility: OrgId, service: Uuid, now: Timestamp) -> CentreStanding {
        standing_of(self.find(facility, service).and_then(|centre| centre.accreditation.as_ref()), now)
    }

    /// In the place of a centre: those that are accredited at `now`, nearest first as seen from `from`, else from the centre itself;
    /// those of which nobody knows where they are, by name.
    #[must_use]
    pub fn alternatives(&self, facility: OrgId, from: Option<LatLon>, now: Timestamp, most: usize) -> Vec<&Centre> {
        let of_centre = || self.centres.iter().find(|centre| centre.facility == facility).and_then(|centre| centre.at);
        let from = from.or_else(of_centre);
        let far = |centre: &Centre| from.zip(centre.at).map_or(f64::INFINITY, |(from, at)| at.distance_m(from));
        let mut good: Vec<&Centre> = self
            .centres
            .iter()
            .filter(|centre| centre.facility != facility)
            .filter(|centre| standing_of(centre.accreditation.as_ref(), now) == CentreStanding::Accredited)
            .collect();
        good.sort_by(|a, b| far(a).total_cmp(&far(b)).then_with(|| a.name.as_str().cmp(b.name.as_str())));
        good.truncate(most);
        good
    }
}

/// What a centre is worth at an instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CentreStanding {
    /// It may be referred to.
    Accredited,
    /// Only by somebody who was shown the warning, and chose to go on.
    Warning(CentreWarning),
    /// Not at all.
    Blocked(CentreWarning),
}

impl CentreStanding {
    /// Why not, where there is a reason.
    #[must_use]
    pub const fn warning(&self) -> Option<&CentreWarning> {
        match self {
            Self::Accredited => None,
            Self::Warning(reason) | Self::Blocked(reason) => Some(reason),
        }
    }

    /// Whether a referral may go there; `despite` says that somebody was shown the warning, and chose to go on.
    #[must_use]
    pub const fn lets_through(&self, despite: bool) -> bool {
        match self {
            Self::Accredited => true,
            Self::Warning(_) => despite,
            Self::Blocked(_) => false,
        }
    }
}

/// What a centre is worth at `now`; nothing is known of one that the directory does not have.
#[must_use]
pub fn standing_of(centre: Option<&Accredited>, now: Timestamp) -> CentreStanding {
    use CentreStanding::{Blocked, Warning};
    let Some(centre) = centre else { return Blocked(CentreWarning::NotInDirectory) };
    let conditional = match centre.status.as_str() {
        "accredited" => false,
        "conditional" => true,
        "denied" => return Blocked(CentreWarning::Denied),
        "closed" => return Blocked(CentreWarning::Closed),
        "expired" => return Blocked(CentreWarning::Lapsed),
        _ => return Blocked(CentreWarning::NotAccredited),
    };
    if centre.valid_until.is_some_and(|end| now >= end) {
        return Blocked(CentreWarning::Lapsed);
    }
    if centre.valid_from.is_some_and(|start| now < start) {
        return Blocked(CentreWarning::NotYet);
    }
    if centre.checked_at.is_none_or(|at| now.since(at) > CHECKED_WITHIN) {
        return Warning(CentreWarning::StaleCheck);
    }
    if conditional { Warning(CentreWarning::Conditional) } else { CentreStanding::Accredited }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Duration = Duration::from_secs(24 * 3600);

    #[test]
    fn a_centre_is_good_up_to_its_last_day_and_ninety_days_after_it_was_checked() {
        let start = Timestamp::from_millis(1_790_000_000_000);
        let centre = |status: &str| Accredited {
            status: status.into(),
            valid_from: Some(start),
            valid_until: Some(start.plus(100 * DAY)),
            checked_at: Some(start.plus(5 * DAY)),
        };
        let at = |days: u32, status: &str| standing_of(Some(&centre(status)), start.plus(days * DAY));
        assert_eq!(at(95, "accredited"), CentreStanding::Accredited);
        assert_eq!(at(96, "accredited"), CentreStanding::Warning(CentreWarning::StaleCheck));
        assert_eq!(at(100, "accredited"), CentreStanding::Blocked(CentreWarning::Lapsed), "the first day it has lapsed");
        assert_eq!(at(10, "conditional"), CentreStanding::Warning(CentreWarning::Conditional));
        for (status, reason) in [
            ("denied", CentreWarning::Denied),
            ("closed", CentreWarning::Closed),
            ("expired", CentreWarning::Lapsed),
            ("unknown", CentreWarning::NotAccredited),
            ("new_word", CentreWarning::NotAccredited),
        ] {
            let standing = at(10, status);
            assert_eq!(standing, CentreStanding::Blocked(reason));
            assert!(!standing.lets_through(true), "nobody talks their way past {status}");
        }
        assert_eq!(standing_of(None, start), CentreStanding::Blocked(CentreWarning::NotInDirectory));
        let never = Accredited { checked_at: None, ..centre("accredited") };
        let standing = standing_of(Some(&never), start);
        assert!(!standing.lets_through(false) && standing.lets_through(true), "{standing:?}");
        let later = Accredited { valid_from: Some(start.plus(DAY)), ..centre("accredited") };
        assert_eq!(standing_of(Some(&later), start), CentreStanding::Blocked(CentreWarning::NotYet));
    }
}
