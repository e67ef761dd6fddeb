//! A tip is shared.

use crate::client::acts::best;
use crate::client::device::Usalama;
use crate::client::error::Error;
use crate::client::report::check_lang;
use crate::client::tip::anonymous::About;
use crate::clock::Timestamp;
use crate::event::{Audience, Author, Role, SubjectId};
use crate::geo::{AreaId, AreaKind};
use crate::keys::KeyPurpose;
use crate::model::incident::{Anonymity, Contact, Identity, Place, Whereabouts, Words};
use crate::model::receipt::ReceiptNumber;
use crate::model::tip::{Secret, SourceRisk, Tip, TipAct, TipBasis, TipEntry, TipReport, TipSubject, TipTopic};
use crate::policy::{Decision, Placement, Standing, TipScene, may_on_tip, tip_audience};
use crate::profile::{HeldGrant, NewEvent, Profile, Signer};
use crate::sync::anonymous::AnonymousDraft;
use crate::text::{Description, Title, is_e164};

/// A tip as an app gives it. A topic and some words are enough.
///
/// ```
/// use usalama_core::client::NewTip;
/// use usalama_core::model::tip::TipTopic;
/// use usalama_core::text::Description;
///
/// let tip = NewTip::new(TipTopic::Drugs, Description::new("Boys on the corner sell something at dusk.")?);
/// assert_eq!(tip.anonymity.code(), "anonymous"); // the default
/// # Ok::<(), usalama_core::text::TextError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct NewTip {
    /// What it is about.
    pub topic: TipTopic,
    /// What sort of thing it describes.
    pub subject_kind: TipSubject,
    /// What is known.
    pub narrative: Description,
    /// How.
    pub basis: TipBasis,
    /// When it was first known.
    pub first_known: Option<Timestamp>,
    /// When it was last known.
    pub last_known: Option<Timestamp>,
    /// When it happens again and again, in words.
    pub recurring: Option<Title>,
    /// Where; for the police alone. The ward, as far as it is known, is all that the hub learns.
    pub whereabouts: Whereabouts,
    /// How dangerous it is for the source if it becomes known.
    pub risk_to_source: SourceRisk,
    /// How far the source wants to be known; not at all, where it is not said.
    pub anonymity: Anonymity,
    /// Name and number, of a named one alone.
    pub contact: Option<Contact>,
    /// BCP 47 language of the words.
    pub lang: String,
    /// Nothing of an anonymous one stays on this phone once the hub has it. Whoever did not write the receipt down cannot ask what
    /// became of it.
    pub forget_after_ack: bool,
}

impl NewTip {
    /// An anonymous tip about an activity that was seen.
    #[must_use]
    pub fn new(topic: TipTopic, narrative: Description) -> Self {
        Self {
            topic,
            subject_kind: TipSubject::Activity,
            narrative,
            basis: TipBasis::Seen,
            first_known: None,
            last_known: None,
            recurring: None,
            whereabouts: Whereabouts::default(),
            risk_to_source: SourceRisk::Medium,
            anonymity: Anonymity::Anonymous,
            contact: None,
            lang: "und".to_owned(),
            forget_after_ack: false,
        }
    }
}

/// A tip that was taken down.
#[derive(Debug, Clone, PartialEq)]
pub struct SharedTip {
    /// Identity.
    pub id: SubjectId,
    /// The receipt of an anonymous one: to be shown, to be written down.
    pub receipt: Option<ReceiptNumber>,
}

