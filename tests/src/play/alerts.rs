//! Alerts as the Rust player plays them: issued, heard of, forwarded and checked, by the names that a scenario gave them.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use usalama_core::client::{AlertView, CheckedAlert, NoticeKind, Usalama};
use usalama_core::clock::Timestamp;
use usalama_core::geo::{LatLon, Position, PositionError};
use usalama_core::model::alert::{AlertPlace, Bilingual, Genuineness, NewAlert};
use usalama_core::model::cap;

use super::{On, Played, Player, Seen, Trouble, position};
use crate::scenario::{Deed, Forwarding, Place, Warning};

impl Player {
    /// Verbs that are done to no alert that is there already, or to whichever there are.
    pub(super) fn hear_of_alerts(&self, app: &Usalama, deed: &Deed) -> Played {
        let seen = match deed {
            Deed::ProposeAlert(warning) => self.alert_seen(&app.propose_alert(&self.alert(app, warning)?)?),
            Deed::FollowAreas { areas } => {
                let areas = areas.iter().map(|name| self.area_called(name)).collect::<Result<BTreeSet<_>, _>>()?;
                app.follow_areas(&areas)?;
                Seen::default()
            }
            Deed::AlertsHere { place } => {
                let here = found(*place)?;
                let alerts = app.alerts_here(at_once(here.as_ref(), app))?;
                Seen::facts(json!({
                    "alerts": self.names_of(alerts.iter().map(|here| here.alert.alert.id)),
                    "distance_m": alerts.first().and_then(|here| here.distance_m).map(whole),
                }))
            }
            Deed::TakeAlertNotices { place } => {
                let here = found(*place)?;
                let notices = app.take_alert_notices(at_once(here.as_ref(), app))?;
                let of = |kind| {
                    let those = notices.iter().filter(move |notice| notice.kind == kind);
                    self.names_of(those.map(|notice| notice.alert.alert.id))
                };
                let (told, called_off) = (of(NoticeKind::Alert), of(NoticeKind::CalledOff));
                Seen::facts(json!({ "notices": notices.len(), "told": told, "called_off": called_off }))
            }
            Deed::CheckAlertText(forwarding) => checked(&app.check_alert_text(&self.forwarded(forwarding)?)?),
            Deed::CheckAlertCodes { of, from } => {
                let theirs = &self.phones[&self.person(from)?.phone];
                checked(&app.check_alert_codes(&theirs.app.alert_codes(self.subject(of)?)?)?)
            }
            Deed::ListAlerts {} => {
                let (alerts, waiting) = (app.alerts(500)?, app.alerts_to_release()?);
                Seen::facts(json!({
                    "alerts": self.names_of(alerts.iter().map(|view| view.alert.id)),
                    "to_release": self.names_of(waiting.iter().map(|view| view.alert.id)),
                }))
            }
            _ => return Ok(None),
        };
        Ok(Some(seen))
    }

    fn alert(&self, app: &Usalama, warning: &Warning) -> Result<NewAlert, String> {
        let Warning { event, severity, en, sw, areas, outline, for_min, instructions } = warning;
        let corners: Vec<LatLon> = outline
            .iter()
            .map(|corner| LatLon::try_from(*corner).map_err(|error: PositionError| error.to_string()))
            .collect::<Result<_, _>>()?;
        let place = AlertPlace {
            areas: areas.iter().map(|name| self.area_called(name)).collect::<Result<_, _>>()?,
            polygons: if corners.is_empty() { vec![] } else { vec![corners] },
            circles: vec![],
        };
        let expires = Timestamp::from_millis(app.now().as_millis() + for_min * 60_000);
        let mut new = NewAlert::new(event.clone(), severity.clone(), Bilingual::new(en, sw), place, expires);
        new.instructions.clone_from(instructions);
        Ok(new)
    }

    fn area_called(&self, name: &str) -> Result<usalama_core::geo::AreaId, String> {
        self.town.area_named(name).ok_or_else(|| format!("there is no {name}"))
    }

    /// What comes to somebody: words of an alert from another phone, as they are or changed on the way, or invented ones.
    fn forwarded(&self, forwarding: &Forwarding) -> Result<String, Trouble> {
        let Forwarding { of, from, language, word, becomes, text } = forwarding;
        if let Some(text) = text {
            return Ok(text.clone());
        }
        let (Some(of), Some(from)) = (of, from) else { return Err("whose words?".to_owned().into()) };
        let theirs = &self.phones[&self.person(from)?.phone];
        let text = theirs.app.alert_text(self.subject(of)?, language.as_deref().unwrap_or("sw"))?;
        let Some(word) = word else { return Ok(text) };
        if !text.contains(word.as_str()) {
            return Err(format!("there is no {word} in: {text}").into());
        }
        Ok(text.replacen(word.as_str(), becomes.as_deref().unwrap_or_default(), 1))
    }

    fn alert_seen(&self, view: &AlertView) -> Seen {
        Seen::facts(alert_facts(view)).of(Some(view.alert.id))
    }
}

impl On<'_> {
    /// What is done to an alert.
    pub(super) fn on_an_alert(&self, deed: &Deed) -> Played {
        let (app, id) = (self.app, self.id);
        let view = match deed {
            Deed::UpdateAlert(warning) => app.update_alert(id, &self.player.alert(app, warning)?)?,
            Deed::ReleaseAlert {} => app.release_alert(id)?,
            Deed::CancelAlert { en, sw } => app.cancel_alert(id, &Bilingual::new(en, sw))?,
            Deed::AnswerAlert { answer } => app.answer_alert(id, answer.clone())?,
            Deed::SeeAlert {} => app.alert(id)?,
            _ => return Ok(None),
        };
        Ok(Some(self.player.alert_seen(&view)))
    }
}

/// What a screen shows of an alert, each key as `scenarios/README.md` says.
fn alert_facts(view: &AlertView) -> Value {
    let counts = view.alert.counts;
    json!({
        "alert": view.posted.state,
        "headline": headline(view.alert.message.as_deref()),
        "told": view.told,
        "answer": view.alert.answer,
        "safe": counts.and_then(|counts| counts.safe),
        "need_help": counts.and_then(|counts| counts.need_help),
        "delivery": view.delivery.code(),
    })
}

fn checked(checked: &CheckedAlert) -> Seen {
    let verdict = match checked.verdict {
        Genuineness::Genuine { .. } => "genuine",
        Genuineness::Updated => "updated",
        Genuineness::Altered => "altered",
        Genuineness::Cancelled => "cancelled",
        Genuineness::Expired => "expired",
        Genuineness::Unknown => "unknown",
    };
    Seen::facts(json!({ "verdict": verdict, "headline": headline(checked.message.as_deref()) }))
}

/// In Kiswahili.
fn headline(message: Option<&cap::Alert>) -> Option<&String> {
    let info = message?.info.iter().find(|info| info.language().starts_with("sw"))?;
    info.headline.as_ref()
}

fn found(place: Option<Place>) -> Result<Option<Position>, String> {
    place.map(position).transpose()
}

/// A position that was found just now.
fn at_once<'a>(here: Option<&'a Position>, app: &Usalama) -> Option<(&'a Position, Timestamp)> {
    here.map(|position| (position, app.now()))
}

#[expect(clippy::cast_possible_truncation, reason = "metres within a county")]
fn whole(metres: f64) -> i64 {
    metres.round() as i64
}
