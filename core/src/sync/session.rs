//! Enrolling, and opening a session: who this phone is to the hub.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::directory::AREAS_ETAG;
use super::engine::{Engine, Link, Live, Run, SyncError, get};
use super::wire::{
    Challenge, ChallengeRequest, CodeRequest, CodeSent, Enrol, EnrolBy, Enrolled, Reference, Renew, Session,
    SessionRequest, keys_digest, paths, session_digest,
};
use crate::event::Role;
use crate::geo::AreaId;
use crate::keys::{KeyPurpose, Keyring, PublicKey};
use crate::model::grant::{Grant, GrantId, SignedGrant};
use crate::profile::{CENTRES, Enrolment, HeldGrant, Profile, REVOKED_ISSUERS, Standing, Topic};
use crate::store::StoreError;

/// Counts the sessions of the profile; see [`SessionRequest::epoch`].
const EPOCH: &str = "epoch";
/// The hub's word for a challenge that is not good any more, whoever answers it.
const CHALLENGE_OVER: &str = "challenge_over";
/// What the grants say under which everything was read so far.
const READ_UNDER: &str = "read_under";

impl Engine {
    /// Asks the hub to send a one-time code to a phone number, in E.164.
    ///
    /// # Errors
    /// [`SyncError`].
    pub async fn request_code(&self, phone: &str, deadline: Duration) -> Result<CodeSent, SyncError> {
        let mut run = Run::new(deadline);
        self.post(&mut run, paths::ENROL_CODE, None, &CodeRequest { phone: phone.to_owned() }).await
    }

    /// Enrols this actor, or adds a role by an invitation. May be repeated with the same proof where the reply was lost.
    ///
    /// # Errors
    /// [`SyncError`]; [`SyncError::Hub`] with status 403 where the code or the invitation is not good.
    pub async fn enrol(
        &self,
        by: EnrolBy,
        home: Option<AreaId>,
        minor: bool,
        deadline: Duration,
    ) -> Result<Vec<Grant>, SyncError> {
        let mut run = Run::new(deadline);
        let mut link = self.lock().await;
        let keyring = self.profile.keyring();
        let actor = self.profile.actor();
        let (account_key, role_keys) = public_keys(&keyring);
        let digest = keys_digest(actor, &account_key, &role_keys);
        let signature = keyring.key(KeyPurpose::Account).sign(digest.as_bytes());
        let request = Enrol { actor, account_key, role_keys, by, home, minor, signature };
        let enrolled: Enrolled = self.post(&mut run, paths::ENROL, None, &request).await?;
        self.keep_enrolled(&enrolled).await?;
        link.session = None;
        let grants = enrolled.grants.iter().map(|signed| signed.verify(&enrolled.hub_key));
        grants.collect::<Result<_, _>>().map_err(|_| SyncError::Protocol("a grant that the hub did not sign"))
    }

    async fn keep_enrolled(&self, enrolled: &Enrolled) -> Result<(), SyncError> {
        let pinned = self.profile.standing().enrolment.as_ref().map(|enrolment| enrolment.hub_key);
        if pinned.is_some_and(|pinned| pinned != enrolled.hub_key) {
            return Err(SyncError::Protocol("another hub than the one this profile enrolled at"));
        }
        let hub_time = enrolled.hub_time;
        self.disk(move |profile| profile.note_hub_time(hub_time)).await?;
        let grants = identified(&enrolled.grants, &enrolled.hub_key)?;
        let enrolment = Enrolment { hub_key: enrolled.hub_key, joined_at: enrolled.joined_at };
        self.disk(move |profile| {
            profile.change_standing(|write| {
                write.keep_grants(&grants, &[])?;
                Standing::enrol(write, Some(&enrolment))
            })
        })
        .await?;
        self.profile.tell(&[Topic::Session]);
        Ok(())
    }

