//! What has to hold after every history.
//!
//! - every act that was acknowledged is at the hub exactly once, or parked with a reason that its author sees
//! - a phone holds of each bucket what the hub holds, in the hub's order, with the parts that it may read
//! - nobody holds what policy forbids them
//! - the views are those that the log gives
//! - the queue is empty but for what is parked; that another exchange changes nothing was seen in the last round of healing

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;
use rusqlite::types::Value;
use usalama_core::event::{ActorId, EventId, PartName, Parts, SubjectId};
use usalama_core::keys::FileKey;
use usalama_core::model::publication::PUBLISHED;
use usalama_core::profile::profile_path;
use usalama_core::store::{AnonymousState, Store};
use usalama_hub::ledger::events::{self, Verdict};
use usalama_hub::ledger::feed;
use usalama_hub::ledger::subjects::{self, Subject};
use usalama_hub::reading::{Access, Withholder};
use usalama_hub::{Hub, HubError};
use uuid::Uuid;

use super::world::{World, Wrong};
use crate::disk;

/// An event as a phone holds it.
struct HeldEvent {
    id: EventId,
    subject: Uuid,
    kind: String,
    own: bool,
    standing: i64,
    seq: Option<u64>,
    at: Option<i64>,
    parts: BTreeSet<PartName>,
    erased: bool,
}

