//! Bucket policies: what S3 takes as one.
//!
//! Which condition keys there are, and which of them go with which actions, is not looked at.

use serde_json::{Map, Value};

use super::fault::S3Error;
use crate::call::Call;
use crate::services::iam::STATEMENT_MEMBERS;
use crate::services::iam::resource_policy::{ResourcePolicy, is_operator, statements_of, texts_of};

/// The most that a policy may take up.
// AWS: S3 user guide, "Bucket policies".
const MOST_BYTES: usize = 20 * 1024;

const MEMBERS: [&str; 3] = ["Version", "Id", "Statement"];

/// Keys that keep a statement for everyone from being public, if one is compared with what is fixed.
// AWS: S3 user guide, "The meaning of public".
const NARROWING: [&str; 11] = [
    "aws:principalaccount",
    "aws:principalarn",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceip",
    "aws:sourceowner",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:userid",
];

/// Reads the policy of a bucket.
// AWS: the texts are those that users report of S3; that of a policy which is too long, and in which order S3 looks, are
// unverified.
pub(super) fn read(call: &Call<'_>, bucket: &str, text: &str) -> Result<ResourcePolicy, S3Error> {
    let document: Value = match serde_json::from_str(text) {
        Ok(document @ Value::Object(_)) if text.starts_with('{') => document,
        _ => return Err(malformed("Policies must be valid JSON and the first byte must be '{'")),
    };
    if text.len() > MOST_BYTES {
        return Err(malformed("Policy exceeds the maximum allowed document size."));
    }
    check_members(document.as_object(), &MEMBERS)?;
    match document.get("Version").map(Value::as_str) {
        None | Some(Some("2012-10-17" | "2008-10-17")) => {}
        Some(_) => return Err(malformed("The policy must contain a valid version string")),
    }
    let statements = statements_of(&document)
        .ok_or_else(|| malformed("Could not parse the policy: Statement is empty!"))?;
    let place = Place { call, bucket_arn: format!("arn:{}:s3:::{bucket}", call.account.partition) };
    statements.iter().try_for_each(|statement| place.check(statement))?;
    if statements.iter().any(|statement| is_public(statement)) {
        return Err(S3Error::PublicPolicy { who: call.caller.arn.clone(), bucket_arn: place.bucket_arn });
    }
    ResourcePolicy::parse(text).map_err(|problem| malformed(&problem))
}

/// Where a policy is put.
struct Place<'a> {
    call: &'a Call<'a>,
    bucket_arn: String,
}

impl Place<'_> {
    fn check(&self, statement: &Map<String, Value>) -> Result<(), S3Error> {
        check_members(Some(statement), &STATEMENT_MEMBERS)?;
        match statement.get("Effect").map(|effect| (effect, effect.as_str())) {
            Some((_, Some("Allow" | "Deny"))) => {}
            Some((effect, _)) => return Err(malformed(&format!("Invalid effect: {}", bare(effect)))),
            None => return Err(missing("Effect")),
        }
        let (_, principal) = one_of(statement, "Principal", "NotPrincipal")?;
        if !self.is_principal(principal) {
            return Err(malformed("Invalid principal in policy"));
        }
        let (is_named, actions) = one_of(statement, "Action", "NotAction")?;
        let actions = texts_of(actions).ok_or_else(|| malformed("Policy has invalid action"))?;
        if !actions.iter().all(|action| is_action(action)) {
            return Err(malformed("Policy has invalid action"));
        }
        let (is_listed, resources) = one_of(statement, "Resource", "NotResource")?;
        let resources = texts_of(resources).ok_or_else(|| malformed("Policy has invalid resource"))?;
        if !resources.iter().all(|resource| self.is_resource(resource)) {
            return Err(malformed("Policy has invalid resource"));
        }
        if is_named && is_listed && !actions.iter().all(|action| has_resource(action, &resources)) {
            return Err(malformed("Action does not apply to any resource(s) in statement"));
        }
        statement.get("Condition").map_or(Ok(()), check_condition)
    }

    // AWS: a policy is about its own bucket and the objects in it.
    fn is_resource(&self, resource: &str) -> bool {
        let rest = resource.strip_prefix(&self.bucket_arn);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    fn is_principal(&self, principal: &Value) -> bool {
        let Some(kinds) = principal.as_object() else { return principal == "*" };
        !kinds.is_empty()
            && kinds.iter().all(|(kind, names)| {
                texts_of(names).is_some_and(|names| names.iter().all(|name| self.is_named(kind, name)))
            })
    }

    // AWS: whom a policy names has to exist; of those of other accounts the sandbox takes that on trust.
    fn is_named(&self, kind: &str, name: &str) -> bool {
        let account = &self.call.account;
        match (kind, name.splitn(6, ':').collect::<Vec<_>>().as_slice()) {
            ("AWS", ["*"]) => true,
            ("AWS", [number]) => is_account(number) || self.call.seen().iam.has_principal_id(number),
            ("AWS", ["arn", partition, "iam", "", number, resource])
                if *partition == account.partition && is_account(number) =>
            {
                let is_own = *number == account.id;
                let is_of_kind = resource.starts_with("role/") || resource.starts_with("user/");
                *resource == "root" || is_of_kind && (!is_own || self.call.seen().iam.has_principal(name))
            }
            ("AWS", ["arn", partition, "sts", "", number, session]) => {
                *partition == account.partition
                    && is_account(number)
                    && (session.starts_with("assumed-role/") || session.starts_with("federated-user/"))
            }
            ("Service", [service]) => service.ends_with(".amazonaws.com"),
            ("CanonicalUser", [id]) => id.len() == 64 && id.bytes().all(|digit| digit.is_ascii_hexdigit()),
            ("Federated", _) => !name.is_empty(),
            _ => false,
        }
    }
}

