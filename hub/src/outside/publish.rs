//! Alerts for everyone: an Atom feed (RFC 4287), and each message as CAP 1.2.

use std::time::Duration;

use atom_syndication::{Content, Entry, Feed, FixedDateTime, Link, Person, Text};
use chrono::DateTime;
use usalama_core::clock::Timestamp;
use usalama_core::event::SubjectId;
use usalama_core::exchange::cap;
use usalama_core::model::alert::{Alert, expires};
use usalama_core::model::cap::{Info, MsgType, Scope, Status};

use crate::clock::before;
use crate::error::HubError;
use crate::hub::Hub;
use crate::ledger::alerts;

/// The media type of CAP in XML.
pub const CAP_TYPE: &str = "application/cap+xml";
/// The media type of the feed.
pub const ATOM_TYPE: &str = "application/atom+xml";

/// Messages of a feed, at most.
const AT_MOST: usize = 500;
/// How long a cancellation stays in the feed.
const CANCEL_STAYS: Duration = Duration::from_secs(72 * 3600);

/// Whether a message is for everyone outside: not what came from another feed, no drill, and nothing that is over.
fn is_public(alert: &Alert, now: Timestamp) -> bool {
    let Some(message) = alert.message.as_deref().filter(|_| alert.is_out() && alert.source.is_none()) else {
        return false;
    };
    let lasts = match message.msg_type {
        MsgType::Alert | MsgType::Update => expires(message).is_none_or(|at| at > now),
        MsgType::Cancel => message.sent.at() > before(now, CANCEL_STAYS),
        _ => false,
    };
    message.scope == Scope::Public && message.status == Status::Actual && lasts
}

/// The feed of all alerts that are on, and of what was called off within three days. Each entry links to its message.
///
/// # Errors
/// [`HubError`] where the disk does not play along.
pub fn feed(hub: &Hub, path_of: impl Fn(SubjectId) -> String) -> Result<String, HubError> {
    let now = hub.now();
    let mut known = hub.ledger.read::<_, HubError>(|db| Ok(alerts::all(db, AT_MOST)?))?;
    known.retain(|alert| is_public(alert, now));
    let entries: Vec<Entry> = known.iter().filter_map(|alert| entry(alert, path_of(alert.id))).collect();
    let updated = entries.iter().map(|entry| entry.updated).max().unwrap_or_else(|| time(now));
    let feed = Feed {
        title: Text::plain("Usalama alerts"),
        id: format!("urn:usalama:alerts:{}", hub.keys.account.public()),
        updated,
        entries,
        ..Feed::default()
    };
    Ok(feed.to_string())
}

fn entry(alert: &Alert, path: String) -> Option<Entry> {
    let message = alert.message.as_deref()?;
    let first: Option<&Info> = message.info.first();
    let title = first.and_then(|info| info.headline.clone()).or_else(|| message.note.clone());
    let author = first.and_then(|info| info.sender_name.clone()).unwrap_or_else(|| message.sender.clone());
    Some(Entry {
        title: Text::plain(title.unwrap_or_else(|| message.msg_type.code().to_owned())),
        id: message.identifier.clone(),
        updated: time(message.sent.at()),
        authors: vec![Person { name: author, ..Person::default() }],
        links: vec![Link {
            href: path,
            rel: "alternate".to_owned(),
            mime_type: Some(CAP_TYPE.to_owned()),
            ..Link::default()
        }],
        summary: first.and_then(|info| info.description.clone()).map(Text::plain),
        content: None::<Content>,
        ..Entry::default()
    })
}

fn time(at: Timestamp) -> FixedDateTime {
    DateTime::from_timestamp_millis(at.as_millis()).unwrap_or_default().fixed_offset()
}

/// One message as CAP 1.2; nothing where there is none for everyone.
///
/// # Errors
/// [`HubError`] where the disk does not play along.
pub fn message(hub: &Hub, id: SubjectId) -> Result<Option<String>, HubError> {
    let found = hub.ledger.read::<_, HubError>(|db| Ok(alerts::alert(db, id)?))?;
    let public = found.map(|record| record.state).filter(|alert| is_public(alert, hub.now()));
    Ok(public.and_then(|alert| cap::write(alert.message.as_deref()?).ok()))
}
