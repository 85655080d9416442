//! AWS CloudTrail: what happened in the account. Other services tell of it by [`record`].

pub(crate) mod event;
pub(crate) mod state;

use crate::call::Call;
use crate::service::Service;
use crate::wire::Protocol;
use event::{Event, NewEvent, Place};

pub(crate) fn service() -> Service {
    let target_prefix = "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101";
    Service::new("cloudtrail", "cloudtrail", Protocol::Json { version: "1.1", target_prefix })
}

/// Records what a service tells of a call that it answers, in the region of `call`.
pub(crate) fn record(call: &mut Call<'_>, told: NewEvent) {
    let (id, request_id) = (call.ids().guid(), call.ids().guid());
    let place = Place { region: call.region, account_id: &call.account.id };
    let event = Event::new(told, place, id, request_id);
    call.state_mut().cloudtrail.keep(event);
}
