//! Every call of the disk that a call of the library makes fails once, and from then on: what the library says, and what is there
//! afterwards, which is what was before or what was to come, never a third.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::types::ValueRef;
use tempfile::TempDir;
use usalama_core::client::{
    Error, IncidentFilter, Located, NewPatrol, NewSos, NewTip, Settings, UnderWay, Unsent, UpdateOptions, Usalama,
};
use usalama_core::clock::{ManualClock, Timestamp};
use usalama_core::event::{Audience, Role, SubjectId};
use usalama_core::keys::HostKey;
use usalama_core::model::cap::Severity;
use usalama_core::model::duty::{ExceptionKind, LegPlan, ObservationType, Transport};
use usalama_core::model::incident::{Category, NewIncident};
use usalama_core::model::sos::{SosKind, SosMode, SosTrigger};
use usalama_core::model::tip::TipTopic;
use usalama_core::text::{Comment, Description};
use usalama_faulty_disk::{Disk, Fault, Plan};

use crate::town::Town;

/// A phone as it was before each call: a guard's, with reports, a patrol under way, a tip that waits.
#[derive(Debug)]
pub struct Before {
    folder: TempDir,
    key: HostKey,
    now: Timestamp,
    report: SubjectId,
    place: usalama_core::geo::Position,
}

/// What became of a call under every fault.
#[derive(Debug, Clone, Copy, Default)]
pub struct Row {
    /// Its name.
    pub name: &'static str,
    /// Calls of the disk that it makes.
    pub calls: u64,
    /// Faults that were tried.
    pub tried: u64,
    /// How often it said what went wrong.
    pub typed: u64,
    /// How often the state was afterwards what it was before.
    pub old: u64,
    /// How often it was what it was to become.
    pub new: u64,
    /// How often a call of several steps stood between two of them, and came to the end when it was made again.
    pub between: u64,
    /// Anything else.
    pub third: u64,
}

type Act = Box<dyn Fn(&Usalama, &Before, &Path) -> Result<(), Error>>;

/// A call of the library.
struct Call {
    name: &'static str,
    /// It takes several transactions, each of which leaves a sound state; made again it comes to the same end.
    in_steps: bool,
    /// The library is opened under the faults too, and the rest of the call is done there.
    opens: bool,
    act: Act,
}

impl Before {
    /// Makes it.
    ///
    /// # Panics
    /// Where that fails.
    pub async fn make(town: &Town) -> Self {
        let phone = town.recruit(Role::Guard).await;
        phone.go_offline();
        let place = town.place();
        let mut report = None;
        for _ in 0..3 {
            town.clock.advance(Duration::from_secs(13 * 60));
            report = Some(phone.app.report(incident(&place)).expect("a report").incident.id);
        }
        let patrol = phone.app.start_patrol(NewPatrol::default()).expect("a patrol");
        patrol.located(&[located(&place)]).expect("a position");
        phone.app.share_tip(tip(&place)).expect("a tip");
        town.clock.advance(Duration::from_secs(3600));
        let (key, now) = (phone.key.clone(), usalama_core::clock::Clock::now(&*town.clock));
        Self { key, now, report: report.expect("a report"), place, folder: phone.closed() }
    }

    fn settings(&self, folder: &Path) -> Settings {
        Settings::new(folder).clock(Arc::new(ManualClock::starting_at(self.now)))
    }

    fn copied(&self) -> TempDir {
        let fresh = tempfile::tempdir().expect("a temporary folder");
        super::copy(self.folder.path(), fresh.path());
        fresh
    }

    /// What is there, once the library has been opened without a fault: who is signed in, and each table of each file, without what
    /// chance or a clock chose.
    fn state(&self, folder: &Path) -> String {
        match Usalama::open(self.settings(folder), &self.key) {
            Ok(app) => {
                // Views that are behind are kept when they are asked for.
                let _ = app.incident_states();
                drop(app);
            }
            Err(error) => return format!("it does not open: {error:?}"),
        }
        let mut files = vec![];
        for entry in std::fs::read_dir(folder.join("profiles")).into_iter().flatten().flatten() {
            let path = entry.path();
            let name = entry.file_name().into_string().unwrap_or_default();
            if path.extension().is_some_and(|extension| extension == "db") {
                files.push(dump(&path));
            } else if name.contains(".damaged-") {
                files.push("set aside".to_owned());
            }
        }
        files.sort();
        let signed_in = std::fs::read_to_string(folder.join("signed-in")).unwrap_or_default();
        format!("signed in: {}\n{}", signed_in.len(), files.join("\n\n"))
    }
}

