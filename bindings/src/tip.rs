//! Tips, and what is sent without a name: receipts and threads.
//!
//! What goes by the anonymous road is *confidential unless it is sent over an anonymising network*: the hub does not learn who sent it,
//! nor that two reports came from one phone; the network still sees that this phone spoke to the hub. SMS and telephone calls are never
//! anonymous.

use std::time::Duration;

use usalama_core::client::{self, AnonymousState};
use usalama_core::clock::Timestamp;
use usalama_core::event::SubjectId;
use usalama_core::geo::AreaId;
use usalama_core::model::incident::{self, Anonymity, Assessed, Nothing, Veracity, Whereabouts};
use usalama_core::model::receipt::ReceiptNumber;
use usalama_core::model::tip::{
    Graded, InfoCredibility, Moved, Screened, SourceReliability, SourceRisk, TipAct, TipBasis, TipClosed, TipFeedback,
    TipState, TipSubject, TipTopic,
};
use usalama_core::store::Delivery;
use usalama_core::text::{Description, Text};
use uuid::Uuid;

use crate::client::Usalama;
use crate::error::{Refused, UsalamaError};
use crate::report::{Advice, Contact, NewIncident, Position, core_contact, core_incident, text};
use crate::runtime::within;
use crate::shift::exact;

/// What somebody knows of places, groups and goings-on. A topic and some words are enough.
#[derive(Clone, PartialEq, uniffi::Record)]
pub struct NewTip {
    /// What it is about.
    pub topic: TipTopic,
    /// What is known, at most 2,000 characters.
    pub narrative: String,
    /// What sort of thing it describes; an activity, where it is not said.
    #[uniffi(default = None)]
    pub subject_kind: Option<TipSubject>,
    /// How it is known; seen, where it is not said.
    #[uniffi(default = None)]
    pub basis: Option<TipBasis>,
    /// When it was first known.
    #[uniffi(default = None)]
    pub first_known: Option<Timestamp>,
    /// When it was last known.
    #[uniffi(default = None)]
    pub last_known: Option<Timestamp>,
    /// When it happens again and again, in words.
    #[uniffi(default = None)]
    pub recurring: Option<String>,
    /// Where; for those who deal with it alone.
    #[uniffi(default = None)]
    pub at: Option<Position>,
    /// The area, where there is no position.
    #[uniffi(default = None)]
    pub area: Option<Uuid>,
    /// Where, in words.
    #[uniffi(default = None)]
    pub place_text: Option<String>,
    /// How dangerous it is for the source if it becomes known; medium, where it is not said.
    #[uniffi(default = None)]
    pub risk_to_source: Option<SourceRisk>,
    /// How far the source wants to be known; not at all, where it is not said.
    #[uniffi(default = None)]
    pub anonymity: Option<Anonymity>,
    /// Name and number, of a named one alone.
    #[uniffi(default = None)]
    pub contact: Option<Contact>,
    /// BCP 47 language of the words.
    #[uniffi(default = None)]
    pub lang: Option<String>,
    /// Nothing of an anonymous one stays on this phone once the hub has it.
    #[uniffi(default = false)]
    pub forget_after_ack: bool,
}

/// A tip that was taken down.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct SharedTip {
    /// Identity.
    pub id: Uuid,
    /// The sixteen digits of an anonymous one: to be shown, to be written down.
    pub receipt: Option<String>,
}

/// A report without a name that was taken down.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct AnonymousReport {
    /// Identity.
    pub id: Uuid,
    /// The sixteen digits: to be shown, to be written down.
    pub receipt: String,
    /// What the reporter should be told at once.
    pub advice: Vec<Advice>,
}

/// What was sent without a name from this phone and is not forgotten here.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct AnonymousThread {
    /// The sixteen digits.
    pub receipt: String,
    /// What it is about.
    pub id: Uuid,
    /// The topic of a tip, or the category of an incident, by its code.
    pub what: String,
    /// It is a tip, else an incident.
    pub is_tip: bool,
    /// How far it has come.
    pub delivery: Delivery,
    /// Why the hub refused it.
    pub refusal: Option<Refused>,
    /// Before which time it does not go, by this phone's clock.
    pub not_before: Option<Timestamp>,
}

/// Something that was said between handlers and whoever has the receipt.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ThreadLine {
    /// When the hub received it.
    pub at: Timestamp,
    /// By whoever has the receipt, else by a handler.
    pub from_source: bool,
    /// What, where this phone can open it.
    pub text: Option<String>,
}

