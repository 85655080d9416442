//! The element `userIdentity`: who made a call.

use serde_json::{Value, json};

use crate::account::Caller;

/// A user, or a session of a role, as CloudTrail names it.
pub(crate) fn user_identity(caller: &Caller) -> Value {
    let Caller { arn, user_id, .. } = caller;
    let account_id = arn.split(':').nth(4).unwrap_or_default();
    if arn.contains(":assumed-role/") {
        return json!({ "type": "AssumedRole", "principalId": user_id, "arn": arn, "accountId": account_id });
    }
    json!({
        "type": "IAMUser",
        "principalId": user_id,
        "arn": arn,
        "accountId": account_id,
        "userName": arn.rsplit('/').next(),
    })
}
