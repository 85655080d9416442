//! A query as a user: what is said of one that fails is about that user's one way, and what mends it is what the doctor says.

#[cfg(test)]
mod tests {
    use std::{fs, process::Command};

    use serde_json::Value;
    use tempfile::TempDir;

    const QUICKSTART: &str = include_str!("../../../specs/quickstart.toml");
    const DRIVER: &str = include_str!("../../../fixtures/kinds/client/full.toml");

    /// The exit code, and what was written to the standard output and the standard error.
    type Ended = (i32, String, String);

    /// A directory with `spec.toml` in it, applied to its sandbox.
    struct Desk(TempDir);

    impl Desk {
        fn applied(spec: &str) -> Self {
            let desk = Self(tempfile::tempdir().unwrap());
            desk.write("spec.toml", spec);
            desk.apply("spec.toml");
            desk
        }

        fn write(&self, name: &str, text: &str) {
            fs::write(self.0.path().join(name), text).unwrap();
        }

        fn apply(&self, spec: &str) {
            let (code, out, err) = self.ran(&["apply", spec, "--auto-approve"]);
            assert_eq!(code, 0, "{out}{err}");
        }

        fn ran(&self, args: &[&str]) -> Ended {
            let output = Command::new(env!("CARGO_BIN_EXE_tipctl"))
                .arg("--sandbox")
                .args(args)
                .env_clear()
                .env("HOME", self.0.path())
                .env("COLUMNS", "110")
                .env("AWS_EC2_METADATA_DISABLED", "true")
                .current_dir(self.0.path())
                .output()
                .unwrap();
            let text = |bytes| String::from_utf8(bytes).unwrap();
            (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
        }

        fn verify(&self, user: &str, more: &[&str]) -> Ended {
            self.ran(&[&["verify", "spec.toml", "--as", user], more].concat())
        }

        /// What a query that fails is told to hang on: the titles of the troubles.
        fn troubles(&self, user: &str, more: &[&str]) -> Vec<String> {
            let (code, out, err) = self.verify(user, more);
            assert_eq!(code, 2, "{out}{err}");
            out.lines().filter_map(|line| line.strip_prefix("✗ ")).map(str::to_owned).collect()
        }

        /// Changes the part of the sandbox's state at `pointer` behind the back of tipctl.
        fn change(&self, pointer: &str, change: impl FnOnce(&mut Value)) {
            let file = self.0.path().join(".tipctl/sandbox.json");
            let mut state: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
            change(state.pointer_mut(&format!("/account/services/{pointer}")).unwrap());
            fs::write(&file, serde_json::to_vec(&state).unwrap()).unwrap();
        }

        /// A file with a token for `user`.
        fn token(&self, user: &str) -> &'static str {
            let of = ["--issuer", "https://acme.okta.com/oauth2/default", "--audience", "0oa1b2c3d4"];
            let (code, token, err) = self.ran(&[&["sandbox", "token", "--as", user], &of[..]].concat());
            assert_eq!(code, 0, "{err}");
            self.write("token", &token);
            "token"
        }
    }

    #[test]
    fn what_mends_it_is_what_the_doctor_says() {
        let desk = Desk::applied(QUICKSTART);
        desk.change("s3control/ap-northeast-1/grants", |grants| {
            grants.as_object_mut().unwrap().clear();
        });
        let (_, doctor, _) = desk.ran(&["doctor", "spec.toml"]);
        let (code, out, _) = desk.verify("user.alice", &[]);
        assert_eq!(code, 2, "{out}");
        let mended = "mend     apply the spec as it is";
        assert!(doctor.contains("(TIP101)") && doctor.contains(mended), "{doctor}");
        assert!(
            out.contains("✗ results grant ") && out.contains("(TIP101)") && out.contains(mended),
            "{out}"
        );
        assert!(out.contains("It may also be a matter of time:"), "{out}");
        desk.apply("spec.toml");
        assert_eq!(desk.verify("user.alice", &[]).0, 0);
    }

