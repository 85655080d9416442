//! S3 Access Grants: the instance with its association to Identity Center, locations, grants, tags. A resource policy cannot
//! be put here, and nothing else of S3 Control is here.

pub(crate) mod access;
mod fault;
mod grant;
mod instance;
mod location;
mod scope;
mod tags;
mod wire;

pub(crate) mod state;

use crate::service::Service;
use crate::wire::Protocol;

const INSTANCE: &str = "/v20180820/accessgrantsinstance";
const INSTANCES: &str = "/v20180820/accessgrantsinstances";
const IDENTITY_CENTER: &str = "/v20180820/accessgrantsinstance/identitycenter";
const RESOURCE_POLICY: &str = "/v20180820/accessgrantsinstance/resourcepolicy";
const LOCATION: &str = "/v20180820/accessgrantsinstance/location";
const LOCATIONS: &str = "/v20180820/accessgrantsinstance/locations";
const ONE_LOCATION: &str = "/v20180820/accessgrantsinstance/location/{AccessGrantsLocationId}";
const GRANT: &str = "/v20180820/accessgrantsinstance/grant";
const GRANTS: &str = "/v20180820/accessgrantsinstance/grants";
const ONE_GRANT: &str = "/v20180820/accessgrantsinstance/grant/{AccessGrantId}";
const TAGS: &str = "/v20180820/tags/{ResourceArn+}";

pub(crate) fn service() -> Service {
    let protocol = Protocol::RestXml { namespace: "http://awss3control.amazonaws.com/doc/2018-08-20/" };
    Service::new("s3control", "s3", protocol)
        .throttling("SlowDown")
        .write_at(("POST", INSTANCE), "CreateAccessGrantsInstance", instance::create)
        .read_at(("GET", INSTANCE), "GetAccessGrantsInstance", instance::get)
        .read_at(("GET", INSTANCES), "ListAccessGrantsInstances", instance::list)
        .write_at(("DELETE", INSTANCE), "DeleteAccessGrantsInstance", instance::delete)
        .write_at(("POST", IDENTITY_CENTER), "AssociateAccessGrantsIdentityCenter", instance::associate)
        .write_at(("DELETE", IDENTITY_CENTER), "DissociateAccessGrantsIdentityCenter", instance::dissociate)
        .read_at(("GET", RESOURCE_POLICY), "GetAccessGrantsInstanceResourcePolicy", instance::resource_policy)
        .write_at(("POST", LOCATION), "CreateAccessGrantsLocation", location::create)
        .read_at(("GET", ONE_LOCATION), "GetAccessGrantsLocation", location::get)
        .read_at(("GET", LOCATIONS), "ListAccessGrantsLocations", location::list)
        .write_at(("PUT", ONE_LOCATION), "UpdateAccessGrantsLocation", location::update)
        .write_at(("DELETE", ONE_LOCATION), "DeleteAccessGrantsLocation", location::delete)
        .write_at(("POST", GRANT), "CreateAccessGrant", grant::create)
        .read_at(("GET", ONE_GRANT), "GetAccessGrant", grant::get)
        .read_at(("GET", GRANTS), "ListAccessGrants", grant::list)
        .write_at(("DELETE", ONE_GRANT), "DeleteAccessGrant", grant::delete)
        .write_at(("POST", TAGS), "TagResource", tags::tag)
        .write_at(("DELETE", TAGS), "UntagResource", tags::untag)
        .read_at(("GET", TAGS), "ListTagsForResource", tags::list)
}
