//! SOS: calling for help, the truth about how far it has come, and answering.
//!
//! What a screen shows comes from [`Sos`] alone: where the PIN for duress was entered, it is what it would be had the SOS been
//! cancelled.

use std::sync::Arc;

use usalama_core::client;
use usalama_core::clock::Timestamp;
use usalama_core::event::{ActorId, Role, SubjectId};
use usalama_core::geo::AreaId;
use usalama_core::model::sos::{self, ContactedHow, SosKind, SosMode, SosOutcome, SosState, SosTrigger};
use usalama_core::store::Delivery;
use usalama_core::text::Text;
use uuid::Uuid;

use crate::client::Usalama;
use crate::error::UsalamaError;
use crate::report::{Advice, Position, text};
use crate::runtime::{on_disk, runtime};
use crate::shift::exact;

/// A call for help.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct NewSos {
    /// What sets it off.
    pub trigger: SosTrigger,
    /// Whether the phone makes it heard. A loud one can be taken back for five seconds; a silent one is active at once.
    pub mode: SosMode,
    /// What for.
    pub kind: SosKind,
    /// Where, as far as the phone knows; more precise positions follow with `sos_position`.
    #[uniffi(default = None)]
    pub at: Option<Position>,
    /// Where, in words; what is too long is left out.
    #[uniffi(default = None)]
    pub place_text: Option<String>,
    /// In which area, where there is no position.
    #[uniffi(default = None)]
    pub area: Option<Uuid>,
    /// Whom to tell at once, at most eight.
    #[uniffi(default = [])]
    pub contacts: Vec<Uuid>,
    /// A name for those who help; what is too long is left out.
    #[uniffi(default = None)]
    pub name: Option<String>,
    /// A telephone number for those who help, such as `+254712345678`; what is none is left out.
    #[uniffi(default = None)]
    pub phone: Option<String>,
}

/// What became of a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum SosPositionTaken {
    /// It is recorded, and will be sent.
    Recorded,
    /// One is recorded every ten seconds: this one is not.
    TooSoon {
        /// How many milliseconds there are until the next is.
        wait_ms: u64,
    },
    /// The SOS is over, as far as this phone shows. The host goes on by `sos_to_locate` alone.
    NotWanted,
}

/// A number that is dialled with one tap.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Dial {
    /// Who answers, in English.
    pub en: String,
    /// Who answers, in Kiswahili.
    pub sw: String,
    /// The number.
    pub number: String,
}

/// Who helps.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
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

/// Where whoever called was.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct SosSpot {
    /// When, by the clock of the phone.
    pub at: Timestamp,
    /// Where.
    pub position: Position,
}

/// An SOS, as a screen shows it.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct Sos {
    /// Identity.
    pub id: Uuid,
    /// Where it stands.
    pub state: SosState,
    /// Raised by the one who is signed in.
    pub mine: bool,
    /// How far the call, or one's own answer to it, has come.
    pub delivery: Delivery,
    /// One line that says how far it has come. Of a silent one it names neither an SOS nor help, to whoever called.
    pub said: Advice,
    /// How many people have it on their screen, as far as is known here.
    pub shown_to: u32,
    /// Who helps: whoever is farthest.
    pub help: Option<Help>,
    /// Everybody who has taken it up.
    pub responders: Vec<Help>,
    /// Numbers to dial with one tap.
    pub dial: Vec<Dial>,
    /// A text for an SMS to a person of one's choice, to be sent by hand: no hub reads it.
    pub sms_text: Option<String>,
    /// Until when it can be taken back without a PIN, by the clock of the phone.
    pub arming_until: Option<Timestamp>,
    /// When the next tier is told, by the hub's clock.
    pub next_escalation_at: Option<Timestamp>,
    /// Up to which tier it was told.
    pub tier: u8,
    /// What set it off.
    pub trigger: Option<SosTrigger>,
    /// Whether the phone makes it heard.
    pub mode: Option<SosMode>,
    /// What for.
    pub kind: Option<SosKind>,
    /// Whom whoever called has chosen.
    pub contacts: Vec<Uuid>,
    /// The site that whoever called is guarding.
    pub site: Option<Uuid>,
    /// The name of whoever called, where this reader may know.
    pub name: Option<String>,
    /// The number of whoever called, where this reader may know.
    pub phone: Option<String>,
    /// The area that it was raised in.
    pub area: Option<Uuid>,
    /// Where, in words.
    pub place_text: Option<String>,
    /// Where whoever called was, oldest first: the newest sixty positions.
    pub spots: Vec<SosSpot>,
    /// The PIN for duress was entered: whoever called is not free to speak. Never on the phone where it was.
    pub duress_at: Option<Timestamp>,
    /// How often the same person's SOS was a false alarm before: call first.
    pub false_alarms: Option<u32>,
    /// What was said when it was closed.
    pub closing_words: Option<String>,
    /// When it was raised, by the clock of the phone.
    pub started_at: Option<Timestamp>,
    /// When it last changed.
    pub changed_at: Timestamp,
}

