//! Studios: what one holds, and how it changes.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::fault::EmrError;
use super::mapping::Mappings;
use super::tags::Tags;
use crate::surroundings::Surroundings;

/// How many subnets a studio may have.
const SUBNETS: usize = 5;

/// A studio.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Studio {
    pub(super) name: String,
    pub(super) description: Option<String>,
    pub(super) auth_mode: AuthMode,
    pub(super) network: Network,
    /// As it was sent, by name or ARN.
    pub(super) service_role: String,
    /// As it was sent, by name or ARN.
    pub(super) user_role: Option<String>,
    pub(super) default_s3_location: String,
    pub(super) idp_auth_url: Option<String>,
    pub(super) idp_relay_state: Option<String>,
    pub(super) encryption_key_arn: Option<String>,
    /// How identities are propagated, if they are.
    pub(super) propagation: Option<Propagation>,
    pub(super) tags: Tags,
    pub(super) made_at_ms: u64,
    pub(super) mappings: Mappings,
}

/// Who authenticates the users. Also the member `AuthMode` on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum AuthMode {
    #[serde(rename = "SSO")]
    Sso,
    #[serde(rename = "IAM")]
    Iam,
}

/// Where a studio's workspaces run.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Network {
    pub(super) vpc_id: String,
    pub(super) subnet_ids: BTreeSet<String>,
    pub(super) workspace_security_group_id: String,
    pub(super) engine_security_group_id: String,
}

/// Trusted identity propagation.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Propagation {
    pub(super) instance_arn: String,
    pub(super) user_assignment: UserAssignment,
    /// The studio's application in Identity Center.
    pub(super) application_arn: String,
}

/// Whether only mapped users and groups may enter. Also the member `IdcUserAssignment` on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum UserAssignment {
    Required,
    Optional,
}

/// What an update changes. None leaves as it is.
#[derive(Debug, Default)]
pub(super) struct Changes {
    pub(super) name: Option<String>,
    pub(super) description: Option<String>,
    pub(super) subnet_ids: Option<BTreeSet<String>>,
    pub(super) default_s3_location: Option<String>,
    pub(super) encryption_key_arn: Option<String>,
}

impl Network {
    /// Refuses a network of which something is missing in the region.
    pub(super) fn check(&self, surroundings: &Surroundings, region: &str) -> Result<(), EmrError> {
        let vpc = surroundings.vpcs.get(&self.vpc_id).filter(|vpc| vpc.region == region);
        let vpc = vpc.ok_or_else(|| EmrError::Refused(format!("The VPC {} does not exist.", self.vpc_id)))?;
        if self.subnet_ids.is_empty() || self.subnet_ids.len() > SUBNETS {
            return Err(EmrError::Refused(format!("A studio has 1 to {SUBNETS} subnets.")));
        }
        if let Some(subnet) = self.subnet_ids.difference(&vpc.subnets).next() {
            return Err(outside("subnet", subnet, &self.vpc_id));
        }
        for group in [&self.workspace_security_group_id, &self.engine_security_group_id] {
            if !vpc.security_groups.contains(group) {
                return Err(outside("security group", group, &self.vpc_id));
            }
        }
        Ok(())
    }
}

impl Studio {
    // AWS: an update may add subnets and cannot take any away (facts/aws-identity.md §7). That an empty description is none
    // is unverified.
    pub(super) fn update(
        &mut self,
        changes: Changes,
        surroundings: &Surroundings,
        region: &str,
    ) -> Result<(), EmrError> {
        if let Some(subnet_ids) = changes.subnet_ids {
            if let Some(lost) = self.network.subnet_ids.difference(&subnet_ids).next() {
                let text =
                    format!("The subnet {lost} of the studio is not among the subnets; none can be removed.");
                return Err(EmrError::Refused(text));
            }
            self.network.subnet_ids = subnet_ids;
            self.network.check(surroundings, region)?;
        }
        if let Some(name) = changes.name {
            self.name = name;
        }
        if let Some(description) = changes.description {
            self.description = Some(description).filter(|text| !text.is_empty());
        }
        if let Some(location) = changes.default_s3_location {
            self.default_s3_location = location;
        }
        if changes.encryption_key_arn.is_some() {
            self.encryption_key_arn = changes.encryption_key_arn;
        }
        Ok(())
    }
}

