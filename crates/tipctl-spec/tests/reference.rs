//! Compares `docs/reference` with the pages that the schemas make, and the JSON Schema beside them.
//!
//! `TIPCTL_BLESS=1` writes the pages.

#[cfg(test)]
mod tests {
    use std::{
        collections::BTreeSet,
        fs,
        path::{Path, PathBuf},
    };

    fn root() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
    }

    /// Every page by the name of its file.
    fn pages() -> Vec<(String, String)> {
        let kinds = tipctl_provider::kinds::kinds();
        let schema = serde_json::to_string_pretty(&tipctl_spec::json_schema(&kinds)).unwrap();
        let mut pages = vec![
            ("README.md".to_owned(), tipctl_spec::reference::index(&kinds)),
            ("spec.schema.json".to_owned(), schema + "\n"),
        ];
        for kind in kinds {
            let name = kind.schema().name;
            let example = fs::read_to_string(root().join(format!("fixtures/kinds/{name}/full.toml"))).ok();
            pages.push((format!("{name}.md"), tipctl_spec::reference::page(kind, example.as_deref())));
        }
        let of_language = tipctl_spec::reference::language_pages().into_iter();
        pages.extend(of_language.map(|(name, page)| (format!("{name}.md"), page)));
        pages
    }

    #[test]
    fn the_pages_say_what_the_schemas_say() {
        let folder = root().join("docs/reference");
        let pages = pages();
        if std::env::var_os("TIPCTL_BLESS").is_some() {
            fs::create_dir_all(&folder).unwrap();
            for (name, page) in &pages {
                fs::write(folder.join(name), page).unwrap();
            }
        }
        for (name, page) in &pages {
            let found = fs::read_to_string(folder.join(name)).unwrap_or_default();
            assert!(found == *page, "docs/reference/{name} is stale; run this test with TIPCTL_BLESS=1");
        }
        let made: BTreeSet<String> = pages.into_iter().map(|(name, _)| name).collect();
        let found: BTreeSet<String> = fs::read_dir(&folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        assert_eq!(found, made, "docs/reference has pages of its own, or of kinds that are gone");
    }

    #[test]
    fn everything_that_can_be_written_is_explained() {
        for kind in tipctl_provider::kinds::kinds() {
            let schema = kind.schema();
            for attr in schema.attrs {
                assert!(!attr.doc.is_empty(), "{}.{} has no doc", schema.name, attr.name);
            }
        }
    }
}
