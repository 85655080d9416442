//! The operations, each with what it checks before the studios are touched.

pub(super) mod mapping;
pub(super) mod studio;
pub(super) mod tags;

use super::fault::EmrError;
use crate::call::Call;
use crate::page::{Page, PageAsk};

/// How many items a page holds; EMR does not let the caller choose.
const PAGE: usize = 50;

fn page<T>(
    call: &Call<'_>,
    items: impl Iterator<Item = (String, T)>,
    marker: Option<&str>,
) -> Result<Page<T>, EmrError> {
    call.page(items, &PageAsk { token: marker, limit: PAGE }).map_err(|_| EmrError::InvalidMember("Marker"))
}
