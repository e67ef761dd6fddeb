//! The realm `care`: referrals to centres, kept apart from everything else. Nothing joins them to a report, and nobody who is police or
//! an association is anything there. They are exchanged by `care_sync`, at another time than `sync`.

use std::time::Duration;

use usalama_core::client;
use usalama_core::clock::Timestamp;
use usalama_core::event::{Role, SubjectId};
use usalama_core::geo::{LatLon, Position as ExactPosition};
use usalama_core::model::actor::OrgId;
use usalama_core::model::referral::{
    self, AgeBand, CentreStanding, CentreWarning, ConsentBy, ConsentScope, ContactMode, Danger, DeclineReason,
    FollowUpResult, IntakeType, Need, ReferralState, RequestPriority, Sex,
};
use usalama_core::store::Delivery;
use usalama_core::text::Text;
use uuid::Uuid;

use crate::client::{Grant, Usalama};
use crate::error::UsalamaError;
use crate::report::{Position, text};
use crate::runtime::within;
use crate::syncing::{SyncReport, SyncStatus};

/// A referral, as it is written. There is no field for a name, and none for a diagnosis.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct NewReferral {
    /// What help is asked for.
    pub need: Need,
    /// Which centre.
    pub facility: Uuid,
    /// Which of its services.
    pub service: Uuid,
    /// What whoever is referred is called here.
    pub pseudonym: String,
    /// How old.
    pub age_band: AgeBand,
    /// Somebody refers themselves, whatever their role.
    #[uniffi(default = false)]
    pub for_self: bool,
    /// How soon; `routine` where it is not said. With a danger it is `stat`.
    #[uniffi(default = None)]
    pub priority: Option<RequestPriority>,
    /// How somebody is to be taken in; `outpatient` where it is not said.
    #[uniffi(default = None)]
    pub intake: Option<IntakeType>,
    /// Cannot get there alone.
    #[uniffi(default = false)]
    pub transport_needed: bool,
    /// Where it matters for a place.
    #[uniffi(default = None)]
    pub sex: Option<Sex>,
    /// A telephone number, such as `+254712345678`; nothing: through whoever refers. A number that somebody gave elsewhere too is the
    /// one thing by which others could tell that it is the same person: ask for it only where it is needed.
    #[uniffi(default = None)]
    pub contact: Option<String>,
    /// BCP 47 language to speak in; `sw-KE` where it is not said.
    #[uniffi(default = None)]
    pub preferred_lang: Option<String>,
    /// What is known of the cost, at most 500 characters.
    #[uniffi(default = None)]
    pub cost_note: Option<String>,
    /// Notes for the road to the place, at most 500 characters.
    #[uniffi(default = None)]
    pub notes: Option<String>,
    /// Danger to life: a call goes before it.
    #[uniffi(default = None)]
    pub danger: Option<Danger>,
}

/// A centre with one of its services.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct Centre {
    /// Which centre.
    pub facility: Uuid,
    /// Which of its services.
    pub service: Uuid,
    /// Its name.
    pub name: String,
    /// Degrees, north positive.
    pub lat: Option<f64>,
    /// Degrees, east positive.
    pub lon: Option<f64>,
    /// Its telephone number.
    pub phone: Option<String>,
    /// How far it is, in metres.
    pub distance_m: Option<f64>,
    /// What stands against referring to it today; nothing: it is accredited, and that was checked.
    pub warning: Option<CentreWarning>,
    /// Whoever was shown the warning may go on.
    pub can_be_overridden: bool,
}

/// A number that anybody may call.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Helpline {
    /// The number.
    pub number: String,
    /// Who answers, in English.
    pub en: String,
    /// Who answers, in Kiswahili.
    pub sw: String,
    /// For danger to life.
    pub emergency: bool,
}

/// Whether a centre may be referred to today.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct CentreCheck {
    /// What stands against it; nothing: it may.
    pub warning: Option<CentreWarning>,
    /// Whoever was shown the warning may go on.
    pub can_be_overridden: bool,
    /// In its place, the nearest that are accredited.
    pub alternatives: Vec<Centre>,
    /// Whom to call.
    pub helplines: Vec<Helpline>,
}

