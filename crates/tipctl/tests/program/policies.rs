//! The policies that the program prints, and that who has one of them can do what it is for.

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use crate::desk::{Desk, Ended, QUICKSTART};

    #[test]
    fn a_policy_is_printed_for_review_or_written_in_parts() {
        let desk = Desk::new();
        let plan = desk.run("policy --for plan spec.toml");
        plan.ends(0, "name who plans in `read_only_admins` of `[lake]`");
        assert_eq!(plan.out, include_str!("../../../../fixtures/policies/quickstart.plan.json"));
        assert!(!desk.path().join(".tipctl").exists(), "a policy leaves nothing behind");

        let prod = concat!(env!("CARGO_MANIFEST_DIR"), "/../../specs/prod.toml");
        let whole = desk.run(&format!("policy --for apply {prod}"));
        whole.ends(0, "IAM takes 6144 in a managed policy");
        let parts = desk.run(&format!("policy --for apply {prod} --split policies"));
        parts.ends(0, "Wrote analytics-prod.apply.1.json, analytics-prod.apply.2.json to policies.");
        assert!(!parts.err.contains("6144"), "{parts:#?}");
        let document: Value =
            serde_json::from_str(&desk.read("policies/analytics-prod.apply.2.json")).unwrap();
        assert_eq!(document["Version"], "2012-10-17");
    }

    /// A desk with the policy for each command, beside a stack that was applied with its own.
    fn bound() -> Desk {
        let desk = Desk::new();
        for command in ["plan", "apply", "destroy", "doctor", "verify", "audit"] {
            let policy = desk.run(&format!("--sandbox policy --for {command} spec.toml"));
            desk.write(&format!("{command}.json"), policy.out);
        }
        desk.knobs("policy=apply.json", "--sandbox apply spec.toml --auto-approve").ends(0, "Apply complete");
        desk
    }

    /// That a run with the policy in `file` tells the same as one that may do everything. Answers what that is.
    #[track_caller]
    fn sees_everything(desk: &Desk, file: &str, args: &str, sql: Option<&str>) -> Ended {
        let run = |knobs: &str| {
            let mut command = desk.command(args);
            command.args(sql.iter().flat_map(|sql| ["--sql", sql])).env("TIPCTL_SANDBOX_KNOBS", knobs);
            Ended::of(&mut command)
        };
        let (free, bound) = (run(""), run(&format!("policy={file}")));
        // A minute may end between the two.
        let lasting = |text: &str| -> Vec<String> {
            text.lines().filter(|line| !line.contains("minute")).map(str::to_owned).collect()
        };
        assert_eq!((bound.code, lasting(&bound.out)), (free.code, lasting(&free.out)), "{}", bound.err);
        assert_eq!(bound.err, free.err);
        bound
    }

    #[test]
    fn who_may_do_what_a_policy_says_sees_and_does_everything() {
        let desk = bound();
        desk.knobs("policy=plan.json", "--sandbox plan spec.toml").ends(0, "No changes");
        desk.knobs("policy=plan.json", "--sandbox destroy spec.toml --auto-approve")
            .ends(5, "not authorized");
        sees_everything(&desk, "doctor.json", "--sandbox doctor spec.toml", None);
        let blind = desk.knobs("policy=plan.json", "--sandbox doctor spec.toml");
        blind.ends(blind.code.unwrap(), "survey::unread");
        desk.knobs("policy=destroy.json", "--sandbox destroy spec.toml --auto-approve")
            .ends(0, "Destroy complete");
    }

    #[test]
    fn a_query_and_its_failure_take_what_a_policy_says() {
        let desk = bound();
        let query = "--sandbox verify spec.toml --as user.alice";
        sees_everything(&desk, "verify.json", query, None).ends(0, "8 rows.");
        let refused = sees_everything(&desk, "verify.json", query, Some("SELECT email FROM sales.customers"));
        refused.ends(2, "location sales.customers (TIP215)");
        let blind = desk.knobs("policy=audit.json", query);
        blind.ends(4, "nothing is known of any workgroup");
        blind.ends(4, "no workgroup of the spec is there");
    }

    #[test]
    fn an_audit_takes_what_a_policy_says() {
        let desk = bound();
        desk.run("--sandbox verify spec.toml --as user.alice").ends(0, "8 rows.");
        let audit = "--sandbox audit spec.toml --user user.alice";
        sees_everything(&desk, "audit.json", audit, None).ends(0, "4 events.");
        desk.knobs("policy=doctor.json", audit).ends(6, "cloudtrail:LookupEvents");
    }

    /// The quickstart with this in `[identity_center]`, whose policies are asked for with these options.
    fn elsewhere(said: &str) -> Desk {
        let desk = Desk::new();
        let section = "[identity_center]\n";
        desk.write("spec.toml", QUICKSTART.replace(section, &format!("{section}{said}\n")));
        desk
    }

    #[test]
    fn who_calls_identity_center_elsewhere_has_a_policy_of_their_own() {
        const PLACE: &str = "identity-center=999988887777:ap-northeast-1";
        let role = "arn:aws:iam::999988887777:role/tipctl-directory";
        let desk = elsewhere(&format!("role_arn = \"{role}\""));
        let policy = |command: &str| {
            let own = desk.run(&format!("--sandbox policy --for {command} spec.toml"));
            own.ends(0, "print it with `--account identity-center`");
            assert!(own.out.contains(role) && !own.out.contains("identitystore:ListUsers"), "{}", own.out);
            desk.write("own.json", own.out);
            let theirs =
                desk.run(&format!("--sandbox policy --for {command} --account identity-center spec.toml"));
            theirs
                .ends(0, &format!("whoever runs the command has to be allowed `sts:AssumeRole` on `{role}`"));
            let document: Value = serde_json::from_str(&theirs.out).unwrap();
            let services: BTreeSet<String> = document["Statement"]
                .as_array()
                .unwrap()
                .iter()
                .flat_map(|statement| match &statement["Action"] {
                    Value::Array(actions) => actions.clone(),
                    one => vec![one.clone()],
                })
                .map(|action| action.as_str().unwrap().split(':').next().unwrap().to_owned())
                .collect();
            assert!(
                services.iter().all(|service| ["identitystore", "sso"].contains(&service.as_str())),
                "{services:?}"
            );
            desk.write("theirs.json", theirs.out);
        };
        let knobs = format!("{PLACE};policy=own.json;directory-policy=theirs.json");
        policy("apply");
        desk.knobs(&knobs, "--sandbox apply spec.toml --auto-approve").ends(0, "Apply complete");
        policy("doctor");
        let doctor = desk.knobs(&knobs, "--sandbox doctor spec.toml");
        doctor.ends(0, "Nothing is broken");
        assert!(!doctor.out.contains("could not be read"), "{doctor:#?}");
        policy("destroy");
        desk.knobs(&knobs, "--sandbox destroy spec.toml --auto-approve").ends(0, "Destroy complete");
    }

    #[test]
    fn a_profile_stands_for_somebody_else_and_a_region_does_not() {
        let theirs = "policy --for plan --account identity-center spec.toml";
        let desk = elsewhere("profile = \"hub\"");
        let own = desk.run("policy --for plan spec.toml");
        own.ends(0, "Identity Center is called as the profile `hub`");
        assert!(!own.out.contains("sts:AssumeRole") && !own.out.contains("identitystore:"), "{}", own.out);
        desk.run(theirs).ends(0, "sso:ListInstances");

        let role = "arn:aws:iam::999988887777:role/hub";
        let desk = elsewhere(&format!("profile = \"hub\"\nrole_arn = \"{role}\""));
        let own = desk.run("policy --for plan spec.toml");
        assert!(!own.out.contains("sts:AssumeRole"), "{}", own.out);
        desk.run(theirs)
            .ends(0, &format!("the profile `hub` has to be allowed `sts:AssumeRole` on `{role}`"));
        desk.run(&format!("{theirs} --split dir"))
            .ends(0, "Wrote quickstart.plan.identity-center.1.json to dir.");

        let desk = elsewhere("region = \"us-east-1\"");
        desk.run("policy --for plan spec.toml").ends(0, "sso:ListInstances");
        desk.run(theirs).ends(4, "policy::one_account");
    }

    #[test]
    fn a_policy_counts_in_what_the_stack_still_owns() {
        let desk = Desk::new();
        desk.apply();
        let without = QUICKSTART.replace("[workgroup.analytics]", "[workgroup.other]");
        desk.write("spec.toml", without);
        let policy = desk.run("--sandbox policy --for apply spec.toml");
        policy.ends(0, "workgroup/other");
        assert!(policy.out.contains("workgroup/analytics"), "{}", policy.out);
    }
}
