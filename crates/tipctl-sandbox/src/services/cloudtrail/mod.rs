//! AWS CloudTrail: what happened in the account, to be looked up and to be delivered by trails. Other services tell of it by
//! [`record`]; what nobody tells of is in no log. Event data stores are not here.

mod fault;
mod log_file;
mod lookup;
mod operations;
mod selectors;
mod trail;
mod wire;

pub(crate) mod event;
pub(crate) mod identity;
pub(crate) mod state;

use crate::call::Call;
use crate::service::Service;
use crate::wire::Protocol;
use event::{Class, Event, NewEvent, Place};

pub(crate) fn service() -> Service {
    let target_prefix = "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101";
    Service::new("cloudtrail", "cloudtrail", Protocol::Json { version: "1.1", target_prefix })
        .read("LookupEvents", lookup::lookup)
        .write("CreateTrail", operations::create)
        .write("DeleteTrail", operations::delete)
        .read("DescribeTrails", operations::describe)
        .read("GetTrail", operations::get)
        .read("GetTrailStatus", operations::status)
        .read("ListTrails", operations::list)
        .write("StartLogging", operations::start_logging)
        .write("StopLogging", operations::stop_logging)
        .read("GetEventSelectors", operations::get_selectors)
        .write("PutEventSelectors", operations::put_selectors)
        .read("ListEventDataStores", operations::list_event_data_stores)
}

/// Records what a service tells of a call that it answers, in the region of `call`: in the history, and in the log files of
/// the trails that select it.
pub(crate) fn record(call: &mut Call<'_>, told: NewEvent) {
    // A data event that no trail waits for leaves no trace.
    if told.class == Class::Data && !call.state().cloudtrail.trails().any(|(_, trail)| trail.logging.is_on) {
        return;
    }
    let (id, request_id) = (call.ids().guid(), call.ids().guid());
    let place = Place { region: call.region, account_id: &call.account.id };
    let event = Event::new(told, place, id, request_id);
    let trails = call.state().cloudtrail.trails().filter(|(_, trail)| trail.takes(&event));
    let takers: Vec<_> = trails.map(|(arn, trail)| (arn.clone(), trail.destination.clone())).collect();
    for (arn, destination) in takers {
        if log_file::deliver(call, &destination, &event)
            && let Some(trail) = call.state_mut().cloudtrail.trail_mut(&arn)
        {
            trail.logging.delivered_at_ms = Some(event.at_ms);
        }
    }
    call.state_mut().cloudtrail.keep(event);
}
