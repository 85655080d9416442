//! Few statements out of many needs.

use std::collections::{BTreeMap, BTreeSet};

use tipctl_model::{Allowed, Conditions, Need};

/// Actions on the same resources, under the same conditions.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Statement {
    /// Whose actions, `iam`; empty for those of any service that AWS cannot limit to resources.
    pub(super) service: &'static str,
    pub(super) resources: BTreeSet<String>,
    pub(super) conditions: Conditions,
    pub(super) actions: BTreeSet<&'static str>,
}

/// The statements that allow `needs` and nothing else, in an order that depends on nothing but what they say.
pub(super) fn statements<'a>(needs: impl IntoIterator<Item = &'a Need>) -> Vec<Statement> {
    let mut resources: BTreeMap<(&'static str, &Conditions), BTreeSet<&str>> = BTreeMap::new();
    for need in needs {
        if let Need::Allowed(Allowed { actions, resources: on, conditions, .. }) = need {
            for action in actions {
                resources.entry((action, conditions)).or_default().extend(on.iter().map(String::as_str));
            }
        }
    }
    // Actions about tags come last, so that they join others on the very same resources alone.
    let mut actions: BTreeMap<(bool, &'static str, BTreeSet<&str>, &Conditions), BTreeSet<&'static str>> =
        BTreeMap::new();
    for ((action, conditions), on) in resources {
        if !on.is_empty() {
            let on = widest(&on);
            let service = if on.contains("*") { "" } else { action.split(':').next().unwrap_or_default() };
            let key = (is_about_tags(action), service, on, conditions);
            actions.entry(key).or_default().insert(action);
        }
    }
    let mut statements: Vec<Statement> = Vec::new();
    for ((_, service, on, conditions), actions) in actions {
        let resources = on.into_iter().map(str::to_owned).collect();
        let one = Statement { service, resources, conditions: conditions.clone(), actions };
        match statements.iter_mut().find(|other| other.can_take(&one)) {
            Some(other) => {
                other.resources.extend(one.resources);
                other.actions.extend(one.actions);
            }
            None => statements.push(one),
        }
    }
    statements.sort();
    statements
}

impl Statement {
    /// Whether `other` can be said along with this one without allowing anything more: they agree on the resources of
    /// each type that both name, and an action has no use for resources of a type that it does not know.
    ///
    /// AWS: every action is about the same types of resources each time, but for those about tags.
    fn can_take(&self, other: &Self) -> bool {
        let is_open = |one: &Self| {
            !one.resources.contains("*") && !one.actions.iter().any(|action| is_about_tags(action))
        };
        let (mine, theirs) = (self.by_type(), other.by_type());
        let agree = |(ty, on): (&&str, &BTreeSet<&str>)| theirs.get(ty).is_none_or(|others| others == on);
        (self.service, &self.conditions) == (other.service, &other.conditions)
            && (self.resources == other.resources
                || (is_open(self) && is_open(other) && mine.iter().all(agree)))
    }

    fn by_type(&self) -> BTreeMap<&str, BTreeSet<&str>> {
        let mut types: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for arn in &self.resources {
            types.entry(type_of(arn)).or_default().insert(arn);
        }
        types
    }
}

/// Whether an action is about the tags of resources of any type.
fn is_about_tags(action: &str) -> bool {
    ["TagResource", "UntagResource", "ListTagsForResource", "AddTags", "RemoveTags"]
        .iter()
        .any(|name| action.split(':').nth(1) == Some(name))
}

/// What an ARN is the ARN of: `role` of `arn:aws:iam::111122223333:role/athena`.
fn type_of(arn: &str) -> &str {
    let resource = arn.splitn(6, ':').nth(5).unwrap_or(arn);
    // AWS: what is in the S3 Access Grants instance stands below it.
    let resource = resource.strip_prefix("access-grants/default/").unwrap_or(resource);
    resource.split('/').next().unwrap_or(resource)
}

/// `resources` without those that others among them cover.
fn widest<'a>(resources: &BTreeSet<&'a str>) -> BTreeSet<&'a str> {
    let covered = |one: &str| resources.iter().any(|other| *other != one && covers(other, one));
    resources.iter().copied().filter(|one| !covered(one)).collect()
}

