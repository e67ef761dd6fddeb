//! The vocabularies of the core as types of Kotlin and Swift, and the lines of `uniffi.toml` that name them. They are made from
//! the core's tables and kept in the repository, so that a reader finds them: `USALAMA_WRITE=1 cargo test -p usalama` writes them
//! anew after a table has changed, and without it this test fails.

use std::fmt::Write as _;
use std::path::Path;

use usalama::native::vocabularies;

const MARK: &str = "# Vocabularies: made by bindings/tests/vocabulary.rs from the tables of the core.\n";

/// Words that Swift keeps for itself, of those that a code could be.
const RESERVED: &[&str] = &[
    "as",
    "break",
    "case",
    "catch",
    "class",
    "continue",
    "default",
    "defer",
    "do",
    "else",
    "enum",
    "extension",
    "false",
    "for",
    "func",
    "guard",
    "if",
    "import",
    "in",
    "init",
    "inout",
    "internal",
    "is",
    "let",
    "nil",
    "open",
    "operator",
    "private",
    "protocol",
    "public",
    "repeat",
    "return",
    "self",
    "static",
    "struct",
    "super",
    "switch",
    "throw",
    "true",
    "try",
    "var",
    "where",
    "while",
];

type Vocabulary = (&'static str, Vec<(&'static str, &'static str, &'static str)>);

fn kotlin(all: &[Vocabulary]) -> String {
    let mut text = String::from(
        "// Made by bindings/tests/vocabulary.rs from the tables of the core.\npackage ke.usalama\n\n\
         /** A word of one of the domain's vocabularies. One of a newer version has its code and no label. */\n\
         interface Word {\n    /** What is stored, sent and compared. */\n    val code: String\n\n    \
         /** English. */\n    val en: String?\n\n    \
         /** Kiswahili: a working draft, to be reviewed by a Kenyan speaker before release. */\n    val sw: String?\n}\n",
    );
    for (name, values) in all {
        let _ = write!(
            text,
            "\n@JvmInline\nvalue class {name}(override val code: String) : Word {{\n    \
             override val en: String? get() = labels[code]?.first\n    \
             override val sw: String? get() = labels[code]?.second\n\n    \
             override fun toString(): String = code\n\n    companion object {{\n"
        );
        for (code, en, _) in values {
            let _ = writeln!(
                text,
                "        /** {en} */\n        val {}: {name} get() = {name}(\"{code}\")",
                screaming(code)
            );
        }
        text.push_str("\n        private val labels: Map<String, Pair<String, String>> = linkedMapOf(\n");
        for (code, en, sw) in values {
            let _ = writeln!(text, "            \"{code}\" to Pair({en:?}, {sw:?}),");
        }
        let _ = write!(
            text,
            "        )\n\n        /** Every value that this version knows, in the order of the domain's table. */\n        \
             val all: List<{name}> get() = labels.keys.map(::{name})\n    }}\n}}\n"
        );
    }
    text
}

fn swift(all: &[Vocabulary]) -> String {
    let mut text = String::from(
        "// Made by bindings/tests/vocabulary.rs from the tables of the core.\n\n\
         /// A word of one of the domain's vocabularies. One of a newer version has its code and no label.\n\
         public protocol Word: Hashable, Sendable, CustomStringConvertible {\n    \
         /// What is stored, sent and compared.\n    var code: String { get }\n    \
         init(_ code: String)\n    \
         /// Of every value that this version knows: code, English, Kiswahili (a working draft), in the order of the domain's table.\n    \
         static var table: [(code: String, en: String, sw: String)] { get }\n}\n\n\
         extension Word {\n    /// English.\n    public var en: String? { Self.table.first { $0.code == code }?.en }\n    \
         /// Kiswahili: a working draft, to be reviewed by a Kenyan speaker before release.\n    \
         public var sw: String? { Self.table.first { $0.code == code }?.sw }\n    \
         /// Every value that this version knows.\n    public static var all: [Self] { table.map { Self($0.code) } }\n    \
         public var description: String { code }\n}\n",
    );
    for (name, values) in all {
        let _ = write!(
            text,
            "\npublic struct {name}: Word {{\n    public let code: String\n    \
             public init(_ code: String) {{ self.code = code }}\n"
        );
        for (code, en, _) in values {
            let _ = writeln!(text, "    /// {en}\n    public static let {} = {name}(\"{code}\")", camel(code));
        }
        text.push_str("    public static let table: [(code: String, en: String, sw: String)] = [\n");
        for (code, en, sw) in values {
            let _ = writeln!(text, "        ({code:?}, {en:?}, {sw:?}),");
        }
        text.push_str("    ]\n}\n");
    }
    text
}

fn settings(all: &[Vocabulary]) -> String {
    let mut text = String::from(MARK);
    for (name, _) in all {
        let _ = write!(
            text,
            "[crates.usalama.bindings.kotlin.custom_types.{name}]\nlift = \"{name}({{}})\"\nlower = \"{{}}.code\"\n\
             [crates.usalama.bindings.swift.custom_types.{name}]\nlift = \"{name}({{}})\"\nlower = \"{{}}.code\"\n"
        );
    }
    text
}

/// `phone_snatching` as a constant of Kotlin; a digit needs a letter before it.
fn screaming(code: &str) -> String {
    let name = code.to_uppercase().replace('-', "_");
    if name.starts_with(|first: char| first.is_ascii_digit()) { format!("N{name}") } else { name }
}

/// `phone_snatching` or CAP's `Actual` as a constant of Swift, in backticks where Swift has taken the word.
fn camel(code: &str) -> String {
    // An abbreviation as one word.
    let code = if code.bytes().all(|b| b.is_ascii_uppercase()) { code.to_lowercase() } else { code.to_owned() };
    let mut words = code.split(['_', '-']);
    let mut name = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        name.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        name.push_str(letters.as_str());
    }
    if let Some(first) = name.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    if name.starts_with(|first: char| first.is_ascii_digit()) {
        name.insert(0, 'n');
    }
    if RESERVED.contains(&name.as_str()) { format!("`{name}`") } else { name }
}

fn in_step(path: &Path, wanted: &str) -> std::io::Result<bool> {
    let found = std::fs::read_to_string(path).unwrap_or_default();
    if found != wanted && std::env::var_os("USALAMA_WRITE").is_some() {
        path.parent().map_or(Ok(()), std::fs::create_dir_all)?;
        std::fs::write(path, wanted)?;
        return Ok(true);
    }
    Ok(found == wanted)
}

#[test]
fn kotlin_and_swift_have_every_word_of_the_core() {
    let all = vocabularies();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let settings_file = root.join("../uniffi.toml");
    let by_hand = std::fs::read_to_string(&settings_file).unwrap();
    let by_hand = by_hand.split(MARK).next().unwrap();
    for (path, wanted) in [
        (root.join("kotlin/src/main/kotlin/ke/usalama/Vocabulary.kt"), kotlin(&all)),
        (root.join("swift/Sources/Usalama/Vocabulary.swift"), swift(&all)),
        (settings_file, format!("{by_hand}{}", settings(&all))),
    ] {
        assert!(
            in_step(&path, &wanted).unwrap(),
            "{} is out of step: USALAMA_WRITE=1 cargo test -p usalama",
            path.display()
        );
    }
}
