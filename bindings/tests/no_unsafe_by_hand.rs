//! The lint against unsafe code is lifted in this crate for what uniffi's macros expand to. This test keeps it for what
//! people write.

#[test]
fn nobody_writes_unsafe_code_in_the_bindings() {
    let sources = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut read = 0;
    for entry in std::fs::read_dir(sources).unwrap() {
        let path = entry.unwrap().path();
        assert!(path.extension().is_some_and(|ending| ending == "rs"), "only files of Rust: {}", path.display());
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(!text.contains("unsafe"), "{} says unsafe", path.display());
        read += 1;
    }
    assert!(read > 3);
}
