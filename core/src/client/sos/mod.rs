//! SOS: raised on this phone or somebody else's, and the truth about how far it has come (DOMAIN §8.5).
//!
//! - [`raise`](Usalama::raise_sos): calling for help, the five seconds before, positions
//! - [`cancel`](Usalama::cancel_sos): the two PINs
//! - [`respond`](Usalama::acknowledge_sos): what those do who were told
//! - `appearance`: how an SOS looks where the PIN for duress was entered
//! - [`view`](SosView): what a screen shows
//!
//! Where the PIN for duress was entered, everything that this façade gives back on that phone is what it would be had the SOS been
//! cancelled: lists, details, delivery, counts of what is unsent or refused, listeners. What goes on is recorded and sent. The host
//! keeps giving positions as long as [`Usalama::sos_to_locate`] names it, which no screen shows. What this cannot hide: the system's own
//! sign that an app uses the position, the traffic of the network, and the file itself, from somebody who can read it (open it
//! [`encrypted`](crate::client::Settings::encrypted)).

mod appearance;
mod cancel;
mod raise;
mod respond;
mod view;

pub use raise::{NewSos, SosPositionTaken};
pub use view::{Dial, Help, SosView};

use super::acts::best;
use super::device::Usalama;
use super::error::Error;
use crate::event::{Author, Role, SubjectId};
use crate::keys::KeyPurpose;
use crate::model::incident::Identity;
use crate::model::sos::SosEntry;
use crate::policy::{Decision, SosScene, Standing, may_on_sos, sos_audience};
use crate::profile::{HeldGrant, NewEvent, Profile, Signer};
use crate::store::{Row, SosRow};

/// Who is to notice that something was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Telling {
    /// Every listener.
    Everybody,
    /// Every listener: it is over, or only looks so, and from then on none is told.
    End {
        /// It only looks so.
        only_looks: bool,
    },
    /// None.
    Nobody,
}

impl Usalama {
    /// An SOS that is known on this phone, as it is.
    fn sos_row(&self, profile: &Profile, id: SubjectId) -> Result<SosRow, Error> {
        profile.store().sos(id)?.ok_or(Error::NotFound)
    }

    /// Asks policy, and records an act on an SOS.
    fn on_sos(
        &self,
        profile: &Profile,
        row: &SosRow,
        role: Role,
        mut entry: SosEntry,
        telling: Telling,
    ) -> Result<SosRow, Error> {
        let id = row.state.id;
        let signer = profile.signer(role.clone(), id);
        if entry.identity.is_none() && matches!(signer.author(), Author::Pseudonym { .. }) {
            let key = signer.author().key();
            let known = profile.store().events_of(id)?.iter().any(|kept| kept.event.header().author.key() == key);
            entry.identity = (!known).then(|| bound(profile, &signer, id));
        }
        let at = row.state.last_spot().and_then(|spot| spot.place.position.as_ref()).map(|position| position.at);
        let placement = profile.directory().placement(at, row.state.area);
        let audience = sos_audience();
        let scene = SosScene {
            sos: &row.state,
            placement: placement.as_ref(),
            made_at: self.clock.now(),
            key: signer.author().key(),
            now: profile.now(),
            audience: &audience,
            on_arrival: false,
        };
        let decision = best(profile, &role, |grant: Option<&HeldGrant>, joined_at| {
            let who = Standing {
                role: &role,
                actor: Some(profile.actor()),
                grant: grant.map(|held| &held.grant),
                revoked: grant.is_some_and(|held| held.revoked),
                joined_at,
                is_reporter: row.mine,
            };
            may_on_sos(&entry, &who, &scene)
        });
        if let Decision::Refuse(refusal) = decision {
            return Err(Error::Refused(refusal));
        }
        let new = NewEvent { signer: &signer, deed: (&entry).into(), area: row.state.area, audience };
        let row = match telling {
            Telling::Everybody => profile.record(new)?,
            Telling::End { only_looks } => profile.record_end(new, only_looks)?,
            Telling::Nobody => profile.record_quietly(new)?,
        };
        self.sos_news.notify_one();
        row.and_then(Row::sos).ok_or(Error::NotFound)
    }
}

/// Shows the hub who is behind a key.
fn bound(profile: &Profile, signer: &Signer, id: SubjectId) -> Identity {
    Identity::bind(profile.actor(), id, signer.author().key(), &profile.keyring().key(KeyPurpose::Account))
}
