//! Plays a [`Scenario`] on the library's façade, with a real hub: the Rust one of three players (`scenarios/README.md`).
//!
//! In: the text of a file. Out: nothing, or the step at which it went otherwise. A phone is offline for as long as it does not
//! sync. Time that is waited passes at the hub alone; the phones' clocks go with the machine's, as real phones' do, and the phones
//! hear of it at their next sync.

mod alerts;
mod guards;

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Map, Value, json};
use usalama_core::client::{Acceptance, Error, IncidentDetail, IncidentFilter, Offer, UpdateOptions, Usalama};
use usalama_core::clock::Clock;
use usalama_core::event::{ActorId, Role, SubjectId};
use usalama_core::geo::{AreaId, Position, PositionError};
use usalama_core::keys::HostKey;
use usalama_core::model::incident::{Act, Closed, NewIncident};

use self::guards::AtHand;
use crate::phone::{Phone, now};
use crate::scenario::{Deed, Member, Offering, Place, Scenario, Step, Telling};
use crate::town::Town;

const DEADLINE: Duration = Duration::from_secs(30);

/// Why a scenario did not go as it is written.
#[derive(Debug, thiserror::Error)]
pub enum Mistake {
    /// It is not a scenario: a word that there is not, or something missing.
    #[error("this is no scenario: {0}")]
    Unreadable(#[from] serde_json::Error),
    /// A step went otherwise.
    #[error("step {number}, {step:?}: {what}")]
    Step {
        /// From 1.
        number: usize,
        /// The step.
        step: Box<Step>,
        /// What happened.
        what: String,
    },
}

/// Why a step did not do what it says.
enum Trouble {
    /// The library says no.
    Library(Error),
    /// The scenario asks for something that there is not.
    Scenario(String),
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        Self::Library(error)
    }
}

impl From<String> for Trouble {
    fn from(what: String) -> Self {
        Self::Scenario(what)
    }
}

/// What a step brought to light: the keys that can be expected of it.
#[derive(Default)]
struct Seen {
    /// What `as` gives a name to.
    subject: Option<SubjectId>,
    facts: Map<String, Value>,
}

impl Seen {
    fn facts(facts: Value) -> Self {
        Self { subject: None, facts: facts.as_object().cloned().unwrap_or_default() }
    }

    fn of(self, subject: Option<SubjectId>) -> Self {
        Self { subject, ..self }
    }
}

/// What a group of verbs answers: nothing for a verb of another group.
type Played = Result<Option<Seen>, Trouble>;

/// Plays a scenario from its text, in a town of its own.
///
/// # Errors
/// [`Mistake`] at the first step that goes otherwise.
///
/// # Panics
/// Where the town, or somebody of the cast, cannot be set up.
pub async fn play(text: &str) -> Result<(), Mistake> {
    let Scenario { cast, steps, .. } = serde_json::from_str(text)?;
    let mut player = Player::set_up(&cast).await;
    for (number, step) in (1..).zip(steps) {
        if let Err(what) = player.step(&step).await {
            return Err(Mistake::Step { number, step: Box::new(step), what });
        }
    }
    Ok(())
}

struct Person {
    phone: String,
    actor: ActorId,
    key: HostKey,
}

struct Player {
    town: Town,
    phones: BTreeMap<String, Phone>,
    people: BTreeMap<String, Person>,
    names: BTreeMap<String, SubjectId>,
    at_hand: AtHand,
}

impl Player {
    async fn set_up(cast: &[Member]) -> Self {
        let town = Town::start();
        let (phones, people, names) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        let mut player = Self { town, phones, people, names, at_hand: AtHand::default() };
        for member in cast {
            player.admit(member).await;
        }
        // Whoever came first has the phone in hand.
        for member in cast.iter().rev() {
            let Person { phone, actor, key } = &player.people[&member.name];
            player.phones[phone].app.sign_in(*actor, key).expect("they have used this phone before");
        }
        player
    }

