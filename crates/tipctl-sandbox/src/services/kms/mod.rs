//! AWS KMS: symmetric keys with their policies, and aliases. Nothing is encrypted with them; what encrypts asks
//! [`key::Key::lets`].

mod fault;
mod operations;
mod wire;

pub(crate) mod key;
pub(crate) mod state;

use crate::service::Service;
use crate::wire::Protocol;

pub(crate) fn service() -> Service {
    Service::new("kms", "kms", Protocol::Json { version: "1.1", target_prefix: "TrentService" })
        .write("CreateKey", operations::create)
        .read("DescribeKey", operations::describe)
        .write("EnableKey", operations::enable)
        .write("DisableKey", operations::disable)
        .read("ListKeys", operations::list)
        .read("GetKeyPolicy", operations::get_policy)
        .write("PutKeyPolicy", operations::put_policy)
        .write("CreateAlias", operations::create_alias)
        .write("DeleteAlias", operations::delete_alias)
        .read("ListAliases", operations::list_aliases)
}