impl World<'_> {
    /// Checks everything, once it is well again.
    ///
    /// # Errors
    /// What does not hold.
    pub fn check(&self) -> Result<(), Wrong> {
        self.check_once()?;
        for number in 0..self.phones.len() {
            if !self.is_on(number) {
                continue;
            }
            self.check_acknowledged(number)?;
            if self.phones[number].is_stranded {
                continue;
            }
            self.check_queue(number)?;
            self.check_buckets(number)?;
            self.check_views(number)?;
        }
        Ok(())
    }

    /// No event is at the hub under two identities, and no number of a subject is given twice.
    fn check_once(&self) -> Result<(), Wrong> {
        let hub = self.hub();
        let twice = hub.hub.ledger.read::<_, HubError>(|db| {
            let sql = "SELECT count(*) FROM event GROUP BY header ->> '$.id' HAVING count(*) > 1";
            Ok(db
                .prepare_cached(sql)
                .and_then(|mut found| found.exists([]))
                .map_err(usalama_hub::ledger::LedgerError::from)?)
        });
        if twice.map_err(|error| error.to_string())? { Err("the hub keeps an event twice".to_owned()) } else { Ok(()) }
    }

    /// Every act of a phone is at the hub, or parked there with its reason.
    ///
    /// # Errors
    /// What is lost.
    pub fn check_acknowledged(&self, number: usize) -> Result<(), Wrong> {
        let hub = self.hub();
        let status = self.phones[number].app().sync_status().map_err(|error| error.to_string())?;
        let parked: BTreeSet<EventId> = status.parked.iter().map(|parked| parked.event).collect();
        let mine = self.acknowledged.iter().filter(|ack| ack.phone == number && !self.gone.contains(&ack.written.id));
        for ack in mine {
            let (id, kind) = (ack.written.id, &ack.written.kind);
            let known = hub.hub.ledger.read::<_, HubError>(|db| Ok(events::verdict(db, id)?));
            match known.map_err(|error| error.to_string())? {
                Some((_, Verdict::Accepted(_))) if parked.contains(&id) => {
                    return Err(format!("phone {number}: {kind} is parked, and the hub has taken it up"));
                }
                Some((_, Verdict::Accepted(_))) => {}
                Some((_, Verdict::Refused(_))) | None if parked.contains(&id) => {}
                Some((_, Verdict::Refused(refusal))) => {
                    return Err(format!(
                        "phone {number}: {kind} was refused ({}) and its author does not see it",
                        refusal.code
                    ));
                }
                // Its owner sees that it is unsent, and that the phone is enrolled no more.
                None if self.phones[number].is_stranded && self.is_queued(number, id) && !status.enrolled => {}
                None => return Err(format!("phone {number}: {kind} was acknowledged and is lost")),
            }
        }
        for (_, tip) in self.anonymous.iter().filter(|(phone, _)| *phone == number) {
            let there = hub.hub.ledger.read::<_, HubError>(|db| Ok(events::of_subject(db, *tip)?.len()));
            if there.map_err(|error| error.to_string())? == 0 && !self.waits_for_a_handler(number, *tip)? {
                return Err(format!("phone {number}: an anonymous tip was acknowledged and is lost"));
            }
        }
        Ok(())
    }

    /// Whether a tip is still on its phone because there is nobody whom it could be sealed to.
    fn waits_for_a_handler(&self, number: usize, tip: SubjectId) -> Result<bool, Wrong> {
        let threads = self.phones[number].app().anonymous_threads().map_err(|error| error.to_string())?;
        let waits = threads.iter().any(|thread| thread.id == tip && thread.state == AnonymousState::Waits);
        Ok(waits && !self.has_handlers()?)
    }

    fn is_queued(&self, number: usize, id: EventId) -> bool {
        let sql = "SELECT 1 FROM outbox WHERE event = ?1 AND state < 2";
        self.phones[number].probe.ask(|db| db.prepare_cached(sql)?.exists([id.0.as_bytes()]))
    }

    fn check_queue(&self, number: usize) -> Result<(), Wrong> {
        let stuck: Vec<String> = self.phones[number].probe.waiting();
        let letters: i64 = self.phones[number]
            .probe
            .ask(|db| db.query_row("SELECT count(*) FROM anonymous_letter", [], |row| row.get(0)));
        if stuck.is_empty() && (letters == 0 || !self.has_handlers()?) {
            return Ok(());
        }
        Err(format!("phone {number}: {stuck:?} and {letters} letters are stuck"))
    }

    fn held(&self, number: usize) -> Vec<HeldEvent> {
        self.phones[number].probe.ask(|db| {
            let mut statement = db.prepare_cached(
                "SELECT id, subject, header ->> '$.kind', own, standing, subject_seq, received_at, parts, erased FROM event",
            )?;
            let rows = statement.query_map([], |row| {
                let parts: String = row.get(7)?;
                let parts: Parts = serde_json::from_str(&parts).unwrap_or_default();
                Ok(HeldEvent {
                    id: EventId(row.get(0)?),
                    subject: row.get(1)?,
                    kind: row.get(2)?,
                    own: row.get(3)?,
                    standing: row.get(4)?,
                    seq: row.get(5)?,
                    at: row.get(6)?,
                    parts: parts.into_keys().collect(),
                    erased: row.get::<_, Option<String>>(8)?.is_some(),
                })
            })?;
            rows.collect()
        })
    }

    fn check_buckets(&self, number: usize) -> Result<(), Wrong> {
        let hub = self.hub();
        let phone = &self.phones[number];
        let members: BTreeMap<String, BTreeSet<Uuid>> = phone.probe.ask(|db| members(db, "bucket_event"));
        let positions: BTreeMap<String, i64> =
            phone.probe.cursors().into_iter().map(|(bucket, position, ..)| (bucket, position)).collect();
        let held = self.held(number);
        let compared =
            hub.hub.ledger.read::<_, HubError>(|db| compare(&hub.hub, db, phone.actor(), &members, &positions, &held));
        match compared {
            Ok(Ok(())) => Ok(()),
            Ok(Err(wrong)) => Err(format!("phone {number} ({:?}): {wrong}", phone.part)),
            Err(error) => Err(error.to_string()),
        }
    }

    /// The views are what comes of folding the log anew.
    fn check_views(&self, number: usize) -> Result<(), Wrong> {
        let phone = &self.phones[number];
        // Views that may be behind are kept when somebody asks.
        phone.app().incident_states().map_err(|error| error.to_string())?;
        let scratch = self.scratch();
        let _ = std::fs::remove_dir_all(&scratch);
        super::template::copy(&phone.directory, &scratch);
        let (actor, key) = (phone.actor(), &phone.person.key);
        {
            let file = disk::raw_profile(&scratch, actor, key);
            file.execute("DELETE FROM profile WHERE key = 'views'", []).map_err(|error| error.to_string())?;
        }
        let file_key = disk::ENCRYPTED.then(|| FileKey::new(key, actor.0));
        drop(
            Store::open(&profile_path(&scratch, actor), file_key.as_ref(), self.now())
                .map_err(|error| error.to_string())?,
        );
        let anew = views(&disk::raw_profile(&scratch, actor, key));
        let kept = phone.probe.ask(|db| Ok(views(db)));
        if anew == kept {
            return Ok(());
        }
        let differs =
            kept.iter().find(|row| !anew.contains(row)).or_else(|| anew.iter().find(|row| !kept.contains(row)));
        Err(format!("phone {number} ({:?}): a view is not what the log says: {differs:?}", phone.part))
    }
}

