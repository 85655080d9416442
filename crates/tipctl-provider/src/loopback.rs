//! S3 Control behind an endpoint that is one machine, such as the sandbox's port.

use std::net::IpAddr;

use aws_smithy_runtime_api::{
    box_error::BoxError,
    client::{
        interceptors::{Intercept, context::BeforeTransmitInterceptorContextMut, dyn_dispatch_hint},
        runtime_components::RuntimeComponents,
    },
};
use aws_smithy_types::config_bag::ConfigBag;

/// Takes the account number off the host where the rest of the host is one machine.
///
/// AWS: S3 Control's host begins with the account number, and the SDK puts it before an endpoint of one's own too
/// (facts/aws-data.md §0.1). `111122223333.127.0.0.1` is not a host. The number is in a header as well.
#[derive(Debug)]
pub(crate) struct WithoutAccount;

#[dyn_dispatch_hint]
impl Intercept for WithoutAccount {
    fn name(&self) -> &'static str {
        "WithoutAccount"
    }

    fn modify_before_signing(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let request = context.request_mut();
        if let Some(uri) = without_account(request.uri()) {
            request.set_uri(uri)?;
        }
        Ok(())
    }
}

fn without_account(uri: &str) -> Option<String> {
    let (scheme, rest) = uri.split_once("://")?;
    let (account, rest) = rest.split_once('.')?;
    let authority = rest.split('/').next()?;
    let host = authority.rsplit_once(':').map_or(authority, |(host, _)| host);
    let is_account = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
    let is_machine = host.parse::<IpAddr>().is_ok() || !host.contains('.');
    (is_account && is_machine).then(|| format!("{scheme}://{rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_single_machines_lose_the_account() {
        let cases = [
            (
                "http://111122223333.127.0.0.1:4570/v20180820/x?y=z",
                Some("http://127.0.0.1:4570/v20180820/x?y=z"),
            ),
            ("http://111122223333.localhost:4570/", Some("http://localhost:4570/")),
            ("http://111122223333.sandbox/a.b", Some("http://sandbox/a.b")),
            ("https://111122223333.s3-control.ap-northeast-1.amazonaws.com/v20180820/x", None),
            ("http://127.0.0.1:4570/", None),
            ("http://localhost:4570/", None),
        ];
        for (uri, expected) in cases {
            assert_eq!(without_account(uri).as_deref(), expected, "{uri}");
        }
    }
}
