//! The list of kinds against the tree: what has a folder is in the list, and what is in the list has all that a kind has.

#[cfg(test)]
mod tests {
    use std::{
        collections::BTreeSet,
        fs,
        path::{Path, PathBuf},
    };

    use tipctl_model::{AttrSchema, AttrType};
    use tipctl_provider::kinds::schemas;

    fn workspace(path: &str) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
    }

    fn names() -> Vec<&'static str> {
        schemas().iter().map(|schema| schema.name.0).collect()
    }

    #[test]
    fn the_list_is_sorted_and_names_each_kind_once() {
        let names = names();
        let sorted: BTreeSet<&str> = names.iter().copied().collect();
        assert_eq!(names, sorted.into_iter().collect::<Vec<_>>());
    }

    #[test]
    fn every_folder_is_in_the_list() {
        let folders: BTreeSet<String> = fs::read_dir(workspace("crates/tipctl-provider/src/kinds"))
            .unwrap()
            .map(|entry| entry.unwrap())
            .filter(|entry| entry.file_type().unwrap().is_dir())
            .map(|entry| entry.file_name().into_string().unwrap())
            .collect();
        assert_eq!(folders, names().into_iter().map(str::to_owned).collect());
    }

    #[test]
    fn every_kind_has_its_three_files() {
        for schema in schemas() {
            let folder = workspace("crates/tipctl-provider/src/kinds").join(schema.name.0);
            let files: &[&str] = if schema.composite {
                &["mod.rs", "schema.rs"]
            } else {
                &["mod.rs", "schema.rs", "calls.rs"]
            };
            for file in files {
                let calls = folder.join(file.trim_end_matches(".rs"));
                assert!(folder.join(file).is_file() || calls.is_dir(), "`{}` has no `{file}`", schema.name);
            }
        }
    }

    #[test]
    fn the_kinds_have_an_order() {
        let order = tipctl_planner::kind_order(&schemas()).unwrap();
        assert_eq!(order.len(), schemas().len());
        let at = |kind: &str| order.iter().position(|other| other.0 == kind);
        // What a grant needs is there before it: facts/aws-data.md §12.
        assert!(at("lake_setting") < at("grant") && at("location") < at("grant"));
    }

    #[test]
    fn schemas_name_kinds_and_attributes_that_exist() {
        let schemas = schemas();
        let has = |kind: &str, attr: &str| {
            schemas.iter().any(|schema| schema.name.0 == kind && schema.attr(attr).is_some())
        };
        for schema in &schemas {
            for kind in schema.after {
                assert!(names().contains(kind), "`{}` comes after `{kind}`, which is no kind", schema.name);
            }
            for name in schema.identity.iter().copied().flatten() {
                assert!(schema.attr(name).is_some(), "`{}` is identified by `{name}`", schema.name);
            }
            for_each_ref(schema.attrs, &mut |kinds, name| {
                for kind in kinds {
                    assert!(has(kind, name), "`{}` refers to `{kind}.{name}`", schema.name);
                }
            });
        }
    }

    #[test]
    fn every_kind_has_fixtures_and_a_page() {
        for name in names() {
            for fixture in ["minimal.toml", "full.toml"] {
                let file = workspace("fixtures/kinds").join(name).join(fixture);
                assert!(file.is_file(), "`{name}` has no `{fixture}`");
            }
            assert!(workspace("docs/reference").join(format!("{name}.md")).is_file(), "`{name}` has no page");
        }
    }

    fn for_each_ref(attrs: &[AttrSchema], visit: &mut dyn FnMut(&[&str], &str)) {
        attrs.iter().for_each(|attr| refs(&attr.ty, visit));
    }

    fn refs(ty: &AttrType, visit: &mut dyn FnMut(&[&str], &str)) {
        match ty {
            AttrType::Ref { kinds, attr } => visit(kinds, attr),
            AttrType::List(of) | AttrType::Set(of) | AttrType::Map(of) => refs(of, visit),
            AttrType::Object(members) => for_each_ref(members, visit),
            AttrType::Bool | AttrType::Int(..) | AttrType::Text | AttrType::Choice(_) | AttrType::Policy => {}
        }
    }
}