    #[test]
    fn a_statement_or_a_token_that_is_wrong_is_no_matter_of_time() {
        let desk = Desk::applied(QUICKSTART);
        for (sql, said) in [
            ("SELCT order_id FROM sales.orders", "The statement is wrong"),
            ("SELECT nothing FROM sales.orders", "The statement is wrong"),
            ("SELECT nix FROM sales.orders", "It names a column that is not there."),
            ("SELECT nix FROM sales.nix", "It names no table that is there."),
        ] {
            let (code, out, _) = desk.verify("user.alice", &["--sql", sql]);
            assert_eq!((code, out.contains(said)), (2, true), "{sql}: {out}");
            assert!(out.contains("Nothing is broken.") && !out.contains("a matter of time"), "{sql}: {out}");
        }
        let (_, out, _) = desk.verify("user.alice", &["--sql", "SELECT email FROM sales.customers"]);
        assert!(
            out.contains("✗ location sales.customers (TIP215)") && out.contains("a matter of time"),
            "{out}"
        );
    }

    #[test]
    fn who_left_their_group_is_told_of_the_group_and_of_nothing_else() {
        let desk = Desk::applied(QUICKSTART);
        desk.change("identitystore/memberships", |memberships| {
            memberships.as_object_mut().unwrap().clear();
        });
        assert_eq!(desk.troubles("user.alice", &[]), ["membership group.analysts"]);
        let (_, out, _) = desk.verify("user.alice", &[]);
        assert!(out.contains("they are not in the group `analysts`"), "{out}");
        desk.change("identitystore/groups", |groups| groups.as_object_mut().unwrap().clear());
        assert_eq!(desk.troubles("user.alice", &[]), ["membership group.analysts"]);
        // Somebody of the directory whom the spec does not know.
        let desk = Desk::applied(QUICKSTART);
        assert_eq!(desk.troubles("carol@example.com", &[]), ["membership workgroup.analytics"]);
        let (_, out, _) = desk.verify("carol@example.com", &[]);
        assert!(out.contains("  carol@example.com  studio.analytics  analytics  "), "{out}");
        assert!(!out.contains("TIP2"), "the rest of the account is not theirs: {out}");
    }

    #[test]
    fn a_table_is_found_where_all_of_a_database_are_given() {
        let all = QUICKSTART.replace(
            "table = \"orders\", columns = [\"order_id\", \"amount\", \"ordered_at\"]",
            "table = \"*\"",
        );
        assert_ne!(all, QUICKSTART);
        let desk = Desk::applied(&all);
        let (code, out, err) = desk.verify("user.alice", &[]);
        assert_eq!(code, 0, "{out}{err}");
        assert!(out.contains("SELECT * FROM \"sales\".\"orders\" LIMIT 10"), "one that is registered: {out}");
    }

    #[test]
    fn a_token_is_good_for_its_user_alone_and_once() {
        let desk = Desk::applied(DRIVER);
        let client = |token| ["--client", "client.tableau", "--token", token, "--sql", "SELECT 1"];
        let (code, _, err) = desk.verify("carol@example.com", &[]);
        assert_eq!((code, err.contains("come in through a client, with a token")), (4, true), "{err}");
        let token = desk.token("carol@example.com");
        let (code, out, err) = desk.verify("dave@example.com", &client(token));
        let said = "the token is of `carol@example.com`, and not of `dave@example.com`";
        assert_eq!((code, err.contains(said)), (4, true), "{out}{err}");
        let (code, out, _) = desk.verify("carol@example.com", &client(token));
        assert_eq!((code, out.contains("the token has been used already")), (2, true), "{out}");
        assert!(out.contains("It is the token:") && !out.contains("a matter of time"), "{out}");
        let (code, out, err) = desk.verify("carol@example.com", &client(desk.token("carol@example.com")));
        assert_eq!(code, 0, "{out}{err}");
    }

    #[test]
    fn an_entry_that_is_not_there_is_refused_with_those_that_are() {
        let desk = Desk::applied(QUICKSTART);
        for (args, said) in [
            (&["--studio", "analytic"][..], "the studios are: `analytics`"),
            (&["--client", "tableau", "--token", "-"][..], "the spec has none"),
            (&["--workgroup", "analytic"][..], "the spec's workgroups are: `analytics`"),
        ] {
            let (code, out, err) = desk.verify("user.alice", args);
            assert_eq!((code, err.contains(said)), (4, true), "{out}{err}");
        }
    }
}
