//! When a place is open (RFC 5545, as HSDS 3 spells it: one field for each part of the rule).

use chrono::{DateTime, Duration, NaiveDate, NaiveDateTime, NaiveTime};
use rrule::RRuleSet;
use serde::{Deserialize, Serialize};
use serde_json::Number;

use super::records::given;
use super::{HsdsId, More, OpenState, Organization, Service};
use crate::clock::Timestamp;

/// A rule that is longer than this is not looked at.
const MAX_PART: usize = 400;

/// Opening hours.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Schedule {
    /// Identity.
    pub id: HsdsId,
    /// First day on which it holds.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    pub valid_from: Option<NaiveDate>,
    /// Last day on which it holds.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    pub valid_to: Option<NaiveDate>,
    /// First day of the rule.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    pub dtstart: Option<NaiveDate>,
    /// Last day of the rule.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    pub until: Option<NaiveDate>,
    /// Offset to UTC in hours.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    pub timezone: Option<Number>,
    /// How many times.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    pub count: Option<u32>,
    /// First day of the week: `MO` … `SU`.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    pub wkst: Option<String>,
    /// `WEEKLY`, `MONTHLY`; `DAILY` and `YEARLY` are understood too.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    pub freq: Option<String>,
    /// Every so many weeks, months …
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    pub interval: Option<u32>,
    /// `MO,TU` …
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    pub byday: Option<String>,
    /// Weeks of the year.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    pub byweekno: Option<String>,
    /// Days of the month.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    pub bymonthday: Option<String>,
    /// Days of the year.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    pub byyearday: Option<String>,
    /// `HH:MM` or `HH:MM:SS`.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    pub opens_at: Option<String>,
    /// `HH:MM` or `HH:MM:SS`; not after `opens_at`: on the next day.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    pub closes_at: Option<String>,
    /// Every other field.
    #[serde(flatten)]
    pub more: More,
}

impl Schedule {
    /// An empty one, which says nothing.
    #[must_use]
    pub const fn new(id: HsdsId) -> Self {
        Self {
            id,
            valid_from: None,
            valid_to: None,
            dtstart: None,
            until: None,
            timezone: None,
            count: None,
            wkst: None,
            freq: None,
            interval: None,
            byday: None,
            byweekno: None,
            bymonthday: None,
            byyearday: None,
            opens_at: None,
            closes_at: None,
            more: More::new(),
        }
    }

    /// Whether it is open at a moment. `utc_offset` in minutes is the reader's, used where the schedule names none. What breaks
    /// RFC 5545, or says no hours, is `unknown`.
    #[must_use]
    pub fn open_at(&self, at: Timestamp, utc_offset: i16) -> OpenState {
        self.is_open(at, utc_offset)
            .map_or(OpenState::Unknown, |open| if open { OpenState::Open } else { OpenState::Closed })
    }

    fn is_open(&self, at: Timestamp, utc_offset: i16) -> Option<bool> {
        let offset = match &self.timezone {
            #[expect(clippy::cast_possible_truncation, reason = "it is checked to be a day at most")]
            Some(hours) => hours.as_f64().filter(|hours| hours.abs() <= 24.0).map(|hours| (hours * 60.0) as i64)?,
            None => i64::from(utc_offset),
        };
        let now = DateTime::from_timestamp_millis(at.as_millis())?
            .naive_utc()
            .checked_add_signed(Duration::minutes(offset))?;
        let (opens, closes) = (time(self.opens_at.as_deref()?)?, time(self.closes_at.as_deref()?)?);
        let past_midnight = closes <= opens;
        // Today's hours, and those of yesterday that go on past midnight.
        for back in 0..=i64::from(past_midnight) {
            let day = now.date().checked_sub_signed(Duration::days(back))?;
            if !self.occurs_on(day)? {
                continue;
            }
            let end = day.checked_add_signed(Duration::days(i64::from(past_midnight)))?.and_time(closes);
            if (day.and_time(opens)..end).contains(&now) {
                return Some(true);
            }
        }
        Some(false)
    }

