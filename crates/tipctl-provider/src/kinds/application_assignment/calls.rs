//! Assignments through Identity Center.

use std::collections::BTreeSet;

use aws_sdk_ssoadmin::types::PrincipalType;
use futures::{StreamExt, TryStreamExt, stream};
use tipctl_model::{Asked, AttrRef, Attrs, BoxFuture, Fault, FaultClass, KindName, Live, Observation};

use super::{ApplicationAssignment, schema::NAME};
use crate::{
    attrs::{Read, Shown},
    aws::Aws,
    calls::{Calls, Swept},
    fault::{deleted, fault, unheard},
    pages::pages,
    prior::prior,
};

/// How many applications are read at once: Identity Center allows twenty calls a second over all its operations
/// (facts/aws-identity.md §0.3).
const AT_ONCE: usize = 8;

impl Calls for ApplicationAssignment {
    fn sweep<'a>(
        &'a self,
        aws: &'a Aws,
        asked: Asked<'a>,
        seen: &'a Observation,
    ) -> BoxFuture<'a, Result<Swept, Fault>> {
        Box::pin(async move { within(aws, applications(asked, seen, NAME)).await })
    }

    fn create<'a>(&'a self, aws: &'a Aws, want: &'a Attrs) -> BoxFuture<'a, Result<Live, Fault>> {
        Box::pin(async move {
            let [application, principal, word] = key(want);
            let call = aws.ssoadmin.create_application_assignment().application_arn(application);
            let call = call.principal_id(principal).principal_type(sdk_type(word));
            match call.send().await.map_err(|error| fault("sso-admin", "CreateApplicationAssignment", error))
            {
                Ok(_) => Ok(shown(application, principal, word)),
                // AWS: a conflict is a write under way, or (unverified) an assignment that is there already; the list
                // tells (facts/aws-identity.md §5.2).
                Err(fault) if fault.class == FaultClass::Busy => {
                    let made = shown(application, principal, word);
                    let assigned = list(aws, application).await?.unwrap_or_default();
                    assigned.into_iter().find(|live| *live == made).ok_or(fault)
                }
                Err(fault) => Err(unheard(fault)),
            }
        })
    }

    fn delete<'a>(&'a self, aws: &'a Aws, live: &'a Live) -> BoxFuture<'a, Result<(), Fault>> {
        Box::pin(async move {
            let [application, principal, word] = key(&live.attrs);
            let call = aws.ssoadmin.delete_application_assignment().application_arn(application);
            let sent = call.principal_id(principal).principal_type(sdk_type(word)).send().await;
            deleted(sent.map_err(|error| fault("sso-admin", "DeleteApplicationAssignment", error)))
        })
    }
}

/// The applications of which what is of `kind` is to be read: those that the spec or the ledger names for it, by their
/// ARN or by what they belong to.
pub(in crate::kinds) fn applications(
    asked: Asked<'_>,
    seen: &Observation,
    kind: KindName,
) -> BTreeSet<String> {
    let known = |reference: &AttrRef| prior(asked, seen, reference);
    let wanted = asked.wanted(kind).filter_map(|want| {
        let application = want.get("application")?.resolved(&known);
        application.as_text().map(str::to_owned)
    });
    let owned = asked.owned(kind).filter_map(|key| key.part("application").map(str::to_owned));
    wanted.chain(owned).collect()
}

/// The assignments to `applications`.
pub(crate) async fn within(aws: &Aws, applications: BTreeSet<String>) -> Result<Swept, Fault> {
    let reads = applications.into_iter().map(|application| async move {
        let assigned = list(aws, &application).await?;
        Ok((application, assigned))
    });
    let found: Vec<_> = stream::iter(reads).buffered(AT_ONCE).try_collect().await?;
    Ok(Swept::within(found))
}

/// The assignments to one application; nothing when it is gone.
async fn list(aws: &Aws, application: &str) -> Result<Option<Vec<Live>>, Fault> {
    let list = |token| async move {
        let call = aws.ssoadmin.list_application_assignments().application_arn(application);
        let sent = call.set_next_token(token).send().await;
        sent.map_err(|error| fault("sso-admin", "ListApplicationAssignments", error))
    };
    let pages = pages("sso-admin", "ListApplicationAssignments", list, |page| page.next_token.clone());
    let pages = match pages.await {
        Err(fault) if fault.class == FaultClass::Absent => return Ok(None),
        pages => pages?,
    };
    let assignments = pages.iter().flat_map(|page| page.application_assignments());
    let lives = assignments.map(|assignment| {
        let word = assignment.principal_type().as_str().to_lowercase();
        shown(application, assignment.principal_id(), &word)
    });
    Ok(Some(lives.collect()))
}

fn key(attrs: &Attrs) -> [&str; 3] {
    ["application", "principal", "principal_type"].map(|attr| attrs.text(attr).unwrap_or_default())
}

fn shown(application: &str, principal: &str, word: &str) -> Live {
    let shown = Shown::new().with("application", application).with("principal", principal);
    Live::new(shown.with("principal_type", word).attrs())
}

fn sdk_type(word: &str) -> PrincipalType {
    PrincipalType::from(word.to_uppercase().as_str())
}
