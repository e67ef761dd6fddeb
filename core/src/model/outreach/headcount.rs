//! How many came, by sex and age: numbers, and nobody's name.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::vocabulary::{CountedAge, CountedSex};

/// How many a headcount may hold.
pub const MOST_COUNTED: u32 = 1_000_000;

/// One number of a headcount.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeadcountCell {
    /// Of which sex.
    pub sex: CountedSex,
    /// Of which age.
    pub age: CountedAge,
    /// How many.
    pub count: u32,
}

/// Numbers that are no headcount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HeadcountError {
    /// Two numbers for the same sex and age.
    #[error("a sex and age is counted twice")]
    Twice,
    /// More than [`MOST_COUNTED`].
    #[error("more people than a headcount may hold")]
    TooMany,
}

/// How many, by sex and age. What is not there is nobody, or in a headcount with its small numbers left out: fewer than three.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<HeadcountCell>", into = "Vec<HeadcountCell>")]
pub struct Headcount(BTreeMap<(CountedSex, CountedAge), u32>);

impl Headcount {
    /// From its numbers; one of zero says nothing.
    ///
    /// # Errors
    /// [`HeadcountError`] where a sex and age is counted twice, or more than a million people are.
    pub fn new(cells: impl IntoIterator<Item = HeadcountCell>) -> Result<Self, HeadcountError> {
        let mut counts = BTreeMap::new();
        for cell in cells {
            if counts.insert((cell.sex, cell.age), cell.count).is_some() {
                return Err(HeadcountError::Twice);
            }
        }
        counts.retain(|_, count| *count > 0);
        let total: u64 = counts.values().copied().map(u64::from).sum();
        if total > u64::from(MOST_COUNTED) { Err(HeadcountError::TooMany) } else { Ok(Self(counts)) }
    }

    /// Its numbers, by sex and then age.
    pub fn cells(&self) -> impl Iterator<Item = HeadcountCell> + '_ {
        self.0.iter().map(|((sex, age), count)| HeadcountCell { sex: sex.clone(), age: age.clone(), count: *count })
    }

    /// How many of a sex and age.
    #[must_use]
    pub fn of(&self, sex: &CountedSex, age: &CountedAge) -> u32 {
        self.0.get(&(sex.clone(), age.clone())).copied().unwrap_or(0)
    }

    /// How many in all.
    #[must_use]
    pub fn total(&self) -> u32 {
        self.0.values().fold(0, |sum, count| sum.saturating_add(*count))
    }

    /// The same with the numbers alone that are to be shown.
    #[must_use]
    pub fn shown_by(&self, shown: impl Fn(u32) -> Option<u32>) -> Self {
        let cells = self.0.iter().filter_map(|(key, count)| Some((key.clone(), shown(*count)?)));
        Self(cells.filter(|(_, count)| *count > 0).collect())
    }

    /// With another one added.
    #[must_use]
    pub fn with(mut self, other: &Self) -> Self {
        for (key, count) in &other.0 {
            let sum = self.0.entry(key.clone()).or_default();
            *sum = sum.saturating_add(*count);
        }
        self
    }
}

impl TryFrom<Vec<HeadcountCell>> for Headcount {
    type Error = HeadcountError;
    fn try_from(cells: Vec<HeadcountCell>) -> Result<Self, HeadcountError> {
        Self::new(cells)
    }
}

impl From<Headcount> for Vec<HeadcountCell> {
    fn from(headcount: Headcount) -> Self {
        headcount.cells().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(sex: CountedSex, age: CountedAge, count: u32) -> HeadcountCell {
        HeadcountCell { sex, age, count }
    }

    #[test]
    fn a_headcount_adds_up_and_hides_what_is_not_to_be_shown() {
        use CountedAge::{From35, Under18};
        use CountedSex::{Female, Male};
        let one = Headcount::new([cell(Female, Under18, 31), cell(Male, From35, 2), cell(Male, Under18, 0)]).unwrap();
        assert_eq!((one.total(), one.of(&Male, &From35), one.of(&Male, &Under18)), (33, 2, 0));
        let hidden = one.shown_by(|count| Some(count).filter(|count| *count >= 3));
        assert_eq!(hidden.cells().collect::<Vec<_>>(), [cell(Female, Under18, 31)]);
        let both = one.clone().with(&one);
        assert_eq!((both.total(), both.of(&Male, &From35)), (66, 4));
        let json = serde_json::to_string(&one).unwrap();
        assert_eq!(serde_json::from_str::<Headcount>(&json).unwrap(), one);
    }

    #[test]
    fn a_newer_age_round_trips_and_what_is_counted_twice_is_refused() {
        let newer = r#"[{"sex":"female","age":"age_65_plus","count":4}]"#;
        let read: Headcount = serde_json::from_str(newer).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), newer);
        let twice = [cell(CountedSex::Male, CountedAge::From35, 3), cell(CountedSex::Male, CountedAge::From35, 4)];
        assert_eq!(Headcount::new(twice), Err(HeadcountError::Twice));
        let many =
            [cell(CountedSex::Male, CountedAge::From35, u32::MAX), cell(CountedSex::Female, CountedAge::From35, 1)];
        assert_eq!(Headcount::new(many), Err(HeadcountError::TooMany));
        assert!(serde_json::from_str::<Headcount>(r#"[{"sex":"male","age":"under_18","count":-1}]"#).is_err());
    }
}