#[uniffi::export]
impl Usalama {
    /// Calls for help. When this returns it is on the disk. A loud one becomes active five seconds later, unless `disarm_sos` comes
    /// first: while the app runs by itself, else when it is opened again. A silent one is active at once. Nothing stands against it.
    ///
    /// # Errors
    /// `NotSignedIn`; `Storage`, `DiskFull`: show the numbers to dial then. `Invalid` for a position that is none.
    pub async fn raise_sos(&self, sos: NewSos) -> Result<Sos, UsalamaError> {
        let new = core_sos(sos)?;
        let raised = self.sos_act(move |usalama| usalama.raise_sos(new)).await?;
        if raised.arming_until.is_some() {
            self.watch_armed()?;
        }
        Ok(raised)
    }

    /// Takes an SOS back that is being armed. Nobody has heard of it, so it takes no PIN, and leaves no trace.
    ///
    /// # Errors
    /// `Refused` with `too_late` where it is active; `NotFound`; `NotSignedIn`; `Storage`.
    pub async fn disarm_sos(&self, id: Uuid) -> Result<(), UsalamaError> {
        self.disk(move |usalama| Ok(usalama.disarm_sos(SubjectId(id))?)).await
    }

    /// Makes active what has been armed for five seconds. Says in how many milliseconds the next is due.
    ///
    /// # Errors
    /// `Closed`.
    pub async fn sos_tick(&self) -> Result<Option<u64>, UsalamaError> {
        self.disk(|usalama| Ok(usalama.sos_tick().map(millis))).await
    }

    /// Takes an SOS back, with the PIN. With the one for duress it looks cancelled on this phone and stays on.
    ///
    /// # Errors
    /// `WrongPin`; `TooManyTries` after five within a minute; `NoPin`; `Refused` with `not_reporter`; `NotFound`; `NotSignedIn`;
    /// `Storage`.
    pub async fn cancel_sos(&self, id: Uuid, pin: String) -> Result<Sos, UsalamaError> {
        let pin = zeroize::Zeroizing::new(pin);
        self.sos_act(move |usalama| usalama.cancel_sos(SubjectId(id), &pin)).await
    }

    /// Sets the PIN that takes an SOS back and, if wanted, the one that only looks as if it did. Where PINs are set, one of the
    /// present ones has to be given.
    ///
    /// # Errors
    /// `Invalid` for what is not four to twelve digits, or twice the same; `WrongPin`; `TooManyTries`; `Refused` with `too_late` where
    /// none is set while an SOS is on; `NotSignedIn`; `Storage`.
    #[uniffi::method(default(duress = None, current = None))]
    pub async fn set_sos_pins(
        &self,
        cancel: String,
        duress: Option<String>,
        current: Option<String>,
    ) -> Result<(), UsalamaError> {
        let secret = zeroize::Zeroizing::new((cancel, duress, current));
        self.disk(move |usalama| {
            let (cancel, duress, current) = &*secret;
            Ok(usalama.set_sos_pins(current.as_deref(), cancel, duress.as_deref())?)
        })
        .await
    }

    /// Whether a PIN is set that takes an SOS back.
    ///
    /// # Errors
    /// `NotSignedIn`; `Storage`.
    pub async fn has_sos_pins(&self) -> Result<bool, UsalamaError> {
        self.disk(|usalama| Ok(usalama.has_sos_pins()?)).await
    }

