//! What is done to an incident. Each call is durable when it returns; what policy refuses is not written.

use std::time::Duration;

use usalama_core::client;
use usalama_core::event::{ActorId, Audience, SubjectId};
use usalama_core::geo::Position as ExactPosition;
use usalama_core::model::actor::OrgId;
use usalama_core::model::cap::Severity;
use usalama_core::model::incident::{Act, Closed, CorroborationKind, Outcome, RejectReason, Veracity};
use usalama_core::policy::Decision;
use usalama_core::text::Text;
use uuid::Uuid;

use crate::client::Usalama;
use crate::error::{Refused, UsalamaError};
use crate::incident::Incident;
use crate::report::{Position, text};
use crate::runtime::within;

/// An act, and whether it may be done here and now.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Permitted {
    /// The kind of act, such as `incident.triaged`.
    pub kind: String,
    /// Policy's answer.
    pub answer: Answer,
    /// Why not, where it may not be done.
    pub refusal: Option<Refused>,
    /// It must reach the hub before it counts.
    pub needs_connection: bool,
}

/// Policy's answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum Answer {
    /// It may be done.
    Yes,
    /// It may not.
    No,
    /// This phone does not know enough; the hub decides when it arrives.
    HubDecides,
}

impl From<client::Permitted> for Permitted {
    fn from(permitted: client::Permitted) -> Self {
        let (answer, refusal) = match permitted.decision {
            Decision::Allow => (Answer::Yes, None),
            Decision::Refuse(refusal) => (Answer::No, Some(refusal.into())),
            Decision::Unknown(_) => (Answer::HubDecides, None),
        };
        Self { kind: permitted.kind.to_owned(), answer, refusal, needs_connection: permitted.needs_connection }
    }
}

impl Usalama {
    async fn act(
        &self,
        act: impl FnOnce(&client::Usalama) -> Result<client::IncidentView, client::Error> + Send + 'static,
    ) -> Result<Incident, UsalamaError> {
        self.disk(|usalama| Ok(act(usalama)?.into())).await
    }
}

/// The errors of every act: `Refused` with policy's reason; `Invalid` for a text that is too long or empty; `NotFound`;
/// `NotSignedIn`; `Storage`. Nothing is written then.
#[uniffi::export]
impl Usalama {
    /// Every kind of act on an incident with policy's answer: a screen shows those that may be done as buttons, and can say why
    /// the others are missing.
    ///
    /// # Errors
    /// `NotFound`; `NotSignedIn`; `Storage`.
    pub async fn what_may_i_do(&self, id: Uuid) -> Result<Vec<Permitted>, UsalamaError> {
        self.disk(move |usalama| Ok(usalama.what_may_i_do(SubjectId(id))?.into_iter().map(Permitted::from).collect()))
            .await
    }

    /// Adds something to an incident; an internal update is kept from the reporter, one with an audience from all others.
    ///
    /// # Errors
    /// As every act.
    #[uniffi::method(default(internal = false, audience = None))]
    pub async fn update(
        &self,
        id: Uuid,
        comment: String,
        internal: bool,
        audience: Option<Audience>,
    ) -> Result<Incident, UsalamaError> {
        let comment = Text::new(&comment)?;
        self.act(move |usalama| usalama.update(SubjectId(id), comment, client::UpdateOptions { internal, audience }))
            .await
    }

    /// Sets the severity: the case is checked.
    ///
    /// # Errors
    /// As every act.
    pub async fn triage(&self, id: Uuid, severity: Severity) -> Result<Incident, UsalamaError> {
        self.act(move |usalama| usalama.triage(SubjectId(id), severity)).await
    }

    /// Asks the reporter.
    ///
    /// # Errors
    /// As every act.
    pub async fn ask(&self, id: Uuid, question: String) -> Result<Incident, UsalamaError> {
        let question = Text::new(&question)?;
        self.act(move |usalama| usalama.ask(SubjectId(id), question)).await
    }

    /// Answers as the reporter.
    ///
    /// # Errors
    /// As every act.
    pub async fn answer(&self, id: Uuid, answer: String) -> Result<Incident, UsalamaError> {
        let answer = Text::new(&answer)?;
        self.act(move |usalama| usalama.answer(SubjectId(id), answer)).await
    }

