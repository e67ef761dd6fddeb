//! A message as XML, in UTF-8.

use super::CAP_NAMESPACE;
use crate::model::cap::{Alert, Area, DateTime, Info, Resource};

pub(super) fn alert(alert: &Alert) -> String {
    let mut out = Writer { text: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned(), depth: 0 };
    out.text.push_str("<alert xmlns=\"");
    out.text.push_str(CAP_NAMESPACE);
    out.text.push_str("\">\n");
    out.depth = 1;
    out.leaf("identifier", &alert.identifier);
    out.leaf("sender", &alert.sender);
    out.leaf("sent", alert.sent.as_str());
    out.leaf("status", alert.status.code());
    out.leaf("msgType", alert.msg_type.code());
    out.leaves("source", alert.source.as_ref());
    out.leaf("scope", alert.scope.code());
    out.leaves("restriction", alert.restriction.as_ref());
    out.leaves("addresses", alert.addresses.as_ref());
    out.leaves("code", &alert.code);
    out.leaves("note", alert.note.as_ref());
    out.leaves("references", alert.references.as_ref().map(|list| list.as_str()));
    out.leaves("incidents", alert.incidents.as_ref());
    for info in &alert.info {
        out.element("info", |out| write_info(out, info));
    }
    for foreign in &alert.signature {
        out.text.push_str(foreign);
        out.text.push('\n');
    }
    out.text.push_str("</alert>\n");
    out.text
}

fn write_info(out: &mut Writer, info: &Info) {
    out.leaves("language", info.language.as_ref());
    out.leaves("category", info.category.iter().map(|category| category.code()));
    out.leaf("event", &info.event);
    out.leaves("responseType", info.response_type.iter().map(|response| response.code()));
    out.leaf("urgency", info.urgency.code());
    out.leaf("severity", info.severity.cap_word());
    out.leaf("certainty", info.certainty.code());
    out.leaves("audience", info.audience.as_ref());
    for code in &info.event_code {
        out.named("eventCode", &code.value_name, &code.value);
    }
    out.leaves("effective", info.effective.as_ref().map(DateTime::as_str));
    out.leaves("onset", info.onset.as_ref().map(DateTime::as_str));
    out.leaves("expires", info.expires.as_ref().map(DateTime::as_str));
    out.leaves("senderName", info.sender_name.as_ref());
    out.leaves("headline", info.headline.as_ref());
    out.leaves("description", info.description.as_ref());
    out.leaves("instruction", info.instruction.as_ref());
    out.leaves("web", info.web.as_ref());
    out.leaves("contact", info.contact.as_ref());
    for parameter in &info.parameter {
        out.named("parameter", &parameter.value_name, &parameter.value);
    }
    for resource in &info.resource {
        out.element("resource", |out| write_resource(out, resource));
    }
    for area in &info.area {
        out.element("area", |out| write_area(out, area));
    }
}

fn write_resource(out: &mut Writer, resource: &Resource) {
    out.leaf("resourceDesc", &resource.resource_desc);
    out.leaf("mimeType", &resource.mime_type);
    out.leaves("size", resource.size.as_ref().map(|size| size.as_str()));
    out.leaves("uri", resource.uri.as_ref());
    out.leaves("derefUri", resource.deref_uri.as_ref());
    out.leaves("digest", resource.digest.as_ref());
}

fn write_area(out: &mut Writer, area: &Area) {
    out.leaf("areaDesc", &area.area_desc);
    out.leaves("polygon", area.polygon.iter().map(|polygon| polygon.as_str()));
    out.leaves("circle", area.circle.iter().map(|circle| circle.as_str()));
    for code in &area.geocode {
        out.named("geocode", &code.value_name, &code.value);
    }
    out.leaves("altitude", area.altitude.as_ref().map(|height| height.as_str()));
    out.leaves("ceiling", area.ceiling.as_ref().map(|height| height.as_str()));
}

struct Writer {
    text: String,
    depth: usize,
}

impl Writer {
    fn indent(&mut self) {
        for _ in 0..self.depth {
            self.text.push_str("  ");
        }
    }

    fn tag(&mut self, before: &str, name: &str, after: &str) {
        self.text.push_str(before);
        self.text.push_str(name);
        self.text.push_str(after);
    }

    fn leaf(&mut self, name: &str, value: &str) {
        self.indent();
        self.tag("<", name, ">");
        escape(value, &mut self.text);
        self.tag("</", name, ">\n");
    }

    fn leaves<T: AsRef<str>>(&mut self, name: &str, values: impl IntoIterator<Item = T>) {
        for value in values {
            self.leaf(name, value.as_ref());
        }
    }

    fn element(&mut self, name: &str, inside: impl FnOnce(&mut Self)) {
        self.indent();
        self.tag("<", name, ">\n");
        self.depth += 1;
        inside(self);
        self.depth -= 1;
        self.indent();
        self.tag("</", name, ">\n");
    }

    fn named(&mut self, element: &str, name: &str, value: &str) {
        self.element(element, |out| {
            out.leaf("valueName", name);
            out.leaf("value", value);
        });
    }
}

/// Text of an element. A carriage return would be read as a line feed.
pub(super) fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\r' => out.push_str("&#13;"),
            c => out.push(c),
        }
    }
}

/// The value of an attribute, between double quotes. Every kind of white space but the space would be read as a space.
pub(super) fn escape_attribute(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '"' => out.push_str("&quot;"),
            '\t' => out.push_str("&#9;"),
            '\n' => out.push_str("&#10;"),
            '\r' => out.push_str("&#13;"),
            c => out.push(c),
        }
    }
}
