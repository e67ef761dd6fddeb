//! What Usalama wants of its own messages beyond CAP (DOMAIN §8.1). How severe, how wide and how long an issuer's may be is a
//! matter of `policy`.

use uuid::Uuid;

use super::check::{expires_too_early, is_blank};
use super::rule::Breaches;
use super::{Alert, Breach, Geocode, Info, MsgType, Rule};
use crate::geo::{Iso3166County, WardCode};
use crate::text::is_e164;

/// The languages of every alert: English and Kiswahili as they are spoken in Kenya.
pub const LANGUAGES: [&str; 2] = ["en-KE", "sw-KE"];
/// Name of geocodes that are official numbers of wards, `1` to `1450`.
pub const KE_WARD: &str = "KE-WARD";
/// Name of geocodes that are official numbers of counties, `001` to `047`.
pub const KE_COUNTY: &str = "KE-COUNTY";
/// Name of geocodes that are counties in ISO 3166-2, `KE-01` to `KE-47`.
pub const ISO_3166_2: &str = "ISO3166-2";
/// Name of geocodes that are areas of Usalama.
pub const HATUA_AREA: &str = "HATUA-AREA";
/// How the names of our own parameters begin.
pub const HATUA: &str = "hatua:";

/// Characters of a headline, at most.
const HEADLINE: usize = 100;

impl Alert {
    /// The rules of the profile that this message breaks. Those of CAP are not among them: see [`Alert::breaches`].
    #[must_use]
    pub fn profile_breaches(&self) -> Vec<Breach> {
        let mut found = Breaches::default();
        if tells(self) {
            languages(self, &mut found);
        }
        for (number, info) in (1..).zip(&self.info) {
            check_info(self, info, &format!("info[{number}]"), &mut found);
        }
        found.0
    }
}

/// Whether it tells people something. A receipt has nothing to tell; a cancellation may leave it at its references.
fn tells(alert: &Alert) -> bool {
    !matches!(alert.msg_type, MsgType::Ack | MsgType::Error | MsgType::Cancel) || !alert.info.is_empty()
}

fn languages(alert: &Alert, found: &mut Breaches) {
    let has = |language: &str| alert.info.iter().any(|info| info.language().eq_ignore_ascii_case(language));
    let both = alert.info.len() == LANGUAGES.len() && LANGUAGES.into_iter().all(has);
    found.need(both, Rule::ProfileLanguages, String::new);
    if let Some((first, others)) = alert.info.split_first() {
        for (number, other) in (2..).zip(others) {
            found.need(agree(first, other), Rule::ProfileInfosDiffer, || format!("info[{number}]"));
        }
    }
}

/// Whether two infos warn of the same thing in the same way.
fn agree(a: &Info, b: &Info) -> bool {
    let until = |info: &Info| info.expires.as_ref().map(super::DateTime::at);
    (&a.category, &a.urgency, &a.severity, &a.certainty, until(a))
        == (&b.category, &b.urgency, &b.severity, &b.certainty, until(b))
}

fn check_info(alert: &Alert, info: &Info, within: &str, found: &mut Breaches) {
    let at = |element: &'static str| move || format!("{within}/{element}");
    found.need(info.expires.is_some(), Rule::ProfileExpiresMissing, at("expires"));
    found.need(!expires_too_early(alert, info), Rule::ProfileExpiresTooEarly, at("expires"));
    let headline = info.headline.as_deref();
    found.need(!is_blank(headline), Rule::ProfileHeadlineMissing, at("headline"));
    let length = headline.map_or(0, |headline| headline.chars().count());
    found.need(length <= HEADLINE, Rule::ProfileHeadlineOver100, at("headline"));
    match info.contact.as_deref().filter(|contact| !contact.trim().is_empty()).map(number) {
        None => found.need(false, Rule::ProfileContactMissing, at("contact")),
        Some(Number::Public) => {}
        Some(Number::Mobile) => found.need(false, Rule::ProfileContactMobile, at("contact")),
        Some(Number::None) => found.need(false, Rule::ProfileContact, at("contact")),
    }
    found.need(!info.area.is_empty(), Rule::ProfileAreaMissing, at("area"));
    for (index, area) in (1..).zip(&info.area) {
        let somewhere = !(area.polygon.is_empty() && area.circle.is_empty() && area.geocode.is_empty());
        found.need(somewhere, Rule::ProfileAreaNowhere, || format!("{within}/area[{index}]"));
        for (number, code) in (1..).zip(&area.geocode) {
            if let Some(rule) = geocode(code) {
                found.need(false, rule, || format!("{within}/area[{index}]/geocode[{number}]"));
            }
        }
    }
}

fn geocode(code: &Geocode) -> Option<Rule> {
    let value = code.value.as_str();
    let (holds, rule) = match code.value_name.as_str() {
        KE_WARD => (value.parse::<WardCode>().is_ok_and(|ward| ward.to_string() == value), Rule::ProfileWard),
        KE_COUNTY => {
            let county = value.parse::<crate::geo::CountyCode>();
            (county.is_ok_and(|county| county.to_string() == value), Rule::ProfileCounty)
        }
        ISO_3166_2 => (value.parse::<Iso3166County>().is_ok(), Rule::ProfileIsoCounty),
        HATUA_AREA => (value.len() == 36 && Uuid::try_parse(value).is_ok(), Rule::ProfileHatuaArea),
        _ => (false, Rule::ProfileGeocodeUnknown),
    };
    (!holds).then_some(rule)
}

enum Number {
    Public,
    Mobile,
    None,
}

/// What kind of number this is. Spaces between digits are allowed, as people write them.
fn number(contact: &str) -> Number {
    let digits: String = contact.trim().chars().filter(|c| *c != ' ').collect();
    if is_e164(&digits) {
        let mobile = digits.strip_prefix("+254").is_some_and(|rest| rest.starts_with(['1', '7']));
        return if mobile { Number::Mobile } else { Number::Public };
    }
    let all_digits = digits.bytes().all(|b| b.is_ascii_digit());
    let short = (3..=5).contains(&digits.len());
    let toll_free = digits.starts_with("0800") && (9..=10).contains(&digits.len());
    if all_digits && (short || toll_free) { Number::Public } else { Number::None }
}
