//! Access scopes through Identity Center.

use std::collections::BTreeSet;

use futures::{StreamExt, TryStreamExt, stream};
use tipctl_model::{
    Asked, AttrChange, Attrs, BoxFuture, Fault, FaultClass, Live, NonEmpty, Observation, Value,
};

use super::{ApplicationScope, schema::NAME};
use crate::{
    attrs::{Read, Shown, changed},
    aws::Aws,
    calls::{Calls, Swept},
    fault::{deleted, fault, unheard},
    kinds::application_assignment::applications,
    pages::pages,
};

/// How many applications are read at once: Identity Center allows twenty calls a second over all its operations
/// (facts/aws-identity.md §0.3).
const AT_ONCE: usize = 8;

impl Calls for ApplicationScope {
    fn sweep<'a>(
        &'a self,
        aws: &'a Aws,
        asked: Asked<'a>,
        seen: &'a Observation,
    ) -> BoxFuture<'a, Result<Swept, Fault>> {
        Box::pin(async move {
            let applications = applications(asked, seen, NAME);
            let reads =
                applications.into_iter().map(|application| async move { list(aws, &application).await });
            let lives: Vec<Vec<Live>> = stream::iter(reads).buffered(AT_ONCE).try_collect().await?;
            Ok(lives.concat().into())
        })
    }

    fn create<'a>(&'a self, aws: &'a Aws, want: &'a Attrs) -> BoxFuture<'a, Result<Live, Fault>> {
        Box::pin(async move {
            put(aws, want, want.get("targets")).await?;
            Ok(Live::new(want.clone()))
        })
    }

    fn update<'a>(
        &'a self,
        aws: &'a Aws,
        live: &'a Live,
        want: &'a Attrs,
        diff: &'a NonEmpty<AttrChange>,
    ) -> BoxFuture<'a, Result<Live, Fault>> {
        Box::pin(async move {
            put(aws, &live.attrs, want.get("targets")).await?;
            Ok(changed(live, want, diff))
        })
    }

    fn delete<'a>(&'a self, aws: &'a Aws, live: &'a Live) -> BoxFuture<'a, Result<(), Fault>> {
        Box::pin(async move {
            let call = aws.ssoadmin.delete_application_access_scope();
            let sent = call.application_arn(live.text("application")).scope(live.text("scope")).send().await;
            deleted(sent.map_err(|error| fault("sso-admin", "DeleteApplicationAccessScope", error)))
        })
    }
}

/// Puts the scope of `attrs` with `targets`. AWS: one that is there is overwritten (facts/aws-identity.md §5.6).
async fn put(aws: &Aws, attrs: &Attrs, targets: Option<&Value>) -> Result<(), Fault> {
    let targets = targets.map(Value::elements).unwrap_or_default().iter();
    let targets: Vec<String> = targets.filter_map(|target| target.as_text().map(str::to_owned)).collect();
    let text = |attr| attrs.text(attr).map(str::to_owned);
    let call = aws.ssoadmin.put_application_access_scope().set_application_arn(text("application"));
    let call = call.set_scope(text("scope"));
    let sent = call.set_authorized_targets(Some(targets).filter(|targets| !targets.is_empty())).send().await;
    sent.map(drop).map_err(|error| unheard(fault("sso-admin", "PutApplicationAccessScope", error)))
}

/// The scopes of one application; none when it is gone.
async fn list(aws: &Aws, application: &str) -> Result<Vec<Live>, Fault> {
    let list = |token| async move {
        let call = aws.ssoadmin.list_application_access_scopes().application_arn(application);
        let sent = call.set_next_token(token).send().await;
        sent.map_err(|error| fault("sso-admin", "ListApplicationAccessScopes", error))
    };
    let pages = pages("sso-admin", "ListApplicationAccessScopes", list, |page| page.next_token.clone());
    let pages = match pages.await {
        Err(fault) if fault.class == FaultClass::Absent => return Ok(Vec::new()),
        pages => pages?,
    };
    let scopes = pages.iter().flat_map(|page| page.scopes());
    let lives = scopes.map(|scope| {
        let targets: BTreeSet<&String> = scope.authorized_targets().iter().collect();
        let shown = Shown::new().with("application", application).with("scope", scope.scope());
        let targets = Value::texts(targets.into_iter().map(String::as_str));
        Live::new(shown.with("targets", targets).attrs())
    });
    Ok(lives.collect())
}
