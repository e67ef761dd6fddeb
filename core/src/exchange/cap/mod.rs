//! Alerts as XML of OASIS CAP 1.2, in and out (DOMAIN §8.1, §18).
//!
//! In: the bytes of a file of anybody's, or a message. Out: a [`cap::Alert`] that the schema of CAP 1.2 allows, or XML that the
//! schema allows. Whether a message also keeps the rules that no schema can hold is for [`cap::Alert::breaches`] to say.
//!
//! - `document`: bytes become a bounded tree of elements; nothing in them is fetched or expanded
//! - `reading`: the tree becomes a message, in the order and number of the schema
//! - `link`: what may be a `web` or `uri`
//! - `writing`: a message becomes text
//!
//! Nothing is lost on the way: what is read and written is read again as the same message, and [`write()`] makes sure of it before it
//! returns. Not part of a message are comments, processing instructions, white space between elements, and where the schema is
//! (`xsi:schemaLocation`). An XML signature is kept with them left out around it, so it may not hold for the new bytes; who wants
//! to check it keeps the old ones.
//!
//! Messages of CAP 1.0 and 1.1 are refused by name: their elements are few differences away, but a message that is changed on its
//! way in is no longer the one that was sent. One word of theirs is read, since senders of 1.2 still write it: the certainty
//! `Very Likely`, as `Likely`.
//!
//! The XML is read with xml-rs, as GPX is: it is strict, streams without recursion, has no unsafe code, and is there already.
//! quick-xml is faster but leaves it to its caller to see that a document is well-formed; roxmltree recurses for each nested
//! element before its caller can count them.

mod document;
mod link;
mod reading;
mod writing;

use crate::model::cap;

/// Bytes of a message, at most: 1 MiB, read or written.
pub const MAX_CAP_BYTES: usize = 1024 * 1024;
/// Elements of a message, at most, those of a signature included.
pub const MAX_CAP_ELEMENTS: usize = 50_000;
/// Positions of all polygons of a message together, at most: what it costs to see whether they cross is their number squared.
pub const MAX_CAP_POINTS: usize = 10_000;
/// Elements within each other, at most; CAP itself needs five, the rest is for signatures.
pub const MAX_CAP_DEPTH: usize = 32;

/// The namespace of CAP 1.2.
pub const CAP_NAMESPACE: &str = "urn:oasis:names:tc:emergency:cap:1.2";
/// The namespace of XML signatures.
const SIGNATURES: &str = "http://www.w3.org/2000/09/xmldsig#";

/// Why bytes are no message of CAP 1.2, or a message cannot be written as one. Elements are named where the schema knows them;
/// nothing else of the file is repeated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CapError {
    /// More than [`MAX_CAP_BYTES`].
    #[error("the message is larger than 1 MiB")]
    TooLarge,
    /// More than [`MAX_CAP_ELEMENTS`].
    #[error("the message has more than 50000 elements")]
    TooManyElements,
    /// More than [`MAX_CAP_POINTS`].
    #[error("the polygons of the message have more than 10000 positions")]
    TooManyPoints,
    /// More than [`MAX_CAP_DEPTH`] elements within each other, or more than 64 namespaces.
    #[error("the message is nested too deeply")]
    TooDeep,
    /// A document type, with which entities and files of others come.
    #[error("the message has a document type (DOCTYPE), which CAP has not")]
    DocumentType,
    /// It is not written in XML 1.0 and UTF-8 or ISO-8859-1, or not in the one that it declares.
    #[error("the message is not XML 1.0 in UTF-8 or ISO-8859-1, as it has to declare")]
    Encoding,
    /// It is no well-formed XML.
    #[error("the message is no XML at line {line}, column {column}")]
    Xml {
        /// From 1.
        line: u64,
        /// From 1.
        column: u64,
    },
    /// It is XML, but its root is no `alert` of CAP.
    #[error("the file is no CAP message: its root is not alert of {CAP_NAMESPACE}")]
    NotCap,
    /// A message of CAP 1.0 or 1.1.
    #[error("the message is CAP {version}, only 1.2 is read")]
    WrongVersion {
        /// `1.0` or `1.1`.
        version: &'static str,
    },
    /// An element that must be there is not.
    #[error("{within} has no {element}, which it must have")]
    Missing {
        /// Which.
        element: &'static str,
        /// In which element.
        within: &'static str,
    },
    /// An element is there more than once that may be there once.
    #[error("{within} has more than one {element}")]
    Repeated {
        /// Which.
        element: &'static str,
        /// In which element.
        within: &'static str,
    },
    /// An element is not where the order of the schema has it.
    #[error("{element} is in the wrong place of {within}: the order of CAP 1.2 is fixed")]
    Misplaced {
        /// Which.
        element: &'static str,
        /// In which element.
        within: &'static str,
    },
    /// An element that does not belong there.
    #[error("{within} has an element that CAP 1.2 does not allow in it")]
    Unknown {
        /// In which element.
        within: &'static str,
    },
    /// An attribute; CAP has none.
    #[error("{element} has an attribute, CAP 1.2 has none")]
    Attribute {
        /// On which element.
        element: &'static str,
    },
    /// Text between elements.
    #[error("{within} has text between its elements")]
    Text {
        /// In which element.
        within: &'static str,
    },
    /// A value that the schema does not allow.
    #[error("the value of {element} is not allowed: {rule}")]
    Value {
        /// Of which element.
        element: &'static str,
        /// What is wanted.
        rule: &'static str,
    },
    /// The message would be read as another one than was written.
    #[error("the message cannot be written as CAP 1.2 without a change")]
    Changed,
}

/// Reads a message.
///
/// # Errors
/// [`CapError`], for each of its reasons but [`CapError::Changed`].
pub fn read(xml: &[u8]) -> Result<cap::Alert, CapError> {
    reading::alert(document::parse(xml)?)
}

/// Writes a message, and reads it again to see that nothing was lost.
///
/// # Errors
/// [`CapError`], as reading it again would have it: a word that CAP has not, a character that XML has not, too much of anything;
/// [`CapError::Changed`].
pub fn write(alert: &cap::Alert) -> Result<String, CapError> {
    let text = writing::alert(alert);
    if read(text.as_bytes())? == *alert { Ok(text) } else { Err(CapError::Changed) }
}

/// The elements of each element of CAP 1.2, in their order.
const ALERT: &[&str] = &[
    "identifier",
    "sender",
    "sent",
    "status",
    "msgType",
    "source",
    "scope",
    "restriction",
    "addresses",
    "code",
    "note",
    "references",
    "incidents",
    "info",
    FOREIGN,
];
const INFO: &[&str] = &[
    "language",
    "category",
    "event",
    "responseType",
    "urgency",
    "severity",
    "certainty",
    "audience",
    "eventCode",
    "effective",
    "onset",
    "expires",
    "senderName",
    "headline",
    "description",
    "instruction",
    "web",
    "contact",
    "parameter",
    "resource",
    "area",
];
const RESOURCE: &[&str] = &["resourceDesc", "mimeType", "size", "uri", "derefUri", "digest"];
const AREA: &[&str] = &["areaDesc", "polygon", "circle", "geocode", "altitude", "ceiling"];
const NAMED: &[&str] = &["valueName", "value"];
/// Stands for an element of XML signatures, whichever it is.
const FOREIGN: &str = "Signature";

#[cfg(test)]
mod tests;
