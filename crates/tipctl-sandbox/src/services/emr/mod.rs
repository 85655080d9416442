//! Amazon EMR's studios and their session mappings. Clusters and workspaces are not implemented.

pub(crate) mod entry;
mod fault;
mod mapping;
mod operations;
mod studio;
mod tags;
mod wire;

pub(crate) mod state;

use crate::call::Call;
use crate::fault::Fault;
use crate::service::Service;
use crate::wire::Protocol;
use fault::EmrError;

pub(crate) fn service() -> Service {
    let protocol = Protocol::Json { version: "1.1", target_prefix: "ElasticMapReduce" };
    Service::new("emr", "elasticmapreduce", protocol)
        .write("CreateStudio", |call, input| forward(call, operations::studio::create, input))
        .read("DescribeStudio", |call, input| forward(call, operations::studio::describe, input))
        .read("ListStudios", |call, input| forward(call, operations::studio::list, input))
        .write("UpdateStudio", |call, input| forward(call, operations::studio::update, input))
        .write("DeleteStudio", |call, input| forward(call, operations::studio::delete, input))
        .write("AddTags", |call, input| forward(call, operations::tags::add, input))
        .write("RemoveTags", |call, input| forward(call, operations::tags::remove, input))
        .write("CreateStudioSessionMapping", |call, input| forward(call, operations::mapping::create, input))
        .read("GetStudioSessionMapping", |call, input| forward(call, operations::mapping::get, input))
        .write("UpdateStudioSessionMapping", |call, input| forward(call, operations::mapping::update, input))
        .write("DeleteStudioSessionMapping", |call, input| forward(call, operations::mapping::delete, input))
        .read("ListStudioSessionMappings", |call, input| forward(call, operations::mapping::list, input))
}

/// Has the service behind EMR answer, whose refusals bear the id of a request of their own.
fn forward<I, O>(
    call: &mut Call<'_>,
    operation: fn(&mut Call<'_>, I) -> Result<O, EmrError>,
    input: I,
) -> Result<O, Fault> {
    operation(call, input).map_err(|error| error.into_fault(&call.ids().guid()))
}
