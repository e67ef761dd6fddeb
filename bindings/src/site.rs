//! Guarded sites: what a firm's supervisor sets up, and what guards have at hand offline.

use usalama_core::client;
use usalama_core::clock::Timestamp;
use usalama_core::event::SubjectId;
use usalama_core::geo::{AreaId, LatLon as ExactLatLon};
use usalama_core::model::actor::OrgId;
use usalama_core::model::duty::{
    self, CheckpointKind, CheckpointNo, OrderMode, OtpSecret, OtpSecretError, RouteNo, RouteRef,
};
use usalama_core::text::{Text, Title};
use uuid::Uuid;

use crate::client::Usalama;
use crate::error::{ErrorCode, UsalamaError};

/// A site as it stands, as far as this reader may know it.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct Site {
    /// Identity.
    pub id: Uuid,
    /// How often it was changed: each change is an edition.
    pub edition: u32,
    /// Its name.
    pub name: Option<String>,
    /// Its area.
    pub area: Option<Uuid>,
    /// The firm that guards it.
    pub firm: Option<Uuid>,
    /// The resident association or other client that it is guarded for.
    pub client: Option<Uuid>,
    /// Posts, such as "main gate".
    pub posts: Vec<String>,
    /// Whom to call.
    pub emergency_contacts: Vec<EmergencyContact>,
    /// Post orders, the newest last.
    pub orders: Vec<PostOrders>,
    /// The checkpoints as they are now, by their numbers.
    pub checkpoints: Vec<Checkpoint>,
    /// The routes as they are now, by their numbers.
    pub routes: Vec<Route>,
    /// The client's remarks.
    pub remarks: Vec<Remark>,
}

/// What a site is.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct NewSite {
    /// Its area, of kind `site`: it says whose grants open it.
    pub area: Uuid,
    /// Its name, at most 80 characters.
    pub name: String,
    /// The firm that guards it.
    pub firm: Uuid,
    /// The resident association or other client that it is guarded for.
    #[uniffi(default = None)]
    pub client: Option<Uuid>,
    /// Posts, such as "main gate", at most 64.
    #[uniffi(default = [])]
    pub posts: Vec<String>,
    /// Whom to call, at most 64.
    #[uniffi(default = [])]
    pub emergency_contacts: Vec<EmergencyContact>,
}

/// Somebody to call.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct EmergencyContact {
    /// Who: an office or a role.
    pub name: String,
    /// E.164, or a service code such as 999.
    pub phone: String,
}

/// Post orders.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct PostOrders {
    /// Their version: the edition of the site that they came with.
    pub edition: u32,
    /// When they were issued.
    pub issued_at: Timestamp,
    /// What they say; nothing where this reader may not see it.
    pub text: Option<String>,
}

/// A remark of the client's.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Remark {
    /// When.
    pub at: Timestamp,
    /// What; nothing where this reader may not see it.
    pub text: Option<String>,
}

/// A place on the Earth (WGS 84), without an accuracy.
#[derive(Debug, Clone, Copy, PartialEq, uniffi::Record)]
pub struct LatLon {
    /// Latitude in degrees, -90 to 90.
    pub lat: f64,
    /// Longitude in degrees, -180 to 180.
    pub lon: f64,
}

/// A checkpoint.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct Checkpoint {
    /// Its number within the site, as it may be painted beside it.
    pub no: u16,
    /// Its name.
    pub name: String,
    /// How it proves a visit.
    pub kind: CheckpointKind,
    /// Where it is.
    pub position: Option<LatLon>,
    /// Within how many metres a scan counts, beside the accuracy of the position.
    pub radius_m: u16,
    /// What the guard is asked there.
    pub questions: Vec<String>,
}

/// How a checkpoint is set up.
#[derive(Clone, PartialEq, uniffi::Record)]
pub struct NewCheckpoint {
    /// Its number within the site. One that was taken down keeps its own.
    pub no: u16,
    /// Its name, at most 80 characters.
    pub name: String,
    /// How it proves a visit.
    pub kind: CheckpointKind,
    /// Where it is.
    #[uniffi(default = None)]
    pub position: Option<LatLon>,
    /// Within how many metres a scan counts, 1 to 1,000; 20 where nothing is said.
    #[uniffi(default = None)]
    pub radius_m: Option<u16>,
    /// What the guard is asked there, at most 16 questions.
    #[uniffi(default = [])]
    pub questions: Vec<String>,
    /// What a fixed tag, code or beacon says: a tag's identity, or the text of a code or beacon. A digest of it is kept.
    #[uniffi(default = None)]
    pub content: Option<Vec<u8>>,
    /// The secret of a rotating code, as `new_code_secret` makes one.
    #[uniffi(default = None)]
    pub secret: Option<String>,
}