/// A thread, opened by its receipt.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ReceiptThread {
    /// The sixteen digits.
    pub receipt: String,
    /// What it is about.
    pub id: Uuid,
    /// It is a tip, else an incident.
    pub is_tip: bool,
    /// Where it stands: of a tip `received` or `closed`, of an incident the status of the case.
    pub state: String,
    /// What the source is told of a tip that is closed.
    pub feedback: Option<TipFeedback>,
    /// What came of an incident, by its code.
    pub outcome: Option<String>,
    /// What was said, oldest first.
    pub lines: Vec<ThreadLine>,
    /// Until when the receipt opens it, unless it is read again before.
    pub expires: Timestamp,
}

/// A tip, as a screen of those who deal with it shows it.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct Tip {
    /// Identity.
    pub id: Uuid,
    /// Where it stands.
    pub state: TipState,
    /// What it is about; nothing for whoever screens the words alone.
    pub topic: Option<TipTopic>,
    /// What sort of thing it describes.
    pub subject_kind: Option<TipSubject>,
    /// How it is known.
    pub basis: Option<TipBasis>,
    /// When it was first known.
    pub first_known: Option<Timestamp>,
    /// When it was last known.
    pub last_known: Option<Timestamp>,
    /// When it happens again and again.
    pub recurring: Option<String>,
    /// How dangerous it is for the source.
    pub risk_to_source: Option<SourceRisk>,
    /// How far the source wants to be known.
    pub anonymity: Option<Anonymity>,
    /// What was written, where this phone can open it.
    pub narrative: Option<String>,
    /// Exactly where, likewise.
    pub at: Option<Position>,
    /// Where, in words, likewise.
    pub place_text: Option<String>,
    /// The ward.
    pub ward: Option<Uuid>,
    /// Who shared it, where it is named.
    pub name: Option<String>,
    /// The number of who shared it, where it is named.
    pub phone: Option<String>,
    /// How reliable the source is.
    pub reliability: Option<SourceReliability>,
    /// How credible the information is.
    pub credibility: Option<InfoCredibility>,
    /// How far it is true.
    pub veracity: Veracity,
    /// With which other tip it is one.
    pub merged_into: Option<Uuid>,
    /// What was said, oldest first.
    pub messages: Vec<ThreadLine>,
    /// What the source was told when it was closed.
    pub feedback: Option<TipFeedback>,
    /// Shared by the one who is signed in.
    pub mine: bool,
    /// How far this phone's own acts on it have come.
    pub delivery: Delivery,
    /// When it last changed.
    pub changed_at: Timestamp,
}

#[uniffi::export]
impl Usalama {
    /// Shares what somebody knows. When this returns, it is on this phone for good. An anonymous one goes by a road of its own, within
    /// fifteen minutes by chance once there is a connection: *confidential unless sent over an anonymising network*.
    ///
    /// # Errors
    /// `Refused` where policy says no; `Invalid` for a field that is not what it must be; `NotSignedIn`; `Storage`. Nothing is written
    /// then.
    pub async fn share_tip(&self, tip: NewTip) -> Result<SharedTip, UsalamaError> {
        let new = core_tip(tip)?;
        self.disk(move |usalama| {
            let shared = usalama.share_tip(new)?;
            Ok(SharedTip { id: shared.id.0, receipt: shared.receipt.map(|receipt| receipt.digits().to_owned()) })
        })
        .await
    }

    /// Reports an incident without a name, by the same road: *confidential unless sent over an anonymising network*. The hub can read
    /// it, and so can those whom a report of its kind is for.
    ///
    /// # Errors
    /// As [`Usalama::share_tip`].
    #[uniffi::method(default(forget_after_ack = false))]
    pub async fn report_anonymously(
        &self,
        incident: NewIncident,
        forget_after_ack: bool,
    ) -> Result<AnonymousReport, UsalamaError> {
        let new = core_incident(incident)?;
        self.disk(move |usalama| {
            let report = usalama.report_anonymously(new, forget_after_ack)?;
            let advice = report.advice.into_iter().map(Advice::from).collect();
            Ok(AnonymousReport { id: report.id.0, receipt: report.receipt.digits().to_owned(), advice })
        })
        .await
    }

    /// What was sent without a name from this phone and is not forgotten here. Nobody is asked.
    ///
    /// # Errors
    /// `NotSignedIn`; `Storage`.
    pub async fn anonymous_threads(&self) -> Result<Vec<AnonymousThread>, UsalamaError> {
        self.disk(|usalama| Ok(usalama.anonymous_threads()?.into_iter().map(AnonymousThread::from).collect())).await
    }

    /// Opens a thread by its receipt, on whichever phone. Nothing where there is none, or none any more.
    ///
    /// # Errors
    /// `Invalid` for digits that are no receipt; `Offline`, `TryLater`, `NoHub`, `NotSignedIn`, `Cancelled`.
    pub async fn open_receipt(
        &self,
        receipt: String,
        deadline: Duration,
    ) -> Result<Option<ReceiptThread>, UsalamaError> {
        let usalama = self.core()?;
        let receipt = zeroize::Zeroizing::new(receipt);
        self.running
            .run(async move { Ok(usalama.open_receipt(&receipt, within(deadline)).await?.map(ReceiptThread::from)) })
            .await
    }