/// Somebody is to ask how it goes, or asked.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct FollowUp {
    /// When it is due.
    pub due: Timestamp,
    /// When it was done.
    pub done_at: Option<Timestamp>,
    /// How.
    pub contact: Option<ContactMode>,
    /// What came of it.
    pub result: Option<FollowUpResult>,
}

/// A referral, as a screen shows it.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct Referral {
    /// Identity.
    pub id: Uuid,
    /// Where it stands.
    pub state: ReferralState,
    /// Written by whoever is signed in.
    pub mine: bool,
    /// How far this phone's own acts on it have come; `draft` until it is sent.
    pub delivery: Delivery,
    /// What help is asked for.
    pub need: Option<Need>,
    /// How soon.
    pub priority: Option<RequestPriority>,
    /// How somebody is to be taken in.
    pub intake: Option<IntakeType>,
    /// Cannot get there alone.
    pub transport_needed: bool,
    /// The centre it is for.
    pub facility: Option<Uuid>,
    /// The service it is for.
    pub service: Option<Uuid>,
    /// The centre, as far as the phone's list has it.
    pub centre: Option<Centre>,
    /// The centre was good when it was sent, and is not any more.
    pub centre_went_bad: bool,
    /// What whoever is referred is called, where this reader may know.
    pub pseudonym: Option<String>,
    /// How old they are.
    pub age_band: Option<AgeBand>,
    /// Where it matters for a place.
    pub sex: Option<Sex>,
    /// Their number; nothing: through whoever refers.
    pub contact: Option<String>,
    /// The language to speak in.
    pub preferred_lang: Option<String>,
    /// What is known of the cost.
    pub cost_note: Option<String>,
    /// Notes for the road to the place.
    pub notes: Option<String>,
    /// Under which role it was written: a resident refers themselves.
    pub requested_as: Option<Role>,
    /// Who agreed.
    pub consent_by: Option<ConsentBy>,
    /// To what.
    pub consent_scope: Vec<ConsentScope>,
    /// When that was taken back.
    pub consent_withdrawn_at: Option<Timestamp>,
    /// When it was sent.
    pub sent_at: Option<Timestamp>,
    /// When to come.
    pub appointment: Option<Timestamp>,
    /// Why the centre said no.
    pub declined: Option<DeclineReason>,
    /// What was last said by whoever did something to it.
    pub last_words: Option<String>,
    /// The referral that it takes the place of.
    pub replaces: Option<Uuid>,
    /// The referral that takes its place.
    pub replaced_by: Option<Uuid>,
    /// Asking how it goes.
    pub follow_ups: Vec<FollowUp>,
    /// Whom to call before anything else.
    pub call_first: Vec<Helpline>,
    /// When it last changed.
    pub changed_at: Timestamp,
}

#[uniffi::export]
impl Usalama {
    /// Exchanges what belongs to the realm `care` within `deadline`. Call it at another time than `sync`: two exchanges that always come
    /// together from one address would tell that they belong together. Nobody needs an account first.
    ///
    /// # Errors
    /// `NoHub`, `NotSignedIn`, `Storage`, `Cancelled`. Anything else that goes wrong on the way is the report's `problem`.
    pub async fn care_sync(&self, deadline: Duration) -> Result<SyncReport, UsalamaError> {
        let usalama = self.core()?;
        self.running.run(async move { Ok(usalama.care()?.sync(within(deadline)).await?.into()) }).await
    }

    /// Takes a role in the realm `care`: outreach worker, or intake staff of a centre.
    ///
    /// # Errors
    /// `Hub` where the invitation is not good; `Offline`, `TryLater`, `NoHub`, `Cancelled`.
    pub async fn accept_care_invitation(
        &self,
        invitation: String,
        deadline: Duration,
    ) -> Result<Vec<Grant>, UsalamaError> {
        let usalama = self.core()?;
        self.running
            .run(async move {
                let grants = usalama.care()?.accept_invitation(invitation, within(deadline)).await?;
                Ok(grants.into_iter().map(Grant::from).collect())
            })
            .await
    }

    /// Where the exchange of the realm `care` stands.
    ///
    /// # Errors
    /// `NotSignedIn`, `Storage`.
    pub async fn care_sync_status(&self) -> Result<SyncStatus, UsalamaError> {
        self.care(|care| Ok(care.sync_status()?.into())).await
    }

