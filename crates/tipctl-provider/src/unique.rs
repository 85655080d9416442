//! Calls that AWS would carry out twice: it takes no token that tells a repetition from a second wish, and no name that
//! is unique. The SDK may repeat such a call only where AWS says that it was not carried out.

use aws_smithy_runtime_api::client::{
    interceptors::context::InterceptorContext,
    retries::classifiers::{ClassifyRetry, RetryAction, RetryClassifierPriority},
};

/// Forbids the SDK to repeat a call whose end is not known: one that was never answered, or answered with a failure of
/// AWS's own.
#[derive(Debug)]
pub(crate) struct SendOnce;

impl ClassifyRetry for SendOnce {
    fn classify_retry(&self, context: &InterceptorContext) -> RetryAction {
        let has_failed = context.output_or_error().is_some_and(|answer| answer.is_err());
        let status = context.response().map(|response| response.status().as_u16());
        match status {
            _ if !has_failed => RetryAction::NoActionIndicated,
            Some(..500) => RetryAction::NoActionIndicated,
            _ => RetryAction::RetryForbidden,
        }
    }

    fn name(&self) -> &'static str {
        "send once"
    }

    fn priority(&self) -> RetryClassifierPriority {
        RetryClassifierPriority::run_after(RetryClassifierPriority::transient_error_classifier())
    }
}
