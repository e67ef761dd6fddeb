//! What somebody does: drawn from what their role may want, and tried on what they might know of. What policy refuses is no act, and
//! writes nothing.

use std::collections::HashMap;

use usalama_core::client::{Error, Usalama};
use usalama_core::event::{Role, SubjectId};
use usalama_core::model::incident::{Act, Closed, Outcome};
use usalama_core::text::{Comment, Description, Title};

use super::deeds;
use super::ground::Ground;
use super::people::Part;
use super::plan::Focus;
use super::probe::Probe;
use super::template::{DEADLINE, Person};
use super::world::Wrong;

/// What a subject is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// An incident.
    Incident,
    /// A tip.
    Tip,
    /// An alert.
    Alert,
    /// An SOS.
    Sos,
    /// A site.
    Site,
    /// A shift.
    Shift,
    /// A problem.
    Problem,
    /// A proposal.
    Proposal,
    /// A programme.
    Programme,
}

/// A subject that somebody began.
#[derive(Debug, Clone, Copy)]
pub struct Known {
    /// What it is.
    pub what: What,
    /// Which.
    pub id: SubjectId,
}

impl Known {
    /// The site that is there from the beginning.
    #[must_use]
    pub const fn site(id: SubjectId) -> Self {
        Self { what: What::Site, id }
    }
}

/// Somebody about to do something.
pub struct Doing<'a> {
    /// Their phone.
    pub app: &'a Usalama,
    /// What is drawn for it.
    pub chance: fastrand::Rng,
    /// Where.
    pub ground: &'a Ground,
    /// Everybody.
    pub people: &'a HashMap<Part, Person>,
    /// What was begun so far.
    pub known: &'a [Known],
    /// What the history is about.
    pub focus: Focus,
    /// Their part.
    pub part: Part,
    /// A look into their phone's file.
    pub probe: &'a Probe,
}

/// Something that was done.
#[derive(Debug)]
pub struct Done {
    /// What.
    pub name: &'static str,
    /// What began with it.
    pub begun: Option<Known>,
}

