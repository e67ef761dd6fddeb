//! The hub and the phones of one history, and what a step of a plan does to them.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use tempfile::TempDir;
use usalama_core::client::{Error, Usalama};
use usalama_core::clock::{Clock as _, ManualClock, Timestamp};
use usalama_core::event::{ActorId, EventId, SubjectId};
use usalama_core::sync::SyncError;
use usalama_hub::HubError;
use usalama_hub::enrolment::grants::{current, take_back};
use usalama_hub::ledger::LedgerError;
use usalama_hub::ledger::events::{self, Verdict};

use super::acts::{Doing, Known};
use super::bugs::Bug;
use super::faults::Fault;
use super::people::Part;
use super::plan::{Focus, Plan, Step};
use super::probe::{Probe, Written};
use super::table::Table;
use super::template::{Codes, DEADLINE, Person, Template, copy, enrol, open_hub, open_phone};
use super::wire::{Clocks, HubSide, Line, Script, Wire};

/// What went wrong in a history, in words. A failure.
pub type Wrong = String;

/// One phone.
#[derive(Debug)]
pub struct Phone {
    /// Whose.
    pub part: Part,
    /// Who that is.
    pub person: Person,
    /// The library; nothing for a moment, while it is started again.
    app: Option<Arc<Usalama>>,
    /// Its network.
    pub wire: Arc<Wire>,
    /// A look into its file.
    pub probe: Arc<Probe>,
    clock: Arc<ManualClock>,
    /// Where its files are.
    pub directory: PathBuf,
    backup: Option<PathBuf>,
    /// It began as a copy of another phone.
    pub is_clone: bool,
    moved: bool,
    life: u32,
    /// How far its clock was set wrong, in years.
    years: i8,
    /// The account went on with a copy of it, and cannot come back: what is unsent stays here, and its owner sees it.
    pub is_stranded: bool,
}

impl Phone {
    /// The library.
    ///
    /// # Panics
    /// While the phone is off.
    #[must_use]
    pub fn app(&self) -> &Arc<Usalama> {
        self.app.as_ref().expect("the phone is on")
    }

    /// Who is signed in on it.
    #[must_use]
    pub const fn actor(&self) -> ActorId {
        self.person.actor
    }
}

/// An act that its author was told to be on the disk.
#[derive(Debug, Clone)]
pub struct Acknowledged {
    /// Which event.
    pub written: Written,
    /// On which phone.
    pub phone: usize,
}

/// Everything of one history.
#[derive(Debug)]
pub struct World<'a> {
    /// How it began.
    pub template: &'a Template,
    /// The phones.
    pub phones: Vec<Phone>,
    /// What was acknowledged.
    pub acknowledged: Vec<Acknowledged>,
    /// Of that, what was lost with a phone that was replaced by its backup.
    pub gone: BTreeSet<EventId>,
    /// Tips that were shared without a name, and on which phone: they are no events of its log.
    pub anonymous: Vec<(usize, SubjectId)>,
    /// What was begun.
    pub known: Vec<Known>,
    /// What met what.
    pub table: Table,
    /// What happened, for whoever looks into a failure.
    pub diary: Option<Vec<String>>,
    folder: TempDir,
    line: Line,
    hub_clock: Arc<ManualClock>,
    clocks: Arc<Clocks>,
    codes: Arc<Codes>,
    hub_life: u32,
    focus: Focus,
    bug: Option<Bug>,
}

impl<'a> World<'a> {
    /// As the template is, with these people.
    ///
    /// # Panics
    /// Where it cannot be set up.
    #[must_use]
    pub fn new(template: &'a Template, plan: &Plan, bug: Option<Bug>) -> Self {
        let (folder, codes) = (super::template::folder(), Arc::new(Codes::default()));
        let hub_clock = Arc::new(ManualClock::starting_at(template.begins));
        let clocks = Arc::new(Clocks::default());
        clocks.add(hub_clock.clone());
        let at = folder.path().join("hub-0");
        template.copy_hub(&at);
        let hub = open_hub(&at, &hub_clock, &codes, Some(&template.care)).expect("the hub opens");
        let mut world = Self {
            template,
            phones: vec![],
            acknowledged: vec![],
            gone: BTreeSet::new(),
            anonymous: vec![],
            known: vec![Known::site(template.site)],
            table: Table::default(),
            diary: None,
            folder,
            line: Arc::new(RwLock::new(Some(Arc::new(hub)))),
            hub_clock,
            clocks,
            codes,
            hub_life: 0,
            focus: plan.focus,
            bug,
        };
        for part in &plan.cast {
            let directory = Template::phone_folder(world.folder.path(), world.phones.len(), 0);
            template.copy_phone(*part, &directory);
            world.add_phone(*part, directory, template.begins, false);
        }
        world
    }

