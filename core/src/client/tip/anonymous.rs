//! What is sent without a name, and the threads that receipts open.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::client::acts::Judged;
use crate::client::device::Usalama;
use crate::client::error::Error;
use crate::client::report::{advice, check, essentials_of, parts_of};
use crate::client::terms::terms_at;
use crate::clock::Timestamp;
use crate::event::{PartName, Parts, Role, SubjectId};
use crate::model::incident::{Act, Anonymity, Entry, Incident, NewIncident, Nothing, Occurred, Place, Words};
use crate::model::receipt::{ReceiptNumber, ReceiptNumberError};
use crate::model::tip::TipFeedback;
use crate::policy::{Scene, Standing, may};
use crate::profile::{Profile, Topic};
use crate::store::{AnonymousState, KeptThread};
use crate::sync::anonymous::{AnonymousDraft, ThreadState, random_delay};
use crate::text::{Comment, Label};

/// How exactly an anonymous report says when something happened, where its reporter says no more than "now".
const FIVE_MINUTES: Duration = Duration::from_secs(5 * 60);

/// What a thread is about, as the phone notes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct About {
    pub(crate) id: SubjectId,
    /// The topic or the category, by its code.
    pub(crate) what: String,
    pub(crate) is_tip: bool,
}

/// A report without a name that was taken down.
#[derive(Debug, Clone, PartialEq)]
pub struct AnonymousReport {
    /// Identity.
    pub id: SubjectId,
    /// The receipt: to be shown, to be written down.
    pub receipt: ReceiptNumber,
    /// What the reporter should be told at once.
    pub advice: Vec<Label>,
}

/// What was sent without a name from this phone and is not forgotten here.
#[derive(Debug, Clone, PartialEq)]
pub struct AnonymousThread {
    /// The receipt.
    pub receipt: ReceiptNumber,
    /// What it is about.
    pub id: SubjectId,
    /// The topic of a tip, or the category of an incident, by its code.
    pub what: String,
    /// It is a tip, else an incident.
    pub is_tip: bool,
    /// How far it has come.
    pub state: AnonymousState,
    /// Before which time it does not go, by this phone's clock; nothing where nothing waits.
    pub not_before: Option<Timestamp>,
}

/// A line of a thread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThreadLine {
    /// When the hub received it.
    pub at: Timestamp,
    /// By whoever has the receipt, else by a handler.
    pub from_source: bool,
    /// What.
    pub words: Option<Words>,
}

/// A thread, opened by its receipt.
#[derive(Debug, Clone, PartialEq)]
pub struct ThreadView {
    /// The receipt.
    pub receipt: ReceiptNumber,
    /// What it is about.
    pub id: SubjectId,
    /// It is a tip, else an incident.
    pub is_tip: bool,
    /// Where it stands: of a tip `received` or `closed`, of an incident the status of the case.
    pub state: String,
    /// What the source is told of a tip that is closed: one of four phrases.
    pub feedback: Option<TipFeedback>,
    /// What came of an incident, by its code.
    pub outcome: Option<String>,
    /// What was said, oldest first.
    pub lines: Vec<ThreadLine>,
    /// Until when the receipt opens it, unless it is read again before.
    pub expires: Timestamp,
    pub(crate) raw: ThreadState,
}