    /// Opens a session where there is none, and takes what comes with it: the hub's clock, grants, areas.
    pub(super) async fn open_session(&self, link: &mut Link, run: &mut Run) -> Result<(), SyncError> {
        let now = self.profile.clock().device_time();
        if link.session.as_ref().is_some_and(|live| live.is_fresh(&now)) {
            return Ok(());
        }
        link.session = None;
        let enrolment = self.profile.standing().enrolment.clone().ok_or(SyncError::NotEnrolled)?;
        let session = match self.challenge(run, &self.profile.keyring()).await {
            Err(SyncError::Hub { status: 409, code }) if code == "identity_conflict" => self.renew(run).await?,
            Err(error) if is_denied(&error) => self.after_a_renewal(run).await?,
            other => other?,
        };
        if session.hub_key != enrolment.hub_key {
            return Err(SyncError::Protocol("another hub than the one this profile enrolled at"));
        }
        let hub_time = session.hub_time;
        self.disk(move |profile| profile.note_hub_time(hub_time)).await?;
        let grants = identified(&session.grants, &session.hub_key)?;
        let (revoked, issuers) = (session.revoked.clone(), session.revoked_issuers.clone());
        self.disk(move |profile| {
            profile.change_standing(|write| {
                write.keep_grants(&grants, &[&revoked[..], &issuers].concat())?;
                write.put(REVOKED_ISSUERS, &issuers)
            })
        })
        .await?;
        self.disk(read_anew_under_other_grants).await?;
        link.session = Some(Live::new(session, now));
        self.profile.tell(&[Topic::Session]);
        self.refresh_areas(run).await
    }

    /// Answers a challenge; another one, where the first was over before the answer arrived.
    async fn challenge(&self, run: &mut Run, keyring: &Keyring) -> Result<Session, SyncError> {
        match self.answer_a_challenge(run, keyring).await {
            Err(SyncError::Hub { code, .. }) if code == CHALLENGE_OVER => self.answer_a_challenge(run, keyring).await,
            other => other,
        }
    }

    async fn answer_a_challenge(&self, run: &mut Run, keyring: &Keyring) -> Result<Session, SyncError> {
        let actor = self.profile.actor();
        let challenge: Challenge = self.post(run, paths::CHALLENGE, None, &ChallengeRequest { actor }).await?;
        // Counted before it is used: no two sessions of this profile ever bear the same number.
        let epoch = self
            .disk(|profile| {
                profile.store().write(|write| {
                    let epoch = write.setting::<u64>(EPOCH)?.unwrap_or(0) + 1;
                    write.put(EPOCH, &epoch)?;
                    Ok(epoch)
                })
            })
            .await?;
        let key = keyring.key(KeyPurpose::Account);
        let signature = key.sign(session_digest(actor, &challenge.nonce, epoch).as_bytes());
        let (standing, now) = (self.profile.standing(), self.profile.now());
        let held = standing.grants.iter().filter(|held| !held.revoked && held.grant.expires > now);
        let grants = held.map(|held| held.grant.id).collect();
        let request = SessionRequest { nonce: challenge.nonce, epoch, signature, grants };
        self.post(run, paths::SESSION, None, &request).await
    }

    /// This profile was cloned, or restored from a backup: go on under the keys of the next generation, and share nothing
    /// with its other self. What is unsent is handed in as it was signed.
    async fn renew(&self, run: &mut Run) -> Result<Session, SyncError> {
        let (generation, next) = self.profile.next_keyring();
        let actor = self.profile.actor();
        let old = self.profile.keyring().key(KeyPurpose::Account);
        let (account_key, role_keys) = public_keys(&next);
        let digest = keys_digest(actor, &account_key, &role_keys);
        let request = Renew {
            actor,
            old_key: old.public(),
            account_key,
            role_keys,
            old_signature: old.sign(digest.as_bytes()),
            signature: next.key(KeyPurpose::Account).sign(digest.as_bytes()),
        };
        let enrolled: Enrolled = match self.post(run, paths::RENEW, None, &request).await {
            Err(error) if is_denied(&error) => return self.lost_identity().await,
            other => other?,
        };
        self.disk(move |profile| profile.enter_generation(generation)).await?;
        self.keep_enrolled(&enrolled).await?;
        self.challenge(run, &self.profile.keyring()).await
    }

    /// The hub does not know this key. It may have taken up a renewal whose answer was lost.
    async fn after_a_renewal(&self, run: &mut Run) -> Result<Session, SyncError> {
        let (generation, next) = self.profile.next_keyring();
        match self.challenge(run, &next).await {
            Ok(session) => {
                self.disk(move |profile| profile.enter_generation(generation)).await?;
                Ok(session)
            }
            Err(error) if is_denied(&error) => self.lost_identity().await,
            Err(other) => Err(other),
        }
    }

