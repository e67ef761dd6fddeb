//! A copy of what is one's own: every act of this profile with its parts, what became of it, consents, grants, who looked, and how
//! long what is kept. JSON, made without a network. What others wrote is theirs: it is not in it.

use std::path::Path;

use serde_json::{Map, Value, json};

use super::super::device::Usalama;
use super::super::error::Error;
use crate::event::PartName;
use crate::model::incident::{Act, Entry};
use crate::model::retention::{NOTICES, Period, TABLE};
use crate::profile::Profile;
use crate::store::{IncidentFilter, Kept, StoreError, write_durably};
use crate::text::Label;

/// The format of the file.
const FORMAT: &str = "usalama-export-1";

/// A copy that was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exported {
    /// Acts in it.
    pub events: u64,
    /// Its size.
    pub bytes: u64,
}

impl Usalama {
    /// Writes everything that is one's own into a file. It is as readable as it is complete: keep it where nobody else reads.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`]; [`Error::Store`] where the file cannot be written.
    pub fn export_my_data(&self, to: &Path) -> Result<Exported, Error> {
        let profile = self.profile()?;
        let events = profile.store().own_events()?;
        let copy = self.copy_of(&profile, &events)?;
        let bytes = serde_json::to_vec_pretty(&copy).map_err(|_| StoreError::Unreadable("export"))?;
        write_durably(to, &bytes).map_err(StoreError::Io)?;
        let count = copy.get("events").and_then(Value::as_array).map_or(0, Vec::len);
        Ok(Exported { events: count as u64, bytes: bytes.len() as u64 })
    }

    fn copy_of(&self, profile: &Profile, events: &[Kept]) -> Result<Value, Error> {
        let standing = profile.standing();
        let quiet = profile.quiet()?;
        // Where a PIN for duress was entered the copy shows what the phone shows.
        let shown = events.iter().filter(|kept| !quiet.iter().any(|quiet| quiet.hides(kept)));
        let shown: Vec<Value> = shown.map(|kept| event(profile, kept)).collect::<Result<_, _>>()?;
        let filter = IncidentFilter { mine: true, ..IncidentFilter::default() };
        let mine = profile.store().incidents(&filter, None, usize::MAX)?;
        let (mut reports, mut looks, mut holds) = (vec![], vec![], vec![]);
        for row in &mine {
            let incident = &row.incident;
            reports.push(json!({
                "id": incident.id,
                "status": incident.status,
                "since": incident.status_since,
                "visibility": incident.visibility,
                "outcome": incident.outcome,
            }));
            for look in self.who_looked(incident.id)? {
                looks.push(json!({
                    "item": incident.id,
                    "by": look.by,
                    "role": look.role,
                    "at": look.at,
                    "parts": look.parts,
                }));
            }
            for hold in self.legal_holds(incident.id)? {
                holds.push(json!({ "item": incident.id, "ob_number": hold.ob_number, "until": hold.until }));
            }
        }
        Ok(json!({
            "format": FORMAT,
            "made_at": profile.now(),
            "actor": profile.actor(),
            "enrolled_at": standing.enrolment.as_ref().map(|enrolment| enrolment.joined_at),
            "grants": standing.grants.iter().map(|held| json!({ "grant": held.grant, "revoked": held.revoked })).collect::<Vec<_>>(),
            "events": shown,
            "reports": reports,
            "consents": consents(events),
            "who_looked": looks,
            "legal_holds": holds,
            "refused": profile.shown_parked()?.iter().map(|parked| json!({
                "event": parked.event, "subject": parked.subject, "kind": parked.kind, "reason": parked.refusal.code,
            })).collect::<Vec<_>>(),
            "retention": TABLE.iter().map(|rule| json!({
                "class": rule.class,
                "what": rule.class.label().map(words),
                "on_device": period(&rule.device),
                "on_hub": period(&rule.hub),
                "then": words(rule.then),
            })).collect::<Vec<_>>(),
            "notices": NOTICES.iter().map(|notice| json!({
                "purpose": notice.purpose, "basis": notice.basis, "version": notice.version, "text": words(notice.said),
            })).collect::<Vec<_>>(),
        }))
    }
}

fn words(label: Label) -> Value {
    json!({ "en": label.en, "sw": label.sw })
}

fn period(period: &Period) -> Value {
    words(period.said)
}

fn event(profile: &Profile, kept: &Kept) -> Result<Value, Error> {
    let header = kept.event.header();
    let (delivery, refusal) = profile.store().delivery_of(kept)?;
    let under_duress = header.kind == "sos.duress";
    let mut parts = Map::new();
    for (name, part) in kept.event.parts().iter().filter(|_| !under_duress) {
        let body = serde_json::from_str(&part.body).unwrap_or_else(|_| Value::String(part.body.clone()));
        parts.insert(name.code().to_owned(), body);
    }
    Ok(json!({
        "id": header.id,
        "subject": header.subject,
        "kind": if under_duress { "sos.cancelled" } else { header.kind.as_str() },
        "at": header.time.at,
        "role": header.role,
        "audience": header.audience,
        "area": header.area,
        "delivery": delivery,
        "refused": refusal.map(|refusal| refusal.code),
        "erased_here": kept.event.parts().is_empty() && !header.parts.is_empty(),
        "parts": parts,
    }))
}

/// The consents of all reports.
fn consents(events: &[Kept]) -> Vec<Value> {
    let mut consents = vec![];
    for kept in events {
        if !kept.event.parts().contains_key(&PartName::Core) {
            continue;
        }
        if let Some(Entry { act: Act::Submitted(report), .. }) = Entry::readable(&kept.event) {
            let given = report.consents.iter();
            consents.extend(given.map(|consent| json!({ "subject": kept.event.header().subject, "consent": consent })));
        }
    }
    consents
}