impl Usalama {
    /// Reports an incident without a name. When this returns, it is on this phone for good, and goes by a road of its own, within
    /// fifteen minutes by chance once there is a connection. The hub can read it, as it has to be routed, and so can those whom a
    /// report of its kind is for; none of them learns who wrote it.
    ///
    /// *Confidential unless sent over an anonymising network.*
    ///
    /// # Errors
    /// [`Error::Refused`] where policy says no; [`Error::Invalid`] for a language or contact that is none, and for links, numbers of
    /// other systems and consents, which could tell who it is; [`Error::Store`]. Nothing is written then.
    pub fn report_anonymously(&self, new: NewIncident, forget_after_ack: bool) -> Result<AnonymousReport, Error> {
        let profile = self.profile()?;
        let occurred = new.occurred.clone().unwrap_or_else(|| Occurred::now(profile.now().floor_to(FIVE_MINUTES)));
        let new = NewIncident { anonymity: Anonymity::Anonymous, occurred: Some(occurred), ..new };
        check(&new)?;
        if !(new.links.is_empty() && new.external_refs.is_empty() && new.consents.is_empty()) {
            return Err(Error::Invalid("an anonymous report has no links, references or consents"));
        }
        let id = SubjectId::random();
        let (report, audience, area) = essentials_of(&profile, self.clock.now(), &new)?;
        let advice = advice(&report);
        let what = report.category.code().to_owned();
        let entry = parts_of(&new, report, None);
        let nothing = Incident::unknown(id);
        let (role, mine) = (Role::Resident, true);
        let judged = Judged { incident: &nothing, mine, entry: &entry, role: &role, area, audience: &audience };
        may_without_account(&profile, &judged)?;
        let about = About { id, what, is_tip: false };
        let draft = incident_draft(&judged, entry.parts())?;
        let receipt = self.post(&profile, &about, &draft, forget_after_ack)?;
        Ok(AnonymousReport { id, receipt, advice })
    }

    /// What was sent without a name from this phone and is not forgotten here, by hand or because nobody came back to it for 90 days. Nobody is asked: each receipt is opened only when
    /// somebody wants to see it, so that the hub cannot tell that two of them belong together.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], [`Error::Store`].
    pub fn anonymous_threads(&self) -> Result<Vec<AnonymousThread>, Error> {
        let kept: Vec<KeptThread<About, ThreadState>> = self.profile()?.store().threads()?;
        let shown = |kept: KeptThread<About, ThreadState>| {
            Ok(AnonymousThread {
                receipt: ReceiptNumber::parse(&kept.receipt)?,
                id: kept.about.id,
                what: kept.about.what,
                is_tip: kept.about.is_tip,
                state: kept.state,
                not_before: kept.send_at,
            })
        };
        kept.into_iter().map(shown).collect()
    }

    /// Opens a thread by its receipt, on whichever phone. Nothing where there is none, or none any more: which of the two, nobody is
    /// told. Reading it keeps it open for 90 days from then.
    ///
    /// # Errors
    /// [`Error::Invalid`] for digits that are no receipt; [`Error::Sync`] without a connection; [`Error::Store`].
    pub async fn open_receipt(&self, receipt: &str, deadline: Duration) -> Result<Option<ThreadView>, Error> {
        let receipt = ReceiptNumber::parse(receipt)?;
        let member = self.member()?;
        let engine = member.engine.ok_or(Error::NoHub)?;
        let Some((raw, key)) = engine.read_thread(receipt.clone(), deadline).await? else { return Ok(None) };
        // Where it is kept on this phone, it is kept for 90 days from now on.
        member.profile.store().write(|write| write.thread_opened(receipt.digits(), member.profile.now()))?;
        let line = |message: &crate::sync::anonymous::ThreadMessage| ThreadLine {
            at: message.at,
            from_source: message.from_source,
            words: message.words.read(&PartName::Text, raw.subject, [&key]),
        };
        Ok(Some(ThreadView {
            receipt,
            id: raw.subject,
            is_tip: raw.tip,
            state: raw.state.clone(),
            feedback: raw.feedback.clone(),
            outcome: raw.outcome.clone(),
            lines: raw.messages.iter().map(line).collect(),
            expires: raw.expires,
            raw,
        }))
    }

