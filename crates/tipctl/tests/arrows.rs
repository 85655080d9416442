//! The arrows between the crates: `docs/architecture.md` says which crate leans on which, the manifests say what is so,
//! and the two agree.

#[cfg(test)]
mod tests {
    use std::{
        collections::{BTreeMap, BTreeSet},
        fs,
        path::{Path, PathBuf},
    };

    use toml::{Table, Value};

    /// What a crate leans on, as its manifest says.
    struct Arrows {
        /// Crates of ours, by `[dependencies]`.
        ours: BTreeSet<String>,
        /// Crates of ours that its tests lean on besides, by `[dev-dependencies]`.
        for_tests: BTreeSet<String>,
        /// Whether a crate of the AWS SDK is among the first, and whether any must be linked.
        names_sdk: bool,
        links_sdk: bool,
    }

    fn root() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
    }

    fn manifest(path: &Path) -> Table {
        fs::read_to_string(path).unwrap().parse().unwrap()
    }

    /// The arrows of each crate by its folder.
    fn arrows() -> BTreeMap<String, Arrows> {
        let folders = fs::read_dir(root().join("crates")).unwrap();
        folders
            .map(|folder| folder.unwrap().path())
            .map(|folder| {
                let manifest = manifest(&folder.join("Cargo.toml"));
                let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
                assert_eq!(
                    manifest["package"]["name"].as_str(),
                    Some(name.as_str()),
                    "a folder is named after its crate"
                );
                (name, arrows_of(&manifest))
            })
            .collect()
    }

    fn arrows_of(manifest: &Table) -> Arrows {
        for section in manifest.keys() {
            assert_ne!(section, "target", "arrows that depend on the machine are arrows all the same");
        }
        let section = |name: &str| manifest.get(name).and_then(Value::as_table).cloned().unwrap_or_default();
        let named = |name: &str| -> BTreeSet<String> {
            section(name).keys().filter(|crate_name| crate_name.starts_with("tipctl")).cloned().collect()
        };
        let is_sdk = |(name, _): &(&String, &Value)| name.starts_with("aws-");
        let all: Vec<Table> = ["dependencies", "dev-dependencies", "build-dependencies"]
            .iter()
            .map(|name| section(name))
            .collect();
        let must_be_linked =
            |(_, entry): (&String, &Value)| entry.get("optional").and_then(Value::as_bool) != Some(true);
        Arrows {
            ours: named("dependencies").union(&named("build-dependencies")).cloned().collect(),
            for_tests: named("dev-dependencies"),
            names_sdk: all.iter().any(|section| section.iter().any(|entry| is_sdk(&entry))),
            links_sdk: all.iter().any(|section| section.iter().filter(is_sdk).any(must_be_linked)),
        }
    }

    /// The column `depends on` of the table of crates, by crate.
    fn documented() -> BTreeMap<String, String> {
        let text = fs::read_to_string(root().join("docs/architecture.md")).unwrap();
        let rows = text.lines().filter(|line| line.starts_with("| `tipctl"));
        rows.map(|row| {
            let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
            (cells[0].trim_matches('`').to_owned(), cells[2].to_owned())
        })
        .collect()
    }

    #[test]
    fn the_arrows_are_those_of_the_architecture() {
        let (arrows, documented) = (arrows(), documented());
        assert_eq!(arrows.keys().collect::<Vec<_>>(), documented.keys().collect::<Vec<_>>(), "the crates");
        let shipped: BTreeSet<String> = documented
            .iter()
            .filter(|(_, on)| !on.contains("for tests only"))
            .map(|(name, _)| name.clone())
            .collect();
        for (name, on) in &documented {
            let words: Vec<&str> = on
                .trim_end_matches("(for tests only)")
                .split(',')
                .map(str::trim)
                .filter(|word| !word.is_empty())
                .collect();
            let expected: BTreeSet<String> = match words.as_slice() {
                ["nothing of ours"] => BTreeSet::new(),
                ["all of them"] => shipped.iter().filter(|other| *other != name).cloned().collect(),
                words => words
                    .iter()
                    .filter(|word| **word != "the SDKs")
                    .map(|word| format!("tipctl-{word}"))
                    .collect(),
            };
            assert_eq!(arrows[name].ours, expected, "what `{name}` leans on");
            assert_eq!(arrows[name].names_sdk, words.contains(&"the SDKs"), "whether `{name}` names an SDK");
        }
    }

    #[test]
    fn nothing_waits_for_an_sdk_that_does_not_ask_for_it() {
        for (name, arrows) in arrows() {
            assert!(!arrows.links_sdk, "`{name}` links an SDK whether or not its feature `aws` is asked for");
        }
        let workspace = manifest(&root().join("Cargo.toml"));
        let provider = &workspace["workspace"]["dependencies"]["tipctl-provider"];
        assert_eq!(
            provider["default-features"].as_bool(),
            Some(false),
            "the provider's calls are asked for by name"
        );
        for folder in arrows().keys() {
            let manifest = manifest(&root().join("crates").join(folder).join("Cargo.toml"));
            for section in ["dependencies", "dev-dependencies"] {
                let asks = manifest
                    .get(section)
                    .and_then(|section| section.get("tipctl-provider"))
                    .and_then(|provider| provider.get("features"))
                    .is_some();
                assert_eq!(
                    asks,
                    folder == "tipctl" && section == "dependencies",
                    "`{folder}` asks for the SDKs"
                );
            }
        }
    }

    #[test]
    fn tests_lean_on_little_more() {
        for (name, arrows) in arrows() {
            let allowed: &[&str] = match name.as_str() {
                "tipctl-sandbox" => &[],
                "tipctl-access" => &["tipctl-provider", "tipctl-spec", "tipctl-testkit"],
                "tipctl-spec" => &["tipctl-provider", "tipctl-testkit"],
                "tipctl-provider" => &["tipctl-sandbox", "tipctl-spec", "tipctl-testkit"],
                _ => &["tipctl-testkit"],
            };
            for other in &arrows.for_tests {
                assert!(allowed.contains(&other.as_str()), "the tests of `{name}` lean on `{other}`");
            }
        }
    }
}
