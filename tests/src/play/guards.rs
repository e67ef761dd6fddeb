//! Guards' work as the Rust player plays it: sites, shifts and patrols by the names that a scenario gave them.
//!
//! In: a verb of guards' work. Out: what it brought to light. What hangs at the checkpoints, what is on a screen to be scanned and
//! which patrols are walked on which phone is kept here, as it would be by the things themselves.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::{Map, Value, json};
use usalama_core::client::{
    ActivePatrol, ActivePatrolHandle, BookOn, Error, Located, NewCheckpoint, NewPatrol, NewSite, PatrolDetail,
    PausedPatrolHandle, ShiftDetail, UnderWay, Usalama,
};
use usalama_core::event::{ActorId, SubjectId};
use usalama_core::geo::Position;
use usalama_core::model::actor::OrgId;
use usalama_core::model::duty::{
    CheckpointKind, CheckpointNo, EmergencyContact, Equipment, Exception, ExceptionKind, ExceptionRef, LegPlan,
    OrderMode, OtpSecret, PassDown, PassDownItem, PassDownSaid, PatrolState, Priority, Route, RouteNo, Scan, ShiftPlan,
    Stop, WelfareCheck,
};
use usalama_core::model::incident::NewIncident;
use usalama_core::text::Title;

use super::{On, Played, Player, Seen, Trouble, position};
use crate::phone::now;
use crate::scenario::{Deed, Describing, PassingDown, Place, Planning, Scanning, SettingUp, Starting};

/// What is at hand besides what the library keeps.
#[derive(Default)]
pub(super) struct AtHand(Mutex<Things>);

#[derive(Default)]
struct Things {
    tags: BTreeMap<(SubjectId, u16), Tag>,
    /// Codes on a screen, by the shift that they are of.
    screens: BTreeMap<SubjectId, Vec<String>>,
    /// By the phone that a patrol is walked with.
    active: BTreeMap<(String, SubjectId), ActivePatrolHandle>,
    paused: BTreeMap<(String, SubjectId), PausedPatrolHandle>,
}

/// What hangs at a checkpoint.
#[derive(Clone)]
struct Tag {
    kind: CheckpointKind,
    content: String,
    secret: Option<OtpSecret>,
    signature: Option<String>,
}

impl AtHand {
    fn things(&self) -> MutexGuard<'_, Things> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Tag {
    /// What a phone reads now, or read so long ago.
    fn read(&self, minutes_ago: u64) -> Scan {
        let at = now().as_millis() - i64::try_from(minutes_ago * 60_000).expect("a time");
        match self.kind {
            CheckpointKind::QrRotating => {
                let at = usalama_core::clock::Timestamp::from_millis(at);
                Scan::Qr(self.secret.as_ref().and_then(|secret| secret.code_at(at)).expect("a code"))
            }
            CheckpointKind::NfcStatic | CheckpointKind::NfcSigned => {
                Scan::Nfc { uid: self.content.clone().into_bytes(), text: self.signature.clone() }
            }
            CheckpointKind::Ble => Scan::Ble(self.content.clone()),
            CheckpointKind::Gps => Scan::Gps,
            CheckpointKind::Manual => Scan::Manual,
            _ => Scan::Qr(self.content.clone()),
        }
    }
}

