//! Whether a centre may be referred to: accredited on the day, and checked within the last 90 days (DOMAIN §10.1). Lists of centres go
//! stale within months.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::vocabulary::CentreWarning;
use crate::clock::{KENYA_UTC_OFFSET_MINUTES, Timestamp};
use crate::geo::LatLon;
use crate::model::actor::OrgId;
use crate::model::directory::{Accreditation, EntryKind, Organization, Standing, day_at};
use crate::text::Title;

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
    pub accreditation: Option<Accreditation>,
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

impl Centre {
    /// What the realm `care` takes out of an entry of the directory: one of each of its services. Nothing of an entry whose name is
    /// too long for a list.
    #[must_use]
    pub fn of_entry(entry: &Organization) -> Vec<Self> {
        let Ok(name) = Title::new(&entry.name) else { return vec![] };
        let local = entry.local.as_ref();
        let number = |phones: &Option<Vec<crate::model::directory::Phone>>| {
            phones.iter().flatten().map(|phone| phone.number.clone()).next()
        };
        let services = entry.services.iter().flatten();
        services
            .map(|service| Self {
                facility: local.and_then(|local| local.kept_by).unwrap_or(OrgId(entry.id.uuid())),
                service: service.id.uuid(),
                name: name.clone(),
                at: entry.positions().next(),
                phone: number(&service.phones).or_else(|| number(&entry.phones)),
                accreditation: local.and_then(|local| local.accreditation.clone()),
            })
            .collect()
    }
}

/// The numbers of the emergency services, which go before any other.
const EMERGENCY: [&str; 3] = ["999", "112", "911"];

impl Helpline {
    /// The numbers of an entry that is a hotline.
    #[must_use]
    pub fn of_entry(entry: &Organization) -> Vec<Self> {
        let Ok(en) = Title::new(&entry.name) else { return vec![] };
        let own = entry.local.as_ref().and_then(|local| local.name_sw.as_ref());
        let sw = own.and_then(|sw| Title::new(sw.as_str()).ok()).unwrap_or_else(|| en.clone());
        let numbers = entry.phones.iter().flatten().map(|phone| phone.number.clone());
        numbers
            .map(|number| Self {
                emergency: EMERGENCY.contains(&number.as_str()),
                number,
                en: en.clone(),
                sw: sw.clone(),
            })
            .collect()
    }
}