fn members(db: &Connection, table: &str) -> rusqlite::Result<BTreeMap<String, BTreeSet<Uuid>>> {
    let mut statement = db.prepare_cached(&format!("SELECT bucket, event FROM {table}"))?;
    let mut rows = statement.query([])?;
    let mut found: BTreeMap<String, BTreeSet<Uuid>> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        found.entry(row.get(0)?).or_default().insert(row.get(1)?);
    }
    Ok(found)
}

fn compare(
    hub: &Hub,
    db: &Connection,
    actor: ActorId,
    members_here: &BTreeMap<String, BTreeSet<Uuid>>,
    positions: &BTreeMap<String, i64>,
    held: &[HeldEvent],
) -> Result<Result<(), Wrong>, HubError> {
    let access = Access::of(hub, db, actor)?;
    let allowed: BTreeSet<String> = access.buckets.iter().map(ToString::to_string).collect();
    if let Some(bucket) = members_here.keys().chain(positions.keys()).find(|bucket| !allowed.contains(*bucket)) {
        return Ok(Err(format!("it still holds {bucket}, which it may not read")));
    }
    let at_the_hub = members(db, "member").map_err(usalama_hub::ledger::LedgerError::from)?;
    let none = BTreeSet::new();
    for bucket in &allowed {
        let (theirs, ours) = (at_the_hub.get(bucket).unwrap_or(&none), members_here.get(bucket).unwrap_or(&none));
        if theirs != ours {
            let missing = theirs.difference(ours).count();
            let more = ours.difference(theirs).count();
            return Ok(Err(format!("of {bucket} it lacks {missing} events, and holds {more} too many")));
        }
        let head = feed::head(db, bucket)?.position;
        let position = positions.get(bucket).copied().unwrap_or(0);
        if i64::try_from(head).ok() != Some(position) {
            return Ok(Err(format!("of {bucket} it stands at {position}, and the hub at {head}")));
        }
    }
    let mut withholder = Withholder::new(db, &access);
    let in_buckets: BTreeSet<Uuid> = members_here.values().flatten().copied().collect();
    for event in held {
        let (kind, here) = (&event.kind, &event.parts);
        if !event.own && !in_buckets.contains(&event.id.0) {
            return Ok(Err(format!("{kind} of {} came through no bucket that it may read", event.subject)));
        }
        if event.standing != 1 {
            continue;
        }
        let Some(kept) = events::find(db, event.id)? else {
            return Ok(Err(format!("{kind} is confirmed, and the hub does not know it")));
        };
        let receipt = kept.receipt();
        if receipt.map(|receipt| (receipt.seq, receipt.at.as_millis())) != event.seq.zip(event.at) {
            return Ok(Err(format!("{kind} stands elsewhere in the order than at the hub")));
        }
        if event.own {
            continue;
        }
        // A copy that was taken back is told to nobody who comes later; who has it has it, and is shown that it is hidden.
        if kind == PUBLISHED && is_taken_back(db, event.subject)? {
            continue;
        }
        let may: BTreeSet<PartName> = withholder.withhold(kept.event)?.parts().keys().cloned().collect();
        if let Some(part) = here.difference(&may).next() {
            return Ok(Err(format!("of {kind} it holds the part {part}, which it may not read")));
        }
        if let Some(part) = may.difference(here).next().filter(|_| !event.erased) {
            return Ok(Err(format!("of {kind} it lacks the part {part}, which it may read")));
        }
    }
    Ok(Ok(()))
}

fn is_taken_back(db: &Connection, copy: Uuid) -> Result<bool, HubError> {
    let found = subjects::find(db, SubjectId(copy))?;
    Ok(matches!(found, Some(Subject::Publication(record)) if record.state.hidden))
}

/// Every row of every view, without its number.
fn views(db: &Connection) -> Vec<Vec<Value>> {
    let sql = [
        "SELECT subject, category, status, area, mine, changed_at, state, min_lat, min_lon FROM incident
         LEFT JOIN incident_place USING (no) ORDER BY subject",
        "SELECT subject, category, area, changed_at, state FROM publication ORDER BY subject",
        "SELECT subject, kind, guard, site, status, mine, changed_at, state FROM subject ORDER BY subject",
    ];
    let mut all = vec![];
    for sql in sql {
        let mut statement = db.prepare_cached(sql).expect("the views are there");
        let columns = statement.column_count();
        let mut rows = statement.query([]).expect("the views are readable");
        while let Some(row) = rows.next().expect("the views are readable") {
            all.push((0..columns).map(|at| row.get(at).expect("a value")).collect());
        }
    }
    all
}
