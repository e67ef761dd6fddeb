//! The anonymous road: what it tells everybody, and what it takes in. Nobody is asked who they are, and nothing of a request is kept
//! but what is in the letter. What is refused leaves no trace.

use std::time::Duration;

use usalama_core::clock::Timestamp;
use usalama_core::event::{Author, Role, VerifiedEvent, unpack};
use usalama_core::keys::{Hash, PublicKey};
use usalama_core::model::grant::GrantValidity;
use usalama_core::model::incident::{Act, Entry, Incident, Updated, Words};
use usalama_core::model::refusal::RefusalCode;
use usalama_core::model::tip::{Secret, TipState, is_tip};
use usalama_core::policy::{
    Decision, Gap, Placement, Recipient, Scene, Standing, TipScene, audience_of_tip, may, may_on_tip,
};
use usalama_core::seal::Sealed;
use usalama_core::sync::anonymous::{
    Answer, Challenge, PREFIX, STEPS, Said, SignedTerms, Terms, ThreadMessage, ThreadState, is_solved, open_letter,
    seal_answer, thread_digest,
};

use super::batch::Batch;
use super::decide::never_nowhere;
use super::{effects, tip};
use crate::error::HubError;
use crate::hub::Hub;
use crate::ledger::events::{self, Verdict};
use crate::ledger::subjects::{self, IncidentRecord, Subject, TipRecord};
use crate::ledger::{LedgerError, grants, threads};

/// How long everybody works on the same challenge. One is good for as long again.
const EPOCH: Duration = Duration::from_secs(10 * 60);

/// Acts that the reporter of an incident may send by this road, after the report.
const REPORTERS_ACTS: [&str; 4] =
    ["incident.info_given", "incident.withdrawn", "incident.reopened", "incident.resolution_confirmed"];

/// A request that is no letter at all.
#[derive(Debug)]
pub enum NoLetter {
    /// Not of one of the sizes, or not sealed to this hub.
    Malformed,
    /// The challenge is over, or it is not solved.
    Work,
    /// The hub's own fault.
    Hub(HubError),
}

impl<E: Into<HubError>> From<E> for NoLetter {
    fn from(error: E) -> Self {
        Self::Hub(error.into())
    }
}

/// What everybody is told.
///
/// # Errors
/// [`HubError`] where the disk does not play along.
pub fn terms(hub: &Hub) -> Result<SignedTerms, HubError> {
    let now = hub.now();
    let roles = [Role::PoliceOfficer, Role::Oversight, Role::Moderator];
    let recipients = hub.ledger.read::<_, LedgerError>(|db| {
        let mut recipients = vec![];
        for role in &roles {
            let held = grants::of_role(db, role)?.into_iter();
            let held = held.filter(|grant| grant.validity(now) == GrantValidity::InForce);
            recipients.extend(held.map(|grant| Recipient { key: grant.key, role: grant.role, areas: grant.areas }));
        }
        Ok(recipients)
    })?;
    let challenge = challenge(hub, now.floor_to(EPOCH));
    let bits = hub.settings.anonymous_work_bits;
    let terms = Terms { hub_time: now, intake: hub.keys.intake.public(), challenge, bits, recipients };
    SignedTerms::sign(&terms, &hub.keys.account).map_err(HubError::Reply)
}

/// The same for everybody who asks within one epoch, and not to be known before.
fn challenge(hub: &Hub, epoch: Timestamp) -> Challenge {
    let secret = hub.keys.intake.sign(&epoch.as_millis().to_le_bytes());
    Hash::of("usalama 2026 challenge", &[secret.as_bytes()])
}

/// Takes a letter, and gives the answer to it.
///
/// # Errors
/// [`NoLetter`]; nothing was changed then.
pub fn receive(hub: &Hub, body: Vec<u8>) -> Result<Vec<u8>, NoLetter> {
    if !STEPS.iter().any(|step| body.len() == PREFIX + step) {
        return Err(NoLetter::Malformed);
    }
    let (prefix, sealed) = body.split_at_checked(PREFIX).ok_or(NoLetter::Malformed)?;
    let (asked, nonce) = prefix.split_first_chunk::<32>().ok_or(NoLetter::Malformed)?;
    let nonce = u64::from_le_bytes(nonce.try_into().map_err(|_| NoLetter::Malformed)?);
    let asked = Hash::from_bytes(*asked);
    let epoch = hub.now().floor_to(EPOCH);
    let good = [epoch, crate::clock::before(epoch, EPOCH)].map(|epoch| challenge(hub, epoch));
    if !good.contains(&asked) || !is_solved(&asked, sealed, nonce, hub.settings.anonymous_work_bits) {
        return Err(NoLetter::Work);
    }
    let sealed = Sealed::from_bytes(sealed.to_vec());
    let letter = open_letter(&sealed, &hub.keys.intake).map_err(|_| NoLetter::Malformed)?;
    let answer = match letter.what {
        Said::Event(wire) => match prove(letter.key, *wire) {
            Ok(event) => take(hub, &event)?,
            Err(code) => Answer::Refused(code.into()),
        },
        Said::Thread(signature) => {
            let signed = letter.key.verify(thread_digest(&asked).as_bytes(), &signature).is_ok();
            if signed { thread(hub, letter.key)? } else { Answer::NoThread }
        }
    };
    Ok(fitting(answer, &letter.key)?.as_bytes().to_vec())
}