    /// The grants of the realm `care` that are in force.
    ///
    /// # Errors
    /// `NotSignedIn`, `Storage`.
    pub async fn care_grants(&self) -> Result<Vec<Grant>, UsalamaError> {
        self.care(|care| Ok(care.grants().into_iter().map(Grant::from).collect())).await
    }

    /// The centres that the phone knows, nearest first as seen from a place that is neither kept nor sent, else by name.
    ///
    /// # Errors
    /// `Invalid` for a position that is none; `NotSignedIn`, `Storage`.
    #[uniffi::method(default(from = None))]
    pub async fn centres(&self, from: Option<Position>) -> Result<Vec<Centre>, UsalamaError> {
        let from = point(from)?;
        self.care(move |care| Ok(care.centres(from)?.into_iter().map(Centre::from).collect())).await
    }

    /// Numbers that anybody may call, those for danger to life first.
    ///
    /// # Errors
    /// `NotSignedIn`, `Storage`.
    pub async fn helplines(&self) -> Result<Vec<Helpline>, UsalamaError> {
        self.care(|care| Ok(care.helplines()?.into_iter().map(Helpline::from).collect())).await
    }

    /// Whether a service of a centre may be referred to today; if not, why, where else, and whom to call.
    ///
    /// # Errors
    /// `Invalid` for a position that is none; `NotSignedIn`, `Storage`.
    #[uniffi::method(default(from = None))]
    pub async fn check_centre(
        &self,
        facility: Uuid,
        service: Uuid,
        from: Option<Position>,
    ) -> Result<CentreCheck, UsalamaError> {
        let from = point(from)?;
        self.care(move |care| Ok(care.check_centre(OrgId(facility), service, from)?.into())).await
    }

    /// Writes a referral down. It stays on this phone until it is agreed to and sent.
    ///
    /// # Errors
    /// `Invalid` for a text that is too long or a number that is none; `Refused`; `NotSignedIn`; `Storage`.
    pub async fn draft_referral(&self, referral: NewReferral) -> Result<Referral, UsalamaError> {
        let new = core_referral(referral)?;
        self.care(move |care| Ok(care.draft(new)?.into())).await
    }

    /// Writes a draft anew. A consent that was given to what it said before is gone.
    ///
    /// # Errors
    /// As `draft_referral`; `NotFound`; `Refused` with `wrong_status` once it was sent.
    pub async fn change_referral_draft(&self, id: Uuid, referral: NewReferral) -> Result<Referral, UsalamaError> {
        let new = core_referral(referral)?;
        self.care(move |care| Ok(care.change_draft(SubjectId(id), new)?.into())).await
    }

    /// Discards a draft; nothing is left of it.
    ///
    /// # Errors
    /// `NotFound`, `NotSignedIn`, `Storage`.
    pub async fn discard_referral_draft(&self, id: Uuid) -> Result<(), UsalamaError> {
        self.care(move |care| Ok(care.discard_draft(SubjectId(id))?)).await
    }

    /// Notes the consent to a draft, in the wording that was shown.
    ///
    /// # Errors
    /// `Refused`: `no_consent`, `guardian_needed`; `Invalid`; `NotFound`; `NotSignedIn`; `Storage`.
    pub async fn consent_to_referral(
        &self,
        id: Uuid,
        by: ConsentBy,
        form_version: String,
        scope: Vec<ConsentScope>,
    ) -> Result<Referral, UsalamaError> {
        let given = client::GivenConsent { by, form_version: Text::new(&form_version)?, scope };
        self.care(move |care| Ok(care.consent(SubjectId(id), given)?.into())).await
    }

    /// Sends a referral that was agreed to, with the next `care_sync`.
    ///
    /// # Errors
    /// `NotAccredited`: `check_centre` tells why, and where else; `Refused`: `no_consent`, `emergency_first`; `NotFound`;
    /// `NotSignedIn`; `Storage`.
    #[uniffi::method(default(despite_warning = false, emergency_first = false))]
    pub async fn send_referral(
        &self,
        id: Uuid,
        despite_warning: bool,
        emergency_first: bool,
    ) -> Result<Referral, UsalamaError> {
        let options = client::SendOptions { despite_warning, emergency_first };
        self.care(move |care| Ok(care.send(SubjectId(id), options)?.into())).await
    }

