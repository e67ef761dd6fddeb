//! A hub on a port of its own, and people with keys, chains and cursors, as small as a phone can be.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use reqwest::{Client, Response, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tempfile::TempDir;
use usalama_core::clock::{DeviceTime, KENYA_UTC_OFFSET_MINUTES, Timestamp};
use usalama_core::event::{
    ActorId, Audience, Author, ChainHead, ChainId, Checksum, Draft, EventId, Part, PartName, Parts, Role, SubjectId,
    VerifiedEvent, pack, unpack,
};
use usalama_core::geo::{AreaId, Position};
use usalama_core::keys::{HostKey, KeyPurpose, Keyring, PublicKey, Signature};
use usalama_core::model::actor::OrgId;
use usalama_core::model::cap::Severity;
use usalama_core::model::duty::{Duty, DutyKind};
use usalama_core::model::grant::{Capability, GrantId, SignedGrant};
use usalama_core::model::incident::{
    Act, Anonymity, Category, Channel, Entry, Identity, Incident, Occurred, Place, Report, ReporterRelation,
    SCHEMA_VERSION, Sensitive, Stamp, VehicleHint, VehicleKind, Words,
};
use usalama_core::model::publication::Publication;
use usalama_core::model::refusal::RefusalCode;
use usalama_core::policy::{Bucket, audience_for, duty_audience, max_audience_of};
use usalama_core::sync::wire::*;
use usalama_core::text::{Comment, Description, Title};
use usalama_hub::codes::{CodeNotSent, CodeSender};
use usalama_hub::enrolment::grants::make_invitation;
use usalama_hub::ledger::grants::Terms;
use usalama_hub::ledger::reference;
use usalama_hub::reading::Access;
use usalama_hub::{Hub, HubError, Running, Settings, start};
use uuid::Uuid;

use super::place::town;

/// Keeps the codes that it should send.
#[derive(Debug, Default)]
pub struct RecordedCodes(Mutex<HashMap<Uuid, String>>);

impl CodeSender for RecordedCodes {
    fn send(&self, enrolment: Uuid, _: &str, code: &str) -> Result<(), CodeNotSent> {
        self.0.lock().unwrap().insert(enrolment, code.to_owned());
        Ok(())
    }
}

pub struct Town {
    pub running: Running,
    pub codes: Arc<RecordedCodes>,
    pub http: Client,
    directory: TempDir,
}

pub fn client() -> Client {
    // Nothing here is encrypted, but the client wants to know how it would be.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder().no_proxy().build().unwrap()
}

impl Town {
    pub async fn new() -> Self {
        Self::with(|_| {}).await
    }

