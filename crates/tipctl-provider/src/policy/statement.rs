//! Building documents that follow from a spec.

use tipctl_model::Value;

/// A document of these statements, in the current policy language.
#[must_use]
pub fn document(statements: impl IntoIterator<Item = Statement>) -> Value {
    Value::map([
        ("Version", Value::text("2012-10-17")),
        ("Statement", Value::List(statements.into_iter().map(|statement| statement.0).collect())),
    ])
}

/// One statement that allows something.
#[must_use]
pub struct Statement(Value);

impl Statement {
    /// Allows `actions`; `sid` says in one word what for.
    pub fn allow(sid: &str, actions: &[&str]) -> Self {
        Self(Value::map([
            ("Sid", Value::text(sid)),
            ("Effect", Value::text("Allow")),
            ("Action", Value::texts(actions.iter().copied())),
        ]))
    }

    /// To the AWS service `service`: a statement of a trust policy.
    pub fn to_service(self, service: &str) -> Self {
        self.with("Principal", Value::map([("Service", Value::text(service))]))
    }

    /// To the IAM role `role`, by its ARN or by a reference to it: a statement of a trust policy.
    pub fn to_role(self, role: &Value) -> Self {
        self.with("Principal", Value::map([("AWS", role.clone())]))
    }

    /// To whoever has a token of the OpenID Connect provider `arn`: a statement of a trust policy.
    pub fn to_federated(self, arn: &str) -> Self {
        self.with("Principal", Value::map([("Federated", Value::text(arn))]))
    }

    /// On `resources`.
    pub fn on(self, resources: impl IntoIterator<Item = String>) -> Self {
        self.with("Resource", Value::texts(resources))
    }

    /// Only where `key` compares to one of `values` by `operator`.
    pub fn when(self, operator: &str, key: &str, values: impl IntoIterator<Item = String>) -> Self {
        let mut conditions = self.0.entry("Condition").and_then(Value::as_map).cloned().unwrap_or_default();
        let mut keys = conditions.get(operator).and_then(Value::as_map).cloned().unwrap_or_default();
        keys.insert(key.to_owned(), Value::texts(values));
        conditions.insert(operator.to_owned(), Value::Map(keys));
        self.with("Condition", Value::Map(conditions))
    }

    fn with(self, name: &str, member: Value) -> Self {
        let Value::Map(mut members) = self.0 else { return self };
        members.insert(name.to_owned(), member);
        Self(Value::Map(members))
    }
}