fn dump(path: &Path) -> String {
    let file = Connection::open(path).expect("a file that was just opened");
    let mut lines = BTreeSet::new();
    let tables = {
        let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB 'sqlite_*'
                   AND name NOT GLOB 'incident_place_*' ORDER BY name";
        let mut statement = file.prepare(sql).expect("the schema");
        let names = statement.query_map([], |row| row.get::<_, String>(0)).expect("the schema");
        names.collect::<Result<Vec<_>, _>>().expect("names")
    };
    for table in tables {
        let mut statement = file.prepare(&format!("SELECT * FROM \"{table}\"")).expect("a table");
        let columns = statement.column_count();
        let mut rows = statement.query([]).expect("rows");
        let mut these = vec![];
        while let Some(row) = rows.next().expect("a row") {
            let values = (0..columns).map(|column| plain(row.get_ref(column).expect("a value")));
            these.push(values.collect::<Vec<_>>().join(" | "));
        }
        these.sort();
        lines.extend(these.into_iter().enumerate().map(|(no, row)| format!("{table} {no}: {row}")));
    }
    lines.into_iter().collect::<Vec<_>>().join("\n")
}

/// A value without what chance or a clock chose.
fn plain(value: ValueRef<'_>) -> String {
    match value {
        ValueRef::Null => "-".to_owned(),
        ValueRef::Integer(number) if number.unsigned_abs() > 1_000_000 => "t".to_owned(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Blob(bytes) => format!("b{}", bytes.len()),
        ValueRef::Text(text) => {
            let mut out = String::new();
            let mut word = String::new();
            for c in String::from_utf8_lossy(text).chars().chain([' ']) {
                if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '+' | '/' | '=') {
                    word.push(c);
                    continue;
                }
                let digits = word.chars().all(|c| c.is_ascii_digit());
                out.push_str(if word.len() > 18 || digits && word.len() > 6 { "x" } else { &word });
                word.clear();
                out.push(c);
            }
            out
        }
    }
}

fn incident(place: &usalama_core::geo::Position) -> NewIncident {
    let mut new = NewIncident::new(Category::Theft, place.clone());
    new.description = Description::new("Wawili kwa pikipiki.").ok();
    new
}

fn tip(place: &usalama_core::geo::Position) -> NewTip {
    let words = Description::new("Boys on the corner sell something at dusk.").expect("words");
    NewTip { whereabouts: place.clone().into(), ..NewTip::new(TipTopic::Drugs, words) }
}

fn located(place: &usalama_core::geo::Position) -> Located {
    Located { position: place.clone(), age: Duration::from_secs(1), speed_mps: None, is_mock: false }
}

fn words() -> Comment {
    Comment::new("Bado iko hapa.").expect("words")
}

fn patrol<T>(
    app: &Usalama,
    act: impl FnOnce(usalama_core::client::ActivePatrol<'_>) -> Result<T, Error>,
) -> Result<(), Error> {
    match app.patrol_under_way()? {
        Some(UnderWay::Active(patrol)) => act(patrol).map(|_| ()),
        _ => Err(Error::NotFound),
    }
}

fn call(name: &'static str, act: impl Fn(&Usalama, &Before, &Path) -> Result<(), Error> + 'static) -> Call {
    Call { name, in_steps: false, opens: false, act: Box::new(act) }
}

fn steps(name: &'static str, act: impl Fn(&Usalama, &Before, &Path) -> Result<(), Error> + 'static) -> Call {
    Call { in_steps: true, ..call(name, act) }
}

fn now<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(future)
}