    fn add_phone(&mut self, part: Part, directory: PathBuf, now: Timestamp, is_clone: bool) {
        let person = self.template.people[&part].clone();
        let clock = Arc::new(ManualClock::starting_at(now));
        self.clocks.add(clock.clone());
        let probe = Arc::new(Probe::default());
        let officer = self.template.people[&Part::Officer].actor;
        let is_resident = part.role() == usalama_core::event::Role::Resident;
        let tamper = self.bug.and_then(|bug| bug.on_the_line(is_resident, officer));
        let wire = Arc::new(Wire::new(self.line.clone(), probe.clone(), self.clocks.clone(), tamper));
        let phone = Phone {
            part,
            person,
            app: None,
            wire,
            probe,
            clock,
            directory,
            backup: None,
            is_clone,
            moved: false,
            life: 0,
            years: 0,
            is_stranded: false,
        };
        self.phones.push(phone);
        self.switch_on(self.phones.len() - 1);
    }

    fn switch_on(&mut self, number: usize) {
        let bug = self.bug;
        let phone = &mut self.phones[number];
        let Person { actor, key } = &phone.person;
        phone.app = Some(Arc::new(open_phone(&phone.directory, key, &phone.clock, &phone.wire)));
        phone.probe.turn_to(&phone.directory, *actor, key);
        if let Some(bug) = bug {
            phone.probe.ask(|file| bug.infect_phone(file));
        }
    }

    /// The hub.
    ///
    /// # Panics
    /// While it is down.
    #[must_use]
    pub fn hub(&self) -> Arc<HubSide> {
        let line = self.line.read().unwrap_or_else(PoisonError::into_inner);
        line.clone().expect("the hub is up")
    }