    pub async fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let mut settings = Settings::in_directory(directory.path());
        settings.requests_per_second = NonZeroU32::new(10_000).unwrap();
        settings.burst = NonZeroU32::new(10_000).unwrap();
        change(&mut settings);
        let (running, codes) = Self::open(settings).await;
        let town = town();
        running
            .hub()
            .ledger
            .write::<_, HubError>(|write| Ok(reference::keep(write, &town.areas, &town.organisations)?))
            .unwrap();
        Self { running, codes, http: client(), directory }
    }

    async fn open(mut settings: Settings) -> (Running, Arc<RecordedCodes>) {
        settings.listen = "127.0.0.1:0".parse().unwrap();
        settings.dev = true;
        let codes = Arc::new(RecordedCodes::default());
        let hub = Hub::open(settings, Some(Arc::clone(&codes) as Arc<dyn CodeSender>)).unwrap();
        (start(hub).await.unwrap(), codes)
    }

    /// The hub stops, and another starts on the same data.
    pub async fn restart(self) -> Self {
        let settings = self.running.hub().settings.clone();
        self.running.stop().await.unwrap();
        let (running, codes) = Self::open(settings).await;
        Self { running, codes, http: client(), directory: self.directory }
    }

    pub fn data(&self) -> &std::path::Path {
        self.directory.path()
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.running.address())
    }

    pub fn now(&self) -> Timestamp {
        self.running.hub().now()
    }

    /// What somebody may pull.
    pub fn buckets_of(&self, actor: ActorId) -> BTreeSet<Bucket> {
        let hub = self.running.hub();
        hub.ledger.read::<_, HubError>(|db| Access::of(hub, db, actor)).unwrap().buckets
    }

    pub async fn advance(&self, by: Duration) {
        let body = serde_json::json!({ "advance_s": by.as_secs() });
        let answer = self.post("/dev/clock", None, &body).await;
        assert_eq!(answer.status(), StatusCode::OK);
    }

    pub async fn post<T: Serialize + ?Sized>(&self, path: &str, token: Option<&str>, body: &T) -> Response {
        let mut request = self.http.post(self.url(path)).json_body(body);
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        request.send().await.unwrap()
    }

    pub async fn ask<T: Serialize + ?Sized, R: DeserializeOwned>(
        &self,
        path: &str,
        token: Option<&str>,
        body: &T,
    ) -> Result<R, (u16, Problem)> {
        let answer = self.post(path, token, body).await;
        let status = answer.status();
        let bytes = answer.bytes().await.unwrap();
        if status == StatusCode::OK {
            Ok(serde_json::from_slice(&bytes).unwrap())
        } else {
            Err((status.as_u16(), serde_json::from_slice(&bytes).unwrap()))
        }
    }

    pub async fn code(&self, phone: &str) -> EnrolBy {
        let sent: CodeSent = self.ask(paths::ENROL_CODE, None, &CodeRequest { phone: phone.to_owned() }).await.unwrap();
        let code = self.codes.0.lock().unwrap().get(&sent.enrolment).cloned().unwrap();
        EnrolBy::Code { enrolment: sent.enrolment, code }
    }

    pub fn invitation(&self, terms: &Terms) -> EnrolBy {
        let expires = self.now().plus(Duration::from_secs(7 * 24 * 3600));
        let invited = self
            .running
            .hub()
            .ledger
            .write::<_, HubError>(|write| make_invitation(write, terms, expires, None))
            .unwrap();
        EnrolBy::Invitation { invitation: invited.secret }
    }

    /// A resident of a ward, signed in.
    pub async fn resident(&self, phone: &str, home: AreaId) -> Person {
        let mut person = Person::new();
        let by = self.code(phone).await;
        person.enrol(self, by, Some(home)).await.unwrap();
        person.sign_in(self).await.unwrap();
        person
    }

    /// A resident whose account is old enough to be believed, signed in.
    pub async fn old_residents(&self, phones: &[&str], home: AreaId) -> Vec<Person> {
        let mut people = vec![];
        for phone in phones {
            people.push(self.resident(phone, home).await);
        }
        self.advance(Duration::from_secs(72 * 3600)).await;
        for person in &mut people {
            person.sign_in(self).await.unwrap();
        }
        people
    }

    /// Somebody with a role, signed in.
    pub async fn official(&self, role: Role, org: Option<OrgId>, area: AreaId) -> Person {
        self.ranked(role, org, area, None).await
    }

    pub async fn ranked(&self, role: Role, org: Option<OrgId>, area: AreaId, capability: Option<Capability>) -> Person {
        let max_audience = max_audience_of(&role);
        let terms = Terms { role, org, areas: vec![area], capability, max_audience, credential: None };
        let mut person = Person::new();
        let by = self.invitation(&terms);
        person.enrol(self, by, None).await.unwrap();
        person.sign_in(self).await.unwrap();
        person
    }
}

pub trait JsonBody {
    fn json_body<T: Serialize + ?Sized>(self, body: &T) -> Self;
}

impl JsonBody for reqwest::RequestBuilder {
    fn json_body<T: Serialize + ?Sized>(self, body: &T) -> Self {
        self.header("content-type", "application/json").body(serde_json::to_vec(body).unwrap())
    }
}

