//! S3 Access Grants: where results land, and who may put them there.

pub(super) mod tip101;
pub(super) mod tip102;
pub(super) mod tip103;
pub(super) mod tip208;
pub(super) mod tip209;
pub(super) mod tip210;
pub(super) mod tip218;
pub(super) mod tip220;
pub(super) mod tip227;
pub(super) mod tip228;
