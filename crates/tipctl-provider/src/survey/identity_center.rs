//! The instance, its applications, and who is assigned to them and in the groups that matter.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_ssoadmin::types::{Application as Listed, ApplicationStatus, RegionStatus};
use futures::{StreamExt, future::join, stream};
use tipctl_model::{
    Fault, FaultClass, Inventory, KindName, Live, Note, Observation,
    inventory::{Application, IdentityCenter, Principal, Sight, Workforce},
};

use super::{AT_ONCE, unread::note};
use crate::{
    attrs::Read as _,
    aws::Aws,
    calls::Swept,
    fault::fault,
    inventory::{Survey, of_live},
    kinds::{application_assignment, membership},
    pages::pages,
};

const MEMBERSHIP: KindName = KindName("membership");
const ASSIGNMENT: KindName = KindName("application_assignment");

/// What was read of the instance.
#[derive(Default)]
pub(super) struct Read {
    instance: Option<IdentityCenter>,
    applications: BTreeMap<String, Application>,
    assignments: Vec<Swept>,
    notes: Vec<Note>,
}

impl Read {
    pub(super) fn put_into(self, survey: &mut Survey) {
        survey.surroundings.identity_center = self.instance.map_or(Sight::Unseen, Sight::There);
        for (arn, application) in self.applications {
            survey.surroundings.applications.insert(arn, application);
        }
        self.assignments.into_iter().for_each(|swept| add(ASSIGNMENT, swept, survey));
        survey.notes.extend(self.notes);
    }
}

/// Reads the instance `live`, its applications, and the assignments to those of the chain.
pub(super) async fn read(aws: &Aws, live: &Live, seen: &Observation) -> Read {
    let mut read = Read::default();
    let (described, listed) = join(describe(aws, live), list(aws, live.text("arn"))).await;
    match described {
        Ok(instance) => read.instance = Some(instance),
        Err(fault) => read.notes.push(note("the state of Identity Center", "sso:DescribeInstance", &fault)),
    }
    match listed {
        Ok(listed) => {
            let named = listed
                .iter()
                .filter_map(|listed| Some((listed.application_arn()?.to_owned(), shown(listed))));
            read.applications = named.collect();
        }
        Err(fault) => {
            read.notes.push(note("the applications of Identity Center", "sso:ListApplications", &fault))
        }
    }
    let chain = of_the_chain(&read.applications, seen);
    let configured = chain.iter().map(|arn| async move { (arn, is_assignment_required(aws, arn).await) });
    let configured: Vec<_> = stream::iter(configured).buffered(AT_ONCE).collect().await;
    for (arn, required) in configured {
        match required {
            Ok(required) => {
                let unknown = || Application { name: String::new(), ..bare(Some(live.text("arn"))) };
                read.applications.entry(arn.clone()).or_insert_with(unknown).assignment_required =
                    Some(required);
            }
            Err(fault) if fault.class == FaultClass::Absent => {}
            Err(fault) => {
                let what = format!("whether `{arn}` needs assignments");
                read.notes.push(note(&what, "sso:GetApplicationAssignmentConfiguration", &fault));
            }
        }
    }
    let known = seen.around.get(&ASSIGNMENT);
    let unread = chain.iter().filter(|arn| known.is_none_or(|known| !known.contains(*arn)));
    let assigned = unread.map(|arn| async move {
        (arn, application_assignment::within(aws, BTreeSet::from([arn.clone()])).await)
    });
    let assigned: Vec<_> = stream::iter(assigned).buffered(AT_ONCE).collect().await;
    for (arn, swept) in assigned {
        match swept {
            Ok(swept) => read.assignments.push(swept),
            Err(fault) => {
                let what = format!("who is assigned to `{arn}`");
                read.notes.push(note(&what, "sso:ListApplicationAssignments", &fault));
            }
        }
    }
    read
}

/// Reads who is in the groups that something is granted to, and that were not read before.
pub(super) async fn read_members(aws: &Aws, store: &str, survey: &mut Survey) {
    if survey.unread.contains_key(&MEMBERSHIP) {
        return;
    }
    let known = survey.observation.around.get(&MEMBERSHIP).cloned().unwrap_or_default();
    let groups = groups(&of_live(survey, None)).into_iter().filter(|group| !known.contains(group));
    match membership::within(aws, store, groups.collect()).await {
        Ok(swept) => add(MEMBERSHIP, swept, survey),
        Err(fault) => {
            let action = "identitystore:ListGroupMemberships";
            survey.notes.push(note("who is in some groups", action, &fault));
        }
    }
}

