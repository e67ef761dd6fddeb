//! A message and its parts, element for element as the schema of CAP 1.2 has them. Fields stand in the order of the schema.

use serde::{Deserialize, Deserializer, Serialize, de};

use super::vocabulary::cap_severity;
use super::{
    CapCategory, Certainty, Circle, DateTime, Decimal, Integer, MsgType, Polygon, References, ResponseType, Scope,
    Severity, Status, Urgency,
};

/// The language of an [`Info`] that names none (CAP 1.2 §3.2.2).
pub const DEFAULT_LANGUAGE: &str = "en-US";

/// A message (CAP 1.2 §3.2.1 `alert`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Alert {
    /// Tells it from all others of its sender: no space, comma, `<` or `&`.
    pub identifier: String,
    /// Who sent it, unique in the world, as in `alerts@usalama.example`: no space, comma, `<` or `&`.
    pub sender: String,
    /// When it was sent.
    pub sent: DateTime,
    /// Who is to act on it.
    pub status: Status,
    /// What it does to earlier ones.
    pub msg_type: MsgType,
    /// Where the sender has it from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Who may read it.
    pub scope: Scope,
    /// To whom it is restricted; with [`Scope::Restricted`] only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restriction: Option<String>,
    /// To whom it goes, with spaces between; names that have spaces are in double quotes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub addresses: Option<String>,
    /// Marks of systems and profiles.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub code: Vec<String>,
    /// What it is for, or why something was refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Which messages it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub references: Option<References>,
    /// What happened, as names of incidents with spaces between.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incidents: Option<String>,
    /// What it tells, once for each language or audience.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub info: Vec<Info>,
    /// Elements of XML Signature, the only foreign ones that the schema allows, as XML with every namespace that it uses. The
    /// value of a signature is kept; whether it holds can only be told from the bytes that were signed.
    #[serde(rename = "Signature", default, skip_serializing_if = "Vec::is_empty")]
    pub signature: Vec<String>,
}

/// What a message tells (CAP 1.2 §3.2.2 `info`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Info {
    /// BCP 47; absent or empty is [`DEFAULT_LANGUAGE`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// What kind of thing, at least one.
    #[serde(deserialize_with = "at_least_one")]
    pub category: Vec<CapCategory>,
    /// What, in words.
    pub event: String,
    /// What people should do.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub response_type: Vec<ResponseType>,
    /// When they should do it.
    pub urgency: Urgency,
    /// How bad it is. In JSON in CAP's word ([`Severity::cap_word`]), not in the code that incidents use.
    #[serde(with = "cap_severity")]
    pub severity: Severity,
    /// How sure it is.
    pub certainty: Certainty,
    /// For whom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audience: Option<String>,
    /// What, in codes of other systems.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub event_code: Vec<EventCode>,
    /// From when it is valid; absent is from when it was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective: Option<DateTime>,
    /// When it is expected to begin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub onset: Option<DateTime>,
    /// Until when it is valid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<DateTime>,
    /// Who sent it, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sender_name: Option<String>,
    /// In one line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub headline: Option<String>,
    /// At length.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instruction: Option<String>,
    /// A page that says more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub web: Option<String>,
    /// Whom to ask.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
    /// What else there is to tell; ours begin with `hatua:`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parameter: Vec<Parameter>,
    /// Pictures, sounds and documents.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resource: Vec<Resource>,
    /// Where.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub area: Vec<Area>,
}

impl Info {
    /// The language, BCP 47.
    #[must_use]
    pub fn language(&self) -> &str {
        self.language.as_deref().filter(|language| !language.is_empty()).unwrap_or(DEFAULT_LANGUAGE)
    }
}

/// A picture, sound or document (CAP 1.2 §3.2.3 `resource`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Resource {
    /// What it is, for people.
    pub resource_desc: String,
    /// What it is, for programs (RFC 2046).
    pub mime_type: String,
    /// Its size in bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<Integer>,
    /// Where it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uri: Option<String>,
    /// What it is, in base 64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deref_uri: Option<String>,
    /// Its SHA-1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
}

