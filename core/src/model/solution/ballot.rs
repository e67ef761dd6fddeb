//! Ballots: their terms, when a vote counts, and what is told of the count.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::LATE_BY;
use super::vocabulary::{BallotMethod, BallotOutcome, Electorate};
use crate::clock::Timestamp;
use crate::text::Title;

/// Options of a ballot, at most.
pub const MOST_OPTIONS: usize = 20;
/// "Yes" of a [`BallotMethod::YesNo`], and "support" of a [`BallotMethod::SupportThreshold`].
pub const YES: u16 = 0;
/// "No" of a [`BallotMethod::YesNo`].
pub const NO: u16 = 1;

/// The terms of a ballot, as it is opened. It is open for `days` from when the hub has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BallotTerms {
    /// Identity.
    pub ballot: Uuid,
    /// What is asked.
    pub question: Title,
    /// How it is decided.
    pub method: BallotMethod,
    /// Who votes.
    pub electorate: Electorate,
    /// For how many days it is open: 3 to 21.
    pub days: u8,
    /// How much of the electorate has to vote, in percent, 0 to 100.
    pub quorum_pct: u8,
    /// How many have to support it; of a [`BallotMethod::SupportThreshold`] alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub threshold: Option<u32>,
    /// The hub does not keep who voted.
    pub secret: bool,
    /// What there is to choose from; of [`BallotMethod::ChooseOne`] and [`BallotMethod::Approval`] alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Title>,
}

impl BallotTerms {
    /// Whether the terms fit each other.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        let listed = matches!(self.method, BallotMethod::ChooseOne | BallotMethod::Approval);
        let options = if listed { (2..=MOST_OPTIONS).contains(&self.options.len()) } else { self.options.is_empty() };
        let threshold = match self.method {
            BallotMethod::SupportThreshold => self.threshold.is_some_and(|threshold| threshold > 0),
            _ => self.threshold.is_none(),
        };
        let known = !matches!(self.method, BallotMethod::Other(_)) && !matches!(self.electorate, Electorate::Other(_));
        known && options && threshold && self.quorum_pct <= 100
    }

    /// How many choices there are.
    #[must_use]
    pub fn choices(&self) -> usize {
        match self.method {
            BallotMethod::SupportThreshold => 1,
            BallotMethod::YesNo => 2,
            _ => self.options.len(),
        }
    }

    /// Whether a vote says what this ballot asks: one choice, or for an approval one or more, each once.
    #[must_use]
    pub fn takes(&self, choices: &[u16]) -> bool {
        let mut known: Vec<u16> = choices.to_vec();
        known.sort_unstable();
        known.dedup();
        let each_once = known.len() == choices.len();
        let there = choices.iter().all(|choice| usize::from(*choice) < self.choices());
        let many = if self.method == BallotMethod::Approval { !choices.is_empty() } else { choices.len() == 1 };
        each_once && there && many
    }

    /// The outcome of a count: of so many units so many voted, and chose so. The winner is the place of an option.
    #[must_use]
    pub fn outcome(&self, counts: &[u32], voted: u32, units: u32) -> (BallotOutcome, Option<u16>) {
        if u64::from(voted) * 100 < u64::from(units) * u64::from(self.quorum_pct) {
            return (BallotOutcome::NoQuorum, None);
        }
        let count = |choice: u16| counts.get(usize::from(choice)).copied().unwrap_or(0);
        match self.method {
            BallotMethod::SupportThreshold if self.threshold.is_some_and(|least| count(YES) >= least) => {
                (BallotOutcome::Passed, Some(YES))
            }
            BallotMethod::YesNo => match count(YES).cmp(&count(NO)) {
                std::cmp::Ordering::Greater => (BallotOutcome::Passed, Some(YES)),
                std::cmp::Ordering::Equal => (BallotOutcome::Tie, None),
                std::cmp::Ordering::Less => (BallotOutcome::NotEnough, None),
            },
            BallotMethod::ChooseOne | BallotMethod::Approval => {
                let most = counts.iter().copied().max().unwrap_or(0);
                let mut ahead = (0_u16..).zip(counts).filter(|(_, votes)| **votes == most).map(|(choice, _)| choice);
                match (most, ahead.next(), ahead.next()) {
                    (0, _, _) => (BallotOutcome::NotEnough, None),
                    (_, Some(winner), None) => (BallotOutcome::Passed, Some(winner)),
                    _ => (BallotOutcome::Tie, None),
                }
            }
            _ => (BallotOutcome::NotEnough, None),
        }
    }
}

/// When a vote was cast: by the clock of the phone where that can be, else when it was received.
#[must_use]
pub fn cast_at(made_at: Timestamp, received_at: Timestamp, suspect: bool) -> Timestamp {
    if suspect { received_at } else { made_at.min(received_at) }
}

/// Whether a vote counts: cast before the close, and received no more than [`LATE_BY`] after it.
#[must_use]
pub fn is_in_time(closes_at: Timestamp, cast: Timestamp, received_at: Timestamp) -> bool {
    cast <= closes_at && received_at <= closes_at.plus(LATE_BY)
}