impl CentreList {
    /// What the realm `care` takes out of a directory: its rehabilitation and counselling centres, and its hotlines.
    #[must_use]
    pub fn of_entries(entries: &[Organization]) -> Self {
        let of = |kinds: &[EntryKind]| {
            entries.iter().filter(|entry| entry.kind().is_some_and(|kind| kinds.contains(kind))).collect::<Vec<_>>()
        };
        Self {
            centres: of(&[EntryKind::RehabCentre, EntryKind::Counselling])
                .into_iter()
                .flat_map(Centre::of_entry)
                .collect(),
            helplines: of(&[EntryKind::Hotline]).into_iter().flat_map(Helpline::of_entry).collect(),
        }
    }

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

/// What a centre is worth at `now`, on its day in Kenya; nothing is known of one that the directory does not have.
#[must_use]
pub fn standing_of(centre: Option<&Accreditation>, now: Timestamp) -> CentreStanding {
    use CentreStanding::{Blocked, Warning};
    let day = day_at(now, KENYA_UTC_OFFSET_MINUTES);
    let Some((accreditation, day)) = centre.zip(day) else { return Blocked(CentreWarning::NotInDirectory) };
    match accreditation.standing_on(day) {
        Standing::Accredited => CentreStanding::Accredited,
        Standing::Conditional => Warning(CentreWarning::Conditional),
        Standing::Unchecked => Warning(CentreWarning::StaleCheck),
        Standing::Lapsed => Blocked(CentreWarning::Lapsed),
        Standing::NotYet => Blocked(CentreWarning::NotYet),
        Standing::Denied => Blocked(CentreWarning::Denied),
        Standing::Closed => Blocked(CentreWarning::Closed),
        Standing::Unknown | Standing::Other(_) => Blocked(CentreWarning::NotAccredited),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::directory::{AccreditationBody, AccreditationStatus};

    fn centre(status: &str) -> Accreditation {
        Accreditation {
            body: AccreditationBody::Nacada,
            number: None,
            status: AccreditationStatus::from(status),
            valid_from: "2026-08-01".parse().ok(),
            valid_to: "2026-12-31".parse().ok(),
            checked_at: "2026-09-01".parse().ok(),
            source: None,
        }
    }

    /// Noon of a day in Kenya.
    fn noon(day: &str) -> Timestamp {
        let at = chrono::NaiveDate::parse_from_str(day, "%Y-%m-%d").unwrap().and_hms_opt(9, 0, 0).unwrap();
        Timestamp::from_millis(at.and_utc().timestamp_millis())
    }

    #[test]
    fn a_centre_is_good_up_to_its_last_day_and_ninety_days_after_it_was_checked() {
        let at = |day: &str, status: &str| standing_of(Some(&centre(status)), noon(day));
        assert_eq!(at("2026-11-30", "accredited"), CentreStanding::Accredited);
        assert_eq!(at("2026-12-01", "accredited"), CentreStanding::Warning(CentreWarning::StaleCheck));
        assert_eq!(at("2027-01-01", "accredited"), CentreStanding::Blocked(CentreWarning::Lapsed));
        assert_eq!(at("2026-07-31", "accredited"), CentreStanding::Blocked(CentreWarning::NotYet));
        assert_eq!(at("2026-10-01", "conditional"), CentreStanding::Warning(CentreWarning::Conditional));
        for (status, reason) in [
            ("denied", CentreWarning::Denied),
            ("closed", CentreWarning::Closed),
            ("expired", CentreWarning::Lapsed),
            ("unknown", CentreWarning::NotAccredited),
            ("new_word", CentreWarning::NotAccredited),
        ] {
            let standing = at("2026-10-01", status);
            assert_eq!(standing, CentreStanding::Blocked(reason));
            assert!(!standing.lets_through(true), "nobody talks their way past {status}");
        }
        assert_eq!(standing_of(None, noon("2026-10-01")), CentreStanding::Blocked(CentreWarning::NotInDirectory));
        let never = standing_of(Some(&Accreditation { checked_at: None, ..centre("accredited") }), noon("2026-10-01"));
        assert!(!never.lets_through(false) && never.lets_through(true), "{never:?}");
        // Midnight is Kenya's.
        let late = Timestamp::from_millis(noon("2026-12-31").as_millis() + 11 * 3_600_000);
        let fresh = Accreditation { checked_at: "2026-12-30".parse().ok(), ..centre("accredited") };
        assert_eq!(standing_of(Some(&fresh), late), CentreStanding::Accredited);
        let later = Timestamp::from_millis(late.as_millis() + 3_600_000);
        assert_eq!(standing_of(Some(&fresh), later), CentreStanding::Blocked(CentreWarning::Lapsed));
    }

    #[test]
    fn in_the_place_of_a_centre_stand_the_nearest_that_are_accredited() {
        let at = |lon: f64| LatLon::new(-1.3, lon).ok();
        let made = |id: u128, name: &str, at, status: &str| Centre {
            facility: OrgId(Uuid::from_u128(id)),
            service: Uuid::nil(),
            name: Title::new(name).unwrap(),
            at,
            phone: None,
            accreditation: Some(centre(status)),
        };
        let list = CentreList {
            centres: vec![
                made(1, "Lapsed", at(36.80), "expired"),
                made(2, "Far", at(36.95), "accredited"),
                made(3, "Near", at(36.81), "accredited"),
                made(4, "Nowhere", None, "accredited"),
                made(5, "Closed", at(36.80), "closed"),
            ],
            helplines: vec![],
        };
        let others = list.alternatives(OrgId(Uuid::from_u128(1)), None, noon("2026-10-01"), 9);
        let names: Vec<&str> = others.iter().map(|centre| centre.name.as_str()).collect();
        assert_eq!(names, ["Near", "Far", "Nowhere"]);
        let from = list.alternatives(OrgId(Uuid::from_u128(1)), at(36.96), noon("2026-10-01"), 1);
        assert_eq!(from[0].name.as_str(), "Far");
    }
}