impl std::fmt::Debug for NewCheckpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NewCheckpoint({}, {:?}, …)", self.no, self.kind)
    }
}

/// A checkpoint on a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct Stop {
    /// Its number.
    pub checkpoint: u16,
    /// Not before so many minutes of the round.
    #[uniffi(default = None)]
    pub window_from_min: Option<u16>,
    /// Not after so many minutes of the round.
    #[uniffi(default = None)]
    pub window_to_min: Option<u16>,
    /// Whether leaving it out is an exception.
    #[uniffi(default = true)]
    pub required: bool,
}

/// A route as it is drawn.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct NewRoute {
    /// Its number within the site.
    pub no: u16,
    /// Its name, at most 80 characters.
    pub name: String,
    /// The checkpoints.
    pub stops: Vec<Stop>,
    /// Whether they have an order; any will do where nothing is said.
    #[uniffi(default = None)]
    pub order: Option<OrderMode>,
    /// A round begins every so many minutes; nothing where a patrol is one round.
    #[uniffi(default = None)]
    pub every_min: Option<u16>,
    /// By how many minutes a visit may miss its window.
    #[uniffi(default = 0)]
    pub jitter_min: u16,
}

/// A route of a site.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Route {
    /// Of which site.
    pub site: Uuid,
    /// Its number within the site.
    pub no: u16,
    /// The edition of the site that it is of.
    pub edition: u32,
    /// Its name.
    pub name: String,
    /// The checkpoints.
    pub stops: Vec<Stop>,
    /// Whether they have an order.
    pub order: OrderMode,
    /// A round begins every so many minutes; nothing where a patrol is one round.
    pub every_min: Option<u16>,
    /// By how many minutes a visit may miss its window.
    pub jitter_min: u16,
}

/// A new secret for a checkpoint whose code rotates (RFC 6238): for `NewCheckpoint` and for the display there, as base32.
///
/// # Errors
/// `Internal` where the system has no random bytes.
#[uniffi::export]
pub fn new_code_secret() -> Result<String, UsalamaError> {
    let secret = OtpSecret::generate().map_err(|error| UsalamaError::new(ErrorCode::Internal, error.to_string()))?;
    Ok(secret.into())
}

/// What a display with this secret shows at an instant: for a display that is made with this library.
///
/// # Errors
/// `Invalid` for a text that is no secret.
#[uniffi::export]
pub fn code_at(secret: String, at: Timestamp) -> Result<String, UsalamaError> {
    let none = || UsalamaError::new(ErrorCode::Invalid, OtpSecretError.to_string());
    otp_secret(secret)?.code_at(at).ok_or_else(none)
}

/// The errors of every change: `Refused` with policy's reason; `Invalid` for a text that is too long or empty; `NotFound` for a
/// site that is not on this phone; `NotSignedIn`; `Storage`. Nothing is written then.
#[uniffi::export]
impl Usalama {
    /// Sets a site up, as the supervisor of its firm.
    ///
    /// # Errors
    /// As every change.
    pub async fn describe_site(&self, new: NewSite) -> Result<Site, UsalamaError> {
        let new = core_site(new)?;
        self.disk(move |usalama| Ok(usalama.describe_site(new)?.into())).await
    }

    /// Describes a site anew.
    ///
    /// # Errors
    /// As every change.
    pub async fn describe_site_anew(&self, id: Uuid, new: NewSite) -> Result<Site, UsalamaError> {
        let new = core_site(new)?;
        self.disk(move |usalama| Ok(usalama.describe_site_anew(SubjectId(id), new)?.into())).await
    }

    /// Issues post orders, at most 2,000 characters, which every guard of the site has at hand offline.
    ///
    /// # Errors
    /// As every change.
    pub async fn issue_post_orders(&self, id: Uuid, orders: String) -> Result<Site, UsalamaError> {
        let orders = Text::new(&orders)?;
        self.disk(move |usalama| Ok(usalama.issue_post_orders(SubjectId(id), orders)?.into())).await
    }

