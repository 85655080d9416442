//! AWS Lake Formation: data lake settings, registered locations, permissions, opt-ins, and the connection to Identity
//! Center. LF-Tags and cell filters are not here; what names them finds nothing.

mod fault;
mod granting;
mod grants;
mod identity_center;
mod listing;
pub(crate) mod location;
mod location_filter;
mod opt_in;
mod permission;
mod principal;
pub(crate) mod reader;
mod resource;
mod settings;
mod wire;

pub(crate) mod state;

use crate::service::Service;
use crate::wire::Protocol;

pub(crate) fn service() -> Service {
    Service::new("lakeformation", "lakeformation", Protocol::RestJson)
        .read("GetDataLakeSettings", settings::get)
        .write("PutDataLakeSettings", settings::put)
        .write("RegisterResource", location::register)
        .read("DescribeResource", location::describe)
        .read("ListResources", location::list)
        .write("UpdateResource", location::update)
        .write("DeregisterResource", location::deregister)
        .write("GrantPermissions", granting::grant)
        .write("RevokePermissions", granting::revoke)
        .write("BatchGrantPermissions", granting::batch_grant)
        .write("BatchRevokePermissions", granting::batch_revoke)
        .read("ListPermissions", listing::list)
        .write("CreateLakeFormationOptIn", opt_in::create)
        .write("DeleteLakeFormationOptIn", opt_in::delete)
        .read("ListLakeFormationOptIns", opt_in::list)
        .write("CreateLakeFormationIdentityCenterConfiguration", identity_center::create)
        .read("DescribeLakeFormationIdentityCenterConfiguration", identity_center::describe)
        .write("UpdateLakeFormationIdentityCenterConfiguration", identity_center::update)
        .write("DeleteLakeFormationIdentityCenterConfiguration", identity_center::delete)
}
