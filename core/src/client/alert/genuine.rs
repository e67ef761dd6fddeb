//! Whether forwarded words, or a code that was scanned, are an alert as it was issued; answered offline (DOMAIN §17.3).

use super::super::device::Usalama;
use super::super::error::Error;
use super::{AlertView, Held, inbox};
use crate::event::{Author, Role, SignedEvent, SubjectId, VerifiedEvent};
use crate::exchange;
use crate::model::Model as _;
use crate::model::alert::{
    Alert, AlertAct, AlertEntry, AlertState, Board, Genuineness, Pasted, expires, forward_text, has_code, is_alert,
};
use crate::model::cap;
use crate::model::grant::{Grant, GrantId, GrantValidity};
use crate::model::incident::Stamp;
use crate::policy::{AlertScene, Decision, Standing, alert_audience, may_on_alert};
use crate::profile::{Profile, REVOKED_ISSUERS};
use crate::store::Standing as Confirmed;

/// What can be said of something that was forwarded.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckedAlert {
    /// The answer.
    pub verdict: Genuineness,
    /// The message as it was issued, where it is known: show this, not what was forwarded.
    pub message: Option<Box<cap::Alert>>,
    /// The alert, where this phone holds it.
    pub held: Option<AlertView>,
}

impl CheckedAlert {
    const UNKNOWN: Self = Self { verdict: Genuineness::Unknown, message: None, held: None };
}

impl Usalama {
    /// What an alert says in one language, to be forwarded as text, with its code at the end.
    ///
    /// # Errors
    /// [`Error::NotFound`] where it is not known, not out, or says nothing in that language; [`Error::NotSignedIn`], [`Error::Store`].
    pub fn alert_text(&self, id: SubjectId, language: &str) -> Result<String, Error> {
        let view = self.alert(id)?;
        let message = view.alert.message.as_deref().filter(|_| view.is_out()).ok_or(Error::NotFound)?;
        forward_text(message, language).ok_or(Error::NotFound)
    }

    /// An alert as text for QR codes, one string a code: signed whole, with the grants of those who signed, so that a phone that has
    /// never heard of it can check it offline.
    ///
    /// # Errors
    /// [`Error::NotFound`] where it is not known or not out; [`Error::Qr`] where it is too much for codes; [`Error::Store`].
    pub fn alert_codes(&self, id: SubjectId) -> Result<Vec<String>, Error> {
        let profile = self.profile()?;
        if !self.alert(id)?.is_out() {
            return Err(Error::NotFound);
        }
        let kept = profile.store().events_of(id)?;
        let carries = |kind: &str| matches!(kind, "alert.proposed" | "alert.released" | "alert.imported");
        let events: Vec<VerifiedEvent> = kept
            .into_iter()
            .filter(|kept| matches!(kept.standing, Confirmed::Confirmed(_)) && carries(&kept.event.header().kind))
            .map(|kept| kept.event)
            .collect();
        let hub_key = profile.standing().enrolment.as_ref().ok_or(Error::NotEnrolled)?.hub_key;
        let grants: Vec<_> = profile
            .store()
            .grants()?
            .into_iter()
            .map(|(signed, _)| signed)
            .filter(|signed| {
                let granted = signed.verify(&hub_key);
                granted.is_ok_and(|grant| events.iter().any(|event| event.header().author.key() == grant.key))
            })
            .collect();
        Ok(exchange::encode(&events, &grants)?)
    }

    /// An alert as CAP 1.2 XML, for other systems.
    ///
    /// # Errors
    /// [`Error::NotFound`] where it is not known or not out; [`Error::NotSignedIn`], [`Error::Store`].
    pub fn alert_xml(&self, id: SubjectId) -> Result<String, Error> {
        let view = self.alert(id)?;
        let message = view.alert.message.as_deref().filter(|_| view.is_out()).ok_or(Error::NotFound)?;
        exchange::cap::write(message).map_err(|_| Error::Invalid("the message has a character that XML has not"))
    }

    /// Checks words that were forwarded. They are genuine only where this phone holds the alert; where it does not, nothing is known of
    /// them. Case, spaces, punctuation, pictures, marks of quotation and a messenger's own headers do not matter; every word does.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], [`Error::Store`].
    pub fn check_alert_text(&self, text: &str) -> Result<CheckedAlert, Error> {
        let profile = self.profile()?;
        let pasted = Pasted::read(text);
        let (held, told) = (Held::load(&profile)?, inbox::told(&profile)?);
        let known = held.rows.iter().filter_map(|row| held.view(row, &told)).filter(AlertView::is_out);
        let mut words_alone = None;
        for view in known {
            let Some(message) = view.alert.message.clone() else { continue };
            let names = pasted.code.is_some_and(|code| has_code(&view.alert, code));
            let says = pasted.says(&message);
            if names || says {
                let verdict =
                    if names && says { standing_of(&view.posted.state, &message) } else { Genuineness::Altered };
                let checked = CheckedAlert { verdict, message: Some(message), held: Some(view) };
                if names {
                    return Ok(checked);
                }
                words_alone = Some(checked);
            }
        }
        Ok(words_alone.unwrap_or(CheckedAlert::UNKNOWN))
    }

