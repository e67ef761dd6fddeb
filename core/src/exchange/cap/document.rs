//! Bytes as a tree of the elements of CAP, bounded in every direction before it is built.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use xml::EventReader;
use xml::attribute::OwnedAttribute;
use xml::common::{Position, XmlVersion};
use xml::name::OwnedName;
use xml::reader::{ParserConfig2, XmlEvent};

use super::writing::{escape, escape_attribute};
use super::{
    ALERT, AREA, CAP_NAMESPACE, CapError, FOREIGN, INFO, MAX_CAP_BYTES, MAX_CAP_DEPTH, MAX_CAP_ELEMENTS, NAMED,
    RESOURCE, SIGNATURES,
};

const SCHEMA_INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";
/// Attributes of an element and namespaces in force, at most.
const MAX_ATTRIBUTES: usize = 64;

/// An element of CAP. One of XML signatures is named [`FOREIGN`], and its text is its XML.
#[derive(Debug)]
pub(super) struct Element {
    pub name: &'static str,
    pub text: String,
    pub children: Vec<Element>,
}

type Scope = BTreeMap<String, String>;

/// The root element, `alert` of CAP 1.2.
pub(super) fn parse(bytes: &[u8]) -> Result<Element, CapError> {
    if bytes.len() > MAX_CAP_BYTES {
        return Err(CapError::TooLarge);
    }
    let text = decode(bytes)?;
    refuse_document_type(&text)?;
    let config = ParserConfig2::new()
        .whitespace_to_characters(true)
        .cdata_to_characters(true)
        .ignore_comments(false)
        .allow_multiple_root_elements(false)
        .ignore_invalid_encoding_declarations(true)
        .override_encoding(Some(xml::Encoding::Utf8))
        .max_attributes(MAX_ATTRIBUTES)
        .max_name_length(256);
    Builder { events: EventReader::new_with_config(text.as_bytes(), config), elements: 0 }.document()
}

/// The text, with line ends as XML 1.0 §2.11 wants them.
fn decode(bytes: &[u8]) -> Result<String, CapError> {
    let (bytes, marked) = bytes.strip_prefix(b"\xef\xbb\xbf").map_or((bytes, false), |rest| (rest, true));
    let declared = declared_encoding(bytes).map(str::to_ascii_uppercase);
    let text: Cow<'_, str> = match declared.as_deref() {
        None | Some("UTF-8") => std::str::from_utf8(bytes).map_err(|_| CapError::Encoding)?.into(),
        Some("US-ASCII") if bytes.is_ascii() => String::from_utf8_lossy(bytes),
        // The first 256 characters of Unicode are those of ISO-8859-1.
        Some("ISO-8859-1" | "ISO_8859-1" | "LATIN1") if !marked => bytes.iter().map(|byte| char::from(*byte)).collect(),
        Some(_) => return Err(CapError::Encoding),
    };
    if text.contains('\0') {
        return Err(CapError::Encoding);
    }
    Ok(text.replace("\r\n", "\n").replace('\r', "\n"))
}

/// What the XML declaration says, where there is one and it says it.
fn declared_encoding(bytes: &[u8]) -> Option<&str> {
    let rest = bytes.strip_prefix(b"<?xml")?;
    let end = rest.windows(2).take(512).position(|two| two == b"?>")?;
    let declaration = std::str::from_utf8(rest.get(..end)?).ok()?;
    let value = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value.get(1..)?.split(quote).next()
}

/// Looks at what stands before the root: elsewhere a document type is no XML.
fn refuse_document_type(text: &str) -> Result<(), CapError> {
    let mut rest = text.trim_start();
    loop {
        let after = if rest.starts_with("<?") {
            rest.split_once("?>")
        } else if let Some(comment) = rest.strip_prefix("<!--") {
            comment.split_once("-->")
        } else {
            break;
        };
        rest = after.map_or("", |(_, after)| after.trim_start());
    }
    if rest.starts_with("<!DOCTYPE") { Err(CapError::DocumentType) } else { Ok(()) }
}

struct Builder<'a> {
    events: EventReader<&'a [u8]>,
    elements: usize,
}

