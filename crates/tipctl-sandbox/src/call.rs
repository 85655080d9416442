//! One call: who makes it, where, and the two views of the account it works on. Operations get nothing else.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::account::{Account, Caller};
use crate::chain::Failure;
use crate::ids::Ids;
use crate::services::States;
use crate::services::iam::evaluation::Context;
use crate::surroundings::Surroundings;

/// Whether an operation changes the account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Access {
    /// It only reads.
    Read,
    /// It may change something.
    Write,
}

/// How a call ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum CallOutcome {
    /// It was answered.
    Answered,
    /// It was refused with this code of AWS's.
    Refused(String),
}

/// One call that the sandbox was asked to answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CallRecord {
    /// The service, as the sandbox names it: `iam`, `ssoadmin`, `s3control`.
    pub service: String,
    /// The operation: `CreateRole`.
    pub operation: String,
    /// Whether the operation writes.
    pub access: Access,
    /// How it ended.
    pub outcome: CallOutcome,
}

/// What AWS has been seen to do and its documents do not tell of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Quirks {
    /// A session mapping of a group without members is accepted and not kept.
    pub drops_empty_mappings: bool,
    /// `GetGroupId` does not find groups that `ListGroups` shows.
    pub hides_group_ids: bool,
}

/// What an operation works on while it is answered.
///
/// Changes reach the sandbox only if the operation succeeds.
pub(crate) struct Call<'a> {
    pub(crate) account: Arc<Account>,
    pub(crate) seen: Arc<Account>,
    pub(crate) region: &'a str,
    /// Who calls: Lake Formation judges by its ARN.
    pub(crate) caller: &'a Caller,
    pub(crate) now_ms: u64,
    pub(crate) page_size: Option<usize>,
    /// Whether each list begins with an empty page.
    pub(crate) empty_pages: bool,
    pub(crate) quirks: Quirks,
    /// Queries and entries that were refused during the call, which no answer tells.
    pub(crate) failures: Vec<Failure>,
}

impl Call<'_> {
    /// What is: for uniqueness checks and singletons.
    pub(crate) fn state(&self) -> &States {
        &self.account.services
    }

    /// What is, to be changed.
    pub(crate) fn state_mut(&mut self) -> &mut States {
        &mut Arc::make_mut(&mut self.account).services
    }

    /// What has got around by now: for reads that are eventually consistent and for questions about another service.
    pub(crate) fn seen(&self) -> &States {
        &self.seen.services
    }

    /// What the account refers to, to be changed.
    pub(crate) fn surroundings_mut(&mut self) -> &mut Surroundings {
        &mut Arc::make_mut(&mut self.account).surroundings
    }

    /// The account's source of ids.
    pub(crate) fn ids(&mut self) -> &mut Ids {
        &mut Arc::make_mut(&mut self.account).ids
    }

    /// The condition keys of the call itself, whatever it is about.
    // AWS: global condition keys (IAM user guide).
    pub(crate) fn context(&self) -> Context {
        let session = self.caller.session.as_ref();
        let context = Context::default()
            .with("aws:PrincipalArn", self.caller.principal_arn())
            .with("aws:PrincipalAccount", &self.account.id)
            .with("aws:ResourceAccount", &self.account.id)
            .with("aws:RequestedRegion", self.region)
            .with("aws:SecureTransport", "true");
        match session.and_then(|session| session.identity.as_ref()) {
            Some(identity) => context.with("identitystore:UserId", &identity.user_id),
            None => context,
        }
    }

    /// `arn:aws:SERVICE:REGION:ACCOUNT:RESOURCE`.
    pub(crate) fn regional_arn(&self, service: &str, resource: &str) -> String {
        format!("arn:{}:{service}:{}:{}:{resource}", self.account.partition, self.region, self.account.id)
    }

    /// `arn:aws:SERVICE::ACCOUNT:RESOURCE`.
    pub(crate) fn global_arn(&self, service: &str, resource: &str) -> String {
        format!("arn:{}:{service}::{}:{resource}", self.account.partition, self.account.id)
    }
}
