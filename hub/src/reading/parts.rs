//! What is withheld of an event: by the state in which its subject is now, and by who reads.

use std::collections::HashMap;

use rusqlite::Connection;
use usalama_core::event::{ActorId, Author, Header, PartName, SubjectId, VerifiedEvent};
use usalama_core::model::publication::PUBLISHED;
use usalama_core::policy::{
    may_read, may_read_alert, may_read_copy, may_read_custody, may_read_duty, may_read_outreach, may_read_problem,
    may_read_proposal, may_read_referral, may_read_sos, may_read_tip,
};

use super::access::Access;
use crate::error::HubError;
use crate::ledger::subjects::{self, Subject};
use crate::ledger::{LedgerError, accounts};

/// Withholds parts from one reader. Looks each subject up once.
pub struct Withholder<'a> {
    db: &'a Connection,
    access: &'a Access,
    subjects: HashMap<SubjectId, Option<Subject>>,
}

impl<'a> Withholder<'a> {
    /// For this reader.
    pub fn new(db: &'a Connection, access: &'a Access) -> Self {
        Self { db, access, subjects: HashMap::new() }
    }

    /// The event with the parts that the reader may have.
    pub fn withhold(&mut self, event: VerifiedEvent) -> Result<VerifiedEvent, HubError> {
        let header = event.header().clone();
        let wrote = author_of(self.db, &header)? == Some(self.access.actor);
        let subject = match self.subjects.entry(header.subject) {
            std::collections::hash_map::Entry::Occupied(known) => known.into_mut(),
            std::collections::hash_map::Entry::Vacant(new) => new.insert(subjects::find(self.db, header.subject)?),
        };
        Ok(match subject {
            Some(Subject::Incident(record)) => {
                let reported = record.reporter == Some(self.access.actor);
                let reader = self.access.reader();
                event
                    .keeping(|part| may_read(part, &header, &record.state, &record.placement, &reader, wrote, reported))
            }
            // What was taken back is not told to those who come later.
            Some(Subject::Publication(record)) => {
                let taken_back = record.state.hidden && header.kind == PUBLISHED;
                let shown = !taken_back && may_read_copy(&record.state, &self.access.reader());
                event.keeping(|part| wrote || (*part == PartName::Core && shown))
            }
            Some(Subject::Duty(record)) => {
                let reader = self.access.reader();
                event.keeping(|part| may_read_duty(part, &header, &record.state, &reader, wrote))
            }
            Some(Subject::Alert(record)) => {
                let reader = self.access.reader();
                event.keeping(|part| may_read_alert(part, &header, &record.state, &reader, wrote))
            }
            Some(Subject::Sos(record)) => {
                let (reader, raised) = (self.access.reader(), record.author == Some(self.access.actor));
                event.keeping(|part| {
                    may_read_sos(part, &header, &record.state, &record.placement, &reader, wrote, raised)
                })
            }
            Some(Subject::Tip(record)) => {
                let (reader, shared) = (self.access.reader(), record.author == Some(self.access.actor));
                event.keeping(|part| {
                    may_read_tip(part, &header, &record.state, &record.placement, &reader, wrote, shared)
                })
            }
            Some(Subject::Referral(record)) => {
                let (reader, requested) = (self.access.reader(), record.author == Some(self.access.actor));
                event.keeping(|part| may_read_referral(part, &header, &record.state, &reader, wrote, requested))
            }
            // It is its keeper's alone.
            Some(Subject::Sheet(_)) | None => event.keeping(|_| wrote),
            Some(Subject::Outreach(record)) => {
                let reader = self.access.reader();
                event.keeping(|part| may_read_outreach(part, &record.state, &record.placement, &reader, wrote))
            }
            Some(Subject::Problem(_)) => event.keeping(|part| may_read_problem(part, wrote)),
            Some(Subject::Proposal(record)) => {
                let (reader, authored) = (self.access.reader(), record.author == Some(self.access.actor));
                event.keeping(|part| may_read_proposal(part, &header, &record.state, &reader, wrote, authored))
            }
            Some(Subject::Custody(record)) => {
                let reader = self.access.reader();
                event.keeping(|_| may_read_custody(&record.state, record.author, &record.placement, &reader, wrote))
            }
        })
    }
}

/// The account that wrote an event, where the hub knows it.
fn author_of(db: &Connection, header: &Header) -> Result<Option<ActorId>, LedgerError> {
    match header.author {
        Author::Actor { id, .. } => Ok(Some(id)),
        Author::Pseudonym { key } => accounts::behind(db, &key, header.subject),
        Author::OneTime { .. } => Ok(None),
    }
}
