//! What `xs:anyURI` takes: a reference as RFC 3986 has it, in which characters that no link may have count as escaped.

/// Whether this is a reference.
pub(super) fn is_any_uri(link: &str) -> bool {
    let (link, fragment) = link.split_once('#').unwrap_or((link, ""));
    let (link, query) = link.split_once('?').unwrap_or((link, ""));
    let (scheme, rest) = match link.split_once(':') {
        Some((scheme, rest)) if !scheme.contains('/') => (Some(scheme), rest),
        _ => (None, link),
    };
    let (authority, path) = match rest.strip_prefix("//") {
        Some(rest) => rest.split_at(rest.find('/').unwrap_or(rest.len())),
        None => ("", rest),
    };
    scheme.is_none_or(is_scheme)
        && is_authority(authority)
        && is_made_of(path, "/:@")
        && is_made_of(query, "/:@?")
        && is_made_of(fragment, "/:@?")
}

fn is_scheme(scheme: &str) -> bool {
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
}

fn is_authority(authority: &str) -> bool {
    let (user, host) = authority.split_once('@').unwrap_or(("", authority));
    let (host_fits, port) = match host.strip_prefix('[') {
        Some(literal) => match literal.split_once(']') {
            Some((literal, after)) => {
                (is_made_of(literal, ":"), if after.is_empty() { Some("0") } else { after.strip_prefix(':') })
            }
            None => (false, None),
        },
        None => match host.split_once(':') {
            Some((name, port)) => (is_made_of(name, ""), Some(port)),
            None => (is_made_of(host, ""), Some("0")),
        },
    };
    // An empty port is allowed by RFC 3986, and not by validators.
    let is_port = |port: &str| (1..=9).contains(&port.len()) && port.bytes().all(|b| b.is_ascii_digit());
    host_fits && is_made_of(user, ":") && port.is_some_and(is_port)
}

/// Whether a part has only what every part may have, and these. Brackets and the signs between parts are what is left out.
fn is_made_of(part: &str, more: &str) -> bool {
    let mut bytes = part.bytes();
    while let Some(byte) = bytes.next() {
        let fits = match byte {
            b'%' => {
                bytes.next().is_some_and(|b| b.is_ascii_hexdigit())
                    && bytes.next().is_some_and(|b| b.is_ascii_hexdigit())
            }
            b'[' | b']' | b'#' => false,
            b'/' | b'?' | b':' | b'@' => more.as_bytes().contains(&byte),
            _ => true,
        };
        if !fits {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As libxml2 2.9 sees them.
    #[test]
    fn links_are_told_from_what_is_none() {
        for link in [
            "",
            "http://a b",
            "a b",
            "é",
            "%20",
            "#",
            "http://a:1",
            "a:",
            "http://[::1]/",
            "http://[::1]:80/",
            "?a?",
            "#?",
            "//a",
            "//",
            "///",
            "http:",
            "http://",
            "mailto:a@b",
            "a/b:c",
            "a:b:c",
            "http://u:p@h",
            "<>",
            "{|}\\^`~",
            "a+b:c",
            "http://?",
            "http://@",
            "/",
            "a//b",
            "http:////",
            "*'",
            "http:a//b",
            "x?#",
            "tel:+254",
            "/a:b",
            "./a:b",
        ] {
            assert!(is_any_uri(link), "{link}");
        }
        for link in [
            "%",
            "%zz",
            "##",
            "a#b#c",
            "http://a:",
            "http://a:x",
            "1:2",
            ":",
            ":a",
            "[",
            "?[",
            "http://[::1",
            "http://u@p@h",
            "http://a/%e",
            "http://a:99999999999/",
            "1a:b",
            "http://h:8x/",
            "http://a/[",
            "http://a[b/",
        ] {
            assert!(!is_any_uri(link), "{link}");
        }
    }
}
