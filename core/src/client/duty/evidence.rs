//! Evidence: what can be shown of a patrol afterwards, to whom, and what cannot (DOMAIN §7.4).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::client::device::Usalama;
use crate::client::error::Error;
use crate::event::{
    Anchors, Audit, Author, ChainHead, ChainId, Held, PartName, Role, SubjectId, VerifiedEvent, Witness, audit,
};
use crate::exchange::dossier::{self, Contents, Dossier};
use crate::exchange::{QrError, note};
use crate::keys::{KeyPurpose, PublicKey};
use crate::model::duty::{Asking, Assessment, Duty, DutyKind, Patrol, PatrolState, assess};
use crate::model::grant::{GrantValidity, SignedGrant};
use crate::model::incident::Stamp;
use crate::model::refusal::RefusalCode;
use crate::profile::Profile;
use crate::store::{Kept, Standing};

/// With what the record of a patrol that its guard ended ends.
const ENDS: &[&str] = &["patrol.completed", "patrol.aborted", "patrol.auto_closed", "patrol.explained"];

/// A patrol's file, checked: by this library alone, without a hub.
#[derive(Debug, Clone)]
pub struct PatrolFile {
    /// The patrol as it stands.
    pub patrol: Patrol,
    /// Visits with their verdicts, what the route asked for, exceptions.
    pub assessment: Assessment,
    /// What the audit of each chain shows; the guard's is the first.
    pub audits: Vec<Audit>,
    /// The file itself: who signed what, under which grant, and who witnessed it.
    pub dossier: Dossier,
}

/// What is left out of a patrol's file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FileFor {
    /// Nothing: for a court, or for the guard's own record.
    Evidence,
    /// The track and exact positions: for the client, who sees visits and exceptions alone (DOMAIN §7.5).
    Client,
}

/// The head of a chain, as one phone shows it to another.
#[derive(Debug, Serialize, Deserialize)]
struct Head {
    chain: ChainId,
    seq: u64,
    hash: crate::keys::Hash,
}

/// A head, signed by another phone, with the grant that says whose phone.
#[derive(Debug, Serialize, Deserialize)]
struct Seen {
    witness: Witness,
    grant: SignedGrant,
}

impl Usalama {
    /// The public key of the hub, pinned when this actor enrolled: what a patrol's file is checked with.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], [`Error::NotEnrolled`].
    pub fn hub_key(&self) -> Result<PublicKey, Error> {
        let profile = self.profile()?;
        let standing = profile.standing();
        standing.enrolment.as_ref().map(|enrolment| enrolment.hub_key).ok_or(Error::NotEnrolled)
    }

    /// Audits a patrol's record as it is on this phone: whether anything was put in, left out, changed, moved or re-timed since it
    /// was witnessed, and the first event that shows it; up to where it is anchored, and by whom; and what is not proven.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], [`Error::NotFound`], [`Error::Store`].
    pub fn verify_patrol(&self, id: SubjectId) -> Result<Audit, Error> {
        let profile = self.profile()?;
        let row = self.duty_row(&profile, id, DutyKind::Patrol)?;
        let Duty::Patrol(patrol) = &row.state else { return Err(Error::NotFound) };
        let kept = profile.store().events_of(id)?;
        let chain = guards_chain(patrol, &kept).ok_or(Error::NotFound)?;
        let mut links: Vec<&Kept> = kept.iter().filter(|kept| ChainId::of(kept.event.header()) == chain).collect();
        links.sort_by_key(|kept| kept.event.header().link.map(|link| link.seq));
        let held: Vec<Held<'_>> = links.iter().map(|kept| Held::from(&kept.event)).collect();
        let witnesses: Vec<_> =
            profile.store().witnesses_of(id)?.into_iter().filter_map(|witness| witness.verify().ok()).collect();
        Ok(audit(&chain, &held, &Anchors { witnesses: &witnesses, ends: ends_of(patrol) }))
    }

    /// The head of a patrol's record as text for a QR code, for another phone to sign at the change of shifts: from then on nobody
    /// can change what came before it unnoticed, even where the hub was never reached.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a patrol of which this phone holds nothing, [`Error::Store`].
    pub fn patrol_head_code(&self, id: SubjectId) -> Result<String, Error> {
        let profile = self.profile()?;
        let row = self.duty_row(&profile, id, DutyKind::Patrol)?;
        let Duty::Patrol(patrol) = &row.state else { return Err(Error::NotFound) };
        let kept = profile.store().events_of(id)?;
        let chain = guards_chain(patrol, &kept).ok_or(Error::NotFound)?;
        let ChainHead { seq, hash: Some(hash) } = crate::store::chain_head(&chain, &kept) else {
            return Err(Error::NotFound);
        };
        Ok(note::encode(note::HEAD, &Head { chain, seq, hash })?)
    }

