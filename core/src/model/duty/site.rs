//! A guarded site: its posts, post orders, checkpoints and routes, each with every edition that it has had, so that a patrol keeps
//! the route that it began with.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::proof::{OtpSecret, TagDigest};
use super::vocabulary::{CheckpointKind, OrderMode};
use crate::clock::Timestamp;
use crate::event::SubjectId;
use crate::geo::{AreaId, LatLon};
use crate::keys::PublicKey;
use crate::model::actor::OrgId;
use crate::model::incident::Nothing;
use crate::text::{Comment, Description, Title};

/// The number of a checkpoint within its site, as it may be painted beside it. Never used again for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CheckpointNo(pub u16);

/// The number of a route within its site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RouteNo(pub u16);

/// How often a site was changed: each change is an edition, and counts from 1.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Edition(pub u32);

impl Edition {
    /// The one after.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

/// Within how many metres of a checkpoint a scan counts, unless it says otherwise.
pub const RADIUS_M: u16 = 20;

crate::model::acts! {
    /// An act on a site.
    pub enum SiteAct {
        /// What it is, and whom to call.
        Described(SiteDescription) = "site.described";
        /// New post orders; they are in the text.
        OrdersIssued(Changed) = "site.orders_issued";
        /// A checkpoint is set up or changed; the secret of a rotating code is in the sensitive part.
        CheckpointSet(CheckpointSet) = "site.checkpoint_set";
        /// A checkpoint is taken down.
        CheckpointRemoved(CheckpointRemoved) = "site.checkpoint_removed";
        /// A route is drawn or changed.
        RouteSet(RouteSet) = "site.route_set";
        /// A remark of the client's; it is in the text.
        Commented(Nothing) = "site.commented";
    }
}

/// Somebody to call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmergencyContact {
    /// Who: an office or a role.
    pub name: Title,
    /// E.164, or a service code such as 999.
    pub phone: String,
}

/// See [`SiteAct::Described`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteDescription {
    /// Which change of the site this is.
    pub edition: Edition,
    /// Its name.
    pub name: Title,
    /// The firm that guards it.
    pub firm: OrgId,
    /// The resident association or other client that it is guarded for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client: Option<OrgId>,
    /// Posts, such as "main gate".
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub posts: Vec<Title>,
    /// Whom to call.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub emergency_contacts: Vec<EmergencyContact>,
}

/// See [`SiteAct::OrdersIssued`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    /// Which change of the site this is.
    pub edition: Edition,
}

/// A checkpoint.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// Its number.
    pub no: CheckpointNo,
    /// Its name.
    pub name: Title,
    /// How it proves a visit.
    pub kind: CheckpointKind,
    /// Where it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<LatLon>,
    /// Within how many metres a scan counts, beside the accuracy of the position.
    #[serde(default = "default_radius")]
    pub radius_m: u16,
    /// What the guard is asked there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<Title>,
    /// What a fixed tag, code or beacon must be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag: Option<TagDigest>,
    /// The key that signs its tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<PublicKey>,
}

const fn default_radius() -> u16 {
    RADIUS_M
}

impl Checkpoint {
    /// A checkpoint with the least that it takes.
    #[must_use]
    pub const fn new(no: CheckpointNo, name: Title, kind: CheckpointKind) -> Self {
        Self { no, name, kind, position: None, radius_m: RADIUS_M, questions: vec![], tag: None, key: None }
    }

    /// How far a position is from it, in metres; nothing where its own is not known.
    #[must_use]
    pub fn distance_m(&self, at: LatLon) -> Option<f64> {
        self.position.map(|position| position.distance_m(at))
    }
}

/// See [`SiteAct::CheckpointSet`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CheckpointSet {
    /// Which change of the site this is.
    pub edition: Edition,
    /// The checkpoint.
    pub checkpoint: Checkpoint,
}

/// See [`SiteAct::CheckpointRemoved`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckpointRemoved {
    /// Which change of the site this is.
    pub edition: Edition,
    /// Which.
    pub no: CheckpointNo,
}

/// A checkpoint on a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stop {
    /// Which.
    pub checkpoint: CheckpointNo,
    /// Not before so many minutes of the round.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window_from_min: Option<u16>,
    /// Not after so many minutes of the round.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window_to_min: Option<u16>,
    /// Whether leaving it out is an exception.
    #[serde(default = "yes")]
    pub required: bool,
}

const fn yes() -> bool {
    true
}

impl Stop {
    /// A stop at any time of the round.
    #[must_use]
    pub const fn at(checkpoint: CheckpointNo) -> Self {
        Self { checkpoint, window_from_min: None, window_to_min: None, required: true }
    }
}

/// A route: which checkpoints, in which order, how often.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Route {
    /// Its number.
    pub no: RouteNo,
    /// Its name.
    pub name: Title,
    /// The checkpoints.
    pub stops: Vec<Stop>,
    /// Whether they have an order.
    pub order: OrderMode,
    /// A round begins every so many minutes; nothing where a patrol is one round.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub every_min: Option<u16>,
    /// By how many minutes a visit may miss its window.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub jitter_min: u16,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
const fn is_zero(value: &u16) -> bool {
    *value == 0
}

/// See [`SiteAct::RouteSet`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RouteSet {
    /// Which change of the site this is: the route's version.
    pub edition: Edition,
    /// The route.
    pub route: Route,
}

/// A route as it was in one edition of its site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RouteRef {
    /// Which.
    pub no: RouteNo,
    /// As of which edition.
    pub edition: Edition,
}

