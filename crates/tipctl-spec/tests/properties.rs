//! What holds for every file, however broken.

mod invented;

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, path::Path};

    use miette::{GraphicalReportHandler, GraphicalTheme};
    use proptest::prelude::*;
    use tipctl_model::{Address, Attrs, Desired};
    use tipctl_spec::{Loaded, SpecProblems};

    use super::invented::KINDS;

    const STACK: &str = "version = 1\n[stack]\nname = 's'\naccount = '111122223333'\nregion = 'eu-west-1'\n";

    /// Pieces that specs are made of, so that random sequences of them get past the parser now and then.
    const PIECES: &[&str] = &[
        "[reader.ada]\n",
        "[reader.bob]\n",
        "[desk.d]\n",
        "[desk.d.hours]\n",
        "[desk.d.rules]\n",
        "[library]\n",
        "[[loan]]\n",
        "[pass.p]\n",
        "[[waive]]\n",
        "[[assert]]\n",
        "rule = 'TIP228'\n",
        "reason = 'é'\n",
        "until = '2027-01-é'\n",
        "who = 'reader.ada'\n",
        "can = 'select'\n",
        "on = 'a.b.é'\n",
        "name = 'Ada'\n",
        "name = 'é'\n",
        "email = 'arn:aws-cn:x'\n",
        "age = 7\n",
        "age = 1e3\n",
        "friends = ['reader.ada', 'reader.bob']\n",
        "users = ['reader.bob']\n",
        "users = 'x'\n",
        "keeper = 'reader.ada'\n",
        "shelves = [1, 100]\n",
        "from = 1\n",
        "to = 0\n",
        "hours = { from = 2 }\n",
        "rules = '{\"a\": [1.5]}'\n",
        "rules = '{é'\n",
        "rules = { file = 'x' }\n",
        "include = ['spec.toml']\n",
        "reader = 'reader.ada'\n",
        "desk = 'desk.d'\n",
        "title = 'T'\n",
        "title.x.y = 2\n",
        "\u{feff}",
        "'''",
        "= ",
        "{",
        "[",
        "\"\\u12\"\n",
        "\u{0}",
        "\r",
        "tags = { a = 'b', 'ü ü' = 'c' }\n",
        "key = 'arn:aws:kms:us-east-1:444455556666:k'\n",
    ];

    fn load(bytes: &[u8]) -> Result<Loaded, SpecProblems> {
        tipctl_spec::load(Path::new("spec.toml"), KINDS, &|_: &Path| Ok(bytes.to_vec()))
    }

    /// Loads and draws what is wrong, which reads every span.
    fn survives(bytes: &[u8]) {
        if let Err(problems) = load(bytes) {
            let handler = GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor());
            let mut text = String::new();
            handler.render_report(&mut text, &problems).unwrap();
            assert!(problems.total() > 0, "a spec without a problem was refused");
        }
    }

    /// What is asked for, without the places where it is written.
    fn meaning(desired: Desired) -> BTreeMap<Address, (Attrs, Option<String>)> {
        let resources = desired.resources.into_iter();
        resources.map(|(address, found)| (address, (found.attrs, found.derived_from))).collect()
    }

    fn permuted() -> impl Strategy<Value = Vec<&'static str>> {
        let sections = vec![
            "[reader.ada]\nname = 'Ada'\nfriends = ['reader.bob']\n",
            "[reader.bob]\nname = 'Bob'\n",
            "[reader.cy]\nname = 'Cy'\ntags = { a = 'b' }\n",
            "[desk.d]\nname = 'D'\nkeeper = 'reader.cy'\nusers = ['reader.ada', 'reader.bob']\n",
            "[desk.e]\nname = 'E'\nusers = ['reader.bob', 'reader.cy']\n",
            "[pass.own]\ndesk = 'desk.d'\nreader = 'reader.ada'\nlasts = 'year'\n",
            "[library]\ndesks = 'some'\n",
            "[[loan]]\nreader = 'reader.ada'\ntitle = 'One'\n",
            "[[loan]]\nreader = 'reader.bob'\ntitle = 'Two'\n",
        ];
        Just(sections).prop_shuffle()
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            survives(&bytes);
        }

        #[test]
        fn no_pieces_of_a_spec_make_it_panic(
            pieces in prop::collection::vec(prop::sample::select(PIECES), 0..24),
        ) {
            survives(format!("{STACK}{}", pieces.concat()).as_bytes());
        }

        #[test]
        fn the_order_of_sections_has_no_meaning(sections in permuted()) {
            let spec = |sections: &str| load(format!("{STACK}{sections}").as_bytes()).unwrap().desired;
            let mut ordered = sections.clone();
            ordered.sort_unstable();
            prop_assert_eq!(meaning(spec(&sections.concat())), meaning(spec(&ordered.concat())));
        }
    }

    #[test]
    fn the_deepest_file_that_the_parser_takes_is_survived() {
        let key = vec!["a"; 79].join(".");
        let inline = format!("{{ {key} = ").repeat(70);
        survives(format!("{STACK}[desk.d.{key}]\n{key} = {inline} 1 {}\n", "}".repeat(70)).as_bytes());
        survives(
            format!("{STACK}[desk.d.rules]\nx = {}1{}\n", "[".repeat(5000), "]".repeat(5000)).as_bytes(),
        );
    }
}
