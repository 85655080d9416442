//! Questions about access, as their answers reach people and programs.

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use crate::desk::{Desk, QUICKSTART};

    /// The exit code, and what was written.
    fn run(desk: &Desk, args: &str) -> (i32, String) {
        let ended = desk.run_with(&[("COLUMNS", "200")], args);
        (ended.code.unwrap(), ended.out + &ended.err)
    }

    fn json(desk: &Desk, args: &str) -> Value {
        let (_, out) = run(desk, args);
        serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {out}"))
    }

    /// The quickstart, in which a studio lets only Bob in.
    fn only_bob_enters() -> String {
        QUICKSTART.replace("{ to = \"group.analysts\", session_policy", "{ to = \"user.bob\", session_policy")
    }

    #[test]
    fn who_is_granted_something_and_enters_nowhere_is_told_so() {
        let desk = Desk::with(&only_bob_enters());
        let (code, out) = run(&desk, "access why user.alice select sales.orders --spec spec.toml");
        assert_eq!(code, 0, "{out}");
        assert!(out.contains("  ✗ entry  "), "{out}");
        assert!(
            out.contains("but nothing lets them query. The first link that is missing is the entry"),
            "{out}"
        );
        let (_, out) = run(&desk, "access who-can select sales.orders --spec spec.toml");
        assert!(out.contains("  ✓ user.bob") && out.contains("  ✗ user.alice"), "{out}");
        assert!(out.contains("granted, but nothing lets them query: "), "{out}");
        let told = json(&desk, "access who-can select sales.orders --spec spec.toml --format json");
        let alice =
            told["answers"].as_array().unwrap().iter().find(|one| one["who"] == "user.alice").unwrap();
        assert_eq!((&alice["can"], &alice["granted"]), (&"no".into(), &"yes".into()), "{alice:#}");
        assert_eq!(alice["way_in"]["holds"], "no", "{alice:#}");
        assert_eq!(alice["principal"], "user.alice", "{alice:#}");
        let (_, out) = run(&desk, "access what-can user.alice --spec spec.toml");
        assert!(out.contains("Nothing lets them query"), "{out}");
    }

    #[test]
    fn a_place_of_ones_own_is_part_of_what_is_asked_about() {
        let desk = Desk::new();
        let asked = "access why user.alice read s3://acme-athena-results/analytics/ --spec spec.toml";
        let (_, out) = run(&desk, asked);
        let last = "In part: user.alice can read s3://acme-athena-results/analytics/, but only below \
                    `s3://acme-athena-results/analytics/<user-id>/`.";
        assert!(out.contains(last) && !out.contains("unverified"), "{out}");
        let (_, out) =
            run(&desk, "access who-can read s3://acme-athena-results/analytics/eng/ --spec spec.toml");
        assert!(out.contains("nobody that is known") && out.contains("0 can."), "{out}");
    }

    #[test]
    fn hybrid_mode_without_an_opt_in_locks_out_in_a_spec_and_in_a_plan() {
        let hybrid = QUICKSTART
            .replace("role = \"role.lake\"\n\n[[grant]]", "role = \"role.lake\"\nhybrid = true\n\n[[grant]]");
        let desk = Desk::with(&hybrid);
        let (_, out) = run(&desk, "access why user.alice select sales.orders --spec spec.toml");
        assert!(out.contains("first link that is missing is the opt-in"), "{out}");
        assert_eq!(run(&desk, "--sandbox plan spec.toml --out all.tipplan").0, 0);
        let (_, out) = run(&desk, "access why user.alice select sales.orders --plan all.tipplan");
        assert!(out.contains("first link that is missing is the opt-in"), "{out}");

        let desk = Desk::applied(QUICKSTART);
        desk.write("spec.toml", &hybrid);
        let (_, out) = run(&desk, "--sandbox plan spec.toml");
        assert!(out.contains("group.analysts loses: select on sales.orders"), "{out}");
    }

    #[test]
    fn what_is_asked_has_to_be_there() {
        let desk = Desk::applied(QUICKSTART);
        for (on, said) in [
            ("sales.orders.amuont", "did you mean `amount`?"),
            ("sales.orders.amount,country", "is no database, table, column or path in S3"),
            ("slaes", "there is no database `slaes`"),
            ("s3://acme-lake/", "`select` is of databases and tables"),
        ] {
            let (code, out) = run(&desk, &format!("--sandbox access who-can select {on} --live spec.toml"));
            assert_eq!((code, out.contains(said)), (4, true), "{on}: {out}");
        }
        let (_, out) = run(&desk, "--sandbox access why group.analysts select sales --live spec.toml");
        assert!(out.contains("can select sales.*"), "{out}");
    }

    #[test]
    fn what_nobody_registered_is_left_to_iam() {
        let desk = Desk::applied(QUICKSTART);
        let (_, out) = run(&desk, "--sandbox access who-can select sales.customers --live spec.toml");
        assert!(out.contains("  ? IAM_ALLOWED_PRINCIPALS") && out.contains("so that IAM decides"), "{out}");
        let (_, out) = run(&desk, "--sandbox access what-can user.alice --live spec.toml");
        assert!(out.contains("all on sales.customers: out of reach"), "{out}");
    }
}