    /// Sets a checkpoint up, or changes one. Its number stays its own.
    ///
    /// # Errors
    /// As every change; `Refused` with `incomplete` where it lacks what its kind takes: a fixed tag, code or beacon its content, a
    /// rotating code its secret, a position its place.
    pub async fn set_checkpoint(&self, id: Uuid, new: NewCheckpoint) -> Result<Site, UsalamaError> {
        let new = core_checkpoint(new)?;
        self.disk(move |usalama| Ok(usalama.set_checkpoint(SubjectId(id), new)?.into())).await
    }

    /// What is to be written as text onto the tag of a signed checkpoint, by whoever set the checkpoint up; `uid` is the tag's
    /// identity.
    ///
    /// # Errors
    /// `NotSignedIn`.
    pub async fn sign_checkpoint_tag(&self, id: Uuid, no: u16, uid: Vec<u8>) -> Result<String, UsalamaError> {
        self.disk(move |usalama| Ok(usalama.sign_checkpoint_tag(SubjectId(id), CheckpointNo(no), &uid)?.to_string()))
            .await
    }

    /// The secret of a checkpoint whose code rotates, to set its display up with; nothing where there is none, or this reader may
    /// not hold it.
    ///
    /// # Errors
    /// `NotFound`; `NotSignedIn`; `Storage`.
    pub async fn checkpoint_secret(&self, id: Uuid, no: u16) -> Result<Option<String>, UsalamaError> {
        self.disk(move |usalama| {
            let site = usalama.site(SubjectId(id))?;
            let set_up = site.checkpoint(CheckpointNo(no), site.edition);
            Ok(set_up.and_then(|set_up| set_up.secret.clone()).map(String::from))
        })
        .await
    }

    /// Takes a checkpoint down. Patrols that began before keep it.
    ///
    /// # Errors
    /// As every change.
    pub async fn remove_checkpoint(&self, id: Uuid, no: u16) -> Result<Site, UsalamaError> {
        self.disk(move |usalama| Ok(usalama.remove_checkpoint(SubjectId(id), CheckpointNo(no))?.into())).await
    }

    /// Draws a route, or changes one. A patrol that is under way keeps the route that it began with.
    ///
    /// # Errors
    /// As every change; `Refused` with `incomplete` for a route without stops, with one twice, with a checkpoint that is not
    /// there, or with a window that does not fit.
    pub async fn set_route(&self, id: Uuid, new: NewRoute) -> Result<Route, UsalamaError> {
        let route = core_route(new)?;
        self.disk(move |usalama| {
            let drawn = usalama.set_route(SubjectId(id), route.clone())?;
            Ok(Route::of(id, drawn, &route))
        })
        .await
    }

    /// Remarks on a site, as an official of the association that it is guarded for.
    ///
    /// # Errors
    /// As every change.
    pub async fn comment_on_site(&self, id: Uuid, comment: String) -> Result<Site, UsalamaError> {
        let comment = Text::new(&comment)?;
        self.disk(move |usalama| Ok(usalama.comment_on_site(SubjectId(id), comment)?.into())).await
    }

    /// The sites that this actor has to do with, at most 500.
    ///
    /// # Errors
    /// `NotSignedIn`; `Storage`.
    pub async fn sites(&self) -> Result<Vec<Site>, UsalamaError> {
        self.disk(|usalama| Ok(usalama.sites()?.into_iter().map(Site::from).collect())).await
    }

    /// One site, as far as this actor may know it.
    ///
    /// # Errors
    /// `NotFound`; `NotSignedIn`; `Storage`.
    pub async fn site(&self, id: Uuid) -> Result<Site, UsalamaError> {
        self.disk(move |usalama| Ok(usalama.site(SubjectId(id))?.into())).await
    }
}

/// Titles of the core.
pub(crate) fn titles(titles: &[String]) -> Result<Vec<Title>, UsalamaError> {
    Ok(titles.iter().map(|title| Text::new(title)).collect::<Result<_, _>>()?)
}

/// Texts of the core, as an app has them.
pub(crate) fn strings<const N: usize>(texts: Vec<Text<N>>) -> Vec<String> {
    texts.into_iter().map(String::from).collect()
}

fn otp_secret(secret: String) -> Result<OtpSecret, UsalamaError> {
    OtpSecret::try_from(secret).map_err(|error| UsalamaError::new(ErrorCode::Invalid, error.to_string()))
}

