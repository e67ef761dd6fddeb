//! Questions about one cell of the matrix, each put to the phone's side and to the hub's, and what they answered.

use usalama_core::policy::Decision;

/// Who is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// A phone that knows the areas.
    Phone,
    /// A phone that has no map: it may leave what it cannot tell to the hub, and lets nothing through.
    NoMap,
    /// The hub, when it arrives.
    Hub,
}

/// The answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    Yes,
    No,
    Unknown,
}

impl From<&Decision> for Said {
    fn from(decision: &Decision) -> Self {
        match decision {
            Decision::Allow => Self::Yes,
            Decision::Refuse(_) => Self::No,
            Decision::Unknown(_) => Self::Unknown,
        }
    }
}

impl From<bool> for Said {
    fn from(yes: bool) -> Self {
        if yes { Self::Yes } else { Self::No }
    }
}

/// One answer of one side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer {
    pub question: &'static str,
    pub side: Side,
    pub said: Said,
}

/// All that was asked about a cell.
#[derive(Debug, Clone, Default)]
pub struct Asked(pub Vec<Answer>);

impl Asked {
    fn put(&mut self, question: &'static str, side: Side, said: Said) {
        self.0.push(Answer { question, side, said });
    }

    /// May this be done? Put as the phone puts it, as a phone without a map does, and as the hub does on arrival.
    pub fn may(&mut self, question: &'static str, ask: impl Fn(Side) -> Decision) {
        for side in [Side::Phone, Side::NoMap, Side::Hub] {
            self.put(question, side, Said::from(&ask(side)));
        }
    }

    /// The same where no place is asked about.
    pub fn may_anywhere(&mut self, question: &'static str, ask: impl Fn(Side) -> Decision) {
        for side in [Side::Phone, Side::Hub] {
            self.put(question, side, Said::from(&ask(side)));
        }
    }

    /// Is this read? `hub`: the hub hands it over. `phone`: what is folded from what was handed over shows it.
    pub fn reads(&mut self, question: &'static str, hub: bool, phone: bool) {
        self.put(question, Side::Hub, hub.into());
        self.put(question, Side::Phone, phone.into());
    }

    /// What the hub alone decides, because a phone asks it.
    pub fn hub(&mut self, question: &'static str, yes: bool) {
        self.put(question, Side::Hub, yes.into());
    }

    /// Whether the answers are those that the cell says; `expected` are the questions that it answers with yes.
    pub fn differ_from(&self, expected: &[&str]) -> Vec<String> {
        let mut differ = vec![];
        for question in expected {
            if !self.0.iter().any(|answer| answer.question == *question) {
                differ.push(format!("\"{question}\" was not asked"));
            }
        }
        for Answer { question, side, said } in &self.0 {
            let should = Said::from(expected.contains(question));
            let leaves_it_to_the_hub = *side == Side::NoMap && *said == Said::Unknown;
            if *said != should && !leaves_it_to_the_hub {
                differ.push(format!("\"{question}\": {side:?} says {said:?}, should say {should:?}"));
            }
        }
        differ
    }
}

/// What the letters of a cell mean: the questions that are answered with yes. Nothing for letters that the row does not have.
pub type Legend = fn(letters: &str, role: &usalama_core::event::Role) -> Option<&'static [&'static str]>;

/// A row: its name in the table, its legend, and how its cells are asked.
pub struct Row {
    pub name: &'static str,
    pub legend: Legend,
    pub ask: fn(&crate::world::World, &usalama_core::event::Role) -> Asked,
}

/// Letters without a role of their own.
macro_rules! legend {
    ($($letters:literal => [$($question:expr),*]),* $(,)?) => {
        |letters, _| match letters {
            $($letters => Some(&[$($question),*]),)*
            "–" => Some(&[]),
            _ => None,
        }
    };
}
pub(crate) use legend;