    /// Signs the head of another guard's patrol that was scanned, and gives the text for the code to show back.
    ///
    /// # Errors
    /// [`Error::Qr`] for text that is no head; [`Error::Refused`]: `second_person` for one's own, `no_grant` without a grant in
    /// force as a guard or supervisor.
    pub fn witness_patrol(&self, code: &str) -> Result<String, Error> {
        let profile = self.profile()?;
        let Head { chain, seq, hash } = note::decode(note::HEAD, code)?;
        let now = profile.now();
        let standing = profile.standing();
        let mut held =
            standing.grants.iter().filter(|held| !held.revoked && held.grant.validity(now) == GrantValidity::InForce);
        let grant = held
            .find(|held| matches!(held.grant.role, Role::Guard | Role::FirmSupervisor))
            .ok_or_else(|| Error::Refused(RefusalCode::NoGrant.into()))?;
        let key = profile.keyring().key(KeyPurpose::Role(grant.grant.role.code()));
        let witness = Witness::sign(chain, &ChainHead { seq, hash: Some(hash) }, now, &key)
            .map_err(|_| Error::Refused(RefusalCode::SecondPerson.into()))?;
        Ok(note::encode(note::SEEN, &Seen { witness: witness.into_witness(), grant: grant.signed.clone() })?)
    }

    /// Keeps the signature that another phone gave for the head of a patrol.
    ///
    /// # Errors
    /// [`Error::Qr`] for text that is none, or of a head that this phone does not have; [`Error::Refused`]: `no_grant` where the hub
    /// does not vouch for the signer; [`Error::NotEnrolled`], [`Error::Store`]. Nothing is kept then.
    pub fn take_up_witness(&self, code: &str) -> Result<(), Error> {
        let profile = self.profile()?;
        let hub_key = profile.standing().enrolment.as_ref().ok_or(Error::NotEnrolled)?.hub_key;
        let Seen { witness, grant } = note::decode(note::SEEN, code)?;
        let granted = grant.verify(&hub_key).map_err(|_| Error::Refused(RefusalCode::NoGrant.into()))?;
        let in_force = granted.validity(witness.at) == GrantValidity::InForce;
        if granted.key != witness.by || !in_force || !matches!(granted.role, Role::Guard | Role::FirmSupervisor) {
            return Err(Error::Refused(RefusalCode::NoGrant.into()));
        }
        let witness = witness.verify().map_err(|_| QrError::NotOurs)?;
        let kept = profile.store().events_of(witness.chain.subject)?;
        let seen = kept.iter().any(|kept| {
            ChainId::of(kept.event.header()) == witness.chain
                && kept.event.header().link.is_some_and(|link| link.seq == witness.seq)
                && kept.event.hash() == witness.hash
        });
        if !seen {
            return Err(QrError::NotOurs.into());
        }
        profile.store().write(|write| {
            write.keep_grants(&[(granted.id, grant)], &[])?;
            write.keep_witness(&witness)
        })?;
        Ok(())
    }

    /// A patrol as a signed file that anybody can check with this library alone: its events with who signed them, the site as it was,
    /// the hub's receipts, the grants.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Dossier`] where this phone does not hold what it takes, such as the grants of all who signed;
    /// [`Error::Store`].
    pub fn export_patrol(&self, id: SubjectId, what: FileFor) -> Result<String, Error> {
        let profile = self.profile()?;
        let row = self.duty_row(&profile, id, DutyKind::Patrol)?;
        let kept = profile.store().events_of(id)?;
        let refused: Vec<_> =
            kept.iter().filter(|kept| kept.standing == Standing::Refused).map(|kept| kept.event.header().id).collect();
        let fit = |kept: Vec<Kept>| -> Vec<VerifiedEvent> {
            let events = kept.into_iter().map(|kept| kept.event);
            match what {
                FileFor::Evidence => events.collect(),
                FileFor::Client => events
                    .map(|event| {
                        event.keeping(|part| !matches!(*part, PartName::Track | PartName::Place | PartName::Sensitive))
                    })
                    .collect(),
            }
        };
        let events = fit(kept);
        let context =
            row.state.site().map(|site| profile.store().events_of(site)).transpose()?.map(fit).unwrap_or_default();
        let witnesses = profile.store().witnesses_of(id)?;
        let signers = events.iter().chain(&context).map(|event| event.header().author.key());
        let grants = grants_of(&profile, signers.chain(witnesses.iter().map(|witness| witness.by)).collect())?;
        let contents = Contents {
            subject: id,
            events: &events,
            refused: &refused,
            context: &context,
            grants: &grants,
            witnesses: &witnesses,
            at: profile.now(),
        };
        let maker = profile.keyring().key(KeyPurpose::Account);
        Ok(dossier::write(&contents, &maker)?)
    }
}