impl Builder<'_> {
    fn next(&mut self) -> Result<XmlEvent, CapError> {
        self.events.next().map_err(|fault| {
            let at = fault.position();
            CapError::Xml { line: at.row + 1, column: at.column + 1 }
        })
    }

    fn malformed(&self) -> CapError {
        let at = self.events.position();
        CapError::Xml { line: at.row + 1, column: at.column + 1 }
    }

    fn document(mut self) -> Result<Element, CapError> {
        // Those that are open, from the root.
        let mut open: Vec<Element> = vec![];
        let mut root = None;
        loop {
            match self.next()? {
                XmlEvent::StartDocument { version, .. } if version != XmlVersion::Version10 => {
                    return Err(CapError::Encoding);
                }
                XmlEvent::StartElement { name, attributes, namespace } => {
                    self.count(open.len(), namespace.0.len())?;
                    let Some(within) = open.last().map(|parent| parent.name) else {
                        open.push(begin_root(&name, &attributes)?);
                        continue;
                    };
                    match name.namespace.as_deref() {
                        Some(CAP_NAMESPACE) => {
                            let name = known(&name.local_name).ok_or(CapError::Unknown { within })?;
                            open.push(begin(name, &attributes)?);
                        }
                        Some(SIGNATURES) if open.len() == 1 => {
                            let text = self.foreign(&name, &attributes, namespace.0)?;
                            if let Some(alert) = open.last_mut() {
                                alert.children.push(Element { name: FOREIGN, text, children: vec![] });
                            }
                        }
                        _ => return Err(CapError::Unknown { within }),
                    }
                }
                XmlEvent::EndElement { .. } => {
                    let Some(closed) = open.pop() else { return Err(self.malformed()) };
                    match open.last_mut() {
                        Some(parent) => parent.children.push(closed),
                        None => root = Some(closed),
                    }
                }
                XmlEvent::Characters(text) | XmlEvent::CData(text) | XmlEvent::Whitespace(text) => {
                    if let Some(element) = open.last_mut() {
                        element.text.push_str(&text);
                    }
                }
                XmlEvent::EndDocument => return root.ok_or_else(|| self.malformed()),
                XmlEvent::StartDocument { .. } | XmlEvent::Comment(_) | XmlEvent::ProcessingInstruction { .. } => {}
            }
        }
    }

    fn count(&mut self, depth: usize, namespaces: usize) -> Result<(), CapError> {
        self.elements += 1;
        if self.elements > MAX_CAP_ELEMENTS {
            return Err(CapError::TooManyElements);
        }
        if depth >= MAX_CAP_DEPTH || namespaces > MAX_ATTRIBUTES {
            return Err(CapError::TooDeep);
        }
        Ok(())
    }

    /// An element of a foreign namespace as XML that says the same wherever it stands in a message that is written here, where
    /// CAP is the namespace of names without prefix.
    fn foreign(&mut self, name: &OwnedName, attributes: &[OwnedAttribute], scope: Scope) -> Result<String, CapError> {
        let message = Scope::from([(String::new(), CAP_NAMESPACE.to_owned())]);
        let mut out = String::new();
        start(&mut out, name, attributes, &message, &scope);
        let mut scopes = vec![scope];
        while let Some(outer) = scopes.last() {
            match self.next()? {
                XmlEvent::StartElement { name, attributes, namespace } => {
                    start(&mut out, &name, &attributes, outer, &namespace.0);
                    self.count(scopes.len() + 1, namespace.0.len())?;
                    scopes.push(namespace.0);
                }
                XmlEvent::EndElement { name } => {
                    let _ = write!(out, "</{}>", qualified(&name));
                    scopes.pop();
                }
                XmlEvent::Characters(text) | XmlEvent::CData(text) | XmlEvent::Whitespace(text) => {
                    escape(&text, &mut out);
                }
                XmlEvent::Comment(text) => {
                    let _ = write!(out, "<!--{text}-->");
                }
                XmlEvent::ProcessingInstruction { name, data: None } => {
                    let _ = write!(out, "<?{name}?>");
                }
                XmlEvent::ProcessingInstruction { name, data: Some(data) } => {
                    let _ = write!(out, "<?{name} {data}?>");
                }
                XmlEvent::StartDocument { .. } | XmlEvent::EndDocument => return Err(self.malformed()),
            }
        }
        Ok(out)
    }
}

fn begin_root(name: &OwnedName, attributes: &[OwnedAttribute]) -> Result<Element, CapError> {
    match (name.local_name.as_str(), name.namespace.as_deref()) {
        ("alert", Some(CAP_NAMESPACE)) => begin("alert", attributes),
        ("alert", Some("urn:oasis:names:tc:emergency:cap:1.1")) => Err(CapError::WrongVersion { version: "1.1" }),
        ("alert", Some("http://www.incident.com/cap/1.0" | "urn:oasis:names:tc:emergency:cap:1.0")) => {
            Err(CapError::WrongVersion { version: "1.0" })
        }
        _ => Err(CapError::NotCap),
    }
}

fn begin(name: &'static str, attributes: &[OwnedAttribute]) -> Result<Element, CapError> {
    let says_where = |name: &OwnedName| {
        name.namespace.as_deref() == Some(SCHEMA_INSTANCE)
            && matches!(name.local_name.as_str(), "schemaLocation" | "noNamespaceSchemaLocation")
    };
    if !attributes.iter().all(|attribute| says_where(&attribute.name)) {
        return Err(CapError::Attribute { element: name });
    }
    Ok(Element { name, text: String::new(), children: vec![] })
}

fn known(name: &str) -> Option<&'static str> {
    // The stand-in for foreign elements is none of CAP's.
    let lists = [ALERT, INFO, RESOURCE, AREA, NAMED].into_iter().flatten().copied();
    lists.filter(|known| *known != FOREIGN).find(|known| *known == name)
}

fn qualified(name: &OwnedName) -> String {
    match &name.prefix {
        Some(prefix) if !prefix.is_empty() => format!("{prefix}:{}", name.local_name),
        _ => name.local_name.clone(),
    }
}

/// A start tag, with the namespaces that are in force there and are not around it.
fn start(out: &mut String, name: &OwnedName, attributes: &[OwnedAttribute], around: &Scope, here: &Scope) {
    let of = |scope: &Scope, prefix: &str| scope.get(prefix).cloned().unwrap_or_default();
    let _ = write!(out, "<{}", qualified(name));
    if of(here, "") != of(around, "") {
        out.push_str(" xmlns=\"");
        escape_attribute(&of(here, ""), out);
        out.push('"');
    }
    let own = |prefix: &str| matches!(prefix, "" | "xml" | "xmlns");
    for (prefix, uri) in here.iter().filter(|(prefix, _)| !own(prefix)) {
        if of(around, prefix) != *uri {
            let _ = write!(out, " xmlns:{prefix}=\"");
            escape_attribute(uri, out);
            out.push('"');
        }
    }
    for attribute in attributes {
        let _ = write!(out, " {}=\"", qualified(&attribute.name));
        escape_attribute(&attribute.value, out);
        out.push('"');
    }
    out.push('>');
}