#[rustfmt::skip]
fn calls() -> Vec<Call> {
    let other = HostKey::from_bytes([9; 32]);
    vec![
        Call { opens: true, ..steps("open", |_, _, _| Ok(())) },
        call("report", |app, before, _| app.report(incident(&before.place)).map(|_| ())),
        call("update", |app, before, _| app.update(before.report, words(), UpdateOptions::default()).map(|_| ())),
        call("withdraw", |app, before, _| app.withdraw(before.report).map(|_| ())),
        call("narrow", |app, before, _| app.narrow(before.report, Audience::Police).map(|_| ())),
        call("share_tip", |app, before, _| app.share_tip(tip(&before.place)).map(|_| ())),
        call("report_anonymously", |app, before, _| app.report_anonymously(incident(&before.place), false).map(|_| ())),
        call("forget_receipt", |app, _, _| {
            let threads = app.anonymous_threads()?;
            threads.first().map_or(Ok(()), |thread| app.forget_receipt(&thread.receipt))
        }),
        steps("raise_sos", |app, before, _| {
            app.raise_sos(NewSos::new(SosTrigger::Button, SosMode::Loud, SosKind::Medical).at(before.place.clone())).map(|_| ())
        }),
        call("follow_areas", |app, _, _| app.follow_areas(&BTreeSet::from([usalama_core::geo::AreaId::new(uuid::Uuid::nil())]))),
        call("set_quiet_hours", |app, _, _| app.set_quiet_hours(None)),
        call("act_as", |app, _, _| app.act_as(Some(Role::Resident))),
        call("patrol.located", |app, before, _| patrol(app, |patrol| patrol.located(&[located(&before.place), located(&before.place)]))),
        call("patrol.observe", |app, before, _| {
            patrol(app, |patrol| patrol.observe(ObservationType::LightOut, Severity::Minor, None, Some(before.place.clone())))
        }),
        call("patrol.note_exception", |app, _, _| patrol(app, |patrol| patrol.note_exception(ExceptionKind::BatteryDead))),
        steps("patrol.change_leg", |app, _, _| {
            let leader = app.signed_in().ok_or(Error::NotSignedIn)?;
            patrol(app, |patrol| patrol.change_leg(LegPlan { transport: Transport::Vehicle, leader, members: vec![] }, None, None))
        }),
        steps("patrol.pause", |app, _, _| patrol(app, |patrol| patrol.pause(None).map(|_| ()))),
        steps("patrol.complete", |app, _, _| patrol(app, |patrol| patrol.complete(None))),
        steps("patrol.abort", |app, _, _| patrol(app, |patrol| patrol.abort(words()))),
        steps("sweep", |app, _, _| app.sweep().map(|_| ())),
        steps("sign_in_new", move |app, _, _| app.sign_in_new(&other).map(|_| ())),
        call("sign_out", |app, _, _| app.sign_out()),
        call("sign_in", |app, before, _| app.sign_in(app.profiles()?.first().ok_or(Error::NotFound)?.actor, &before.key)),
        call("pause", |app, _, _| now(app.pause())),
        steps("erase_me", |app, _, _| now(app.erase_me(Unsent::Discard, Duration::from_secs(1))).map(|_| ())),
        call("export_my_data", |app, _, folder| app.export_my_data(&folder.join("copy.json")).map(|_| ())),
        call("incidents", |app, _, _| app.incidents(IncidentFilter::default(), None, 20).map(|_| ())),
        call("incident", |app, before, _| app.incident(before.report).map(|_| ())),
        call("incident_states", |app, _, _| app.incident_states().map(|_| ())),
        call("publications", |app, _, _| app.publications(20).map(|_| ())),
        call("what_may_i_do", |app, before, _| app.what_may_i_do(before.report).map(|_| ())),
        call("verify_signatures", |app, before, _| app.verify_signatures(before.report).map(|_| ())),
        call("sync_status", |app, _, _| app.sync_status().map(|_| ())),
        call("profiles", |app, _, _| app.profiles().map(|_| ())),
        call("anonymous_threads", |app, _, _| app.anonymous_threads().map(|_| ())),
        call("alerts_here", |app, _, _| app.alerts_here(None).map(|_| ())),
        call("take_alert_notices", |app, _, _| app.take_alert_notices(None).map(|_| ())),
        call("sos_list", |app, _, _| app.sos_list(20).map(|_| ())),
        call("patrol_under_way", |app, _, _| app.patrol_under_way().map(|_| ())),
    ]
}

/// How many calls of the library are tried.
#[must_use]
pub fn number() -> usize {
    calls().len()
}

/// Tries each call of the library with faults at every `stride`th call of the disk.
///
/// # Panics
/// Where the library panics, or a call fails without a fault.
#[must_use]
pub fn table(before: &Before, stride: u64) -> Vec<Row> {
    let old = before.state(before.copied().path());
    calls().iter().enumerate().map(|(no, call)| row(before, call, &old, stride, no as u64)).collect()
}

