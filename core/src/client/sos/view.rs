//! What a screen shows of an SOS: always the truth, but for whoever forced the PIN for duress out of somebody.
//!
//! Of a silent one the lines that a screen shows to whoever called name neither an SOS nor help nor anybody who comes: somebody who
//! looks over the shoulder reads "Not delivered yet", "Received", "Answered". The data beside says all of it.

use super::appearance::{Looks, looks};
use super::raise::{Armed, armed_of};
use crate::client::device::Usalama;
use crate::client::directory::emergency_numbers;
use crate::client::error::Error;
use crate::clock::Timestamp;
use crate::event::{Role, SubjectId};
use crate::model::duty::Duty;
use crate::model::sos::{ARMING, Responder, Sos, SosKind, SosState};
use crate::profile::Profile;
use crate::store::{Delivery, SosRow};
use crate::text::Label;

/// A number that is dialled with one tap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dial {
    /// Who answers, in English.
    pub en: String,
    /// Who answers, in Kiswahili.
    pub sw: String,
    /// The number.
    pub number: String,
}

/// Who helps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Help {
    /// The name that they gave.
    pub name: String,
    /// Their role.
    pub role: Role,
    /// How far they are: acknowledged, responding or on scene.
    pub state: SosState,
    /// In how many minutes they said they would be there.
    pub eta_min: Option<u16>,
    /// When that is.
    pub expected_at: Option<Timestamp>,
}

impl From<&Responder> for Help {
    fn from(responder: &Responder) -> Self {
        let eta = responder.eta_min.map(|eta| std::time::Duration::from_secs(60 * u64::from(eta)));
        Self {
            name: responder.name.as_str().to_owned(),
            role: responder.role.clone(),
            state: responder.state.clone(),
            eta_min: responder.eta_min,
            expected_at: eta.map(|eta| responder.said_at.plus(eta)),
        }
    }
}

/// An SOS, as a screen shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct SosView {
    /// Identity.
    pub id: SubjectId,
    /// Where it stands.
    pub state: SosState,
    /// All that is known of it.
    pub sos: Sos,
    /// Raised by the one who is signed in.
    pub mine: bool,
    /// How far the call, or one's own answer to it, has come.
    pub delivery: Delivery,
    /// One line that says how far it has come.
    pub said: Label,
    /// How many people have it on their screen, as far as is known here.
    pub shown_to: u32,
    /// Who helps: whoever is farthest.
    pub help: Option<Help>,
    /// Numbers to dial with one tap: those of the site that is guarded, then the national ones.
    pub dial: Vec<Dial>,
    /// A text for an SMS to a person of one's choice; whoever called sends it by hand. Nothing once help was taken up, or it is over.
    pub sms_text: Option<String>,
    /// Until when it can be taken back without a PIN, by the clock of the phone.
    pub arming_until: Option<Timestamp>,
    /// When the next tier is told, by the hub's clock.
    pub next_escalation_at: Option<Timestamp>,
    /// When it last changed.
    pub changed_at: Timestamp,
}

impl Usalama {
    /// One SOS.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], [`Error::NotFound`], [`Error::Store`].
    pub fn sos(&self, id: SubjectId) -> Result<SosView, Error> {
        let profile = self.profile()?;
        let _turn = self.sos_turn();
        self.fire_due(&profile)?;
        self.sos_shown(&profile, id)
    }

    /// SOS of one's own and those that one was told of: what is being armed first, then newest change first, at most `limit` (500).
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], [`Error::Store`].
    pub fn sos_list(&self, limit: usize) -> Result<Vec<SosView>, Error> {
        let profile = self.profile()?;
        let _turn = self.sos_turn();
        self.fire_due(&profile)?;
        let limit = limit.clamp(1, 500);
        let rows = profile.store().sos_list(limit)?;
        let mut views = rows.into_iter().map(|row| view(&profile, row)).collect::<Result<Vec<_>, _>>()?;
        views.sort_by_key(|view| std::cmp::Reverse(view.changed_at));
        let armed = armed_of(&profile)?;
        let mut all = armed.iter().map(|armed| self.armed_view(&profile, armed)).collect::<Result<Vec<_>, _>>()?;
        all.extend(views);
        all.truncate(limit);
        Ok(all)
    }

    pub(super) fn sos_shown(&self, profile: &Profile, id: SubjectId) -> Result<SosView, Error> {
        if let Some(armed) = armed_of(profile)?.iter().find(|armed| armed.id == id) {
            return self.armed_view(profile, armed);
        }
        view(profile, self.sos_row(profile, id)?)
    }

    pub(super) fn armed_view(&self, profile: &Profile, armed: &Armed) -> Result<SosView, Error> {
        let state = Sos {
            state: Some(SosState::Arming),
            raised: Some(armed.raised.clone()),
            area: armed.area,
            started_at: Some(armed.since.at),
            ..Sos::unknown(armed.id)
        };
        let looks = Looks { state, delivery: Delivery::Draft, changed_at: armed.since.at };
        let arming_until = Some(armed.since.at.plus(ARMING));
        Ok(SosView { arming_until, ..shown(profile, looks, true)? })
    }
}