/// Somebody with a phone.
pub struct Person {
    pub actor: ActorId,
    pub host: HostKey,
    pub generation: u32,
    pub token: String,
    pub epoch: u64,
    pub session: Option<Session>,
    /// The grants that it was given, and names.
    pub grants: Vec<GrantId>,
    pub cursors: BTreeMap<Bucket, u64>,
    chains: BTreeMap<ChainId, ChainHead>,
    held: BTreeMap<EventId, (VerifiedEvent, Receipt)>,
    members: BTreeMap<Bucket, BTreeSet<EventId>>,
}

impl Person {
    pub fn new() -> Self {
        Self {
            actor: ActorId::random(),
            host: HostKey::generate().unwrap(),
            generation: 0,
            token: String::new(),
            epoch: 0,
            session: None,
            grants: vec![],
            cursors: BTreeMap::new(),
            chains: BTreeMap::new(),
            held: BTreeMap::new(),
            members: BTreeMap::new(),
        }
    }

    pub fn ring(&self) -> Keyring {
        Keyring::new(&self.host, self.actor.0, self.generation)
    }

    pub fn role_keys(&self) -> BTreeMap<Role, PublicKey> {
        let ring = self.ring();
        let roles = Role::ALL.iter().filter(|role| **role != Role::Hub);
        roles.map(|role| (role.clone(), ring.key(KeyPurpose::Role(role.code())).public())).collect()
    }

    pub fn enrolment(&self, by: EnrolBy, home: Option<AreaId>) -> Enrol {
        let account = self.ring().key(KeyPurpose::Account);
        let role_keys = self.role_keys();
        let digest = keys_digest(self.actor, &account.public(), &role_keys);
        let signature = account.sign(digest.as_bytes());
        Enrol { actor: self.actor, account_key: account.public(), role_keys, by, home, minor: false, signature }
    }

    pub async fn enrol(&mut self, town: &Town, by: EnrolBy, home: Option<AreaId>) -> Result<Enrolled, (u16, Problem)> {
        let enrolled: Enrolled = town.ask(paths::ENROL, None, &self.enrolment(by, home)).await?;
        self.name(&enrolled.grants, &enrolled.hub_key);
        Ok(enrolled)
    }

    fn name(&mut self, grants: &[SignedGrant], hub: &PublicKey) {
        self.grants.extend(grants.iter().map(|grant| grant.verify(hub).unwrap().id));
    }

    pub async fn sign_in(&mut self, town: &Town) -> Result<Session, (u16, Problem)> {
        self.epoch += 1;
        self.sign_in_as(town, self.epoch).await
    }

    pub async fn sign_in_as(&mut self, town: &Town, epoch: u64) -> Result<Session, (u16, Problem)> {
        let account = self.ring().key(KeyPurpose::Account);
        let challenge: Challenge =
            town.ask(paths::CHALLENGE, None, &ChallengeRequest { actor: self.actor }).await.unwrap();
        let signature = account.sign(session_digest(self.actor, &challenge.nonce, epoch).as_bytes());
        let request = SessionRequest { nonce: challenge.nonce, epoch, signature, grants: self.grants.clone() };
        let session: Session = town.ask(paths::SESSION, None, &request).await?;
        self.name(&session.grants, &session.hub_key);
        self.token.clone_from(&session.token);
        self.session = Some(session.clone());
        Ok(session)
    }

    /// Signs an event: residents under a pseudonym, others under the key of their role.
    pub fn sign(
        &mut self,
        town: &Town,
        role: Role,
        subject: SubjectId,
        audience: Audience,
        entry: &Entry,
    ) -> VerifiedEvent {
        self.sign_at(town.now(), role, subject, audience, entry, None)
    }

