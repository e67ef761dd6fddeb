//! Bugs that are put in on purpose, to see that they are found: a test of the test. None of them is in the library or the hub; they
//! are triggers in the files of a history, or hands on the line to the hub.

use std::sync::atomic::{AtomicU32, Ordering};

use rusqlite::Connection;
use usalama_core::event::ActorId;
use usalama_core::sync::Response;
use usalama_core::sync::wire::{FeedItem, Page, Pull, PushReply, PushResult, page_digest, paths};
use usalama_hub::ledger::LedgerError;
use usalama_hub::reading;

use super::wire::HubSide;

/// A bug.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bug {
    /// What the hub has taken up stays in the outbox.
    DroppedSettle,
    /// The hub keeps a second copy of what is handed in again.
    LostDedupe,
    /// A page lacks an event, and the cursor moves past it.
    CursorPastAHole,
    /// A resident's pull is answered as if an officer had asked.
    MissingPolicyCheck,
    /// The view of an incident stays as it was first folded.
    ViewNotRefolded,
}

impl Bug {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::DroppedSettle, Self::LostDedupe, Self::CursorPastAHole, Self::MissingPolicyCheck, Self::ViewNotRefolded];

    /// Puts it into a phone's file. A view that is made anew has to be spoilt anew.
    ///
    /// # Errors
    /// SQLite's.
    pub fn infect_phone(self, file: &Connection) -> rusqlite::Result<()> {
        match self {
            Self::DroppedSettle => file.execute_batch(
                "CREATE TRIGGER IF NOT EXISTS bug BEFORE DELETE ON outbox BEGIN SELECT raise(IGNORE); END",
            ),
            Self::ViewNotRefolded => file.execute_batch(
                "CREATE TRIGGER IF NOT EXISTS bug AFTER UPDATE ON incident BEGIN
                    UPDATE incident SET state = OLD.state, status = OLD.status WHERE no = NEW.no;
                 END",
            ),
            Self::LostDedupe | Self::CursorPastAHole | Self::MissingPolicyCheck => Ok(()),
        }
    }

    /// What of it happens on the line of one phone.
    #[must_use]
    pub fn on_the_line(self, is_resident: bool, officer: ActorId) -> Option<Tamper> {
        let applies = match self {
            Self::CursorPastAHole | Self::LostDedupe => true,
            Self::MissingPolicyCheck => is_resident,
            Self::DroppedSettle | Self::ViewNotRefolded => false,
        };
        applies.then(|| Tamper { bug: self, officer, pulls: AtomicU32::new(0) })
    }
}

/// A hand on the line.
#[derive(Debug)]
pub struct Tamper {
    bug: Bug,
    officer: ActorId,
    pulls: AtomicU32,
}

impl Tamper {
    /// What the phone gets instead of a reply.
    ///
    /// # Panics
    /// Where a reply cannot be made.
    pub fn with(&self, hub: &HubSide, path: &str, asked: &[u8], response: Response) -> Response {
        if response.status != 200 {
            return response;
        }
        match self.bug {
            Bug::CursorPastAHole if path == paths::PULL => self.with_a_hole(hub, response),
            Bug::MissingPolicyCheck if path == paths::PULL => self.unchecked(hub, asked, response),
            Bug::LostDedupe if path == paths::EVENTS => self.kept_twice(hub, response),
            _ => response,
        }
    }

    /// Every third page lacks its last event in one bucket, and says nothing of how much there ought to be.
    fn with_a_hole(&self, hub: &HubSide, mut response: Response) -> Response {
        let Ok(mut page) = serde_json::from_slice::<Page>(&response.body) else { return response };
        for bucket in &mut page.buckets {
            let event = bucket.items.iter().rposition(|item| matches!(item, FeedItem::Event(_)));
            if let Some(at) = event
                && self.pulls.fetch_add(1, Ordering::SeqCst) % 3 == 1
            {
                bucket.items.remove(at);
                bucket.checksum = None;
            }
        }
        response.body = serde_json::to_vec(&page).expect("a page");
        response.signature = Some(hub.hub.keys.account.sign(page_digest(&response.body).as_bytes()));
        response
    }

    fn unchecked(&self, hub: &HubSide, asked: &[u8], mut response: Response) -> Response {
        let Ok(pull) = serde_json::from_slice::<Pull>(asked) else { return response };
        let page = reading::pull(&hub.hub, self.officer, &pull).expect("a page");
        response.body = page.body;
        response.signature = Some(page.signature);
        response
    }

    /// What was said to be a repeat is kept once more, under another identity.
    fn kept_twice(&self, hub: &HubSide, response: Response) -> Response {
        let Ok(reply) = serde_json::from_slice::<PushReply>(&response.body) else { return response };
        for result in &reply.results {
            let PushResult::Duplicate(receipt) = result else { continue };
            let sql = "INSERT INTO event (id, subject, subject_seq, hash, header, signature, parts, received_at, clock_suspect, refusal)
                       SELECT randomblob(16), subject, NULL, hash, header, signature, parts, received_at, clock_suspect, '{}'
                       FROM event WHERE subject_seq = ?1 AND received_at = ?2 LIMIT 1";
            let params = rusqlite::params![receipt.seq, receipt.at.as_millis()];
            let kept = hub.hub.ledger.write::<_, LedgerError>(|write| Ok(write.execute(sql, params)?));
            kept.expect("the ledger is written");
        }
        response
    }
}
