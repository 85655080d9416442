//! Who read what, as the program tells it: people who are gone by name, and a misspelt name never as one who did nothing.

#[cfg(test)]
mod tests {
    use std::fs;

    use serde_json::Value;

    use crate::desk::{Desk, QUICKSTART};

    /// A desk whose spec was applied to its sandbox, where alice queried.
    fn queried() -> Desk {
        let desk = Desk::new();
        desk.apply();
        desk.run("--sandbox verify spec.toml --as user.alice").ends(0, "8 rows.");
        desk
    }

    /// The users of the events that an audit with `args` tells of.
    fn users(desk: &Desk, args: &str) -> Vec<String> {
        let ended = desk.run(&format!("--sandbox audit spec.toml --format json {args}"));
        ended.ends(0, "\"events\"");
        let told: Value = serde_json::from_str(&ended.out).unwrap();
        let events = told["events"].as_array().unwrap().iter();
        events.map(|event| event["user"].as_str().unwrap_or_default().to_owned()).collect()
    }

    /// Deletes a user of the sandbox behind the back of tipctl.
    fn delete(desk: &Desk, user_name: &str) {
        let mut state: Value = serde_json::from_str(&desk.read(".tipctl/sandbox.json")).unwrap();
        let store = state.pointer_mut("/account/services/identitystore").unwrap();
        let users = store["users"].as_object_mut().unwrap();
        let id = users.iter().find(|(_, user)| user["profile"]["UserName"] == user_name).unwrap().0.clone();
        users.remove(&id);
        let memberships = store["memberships"].as_object_mut().unwrap();
        memberships.retain(|_, membership| membership["user_id"] != *id);
        desk.write(".tipctl/sandbox.json", state.to_string());
    }

    #[test]
    fn a_user_who_is_gone_is_named_and_found_by_name_and_address() {
        let desk = queried();
        delete(&desk, "alice@example.com");
        let alice = |args: &str| {
            let users = users(&desk, args);
            assert!(!users.is_empty() && users.iter().all(|user| user == "alice@example.com"), "{users:?}");
            users.len()
        };
        // No audit was made while she was there: the apply kept her name.
        let all = alice("--user user.alice");
        assert_eq!(alice("--user alice@example.com"), all);
        assert!(alice("--user user.alice --table SALES.Orders") < all);
        // Whoever has her name afterwards is another user, and what both did is shown.
        desk.apply();
        desk.run("--sandbox verify spec.toml --as user.alice").ends(0, "8 rows.");
        assert_eq!(alice("--user user.alice"), 2 * all);
        // Nor is she forgotten when the spec no longer has her.
        let (before, rest) = QUICKSTART.split_once("[user.alice]").unwrap();
        let after = rest.split_once("[user.bob]").unwrap().1.replace("\"user.alice\", ", "");
        desk.write("spec.toml", format!("{before}[user.bob]{after}"));
        assert_eq!(alice("--user user.alice"), 2 * all);
    }

    #[test]
    fn a_name_that_means_nobody_is_refused_and_not_read_as_one_who_did_nothing() {
        let desk = queried();
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
            desk.run(&format!("--sandbox audit spec.toml {args}")).ends(4, said);
        }
        let nothing = desk.run("--sandbox audit spec.toml --user user.bob --format csv");
        nothing.ends(0, "(audit::region)");
        assert_eq!(
            nothing.out.lines().count(),
            1,
            "what cannot be seen is said beside the table: {nothing:#?}"
        );
        let gone = "--user 00000000-0000-0000-0000-000000000000";
        desk.run(&format!("--sandbox audit spec.toml {gone}")).ends(0, "0 events.");
        desk.run("--sandbox audit spec.toml --table sales.customers").ends(0, "0 events.");
        let blind = desk
            .knobs("fault=glue.GetTables:AccessDeniedException", "--sandbox audit spec.toml --table sales.x");
        blind.ends(0, "whether there is a table `sales.x` could not be read");
    }

    #[test]
    fn names_that_cannot_be_read_are_said_by_the_audit_alone() {
        let desk = queried();
        let mut files = fs::read_dir(desk.path().join(".tipctl")).unwrap().map(|file| file.unwrap().path());
        let names = files.find(|file| file.to_string_lossy().ends_with(".names.json")).unwrap();
        assert!(fs::read_to_string(&names).unwrap().contains("alice@example.com"));
        fs::write(&names, "[]").unwrap();
        desk.run("--sandbox plan spec.toml").ends(0, "");
        desk.run("--sandbox audit spec.toml").ends(1, "names.json` cannot be read");
    }
}
