//! Operations on the tags of a studio.

use crate::call::Call;
use crate::services::emr::fault::EmrError;
use crate::services::emr::wire::{AddTags, RemoveTags, TagsResult};

pub(in crate::services::emr) fn add(call: &mut Call<'_>, input: AddTags) -> Result<TagsResult, EmrError> {
    let region = call.region;
    call.state_mut().emr.studio_mut(region, &input.resource_id)?.tags.put(input.tags)?;
    Ok(TagsResult {})
}

pub(in crate::services::emr) fn remove(
    call: &mut Call<'_>,
    input: RemoveTags,
) -> Result<TagsResult, EmrError> {
    let region = call.region;
    call.state_mut().emr.studio_mut(region, &input.resource_id)?.tags.remove(&input.tag_keys);
    Ok(TagsResult {})
}