/// Checks a patrol's file. Needs neither a profile nor a hub, but the hub's public key: who reads a file must know it from elsewhere.
///
/// # Errors
/// [`Error::Dossier`] naming what is wrong, and the first event that shows it; [`Error::NotFound`] where it holds no patrol. Nothing
/// in it is to be believed then.
pub fn check_patrol_file(text: &str, hub_key: &PublicKey) -> Result<PatrolFile, Error> {
    let dossier = dossier::read(text, hub_key)?;
    let in_order = |events: &[VerifiedEvent], kind, id| {
        let fold = events.iter().filter(|event| !dossier.refused.contains(&event.header().id));
        let numbered = (1..).zip(fold.filter(|event| event.header().subject == id));
        // What the hub received when is not in the file: the device's clock stands in.
        Duty::fold(kind, id, numbered.map(|(seq, event)| (event, Stamp::Confirmed { seq, at: event.header().time.at })))
    };
    let Duty::Patrol(patrol) = in_order(&dossier.events, DutyKind::Patrol, dossier.subject) else {
        return Err(Error::NotFound);
    };
    if patrol.started.is_none() {
        return Err(Error::NotFound);
    }
    let site = patrol.site().map(|site| in_order(&dossier.context, DutyKind::Site, site));
    let site = match &site {
        Some(Duty::Site(site)) => Some(&**site),
        _ => None,
    };
    let now = patrol.ended_at.or_else(|| patrol.heard_until()).unwrap_or(dossier.at);
    let assessment = assess(&patrol, site, Asking { now, own_phone: true });
    let mut audits = dossier.audits.clone();
    if let Some(own) = audits.iter().position(|audit| is_by(&dossier, &audit.chain, patrol.guard)) {
        let chain = audits.remove(own).chain;
        audits.insert(0, dossier.audit(&chain, ends_of(&patrol)));
    }
    Ok(PatrolFile { patrol: *patrol, assessment, audits, dossier })
}

fn is_by(dossier: &Dossier, chain: &ChainId, guard: Option<crate::event::ActorId>) -> bool {
    chain.subject == dossier.subject
        && dossier.grants_of(chain.key).any(|grant| Some(grant.actor) == guard && grant.role == Role::Guard)
}

fn ends_of(patrol: &Patrol) -> &'static [&'static str] {
    let by_guard = patrol.ended_at.is_some() && !patrol.closed_by_hub;
    if by_guard && patrol.state != Some(PatrolState::Active) { ENDS } else { &[] }
}

/// The chain that the guard's acts form.
fn guards_chain(patrol: &Patrol, kept: &[Kept]) -> Option<ChainId> {
    let by_guard = |kept: &&Kept| {
        let header = kept.event.header();
        matches!(header.author, Author::Actor { id, .. } if Some(id) == patrol.guard) && header.role == Role::Guard
    };
    kept.iter().find(by_guard).map(|kept| ChainId::of(kept.event.header()))
}

/// The grants under which these keys act, as far as they are held.
fn grants_of(profile: &Profile, keys: BTreeSet<PublicKey>) -> Result<Vec<SignedGrant>, Error> {
    let hub_key = profile.standing().enrolment.as_ref().ok_or(Error::NotEnrolled)?.hub_key;
    let held = profile.store().grants()?;
    let theirs = |signed: &SignedGrant| signed.verify(&hub_key).is_ok_and(|grant| keys.contains(&grant.key));
    Ok(held.into_iter().map(|(signed, _)| signed).filter(theirs).collect())
}
