//! A workforce that an identity provider pushes, as the program's users meet it: who is missing, renamed, pushed anew, in no
//! group, or gone.

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use bytes::Bytes;
    use http::Request;
    use serde_json::{Value, json};
    use tipctl_sandbox::{Knobs, Sandbox, Save, SystemClock};

    use crate::desk::{Desk, QUICKSTART};

    const ANALYSTS: &str = "6a1f0c52-7d3e-4b8a-9c10-2f5e8d7b4a01";
    const CAROL: &str = "3c9b7e14-5a20-4f6d-8b33-91d0c6e2f701";
    const ERIN: &str = "3c9b7e14-5a20-4f6d-8b33-91d0c6e2f703";
    const WORKFORCE: &str = "[identity_center]\nsource = \"external\"\n\n[group.analysts]\nname = \"data-analysts\"\n\n\
                             [user.dave]\nname = \"dave@example.com\"\n\n";

    /// The quickstart for the people of an identity provider, applied; nothing is left to do.
    fn applied() -> Desk {
        let desk = Desk::new();
        let (head, rest) = QUICKSTART.split_once("# ── The workforce").unwrap();
        let (_, rest) = rest.split_once("# ── Roles").unwrap();
        desk.write("spec.toml", format!("{head}{WORKFORCE}# ── Roles{rest}"));
        converge(&desk);
        desk
    }

    fn converge(desk: &Desk) {
        desk.apply();
        desk.run("--sandbox plan spec.toml").ends(0, "No changes. AWS is as the spec says.");
    }

    fn change(desk: &Desk, from: &str, to: &str) {
        let spec = desk.read("spec.toml");
        assert!(spec.contains(from), "{spec}");
        desk.write("spec.toml", spec.replace(from, to));
    }

    /// What the identity provider sends to the sandbox of the desk; the answer.
    fn push(desk: &Desk, method: &str, path: &str, body: &Value) -> Value {
        let (file, clock) = (desk.path().join(".tipctl/sandbox.json"), Arc::new(SystemClock));
        let sandbox = Sandbox::open(file, Save::AfterEachWrite, Knobs::default(), clock).unwrap();
        let request = Request::builder()
            .method(method)
            .uri(format!("http://localhost/d-9567a1b2c3/scim/v2/{path}"))
            .header("authorization", "Bearer token")
            .body(Bytes::from(if body.is_null() { String::new() } else { body.to_string() }))
            .unwrap();
        let answer = sandbox.answer(&request);
        assert!(answer.status().is_success(), "{method} {path}: {answer:?}");
        serde_json::from_slice(answer.body()).unwrap_or_default()
    }

    fn patch(desk: &Desk, operation: &Value) {
        push(desk, "PATCH", &format!("Groups/{ANALYSTS}"), &json!({ "Operations": [operation] }));
    }

    fn rename(desk: &Desk, name: &str) {
        patch(desk, &json!({ "op": "replace", "path": "displayName", "value": name }));
    }

    /// Deletes the group and pushes it anew; its new id.
    fn push_anew(desk: &Desk, members: &Value) -> String {
        push(desk, "DELETE", &format!("Groups/{ANALYSTS}"), &Value::Null);
        let group = json!({ "displayName": "data-analysts", "externalId": "00new", "members": members });
        push(desk, "POST", "Groups", &group)["id"].as_str().unwrap().to_owned()
    }

    /// What the doctor finds of a rule: level and cause.
    fn found(desk: &Desk, rule: &str) -> Vec<(String, String)> {
        let ended = desk.run("--sandbox doctor spec.toml --format json");
        let told: Value =
            serde_json::from_str(&ended.out).unwrap_or_else(|error| panic!("{error}: {ended:?}"));
        let troubles = told["troubles"].as_array().unwrap().iter().filter(|one| one["rule"] == rule);
        let text = |one: &Value, member: &str| one[member].as_str().unwrap().to_owned();
        troubles.map(|one| (text(one, "level"), text(one, "cause"))).collect()
    }

    #[test]
    fn who_is_missing_is_for_the_identity_provider_to_push() {
        let desk = applied();
        change(&desk, "\"data-analysts\"", "\"data-analyst\"");
        let told = "there is no group with name `data-analyst`";
        desk.run("--sandbox plan spec.toml").ends(4, told);
        let help = "did you mean `data-analysts`? otherwise push it from the identity provider";
        desk.run("--sandbox plan spec.toml").ends(4, help);
        let doctor = desk.run("--sandbox doctor spec.toml");
        doctor.ends(2, told);
        doctor.ends(2, "Broken: 1 thing.");
        change(&desk, "\"data-analyst\"", "\"nobody of this name\"");
        desk.run("--sandbox plan spec.toml")
            .ends(4, "push it from the identity provider, or correct the name");
    }

    #[test]
    fn a_group_that_was_renamed_is_known_by_its_id() {
        let desk = applied();
        rename(&desk, "bi-analysts");
        let told = format!(
            "group `data-analysts` (id `{ANALYSTS}`) is now called `bi-analysts` in the identity provider"
        );
        for (command, code) in [("plan", 4), ("doctor", 2)] {
            let ended = desk.run(&format!("--sandbox {command} spec.toml"));
            ended.ends(code, &told);
            let help = "write the new name in `group.analysts`; what was granted to it stays: name = \"bi-analysts\"";
            ended.ends(code, help);
        }
        change(&desk, "name = \"data-analysts\"", "name = \"bi-analysts\"");
        desk.run("--sandbox plan spec.toml").ends(0, "No changes.");
        converge(&desk);
    }

    #[test]
    fn a_group_that_was_pushed_anew_is_granted_everything_again() {
        let desk = applied();
        let id = push_anew(&desk, &json!([{ "value": CAROL }]));
        let plan = desk.run("--sandbox plan spec.toml");
        plan.ends(0, "`group.analysts` is another group than at the last apply");
        plan.ends(0, &format!("the one with the id `{ANALYSTS}` is gone, and `{id}` has come in its place"));
        plan.ends(0, "`grant.analysts/sales.orders`, `session_mapping.analytics/group.analysts`");
        plan.ends(0, "5 to replace");
        let gone = format!(
            "the directory has no such group any more: it was `data-analysts`, and `group.analysts` is `{id}` today; named \
             by an access grant, 2 assignments, 2 grants, a session mapping"
        );
        assert_eq!(found(&desk, "TIP221"), [("warning".to_owned(), gone)]);
        desk.run("--sandbox doctor spec.toml").ends(2, "apply the spec as it is");
        converge(&desk);
        assert_eq!(found(&desk, "TIP221"), []);
        desk.run("--sandbox verify spec.toml --as carol@example.com").ends(0, "order_id");
    }

    #[test]
    fn a_name_that_went_to_another_group_is_told_before_anything_moves() {
        let desk = applied();
        rename(&desk, "bi-analysts");
        push(&desk, "POST", "Groups", &json!({ "displayName": "data-analysts" }));
        let plan = desk.run("--sandbox plan spec.toml");
        plan.ends(0, &format!("the one of then, `{ANALYSTS}`, is called otherwise today"));
        plan.ends(0, "to stay with the group of then, write in `group.analysts`: name = \"bi-analysts\"");
        change(&desk, "name = \"data-analysts\"", "name = \"bi-analysts\"");
        converge(&desk);
    }

    #[test]
    fn a_group_without_members_is_a_finding_and_one_that_is_not_seen_is_none() {
        let desk = applied();
        let unseen = "fault=identitystore.ListGroupMemberships:AccessDeniedException:always";
        let ended = desk.knobs(unseen, "--sandbox doctor spec.toml");
        ended.ends(0, "members group.analysts: who is in it could not be read, so it may as well be empty");
        assert!(!ended.out.contains("TIP221"), "{}", ended.out);
        for user in [CAROL, ERIN] {
            patch(&desk, &json!({ "op": "remove", "path": "members", "value": [{ "value": user }] }));
        }
        let ended = desk.run("--sandbox doctor spec.toml");
        ended.ends(0, "`data-analysts` has no members, so nobody has what it has: an access grant");
        ended.ends(0, "Put somebody into `data-analysts` in the identity provider");
        desk.run("--sandbox plan spec.toml").ends(0, "No changes.");
    }

    #[test]
    fn who_is_in_no_group_that_may_query_is_put_into_one_by_the_identity_provider() {
        let desk = applied();
        let verify = "--sandbox verify spec.toml --as user.dave";
        let query = |desk: &Desk| {
            let mut command = desk.command(verify);
            crate::desk::Ended::of(command.args(["--sql", "SELECT order_id FROM sales.orders"]))
        };
        query(&desk).ends(
            2,
            "Put `dave@example.com` into `data-analysts` in the identity provider, see to it that the group is pushed",
        );
        let dave = "3c9b7e14-5a20-4f6d-8b33-91d0c6e2f702";
        patch(&desk, &json!({ "op": "add", "path": "members", "value": [{ "value": dave }] }));
        query(&desk).ends(0, "order_id");
    }
}