    pub fn sign_at(
        &mut self,
        at: Timestamp,
        role: Role,
        subject: SubjectId,
        audience: Audience,
        entry: &Entry,
        area: Option<AreaId>,
    ) -> VerifiedEvent {
        let ring = self.ring();
        let resident = role == Role::Resident;
        let key = ring.key(if resident { KeyPurpose::Subject(subject.0) } else { KeyPurpose::Role(role.code()) });
        let chain = ChainId { key: key.public(), subject, audience: audience.clone() };
        let head = self.chains.get(&chain).copied().unwrap_or_default();
        let mut parts = entry.parts().unwrap();
        let author = if resident {
            if head.seq == 0 {
                let account = ring.key(KeyPurpose::Account);
                let identity = Identity::bind(self.actor, subject, key.public(), &account);
                parts.insert(PartName::Identity, Part::of(&identity).unwrap());
            }
            Author::Pseudonym { key: key.public() }
        } else {
            Author::Actor { id: self.actor, key: key.public() }
        };
        let time = DeviceTime { at, utc_offset: KENYA_UTC_OFFSET_MINUTES, monotonic_ms: None, boot: None };
        let draft = Draft {
            subject,
            kind: entry.act.kind(),
            schema_version: SCHEMA_VERSION,
            role,
            area,
            audience,
            time,
            parts,
        };
        let event = draft.sign(author, &key, &head).unwrap();
        self.chains.insert(chain, head.after(event.hash()));
        event
    }

    /// Signs whatever parts as an act of guards' work, under the key of a role.
    pub fn sign_parts(
        &mut self,
        time: DeviceTime,
        role: Role,
        subject: SubjectId,
        kind: &'static str,
        parts: Parts,
        area: Option<AreaId>,
    ) -> VerifiedEvent {
        let key = self.ring().key(KeyPurpose::Role(role.code()));
        let audience = DutyKind::of(kind).map_or(Audience::Ra, duty_audience);
        let chain = ChainId { key: key.public(), subject, audience: audience.clone() };
        let head = self.chains.get(&chain).copied().unwrap_or_default();
        let author = Author::Actor { id: self.actor, key: key.public() };
        let draft = Draft { subject, kind, schema_version: SCHEMA_VERSION, role, area, audience, time, parts };
        let event = draft.sign(author, &key, &head).unwrap();
        self.chains.insert(chain, head.after(event.hash()));
        event
    }

    /// Takes the last event of a chain back, as a clone of the phone does that was made before it.
    pub fn forget(&mut self, event: &VerifiedEvent, before: &VerifiedEvent) {
        let seq = before.header().link.unwrap().seq;
        self.chains.insert(ChainId::of(event.header()), ChainHead { seq, hash: Some(before.hash()) });
    }

    /// Guards' work as far as it is known here.
    pub fn duty(&self, kind: DutyKind, subject: SubjectId) -> Option<Duty> {
        let events = self.stamped(subject);
        (!events.is_empty()).then(|| Duty::fold(kind, subject, events))
    }

    /// Reports something; gives the event and its subject.
    pub fn report(
        &mut self,
        town: &Town,
        role: Role,
        category: Category,
        at: Option<Position>,
    ) -> (SubjectId, VerifiedEvent) {
        let facts = category.facts();
        self.report_to(town, role, category, at, facts.default_audience)
    }

    pub fn report_to(
        &mut self,
        town: &Town,
        role: Role,
        category: Category,
        at: Option<Position>,
        requested: Audience,
    ) -> (SubjectId, VerifiedEvent) {
        let entry = report(town.now(), category, at, requested);
        let Act::Submitted(body) = &entry.act else { unreachable!() };
        let (audience, _) = audience_for(body, &body.visibility_requested);
        let subject = SubjectId::now(town.now());
        let event = self.sign(town, role, subject, audience, &entry);
        (subject, event)
    }

    pub async fn push(&self, town: &Town, events: &[&VerifiedEvent]) -> Vec<PushResult> {
        let events: Vec<VerifiedEvent> = events.iter().map(|event| (*event).clone()).collect();
        self.push_wire(town, pack(&events)).await
    }

