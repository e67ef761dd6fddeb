//! Enrolling and exchanging with the hub. What is under way is cancelled when the caller's task is, where the language tells
//! (Kotlin), and by [`Usalama::cancel`] everywhere.

use std::time::{Duration, SystemTime};

use usalama_core::client;
use usalama_core::clock::Timestamp;
use usalama_core::geo::AreaId;
use usalama_core::sync::wire::EnrolBy;
use uuid::Uuid;

use crate::client::{Grant, Usalama};
use crate::error::{Refused, UsalamaError};
use crate::runtime::{on_disk, within};

/// A one-time code that the hub sent.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct CodeSent {
    /// To be named with the code.
    pub enrolment: Uuid,
    /// Until when the code is good.
    pub good_until: Timestamp,
}

/// What a sync did, and why it ended early if it did. Whatever was settled stays settled.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct SyncReport {
    /// Whether everything was exchanged.
    pub complete: bool,
    /// What went wrong first, where it is not complete.
    pub problem: Option<SyncProblem>,
    /// Acts that the hub took up.
    pub accepted: u64,
    /// Acts that the hub had already.
    pub duplicates: u64,
    /// Acts that the hub refused.
    pub refused: u64,
    /// Acts that wait for another of the same subject.
    pub deferred: u64,
    /// Acts of others that came.
    pub received: u64,
    /// Bytes sent.
    pub bytes_out: u64,
    /// Bytes received.
    pub bytes_in: u64,
}

/// Why a sync ended early.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct SyncProblem {
    /// As an error of that code.
    pub code: crate::error::ErrorCode,
    /// For developers.
    pub reason: String,
    /// Whether it may work later without anybody doing anything.
    pub retryable: bool,
}

/// Where the exchange with the hub stands, for the one who is signed in.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct SyncStatus {
    /// Whether the hub knows this actor.
    pub enrolled: bool,
    /// Acts that are still to be sent.
    pub unsent: u64,
    /// Acts that the hub refused, oldest first.
    pub parked: Vec<Parked>,
    /// This phone's clock is known to be wrong by more than five minutes.
    pub clock_suspect: bool,
    /// Letters that wait to go by the anonymous road.
    pub anonymous_waiting: u64,
    /// When the next of them may go, by this phone's clock.
    pub anonymous_not_before: Option<Timestamp>,
}

/// An act that the hub refused.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Parked {
    /// The event.
    pub event: Uuid,
    /// What it was about.
    pub subject: Uuid,
    /// What was done, such as `incident.triaged`.
    pub kind: String,
    /// Why it was refused.
    pub refusal: Refused,
}

#[uniffi::export]
impl Usalama {
    /// Asks the hub to send a one-time code to a phone number (E.164, such as `+254712345678`).
    ///
    /// # Errors
    /// `Invalid` for a number that is none; `Offline`, `TryLater`, `NoHub`, `Cancelled`.
    pub async fn request_code(&self, phone: String, deadline: Duration) -> Result<CodeSent, UsalamaError> {
        let usalama = self.core()?;
        self.running
            .run(async move {
                let sent = usalama.request_code(&phone, within(deadline)).await?;
                let good_until = Timestamp::from(SystemTime::now()).plus(Duration::from_secs(sent.expires_in_s));
                Ok(CodeSent { enrolment: sent.enrolment, good_until })
            })
            .await
    }

    /// Enrols whoever is signed in as a resident of a ward, by the code that was sent. May be repeated with the same code where
    /// the answer was lost.
    ///
    /// # Errors
    /// `Hub` where the code is not good; `Offline`, `TryLater`, `NoHub`, `Cancelled`.
    pub async fn enrol_with_code(
        &self,
        enrolment: Uuid,
        code: String,
        home: Option<Uuid>,
        deadline: Duration,
    ) -> Result<Vec<Grant>, UsalamaError> {
        self.enrol(EnrolBy::Code { enrolment, code }, home, deadline).await
    }

    /// As `enrolWithCode`, for somebody under eighteen whose guardian agrees. Copies of crimes for neighbours are withheld from such
    /// an account.
    ///
    /// # Errors
    /// As `enrolWithCode`; `Invalid` without a guardian's consent.
    pub async fn enrol_minor_with_code(
        &self,
        enrolment: Uuid,
        code: String,
        home: Option<Uuid>,
        guardian_consents: bool,
        deadline: Duration,
    ) -> Result<Vec<Grant>, UsalamaError> {
        let (usalama, by) = (self.core()?, EnrolBy::Code { enrolment, code });
        self.running
            .run(async move {
                let home = home.map(AreaId::new);
                let grants = usalama.enrol_minor(by, home, guardian_consents, within(deadline)).await?;
                Ok(grants.into_iter().map(Grant::from).collect())
            })
            .await
    }

