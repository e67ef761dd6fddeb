//! SOS: who may do what to one, who reads which part of it, which buckets it goes to (DOMAIN §8.5, §12).

use super::acts::{Decision, Standing, Verdict, need};
use super::placement::Placement;
use super::reading::Reader;
use super::routing::{Bucket, Routing};
use crate::clock::Timestamp;
use crate::event::{ActorId, Audience, Header, PartName, Role};
use crate::model::Model as _;
use crate::model::refusal::{Refusal, RefusalCode};
use crate::model::sos::{Sos, SosAct, SosEntry};

/// What an act on an SOS is done to, and what is known around it.
#[derive(Debug, Clone, Copy)]
pub struct SosScene<'a> {
    /// The SOS before.
    pub sos: &'a Sos,
    /// Which areas its place lies in; nothing where this side cannot tell.
    pub placement: Option<&'a Placement>,
    /// Now, by the clock of this side.
    pub now: Timestamp,
    /// The audience that the event has.
    pub audience: &'a Audience,
    /// Whether the event is judged on its arrival at the hub.
    pub on_arrival: bool,
}

/// The audience of every event of an SOS: those who can help.
#[must_use]
pub const fn sos_audience() -> Audience {
    Audience::Responders
}

/// May this be done by this person to this SOS?
#[must_use]
pub fn may_on_sos(entry: &SosEntry, who: &Standing<'_>, scene: &SosScene<'_>) -> Decision {
    match judge(entry, who, scene) {
        Ok(()) => Decision::Allow,
        Err(super::acts::Stop::Unknown(gap)) => Decision::Unknown(gap),
        Err(super::acts::Stop::Refuse(code)) => Decision::Refuse(Refusal { code, current: None }),
    }
}

fn judge(entry: &SosEntry, who: &Standing<'_>, scene: &SosScene<'_>) -> Verdict {
    use RefusalCode as No;
    need(*scene.audience == sos_audience(), No::AudienceTooWide)?;
    match &entry.act {
        SosAct::Raised(_) => {
            need(*who.role != Role::Hub, No::HubOnly)?;
            need(!scene.sos.has_begun(), No::WrongStatus)
        }
    }
}

/// Whether a reader gets this part of an event of an SOS. `wrote` says that the event is the reader's own, `raised` that the SOS is.
#[must_use]
pub fn may_read_sos(
    part: &PartName,
    _header: &Header,
    _sos: &Sos,
    _placement: &Placement,
    _reader: &Reader<'_>,
    wrote: bool,
    raised: bool,
) -> bool {
    wrote || raised || *part == PartName::Core
}

/// Which buckets an accepted event of an SOS goes to, which must be given the history, and which lose it. `raiser` is the account of
/// whoever raised it, which only the hub knows.
#[must_use]
pub fn route_sos(
    _before: &Sos,
    _after: &Sos,
    _placement: &Placement,
    raiser: Option<ActorId>,
    _header: &Header,
) -> Routing {
    Routing { add: raiser.map(Bucket::Actor).into_iter().collect(), ..Routing::default() }
}