    pub async fn push_wire(&self, town: &Town, events: Vec<usalama_core::event::WireEvent>) -> Vec<PushResult> {
        let push = Push { sent_at: town.now(), events };
        let reply: PushReply = town.ask(paths::EVENTS, Some(&self.token), &push).await.unwrap();
        reply.results
    }

    /// Pushes one event that must be accepted.
    pub async fn tell(&self, town: &Town, event: &VerifiedEvent) -> Receipt {
        match self.push(town, &[event]).await.as_slice() {
            [PushResult::Accepted(receipt)] => *receipt,
            other => panic!("{other:?}"),
        }
    }

    /// Signs an act and pushes it; gives what the hub said.
    pub async fn act(
        &mut self,
        town: &Town,
        role: Role,
        subject: SubjectId,
        audience: Audience,
        entry: Entry,
    ) -> PushResult {
        let event = self.sign(town, role, subject, audience, &entry);
        self.push(town, &[&event]).await.remove(0)
    }

    /// Signs an act that must be accepted; gives the event.
    pub async fn acts(
        &mut self,
        town: &Town,
        role: Role,
        subject: SubjectId,
        audience: Audience,
        entry: Entry,
    ) -> VerifiedEvent {
        let event = self.sign(town, role, subject, audience, &entry);
        self.tell(town, &event).await;
        event
    }

    /// Reports something that must be accepted.
    pub async fn reports(&mut self, town: &Town, role: Role, category: Category, at: Option<Position>) -> SubjectId {
        let (subject, event) = self.report(town, role, category, at);
        self.tell(town, &event).await;
        subject
    }

    /// Pulls one page, and checks all that a phone checks of it.
    pub async fn pull_page(&mut self, town: &Town, limit: Option<u32>) -> Page {
        // It keeps nothing of what it hands in.
        let named = |(bucket, cursor): (&Bucket, &u64)| (bucket.clone().into(), *cursor);
        let whole = self.cursors.keys().cloned().map(BucketRef::from).collect();
        let body = Pull { cursors: self.cursors.iter().map(named).collect(), whole, limit, held: None };
        let answer = town.post(paths::PULL, Some(&self.token), &body).await;
        assert_eq!(answer.status(), StatusCode::OK);
        let signature: Signature = answer.headers().get(SIGNATURE_HEADER).unwrap().to_str().unwrap().parse().unwrap();
        let bytes = answer.bytes().await.unwrap();
        let hub_key = self.session.as_ref().unwrap().hub_key;
        hub_key.verify(page_digest(&bytes).as_bytes(), &signature).unwrap();
        let page: Page = serde_json::from_slice(&bytes).unwrap();
        self.take(&page);
        page
    }

    fn take(&mut self, page: &Page) {
        let events: Vec<VerifiedEvent> =
            unpack(page.events.clone()).into_iter().map(|event| event.unwrap().vouched_by_hub()).collect();
        assert_eq!(events.len(), page.receipts.len());
        for (event, receipt) in events.iter().zip(&page.receipts) {
            self.held.insert(event.header().id, (event.clone(), *receipt));
        }
        for bucket in &page.withdrawn {
            let BucketRef::Name(bucket) = bucket else { panic!("{bucket:?}") };
            self.cursors.remove(bucket);
            self.members.remove(bucket);
        }
        for page in &page.buckets {
            let BucketRef::Name(bucket) = &page.bucket else { panic!("{page:?}") };
            let members = self.members.entry(bucket.clone()).or_default();
            if page.reset {
                members.clear();
            }
            for item in &page.items {
                match item {
                    FeedItem::Event(place) => {
                        members.insert(events[*place as usize].header().id);
                    }
                    FeedItem::Held { .. } => panic!("{item:?} of what was to come whole"),
                    FeedItem::Evict(subject) => {
                        members
                            .retain(|id| self.held.get(id).is_none_or(|(event, _)| event.header().subject != *subject));
                    }
                }
            }
            if let Some(checksum) = page.checksum {
                let mine = members.iter().fold(Checksum::default(), |sum, id| sum.plus(*id));
                assert_eq!(mine, checksum, "{bucket}");
            }
            self.cursors.insert(bucket.clone(), page.next);
        }
        let members: BTreeSet<EventId> = self.members.values().flatten().copied().collect();
        self.held.retain(|id, _| members.contains(id));
    }