    /// Enrols whoever is signed in by an invitation; it also adds a role to an account that exists.
    ///
    /// # Errors
    /// `Hub` where the invitation is not good; `Offline`, `TryLater`, `NoHub`, `Cancelled`.
    pub async fn enrol_with_invitation(
        &self,
        invitation: String,
        home: Option<Uuid>,
        deadline: Duration,
    ) -> Result<Vec<Grant>, UsalamaError> {
        self.enrol(EnrolBy::Invitation { invitation }, home, deadline).await
    }

    /// Exchanges everything with the hub within `deadline`, for whoever is signed in first, then for the other open profiles. For
    /// WorkManager and BGTask: it resumes where it stopped, and may be called at any time, from anywhere.
    ///
    /// # Errors
    /// `NoHub`, `Storage`, `Cancelled`. Anything else that goes wrong on the way is the report's `problem`.
    pub async fn sync(&self, deadline: Duration) -> Result<SyncReport, UsalamaError> {
        let usalama = self.core()?;
        self.running.run(async move { Ok(usalama.sync(within(deadline)).await?.into()) }).await
    }

    /// Stays in step with the hub until it is cancelled: exchanges, waits for news or for the next attempt, and so on. For an app
    /// in the foreground.
    ///
    /// # Errors
    /// `Cancelled`, `Paused`, `NoHub`, `NotEnrolled`, `NotSignedIn`, `Storage`.
    pub async fn stay_in_step(&self) -> Result<(), UsalamaError> {
        let usalama = self.core()?;
        self.running.run(async move { Ok(usalama.stay_in_step().await?) }).await
    }

    /// Cancels every call over the network that is under way: each fails with `Cancelled`. Nothing is lost.
    pub fn cancel(&self) {
        self.running.cancel();
    }

    /// Where the exchange stands.
    ///
    /// # Errors
    /// `NotSignedIn`, `Storage`.
    pub async fn sync_status(&self) -> Result<SyncStatus, UsalamaError> {
        self.disk(|usalama| Ok(usalama.sync_status()?.into())).await
    }

    /// Finishes the step that is under way, refuses new runs, and leaves every file so that the app can be suspended.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn pause(&self) -> Result<(), UsalamaError> {
        let usalama = self.core()?;
        // Not one of the calls that `cancel` ends: an app that is about to be suspended does both.
        let runtime = crate::runtime::runtime()?.handle().clone();
        on_disk(move || Ok(runtime.block_on(usalama.pause())?)).await
    }

    /// Allows runs again after `pause`.
    ///
    /// # Errors
    /// `Closed`.
    pub fn resume(&self) -> Result<(), UsalamaError> {
        self.core()?.resume();
        Ok(())
    }
}

impl Usalama {
    async fn enrol(&self, by: EnrolBy, home: Option<Uuid>, deadline: Duration) -> Result<Vec<Grant>, UsalamaError> {
        let usalama = self.core()?;
        self.running
            .run(async move {
                let grants = usalama.enrol(by, home.map(AreaId::new), within(deadline)).await?;
                Ok(grants.into_iter().map(Grant::from).collect())
            })
            .await
    }
}

impl From<client::SyncOutcome> for SyncReport {
    fn from(outcome: client::SyncOutcome) -> Self {
        let problem = outcome.error.map(|error| {
            let UsalamaError::Failed { code, reason, retryable, .. } = client::Error::from(error).into();
            SyncProblem { code, reason, retryable }
        });
        let report = outcome.report;
        Self {
            complete: problem.is_none(),
            problem,
            accepted: report.accepted,
            duplicates: report.duplicates,
            refused: report.refused,
            deferred: report.deferred,
            received: report.received,
            bytes_out: report.bytes_out,
            bytes_in: report.bytes_in,
        }
    }
}

impl From<client::SyncStatus> for SyncStatus {
    fn from(status: client::SyncStatus) -> Self {
        let parked = |parked: usalama_core::store::Parked| Parked {
            event: parked.event.0,
            subject: parked.subject.0,
            kind: parked.kind,
            refusal: parked.refusal.into(),
        };
        Self {
            enrolled: status.enrolled,
            unsent: status.unsent,
            parked: status.parked.into_iter().map(parked).collect(),
            clock_suspect: status.clock_suspect,
            anonymous_waiting: status.anonymous_waiting,
            anonymous_not_before: status.anonymous_not_before,
        }
    }
}
