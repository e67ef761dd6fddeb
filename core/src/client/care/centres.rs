//! Who may be referred to, offline, and whom to call.

use uuid::Uuid;

use super::Care;
use crate::client::error::Error;
use crate::geo::LatLon;
use crate::model::actor::OrgId;
use crate::model::referral::{Centre, CentreStanding, CentreWarning, Helpline, standing_of};

/// Other centres that a refusal names, at most.
const ALTERNATIVES: usize = 3;

/// A centre of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct CentreView {
    /// The centre with its service.
    pub centre: Centre,
    /// What it is worth now.
    pub standing: CentreStanding,
    /// How far it is, in metres.
    pub distance_m: Option<f64>,
}

/// What stands against a centre.
#[derive(Debug, Clone, PartialEq)]
pub struct CentreRefused {
    /// Why.
    pub warning: CentreWarning,
    /// Whoever was shown the warning may go on: the accreditation itself stands.
    pub can_be_overridden: bool,
    /// The nearest that are accredited.
    pub alternatives: Vec<Centre>,
    /// Whom to call.
    pub helplines: Vec<Helpline>,
}

/// Whether a centre may be referred to now.
#[derive(Debug, Clone, PartialEq)]
pub enum CentreCheck {
    /// It may.
    Good,
    /// It may not, or only by somebody who was shown why.
    Refused(CentreRefused),
}

impl Care {
    /// The centres that the phone knows, nearest first as seen from a place that is neither kept nor sent, else by name.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub fn centres(&self, from: Option<LatLon>) -> Result<Vec<CentreView>, Error> {
        let now = self.profile.now();
        let mut all: Vec<CentreView> = self
            .list()?
            .centres
            .into_iter()
            .map(|centre| CentreView {
                standing: standing_of(centre.accreditation.as_ref(), now),
                distance_m: from.zip(centre.at).map(|(from, at)| at.distance_m(from)),
                centre,
            })
            .collect();
        let far = |view: &CentreView| view.distance_m.unwrap_or(f64::INFINITY);
        all.sort_by(|a, b| far(a).total_cmp(&far(b)).then_with(|| a.centre.name.as_str().cmp(b.centre.name.as_str())));
        Ok(all)
    }

    /// Numbers that anybody may call, those for danger to life first.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub fn helplines(&self) -> Result<Vec<Helpline>, Error> {
        let mut lines = self.list()?.helplines;
        lines.sort_by_key(|line| !line.emergency);
        Ok(lines)
    }

    /// Whether a service of a centre may be referred to now, by what the directory last said.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub fn check_centre(&self, facility: OrgId, service: Uuid, from: Option<LatLon>) -> Result<CentreCheck, Error> {
        let (list, now) = (self.list()?, self.profile.now());
        let standing = list.standing(facility, service, now);
        let Some(warning) = standing.warning().cloned() else { return Ok(CentreCheck::Good) };
        let alternatives = list.alternatives(facility, from, now, ALTERNATIVES);
        Ok(CentreCheck::Refused(CentreRefused {
            warning,
            can_be_overridden: standing.lets_through(true),
            alternatives: alternatives.into_iter().cloned().collect(),
            helplines: self.helplines()?,
        }))
    }
}
