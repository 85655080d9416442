//! Policy documents in an account's state, wherever they stand, and what can be broken in one.

use serde_json::{Value, json};

use super::breakage::Draw;

/// Breaks one document; none where there is nothing of that sort in it.
pub(super) type Break = fn(&mut Value, &mut Draw) -> Option<()>;

/// Breaks the trust policy of a drawn role.
pub(super) fn in_trust(account: &mut Value, draw: &mut Draw, change: Break) -> Option<()> {
    let roles = account.pointer_mut("/services/iam/roles")?.as_object_mut()?;
    in_one(roles.values_mut().filter_map(|role| role.get_mut("trust")).collect(), draw, change)
}

/// Breaks an inline policy of a drawn role, or a version of a drawn managed policy.
pub(super) fn in_rights(account: &mut Value, draw: &mut Draw, change: Break) -> Option<()> {
    let iam = account.pointer_mut("/services/iam")?.as_object_mut()?;
    let mut texts: Vec<&mut Value> = Vec::new();
    for (section, holders) in iam.iter_mut() {
        let holders = holders.as_object_mut().into_iter().flat_map(|holders| holders.values_mut());
        match section.as_str() {
            "roles" => {
                let inline = holders.filter_map(|role| role.get_mut("inline")?.as_object_mut());
                texts.extend(inline.flat_map(|policies| policies.values_mut()));
            }
            "policies" => {
                let versions = holders.filter_map(|policy| policy.get_mut("versions")?.as_object_mut());
                let versions = versions.flat_map(|all| all.values_mut());
                texts.extend(versions.filter_map(|one| one.get_mut("document")));
            }
            _ => {}
        }
    }
    in_one(texts, draw, |text, draw| {
        let mut document: Value = serde_json::from_str(text.as_str()?).ok()?;
        change(&mut document, draw)?;
        // IAM reads a document whose first member is its version.
        let statements = document.get("Statement")?;
        *text = Value::String(format!(r#"{{"Version":"2012-10-17","Statement":{statements}}}"#));
        Some(())
    })
}

/// Takes a statement away.
pub(super) fn drop_statement(document: &mut Value, draw: &mut Draw) -> Option<()> {
    let all = document.get_mut("Statement")?.as_array_mut()?;
    let at = draw.below(all.len())?;
    // A document has a statement; the last one then allows nothing that matters.
    if all.len() == 1 {
        *all.first_mut()?.get_mut("Action")? = json!("sts:TagSession");
    } else {
        all.remove(at);
    }
    Some(())
}

/// Takes an action away from a statement that has several.
pub(super) fn drop_action(document: &mut Value, draw: &mut Draw) -> Option<()> {
    let actions = statements(document)?.filter_map(|one| one.get_mut("Action")?.as_array_mut());
    let actions = draw.one(actions.filter(|actions| actions.len() > 1).collect())?;
    let at = draw.below(actions.len())?;
    actions.remove(at);
    Some(())
}

/// Denies what a statement allows.
pub(super) fn deny(document: &mut Value, draw: &mut Draw) -> Option<()> {
    let all = document.get_mut("Statement")?.as_array_mut()?;
    let at = draw.below(all.len())?;
    let mut denied = all.get(at)?.clone();
    let members = denied.as_object_mut()?;
    members.insert("Effect".to_owned(), json!("Deny"));
    members.remove("Sid");
    all.push(denied);
    Some(())
}

/// Trusts somebody else.
pub(super) fn another_service(document: &mut Value, draw: &mut Draw) -> Option<()> {
    let principals = statements(document)?.filter_map(|one| one.get_mut("Principal")?.get_mut("Service"));
    *draw.one(principals.collect())? = json!(["ec2.amazonaws.com"]);
    Some(())
}

/// Asks for another value in a condition.
pub(super) fn another_value(document: &mut Value, draw: &mut Draw) -> Option<()> {
    let keys = conditions(document)?.flat_map(|keys| keys.iter_mut()).collect();
    let (name, value) = draw.one(keys)?;
    *value = match name.as_str() {
        "aws:SourceAccount" | "aws:ResourceAccount" => json!("999999999999"),
        "sts:RequestContextProviders" => json!("arn:aws:iam:::contextProvider/IdentityCenter"),
        "s3:AccessGrantsInstanceArn" => json!("arn:aws:s3:::access-grants/default"),
        _ => json!("arn:aws:s3:eu-west-1:999999999999:something/else"),
    };
    Some(())
}

/// Misspells the key of a condition.
pub(super) fn misspell(document: &mut Value, draw: &mut Draw) -> Option<()> {
    let keys = draw.one(conditions(document)?.collect())?;
    let name = draw.one(keys.keys().cloned().collect())?;
    let value = keys.remove(&name)?;
    let misspelt = match name.as_str() {
        "sts:RequestContextProviders" => "aws:RequestContextProvider".to_owned(),
        name => format!("{name}s"),
    };
    keys.insert(misspelt, value);
    Some(())
}

/// Drops the conditions of a statement.
pub(super) fn unconditional(document: &mut Value, draw: &mut Draw) -> Option<()> {
    let conditional = statements(document)?.filter(|one| one.get("Condition").is_some());
    draw.one(conditional.collect())?.as_object_mut()?.remove("Condition");
    Some(())
}

/// Means other resources.
pub(super) fn another_resource(document: &mut Value, draw: &mut Draw) -> Option<()> {
    let resources = statements(document)?.filter_map(|one| one.get_mut("Resource"));
    *draw.one(resources.collect())? = json!("arn:aws:s3:::another-bucket/*");
    Some(())
}

/// Allows, with wildcards, more than anyone needs.
pub(super) fn everything(document: &mut Value, _: &mut Draw) -> Option<()> {
    let all = document.get_mut("Statement")?.as_array_mut()?;
    all.push(json!({ "Effect": "Allow", "Action": ["s3:*", "athena:*", "g?ue:*"], "Resource": "*" }));
    Some(())
}

fn statements(document: &mut Value) -> Option<impl Iterator<Item = &mut Value>> {
    Some(document.get_mut("Statement")?.as_array_mut()?.iter_mut())
}

/// The keys of each operator of each statement.
fn conditions(document: &mut Value) -> Option<impl Iterator<Item = &mut serde_json::Map<String, Value>>> {
    let operators = statements(document)?.filter_map(|one| one.get_mut("Condition")?.as_object_mut());
    Some(operators.flat_map(|operators| operators.values_mut()).filter_map(Value::as_object_mut))
}

/// Tries `change` on one after the other, beginning with a drawn one.
fn in_one(
    mut all: Vec<&mut Value>,
    draw: &mut Draw,
    change: impl Fn(&mut Value, &mut Draw) -> Option<()>,
) -> Option<()> {
    let first = draw.below(all.len())?;
    all.rotate_left(first);
    all.into_iter().find_map(|one| change(one, draw))
}
