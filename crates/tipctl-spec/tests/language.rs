//! What a spec without mistakes means, over invented kinds.

mod invented;

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, io, path::Path};

    use tipctl_model::{Address, AttrRef, Date, Desired, KindName, Resource, Value};
    use tipctl_spec::{Loaded, SpecProblems};

    use super::invented::KINDS;

    const STACK: &str = "version = 1\n[stack]\nname = 's'\naccount = '111122223333'\nregion = 'eu-west-1'\n";

    fn load(entry: &str, files: &[(&str, &str)]) -> Result<Loaded, SpecProblems> {
        let files: BTreeMap<&Path, &str> =
            files.iter().map(|(path, text)| (Path::new(*path), *text)).collect();
        let read = |path: &Path| {
            let text = files.get(path).ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))?;
            Ok(text.as_bytes().to_vec())
        };
        tipctl_spec::load(Path::new(entry), KINDS, &read)
    }

    fn one(text: &str) -> Loaded {
        load("spec.toml", &[("spec.toml", &format!("{STACK}{text}"))]).unwrap()
    }

    fn address(kind: &'static str, label: &str) -> Address {
        Address::new(KindName(kind), label)
    }

    fn resource<'a>(desired: &'a Desired, kind: &'static str, label: &str) -> &'a Resource {
        &desired.resources[&address(kind, label)]
    }

    #[test]
    fn attributes_left_out_get_their_default_or_stay_out() {
        let loaded = one("[reader.ada]\nname = 'Ada'\n");
        let ada = resource(&loaded.desired, "reader", "ada");
        assert_eq!(ada.attrs["active"], Value::Bool(true));
        assert!(!ada.attrs.contains_key("email"), "an attribute without a default is not compared");
        assert_eq!(loaded.desired.place.account, "111122223333");
    }

    #[test]
    fn what_follows_from_a_block_points_at_its_source_and_has_defaults() {
        let loaded = one("[reader.ada]\nname = 'Ada'\n[desk.d]\nname = 'D'\nusers = ['reader.ada']\n");
        let pass = resource(&loaded.desired, "pass", "d/ada");
        assert_eq!(pass.derived_from.as_deref(), Some("desk.d.users"));
        assert_eq!(pass.attrs["lasts"], Value::text("day"));
        assert_eq!(loaded.sources.excerpt(pass.origin), "['reader.ada']");
        let desk = resource(&loaded.desired, "desk", "d");
        assert_eq!(desk.attrs["arn"], Value::text("arn:aws:library:eu-west-1:111122223333:desk/D"));
    }

    #[test]
    fn a_reference_with_letters_that_no_label_has_refers_to_nothing() {
        let text = "[reader.ada]\nname = 'Ada'\n[desk.d]\nname = 'D'\nusers = ['reader.ädä']\n";
        let problems = load("spec.toml", &[("spec.toml", &format!("{STACK}{text}"))]).unwrap_err();
        assert_eq!(problems.problems()[0].message, "there is no `reader.ädä`");
    }

    #[test]
    fn what_is_written_takes_the_place_of_what_is_derived() {
        let text = "[reader.ada]\nname = 'Ada'\n[desk.d]\nname = 'D'\nusers = ['reader.ada']\n\
                    [pass.own]\ndesk = 'arn:aws:library:eu-west-1:111122223333:desk/D'\n\
                    reader = 'reader.ada'\nlasts = 'year'\n";
        let desired = one(text).desired;
        assert!(!desired.resources.contains_key(&address("pass", "d/ada")));
        assert_eq!(resource(&desired, "pass", "own").attrs["lasts"], Value::text("year"));
    }

    #[test]
    fn two_that_are_derived_and_equal_become_one() {
        let desk = "[desk.d]\nname = 'D'\nkeeper = 'reader.ada'\nusers = ['reader.ada']\n";
        let desired = one(&format!("[reader.ada]\nname = 'Ada'\n{desk}")).desired;
        let passes: Vec<String> = desired
            .resources
            .keys()
            .filter(|address| address.kind == KindName("pass"))
            .map(ToString::to_string)
            .collect();
        assert_eq!(passes, ["pass.d/ada"]);
    }

    #[test]
    fn a_text_that_is_no_reference_is_the_value_itself() {
        let loaded = one("[reader.ada]\nname = 'A'\nfriends = ['reader.bob', 'card-7', 'bob.smith']\n\
                          [reader.bob]\nname = 'B'\n");
        let bob = Value::Pending(AttrRef::new(address("reader", "bob"), "reader_id"));
        let friends = &resource(&loaded.desired, "reader", "ada").attrs["friends"];
        assert_eq!(friends.elements(), [bob, Value::text("card-7"), Value::text("bob.smith")]);
    }

    #[test]
    fn what_a_spec_says_about_itself_is_kept_beside_what_it_asks_for() {
        let spec = format!(
            "include = ['claims.toml']\n{STACK}[reader.ada]\nname = 'Ada'\n[[waive]]\nrule = 'TIP228'\non = 'reader.ada'\nreason = 'Agreed.'\nuntil = '2027-01-31'\n"
        );
        let claims = "[[assert]]\nwho = 'reader.ada'\ncannot = 'select'\non = 'sales.orders.amount'\n\
                      [[assert]]\nwho = 'ada@example.com'\ncan = 'read'\non = 's3://books/ada/'\nreason = 'Hers.'\n";
        let loaded = load("spec.toml", &[("spec.toml", &spec), ("claims.toml", claims)]).unwrap();
        let [waiver] = loaded.waivers.as_slice() else { panic!("{:?}", loaded.waivers) };
        assert_eq!((waiver.rule.as_str(), waiver.on.as_deref()), ("TIP228", Some("reader.ada")));
        let is_over = |day| waiver.is_over(Date::parse(day).unwrap());
        assert!(!is_over("2027-01-31") && is_over("2027-02-01"), "the day itself is the last one");
        assert_eq!(loaded.sources.excerpt(waiver.origin_of("until")), "'2027-01-31'");
        let claims: Vec<String> = loaded.assertions.iter().map(ToString::to_string).collect();
        assert_eq!(
            claims,
            ["reader.ada cannot select sales.orders.amount", "ada@example.com can read s3://books/ada/"]
        );
        let place = |name| {
            let origin = loaded.assertions[0].origin_of(name);
            (loaded.sources.name(origin.file).to_owned(), loaded.sources.line(origin))
        };
        assert_eq!(place("cannot"), ("claims.toml".to_owned(), 3));
        assert_eq!(
            place("reason"),
            ("claims.toml".to_owned(), 1),
            "what is not written stands at the section"
        );
        assert_eq!(loaded.desired.resources.len(), 1, "and it asks for nothing");
    }

    #[test]
    fn a_policy_is_the_same_as_table_text_and_file() {
        let spec = format!(
            "{STACK}[desk.table]\nname = 't'\n[desk.table.rules]\nVersion = '1'\nStatement = [{{ Sid = 'a' }}]\n\
             [desk.text]\nname = 'x'\nrules = '{{\"Version\": \"1\", \"Statement\": [{{\"Sid\": \"a\"}}]}}'\n\
             [desk.file]\nname = 'f'\nrules = {{ file = 'rules.json' }}\n"
        );
        let json = "{\"Statement\": [{\"Sid\": \"a\"}], \"Version\": \"1\"}";
        let loaded = load("in/spec.toml", &[("in/spec.toml", &spec), ("in/rules.json", json)]).unwrap();
        let rules = |label| &resource(&loaded.desired, "desk", label).attrs["rules"];
        assert_eq!(rules("table"), rules("text"));
        assert_eq!(rules("table"), rules("file"));
        assert_eq!(rules("file").entry("Version"), Some(&Value::text("1")));
    }

    #[test]
    fn included_files_count_as_one_spec_and_keep_their_places() {
        let spec = format!(
            "include = ['sub/../more.toml', 'deep/a.toml']\n{STACK}[[loan]]\nreader = 'reader.ada'\ntitle = 'One'\n"
        );
        let more = "[reader.ada]\nname = 'Ada'\n[[loan]]\nreader = 'reader.ada'\ntitle = 'Two'\n";
        let deep = "include = ['b.toml']\n";
        let files = |prefix: &str| {
            let named = |path: &str| format!("{prefix}{path}");
            [
                (named("spec.toml"), spec.as_str()),
                (named("more.toml"), more),
                (named("deep/a.toml"), deep),
                (named("deep/b.toml"), "[library]\n"),
            ]
        };
        let load_under = |prefix: &str| {
            let files = files(prefix);
            let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), *text)).collect();
            load(&format!("{prefix}spec.toml"), &files).unwrap()
        };
        let loaded = load_under("specs/");
        let two = &loaded.blocks[&address("loan", "2")];
        assert_eq!(two.text("title"), Some("Two"));
        assert_eq!(loaded.sources.name(two.origin.file), "specs/more.toml");
        assert_eq!(loaded.sources.line(two.origin_of("title")), 5);
        assert_eq!(
            loaded.sources.name(loaded.blocks[&address("library", "main")].origin.file),
            "specs/deep/b.toml"
        );
        assert_eq!(loaded.desired.digest, load_under("").desired.digest, "wherever it is read from");
    }

    #[test]
    fn the_digest_follows_every_byte_of_every_file() {
        let digest = |entry: &str, more: &str| {
            load("spec.toml", &[("spec.toml", entry), ("more.toml", more)]).unwrap().desired.digest
        };
        let entry = format!("include = ['more.toml']\n{STACK}");
        let plain = digest(&entry, "");
        assert_eq!(plain.len(), 64);
        assert_ne!(plain, digest(&entry, "\n"));
        assert_ne!(plain, digest(&format!("{entry}\n"), ""));
    }

    #[test]
    fn a_file_that_is_too_large_is_refused() {
        let huge = format!("{STACK}#{}\n", "x".repeat(4 << 20));
        let problems = load("spec.toml", &[("spec.toml", &huge)]).unwrap_err();
        assert_eq!(problems.total(), 1);
        assert_eq!(problems.problems()[0].code, "spec::unreadable");
        assert!(problems.problems()[0].message.contains("more than 4194304 bytes"));
    }

    #[test]
    fn a_spec_that_is_not_there_is_one_problem() {
        let problems = load("specs/absent.toml", &[]).unwrap_err();
        assert_eq!(problems.total(), 1);
        assert_eq!(
            problems.problems()[0].message,
            "`specs/absent.toml` cannot be read: there is no such file"
        );
    }

    #[test]
    fn files_that_include_each_other_without_end_are_refused() {
        let read = |path: &Path| {
            let depth = path.components().count();
            Ok(format!("include = ['deeper/{depth}.toml']\n{}", if depth == 1 { STACK } else { "" })
                .into_bytes())
        };
        let problems = tipctl_spec::load(Path::new("spec.toml"), KINDS, &read).unwrap_err();
        assert_eq!(problems.total(), 1);
        assert!(problems.problems()[0].message.contains("256 files at most"));
    }

    #[test]
    fn the_json_schema_says_what_the_kinds_say() {
        let schema = tipctl_spec::json_schema(KINDS);
        let desk = &schema["properties"]["desk"]["additionalProperties"];
        assert_eq!(desk["required"], serde_json::json!(["name"]));
        assert_eq!(desk["properties"]["hours"]["properties"]["to"]["maximum"], 24);
        assert_eq!(desk["properties"]["arn"], serde_json::Value::Null, "a spec cannot write it");
        assert_eq!(schema["properties"]["loan"]["items"]["properties"]["weeks"]["type"], "integer");
        assert_eq!(
            schema["properties"]["reader"]["additionalProperties"]["properties"]["active"]["default"],
            true
        );
    }

    #[test]
    fn a_reference_page_says_what_a_schema_says() {
        let desk = KINDS.iter().find(|kind| kind.schema().name == KindName("desk")).unwrap();
        let page = tipctl_spec::reference::page(*desk, Some("[desk.window]\n"));
        for line in [
            "# desk",
            "Written as `[desk.LABEL]`, any number of times.",
            "| `name` | a text | required | replaces | On the door. |",
            "| `hours.to` | a whole number from 0 to 24 | required |  | Full hours, later than `from`. |",
            "| `arn` | Its ARN. |",
            "Found in AWS by `name`. The label of the section is never looked at.",
            "[desk.window]",
        ] {
            assert!(page.lines().any(|found| found == line), "{line}\nis not in\n{page}");
        }
        let index = tipctl_spec::reference::index(KINDS);
        assert!(index.contains("| [`loan`](loan.md) | `[[loan]]` | A book that a reader has. |"), "{index}");
    }
}
