//! What a programme reached: numbers without the small ones, and how much more groups knew afterwards.

use crate::model::outreach::{CountedAge, CountedSex, Headcount, OutreachEvent, OutreachState, Programme};
use crate::policy::{shown_count, shown_headcount};

/// How many people of a sex and age.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeopleCount {
    /// Of which sex.
    pub sex: CountedSex,
    /// Of which age.
    pub age: CountedAge,
    /// How many; nothing where they are fewer than three, or none.
    pub count: Option<u32>,
}

/// What a programme reached. Somebody who came twice counts twice: nobody's name is taken.
#[derive(Debug, Clone, PartialEq)]
pub struct ProgrammeSummary {
    /// The programme.
    pub programme: Programme,
    /// Events that are planned.
    pub planned: u32,
    /// Events that were put off, and have no time yet.
    pub postponed: u32,
    /// Events that were held.
    pub held: u32,
    /// Events that were called off.
    pub cancelled: u32,
    /// People who came, for every sex and age.
    pub people: Vec<PeopleCount>,
    /// The sum of the numbers that are shown: so many came at least.
    pub people_at_least: u32,
    /// Whether the numbers behind it are exact: of some events this reader knows those alone that are not small.
    pub is_exact: bool,
    /// Sessions of the events that were held.
    pub sessions: u32,
    /// Sessions with marks before and after: the averages are over these, each counting the same.
    pub scored_sessions: u32,
    /// Average mark before, in percent.
    pub mean_pre: Option<f64>,
    /// Average mark after, in percent.
    pub mean_post: Option<f64>,
    /// By how many percentage points it rose.
    pub mean_change: Option<f64>,
}

impl ProgrammeSummary {
    /// Adds up the events of a programme.
    #[must_use]
    pub fn of<'a>(programme: Programme, events: impl IntoIterator<Item = &'a OutreachEvent>) -> Self {
        let events: Vec<&OutreachEvent> = events.into_iter().collect();
        let in_state =
            |state: &OutreachState| events.iter().filter(|event| event.state.as_ref() == Some(state)).count();
        let held = || events.iter().filter(|event| event.state == Some(OutreachState::Held));
        let known = held().filter_map(|event| event.headcount.as_ref().or(event.shown.as_ref()));
        let people = shown_headcount(&known.fold(Headcount::default(), Headcount::with));
        let every = CountedSex::ALL.iter().flat_map(|sex| CountedAge::ALL.iter().map(move |age| (sex, age)));
        let count = |sex: &CountedSex, age: &CountedAge| shown_count(people.of(sex, age));
        let mut table: Vec<PeopleCount> = every
            .map(|(sex, age)| PeopleCount { sex: sex.clone(), age: age.clone(), count: count(sex, age) })
            .collect();
        // What a newer version counts goes along.
        let newer = people
            .cells()
            .filter(|cell| matches!(cell.sex, CountedSex::Other(_)) || matches!(cell.age, CountedAge::Other(_)));
        table.extend(newer.map(|cell| PeopleCount { sex: cell.sex, age: cell.age, count: Some(cell.count) }));
        let sessions: Vec<_> = held().flat_map(|event| &event.sessions).map(|held| &held.session).collect();
        let marks: Vec<(f64, f64)> = sessions
            .iter()
            .filter_map(|session| Some((session.pre_score_avg?.percent(), session.post_score_avg?.percent())))
            .collect();
        let scored_sessions = number(marks.len());
        let mean = |of: fn(&(f64, f64)) -> f64| {
            (scored_sessions > 0).then(|| marks.iter().map(of).sum::<f64>() / f64::from(scored_sessions))
        };
        Self {
            programme,
            planned: number(in_state(&OutreachState::Planned)),
            postponed: number(in_state(&OutreachState::Postponed)),
            held: number(in_state(&OutreachState::Held)),
            cancelled: number(in_state(&OutreachState::Cancelled)),
            people: table,
            people_at_least: people.total(),
            is_exact: held().all(|event| event.headcount.is_some()),
            sessions: number(sessions.len()),
            scored_sessions,
            mean_pre: mean(|(pre, _)| *pre),
            mean_post: mean(|(_, post)| *post),
            mean_change: mean(|(pre, post)| post - pre),
        }
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{EventId, SubjectId};
    use crate::model::outreach::{FacilitatorRole, HeadcountCell, HeldSession, Score, Session};
    use crate::text::Title;
    use uuid::Uuid;

    fn event(girls: u32, boys: u32, marks: &[(f64, Option<f64>)]) -> OutreachEvent {
        let cell = |sex, count| HeadcountCell { sex, age: CountedAge::Under18, count };
        let headcount = Headcount::new([cell(CountedSex::Female, girls), cell(CountedSex::Male, boys)]).unwrap();
        let sessions = marks.iter().map(|(pre, post)| HeldSession {
            id: EventId(Uuid::nil()),
            session: Session {
                topic: Title::new("Refusing").unwrap(),
                curriculum_ref: None,
                facilitator: FacilitatorRole::Teacher,
                duration_min: 40,
                pre_score_avg: Score::from_percent(*pre).ok(),
                post_score_avg: post.and_then(|post| Score::from_percent(post).ok()),
            },
        });
        OutreachEvent {
            state: Some(OutreachState::Held),
            shown: Some(shown_headcount(&headcount)),
            headcount: Some(headcount),
            sessions: sessions.collect(),
            ..OutreachEvent::unknown(SubjectId(Uuid::nil()))
        }
    }

    fn of(summary: &ProgrammeSummary, sex: &CountedSex) -> Option<u32> {
        summary.people.iter().find(|people| people.sex == *sex && people.age == CountedAge::Under18).unwrap().count
    }

    #[test]
    fn numbers_add_up_before_the_small_ones_are_hidden_and_means_are_over_whole_pairs() {
        let programme = Programme::unknown(SubjectId(Uuid::nil()));
        let events = [event(30, 2, &[(40.0, Some(65.5)), (50.0, None)]), event(10, 2, &[(50.0, Some(60.0))])];
        let cancelled =
            OutreachEvent { state: Some(OutreachState::Cancelled), ..event(500, 500, &[(0.0, Some(100.0))]) };
        let summary = ProgrammeSummary::of(programme.clone(), events.iter().chain([&cancelled]));
        assert_eq!((summary.held, summary.cancelled, summary.sessions, summary.scored_sessions), (2, 1, 3, 2));
        assert_eq!((of(&summary, &CountedSex::Female), of(&summary, &CountedSex::Male)), (Some(40), Some(4)));
        assert_eq!((summary.people.len(), summary.people_at_least, summary.is_exact), (12, 44, true));
        assert_eq!((summary.mean_pre, summary.mean_post, summary.mean_change), (Some(45.0), Some(62.75), Some(17.75)));

        // Who gets the shown numbers alone adds those up: no two of them tell a small one.
        let others: Vec<OutreachEvent> =
            events.iter().map(|event| OutreachEvent { headcount: None, ..event.clone() }).collect();
        let summary = ProgrammeSummary::of(programme.clone(), &others);
        assert_eq!((of(&summary, &CountedSex::Female), of(&summary, &CountedSex::Male)), (Some(40), None));
        assert_eq!((summary.people_at_least, summary.is_exact), (40, false));

        let nothing = ProgrammeSummary::of(programme, []);
        assert_eq!((nothing.people_at_least, nothing.mean_change, nothing.held), (0, None, 0));
    }
}