    /// Answers in the thread of a receipt, or adds something. It is looked up first, and then goes as the report went.
    ///
    /// # Errors
    /// As [`Usalama::open_receipt`]; `NotFound` where there is no such thread, or none any more; `Storage`.
    pub async fn answer_receipt(
        &self,
        receipt: String,
        answer: String,
        deadline: Duration,
    ) -> Result<(), UsalamaError> {
        let (usalama, answer) = (self.core()?, Text::new(&answer)?);
        let receipt = zeroize::Zeroizing::new(receipt);
        self.running.run(async move { Ok(usalama.answer_receipt(&receipt, answer, within(deadline)).await?) }).await
    }

    /// Forgets a thread on this phone, with what of it still waits to be sent. What remains is what was written down.
    ///
    /// # Errors
    /// `Invalid` for digits that are no receipt; `NotFound`; `NotSignedIn`; `Storage`.
    pub async fn forget_receipt(&self, receipt: String) -> Result<(), UsalamaError> {
        let receipt = zeroize::Zeroizing::new(receipt);
        self.disk(move |usalama| {
            let receipt = ReceiptNumber::parse(&receipt).map_err(client::Error::from)?;
            Ok(usalama.forget_receipt(&receipt)?)
        })
        .await
    }

    /// Tips that this actor deals with, screens, or has shared under an account; newest change first, at most 500.
    ///
    /// # Errors
    /// `NotSignedIn`; `Storage`.
    #[uniffi::method(default(limit = 50))]
    pub async fn tips(&self, limit: u32) -> Result<Vec<Tip>, UsalamaError> {
        self.disk(move |usalama| {
            let limit = usize::try_from(limit).unwrap_or(usize::MAX);
            Ok(usalama.tips(limit)?.into_iter().map(Tip::from).collect())
        })
        .await
    }

    /// One tip.
    ///
    /// # Errors
    /// `NotFound`; `NotSignedIn`; `Storage`.
    pub async fn tip(&self, id: Uuid) -> Result<Tip, UsalamaError> {
        self.disk(move |usalama| Ok(usalama.tip(SubjectId(id))?.into())).await
    }

    /// Somebody has looked: it is worth going on with or, where `out`, abuse. A moderator can say the latter alone.
    ///
    /// # Errors
    /// `Refused`; `NotFound`; `NotSignedIn`; `Storage`.
    #[uniffi::method(default(out = false))]
    pub async fn screen_tip(&self, id: Uuid, out: bool) -> Result<Tip, UsalamaError> {
        self.on_tip(id, TipAct::Screened(Screened { out }), None).await
    }

    /// Grades source and information.
    ///
    /// # Errors
    /// As [`Usalama::screen_tip`].
    pub async fn grade_tip(
        &self,
        id: Uuid,
        reliability: SourceReliability,
        credibility: InfoCredibility,
    ) -> Result<Tip, UsalamaError> {
        self.on_tip(id, TipAct::Graded(Graded { reliability, credibility }), None).await
    }

    /// Says how far it is true, and why.
    ///
    /// # Errors
    /// As [`Usalama::screen_tip`]; `Refused` with `second_person` where another has to find it false, or has to open what one has
    /// confirmed oneself.
    pub async fn assess_tip(&self, id: Uuid, veracity: Veracity, reason: String) -> Result<Tip, UsalamaError> {
        self.on_tip(id, TipAct::Assessed(Assessed { veracity }), Some(reason)).await
    }

    /// Moves it to `actioned`, `merged` (into another), `shared_up` or `parked`.
    ///
    /// # Errors
    /// As [`Usalama::screen_tip`].
    #[uniffi::method(default(into = None, note = None))]
    pub async fn move_tip(
        &self,
        id: Uuid,
        to: TipState,
        into: Option<Uuid>,
        note: Option<String>,
    ) -> Result<Tip, UsalamaError> {
        self.on_tip(id, TipAct::Moved(Moved { to, into: into.map(SubjectId) }), note).await
    }

    /// Asks the source.
    ///
    /// # Errors
    /// As [`Usalama::screen_tip`].
    pub async fn ask_source(&self, id: Uuid, question: String) -> Result<Tip, UsalamaError> {
        self.on_tip(id, TipAct::Asked(Nothing {}), Some(question)).await
    }

    /// Answers about a tip that was shared under an account.
    ///
    /// # Errors
    /// As [`Usalama::screen_tip`]; `Refused` with `not_reporter`.
    pub async fn answer_about_tip(&self, id: Uuid, answer: String) -> Result<Tip, UsalamaError> {
        self.on_tip(id, TipAct::Answered(Nothing {}), Some(answer)).await
    }

