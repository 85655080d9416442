//! What an account lets people do: of the spec, of the plan before it is carried out, and of the account afterwards.

use libtest_mimic::Trial;
use serde_json::{Value, json};
use tipctl_access::{Chain, Entry, Query, RuleId, Session, Verdict, findings, follow};
use tipctl_model::{
    Desired, Inventory,
    inventory::{Sight, Workforce},
};
use tipctl_provider::inventory::{of_live, of_plan, of_spec};
use tipctl_sandbox::Knobs;

use crate::{
    fixtures::{desired, workspace},
    walk::trial,
    world::{World, assert_same_account},
};

/// A trial for each thing that a survey is good for.
pub(crate) fn trials() -> Vec<Trial> {
    let surveys: [(&str, fn()); 5] = [
        ("spec-plan-and-account-agree", spec_plan_and_account_agree),
        ("what-others-made-is-seen", what_others_made_is_seen),
        ("what-is-denied-is-unseen", what_is_denied_is_unseen),
        ("buckets-are-read-where-they-are", buckets_are_read_where_they_are),
        ("groups-of-the-list-alone-are-told", groups_of_the_list_alone_are_told),
    ];
    surveys.map(|(name, survey)| trial(format!("survey::{name}"), survey)).into()
}

fn quickstart() -> Desired {
    desired(&workspace("specs/quickstart.toml"))
}

/// Alice's query of a column that she may read; nothing where she, the studio or the workgroup is not seen.
fn chain(inventory: &Inventory) -> Option<Chain> {
    let (alice, _) = inventory.users.iter().find(|(_, user)| user.name == "alice@example.com")?;
    let (studio, _) = inventory.studios.iter().next()?;
    let (workgroup, _) = inventory.workgroups.iter().find(|(_, workgroup)| workgroup.from.is_some())?;
    let who = Workforce::User(alice.to_owned());
    let session = Session { who: &who, entry: Entry::Studio(studio), workgroup };
    let query = Query { database: "sales", table: "orders", columns: &["order_id"] };
    Some(follow(inventory, &session, Some(&query)))
}

fn doubts(chain: &Chain) -> Vec<String> {
    let unsure = chain.links.iter().filter(|link| link.verdict != Verdict::Holds);
    unsure.map(|link| format!("{:?} {}: {:?}", link.name, link.subject, link.verdict)).collect()
}

fn spec_plan_and_account_agree() {
    let desired = quickstart();
    let mut world = World::fresh(Knobs::default(), &desired.place);
    let before = world.survey(&desired);
    let plan = world.plan(&desired, false).expect("it can be planned");
    let foretold = chain(&of_plan(&plan, &before)).expect("it is foretold");
    assert_eq!(doubts(&foretold), [""; 0], "what the plan would leave");

    world.converge(&desired);
    let after = world.survey(&desired);
    assert_eq!(after.notes, [], "everything may be read");
    let live = of_live(&after, Some(&desired));
    let found = chain(&live).expect("it is there");
    assert_eq!(doubts(&found), [""; 0], "what the account has");
    let names = |chain: &Chain| chain.links.iter().map(|link| link.name).collect::<Vec<_>>();
    assert_eq!(names(&foretold), names(&found));
    assert_eq!(chain(&of_spec(&desired)).expect("it is written").first_broken(), None, "what the spec says");

    let plan = world.plan(&desired, false).expect("it can be planned");
    let same = Inventory { extent: live.extent, ..of_plan(&plan, &after) };
    assert_same_account(&format!("{live:#?}"), &format!("{same:#?}"));
}

fn what_others_made_is_seen() {
    let desired = quickstart();
    let mut world = World::fresh(Knobs::default(), &desired.place);
    world.converge(&desired);
    let nothing = Desired { resources: Default::default(), ..desired.clone() };
    let stranger = world.neighbour(&desired.place);
    let live = of_live(&stranger.survey(&nothing), Some(&nothing));
    assert!(
        live.workgroups.iter().all(|(_, workgroup)| workgroup.from.is_none()),
        "nothing of it is in the spec"
    );
    let (_, group) = live.groups.iter().find(|(_, group)| group.name == "analysts").expect("it is there");
    assert_eq!((group.members.len(), group.members_are_whole), (2, true));
    let workgroup =
        live.workgroups.iter().find_map(|(_, workgroup)| workgroup.application.as_deref()).expect("one");
    let application = live.applications.get(workgroup).expect("it is listed");
    assert!(
        matches!(&application.assigned, Sight::There(assigned) if assigned.len() == 1),
        "{application:?}"
    );
    assert_eq!(application.assignment_required, Some(true));
    let role =
        live.workgroups.iter().find_map(|(_, workgroup)| workgroup.execution_role.as_deref()).expect("one");
    assert!(live.roles.get(role).is_some_and(|role| role.permissions_are_whole), "{role}");
    assert_eq!(live.mappings.len(), 1);
    assert!(live.policies.get(&live.mappings[0].session_policy).is_some(), "its document is read");
}

