//! What can be broken in an account. Each breakage changes the sandbox's state as somebody with a console would.

use rand::{RngExt as _, SeedableRng as _, rngs::SmallRng};
use serde_json::{Value, json};

use super::{
    buckets::POLICIES,
    documents::{
        another_resource, another_service, another_value, deny, drop_action, drop_statement, everything,
        in_rights, in_trust, misspell, unconditional,
    },
    keys::KEYS,
    lake::IN_THE_LAKE,
    policies::REQUESTS,
    programs::PROGRAMS,
    surroundings::SURROUNDINGS,
};

const OTHER_INSTANCE: &str = "arn:aws:sso:::instance/ssoins-0000000000000000";
pub(super) const APPLICATIONS: &str = "/services/ssoadmin/applications";
pub(super) const GRANTS: &str = "/services/lakeformation/regions/ap-northeast-1/grants";
pub(super) const LAKE: &str = "/services/lakeformation/regions/ap-northeast-1";
pub(super) const LOCATIONS: &str = "/services/lakeformation/regions/ap-northeast-1/locations";
const MEMBERSHIPS: &str = "/services/identitystore/memberships";
pub(super) const OUTPUT: &str = "configuration/ResultConfiguration/OutputLocation";
const PRIVATE: &str = "configuration/QueryResultsS3AccessGrantsConfiguration/CreateUserLevelPrefix";
const RESULTS: &str = "/services/s3control/ap-northeast-1";
const RESULTS_GRANTS: &str = "/services/s3control/ap-northeast-1/grants";
const RESULTS_LOCATIONS: &str = "/services/s3control/ap-northeast-1/locations";
pub(super) const ROLES: &str = "/services/iam/roles";
const STUDIOS: &str = "/services/emr/regions/ap-northeast-1";
const TABLES: &str = "/services/glue/regions/ap-northeast-1/sales/tables";
pub(super) const WORKGROUPS: &str = "/services/athena/regions/ap-northeast-1";

/// Something that can go wrong.
pub(super) struct Breakage {
    pub(super) name: &'static str,
    pub(super) effect: Effect,
    change: fn(&mut Value, &mut Draw) -> Option<()>,
}

/// What a breakage does to queries.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Effect {
    /// Some go otherwise than before, and it is known how.
    Breaks,
    /// All go on as before.
    Leaves,
    /// Nobody has documented how some go, or what decides it cannot be seen: the sandbox then is on the strict side, and
    /// the evaluator leaves it open.
    Opens,
}

/// What is drawn is the same whenever it is drawn with the same seed.
pub(super) struct Draw(SmallRng);

impl Draw {
    /// A number below `count`; none where there is none.
    pub(super) fn below(&mut self, count: usize) -> Option<usize> {
        (count > 0).then(|| self.0.random_range(0..count))
    }

    /// One of `all`.
    pub(super) fn one<T>(&mut self, mut all: Vec<T>) -> Option<T> {
        let at = self.below(all.len())?;
        Some(all.swap_remove(at))
    }
}

/// The account after all of `breakages`; none where one of them finds nothing to break.
pub(super) fn broken(account: &Value, breakages: &[&Breakage], seed: u64) -> Option<Value> {
    let mut account = account.clone();
    let mut draw = Draw(SmallRng::seed_from_u64(seed));
    for breakage in breakages {
        (breakage.change)(&mut account, &mut draw)?;
    }
    Some(account)
}

/// The breakages that come together in the world `seed`: two or three.
pub(super) fn drawn(seed: u64) -> Vec<&'static Breakage> {
    let mut draw = Draw(SmallRng::seed_from_u64(!seed));
    let count = draw.0.random_range(2..=3);
    (0..count).filter_map(|_| draw.one(breakages().collect())).collect()
}

pub(super) const fn breaks(name: &'static str, change: fn(&mut Value, &mut Draw) -> Option<()>) -> Breakage {
    Breakage { name, effect: Effect::Breaks, change }
}

pub(super) const fn leaves(name: &'static str, change: fn(&mut Value, &mut Draw) -> Option<()>) -> Breakage {
    Breakage { name, effect: Effect::Leaves, change }
}

pub(super) const fn opens(name: &'static str, change: fn(&mut Value, &mut Draw) -> Option<()>) -> Breakage {
    Breakage { name, effect: Effect::Opens, change }
}