    /// Whether one of its days is this one. Nothing where the rule is none.
    fn occurs_on(&self, day: NaiveDate) -> Option<bool> {
        let holds = self.valid_from.is_none_or(|first| first <= day) && self.valid_to.is_none_or(|last| day <= last);
        let Some(freq) = &self.freq else {
            return self.dtstart.map(|only| holds && only == day);
        };
        if !["DAILY", "WEEKLY", "MONTHLY", "YEARLY"].contains(&freq.as_str())
            || (self.count.is_some() && self.until.is_some())
        {
            return None;
        }
        let mut rule = format!("FREQ={freq}");
        for (part, value) in [
            ("WKST", &self.wkst),
            ("BYDAY", &self.byday),
            ("BYWEEKNO", &self.byweekno),
            ("BYMONTHDAY", &self.bymonthday),
            ("BYYEARDAY", &self.byyearday),
        ] {
            if let Some(value) = value {
                let plain = value.len() <= MAX_PART
                    && value.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b',' | b'-' | b'+' | b' '));
                if !plain {
                    return None;
                }
                rule.push_str(&format!(";{part}={}", value.replace(' ', "")));
            }
        }
        for (part, value) in [("INTERVAL", self.interval), ("COUNT", self.count)] {
            if let Some(value) = value {
                rule.push_str(&format!(";{part}={value}"));
            }
        }
        if let Some(until) = self.until {
            rule.push_str(&format!(";UNTIL={}T000000Z", until.format("%Y%m%d")));
        }
        // Days are what is asked, so that of the crate's zones UTC is enough. Without a start, any earlier one will do.
        let start = self.dtstart.or(self.valid_from).or_else(|| day.checked_sub_signed(Duration::days(7)))?;
        let set: RRuleSet = format!("DTSTART:{}T000000Z\nRRULE:{rule}", start.format("%Y%m%d")).parse().ok()?;
        let midnight = NaiveDateTime::new(day, NaiveTime::MIN).and_utc().with_timezone(&rrule::Tz::UTC);
        let found = set.after(midnight).before(midnight).all(1);
        Some(holds && !found.dates.is_empty())
    }
}

/// A time of day; a zone behind it is for `timezone` to say.
fn time(text: &str) -> Option<NaiveTime> {
    let text = text.trim_end_matches('Z');
    NaiveTime::parse_from_str(text, "%H:%M:%S").or_else(|_| NaiveTime::parse_from_str(text, "%H:%M")).ok()
}

/// Whether any is open: `open` where one is, `closed` where all that say something are closed, else `unknown`.
fn any_open<'a>(schedules: impl Iterator<Item = &'a Schedule>, at: Timestamp, utc_offset: i16) -> OpenState {
    let mut state = OpenState::Unknown;
    for schedule in schedules {
        match schedule.open_at(at, utc_offset) {
            OpenState::Open => return OpenState::Open,
            OpenState::Closed => state = OpenState::Closed,
            _ => {}
        }
    }
    state
}

impl Service {
    /// Whether it is given at a moment, by its own hours and those of its places.
    #[must_use]
    pub fn open_at(&self, at: Timestamp, utc_offset: i16) -> OpenState {
        let places = self.service_at_locations.iter().flatten();
        let of_places = places.flat_map(|at| {
            at.schedules.iter().flatten().chain(at.location.iter().flat_map(|place| place.schedules.iter().flatten()))
        });
        any_open(self.schedules.iter().flatten().chain(of_places), at, utc_offset)
    }
}

