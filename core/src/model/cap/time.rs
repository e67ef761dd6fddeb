//! Date and time as CAP writes them: to the second, with the offset from UTC, never `Z`.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime as Chrono, FixedOffset, NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};

use crate::clock::{KENYA_UTC_OFFSET_MINUTES, Timestamp};

/// What is no date and time of CAP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DateTimeError {
    /// It is not written as CAP wants it.
    #[error("a time is written as 2026-06-01T08:00:00+03:00, with the offset and never Z")]
    Form,
    /// There is no such instant, day or offset, or its year is not in 1..=9999.
    #[error("there is no such time between the years 1 and 9999")]
    Range,
}

/// An instant with the offset that it was written with (CAP 1.2 §3.3.2). The offset is kept as written: `+00:00` and `-00:00`
/// name the same instant and are not equal. What is compared is [`DateTime::at`].
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DateTime {
    at: Timestamp,
    written: String,
}

impl DateTime {
    /// The instant, with what is below a second cut off, at an offset from UTC in minutes. The offset 0 is written `-00:00`, as
    /// CAP wants it.
    ///
    /// # Errors
    /// [`DateTimeError::Range`] where the offset is not within 14 hours, or the year not in 1..=9999.
    pub fn new(at: Timestamp, utc_offset_minutes: i16) -> Result<Self, DateTimeError> {
        if !(-840..=840).contains(&utc_offset_minutes) {
            return Err(DateTimeError::Range);
        }
        let seconds = at.as_millis().div_euclid(1000);
        let local = FixedOffset::east_opt(i32::from(utc_offset_minutes) * 60)
            .zip(Chrono::from_timestamp(seconds, 0))
            .map(|(offset, utc)| utc.with_timezone(&offset).naive_local())
            .ok_or(DateTimeError::Range)?;
        let sign = if utc_offset_minutes > 0 { '+' } else { '-' };
        let (hours, minutes) = (utc_offset_minutes.abs() / 60, utc_offset_minutes.abs() % 60);
        format!("{}{sign}{hours:02}:{minutes:02}", local.format("%Y-%m-%dT%H:%M:%S"))
            .parse()
            .map_err(|_| DateTimeError::Range)
    }

    /// The instant in Kenya's time.
    ///
    /// # Errors
    /// [`DateTimeError::Range`] where the year is not in 1..=9999.
    pub fn in_kenya(at: Timestamp) -> Result<Self, DateTimeError> {
        Self::new(at, KENYA_UTC_OFFSET_MINUTES)
    }

    /// The instant.
    #[must_use]
    pub const fn at(&self) -> Timestamp {
        self.at
    }

    /// As it is written, 25 characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.written
    }
}

impl FromStr for DateTime {
    type Err = DateTimeError;
    fn from_str(written: &str) -> Result<Self, DateTimeError> {
        Ok(Self { at: instant(written)?, written: written.to_owned() })
    }
}

/// The instant that 25 characters name. 24:00:00 is the end of a day, as in XML Schema.
fn instant(written: &str) -> Result<Timestamp, DateTimeError> {
    const FORM: &[u8; 25] = b"dddd-dd-ddTdd:dd:dd+dd:dd";
    let bytes = written.as_bytes();
    let fits = |(form, byte): (&u8, &u8)| match form {
        b'd' => byte.is_ascii_digit(),
        b'+' => matches!(byte, b'+' | b'-'),
        other => other == byte,
    };
    if bytes.len() != FORM.len() || !FORM.iter().zip(bytes).all(fits) {
        return Err(DateTimeError::Form);
    }
    let number = |from: usize, to: usize| -> u32 {
        bytes.get(from..to).unwrap_or_default().iter().fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0'))
    };
    let (hour, minute, second) = (number(11, 13), number(14, 16), number(17, 19));
    let offset = number(20, 22) * 60 + number(23, 25);
    let midnight = (hour, minute, second) == (24, 0, 0);
    let absurd = (hour > 23 && !midnight) || minute > 59 || second > 59 || number(23, 25) > 59 || offset > 840;
    let year = i32::try_from(number(0, 4)).unwrap_or(0);
    let day = NaiveDate::from_ymd_opt(year, number(5, 7), number(8, 10)).filter(|_| year > 0 && !absurd);
    let start = day.and_then(|day| day.and_hms_opt(0, 0, 0)).ok_or(DateTimeError::Range)?.and_utc().timestamp();
    let of_day = TimeDelta::seconds(i64::from(hour * 3600 + minute * 60 + second)).num_seconds();
    let east = i64::from(offset) * if bytes.get(19) == Some(&b'-') { -60 } else { 60 };
    Ok(Timestamp::from_millis((start + of_day - east) * 1000))
}

impl TryFrom<String> for DateTime {
    type Error = DateTimeError;
    fn try_from(written: String) -> Result<Self, DateTimeError> {
        Ok(Self { at: instant(&written)?, written })
    }
}

impl From<DateTime> for String {
    fn from(time: DateTime) -> Self {
        time.written
    }
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(written: &str) -> Result<DateTime, DateTimeError> {
        written.parse()
    }

    #[test]
    fn the_offset_stays_as_it_was_written_and_the_instants_compare() {
        let (nairobi, utc) = (read("2026-06-01T08:00:00+03:00").unwrap(), read("2026-06-01T05:00:00-00:00").unwrap());
        assert_eq!(nairobi.at(), utc.at());
        assert_ne!(utc, read("2026-06-01T05:00:00+00:00").unwrap());
        assert_eq!(nairobi.at().to_rfc3339(), "2026-06-01T05:00:00.000Z");
        assert_eq!(DateTime::in_kenya(nairobi.at()).unwrap(), nairobi);
        assert_eq!(DateTime::new(nairobi.at(), 0).unwrap(), utc);
        assert_eq!(DateTime::new(nairobi.at(), -210).unwrap().as_str(), "2026-06-01T01:30:00-03:30");
        assert_eq!(read("2026-05-31T24:00:00+03:00").unwrap().at(), read("2026-06-01T00:00:00+03:00").unwrap().at());
    }

    #[test]
    fn what_cap_does_not_write_is_refused() {
        for written in ["2026-06-01T05:00:00Z", "2026-06-01T05:00:00", "2026-06-01", "", "2026-06-01T05:00:00,03:00"] {
            assert_eq!(read(written), Err(DateTimeError::Form), "{written}");
        }
        assert_eq!(read("2026-06-01T05:00:00.5+03:00"), Err(DateTimeError::Form));
        for written in ["2026-02-29T05:00:00+03:00", "0000-06-01T05:00:00+03:00", "2026-06-01T05:60:00+03:00"] {
            assert_eq!(read(written), Err(DateTimeError::Range), "{written}");
        }
        for written in ["2026-06-01T24:00:01+03:00", "2026-06-01T05:00:00+14:01", "2026-06-01T05:00:00+03:60"] {
            assert_eq!(read(written), Err(DateTimeError::Range), "{written}");
        }
        assert_eq!(DateTime::new(Timestamp::from_millis(i64::MAX), 0), Err(DateTimeError::Range));
        assert_eq!(DateTime::new(Timestamp::from_millis(0), 900), Err(DateTimeError::Range));
        assert!(serde_json::from_str::<DateTime>("\"2026-06-01T05:00:00Z\"").is_err());
    }
}
