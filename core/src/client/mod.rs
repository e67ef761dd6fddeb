//! The façade that an app opens: [`Usalama`].
//!
//! In: what somebody does on a screen. Out: what the screen shows, and always the truth about how far it has come. Local
//! calls return when the act is on the disk and need no network; the few that need one are `async`. Every act goes the same
//! way: it is checked, `policy` is asked, it is signed, and log, outbox and view are written in one transaction; then the
//! observers hear of it.
//!
//! - [`device`](Usalama): opening, who is signed in, shared phones
//! - [`report`](Usalama::report): a new incident
//! - [`acts`](Usalama::act): what is done to an incident
//! - [`permitted`](Usalama::what_may_i_do): what may be done here
//! - [`duty`](ActivePatrol): sites, shifts and patrols
//! - [`alert`](Usalama::propose_alert): alerts, issued, received and checked
//! - [`sos`](Usalama::raise_sos): calling for help, and answering
//! - [`tip`](Usalama::share_tip): tips, and what is sent without a name
//! - [`care`](Usalama::care): referrals and attendance, in a realm of their own
//! - [`outreach`](Usalama::plan_outreach): programmes, the events in them, what they reached
//! - [`solution`](Usalama::propose): problems, proposals, ballots, commitments
//! - [`handover`](Usalama::offer_handover): from guard to police, also from screen to camera
//! - [`rights`](Usalama::export_my_data): retention, who looked, a copy of everything, erasing
//! - [`view`](IncidentView): what screens show
//! - [`syncing`](Usalama::sync): enrolling and exchanging with the hub

mod acts;
mod alert;
mod care;
mod device;
mod directory;
mod duty;
mod error;
mod handover;
mod outreach;
mod permitted;
mod report;
mod rights;
mod solution;
mod sos;
mod syncing;
mod terms;
mod tip;
mod view;

pub use acts::UpdateOptions;
pub use alert::{AlertCheck, AlertHere, AlertNotice, AlertView, CheckedAlert, NoticeKind};
pub use care::{
    Care, CentreCheck, CentreRefused, CentreView, GivenConsent, NamedAttendee, NewReferral, ReferralView, SendOptions,
    SheetView, TurnoutShown,
};
pub use device::{ProfileSummary, Settings, Usalama};
pub use directory::{CONFIRM_FIRST, DirectoryFilter, EntryView, RegionView};
pub use duty::{
    ActivePatrol, ActivePatrolHandle, BookOn, FileFor, Located, NewCheckpoint, NewPatrol, NewSite, PatrolDetail,
    PatrolFile, PausedPatrol, PausedPatrolHandle, Scanned, ShiftDetail, UnderWay, check_patrol_file,
};
pub use error::Error;
pub use handover::{Acceptance, Offer};
pub use outreach::{
    HeldWith, NewOutreachEvent, NewProgramme, OutreachFilter, OutreachView, PeopleCount, ProgrammeSummary,
    ProgrammeView,
};
pub use permitted::Permitted;
pub use report::Reported;
pub use rights::{Erased, Exported, Hold, Look, TheHub, Unsent};
pub use solution::{Draft, NewCommitment, NewProposal, ProblemView, ProposalDetail, ProposalView, VoteStanding};
pub use sos::{Dial, Help, NewSos, SosPositionTaken, SosView};
pub use syncing::{SyncOutcome, SyncStatus};
pub use tip::{AnonymousReport, AnonymousThread, NewTip, SharedTip, ThreadLine, ThreadView, TipLine, TipView};
pub use view::{IncidentDetail, IncidentPage, IncidentView, PageCursor, TimelineEntry, Who};

pub use crate::profile::{Observer, PinError, Subscription, Topic};
pub use crate::store::{AnonymousState, AskedChange, Delivery, IncidentFilter, Recovery, Swept};
pub use crate::sync::SyncReport;
pub use crate::sync::wire::AccountErased;