    /// Now, by the hub's clock.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.hub_clock.now()
    }

    fn note(&mut self, what: impl FnOnce() -> String) {
        if let Some(diary) = &mut self.diary {
            diary.push(what());
        }
    }

    /// Does what a step says, as far as it can be done.
    ///
    /// # Errors
    /// What went wrong, where the library answers what it must not.
    pub async fn step(&mut self, step: &Step) -> Result<(), Wrong> {
        self.clocks.advance(Duration::from_secs(37));
        let people = self.phones.len();
        match step {
            Step::Act { who, chance } => self.act(who % people, *chance)?,
            Step::ActOnline { who, chance, script } => self.act_online(who % people, *chance, script.clone()).await?,
            Step::Sync { who, script } => {
                self.sync(who % people, script.clone()).await?;
            }
            Step::Late { who } => self.phones[who % people].wire.arrive_late().await,
            Step::Crash { who } => {
                self.phones[who % people].wire.meet(Fault::Crash);
                self.crash(who % people);
            }
            Step::HubCrash => {
                for phone in &self.phones {
                    phone.wire.meet(Fault::HubCrash);
                }
                self.crash_hub();
            }
            Step::SignOut { who } => self.sign_out_or_in(who % people)?,
            Step::ClockJump { who, years } => self.jump(who % people, *years),
            Step::Revoke { who } => self.revoke(who % people),
            Step::Grant { who, moved } => self.grant(who % people, *moved).await,
            Step::Backup { who } => self.back_up(who % people),
            Step::Restore { who } => self.restore(who % people),
            Step::Clone { who } => self.clone_phone(who % people),
            Step::Away { who, gone } => {
                let phone = &self.phones[who % people];
                phone.wire.set_online(!gone);
                if *gone {
                    phone.wire.meet(Fault::Away);
                }
            }
            Step::Wait { minutes } => self.pass(Duration::from_secs(60 * u64::from(*minutes)))?,
        }
        self.collect();
        Ok(())
    }

    /// Takes down what met what.
    fn collect(&mut self) {
        for phone in &self.phones {
            self.table.met(phone.wire.take_met());
        }
    }

    /// Time passes, and the hub does what is due.
    ///
    /// # Errors
    /// Where it cannot.
    pub fn pass(&mut self, time: Duration) -> Result<(), Wrong> {
        self.clocks.advance(time);
        usalama_hub::timers::run_due(&self.hub().hub).map_err(|error| format!("the hub's timers: {error}"))
    }

    fn doing(&self, number: usize, chance: u64) -> Doing<'_> {
        Doing {
            app: self.phones[number].app(),
            chance: fastrand::Rng::with_seed(chance),
            ground: &self.template.ground,
            people: &self.template.people,
            known: &self.known,
            focus: self.focus,
            part: self.phones[number].part,
            probe: &self.phones[number].probe,
        }
    }

    fn act(&mut self, number: usize, chance: u64) -> Result<(), Wrong> {
        let phone = &self.phones[number];
        let before = phone.probe.newest();
        let done = super::acts::act(&mut self.doing(number, chance));
        self.keep(number, before, done.map_err(|error| format!("{}: {error}", phone.part.role())))
    }

    fn keep(
        &mut self,
        number: usize,
        before: i64,
        done: Result<Option<super::acts::Done>, Wrong>,
    ) -> Result<(), Wrong> {
        let done = done?;
        let written = self.phones[number].probe.written_after(before);
        if done.is_none() && written.is_empty() {
            return Ok(());
        }
        let (name, begun) = done.map_or(("by itself", None), |done| (done.name, done.begun));
        self.note(|| format!("phone {number}: {name} {:?}", written.iter().map(|w| &w.kind).collect::<Vec<_>>()));
        self.table.done(&written);
        if let Some(tip) = begun.filter(|_| name == super::deeds::ANONYMOUSLY) {
            self.anonymous.push((number, tip.id));
            self.table.done_apart(name);
        }
        self.known.extend(begun);
        self.acknowledged.extend(written.into_iter().map(|written| Acknowledged { written, phone: number }));
        Ok(())
    }

    /// Somebody does something in particular. What is written by it is acknowledged.
    ///
    /// # Errors
    /// What the library says.
    pub fn write<T>(&mut self, number: usize, act: impl FnOnce(&Usalama) -> Result<T, Error>) -> Result<T, Error> {
        let before = self.phones[number].probe.newest();
        let done = act(self.phones[number].app());
        self.acknowledge(number, before);
        done
    }

    /// Takes down what was written on a phone after a row of its log, as somebody was told.
    pub fn acknowledge(&mut self, number: usize, after: i64) {
        let written = self.phones[number].probe.written_after(after);
        self.table.done(&written);
        self.acknowledged.extend(written.into_iter().map(|written| Acknowledged { written, phone: number }));
    }

    /// An exchange that is given up in the middle, by its caller: the app goes on.
    ///
    /// # Errors
    /// Where it was not cut off.
    pub async fn cut_off(&mut self, number: usize, request: u32) -> Result<(), Wrong> {
        let wire = self.phones[number].wire.clone();
        wire.follow(vec![(request, super::faults::Trouble::CrashAfterCommit)]);
        let done = tokio::select! {
            biased;
            () = wire.crash() => None,
            outcome = self.phones[number].app().sync(DEADLINE) => Some(outcome),
        };
        wire.follow(vec![]);
        done.map_or(Ok(()), |outcome| Err(format!("it was through before: {outcome:?}")))
    }

    async fn act_online(&mut self, number: usize, chance: u64, script: Script) -> Result<(), Wrong> {
        let before = self.phones[number].probe.newest();
        let wire = self.phones[number].wire.clone();
        wire.follow(script);
        let done = {
            let mut doing = self.doing(number, chance);
            tokio::select! {
                biased;
                () = wire.crash() => None,
                done = super::acts::act_online(&mut doing) => Some(done),
            }
        };
        wire.follow(vec![]);
        match done {
            None => self.crash(number),
            Some(done) => self.keep(number, before, done.map_err(|error| error.to_string()))?,
        }
        self.after_the_exchange(number);
        Ok(())
    }

    /// One exchange. Says what it did, where the phone lived to tell.
    ///
    /// # Errors
    /// Where the library answers what it must not.
    pub async fn sync(
        &mut self,
        number: usize,
        script: Script,
    ) -> Result<Option<(usalama_core::client::SyncReport, Option<SyncError>)>, Wrong> {
        let phone = &self.phones[number];
        let wire = phone.wire.clone();
        wire.follow(script);
        let outcome = tokio::select! {
            biased;
            () = wire.crash() => None,
            outcome = phone.app().sync(DEADLINE) => Some(outcome.map_err(|error| format!("sync: {error}"))?),
        };
        wire.follow(vec![]);
        if outcome.is_none() {
            self.crash(number);
        }
        self.after_the_exchange(number);
        let told = outcome.map(|outcome| (outcome.report, outcome.error));
        let said = wire.take_said();
        self.note(|| format!("phone {number}: sync {} {said:?}", brief(told.as_ref())));
        Ok(told)
    }

    fn after_the_exchange(&mut self, number: usize) {
        if self.phones[number].wire.takes_hub_down() {
            self.crash_hub();
        }
    }

    /// The app is killed: what is in its files just then is all there is.
    fn crash(&mut self, number: usize) {
        self.note(|| format!("phone {number}: crash"));
        self.replace_files(number, None);
    }

    fn replace_files(&mut self, number: usize, by: Option<PathBuf>) {
        let phone = &mut self.phones[number];
        phone.life += 1;
        let fresh = Template::phone_folder(self.folder.path(), number, phone.life);
        copy(by.as_deref().unwrap_or(&phone.directory), &fresh);
        phone.probe.look_away();
        drop(phone.app.take());
        let old = std::mem::replace(&mut phone.directory, fresh);
        // What is left over of it is in nobody's way.
        let _ = std::fs::remove_dir_all(old);
        self.switch_on(number);
    }

    fn crash_hub(&mut self) {
        self.note(|| "the hub: crash".to_owned());
        let from = self.folder.path().join(format!("hub-{}", self.hub_life));
        self.hub_life += 1;
        let to = self.folder.path().join(format!("hub-{}", self.hub_life));
        copy(&from, &to);
        *self.line.write().unwrap_or_else(PoisonError::into_inner) = None;
        let hub = open_hub(&to, &self.hub_clock, &self.codes, Some(&self.template.care)).expect("the hub opens again");
        *self.line.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(hub));
        let _ = std::fs::remove_dir_all(from);
    }

    fn sign_out_or_in(&mut self, number: usize) -> Result<(), Wrong> {
        let phone = &self.phones[number];
        if phone.app().signed_in().is_some() {
            phone.wire.meet(Fault::SignOut);
            phone.app().sign_out().map_err(|error| format!("sign-out: {error}"))
        } else {
            self.sign_in(number)
        }
    }

    /// Signs the owner of a phone in.
    ///
    /// # Errors
    /// Where the library does not.
    pub fn sign_in(&self, number: usize) -> Result<(), Wrong> {
        let phone = &self.phones[number];
        phone.app().sign_in(phone.person.actor, &phone.person.key).map_err(|error| format!("sign-in: {error}"))
    }

    fn jump(&mut self, number: usize, years: i8) {
        let now = self.now();
        let phone = &mut self.phones[number];
        phone.wire.meet(Fault::ClockJump);
        // Ten years on or back; a clock that is wrong already is set right.
        phone.years = if phone.years == 0 { years } else { 0 };
        phone.clock.set_wall(by_years(now, phone.years));
    }

    /// Sets a phone's clock right.
    pub fn set_right(&mut self, number: usize) {
        let now = self.now();
        let phone = &mut self.phones[number];
        phone.years = 0;
        phone.clock.set_wall(now);
    }

    fn revoke(&mut self, number: usize) {
        let phone = &self.phones[number];
        phone.wire.meet(Fault::Revoked);
        self.take_back_all(phone.actor());
        let part = phone.part;
        self.note(|| format!("{part:?}: revoked"));
    }

    fn take_back_all(&self, actor: ActorId) {
        let hub = self.hub();
        let taken = hub.hub.ledger.write::<_, LedgerError>(|write| {
            for kept in current(write, actor)? {
                take_back(write, kept.grant.id)?;
            }
            Ok(())
        });
        taken.expect("grants are taken back");
        hub.hub.look_around().expect("the hub sees it");
    }

    async fn grant(&mut self, number: usize, moved: bool) {
        let phone = &self.phones[number];
        if phone.app().signed_in().is_none() || !phone.wire.is_online() {
            return;
        }
        phone.wire.meet(if moved { Fault::Moved } else { Fault::Granted });
        // One part at a time, wherever it is played.
        self.take_back_all(phone.actor());
        let ground = &self.template.ground;
        // Who has to wait, or whose account another phone goes on as, stays without.
        let enrolled = enrol(phone.app(), &self.hub(), &self.codes, ground, (phone.part, moved)).await;
        let part = phone.part;
        self.phones[number].moved = moved;
        self.note(|| format!("{part:?}: granted, moved: {moved}, {enrolled:?}"));
    }

    fn back_up(&mut self, number: usize) {
        let to = self.folder.path().join(format!("backup-{number}"));
        let _ = std::fs::remove_dir_all(&to);
        let phone = &mut self.phones[number];
        copy(&phone.directory, &to);
        phone.backup = Some(to);
    }

    fn restore(&mut self, number: usize) {
        let Some(backup) = self.phones[number].backup.clone() else { return };
        self.note(|| format!("phone {number}: restored"));
        self.phones[number].wire.meet(Fault::Restored);
        self.collect();
        let mine: Vec<EventId> =
            self.acknowledged.iter().filter(|ack| ack.phone == number).map(|ack| ack.written.id).collect();
        self.replace_files(number, Some(backup));
        // What neither the hub nor the backup has went with the phone.
        let hub = self.hub();
        let probe = self.phones[number].probe.clone();
        self.gone.extend(mine.into_iter().filter(|id| !probe.has(*id) && !is_accepted(&hub, *id)));
        self.anonymous.retain(|(phone, tip)| *phone != number || probe.has_letter(*tip) || is_tip(&hub, *tip));
    }

    fn clone_phone(&mut self, number: usize) {
        if self.phones.iter().any(|phone| phone.is_clone) {
            return;
        }
        self.note(|| format!("phone {number}: cloned"));
        self.phones[number].wire.meet(Fault::Cloned);
        let directory = Template::phone_folder(self.folder.path(), self.phones.len(), 0);
        copy(&self.phones[number].directory, &directory);
        let part = self.phones[number].part;
        self.add_phone(part, directory, self.now(), true);
    }

    /// Switches a phone off for good, and gives its folder.
    pub fn switch_off(&mut self, number: usize) {
        self.phones[number].probe.look_away();
        drop(self.phones[number].app.take());
    }

    /// Whether a phone is on.
    #[must_use]
    pub fn is_on(&self, number: usize) -> bool {
        self.phones[number].app.is_some()
    }

    /// Enrols whoever lost the account to another phone.
    ///
    /// # Errors
    /// The library's.
    pub async fn enrol_again(&self, number: usize) -> Result<(), Error> {
        let phone = &self.phones[number];
        enrol(phone.app(), &self.hub(), &self.codes, &self.template.ground, (phone.part, phone.moved)).await
    }

    /// A folder for what a check needs.
    #[must_use]
    pub fn scratch(&self) -> PathBuf {
        self.folder.path().join("scratch")
    }

    /// Requests so far, of all phones.
    #[must_use]
    pub fn requests(&self) -> u64 {
        self.phones.iter().map(|phone| phone.wire.requests()).sum()
    }
}

/// Whether the hub has taken an event up.
fn is_accepted(hub: &HubSide, id: EventId) -> bool {
    let known = hub.hub.ledger.read::<_, HubError>(|db| Ok(events::verdict(db, id)?));
    matches!(known.expect("the ledger is readable"), Some((_, Verdict::Accepted(_))))
}

/// Whether the hub has a tip.
fn is_tip(hub: &HubSide, id: SubjectId) -> bool {
    hub.hub.ledger.read::<_, HubError>(|db| Ok(events::any_of(db, id)?)).expect("the ledger is readable")
}

/// An exchange in a few words.
fn brief(told: Option<&(usalama_core::client::SyncReport, Option<SyncError>)>) -> String {
    let Some((report, error)) = told else { return "cut off by a crash".to_owned() };
    format!(
        "sent {}, accepted {}, repeated {}, refused {}, deferred {}, received {}, evicted {}, resets {}, {error:?}",
        report.sent,
        report.accepted,
        report.duplicates,
        report.refused,
        report.deferred,
        report.received,
        report.evicted,
        report.resets
    )
}

fn by_years(at: Timestamp, years: i8) -> Timestamp {
    Timestamp::from_millis(at.as_millis() + i64::from(years) * 365 * 24 * 3_600_000)
}
