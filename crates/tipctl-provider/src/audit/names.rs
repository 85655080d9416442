//! Who the users of events are.

use std::collections::{BTreeMap, BTreeSet};

use futures::{StreamExt, stream};
use tipctl_model::{Fault, FaultClass};

use crate::{aws::Aws, fault::fault};

/// How many users are asked for at once: the identity store allows twenty requests a second (facts/aws-identity.md §0.3).
const AT_ONCE: usize = 8;

/// Writes into `known`, by id, what the users `ids` of the directory `store` are called today. One that is gone keeps the
/// name that it had.
pub(super) async fn look_up(
    aws: &Aws,
    store: &str,
    ids: BTreeSet<String>,
    known: &mut BTreeMap<String, String>,
) -> Result<(), Fault> {
    let reads = ids.into_iter().map(|id| async move {
        let sent = aws.identitystore.describe_user().identity_store_id(store).user_id(&id).send().await;
        (sent.map_err(|error| fault("identitystore", "DescribeUser", error)), id)
    });
    let found: Vec<_> = stream::iter(reads).buffered(AT_ONCE).collect().await;
    for (found, id) in found {
        match found {
            Ok(user) => known.extend(user.user_name().map(|name| (id, name.to_owned()))),
            // AWS: a deleted user cannot be found by the id any more (facts/tip-chain.md §5); nor can one whose id is
            // of another form, which is refused as invalid.
            Err(fault) if matches!(fault.class, FaultClass::Absent | FaultClass::Invalid) => {}
            Err(fault) => return Err(fault),
        }
    }
    Ok(())
}
