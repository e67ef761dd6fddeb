//! Before anything leaves the phone. A draft is a row of this file, no event: nothing of it can be sent by mistake, and to discard it
//! leaves nothing. Sending writes what was drafted, the consent and the sending in one transaction.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::view::ReferralView;
use super::{Care, CentreCheck};
use crate::client::error::Error;
use crate::clock::Timestamp;
use crate::event::{Author, Role, SubjectId};
use crate::keys::KeyPurpose;
use crate::model::actor::OrgId;
use crate::model::incident::Identity;
use crate::model::referral::{
    AgeBand, Asked, CareWords, Consent, ConsentBy, ConsentScope, Danger, IntakeType, Need, Referral, ReferralAct,
    ReferralEntry, ReferralState, Referred, RequestPriority, Sent, Sex,
};
use crate::model::refusal::RefusalCode;
use crate::policy::care_audience;
use crate::profile::{NewEvent, Signer, Topic};
use crate::text::{Comment, Title, is_e164};

const DRAFTS: &str = "referral.drafts";
/// Drafts that one phone keeps at once.
const MOST_DRAFTS: usize = 100;

/// A referral, as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewReferral {
    /// Somebody refers themselves, whatever their role.
    pub for_self: bool,
    /// What help is asked for.
    pub need: Need,
    /// Which centre.
    pub facility: OrgId,
    /// Which of its services.
    pub service: Uuid,
    /// How soon. With a danger it is `stat`.
    pub urgency: RequestPriority,
    /// How somebody is to be taken in.
    pub intake: IntakeType,
    /// Cannot get there alone.
    pub transport_needed: bool,
    /// What whoever is referred is called here; no name.
    pub pseudonym: Title,
    /// How old.
    pub age_band: AgeBand,
    /// Where it matters for a place.
    pub sex: Option<Sex>,
    /// A telephone number, E.164; nothing: through whoever refers.
    pub contact: Option<String>,
    /// BCP 47 language to speak in.
    pub preferred_lang: String,
    /// What is known of the cost.
    pub cost_note: Option<Comment>,
    /// Notes for the road to the place: no clinical record.
    pub notes: Option<Comment>,
    /// Danger to life: a call goes before it. Kept on this phone alone.
    pub danger: Option<Danger>,
}

impl NewReferral {
    /// For somebody of this age to this service of a centre; nothing else is said.
    #[must_use]
    pub const fn new(need: Need, facility: OrgId, service: Uuid, pseudonym: Title, age_band: AgeBand) -> Self {
        Self {
            for_self: false,
            need,
            facility,
            service,
            urgency: RequestPriority::Routine,
            intake: IntakeType::Outpatient,
            transport_needed: false,
            pseudonym,
            age_band,
            sex: None,
            contact: None,
            preferred_lang: String::new(),
            cost_note: None,
            notes: None,
            danger: None,
        }
    }
}

/// A consent, as it is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenConsent {
    /// Who agrees.
    pub by: ConsentBy,
    /// Version of the form that was shown.
    pub form_version: Title,
    /// To what.
    pub scope: Vec<ConsentScope>,
}

/// How a referral is sent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SendOptions {
    /// The warning about the centre was shown, and whoever sends it goes on.
    pub despite_warning: bool,
    /// The emergency number was shown and called.
    pub emergency_first: bool,
}

/// A draft as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Draft {
    pub(super) id: SubjectId,
    pub(super) role: Role,
    asked: Asked,
    subject: Referred,
    words: CareWords,
    #[serde(default)]
    consent: Option<Consent>,
    pub(super) changed_at: Timestamp,
}

impl Draft {
    /// How it stands.
    pub(super) fn state(&self, signer: &Signer) -> Referral {
        Referral {
            state: Some(if self.consent.is_some() { ReferralState::Consented } else { ReferralState::Draft }),
            asked: Some(self.asked.clone()),
            subject: Some(self.subject.clone()),
            words: Some(self.words.clone()).filter(|words| *words != CareWords::default()),
            requested_by: Some(signer.author().key()),
            role: Some(self.role.clone()),
            consent: self.consent.clone(),
            changed_at: Some(self.changed_at),
            ..Referral::unknown(self.id)
        }
    }

    fn drafted(&self) -> ReferralEntry {
        let words = Some(self.words.clone()).filter(|words| *words != CareWords::default());
        let act = ReferralAct::Drafted(Box::new(self.asked.clone()));
        ReferralEntry { words, subject: Some(self.subject.clone()), ..act.into() }
    }
}

impl Care {
    /// Writes a referral down. It stays on this phone until there is a consent and it is sent.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a telephone number that is none, or too many drafts; [`Error::Refused`] with `not_your_role`,
    /// `grant_expired`; [`Error::Store`].
    pub fn draft(&self, new: NewReferral) -> Result<ReferralView, Error> {
        self.keep_draft(SubjectId::random(), new)
    }

    /// Writes a draft anew. A consent that was given to what it said before is gone.
    ///
    /// # Errors
    /// As [`Care::draft`]; [`Error::NotFound`].
    pub fn change_draft(&self, id: SubjectId, new: NewReferral) -> Result<ReferralView, Error> {
        self.find_draft(id)?;
        self.keep_draft(id, new)
    }

    /// Discards a draft; nothing is left of it.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Store`].
    pub fn discard_draft(&self, id: SubjectId) -> Result<(), Error> {
        self.find_draft(id)?;
        let mut drafts = self.drafts()?;
        drafts.retain(|draft| draft.id != id);
        self.profile.store().write(|write| write.put(DRAFTS, &drafts))?;
        self.profile.tell(&[Topic::Care]);
        Ok(())
    }

