//! Buckets, and whether a role can use what is in them (facts/tip-chain.md L7, L11, L15).

use tipctl_model::inventory::{Bucket, Extent, Inventory, Sight};

use super::{
    path::Path,
    role::{Acting, breach, refusal},
    unseen,
};
use crate::{
    Verdict,
    policy::{Caller, Context, Decision, Denial, Document, Request, forbids, lets},
};

/// What a role does to a bucket or to what is in it.
pub(super) struct Access<'a> {
    /// The action, `s3:GetObject`.
    pub(super) action: &'a str,
    /// The bucket, and where in it.
    pub(super) path: Path<'a>,
    /// Whether objects in folders below that count too.
    pub(super) is_deep: bool,
    /// What is known about the call.
    pub(super) context: Context,
}

impl<'a> Access<'a> {
    /// An `action` of `acting` at `path`, of which no more is known than of all its calls.
    pub(super) fn new(acting: &Acting<'_>, action: &'a str, path: Path<'a>) -> Self {
        Self { action, path, is_deep: true, context: acting.context.clone() }
    }

    /// AWS: actions are about a bucket, or about the objects in one.
    fn resource(&self, partition: &str) -> String {
        match (self.action.ends_with("Object"), self.is_deep) {
            (true, true) => self.path.objects_below(partition),
            (true, false) => self.path.objects_here(partition),
            (false, _) => self.path.bucket_arn(partition),
        }
    }
}

/// Whether `acting` has `access`, by its own permissions and by the policy of the bucket.
///
/// AWS: a denial wins, wherever it stands. In one account either can allow; for a bucket of another account both must (S3
/// user guide, how Amazon S3 authorizes a request).
pub(super) fn lets_in(inventory: &Inventory, acting: &Acting<'_>, access: Access<'_>) -> Verdict {
    let name = access.path.bucket;
    let unknown = Bucket { is_own: Some(true), policy: Sight::Absent, ..Bucket::default() };
    let bucket = match inventory.buckets.see(name) {
        Sight::There(bucket) => bucket,
        Sight::Absent => return Verdict::missing(format!("there is no bucket `{name}`")),
        // A spec has no buckets, and all that it says is judged without them.
        Sight::Unseen if inventory.extent == Extent::Spec => &unknown,
        Sight::Unseen => return unseen(inventory, &format!("the bucket `{name}`")),
    };
    let resource = access.resource(&inventory.place.partition);
    let context = within(inventory, bucket, access.context);
    let request = Request { action: access.action, resource: &resource, context: &context };
    Asked { acting, bucket, name, request }.verdict()
}

/// What is known about a call on what is in `bucket`.
fn within(inventory: &Inventory, bucket: &Bucket, context: Context) -> Context {
    let own = &inventory.place.account;
    if bucket.is_own == Some(false) {
        context.with_other_than("aws:ResourceAccount", own).with_other_than("s3:ResourceAccount", own)
    } else {
        context
    }
}

/// A request to a bucket.
struct Asked<'a> {
    acting: &'a Acting<'a>,
    bucket: &'a Bucket,
    name: &'a str,
    request: Request<'a>,
}

impl Asked<'_> {
    fn verdict(&self) -> Verdict {
        let policy = Document::see("its policy", self.bucket.policy.as_ref());
        self.own_denial().and(|| self.denial(&policy)).and(|| self.allowance(&policy))
    }

    /// Whether the role's own permissions deny it.
    fn own_denial(&self) -> Verdict {
        match self.acting.rights.decide(&self.request) {
            Decision::Denied(denial @ Denial::Explicit(_)) => self.refused(&denial),
            _ => Verdict::Holds,
        }
    }

    /// Whether the policy of the bucket denies it.
    fn denial(&self, policy: &Document<'_>) -> Verdict {
        match (forbids(policy, self.acting.played.arn, &self.request), &self.bucket.policy) {
            (Decision::Unknown(_), Sight::Unseen) if self.bucket.is_own == Some(false) => {
                Verdict::unknown(format!(
                    "the bucket `{}` belongs to another account, which alone can read its policy",
                    self.name
                ))
            }
            (decision, _) => self.of_bucket(decision),
        }
    }

    /// Whether what has to allow it does.
    fn allowance(&self, policy: &Document<'_>) -> Verdict {
        let role = self.acting.played.arn;
        let account = role.split(':').nth(4).unwrap_or_default();
        let to = |caller| lets(policy, caller, &self.request, "its policy");
        let own = || self.of_role(self.acting.rights.decide(&self.request));
        if self.bucket.is_own == Some(false) {
            let either = match to(Caller::Role(role)) {
                Decision::Allowed => Decision::Allowed,
                _ => to(Caller::Account(account)),
            };
            return own().and(|| self.of_bucket(either));
        }
        match (to(Caller::Role(role)), own()) {
            (Decision::Allowed, _) => self.of_role(self.acting.rights.decide_named(&self.request)),
            (Decision::Unknown(why), Verdict::Broken(_)) => self.of_bucket(Decision::Unknown(why)),
            (_, own) => own,
        }
    }

    fn of_role(&self, decision: Decision) -> Verdict {
        decision.verdict(|denial| self.refused(denial))
    }

    fn refused(&self, denial: &Denial) -> Verdict {
        let Request { action, resource, .. } = self.request;
        breach(self.acting.rule, refusal(&self.acting.played.name(), denial, action, resource))
    }

    fn of_bucket(&self, decision: Decision) -> Verdict {
        let (bucket, action) = (self.name, self.request.action);
        match decision {
            Decision::Allowed => Verdict::Holds,
            Decision::Unknown(why) => Verdict::unknown(format!("of the bucket `{bucket}`: {why}")),
            Decision::Denied(denial) => Verdict::missing(format!(
                "`{}` cannot use the bucket `{bucket}`: {}",
                self.acting.played.name(),
                denial.cause(&format!("`{action}` to it"))
            )),
        }
    }
}