/// Whether everything that `inner` matches is matched by `outer`, both with `*` for any text.
fn covers(outer: &str, inner: &str) -> bool {
    let Some((head, rest)) = outer.split_once('*') else { return outer == inner };
    let Some(mut left) = inner.strip_prefix(head) else { return false };
    if rest.is_empty() {
        return true;
    }
    loop {
        if covers(rest, left) {
            return true;
        }
        let mut letters = left.chars();
        if letters.next().is_none() {
            return false;
        }
        left = letters.as_str();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_covers_what_it_matches() {
        let cases = [
            ("*", "arn:aws:iam::1:role/a", true),
            ("arn:aws:iam::1:role/a", "arn:aws:iam::1:role/a", true),
            ("arn:aws:iam::1:role/*", "arn:aws:iam::1:role/a", true),
            ("arn:aws:iam::1:role/*", "arn:aws:iam::1:role/*", true),
            ("arn:aws:iam::1:role/*/a", "arn:aws:iam::1:role/p/a", true),
            ("arn:aws:iam::1:role/*/a", "arn:aws:iam::1:role/a", false),
            ("arn:aws:iam::1:role/a", "arn:aws:iam::1:role/*", false),
            ("arn:aws:sso::*:application/*", "arn:aws:sso::*:application/ssoins-1/*", true),
            ("arn:aws:sso::*:application/ssoins-1/*", "arn:aws:sso::*:application/*", false),
        ];
        for (outer, inner, expected) in cases {
            assert_eq!(covers(outer, inner), expected, "{outer} {inner}");
        }
    }

    #[test]
    fn needs_of_the_same_resources_are_one_statement() {
        let on = |actions: &[&'static str], arns: &[&str]| {
            Need::on(actions, arns.iter().map(|arn| (*arn).to_owned()))
        };
        let needs = [
            on(&["iam:GetRole"], &["role/a"]),
            on(&["iam:GetRole", "iam:TagRole"], &["role/b"]),
            on(&["iam:TagRole"], &["role/a", "role/b"]),
            on(&["iam:PassRole"], &[]),
            on(&["iam:GetRole"], &["role/c"]).when("aws:RequestedRegion", "eu-west-1"),
            on(&["glue:GetDatabase"], &["arn:aws:glue:r:1:catalog", "arn:aws:glue:r:1:database/a"]),
            on(&["glue:GetTable"], &["arn:aws:glue:r:1:database/a", "arn:aws:glue:r:1:table/a/t"]),
            on(&["glue:GetDatabases"], &["arn:aws:glue:r:1:catalog", "arn:aws:glue:r:1:database/*"]),
            on(&["s3:ListAccessGrants"], &["arn:aws:s3:r:1:access-grants/default"]),
            on(&["s3:TagResource"], &["arn:aws:s3:r:1:access-grants/default/grant/*"]),
            on(&["s3:DeleteAccessGrant"], &["arn:aws:s3:r:1:access-grants/default/grant/*"]),
            Need::Beyond("nothing that IAM knows"),
        ];
        let told: Vec<String> = statements(&needs)
            .iter()
            .map(|one| format!("{:?} {:?} {}", one.actions, one.resources, one.conditions.len()))
            .collect();
        assert_eq!(
            told,
            [
                r#"{"glue:GetDatabases"} {"arn:aws:glue:r:1:catalog", "arn:aws:glue:r:1:database/*"} 0"#,
                r#"{"glue:GetDatabase", "glue:GetTable"} {"arn:aws:glue:r:1:catalog", "arn:aws:glue:r:1:database/a", "arn:aws:glue:r:1:table/a/t"} 0"#,
                r#"{"iam:GetRole", "iam:TagRole"} {"role/a", "role/b"} 0"#,
                r#"{"iam:GetRole"} {"role/c"} 1"#,
                r#"{"s3:DeleteAccessGrant", "s3:ListAccessGrants"} {"arn:aws:s3:r:1:access-grants/default", "arn:aws:s3:r:1:access-grants/default/grant/*"} 0"#,
                r#"{"s3:TagResource"} {"arn:aws:s3:r:1:access-grants/default/grant/*"} 0"#,
            ]
        );
    }
}