    /// Asks somebody of a unit to respond.
    ///
    /// # Errors
    /// As every act.
    #[uniffi::method(default(unit = None))]
    pub async fn assign(&self, id: Uuid, to: Uuid, unit: Option<Uuid>) -> Result<Incident, UsalamaError> {
        self.act(move |usalama| usalama.assign(SubjectId(id), ActorId(to), unit.map(OrgId))).await
    }

    /// Accepts an assignment.
    ///
    /// # Errors
    /// As every act.
    pub async fn accept_assignment(&self, id: Uuid) -> Result<Incident, UsalamaError> {
        self.act(move |usalama| usalama.accept_assignment(SubjectId(id))).await
    }

    /// Declines an assignment, with the reason.
    ///
    /// # Errors
    /// As every act.
    pub async fn decline_assignment(&self, id: Uuid, reason: String) -> Result<Incident, UsalamaError> {
        let reason = Text::new(&reason)?;
        self.act(move |usalama| usalama.decline_assignment(SubjectId(id), reason)).await
    }

    /// On the way.
    ///
    /// # Errors
    /// As every act.
    pub async fn set_out(&self, id: Uuid) -> Result<Incident, UsalamaError> {
        self.act(move |usalama| usalama.set_out(SubjectId(id))).await
    }

    /// On scene, as the position shows.
    ///
    /// # Errors
    /// As every act; `Refused` with `too_far`.
    pub async fn arrive(&self, id: Uuid, here: Position) -> Result<Incident, UsalamaError> {
        let here = ExactPosition::try_from(here)?;
        self.act(move |usalama| usalama.arrive(SubjectId(id), here)).await
    }

    /// On scene, without a position near enough; the reason is kept.
    ///
    /// # Errors
    /// As every act.
    pub async fn arrive_by_hand(&self, id: Uuid, reason: String) -> Result<Incident, UsalamaError> {
        let reason = Text::new(&reason)?;
        self.act(move |usalama| usalama.arrive_by_hand(SubjectId(id), reason)).await
    }

    /// Sends the case to another organisation.
    ///
    /// # Errors
    /// As every act.
    pub async fn refer(&self, id: Uuid, to: Uuid) -> Result<Incident, UsalamaError> {
        self.act(move |usalama| usalama.refer(SubjectId(id), OrgId(to))).await
    }

    /// Resolves the case. One that is with the police is closed with `resolve_online`.
    ///
    /// # Errors
    /// As every act; `Refused` with `needs_connection`.
    pub async fn resolve(&self, id: Uuid, outcome: Outcome) -> Result<Incident, UsalamaError> {
        self.act(move |usalama| usalama.resolve(SubjectId(id), outcome)).await
    }

    /// Resolves a case that is with the police: it counts once the hub has it, and is kept only then.
    ///
    /// # Errors
    /// As every act; `Offline`, `NoHub`, `NotEnrolled`, `Cancelled`.
    pub async fn resolve_online(
        &self,
        id: Uuid,
        outcome: Outcome,
        deadline: Duration,
    ) -> Result<Incident, UsalamaError> {
        let usalama = self.core()?;
        let act = Act::Resolved(Closed { outcome }).into();
        self.running
            .run(async move { Ok(usalama.act_online(SubjectId(id), act, within(deadline)).await?.into()) })
            .await
    }

    /// Confirms as the reporter that it is resolved.
    ///
    /// # Errors
    /// As every act.
    pub async fn confirm_resolution(&self, id: Uuid) -> Result<Incident, UsalamaError> {
        self.act(move |usalama| usalama.confirm_resolution(SubjectId(id))).await
    }

    /// Says that it is the same as another report. It is a link: each reporter still follows the own report.
    ///
    /// # Errors
    /// As every act.
    pub async fn mark_duplicate(&self, id: Uuid, of: Uuid) -> Result<Incident, UsalamaError> {
        self.act(move |usalama| usalama.mark_duplicate(SubjectId(id), SubjectId(of))).await
    }

