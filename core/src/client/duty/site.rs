//! Sites: what a firm's supervisor sets up, and what guards have at hand offline.

use super::{Act, role_of, site_of};
use crate::client::device::Usalama;
use crate::client::error::Error;
use crate::event::{Role, SubjectId};
use crate::geo::{AreaId, LatLon};
use crate::keys::{KeyPurpose, Signature};
use crate::model::actor::OrgId;
use crate::model::duty::{
    Changed, Checkpoint, CheckpointKind, CheckpointNo, CheckpointRemoved, CheckpointSet, Duty, DutyEntry, DutyKind,
    Edition, EmergencyContact, OtpSecret, Route, RouteRef, RouteSet, Site, SiteAct, SiteDescription, TagDigest,
    sign_tag,
};
use crate::model::incident::{Nothing, Words};
use crate::store::DutyFilter;
use crate::text::{Comment, Description, Title};

/// What a site is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSite {
    /// Its area, of kind `site`: it says whose grants open it.
    pub area: AreaId,
    /// Its name.
    pub name: Title,
    /// The firm that guards it.
    pub firm: OrgId,
    /// The resident association or other client.
    pub client: Option<OrgId>,
    /// Posts.
    pub posts: Vec<Title>,
    /// Whom to call.
    pub emergency_contacts: Vec<EmergencyContact>,
}

/// How a checkpoint is set up.
#[derive(Debug, Clone, PartialEq)]
pub struct NewCheckpoint {
    /// Its number, as it may be painted beside it.
    pub no: CheckpointNo,
    /// Its name.
    pub name: Title,
    /// How it proves a visit.
    pub kind: CheckpointKind,
    /// Where it is.
    pub position: Option<LatLon>,
    /// Within how many metres a scan counts; 1 to 1,000.
    pub radius_m: u16,
    /// What the guard is asked there, at most 16 questions.
    pub questions: Vec<Title>,
    /// What a fixed tag, code or beacon says; a digest of it is kept.
    pub content: Option<Vec<u8>>,
    /// The secret of a rotating code.
    pub secret: Option<OtpSecret>,
}

impl NewCheckpoint {
    /// A checkpoint with the least that it takes.
    #[must_use]
    pub const fn new(no: u16, name: Title, kind: CheckpointKind) -> Self {
        Self {
            no: CheckpointNo(no),
            name,
            kind,
            position: None,
            radius_m: crate::model::duty::RADIUS_M,
            questions: vec![],
            content: None,
            secret: None,
        }
    }
}

impl Usalama {
    /// Sets a site up, as the supervisor of its firm.
    ///
    /// # Errors
    /// [`Error::Refused`] with the reason; [`Error::Invalid`] for more than 64 posts or contacts; [`Error::Store`].
    pub fn describe_site(&self, new: NewSite) -> Result<Site, Error> {
        self.describe(SubjectId::now(self.clock.now()), Edition(1), new)
    }

    /// Describes a site anew.
    ///
    /// # Errors
    /// As [`Usalama::describe_site`]; [`Error::NotFound`].
    pub fn describe_site_anew(&self, id: SubjectId, new: NewSite) -> Result<Site, Error> {
        let site = self.site(id)?;
        self.describe(id, site.edition.next(), new)
    }

    fn describe(&self, id: SubjectId, edition: Edition, new: NewSite) -> Result<Site, Error> {
        let profile = self.profile()?;
        let NewSite { area, name, firm, client, posts, emergency_contacts } = new;
        if posts.len() > 64 || emergency_contacts.len() > 64 {
            return Err(Error::Invalid("at most 64 posts and emergency contacts"));
        }
        if emergency_contacts.iter().any(|contact| contact.phone.is_empty() || contact.phone.len() > 20) {
            return Err(Error::Invalid("the number of an emergency contact has 1 to 20 digits"));
        }
        let known = profile.store().duty(id)?.map(|row| row.state);
        let before = known.unwrap_or_else(|| Duty::unknown(DutyKind::Site, id));
        let description = SiteDescription { edition, name, firm, client, posts, emergency_contacts };
        let entry = DutyEntry::from(SiteAct::Described(description));
        let act = Act { subject: id, role: Role::FirmSupervisor, entry, area: Some(area), duty: &before, site: None };
        site(self.keep(&profile, &act, |_| Ok(()))?.state)
    }

