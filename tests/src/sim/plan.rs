//! What is to happen in a history, drawn from a seed before anything happens. Every step carries the chance that it needs, so a
//! plan from which steps are left out is a plan too: that is how a failure shrinks.

use super::faults::Trouble;
use super::people::Part;

/// One step. People are meant by their place in the cast; a copy of a phone stands behind them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Somebody does something.
    Act {
        /// Who.
        who: usize,
        /// What is drawn for it.
        chance: u64,
    },
    /// Somebody does what may not wait in an outbox.
    ActOnline {
        /// Who.
        who: usize,
        /// What is drawn for it.
        chance: u64,
        /// What goes wrong, by the number of the request.
        script: Vec<(u32, Trouble)>,
    },
    /// A phone exchanges everything.
    Sync {
        /// Whose.
        who: usize,
        /// What goes wrong, by the number of the request.
        script: Vec<(u32, Trouble)>,
    },
    /// What was on its way for long arrives.
    Late {
        /// From whose phone.
        who: usize,
    },
    /// The app is killed and started again.
    Crash {
        /// Whose.
        who: usize,
    },
    /// The hub is killed and started again.
    HubCrash,
    /// Somebody signs out, or in again.
    SignOut {
        /// Who.
        who: usize,
    },
    /// A phone's clock is set wrong, or right again.
    ClockJump {
        /// Whose.
        who: usize,
        /// By how many years.
        years: i8,
    },
    /// A grant is taken back.
    Revoke {
        /// Whose.
        who: usize,
    },
    /// A grant is given anew, here or elsewhere.
    Grant {
        /// Whose.
        who: usize,
        /// Elsewhere.
        moved: bool,
    },
    /// A backup of the profile is made.
    Backup {
        /// Whose.
        who: usize,
    },
    /// The profile is replaced by its backup.
    Restore {
        /// Whose.
        who: usize,
    },
    /// A second phone begins with a copy of the profile.
    Clone {
        /// Whose.
        who: usize,
    },
    /// The network goes, or comes back.
    Away {
        /// Whose.
        who: usize,
        /// Whether it goes.
        gone: bool,
    },
    /// Time passes.
    Wait {
        /// How long.
        minutes: u32,
    },
}

/// A history that is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// What it was drawn from.
    pub seed: u64,
    /// Who takes part.
    pub cast: Vec<Part>,
    /// Which model most acts are drawn from.
    pub focus: Focus,
    /// What happens.
    pub steps: Vec<Step>,
}

/// A model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Focus {
    /// Incidents, with their copies for neighbours.
    Incidents,
    /// Tips.
    Tips,
    /// Alerts.
    Alerts,
    /// SOS.
    Sos,
    /// Shifts and patrols.
    Duty,
    /// Problems, proposals, ballots.
    Solutions,
    /// Programmes and their events.
    Outreach,
}

impl Focus {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Incidents, Self::Tips, Self::Alerts, Self::Sos, Self::Duty, Self::Solutions, Self::Outreach];

    /// Who deals with it: enough people that something comes of it.
    const fn cast(self) -> &'static [Part] {
        match self {
            Self::Incidents => &[Part::Neighbour, Part::Guard, Part::Supervisor, Part::Officer],
            Self::Tips => &[Part::Neighbour, Part::Officer, Part::Sergeant],
            Self::Alerts => &[Part::Neighbour, Part::Official, Part::Officer],
            Self::Sos => &[Part::Neighbour, Part::Guard, Part::Officer],
            Self::Duty => &[Part::Neighbour, Part::Guard, Part::Supervisor],
            Self::Solutions => &[Part::Neighbour, Part::Official, Part::Moderator],
            Self::Outreach => &[Part::Neighbour, Part::Worker, Part::Leader],
        }
    }
}

/// How many steps a history has, and how often what happens, in parts of a thousand.
const STEPS: usize = 132;

impl Plan {
    /// The history of a seed.
    ///
    /// # Panics
    /// Never.
    #[must_use]
    pub fn of(seed: u64) -> Self {
        let mut chance = fastrand::Rng::with_seed(seed);
        let focus = match chance.u8(0..100) {
            0..44 => Focus::Incidents,
            44..52 => Focus::Tips,
            52..60 => Focus::Alerts,
            60..68 => Focus::Sos,
            68..80 => Focus::Duty,
            80..88 => Focus::Solutions,
            _ => Focus::Outreach,
        };
        let mut cast = focus.cast().to_vec();
        let others: Vec<Part> = Part::ALL.into_iter().filter(|part| !cast.contains(part)).collect();
        if cast.len() < 4 && chance.u8(0..3) == 0 {
            cast.extend(chance.choice(&others));
        }
        let steps = (0..STEPS).map(|_| step(&mut chance, cast.len())).collect();
        Self { seed, cast, focus, steps }
    }

    /// The same with other steps.
    #[must_use]
    pub fn with(&self, steps: Vec<Step>) -> Self {
        Self { steps, ..self.clone() }
    }
}

fn step(chance: &mut fastrand::Rng, people: usize) -> Step {
    // One more than there are: a copy, where there is one.
    let who = if chance.u8(0..12) == 0 { people } else { chance.usize(0..people) };
    match chance.u16(0..1000) {
        0..672 => Step::Act { who, chance: chance.u64(..) },
        672..682 => Step::ActOnline { who, chance: chance.u64(..), script: script(chance, 400) },
        682..872 => Step::Sync { who, script: script(chance, 480) },
        872..884 => Step::Late { who },
        884..896 => Step::Crash { who },
        896..900 => Step::HubCrash,
        900..910 => Step::SignOut { who },
        910..920 => Step::ClockJump { who, years: if chance.bool() { 10 } else { -10 } },
        920..926 => Step::Revoke { who },
        926..936 => Step::Grant { who, moved: chance.u8(0..3) == 0 },
        936..942 => Step::Backup { who },
        942..947 => Step::Restore { who },
        947..950 => Step::Clone { who },
        950..965 => Step::Away { who, gone: chance.u8(0..5) < 2 },
        965..992 => Step::Wait { minutes: chance.u32(5..60) },
        _ => Step::Wait { minutes: chance.u32(60..30 * 60) },
    }
}

/// What goes wrong in an exchange: nothing, one thing, or two. The later the request, the seldomer there is one.
fn script(chance: &mut fastrand::Rng, per_mille: u16) -> Vec<(u32, Trouble)> {
    let mut script = vec![];
    while chance.u16(0..1000) < per_mille && script.len() < 2 {
        let number = *chance.choice(&[0, 0, 0, 1, 1, 2, 3, 4]).expect("there are some");
        script.push((number, *chance.choice(&Trouble::ALL).expect("there are some")));
    }
    script
}
