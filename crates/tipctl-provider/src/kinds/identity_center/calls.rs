//! Finding the instance.

use tipctl_model::{Asked, BoxFuture, Fault, Key, Live, Observation};

use super::{IdentityCenter, Route, schema};
use crate::{
    attrs::Shown,
    aws::Aws,
    calls::{Calls, Swept},
    fault::{fault, impossible},
    pages::pages,
};

impl Calls for IdentityCenter {
    fn sweep<'a>(
        &'a self,
        aws: &'a Aws,
        asked: Asked<'a>,
        _: &'a Observation,
    ) -> BoxFuture<'a, Result<Swept, Fault>> {
        Box::pin(async move {
            // AWS: in a region that is not the instance's home the list is empty, not an error
            // (facts/aws-identity.md §0.5).
            let list = |token| async move {
                let sent = aws.ssoadmin.list_instances().set_next_token(token).send().await;
                sent.map_err(|error| fault("sso-admin", "ListInstances", error))
            };
            let found = pages("sso-admin", "ListInstances", list, |page| page.next_token.clone()).await?;
            let route = Route::of(asked.desired);
            let lives = found.iter().flat_map(|page| page.instances()).map(|instance| {
                let shown = Shown::new()
                    .maybe("arn", instance.instance_arn())
                    .maybe("identity_store_id", instance.identity_store_id())
                    .maybe("owner", instance.owner_account_id())
                    .maybe("status", instance.status().map(|status| status.as_str()));
                let mut attrs = shown.attrs();
                // A saved plan goes the way that its instance was found.
                attrs.extend(route.attrs());
                Live::new(attrs)
            });
            let lives: Vec<Live> = lives.collect();
            if lives.is_empty() && !route.is_plain() {
                return Err(impossible("sso-admin", "no instance of Identity Center is there"));
            }
            Ok(lives.into())
        })
    }
}

/// The identity store of the instance that the spec means. None where that is not clear.
pub(crate) fn store_of<'a>(asked: Asked<'_>, seen: &'a Observation) -> Option<&'a str> {
    chosen(asked, seen).map(|live| live.text("identity_store_id"))
}

/// The ARN of the instance that the spec means. None where that is not clear.
pub(crate) fn instance_of<'a>(asked: Asked<'_>, seen: &'a Observation) -> Option<&'a str> {
    chosen(asked, seen).map(|live| live.text("arn"))
}

/// The instance that the spec means: the one that it names, or the only one there is. None where that is not clear; the
/// planner then says which instances there are.
pub(crate) fn chosen<'a>(asked: Asked<'_>, seen: &'a Observation) -> Option<&'a Live> {
    let lives = seen.of(schema::NAME);
    let wanted = asked.wanted(schema::NAME).find_map(|want| Key::under(&schema::SCHEMA, &["arn"], want));
    match wanted {
        Some(key) => lives.iter().find(|live| key.names(&live.attrs)),
        None => lives.first().filter(|_| lives.len() == 1),
    }
}
