//! What operations need to be allowed: each service's table of actions and resources, and its evaluation. Callers whose
//! policies are known are asked; the users of the fresh account may do everything, or everything that only reads.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::call::Call;
use crate::fault::Fault;
use crate::service::Service;
use crate::services::iam::evaluation::{Context, Rights};
use crate::services::{AUTHORIZATION, States};

/// The needs of every operation, by service and operation.
#[derive(Debug, Default)]
pub(crate) struct Authorization(BTreeMap<&'static str, BTreeMap<String, Vec<Need>>>);

/// One action that has to be allowed on one resource, or on each of several.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Need {
    action: String,
    /// An ARN with places to be filled in: `{region}`, `{account}`, `{Member.Of.Input}`, `{role:Member}`. A place that nothing
    /// fills makes the need void.
    resource: String,
    /// A member without which, or if it is false, there is no need.
    only_if: Option<String>,
    /// The service that a role is passed to.
    passed_to: Option<String>,
    /// What the request itself says to conditions: members of the input, by the condition's key.
    #[serde(default)]
    keys: BTreeMap<String, String>,
}

impl Authorization {
    /// Reads the tables of all services.
    ///
    /// # Errors
    /// A table is malformed, which a test excludes.
    pub(crate) fn read() -> Result<Self, serde_json::Error> {
        let tables = AUTHORIZATION.iter().map(|(name, text)| Ok((*name, serde_json::from_str(text)?)));
        Ok(Self(tables.collect::<Result<_, serde_json::Error>>()?))
    }

    /// Refuses a call that the caller's policies do not allow, with everything that it makes services do for the caller.
    // AWS: a service acts for its caller with the caller's rights (facts/tip-chain.md §6b). In which order AWS asks is
    // unverified.
    pub(crate) fn check(
        &self,
        call: &Call<'_>,
        (service, operation): (&Service, &str),
        rights: &Rights,
        input: &Value,
    ) -> Result<(), Fault> {
        let denied = |text: String| Fault::new(service.protocol.access_denied(), 403, text);
        // An operation without a table is closed, not open.
        let needs = self.0.get(service.name).and_then(|table| table.get(operation)).ok_or_else(|| {
            denied(format!("the sandbox does not know what {operation} of {} needs", service.name))
        })?;
        let places = Places { call, input };
        for need in needs.iter().filter(|need| need.applies(input)) {
            for resource in places.fill(&need.resource) {
                let context = need.context(call, input);
                rights
                    .allow(&call.caller.arn, (&need.action, &resource), &context)
                    .map_err(|(_, text)| denied(text))?;
            }
        }
        Ok(())
    }
}

impl Need {
    fn applies(&self, input: &Value) -> bool {
        let set = |value: &&Value| match value {
            Value::Null | Value::Bool(false) => false,
            Value::String(text) => !text.is_empty() && text != "false",
            Value::Array(items) => !items.is_empty(),
            _ => true,
        };
        self.only_if.as_ref().is_none_or(|member| members(input, member).iter().any(set))
    }

    // AWS: the service that a role is passed to is a key too (IAM user guide).
    fn context(&self, call: &Call<'_>, input: &Value) -> Context {
        let said = self.keys.iter().flat_map(|(key, member)| {
            members(input, member).into_iter().filter_map(move |value| Some((key, value.as_str()?)))
        });
        let context = said.fold(call.context(), |context, (key, text)| context.with(key, text));
        match &self.passed_to {
            Some(service) => context.with("iam:PassedToService", service),
            None => context,
        }
    }
}

/// What the places of a resource are filled with.
struct Places<'a> {
    call: &'a Call<'a>,
    input: &'a Value,
}

