//! Who may do what, and who may see what: DOMAIN §12 as pure functions.
//!
//! In: an act, the state it is done to, and what is known of place and people. Out: allow, refuse or unknown; the widest
//! audience; the buckets that an event goes to; the parts that a reader gets. The phone asks before it writes, the hub asks
//! the *same* functions when it receives. Nothing here knows a database, a network or a clock.
//!
//! - [`placement`](Placement): which areas a place lies in
//! - [`audience`](audience_cap): how wide a report may go
//! - [`acts`](may): may this be done?
//! - [`corroboration`](may_corroborate_copy): may this person bear it out?
//! - [`duty`](may_on_duty): guards' work: sites, shifts, patrols
//! - [`alert`](may_on_alert): who may issue and release which alert
//! - [`sos`](may_on_sos): who may do what to an SOS
//! - [`directory`](may_publish): who may change which entry of the directory
//! - [`tip`](may_on_tip): who may do what to a tip, and who reads it
//! - [`care`](may_on_referral): referrals and attendance
//! - [`outreach`](may_on_outreach): programmes, and the events in them
//! - [`solution`](may_on_proposal): who may do what to a problem or a proposal
//! - [`custody`](may_on_custody): notes about records, legal holds, erasing an account
//! - [`granting`](may_grant): who may give which role to others
//! - [`reading`](may_read): which parts a reader gets
//! - [`routing`](route): which buckets an event goes to

mod acts;
mod alert;
mod audience;
mod care;
mod corroboration;
mod custody;
mod directory;
mod duty;
mod granting;
mod outreach;
mod placement;
mod reading;
mod routing;
mod solution;
mod sos;
mod tip;

pub use acts::{Decision, Gap, OtherIncident, Scene, Standing, may};
pub use alert::{
    APPEAL_KM2, APPEAL_LIFE_MIN, AlertScene, PERSON_LIFE, RA_MARGIN_M, alert_audience, may_issue_alerts, may_on_alert,
    may_read_alert, needs_release, route_alert,
};
pub use audience::{audience_cap, audience_for};
pub use care::{
    AttendanceScene, OPEN_SELF_REFERRALS, ReferralScene, care_audience, is_grantable, may_on_attendance,
    may_on_referral, may_read_referral, referral_readership, route_attendance, route_referral,
};
pub use corroboration::{CorroborationScene, may_corroborate_copy};
pub use custody::{
    CustodyScene, custody_audience, custody_readership, may_erase_account, may_on_custody, may_read_custody,
};
pub use directory::{keeper_of, may_publish, may_suggest};
pub use duty::{
    DutyScene, duty_audience, duty_readership, has_part_in, is_pass_down, may_on_duty, may_read_duty, route_duty,
    shows_grant,
};
pub use granting::{max_audience_of, may_grant};
pub use outreach::{
    OutreachScene, may_on_outreach, may_read_outreach, may_touch_outreach, outreach_audience, outreach_readership,
    route_outreach, shown_headcount,
};
pub use placement::Placement;
pub use reading::{Reader, buckets_of, may_read, may_read_copy};
pub use routing::{Bucket, BucketError, Routing, carries, copy_placement, readership, route, route_copy};
pub use solution::{
    OtherProposal, ProblemScene, ProposalScene, may_on_problem, may_on_proposal, may_read_problem, may_read_proposal,
    problem_readership, proposal_audience, proposal_readership, route_proposal, solution_placement,
};
pub use sos::{SosScene, first_tier, is_due, may_on_sos, may_read_sos, route_sos, sos_audience, sos_readership};
pub use tip::{
    Recipient, TipScene, audience_of_tip, may_on_tip, may_read_tip, route_tip, screening, sealed_to, tip_audience,
    tip_handler, tip_readership,
};

/// Reports an hour from one device (DOMAIN §13.8); imports by an administrator are exempt.
pub const REPORTS_PER_HOUR: u32 = 5;

/// How old an account must be before it corroborates (DOMAIN §13.8).
pub const NEW_ACCOUNT: std::time::Duration = std::time::Duration::from_secs(72 * 3600);

/// How near an assignee must be to have arrived, in metres, beside the accuracy of the fix (DOMAIN §5.3).
pub const ARRIVAL_M: f64 = 100.0;

/// How long an assignee has to accept before the case goes back (DOMAIN §5.3).
pub const ACCEPT_WITHIN: std::time::Duration = std::time::Duration::from_secs(10 * 60);

/// How long an unanswered question keeps a handler from going on (DOMAIN §5.3).
pub const ANSWER_WITHIN: std::time::Duration = std::time::Duration::from_secs(48 * 3600);

/// How long the reporter may open a closed case again (DOMAIN §5.3).
pub const REOPEN_WITHIN: std::time::Duration = std::time::Duration::from_secs(14 * 24 * 3600);

/// How long a duplicate may be unlinked (DOMAIN §5.3).
pub const UNLINK_WITHIN: std::time::Duration = std::time::Duration::from_secs(30 * 24 * 3600);

/// How long after an acceptance the Occurrence Book number needs no reason (DOMAIN §5.3).
pub const OB_WITHIN: std::time::Duration = std::time::Duration::from_secs(24 * 3600);

/// When an unanswered offer is escalated to the sub-county commander (DOMAIN §5.6).
pub const ESCALATE_SCPC: std::time::Duration = std::time::Duration::from_secs(30 * 60);

/// When an unanswered offer is escalated to the programme administrator (DOMAIN §5.6).
pub const ESCALATE_ADMIN: std::time::Duration = std::time::Duration::from_secs(2 * 3600);

/// Below this a count is shown to the police alone (DOMAIN §3.3).
pub const SMALL_CELL: u32 = 3;

/// A count as others than the police may see it: nothing below [`SMALL_CELL`], to be shown as "fewer than 3".
#[must_use]
pub const fn shown_count(count: u32) -> Option<u32> {
    if count < SMALL_CELL { None } else { Some(count) }
}
