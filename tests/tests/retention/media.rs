//! The row "media". The library takes none yet: there is no place for any, on a phone or at a hub, and the row is in the table for when
//! there is.

use std::collections::BTreeSet;
use std::path::Path;

use rusqlite::Connection;
use syn::visit::Visit;
use usalama_core::client::Usalama;
use usalama_core::event::{PartName, Role};
use usalama_core::model::incident::Category;
use usalama_core::model::retention::{Keep, RetentionClass, Start};
use usalama_tests::caring;
use usalama_tests::town::Town;
use usalama_tests::traces::{file_of, hub_file, report};

/// Words that would name a place for media (DOMAIN §5.4).
const WORDS: [&str; 11] =
    ["media", "photo", "video", "audio", "voice", "image", "attachment", "mime", "chunk", "sha256", "exif"];

/// The tables of a file with their columns.
fn columns(file: &Connection) -> BTreeSet<(String, String, String)> {
    let sql = "SELECT m.name, c.name, c.type FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table'";
    let mut statement = file.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn s14_media_has_a_row_in_the_table_and_no_table_column_or_part_that_could_hold_any() {
    let rule = Usalama::retention_table().iter().find(|rule| rule.class == RetentionClass::Media).unwrap();
    assert_eq!(rule.device.keep, Keep::Hours(7 * 24, Start::Delivered), "until delivered, and 7 days");
    assert_eq!(rule.hub.keep, Keep::Hours(90 * 24, Start::Closed), "90 days after the case is closed");
    assert!(rule.then.en.contains("fingerprint stays") && rule.then.sw.contains("alama"));

    let town = Town::start();
    caring::open_centres(&town, false);
    let (phone, worker) = (town.recruit(Role::Guard).await, caring::worker(&town).await);
    let _ = report(&phone, &town, Category::StreetLight);
    phone.sync().await;
    caring::sync(&worker).await;
    let care = Connection::open(town.hub.data().join("care").join("hub.db")).unwrap();
    for (file, at_least) in [(file_of(&phone), 20), (file_of(&worker), 20), (hub_file(&town), 25), (care, 25)] {
        let columns = columns(&file);
        let tables: BTreeSet<&str> = columns.iter().map(|(table, ..)| table.as_str()).collect();
        assert!(tables.len() >= at_least, "{tables:?}: the schema is read");
        for (table, column, _) in &columns {
            let name = format!("{table}.{column}").to_lowercase();
            assert!(!WORDS.iter().any(|word| name.contains(word)), "{name}");
        }
    }
    let parts: Vec<&str> = PartName::ALL.iter().map(PartName::code).collect();
    assert!(parts.iter().all(|part| !WORDS.iter().any(|word| part.contains(word))), "{parts:?}");
    // No part is large enough for a photograph of the size that DOMAIN §5.4 says.
    const { assert!(usalama_core::event::limits::PART < 200 * 1000) };
}

/// Fields of the model that are named like media, with their types.
#[derive(Default)]
struct Fields {
    seen: usize,
    named: Vec<(String, String)>,
}

impl<'a> Visit<'a> for Fields {
    fn visit_field(&mut self, field: &'a syn::Field) {
        let Some(name) = field.ident.as_ref().map(ToString::to_string) else { return };
        self.seen += 1;
        if WORDS.iter().any(|word| name.contains(word)) {
            let of: Vec<String> = TypeNames::of(&field.ty);
            self.named.push((name, of.join(" ")));
        }
    }
}

/// The names in a type.
struct TypeNames(Vec<String>);

impl TypeNames {
    fn of(written: &syn::Type) -> Vec<String> {
        let mut names = Self(vec![]);
        names.visit_type(written);
        names.0
    }
}

impl<'a> Visit<'a> for TypeNames {
    fn visit_ident(&mut self, ident: &'a syn::Ident) {
        self.0.push(ident.to_string());
    }
}

fn read(folder: &Path, fields: &mut Fields) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read(&path, fields);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            fields.visit_file(&syn::parse_file(&text).unwrap());
        }
    }
}

#[test]
fn s14_media_of_no_record_is_a_field_but_the_fingerprint_of_a_photograph_that_stays() {
    let model = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/src/model");
    let mut fields = Fields::default();
    read(&model, &mut fields);
    assert!(fields.seen > 500, "{}: the model is read", fields.seen);
    assert!(!fields.named.is_empty(), "a shift has the fingerprint of a photograph");
    // An alert of another system may say of what sort a picture is that lies elsewhere (CAP 1.2 §3.2.3).
    let (elsewhere, here): (Vec<_>, Vec<_>) = fields.named.iter().partition(|(name, _)| name == "mime_type");
    assert_eq!(elsewhere.len(), 1);
    for (name, of) in here {
        assert!(["Option Hash", "Hash"].contains(&of.as_str()), "{name}: {of}");
    }
    println!("{} fields of the model, {} of them fingerprints", fields.seen, fields.named.len() - 1);
}
