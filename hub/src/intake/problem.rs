//! Problems: taken in, the reports behind them counted, and moved on by the proposals for them.

use std::collections::{BTreeMap, BTreeSet};

use usalama_core::event::{Audience, PartName, SubjectId};
use usalama_core::model::Model as _;
use usalama_core::model::incident::Incident;
use usalama_core::model::refusal::RefusalCode;
use usalama_core::model::solution::{Evidence, Problem, ProblemAct, ProblemEntry, SCHEMA_VERSION, SolutionFound};
use usalama_core::policy::{ProblemScene, SMALL_CELL, may_on_problem, shown_count, solution_placement};
use usalama_core::sync::wire::PushResult;

use super::batch::{Batch, HubWords};
use super::decide::Way;
use super::effects::may_be_shown;
use super::judge::with_best_grant;
use crate::error::HubError;
use crate::ledger::events;
use crate::ledger::subjects::{self, IncidentRecord, ProblemRecord, ProposalRecord, Subject};

/// Decides about an event of a problem.
pub(super) fn decide(batch: &mut Batch<'_>, way: &Way<'_>, subject: Option<Subject>) -> Result<PushResult, HubError> {
    let header = way.event.header();
    let lacks_core = header.schema_version <= SCHEMA_VERSION
        && !header.parts.contains_key(&PartName::Core)
        && ProblemAct::KINDS.contains(&header.kind.as_str());
    let entry = match ProblemEntry::read(way.event) {
        Ok(Some(entry)) => entry,
        Ok(None) if !lacks_core => return way.unknown_kind(batch, subject),
        Ok(None) | Err(_) => return way.refuse(batch, RefusalCode::Malformed.into()),
    };
    let mut record = match subject {
        Some(Subject::Problem(record)) => *record,
        Some(_) => return way.refuse(batch, RefusalCode::UnknownSubject.into()),
        None if matches!(entry.act, ProblemAct::Identified(_)) => {
            let placement = solution_placement(&batch.world.areas, header.area);
            ProblemRecord::begin(Some(way.known.actor), header.time.at, Problem::unknown(header.subject), placement)
        }
        None => return way.on_nothing(batch),
    };
    let terms = super::terms::terms_at(batch, &record.placement)?;
    let scene = ProblemScene {
        problem: &record.state,
        placement: Some(&record.placement),
        now: batch.now,
        audience: &header.audience,
        on_arrival: true,
        safeguards: &terms.proposals,
    };
    let is_own = record.author == Some(way.known.actor);
    let decision =
        with_best_grant(batch, way.known.actor, &header.role, is_own, |who| may_on_problem(&entry, who, &scene))?;
    if let Some(denied) = way.denied(batch, decision)? {
        return Ok(denied);
    }
    way.known.remember(batch.write, way.event)?;
    let receipt = batch.append_to(&mut record, way.event, Some(&entry), way.suspect)?;
    if entry.linked.is_some() {
        count(batch, &mut record)?;
    }
    Ok(PushResult::Accepted(receipt))
}

/// Counts the reports that are linked, and tells the numbers where they changed.
fn count(batch: &mut Batch<'_>, record: &mut ProblemRecord) -> Result<(), HubError> {
    let mut linked: BTreeSet<SubjectId> = BTreeSet::new();
    for kept in events::of_subject(batch.write, record.state.id)? {
        let entry = ProblemEntry::read(&kept.event).ok().flatten();
        linked.extend(entry.and_then(|entry| entry.linked).map(|linked| linked.reports).unwrap_or_default());
    }
    let mut reports: BTreeMap<SubjectId, Incident> = BTreeMap::new();
    for id in linked {
        if let Some(report) = report(batch, id)?.filter(|report| counts(report, record)) {
            reports.insert(report.state.id, report.state);
        }
    }
    let evidence = evidence(reports.values());
    if evidence == record.state.evidence {
        return Ok(());
    }
    say(batch, record, ProblemAct::EvidenceCounted(evidence))
}

/// A report, or what a published copy is one of.
fn report(batch: &Batch<'_>, id: SubjectId) -> Result<Option<IncidentRecord>, HubError> {
    Ok(match subjects::find(batch.write, id)? {
        Some(Subject::Incident(record)) => Some(*record),
        Some(Subject::Publication(copy)) => subjects::incident(batch.write, copy.source)?,
        _ => None,
    })
}

/// What neighbours may know nothing of is not counted before them, nor is what happened elsewhere.
fn counts(report: &IncidentRecord, problem: &ProblemRecord) -> bool {
    let here = problem.state.area.is_some_and(|area| report.placement.is_in(area));
    here && may_be_shown(&report.state) && !report.state.is_sensitive()
}

/// Numbers that tell of nobody: none below three, and none from which one below three could be found by subtraction.
fn evidence<'a>(reports: impl Iterator<Item = &'a Incident>) -> Evidence {
    let mut by_category = BTreeMap::new();
    let mut all = 0;
    for report in reports {
        all += 1;
        if let Some(report) = &report.report {
            *by_category.entry(report.category.clone()).or_insert(0_u32) += 1;
        }
    }
    by_category.retain(|_, count| *count >= SMALL_CELL);
    let rest = all - by_category.values().sum::<u32>();
    if rest > 0 && rest < SMALL_CELL {
        by_category.clear();
    }
    Evidence { reports: shown_count(all), by_category }
}

/// There is a proposal for a problem.
pub(super) fn solution_found(batch: &mut Batch<'_>, proposal: &ProposalRecord) -> Result<(), HubError> {
    move_on(batch, proposal, ProblemAct::SolutionFound)
}

/// The outcome of a proposal for a problem was measured.
pub(super) fn assessed(batch: &mut Batch<'_>, proposal: &ProposalRecord) -> Result<(), HubError> {
    move_on(batch, proposal, ProblemAct::Assessed)
}

fn move_on(
    batch: &mut Batch<'_>,
    proposal: &ProposalRecord,
    act: impl FnOnce(SolutionFound) -> ProblemAct,
) -> Result<(), HubError> {
    let Some(id) = proposal.state.proposed.as_ref().and_then(|proposed| proposed.problem) else { return Ok(()) };
    let Some(Subject::Problem(mut problem)) = subjects::find(batch.write, id)? else { return Ok(()) };
    say(batch, &mut problem, act(SolutionFound { proposal: proposal.state.id }))
}

/// Acts as the hub, where that fits.
fn say(batch: &mut Batch<'_>, record: &mut ProblemRecord, act: ProblemAct) -> Result<(), HubError> {
    if record.state.next(&act).is_err() {
        return Ok(());
    }
    let entry = ProblemEntry::from(act);
    let event = batch.sign(HubWords {
        id: None,
        subject: record.state.id(),
        kind: entry.act.kind(),
        area: record.state.area,
        audience: Audience::Area,
        at: batch.now,
        parts: entry.parts()?,
    })?;
    batch.append_to(record, &event, Some(&entry), false)?;
    Ok(())
}