impl Player {
    /// Verbs of guards' work that are done to nothing that is there already.
    pub(super) fn begin_duty(&self, app: &Usalama, phone: &str, deed: &Deed) -> Played {
        let seen = match deed {
            Deed::DescribeSite(describing) => Seen::default().of(Some(app.describe_site(self.site(describing)?)?.id)),
            Deed::ListSites {} => {
                Seen::facts(json!({ "sites": self.names_of(app.sites()?.iter().map(|site| site.id)) }))
            }
            Deed::PlanShift(planning) => Seen::default().of(Some(app.plan_shift(self.plan(planning)?)?.shift.id)),
            Deed::BookOn { planned, site, post, welfare_every_min, place } => {
                let on = BookOn {
                    planned: planned.as_ref().map(|planned| self.subject(planned)).transpose()?,
                    site: site.as_ref().map(|site| self.subject(site)).transpose()?,
                    post: post.clone(),
                    welfare_every_min: *welfare_every_min,
                    at: place.map(position).transpose()?,
                    photo: None,
                };
                Seen::default().of(Some(app.book_on(on)?.shift.id))
            }
            Deed::CurrentShift {} => {
                let shift = app.current_shift()?.map(|detail| self.names_of([detail.shift.id])[0]);
                Seen::facts(json!({ "shift": shift }))
            }
            Deed::ListShifts {} => {
                let shifts = app.shifts(None, &[], 500)?;
                Seen::facts(json!({ "shifts": self.names_of(shifts.iter().map(|detail| detail.shift.id)) }))
            }
            Deed::StartPatrol(starting) => {
                let patrol = app.start_patrol(self.patrol(starting)?)?;
                self.at_hand.things().active.insert((phone.to_owned(), patrol.id()), patrol.handle());
                Seen::default().of(Some(patrol.id()))
            }
            Deed::PatrolUnderWay {} => self.patrol_under_way(app, phone)?,
            Deed::ListPatrols {} => {
                let patrols = app.patrols(None, None, &[], 500)?;
                Seen::facts(json!({ "patrols": self.names_of(patrols.iter().map(|detail| detail.patrol.id)) }))
            }
            _ => return Ok(None),
        };
        Ok(Some(seen))
    }

    fn patrol_under_way(&self, app: &Usalama, phone: &str) -> Result<Seen, Trouble> {
        let mut things = self.at_hand.things();
        let (id, state) = match app.patrol_under_way()? {
            None => return Ok(Seen::facts(json!({ "patrol": null, "state": null }))),
            Some(UnderWay::Active(patrol)) => {
                things.active.insert((phone.to_owned(), patrol.id()), patrol.handle());
                (patrol.id(), PatrolState::Active)
            }
            Some(UnderWay::Paused(patrol)) => {
                things.paused.insert((phone.to_owned(), patrol.id()), patrol.handle());
                (patrol.id(), PatrolState::Paused)
            }
        };
        Ok(Seen::facts(json!({ "patrol": self.names_of([id])[0], "state": state })))
    }

    fn site(&self, describing: &Describing) -> Result<NewSite, String> {
        let Describing { area, name, firm, client, posts, phone } = describing;
        let contact = |phone: &String| EmergencyContact { name: title("Control room"), phone: phone.clone() };
        Ok(NewSite {
            area: self.town.area_named(area).ok_or_else(|| format!("there is no {area}"))?,
            name: name.clone(),
            firm: self.org(firm)?,
            client: client.as_ref().map(|client| self.org(client)).transpose()?,
            posts: posts.clone(),
            emergency_contacts: phone.iter().map(contact).collect(),
        })
    }

    fn plan(&self, planning: &Planning) -> Result<ShiftPlan, String> {
        let Planning { guard, firm, site, post, from_min, to_min, welfare_every_min } = planning;
        let at = |minutes: i64| usalama_core::clock::Timestamp::from_millis(now().as_millis() + minutes * 60_000);
        Ok(ShiftPlan {
            guard: self.person(guard)?.actor,
            firm: self.org(firm)?,
            site: self.subject(site)?,
            post: post.clone(),
            from: at(*from_min),
            to: at(*to_min),
            welfare_every_min: *welfare_every_min,
        })
    }

    fn patrol(&self, starting: &Starting) -> Result<NewPatrol, String> {
        let Starting { site, route, transport, mandate, members, place } = starting;
        let least = NewPatrol::default();
        Ok(NewPatrol {
            site: site.as_ref().map(|site| self.subject(site)).transpose()?,
            route: route.map(RouteNo),
            transport: transport.clone().unwrap_or_else(|| least.transport.clone()),
            mandate: mandate.clone().unwrap_or_else(|| least.mandate.clone()),
            members: self.actors(members)?,
            at: place.map(position).transpose()?,
            ..least
        })
    }

