//! What those do who deal with tips, and what their screens show. What is sealed is opened on this phone, in memory alone.

use crate::client::acts::best;
use crate::client::device::Usalama;
use crate::client::error::Error;
use crate::clock::Timestamp;
use crate::event::{PartName, Role, SubjectId};
use crate::keys::{KeyPurpose, SecretKey};
use crate::model::incident::{Place, Words};
use crate::model::tip::{Secret, Tip, TipAct, TipEntry};
use crate::policy::{Decision, Placement, Standing, TipScene, audience_of_tip, may_on_tip};
use crate::profile::{HeldGrant, NewEvent, Profile};
use crate::store::{Delivery, Row, TipRow};
use crate::text::Comment;

/// Something that was said between handlers and the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TipLine {
    /// When the hub received it; before that, when it was written.
    pub at: Timestamp,
    /// By the source, else by a handler.
    pub from_source: bool,
    /// What, where this phone can open it.
    pub words: Option<Words>,
}

/// A tip, as a screen shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct TipView {
    /// Identity.
    pub id: SubjectId,
    /// As it stands, with what this reader may see.
    pub tip: Tip,
    /// What was written, where this phone can open it: not what was sealed before its keys were made.
    pub words: Option<Words>,
    /// Exactly where, likewise.
    pub place: Option<Place>,
    /// What was said, oldest first.
    pub messages: Vec<TipLine>,
    /// Shared by the one who is signed in.
    pub mine: bool,
    /// How far this phone's own acts on it have come.
    pub delivery: Delivery,
    /// When it last changed.
    pub changed_at: Timestamp,
}

impl Usalama {
    /// Tips that this actor deals with, screens, or has shared under an account; newest change first, at most `limit` (500).
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], [`Error::Store`].
    pub fn tips(&self, limit: usize) -> Result<Vec<TipView>, Error> {
        let profile = self.profile()?;
        let keys = keys_of(&profile);
        let rows = profile.store().tips(limit.clamp(1, 500))?;
        Ok(rows.into_iter().filter(|row| row.state.state.is_some()).map(|row| view(row, &keys)).collect())
    }

    /// One tip.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], [`Error::NotFound`], [`Error::Store`].
    pub fn tip(&self, id: SubjectId) -> Result<TipView, Error> {
        let profile = self.profile()?;
        let row = profile.store().tip(id)?.ok_or(Error::NotFound)?;
        Ok(view(row, &keys_of(&profile)))
    }

    /// Does something to a tip, under the acting role; what belongs to its source, under the role it was shared under. What is
    /// written about an anonymous one is sealed to those who deal with it, and a question to its source too.
    ///
    /// # Errors
    /// [`Error::Refused`]: `not_your_role`, `out_of_scope`, `wrong_status`, `second_person` where another has to find it false, or
    /// has to open what one has confirmed, `incomplete` without a reason or question; [`Error::NotFound`], [`Error::Store`].
    pub fn act_on_tip(&self, id: SubjectId, act: TipAct, words: Option<Comment>) -> Result<TipView, Error> {
        let profile = self.profile()?;
        let row = profile.store().tip(id)?.ok_or(Error::NotFound)?;
        let tip = &row.state;
        let role = match (&act, row.mine) {
            (TipAct::Answered(_), true) => role_of_source(&profile, id)?,
            _ => self.acting_role()?,
        };
        let signer = profile.signer(role.clone(), id);
        let words = words.map(|comment| Words { comment: Some(comment), ..Words::default() });
        let words = words.map(|words| sealed(tip, &act, words, signer.author().key())).transpose()?;
        let entry = TipEntry { words, ..act.into() };
        let audience = audience_of_tip(tip);
        let directory = profile.directory();
        let ward = tip.report.as_ref().and_then(|report| report.ward);
        let placement = Placement::look_up(&directory.areas, None, tip.area).joined(&Placement::look_up(
            &directory.areas,
            None,
            ward,
        ));
        let scene = TipScene {
            tip,
            // Whoever gets the words alone does not know the ward; the hub does.
            placement: Some(&placement).filter(|placement| !placement.is_empty() && tip.report.is_some()),
            now: profile.now(),
            audience: &audience,
            on_arrival: false,
            shared_last_hour: 0,
        };
        let decision = best(&profile, &role, |grant: Option<&HeldGrant>, joined_at| {
            let who = Standing {
                role: &role,
                actor: Some(profile.actor()),
                grant: grant.map(|held| &held.grant),
                revoked: grant.is_some_and(|held| held.revoked),
                joined_at,
                is_reporter: row.mine,
            };
            may_on_tip(&entry, &who, &scene)
        });
        if let Decision::Refuse(refusal) = decision {
            return Err(Error::Refused(refusal));
        }
        let row = profile.record(NewEvent { signer: &signer, deed: (&entry).into(), area: tip.area, audience })?;
        let row = row.and_then(Row::tip).ok_or(Error::NotFound)?;
        Ok(view(row, &keys_of(&profile)))
    }
}

fn role_of_source(profile: &Profile, id: SubjectId) -> Result<Role, Error> {
    let events = profile.store().events_of(id)?;
    let first = events.iter().find(|kept| kept.own && kept.event.header().kind == "tip.submitted");
    first.map(|kept| kept.event.header().role.clone()).ok_or(Error::NotFound)
}

/// What is written about an anonymous tip goes to those whom the tip was sealed to, and to who writes it; a question also to the
/// source.
fn sealed(tip: &Tip, act: &TipAct, words: Words, writer: crate::keys::PublicKey) -> Result<Secret<Words>, Error> {
    let Some(report) = tip.report.as_ref().filter(|_| tip.is_anonymous()) else { return Ok(Secret::Open(words)) };
    let mut readers = report.sealed_to.clone();
    readers.extend(tip.source.filter(|_| matches!(act, TipAct::Asked(_))));
    if !readers.contains(&writer) {
        // Of those who were there when it came, one is given up for whoever deals with it now.
        readers.truncate(crate::seal::MOST_READERS - 1);
        readers.push(writer);
    }
    Secret::sealed(&words, &PartName::Text, tip.id, &readers)
        .map_err(|_| Error::Invalid("there is nobody whom this can be sealed to"))
}

fn keys_of(profile: &Profile) -> Vec<SecretKey> {
    let keyring = profile.keyring();
    let roles = [Role::PoliceOfficer, Role::Oversight, Role::Moderator];
    roles.iter().map(|role| keyring.key(KeyPurpose::Role(role.code()))).collect()
}

fn view(row: TipRow, keys: &[SecretKey]) -> TipView {
    let TipRow { state: tip, mine, delivery, changed_at, .. } = row;
    let read = |words: &Secret<Words>| words.read(&PartName::Text, tip.id, keys);
    let line = |message: &crate::model::tip::TipMessage| TipLine {
        at: message.at,
        from_source: message.from_source,
        words: message.words.as_ref().and_then(read),
    };
    TipView {
        id: tip.id,
        words: tip.words.as_ref().and_then(read),
        place: tip.place.as_ref().and_then(|place| place.read(&PartName::Place, tip.id, keys)),
        messages: tip.messages.iter().map(line).collect(),
        mine,
        delivery,
        changed_at,
        tip,
    }
}