impl Organization {
    /// Whether any of its places or services is open at a moment. `utc_offset` in minutes (Kenya: 180).
    #[must_use]
    pub fn open_now(&self, at: Timestamp, utc_offset: i16) -> OpenState {
        let places = any_open(
            self.locations.iter().flatten().flat_map(|place| place.schedules.iter().flatten()),
            at,
            utc_offset,
        );
        let services = self.services.iter().flatten().map(|service| service.open_at(at, utc_offset));
        services.fold(places, |so_far, state| match (so_far, state) {
            (OpenState::Open, _) | (_, OpenState::Open) => OpenState::Open,
            (OpenState::Closed, _) | (_, OpenState::Closed) => OpenState::Closed,
            _ => OpenState::Unknown,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::from_millis(DateTime::parse_from_rfc3339(text).unwrap().timestamp_millis())
    }

    fn hours(freq: &str, byday: Option<&str>, opens: &str, closes: &str) -> Schedule {
        Schedule {
            freq: Some(freq.to_owned()),
            byday: byday.map(str::to_owned),
            opens_at: Some(opens.to_owned()),
            closes_at: Some(closes.to_owned()),
            ..Schedule::new(HsdsId::from(uuid::Uuid::nil()))
        }
    }

    #[test]
    fn a_clinic_is_open_on_weekdays_by_the_clock_of_the_place() {
        let clinic = hours("WEEKLY", Some("MO,TU,WE,TH,FR"), "08:00", "17:00:00");
        // 2026-11-24 is a Tuesday. 05:00 UTC is 08:00 in Kenya.
        assert_eq!(clinic.open_at(at("2026-11-24T05:00:00Z"), 180), OpenState::Open);
        assert_eq!(clinic.open_at(at("2026-11-24T04:59:59Z"), 180), OpenState::Closed);
        assert_eq!(clinic.open_at(at("2026-11-24T13:59:59Z"), 180), OpenState::Open);
        assert_eq!(clinic.open_at(at("2026-11-24T14:00:00Z"), 180), OpenState::Closed);
        assert_eq!(clinic.open_at(at("2026-11-28T08:00:00Z"), 180), OpenState::Closed, "a Saturday");
        let abroad = Schedule { timezone: Some(Number::from(3)), ..clinic };
        assert_eq!(abroad.open_at(at("2026-11-24T05:00:00Z"), 0), OpenState::Open, "its own offset counts");
    }

    #[test]
    fn hours_go_on_past_midnight() {
        let night = hours("WEEKLY", Some("FR"), "20:00", "04:00");
        assert_eq!(night.open_at(at("2026-11-27T21:00:00+03:00"), 180), OpenState::Open);
        assert_eq!(night.open_at(at("2026-11-28T03:59:00+03:00"), 180), OpenState::Open);
        assert_eq!(night.open_at(at("2026-11-28T04:00:00+03:00"), 180), OpenState::Closed);
        assert_eq!(night.open_at(at("2026-11-27T03:00:00+03:00"), 180), OpenState::Closed);
        let always = hours("DAILY", None, "00:00", "00:00");
        assert_eq!(always.open_at(at("2026-11-27T23:59:59+03:00"), 180), OpenState::Open);
    }

    #[test]
    fn rules_by_month_by_fortnight_and_by_count() {
        let first_monday =
            Schedule { dtstart: "2026-01-05".parse().ok(), ..hours("MONTHLY", Some("1MO"), "09:00", "12:00") };
        assert_eq!(first_monday.open_at(at("2026-11-02T10:00:00+03:00"), 180), OpenState::Open);
        assert_eq!(first_monday.open_at(at("2026-11-09T10:00:00+03:00"), 180), OpenState::Closed);
        let fortnight = Schedule {
            interval: Some(2),
            dtstart: "2026-11-03".parse().ok(),
            ..hours("WEEKLY", Some("TU"), "09:00", "12:00")
        };
        assert_eq!(fortnight.open_at(at("2026-11-17T10:00:00+03:00"), 180), OpenState::Open);
        assert_eq!(fortnight.open_at(at("2026-11-24T10:00:00+03:00"), 180), OpenState::Closed);
        let thrice =
            Schedule { count: Some(3), dtstart: "2026-11-01".parse().ok(), ..hours("DAILY", None, "09:00", "12:00") };
        assert_eq!(thrice.open_at(at("2026-11-03T10:00:00+03:00"), 180), OpenState::Open);
        assert_eq!(thrice.open_at(at("2026-11-04T10:00:00+03:00"), 180), OpenState::Closed);
        let ended = Schedule { until: "2026-11-03".parse().ok(), count: None, ..thrice };
        assert_eq!(ended.open_at(at("2026-11-03T10:00:00+03:00"), 180), OpenState::Open);
        assert_eq!(ended.open_at(at("2026-11-04T10:00:00+03:00"), 180), OpenState::Closed);
        let lapsed = Schedule { valid_to: "2026-11-02".parse().ok(), ..ended };
        assert_eq!(lapsed.open_at(at("2026-11-03T10:00:00+03:00"), 180), OpenState::Closed);
    }

    #[test]
    fn what_breaks_the_standard_is_unknown_and_never_open() {
        let good = hours("WEEKLY", Some("TU"), "00:00", "00:00");
        let now = at("2026-11-24T10:00:00+03:00");
        assert_eq!(good.open_at(now, 180), OpenState::Open);
        for broken in [
            Schedule { freq: Some("SECONDLY".to_owned()), ..good.clone() },
            Schedule { freq: Some("WEEKLY;COUNT=1".to_owned()), ..good.clone() },
            Schedule { byday: Some("XX".to_owned()), ..good.clone() },
            Schedule { byday: Some("TU\nRRULE:FREQ=DAILY".to_owned()), ..good.clone() },
            Schedule { byday: Some("TU,".repeat(1000)), ..good.clone() },
            Schedule { byweekno: Some("41".to_owned()), ..good.clone() },
            Schedule { count: Some(3), until: "2026-12-01".parse().ok(), ..good.clone() },
            Schedule { interval: Some(u32::MAX), ..good.clone() },
            Schedule { opens_at: Some("25:00".to_owned()), ..good.clone() },
            Schedule { closes_at: None, ..good.clone() },
            Schedule { timezone: Number::from_f64(1e9), ..good.clone() },
            Schedule { freq: None, ..good },
        ] {
            assert_eq!(broken.open_at(now, 180), OpenState::Unknown, "{broken:?}");
        }
    }
}
