//! What the program knows of the chain, as its users meet it: checks, checkups, answers and assertions.

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use crate::desk::{Desk, Ended, QUICKSTART};

    /// The exit code, and what was written to the standard output and the standard error.
    type Said = (i32, String, String);

    fn said(ended: Ended) -> Said {
        (ended.code.unwrap(), ended.out, ended.err)
    }

    fn run(desk: &Desk, args: &str) -> Said {
        said(desk.run_with(&[("COLUMNS", "80")], args))
    }

    fn json(desk: &Desk, args: &str) -> (i32, Value) {
        let (code, out, err) = run(desk, args);
        (code, serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {out}{err}")))
    }

    fn shared() -> String {
        QUICKSTART.replace("private_results = true", "private_results = false")
    }

    #[test]
    fn a_check_finds_what_breaks_a_rule_at_its_line_and_goes_on() {
        let desk = Desk::with(&shared());
        let (code, out, err) = run(&desk, "check spec.toml");
        assert_eq!(code, 0, "a warning keeps nobody from going on: {err}");
        assert_eq!(out, "spec.toml is valid: 24 resources, 15 written and 9 derived; 1 warning.\n");
        assert!(err.contains("TIP228") && err.contains("spec.toml:87:19"), "{err}");
        assert!(err.contains("tipctl explain TIP228"), "{err}");
        let (code, out, _) = run(&desk, "check spec.toml --format github");
        assert_eq!(code, 0);
        assert!(
            out.starts_with("::warning file=spec.toml,line=87,col=19,endLine=87,endColumn=24,title=TIP228::"),
            "{out}"
        );
        let (_, log) = json(&desk, "check spec.toml --format sarif");
        assert_eq!(log["runs"][0]["results"][0]["ruleId"], "TIP228");
    }

    #[test]
    fn what_is_waived_is_shown_until_its_day_and_counts_again_afterwards() {
        let waived = |until: &str| {
            format!(
                "{}\n[[waive]]\nrule = \"TIP228\"\non = \"workgroup.analytics\"\nreason = \"Agreed.\"\nuntil = \"{until}\"\n",
                shared()
            )
        };
        let desk = Desk::with(&waived("9999-12-31"));
        let (code, out, err) = run(&desk, "check spec.toml");
        assert_eq!((code, out.contains("; 1 waived.")), (0, true), "{out}");
        assert!(err.contains("Waived:") && err.contains("until 9999-12-31: Agreed."), "{err}");
        desk.write("spec.toml", waived("2020-01-01"));
        let (_, told) = json(&desk, "check spec.toml --format json");
        let codes: Vec<&str> =
            told["problems"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap()).collect();
        assert_eq!(codes, ["TIP228", "waiver::over"]);
    }

    #[test]
    fn mistakes_of_a_spec_appear_in_every_format() {
        let desk = Desk::with(&QUICKSTART.replace("\"user.bob\"]", "\"user.bbo\"]"));
        for (format, said) in [
            ("human", "spec::unknown_reference"),
            ("text", "spec::unknown_reference"),
            ("json", "\"code\": \"spec::unknown_reference\""),
            ("sarif", "\"ruleId\": \"spec::unknown_reference\""),
            ("github", "::error file=spec.toml,line=30,col=26"),
        ] {
            let (code, out, err) = run(&desk, &format!("check spec.toml --format {format}"));
            assert_eq!(code, 3, "{format}");
            assert!(format!("{out}{err}").contains(said), "{format}: {out}{err}");
        }
    }

    #[test]
    fn a_plan_tells_first_who_gains_and_who_loses() {
        let desk = Desk::new();
        let (_, out, _) = run(&desk, "--sandbox plan spec.toml");
        let gains = "Who gains and who loses access:\n  \
                     + group.analysts, user.alice, user.bob gain: enter studio analytics, query\n    \
                     through workgroup analytics, describe on sales, select on sales.orders\n    \
                     (amount, order_id, ordered_at), readwrite on\n    \
                     s3://acme-athena-results/analytics/*\n";
        assert!(out.contains(gains), "{out}");
        let desk = Desk::applied(QUICKSTART);
        desk.write(
            "spec.toml",
            QUICKSTART
                .replace("[\"user.alice\", \"user.bob\"]", "[\"user.alice\"]")
                .replace("\"amount\", \"ordered_at\"", "\"amount\", \"country\""),
        );
        let (_, plan) = json(&desk, "--sandbox plan spec.toml --format json");
        let told: Vec<String> = plan["access"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| {
                let text = |name: &str| one[name].as_str().unwrap().to_owned();
                let columns = one["columns"]["names"].as_array().unwrap();
                let columns: Vec<&str> = columns.iter().map(|name| name.as_str().unwrap()).collect();
                format!(
                    "{} {} {} {} {}",
                    text("who"),
                    text("direction"),
                    text("privilege"),
                    text("on"),
                    columns.join(",")
                )
            })
            .collect();
        assert!(told.contains(&"group.analysts gains select sales.orders country".to_owned()), "{told:#?}");
        assert!(
            told.contains(&"group.analysts loses select sales.orders ordered_at".to_owned()),
            "{told:#?}"
        );
        assert!(
            told.contains(&"user.bob loses select sales.orders amount,order_id,ordered_at".to_owned()),
            "{told:#?}"
        );
        assert!(!told.iter().any(|one| one.starts_with("user.alice")), "{told:#?}");
    }

    #[test]
    fn a_doctor_finds_what_was_broken_by_hand_and_saves_the_plan_that_mends_it() {
        let desk = Desk::applied(QUICKSTART);
        let (code, out, err) = run(&desk, "--sandbox doctor spec.toml");
        assert_eq!(code, 0, "{out}{err}");
        assert!(out.contains("  group.analysts  studio.analytics  analytics  ✓"), "{out}");
        assert!(out.lines().last().unwrap().starts_with("Nothing is broken."), "{out}");
        assert!(out.lines().all(|line| line.chars().count() <= 80), "{out}");
        assert!(out.contains("· stack/quickstart (TIP230)"), "{out}");

        // Another spec of the same stack lets nobody in.
        let less = QUICKSTART.replacen("users           = [\"group.analysts\"]\n", "", 1);
        desk.write("less.toml", less);
        let (code, out, err) = run(&desk, "--sandbox apply less.toml --auto-approve");
        assert_eq!(code, 0, "{out}{err}");
        let (code, told) = json(&desk, "--sandbox doctor spec.toml --format json --fix mend.tipplan");
        assert_eq!((code, &told["broken"]), (2, &true.into()), "{told:#}");
        let troubles = told["troubles"].as_array().unwrap();
        let of_rule: Vec<&Value> = troubles.iter().filter(|one| one["rule"] == "TIP208").collect();
        let [association] = of_rule.as_slice() else { panic!("{told:#}") };
        assert_eq!(association["stops"], serde_json::json!(["group.analysts"]));
        assert_eq!(association["mended_by_apply"], true);
        assert!(
            !troubles.iter().any(|one| one["rule"] == "TIP101"),
            "what follows from it is not told: {told:#}"
        );
        assert_eq!(run(&desk, "--sandbox apply mend.tipplan").0, 0);
        assert_eq!(run(&desk, "--sandbox doctor spec.toml").0, 0);
    }

    #[test]
    fn questions_about_access_are_answered_of_a_spec_a_plan_and_the_account() {
        let desk = Desk::applied(QUICKSTART);
        let (code, out, _) = run(&desk, "access who-can select sales.orders.amount --spec spec.toml");
        assert_eq!(code, 0);
        assert!(out.contains("  ✓ group.analysts (amount, order_id, ordered_at)\n"), "{out}");
        let (_, out, _) = run(&desk, "access why bob@example.com select sales.orders.email --spec spec.toml");
        assert!(out.contains("No. The first link that is missing is the grant"), "{out}");
        let (_, out, _) = run(&desk, "access what-can user.alice --spec spec.toml");
        assert!(out.contains("s3://acme-athena-results/analytics/*"), "{out}");
        let (_, answer) =
            json(&desk, "--sandbox access why user.alice select sales.orders --live spec.toml --format json");
        assert_eq!(answer["answer"]["can"], "yes", "{answer:#}");
        let fresh = Desk::new();
        run(&fresh, "--sandbox plan spec.toml --out all.tipplan");
        let (_, answer) =
            json(&fresh, "access why alice@example.com select sales.orders --plan all.tipplan --format json");
        assert_eq!(answer["asked"], "select sales.orders", "{answer:#}");
        assert_eq!(answer["answer"]["can"], "yes", "{answer:#}");
        let (code, _, err) = run(&desk, "access what-can group.analsts --spec spec.toml");
        assert_eq!(code, 4);
        assert!(err.contains("did you mean `group.analysts`?"), "{err}");
        let (code, _, err) = run(&desk, "access who-can selct sales --spec spec.toml");
        assert_eq!((code, err.contains("did you mean `select`?")), (4, true), "{err}");
        assert_eq!(run(&desk, "access who-can select sales").0, 2, "of what is asked has to be said");
    }

    #[test]
    fn a_query_as_a_user_is_verified_and_then_found_in_the_audit() {
        let desk = Desk::applied(QUICKSTART);
        let (code, out, err) = run(&desk, "--sandbox verify spec.toml");
        assert_eq!(code, 0, "{out}{err}");
        assert!(out.contains("awsapps.com/start") && out.contains("private window"), "{out}");
        let (code, out, err) = run(&desk, "--sandbox verify spec.toml --as user.alice --workgroup analytics");
        assert_eq!(code, 0, "{out}{err}");
        assert!(out.contains("As user.alice, through workgroup analytics:"), "{out}");
        assert!(out.contains("  amount") && out.contains("order_id"), "{out}");
        let sql = "SELECT nothing FROM sales.orders";
        let (code, out, err) = said(Ended::of(
            desk.command("--sandbox verify spec.toml --as user.alice --sql").arg(sql).env("COLUMNS", "80"),
        ));
        assert_eq!((code, out.contains("It failed: ")), (2, true), "{out}{err}");
        let (code, _, err) = run(&desk, "--sandbox verify spec.toml --as group.analysts");
        assert_eq!((code, err.contains("is no user")), (4, true), "{err}");

        let (code, out, err) = run(&desk, "--sandbox audit spec.toml --user user.alice --format csv");
        assert_eq!(code, 0, "{out}{err}");
        assert!(
            out.starts_with("at,user,user_id,service,operation,target,table,refused,event_id\n"),
            "{out}"
        );
        assert!(
            out.lines()
                .skip(1)
                .any(|line| line.contains(",alice@example.com,") && line.contains("sales.orders")),
            "{out}"
        );
        let (_, told) = json(&desk, "--sandbox audit spec.toml --user user.bob --format json");
        assert_eq!(told["events"], serde_json::json!([]), "{told:#}");
        assert_eq!(run(&desk, "--sandbox audit spec.toml --since yesterday").0, 4);

        // Without users the workgroup has no access grants, and the instance goes with the last of them.
        let less = QUICKSTART.replacen("users           = [\"group.analysts\"]\n", "", 1);
        desk.write("less.toml", less);
        assert_eq!(run(&desk, "--sandbox apply less.toml --auto-approve").0, 0);
        let (code, out, _) = run(&desk, "--sandbox verify spec.toml --as user.alice");
        assert_eq!(code, 2, "{out}");
        assert!(out.contains("It failed: ") && out.contains("tipctl explain TIP2"), "{out}");
        assert!(out.contains("less than a minute ago; AWS may take an hour"), "{out}");
    }

    #[test]
    fn a_session_of_a_user_is_printed_for_a_shell() {
        let desk = Desk::applied(QUICKSTART);
        let (code, out, err) =
            run(&desk, "--sandbox sandbox enter --as alice@example.com --studio analytics");
        assert_eq!(code, 0, "{err}");
        let names: Vec<&str> =
            out.lines().filter_map(|line| line.strip_prefix("export ")?.split('=').next()).collect();
        assert_eq!(names, ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"]);
        let (code, _, err) = run(&desk, "--sandbox sandbox enter --as nobody --studio analytics");
        assert_eq!((code, err.contains("sandbox::entry")), (4, true), "{err}");
        let args = "--sandbox sandbox token --as alice@example.com --issuer https://idp.example.com --audience tableau";
        let (code, out, err) = run(&desk, args);
        assert_eq!((code, out.trim().split('.').count()), (0, 3), "{out}{err}");
    }

    #[test]
    fn assertions_end_like_tests_and_what_cannot_be_judged_fails() {
        let claims = "\n[[assert]]\nwho = \"group.analysts\"\ncan = \"select\"\non = \"sales.orders.amount\"\n\
                      \n[[assert]]\nwho = \"user.bob\"\ncannot = \"select\"\non = \"sales.orders.email\"\n";
        let desk = Desk::with(&format!("{QUICKSTART}{claims}"));
        let (code, out, err) = run(&desk, "test spec.toml");
        let expected = "ok  group.analysts can select sales.orders.amount\n\
                        ok  user.bob cannot select sales.orders.email\n\n2 ok, 0 failed.\n";
        assert_eq!((code, out.as_str()), (0, expected), "{err}");
        let more = "\n[[assert]]\nwho = \"group.analysts\"\ncannot = \"select\"\non = \"sales.*\"\nreason = \"None.\"\n\
                    \n[[assert]]\nwho = \"nobody\"\ncan = \"read\"\non = \"s3://b/\"\n";
        desk.write("spec.toml", format!("{QUICKSTART}{claims}{more}"));
        let (code, told) = json(&desk, "test spec.toml --format json");
        assert_eq!(code, 2);
        let endings: Vec<&str> = told["assertions"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["ending"].as_str().unwrap())
            .collect();
        assert_eq!(endings, ["ok", "ok", "failed", "not_decided"]);
        let (_, out, _) = run(&desk, "test spec.toml");
        assert!(out.contains("             sales.orders: access is given\n"), "{out}");
        assert!(out.contains("claimed because: None."), "{out}");
        let (_, out, _) = run(&desk, "test spec.toml --format junit");
        assert!(out.contains("tests=\"4\" failures=\"1\" errors=\"1\""), "{out}");
    }
}