/// Sealed to whoever has the receipt. Of a thread that is too long, the oldest lines are left out.
fn fitting(mut answer: Answer, key: &PublicKey) -> Result<Sealed, NoLetter> {
    loop {
        match (seal_answer(&answer, key), &mut answer) {
            (Ok(sealed), _) => return Ok(sealed),
            (Err(_), Answer::Thread(thread)) if !thread.messages.is_empty() => drop(thread.messages.remove(0)),
            (Err(_), _) => return Err(NoLetter::Malformed),
        }
    }
}

fn prove(key: PublicKey, wire: usalama_core::event::WireEvent) -> Result<VerifiedEvent, RefusalCode> {
    let event = unpack(vec![wire]).pop().and_then(Result::ok).ok_or(RefusalCode::Malformed)?;
    let header = event.claimed();
    if header.author != (Author::OneTime { key }) || header.role != Role::Resident {
        return Err(RefusalCode::Malformed);
    }
    event.verify().map_err(|_| RefusalCode::BadSignature)
}

fn take(hub: &Hub, event: &VerifiedEvent) -> Result<Answer, HubError> {
    let (answer, heads) = hub.ledger.write::<_, HubError>(|write| {
        let mut batch = Batch::begin(hub, write)?;
        let answer = decide(&mut batch, event)?;
        Ok((answer, batch.finish()?))
    })?;
    hub.announce(heads);
    Ok(answer)
}

fn decide(batch: &mut Batch<'_>, event: &VerifiedEvent) -> Result<Answer, HubError> {
    let refused = |code: RefusalCode| Ok(Answer::Refused(code.into()));
    let header = event.header();
    let (key, now) = (header.author.key(), batch.now);
    if let Some((hash, Verdict::Accepted(_))) = events::verdict(batch.write, header.id)? {
        return if hash == event.hash() { Ok(Answer::Taken) } else { refused(RefusalCode::Malformed) };
    }
    if header.parts.keys().any(|name| !event.parts().contains_key(name)) {
        return refused(RefusalCode::Malformed);
    }
    let thread = threads::find(batch.write, &key, now)?;
    let begins = matches!(header.kind.as_str(), "tip.submitted" | "incident.submitted");
    match thread {
        // A key is used for one report; whoever could send another under it could be known by it.
        Some(_) if begins => return refused(RefusalCode::AlreadyDone),
        None if begins => {}
        Some(subject) if subject == header.subject => {}
        _ => return refused(RefusalCode::UnknownSubject),
    }
    let subject = subjects::find(batch.write, header.subject)?;
    if begins && (subject.is_some() || events::any_of(batch.write, header.subject)?) {
        return refused(RefusalCode::AlreadyDone);
    }
    let decision = match (is_tip(&header.kind), subject) {
        (true, None) if begins => on_tip(batch, event, None)?,
        (true, Some(Subject::Tip(record))) => on_tip(batch, event, Some(*record))?,
        (false, None) if begins => on_incident(batch, event, None)?,
        (false, Some(Subject::Incident(record))) if REPORTERS_ACTS.contains(&header.kind.as_str()) => {
            on_incident(batch, event, Some(*record))?
        }
        _ => Decision::Refuse(RefusalCode::UnknownSubject.into()),
    };
    match decision {
        Decision::Allow => {
            threads::keep(batch.write, &key, header.subject, now)?;
            Ok(Answer::Taken)
        }
        Decision::Refuse(refusal) => Ok(Answer::Refused(refusal)),
        Decision::Unknown(Gap::Placement) => refused(RefusalCode::OutOfScope),
        Decision::Unknown(Gap::History) => refused(RefusalCode::UnknownSubject),
    }
}

/// Somebody of whom nothing is known but that they have the receipt.
const fn nobody(role: &Role) -> Standing<'_> {
    Standing { role, actor: None, grant: None, revoked: false, joined_at: None, is_reporter: true }
}

fn on_tip(batch: &mut Batch<'_>, event: &VerifiedEvent, record: Option<TipRecord>) -> Result<Decision, HubError> {
    let header = event.header();
    let Ok(Some(entry)) = tip::read(event) else {
        return Ok(Decision::Refuse(RefusalCode::Malformed.into()));
    };
    let mut record = record.unwrap_or_else(|| tip::begin(batch, header, &entry));
    let scene = TipScene {
        tip: &record.state,
        placement: Some(&record.placement),
        now: batch.now,
        audience: &header.audience,
        on_arrival: true,
        shared_last_hour: 0,
    };
    let decision = may_on_tip(&entry, &nobody(&header.role), &scene);
    if decision == Decision::Allow {
        batch.append_to(&mut record, event, Some(&entry), false)?;
        tip::look_after(batch, &record, header)?;
    }
    Ok(decision)
}

