//! The operations on trails.

use super::fault::TrailError;
use super::selectors::Selectors;
use super::trail::{Destination, Logging, Trail, check_name};
use super::wire::{
    CreateTrail, DescribeTrails, DescribeTrailsResult, GetEventSelectors, GetTrailResult,
    ListEventDataStores, ListEventDataStoresResult, ListTrails, ListTrailsResult, OneTrail,
    PutEventSelectors, SelectorMembers, TrailInfo, TrailMembers, TrailStatus,
};
use crate::call::Call;
use crate::fault::Fault;
use crate::page::PageAsk;
use crate::services::iam::evaluation::{Context, Question, Verdict};
use crate::wire::Epoch;

const SERVICE: &str = "cloudtrail.amazonaws.com";
// AWS: a quota that cannot be raised (user guide, "Quotas in AWS CloudTrail").
const TRAILS: usize = 5;

pub(super) fn create(call: &mut Call<'_>, input: CreateTrail) -> Result<TrailMembers, Fault> {
    check_name(&input.name)?;
    let account_id = call.account.id.clone();
    let arn = call.regional_arn("cloudtrail", &format!("trail/{}", input.name));
    let cloudtrail = &call.state().cloudtrail;
    if cloudtrail.trail(&arn).is_some() {
        return Err(TrailError::TrailAlreadyExists { name: input.name, account_id }.into());
    }
    if cloudtrail.trails().filter(|(_, trail)| trail.home_region == call.region).count() >= TRAILS {
        let region = call.region.to_owned();
        return Err(TrailError::TooManyTrails { account_id, most: TRAILS, region }.into());
    }
    let destination =
        Destination { bucket: input.s3_bucket_name, prefix: input.s3_key_prefix, kms_key: input.kms_key_id };
    check_bucket(call, &arn, &destination)?;
    let trail = Trail {
        name: input.name,
        home_region: call.region.to_owned(),
        is_multi_region: input.is_multi_region_trail.unwrap_or(false),
        includes_global_events: input.include_global_service_events.unwrap_or(true),
        destination,
        validates_files: input.enable_log_file_validation.unwrap_or(false),
        selectors: Selectors::fresh(),
        logging: Logging::default(),
    };
    let made = TrailMembers::made(&arn, &trail);
    call.state_mut().cloudtrail.add_trail(arn, trail);
    Ok(made)
}

// AWS: the bucket's policy has to let CloudTrail look at its ACL and put files where they belong (user guide, "Amazon S3
// bucket policy for CloudTrail").
fn check_bucket(call: &Call<'_>, trail_arn: &str, destination: &Destination) -> Result<(), TrailError> {
    let Destination { bucket, prefix, .. } = destination;
    let found = call.account.surroundings.buckets.get(bucket);
    let found = found.ok_or_else(|| TrailError::NoSuchBucket(bucket.clone()))?;
    let bucket_arn = format!("arn:{}:s3:::{bucket}", call.account.partition);
    let prefix = prefix.as_ref().map(|prefix| format!("{prefix}/")).unwrap_or_default();
    let files = format!("{bucket_arn}/{prefix}AWSLogs/{}/x", call.account.id);
    let context = Context::default()
        .with("aws:SourceAccount", &call.account.id)
        .with("aws:SourceArn", trail_arn)
        .with("s3:x-amz-acl", "bucket-owner-full-control");
    let lets = |action: &str, arn: &str| {
        let question = Question::new(action, arn, &context);
        let verdict = found.policy.as_ref().map(|policy| policy.verdict_for_service(SERVICE, question));
        verdict == Some(Verdict::Allowed)
    };
    if lets("s3:GetBucketAcl", &bucket_arn) && lets("s3:PutObject", &files) {
        return Ok(());
    }
    Err(TrailError::BucketPolicy(bucket.clone()))
}

pub(super) fn delete(call: &mut Call<'_>, input: OneTrail) -> Result<(), Fault> {
    let arn = at_home(call, &input.name)?;
    call.state_mut().cloudtrail.remove_trail(&arn);
    Ok(())
}

// AWS: without names, the trails of the region and the shadows of those that reach it from elsewhere.
pub(super) fn describe(call: &mut Call<'_>, input: DescribeTrails) -> Result<DescribeTrailsResult, Fault> {
    let shadows = input.include_shadow_trails.unwrap_or(true);
    let names = input.trail_name_list.unwrap_or_default();
    let asked = |arn: &str, trail: &Trail| {
        names.is_empty() || names.iter().any(|name| *name == trail.name || name == arn)
    };
    let here = |trail: &Trail| trail.home_region == call.region || shadows && trail.is_multi_region;
    let trails = call.state().cloudtrail.trails().filter(|(arn, trail)| here(trail) && asked(arn, trail));
    Ok(DescribeTrailsResult { trail_list: trails.map(|(arn, trail)| TrailMembers::whole(arn, trail)).collect() })
}

pub(super) fn get(call: &mut Call<'_>, input: OneTrail) -> Result<GetTrailResult, Fault> {
    let (arn, trail) = find(call, &input.name)?;
    Ok(GetTrailResult { trail: TrailMembers::whole(arn, trail) })
}