    /// One referral, or one draft.
    ///
    /// # Errors
    /// `NotFound`, `NotSignedIn`, `Storage`.
    pub async fn referral(&self, id: Uuid) -> Result<Referral, UsalamaError> {
        self.care(move |care| Ok(care.referral(SubjectId(id))?.into())).await
    }

    /// One's drafts, then referrals that one wrote or that were sent to one's centre, newest change first, at most 500.
    ///
    /// # Errors
    /// `NotSignedIn`, `Storage`.
    #[uniffi::method(default(limit = 50))]
    pub async fn referrals(&self, limit: u32) -> Result<Vec<Referral>, UsalamaError> {
        self.care(move |care| {
            let limit = usize::try_from(limit).unwrap_or(usize::MAX);
            Ok(care.referrals(limit)?.into_iter().map(Referral::from).collect())
        })
        .await
    }

    /// One's own referrals with a follow-up that is due by an instant, the first due first.
    ///
    /// # Errors
    /// `NotSignedIn`, `Storage`.
    pub async fn follow_ups_due(&self, by: Timestamp) -> Result<Vec<Referral>, UsalamaError> {
        self.care(move |care| Ok(care.follow_ups_due(by)?.into_iter().map(|(_, view)| view.into()).collect())).await
    }

    /// A referral as a FHIR R4B bundle, in JSON.
    ///
    /// # Errors
    /// `NotFound`; `Refused` with `incomplete` where too little is known here; `NotSignedIn`; `Storage`.
    pub async fn referral_fhir(&self, id: Uuid) -> Result<String, UsalamaError> {
        self.care(move |care| Ok(care.fhir_bundle(SubjectId(id))?)).await
    }

    /// The centre has it.
    ///
    /// # Errors
    /// `Refused`: `not_your_role`, `out_of_scope`, `wrong_status`; `NotFound`; `NotSignedIn`; `Storage`.
    pub async fn receive_referral(&self, id: Uuid) -> Result<Referral, UsalamaError> {
        self.care(move |care| Ok(care.receive(SubjectId(id))?.into())).await
    }

    /// The centre gives a date.
    ///
    /// # Errors
    /// As `receive_referral`; `Refused` with `incomplete` for a date before it was sent.
    #[uniffi::method(default(words = None))]
    pub async fn accept_referral(
        &self,
        id: Uuid,
        on: Timestamp,
        words: Option<String>,
    ) -> Result<Referral, UsalamaError> {
        let words = text(words)?;
        self.care(move |care| Ok(care.accept(SubjectId(id), on, words)?.into())).await
    }

    /// There is no place yet.
    ///
    /// # Errors
    /// As `receive_referral`.
    #[uniffi::method(default(words = None))]
    pub async fn waitlist_referral(&self, id: Uuid, words: Option<String>) -> Result<Referral, UsalamaError> {
        let words = text(words)?;
        self.care(move |care| Ok(care.waitlist(SubjectId(id), words)?.into())).await
    }

    /// The centre says no.
    ///
    /// # Errors
    /// As `receive_referral`.
    #[uniffi::method(default(words = None))]
    pub async fn decline_referral(
        &self,
        id: Uuid,
        reason: DeclineReason,
        words: Option<String>,
    ) -> Result<Referral, UsalamaError> {
        let words = text(words)?;
        self.care(move |care| Ok(care.decline(SubjectId(id), reason, words)?.into())).await
    }

    /// Whoever was referred came.
    ///
    /// # Errors
    /// As `receive_referral`.
    pub async fn start_referral(&self, id: Uuid) -> Result<Referral, UsalamaError> {
        self.care(move |care| Ok(care.start(SubjectId(id))?.into())).await
    }

    /// Whoever was referred went the whole way.
    ///
    /// # Errors
    /// As `receive_referral`.
    pub async fn complete_referral(&self, id: Uuid) -> Result<Referral, UsalamaError> {
        self.care(move |care| Ok(care.complete(SubjectId(id))?.into())).await
    }