impl Places<'_> {
    /// The resource with all of its places filled, once for each value that a place has.
    fn fill(&self, template: &str) -> Vec<String> {
        let Some((head, rest)) = template.split_once('{') else { return vec![template.to_owned()] };
        let Some((place, tail)) = rest.split_once('}') else { return Vec::new() };
        let (values, tails) = (self.values(place), self.fill(tail));
        let filled =
            values.iter().flat_map(|value| tails.iter().map(move |tail| format!("{head}{value}{tail}")));
        filled.collect()
    }

    fn values(&self, place: &str) -> Vec<String> {
        let account = &self.call.account;
        let instance = account.services.ssoadmin.owned();
        match place {
            "region" => vec![self.call.region.to_owned()],
            "account" => vec![account.id.clone()],
            "owner" => vec![instance.owner_account_id.clone()],
            "instance" => vec![instance.id().to_owned()],
            _ => match (place.split_once('|'), place.split_once(':')) {
                (Some((member, otherwise)), _) => match self.texts(member) {
                    texts if texts.is_empty() => vec![otherwise.to_owned()],
                    texts => texts,
                },
                (None, Some((kind, member))) => {
                    self.texts(member).iter().filter_map(|text| self.resolved(kind, text)).collect()
                }
                (None, None) => self.texts(place),
            },
        }
    }

    /// The ARN, or the part of one, that a member's text stands for.
    fn resolved(&self, kind: &str, text: &str) -> Option<String> {
        let (call, States { iam, kms, athena, emr, .. }) = (self.call, self.call.state());
        let owner = &self.call.state().ssoadmin.owned().owner_account_id;
        let or_named = |service: &str, kind: &str| {
            if text.starts_with("arn:") {
                text.to_owned()
            } else {
                call.regional_arn(service, &format!("{kind}{text}"))
            }
        };
        match kind {
            "role" => {
                let known = iam.role_known_as(text).map(|role| role.arn.clone());
                let is_arn = text.starts_with("arn:");
                let unknown =
                    || if is_arn { text.to_owned() } else { call.global_arn("iam", &format!("role/{text}")) };
                Some(known.unwrap_or_else(unknown))
            }
            "url" => Some(text.strip_prefix("https://").unwrap_or(text).to_owned()),
            "trail" => Some(or_named("cloudtrail", "trail/")),
            "store" if text.starts_with("arn:") => Some(text.to_owned()),
            "store" => {
                Some(format!("arn:{}:identitystore::{owner}:identitystore/{text}", call.account.partition))
            }
            "key" => {
                let place =
                    crate::services::kms::state::Place { region: call.region, account_id: &call.account.id };
                kms.find(place, text).map(|(arn, _)| arn.clone())
            }
            "application" => athena.gate(call.region, text)?.application_arn().map(str::to_owned),
            "studio-application" => emr.application_of(call.region, text).map(str::to_owned),
            "directory-user" => text.contains(":identitystore:::user/").then(|| text.to_owned()),
            "directory-group" => text.contains(":identitystore:::group/").then(|| text.to_owned()),
            "grantee-user" => self.grantee("DIRECTORY_USER", "user", text),
            "grantee-group" => self.grantee("DIRECTORY_GROUP", "group", text),
            _ => None,
        }
    }

    /// The ARN of a grantee of S3 Access Grants, if it is of this type.
    fn grantee(&self, asked: &str, kind: &str, id: &str) -> Option<String> {
        let of_type = self.texts("Grantee.GranteeType").iter().any(|found| found == asked);
        of_type.then(|| format!("arn:{}:identitystore:::{kind}/{id}", self.call.account.partition))
    }

    fn texts(&self, member: &str) -> Vec<String> {
        let text = |value: &Value| value.as_str().filter(|text| !text.is_empty()).map(str::to_owned);
        members(self.input, member).into_iter().filter_map(text).collect()
    }
}

/// The values of a member by its dotted path; of each entry, where a list is on the way.
fn members<'a>(input: &'a Value, path: &str) -> Vec<&'a Value> {
    let mut found = vec![input];
    for name in path.split('.') {
        found = found.into_iter().filter_map(|value| value.get(name)).flat_map(each).collect();
    }
    found
}

fn each(value: &Value) -> std::slice::Iter<'_, Value> {
    match value {
        Value::Array(items) => items.iter(),
        one => std::slice::from_ref(one).iter(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::services;

    #[test]
    fn the_tables_list_each_operation_and_no_other() {
        let Authorization(tables) = Authorization::read().unwrap();
        for service in services::all() {
            let operations: Vec<&str> = service.operations.keys().copied().collect();
            let listed: Vec<&str> = tables[service.name].keys().map(String::as_str).collect();
            assert_eq!(listed, operations, "authorization.json of {}", service.name);
        }
    }

    #[test]
    fn a_member_is_found_within_structures_and_lists() {
        let input =
            json!({ "Entries": [{ "P": { "I": "a" } }, { "P": {} }, { "P": { "I": "b" } }], "On": false });
        assert_eq!(members(&input, "Entries.P.I"), [&json!("a"), &json!("b")]);
        assert!(members(&input, "Entries.Q").is_empty());
        let need = |only_if: &str| Need {
            action: String::new(),
            resource: String::new(),
            only_if: Some(only_if.to_owned()),
            passed_to: None,
            keys: BTreeMap::new(),
        };
        assert!(
            need("Entries").applies(&input) && !need("On").applies(&input) && !need("Off").applies(&input)
        );
    }
}
