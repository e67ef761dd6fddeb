//! What an accreditation is worth on a day (DOMAIN §10.1, §11).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{AccreditationBody, AccreditationStatus, Standing};
use crate::text::Text;

/// For so many days a check of an accreditation is good.
pub const CHECK_GOOD_FOR_DAYS: i64 = 90;

/// What a body said of a facility, and when that was last looked up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accreditation {
    /// Who accredits.
    pub body: AccreditationBody,
    /// Number of the accreditation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<Text<80>>,
    /// What the body last said.
    pub status: AccreditationStatus,
    /// First day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<NaiveDate>,
    /// Last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<NaiveDate>,
    /// The day on which it was last looked up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checked_at: Option<NaiveDate>,
    /// Where it was looked up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Text<200>>,
}

impl Accreditation {
    /// What it is worth on a day: `accredited` where it is in force and was checked at most [`CHECK_GOOD_FOR_DAYS`] days before. A
    /// check that lies in the future is none.
    #[must_use]
    pub fn standing_on(&self, day: NaiveDate) -> Standing {
        match self.status {
            AccreditationStatus::Denied => return Standing::Denied,
            AccreditationStatus::Closed => return Standing::Closed,
            AccreditationStatus::Expired => return Standing::Lapsed,
            AccreditationStatus::Unknown | AccreditationStatus::Other(_) => return Standing::Unknown,
            AccreditationStatus::Accredited | AccreditationStatus::Conditional => {}
        }
        if self.valid_to.is_some_and(|last| last < day) {
            return Standing::Lapsed;
        }
        if self.valid_from.is_some_and(|first| first > day) {
            return Standing::NotYet;
        }
        if self.status == AccreditationStatus::Conditional {
            return Standing::Conditional;
        }
        match self.checked_at {
            Some(checked) if (0..=CHECK_GOOD_FOR_DAYS).contains(&(day - checked).num_days()) => Standing::Accredited,
            _ => Standing::Unchecked,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn accredited() -> Accreditation {
        Accreditation {
            body: AccreditationBody::Nacada,
            number: None,
            status: AccreditationStatus::Accredited,
            valid_from: Some(day("2026-01-01")),
            valid_to: Some(day("2026-12-31")),
            checked_at: Some(day("2026-09-01")),
            source: None,
        }
    }

    #[test]
    fn an_accreditation_lapses_the_day_after_its_last() {
        let fresh = Accreditation { checked_at: Some(day("2026-12-30")), ..accredited() };
        assert_eq!(fresh.standing_on(day("2026-12-31")), Standing::Accredited);
        assert_eq!(fresh.standing_on(day("2027-01-01")), Standing::Lapsed);
        assert_eq!(fresh.standing_on(day("2025-12-31")), Standing::NotYet);
    }

    #[test]
    fn a_check_is_good_for_90_days_and_never_before_it_was_made() {
        assert_eq!(accredited().standing_on(day("2026-11-30")), Standing::Accredited);
        assert_eq!(accredited().standing_on(day("2026-12-01")), Standing::Unchecked);
        assert_eq!(accredited().standing_on(day("2026-08-31")), Standing::Unchecked);
        let never = Accreditation { checked_at: None, ..accredited() };
        assert_eq!(never.standing_on(day("2026-09-01")), Standing::Unchecked);
    }

    #[test]
    fn what_the_body_refused_is_never_accredited() {
        for (status, standing) in [
            (AccreditationStatus::Denied, Standing::Denied),
            (AccreditationStatus::Closed, Standing::Closed),
            (AccreditationStatus::Expired, Standing::Lapsed),
            (AccreditationStatus::Unknown, Standing::Unknown),
            (AccreditationStatus::Conditional, Standing::Conditional),
            (AccreditationStatus::from("pending_review"), Standing::Unknown),
        ] {
            assert_eq!(Accreditation { status, ..accredited() }.standing_on(day("2026-09-01")), standing);
        }
    }
}