/// Everything that is tried.
pub(super) fn breakages() -> impl Iterator<Item = &'static Breakage> {
    CHAIN
        .iter()
        .chain(SURROUNDINGS)
        .chain(POLICIES)
        .chain(REQUESTS)
        .chain(KEYS)
        .chain(IN_THE_LAKE)
        .chain(PROGRAMS)
}

/// What can go wrong on the chain itself.
static CHAIN: &[Breakage] = &[
    breaks("trust without a statement", |all, draw| in_trust(all, draw, drop_statement)),
    breaks("trust without an action", |all, draw| in_trust(all, draw, drop_action)),
    breaks("trust in another service", |all, draw| in_trust(all, draw, another_service)),
    breaks("trust under another condition", |all, draw| in_trust(all, draw, another_value)),
    breaks("trust under a misspelt condition", |all, draw| in_trust(all, draw, misspell)),
    leaves("trust without conditions", |all, draw| in_trust(all, draw, unconditional)),
    breaks("trust that is denied", |all, draw| in_trust(all, draw, deny)),
    breaks("rights without a statement", |all, draw| in_rights(all, draw, drop_statement)),
    breaks("rights without several actions", |all, draw| {
        for _ in 0..24 {
            in_rights(all, draw, drop_action)?;
        }
        Some(())
    }),
    breaks("rights under another condition", |all, draw| in_rights(all, draw, another_value)),
    breaks("rights under a misspelt condition", |all, draw| in_rights(all, draw, misspell)),
    leaves("rights without conditions", |all, draw| in_rights(all, draw, unconditional)),
    breaks("rights on other resources", |all, draw| in_rights(all, draw, another_resource)),
    breaks("rights that are denied", |all, draw| in_rights(all, draw, deny)),
    leaves("rights to more than is needed", |all, draw| in_rights(all, draw, everything)),
    breaks("studio that signs in through IAM", |all, draw| {
        in_one(all, STUDIOS, draw, |one, _| set(one, "auth_mode", json!("IAM")))
    }),
    breaks("studio that passes no identity on", |all, draw| {
        in_one(all, STUDIOS, draw, |one, _| set(one, "propagation", Value::Null))
    }),
    breaks("studio of another instance", |all, draw| {
        in_one(all, STUDIOS, draw, |one, _| set(one, "propagation/instance_arn", json!(OTHER_INSTANCE)))
    }),
    breaks("studio without a mapping", |all, draw| {
        in_one(all, STUDIOS, draw, |one, draw| take_one(one.get_mut("mappings")?, draw))
    }),
    breaks("workgroup that is disabled", |all, draw| set_workgroup(all, draw, "enabled", json!(false))),
    breaks("workgroup without Identity Center", |all, draw| {
        set_workgroup(all, draw, "configuration/IdentityCenterConfiguration", Value::Null)
    }),
    breaks("workgroup of another instance", |all, draw| {
        let member = "configuration/IdentityCenterConfiguration/IdentityCenterInstanceArn";
        set_workgroup(all, draw, member, json!(OTHER_INSTANCE))
    }),
    breaks("workgroup without S3 Access Grants", |all, draw| {
        let member = "configuration/QueryResultsS3AccessGrantsConfiguration/EnableS3AccessGrants";
        set_workgroup(all, draw, member, json!(false))
    }),
    breaks("workgroup whose clients are free", |all, _| {
        let member = "configuration/EnforceWorkGroupConfiguration";
        set(all.pointer_mut(WORKGROUPS)?.get_mut("analytics")?, member, json!(false))
    }),
    breaks("workgroup with private rights and shared results", |all, _| {
        set(all.pointer_mut(WORKGROUPS)?.get_mut("analytics")?, PRIVATE, json!(false))
    }),
    leaves("workgroup with shared rights and private results", |all, _| {
        set(all.pointer_mut(WORKGROUPS)?.get_mut("shared")?, PRIVATE, json!(true))
    }),
    breaks("workgroup without a role", |all, draw| {
        set_workgroup(all, draw, "configuration/ExecutionRole", Value::Null)
    }),
    breaks("workgroup with a role that is gone", |all, draw| {
        let gone = json!("arn:aws:iam::111122223333:role/gone");
        set_workgroup(all, draw, "configuration/ExecutionRole", gone)
    }),
    breaks("results in another prefix", |all, draw| {
        set_workgroup(all, draw, OUTPUT, json!("s3://acme-athena-results/elsewhere/"))
    }),
    breaks("results in another bucket", |all, draw| {
        set_workgroup(all, draw, OUTPUT, json!("s3://acme-lake/results/"))
    }),
    breaks("results in no bucket", |all, draw| {
        set_workgroup(all, draw, OUTPUT, json!("s3://there-is-no-such-bucket/results/"))
    }),
    leaves("results in a folder of their own", |all, _| {
        let deeper = json!("s3://acme-athena-results/shared/deeper/");
        set(all.pointer_mut(WORKGROUPS)?.get_mut("shared")?, OUTPUT, deeper)
    }),
    breaks("assignment that is gone", |all, draw| {
        in_one(all, APPLICATIONS, draw, |one, draw| take_one(one.get_mut("assignments")?, draw))
    }),
    leaves("applications that anyone may use", |all, _| {
        let applications = all.pointer_mut(APPLICATIONS)?.as_object_mut()?;
        applications.values_mut().try_for_each(|one| set(one, "assignment_required", json!(false)))
    }),
    breaks("lake that lets in who is assigned", |all, _| {
        set(application(all, "lakeformation")?, "assignment_required", json!(true))
    }),
    breaks("lake whose application is disabled", |all, _| {
        set(application(all, "lakeformation")?, "status", json!("DISABLED"))
    }),
    breaks("lake without Identity Center", |all, _| {
        set(all.pointer_mut(LAKE)?, "identity_center", Value::Null)
    }),
    breaks("lake of another instance", |all, _| {
        set(all.pointer_mut(LAKE)?, "identity_center/instance_arn", json!(OTHER_INSTANCE))
    }),
    breaks("location that is not registered", |all, draw| take_one(all.pointer_mut(LOCATIONS)?, draw)),
    breaks("location with the service-linked role", |all, draw| {
        let role = "aws-service-role/lakeformation.amazonaws.com/AWSServiceRoleForLakeFormationDataAccess";
        let arn = json!(format!("arn:aws:iam::111122223333:role/{role}"));
        in_one(all, LOCATIONS, draw, |one, _| set(one, "role_arn", arn.clone()))
    }),
    breaks("location with another role", |all, draw| {
        let other = json!("arn:aws:iam::111122223333:role/results");
        in_one(all, LOCATIONS, draw, |one, _| set(one, "role_arn", other.clone()))
    }),
    breaks("location in hybrid access mode", |all, draw| flip_hybrid(all, draw, true)),
    breaks("location out of hybrid access mode", |all, draw| flip_hybrid(all, draw, false)),
    breaks("grant of the lake that is gone", |all, draw| take_one(all.pointer_mut(GRANTS)?, draw)),
    breaks("grant of the lake for something else", |all, draw| {
        in_one(all, GRANTS, draw, |grant, _| {
            grant.pointer("/subject/resource/columns").is_none().then_some(())?;
            set(grant, "permissions", json!(["DROP"]))
        })
    }),
    leaves("lake that passes no context on", |all, _| {
        set(all.pointer_mut(LAKE)?, "settings/Parameters", json!({ "SET_CONTEXT": "false" }))
    }),
    breaks("lake that passes a source identity on", |all, _| {
        set(all.pointer_mut(LAKE)?, "settings/Parameters", json!({ "SET_SOURCE_IDENTITY": "TRUE" }))
    }),
    breaks("access grants without Identity Center", |all, _| {
        set(all.pointer_mut(RESULTS)?, "identity_center", Value::Null)
    }),
    breaks("access grants of another instance", |all, _| {
        set(all.pointer_mut(RESULTS)?, "identity_center/instance_arn", json!(OTHER_INSTANCE))
    }),
    breaks("access grant that is gone", |all, draw| take_one(all.pointer_mut(RESULTS_GRANTS)?, draw)),
    breaks("access grant to read", |all, draw| {
        in_one(all, RESULTS_GRANTS, draw, |one, _| set(one, "permission", json!("READ")))
    }),
    breaks("access grant for one object", |all, draw| rescope(all, draw, "")),
    breaks("access grant on something else", |all, draw| rescope(all, draw, "2020/*")),
    breaks("access grant for nobody", |all, draw| {
        let nobody = json!("00000000-0000-4000-8000-000000000000");
        in_one(all, RESULTS_GRANTS, draw, |one, _| set(one, "grantee", nobody.clone()))
    }),
    breaks("access grant for another application", |all, draw| {
        let other =
            json!("arn:aws:sso::111122223333:application/ssoins-7223a1b2c3d4e5f6/apl-0000000000000000");
        in_one(all, RESULTS_GRANTS, draw, |one, _| set(one, "application_arn", other.clone()))
    }),
    breaks("access grants location with another role", |all, draw| {
        let other = json!("arn:aws:iam::111122223333:role/lake");
        in_one(all, RESULTS_LOCATIONS, draw, |one, _| set(one, "role_arn", other.clone()))
    }),
    breaks("memberships that are gone", |all, _| {
        all.pointer_mut(MEMBERSHIPS)?.as_object_mut()?.clear();
        Some(())
    }),
    breaks("user that is gone", |all, _| {
        let users = all.pointer_mut("/services/identitystore/users")?.as_object_mut()?;
        let is_bob = |(_, user): &(&String, &Value)| user["profile"]["UserName"] == "bob@example.com";
        let bob = users.iter().find(is_bob)?.0.clone();
        users.remove(&bob)?;
        let memberships = all.pointer_mut(MEMBERSHIPS)?.as_object_mut()?;
        memberships.retain(|_, one| one["user_id"] != bob.as_str());
        Some(())
    }),
    breaks("tables in another place", |all, draw| {
        in_one(all, TABLES, draw, |one, _| set(one, "location", json!("s3://acme-lake/archive/")))
    }),
];

