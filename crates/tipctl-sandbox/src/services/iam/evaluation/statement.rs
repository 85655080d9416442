//! Statements: whether one is about what is asked, and what a document makes of all of them.

use serde_json::{Map, Value};

use super::super::document::statements;
use super::Question;
use super::condition;
use super::pattern::{Pattern, Reading};

/// What documents say to a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Verdict {
    /// Nothing allows it.
    Silent,
    Allowed,
    /// A deny, which no allow outweighs.
    Denied,
}

/// Who wants to become a role.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Asker<'a> {
    /// A service of AWS's: `athena.amazonaws.com`.
    Service(&'a str),
    /// Whoever brings a token of an OpenID Connect provider, by the provider's ARN.
    Federated(&'a str),
    /// An IAM user or role, or a session of a role.
    Aws {
        account: &'a str,
        /// The unique id of the user or role, under which trust policies keep it.
        unique_id: &'a str,
        /// The ARN of the session, if it is one: `arn:aws:sts::…:assumed-role/ROLE/SESSION`.
        session_arn: Option<&'a str>,
    },
}

/// How a statement is about an asker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Named {
    No,
    /// By the account, whose own policies decide further.
    Account,
    /// By name, or as everyone.
    Directly,
}

/// What a document says. With an asker, it is one that names principals; `by_account` then takes in what is left to the
/// asker's own account.
pub(in super::super) fn judge(
    document: &Value,
    question: Question<'_>,
    asker: Option<(Asker<'_>, bool)>,
) -> Verdict {
    let variables = document.get("Version").and_then(Value::as_str) == Some("2012-10-17");
    let reading = Reading { context: question.context, variables };
    let applying = statements(document).unwrap_or_default().into_iter().filter_map(|statement| {
        let denies = statement.get("Effect").and_then(Value::as_str) != Some("Allow");
        let named = asker.is_none_or(|(asker, by_account)| match named(statement, asker, denies) {
            Named::No => false,
            Named::Account => by_account || denies,
            Named::Directly => true,
        });
        let applies = named && is_about(statement, question, reading);
        applies.then_some(if denies { Verdict::Denied } else { Verdict::Allowed })
    });
    applying.max().unwrap_or(Verdict::Silent)
}

/// Whether action, resource and conditions of a statement fit. A trust policy has no resource.
fn is_about(statement: &Map<String, Value>, question: Question<'_>, reading: Reading<'_>) -> bool {
    // AWS: actions know no case and no variables; resources know both.
    let as_written = Reading { variables: false, ..reading };
    let action = |text: &str| {
        Pattern::wild(text, as_written).is_some_and(|pattern| pattern.matches_any_case(question.action))
    };
    let resource =
        |text: &str| Pattern::wild(text, reading).is_some_and(|pattern| pattern.matches(question.resource));
    let has_resource = statement.contains_key("Resource") || statement.contains_key("NotResource");
    fits(statement, "Action", "NotAction", action)
        && (!has_resource || fits(statement, "Resource", "NotResource", resource))
        && statement.get("Condition").is_none_or(|condition| condition::holds(condition, reading))
}

/// Whether one of `member` fits, or none of `not_member`.
fn fits(statement: &Map<String, Value>, member: &str, not_member: &str, fit: impl Fn(&str) -> bool) -> bool {
    match (statement.get(member), statement.get(not_member)) {
        (Some(values), _) => listed(values).any(fit),
        (None, Some(values)) => !listed(values).any(fit),
        (None, None) => false,
    }
}

fn named(statement: &Map<String, Value>, asker: Asker<'_>, denies: bool) -> Named {
    match (statement.get("Principal"), statement.get("NotPrincipal")) {
        (Some(principals), _) => naming(principals, asker),
        (None, Some(principals)) if !leaves_out(principals, asker, denies) => Named::Directly,
        _ => Named::No,
    }
}

// AWS: a denial of everyone but some spares a session if they are its account, its role and the session itself (IAM user
// guide, NotPrincipal).
fn leaves_out(principals: &Value, asker: Asker<'_>, denies: bool) -> bool {
    let Asker::Aws { account, unique_id, session_arn: Some(session_arn) } = asker else {
        return naming(principals, asker) != Named::No;
    };
    let aws: Vec<&str> = principals.get("AWS").into_iter().flat_map(listed).collect();
    let has = |name: &str| aws.contains(&name);
    if !denies || principals == "*" || has("*") {
        return naming(principals, asker) != Named::No;
    }
    let has_account = has(account) || has(&format!("arn:aws:iam::{account}:root"));
    has_account && has(unique_id) && has(session_arn)
}

// AWS: `*` is everyone, services included, as in the policies that queues and topics have; that it is so in a trust policy is
// unverified.
fn naming(principals: &Value, asker: Asker<'_>) -> Named {
    let Some(kinds) = principals.as_object() else {
        return if principals == "*" { Named::Directly } else { Named::No };
    };
    let of_kind = |kind: &str| kinds.get(kind).into_iter().flat_map(listed).collect::<Vec<_>>();
    let aws = of_kind("AWS");
    match asker {
        _ if aws.contains(&"*") => Named::Directly,
        Asker::Service(service) if of_kind("Service").contains(&service) => Named::Directly,
        Asker::Federated(provider) if of_kind("Federated").contains(&provider) => Named::Directly,
        Asker::Aws { unique_id, session_arn, account } => {
            if aws.contains(&unique_id) || session_arn.is_some_and(|arn| aws.contains(&arn)) {
                return Named::Directly;
            }
            let root = format!("arn:aws:iam::{account}:root");
            let has_account = aws.contains(&root.as_str()) || aws.contains(&account);
            if has_account { Named::Account } else { Named::No }
        }
        Asker::Service(_) | Asker::Federated(_) => Named::No,
    }
}

fn listed(values: &Value) -> impl Iterator<Item = &str> {
    let list = match values {
        Value::Array(list) => list.as_slice(),
        one => std::slice::from_ref(one),
    };
    list.iter().filter_map(Value::as_str)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::Context;
    use super::*;

    fn says(statements: Value, action: &str, resource: &str) -> Verdict {
        let context = Context::default().with("identitystore:UserId", "u1");
        let document = json!({ "Version": "2012-10-17", "Statement": statements });
        judge(&document, Question::new(action, resource, &context), None)
    }

    #[test]
    fn allows_add_up_and_a_deny_wins() {
        let read = json!({"Effect": "Allow", "Action": ["s3:Get*", "S3:LISTBUCKET"], "Resource": "arn:aws:s3:::b*"});
        let keep = json!({"Effect": "Deny", "NotAction": "s3:Get*", "Resource": "*"});
        let secret = json!({"Effect": "Deny", "Action": "*", "Resource": ["arn:aws:s3:::b/secret/*"]});
        let rest = json!({"Effect": "Allow", "Action": "s3:*", "NotResource": "arn:aws:s3:::b/*"});
        let own = json!({"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::r/${identitystore:UserId}/*"});
        for (statements, action, resource, expected) in [
            (json!(read), "s3:GetObject", "arn:aws:s3:::b/x", Verdict::Allowed),
            (json!([read]), "s3:ListBucket", "arn:aws:s3:::b", Verdict::Allowed),
            (json!([read]), "s3:PutObject", "arn:aws:s3:::b/x", Verdict::Silent),
            (json!([read]), "s3:GetObject", "arn:aws:s3:::a/x", Verdict::Silent),
            (json!([read, keep]), "s3:ListBucket", "arn:aws:s3:::b", Verdict::Denied),
            (json!([read, keep]), "s3:GetObject", "arn:aws:s3:::b/x", Verdict::Allowed),
            (json!([secret, read]), "s3:GetObject", "arn:aws:s3:::b/secret/x", Verdict::Denied),
            (json!([rest]), "s3:PutObject", "arn:aws:s3:::b/x", Verdict::Silent),
            (json!([rest]), "s3:PutObject", "arn:aws:s3:::c/x", Verdict::Allowed),
            (json!([own]), "s3:PutObject", "arn:aws:s3:::r/u1/x", Verdict::Allowed),
            (json!([own]), "s3:PutObject", "arn:aws:s3:::r/u2/x", Verdict::Silent),
        ] {
            assert_eq!(says(statements.clone(), action, resource), expected, "{statements} {action} {resource}");
        }
    }

    fn trusts(principal: Value, asker: Asker<'_>, by_account: bool) -> Verdict {
        let statement = json!({"Effect": "Allow", "Principal": principal, "Action": "sts:*"});
        let document = json!({ "Version": "2012-10-17", "Statement": [statement] });
        let context = Context::default();
        judge(&document, Question::new("sts:SetContext", "*", &context), Some((asker, by_account)))
    }

    #[test]
    fn a_session_is_spared_by_all_of_its_names_alone() {
        let (role, root) = ("arn:aws:iam::111122223333:role/r", "arn:aws:iam::111122223333:root");
        let arn = "arn:aws:sts::111122223333:assumed-role/r/s";
        let asker = Asker::Aws { account: "111122223333", unique_id: role, session_arn: Some(arn) };
        let context = Context::default();
        let question = Question::new("s3:GetObject", "arn:aws:s3:::b/k", &context);
        for (effect, spared, verdict) in [
            ("Deny", json!([role]), Verdict::Denied),
            ("Deny", json!([role, root]), Verdict::Denied),
            ("Deny", json!([role, "111122223333", arn]), Verdict::Silent),
            ("Deny", json!("*"), Verdict::Silent),
            ("Allow", json!([role]), Verdict::Silent),
            ("Allow", json!(["arn:aws:iam::111122223333:role/other"]), Verdict::Allowed),
        ] {
            let statement = json!({ "Effect": effect, "NotPrincipal": { "AWS": spared }, "Action": "s3:*",
                "Resource": "*" });
            let document = json!({ "Version": "2012-10-17", "Statement": [statement] });
            assert_eq!(judge(&document, question, Some((asker, true))), verdict, "{document}");
        }
    }

    #[test]
    fn a_principal_is_named_by_service_id_session_or_account() {
        let athena = Asker::Service("athena.amazonaws.com");
        let arn = "arn:aws:sts::111122223333:assumed-role/r/s";
        let session =
            Asker::Aws { account: "111122223333", unique_id: "AROA1", session_arn: Some(arn) };
        for (principal, asker, directly, by_account) in [
            (json!({"Service": ["x.amazonaws.com", "athena.amazonaws.com"]}), athena, true, true),
            (json!({"Service": "x.amazonaws.com"}), athena, false, false),
            (json!("*"), athena, true, true),
            (json!({"AWS": "AROA1"}), session, true, true),
            (json!({"AWS": "AROA2"}), session, false, false),
            (json!({"AWS": arn}), session, true, true),
            (json!({"AWS": "arn:aws:iam::111122223333:root"}), session, false, true),
            (json!({"AWS": "111122223333"}), session, false, true),
            (json!({"AWS": "arn:aws:iam::111122223333:root"}), athena, false, false),
            (json!({"Federated": "AROA1"}), session, false, false),
        ] {
            let verdict = |allowed| if allowed { Verdict::Allowed } else { Verdict::Silent };
            assert_eq!(trusts(principal.clone(), asker, false), verdict(directly), "{principal}");
            assert_eq!(trusts(principal.clone(), asker, true), verdict(by_account), "{principal}");
        }
    }
}