    pub(super) fn actors(&self, names: &[String]) -> Result<Vec<ActorId>, String> {
        names.iter().map(|name| Ok(self.person(name)?.actor)).collect()
    }

    pub(super) fn org(&self, name: &str) -> Result<OrgId, String> {
        self.town.org_named(name).ok_or_else(|| format!("there is no {name}"))
    }
}

impl On<'_> {
    /// What is done to a site.
    pub(super) fn on_a_site(&self, deed: &Deed) -> Played {
        let (app, id) = (self.app, self.id);
        match deed {
            Deed::DescribeSiteAnew(describing) => {
                app.describe_site_anew(id, self.player.site(describing)?)?;
            }
            Deed::IssuePostOrders { text } => {
                app.issue_post_orders(id, text.clone())?;
            }
            Deed::SetCheckpoint(setting_up) => self.set_checkpoint(setting_up)?,
            Deed::RemoveCheckpoint { no } => {
                app.remove_checkpoint(id, CheckpointNo(*no))?;
            }
            Deed::SetRoute { no, name, stops, order, every_min } => {
                let stops = stops.iter().map(|no| Stop::at(CheckpointNo(*no))).collect();
                let order = order.clone().unwrap_or(OrderMode::Any);
                let (no, name, every_min) = (RouteNo(*no), name.clone(), *every_min);
                app.set_route(id, Route { no, name, stops, order, every_min, jitter_min: 0 })?;
            }
            Deed::CommentOnSite { text } => {
                app.comment_on_site(id, text.clone())?;
            }
            Deed::SeeSite {} => return Ok(Some(Seen::facts(self.site_facts()?))),
            _ => return Ok(None),
        }
        Ok(Some(Seen::default()))
    }

    fn set_checkpoint(&self, setting_up: &SettingUp) -> Result<(), Trouble> {
        let SettingUp { no, name, kind, place, radius_m, questions, content } = setting_up;
        let secret = (*kind == CheckpointKind::QrRotating).then(|| OtpSecret::generate().expect("random bytes"));
        let least = NewCheckpoint::new(*no, name.clone(), kind.clone());
        let new = NewCheckpoint {
            position: place.map(position).transpose()?.map(|position| position.at),
            radius_m: radius_m.unwrap_or(least.radius_m),
            questions: questions.clone(),
            content: content.clone().map(String::into_bytes),
            secret: secret.clone(),
            ..least
        };
        self.app.set_checkpoint(self.id, new)?;
        let content = content.clone().unwrap_or_default();
        let signature = match kind {
            CheckpointKind::NfcSigned => {
                Some(self.app.sign_checkpoint_tag(self.id, CheckpointNo(*no), content.as_bytes())?.to_string())
            }
            _ => None,
        };
        let tag = Tag { kind: kind.clone(), content, secret, signature };
        self.player.at_hand.things().tags.insert((self.id, *no), tag);
        Ok(())
    }

    /// What is done to a shift.
    pub(super) fn on_a_shift(&self, deed: &Deed) -> Played {
        let (app, id) = (self.app, self.id);
        let detail = match deed {
            Deed::StartBreak {} => app.start_break(id)?,
            Deed::EndBreak {} => app.end_break(id)?,
            Deed::AnswerWelfare { ok, text } => app.answer_welfare(id, *ok, text.clone())?,
            Deed::PassDown(passing) => app.pass_down(id, self.note(passing)?, passing.text.clone())?,
            Deed::PassDownCodes {} => {
                let codes = app.pass_down_codes(id)?;
                self.player.at_hand.things().screens.insert(id, codes);
                return Ok(Some(Seen::default()));
            }
            Deed::TakeUpPassDown { damaged } => {
                let shown = self.player.at_hand.things().screens.get(&id).cloned();
                let mut codes = shown.ok_or_else(|| "no screen shows that note".to_owned())?;
                if *damaged {
                    codes = codes.iter().map(|code| code.replace('7', "8")).collect();
                }
                let taken = app.take_up_pass_down(&codes)?;
                return if taken == id {
                    Ok(Some(Seen::default()))
                } else {
                    Err("it is another note".to_owned().into())
                };
            }
            Deed::SignPassDown {} => app.sign_pass_down(id)?,
            Deed::RefusePassDown { text } => app.refuse_pass_down(id, text.clone())?,
            Deed::BookOff { place } => app.book_off(id, place.map(position).transpose()?, None)?,
            Deed::MarkNoShow {} => app.mark_no_show(id)?,
            Deed::MarkAbandoned { text } => app.mark_abandoned(id, text.clone())?,
            Deed::ExplainShift { exception, text } => {
                let what = self.exception(&app.shift(id)?.exceptions, exception)?;
                app.explain_shift(id, what, text.clone())?
            }
            Deed::SeeShift {} => app.shift(id)?,
            _ => return Ok(None),
        };
        Ok(Some(Seen::facts(self.shift_facts(&detail))))
    }

    fn note(&self, passing: &PassingDown) -> Result<PassDown, String> {
        let PassingDown { to, items, equipment, keys, open_incidents, .. } = passing;
        let item = |text: &_| PassDownItem { text: Clone::clone(text), priority: Priority::High, carried: false };
        Ok(PassDown {
            to: to.as_ref().map(|to| Ok::<_, String>(self.player.person(to)?.actor)).transpose()?,
            items: items.iter().map(item).collect(),
            equipment: equipment.iter().map(|item| Equipment { item: item.clone(), ok: true }).collect(),
            keys: keys.clone(),
            open_incidents: open_incidents.iter().map(|name| self.player.subject(name)).collect::<Result<_, _>>()?,
        })
    }

    /// What is done to a patrol.
    pub(super) fn on_a_patrol(&self, deed: &Deed) -> Played {
        let (app, id) = (self.app, self.id);
        match deed {
            Deed::ReviewPatrol { decision, text } => {
                app.review_patrol(id, decision.clone(), text.clone())?;
            }
            Deed::ExplainPatrol { exception, text } => {
                let what = self.exception(&app.patrol(id)?.assessment.exceptions, exception)?;
                app.explain_patrol(id, what, text.clone())?;
            }
            Deed::SeePatrol {} => return Ok(Some(Seen::facts(self.patrol_facts(&app.patrol(id)?)?))),
            Deed::Resume {} => {
                let paused = self.player.at_hand.things().paused.get(&self.walked()).copied();
                let paused = paused.ok_or_else(|| "it is not interrupted on this phone".to_owned())?;
                let patrol = app.paused_patrol(paused).resume(None)?;
                self.player.at_hand.things().active.insert(self.walked(), patrol.handle());
            }
            _ => return self.walking(deed),
        }
        Ok(Some(Seen::default()))
    }

    fn walking(&self, deed: &Deed) -> Played {
        let patrol = || -> Result<ActivePatrol<'_>, Trouble> {
            let handle = self.player.at_hand.things().active.get(&self.walked()).copied();
            let handle = handle.ok_or_else(|| "nobody walks it with this phone".to_owned())?;
            Ok(self.app.active_patrol(handle))
        };
        match deed {
            Deed::Scan(scanning) => return Ok(Some(self.scan(&patrol()?, scanning)?)),
            Deed::Skip { checkpoint, reason, text } => {
                patrol()?.skip(CheckpointNo(*checkpoint), reason.clone(), text.clone())?;
            }
            Deed::Observe { kind, severity, text, place } => {
                let here = place.map(position).transpose()?;
                patrol()?.observe(kind.clone(), severity.clone(), text.clone(), here)?;
            }
            Deed::ObserveAndReport { kind, text, category, place } => {
                let new = NewIncident::new(category.clone(), position(*place)?);
                let reported = patrol()?.observe_and_report(kind.clone(), text.clone(), new)?;
                return Ok(Some(Seen::default().of(Some(reported.incident.id))));
            }
            Deed::Fix { place } => patrol()?.located(&[located(*place, 0)?])?,
            Deed::Fixes { places, every_s } => {
                let oldest_first = (0..places.len() as u64).rev().zip(places);
                let found = oldest_first.map(|(ago, place)| located(*place, ago * every_s));
                patrol()?.located(&found.collect::<Result<Vec<_>, _>>()?)?;
            }
            Deed::NoteException { exception } => patrol()?.note_exception(exception.clone())?,
            Deed::ChangeLeg { transport, members, text } => {
                let leader = self.app.signed_in().ok_or(Error::NotSignedIn)?;
                let leg = LegPlan { transport: transport.clone(), leader, members: self.player.actors(members)? };
                patrol()?.change_leg(leg, text.clone(), None)?;
            }
            Deed::Pause {} => {
                let paused = patrol()?.pause(None)?;
                self.player.at_hand.things().paused.insert(self.walked(), paused.handle());
            }
            Deed::Complete { place } => {
                patrol()?.complete(place.map(position).transpose()?)?;
            }
            Deed::Abort { text } => {
                patrol()?.abort(text.clone())?;
            }
            _ => return Ok(None),
        }
        Ok(Some(Seen::default()))
    }

    fn scan(&self, patrol: &ActivePatrol<'_>, scanning: &Scanning) -> Result<Seen, Trouble> {
        let Scanning { checkpoint, tag_of, minutes_ago, by_hand, place, answers, text } = scanning;
        let here = place.map(position).transpose()?;
        let read = if *by_hand {
            Scan::Manual
        } else {
            let site = patrol.detail()?.patrol.site().ok_or_else(|| "the patrol has no site".to_owned())?;
            let no = tag_of.unwrap_or(*checkpoint);
            let tag = self.player.at_hand.things().tags.get(&(site, no)).cloned();
            tag.ok_or_else(|| format!("nothing hangs at {no}"))?.read(*minutes_ago)
        };
        let scanned = patrol.scan(CheckpointNo(*checkpoint), &read, here.as_ref(), answers.clone(), text.clone())?;
        Ok(Seen::facts(json!({
            "verdict": scanned.verdict,
            "strength": scanned.strength,
            "distance_m": scanned.distance_m,
        })))
    }

    fn walked(&self) -> (String, SubjectId) {
        (self.phone.to_owned(), self.id)
    }

    fn exception(&self, found: &[Exception], kind: &ExceptionKind) -> Result<ExceptionRef, String> {
        let found = found.iter().find(|exception| exception.what.kind == *kind);
        Ok(found.map_or_else(|| ExceptionRef::of(kind.clone()), |exception| exception.what.clone()))
    }

    fn site_facts(&self) -> Result<Value, Trouble> {
        let site = self.app.site(self.id)?;
        let routes: Map<String, Value> = site
            .routes()
            .map(|(which, route)| {
                let stops: Vec<u16> = route.stops.iter().map(|stop| stop.checkpoint.0).collect();
                (which.no.0.to_string(), json!(stops))
            })
            .collect();
        let description = site.description.as_ref();
        Ok(json!({
            "name": description.map(|description| &description.name),
            "posts": description.map(|description| &description.posts),
            "phone": description.and_then(|it| it.emergency_contacts.first()).map(|contact| &contact.phone),
            "orders": site.orders.last().and_then(|orders| orders.text.as_ref()),
            "checkpoints": site.checkpoints().map(|set_up| set_up.checkpoint.no.0).collect::<Vec<_>>(),
            "routes": routes,
            "remark": site.remarks.last().and_then(|remark| remark.text.as_ref()),
        }))
    }

    fn shift_facts(&self, detail: &ShiftDetail) -> Value {
        let shift = &detail.shift;
        let last = shift.pass_downs.last();
        let (answer, signed_by) = match last.map(|note| &note.answer) {
            None => (None, None),
            Some(None) => (Some("waiting"), None),
            Some(Some(PassDownSaid::Signed { by, .. })) => (Some("signed"), *by),
            Some(Some(PassDownSaid::Refused { by, .. })) => (Some("refused"), *by),
        };
        let items: Vec<_> = last.into_iter().flat_map(|note| note.note.items.iter().map(|item| &item.text)).collect();
        json!({
            "state": shift.state,
            "guard": shift.guard.map(|guard| self.player.who(guard)),
            "post": shift.post,
            "shared_phone": shift.booked_on.as_ref().map(|on| on.shared_phone),
            "breaks": shift.breaks.len(),
            "welfare": detail.welfare.iter().map(welfare).collect::<Vec<_>>(),
            "alarms": shift.welfare_alarms.len(),
            "items": items,
            "remarks": last.and_then(|note| note.remarks.as_ref()),
            "pass_down": answer,
            "answered_by": signed_by.map(|by| self.player.who(by)),
            "was_no_show": shift.was_no_show,
            "exceptions": kinds(&detail.exceptions, |_| true),
            "explained": kinds(&detail.exceptions, |exception| exception.explanation.is_some()),
            "delivery": detail.delivery.code(),
        })
    }

    fn patrol_facts(&self, detail: &PatrolDetail) -> Result<Value, Trouble> {
        let (patrol, assessment) = (&detail.patrol, &detail.assessment);
        let verdicts: Map<String, Value> =
            assessment.visits.iter().map(|visit| (visit.checkpoint.0.to_string(), json!(visit.verdict))).collect();
        let first_round = assessment.occurrences.iter().filter(|occurrence| occurrence.round == 0);
        let occurrences: Map<String, Value> =
            first_round.map(|occurrence| (occurrence.checkpoint.0.to_string(), json!(occurrence.state))).collect();
        let skipped: Map<String, Value> = patrol
            .skips
            .iter()
            .map(|skip| (skip.skipped.checkpoint.0.to_string(), json!(skip.skipped.reason)))
            .collect();
        let raised = patrol.observations.iter().filter_map(|observation| observation.observed.raises_incident);
        let walked: u32 = patrol.legs.iter().filter_map(|leg| leg.track).map(|track| track.distance_m).sum();
        let points = self.app.patrol_track(self.id)?.iter().map(Vec::len).sum::<usize>();
        Ok(json!({
            "state": patrol.state,
            "ended_as": patrol.ended_as,
            "guard": patrol.guard.map(|guard| self.player.who(guard)),
            "mandate": patrol.started.as_ref().map(|started| &started.mandate),
            "legs": patrol.legs.iter().map(|leg| &leg.plan.transport).collect::<Vec<_>>(),
            "verdicts": verdicts,
            "occurrences": occurrences,
            "skipped": skipped,
            "observations": patrol.observations.iter().map(|it| &it.observed.kind).collect::<Vec<_>>(),
            "raised": self.player.names_of(raised),
            "walked_m": walked,
            "sees_track": points > 0,
            "alarms": patrol.alarms.len(),
            "exceptions": kinds(&assessment.exceptions, |_| true),
            "explained": kinds(&assessment.exceptions, |exception| exception.explanation.is_some()),
            "reviews": patrol.reviews.iter().map(|review| &review.decision).collect::<Vec<_>>(),
            "remarks": patrol.reviews.last().and_then(|review| review.remarks.as_ref()),
            "delivery": detail.delivery.code(),
        }))
    }
}

fn kinds(exceptions: &[Exception], which: impl Fn(&Exception) -> bool) -> Vec<&str> {
    exceptions.iter().filter(|exception| which(exception)).map(|exception| exception.what.kind.code()).collect()
}

fn welfare(check: &WelfareCheck) -> &'static str {
    match (check.ok, check.missed, check.unknown_offline) {
        (Some(true), ..) => "ok",
        (Some(false), ..) => "not_ok",
        (None, true, _) => "missed",
        (None, false, true) => "unknown_offline",
        (None, false, false) => "due",
    }
}

fn located(place: Place, seconds_ago: u64) -> Result<Located, String> {
    let position: Position = position(place)?;
    Ok(Located { position, age: Duration::from_secs(seconds_ago), speed_mps: None, is_mock: false })
}

fn title(text: &str) -> Title {
    Title::new(text).expect("a title")
}
