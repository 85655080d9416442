//! What people write by mistake: each gives one problem, at its line, and not a cascade.

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use crate::desk::{Desk, QUICKSTART};

    /// A mistake: what is in the place of what, and what is said of it, as `LINES CODE`.
    struct Mistake {
        what: &'static str,
        right: &'static str,
        wrong: &'static str,
        said: &'static str,
    }

    const MISTAKES: &[Mistake] = &[
        Mistake {
            what: "a section of a kind that is nearly right",
            right: "[location.sales]",
            wrong: "[locations.sales]",
            said: "68 spec::unknown_section",
        },
        Mistake {
            what: "an attribute that is nearly right",
            right: "private_results = true",
            wrong: "private_result = true",
            said: "87 spec::unknown_attribute",
        },
        Mistake {
            what: "a use that is nearly right",
            right: r#"use = "lake-location""#,
            wrong: r#"use = "lakelocation""#,
            said: "40 spec::unknown_value",
        },
        Mistake {
            what: "the execution role in the place of the results role",
            right: r#"results_role    = "role.results""#,
            wrong: r#"results_role    = "role.athena""#,
            said: "86 role::wrong_use",
        },
        Mistake {
            what: "another role in the place of the location's",
            right: r#"role = "role.lake""#,
            wrong: r#"role = "role.results""#,
            said: "70 role::wrong_use",
        },
        Mistake {
            what: "a role that is named and not defined",
            right: r#"[role.lake]
use = "lake-location"
"#,
            wrong: "",
            said: "68 spec::unknown_reference",
        },
        Mistake {
            what: "a group that is named four times and not defined",
            right: r#"[group.analysts]
name    = "analysts"
members = ["user.alice", "user.bob"]
"#,
            wrong: "",
            said: "58,70,75,85 spec::unknown_reference",
        },
        Mistake {
            what: "a folder without its slash",
            right: r#""s3://acme-athena-results/analytics/""#,
            wrong: r#""s3://acme-athena-results/analytics""#,
            said: "84 workgroup::results",
        },
        Mistake {
            what: "a bucket that is not written as one",
            right: r#""s3://acme-athena-results/analytics/""#,
            wrong: r#""acme-athena-results/analytics/""#,
            said: "84 workgroup::results",
        },
        Mistake {
            what: "a studio that nobody may enter",
            right: r#"users                    = [{ to = "group.analysts", session_policy = "policy.studio-basic" }]
"#,
            wrong: "",
            said: "49 policy::unused",
        },
        Mistake {
            what: "an address of mail in the place of a user",
            right: r#"to    = ["group.analysts"]
on    = { database = "sales" }"#,
            wrong: r#"to    = ["alice@example.com"]
on    = { database = "sales" }"#,
            said: "73 grant::principal",
        },
        Mistake {
            what: "a privilege that a database does not have",
            right: r#"allow = ["describe"]"#,
            wrong: r#"allow = ["select"]"#,
            said: "75 grant::permission",
        },
        Mistake {
            what: "a privilege that is nearly right",
            right: r#"allow = ["select"]"#,
            wrong: r#"allow = ["selct"]"#,
            said: "80 spec::unknown_value",
        },
        Mistake {
            what: "folders of their own that a client can leave",
            right: "private_results = true",
            wrong: "private_results = true\nenforce = false",
            said: "87 workgroup::prefix_needs_enforce",
        },
        Mistake {
            what: "results that all members read",
            right: "private_results = true",
            wrong: "private_results = false",
            said: "87 TIP228",
        },
        Mistake {
            what: "an account number that lost a digit",
            right: r#"account = "111122223333""#,
            wrong: r#"account = "11112222333""#,
            said: "9 spec::wrong_account",
        },
        Mistake {
            what: "an account that is a number",
            right: r#"account = "111122223333""#,
            wrong: "account = 111122223333",
            said: "9 spec::wrong_account",
        },
        Mistake {
            what: "a region that lost a dash",
            right: r#"region  = "ap-northeast-1""#,
            wrong: r#"region  = "ap-northeast1""#,
            said: "10 spec::wrong_region",
        },
        Mistake {
            what: "a section that was copied and not renamed",
            right: "[user.bob]",
            wrong: "[user.alice]",
            said: "22 spec::syntax",
        },
        Mistake {
            what: "a version of another year",
            right: "version = 1",
            wrong: "version = 2",
            said: "5 spec::unknown_version",
        },
        Mistake { what: "no version", right: "version = 1\n", wrong: "", said: "1 spec::missing_version" },
        Mistake {
            what: "a studio without its user role",
            right: r#"user_role                = "role.studio-user"
"#,
            wrong: "",
            said: "52 studio::attribute",
        },
        Mistake {
            what: "one role in both places of a studio",
            right: r#"user_role                = "role.studio-user""#,
            wrong: r#"user_role                = "role.studio-service""#,
            said: "59 role::wrong_use",
        },
        Mistake {
            what: "the service-linked role of Lake Formation",
            right: r#"role = "role.lake"

"#,
            wrong: r#"role = "arn:aws:iam::111122223333:role/aws-service-role/lakeformation.amazonaws.com/AWSServiceRoleForLakeFormationDataAccess"

"#,
            said: "70 location::service_linked_role",
        },
        Mistake {
            what: "a condition key that is nearly right",
            right: r#"use = "access-grants-location""#,
            wrong: r#"use = "access-grants-location"
trust = { Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "access-grants.s3.amazonaws.com" }, Action = ["sts:AssumeRole","sts:SetContext","sts:SetSourceIdentity"], Condition = { StringEquals = { "aws:SourceAcount" = "111122223333" } } }] }"#,
            said: "47 TIP210",
        },
        Mistake {
            what: "a quote that was not closed",
            right: r#"name    = "analysts""#,
            wrong: r#"name    = "analysts"#,
            said: "29 spec::syntax",
        },
        Mistake {
            what: "a text in the place of a list of columns",
            right: r#"columns = ["order_id", "amount", "ordered_at"]"#,
            wrong: r#"columns = "*""#,
            said: "79 spec::wrong_type",
        },
        Mistake {
            what: "a group in a group",
            right: r#"members = ["user.alice", "user.bob"]"#,
            wrong: r#"members = ["user.alice", "group.analysts"]"#,
            said: "30 spec::wrong_reference",
        },
        Mistake {
            what: "a role in the place of a session policy",
            right: r#"session_policy = "policy.studio-basic""#,
            wrong: r#"session_policy = "role.studio-user""#,
            said: "61 spec::wrong_reference",
        },
        Mistake {
            what: "the user role in the place of the execution role",
            right: r#"role            = "role.athena""#,
            wrong: r#"role            = "role.studio-user""#,
            said: "85 role::wrong_use",
        },
        Mistake {
            what: "a text in the place of a list of subnets",
            right: r#"subnets                  = ["subnet-0a1b2c3d4e5f67890"]"#,
            wrong: r#"subnets                  = "subnet-0a1b2c3d4e5f67890""#,
            said: "54 spec::wrong_type",
        },
        Mistake {
            what: "members that the identity provider should say",
            right: r#"source = "directory""#,
            wrong: r#"source = "external""#,
            said: "30 group::members",
        },
        Mistake {
            what: "a group that is named twice",
            right: r#"users           = ["group.analysts"]"#,
            wrong: r#"users           = ["group.analysts", "group.analysts"]"#,
            said: "88,88 spec::repeated",
        },
        Mistake {
            what: "a session policy that is named and not defined",
            right: r#"[policy.studio-basic]
use = "studio-session"
"#,
            wrong: "",
            said: "59 spec::unknown_reference",
        },
        Mistake {
            what: "a list that is not closed",
            right: r#"members = ["user.alice", "user.bob"]"#,
            wrong: r#"members = ["user.alice", "user.bob""#,
            said: "32 spec::syntax",
        },
        Mistake {
            what: "a list at the end that is not closed",
            right: r#"users           = ["group.analysts"]"#,
            wrong: r#"users           = ["group.analysts""#,
            said: "88 spec::syntax",
        },
        Mistake {
            what: "the head of a section that is not closed",
            right: "[location.sales]",
            wrong: "[location.sales",
            said: "68 spec::syntax",
        },
        Mistake {
            what: "a section without its label",
            right: "[workgroup.analytics]",
            wrong: "[workgroup]",
            said: "84 spec::missing_label",
        },
        Mistake {
            what: "an attribute that is there twice",
            right: "private_results = true",
            wrong: "private_results = true\nprivate_results = true",
            said: "88 spec::syntax",
        },
        Mistake {
            what: "columns of every table",
            right: r#"table = "orders", columns"#,
            wrong: r#"table = "*", columns"#,
            said: "79 grant::columns",
        },
        Mistake {
            what: "a hybrid location that nobody opts in to",
            right: r#"role = "role.lake""#,
            wrong: r#"role = "role.lake"
hybrid = true"#,
            said: "71 TIP109",
        },
        Mistake {
            what: "a role that is denied everything",
            right: r#"use = "workgroup""#,
            wrong: r#"use = "workgroup"
inline = { no = { Version = "2012-10-17", Statement = [{ Effect = "Deny", Action = "*", Resource = "*" }] } }"#,
            said: "42 chain::broken",
        },
        Mistake {
            what: "a workgroup that is disabled",
            right: "private_results = true",
            wrong: r#"private_results = true
state = "disabled""#,
            said: "83 chain::broken",
        },
        Mistake {
            what: "a workgroup without results",
            right: r#"results         = "s3://acme-athena-results/analytics/"
"#,
            wrong: "",
            said: "83 chain::broken",
        },
        Mistake {
            what: "Lake Formation's application disabled",
            right: "identity_center = true",
            wrong: r#"identity_center = true
application_status = "disabled""#,
            said: "66 TIP211",
        },
        Mistake {
            what: "a table whose name has a capital",
            right: r#"table = "orders", columns"#,
            wrong: r#"table = "Orders", columns"#,
            said: "79 grant::capitals",
        },
    ];

    /// What a check says of `text`, each as `LINES CODE`.
    fn said(text: &str) -> Vec<String> {
        let told = Desk::with(text).run("check spec.toml --format json");
        let told: Value = serde_json::from_str(&told.out).unwrap();
        let shown = |problem: &Value| {
            let places = problem["at"].as_array().unwrap().iter();
            let lines = places.map(|place| place["line"].to_string()).collect::<Vec<_>>().join(",");
            format!("{lines} {}", problem["code"].as_str().unwrap())
        };
        told["problems"].as_array().unwrap().iter().map(shown).collect()
    }

    #[test]
    fn a_mistake_gives_one_problem_at_its_line() {
        for Mistake { what, right, wrong, said: expected } in MISTAKES {
            assert_eq!(QUICKSTART.matches(right).count(), 1, "{what}: {right}");
            assert_eq!(said(&QUICKSTART.replacen(right, wrong, 1)), [*expected], "{what}");
        }
    }
}
