//! The operations on an application's authentication method: who may ask for tokens in its name.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::application as find;
use super::customer::own;
use super::fault::SsoError;
use crate::call::Call;
use crate::fault::Fault;
use crate::services::iam::resource_policy::ResourcePolicy;

/// The only kind of method.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum MethodType {
    Iam,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Method {
    iam: IamMethod,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct IamMethod {
    actor_policy: Value,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct PutMethod {
    application_arn: String,
    #[expect(dead_code, reason = "there is one type, and it has been read")]
    authentication_method_type: MethodType,
    authentication_method: Method,
}

/// A method and nothing else: `GetApplicationAuthenticationMethod`, `DeleteApplicationAuthenticationMethod`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct OneMethod {
    application_arn: String,
    #[expect(dead_code, reason = "there is one type, and it has been read")]
    authentication_method_type: MethodType,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct ListMethods {
    application_arn: String,
    next_token: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct GetMethodResult {
    authentication_method: Method,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ListMethodsResult {
    authentication_methods: Vec<MethodItem>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct MethodItem {
    authentication_method_type: MethodType,
    authentication_method: Method,
}

// AWS: an upsert (facts/aws-identity.md §5.5).
pub(super) fn put(call: &mut Call<'_>, input: PutMethod) -> Result<(), Fault> {
    let policy = read_policy(call, &input.authentication_method.iam.actor_policy)?;
    let application = own(call, "PutApplicationAuthenticationMethod", &input.application_arn)?;
    application.oauth.actor_policy = Some(policy);
    Ok(())
}

// AWS: what the policy has to have (facts/aws-identity.md §5.5). That a principal has to be known by now, and the texts, are
// unverified.
fn read_policy(call: &Call<'_>, document: &Value) -> Result<ResourcePolicy, SsoError> {
    let refused = |problem: &str| SsoError::ActorPolicy(problem.to_owned());
    if document.get("Version").and_then(Value::as_str) != Some("2012-10-17") {
        return Err(refused("its version must be 2012-10-17"));
    }
    let policy = ResourcePolicy::parse(&document.to_string()).map_err(SsoError::ActorPolicy)?;
    let has_resource = |statement: &Value| statement.get("Resource").is_some();
    let statements = match document.get("Statement") {
        Some(Value::Array(list)) => list.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => &[],
    };
    if !statements.iter().all(has_resource) {
        return Err(refused("a statement has no Resource"));
    }
    let own = format!("arn:{}:iam::{}:", call.account.partition, call.account.id);
    let is_known = |arn: &String| {
        arn.strip_prefix(&own).is_none_or(|resource| resource == "root" || call.seen().iam.has_principal(arn))
    };
    if !policy.named().iter().all(is_known) {
        return Err(refused("a principal is invalid"));
    }
    Ok(policy)
}

pub(super) fn get(call: &mut Call<'_>, input: OneMethod) -> Result<GetMethodResult, Fault> {
    let (_, application) = find(call, &input.application_arn)?;
    let policy = application.oauth.actor_policy.as_ref();
    let policy = policy.ok_or_else(|| SsoError::NoSuchResource("Authentication method IAM".to_owned()))?;
    Ok(GetMethodResult { authentication_method: Method::new(policy) })
}

pub(super) fn list(call: &mut Call<'_>, input: ListMethods) -> Result<ListMethodsResult, Fault> {
    let (_, application) = find(call, &input.application_arn)?;
    // One method fits every page, so no token is handed out.
    if input.next_token.is_some() {
        return Err(SsoError::BadToken.into());
    }
    let methods = application.oauth.actor_policy.iter().map(|policy| MethodItem {
        authentication_method_type: MethodType::Iam,
        authentication_method: Method::new(policy),
    });
    Ok(ListMethodsResult { authentication_methods: methods.collect() })
}

// AWS: the deletion is idempotent (facts/aws-identity.md §0.2).
pub(super) fn delete(call: &mut Call<'_>, input: OneMethod) -> Result<(), Fault> {
    let application = own(call, "DeleteApplicationAuthenticationMethod", &input.application_arn)?;
    application.oauth.actor_policy = None;
    Ok(())
}

impl Method {
    // AWS: whether the policy reads back as it was put is unverified (facts/aws-identity.md §5.5).
    fn new(policy: &ResourcePolicy) -> Self {
        Self { iam: IamMethod { actor_policy: serde_json::from_str(policy.text()).unwrap_or_default() } }
    }
}