/// What everybody is told of a count. Nothing below three is told, nor what would tell it by subtraction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// Which ballot.
    pub ballot: Uuid,
    /// How often each choice was made; nothing where it was fewer than three times.
    pub counts: Vec<Option<u32>>,
    /// How many units voted; nothing where that would tell a count that is withheld.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voted: Option<u32>,
    /// How many units there are; nothing for fewer than three.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub units: Option<u32>,
    /// How it ended.
    pub outcome: BallotOutcome,
    /// What won, where something did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub winner: Option<u16>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn terms(method: BallotMethod, options: usize) -> BallotTerms {
        BallotTerms {
            ballot: Uuid::nil(),
            question: Title::new("Lights?").unwrap(),
            threshold: (method == BallotMethod::SupportThreshold).then_some(5),
            method,
            electorate: Electorate::Residents,
            days: 3,
            quorum_pct: 50,
            secret: false,
            options: (0..options).map(|n| Title::new(&format!("Option {n}")).unwrap()).collect(),
        }
    }

    #[test]
    fn terms_that_contradict_themselves_are_not_sound() {
        assert!(terms(BallotMethod::YesNo, 0).is_sound() && !terms(BallotMethod::YesNo, 2).is_sound());
        assert!(terms(BallotMethod::ChooseOne, 2).is_sound() && !terms(BallotMethod::ChooseOne, 1).is_sound());
        assert!(!terms(BallotMethod::Approval, MOST_OPTIONS + 1).is_sound());
        assert!(terms(BallotMethod::SupportThreshold, 0).is_sound());
        assert!(!BallotTerms { threshold: None, ..terms(BallotMethod::SupportThreshold, 0) }.is_sound());
        assert!(!BallotTerms { quorum_pct: 101, ..terms(BallotMethod::YesNo, 0) }.is_sound());
        assert!(!terms(BallotMethod::Other("borda".into()), 0).is_sound());
    }

    #[test]
    fn a_vote_says_what_the_ballot_asks() {
        let (yes_no, approval) = (terms(BallotMethod::YesNo, 0), terms(BallotMethod::Approval, 3));
        assert!(yes_no.takes(&[YES]) && yes_no.takes(&[NO]));
        assert!(!yes_no.takes(&[]) && !yes_no.takes(&[2]) && !yes_no.takes(&[YES, NO]));
        assert!(approval.takes(&[0, 2]) && !approval.takes(&[0, 0]) && !approval.takes(&[3]) && !approval.takes(&[]));
        assert!(!terms(BallotMethod::ChooseOne, 3).takes(&[0, 1]));
    }

    #[test]
    fn outcomes_follow_quorum_then_method() {
        use BallotOutcome as O;
        let of = |method, options, counts: &[u32], voted, units| terms(method, options).outcome(counts, voted, units);
        assert_eq!(of(BallotMethod::YesNo, 0, &[4, 0], 4, 9), (O::NoQuorum, None));
        assert_eq!(of(BallotMethod::YesNo, 0, &[3, 2], 5, 10), (O::Passed, Some(YES)));
        assert_eq!(of(BallotMethod::YesNo, 0, &[2, 3], 5, 10), (O::NotEnough, None));
        assert_eq!(of(BallotMethod::YesNo, 0, &[3, 3], 6, 10), (O::Tie, None));
        assert_eq!(of(BallotMethod::SupportThreshold, 0, &[4], 4, 8), (O::NotEnough, None));
        assert_eq!(of(BallotMethod::SupportThreshold, 0, &[5], 5, 8), (O::Passed, Some(YES)));
        assert_eq!(of(BallotMethod::ChooseOne, 3, &[1, 4, 1], 6, 8), (O::Passed, Some(1)));
        assert_eq!(of(BallotMethod::ChooseOne, 3, &[3, 3, 1], 7, 8), (O::Tie, None));
        assert_eq!(of(BallotMethod::Approval, 2, &[0, 0], 0, 0), (O::NotEnough, None));
    }

    #[test]
    fn a_vote_counts_if_cast_by_the_close_and_received_within_a_day_of_it() {
        let (hour, closes) = (3_600_u64, Timestamp::from_millis(1_000_000_000));
        let after = |hours| closes.plus(Duration::from_secs(hours * hour));
        let before = Timestamp::from_millis(closes.as_millis() - 1);
        assert!(is_in_time(closes, cast_at(before, after(20), false), after(20)));
        assert!(is_in_time(closes, closes, after(24)));
        assert!(!is_in_time(closes, cast_at(before, after(30), false), after(30)));
        assert!(!is_in_time(closes, cast_at(after(1), after(2), false), after(2)));
        assert!(!is_in_time(closes, cast_at(before, after(1), true), after(1)), "a clock that cannot be right");
        assert_eq!(cast_at(after(5), after(1), false), after(1), "nobody casts in the future");
    }
}