fn row(before: &Before, call: &Call, old: &str, stride: u64, no: u64) -> Row {
    let (_, dry, calls, new) = one(before, call, Plan::default());
    assert!(dry.is_ok(), "{}: {dry:?}", call.name);
    let mut row = Row { name: call.name, calls: calls.len() as u64, ..Row::default() };
    for (at, kind) in (1..).zip(&calls) {
        if !(at + no).is_multiple_of(stride) {
            continue;
        }
        for fault in [Fault::Io, Fault::Full, Fault::Short].into_iter().filter(|fault| fault.fits(*kind)) {
            for lasts in [false, true] {
                let plan = Plan { fail_at: Some((at, fault, lasts)), ..Plan::default() };
                let (folder, done, _, state) = one(before, call, plan);
                row.tried += 1;
                row.typed += u64::from(done.is_err());
                if state == new {
                    row.new += 1;
                } else if state == old && (done.is_err() || new == old) {
                    row.old += 1;
                } else if call.in_steps && done.is_err() && comes_to(before, call, folder.path(), &new) {
                    row.between += 1;
                } else if state == old {
                    row.third += 1;
                    println!(
                        "{} at {at} ({kind:?} {fault:?} lasts {lasts}): it said yes, and nothing was done",
                        call.name
                    );
                } else {
                    row.third += 1;
                    println!("{} at {at} ({kind:?} {fault:?} lasts {lasts}): {done:?}", call.name);
                    tell(&state, old, &new);
                }
            }
        }
    }
    row
}

/// The rows as a table.
#[must_use]
pub fn printed(rows: &[Row]) -> String {
    let mut table = comfy_table::Table::new();
    table.load_style(comfy_table::presets::UTF8_HORIZONTAL_ONLY).set_header([
        "call",
        "I/O calls",
        "faults tried",
        "typed errors",
        "old",
        "new",
        "a step between",
        "third",
    ]);
    let mut sum = Row { name: "all", ..Row::default() };
    for row in rows {
        sum.calls += row.calls;
        sum.tried += row.tried;
        sum.typed += row.typed;
        sum.old += row.old;
        sum.new += row.new;
        sum.between += row.between;
        sum.third += row.third;
    }
    for row in rows.iter().chain([&sum]) {
        let figures = [row.calls, row.tried, row.typed, row.old, row.new, row.between, row.third];
        table.add_row(std::iter::once(row.name.to_owned()).chain(figures.map(|figure| figure.to_string())));
    }
    table.to_string()
}

fn tell(state: &str, old: &str, new: &str) {
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<BTreeSet<_>>();
    let (state, both) = (lines(state), lines(old).into_iter().chain(lines(new)).collect::<BTreeSet<_>>());
    for line in state.difference(&both).take(6) {
        println!("    there: {}", line.chars().take(220).collect::<String>());
    }
    for line in both.difference(&state).take(6) {
        println!("    not there: {}", line.chars().take(220).collect::<String>());
    }
}

/// One call under a plan: where, what it said, which calls of the disk it made, what is there afterwards.
fn one(
    before: &Before,
    call: &Call,
    plan: Plan,
) -> (TempDir, Result<(), Error>, Vec<usalama_faulty_disk::Call>, String) {
    let folder = before.copied();
    let disk = Disk::watch(folder.path(), 1);
    let (done, calls) = if call.opens {
        disk.plan(plan);
        let opened = Usalama::open(before.settings(folder.path()), &before.key);
        let calls = disk.calls();
        (opened.map(|_| ()), calls)
    } else {
        let app = Usalama::open(before.settings(folder.path()), &before.key).expect("it opens without a fault");
        disk.plan(plan);
        let done = (call.act)(&app, before, folder.path());
        (done, disk.calls())
    };
    disk.plan(Plan::default());
    disk.leave();
    let state = before.state(folder.path());
    (folder, done, calls, state)
}

fn comes_to(before: &Before, call: &Call, folder: &Path, end: &str) -> bool {
    if let Ok(app) = Usalama::open(before.settings(folder), &before.key) {
        let _ = (call.act)(&app, before, folder);
    }
    before.state(folder) == end
}