    async fn admit(&mut self, member: &Member) {
        let Member { name, role, area, org, phone } = member;
        let area = self.town.area_named(area).unwrap_or_else(|| panic!("there is no area {area}"));
        let org = org.as_ref().map(|org| self.town.org_named(org).unwrap_or_else(|| panic!("there is no {org}")));
        let at = phone.clone().unwrap_or_else(|| format!("the phone of {name}"));
        let key = match self.phones.get(&at) {
            None => {
                let phone = self.town.phone();
                let key = phone.key.clone();
                self.phones.insert(at.clone(), phone);
                key
            }
            Some(phone) => {
                let key = HostKey::generate().expect("random bytes");
                phone.app.sign_in_new(&key).expect("a profile");
                key
            }
        };
        let phone = &self.phones[&at];
        if *role == Role::Resident {
            self.town.enrol_resident_of(phone, area).await;
        } else {
            self.town.appoint_to(phone, role.clone(), org, area, None).await;
        }
        let person = Person { actor: phone.actor(), phone: at, key };
        assert!(self.people.insert(name.clone(), person).is_none(), "{name} is there twice");
    }

    async fn step(&mut self, step: &Step) -> Result<(), String> {
        let seen = match (self.perform(step).await, &step.refused) {
            (Ok(seen), None) => seen,
            (Ok(_), Some(_)) => return Err("it was not refused".to_owned()),
            (Err(Trouble::Library(error)), Some(code)) if error.code() == code => return Ok(()),
            (Err(Trouble::Library(error)), _) => return Err(format!("{} ({error})", error.code())),
            (Err(Trouble::Scenario(what)), _) => return Err(what),
        };
        if let Some(name) = &step.name {
            let subject = seen.subject.ok_or("there is nothing to be named")?;
            if self.names.insert(name.clone(), subject).is_some() {
                return Err(format!("there is a {name} already"));
            }
        }
        for (key, expected) in &step.expect {
            match seen.facts.get(key) {
                None => return Err(format!("nothing is known of {key} here")),
                Some(found) if found != expected => return Err(format!("{key} is {found}")),
                Some(_) => {}
            }
        }
        // What the hub refuses is never passed over in silence.
        match seen.facts.get("refused") {
            Some(refused) if *refused != json!([]) && !step.expect.contains_key("refused") => {
                Err(format!("the hub refused: {refused}"))
            }
            _ => Ok(()),
        }
    }

    async fn perform(&self, step: &Step) -> Result<Seen, Trouble> {
        self.town.clock.advance(now().since(self.town.clock.now()));
        if let Deed::Wait { minutes, hours, days } = &step.deed {
            self.town.hub.advance(Duration::from_secs(60 * (minutes + 60 * (hours + 24 * days)))).await;
            return Ok(Seen::default());
        }
        let who = step.who.as_ref().ok_or_else(|| "who does it?".to_owned())?;
        let person = self.person(who)?;
        let phone = &self.phones[&person.phone];
        if let Some(seen) = self.on_the_phone(phone, person, &step.deed).await? {
            return Ok(seen);
        }
        if let Some(other) = phone.app.signed_in().filter(|actor| *actor != person.actor) {
            return Err(format!("not {who} but {} is signed in there", self.who(other)).into());
        }
        if let Deed::Report(telling) = &step.deed {
            return self.report(&phone.app, telling);
        }
        if let Some(seen) = self.look_around(&phone.app, &step.deed)? {
            return Ok(seen);
        }
        if let Some(seen) = self.begin_duty(&phone.app, &person.phone, &step.deed)? {
            return Ok(seen);
        }
        if let Some(seen) = self.hear_of_alerts(&phone.app, &step.deed)? {
            return Ok(seen);
        }
        let to = step.to.as_ref().ok_or_else(|| "to what?".to_owned())?;
        On { player: self, app: &phone.app, phone: &person.phone, id: self.subject(to)? }.perform(&step.deed).await
    }

