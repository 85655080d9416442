//! The account behind the sandbox: everything that outlives a call, in one value that is saved as one file.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::call::Access;
use crate::ids::Ids;
use crate::scope::Scope;
use crate::services::States;
use crate::services::iam::evaluation::{Asker, Policy, Rights};
use crate::services::sts::session::{KEY_PREFIX, Session, SessionError};
use crate::surroundings::Surroundings;

/// An AWS account with all that the sandbox knows of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// Twelve digits.
    pub(crate) id: String,
    pub(crate) partition: String,
    /// Where Identity Center is enabled.
    pub(crate) home_region: String,
    pub(crate) ids: Ids,
    /// Who signs with which access key.
    pub(crate) access_keys: BTreeMap<String, Caller>,
    /// Who signs with any other access key.
    pub(crate) operator: Caller,
    pub(crate) surroundings: Surroundings,
    pub(crate) services: States,
}

/// An identity that calls are made with.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Caller {
    pub(crate) arn: String,
    /// The unique id of the IAM user.
    pub(crate) user_id: String,
    /// The most that its IAM policies allow.
    pub(crate) access: Access,
    /// The only policy that the caller has, if it is known.
    pub(crate) policy: Option<String>,
    /// The session, if the caller is a role.
    #[serde(skip)]
    pub(crate) session: Option<Session>,
}

impl Account {
    /// An account as it is before any of the work that tipctl does: an organization instance of Identity Center with a
    /// directory that SCIM filled, Glue tables, buckets, a network, Lake Formation's defaults.
    #[must_use]
    pub fn fresh() -> Self {
        let caller = |user: &str, user_id: &str, access| Caller {
            arn: format!("arn:aws:iam::111122223333:user/{user}"),
            user_id: user_id.to_owned(),
            access,
            policy: None,
            session: None,
        };
        let operator = caller("operator", "AIDASANDBOXOPERATOR22", Access::Write);
        let auditor = caller("auditor", "AIDASANDBOXAUDITOR222", Access::Read);
        Self {
            id: "111122223333".to_owned(),
            partition: "aws".to_owned(),
            home_region: "ap-northeast-1".to_owned(),
            ids: Ids::seeded(0),
            access_keys: [
                ("AKIASANDBOXOPERATOR".to_owned(), operator.clone()),
                ("AKIASANDBOXREADONLY".to_owned(), auditor),
            ]
            .into(),
            operator,
            surroundings: Surroundings::fresh(),
            services: States::fresh(),
        }
    }

    /// The same account with one more IAM user, who signs with `access_key` and whose only policy is `policy`, a JSON
    /// document. It is asked for each action of each call, those among them that services take for the user.
    #[must_use]
    pub fn with_user(mut self, access_key: &str, name: &str, policy: &str) -> Self {
        let user_id = self.ids.iam("AIDA");
        let arn = format!("arn:{}:iam::{}:user/{name}", self.partition, self.id);
        self.services.iam.add_user(name, &arn, &user_id);
        let caller =
            Caller { arn, user_id, access: Access::Write, policy: Some(policy.to_owned()), session: None };
        self.access_keys.insert(access_key.to_owned(), caller);
        self
    }

    /// The same account as a member of an organization whose Identity Center is in another account, another region, or both.
    /// In that account are the user `directory`, who signs with `AKIASANDBOXDIRECTORY`, and the role `tipctl-directory`, which
    /// users of this account may take.
    #[must_use]
    pub fn with_identity_center(mut self, account: &str, region: &str) -> Self {
        self.services.ssoadmin.move_to(account, region);
        region.clone_into(&mut self.services.identitystore.region);
        if account != self.id {
            self.services.iam.add_directory_role(account, &self.id);
            let directory = Caller {
                arn: format!("arn:{}:iam::{account}:user/directory", self.partition),
                user_id: "AIDASANDBOXDIRECTORY2".to_owned(),
                access: Access::Write,
                policy: None,
                session: None,
            };
            self.access_keys.insert("AKIASANDBOXDIRECTORY".to_owned(), directory);
        }
        self
    }

    /// Who signs a request at `now_ms`.
    ///
    /// # Errors
    /// The key is that of a session that is unknown or over, or its token does not come with it.
    pub(crate) fn caller(&self, scope: &Scope, now_ms: u64) -> Result<Cow<'_, Caller>, SessionError> {
        if scope.access_key.starts_with(KEY_PREFIX) {
            let session = self.services.sts.session(scope, now_ms)?;
            return Ok(Cow::Owned(Caller::of_session(session.clone())));
        }
        Ok(Cow::Borrowed(self.access_keys.get(&scope.access_key).unwrap_or(&self.operator)))
    }
}

impl Caller {
    /// Who calls with the credentials of a session.
    pub(crate) fn of_session(session: Session) -> Self {
        Self {
            arn: session.arn(),
            user_id: format!("{}:{}", session.role_id, session.name),
            access: Access::Write,
            policy: None,
            session: Some(session),
        }
    }

    /// What the caller may do. A user of the fresh account may do everything, or everything that only reads.
    pub(crate) fn rights(&self, services: &States) -> Rights {
        match (&self.session, &self.policy, self.access) {
            (_, Some(policy), _) => Rights::of_policies([Policy::read(policy)]),
            (Some(session), None, _) => session.rights(&services.iam),
            (None, None, Access::Write) => Rights::of_policies([Policy::read(EVERYTHING)]),
            (None, None, Access::Read) => Rights::of_policies([Policy::read(READING)]),
        }
    }

    /// The ARN of the user, or of the role of a session: the condition key `aws:PrincipalArn`.
    pub(crate) fn principal_arn(&self) -> &str {
        self.session.as_ref().map_or(&self.arn, |session| &session.role_arn)
    }

    /// The account that the caller is of.
    pub(crate) fn account_id(&self) -> &str {
        self.arn.split(':').nth(4).unwrap_or_default()
    }

    /// Whether the caller's policies are known, so that every operation asks them.
    pub(crate) fn has_policies(&self) -> bool {
        self.session.is_some() || self.policy.is_some()
    }

    /// The caller as a trust policy knows it.
    pub(crate) fn asker<'a>(&'a self, account_id: &'a str) -> Asker<'a> {
        let unique_id = self.user_id.split_once(':').map_or(self.user_id.as_str(), |(id, _)| id);
        let session_arn = self.session.as_ref().map(|_| self.arn.as_str());
        Asker::Aws { account: account_id, unique_id, session_arn }
    }
}

const EVERYTHING: &str =
    r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;
const READING: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["*:Get*","*:List*","*:Describe*","*:Lookup*"],"Resource":"*"}}"#;