    /// Says where whoever called is now. At most one position every ten seconds is recorded.
    ///
    /// # Errors
    /// `Invalid` for a position that is none; `Refused` with `not_reporter`; `NotFound`; `NotSignedIn`; `Storage`.
    pub async fn sos_position(&self, id: Uuid, at: Position) -> Result<SosPositionTaken, UsalamaError> {
        let at = at.try_into()?;
        self.disk(move |usalama| {
            Ok(match usalama.sos_position(SubjectId(id), at)? {
                client::SosPositionTaken::Recorded => SosPositionTaken::Recorded,
                client::SosPositionTaken::TooSoon { wait } => SosPositionTaken::TooSoon { wait_ms: millis(wait) },
                client::SosPositionTaken::NotWanted => SosPositionTaken::NotWanted,
            })
        })
        .await
    }

    /// For which SOS the host is to go on giving positions. For the service that gets them, never for a screen.
    ///
    /// # Errors
    /// `NotSignedIn`; `Storage`.
    pub async fn sos_to_locate(&self) -> Result<Vec<Uuid>, UsalamaError> {
        self.disk(|usalama| Ok(usalama.sos_to_locate()?.into_iter().map(|id| id.0).collect())).await
    }

    /// Notes what the phone did beside: dialled a number, or offered an SMS. A number is kept only where it is a public one.
    ///
    /// # Errors
    /// `Refused` with `not_reporter`; `NotFound`; `NotSignedIn`; `Storage`.
    #[uniffi::method(default(number = None))]
    pub async fn sos_contacted(
        &self,
        id: Uuid,
        how: ContactedHow,
        number: Option<String>,
    ) -> Result<Sos, UsalamaError> {
        self.sos_act(move |usalama| usalama.sos_contacted(SubjectId(id), how, number.as_deref())).await
    }

    /// Notes that an SOS is on the screen of somebody who was told.
    ///
    /// # Errors
    /// `NotFound`; `NotSignedIn`; `Storage`.
    pub async fn sos_seen(&self, id: Uuid) -> Result<(), UsalamaError> {
        self.disk(move |usalama| Ok(usalama.sos_seen(SubjectId(id))?)).await
    }

    /// Takes an SOS up, by the name that whoever called is shown: no further tier is told.
    ///
    /// # Errors
    /// `Refused`: `not_your_role`, `out_of_scope` where no tier has reached this actor, `wrong_status` where it is over,
    /// `second_person` for one's own; `Invalid` for a name that is too long; `NotFound`; `NotSignedIn`; `Storage`.
    #[uniffi::method(default(eta_min = None))]
    pub async fn acknowledge_sos(&self, id: Uuid, name: String, eta_min: Option<u16>) -> Result<Sos, UsalamaError> {
        let name = Text::new(&name)?;
        self.sos_act(move |usalama| usalama.acknowledge_sos(SubjectId(id), name, eta_min)).await
    }

    /// On the way. Whoever has not taken it up by name, does that first.
    ///
    /// # Errors
    /// As [`Usalama::acknowledge_sos`]; `Refused` with `not_accepted`.
    #[uniffi::method(default(eta_min = None))]
    pub async fn sos_responding(&self, id: Uuid, eta_min: Option<u16>) -> Result<Sos, UsalamaError> {
        self.sos_act(move |usalama| usalama.sos_responding(SubjectId(id), eta_min)).await
    }

    /// There.
    ///
    /// # Errors
    /// As [`Usalama::sos_responding`].
    pub async fn sos_on_scene(&self, id: Uuid) -> Result<Sos, UsalamaError> {
        self.sos_act(move |usalama| usalama.sos_on_scene(SubjectId(id))).await
    }

    /// It is over. People whom whoever called has chosen cannot say that.
    ///
    /// # Errors
    /// As [`Usalama::acknowledge_sos`].
    #[uniffi::method(default(words = None))]
    pub async fn close_sos(&self, id: Uuid, outcome: SosOutcome, words: Option<String>) -> Result<Sos, UsalamaError> {
        let words = text(words)?;
        self.sos_act(move |usalama| usalama.close_sos(SubjectId(id), outcome, words)).await
    }

    /// One SOS.
    ///
    /// # Errors
    /// `NotFound`; `NotSignedIn`; `Storage`.
    pub async fn sos(&self, id: Uuid) -> Result<Sos, UsalamaError> {
        self.sos_act(move |usalama| usalama.sos(SubjectId(id))).await
    }

