//! How often which act met which fault, and how much a history had of both.

use std::collections::BTreeMap;

use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{CellAlignment, ContentArrangement, Table as Drawn};

use super::faults::Fault;
use super::probe::Written;
use super::wire::Met;

/// What was counted.
#[derive(Debug, Clone, Default)]
pub struct Table {
    met: BTreeMap<(String, Fault), u64>,
    acts: BTreeMap<String, u64>,
    faults: BTreeMap<Fault, u64>,
}

impl Table {
    /// Counts acts that were written.
    pub fn done(&mut self, written: &[Written]) {
        for one in written {
            *self.acts.entry(one.kind.clone()).or_default() += 1;
        }
    }

    /// Counts an act that is no event of the phone's log.
    pub fn done_apart(&mut self, name: &str) {
        *self.acts.entry(name.to_owned()).or_default() += 1;
    }

    /// Counts what went wrong, and what waited just then.
    pub fn met(&mut self, met: Met) {
        for (fault, waiting) in met {
            *self.faults.entry(fault).or_default() += 1;
            for kind in waiting {
                *self.met.entry((kind, fault)).or_default() += 1;
            }
        }
    }

    /// Adds what another counted.
    pub fn add(&mut self, other: &Self) {
        for (key, count) in &other.met {
            *self.met.entry(key.clone()).or_default() += count;
        }
        for (key, count) in &other.acts {
            *self.acts.entry(key.clone()).or_default() += count;
        }
        for (key, count) in &other.faults {
            *self.faults.entry(*key).or_default() += count;
        }
    }

    /// How many acts there were.
    #[must_use]
    pub fn acts(&self) -> u64 {
        self.acts.values().sum()
    }

    /// How many faults there were.
    #[must_use]
    pub fn faults(&self) -> u64 {
        self.faults.values().sum()
    }

    /// How often an act of this kind waited while this went wrong.
    #[must_use]
    pub fn count(&self, kind: &str, fault: Fault) -> u64 {
        self.met.get(&(kind.to_owned(), fault)).copied().unwrap_or(0)
    }

    /// The kinds that were done.
    pub fn kinds(&self) -> impl Iterator<Item = (&str, u64)> {
        self.acts.iter().map(|(kind, count)| (kind.as_str(), *count))
    }

    /// Acts down, faults across.
    #[must_use]
    pub fn draw(&self) -> String {
        let faults = Fault::all();
        let mut drawn = Drawn::new();
        drawn.load_style(UTF8_FULL_CONDENSED).set_content_arrangement(ContentArrangement::Disabled);
        let names = faults.iter().map(|fault| fault.to_string().replace(' ', "\n"));
        drawn.set_header(["act".to_owned(), "done".to_owned()].into_iter().chain(names));
        for (kind, count) in &self.acts {
            let met = faults.iter().map(|fault| self.count(kind, *fault).to_string());
            drawn.add_row([kind.clone(), count.to_string()].into_iter().chain(met));
        }
        let sums = faults.iter().map(|fault| self.faults.get(fault).copied().unwrap_or(0).to_string());
        drawn.add_row(["times it went wrong".to_owned(), String::new()].into_iter().chain(sums));
        for column in drawn.column_iter_mut().skip(1) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        drawn.to_string()
    }
}