/// Post orders.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostOrders {
    /// Their version.
    pub edition: Edition,
    /// When they were issued.
    pub issued_at: Timestamp,
    /// What they say; nothing where this reader may not see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Description>,
}

/// A remark of the client's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    /// When.
    pub at: Timestamp,
    /// What.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Comment>,
}

/// A checkpoint or route in one edition; without a value, it was taken down.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Revised<T> {
    since: Edition,
    #[serde(default = "Option::default", skip_serializing_if = "Option::is_none")]
    value: Option<T>,
}

fn as_of<T>(revisions: &[Revised<T>], edition: Edition) -> Option<&T> {
    revisions.iter().rev().find(|revised| revised.since <= edition)?.value.as_ref()
}

/// A checkpoint with the secret of its code, where this reader holds it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SetUp {
    /// The checkpoint.
    pub checkpoint: Checkpoint,
    /// The secret of its rotating code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<OtpSecret>,
}

/// A site as it stands, with what it was before.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Site {
    /// Identity.
    pub id: SubjectId,
    /// Which edition it is in.
    pub edition: Edition,
    /// What it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<SiteDescription>,
    /// Its area.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<AreaId>,
    /// Post orders, the newest last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub orders: Vec<PostOrders>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    checkpoints: BTreeMap<CheckpointNo, Vec<Revised<SetUp>>>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    routes: BTreeMap<RouteNo, Vec<Revised<Route>>>,
    /// The client's remarks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<Remark>,
}

impl Site {
    /// A site of which nothing is known yet.
    #[must_use]
    pub const fn unknown(id: SubjectId) -> Self {
        Self {
            id,
            edition: Edition(0),
            description: None,
            area: None,
            orders: vec![],
            checkpoints: BTreeMap::new(),
            routes: BTreeMap::new(),
            remarks: vec![],
        }
    }

    /// The firm that guards it.
    #[must_use]
    pub fn firm(&self) -> Option<OrgId> {
        self.description.as_ref().map(|description| description.firm)
    }

    /// Whom it is guarded for.
    #[must_use]
    pub fn client(&self) -> Option<OrgId> {
        self.description.as_ref()?.client
    }

    /// A checkpoint as it was in an edition.
    #[must_use]
    pub fn checkpoint(&self, no: CheckpointNo, edition: Edition) -> Option<&SetUp> {
        as_of(self.checkpoints.get(&no)?, edition)
    }

    /// A route as it was in an edition.
    #[must_use]
    pub fn route(&self, route: RouteRef) -> Option<&Route> {
        as_of(self.routes.get(&route.no)?, route.edition)
    }

    /// The checkpoints as they are now.
    pub fn checkpoints(&self) -> impl Iterator<Item = &SetUp> {
        self.checkpoints.values().filter_map(|revisions| as_of(revisions, self.edition))
    }

    /// The routes as they are now, each with the edition that it is of.
    pub fn routes(&self) -> impl Iterator<Item = (RouteRef, &Route)> {
        self.routes.iter().filter_map(|(no, revisions)| {
            let since = revisions.iter().rev().find(|revised| revised.since <= self.edition)?.since;
            Some((RouteRef { no: *no, edition: since }, as_of(revisions, self.edition)?))
        })
    }

    pub(super) fn apply(&mut self, act: &SiteAct, with: &super::With<'_>) {
        if let Some(edition) = act.edition() {
            self.edition = self.edition.max(edition);
        }
        match act {
            SiteAct::Described(description) => {
                self.description = Some(description.clone());
                self.area = with.event.header().area;
            }
            SiteAct::OrdersIssued(changed) => self.orders.push(PostOrders {
                edition: changed.edition,
                issued_at: with.stamp.at(),
                text: with.entry.words.as_ref().and_then(|words| words.description.clone()),
            }),
            SiteAct::CheckpointSet(set) => {
                let secret = with.entry.secret.clone();
                let set_up = SetUp { checkpoint: set.checkpoint.clone(), secret };
                revise(self.checkpoints.entry(set.checkpoint.no).or_default(), set.edition, Some(set_up));
            }
            SiteAct::CheckpointRemoved(removed) => {
                revise(self.checkpoints.entry(removed.no).or_default(), removed.edition, None);
            }
            SiteAct::RouteSet(set) => {
                revise(self.routes.entry(set.route.no).or_default(), set.edition, Some(set.route.clone()));
            }
            SiteAct::Commented(_) => {
                let text = with.entry.words.as_ref().and_then(|words| words.comment.clone());
                self.remarks.push(Remark { at: with.stamp.at(), text });
            }
        }
    }
}

fn revise<T>(revisions: &mut Vec<Revised<T>>, since: Edition, value: Option<T>) {
    revisions.retain(|revised| revised.since != since);
    revisions.push(Revised { since, value });
    revisions.sort_by_key(|revised| revised.since);
}

impl SiteAct {
    /// Which change of the site this is; nothing for what changes nothing.
    #[must_use]
    pub const fn edition(&self) -> Option<Edition> {
        match self {
            Self::Described(SiteDescription { edition, .. })
            | Self::OrdersIssued(Changed { edition })
            | Self::CheckpointSet(CheckpointSet { edition, .. })
            | Self::CheckpointRemoved(CheckpointRemoved { edition, .. })
            | Self::RouteSet(RouteSet { edition, .. }) => Some(*edition),
            Self::Commented(_) => None,
        }
    }
}