    /// SOS of one's own and those that one was told of: what is being armed first, then newest change first, at most 500.
    ///
    /// # Errors
    /// `NotSignedIn`; `Storage`.
    #[uniffi::method(default(limit = 50))]
    pub async fn sos_list(&self, limit: u32) -> Result<Vec<Sos>, UsalamaError> {
        self.disk(move |usalama| {
            let limit = usize::try_from(limit).unwrap_or(usize::MAX);
            Ok(usalama.sos_list(limit)?.into_iter().map(Sos::from).collect())
        })
        .await
    }
}

impl Usalama {
    async fn sos_act(
        &self,
        act: impl FnOnce(&client::Usalama) -> Result<client::SosView, client::Error> + Send + 'static,
    ) -> Result<Sos, UsalamaError> {
        self.disk(|usalama| Ok(act(usalama)?.into())).await
    }

    /// Makes active by itself what is being armed. It does not keep the library open: what is armed then waits for the next opening.
    pub(crate) fn watch_armed(&self) -> Result<(), UsalamaError> {
        let open = Arc::downgrade(&self.core()?);
        runtime()?.spawn(async move {
            loop {
                let Some(usalama) = open.upgrade() else { return };
                let Ok(Some(left)) = on_disk(move || Ok(usalama.sos_tick())).await else { return };
                tokio::time::sleep(left).await;
            }
        });
        Ok(())
    }
}

fn millis(duration: std::time::Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

fn core_sos(new: NewSos) -> Result<client::NewSos, UsalamaError> {
    let short = |text: Option<String>| text.and_then(|text| Text::new(&text).ok());
    Ok(client::NewSos {
        contacts: new.contacts.into_iter().map(ActorId).collect(),
        at: exact(new.at)?,
        place_text: short(new.place_text),
        area: new.area.map(AreaId::new),
        name: short(new.name),
        phone: new.phone,
        ..client::NewSos::new(new.trigger, new.mode, new.kind)
    })
}

fn spot(spot: &sos::SosSpot) -> Option<SosSpot> {
    Some(SosSpot { at: spot.at, position: spot.place.position.clone()?.into() })
}

impl From<client::Help> for Help {
    fn from(help: client::Help) -> Self {
        Self {
            name: help.name,
            role: help.role,
            state: help.state,
            eta_min: help.eta_min,
            expected_at: help.expected_at,
        }
    }
}

impl From<client::SosView> for Sos {
    fn from(view: client::SosView) -> Self {
        let sos = view.sos;
        let raised = sos.raised.as_ref();
        let (name, phone) = sos.identity.map_or((None, None), |identity| (identity.name, identity.phone));
        Self {
            id: view.id.0,
            state: view.state,
            mine: view.mine,
            delivery: view.delivery,
            said: view.said.into(),
            shown_to: view.shown_to,
            help: view.help.map(Help::from),
            responders: sos.responders.iter().map(client::Help::from).map(Help::from).collect(),
            dial: view.dial.into_iter().map(|dial| Dial { en: dial.en, sw: dial.sw, number: dial.number }).collect(),
            sms_text: view.sms_text,
            arming_until: view.arming_until,
            next_escalation_at: view.next_escalation_at,
            tier: sos.tier,
            trigger: raised.map(|raised| raised.trigger.clone()),
            mode: raised.map(|raised| raised.mode.clone()),
            kind: raised.map(|raised| raised.kind.clone()),
            contacts: raised.into_iter().flat_map(|raised| &raised.contacts).map(|id| id.0).collect(),
            site: raised.and_then(|raised| raised.site).map(|site| site.0),
            name: name.map(String::from),
            phone,
            area: sos.area.map(AreaId::as_uuid),
            place_text: sos.began_at.as_ref().and_then(|spot| spot.place.place_text.clone()).map(String::from),
            spots: sos.began_at.iter().chain(&sos.positions).filter_map(spot).collect(),
            duress_at: sos.duress_at,
            false_alarms: sos.false_alarms,
            closing_words: sos.closing_words.map(String::from),
            started_at: sos.started_at,
            changed_at: view.changed_at,
        }
    }
}
