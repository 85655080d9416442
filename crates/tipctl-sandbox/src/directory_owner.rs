//! Identity Center in another account than the data: who may do what from where.

use serde_json::Value;

use crate::call::{Access, Call};
use crate::fault::Fault;
use crate::service::Service;

/// What a member of the organization cannot do in Identity Center itself. What its services do there for it is theirs.
// AWS: trusted token issuers and applications of customers are made where the instance lives, or by a delegated
// administrator (facts/tip-chain.md §6b); which other operations a member is refused, and the text, are unverified.
const OF_OWNER: [&str; 8] = [
    "CreateApplication",
    "UpdateApplication",
    "DeleteApplication",
    "CreateTrustedTokenIssuer",
    "UpdateTrustedTokenIssuer",
    "DeleteTrustedTokenIssuer",
    "ListTrustedTokenIssuers",
    "TagResource",
];

/// Refuses what a caller cannot do because of the account that it is of.
pub(crate) fn check(
    call: &Call<'_>,
    (service, operation, access): (&Service, &str, Access),
    input: &Value,
) -> Result<(), Fault> {
    let owner = &call.state().ssoadmin.owned().owner_account_id;
    let caller = call.caller.account_id();
    if caller != call.account.id {
        let known = ["sts", "ssoadmin", "identitystore"].contains(&service.name) && caller == owner;
        return if known {
            Ok(())
        } else {
            Err(Fault::not_implemented(&format!("{} of account {caller}", service.name)))
        };
    }
    if caller == owner {
        return Ok(());
    }
    let refused = match service.name {
        "identitystore" => access == Access::Write,
        "ssoadmin" => OF_OWNER.contains(&operation),
        _ => false,
    };
    if refused {
        let action = format!("{}:{operation}", service.signs_as);
        let text = format!("User: {} is not authorized to perform: {action}", call.caller.arn);
        return Err(Fault::new(service.protocol.access_denied(), 403, text));
    }
    // AWS: a member has to say that it means its own applications (facts/aws-identity.md §5.1); the code is unverified.
    let of_account = input.pointer("/Filter/ApplicationAccount").and_then(Value::as_str);
    if (service.name, operation) == ("ssoadmin", "ListApplications") && of_account != Some(caller) {
        let text = "Filter.ApplicationAccount must be the account of the caller.";
        return Err(Fault::new("ValidationException", 400, text));
    }
    Ok(())
}
