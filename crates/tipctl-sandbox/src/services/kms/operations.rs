//! The operations on keys, their policies and their aliases.

use super::fault::KmsError;
use super::key::{Key, Manager};
use super::state::{Alias, Place, own_policy};
use super::wire::{
    AliasListEntry, CreateAlias, CreateKey, DeleteAlias, GetKeyPolicy, GetKeyPolicyResult, KeyListEntry,
    KeyMetadata, ListAliases, ListAliasesResult, ListKeys, ListKeysResult, OneKey, OneKeyResult,
    PutKeyPolicy,
};
use crate::call::Call;
use crate::constraint::page_limit;
use crate::fault::Fault;
use crate::page::PageAsk;
use crate::services::iam::evaluation::{Context, Question, Verdict};
use crate::services::iam::resource_policy::ResourcePolicy;

/// The only name that a key policy has.
const POLICY: &str = "default";

pub(super) fn create(call: &mut Call<'_>, input: CreateKey) -> Result<OneKeyResult, Fault> {
    let usual = |asked: &Option<String>, usual: &str| asked.as_deref().is_none_or(|asked| asked == usual);
    if !usual(&input.key_usage, "ENCRYPT_DECRYPT")
        || !usual(&input.key_spec, "SYMMETRIC_DEFAULT")
        || !usual(&input.origin, "AWS_KMS")
    {
        return Err(KmsError::Unsupported("The sandbox has symmetric keys of KMS's own making only.").into());
    }
    let text = input.policy.unwrap_or_else(|| own_policy(place(call)));
    let policy = read_policy(call, &text, input.bypass_policy_lockout_safety_check)?;
    let id = call.ids().guid();
    let arn = place(call).arn(&format!("key/{id}"));
    let key = Key {
        id,
        region: call.region.to_owned(),
        manager: Manager::Customer,
        is_enabled: true,
        description: input.description.unwrap_or_default(),
        is_multi_region: input.multi_region.unwrap_or(false),
        policy,
        made_at_ms: call.now_ms,
    };
    let key_metadata = KeyMetadata::new(&arn, &key);
    call.state_mut().kms.add_key(arn, key);
    Ok(OneKeyResult { key_metadata })
}

// AWS: also by an alias (KMS API reference, DescribeKey).
pub(super) fn describe(call: &mut Call<'_>, input: OneKey) -> Result<OneKeyResult, Fault> {
    let (arn, key) = find(call, &input.key_id)?;
    Ok(OneKeyResult { key_metadata: KeyMetadata::new(arn, key) })
}

pub(super) fn enable(call: &mut Call<'_>, input: OneKey) -> Result<(), Fault> {
    Ok(switch(call, &input.key_id, true)?)
}

pub(super) fn disable(call: &mut Call<'_>, input: OneKey) -> Result<(), Fault> {
    Ok(switch(call, &input.key_id, false)?)
}

fn switch(call: &mut Call<'_>, key_id: &str, is_enabled: bool) -> Result<(), KmsError> {
    let arn = own(call, key_id)?;
    call.state_mut().kms.key_mut(&arn)?.is_enabled = is_enabled;
    Ok(())
}

pub(super) fn list(call: &mut Call<'_>, input: ListKeys) -> Result<ListKeysResult, Fault> {
    let keys = call.state().kms.keys(call.region);
    let entries =
        keys.map(|(arn, key)| (arn.clone(), KeyListEntry { key_id: key.id.clone(), key_arn: arn.clone() }));
    let limit = page_limit("limit", input.limit, 1000)?;
    let ask = PageAsk { token: input.marker.as_deref(), limit };
    let page = call.page(entries, &ask).map_err(|_| KmsError::BadMarker)?;
    Ok(ListKeysResult { keys: page.items, truncated: page.next.is_some(), next_marker: page.next })
}

pub(super) fn get_policy(call: &mut Call<'_>, input: GetKeyPolicy) -> Result<GetKeyPolicyResult, Fault> {
    let arn = by_key_id(call, &input.key_id)?;
    check_policy_name(input.policy_name.as_deref())?;
    let (_, key) = find(call, &arn)?;
    Ok(GetKeyPolicyResult { policy: key.policy.text().to_owned(), policy_name: POLICY })
}

pub(super) fn put_policy(call: &mut Call<'_>, input: PutKeyPolicy) -> Result<(), Fault> {
    let arn = own(call, &input.key_id)?;
    check_policy_name(input.policy_name.as_deref())?;
    let policy = read_policy(call, &input.policy, input.bypass_policy_lockout_safety_check)?;
    call.state_mut().kms.key_mut(&arn)?.policy = policy;
    Ok(())
}

