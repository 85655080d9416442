//! ARNs that lead out of the stack's account, region or partition.

use tipctl_model::Place;

use crate::problem::Problem;

/// Services whose objects must be of the stack's own account. Objects of the others can be shared between accounts.
const OWN: [&str; 2] = ["iam", "s3"];

/// What is foreign about an ARN.
pub(crate) enum Foreign {
    Partition { wrong: String, right: String },
    Account { wrong: String, right: String, must_be_own: bool, repaired: String },
    Region { wrong: String, right: String },
}

/// What is foreign about `text`, when it is an ARN that leads elsewhere.
pub(crate) fn foreign(text: &str, place: &Place) -> Option<Foreign> {
    let mut parts = text.splitn(6, ':');
    let ("arn", partition, service, region, account, resource) =
        (parts.next()?, parts.next()?, parts.next()?, parts.next()?, parts.next()?, parts.next()?)
    else {
        return None;
    };
    if let Some(foreign) = foreign_partition(text, place) {
        return Some(foreign);
    }
    // The account of what AWS itself provides, such as managed policies, is `aws`.
    let is_number = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
    if is_number && account != place.account {
        return Some(Foreign::Account {
            wrong: account.to_owned(),
            right: place.account.clone(),
            must_be_own: OWN.contains(&service),
            repaired: format!("arn:{partition}:{service}:{region}:{}:{resource}", place.account),
        });
    }
    let is_foreign = !region.is_empty() && !region.contains(['*', '$']) && region != place.region;
    is_foreign.then(|| Foreign::Region { wrong: region.to_owned(), right: place.region.clone() })
}

/// The partition of `text`, when it is an ARN of another one. Patterns such as `arn:*:s3:::` are of every partition.
pub(crate) fn foreign_partition(text: &str, place: &Place) -> Option<Foreign> {
    let partition = text.strip_prefix("arn:")?.split(':').next()?;
    let is_named = partition == "aws" || partition.starts_with("aws-");
    (is_named && !partition.contains(['*', '?']) && partition != place.partition)
        .then(|| Foreign::Partition { wrong: partition.to_owned(), right: place.partition.clone() })
}

impl Foreign {
    /// The problem, still without its place.
    pub(crate) fn problem(&self) -> Problem {
        match self {
            Self::Partition { wrong, right } => {
                let message = format!("this ARN is of the partition `{wrong}`, the stack is in `{right}`");
                Problem::new("spec::foreign_partition", message)
                    .help(format!("write `arn:{right}:` at its beginning"))
            }
            Self::Account { wrong, right, must_be_own, repaired } => {
                let message = format!("this ARN is of the account `{wrong}`, the stack is in `{right}`");
                let problem = Problem::new("spec::foreign_account", message);
                if *must_be_own {
                    problem.help(format!("write `{repaired}`, or change `account` in `[stack]`"))
                } else {
                    problem.help("make sure that the other account shares it with this one").warning()
                }
            }
            Self::Region { wrong, right } => {
                let message = format!("this ARN is of the region `{wrong}`, the stack is in `{right}`");
                Problem::new("spec::foreign_region", message)
                    .help("make sure that it is meant to be in another region")
                    .warning()
            }
        }
    }

    /// What to write under it.
    pub(crate) fn label(&self) -> &'static str {
        match self {
            Self::Partition { .. } => "of another partition",
            Self::Account { .. } => "of another account",
            Self::Region { .. } => "of another region",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> Option<(&'static str, bool)> {
        let place = Place::new("s", "111122223333", "eu-west-1");
        foreign(text, &place).map(|foreign| (foreign.problem().code, foreign.problem().is_warning))
    }

    #[test]
    fn own_arns_and_those_of_nobody_pass() {
        for own in [
            "arn:aws:iam::111122223333:role/x",
            "arn:aws:iam::aws:policy/ReadOnlyAccess",
            "arn:aws:s3:::bucket/prefix",
            "arn:aws:sso:::instance/ssoins-1",
            "arn:aws:s3:eu-west-1:111122223333:access-grants/default",
            "arnold",
            "arn:aws:x",
        ] {
            assert_eq!(code(own), None, "{own}");
        }
    }

    #[test]
    fn foreign_arns_are_told_apart() {
        assert_eq!(code("arn:aws:iam::444455556666:role/x"), Some(("spec::foreign_account", false)));
        assert_eq!(code("arn:aws:kms:eu-west-1:444455556666:key/k"), Some(("spec::foreign_account", true)));
        assert_eq!(code("arn:aws-cn:s3:::bucket"), Some(("spec::foreign_partition", false)));
        assert_eq!(code("arn:aws:kms:us-east-1:111122223333:key/k"), Some(("spec::foreign_region", true)));
    }
}
