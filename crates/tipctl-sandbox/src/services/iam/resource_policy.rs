//! Policies that hang on a resource other than a role: on a bucket, on a key.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::document::{self, statements, texts};
use super::evaluation::{self, Asker, Question, Verdict, judge};

/// A policy on a resource, as it was written. Its principals are named by ARN.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct ResourcePolicy(String);

impl ResourcePolicy {
    /// Reads a document, or says what makes it none: each statement has an effect, a principal and an action.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let document: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let statements = statements(&document).ok().filter(|statements| !statements.is_empty());
        for statement in statements.ok_or("there is no statement")? {
            let has = |name: &str| statement.contains_key(name) || statement.contains_key(&format!("Not{name}"));
            if let Some(missing) = ["Effect", "Principal", "Action"].into_iter().find(|name| !has(name)) {
                return Err(format!("a statement has no {missing}"));
            }
        }
        Ok(Self(text.to_owned()))
    }

    /// The document as it was written.
    pub(crate) fn text(&self) -> &str {
        &self.0
    }

    /// The users, roles and accounts that the policy names, as it names them.
    pub(crate) fn named(&self) -> Vec<String> {
        let document: Value = serde_json::from_str(&self.0).unwrap_or_default();
        let statements = statements(&document).unwrap_or_default();
        let principals = statements.iter().flat_map(|statement| {
            ["Principal", "NotPrincipal"].into_iter().filter_map(|member| statement.get(member)?.get("AWS"))
        });
        principals.flat_map(|value| texts(value).unwrap_or_default()).map(str::to_owned).collect()
    }

    /// What the policy says to a service of AWS's.
    pub(crate) fn verdict_for_service(&self, service: &str, question: Question<'_>) -> Verdict {
        self.judge(question, Asker::Service(service), false)
    }

    /// What the policy says to a user or role by its ARN. `by_account` takes in what is left to the policies of the account.
    pub(crate) fn verdict_for(&self, arn: &str, by_account: bool, question: Question<'_>) -> Verdict {
        let account = arn.split(':').nth(4).unwrap_or_default();
        self.judge(question, Asker::Aws { account, unique_id: arn, session_arn: None }, by_account)
    }

    /// The same to a session of a role, which the policy may name as well.
    pub(crate) fn verdict_for_session(
        &self,
        (role_arn, session_arn): (&str, &str),
        by_account: bool,
        question: Question<'_>,
    ) -> Verdict {
        let account = role_arn.split(':').nth(4).unwrap_or_default();
        let asker = Asker::Aws { account, unique_id: role_arn, session_arn: Some(session_arn) };
        self.judge(question, asker, by_account)
    }

    fn judge(&self, question: Question<'_>, asker: Asker<'_>, by_account: bool) -> Verdict {
        // What was parsed once is read again: the text is what the resource shows.
        let document = serde_json::from_str(&self.0).unwrap_or_default();
        judge(&document, question, Some((asker, by_account)))
    }
}

/// The statements of a document; none where it has none, or something else in their place.
pub(crate) fn statements_of(document: &Value) -> Option<Vec<&Map<String, Value>>> {
    document::statements(document).ok()
}

/// A text or a list of texts, as a list; none where it is anything else.
pub(crate) fn texts_of(value: &Value) -> Option<Vec<&str>> {
    document::texts(value).ok()
}

/// Whether a condition can have an operator of this name.
pub(crate) fn is_operator(name: &str) -> bool {
    evaluation::is_operator(name)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::evaluation::Context;
    use super::*;

    #[test]
    fn principals_are_services_arns_and_accounts() {
        let role = "arn:aws:iam::111122223333:role/results";
        let document = json!({ "Version": "2012-10-17", "Statement": [
            { "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::111122223333:root" }, "Action": "kms:*",
              "Resource": "*" },
            { "Effect": "Allow", "Principal": { "AWS": role, "Service": "cloudtrail.amazonaws.com" },
              "Action": "kms:GenerateDataKey", "Resource": "*",
              "Condition": { "StringEquals": { "aws:SourceAccount": "111122223333" } } },
        ] });
        let policy = ResourcePolicy::parse(&document.to_string()).unwrap();
        assert_eq!(policy.named(), ["arn:aws:iam::111122223333:root", role]);
        let (with, without) = (Context::default().with("aws:SourceAccount", "111122223333"), Context::default());
        let ask = |action, context| Question::new(action, "*", context);
        let of_service = |context| {
            policy.verdict_for_service("cloudtrail.amazonaws.com", ask("kms:GenerateDataKey", context))
        };
        assert_eq!(of_service(&with), Verdict::Allowed);
        assert_eq!(of_service(&without), Verdict::Silent);
        let of_role = |action, by_account| policy.verdict_for(role, by_account, ask(action, &with));
        assert_eq!(of_role("kms:GenerateDataKey", false), Verdict::Allowed);
        assert_eq!(of_role("kms:Decrypt", false), Verdict::Silent);
        assert_eq!(of_role("kms:Decrypt", true), Verdict::Allowed);
    }

    #[test]
    fn what_is_no_policy_is_refused() {
        for (text, problem) in [
            ("{}", "there is no statement"),
            (r#"{"Statement":[{"Effect":"Allow","Action":"*"}]}"#, "a statement has no Principal"),
        ] {
            assert_eq!(ResourcePolicy::parse(text).unwrap_err(), problem);
        }
        assert!(ResourcePolicy::parse("policy").is_err());
    }
}
