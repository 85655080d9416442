//! IAM policies: what a document allows, denies or leaves open.
