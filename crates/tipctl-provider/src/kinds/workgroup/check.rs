//! What AWS would refuse about a workgroup, and what could not work.

use tipctl_model::{Attrs, Flaw, Value};

use super::{is_managed, is_spark};
use crate::{attrs::Read, s3, tags};

/// AWS: facts/aws-data.md §8; rules across attributes are those of facts/tip-chain.md L8.
pub(super) fn flaws(want: &Attrs) -> Vec<Flaw> {
    let mut flaws = plain(want);
    flaws.extend(encryption(want));
    flaws.extend(identity(want));
    flaws.extend(spark(want));
    let mut flaw = |attr: &'static str, code: &'static str, message: &str, help: &str| {
        flaws.push(Flaw::new(code, attr, message).help(help));
    };
    if want.truth("private_results") == Some(true) {
        if want.truth("enforce") == Some(false) {
            flaw(
                "private_results",
                "workgroup::prefix_needs_enforce",
                "a client could choose another place for its results than the user's own folder",
                "enforce = true",
            );
        }
        if want.truth("access_grants") == Some(false) {
            flaw(
                "private_results",
                "workgroup::prefix_needs_access_grants",
                "a folder for each user needs results to go through S3 Access Grants",
                "access_grants = true",
            );
        }
    }
    if is_managed(want) {
        let in_bucket = ["results", "expected_bucket_owner"]
            .iter()
            .any(|attr| want.text(attr).is_some_and(|text| !text.is_empty()));
        if in_bucket {
            flaw(
                "managed_results",
                "workgroup::managed_results",
                "results are kept either by Athena or in a bucket",
                "remove `results`, or set `managed_results = { enabled = false }`",
            );
        }
    }
    if want.truth("minimum_encryption") == Some(true) && want.truth("enforce") != Some(false) {
        flaw(
            "minimum_encryption",
            "workgroup::minimum_encryption",
            "it has no effect where the workgroup's settings are enforced",
            "enforce = false",
        );
    }
    flaws
}

/// What each attribute can hold by itself.
fn plain(want: &Attrs) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    let is_account = |text: &str| text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_name = |text: &str| {
        (1..=128).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
    };
    if let Some(name) = want.text("name").filter(|name| !is_name(name)) {
        let message = format!("`{name}` is not a name of a workgroup: 1 to 128 letters, digits and `._-`");
        flaws.push(Flaw::new("workgroup::name", "name", message));
    }
    if want.text("description").is_some_and(|text| text.chars().count() > 1024) {
        flaws.push(Flaw::new(
            "workgroup::description",
            "description",
            "a description has at most 1,024 characters",
        ));
    }
    if let Some(results) = want.text("results").filter(|text| !text.is_empty()) {
        flaws.extend(s3::flaws(results, "workgroup::results", "results"));
    }
    if let Some(owner) =
        want.text("expected_bucket_owner").filter(|text| !text.is_empty() && !is_account(text))
    {
        let message = format!("`{owner}` is not an account number");
        flaws.push(Flaw::new("workgroup::expected_bucket_owner", "expected_bucket_owner", message));
    }
    if let Some(role) =
        want.text("role").filter(|role| !(role.starts_with("arn:") && role.contains(":role/")))
    {
        let message = format!("`{role}` is neither a role of this spec nor the ARN of one");
        flaws.push(Flaw::new("workgroup::role", "role", message).help("role = \"role.athena\""));
    }
    if let Some(bytes) = want.int("bytes_scanned_cutoff").filter(|bytes| (1..10_000_000).contains(bytes)) {
        let message = format!("{bytes} bytes; the least that a query can be limited to is 10,000,000");
        flaws.push(Flaw::new("workgroup::bytes_scanned_cutoff", "bytes_scanned_cutoff", message));
    }
    let is_engine = |text: &str| text.eq_ignore_ascii_case("auto") || text.contains(" version ");
    if let Some(version) = want.text("engine_version").filter(|text| !is_engine(text)) {
        let message = format!("`{version}` is not an engine version");
        flaws.push(
            Flaw::new("workgroup::engine_version", "engine_version", message)
                .help("engine_version = \"AUTO\"   # or \"Athena engine version 3\""),
        );
    }
    flaws.extend(tags::flaws(want, "workgroup::tags"));
    flaws
}