    /// Closes it: the source is told one of four phrases.
    ///
    /// # Errors
    /// As [`Usalama::screen_tip`].
    pub async fn close_tip(&self, id: Uuid, feedback: TipFeedback) -> Result<Tip, UsalamaError> {
        self.on_tip(id, TipAct::Closed(TipClosed { feedback }), None).await
    }
}

impl Usalama {
    async fn on_tip(&self, id: Uuid, act: TipAct, words: Option<String>) -> Result<Tip, UsalamaError> {
        let words = text(words)?;
        self.disk(move |usalama| Ok(usalama.act_on_tip(SubjectId(id), act, words)?.into())).await
    }
}

fn core_tip(new: NewTip) -> Result<client::NewTip, UsalamaError> {
    let defaults = client::NewTip::new(new.topic, Description::new(&new.narrative)?);
    Ok(client::NewTip {
        subject_kind: new.subject_kind.unwrap_or(defaults.subject_kind),
        basis: new.basis.unwrap_or(defaults.basis),
        first_known: new.first_known,
        last_known: new.last_known,
        recurring: text(new.recurring)?,
        whereabouts: Whereabouts {
            position: exact(new.at)?,
            area: new.area.map(AreaId::new),
            place_text: text(new.place_text)?,
            indoor: None,
        },
        risk_to_source: new.risk_to_source.unwrap_or(defaults.risk_to_source),
        anonymity: new.anonymity.unwrap_or(defaults.anonymity),
        contact: new.contact.map(core_contact).transpose()?,
        lang: new.lang.unwrap_or(defaults.lang),
        forget_after_ack: new.forget_after_ack,
        topic: defaults.topic,
        narrative: defaults.narrative,
    })
}

fn said(words: Option<incident::Words>) -> Option<String> {
    let words = words?;
    words.comment.map(String::from).or(words.description.map(String::from))
}

impl From<client::AnonymousThread> for AnonymousThread {
    fn from(thread: client::AnonymousThread) -> Self {
        let (delivery, refusal) = match thread.state {
            AnonymousState::Waits => (Delivery::OnlyOnThisPhone, None),
            AnonymousState::Delivered => (Delivery::Delivered, None),
            AnonymousState::Refused(refusal) => (Delivery::Rejected, Some(refusal.into())),
        };
        Self {
            receipt: thread.receipt.digits().to_owned(),
            id: thread.id.0,
            what: thread.what,
            is_tip: thread.is_tip,
            delivery,
            refusal,
            not_before: thread.not_before,
        }
    }
}

impl From<client::ThreadView> for ReceiptThread {
    fn from(view: client::ThreadView) -> Self {
        let line = |line: client::ThreadLine| ThreadLine {
            at: line.at,
            from_source: line.from_source,
            text: said(line.words),
        };
        Self {
            receipt: view.receipt.digits().to_owned(),
            id: view.id.0,
            is_tip: view.is_tip,
            state: view.state,
            feedback: view.feedback,
            outcome: view.outcome,
            lines: view.lines.into_iter().map(line).collect(),
            expires: view.expires,
        }
    }
}

impl From<client::TipView> for Tip {
    fn from(view: client::TipView) -> Self {
        let tip = view.tip;
        let report = tip.report.as_ref();
        let (name, phone) = tip.identity.map_or((None, None), |identity| (identity.name, identity.phone));
        let (at, place_text) = view.place.map_or((None, None), |place| (place.position, place.place_text));
        let line =
            |line: client::TipLine| ThreadLine { at: line.at, from_source: line.from_source, text: said(line.words) };
        Self {
            id: view.id.0,
            state: tip.state.unwrap_or(TipState::Received),
            topic: report.map(|report| report.topic.clone()),
            subject_kind: report.map(|report| report.subject_kind.clone()),
            basis: report.map(|report| report.basis.clone()),
            first_known: report.and_then(|report| report.first_known),
            last_known: report.and_then(|report| report.last_known),
            recurring: report.and_then(|report| report.recurring.clone()).map(String::from),
            risk_to_source: report.map(|report| report.risk_to_source.clone()),
            anonymity: report.map(|report| report.anonymity.clone()),
            narrative: said(view.words),
            at: at.map(Position::from),
            place_text: place_text.map(String::from),
            ward: report.and_then(|report| report.ward).map(AreaId::as_uuid),
            name: name.map(String::from),
            phone,
            reliability: tip.grade.as_ref().map(|grade| grade.reliability.clone()),
            credibility: tip.grade.as_ref().map(|grade| grade.credibility.clone()),
            veracity: tip.veracity,
            merged_into: tip.merged_into.map(|id| id.0),
            messages: view.messages.into_iter().map(line).collect(),
            feedback: tip.feedback,
            mine: view.mine,
            delivery: view.delivery,
            changed_at: view.changed_at,
        }
    }
}