pub(super) fn create_alias(call: &mut Call<'_>, input: CreateAlias) -> Result<(), Fault> {
    let name = input.alias_name;
    let fits = |character: char| character.is_ascii_alphanumeric() || "/_-".contains(character);
    let tail = name.strip_prefix("alias/").filter(|tail| !tail.is_empty() && tail.chars().all(fits));
    if tail.is_none_or(|tail| name.len() > 256 || tail.starts_with("aws/")) {
        let text = format!("{name} is not an alias/ of the account's own, of letters, digits, /, _ and -");
        return Err(KmsError::InvalidAliasName(text).into());
    }
    let key_arn = own(call, &input.target_key_id)?;
    let arn = place(call).arn(&name);
    let alias = Alias { name, key_arn, made_at_ms: call.now_ms };
    Ok(call.state_mut().kms.add_alias(arn, alias)?)
}

pub(super) fn delete_alias(call: &mut Call<'_>, input: DeleteAlias) -> Result<(), Fault> {
    let arn = place(call).arn(&input.alias_name);
    if input.alias_name.starts_with("alias/aws/") {
        return Err(KmsError::ManagedByAws { arn }.into());
    }
    Ok(call.state_mut().kms.remove_alias(&arn)?)
}

pub(super) fn list_aliases(call: &mut Call<'_>, input: ListAliases) -> Result<ListAliasesResult, Fault> {
    let of_key = input.key_id.as_deref().map(|key_id| by_key_id(call, key_id)).transpose()?;
    let prefix = place(call).arn("alias/");
    let aliases = call.state().kms.aliases(&prefix);
    let entries = aliases
        .filter(|(_, alias)| of_key.as_ref().is_none_or(|arn| *arn == alias.key_arn))
        .map(|(arn, alias)| (arn.clone(), AliasListEntry::new(arn, alias)));
    // AWS: 50 unless more are asked for, which is 100 at most (KMS API reference, ListAliases).
    let limit = page_limit("limit", input.limit.or(Some(50)), 100)?;
    let ask = PageAsk { token: input.marker.as_deref(), limit };
    let page = call.page(entries, &ask).map_err(|_| KmsError::BadMarker)?;
    Ok(ListAliasesResult { aliases: page.items, truncated: page.next.is_some(), next_marker: page.next })
}

fn place<'a>(call: &'a Call<'_>) -> Place<'a> {
    Place { region: call.region, account_id: &call.account.id }
}

fn find<'a>(call: &'a Call<'_>, name: &str) -> Result<(&'a String, &'a Key), KmsError> {
    call.state().kms.find(place(call), name).ok_or_else(|| {
        let arn = if name.starts_with("arn:") { name.to_owned() } else { place(call).arn(name) };
        if arn.contains(":alias/") {
            return KmsError::NoSuchAlias(arn);
        }
        let id = name.rsplit('/').next().unwrap_or_default();
        KmsError::NoSuchKey(place(call).arn(&format!("key/{id}")))
    })
}

/// The ARN of a key by its id or ARN, where an alias is not taken.
fn by_key_id(call: &Call<'_>, key_id: &str) -> Result<String, KmsError> {
    if key_id.starts_with("alias/") || key_id.contains(":alias/") {
        return Err(KmsError::InvalidKeyId(key_id.to_owned()));
    }
    find(call, key_id).map(|(arn, _)| arn.clone())
}

/// The ARN of a key that the account manages itself.
fn own(call: &Call<'_>, key_id: &str) -> Result<String, KmsError> {
    let arn = by_key_id(call, key_id)?;
    match find(call, &arn)?.1.manager {
        Manager::Customer => Ok(arn),
        Manager::Aws => Err(KmsError::ManagedByAws { arn }),
    }
}

fn check_policy_name(name: Option<&str>) -> Result<(), KmsError> {
    if name.is_none_or(|name| name == POLICY) { Ok(()) } else { Err(KmsError::NoSuchPolicy) }
}

// AWS: whom a key policy names has to exist, and whoever puts it has to be able to put the next (KMS developer guide, "Key
// policies").
fn read_policy(call: &Call<'_>, text: &str, without_check: Option<bool>) -> Result<ResourcePolicy, KmsError> {
    let policy = ResourcePolicy::parse(text).map_err(KmsError::MalformedPolicy)?;
    let own = format!("arn:{}:iam::{}:", call.account.partition, call.account.id);
    let is_known = |arn: &String| {
        arn.strip_prefix(&own).is_none_or(|resource| resource == "root" || call.seen().iam.has_principal(arn))
    };
    if !policy.named().iter().all(is_known) {
        let text = "Policy contains a statement with one or more invalid principals.";
        return Err(KmsError::MalformedPolicy(text.to_owned()));
    }
    let context = Context::default().with("kms:CallerAccount", &call.account.id);
    let question = Question::new("kms:PutKeyPolicy", "*", &context);
    let keeps = policy.verdict_for(&call.caller.arn, true, question) == Verdict::Allowed;
    if !keeps && without_check != Some(true) {
        let text = "The new key policy will not allow you to update the key policy in the future.";
        return Err(KmsError::MalformedPolicy(text.to_owned()));
    }
    Ok(policy)
}
