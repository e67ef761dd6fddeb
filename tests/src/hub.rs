//! The real hub, as a process of its own on a free port.

use std::collections::HashMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use usalama_core::sync::{HttpTransport, Method, Request, Transport};
use uuid::Uuid;

/// How long the hub may take to start or to print a code.
const PATIENCE: Duration = Duration::from_secs(20);

/// What the hub printed, as it comes.
#[derive(Debug, Default)]
struct Printed {
    address: Option<String>,
    codes: HashMap<Uuid, String>,
    ended: bool,
}

type Output = Arc<(Mutex<Printed>, Condvar)>;

/// A running hub. It is ended when this is dropped.
#[derive(Debug)]
pub struct Hub {
    child: Child,
    data: PathBuf,
    address: String,
    printed: Output,
}

/// The hub's program: `USALAMA_HUB_BIN`, else the one beside the running test.
#[must_use]
pub fn program() -> PathBuf {
    if let Some(path) = std::env::var_os("USALAMA_HUB_BIN") {
        return path.into();
    }
    let here = std::env::current_exe().unwrap_or_default();
    let beside = here.ancestors().skip(1).map(|folder| folder.join("usalama-hub")).find(|path| path.is_file());
    beside.expect("the hub's program is missing: run `cargo build -p usalama-hub`, or `cargo xtask test`")
}

impl Hub {
    /// Starts a hub on a free port, with its clock and its codes in our hands (`--dev`).
    #[must_use]
    pub fn start(data: &Path) -> Self {
        Self::start_with(data, &[])
    }

    /// Starts a hub with more settings.
    #[must_use]
    pub fn start_with(data: &Path, settings: &[&str]) -> Self {
        Self::listening(data, "127.0.0.1:0", settings)
    }

    /// The hub is ended at once, as by a power cut, and started again at the same address. Its clock is right again.
    pub fn restart(&mut self) {
        self.kill();
        let (data, address) = (self.data.clone(), self.address.clone());
        *self = Self::listening(&data, address.trim_start_matches("http://"), &[]);
    }

    fn listening(data: &Path, listen: &str, settings: &[&str]) -> Self {
        let mut child = Command::new(program())
            .args(["serve", "--listen", listen, "--dev", "--data"])
            .arg(data)
            // Load tests come from one address: its limit is tested elsewhere.
            .args(if settings.is_empty() {
                vec!["--requests-per-second", "100000", "--burst", "100000"]
            } else {
                settings.to_vec()
            })
            .stdout(Stdio::piped())
            .stderr(
                std::fs::File::options()
                    .create(true)
                    .append(true)
                    .open(data.join("hub.log"))
                    .map_or_else(|_| Stdio::null(), Stdio::from),
            )
            .spawn()
            .expect("the hub starts");
        let printed = Output::default();
        let lines = child.stdout.take().map(BufReader::new).expect("the hub's output");
        let theirs = printed.clone();
        std::thread::spawn(move || read(lines, &theirs));
        let address = wait(&printed, |printed| printed.address.clone()).expect("the hub listens");
        Self { child, data: data.to_owned(), address, printed }
    }

    /// `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The hub's folder.
    #[must_use]
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// The code that the hub would have sent by SMS.
    #[must_use]
    pub fn code(&self, enrolment: Uuid) -> String {
        wait(&self.printed, |printed| printed.codes.get(&enrolment).cloned()).expect("the hub prints the code")
    }

    /// Runs `usalama-hub admin …` beside the running hub, and returns what it prints.
    ///
    /// # Panics
    /// Where the command fails.
    #[must_use]
    pub fn admin(&self, arguments: &[&str]) -> String {
        let output = Command::new(program())
            .args(["admin", "--data"])
            .arg(&self.data)
            .args(arguments)
            .output()
            .expect("the administrator's command runs");
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("text").trim().to_owned()
    }

    /// Runs `usalama-hub admin …` that is to fail, and returns what it says.
    ///
    /// # Panics
    /// Where the command succeeds.
    #[must_use]
    pub fn admin_refuses(&self, arguments: &[&str]) -> String {
        let output = Command::new(program())
            .args(["admin", "--data"])
            .arg(&self.data)
            .args(arguments)
            .output()
            .expect("the administrator's command runs");
        assert!(!output.status.success(), "{arguments:?}");
        String::from_utf8(output.stderr).expect("text").trim().to_owned()
    }

    /// Moves the hub's clock and lets it do what is due then.
    ///
    /// # Panics
    /// Where the hub does not answer.
    pub async fn advance(&self, by: Duration) {
        let body = format!("{{\"advance_s\":{}}}", by.as_secs()).into_bytes();
        let request =
            Request { method: Method::Post, path: "/dev/clock", token: None, etag: None, body, timeout: PATIENCE };
        let transport = HttpTransport::new(&self.address).expect("an address");
        let response = transport.send(request).await.expect("the hub answers");
        assert_eq!(response.status, 200, "{}", String::from_utf8_lossy(&response.body));
    }

    /// Ends the hub at once, as a power cut would.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        self.kill();
    }
}

fn read(lines: impl BufRead, printed: &Output) {
    for line in lines.lines().map_while(Result::ok) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let mut guard = printed.0.lock().unwrap_or_else(PoisonError::into_inner);
        match words.as_slice() {
            ["listening", "on", address] => guard.address = Some(format!("http://{address}")),
            ["enrolment", id, "code", code] => {
                guard.codes.extend(Uuid::try_parse(id).map(|id| (id, (*code).to_owned())));
            }
            _ => {}
        }
        printed.1.notify_all();
    }
    printed.0.lock().unwrap_or_else(PoisonError::into_inner).ended = true;
    printed.1.notify_all();
}

fn wait<T>(printed: &Output, ready: impl Fn(&Printed) -> Option<T>) -> Option<T> {
    let until = Instant::now() + PATIENCE;
    let mut guard = printed.0.lock().unwrap_or_else(PoisonError::into_inner);
    loop {
        if let Some(value) = ready(&guard) {
            return Some(value);
        }
        let left = until.saturating_duration_since(Instant::now());
        if guard.ended || left.is_zero() {
            return None;
        }
        guard = printed.1.wait_timeout(guard, left).unwrap_or_else(PoisonError::into_inner).0;
    }
}
