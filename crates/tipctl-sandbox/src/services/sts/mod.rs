//! AWS STS: who is calling, and who may become a role.

mod assume;
mod fault;
mod web_identity;
mod wire;

pub(crate) mod context;
pub(crate) mod session;
pub(crate) mod state;

use crate::call::Call;
use crate::fault::Fault;
use crate::service::Service;
use crate::wire::Protocol;
use wire::{GetCallerIdentity, GetCallerIdentityResult};

pub(crate) fn service() -> Service {
    let protocol =
        Protocol::Query { version: "2011-06-15", namespace: "https://sts.amazonaws.com/doc/2011-06-15/" };
    Service::new("sts", "sts", protocol)
        .throttling("Throttling")
        .read("GetCallerIdentity", get_caller_identity)
        .write("AssumeRole", assume::assume_role)
        .write("AssumeRoleWithWebIdentity", web_identity::assume_role)
}

fn get_caller_identity(call: &mut Call<'_>, _: GetCallerIdentity) -> Result<GetCallerIdentityResult, Fault> {
    Ok(GetCallerIdentityResult {
        arn: call.caller.arn.clone(),
        user_id: call.caller.user_id.clone(),
        account: call.caller.account_id().to_owned(),
    })
}