    /// Answers in a thread that was opened, or adds something. When this returns, it is on this phone for good, and goes as the report
    /// went. Where this phone does not keep the thread, nothing of the answer stays once the hub has it.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub fn answer_thread(&self, thread: &ThreadView, answer: Comment) -> Result<(), Error> {
        let profile = self.profile()?;
        let ThreadState { subject, area, ref audience, ref sealed_to, .. } = thread.raw;
        let draft = if thread.is_tip {
            let words = Words { comment: Some(answer), ..Words::default() };
            let (audience, sealed_to) = (audience.clone(), sealed_to.clone());
            AnonymousDraft::TipAnswer { subject, area, audience, sealed_to, words }
        } else {
            let entry = Entry::with_comment(Act::InfoGiven(Nothing {}), answer);
            let incident = Incident::unknown(subject);
            let role = Role::Resident;
            let judged = Judged { incident: &incident, mine: true, entry: &entry, role: &role, area, audience };
            incident_draft(&judged, entry.parts())?
        };
        let about = About { id: subject, what: String::new(), is_tip: thread.is_tip };
        let send_at = self.clock.now().plus(random_delay());
        profile.store().write_over(|write| {
            let digits = thread.receipt.digits();
            write.begin_thread(digits, &about, true)?;
            write.keep_letter(digits, &draft, send_at)
        })?;
        profile.tell(&[Topic::Tips, Topic::Outbox]);
        Ok(())
    }

    /// Opens a thread and answers in it; see [`Usalama::open_receipt`] and [`Usalama::answer_thread`].
    ///
    /// # Errors
    /// Those of both; [`Error::NotFound`] where there is no such thread, or none any more.
    pub async fn answer_receipt(&self, receipt: &str, answer: Comment, deadline: Duration) -> Result<(), Error> {
        let thread = self.open_receipt(receipt, deadline).await?.ok_or(Error::NotFound)?;
        self.answer_thread(&thread, answer)
    }

    /// Forgets a thread on this phone, with what of it still waits to be sent. What remains is what was written down.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Store`].
    pub fn forget_receipt(&self, receipt: &ReceiptNumber) -> Result<(), Error> {
        let profile = self.profile()?;
        let forgotten = profile.store().wipe(|write| write.forget_thread(receipt.digits()))?;
        profile.tell(&[Topic::Tips]);
        if forgotten { Ok(()) } else { Err(Error::NotFound) }
    }

    /// Keeps a letter until its time comes, under a receipt that is made now.
    pub(super) fn post(
        &self,
        profile: &Profile,
        about: &About,
        draft: &AnonymousDraft,
        forget: bool,
    ) -> Result<ReceiptNumber, Error> {
        let receipt = ReceiptNumber::random()?;
        let send_at = self.clock.now().plus(random_delay());
        profile.store().write_over(|write| {
            write.begin_thread(receipt.digits(), about, forget)?;
            write.keep_letter(receipt.digits(), draft, send_at)
        })?;
        profile.tell(&[Topic::Tips, Topic::Outbox]);
        Ok(receipt)
    }
}

/// Asks policy as the hub will: about somebody who has no account.
fn may_without_account(profile: &Profile, judged: &Judged<'_>) -> Result<(), Error> {
    let position = judged.entry.place.as_ref().and_then(|place: &Place| place.position.as_ref());
    let placement = profile.directory().placement(position.map(|position| position.at), judged.area);
    let ward = judged.area.or_else(|| position.and_then(|position| profile.directory().ward(position.at)));
    let terms = terms_at(profile, ward)?;
    let scene = Scene {
        incident: judged.incident,
        placement: placement.as_ref(),
        now: profile.now(),
        audience: judged.audience,
        on_arrival: false,
        reports_last_hour: 0,
        terms: &terms,
        corroborated_before: false,
        assignee_orgs: None,
        other: None,
    };
    let who =
        Standing { role: judged.role, actor: None, grant: None, revoked: false, joined_at: None, is_reporter: true };
    match may(judged.entry, &who, &scene) {
        crate::policy::Decision::Refuse(refusal) => Err(Error::Refused(refusal)),
        _ => Ok(()),
    }
}

fn incident_draft(judged: &Judged<'_>, parts: Result<Parts, crate::event::PartError>) -> Result<AnonymousDraft, Error> {
    let parts = parts.map_err(|error| Error::Event(error.into()))?;
    Ok(AnonymousDraft::Incident {
        subject: judged.incident.id,
        kind: judged.entry.act.kind().to_owned(),
        area: judged.area,
        audience: judged.audience.clone(),
        parts: parts.into_iter().map(|(name, part)| (name, part.body)).collect(),
    })
}

impl From<ReceiptNumberError> for Error {
    fn from(error: ReceiptNumberError) -> Self {
        Self::Invalid(match error {
            ReceiptNumberError::Length => "a receipt has sixteen digits",
            ReceiptNumberError::Digit => "a digit of the receipt is wrong",
            ReceiptNumberError::System => "the system has no random bytes, or not enough memory",
        })
    }
}
