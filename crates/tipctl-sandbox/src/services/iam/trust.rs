//! Trust policies: how IAM stores and shows them. A principal of the account is stored under its unique id, so a principal
//! that was deleted is shown as that id, and one made again under its old name is not trusted.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::document::{self, Purpose, malformed, statements, syntax, texts};
use super::evaluation::{Asker, Context, Question, Verdict, judge};
use super::fault::IamError;

/// A trust policy as it is stored.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Trust(Value);

/// The principals that a trust policy may name: ARNs of roles and users of the account, and their unique ids.
#[derive(Debug, Default)]
pub(super) struct Principals<'a> {
    pub(super) account_id: &'a str,
    pub(super) id_by_arn: BTreeMap<&'a str, &'a str>,
}

/// What the account's principals are called: ARNs by unique id.
pub(super) type Names<'a> = BTreeMap<&'a str, &'a str>;

impl Trust {
    /// Checks a document and brings it into the form in which IAM keeps it.
    pub(super) fn parse(text: &str, principals: &Principals<'_>) -> Result<Self, IamError> {
        let mut document = document::parse(text, Purpose::Trust)?;
        each_principal(&mut document, &mut |kind, principal| stored(kind, principal, principals))?;
        Ok(Self(document))
    }

    /// The document as IAM shows it while the principals are called so.
    // AWS: keys and lists are reordered, lists of one are unwrapped, a deleted principal is a bare unique id
    // (facts/aws-data.md §11.3). In which order lists come back is unverified; here it is the reverse of the alphabet's.
    pub(super) fn shown(&self, names: &Names<'_>) -> String {
        let mut document = self.0.clone();
        let known = each_principal(&mut document, &mut |_, id| {
            Ok(names.get(id).map_or_else(|| id.to_owned(), |arn| (*arn).to_owned()))
        });
        debug_assert!(known.is_ok(), "a stored trust policy was checked when it was written");
        if let Some(Value::Array(list)) = document.get_mut("Statement") {
            list.iter_mut().for_each(rearrange);
        } else if let Some(statement) = document.get_mut("Statement") {
            rearrange(statement);
            *statement = Value::Array(vec![statement.take()]);
        }
        document.to_string()
    }

    /// What the policy says to `asker` doing `action`. What it leaves to the asker's own account counts as allowed if
    /// `by_account` is set: that is for a caller whose own policies allow the action.
    pub(crate) fn verdict(
        &self,
        (asker, by_account): (Asker<'_>, bool),
        action: &str,
        context: &Context,
    ) -> Verdict {
        judge(&self.0, Question::new(action, "*", context), Some((asker, by_account)))
    }

    /// Whether a service of AWS's may do `action`.
    pub(crate) fn trusts_service(&self, service: &str, action: &str, context: &Context) -> bool {
        self.verdict((Asker::Service(service), false), action, context) == Verdict::Allowed
    }

    /// Whether `service` may do `action`, conditions apart.
    pub(crate) fn allows_service(&self, service: &str, action: &str) -> bool {
        statements(&self.0).unwrap_or_default().into_iter().any(|statement| {
            let services = listed(statement.get("Principal").and_then(|principal| principal.get("Service")));
            let covers = |pattern: &str| ["*", "sts:*"].contains(&pattern) || pattern.eq_ignore_ascii_case(action);
            statement.get("Effect").and_then(Value::as_str) == Some("Allow")
                && services.contains(&service)
                && listed(statement.get("Action")).into_iter().any(covers)
        })
    }
}

/// The texts of a member that may be absent.
fn listed(value: Option<&Value>) -> Vec<&str> {
    value.and_then(|value| texts(value).ok()).unwrap_or_default()
}

/// Rewrites each name among the principals of a document.
fn each_principal(
    document: &mut Value,
    rewrite: &mut dyn FnMut(&str, &str) -> Result<String, IamError>,
) -> Result<(), IamError> {
    let statements = match document.get_mut("Statement") {
        Some(Value::Array(list)) => list.iter_mut().collect(),
        Some(one) => vec![one],
        None => return Err(syntax()),
    };
    for statement in statements {
        for member in ["Principal", "NotPrincipal"] {
            match statement.get_mut(member) {
                None => {}
                Some(Value::String(all)) if all == "*" => {}
                Some(Value::Object(kinds)) => rewrite_kinds(kinds, rewrite)?,
                Some(_) => return Err(malformed("Invalid principal in policy")),
            }
        }
    }
    Ok(())
}

fn rewrite_kinds(
    kinds: &mut Map<String, Value>,
    rewrite: &mut dyn FnMut(&str, &str) -> Result<String, IamError>,
) -> Result<(), IamError> {
    for (kind, names) in kinds {
        let rewritten = texts(names)?.into_iter().map(|name| rewrite(kind, name).map(Value::String));
        let rewritten: Vec<Value> = rewritten.collect::<Result<_, _>>()?;
        *names = Value::Array(rewritten);
    }
    Ok(())
}

/// A principal as IAM stores it.
fn stored(kind: &str, name: &str, principals: &Principals<'_>) -> Result<String, IamError> {
    // AWS: the text begins `Invalid principal in policy` (facts/aws-data.md §11.4).
    let invalid =
        || malformed(&format!("Invalid principal in policy: \"{}\":\"{name}\"", kind.to_ascii_uppercase()));
    match kind {
        "Service" if name.ends_with(".amazonaws.com") => Ok(name.to_owned()),
        "Federated" if !name.is_empty() => Ok(name.to_owned()),
        "AWS" if name == "*" || principals.id_by_arn.values().any(|id| *id == name) => Ok(name.to_owned()),
        "AWS" if is_account(name) => Ok(format!("arn:aws:iam::{name}:root")),
        "AWS" => match name.splitn(6, ':').collect::<Vec<_>>().as_slice() {
            ["arn", "aws", "iam", "", account, "root"] if is_account(account) => Ok(name.to_owned()),
            ["arn", "aws", "iam", "", account, _] if *account == principals.account_id => {
                principals.id_by_arn.get(name).map(|id| (*id).to_owned()).ok_or_else(invalid)
            }
            ["arn", "aws", "sts", "", account, session]
                if is_account(account) && session.starts_with("assumed-role/") =>
            {
                Ok(name.to_owned())
            }
            _ => Err(invalid()),
        },
        _ => Err(invalid()),
    }
}

fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|digit| digit.is_ascii_digit())
}