    /// Pulls until there is no more.
    pub async fn pull(&mut self, town: &Town) {
        while self.pull_page(town, None).await.more {}
    }

    /// The events of a subject that are held, in order.
    pub fn events(&self, subject: SubjectId) -> Vec<&VerifiedEvent> {
        let mut events: Vec<_> = self.held.values().filter(|(event, _)| event.header().subject == subject).collect();
        events.sort_by_key(|(_, receipt)| receipt.seq);
        events.into_iter().map(|(event, _)| event).collect()
    }

    pub fn kinds(&self, subject: SubjectId) -> Vec<&str> {
        self.events(subject).into_iter().map(|event| event.header().kind.as_str()).collect()
    }

    /// The incident as far as it is known here.
    pub fn incident(&self, subject: SubjectId) -> Option<Incident> {
        let events: Vec<_> = self.stamped(subject);
        (!events.is_empty()).then(|| Incident::fold(subject, events))
    }

    pub fn publications(&self) -> Vec<Publication> {
        let subjects: BTreeSet<SubjectId> = self
            .held
            .values()
            .map(|(event, _)| event.header())
            .filter(|header| header.kind.starts_with("publication."))
            .map(|header| header.subject)
            .collect();
        subjects.into_iter().map(|subject| Publication::fold(subject, self.stamped(subject))).collect()
    }

    fn stamped(&self, subject: SubjectId) -> Vec<(&VerifiedEvent, Stamp)> {
        let mut events: Vec<_> = self.held.values().filter(|(event, _)| event.header().subject == subject).collect();
        events.sort_by_key(|(_, receipt)| receipt.seq);
        events
            .into_iter()
            .map(|(event, receipt)| (event, Stamp::Confirmed { seq: receipt.seq, at: receipt.at }))
            .collect()
    }

    /// The parts of the first event of a subject that were handed over.
    pub fn parts(&self, subject: SubjectId) -> Vec<&str> {
        self.events(subject).first().map_or_else(Vec::new, |event| event.parts().keys().map(PartName::code).collect())
    }
}

/// A report with every part that there is.
pub fn report(now: Timestamp, category: Category, at: Option<Position>, requested: Audience) -> Entry {
    let body = Report {
        category,
        secondary: vec![],
        severity: Severity::Unknown,
        occurred: Occurred::now(now),
        flags: vec![],
        weapon_seen: None,
        relation: ReporterRelation::Witness,
        anonymity: Anonymity::Confidential,
        visibility_requested: requested,
        channel: Channel::App,
        lang: "en-KE".to_owned(),
        cell: None,
        proxy_consent: false,
        links: vec![],
        external_refs: vec![],
        consents: vec![],
    };
    Entry {
        act: Act::Submitted(Box::new(body)),
        text: Some(Words { description: Description::new("Two men took it and ran").ok(), ..Words::default() }),
        place: Some(Place { position: at, place_text: Title::new("By the gate").ok(), indoor: None }),
        sensitive: Some(Sensitive {
            vehicle_hint: Some(VehicleHint {
                kind: VehicleKind::Motorbike,
                colour: None,
                plate: Title::new("KMXX 000X").ok(),
            }),
            ..Sensitive::default()
        }),
        identity: None,
    }
}

pub fn with_comment(act: Act, comment: &str) -> Entry {
    Entry::with_comment(act, Comment::new(comment).unwrap())
}

pub fn is_accepted(result: &PushResult) -> bool {
    matches!(result, PushResult::Accepted(_))
}

#[track_caller]
pub fn refusal(result: &PushResult) -> RefusalCode {
    match result {
        PushResult::Refused(refusal) => refusal.code.clone(),
        other => panic!("not refused: {other:?}"),
    }
}