impl Usalama {
    /// Shares what somebody knows. When this returns, it is on this phone for good; an anonymous one is in no outbox that an account
    /// is sent from, and goes by a road of its own, within fifteen minutes by chance once there is a connection.
    ///
    /// *Confidential unless sent over an anonymising network.*
    ///
    /// # Errors
    /// [`Error::Refused`] where policy says no; [`Error::Invalid`] for a language, number or contact that is none; [`Error::Store`].
    /// Nothing is written then.
    pub fn share_tip(&self, new: NewTip) -> Result<SharedTip, Error> {
        check(&new)?;
        let profile = self.profile()?;
        let id = SubjectId::random();
        let audience = tip_audience(&new.topic);
        let (area, ward, placement) = where_to(&profile, &new.whereabouts, &audience);
        let report = TipReport {
            topic: new.topic.clone(),
            subject_kind: new.subject_kind.clone(),
            basis: new.basis.clone(),
            first_known: new.first_known,
            last_known: new.last_known,
            recurring: new.recurring.clone(),
            risk_to_source: new.risk_to_source.clone(),
            anonymity: new.anonymity.clone(),
            lang: new.lang.clone(),
            ward,
            sealed_to: vec![],
        };
        let words = Words { description: Some(new.narrative.clone()), ..Words::default() };
        let place = place_of(&new.whereabouts);
        let acting = self.acting_role()?;
        let anonymous = new.anonymity == Anonymity::Anonymous;
        // Only the key of one subject hides who it is from the handlers.
        let hidden = anonymous || new.anonymity == Anonymity::Confidential;
        let role = if hidden && may_share(&acting) { Role::Resident } else { acting };
        let signer = profile.signer(role.clone(), id);
        let identity = (!anonymous && matches!(signer.author(), Author::Pseudonym { .. }))
            .then(|| identity(&profile, &signer, id, new.contact.as_ref()));
        let entry = TipEntry {
            act: TipAct::Submitted(Box::new(report.clone())),
            words: Some(Secret::Open(words.clone())),
            place: place.clone().map(Secret::Open),
            identity,
        };
        let nothing = Tip::unknown(id);
        let scene = TipScene {
            tip: &nothing,
            placement: placement.as_ref(),
            now: profile.now(),
            audience: &audience,
            on_arrival: false,
            shared_last_hour: 0,
        };
        let decision = best(&profile, &role, |grant: Option<&HeldGrant>, joined_at| {
            let who = Standing {
                role: &role,
                actor: (!anonymous).then(|| profile.actor()),
                grant: grant.filter(|_| !anonymous).map(|held| &held.grant),
                revoked: !anonymous && grant.is_some_and(|held| held.revoked),
                joined_at,
                is_reporter: true,
            };
            may_on_tip(&entry, &who, &scene)
        });
        if let Decision::Refuse(refusal) = decision {
            return Err(Error::Refused(refusal));
        }
        if anonymous {
            let about = About { id, what: new.topic.code().to_owned(), is_tip: true };
            let draft = AnonymousDraft::Tip { subject: id, area, report: Box::new(report), words, place };
            let receipt = self.post(&profile, &about, &draft, new.forget_after_ack)?;
            return Ok(SharedTip { id, receipt: Some(receipt) });
        }
        profile.record(NewEvent { signer: &signer, deed: (&entry).into(), area, audience })?;
        Ok(SharedTip { id, receipt: None })
    }
}

fn check(new: &NewTip) -> Result<(), Error> {
    check_lang(&new.lang)?;
    match (&new.contact, &new.anonymity) {
        (None, _) => Ok(()),
        (Some(contact), Anonymity::Named) => match &contact.phone {
            Some(phone) if !is_e164(phone) => {
                Err(Error::Invalid("the phone number must be E.164, such as +254712345678"))
            }
            _ => Ok(()),
        },
        (Some(_), _) => Err(Error::Invalid("a name or phone number goes with a named tip alone")),
    }
}

/// Whoever may not share anything under a role is not made a resident to do it (DOMAIN §12).
const fn may_share(role: &Role) -> bool {
    !matches!(role, Role::RehabIntake | Role::Moderator | Role::ProgrammeAdmin | Role::Oversight | Role::Hub)
}

/// The area that a tip is routed by: the station's for the police, the ward's for oversight; and the ward.
fn where_to(
    profile: &Profile,
    whereabouts: &Whereabouts,
    audience: &Audience,
) -> (Option<AreaId>, Option<AreaId>, Option<Placement>) {
    let directory = profile.directory();
    let at = whereabouts.position.as_ref().map(|position| position.at);
    let placement = directory.placement(at, whereabouts.area);
    let ward = placement.as_ref().and_then(Placement::ward);
    let station = placement.as_ref().and_then(|placement| placement.of_kind(&AreaKind::PoliceArea).next());
    let by = if matches!(audience, Audience::Police) { station.or(ward) } else { ward };
    (by.or(whereabouts.area), ward, placement)
}

fn place_of(whereabouts: &Whereabouts) -> Option<Place> {
    let Whereabouts { position, place_text, indoor, .. } = whereabouts.clone();
    (position.is_some() || place_text.is_some()).then_some(Place { position, place_text, indoor })
}

fn identity(profile: &Profile, signer: &Signer, id: SubjectId, contact: Option<&Contact>) -> Identity {
    let bound = Identity::bind(profile.actor(), id, signer.author().key(), &profile.keyring().key(KeyPurpose::Account));
    match contact {
        Some(Contact { name, phone, named_to_ra }) => {
            Identity { name: Some(name.clone()), phone: phone.clone(), named_to_ra: *named_to_ra, ..bound }
        }
        None => bound,
    }
}