/// How it is done.
#[derive(Clone, Copy)]
pub enum How {
    /// Something begins.
    Begin(What, fn(&mut Doing<'_>) -> Result<SubjectId, Error>),
    /// To something that is there.
    On(What, fn(&mut Doing<'_>, SubjectId) -> Result<(), Error>),
    /// To whatever the phone itself has under way.
    Own(fn(&mut Doing<'_>) -> Result<(), Error>),
}

/// Something that can be done.
pub struct Deed {
    /// Its name, for whoever looks into a failure.
    pub name: &'static str,
    /// The model that it belongs to.
    pub of: Focus,
    /// How often, beside the others.
    pub weight: u32,
    /// Who might.
    pub roles: &'static [Role],
    /// How.
    pub how: How,
}

/// How many subjects are tried.
const TRIES: usize = 5;

impl Doing<'_> {
    /// A comment.
    ///
    /// # Panics
    /// Never: it is short.
    #[must_use]
    pub fn words(&mut self) -> Comment {
        let said =
            ["The gate is open.", "Nimeona watu wawili.", "It is quiet now.", "Simu imepatikana.", "Please come."];
        Comment::new(said[self.chance.usize(0..said.len())]).expect("short")
    }

    /// A title.
    ///
    /// # Panics
    /// Never: it is short.
    #[must_use]
    pub fn title(&mut self) -> Title {
        let said = ["Lamps by the stage", "Njia ya giza", "Clean water", "Clear heads"];
        Title::new(said[self.chance.usize(0..said.len())]).expect("short")
    }

    /// A description.
    ///
    /// # Panics
    /// Never: it is short.
    #[must_use]
    pub fn text(&mut self) -> Description {
        let said =
            ["They sell something behind the kiosk at dusk.", "Taa hazifanyi kazi tangu Jumatatu.", "By the gate."];
        Description::new(said[self.chance.usize(0..said.len())]).expect("short")
    }

    /// One of several.
    ///
    /// # Panics
    /// Where there are none.
    pub fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.chance.usize(0..of.len())].clone()
    }

    /// What of a kind is tried, the newest more often.
    fn tried(&mut self, what: What) -> Vec<SubjectId> {
        let all: Vec<SubjectId> =
            self.known.iter().rev().filter(|known| known.what == what).map(|known| known.id).collect();
        let mut tried: Vec<SubjectId> = all.iter().copied().take(4).collect();
        tried.extend(self.chance.choice(&all));
        self.chance.shuffle(&mut tried);
        tried.truncate(TRIES);
        tried
    }

    fn choose(&mut self) -> Option<&'static Deed> {
        let (role, focus) = (self.part.role(), self.focus);
        let fits = move |deed: &&Deed| deed.roles.contains(&role);
        let weight = move |deed: &Deed| match deed.of {
            of if of == focus => deed.weight * 6,
            // The key of a receipt takes much work, on purpose.
            _ if deed.name == deeds::ANONYMOUSLY => 0,
            _ => deed.weight,
        };
        let sum: u32 = deeds::all().filter(fits.clone()).map(weight).sum();
        let mut at = self.chance.u32(0..sum.max(1));
        for deed in deeds::all().filter(fits) {
            let weight = weight(deed);
            if at < weight {
                return Some(deed);
            }
            at -= weight;
        }
        None
    }
}

/// What a phone writes by itself, whatever it is asked: a patrol that was left over is closed.
const BY_ITSELF: [&str; 1] = ["patrol.auto_closed"];

/// What is no fault: policy says no, or there is nothing there to do it to.
fn is_no(error: &Error) -> bool {
    use usalama_core::sync::SyncError;
    match error {
        Error::Refused(_)
        | Error::NotFound
        | Error::NotSignedIn
        | Error::Alert(_)
        | Error::NotEnrolled
        | Error::Pin(_) => true,
        Error::Sync(SyncError::Store(_)) => false,
        Error::Sync(_) => true,
        _ => false,
    }
}

/// Does something, or finds that nothing of what was drawn can be done.
///
/// # Errors
/// What the library must not say, or that it said no and wrote all the same.
pub fn act(doing: &mut Doing<'_>) -> Result<Option<Done>, Wrong> {
    let before = doing.probe.newest();
    // Whoever draws what cannot be done draws again.
    for _ in 0..4 {
        let Some(deed) = doing.choose() else { return Ok(None) };
        let name = deed.name;
        let done = match deed.how {
            How::Begin(what, begin) => begin(doing).map(|id| Some(Known { what, id })),
            How::Own(act) => act(doing).map(|()| None),
            How::On(what, act) => {
                let mut done = Err(Error::NotFound);
                for id in doing.tried(what) {
                    done = act(doing, id);
                    if !matches!(&done, Err(error) if is_no(error)) {
                        break;
                    }
                }
                done.map(|()| None)
            }
        };
        match done {
            Ok(begun) => return Ok(Some(Done { name, begun })),
            Err(error) if is_no(&error) => {
                let written = doing.probe.written_after(before).into_iter().map(|written| written.kind);
                let kinds: Vec<String> = written.filter(|kind| !BY_ITSELF.contains(&kind.as_str())).collect();
                if !kinds.is_empty() {
                    return Err(format!("{name}: {error}, and {kinds:?} was written"));
                }
            }
            Err(error) => return Err(format!("{name}: {error}")),
        }
    }
    Ok(None)
}

/// The police close a case of theirs: that may not wait.
///
/// # Errors
/// What the library must not say.
pub async fn act_online(doing: &mut Doing<'_>) -> Result<Option<Done>, Error> {
    for id in doing.tried(What::Incident) {
        let act = if doing.chance.bool() {
            Act::Resolved(Closed { outcome: Outcome::AdviceGiven })
        } else {
            Act::ClosedNoAction(Closed { outcome: Outcome::NoOffence })
        };
        match doing.app.act_online(id, act.into(), DEADLINE).await {
            Ok(_) => return Ok(Some(Done { name: "close online", begun: None })),
            Err(error) if is_no(&error) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(None)
}
