//! The house stands as it was drawn: which module may use which, where the time and the network come from, and that nothing
//! panics. Read from the sources themselves.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use syn::visit::{self, Visit};

/// The floors of `core/src`, from the top. A module uses those below it, and of its own floor those that do not use it.
const FLOORS: &[&[&str]] = &[
    &["client"],
    &["sync", "exchange"],
    &["profile"],
    &["store"],
    &["policy"],
    &["model"],
    &["event"],
    &["geo", "keys", "seal"],
    &["clock", "shrink", "text"],
];

/// Names at the root of the crate that belong to a module: macros are exported there.
const AT_THE_ROOT: &[(&str, &str)] = &[("vocabulary", "text")];

/// What a source file says, without its tests.
#[derive(Debug, Default)]
struct Facts {
    /// The module of the file, from the root of its crate.
    module: Vec<String>,
    /// Every path, with `use` trees spelt out and `crate`, `self` and `super` resolved to a path from the root.
    paths: BTreeSet<Vec<String>>,
    /// Paths that begin at the root of the crate.
    inner: BTreeSet<Vec<String>>,
    /// Names of methods that are called.
    methods: BTreeSet<String>,
    /// Names of macros that are used.
    macros: BTreeSet<String>,
    /// Attributes of the whole file.
    attributes: Vec<String>,
    /// Modules within the file that are being read.
    nested: Vec<String>,
}

impl Facts {
    fn of(source: &str, module: &[&str]) -> syn::Result<Self> {
        let file = syn::parse_file(source)?;
        let module = module.iter().map(|name| (*name).to_owned()).collect();
        let mut facts = Self { module, ..Self::default() };
        facts.attributes = file.attrs.iter().map(|attribute| words(&attribute.meta)).collect();
        facts.visit_file(&file);
        Ok(facts)
    }

    fn note(&mut self, path: Vec<String>) {
        let here = self.module.iter().chain(&self.nested).cloned();
        let resolved = match path.first().map(String::as_str) {
            Some("crate") => path[1..].to_vec(),
            Some("self") => here.chain(path[1..].iter().cloned()).collect(),
            Some("super") => {
                let up = path.iter().take_while(|word| *word == "super").count();
                let mut base: Vec<String> = here.collect();
                base.truncate(base.len().saturating_sub(up));
                base.into_iter().chain(path[up..].iter().cloned()).collect()
            }
            _ => {
                self.paths.insert(path);
                return;
            }
        };
        self.paths.insert(resolved.clone());
        self.inner.insert(resolved);
    }

    fn note_tree(&mut self, tree: &syn::UseTree, before: &[String]) {
        let with = |word: &syn::Ident| [before, &[word.to_string()]].concat();
        match tree {
            syn::UseTree::Path(path) => self.note_tree(&path.tree, &with(&path.ident)),
            syn::UseTree::Name(name) => self.note(with(&name.ident)),
            syn::UseTree::Rename(rename) => self.note(with(&rename.ident)),
            syn::UseTree::Glob(_) => self.note(before.to_vec()),
            syn::UseTree::Group(group) => group.items.iter().for_each(|tree| self.note_tree(tree, before)),
        }
    }

    /// What is within a macro is no syntax yet: its words are looked through for paths and calls.
    fn note_tokens(&mut self, text: &str) {
        let words: Vec<&str> = text.split_whitespace().collect();
        let is_word = |word: &&str| word.chars().all(|c| c.is_alphanumeric() || c == '_');
        let mut i = 0;
        while i < words.len() {
            let mut path = vec![];
            while let Some(word) = words.get(i).filter(|word| is_word(word)) {
                path.push((*word).to_owned());
                let goes_on = words.get(i + 1) == Some(&"::");
                i += if goes_on { 2 } else { 1 };
                if !goes_on {
                    break;
                }
            }
            match path.as_slice() {
                [] => i += 1,
                [name] if words.get(i) == Some(&"!") => drop(self.macros.insert(name.clone())),
                [name] if i >= 2 && words[i - 2] == "." => drop(self.methods.insert(name.clone())),
                [_] => {}
                _ => self.note(path),
            }
        }
    }
}