async fn describe(aws: &Aws, live: &Live) -> Result<IdentityCenter, Fault> {
    let arn = live.text("arn");
    let found = aws.ssoadmin.describe_instance().instance_arn(arn).send().await;
    let found = found.map_err(|error| fault("sso-admin", "DescribeInstance", error))?;
    let active = found.regions().iter().filter(|region| region.status() == Some(&RegionStatus::Active));
    let mut regions: BTreeSet<String> =
        active.filter_map(|region| region.region_name().map(str::to_owned)).collect();
    regions.extend(found.primary_region().map(str::to_owned));
    let encryption = found.encryption_configuration_details();
    Ok(IdentityCenter {
        from: None,
        arn: arn.to_owned(),
        store: live.text("identity_store_id").to_owned(),
        owner: found.owner_account_id().unwrap_or(live.text("owner")).to_owned(),
        status: found.status().map(|status| status.as_str().to_owned()),
        regions: Some(regions).filter(|regions| !regions.is_empty()),
        encryption: encryption
            .and_then(|encryption| encryption.encryption_status())
            .map(|status| status.as_str().to_owned()),
        // The SDK does not know of network restrictions yet (facts/tip-chain.md L1).
        vpce_required: None,
        is_external: false,
    })
}

async fn list(aws: &Aws, instance: &str) -> Result<Vec<Listed>, Fault> {
    let list = |token| async move {
        let call = aws.ssoadmin.list_applications().instance_arn(instance).max_results(100);
        let sent = call.set_next_token(token).send().await;
        sent.map_err(|error| fault("sso-admin", "ListApplications", error))
    };
    let pages = pages("sso-admin", "ListApplications", list, |page| page.next_token.clone()).await?;
    Ok(pages.iter().flat_map(|page| page.applications()).cloned().collect())
}

async fn is_assignment_required(aws: &Aws, application: &str) -> Result<bool, Fault> {
    let call = aws.ssoadmin.get_application_assignment_configuration().application_arn(application);
    let found = call.send().await;
    let found = found.map_err(|error| fault("sso-admin", "GetApplicationAssignmentConfiguration", error))?;
    Ok(found.assignment_required())
}

fn bare(instance: Option<&str>) -> Application {
    Application {
        from: None,
        name: String::new(),
        instance: instance.map(str::to_owned),
        is_enabled: None,
        assignment_required: None,
        assigned: Sight::Unseen,
    }
}

fn shown(listed: &Listed) -> Application {
    Application {
        name: listed.name().unwrap_or_default().to_owned(),
        is_enabled: listed.status().map(|status| *status == ApplicationStatus::Enabled),
        ..bare(listed.instance_arn())
    }
}

/// The applications that the objects in `seen` bring with them, and those that bear a studio's name.
///
/// AWS: nothing says which application is a studio's (facts/tip-chain.md L5); that it bears the studio's name is
/// unverified.
fn of_the_chain(applications: &BTreeMap<String, Application>, seen: &Observation) -> BTreeSet<String> {
    let named = seen.lives.values().flatten().filter_map(|live| live.attrs.filled("application_arn"));
    let own = seen.of(KindName("application")).iter().filter_map(|live| live.attrs.filled("arn"));
    let studios: BTreeSet<&str> = seen.of(KindName("studio")).iter().map(|live| live.text("name")).collect();
    let of_studios =
        applications.iter().filter(|(_, application)| studios.contains(application.name.as_str()));
    named.chain(own).chain(of_studios.map(|(arn, _)| arn.clone())).collect()
}

/// The groups that something is granted to, or that may enter somewhere.
fn groups(view: &Inventory) -> BTreeSet<String> {
    let assigned =
        view.applications.iter().filter_map(|(_, application)| application.assigned.as_ref().there());
    let principals = view.lake.grants.iter().map(|grant| &grant.principal);
    let principals = principals.chain(view.lake.opt_ins.iter().map(|opt_in| &opt_in.principal));
    let principals = principals.chain(view.access_grants.grants.iter().map(|grant| &grant.grantee));
    let granted = principals.filter_map(|principal| match principal {
        Principal::Workforce(who) => Some(who),
        Principal::Iam(_) | Principal::IamAllowed | Principal::Other(_) => None,
    });
    let entering = view.mappings.iter().map(|mapping| &mapping.identity);
    let all = assigned.flatten().chain(granted).chain(entering);
    let groups = all.filter_map(|who| match who {
        Workforce::Group(id) => Some(id.clone()),
        Workforce::User(_) => None,
    });
    groups.filter(|id| view.groups.get(id).is_some()).collect()
}

/// Adds what was found of a kind to what was seen of it before.
fn add(kind: KindName, swept: Swept, survey: &mut Survey) {
    let seen = &mut survey.observation;
    seen.around.entry(kind).or_default().extend(swept.around);
    seen.lives.entry(kind).or_default().extend(swept.lives);
}