    async fn on_the_phone(&self, phone: &Phone, person: &Person, deed: &Deed) -> Played {
        match deed {
            Deed::Sync {} => {
                let before = refusals(&phone.app)?.len();
                let outcome = phone.app.sync(DEADLINE).await?;
                if let Some(error) = outcome.error {
                    return Err(Error::from(error).into());
                }
                let refused = refusals(&phone.app)?.split_off(before);
                Ok(Some(Seen::facts(json!({ "accepted": outcome.report.accepted, "refused": refused }))))
            }
            Deed::SignIn { key_of } => {
                let key = key_of.as_ref().map(|name| self.person(name)).transpose()?.map_or(&person.key, |p| &p.key);
                phone.app.sign_in(person.actor, key)?;
                Ok(Some(Seen::default()))
            }
            Deed::SignOut {} => {
                phone.app.sign_out()?;
                Ok(Some(Seen::default()))
            }
            Deed::SeeProfiles {} => {
                let unsent: BTreeMap<&str, Option<u64>> =
                    phone.app.profiles()?.iter().map(|profile| (self.who(profile.actor), profile.unsent)).collect();
                let signed_in = phone.app.signed_in().map(|actor| self.who(actor));
                Ok(Some(Seen::facts(json!({ "signed_in": signed_in, "unsent": unsent }))))
            }
            _ => Ok(None),
        }
    }

    fn report(&self, app: &Usalama, telling: &Telling) -> Result<Seen, Trouble> {
        let Telling { category, place, severity, text, flags, visibility } = telling;
        let mut new = NewIncident::new(category.clone(), position(*place)?);
        new.severity = severity.clone().unwrap_or(new.severity);
        new.description.clone_from(text);
        new.flags.clone_from(flags);
        new.visibility.clone_from(visibility);
        let reported = app.report(new)?;
        Ok(Seen::facts(json!({ "advice": reported.advice.len() })).of(Some(reported.incident.id)))
    }

    fn look_around(&self, app: &Usalama, deed: &Deed) -> Played {
        let seen = match deed {
            Deed::List {} => {
                let page = app.incidents(IncidentFilter::default(), None, 500)?;
                Seen::facts(json!({ "incidents": self.names_of(page.incidents.iter().map(|view| view.id)) }))
            }
            Deed::SeeCopies {} => {
                let rows = app.publications(500)?;
                let newest = rows.first().map(|row| &row.publication);
                let copy = newest.and_then(|publication| publication.copy.as_ref());
                let tally = newest.and_then(|publication| publication.corroboration.as_ref());
                let facts = json!({
                    "count": rows.len(),
                    "category": copy.map(|copy| copy.category.code()),
                    "text": copy.and_then(|copy| copy.text.as_ref()),
                    "cell_m": copy.and_then(|copy| copy.cell.as_ref()).map(|cell| cell.edge_m()),
                    "area": self.area(newest.and_then(|publication| publication.area)),
                    "supporting": tally.and_then(|tally| tally.supporting),
                });
                Seen::facts(facts).of(newest.map(|publication| publication.id))
            }
            Deed::SeeOutbox {} => Seen::facts(json!({ "unsent": app.sync_status()?.unsent, "parked": refusals(app)? })),
            _ => return Ok(None),
        };
        Ok(Some(seen))
    }

    fn person(&self, name: &str) -> Result<&Person, String> {
        self.people.get(name).ok_or_else(|| format!("{name} is not of the cast"))
    }

    fn subject(&self, name: &str) -> Result<SubjectId, String> {
        self.names.get(name).copied().ok_or_else(|| format!("nothing is called {name} yet"))
    }

    fn who(&self, actor: ActorId) -> &str {
        let found = self.people.iter().find(|(_, person)| person.actor == actor);
        found.map_or("somebody else", |(name, _)| name)
    }