/// The tokens, each apart from the next.
fn spaced(tokens: impl ToString) -> String {
    let mut text = String::new();
    for c in tokens.to_string().chars() {
        if c.is_alphanumeric() || c == '_' || c == ':' {
            text.push(c);
        } else {
            text.extend([' ', c, ' ']);
        }
    }
    text.replace("::", " :: ")
}

fn words(meta: &syn::Meta) -> String {
    match meta {
        syn::Meta::Path(path) => path.segments.iter().map(|segment| segment.ident.to_string()).collect(),
        syn::Meta::List(list) => {
            let name: String = list.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
            format!("{name}({})", list.tokens)
        }
        syn::Meta::NameValue(_) => String::new(),
    }
}

fn is_test(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let said = words(&attribute.meta);
        said == "test" || said == "cfg(test)" || said.starts_with("cfg(any(test") || said.starts_with("cfg(all(test")
    })
}

impl<'ast> Visit<'ast> for Facts {
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if !is_test(&item.attrs) {
            self.nested.push(item.ident.to_string());
            visit::visit_item_mod(self, item);
            self.nested.pop();
        }
    }
    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        if !is_test(&item.attrs) {
            visit::visit_item_fn(self, item);
        }
    }
    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        if !is_test(&item.attrs) {
            visit::visit_item_impl(self, item);
        }
    }
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        if !is_test(&item.attrs) {
            self.note_tree(&item.tree, &[]);
        }
    }
    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.note(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        visit::visit_path(self, path);
    }
    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        self.methods.insert(call.method.to_string());
        visit::visit_expr_method_call(self, call);
    }
    fn visit_macro(&mut self, used: &'ast syn::Macro) {
        if let Some(name) = used.path.segments.last() {
            self.macros.insert(name.ident.to_string());
        }
        self.note_tokens(&spaced(&used.tokens));
        visit::visit_macro(self, used);
    }
    // What is printed above an item says nothing of what it uses.
    fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").to_owned()
}

/// The source files of a crate, without those that hold nothing but tests.
fn sources(of: &str) -> BTreeMap<String, Facts> {
    fn gather(folder: &Path, module: &[&str], found: &mut BTreeMap<String, Facts>) {
        let mut entries: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        for path in entries {
            let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                gather(&path, &[module, &[stem.as_str()]].concat(), found);
            } else if path.extension().is_some_and(|extension| extension == "rs") && stem != "tests" {
                let source = std::fs::read_to_string(&path).unwrap();
                let own = [stem.as_str()];
                let module = if ["lib", "main", "mod"].contains(&stem.as_str()) {
                    module.to_vec()
                } else {
                    [module, &own].concat()
                };
                let name = path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
                let facts = Facts::of(&source, &module).unwrap_or_else(|error| panic!("{name}: {error}"));
                found.insert(name, facts);
            }
        }
    }
    let mut found = BTreeMap::new();
    gather(&root().join(of).join("src"), &[], &mut found);
    assert!(!found.is_empty(), "no source of {of}");
    found
}

fn floor(module: &str) -> Option<usize> {
    FLOORS.iter().position(|floor| floor.contains(&module))
}

/// Which modules each module uses, and in which file.
fn uses<'a>(files: impl IntoIterator<Item = (&'a String, &'a Facts)>) -> BTreeMap<(String, String), String> {
    let mut uses = BTreeMap::new();
    for (file, facts) in files {
        let Some(user) = facts.module.first() else { continue };
        for path in &facts.inner {
            let Some(word) = path.first() else { continue };
            let used = AT_THE_ROOT.iter().find(|(name, _)| name == word).map_or(word.as_str(), |(_, module)| module);
            if used != user {
                uses.insert((user.clone(), used.to_owned()), file.clone());
            }
        }
    }
    uses
}