    /// Checks an alert that was scanned from codes, in any order: every signature, the grants behind them, and that these people might
    /// issue it. What this phone holds of later messages counts.
    ///
    /// # Errors
    /// [`Error::Qr`] for codes that are none, incomplete or damaged; [`Error::NotEnrolled`] where this phone does not know the hub's key;
    /// [`Error::Store`].
    pub fn check_alert_codes<S: AsRef<str>>(&self, codes: &[S]) -> Result<CheckedAlert, Error> {
        let profile = self.profile()?;
        let hub_key = profile.standing().enrolment.as_ref().ok_or(Error::NotEnrolled)?.hub_key;
        let handed = exchange::decode(codes)?;
        let revoked: Vec<GrantId> = profile.store().get(REVOKED_ISSUERS)?.unwrap_or_default();
        let mut grants: Vec<Grant> = handed.grants.iter().filter_map(|signed| signed.verify(&hub_key).ok()).collect();
        grants.retain(|grant| !revoked.contains(&grant.id));
        let mut events = vec![];
        for event in SignedEvent::verify_all(handed.events) {
            match event {
                Ok(event) => events.push(event),
                // Somebody changed it on the way.
                Err(_) => return Ok(CheckedAlert { verdict: Genuineness::Altered, ..CheckedAlert::UNKNOWN }),
            }
        }
        let (held, told) = (Held::load(&profile)?, inbox::told(&profile)?);
        let scanned = events.first().map(|event| event.header().subject);
        let row = held.rows.iter().find(|row| Some(row.state.id) == scanned);
        let view = row.and_then(|row| held.view(row, &told)).filter(AlertView::is_out);
        // What the hub let out itself stands, whatever became of the issuer's grant since.
        let known = view.as_ref().map(|view| view.alert.clone()).filter(|alert| is_same(alert, &events));
        let Some(alert) = known.or_else(|| issued(&profile, &events, &grants, &hub_key)) else {
            return Ok(CheckedAlert::UNKNOWN);
        };
        let others = held.rows.iter().filter(|row| super::is_settled(row.delivery.clone()) && row.state.id != alert.id);
        let board = Board::of(others.map(|row| &row.state).chain([&alert]), profile.now());
        let Some(message) = alert.message.clone() else { return Ok(CheckedAlert::UNKNOWN) };
        let state = board.get(alert.id).map_or(AlertState::Issued, |posted| posted.state.clone());
        Ok(CheckedAlert { verdict: standing_of(&state, &message), message: Some(message), held: view })
    }
}

fn standing_of(state: &AlertState, message: &cap::Alert) -> Genuineness {
    match state {
        AlertState::Cancelled => Genuineness::Cancelled,
        AlertState::Expired => Genuineness::Expired,
        AlertState::Updated => Genuineness::Updated,
        _ => Genuineness::Genuine { until: expires(message) },
    }
}

/// Whether the message in these events is that of the alert, word for word.
fn is_same(alert: &Alert, events: &[VerifiedEvent]) -> bool {
    events.iter().filter_map(|event| AlertEntry::read(event).ok().flatten()).any(|entry| match &entry.act {
        AlertAct::Proposed(proposed) => alert.message.as_deref() == Some(&proposed.alert),
        AlertAct::Imported(imported) => alert.message.as_deref() == Some(&imported.alert),
        _ => false,
    })
}

/// The alert that these events are, if the people who signed them may issue it.
fn issued(
    profile: &Profile,
    events: &[VerifiedEvent],
    grants: &[Grant],
    hub_key: &crate::keys::PublicKey,
) -> Option<Alert> {
    let id = events.first()?.header().subject;
    let directory = profile.directory();
    let mut alert = Alert::unknown(id);
    for (seq, event) in (1..).zip(events) {
        let header = event.header();
        if header.subject != id || !is_alert(&header.kind) {
            return None;
        }
        let entry = AlertEntry::read(event).ok()??;
        let (actor, key) = match header.author {
            Author::Actor { id, key } => (id, key),
            Author::Pseudonym { .. } | Author::OneTime { .. } => return None,
        };
        let at = header.time.at;
        let is_hub = header.role == Role::Hub && key == *hub_key;
        let grant = grants.iter().find(|grant| {
            grant.key == key
                && grant.actor == actor
                && grant.role == header.role
                && grant.validity(at) == GrantValidity::InForce
        });
        if !is_hub && grant.is_none() {
            return None;
        }
        let audience = alert_audience(&entry.act, &alert);
        let scene = AlertScene {
            alert: &alert,
            id,
            referenced: &[],
            areas: &directory.areas,
            now: at,
            audience: &audience,
            on_arrival: false,
        };
        let who = Standing {
            role: &header.role,
            actor: Some(actor),
            grant,
            revoked: false,
            joined_at: None,
            is_reporter: false,
        };
        // What this phone cannot judge, for want of a map or of the message that it is about, the signatures stand for.
        if matches!(may_on_alert(&entry, &who, &scene), Decision::Refuse(_)) {
            return None;
        }
        if !matches!(entry.act, AlertAct::Proposed(_) | AlertAct::Released(_) | AlertAct::Imported(_)) {
            return None;
        }
        alert.apply(event, &entry, Stamp::Confirmed { seq, at });
    }
    alert.is_out().then_some(alert)
}
