//! An account is erased when its owner asks: number, sessions, who was behind which report, and what was reported. What the police
//! have open and what a legal hold keeps loses who reported it and stays; what somebody signed in a role stays a link of its chain.

use usalama_core::event::{Author, PartName, SubjectId};
use usalama_core::model::incident::CaseStatus;
use usalama_core::model::retention::Erases;
use usalama_core::policy::may_erase_account;
use usalama_core::sync::wire::{AccountErased, EraseAccount, erase_digest};

use super::redact::take;
use crate::enrolment::Denied;
use crate::enrolment::grants::current;
use crate::error::HubError;
use crate::hub::Hub;
use crate::intake::Batch;
use crate::ledger::subjects::{self, Subject};
use crate::ledger::{accounts, bump, events, rights};

/// Erases an account. Asked again, it has nothing left to do.
///
/// # Errors
/// [`Denied::Unauthorised`] where the signature does not hold; [`Denied::AuditBound`] for the police; [`Denied::Hub`].
pub fn erase_account(hub: &Hub, request: &EraseAccount) -> Result<AccountErased, Denied> {
    let actor = request.actor;
    let digest = erase_digest(actor, request.at);
    let (erased, heads) = hub.ledger.write::<_, Denied>(|write| {
        let account = accounts::find(write, actor)?.ok_or(Denied::Unauthorised)?;
        account.key.verify(digest.as_bytes(), &request.signature).map_err(|_| Denied::Unauthorised)?;
        let closed = rights::closed(write, actor)?;
        // Whoever has found a phone does not erase what is on the hub.
        if closed.lost {
            return Err(Denied::Unauthorised);
        }
        if closed.erased {
            return Ok((AccountErased::default(), std::collections::BTreeMap::new()));
        }
        let grants = current(write, actor)?;
        may_erase_account(grants.iter().map(|kept| &kept.grant)).map_err(|_| Denied::AuditBound)?;
        let mut batch = Batch::begin(hub, write)?;
        let mut done = AccountErased::default();
        for (subject, begun) in rights::subjects_of(write, actor)? {
            forget(&mut batch, actor, subject, begun, &mut done)?;
        }
        rights::end_account(write, actor, batch.now)?;
        bump(write, crate::ledger::ACCESS_VERSION)?;
        Ok((done, batch.finish()?))
    })?;
    hub.announce(heads);
    Ok(erased)
}

/// Forgets what an account has to do with a subject.
fn forget(
    batch: &mut Batch<'_>,
    actor: usalama_core::event::ActorId,
    id: SubjectId,
    begun: bool,
    done: &mut AccountErased,
) -> Result<(), HubError> {
    let Some(subject) = subjects::find(batch.write, id)? else { return Ok(()) };
    let held = rights::is_held(batch.write, id, batch.now)?;
    let stays = match &subject {
        Subject::Incident(record) => {
            let police = matches!(record.state.status, Some(CaseStatus::WithPolice | CaseStatus::HandoverOffered));
            held || police
        }
        Subject::Sos(record) => held || record.state.is_open(),
        Subject::Tip(_) | Subject::Referral(_) | Subject::Sheet(_) => held,
        // Work, warnings, proposals and notes are not the account's alone.
        Subject::Publication(_)
        | Subject::Duty(_)
        | Subject::Alert(_)
        | Subject::Custody(_)
        | Subject::Outreach(_)
        | Subject::Problem(_)
        | Subject::Proposal(_) => true,
    };
    let about_others = matches!(subject, Subject::Custody(_));
    if begun && !stays {
        take(batch, id, subject, &Erases::Everything)?;
        rights::note_erased(batch.write, id, rights::EVERYTHING, batch.now)?;
        done.erased += 1;
        return Ok(());
    }
    if about_others {
        return Ok(());
    }
    done.kept += 1;
    let mut own = vec![];
    for kept in events::of_subject(batch.write, id)? {
        let header = kept.event.header();
        if let Author::Pseudonym { key } = header.author
            && accounts::behind(batch.write, &key, id)? == Some(actor)
        {
            own.push(header.id);
        }
    }
    rights::drop_parts(batch.write, id, |event, _, name| {
        own.contains(&event) && (*name == PartName::Identity || !begun)
    })?;
    if let Subject::Incident(mut record) = subject
        && begun
    {
        record.state.identity = None;
        record.reporter = None;
        subjects::keep_incident(batch.write, &record)?;
    }
    Ok(())
}