fn faults(uses: &BTreeMap<(String, String), String>) -> Vec<String> {
    let mut faults = vec![];
    for ((user, used), file) in uses {
        match (floor(user), floor(used)) {
            (Some(above), Some(below)) if above > below => faults.push(format!("{file}: {user} uses {used}, above it")),
            (Some(_), Some(_)) => {}
            _ => faults.push(format!("{file}: {user} uses {used}; one of them is on no floor")),
        }
        if user < used && uses.contains_key(&(used.clone(), user.clone())) {
            faults.push(format!("{user} and {used} use each other"));
        }
    }
    faults
}

#[test]
fn no_module_uses_one_above_it_and_no_two_use_each_other() {
    let core = sources("core");
    for facts in core.values().filter_map(|facts| facts.module.first()) {
        assert!(floor(facts).is_some(), "the module {facts} is on no floor");
    }
    let uses = uses(&core);
    println!("{} uses between modules", uses.len());
    assert!(uses.len() > 20, "{uses:?}");
    assert_eq!(faults(&uses), [""; 0]);
}

#[test]
fn everything_public_in_core_is_documented() {
    let core = sources("core");
    assert!(core["core/src/lib.rs"].attributes.iter().any(|said| said.replace(' ', "") == "deny(missing_docs)"));
}

#[test]
fn core_knows_neither_the_hub_nor_the_bindings() {
    let foreign = ["usalama_hub", "usalama", "uniffi", "axum", "jni"];
    for (file, facts) in sources("core") {
        // A word alone is a name of this crate's own.
        let of = |path: &[String]| path.len() > 1 && foreign.contains(&path[0].as_str());
        let found: Vec<_> = facts.paths.iter().filter(|path| of(path)).collect();
        assert!(found.is_empty(), "{file}: {found:?}");
    }
    let manifest = std::fs::read_to_string(root().join("core/Cargo.toml")).unwrap();
    for name in ["usalama-hub", "usalama-bindings", "uniffi", "axum"] {
        let named = manifest.lines().any(|line| line.split(['.', ' ', '=']).next() == Some(name));
        assert!(!named, "core depends on {name}");
    }
}

/// Whether a path ends in these words, one of each.
fn ends_in(path: &[String], types: &[&str], functions: &[&str]) -> bool {
    matches!(path, [.., of, function] if types.contains(&of.as_str()) && functions.contains(&function.as_str()))
}

fn makes_a_client(facts: &Facts) -> bool {
    let knows = facts.paths.iter().any(|path| path.first().is_some_and(|word| word == "reqwest"));
    let quick = |path: &Vec<String>| matches!(path.as_slice(), [first, last] if first == "reqwest" && last == "get");
    let makes = |path: &Vec<String>| ends_in(path, &["Client", "ClientBuilder"], &["new", "builder", "default"]);
    knows && facts.paths.iter().any(|path| makes(path) || quick(path))
}

#[test]
fn the_one_http_client_is_made_in_the_transport() {
    for (file, facts) in ["core", "hub", "bindings"].into_iter().flat_map(sources) {
        let may = file.starts_with("core/src/sync/transport");
        assert!(may || !makes_a_client(&facts), "{file} makes an HTTP client of its own");
    }
}

/// Deadlines of waits run on the timer of the runtime, which tells no time and which a test can stop: that one is let pass.
fn asks_the_time(facts: &Facts) -> bool {
    let of_runtime = ["tokio", "time", "Instant"].map(str::to_owned);
    let timer = |path: &[String]| {
        path.starts_with(&of_runtime) || (path[0] == "Instant" && facts.paths.contains(&of_runtime[..]))
    };
    let asks = |path: &[String]| ends_in(path, &["SystemTime", "Utc", "Local", "Instant"], &["now"]);
    facts.paths.iter().any(|path| asks(path) && !timer(path))
}

#[test]
fn the_one_clock_is_the_clock() {
    for (file, facts) in sources("core") {
        assert_eq!(asks_the_time(&facts), file == "core/src/clock.rs", "{file}");
    }
}

