//! Enrolling and exchanging with the hub.

use std::sync::Arc;
use std::time::Duration;

use super::device::{Member, Usalama};
use super::error::Error;
use crate::clock::{SUSPECT_SKEW, Timestamp};
use crate::geo::AreaId;
use crate::model::grant::Grant;
use crate::profile::{Profile, Topic};
use crate::store::Parked;
use crate::sync::wire::{CodeSent, EnrolBy};
use crate::sync::{Engine, SyncError, SyncReport};
use crate::text::is_e164;

/// How long a loop that stays connected waits for news before it asks by itself.
const LISTEN: Duration = Duration::from_secs(5 * 60);
/// How long one run of such a loop may take.
const RUN: Duration = Duration::from_secs(60);

/// How long an SOS that could not be sent waits at most for its next attempt.
const URGENT: Duration = Duration::from_secs(3);

/// What a sync did, and why it ended early if it did. Whatever was settled stays settled.
#[derive(Debug)]
pub struct SyncOutcome {
    /// What was done, for all profiles together.
    pub report: SyncReport,
    /// The first thing that went wrong.
    pub error: Option<SyncError>,
}

impl SyncOutcome {
    /// Whether everything was exchanged.
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        self.error.is_none()
    }
}

/// Where the exchange with the hub stands, for the one who is signed in.
#[derive(Debug, Clone)]
pub struct SyncStatus {
    /// Whether the hub knows this actor.
    pub enrolled: bool,
    /// Acts that are still to be sent.
    pub unsent: u64,
    /// Acts that the hub refused, with its reasons, oldest first.
    pub parked: Vec<Parked>,
    /// This phone's clock is known to be wrong by more than five minutes.
    pub clock_suspect: bool,
    /// Letters that wait to go by the anonymous road.
    pub anonymous_waiting: u64,
    /// When the next of them may go, by this phone's clock.
    pub anonymous_not_before: Option<Timestamp>,
}

impl Usalama {
    /// Asks the hub to send a one-time code to a phone number (E.164, such as `+254712345678`).
    ///
    /// # Errors
    /// [`Error::Invalid`] for a number that is none; [`Error::Sync`] without a connection.
    pub async fn request_code(&self, phone: &str, deadline: Duration) -> Result<CodeSent, Error> {
        if !is_e164(phone) {
            return Err(Error::Invalid("the phone number must be E.164, such as +254712345678"));
        }
        let engine = self.member()?.engine.ok_or(Error::NoHub)?;
        Ok(engine.request_code(phone, deadline).await?)
    }

    /// Enrols whoever is signed in, by the code that was sent or by an invitation; an invitation also adds a role to an account
    /// that exists. `home` is a resident's ward. May be repeated with the same proof where the answer was lost.
    ///
    /// # Errors
    /// [`Error::Sync`]: without a connection, or with the hub's word (403) where the code or invitation is not good.
    pub async fn enrol(&self, by: EnrolBy, home: Option<AreaId>, deadline: Duration) -> Result<Vec<Grant>, Error> {
        let engine = self.member()?.engine.ok_or(Error::NoHub)?;
        Ok(engine.enrol(by, home, false, deadline).await?)
    }

    /// As [`Usalama::enrol`], for somebody under eighteen whose guardian agrees (Data Protection Act 2019, s. 33). Copies of crimes
    /// for neighbours are withheld from such an account (DOMAIN §13.10), and it is given no other role.
    ///
    /// # Errors
    /// As [`Usalama::enrol`]; [`Error::Invalid`] without a guardian's consent.
    pub async fn enrol_minor(
        &self,
        by: EnrolBy,
        home: Option<AreaId>,
        guardian_consents: bool,
        deadline: Duration,
    ) -> Result<Vec<Grant>, Error> {
        if !guardian_consents {
            return Err(Error::Invalid("under eighteen a guardian agrees first"));
        }
        let engine = self.member()?.engine.ok_or(Error::NoHub)?;
        Ok(engine.enrol(by, home, true, deadline).await?)
    }