/// Gives the member at `path` another value.
pub(super) fn set(within: &mut Value, path: &str, value: Value) -> Option<()> {
    *within.pointer_mut(&format!("/{path}"))? = value;
    Some(())
}

fn set_workgroup(account: &mut Value, draw: &mut Draw, path: &str, value: Value) -> Option<()> {
    let name = draw.one(vec!["analytics", "shared"])?;
    set(account.pointer_mut(WORKGROUPS)?.get_mut(name)?, path, value)
}

/// Changes one of what is at `path`, beginning with a drawn one, until one can be changed.
pub(super) fn in_one(
    account: &mut Value,
    path: &str,
    draw: &mut Draw,
    change: impl Fn(&mut Value, &mut Draw) -> Option<()>,
) -> Option<()> {
    let mut all: Vec<&mut Value> = account.pointer_mut(path)?.as_object_mut()?.values_mut().collect();
    let first = draw.below(all.len())?;
    all.rotate_left(first);
    all.into_iter().find_map(|one| change(one, draw))
}

/// Takes one out.
pub(super) fn take_one(all: &mut Value, draw: &mut Draw) -> Option<()> {
    match all {
        Value::Array(list) => {
            let at = draw.below(list.len())?;
            list.remove(at);
        }
        Value::Object(entries) => {
            let name = draw.one(entries.keys().cloned().collect())?;
            entries.remove(&name)?;
        }
        _ => return None,
    }
    Some(())
}