fn may_panic(facts: &Facts) -> Vec<String> {
    let methods =
        facts.methods.iter().filter(|name| ["unwrap", "expect", "unwrap_err", "expect_err"].contains(&name.as_str()));
    let macros =
        facts.macros.iter().filter(|name| ["panic", "todo", "unimplemented", "unreachable"].contains(&name.as_str()));
    methods.chain(macros).cloned().collect()
}

#[test]
fn nothing_that_runs_on_a_phone_or_at_the_hub_panics() {
    for (file, facts) in ["core", "hub", "bindings"].into_iter().flat_map(sources) {
        assert_eq!(may_panic(&facts), [""; 0], "{file}");
    }
}

#[test]
fn what_these_tests_look_for_they_find() {
    let read = |source: &str, module: &[&str]| Facts::of(source, module).unwrap();
    let wrong = |source: &str, module: &[&str]| {
        let file = "x.rs".to_owned();
        let facts = read(source, module);
        faults(&uses([(&file, &facts)]))
    };
    assert_eq!(wrong("use crate::store::Store;", &["geo", "area"]), ["x.rs: geo uses store, above it"]);
    assert_eq!(wrong("use super::super::store::Store;", &["geo", "area"]), ["x.rs: geo uses store, above it"]);
    assert_eq!(wrong("use crate::{clock::Clock, policy};", &["keys"]), ["x.rs: keys uses policy, above it"]);
    assert_eq!(wrong("fn f(x: crate::sync::Engine) {}", &["store"]), ["x.rs: store uses sync, above it"]);
    assert_eq!(wrong("fn f() { g!(crate::model::cap::X) }", &["event"]), ["x.rs: event uses model, above it"]);
    assert_eq!(
        wrong("mod inner { use super::super::super::model::X; }", &["event", "part"]),
        ["x.rs: event uses model, above it"]
    );
    assert_eq!(wrong("use crate::cellar::X;", &["event"]), ["x.rs: event uses cellar; one of them is on no floor"]);
    assert_eq!(wrong("use super::part::Part; crate::vocabulary! {}", &["event", "run"]), [""; 0]);
    assert_eq!(wrong("#[cfg(test)] mod tests { use crate::store::Store; }", &["event"]), [""; 0]);
    let (geo, keys) = (read("use crate::keys::Hash;", &["geo"]), read("use crate::geo::Cell;", &["keys"]));
    let (a, b) = ("geo.rs".to_owned(), "keys.rs".to_owned());
    assert_eq!(faults(&uses([(&a, &geo), (&b, &keys)])), ["geo and keys use each other"]);

    assert!(makes_a_client(&read("fn f() { reqwest::Client::new(); }", &[])));
    assert!(makes_a_client(&read("use reqwest::ClientBuilder; fn f() { ClientBuilder::new(); }", &[])));
    assert!(makes_a_client(&read("fn f() { reqwest::Client::builder().build() }", &[])));
    assert!(!makes_a_client(&read("use crate::Client; fn f() { Client::new(); }", &[])));
    assert!(asks_the_time(&read("fn f() { std::time::Instant::now(); }", &[])));
    assert!(asks_the_time(&read("use std::time::Instant; fn f() { Instant::now(); }", &[])));
    assert!(!asks_the_time(&read("use tokio::time::Instant; fn f() { Instant::now(); }", &[])));
    assert!(!asks_the_time(&read("fn f() { tokio::time::Instant::now(); }", &[])));
    assert!(asks_the_time(&read("fn f() { assert!(chrono::Utc::now() > x) }", &[])));
    assert_eq!(
        may_panic(&read("fn f() { x.unwrap(); y.expect(\"why\"); panic!() }", &[])),
        ["expect", "unwrap", "panic"]
    );
    assert_eq!(may_panic(&read("fn f() { println!(\"{}\", x.unwrap()) }", &[])), ["unwrap"]);
    assert_eq!(may_panic(&read("fn f() { x.unwrap_or(1); } #[test] fn g() { x.unwrap() }", &[])), [""; 0]);
}