pub(super) fn list(call: &mut Call<'_>, input: ListTrails) -> Result<ListTrailsResult, Fault> {
    let infos = call.state().cloudtrail.trails().map(|(arn, trail)| {
        let info =
            TrailInfo { arn: arn.clone(), name: trail.name.clone(), home_region: trail.home_region.clone() };
        (arn.clone(), info)
    });
    let ask = PageAsk { token: input.next_token.as_deref(), limit: 100 };
    let page = call.page(infos, &ask).map_err(|_| TrailError::BadToken)?;
    Ok(ListTrailsResult { trails: page.items, next_token: page.next })
}

pub(super) fn status(call: &mut Call<'_>, input: OneTrail) -> Result<TrailStatus, Fault> {
    let (_, trail) = find(call, &input.name)?;
    let Logging { is_on, started_at_ms, stopped_at_ms, delivered_at_ms } = trail.logging;
    Ok(TrailStatus {
        is_logging: is_on,
        latest_delivery_time: delivered_at_ms.map(Epoch),
        start_logging_time: started_at_ms.map(Epoch),
        stop_logging_time: stopped_at_ms.map(Epoch),
    })
}

pub(super) fn start_logging(call: &mut Call<'_>, input: OneTrail) -> Result<(), Fault> {
    let now_ms = call.now_ms;
    let logging = &mut trail_mut(call, &input.name)?.logging;
    logging.is_on = true;
    logging.started_at_ms = Some(now_ms);
    Ok(())
}

pub(super) fn stop_logging(call: &mut Call<'_>, input: OneTrail) -> Result<(), Fault> {
    let now_ms = call.now_ms;
    let logging = &mut trail_mut(call, &input.name)?.logging;
    logging.is_on = false;
    logging.stopped_at_ms = Some(now_ms);
    Ok(())
}

pub(super) fn get_selectors(
    call: &mut Call<'_>,
    input: GetEventSelectors,
) -> Result<SelectorMembers, Fault> {
    let (arn, trail) = find(call, &input.trail_name)?;
    Ok(members(arn, &trail.selectors))
}

// AWS: either form replaces the other, and both at once are refused (service model, PutEventSelectors).
pub(super) fn put_selectors(
    call: &mut Call<'_>,
    input: PutEventSelectors,
) -> Result<SelectorMembers, Fault> {
    let selectors = match (input.event_selectors, input.advanced_event_selectors) {
        (Some(basic), None) => Selectors::Basic(basic),
        (None, Some(advanced)) => Selectors::Advanced(advanced),
        _ => return Err(TrailError::selectors("give event selectors of one form").into()),
    };
    selectors.check()?;
    let arn = at_home(call, &input.trail_name)?;
    let answer = members(&arn, &selectors);
    trail_mut(call, &arn)?.selectors = selectors;
    Ok(answer)
}

/// No operation of the sandbox makes an event data store, so there are none.
pub(super) fn list_event_data_stores(
    _: &mut Call<'_>,
    input: ListEventDataStores,
) -> Result<ListEventDataStoresResult, Fault> {
    if input.next_token.is_some() {
        return Err(TrailError::BadToken.into());
    }
    if input.max_results.is_some_and(|most| !(1..=1000).contains(&most)) {
        return Err(TrailError::MaxResults(1000).into());
    }
    Ok(ListEventDataStoresResult { event_data_stores: Vec::new() })
}

fn members(arn: &str, selectors: &Selectors) -> SelectorMembers {
    let (event_selectors, advanced_event_selectors) = match selectors.clone() {
        Selectors::Basic(basic) => (Some(basic), None),
        Selectors::Advanced(advanced) => (None, Some(advanced)),
    };
    SelectorMembers { arn: arn.to_owned(), event_selectors, advanced_event_selectors }
}

/// A trail by its ARN, or by its name if it is in the region of the call or reaches it.
fn find<'a>(call: &'a Call<'_>, name: &str) -> Result<(&'a String, &'a Trail), TrailError> {
    let reached = |trail: &Trail| trail.home_region == call.region || trail.is_multi_region;
    let mut trails = call.state().cloudtrail.trails();
    trails.find(|(arn, trail)| *arn == name || trail.name == name && reached(trail)).ok_or_else(|| {
        TrailError::TrailNotFound { name: name.to_owned(), account_id: call.account.id.clone() }
    })
}

/// The ARN of a trail that has its home in the region of the call.
fn at_home(call: &Call<'_>, name: &str) -> Result<String, TrailError> {
    let (arn, trail) = find(call, name)?;
    if trail.home_region == call.region {
        return Ok(arn.clone());
    }
    Err(TrailError::NotAtHome { name: trail.name.clone(), home: trail.home_region.clone() })
}

fn trail_mut<'a>(call: &'a mut Call<'_>, name: &str) -> Result<&'a mut Trail, TrailError> {
    let arn = at_home(call, name)?;
    let missing = TrailError::TrailNotFound { name: name.to_owned(), account_id: call.account.id.clone() };
    call.state_mut().cloudtrail.trail_mut(&arn).ok_or(missing)
}
