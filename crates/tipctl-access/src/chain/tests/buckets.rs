use tipctl_model::{
    Value,
    inventory::{Bucket, Encryption, Extent, Inventory, Known, Sight},
};

use super::{KEY, customer_key, followed, permissions, workgroup};
use crate::{LinkName, Verdict, world::*};

const DATA: &str = "acme-lake";
const RESULTS: &str = "acme-results";

/// The link that a query breaks at, or cannot be told at, and the whole of why.
type Met<'a> = Option<(LinkName, &'a str)>;

fn met(world: &Inventory) -> Option<(LinkName, String)> {
    let chain = followed(world);
    let broken = chain.first_broken().map(|(link, breach)| (link.name, breach.cause.clone()));
    broken.or_else(|| chain.first_unknown().map(|(link, why)| (link.name, why.to_owned())))
}

fn bucket<'a>(world: &'a mut Inventory, name: &str) -> &'a mut Bucket {
    world.buckets.get_mut(name).unwrap()
}

/// Gives a bucket a policy with these statements.
fn put(world: &mut Inventory, name: &str, statements: &str) {
    let text = format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#);
    bucket(world, name).policy = Sight::There(document(&text));
}

/// A statement about everything in a bucket, and the bucket.
fn statement(effect: &str, principal: &str, name: &str, condition: &str) -> String {
    format!(
        r#"{{"Sid":"S","Effect":"{effect}",{principal},"Action":"s3:*",
            "Resource":["arn:aws:s3:::{name}","arn:aws:s3:::{name}/*"],"Condition":{condition}}}"#
    )
}

fn assert_met(world: &Inventory, expected: Met<'_>, case: &str) {
    let met = met(world);
    assert_eq!(met.as_ref().map(|(link, why)| (*link, why.as_str())), expected, "{case}");
}

