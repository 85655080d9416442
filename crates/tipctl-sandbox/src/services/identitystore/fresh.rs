//! The directory of a fresh account, as an identity provider has pushed it over SCIM.

use std::collections::BTreeMap;

use super::profile::Profile;
use super::state::{ExternalId, Group, Membership, Stamps, User};

/// 2025-06-01T00:00:00Z, when the directory was first synchronised.
const MADE_AT_MS: u64 = 1_748_736_000_000;

// AWS: which issuer an identity provider is shown as is unverified (facts/tip-chain.md §4).
const ISSUER: &str = "https://example.okta.com";

const ANALYSTS: &str = "6a1f0c52-7d3e-4b8a-9c10-2f5e8d7b4a01";
const ENGINEERS: &str = "6a1f0c52-7d3e-4b8a-9c10-2f5e8d7b4a02";
const INTERNS: &str = "6a1f0c52-7d3e-4b8a-9c10-2f5e8d7b4a03";
const CAROL: &str = "3c9b7e14-5a20-4f6d-8b33-91d0c6e2f701";
const DAVE: &str = "3c9b7e14-5a20-4f6d-8b33-91d0c6e2f702";
const ERIN: &str = "3c9b7e14-5a20-4f6d-8b33-91d0c6e2f703";

pub(super) fn users() -> BTreeMap<String, User> {
    let user = |id: &str, given: &str, family: &str| {
        let profile = Profile::of_person(given, family);
        (id.to_owned(), User { profile, external_ids: external_ids(given), stamps: stamps() })
    };
    [user(CAROL, "Carol", "Sato"), user(DAVE, "Dave", "Suzuki"), user(ERIN, "Erin", "Takahashi")].into()
}

pub(super) fn groups() -> BTreeMap<String, Group> {
    let group = |id: &str, name: &str| {
        let group = Group {
            display_name: name.to_owned(),
            description: None,
            external_ids: external_ids(name),
            stamps: stamps(),
        };
        (id.to_owned(), group)
    };
    [group(ANALYSTS, "data-analysts"), group(ENGINEERS, "data-engineers"), group(INTERNS, "interns")].into()
}

pub(super) fn memberships() -> BTreeMap<String, Membership> {
    let membership = |id: &str, group_id: &str, user_id: &str| {
        let membership =
            Membership { group_id: group_id.to_owned(), user_id: user_id.to_owned(), stamps: stamps() };
        (id.to_owned(), membership)
    };
    [
        membership("8e4d2b60-1c7f-4a95-b2e8-04a7d9f3c501", ANALYSTS, CAROL),
        membership("8e4d2b60-1c7f-4a95-b2e8-04a7d9f3c502", ENGINEERS, DAVE),
        membership("8e4d2b60-1c7f-4a95-b2e8-04a7d9f3c503", ANALYSTS, ERIN),
        membership("8e4d2b60-1c7f-4a95-b2e8-04a7d9f3c504", ENGINEERS, ERIN),
    ]
    .into()
}

fn external_ids(name: &str) -> Vec<ExternalId> {
    vec![ExternalId { issuer: ISSUER.to_owned(), id: format!("00{}", name.to_lowercase()) }]
}

fn stamps() -> Stamps {
    Stamps::new(MADE_AT_MS, "SCIM")
}
