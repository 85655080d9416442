//! The policies that specs need, held against what was reviewed (`fixtures/policies/<spec>.<purpose>.json`) and against
//! what AWS knows of each action (`fixtures/policies/actions.toml`).
//!
//! `TIPCTL_BLESS=1` writes the policies.

#[cfg(test)]
mod tests {
    use std::{
        collections::BTreeSet,
        fs,
        path::{Path, PathBuf},
    };

    use tipctl_model::{Desired, Ledger, Need};
    use tipctl_provider::permissions::{Document, LARGEST, Purpose, needs};
    use toml::{Table, Value};

    fn root() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
    }

    fn desired(path: &Path) -> Desired {
        let read = |path: &Path| fs::read(path);
        match tipctl_spec::load(path, &tipctl_provider::kinds::kinds(), &read) {
            Ok(loaded) => loaded.desired,
            Err(problems) => panic!("{}: {problems:?}", path.display()),
        }
    }

    fn document(path: &Path, purpose: Purpose) -> Document {
        Document::of(&needs(&desired(path), &Ledger::default(), purpose).caller)
    }

    /// The specs that are shown to users, and a whole spec for each kind.
    fn specs() -> Vec<PathBuf> {
        let kinds = fs::read_dir(root().join("fixtures/kinds")).unwrap();
        let files = kinds.flat_map(|kind| fs::read_dir(kind.unwrap().path()).unwrap());
        let mut specs: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
        specs.retain(|path| path.file_name().is_some_and(|name| name != "fixed.toml"));
        specs.extend(["specs/quickstart.toml", "specs/prod.toml"].map(|spec| root().join(spec)));
        specs.sort();
        specs
    }

    #[test]
    fn the_policies_are_those_that_were_reviewed() {
        for spec in ["quickstart", "prod"] {
            for purpose in Purpose::ALL {
                let text = document(&root().join(format!("specs/{spec}.toml")), purpose).text();
                let path = root().join(format!("fixtures/policies/{spec}.{}.json", purpose.word()));
                if std::env::var_os("TIPCTL_BLESS").is_some() {
                    fs::write(&path, &text).unwrap();
                }
                let reviewed = fs::read_to_string(&path).unwrap_or_default();
                assert!(
                    text == reviewed,
                    "{} is stale: TIPCTL_BLESS=1, and read what changed",
                    path.display()
                );
            }
        }
    }

    /// What AWS knows of each action (`fixtures/policies/actions.toml`).
    struct Known {
        actions: Table,
        types: Table,
    }

    impl Known {
        fn read() -> Self {
            let text = fs::read_to_string(root().join("fixtures/policies/actions.toml")).unwrap();
            let table: Table = text.parse().unwrap();
            let part = |name: &str| table[name].as_table().unwrap().clone();
            Self { actions: part("actions"), types: part("types") }
        }

        /// The shapes of the ARNs that `action` has to be allowed on, and of those that it may be about.
        fn shapes(&self, action: &str) -> [Vec<&str>; 2] {
            let known = self.actions.get(action).unwrap_or_else(|| panic!("AWS knows no `{action}`"));
            let service = action.split(':').next().unwrap();
            ["every", "any"].map(|which| {
                let types = known.get(which).and_then(Value::as_array).into_iter().flatten();
                let types = types.map(|ty| format!("{service}/{}", ty.as_str().unwrap()));
                types.map(|ty| self.types[&ty].as_str().unwrap()).collect()
            })
        }
    }

    /// Every action of a document with each resource that it is allowed on.
    fn pairs(document: &Document) -> BTreeSet<(String, String)> {
        let document: serde_json::Value = serde_json::from_str(&document.text()).unwrap();
        let texts = |value: &serde_json::Value| -> Vec<String> {
            match value {
                serde_json::Value::String(text) => vec![text.clone()],
                other => {
                    other.as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect()
                }
            }
        };
        let statements = document["Statement"].as_array().unwrap().iter();
        let pairs = statements.flat_map(|statement| {
            let resources = texts(&statement["Resource"]);
            texts(&statement["Action"]).into_iter().flat_map(move |action| {
                resources.clone().into_iter().map(move |resource| (action.clone(), resource))
            })
        });
        pairs.collect()
    }

    /// Whether `text` is of the form `shape`, in which `*` is any text.
    fn fits(shape: &str, text: &str) -> bool {
        match shape.split_once('*') {
            None => shape == text,
            Some((head, "")) => text.starts_with(head),
            Some((head, rest)) => text.strip_prefix(head).is_some_and(|left| {
                let mut tails = left.char_indices().filter_map(|(at, _)| left.get(at..));
                tails.any(|tail| fits(rest, tail))
            }),
        }
    }

    #[test]
    fn every_action_is_allowed_on_what_it_is_about_and_on_nothing_else() {
        let known = Known::read();
        for spec in specs() {
            for purpose in Purpose::ALL {
                let needs = needs(&desired(&spec), &Ledger::default(), purpose).caller;
                let pairs = pairs(&Document::of(&needs));
                let at = format!("{} for {}", spec.display(), purpose.word());
                for (action, resource) in &pairs {
                    let [every, any] = known.shapes(action);
                    let of_action =
                        || pairs.iter().filter(|(other, _)| other == action).map(|(_, resource)| resource);
                    if every.is_empty() && any.is_empty() {
                        assert_eq!(resource, "*", "{action} knows no resources: {at}");
                        continue;
                    }
                    assert_ne!(resource, "*", "{action} knows resources: {at}");
                    for shape in &every {
                        assert!(of_action().any(|arn| fits(shape, arn)), "{action} lacks {shape}: {at}");
                    }
                    let is_its = |arn: &str| every.iter().chain(&any).any(|shape| fits(shape, arn));
                    assert!(of_action().any(|arn| is_its(arn)), "{action} has no resource of its own: {at}");
                    let is_needed = needs.iter().any(|need| match need {
                        Need::Allowed(allowed) => {
                            allowed.actions.contains(action.as_str()) && allowed.resources.contains(resource)
                        }
                        Need::Beyond(_) => false,
                    });
                    assert!(is_needed || !is_its(resource), "{action} is not needed on {resource}: {at}");
                }
            }
        }
    }

    #[test]
    fn every_need_is_allowed() {
        for spec in specs() {
            for purpose in Purpose::ALL {
                let needs = needs(&desired(&spec), &Ledger::default(), purpose).caller;
                let allowed = pairs(&Document::of(&needs));
                for need in &needs {
                    let Need::Allowed(need) = need else { continue };
                    for action in &need.actions {
                        for resource in &need.resources {
                            let is_allowed =
                                |(other, on): &(String, String)| other == action && fits(on, resource);
                            assert!(
                                allowed.iter().any(is_allowed),
                                "{action} {resource}: {}",
                                spec.display()
                            );
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn parts_say_what_the_whole_says_and_are_small_enough() {
        for spec in ["quickstart", "prod"] {
            let whole = document(&root().join(format!("specs/{spec}.toml")), Purpose::Apply);
            for largest in [1200, 2000, LARGEST, 20_000] {
                let parts = whole.split(largest);
                assert!(parts.iter().all(|part| part.size() <= largest), "{spec} {largest}");
                let together: BTreeSet<_> = parts.iter().flat_map(pairs).collect();
                assert_eq!(together, pairs(&whole));
                assert_eq!(parts.len() == 1, whole.size() <= largest);
            }
        }
    }
}
