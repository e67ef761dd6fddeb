//! A failure with fewer steps: steps are left out as long as it still fails, first many, then single ones (delta debugging).

use super::bugs::Bug;
use super::history::play;
use super::plan::Plan;
use super::template::Template;
use super::world::Wrong;

/// How often a plan is played on the way.
const PLAYS: u32 = 400;

/// A plan with fewer steps that fails too, and how. The plan itself where it does not fail again.
pub async fn shrink(template: &Template, plan: &Plan, bug: Option<Bug>) -> (Plan, Option<Wrong>) {
    let mut best = plan.clone();
    let mut wrong = play(template, &best, bug, false).await.wrong;
    let mut chunk = best.steps.len() / 2;
    let mut plays = 0;
    while wrong.is_some() && chunk > 0 && plays < PLAYS {
        let mut at = 0;
        let mut shorter = false;
        while at < best.steps.len() && plays < PLAYS {
            let end = (at + chunk).min(best.steps.len());
            let steps = [&best.steps[..at], &best.steps[end..]].concat();
            let fewer = best.with(steps);
            plays += 1;
            match play(template, &fewer, bug, false).await.wrong {
                Some(still) => {
                    best = fewer;
                    wrong = Some(still);
                    shorter = true;
                }
                None => at = end,
            }
        }
        if !shorter || chunk > 1 {
            chunk /= 2;
        }
    }
    (best, wrong)
}