    /// Issues post orders, which every guard of the site has at hand offline.
    ///
    /// # Errors
    /// [`Error::Refused`], [`Error::NotFound`], [`Error::Store`].
    pub fn issue_post_orders(&self, id: SubjectId, orders: Description) -> Result<Site, Error> {
        let edition = self.site(id)?.edition.next();
        let words = Words { description: Some(orders), ..Words::default() };
        let entry = DutyEntry { words: Some(words), ..SiteAct::OrdersIssued(Changed { edition }).into() };
        self.change_site(id, entry)
    }

    /// Sets a checkpoint up, or changes one. Its number stays its own.
    ///
    /// # Errors
    /// [`Error::Refused`]: `incomplete` where it lacks what its kind takes (a fixed tag, code or beacon its content, a rotating
    /// code its secret, a position its place); [`Error::NotFound`], [`Error::Store`].
    pub fn set_checkpoint(&self, id: SubjectId, new: NewCheckpoint) -> Result<Site, Error> {
        let profile = self.profile()?;
        let edition = self.site(id)?.edition.next();
        let NewCheckpoint { no, name, kind, position, radius_m, questions, content, secret } = new;
        let key = (kind == CheckpointKind::NfcSigned)
            .then(|| profile.keyring().key(KeyPurpose::Role(Role::FirmSupervisor.code())).public());
        let tag = content.as_deref().map(|content| TagDigest::of(id, no, content));
        let checkpoint = Checkpoint { no, name, kind, position, radius_m, questions, tag, key };
        let act = SiteAct::CheckpointSet(CheckpointSet { edition, checkpoint });
        self.change_site(id, DutyEntry { secret, ..act.into() })
    }

    /// What is to be written as text onto the tag of a signed checkpoint: the signature of whoever set the checkpoint up.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`].
    pub fn sign_checkpoint_tag(&self, site: SubjectId, no: CheckpointNo, uid: &[u8]) -> Result<Signature, Error> {
        let key = self.profile()?.keyring().key(KeyPurpose::Role(Role::FirmSupervisor.code()));
        Ok(sign_tag(&key, site, no, uid))
    }

    /// Takes a checkpoint down. Patrols that began before keep it.
    ///
    /// # Errors
    /// [`Error::Refused`], [`Error::NotFound`], [`Error::Store`].
    pub fn remove_checkpoint(&self, id: SubjectId, no: CheckpointNo) -> Result<Site, Error> {
        let edition = self.site(id)?.edition.next();
        self.change_site(id, SiteAct::CheckpointRemoved(CheckpointRemoved { edition, no }).into())
    }

    /// Draws a route, or changes one. A patrol that is under way keeps the route that it began with.
    ///
    /// # Errors
    /// [`Error::Refused`]: `incomplete` for a route without stops, with one twice, with a checkpoint that is not there, or with a
    /// window that does not fit; [`Error::NotFound`], [`Error::Store`].
    pub fn set_route(&self, id: SubjectId, route: Route) -> Result<RouteRef, Error> {
        let edition = self.site(id)?.edition.next();
        let no = route.no;
        self.change_site(id, SiteAct::RouteSet(RouteSet { edition, route }).into())?;
        Ok(RouteRef { no, edition })
    }

    /// Remarks on a site, as an official of the association that it is guarded for.
    ///
    /// # Errors
    /// [`Error::Refused`], [`Error::NotFound`], [`Error::Store`].
    pub fn comment_on_site(&self, id: SubjectId, comment: Comment) -> Result<Site, Error> {
        self.change_site(id, DutyEntry::with_comment(SiteAct::Commented(Nothing {}), Some(comment)))
    }

    /// The sites that this actor has to do with.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], [`Error::Store`].
    pub fn sites(&self) -> Result<Vec<Site>, Error> {
        let rows = self.profile()?.store().duties(&DutyFilter::all(DutyKind::Site), None, 500)?;
        rows.into_iter().map(|row| site(row.state)).collect()
    }

    /// One site, as far as this actor may know it.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], [`Error::NotFound`], [`Error::Store`].
    pub fn site(&self, id: SubjectId) -> Result<Site, Error> {
        site_of(&*self.profile()?, id)?.ok_or(Error::NotFound)
    }

    fn change_site(&self, id: SubjectId, entry: DutyEntry) -> Result<Site, Error> {
        let profile = self.profile()?;
        let row = self.duty_row(&profile, id, DutyKind::Site)?;
        let role = role_of(&entry.act);
        site(self.on_duty(&profile, &row, role, entry)?.state)
    }
}

fn site(duty: Duty) -> Result<Site, Error> {
    match duty {
        Duty::Site(site) => Ok(*site),
        Duty::Shift(_) | Duty::Patrol(_) => Err(Error::NotFound),
    }
}