    /// Whoever was referred went before the end.
    ///
    /// # Errors
    /// As `receive_referral`.
    pub async fn referral_left_early(&self, id: Uuid) -> Result<Referral, UsalamaError> {
        self.care(move |care| Ok(care.left_early(SubjectId(id))?.into())).await
    }

    /// Nobody came in the 14 days after the date. The outreach worker may say so too.
    ///
    /// # Errors
    /// As `receive_referral`; `Refused` with `too_early`.
    pub async fn referral_not_attended(&self, id: Uuid) -> Result<Referral, UsalamaError> {
        self.care(move |care| Ok(care.not_attended(SubjectId(id))?.into())).await
    }

    /// Another centre takes over, where whoever was referred agreed to that. Gives the new referral.
    ///
    /// # Errors
    /// `NotAccredited`; `Refused`: `no_consent`, `out_of_scope`, `wrong_status`; `NotFound`; `NotSignedIn`; `Storage`.
    pub async fn transfer_referral(&self, id: Uuid, facility: Uuid, service: Uuid) -> Result<Referral, UsalamaError> {
        self.care(move |care| Ok(care.transfer(SubjectId(id), OrgId(facility), service)?.into())).await
    }

    /// Whoever was referred takes it back, or the outreach worker on their word. It leaves the centre's phones.
    ///
    /// # Errors
    /// `Refused`: `not_reporter`, `wrong_status`; `NotFound`; `NotSignedIn`; `Storage`.
    pub async fn withdraw_referral(&self, id: Uuid) -> Result<Referral, UsalamaError> {
        self.care(move |care| Ok(care.withdraw(SubjectId(id))?.into())).await
    }

    /// It should never have been written.
    ///
    /// # Errors
    /// As `withdraw_referral`.
    pub async fn referral_entered_in_error(&self, id: Uuid) -> Result<Referral, UsalamaError> {
        self.care(move |care| Ok(care.entered_in_error(SubjectId(id))?.into())).await
    }

    /// Somebody is to ask how it goes.
    ///
    /// # Errors
    /// `Refused`: `no_consent`, `not_your_role`, `not_reporter`; `NotFound`; `NotSignedIn`; `Storage`.
    pub async fn plan_follow_up(&self, id: Uuid, due: Timestamp) -> Result<Referral, UsalamaError> {
        self.care(move |care| Ok(care.plan_follow_up(SubjectId(id), due)?.into())).await
    }

    /// Somebody asked how it goes. The centre does not read it.
    ///
    /// # Errors
    /// As `plan_follow_up`.
    #[uniffi::method(default(words = None))]
    pub async fn record_follow_up(
        &self,
        id: Uuid,
        contact: ContactMode,
        result: FollowUpResult,
        words: Option<String>,
    ) -> Result<Referral, UsalamaError> {
        let words = text(words)?;
        self.care(move |care| Ok(care.follow_up(SubjectId(id), contact, result, words)?.into())).await
    }
}

impl Usalama {
    /// Runs what touches the disk alone, in the realm `care`.
    pub(crate) async fn care<T: Send + 'static>(
        &self,
        work: impl FnOnce(&client::Care) -> Result<T, UsalamaError> + Send + 'static,
    ) -> Result<T, UsalamaError> {
        self.disk(move |usalama| work(&usalama.care()?)).await
    }
}

fn point(from: Option<Position>) -> Result<Option<LatLon>, UsalamaError> {
    Ok(from.map(ExactPosition::try_from).transpose()?.map(|position| position.at))
}

fn core_referral(new: NewReferral) -> Result<client::NewReferral, UsalamaError> {
    let pseudonym = Text::new(&new.pseudonym)?;
    Ok(client::NewReferral {
        for_self: new.for_self,
        urgency: new.priority.unwrap_or(RequestPriority::Routine),
        intake: new.intake.unwrap_or(IntakeType::Outpatient),
        transport_needed: new.transport_needed,
        sex: new.sex,
        contact: new.contact,
        preferred_lang: new.preferred_lang.unwrap_or_default(),
        cost_note: text(new.cost_note)?,
        notes: text(new.notes)?,
        danger: new.danger,
        ..client::NewReferral::new(new.need, OrgId(new.facility), new.service, pseudonym, new.age_band)
    })
}