    /// Another phone goes on as this actor. What is unsent stays; the actor enrols again.
    async fn lost_identity(&self) -> Result<Session, SyncError> {
        self.disk(|profile| profile.change_standing(|write| Standing::enrol(write, None))).await?;
        self.profile.tell(&[Topic::Session]);
        Err(SyncError::NotEnrolled)
    }

    /// Asks for areas, organisations and centres, where they changed.
    ///
    /// # Errors
    /// [`SyncError`].
    pub async fn refresh_reference(&self, deadline: Duration) -> Result<(), SyncError> {
        self.refresh_areas(&mut Run::new(deadline)).await
    }

    pub(super) async fn refresh_areas(&self, run: &mut Run) -> Result<(), SyncError> {
        let etag: Option<String> = self.disk(|profile| profile.store().get(AREAS_ETAG)).await?;
        let response = self.ask(run, get(paths::AREAS, etag)).await?;
        if response.status == 304 {
            return Ok(());
        }
        let reference: Reference =
            serde_json::from_slice(&response.body).map_err(|_| SyncError::Protocol("areas of another shape"))?;
        crate::geo::AreaIndex::from_areas(reference.areas.iter().cloned())
            .map_err(|_| SyncError::Protocol("areas that contradict each other"))?;
        self.disk(move |profile| {
            profile.store().write(|write| {
                write.keep_reference(&reference.areas, &reference.organisations)?;
                if !reference.centres.is_empty() {
                    write.put(CENTRES, &reference.centres)?;
                }
                write.put(AREAS_ETAG, &response.etag)
            })?;
            profile.reload_directory()
        })
        .await?;
        self.profile.tell(&[Topic::Reference]);
        Ok(())
    }
}

/// Whether the hub says that it does not know these keys. Anything else, such as the word of a gateway in between, is no reason to
/// give an identity up.
fn is_denied(error: &SyncError) -> bool {
    matches!(error, SyncError::Hub { status: 401 | 403, code } if code == "unauthorised" || code == "forbidden")
}

/// Where the grants that are in force say something else than those under which everything was read so far, all of it is read anew:
/// the parts that go to one role, organisation or area are not those that go to another. A grant that is merely renewed says the same.
fn read_anew_under_other_grants(profile: &Profile) -> Result<(), StoreError> {
    let (standing, now) = (profile.standing(), profile.now());
    let in_force = standing.grants.iter().filter(|held| !held.revoked && held.grant.expires > now);
    let terms: BTreeSet<String> = in_force
        .map(|HeldGrant { grant: Grant { role, org, areas, capability, .. }, .. }| {
            serde_json::to_string(&(role, org, areas, capability)).map_err(|_| StoreError::Unreadable("grant"))
        })
        .collect::<Result<_, _>>()?;
    let before: Option<BTreeSet<String>> = profile.store().get(READ_UNDER)?;
    if before.as_ref() == Some(&terms) {
        return Ok(());
    }
    profile.store().write(|write| {
        let mut touched = BTreeSet::new();
        if before.is_some() {
            for bucket in write.cursors()?.into_keys() {
                touched.extend(write.give_up(&bucket)?);
            }
        }
        write.put(READ_UNDER, &terms)?;
        write.refold_all(&touched)
    })?;
    profile.tell(&Topic::OF_EVENTS);
    Ok(())
}

/// The public keys of a keyring: the account's, and one for each role that there is.
fn public_keys(keyring: &Keyring) -> (PublicKey, BTreeMap<Role, PublicKey>) {
    let account = keyring.key(KeyPurpose::Account).public();
    let roles = Role::ALL.iter().filter(|role| !matches!(role, Role::Hub | Role::Resident));
    (account, roles.map(|role| (role.clone(), keyring.key(KeyPurpose::Role(role.code())).public())).collect())
}

fn identified(grants: &[SignedGrant], hub: &PublicKey) -> Result<Vec<(GrantId, SignedGrant)>, SyncError> {
    let verified = grants.iter().map(|signed| Ok((signed.verify(hub)?.id, signed.clone())));
    verified
        .collect::<Result<_, crate::model::grant::GrantError>>()
        .map_err(|_| SyncError::Protocol("a grant that the hub did not sign"))
}