    fn area(&self, id: Option<AreaId>) -> Option<&str> {
        let area = self.town.areas().iter().find(|area| Some(area.id) == id);
        area.map(|area| area.name_en.as_str())
    }

    /// Sorted, so that no order has to be written down.
    fn names_of(&self, ids: impl IntoIterator<Item = SubjectId>) -> Vec<&str> {
        let name = |id| self.names.iter().find(|(_, named)| **named == id).map_or("?", |(name, _)| name.as_str());
        let mut names: Vec<&str> = ids.into_iter().map(name).collect();
        names.sort_unstable();
        names
    }
}

/// Somebody's app, turned to an incident, a copy, a site, a shift, a patrol or an alert.
struct On<'a> {
    player: &'a Player,
    app: &'a Usalama,
    phone: &'a str,
    id: SubjectId,
}

impl On<'_> {
    async fn perform(&self, deed: &Deed) -> Result<Seen, Trouble> {
        if let Deed::See {} = deed {
            return Ok(Seen::facts(self.facts(&self.app.incident(self.id)?)));
        }
        if let Some(seen) = self.as_reporter(deed)? {
            return Ok(seen);
        }
        if let Some(seen) = self.as_handler(deed).await? {
            return Ok(seen);
        }
        if let Some(seen) = self.in_a_handover(deed)? {
            return Ok(seen);
        }
        if let Some(seen) = self.for_neighbours(deed)? {
            return Ok(seen);
        }
        if let Some(seen) = self.on_a_site(deed)? {
            return Ok(seen);
        }
        if let Some(seen) = self.on_a_shift(deed)? {
            return Ok(seen);
        }
        if let Some(seen) = self.on_an_alert(deed)? {
            return Ok(seen);
        }
        let seen = self.on_a_patrol(deed)?;
        seen.ok_or_else(|| "no group of verbs has this one".to_owned().into())
    }

    fn as_reporter(&self, deed: &Deed) -> Played {
        let (app, id) = (self.app, self.id);
        match deed {
            Deed::Answer { text } => app.answer(id, text.clone())?,
            Deed::ConfirmResolution {} => app.confirm_resolution(id)?,
            Deed::Withdraw {} => app.withdraw(id)?,
            Deed::Reopen { text } => app.reopen(id, text.clone())?,
            _ => return Ok(None),
        };
        Ok(Some(Seen::default()))
    }

    async fn as_handler(&self, deed: &Deed) -> Played {
        let (app, id) = (self.app, self.id);
        match deed {
            Deed::Triage { severity } => app.triage(id, severity.clone())?,
            Deed::Ask { text } => app.ask(id, text.clone())?,
            Deed::Update { text } => app.update(id, text.clone(), UpdateOptions::default())?,
            Deed::Assign { assignee, unit } => {
                app.assign(id, self.player.person(assignee)?.actor, Some(self.player.org(unit)?))?
            }
            Deed::AcceptAssignment {} => app.accept_assignment(id)?,
            Deed::DeclineAssignment { text } => app.decline_assignment(id, text.clone())?,
            Deed::SetOut {} => app.set_out(id)?,
            Deed::Arrive { place } => app.arrive(id, position(*place)?)?,
            Deed::ArriveByHand { text } => app.arrive_by_hand(id, text.clone())?,
            Deed::Resolve { outcome } => app.resolve(id, outcome.clone())?,
            Deed::ResolveOnline { outcome } => {
                let act = Act::Resolved(Closed { outcome: outcome.clone() });
                app.act_online(id, act.into(), DEADLINE).await?
            }
            Deed::MarkDuplicate { of } => app.mark_duplicate(id, self.player.subject(of)?)?,
            Deed::UnlinkDuplicate {} => app.unlink_duplicate(id)?,
            _ => return Ok(None),
        };
        Ok(Some(Seen::default()))
    }

    fn in_a_handover(&self, deed: &Deed) -> Played {
        let (app, id) = (self.app, self.id);
        match deed {
            Deed::OfferHandover(offering) => {
                let Offering { station, text, persons, injured, property } = &**offering;
                let mut offer = Offer::new(self.player.org(station)?, text.clone());
                (offer.persons, offer.injured, offer.property) = (*persons, *injured, property.clone());
                app.offer_handover(id, offer)?
            }
            Deed::AcceptHandover { ob_number, text } => {
                let (ob_number, without_ob) = (ob_number.clone(), text.clone());
                app.accept_handover(id, Acceptance { ob_number, without_ob, ..Acceptance::default() })?
            }
            Deed::RefuseHandover { reason, text } => app.refuse_handover(id, reason.clone(), text.clone())?,
            Deed::RecordOb { ob_number } => app.record_ob(id, ob_number.clone())?,
            Deed::TakeUpCodes { from, damaged } => {
                let theirs = &self.player.phones[&self.player.person(from)?.phone];
                let mut codes = theirs.app.handover_codes(id)?;
                if *damaged {
                    codes = codes.iter().map(|code| code.replace('7', "8")).collect();
                }
                app.take_up_codes(&codes)?
            }
            _ => return Ok(None),
        };
        Ok(Some(Seen::default()))
    }

    fn for_neighbours(&self, deed: &Deed) -> Played {
        let (app, id) = (self.app, self.id);
        match deed {
            Deed::ApprovePublication { scope, text } => {
                app.approve_publication(id, scope.clone(), text.clone())?;
            }
            Deed::RejectPublication { reason } => {
                app.reject_publication(id, reason.clone())?;
            }
            Deed::Corroborate { kind } => app.corroborate(id, kind.clone())?,
            _ => return Ok(None),
        }
        Ok(Some(Seen::default()))
    }

    /// What a screen shows of an incident, each key as `scenarios/README.md` says.
    fn facts(&self, detail: &IncidentDetail) -> Value {
        let IncidentDetail { view, timeline, possible_duplicates } = detail;
        let incident = &view.incident;
        let kinds: Vec<&str> = timeline.iter().map(|entry| entry.kind.as_str()).collect();
        let position = incident.place.as_ref().and_then(|place| place.position.as_ref());
        json!({
            "status": incident.status,
            "delivery": view.delivery.code(),
            "mine": view.mine,
            "category": incident.report.as_ref().map(|report| &report.category),
            "severity": incident.severity,
            "text": incident.text.as_ref().and_then(|words| words.description.as_ref()),
            "area": self.player.area(incident.area),
            "exact_place": position.is_some(),
            "visibility": incident.visibility,
            "reporter_known": incident.identity.is_some(),
            "question": incident.question,
            "comment": timeline.last().and_then(|entry| entry.comment.as_ref()),
            "assigned_to": incident.live_assignment().map(|assignment| self.player.who(assignment.to)),
            "persons": incident.handover.as_ref().map(|handover| handover.persons),
            "ob_number": incident.ob_number(),
            "outcome": incident.outcome,
            "resolution_confirmed": incident.resolution_confirmed,
            "withdrawal_requested": incident.withdrawal_requested,
            "duplicate_of": incident.duplicate_of.map(|of| self.player.names_of([of])[0]),
            "possible_duplicates": self.player.names_of(possible_duplicates.iter().copied()),
            "publication": incident.publication,
            "supporting": incident.corroboration.as_ref().and_then(|tally| tally.supporting),
            "timeline": kinds,
        })
    }
}

/// The codes of what the hub refused, oldest first; none where nobody is signed in.
fn refusals(app: &Usalama) -> Result<Vec<String>, Error> {
    match app.sync_status() {
        Ok(status) => Ok(status.parked.iter().map(|parked| parked.refusal.code.code().to_owned()).collect()),
        Err(Error::NotSignedIn) => Ok(vec![]),
        Err(error) => Err(error),
    }
}

fn position(place: Place) -> Result<Position, String> {
    place.try_into().map_err(|error: PositionError| error.to_string())
}
