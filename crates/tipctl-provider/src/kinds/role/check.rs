//! What AWS would refuse about a role.

use tipctl_model::{Attrs, Flaw, Value};

use crate::{
    attrs::Read,
    policy::{self, Purpose},
    tags,
};

/// AWS: limits are those of facts/aws-data.md §11.2; where a quota can be raised, the most that it can be raised to.
pub(super) fn flaws(want: &Attrs) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    if let Some(name) = want.text("name") {
        flaws.extend(name_flaw(name, 64, "role::name"));
    }
    if let Some(path) = want.text("path") {
        flaws.extend(path_flaw(path, "role::path"));
    }
    if want.text("description").is_some_and(|text| text.chars().count() > 1000) {
        flaws.push(Flaw::new(
            "role::description",
            "description",
            "a description has at most 1,000 characters",
        ));
    }
    if let Some(trust) = want.get("trust") {
        flaws.extend(policy::flaws(trust, Purpose::Trust, "role::trust", "trust"));
        flaws.extend(size_flaw(&[trust], 8192, "role::trust", "trust"));
    }
    if let Some(inline) = want.get("inline").and_then(Value::as_map) {
        for (name, document) in inline {
            let path = format!("inline.{name}");
            flaws
                .extend(name_flaw(name, 128, "role::inline").map(|flaw| Flaw { path: path.clone(), ..flaw }));
            flaws.extend(policy::flaws(document, Purpose::Permissions, "role::inline", &path));
        }
        let documents: Vec<&Value> = inline.values().collect();
        flaws.extend(size_flaw(&documents, 10_240, "role::inline", "inline"));
    }
    let attached = want.get("attached").map(Value::elements).unwrap_or_default();
    if attached.len() > 25 {
        let message = format!(
            "{} managed policies; a role takes 10, and 25 at most where the quota is raised",
            attached.len()
        );
        flaws.push(Flaw::new("role::attached", "attached", message));
    }
    for (at, arn) in attached.iter().enumerate() {
        flaws.extend(
            arn.as_text().and_then(|arn| policy_arn_flaw(arn, "role::attached", format!("attached.{at}"))),
        );
    }
    let boundary = want.text("boundary").filter(|arn| !arn.is_empty());
    flaws.extend(boundary.and_then(|arn| policy_arn_flaw(arn, "role::boundary", "boundary".to_owned())));
    flaws.extend(tags::flaws(want, "role::tags"));
    flaws
}

/// The flaw of a name in IAM, at the attribute `name`.
pub(in crate::kinds) fn name_flaw(name: &str, most: usize, code: &'static str) -> Option<Flaw> {
    let fits = (1..=most).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_+=,.@-".contains(&byte));
    (!fits).then(|| {
        Flaw::new(
            code,
            "name",
            format!("`{name}` is not a name in IAM: 1 to {most} letters, digits and `_+=,.@-`"),
        )
    })
}

/// The flaw of a path in IAM, at the attribute `path`.
pub(in crate::kinds) fn path_flaw(path: &str, code: &'static str) -> Option<Flaw> {
    let fits = path == "/"
        || (path.len() <= 512
            && path.starts_with('/')
            && path.ends_with('/')
            && path.bytes().all(|byte| (0x21..=0x7e).contains(&byte)));
    (!fits).then(|| {
        Flaw::new(code, "path", format!("`{path}` is not a path in IAM: it begins and ends with a slash"))
            .help(format!("path = \"/{}/\"", path.trim_matches('/')))
    })
}

/// The flaw of documents that are together larger than AWS takes. White space does not count.
pub(in crate::kinds) fn size_flaw(
    documents: &[&Value],
    most: usize,
    code: &'static str,
    path: &str,
) -> Option<Flaw> {
    let size: usize = documents.iter().map(|document| policy::json(document).chars().count()).sum();
    (size > most).then(|| {
        Flaw::new(code, path, format!("{size} characters without white space; AWS takes at most {most} here"))
    })
}

fn policy_arn_flaw(arn: &str, code: &'static str, path: String) -> Option<Flaw> {
    (!(arn.starts_with("arn:") && arn.contains(":policy/"))).then(|| {
        Flaw::new(
            code,
            path,
            format!("`{arn}` is neither a policy of this spec nor the ARN of a managed policy"),
        )
        .help("\"policy.my-policy\" or \"arn:aws:iam::aws:policy/ReadOnlyAccess\"")
    })
}