fn view(profile: &Profile, row: SosRow) -> Result<SosView, Error> {
    let mine = row.mine;
    shown(profile, looks(profile, row)?, mine)
}

fn shown(profile: &Profile, looks: Looks, mine: bool) -> Result<SosView, Error> {
    let Looks { state: sos, delivery, changed_at } = looks;
    let state = sos.state.clone().unwrap_or(SosState::Active);
    let shown_to = u32::try_from(sos.seen_by.len()).unwrap_or(u32::MAX);
    let help = sos.first_responder().map(Help::from);
    let is_waiting = mine && (state == SosState::Arming || state.is_unanswered());
    Ok(SosView {
        id: sos.id,
        said: said(&state, &delivery, shown_to, mine && sos.is_silent()),
        shown_to,
        help,
        dial: dial(profile, &sos)?,
        sms_text: is_waiting.then(|| sms_text(&sos)),
        arming_until: None,
        next_escalation_at: sos.next_escalation_at(),
        mine,
        delivery,
        changed_at,
        state,
        sos,
    })
}

/// How far it has come, in one line.
fn said(state: &SosState, delivery: &Delivery, shown_to: u32, discreet: bool) -> Label {
    let line = |en, sw| Label { en, sw };
    let over = !state.is_open();
    match (state, delivery) {
        (SosState::Arming, _) => line("Goes out in five seconds", "Itatumwa baada ya sekunde tano"),
        (_, Delivery::Rejected) if discreet => line("Not accepted", "Haikukubaliwa"),
        (_, Delivery::Rejected) => line("Not accepted: call now", "Haikukubaliwa: piga simu sasa"),
        (_, Delivery::OnlyOnThisPhone) if over => {
            line("Ended here, not delivered yet", "Imeisha hapa, bado haijatumwa")
        }
        (_, Delivery::OnlyOnThisPhone) => line("Not delivered yet", "Bado haijatumwa"),
        (_, Delivery::Sending) => line("Being sent, not delivered yet", "Inatumwa, bado haijafika"),
        (SosState::Acknowledged, _) if discreet => line("Answered", "Imejibiwa"),
        (SosState::Acknowledged, _) => line("Somebody has taken it up", "Kuna aliyeipokea"),
        (SosState::Responding, _) if discreet => line("Answered: in progress", "Imejibiwa: inaendelea"),
        (SosState::Responding, _) => line("Help is on the way", "Msaada uko njiani"),
        (SosState::OnScene, _) if discreet => line("Answered: arrived", "Imejibiwa: imefika"),
        (SosState::OnScene, _) => line("Help is there", "Msaada umefika"),
        (SosState::Resolved, _) => line("Over", "Imekwisha"),
        (SosState::FalseAlarm, _) => line("Over: no danger", "Imekwisha: hakuna hatari"),
        (SosState::Cancelled, _) => line("Cancelled", "Imefutwa"),
        _ if shown_to > 0 => line("Received and seen, not answered yet", "Imepokelewa na kuonekana, bado haijajibiwa"),
        _ => line("Received, not seen yet", "Imepokelewa, bado haijaonekana"),
    }
}

fn dial(profile: &Profile, sos: &Sos) -> Result<Vec<Dial>, Error> {
    let site = sos.raised.as_ref().and_then(|raised| raised.site);
    let site = site.map(|site| profile.store().duty(site)).transpose()?.flatten();
    let mut dial = vec![];
    if let Some(Duty::Site(site)) = site.map(|row| row.state) {
        let contacts = site.description.iter().flat_map(|described| &described.emergency_contacts);
        dial.extend(contacts.map(|contact| Dial {
            en: contact.name.as_str().to_owned(),
            sw: contact.name.as_str().to_owned(),
            number: contact.phone.clone(),
        }));
    }
    dial.extend(emergency_numbers(profile)?);
    Ok(dial)
}

/// Plain words for an SMS that is sent by hand. It is not the message of an SMS codec: no hub reads it.
fn sms_text(sos: &Sos) -> String {
    let kind = sos.raised.as_ref().map(|raised| &raised.kind).filter(|kind| **kind != SosKind::Unknown);
    let kind = kind.and_then(SosKind::label).map(|label| format!(" ({} / {})", label.sw, label.en)).unwrap_or_default();
    let position = sos.last_spot().and_then(|spot| spot.place.position.as_ref());
    let place = position
        .map(|position| format!(" {:.5},{:.5} ±{:.0} m", position.at.lat(), position.at.lon(), position.accuracy_m()));
    format!("Nahitaji msaada sasa / I need help now{kind}.{}", place.unwrap_or_default())
}
