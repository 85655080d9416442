//! The OIDC service of Identity Center, as far as a client goes that brings the token of another issuer.

mod fault;
mod token;
mod wire;

pub(crate) mod state;

use crate::service::Service;
use crate::wire::Protocol;

pub(crate) fn service() -> Service {
    // AWS: the path is that of CreateToken too; this operation is told apart by `aws_iam=t`.
    Service::new("ssooidc", "sso-oauth", Protocol::RestJson).write_at(
        ("POST", "/token?aws_iam=t"),
        "CreateTokenWithIAM",
        token::create,
    )
}
