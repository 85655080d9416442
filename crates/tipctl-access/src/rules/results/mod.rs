//! S3 Access Grants: where results land, and who may put them there.

mod covering;
pub(super) mod tip101;
pub(super) mod tip103;
pub(super) mod tip208;
pub(super) mod tip220;
pub(super) mod tip228;