fn on_incident(
    batch: &mut Batch<'_>,
    event: &VerifiedEvent,
    record: Option<IncidentRecord>,
) -> Result<Decision, HubError> {
    let header = event.header();
    let Ok(Some(entry)) = Entry::read(event) else {
        return Ok(Decision::Refuse(RefusalCode::Malformed.into()));
    };
    let (mut record, placement) = match record {
        Some(record) => {
            let placement = record.placement.clone();
            (record, placement)
        }
        None => {
            let position = entry.place.as_ref().and_then(|place| place.position.as_ref());
            let found = Placement::look_up(&batch.world.areas, position.map(|position| position.at), header.area);
            let placement = never_nowhere(batch, found.clone());
            let state = Incident::unknown(header.subject);
            (IncidentRecord { reporter: None, submitted_at: header.time.at, next_seq: 1, state, placement }, found)
        }
    };
    let other = match (&entry.act, record.state.duplicate_of) {
        (Act::Reopened(_), Some(of)) => Some(super::judge::other(batch.write, of)?),
        _ => None,
    };
    let terms = super::terms::terms_at(batch, &placement)?;
    let scene = Scene {
        incident: &record.state,
        placement: Some(&placement),
        now: batch.now,
        audience: &header.audience,
        on_arrival: true,
        reports_last_hour: 0,
        terms: &terms,
        corroborated_before: false,
        assignee_orgs: None,
        other,
    };
    let decision = may(&entry, &nobody(&header.role), &scene);
    if decision == Decision::Allow {
        batch.append(&mut record, event, Some(&entry), false)?;
        effects::follow(batch, &mut record, event, &entry, None)?;
    }
    Ok(decision)
}

/// The thread of a key. That there is none, and that there is none any more, is one answer.
fn thread(hub: &Hub, key: PublicKey) -> Result<Answer, HubError> {
    let now = hub.now();
    let found = hub.ledger.read::<_, HubError>(|db| {
        let Some(id) = threads::find(db, &key, now)? else { return Ok(None) };
        let Some(subject) = subjects::find(db, id)? else { return Ok(None) };
        let expires = threads::expires_after(now);
        Ok(match subject {
            Subject::Tip(record) => Some((id, of_tip(&record, expires))),
            Subject::Incident(record) => Some((id, of_incident(&record, &events::of_subject(db, id)?, expires))),
            _ => None,
        })
    })?;
    let Some((subject, state)) = found else { return Ok(Answer::NoThread) };
    hub.ledger.write::<_, HubError>(|write| Ok(threads::keep(write, &key, subject, now)?))?;
    Ok(Answer::Thread(Box::new(state)))
}

fn of_tip(record: &TipRecord, expires: Timestamp) -> ThreadState {
    let tip = &record.state;
    // What is between is nobody's business but the handlers'.
    let state = if tip.state == Some(TipState::Closed) { TipState::Closed } else { TipState::Received };
    let messages = tip.messages.iter().filter_map(|message| {
        let words = message.words.clone()?;
        Some(ThreadMessage { at: message.at, from_source: message.from_source, words })
    });
    ThreadState {
        subject: tip.id,
        tip: true,
        state: state.code().to_owned(),
        feedback: tip.feedback.clone(),
        outcome: None,
        messages: messages.collect(),
        area: tip.area,
        audience: audience_of_tip(tip),
        sealed_to: tip.report.as_ref().map(|report| report.sealed_to.clone()).unwrap_or_default(),
        expires,
    }
}

fn of_incident(record: &IncidentRecord, kept: &[events::KeptEvent], expires: Timestamp) -> ThreadState {
    let incident = &record.state;
    let line = |kept: &events::KeptEvent| {
        let entry = Entry::read(&kept.event).ok().flatten()?;
        let told =
            matches!(entry.act, Act::InfoRequested(_) | Act::InfoGiven(_) | Act::Updated(Updated { internal: false }));
        let words = Words { comment: Some(entry.comment().filter(|_| told)?.clone()), ..Words::default() };
        let from_source = Some(kept.event.header().author.key()) == incident.reporter_key;
        Some(ThreadMessage { at: kept.receipt()?.at, from_source, words: Secret::Open(words) })
    };
    ThreadState {
        subject: incident.id,
        tip: false,
        state: incident.status.as_ref().map(|status| status.code().to_owned()).unwrap_or_default(),
        feedback: None,
        outcome: incident.outcome.as_ref().map(|outcome| outcome.code().to_owned()),
        messages: kept.iter().filter_map(line).collect(),
        area: incident.area,
        audience: incident.visibility.clone(),
        sealed_to: vec![],
        expires,
    }
}