fn malformed(text: &str) -> S3Error {
    S3Error::MalformedPolicy(text.to_owned())
}

fn missing(member: &str) -> S3Error {
    malformed(&format!("Missing required field {member}"))
}

fn check_members(members: Option<&Map<String, Value>>, known: &[&str]) -> Result<(), S3Error> {
    let unknown = members.into_iter().flat_map(Map::keys).find(|name| !known.contains(&name.as_str()));
    unknown.map_or(Ok(()), |name| Err(malformed(&format!("Unknown field {name}"))))
}

/// The member that is there of two that exclude each other, and whether it is the first.
fn one_of<'v>(
    statement: &'v Map<String, Value>,
    this: &str,
    that: &str,
) -> Result<(bool, &'v Value), S3Error> {
    match (statement.get(this), statement.get(that)) {
        (Some(value), None) => Ok((true, value)),
        (None, Some(value)) => Ok((false, value)),
        (Some(_), Some(_)) => {
            Err(malformed(&format!("Statement contains both {this} and {that}")))
        }
        (None, None) => Err(missing(this)),
    }
}

fn bare(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|digit| digit.is_ascii_digit())
}

fn is_action(action: &str) -> bool {
    let name = action.split_once(':').filter(|(service, _)| service.eq_ignore_ascii_case("s3"));
    action == "*" || name.is_some_and(|(_, name)| !name.is_empty())
}

/// Whether one of `resources` is what an action is about: objects, or the bucket. One with wildcards that could be either
/// passes.
fn has_resource(action: &str, resources: &[&str]) -> bool {
    let name = action.to_ascii_lowercase();
    let is_about_objects = name.contains("object") && !name.contains("bucket")
        || name.ends_with(":abortmultipartupload")
        || name.ends_with(":listmultipartuploadparts");
    let is_of_objects = |resource: &&str| resource.contains('/');
    match (is_about_objects, name.contains(['*', '?'])) {
        (true, _) => resources.iter().any(is_of_objects),
        (false, false) => !resources.iter().all(is_of_objects),
        (false, true) => true,
    }
}

fn check_condition(condition: &Value) -> Result<(), S3Error> {
    let operators = condition.as_object().ok_or_else(|| malformed("Invalid Condition"))?;
    for (operator, keys) in operators {
        if !is_operator(operator) {
            return Err(malformed(&format!("Invalid Condition type : {operator}")));
        }
        let keys = keys.as_object().filter(|keys| !keys.is_empty());
        keys.ok_or_else(|| malformed(&format!("Invalid Condition : {operator}")))?;
    }
    Ok(())
}

/// Whether a statement lets everyone in, as far as the block of public policies goes that every bucket begins with.
fn is_public(statement: &Map<String, Value>) -> bool {
    let is_everyone = |principal: &Value| {
        let named = principal.get("AWS").and_then(texts_of).unwrap_or_default();
        principal == "*" || named.contains(&"*")
    };
    let open = statement.get("Principal").is_some_and(is_everyone) || statement.contains_key("NotPrincipal");
    let operators = statement.get("Condition").and_then(Value::as_object).into_iter().flat_map(Map::values);
    let mut keys = operators.filter_map(Value::as_object).flatten();
    let is_fixed = |value: &Value| texts_of(value).is_some_and(|all| !all.iter().any(|text| text.contains(['*', '?'])));
    let is_narrow = keys.any(|(key, value)| {
        NARROWING.contains(&key.to_ascii_lowercase().as_str()) && is_fixed(value)
    });
    statement.get("Effect").and_then(Value::as_str) == Some("Allow") && open && !is_narrow
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn actions_are_about_objects_or_the_bucket() {
        let (bucket, objects) = ("arn:aws:s3:::b", "arn:aws:s3:::b/*");
        for (action, resources, fits) in [
            ("s3:GetObject", &[bucket][..], false),
            ("s3:GetObject", &[bucket, objects], true),
            ("s3:PutObject*", &[bucket], false),
            ("s3:AbortMultipartUpload", &[objects], true),
            ("s3:ListBucket", &[objects], false),
            ("s3:ListBucket", &[bucket], true),
            ("s3:PutBucketObjectLockConfiguration", &[bucket], true),
            ("s3:Get*", &[bucket], true),
            ("s3:*", &[objects], true),
            ("*", &[bucket], true),
        ] {
            assert_eq!(has_resource(action, resources), fits, "{action} {resources:?}");
        }
    }

    #[test]
    fn what_is_for_everyone_is_public_unless_it_is_narrowed() {
        let everyone = json!({ "AWS": "*" });
        let narrow = |key: &str, value: &str| json!({ "StringLike": { key: value } });
        for (effect, principal, condition, public) in [
            ("Allow", json!("*"), json!({}), true),
            ("Allow", everyone.clone(), json!({}), true),
            ("Deny", everyone.clone(), json!({}), false),
            ("Allow", json!({ "AWS": "111122223333" }), json!({}), false),
            ("Allow", everyone.clone(), narrow("aws:PrincipalOrgID", "o-1"), false),
            ("Allow", everyone.clone(), narrow("aws:SourceArn", "arn:aws:s3:::*"), true),
            ("Allow", everyone, narrow("aws:SecureTransport", "true"), true),
        ] {
            let statement = json!({ "Effect": effect, "Principal": principal, "Condition": condition });
            assert_eq!(is_public(statement.as_object().unwrap()), public, "{statement}");
        }
    }
}