/// Where a message is for (CAP 1.2 §3.2.4 `area`): all of its polygons, circles and codes together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Area {
    /// In words.
    pub area_desc: String,
    /// Outlines.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub polygon: Vec<Polygon>,
    /// Circles.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub circle: Vec<Circle>,
    /// Codes of places.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub geocode: Vec<Geocode>,
    /// How high, in feet above mean sea level.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub altitude: Option<Decimal>,
    /// How high at most, in feet; with `altitude` only, which is then the lowest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ceiling: Option<Decimal>,
}

macro_rules! named {
    ($($(#[$meta:meta])* $name:ident;)+) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        pub struct $name {
            /// Of which list or system.
            pub value_name: String,
            /// The value itself.
            pub value: String,
        }

        impl $name {
            /// A value and its name.
            #[must_use]
            pub fn new(value_name: impl Into<String>, value: impl Into<String>) -> Self {
                Self { value_name: value_name.into(), value: value.into() }
            }
        }
    )+};
}

named! {
    /// What happened, in the codes of some system (CAP 1.2 §3.2.2 `eventCode`).
    EventCode;
    /// Something else that is told (CAP 1.2 §3.2.2 `parameter`).
    Parameter;
    /// A place, in the codes of some list (CAP 1.2 §3.2.4 `geocode`).
    Geocode;
}

fn at_least_one<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<CapCategory>, D::Error> {
    let categories = Vec::<CapCategory>::deserialize(deserializer)?;
    if categories.is_empty() { Err(de::Error::invalid_length(0, &"at least one category")) } else { Ok(categories) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn in_json_a_message_has_the_names_of_cap_and_nothing_that_is_absent() {
        let value = json!({
            "identifier": "1", "sender": "a@b", "sent": "2026-06-01T08:00:00+03:00", "status": "Actual",
            "msgType": "Alert", "scope": "Public", "note": "",
            "info": [{
                "category": ["Safety", "CBRNE"], "event": "Flood", "responseType": ["AllClear"], "urgency": "Immediate",
                "severity": "Severe", "certainty": "Likely",
                "eventCode": [{ "valueName": "SAME", "value": "FLW" }],
                "resource": [{ "resourceDesc": "map", "mimeType": "image/png", "size": "12", "derefUri": "AA==" }],
                "area": [{ "areaDesc": "Lindi", "polygon": ["1,2 3,4"], "circle": ["1.0,2 0"], "altitude": "1.50" }]
            }],
            "Signature": ["<x/>"]
        });
        let alert: Alert = serde_json::from_value(value.clone()).unwrap();
        assert_eq!(alert.info[0].severity, Severity::Severe);
        assert_eq!(alert.info[0].language(), "en-US");
        assert_eq!((alert.note.as_deref(), &alert.source), (Some(""), &None));
        assert_eq!(serde_json::to_value(&alert).unwrap(), value);
    }

    #[test]
    fn json_that_cannot_be_a_message_is_refused_and_newer_words_are_kept() {
        let read = |info: serde_json::Value| {
            let whole = json!({
                "identifier": "1", "sender": "a@b", "sent": "2026-06-01T08:00:00+03:00", "status": "Rumour",
                "msgType": "Alert", "scope": "Public", "info": [info]
            });
            serde_json::from_value::<Alert>(whole)
        };
        let good =
            json!({ "category": ["Geo"], "event": "x", "urgency": "Past", "severity": "Grave", "certainty": "Likely" });
        let alert = read(good.clone()).unwrap();
        assert_eq!(alert.status, Status::Other("Rumour".to_owned()));
        assert_eq!(serde_json::to_value(&alert).unwrap()["info"][0], good);
        for (field, value) in [
            ("category", json!([])),
            ("severity", json!("severe")),
            ("expires", json!("2026-06-01T08:00:00Z")),
            ("colour", json!("red")),
            ("area", json!([{}])),
        ] {
            let mut bad = good.clone();
            bad[field] = value;
            assert!(read(bad).is_err(), "{field}");
        }
    }
}
