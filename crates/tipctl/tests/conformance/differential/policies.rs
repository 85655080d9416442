//! What policies can say that a query meets in other ways than the policies of a spec.

use serde_json::{Value, json};

use super::{
    breakage::{Breakage, Draw, breaks, leaves, opens, role},
    surroundings::{KEY, encrypt_bucket, key_for},
};

const LOCATIONS: &str = "/services/s3control/ap-northeast-1/locations";
const RESULTS_GRANTS: &str = "/services/s3control/ap-northeast-1/grants";
const ROLES: [&str; 4] = ["athena", "lake", "results", "studio-user"];

/// Everything that is tried.
pub(super) static REQUESTS: &[Breakage] = &[
    leaves("rights of the role that asks", |all, draw| {
        let name = draw.one(ROLES.to_vec())?;
        let arn = role(all, name)?["arn"].clone();
        only_when(all, name, &json!({ "ArnEquals": { "aws:PrincipalArn": arn } }))
    }),
    breaks("rights of another role than the one that asks", |all, draw| {
        let name = draw.one(ROLES.to_vec())?;
        let arn = "arn:aws:iam::111122223333:role/somebody-else";
        only_when(all, name, &json!({ "ArnEquals": { "aws:PrincipalArn": arn } }))
    }),
    leaves("rights of Athena's role for users alone", |all, _| {
        only_when(all, "athena", &json!({ "Null": { "identitystore:UserId": "false" } }))
    }),
    breaks("rights of Athena's role for users whom it is not told of", |all, _| {
        only_when(all, "athena", &json!({ "Null": { "identitystore:UserId": "false" } }))?;
        trust_alone(all, None)
    }),
    leaves("trust in Athena while it passes no identity on", |all, _| {
        trust_alone(all, Some(json!({ "Null": { "sts:RequestContextProviders": "true" } })))
    }),
    breaks("trust in Athena while it passes on what it may not", |all, _| {
        trust_alone(all, Some(json!({ "Null": { "sts:RequestContextProviders": "false" } })))
    }),
    breaks("results that are read back through a role without rights", |all, draw| {
        read_back(all, draw, &json!("s3:ListBucket"))
    }),
    leaves("results that are read back through a role of its own", |all, draw| {
        read_back(all, draw, &json!("s3:GetObject"))
    }),
    breaks("results that are read back through a role without the key", |all, draw| {
        encrypt_bucket(all, "acme-athena-results", &json!(KEY))?;
        let writer = role(all, "results")?["arn"].clone();
        key_for(all, &writer)?;
        read_back(all, draw, &json!("s3:GetObject"))
    }),
    leaves("data of which the role reads some, and all that there is", |all, _| only_ending(all, ".csv")),
    opens("data of which the role reads some, and nothing that there is", |all, _| {
        only_ending(all, ".parquet")
    }),
];

/// Lets the role of the lake read only those objects whose names end so.
fn only_ending(all: &mut Value, ending: &str) -> Option<()> {
    let policies = role(all, "lake")?.get_mut("inline")?.as_object_mut()?;
    for text in policies.values_mut() {
        *text = json!(text.as_str()?.replace("/*\"", &format!("/*{ending}\"")));
    }
    Some(())
}

/// Lets a role do what it may only under a condition.
fn only_when(all: &mut Value, name: &str, condition: &Value) -> Option<()> {
    let policies = role(all, name)?.get_mut("inline")?.as_object_mut()?;
    for text in policies.values_mut() {
        let mut document: Value = serde_json::from_str(text.as_str()?).ok()?;
        for statement in document.get_mut("Statement")?.as_array_mut()? {
            let members = statement.as_object_mut()?;
            let conditions = members.entry("Condition").or_insert_with(|| json!({})).as_object_mut()?;
            for (operator, keys) in condition.as_object()? {
                let known = conditions.entry(operator.clone()).or_insert_with(|| json!({}));
                known.as_object_mut()?.extend(keys.as_object()?.clone());
            }
        }
        *text = json!(document.to_string());
    }
    Some(())
}

/// Lets Athena take its role, and not pass on who the user is.
fn trust_alone(all: &mut Value, condition: Option<Value>) -> Option<()> {
    let statement = json!({ "Effect": "Allow", "Principal": { "Service": "athena.amazonaws.com" },
        "Action": ["sts:AssumeRole"] });
    let trust = role(all, "athena")?.get_mut("trust")?;
    *trust.get_mut("Statement")? = json!([statement]);
    if let Some(condition) = condition {
        trust.pointer_mut("/Statement/0")?.as_object_mut()?.insert("Condition".to_owned(), condition);
    }
    Some(())
}

/// Has results read through another role than they are written through: with a narrower access grant that reads.
fn read_back(all: &mut Value, draw: &mut Draw, action: &Value) -> Option<()> {
    let mut reader = role(all, "results")?.clone();
    let arn = json!("arn:aws:iam::111122223333:role/reader");
    let statement = json!({ "Effect": "Allow", "Action": action, "Resource": "*" });
    let document = json!({ "Version": "2012-10-17", "Statement": [statement] }).to_string();
    let members = reader.as_object_mut()?;
    members.insert("name".to_owned(), json!("reader"));
    members.insert("arn".to_owned(), arn.clone());
    members.insert("inline".to_owned(), json!({ "reader": document }));
    members.insert("attached".to_owned(), json!([]));
    let roles = all.pointer_mut("/services/iam/roles")?.as_object_mut()?;
    roles.insert("reader".to_owned(), reader);
    let grants = all.pointer_mut(RESULTS_GRANTS)?.as_object_mut()?;
    let writing = draw.one(grants.values_mut().collect())?;
    let mut reading = writing.clone();
    // A scope without the slash takes in more.
    let scope = writing["scope"].as_str()?;
    let wider = scope.strip_suffix("/*").map(|folder| format!("{folder}*"))?;
    writing.as_object_mut()?.insert("scope".to_owned(), json!(wider));
    let (grant_id, location_id) =
        ("00000000-0000-4000-8000-00000000000b", "00000000-0000-4000-8000-00000000000a");
    let members = reading.as_object_mut()?;
    let there = members.insert("location_id".to_owned(), json!(location_id))?;
    members.insert("permission".to_owned(), json!("READ"));
    grants.insert(grant_id.to_owned(), reading);
    let locations = all.pointer_mut(LOCATIONS)?.as_object_mut()?;
    let mut location = locations.get(there.as_str()?)?.clone();
    location.as_object_mut()?.insert("role_arn".to_owned(), arn);
    locations.insert(location_id.to_owned(), location);
    Some(())
}
