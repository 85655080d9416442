//! A query as a user: what is said of one that fails is about that user's one way, and what mends it is what the doctor says.

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use crate::desk::{Desk, Ended, QUICKSTART};

    const DRIVER: &str = include_str!("../../../../fixtures/kinds/client/full.toml");

    fn verify(desk: &Desk, user: &str, more: &[&str]) -> Ended {
        Ended::of(desk.command(&format!("--sandbox verify spec.toml --as {user}")).args(more))
    }

    /// What a query that fails is told to hang on: the titles of the troubles.
    fn troubles(failed: &Ended) -> Vec<&str> {
        failed.ends(2, "It failed: ");
        failed.out.lines().filter_map(|line| line.strip_prefix("✗ ")).collect()
    }

    /// Changes the part of the sandbox's state at `pointer` behind the back of tipctl.
    fn change(desk: &Desk, pointer: &str, change: impl FnOnce(&mut Value)) {
        let mut state: Value = serde_json::from_str(&desk.read(".tipctl/sandbox.json")).unwrap();
        change(state.pointer_mut(&format!("/account/services/{pointer}")).unwrap());
        desk.write(".tipctl/sandbox.json", state.to_string());
    }

    fn clear(things: &mut Value) {
        things.as_object_mut().unwrap().clear();
    }

    #[test]
    fn what_mends_it_is_what_the_doctor_says() {
        let desk = Desk::applied(QUICKSTART);
        change(&desk, "s3control/ap-northeast-1/grants", clear);
        let mended = "mend apply the spec as it is";
        let doctor = desk.run("--sandbox doctor spec.toml");
        doctor.ends(2, "(TIP101)");
        doctor.ends(2, mended);
        let failed = verify(&desk, "user.alice", &[]);
        let [only] = troubles(&failed)[..] else { panic!("{failed:#?}") };
        assert!(only.starts_with("results grant ") && only.ends_with(" (TIP101)"), "{only}");
        failed.ends(2, mended);
        failed.ends(2, "It may also be a matter of time:");
        desk.apply();
        verify(&desk, "user.alice", &[]).ends(0, "8 rows.");
    }

    #[test]
    fn a_statement_that_is_wrong_is_no_matter_of_time() {
        let desk = Desk::applied(QUICKSTART);
        for (sql, said) in [
            ("SELCT order_id FROM sales.orders", "The statement is wrong"),
            ("SELECT nothing FROM sales.orders", "The statement is wrong"),
            ("SELECT nix FROM sales.orders", "It names a column that is not there."),
            ("SELECT nix FROM sales.nix", "It names no table that is there."),
        ] {
            let failed = verify(&desk, "user.alice", &["--sql", sql]);
            failed.ends(2, said);
            failed.ends(2, "Nothing is broken.");
            assert!(!failed.out.contains("a matter of time"), "{sql}: {failed:#?}");
        }
        let failed = verify(&desk, "user.alice", &["--sql", "SELECT email FROM sales.customers"]);
        assert_eq!(troubles(&failed), ["location sales.customers (TIP215)"]);
        failed.ends(2, "It may also be a matter of time:");
        let fault = "fault=athena.StartQueryExecution:AccessDeniedException";
        let refused = desk.knobs(fault, "--sandbox verify spec.toml --as user.alice");
        refused.ends(2, "Nothing is broken.");
        refused.ends(2, "AWS may take an hour to follow. Try again later.");
    }

    #[test]
    fn who_left_their_group_is_told_of_the_group_and_of_nothing_else() {
        let desk = Desk::applied(QUICKSTART);
        change(&desk, "identitystore/memberships", clear);
        let failed = verify(&desk, "user.alice", &[]);
        assert_eq!(troubles(&failed), ["membership group.analysts"]);
        failed.ends(2, "they are not in the group `analysts`");
        change(&desk, "identitystore/groups", clear);
        let failed = verify(&desk, "user.alice", &[]);
        assert_eq!(troubles(&failed), ["membership group.analysts"]);
        failed.ends(2, "there is no group `analysts`");
    }

    #[test]
    fn of_somebody_whom_the_spec_does_not_know_their_way_alone_is_told() {
        let desk = Desk::applied(QUICKSTART);
        let failed = verify(&desk, "carol@example.com", &[]);
        assert_eq!(troubles(&failed), ["membership workgroup.analytics"]);
        failed.ends(2, "carol@example.com studio.analytics analytics");
        failed.ends(2, "they are in no group that may query through it: `group.analysts`");
        assert!(!failed.out.contains("TIP2"), "the rest of the account is not theirs: {failed:#?}");
    }

    #[test]
    fn a_table_is_found_where_all_of_a_database_are_given() {
        let one = "table = \"orders\", columns = [\"order_id\", \"amount\", \"ordered_at\"]";
        let all = QUICKSTART.replace(one, "table = \"*\"");
        assert_ne!(all, QUICKSTART);
        let queried = verify(&Desk::applied(&all), "user.alice", &[]);
        queried.ends(0, "SELECT * FROM \"sales\".\"orders\" LIMIT 10");
    }

    #[test]
    fn a_token_is_good_for_its_user_alone_and_once() {
        let desk = Desk::applied(DRIVER);
        let token = || {
            let issuer = "--issuer https://acme.okta.com/oauth2/default --audience 0oa1b2c3d4";
            let issued = desk.run(&format!("--sandbox sandbox token --as carol@example.com {issuer}"));
            issued.ends(0, ".");
            desk.write("token", issued.out);
        };
        let client = ["--client", "client.tableau", "--token", "token", "--sql", "SELECT 1"];
        verify(&desk, "carol@example.com", &[]).ends(4, "`--client tableau --token FILE`");
        token();
        let said = "the token is of `carol@example.com`, and not of `dave@example.com`";
        verify(&desk, "dave@example.com", &client).ends(4, said);
        let used = verify(&desk, "carol@example.com", &client);
        used.ends(2, "the token has been used already");
        used.ends(2, "It is the token:");
        assert!(!used.out.contains("a matter of time"), "{used:#?}");
        token();
        verify(&desk, "carol@example.com", &client).ends(0, "1 row.");
    }

    #[test]
    fn a_client_queries_as_the_user_of_a_token_that_counts() {
        let specs = concat!(env!("CARGO_MANIFEST_DIR"), "/../../specs");
        let workforce = std::fs::read_to_string(format!("{specs}/prod/workforce.toml")).unwrap();
        let desk = Desk::new();
        std::fs::create_dir(desk.path().join("prod")).unwrap();
        desk.write("prod/workforce.toml", workforce);
        desk.write("spec.toml", std::fs::read_to_string(format!("{specs}/prod.toml")).unwrap());
        desk.apply();
        let asked = |token: &str, sql: &str| {
            let issued = desk.run(&format!("--sandbox sandbox token --as carol@example.com {token}"));
            issued.ends(0, ".");
            desk.write("token", issued.out);
            let way = ["--workgroup", "analytics", "--client", "tableau", "--token", "token", "--sql", sql];
            verify(&desk, "carol@example.com", &way)
        };
        let okta = "--issuer https://acme.okta.com/oauth2/default";
        let good = format!("{okta} --audience 0oa1b2c3d4");
        let sql = "SELECT order_id, amount FROM sales.orders WHERE order_id = 1001";
        let answered = asked(&good, sql);
        answered.ends(0, "order_id amount 1001 120.50 1 row.");
        let missing = asked(&good, "SELECT note FROM sales.orders");
        missing.ends(2, "It names a column that is not there.");

        for (token, said) in [
            (format!("{okta} --audience 0oa5e6f7g8"), "InvalidIdentityToken: Incorrect token audience"),
            (
                format!("{good} --lifetime 0"),
                "ExpiredTokenException: Token expired: current date/time must be before the expiration date/time",
            ),
            (
                "--issuer https://idp.example.com --audience 0oa1b2c3d4".to_owned(),
                "InvalidIdentityToken: No OpenIDConnect provider found in your account for the token's issuer",
            ),
        ] {
            let refused = asked(&token, sql);
            let role = "the application's role does not take the token: sts AssumeRoleWithWebIdentity:";
            refused.ends(2, &format!("It failed: {role} {said} (request "));
            refused.ends(2, "It is the token: bring a new one of the issuer, for this client.");
        }
    }

    #[test]
    fn an_entry_that_is_not_there_is_refused_with_those_that_are() {
        let desk = Desk::applied(QUICKSTART);
        for (args, said) in [
            (&["--studio", "analytic"][..], "the studios are: `analytics`"),
            (&["--client", "tableau", "--token", "-"][..], "the spec has none"),
            (&["--workgroup", "analytic"][..], "the spec's workgroups are: `analytics`"),
        ] {
            verify(&desk, "user.alice", args).ends(4, said);
        }
    }
}