#[test]
fn a_denial_in_a_bucket_s_policy_is_told() {
    let everyone = r#""Principal":"*""#;
    let lake = format!(r#""Principal":{{"AWS":"{LAKE_ROLE}"}}"#);
    let results = format!(r#""Principal":{{"AWS":["{RESULTS_ROLE}"]}}"#);
    let account = r#""Principal":{"AWS":"arn:aws:iam::111122223333:root"}"#;
    let spared = format!(r#""NotPrincipal":{{"AWS":["{LAKE_ROLE}","111122223333"]}}"#);
    let on = |operator: &str, key: &str, value: &str| format!(r#"{{"{operator}":{{"{key}":"{value}"}}}}"#);
    let data = |cause: &str| Some((LinkName::LocationRole, cause.to_owned()));
    let lake_is = |by: &str| {
        data(&format!("`role.lake` cannot use the bucket `acme-lake`: {by} denies `s3:GetObject` to it"))
    };
    let unclear = |keys: &str| {
        data(&format!(
            "of the bucket `acme-lake`: whether the statement `S` of `its policy`, which turns on `{keys}`, applies \
             cannot be told"
        ))
    };
    let by = "the statement `S` of `its policy`";
    let by_arn = "the statement `S` of `its policy`, which turns on `aws:PrincipalArn`,";
    for (name, principal, condition, expected) in [
        (DATA, lake.as_str(), "{}".to_owned(), lake_is(by)),
        (DATA, account, "{}".to_owned(), lake_is(by)),
        (DATA, &results, "{}".to_owned(), None),
        (DATA, &spared, "{}".to_owned(), lake_is(by)),
        (DATA, everyone, on("Bool", "aws:SecureTransport", "false"), None),
        (DATA, everyone, on("StringNotEquals", "aws:PrincipalArn", LAKE_ROLE), None),
        (DATA, everyone, on("ArnNotLike", "aws:PrincipalArn", RESULTS_ROLE), lake_is(by_arn)),
        (DATA, everyone, on("StringNotEquals", "aws:PrincipalOrgID", "o-1"), unclear("aws:PrincipalOrgID")),
        (DATA, everyone, on("StringNotEquals", "aws:SourceVpce", "vpce-1"), unclear("aws:SourceVpce")),
        (DATA, everyone, on("StringNotEquals", "aws:ResourceAccount", "111122223333"), None),
        (
            RESULTS,
            &results,
            "{}".to_owned(),
            Some((
                LinkName::ResultsLocationRole,
                format!(
                    "`role.results` cannot use the bucket `acme-results`: {by} denies `s3:PutObject` to it"
                ),
            )),
        ),
        (RESULTS, &lake, "{}".to_owned(), None),
        (
            RESULTS,
            everyone,
            "{}".to_owned(),
            Some((
                LinkName::ExecutionRole,
                format!(
                    "`role.athena` cannot use the bucket `acme-results`: {by} denies `s3:GetBucketLocation` to it"
                ),
            )),
        ),
    ] {
        let mut world = world();
        put(&mut world, name, &statement("Deny", principal, name, &condition));
        let case = format!("{name} {principal} {condition}");
        assert_met(&world, expected.as_ref().map(|(link, why)| (*link, why.as_str())), &case);
    }
}

#[test]
fn what_athena_says_of_the_encryption_of_results_is_judged() {
    let encryption = |mode: &str, key: Option<&str>| {
        Some(Encryption { mode: mode.to_owned(), key: key.map(str::to_owned) })
    };
    let kms = || encryption("sse-kms", Some(KEY));
    let algorithm = "s3:x-amz-server-side-encryption";
    let denied = |key: &str| {
        format!(
            "`role.results` cannot use the bucket `acme-results`: the statement `S` of `its policy`, which turns on \
             `{key}`, denies `s3:PutObject` to it"
        )
    };
    let undocumented = "whether results are put with a header of their encryption, which the policy of their bucket \
                        turns on, is not documented for a workgroup that does not say how they are encrypted";
    let key_id = "s3:x-amz-server-side-encryption-aws-kms-key-id";
    for (encryption, key, operator, value, why) in [
        (None, algorithm, "StringNotEquals", "aws:kms", Some(denied(algorithm))),
        (None, algorithm, "StringNotEquals", "AES256", Some(undocumented.to_owned())),
        (None, algorithm, "StringEquals", "aws:kms", None),
        (encryption("sse-s3", None), algorithm, "StringNotEquals", "AES256", None),
        (encryption("sse-s3", None), algorithm, "StringNotEquals", "aws:kms", Some(denied(algorithm))),
        (encryption("sse-s3", None), key_id, "StringNotEquals", KEY, Some(denied(key_id))),
        (kms(), algorithm, "StringNotEquals", "aws:kms", None),
        (kms(), key_id, "StringNotEquals", KEY, None),
        (kms(), key_id, "ArnNotLike", "arn:aws:kms:*:*:key/2", Some(denied(key_id))),
        (encryption("cse-kms", Some(KEY)), algorithm, "Null", "true", Some(denied(algorithm))),
    ] {
        let mut world = world();
        usable_by_all(&mut world);
        workgroup(&mut world).encryption = encryption.clone();
        let condition = format!(r#"{{"{operator}":{{"{key}":"{value}"}}}}"#);
        let only_put = statement("Deny", r#""Principal":"*""#, RESULTS, &condition);
        put(&mut world, RESULTS, &only_put.replace("s3:*", "s3:PutObject"));
        let expected = why.as_deref().map(|why| (LinkName::ResultsLocationRole, why));
        assert_met(&world, expected, &format!("{encryption:?} {condition}"));
    }
}

/// A key that nobody needs permissions for.
fn usable_by_all(world: &mut Inventory) {
    let text = r#"{"Statement":{"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*"}}"#;
    world.keys.insert(KEY, customer_key(document(text)));
}

#[test]
fn in_one_account_either_allows_and_across_accounts_both_must() {
    let by_name = format!(r#""Principal":{{"AWS":"{LAKE_ROLE}"}}"#);
    let by_account = r#""Principal":{"AWS":"111122223333"}"#;
    let nothing = r#"[{"Effect":"Allow","Action":"s3:ListAllMyBuckets","Resource":"*"}]"#;
    let refused = "of `role.lake`: nothing in the role's permissions allows `s3:GetObject` on \
                   `arn:aws:s3:::acme-lake/sales/orders/*`";
    let unallowed =
        "`role.lake` cannot use the bucket `acme-lake`: nothing in its policy allows `s3:GetObject` to it";
    let unread = "of the bucket `acme-lake`: `its policy` could not be read";
    let theirs = "the bucket `acme-lake` belongs to another account, which alone can read its policy";
    let allowing = |principal: &str| Sight::There(statement("Allow", principal, DATA, "{}"));
    for (is_own, has_permissions, policy, why) in [
        (Some(true), false, Sight::Absent, Some(refused)),
        (Some(true), false, allowing(&by_name), None),
        (Some(true), false, allowing(by_account), Some(refused)),
        (Some(true), false, Sight::Unseen, Some(unread)),
        (Some(true), true, Sight::Unseen, Some(unread)),
        (None, true, Sight::Unseen, Some(unread)),
        (Some(false), true, Sight::Unseen, Some(theirs)),
        (Some(false), false, Sight::Unseen, Some(refused)),
        (Some(false), true, allowing(by_account), None),
        (Some(false), true, allowing(&by_name), None),
        (Some(false), false, allowing(&by_name), Some(refused)),
        (Some(false), true, Sight::Absent, Some(unallowed)),
    ] {
        let mut world = world();
        if !has_permissions {
            permissions(LAKE_ROLE, nothing)(&mut world);
        }
        let case = format!("{is_own:?} {has_permissions} {policy:?}");
        bucket(&mut world, DATA).is_own = is_own;
        match policy {
            Sight::There(statements) => put(&mut world, DATA, &statements),
            Sight::Absent => bucket(&mut world, DATA).policy = Sight::Absent,
            Sight::Unseen => bucket(&mut world, DATA).policy = Sight::Unseen,
        }
        assert_met(&world, why.map(|why| (LinkName::LocationRole, why)), &case);
    }
}

#[test]
fn permissions_for_the_account_s_own_buckets_are_none_for_another_s() {
    let ours = r#"[{"Effect":"Allow","Action":"s3:*","Resource":"*",
        "Condition":{"StringEquals":{"aws:ResourceAccount":"111122223333"}}}]"#;
    let theirs = ours.replace("111122223333", "444455556666");
    let mut world = world();
    bucket(&mut world, DATA).is_own = Some(false);
    let all = statement("Allow", r#""Principal":{"AWS":"111122223333"}"#, DATA, "{}");
    put(&mut world, DATA, &all);
    permissions(LAKE_ROLE, ours)(&mut world);
    let chain = followed(&world);
    assert_eq!(chain.first_broken().map(|(link, _)| link.name), Some(LinkName::LocationRole));
    permissions(LAKE_ROLE, &theirs)(&mut world);
    assert!(matches!(followed(&world).verdict(), Verdict::Unknown(_)), "whose it is, is not known");
}

#[test]
fn results_have_no_place_in_another_account() {
    let mut world = world();
    bucket(&mut world, RESULTS).is_own = Some(false);
    let cause = "the bucket `acme-results` belongs to another account";
    let chain = followed(&world);
    let link = chain.links.iter().find(|link| link.name == LinkName::ResultsLocation).unwrap();
    assert_eq!(link.verdict, Verdict::broken(220, cause));
}

/// A bucket that is not there is; one of which nobody knows leaves it open, but to a spec, which has none.
#[test]
fn a_bucket_may_not_be_there_or_not_be_known() {
    let gone = "there is no bucket `acme-lake`";
    let unread = "the bucket `acme-lake` could not be read";
    for (extent, is_whole, why) in
        [(Extent::Live, true, Some(gone)), (Extent::After, false, Some(unread)), (Extent::Spec, false, None)]
    {
        let mut world = world();
        world.extent = extent;
        let others: Vec<_> = world.buckets.iter().filter(|(name, _)| *name != DATA).collect();
        let mut known = if is_whole { Known::whole() } else { Known::partial() };
        others.into_iter().for_each(|(name, bucket)| known.insert(name, bucket.clone()));
        world.buckets = known;
        assert_met(&world, why.map(|why| (LinkName::LocationRole, why)), &format!("{extent:?}"));
    }
}

#[test]
fn a_text_that_is_no_policy_is_not_evaluated() {
    let mut world = world();
    bucket(&mut world, DATA).policy = Sight::There(Value::text("no"));
    let why = "of the bucket `acme-lake`: `its policy` is no policy document";
    assert_met(&world, Some((LinkName::LocationRole, why)), "no document");
}
