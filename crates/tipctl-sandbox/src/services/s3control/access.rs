//! What a region's S3 Access Grants instance says to a user of Identity Center who wants to reach a path.

use std::collections::BTreeSet;

use super::state::{Grant, GranteeType, Permission, State};

/// An instance before a user.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Access<'a> {
    instance: &'a super::state::Instance,
}

/// A grant that names the user or a group.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Granted<'a> {
    grant: &'a Grant,
    /// The role of the grant's location.
    pub(crate) role_arn: &'a str,
}

impl State {
    /// The instance of a region, if it has one.
    pub(crate) fn access(&self, region: &str) -> Option<Access<'_>> {
        self.instance(region).ok().map(|instance| Access { instance })
    }
}

impl<'a> Access<'a> {
    /// The ARN of the instance of Identity Center that users come from.
    pub(crate) fn identity_center(self) -> Option<&'a str> {
        self.instance.identity_center.as_ref().map(|association| association.instance_arn.as_str())
    }

    /// The application through which the instance knows users.
    pub(crate) fn application(self) -> Option<&'a str> {
        self.instance.identity_center.as_ref().map(|association| association.application_arn.as_str())
    }

    /// The grants of a user and the user's groups, those with the longest scope first.
    // AWS: which grant is taken if several fit is unverified; here it is the narrowest.
    pub(crate) fn grants(self, user_id: &str, groups: &BTreeSet<String>) -> Vec<Granted<'a>> {
        let names = |grant: &&Grant| match grant.grantee_type {
            GranteeType::DirectoryUser => grant.grantee == user_id,
            GranteeType::DirectoryGroup => groups.contains(&grant.grantee),
            GranteeType::Iam => false,
        };
        let role = |grant: &'a Grant| {
            let location = self.instance.location(&grant.location_id).ok()?;
            Some(Granted { grant, role_arn: &location.role_arn })
        };
        let mut grants: Vec<_> = self.instance.grants.values().filter(names).filter_map(role).collect();
        grants.sort_by_key(|granted| std::cmp::Reverse(granted.grant.scope.len()));
        grants
    }
}

impl Granted<'_> {
    /// Whether the scope is in a bucket.
    pub(crate) fn is_in(&self, bucket: &str) -> bool {
        let path = self.grant.scope.strip_prefix("s3://").unwrap_or_default();
        path.split(['/', '*']).next() == Some(bucket)
    }

    /// Whether the scope covers a path, of which `*` at the end stands for all that follows.
    // AWS: a scope without `*` is one object (facts/tip-chain.md L12, TIP103).
    pub(crate) fn covers(&self, target: &str) -> bool {
        match self.grant.scope.strip_suffix('*') {
            Some(prefix) => target.starts_with(prefix),
            None => self.grant.scope == target,
        }
    }

    /// Whether the grant is for reading and writing.
    pub(crate) fn reads_and_writes(&self) -> bool {
        self.grant.permission == Permission::ReadWrite
    }

    /// Whether the grant is for reading, whatever else.
    pub(crate) fn reads(&self) -> bool {
        self.grant.permission != Permission::Write
    }

    /// Whether the grant may be used through an application.
    pub(crate) fn is_for(&self, application_arn: &str) -> bool {
        self.grant.application_arn.as_deref().is_none_or(|only| only == application_arn)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_covers_what_begins_with_it_or_one_object() {
        let covers = |scope: &str, target: &str| {
            let grant = Grant {
                location_id: "l".to_owned(),
                sub_prefix: String::new(),
                scope: scope.to_owned(),
                grantee_type: GranteeType::DirectoryUser,
                grantee: "u".to_owned(),
                permission: Permission::ReadWrite,
                application_arn: None,
                created_at_ms: 0,
                tags: [].into(),
            };
            Granted { grant: &grant, role_arn: "r" }.covers(target)
        };
        for (scope, expected) in [
            ("s3://b/*", true),
            ("s3://b/results/*", true),
            ("s3://b/res*", true),
            ("s3://b/results/u/*", false),
            ("s3://b/other/*", false),
            ("s3://b", false),
            ("s3://b/results/", false),
        ] {
            assert_eq!(covers(scope, "s3://b/results/*"), expected, "{scope}");
        }
        assert!(covers("s3://b/results/q.csv", "s3://b/results/q.csv"));
    }
}