fn centre(centre: referral::Centre, standing: &CentreStanding, distance_m: Option<f64>) -> Centre {
    Centre {
        facility: centre.facility.0,
        service: centre.service,
        name: centre.name.as_str().to_owned(),
        lat: centre.at.map(|at| at.lat()),
        lon: centre.at.map(|at| at.lon()),
        phone: centre.phone,
        distance_m,
        warning: standing.warning().cloned(),
        can_be_overridden: matches!(standing, CentreStanding::Warning(_)),
    }
}

impl From<client::CentreView> for Centre {
    fn from(view: client::CentreView) -> Self {
        centre(view.centre, &view.standing, view.distance_m)
    }
}

impl From<referral::Helpline> for Helpline {
    fn from(line: referral::Helpline) -> Self {
        Self {
            number: line.number,
            en: line.en.as_str().to_owned(),
            sw: line.sw.as_str().to_owned(),
            emergency: line.emergency,
        }
    }
}

impl From<client::CentreCheck> for CentreCheck {
    fn from(check: client::CentreCheck) -> Self {
        let client::CentreCheck::Refused(refused) = check else {
            return Self { warning: None, can_be_overridden: false, alternatives: vec![], helplines: vec![] };
        };
        let alternatives = refused.alternatives.into_iter();
        Self {
            warning: Some(refused.warning),
            can_be_overridden: refused.can_be_overridden,
            alternatives: alternatives.map(|other| centre(other, &CentreStanding::Accredited, None)).collect(),
            helplines: refused.helplines.into_iter().map(Helpline::from).collect(),
        }
    }
}

impl From<referral::FollowUp> for FollowUp {
    fn from(follow_up: referral::FollowUp) -> Self {
        let (contact, result) = follow_up.done.map(|done| (done.contact, done.result)).unzip();
        Self { due: follow_up.due, done_at: follow_up.done_at, contact, result }
    }
}

impl From<client::ReferralView> for Referral {
    fn from(view: client::ReferralView) -> Self {
        let client::ReferralView { id, state, referral, mine, delivery, standing, .. } = view;
        let words = |text: Option<Text<500>>| text.map(|text| text.as_str().to_owned());
        let (asked, subject, consent) = (referral.asked, referral.subject, referral.consent);
        let written = referral.words.unwrap_or_default();
        Self {
            id: id.0,
            state,
            mine,
            delivery,
            need: asked.as_ref().map(|asked| asked.need.clone()),
            priority: asked.as_ref().map(|asked| asked.urgency.clone()),
            intake: asked.as_ref().map(|asked| asked.intake.clone()),
            transport_needed: asked.as_ref().is_some_and(|asked| asked.transport_needed),
            facility: asked.as_ref().map(|asked| asked.facility.0),
            service: asked.as_ref().map(|asked| asked.service),
            replaces: asked.and_then(|asked| asked.replaces).map(|id| id.0),
            centre: view.centre.map(|known| centre(known, &standing, None)),
            centre_went_bad: view.centre_went_bad,
            pseudonym: subject.as_ref().map(|subject| subject.pseudonym.as_str().to_owned()),
            age_band: subject.as_ref().map(|subject| subject.age_band.clone()),
            sex: subject.as_ref().and_then(|subject| subject.sex.clone()),
            contact: subject.as_ref().and_then(|subject| subject.contact.clone()),
            preferred_lang: subject.map(|subject| subject.preferred_lang),
            cost_note: words(written.cost_note),
            notes: words(written.notes),
            requested_as: referral.role,
            consent_by: consent.as_ref().map(|consent| consent.by.clone()),
            consent_withdrawn_at: consent.as_ref().and_then(|consent| consent.withdrawn_at),
            consent_scope: consent.map(|consent| consent.scope).unwrap_or_default(),
            sent_at: referral.sent_at,
            appointment: referral.appointment,
            declined: referral.declined,
            last_words: words(referral.last_words),
            replaced_by: referral.replaced_by.map(|id| id.0),
            follow_ups: referral.follow_ups.into_iter().map(FollowUp::from).collect(),
            call_first: view.call_first.into_iter().map(Helpline::from).collect(),
            changed_at: view.changed_at,
        }
    }
}
