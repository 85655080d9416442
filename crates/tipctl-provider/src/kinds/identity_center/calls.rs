//! Finding the instance.

use tipctl_model::{
    Asked, AttrChange, Attrs, BoxFuture, Fault, FaultClass, Key, Live, NonEmpty, Observation,
};

use super::{IdentityCenter, schema};
use crate::{
    attrs::Shown,
    aws::Aws,
    calls::{Calls, Swept},
    fault::fault,
    pages::pages,
};

impl Calls for IdentityCenter {
    fn sweep<'a>(
        &'a self,
        aws: &'a Aws,
        _: Asked<'a>,
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
            let lives = found.iter().flat_map(|page| page.instances()).map(|instance| {
                Live::new(
                    Shown::new()
                        .maybe("arn", instance.instance_arn())
                        .maybe("identity_store_id", instance.identity_store_id())
                        .maybe("owner", instance.owner_account_id())
                        .maybe("status", instance.status().map(|status| status.as_str()))
                        .attrs(),
                )
            });
            Ok(lives.collect::<Vec<_>>().into())
        })
    }

    fn create<'a>(&'a self, _: &'a Aws, _: &'a Attrs) -> BoxFuture<'a, Result<Live, Fault>> {
        Box::pin(async { Err(never_written("CreateInstance")) })
    }

    fn update<'a>(
        &'a self,
        _: &'a Aws,
        _: &'a Live,
        _: &'a Attrs,
        _: &'a NonEmpty<AttrChange>,
    ) -> BoxFuture<'a, Result<Live, Fault>> {
        Box::pin(async { Err(never_written("UpdateInstance")) })
    }

    fn delete<'a>(&'a self, _: &'a Aws, _: &'a Live) -> BoxFuture<'a, Result<(), Fault>> {
        Box::pin(async { Err(never_written("DeleteInstance")) })
    }
}

fn never_written(operation: &str) -> Fault {
    Fault {
        class: FaultClass::Invalid,
        service: "sso-admin",
        operation: operation.to_owned(),
        code: None,
        message: "an Identity Center instance is looked up and never written to".to_owned(),
        request_id: None,
        attr: None,
    }
}

/// The identity store of the instance that the spec means: the one that it names, or the only one there is. None where
/// that is not clear; the planner then says which instances there are.
pub(in crate::kinds) fn store_of<'a>(asked: Asked<'_>, seen: &'a Observation) -> Option<&'a str> {
    let lives = seen.of(schema::NAME);
    let wanted = asked.wanted(schema::NAME).find_map(|want| Key::under(&schema::SCHEMA, &["arn"], want));
    let chosen = match wanted {
        Some(key) => lives.iter().find(|live| key.names(&live.attrs)),
        None => lives.first().filter(|_| lives.len() == 1),
    };
    chosen.map(|live| live.text("identity_store_id"))
}