/// The role of this name.
pub(super) fn role<'a>(all: &'a mut Value, name: &str) -> Option<&'a mut Value> {
    let mut roles = all.pointer_mut(ROLES)?.as_object_mut()?.values_mut();
    roles.find(|role| role["name"] == name)
}

/// The application that AWS made for a service.
fn application<'a>(account: &'a mut Value, provider: &str) -> Option<&'a mut Value> {
    let provider = format!("arn:aws:sso::aws:applicationProvider/{provider}");
    let mut applications = account.pointer_mut(APPLICATIONS)?.as_object_mut()?.values_mut();
    applications.find(|one| one["provider_arn"] == provider.as_str())
}

fn flip_hybrid(account: &mut Value, draw: &mut Draw, is_hybrid: bool) -> Option<()> {
    in_one(account, LOCATIONS, draw, |one, _| {
        (one["hybrid_access_enabled"] != is_hybrid).then_some(())?;
        set(one, "hybrid_access_enabled", json!(is_hybrid))
    })
}

/// Grants another part of a location.
fn rescope(account: &mut Value, draw: &mut Draw, sub_prefix: &str) -> Option<()> {
    in_one(account, RESULTS_GRANTS, draw, |one, _| {
        let location = one["scope"].as_str()?.trim_end_matches('*').to_owned();
        set(one, "sub_prefix", json!(sub_prefix))?;
        set(one, "scope", json!(format!("{location}{sub_prefix}")))
    })
}