    /// Notes the consent to a draft. A child's is given by a guardian, or by the children's office (116) where the guardian is the risk.
    ///
    /// # Errors
    /// [`Error::Refused`]: `no_consent` where it does not cover that the centre reads it, `guardian_needed`; [`Error::NotFound`],
    /// [`Error::Store`].
    pub fn consent(&self, id: SubjectId, given: GivenConsent) -> Result<ReferralView, Error> {
        let draft = Draft { consent: None, ..self.find_draft(id)? };
        let signer = self.signer(&draft.role, id);
        let GivenConsent { by, form_version, scope } = given;
        let consent = Consent { by, form_version, scope, at: self.profile.now(), withdrawn_at: None };
        let entry = ReferralAct::Consented(consent.clone()).into();
        self.ask(&signer, &draft.role, &draft.state(&signer), None, true, &entry)?;
        self.put_draft(Draft { consent: Some(consent), changed_at: self.profile.now(), ..draft })
    }

    /// Sends a referral that was consented to. It goes with the next exchange; the hub looks at the centre's accreditation again.
    ///
    /// # Errors
    /// [`Error::Centre`] where the centre must not be referred to today, with the nearest that may; [`Error::Refused`]: `no_consent`,
    /// `emergency_first`; [`Error::NotFound`], [`Error::Store`].
    pub fn send(&self, id: SubjectId, options: SendOptions) -> Result<ReferralView, Error> {
        let draft = self.find_draft(id)?;
        let signer = self.signer(&draft.role, id);
        let state = draft.state(&signer);
        let SendOptions { despite_warning, emergency_first } = options;
        let sent: ReferralEntry = ReferralAct::Sent(Sent { despite_warning, emergency_first }).into();
        match self.ask(&signer, &draft.role, &state, None, true, &sent) {
            Err(Error::Refused(refusal)) if refusal.code == RefusalCode::NotAccredited => {
                return match self.check_centre(draft.asked.facility, draft.asked.service, None)? {
                    CentreCheck::Refused(refused) => Err(Error::Centre(Box::new(refused))),
                    CentreCheck::Good => Err(Error::Refused(refusal)),
                };
            }
            other => other?,
        }
        let consent = draft.consent.clone().ok_or(Error::Refused(RefusalCode::NoConsent.into()))?;
        let drafted = ReferralEntry { identity: self.bound(&signer, id), ..draft.drafted() };
        let entries = [drafted, ReferralAct::Consented(consent).into(), sent];
        let news = entries.iter().map(|entry| event(&signer, entry));
        let mut others = self.drafts()?;
        others.retain(|draft| draft.id != id);
        self.profile.record_all(news, |write| write.put(DRAFTS, &others))?;
        self.referral(id)
    }

    /// Shows the hub which account of this realm is behind a pseudonym.
    pub(super) fn bound(&self, signer: &Signer, id: SubjectId) -> Option<Identity> {
        let account = self.profile.keyring().key(KeyPurpose::Account);
        matches!(signer.author(), Author::Pseudonym { .. })
            .then(|| Identity::bind(self.profile.actor(), id, signer.author().key(), &account))
    }

    fn keep_draft(&self, id: SubjectId, new: NewReferral) -> Result<ReferralView, Error> {
        if new.contact.as_deref().is_some_and(|contact| !is_e164(contact)) {
            return Err(Error::Invalid("the phone number must be E.164, such as +254712345678"));
        }
        let role = if new.for_self { Role::Resident } else { self.acting_role() };
        let lang = Some(new.preferred_lang).filter(|lang| !lang.is_empty());
        let draft = Draft {
            id,
            role,
            asked: Asked {
                need: new.need,
                service: new.service,
                facility: new.facility,
                urgency: if new.danger.is_some() { RequestPriority::Stat } else { new.urgency },
                intake: new.intake,
                transport_needed: new.transport_needed,
                replaces: None,
            },
            subject: Referred {
                pseudonym: new.pseudonym,
                age_band: new.age_band,
                sex: new.sex,
                contact: new.contact,
                preferred_lang: lang.unwrap_or_else(|| "sw-KE".to_owned()),
            },
            words: CareWords { cost_note: new.cost_note, notes: new.notes },
            consent: None,
            changed_at: self.profile.now(),
        };
        let signer = self.signer(&draft.role, id);
        self.ask(&signer, &draft.role, &Referral::unknown(id), None, true, &draft.drafted())?;
        self.put_draft(draft)
    }

    fn put_draft(&self, draft: Draft) -> Result<ReferralView, Error> {
        let id = draft.id;
        let mut drafts = self.drafts()?;
        drafts.retain(|other| other.id != id);
        if drafts.len() >= MOST_DRAFTS {
            return Err(Error::Invalid("there are too many drafts: send or discard some first"));
        }
        drafts.push(draft);
        self.profile.store().write(|write| write.put(DRAFTS, &drafts))?;
        self.profile.tell(&[Topic::Care]);
        self.referral(id)
    }

    pub(super) fn drafts(&self) -> Result<Vec<Draft>, Error> {
        Ok(self.profile.store().get(DRAFTS)?.unwrap_or_default())
    }

    fn find_draft(&self, id: SubjectId) -> Result<Draft, Error> {
        let sent = || self.row(id).map(|row| row.is_some());
        match self.drafts()?.into_iter().find(|draft| draft.id == id) {
            Some(draft) => Ok(draft),
            None if sent()? => Err(Error::Refused(RefusalCode::WrongStatus.into())),
            None => Err(Error::NotFound),
        }
    }
}

/// An event of a referral: it names no area.
pub(super) fn event<'a>(signer: &'a Signer, entry: &'a ReferralEntry) -> NewEvent<'a> {
    NewEvent { signer, deed: entry.into(), area: None, audience: care_audience() }
}
