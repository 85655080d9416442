//! Who read what, as the program tells it: people who are gone by name, and a misspelt name never as one who did nothing.

#[cfg(test)]
mod tests {
    use std::{fs, process::Command};

    use serde_json::Value;
    use tempfile::TempDir;

    const QUICKSTART: &str = include_str!("../../../specs/quickstart.toml");

    /// The exit code, and what was written to the standard output and the standard error.
    type Ended = (i32, String, String);

    /// A directory with `spec.toml` in it, applied to its sandbox, where alice queried.
    struct Desk(TempDir);

    impl Desk {
        fn queried() -> Self {
            let desk = Self(tempfile::tempdir().unwrap());
            desk.write(QUICKSTART);
            desk.done("apply spec.toml --auto-approve");
            desk.done("verify spec.toml --as user.alice");
            desk
        }

        fn write(&self, spec: &str) {
            fs::write(self.0.path().join("spec.toml"), spec).unwrap();
        }

        fn run(&self, args: &str) -> Ended {
            let output = Command::new(env!("CARGO_BIN_EXE_tipctl"))
                .arg("--sandbox")
                .args(args.split_whitespace())
                .env_clear()
                .env("HOME", self.0.path())
                .env("COLUMNS", "100")
                .env("AWS_EC2_METADATA_DISABLED", "true")
                .current_dir(self.0.path())
                .output()
                .unwrap();
            let text = |bytes| String::from_utf8(bytes).unwrap();
            (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
        }

        fn done(&self, args: &str) -> String {
            let (code, out, err) = self.run(args);
            assert_eq!(code, 0, "{args}: {out}{err}");
            out
        }

        /// The users of the events that an audit with `args` tells of.
        fn users(&self, args: &str) -> Vec<String> {
            let out = self.done(&format!("audit spec.toml --format json {args}"));
            let told: Value = serde_json::from_str(&out).unwrap();
            let events = told["events"].as_array().unwrap().iter();
            events.map(|event| event["user"].as_str().unwrap_or_default().to_owned()).collect()
        }

        /// Deletes a user of the sandbox behind the back of tipctl.
        fn delete(&self, user_name: &str) {
            let file = self.0.path().join(".tipctl/sandbox.json");
            let mut state: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
            let store = state.pointer_mut("/account/services/identitystore").unwrap();
            let users = store["users"].as_object_mut().unwrap();
            let id =
                users.iter().find(|(_, user)| user["profile"]["UserName"] == user_name).unwrap().0.clone();
            users.remove(&id);
            let memberships = store["memberships"].as_object_mut().unwrap();
            memberships.retain(|_, membership| !membership.to_string().contains(&id));
            fs::write(&file, serde_json::to_vec(&state).unwrap()).unwrap();
        }
    }

    #[test]
    fn a_user_who_is_gone_is_named_and_found_by_name_and_address() {
        let desk = Desk::queried();
        desk.delete("alice@example.com");
        let alice = |args: &str| {
            let users = desk.users(args);
            assert!(!users.is_empty() && users.iter().all(|user| user == "alice@example.com"), "{users:?}");
            users.len()
        };
        // No audit was made while she was there: her name was kept by the apply.
        let all = alice("--user user.alice");
        assert_eq!(alice("--user alice@example.com"), all);
        assert!(all >= alice("--user user.alice --table SALES.Orders"));
        // Whoever has her name afterwards is another user, and what both did is shown.
        desk.done("apply spec.toml --auto-approve");
        desk.done("verify spec.toml --as user.alice");
        assert_eq!(alice("--user user.alice"), 2 * all);
        // Nor is she forgotten when the spec no longer has her.
        let (before, rest) = QUICKSTART.split_once("[user.alice]").unwrap();
        let after = rest.split_once("[user.bob]").unwrap().1.replace("\"user.alice\", ", "");
        desk.write(&format!("{before}[user.bob]{after}"));
        assert_eq!(alice("--user user.alice"), 2 * all);
    }

    #[test]
    fn a_name_that_means_nobody_is_refused_and_not_read_as_one_who_did_nothing() {
        let desk = Desk::queried();
        for (args, said) in [
            ("--user user.alce", "did you mean `user.alice`?"),
            ("--user group.analysts", "`group.analysts` is no user"),
            ("--table nix", "`nix` is no table"),
            ("--table sales.orders.amount", "is no table"),
            ("--table sales.order", "did you mean `sales.orders`?"),
            ("--table sale.orders", "no table of `sale` is seen from here"),
            ("--since 1h --until 2h", "ends before it begins"),
            ("--since yesterday", "`yesterday` is no time"),
        ] {
            let (code, out, err) = desk.run(&format!("audit spec.toml {args}"));
            assert_eq!((code, err.contains(said)), (4, true), "{args}: {out}{err}");
        }
        let (code, out, err) = desk.run("audit spec.toml --user user.bob --format csv");
        assert_eq!((code, out.lines().count()), (0, 1), "he did nothing: {out}{err}");
        assert!(err.contains("(audit::region)"), "what cannot be seen is said beside the table: {err}");
        let nobody = "audit spec.toml --user 00000000-0000-0000-0000-000000000000";
        assert!(desk.done(nobody).contains("0 events"), "an id that is gone may have done nothing");
    }

    #[test]
    fn names_that_cannot_be_read_are_said_by_the_audit_alone() {
        let desk = Desk::queried();
        let dir = desk.0.path().join(".tipctl");
        let mut files = fs::read_dir(&dir).unwrap().map(|file| file.unwrap().path());
        let names = files.find(|file| file.to_string_lossy().ends_with(".names.json")).unwrap();
        assert!(fs::read_to_string(&names).unwrap().contains("alice@example.com"));
        fs::write(&names, "[]").unwrap();
        desk.done("plan spec.toml");
        let (code, _, err) = desk.run("audit spec.toml");
        assert_eq!((code, err.contains("names.json` cannot be read")), (1, true), "{err}");
    }
}