/// The bucket of an S3 location.
pub(super) fn bucket_of(location: &str) -> Result<&str, EmrError> {
    let bucket = location.strip_prefix("s3://").and_then(|path| path.split('/').next());
    bucket.filter(|bucket| !bucket.is_empty()).ok_or(EmrError::InvalidMember("DefaultS3Location"))
}

/// The studios of a region, by id.
pub(super) type Studios = BTreeMap<String, Studio>;

fn outside(what: &str, id: &str, vpc_id: &str) -> EmrError {
    EmrError::Refused(format!("The {what} {id} does not exist in the VPC {vpc_id}."))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    const REGION: &str = "ap-northeast-1";

    pub(in super::super) fn studio() -> Studio {
        Studio {
            name: "analytics".to_owned(),
            description: None,
            auth_mode: AuthMode::Sso,
            network: Network {
                vpc_id: "vpc-0a1b2c3d4e5f67890".to_owned(),
                subnet_ids: ["subnet-0a1b2c3d4e5f67890".to_owned()].into(),
                workspace_security_group_id: "sg-0a1b2c3d4e5f67890".to_owned(),
                engine_security_group_id: "sg-0f9e8d7c6b5a43210".to_owned(),
            },
            service_role: "service".to_owned(),
            user_role: Some("user".to_owned()),
            default_s3_location: "s3://acme-studio/".to_owned(),
            idp_auth_url: None,
            idp_relay_state: None,
            encryption_key_arn: None,
            propagation: None,
            tags: Tags::default(),
            made_at_ms: 0,
            mappings: Mappings::default(),
        }
    }

    fn with_subnets(ids: &[&str]) -> Result<Studio, EmrError> {
        let mut studio = studio();
        let subnet_ids = Some(ids.iter().map(|id| (*id).to_owned()).collect());
        let changes = Changes { subnet_ids, ..Changes::default() };
        studio.update(changes, &Surroundings::fresh(), REGION)?;
        Ok(studio)
    }

    #[test]
    fn subnets_can_be_added_and_not_removed() {
        let both = ["subnet-0b1b2c3d4e5f67890", "subnet-0a1b2c3d4e5f67890"];
        assert_eq!(with_subnets(&both).unwrap().network.subnet_ids, both.map(str::to_owned).into());
        for wrong in [
            &["subnet-0b1b2c3d4e5f67890"][..],
            &[],
            &["subnet-0a1b2c3d4e5f67890", "subnet-0c1b2c3d4e5f67890"],
        ] {
            assert!(with_subnets(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_network_is_of_one_vpc_of_the_region() {
        let network = studio().network;
        let surroundings = Surroundings::fresh();
        assert_eq!(network.check(&surroundings, REGION), Ok(()));
        assert!(network.check(&surroundings, "us-east-1").is_err());
        let foreign = Network { engine_security_group_id: "sg-0c1b2c3d4e5f67890".to_owned(), ..network };
        assert_eq!(
            foreign.check(&surroundings, REGION).unwrap_err().to_string(),
            "The security group sg-0c1b2c3d4e5f67890 does not exist in the VPC vpc-0a1b2c3d4e5f67890."
        );
    }

    #[test]
    fn an_update_keeps_what_it_does_not_name() {
        let mut studio = studio();
        let described = Changes { description: Some("text".to_owned()), ..Changes::default() };
        studio.update(described, &Surroundings::fresh(), REGION).unwrap();
        let renamed = Changes { name: Some("other".to_owned()), ..Changes::default() };
        studio.update(renamed, &Surroundings::fresh(), REGION).unwrap();
        assert_eq!((studio.name.as_str(), studio.description.as_deref()), ("other", Some("text")));
        let cleared = Changes { description: Some(String::new()), ..Changes::default() };
        studio.update(cleared, &Surroundings::fresh(), REGION).unwrap();
        assert_eq!(studio.description, None);
    }

    #[test]
    fn a_location_names_a_bucket() {
        assert_eq!(bucket_of("s3://acme-studio/a/b"), Ok("acme-studio"));
        for wrong in ["acme-studio", "s3://", "s3:///a"] {
            assert_eq!(bucket_of(wrong), Err(EmrError::InvalidMember("DefaultS3Location")));
        }
    }
}