fn what_is_denied_is_unseen() {
    let desired = quickstart();
    let folder = tempfile::tempdir().expect("a folder can be made");
    let file = folder.path().join("state.json");
    let mut world = World::opened(&file, Knobs::default(), &desired.place);
    world.converge(&desired);
    world.sandbox.save().expect("the state can be saved");
    let ledger = world.ledger;
    for service in SERVICES {
        let denied = format!("fault={service}.*:AccessDeniedException:always").parse().expect("it is right");
        let mut world = World::opened(&file, denied, &desired.place);
        world.ledger = ledger.clone();
        let survey = world.survey(&desired);
        assert!(!survey.notes.is_empty(), "{service} is denied, and nobody says so");
        let live = of_live(&survey, Some(&desired));
        let wholes = [
            ("workgroups", live.workgroups.is_whole, &["athena"][..]),
            ("studios", live.studios.is_whole, &["emr"]),
            ("users", live.users.is_whole, &["identitystore", "ssoadmin"]),
            ("grants", live.lake.grants_are_whole, &["lakeformation"]),
            ("access grants", live.access_grants.grants_are_whole, &["s3control"]),
            ("trails", live.trails.is_whole, &["cloudtrail"]),
            ("databases", live.catalog.databases.is_whole, &["glue", "lakeformation"]),
        ];
        for (what, is_whole, by) in wholes {
            assert_eq!(
                is_whole,
                !by.contains(&service),
                "{what} while {service} is denied: {:?}",
                survey.notes
            );
        }
        let found = chain(&live);
        assert_eq!(found.as_ref().and_then(Chain::first_broken), None, "what {service} hides is not broken");
    }
}

/// AWS: a bucket is asked in its own region, and answers for its policy to its own account alone.
fn buckets_are_read_where_they_are() {
    let desired = quickstart();
    let mut world = World::fresh(Knobs::default(), &desired.place);
    world.converge(&desired);
    let mut account = world.sandbox.snapshot();
    let tables = account.pointer_mut("/services/glue/regions/ap-northeast-1/sales/tables");
    let tables = tables.and_then(Value::as_object_mut).expect("there are tables");
    let buckets = ["acme-archive", "no-such-bucket", "partner-data"];
    for (table, bucket) in tables.values_mut().zip(buckets) {
        table["location"] = json!(format!("s3://{bucket}/sales/"));
    }
    let document = json!({ "Version": "2012-10-17", "Statement": { "Sid": "Tls", "Effect": "Deny",
        "Principal": { "AWS": ["*"] }, "Action": "s3:*", "Resource": "arn:aws:s3:::acme-archive/*",
        "Condition": { "Bool": { "aws:SecureTransport": "false" } } } });
    account["surroundings"]["buckets"]["acme-archive"]["policy"] = json!(document.to_string());
    let account = serde_json::from_value(account).expect("it is an account");
    let world = World::of(account, Knobs::default(), &desired.place);
    let survey = world.survey(&desired);
    let live = of_live(&survey, Some(&desired));
    let told = |name| live.buckets.get(name).map(|bucket| (bucket.is_own, bucket.region.as_deref()));
    assert_eq!(told("acme-lake"), Some((Some(true), Some("ap-northeast-1"))));
    assert_eq!(told("acme-archive"), Some((Some(true), Some("us-east-1"))));
    assert_eq!(told("partner-data"), Some((Some(false), None)));
    assert_eq!(live.buckets.see("no-such-bucket"), Sight::Absent);
    let policy = |name| live.buckets.get(name).map(|bucket| bucket.policy.as_ref());
    assert_eq!(policy("acme-lake"), Some(Sight::Absent));
    assert_eq!(policy("partner-data"), Some(Sight::Unseen));
    let read = policy("acme-archive").and_then(Sight::there).expect("it is read where it is");
    let statement = read.entry("Statement").map(|all| all.elements()).and_then(<[_]>::first);
    assert_eq!(statement.and_then(|one| one.entry("Sid")?.as_text()), Some("Tls"), "{read:?}");
    let notes: Vec<&str> = survey.notes.iter().map(|note| note.message.as_str()).collect();
    let whose = "the bucket `partner-data` belongs to another account, which alone can read its policy";
    assert_eq!(notes, [whose]);
}

/// AWS: a group that the list shows may not be found by its name. It is told, and stands in nobody's way.
fn groups_of_the_list_alone_are_told() {
    let desired = quickstart();
    for (knobs, told) in [("", &[][..]), ("hide-group-ids", &["group.analysts"])] {
        let mut world = World::fresh(knobs.parse().expect("it is right"), &desired.place);
        world.converge(&desired);
        let survey = world.survey(&desired);
        let live = of_live(&survey, Some(&desired));
        let by_list: Vec<String> = findings(&live, 0)
            .into_iter()
            .filter(|finding| finding.rule.id == RuleId(231))
            .map(|finding| finding.subject)
            .collect();
        assert_eq!(by_list, told, "{knobs}: {:?}", survey.notes);
        let plan = world.plan(&desired, false).expect("it can be planned");
        assert!(plan.is_empty(), "what is read goes by the list");
        assert_eq!(doubts(&chain(&live).expect("it is there")), [""; 0]);
    }
}

/// Every service that a survey of the quickstart asks.
const SERVICES: [&str; 9] =
    ["athena", "cloudtrail", "emr", "glue", "iam", "identitystore", "lakeformation", "s3", "ssoadmin"];