fn encryption(want: &Attrs) -> Option<Flaw> {
    let encryption = want.get("encryption")?;
    let member = |name| encryption.entry(name).and_then(Value::as_text);
    let message = match (member("mode"), member("kms_key")) {
        (Some("sse-kms" | "cse-kms"), None) => "encryption with KMS needs a `kms_key`",
        (Some("sse-s3"), Some(_)) => "`sse-s3` is encryption with a key of S3's own",
        (None, Some(_)) => "a key needs a `mode`, `sse-kms` or `cse-kms`",
        _ => return None,
    };
    let help = "encryption = { mode = \"sse-kms\", kms_key = \"arn:aws:kms:…:key/…\" }";
    Some(Flaw::new("workgroup::encryption", "encryption", message).help(help))
}

/// What only a workgroup for Spark has, and what it cannot have.
fn spark(want: &Attrs) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    if want.text("additional_configuration").is_some_and(|text| !(1..=128).contains(&text.chars().count())) {
        let message = "an additional configuration has 1 to 128 characters";
        let attr = "additional_configuration";
        flaws.push(Flaw::new("workgroup::additional_configuration", attr, message));
    }
    if is_spark(want) {
        let excluded = ["identity_center", "requester_pays", "minimum_encryption"];
        for attr in excluded.iter().filter(|attr| want.truth(attr) == Some(true)) {
            let message = format!("AWS does not take `{attr}` for a workgroup for Spark");
            flaws
                .push(Flaw::new("workgroup::not_with_spark", *attr, message).help(format!("{attr} = false")));
        }
        return flaws;
    }
    let members = |attr: &str| want.get(attr).and_then(Value::as_map).into_iter().flatten();
    let is_for_spark = [
        ("engine", members("engine").any(|(name, _)| name != "classifications")),
        ("monitoring", members("monitoring").next().is_some()),
        ("additional_configuration", want.contains_key("additional_configuration")),
    ];
    for (attr, _) in is_for_spark.iter().filter(|(_, is_given)| *is_given) {
        let message = "only a workgroup for Spark has this";
        flaws.push(
            Flaw::new("workgroup::spark", *attr, message)
                .help("engine_version = \"PySpark engine version 3\""),
        );
    }
    flaws
}

/// What a workgroup whose users are known by their identity needs and cannot have.
fn identity(want: &Attrs) -> Vec<Flaw> {
    if want.truth("identity_center") == Some(false) {
        return Vec::new();
    }
    let mut flaws = Vec::new();
    if !want.contains_key("role") {
        let message = "a workgroup with Identity Center needs the role that Athena runs its queries as";
        flaws.push(
            Flaw::new("workgroup::role", "", message)
                .help("role = \"role.athena\"   # with [role.athena] use = \"workgroup\""),
        );
    }
    if want.text("name") == Some("primary") {
        let message =
            "`primary` exists already, without Identity Center, and can neither be made nor deleted";
        flaws.push(Flaw::new("workgroup::name", "name", message));
    }
    if is_managed(want) {
        let message = "nothing says that AWS keeps results itself for users of Identity Center";
        flaws.push(
            Flaw::new("workgroup::managed_results", "managed_results", message)
                .help("results = \"s3://bucket/prefix/\""),
        );
    }
    for attr in ["requester_pays", "minimum_encryption"] {
        if want.truth(attr) == Some(true) {
            let message = format!("AWS does not take `{attr}` for a workgroup with Identity Center");
            flaws.push(Flaw::new("workgroup::not_with_identity_center", attr, message));
        }
    }
    flaws
}
