//! The rules that a message can break, each with a code that stays and a line that says what is wanted.

use std::fmt;

/// How bad a breach is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Level {
    /// The message stands; somebody may want to mend it.
    Warning,
    /// The message is not to be issued or believed.
    Error,
}

macro_rules! rules {
    ($($(#[$meta:meta])* $name:ident = $code:literal, $level:ident, $text:literal;)+) => {
        /// A rule of CAP 1.2, or of the profile of Usalama (DOMAIN §8.1).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Rule {
            $(#[doc = concat!("`", $code, "`: ", $text, ".")] $name,)+
        }

        impl Rule {
            /// Every rule: those of CAP, then those of the profile, which begin with `profile_`.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The stable code.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }

            /// What is wanted, in one line.
            #[must_use]
            pub const fn text(self) -> &'static str {
                match self { $(Self::$name => $text,)+ }
            }

            /// How bad a breach is.
            #[must_use]
            pub const fn level(self) -> Level {
                match self { $(Self::$name => Level::$level,)+ }
            }
        }
    };
}

rules! {
    Identifier = "identifier", Error, "an identifier has no space, comma, < or &, and is not empty";
    Sender = "sender", Error, "a sender has no space, comma, < or &, and is not empty";
    UnknownWord = "unknown_word", Error, "status, msgType, scope and the like are words of CAP 1.2";
    Characters = "characters", Error, "texts have only characters that XML can carry";
    RestrictionWithoutScope = "restriction_without_scope", Error, "a restriction goes with scope Restricted only";
    RestrictionMissing = "restriction_missing", Warning, "scope Restricted says in restriction to whom";
    AddressesMissing = "addresses_missing", Error, "scope Private says in addresses to whom";
    ReferenceForm = "reference_form", Error, "references are sender,identifier,sent with spaces between";
    ReferenceToSelf = "reference_to_self", Error, "a message does not refer to itself";
    ReferencePostDated = "reference_post_dated", Error, "a message refers to none that was sent after it";
    ReferencesMissing = "references_missing", Error, "Update and Cancel refer to the messages that they are about";
    ReceiptWithoutReferences = "receipt_without_references", Warning, "Ack and Error refer to the message that arrived";
    NoteMissing = "note_missing", Warning, "msgType Error and status Exercise are explained in note";
    InfoMissing = "info_missing", Warning, "an Alert or Update has an info";
    CategoryMissing = "category_missing", Error, "an info has at least one category";
    Language = "language", Error, "a language is a tag of BCP 47";
    SameText = "same_text", Warning, "infos in different languages do not say the same text";
    EmptyText = "empty_text", Warning, "event, areaDesc, resourceDesc and valueName say something";
    HeadlineOver160 = "headline_over_160", Warning, "a headline has at most 160 characters";
    ExpiresTooEarly = "expires_too_early", Warning, "a message expires after it was sent and has become effective";
    Web = "web", Warning, "web and uri are absolute links";
    MimeType = "mime_type", Warning, "a mimeType has a type and a subtype, as in image/png";
    ResourceSize = "resource_size", Error, "a size is not negative";
    ResourceDigest = "resource_digest", Warning, "a digest is a SHA-1 in 40 hexadecimal digits";
    ResourceNowhere = "resource_nowhere", Warning, "a resource has a uri or a derefUri";
    PolygonForm = "polygon_form", Error, "a polygon is pairs of latitude,longitude with spaces between";
    PolygonOffEarth = "polygon_off_earth", Error, "latitudes are within 90 degrees, longitudes within 180";
    PolygonTooShort = "polygon_too_short", Error, "a polygon has at least four pairs, three of them different";
    PolygonOpen = "polygon_open", Error, "the last pair of a polygon is its first";
    PolygonCrossing = "polygon_crossing", Error, "a polygon does not cross or touch itself";
    PolygonTooDetailed = "polygon_too_detailed", Error, "a polygon has at most 14,000 pairs";
    PolygonAntimeridian = "polygon_antimeridian", Warning, "a polygon over longitude 180 is split there";
    CircleForm = "circle_form", Error, "a circle is latitude,longitude, a space and a radius in kilometres";
    CircleOffEarth = "circle_off_earth", Error, "the centre of a circle is on the Earth";
    CircleRadius = "circle_radius", Error, "a radius is 0 or more";
    CeilingWithoutAltitude = "ceiling_without_altitude", Error, "a ceiling goes with an altitude only";
    CeilingBelowAltitude = "ceiling_below_altitude", Warning, "a ceiling is not below its altitude";

    ProfileLanguages = "profile_languages", Error, "there are two infos, one in en-KE and one in sw-KE";
    ProfileInfosDiffer = "profile_infos_differ", Error, "both languages have the same category, urgency, severity, certainty and expiry";
    ProfileExpiresMissing = "profile_expires_missing", Error, "every info says when it expires";
    ProfileExpiresTooEarly = "profile_expires_too_early", Error, "an info expires after the message was sent and has become effective";
    ProfileAreaMissing = "profile_area_missing", Error, "every info has at least one area";
    ProfileAreaNowhere = "profile_area_nowhere", Warning, "an area has a polygon, a circle or a geocode, else no phone can match it";
    ProfileHeadlineOver100 = "profile_headline_over_100", Error, "a headline has at most 100 characters";
    ProfileHeadlineMissing = "profile_headline_missing", Warning, "every info has a headline";
    ProfileContact = "profile_contact", Error, "a contact is a public number: +254 and its digits, or a short or toll-free one";
    ProfileContactMissing = "profile_contact_missing", Warning, "every info says which public number to call";
    ProfileContactMobile = "profile_contact_mobile", Warning, "a public number is not somebody's own mobile";
    ProfileWard = "profile_ward", Error, "KE-WARD is 1 to 1450";
    ProfileCounty = "profile_county", Error, "KE-COUNTY is 001 to 047";
    ProfileIsoCounty = "profile_iso_county", Error, "ISO3166-2 is KE-01 to KE-47";
    ProfileHatuaArea = "profile_hatua_area", Error, "HATUA-AREA is a UUID";
    ProfileGeocodeUnknown = "profile_geocode_unknown", Warning, "a geocode is KE-WARD, KE-COUNTY, ISO3166-2 or HATUA-AREA";
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// A rule that a message breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breach {
    /// Which rule.
    pub rule: Rule,
    /// Where, counted from 1 as XPath does: `info[2]/area[1]/polygon[1]`. Empty is the message as a whole.
    pub at: String,
    /// How bad it is.
    pub level: Level,
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.at.as_str() {
            "" => write!(f, "{}: {}", self.rule, self.rule.text()),
            at => write!(f, "{} at {at}: {}", self.rule, self.rule.text()),
        }
    }
}

/// The breaches found so far.
#[derive(Default)]
pub(super) struct Breaches(pub Vec<Breach>);

impl Breaches {
    /// Notes a breach, unless the rule holds.
    pub fn need(&mut self, holds: bool, rule: Rule, at: impl FnOnce() -> String) {
        if !holds {
            self.0.push(Breach { rule, at: at(), level: rule.level() });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_rule_has_a_code_of_its_own_and_says_what_is_wanted() {
        let codes: BTreeSet<_> = Rule::ALL.iter().map(|rule| rule.code()).collect();
        assert_eq!(codes.len(), Rule::ALL.len());
        for rule in Rule::ALL {
            assert!(rule.code().bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_'), "{rule}");
            assert!(!rule.text().is_empty() && !rule.text().ends_with('.') && rule.text().len() < 120, "{rule}");
        }
    }
}