    /// Exchanges everything with the hub, for whoever is signed in first, then for the other open profiles, within `deadline`.
    /// For WorkManager and BGTask: it resumes where it stopped, and may be called at any time, from anywhere.
    ///
    /// # Errors
    /// [`Error::NoHub`] where none is set. Anything that goes wrong on the way is in the outcome.
    pub async fn sync(&self, deadline: Duration) -> Result<SyncOutcome, Error> {
        let until = tokio::time::Instant::now() + deadline;
        self.sos_tick();
        self.sweep_daily();
        let signed_in = self.signed_in();
        let mut members: Vec<Member> = self.members().into_values().collect();
        members.sort_by_key(|member| Some(member.profile.actor()) != signed_in);
        let mut outcome = SyncOutcome { report: SyncReport::default(), error: None };
        for member in members {
            let engine = member.engine.ok_or(Error::NoHub)?;
            let is_signed_in = Some(member.profile.actor()) == signed_in;
            let left = until.saturating_duration_since(tokio::time::Instant::now());
            // By a road of its own: it needs no account, and what becomes of it stops nothing here.
            if let Err(error) = engine.send_a_letter(left).await {
                outcome.error.get_or_insert(error);
            }
            // Others have nothing to read here, only to send.
            let asked = || member.profile.store().directory_changes(true);
            if !is_signed_in && member.profile.store().queue_counts()?.unsent == 0 && asked()?.is_empty() {
                continue;
            }
            let left = until.saturating_duration_since(tokio::time::Instant::now());
            let (report, result) = engine.sync_once(left).await;
            outcome.report = outcome.report.plus(report);
            let harmless = |error: &SyncError| !is_signed_in && matches!(error, SyncError::NotEnrolled);
            outcome.error = outcome.error.or(result.err().filter(|error| !harmless(error)));
        }
        self.send_erasures(until.saturating_duration_since(tokio::time::Instant::now())).await?;
        Ok(outcome)
    }

    /// Stays in step with the hub for as long as the future is polled: exchanges, waits for news or for the next attempt, and so
    /// on. For an app in the foreground; drop it to stop.
    ///
    /// # Errors
    /// [`Error::NoHub`]; [`Error::NotEnrolled`]; [`Error::Sync`] once the sync is paused.
    pub async fn stay_in_step(&self) -> Result<(), Error> {
        let written = Arc::new(tokio::sync::Notify::new());
        let told = written.clone();
        let _subscription = self.observe(&[Topic::Outbox], Arc::new(move |_: &[Topic]| told.notify_one()));
        loop {
            match self.sync(RUN).await?.error {
                Some(SyncError::NotEnrolled) => return Err(Error::NotEnrolled),
                Some(SyncError::Paused) => return Err(Error::Sync(SyncError::Paused)),
                _ => {}
            }
            let member = self.member()?;
            let engine = member.engine.ok_or(Error::NoHub)?;
            // An SOS that is raised here, or has been armed for long enough, waits for neither news nor the next attempt.
            let armed = self.sos_tick();
            let urgent = member.profile.store().has_urgent()?;
            tokio::select! {
                () = self.sos_news.notified() => {}
                () = tokio::time::sleep(armed.unwrap_or(Duration::MAX)), if armed.is_some() => {}
                () = wait(&engine, urgent) => {}
                result = something_to_send(&member.profile, &engine, &written) => result?,
            }
        }
    }

    /// Where the exchange stands.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], [`Error::Store`].
    pub fn sync_status(&self) -> Result<SyncStatus, Error> {
        let profile = self.profile()?;
        let (anonymous_waiting, anonymous_not_before) = profile.store().letters_waiting()?;
        Ok(SyncStatus {
            anonymous_waiting,
            anonymous_not_before,
            enrolled: profile.standing().enrolment.is_some(),
            unsent: profile.shown_counts()?.unsent,
            parked: profile.shown_parked()?,
            clock_suspect: profile.skew().is_some_and(|skew| skew > SUSPECT_SKEW),
        })
    }

    /// Finishes the step that is under way, refuses new runs, and leaves every file so that the app can be suspended (iOS kills
    /// an app that is suspended while it holds a lock).
    ///
    /// # Errors
    /// [`Error::Store`] where the disk does not play along.
    pub async fn pause(&self) -> Result<(), Error> {
        for member in self.members().into_values().chain(self.care_members()) {
            match member.engine {
                Some(engine) => engine.pause().await?,
                None => member.profile.store().checkpoint()?,
            }
        }
        Ok(())
    }

    /// Allows runs again after [`Usalama::pause`].
    pub fn resume(&self) {
        for engine in self.members().into_values().chain(self.care_members()).filter_map(|member| member.engine) {
            engine.resume();
        }
    }
}

/// Done once something is due that was written while the loop waits. What failed waits for its next attempt.
async fn something_to_send(profile: &Profile, engine: &Engine, written: &tokio::sync::Notify) -> Result<(), Error> {
    loop {
        written.notified().await;
        let is_free = engine.next_wait().await.is_zero();
        let due = profile.store().queue_counts()?.next_attempt.is_some_and(|at| at <= profile.clock().now());
        if due && is_free {
            return Ok(());
        }
    }
}

/// Waits for news, or for the next attempt.
async fn wait(engine: &Engine, urgent: bool) {
    let wait = engine.next_wait().await;
    if wait.is_zero() {
        // News, or none, or no connection: the next run finds out.
        let listen = if urgent { URGENT } else { LISTEN };
        if engine.wait_for_news(listen).await.is_err() {
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    } else {
        tokio::time::sleep(if urgent { wait.min(URGENT) } else { wait }).await;
    }
}