fn core_site(new: NewSite) -> Result<client::NewSite, UsalamaError> {
    let contact = |contact: EmergencyContact| {
        Ok::<_, UsalamaError>(duty::EmergencyContact { name: Text::new(&contact.name)?, phone: contact.phone })
    };
    Ok(client::NewSite {
        area: AreaId::new(new.area),
        name: Text::new(&new.name)?,
        firm: OrgId(new.firm),
        client: new.client.map(OrgId),
        posts: titles(&new.posts)?,
        emergency_contacts: new.emergency_contacts.into_iter().map(contact).collect::<Result<_, _>>()?,
    })
}

fn core_checkpoint(new: NewCheckpoint) -> Result<client::NewCheckpoint, UsalamaError> {
    let least = client::NewCheckpoint::new(new.no, Text::new(&new.name)?, new.kind);
    Ok(client::NewCheckpoint {
        position: new.position.map(|at| ExactLatLon::new(at.lat, at.lon)).transpose()?,
        radius_m: new.radius_m.unwrap_or(least.radius_m),
        questions: titles(&new.questions)?,
        content: new.content,
        secret: new.secret.map(otp_secret).transpose()?,
        ..least
    })
}

fn core_route(new: NewRoute) -> Result<duty::Route, UsalamaError> {
    let stop = |stop: Stop| duty::Stop {
        checkpoint: CheckpointNo(stop.checkpoint),
        window_from_min: stop.window_from_min,
        window_to_min: stop.window_to_min,
        required: stop.required,
    };
    Ok(duty::Route {
        no: RouteNo(new.no),
        name: Text::new(&new.name)?,
        stops: new.stops.into_iter().map(stop).collect(),
        order: new.order.unwrap_or(OrderMode::Any),
        every_min: new.every_min,
        jitter_min: new.jitter_min,
    })
}

impl Route {
    fn of(site: Uuid, which: RouteRef, route: &duty::Route) -> Self {
        let stop = |stop: &duty::Stop| Stop {
            checkpoint: stop.checkpoint.0,
            window_from_min: stop.window_from_min,
            window_to_min: stop.window_to_min,
            required: stop.required,
        };
        Self {
            site,
            no: which.no.0,
            edition: which.edition.0,
            name: route.name.to_string(),
            stops: route.stops.iter().map(stop).collect(),
            order: route.order.clone(),
            every_min: route.every_min,
            jitter_min: route.jitter_min,
        }
    }
}

impl From<&duty::Checkpoint> for Checkpoint {
    fn from(checkpoint: &duty::Checkpoint) -> Self {
        Self {
            no: checkpoint.no.0,
            name: checkpoint.name.to_string(),
            kind: checkpoint.kind.clone(),
            position: checkpoint.position.map(LatLon::from),
            radius_m: checkpoint.radius_m,
            questions: strings(checkpoint.questions.clone()),
        }
    }
}

impl From<ExactLatLon> for LatLon {
    fn from(at: ExactLatLon) -> Self {
        Self { lat: at.lat(), lon: at.lon() }
    }
}

impl From<duty::Site> for Site {
    fn from(site: duty::Site) -> Self {
        let checkpoints = site.checkpoints().map(|set_up| Checkpoint::from(&set_up.checkpoint)).collect();
        let routes = site.routes().map(|(which, route)| Route::of(site.id.0, which, route)).collect();
        let (firm, client) = (site.firm(), site.client());
        let (name, posts, contacts) = site.description.map_or((None, vec![], vec![]), |description| {
            (Some(description.name), description.posts, description.emergency_contacts)
        });
        let contact =
            |contact: duty::EmergencyContact| EmergencyContact { name: contact.name.into(), phone: contact.phone };
        let orders = |orders: duty::PostOrders| PostOrders {
            edition: orders.edition.0,
            issued_at: orders.issued_at,
            text: orders.text.map(String::from),
        };
        let remark = |remark: duty::Remark| Remark { at: remark.at, text: remark.text.map(String::from) };
        Self {
            id: site.id.0,
            edition: site.edition.0,
            name: name.map(String::from),
            area: site.area.map(AreaId::as_uuid),
            firm: firm.map(|firm| firm.0),
            client: client.map(|client| client.0),
            posts: strings(posts),
            emergency_contacts: contacts.into_iter().map(contact).collect(),
            orders: site.orders.into_iter().map(orders).collect(),
            checkpoints,
            routes,
            remarks: site.remarks.into_iter().map(remark).collect(),
        }
    }
}
