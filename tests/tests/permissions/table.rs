//! `data/permissions.csv`, read.

use usalama_core::event::Role;

pub const TABLE: &str = include_str!("../../data/permissions.csv");

/// The columns, as DOMAIN §2 names the roles.
pub const COLUMNS: [(&str, Role); 11] = [
    ("RES", Role::Resident),
    ("RAO", Role::RaOfficial),
    ("CML", Role::CommunityLeader),
    ("NGA", Role::NgaoOfficer),
    ("GRD", Role::Guard),
    ("SUP", Role::FirmSupervisor),
    ("POL", Role::PoliceOfficer),
    ("OWK", Role::OutreachWorker),
    ("REH", Role::RehabIntake),
    ("MOD", Role::Moderator),
    ("ADM", Role::ProgrammeAdmin),
];

/// A cell.
#[derive(Debug, Clone)]
pub struct Cell {
    pub row: String,
    pub column: &'static str,
    pub role: Role,
    pub letters: String,
    /// Why it cannot be asked.
    pub not_asked: Option<String>,
}

/// Every cell, row by row.
pub fn cells() -> Vec<Cell> {
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(TABLE.as_bytes());
    let names: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let columns: Vec<&str> = COLUMNS.iter().map(|(name, _)| *name).collect();
    assert_eq!(names[1..=columns.len()], columns[..], "the columns are the roles");
    let mut cells = vec![];
    for record in reader.records() {
        let record = record.unwrap();
        assert_eq!(record.len(), columns.len() + 2, "{record:?}");
        let why = &record[columns.len() + 1];
        for ((column, role), letters) in COLUMNS.iter().zip(record.iter().skip(1)) {
            let of_cell = why.split("; ").find_map(|why| why.strip_prefix(&format!("{column}: ")));
            cells.push(Cell {
                row: record[0].to_owned(),
                column,
                role: role.clone(),
                letters: letters.to_owned(),
                not_asked: of_cell.map(str::to_owned),
            });
        }
    }
    cells
}