fn rearrange(statement: &mut Value) {
    let Some(members) = statement.as_object_mut() else { return };
    for (name, value) in members {
        match name.as_str() {
            "Principal" | "NotPrincipal" => {
                value.as_object_mut().into_iter().flat_map(Map::values_mut).for_each(reorder);
            }
            "Condition" => {
                let operators = value.as_object_mut().into_iter().flat_map(Map::values_mut);
                operators.filter_map(Value::as_object_mut).flat_map(Map::values_mut).for_each(reorder);
            }
            _ => reorder(value),
        }
    }
}

/// Texts in the reverse of the alphabet's order, and a list of one without its brackets.
fn reorder(value: &mut Value) {
    match value {
        Value::Bool(_) | Value::Number(_) => *value = Value::String(value.to_string()),
        Value::Array(list) => {
            list.iter_mut().for_each(reorder);
            list.sort_by_key(|item| std::cmp::Reverse(item.as_str().map(str::to_owned)));
            if let [one] = list.as_mut_slice() {
                *value = one.take();
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROLE: &str = "arn:aws:iam::111122223333:role/r";

    fn trust(principal: &str) -> Result<Trust, IamError> {
        let principals = Principals { account_id: "111122223333", id_by_arn: [(ROLE, "AROA1")].into() };
        let text = format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{principal},"Action":["sts:AssumeRole","sts:SetContext"],"Condition":{{"Bool":{{"aws:x":[true]}}}}}}]}}"#
        );
        Trust::parse(&text, &principals)
    }

    #[test]
    fn a_policy_comes_back_rearranged() {
        let shown = trust(r#"{"Service":["athena.amazonaws.com"],"AWS":["123456789012"]}"#)
            .unwrap()
            .shown(&BTreeMap::new());
        assert_eq!(
            shown,
            concat!(
                r#"{"Statement":[{"Action":["sts:SetContext","sts:AssumeRole"],"Condition":{"Bool":{"aws:x":"true"}},"#,
                r#""Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:root","#,
                r#""Service":"athena.amazonaws.com"}}],"Version":"2012-10-17"}"#
            )
        );
    }

    #[test]
    fn a_deleted_principal_is_shown_as_its_unique_id() {
        let trust = trust(&format!(r#"{{"AWS":"{ROLE}"}}"#)).unwrap();
        assert!(trust.shown(&[("AROA1", ROLE)].into()).contains(r#""AWS":"arn:aws:iam::111122223333:role/r""#));
        assert!(trust.shown(&[("AROA2", ROLE)].into()).contains(r#""AWS":"AROA1""#));
    }

    #[test]
    fn who_does_not_exist_is_no_principal() {
        for (principal, named) in [
            (r#"{"AWS":"arn:aws:iam::111122223333:role/missing"}"#, r#""AWS":"arn:aws:iam::111122223333:role/missing""#),
            (r#"{"AWS":"AROA9"}"#, r#""AWS":"AROA9""#),
            (r#"{"Service":"athena"}"#, r#""SERVICE":"athena""#),
            (r#"{"Nobody":"x"}"#, r#""NOBODY":"x""#),
        ] {
            let text = trust(principal).unwrap_err().to_string();
            assert_eq!(text, format!("Invalid principal in policy: {named}"));
        }
    }

    #[test]
    fn a_service_is_trusted_for_the_actions_that_are_allowed() {
        let trust = trust(r#"{"Service":"athena.amazonaws.com"}"#).unwrap();
        assert!(trust.allows_service("athena.amazonaws.com", "sts:SetContext"));
        assert!(!trust.allows_service("athena.amazonaws.com", "sts:SetSourceIdentity"));
        assert!(!trust.allows_service("glue.amazonaws.com", "sts:AssumeRole"));
    }
}
