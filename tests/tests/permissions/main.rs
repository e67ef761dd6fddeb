//! The permission matrix of DOMAIN §12: `data/permissions.csv`, every row, every role, as the phone asks and as the hub asks.
//!
//! For each cell there is somebody with that role where the place lies, and somebody elsewhere. What is done is put to the same
//! functions of `usalama_core::policy` that the client and the hub's intake ask; what is read goes through the buckets that a grant
//! opens, the buckets that an event is routed to and the parts that are withheld, and what a phone shows is folded from what is left.
//! What only a hub or a phone can answer is asked of real ones (`office`).

mod alerts_sos;
mod ask;
mod duty;
mod incident_acts;
mod incident_reads;
mod office;
mod offices;
mod outreach_care;
mod solutions;
mod table;
mod tips;
mod world;

use std::collections::BTreeMap;

use ask::{Asked, Row, Said, Side};
use table::{Cell, cells};
use world::World;

fn rows() -> BTreeMap<&'static str, Row> {
    let all = incident_reads::ROWS
        .into_iter()
        .chain(incident_acts::ROWS)
        .chain(tips::ROWS)
        .chain(duty::ROWS)
        .chain(alerts_sos::ROWS)
        .chain(solutions::ROWS)
        .chain(outreach_care::ROWS)
        .chain(offices::ROWS);
    all.map(|row| (row.name, row)).collect()
}

/// What is wrong with a cell, once it was asked about.
fn wrong(row: &Row, cell: &Cell, asked: &Asked) -> Vec<String> {
    let Some(expected) = (row.legend)(&cell.letters, &cell.role) else {
        return vec![format!("{} / {}: \"{}\" is not in the legend", cell.row, cell.column, cell.letters)];
    };
    let name = |what| format!("{} / {} ({}): {what}", cell.row, cell.column, cell.letters);
    asked.differ_from(expected).into_iter().map(name).collect()
}

/// Every cell that can be asked, with the answers.
fn asked() -> Vec<(Cell, Asked)> {
    let (world, rows) = (World::new(), rows());
    let askable = cells().into_iter().filter(|cell| cell.not_asked.is_none());
    askable
        .map(|cell| {
            let row = rows.get(cell.row.as_str()).unwrap_or_else(|| panic!("nobody asks about \"{}\"", cell.row));
            let asked = (row.ask)(&world, &cell.role);
            assert!(!asked.0.is_empty(), "{} / {}", cell.row, cell.column);
            (cell, asked)
        })
        .collect()
}

#[test]
fn s12_every_cell_is_as_the_domain_says_on_the_phone_and_at_the_hub() {
    let (rows, all, asked) = (rows(), cells(), asked());
    assert_eq!((all.len(), rows.len()), (36 * 11, 36), "every row of §12, every role");
    let differ: Vec<String> =
        asked.iter().flat_map(|(cell, asked)| wrong(&rows[cell.row.as_str()], cell, asked)).collect();
    assert!(differ.is_empty(), "{} answers differ:\n{}", differ.len(), differ.join("\n"));
    let answers = || asked.iter().flat_map(|(_, asked)| &asked.0);
    let of = |side| answers().filter(move |answer| answer.side == side);
    let said = |said| answers().filter(move |answer| answer.said == said).count();
    println!(
        "{} cells: {} rows of {} roles; {} asked, {} not",
        all.len(),
        rows.len(),
        table::COLUMNS.len(),
        asked.len(),
        all.len() - asked.len()
    );
    println!(
        "{} answers: {} of the phone, {} of a phone without a map, {} of the hub",
        answers().count(),
        of(Side::Phone).count(),
        of(Side::NoMap).count(),
        of(Side::Hub).count()
    );
    println!("{} allowed, {} refused, {} left to the hub", said(Said::Yes), said(Said::No), said(Said::Unknown));
    for cell in all.iter().filter_map(|cell| Some((cell, cell.not_asked.as_ref()?))) {
        println!("not asked: {} / {} ({}): {}", cell.0.row, cell.0.column, cell.0.letters, cell.1);
    }
    assert!(of(Side::Phone).count() > 1000 && of(Side::Hub).count() > 1000, "both sides");
    assert!(of(Side::Hub).all(|answer| answer.said != Said::Unknown), "the hub leaves nothing open");
}

/// The test of the test: no cell can say anything else without being found out.
#[test]
fn s12_a_planted_wrong_cell_is_found() {
    let (rows, asked) = (rows(), asked());
    let mut letters: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for cell in cells() {
        let known = letters.entry(cell.row).or_insert_with(|| vec!["–".to_owned()]);
        if !known.contains(&cell.letters) {
            known.push(cell.letters);
        }
    }
    let (mut planted, mut found) = (0, 0);
    let mut same = vec![];
    for (cell, asked) in &asked {
        let row = &rows[cell.row.as_str()];
        let meant = (row.legend)(&cell.letters, &cell.role);
        let others = letters[&cell.row].iter().filter(|other| **other != cell.letters);
        for other in others.cloned().chain(["X".to_owned()]) {
            let wrong_cell = Cell { letters: other, ..cell.clone() };
            // "T s" and "T A" are the same in one row: in one's own area, be it a site or a station's.
            if (row.legend)(&wrong_cell.letters, &cell.role) == meant {
                same.push(format!("{}: {} = {}", cell.row, cell.letters, wrong_cell.letters));
                continue;
            }
            planted += 1;
            let is_found = !wrong(row, &wrong_cell, asked).is_empty();
            assert!(is_found, "{} / {}: \"{}\" passes too", cell.row, cell.column, wrong_cell.letters);
            found += usize::from(is_found);
        }
    }
    same.sort();
    same.dedup();
    println!("{planted} wrong cells planted, {found} found; the same by another word: {}", same.join(", "));
    assert!(planted >= asked.len());
}
