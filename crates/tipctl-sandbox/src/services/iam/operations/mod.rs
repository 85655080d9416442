//! IAM's operations, by what they are about. Reads show the account as it was before the lag; writes check what is.

pub(super) mod account;
pub(super) mod attachment;
pub(super) mod inline;
pub(super) mod openid;
pub(super) mod policy;
pub(super) mod role;

use crate::call::Call;
use crate::fault::Fault;
use crate::page::{Page, PageAsk};
use crate::services::iam::fault::IamError;
use crate::services::iam::state::State;

/// What writes change.
fn iam_mut<'a>(call: &'a mut Call<'_>) -> &'a mut State {
    &mut call.state_mut().iam
}

/// A page with its marker, which is there if and only if the list is truncated.
fn page<T>(
    call: &Call<'_>,
    items: impl IntoIterator<Item = (String, T)>,
    ask: &PageAsk<'_>,
) -> Result<Page<T>, Fault> {
    call.page(items, ask).map_err(|_| {
        let value = ask.token.unwrap_or_default().to_owned();
        let constraint = "Member must be a marker of the previous page".to_owned();
        IamError::Validation { member: "marker", value, constraint }.into()
    })
}