    /// Takes the link back.
    ///
    /// # Errors
    /// As every act.
    pub async fn unlink_duplicate(&self, id: Uuid) -> Result<Incident, UsalamaError> {
        self.act(move |usalama| usalama.unlink_duplicate(SubjectId(id))).await
    }

    /// Withdraws the report as its reporter; once it is with the police, asks them to.
    ///
    /// # Errors
    /// As every act.
    pub async fn withdraw(&self, id: Uuid) -> Result<Incident, UsalamaError> {
        self.act(move |usalama| usalama.withdraw(SubjectId(id))).await
    }

    /// Opens a closed case again.
    ///
    /// # Errors
    /// As every act.
    pub async fn reopen(&self, id: Uuid, reason: String) -> Result<Incident, UsalamaError> {
        let reason = Text::new(&reason)?;
        self.act(move |usalama| usalama.reopen(SubjectId(id), reason)).await
    }

    /// Shows the incident to fewer readers.
    ///
    /// # Errors
    /// As every act.
    pub async fn narrow(&self, id: Uuid, to: Audience) -> Result<Incident, UsalamaError> {
        self.act(move |usalama| usalama.narrow(SubjectId(id), to)).await
    }

    /// Asks another moderator, as the reporter, to look at what was not published; once.
    ///
    /// # Errors
    /// As every act.
    pub async fn appeal(&self, id: Uuid, why: String) -> Result<Incident, UsalamaError> {
        let why = Text::new(&why)?;
        self.act(move |usalama| usalama.appeal(SubjectId(id), why)).await
    }

    /// Names an official who is a party to the matter and has no more say in it: oneself, or, as moderator or police, another.
    ///
    /// # Errors
    /// As every act.
    pub async fn name_party(&self, id: Uuid, party: Uuid) -> Result<Incident, UsalamaError> {
        self.act(move |usalama| usalama.name_party(SubjectId(id), ActorId(party))).await
    }

    /// Bears out, or contradicts, an incident or a published copy of one.
    ///
    /// # Errors
    /// As every act.
    pub async fn corroborate(&self, id: Uuid, kind: CorroborationKind) -> Result<(), UsalamaError> {
        self.disk(move |usalama| Ok(usalama.corroborate(SubjectId(id), kind)?)).await
    }

    /// Lets neighbours of a scope read a copy: coarse, without the reporter's words; `wording` is what they read instead.
    ///
    /// # Errors
    /// As every act.
    #[uniffi::method(default(wording = None))]
    pub async fn approve_publication(
        &self,
        id: Uuid,
        scope: Audience,
        wording: Option<String>,
    ) -> Result<Incident, UsalamaError> {
        let wording = text(wording)?;
        self.act(move |usalama| usalama.approve_publication(SubjectId(id), scope, wording)).await
    }

    /// Keeps an incident from neighbours.
    ///
    /// # Errors
    /// As every act.
    pub async fn reject_publication(&self, id: Uuid, reason: RejectReason) -> Result<Incident, UsalamaError> {
        self.act(move |usalama| usalama.reject_publication(SubjectId(id), reason)).await
    }

    /// Says how far it is true.
    ///
    /// # Errors
    /// As every act.
    pub async fn assess(&self, id: Uuid, veracity: Veracity, reason: String) -> Result<Incident, UsalamaError> {
        let reason = Text::new(&reason)?;
        self.act(move |usalama| usalama.assess(SubjectId(id), veracity, reason)).await
    }

    /// Asks to know a confidential reporter; a second person approves.
    ///
    /// # Errors
    /// As every act.
    pub async fn request_disclosure(&self, id: Uuid, reason: String) -> Result<Incident, UsalamaError> {
        let reason = Text::new(&reason)?;
        self.act(move |usalama| usalama.request_disclosure(SubjectId(id), reason)).await
    }

    /// Approves such a request.
    ///
    /// # Errors
    /// As every act.
    pub async fn approve_disclosure(&self, id: Uuid) -> Result<Incident, UsalamaError> {
        self.act(move |usalama| usalama.approve_disclosure(SubjectId(id))).await
    }
}
