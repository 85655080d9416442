//! Where a stack lives.

/// The stack and the account and region that it is for; what ARNs are made of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    /// The stack's name, which marks what it owns.
    pub stack: String,
    /// The account number, twelve digits.
    pub account: String,
    /// The region, such as `ap-northeast-1`.
    pub region: String,
    /// The partition: `aws`, `aws-cn` or `aws-us-gov`; follows from the region.
    pub partition: String,
}

impl Place {
    /// The place of `stack` in `account` and `region`.
    pub fn new(stack: impl Into<String>, account: impl Into<String>, region: impl Into<String>) -> Self {
        let region = region.into();
        let partition = match region.split('-').next() {
            Some("cn") => "aws-cn",
            Some("us") if region.starts_with("us-gov-") => "aws-us-gov",
            _ => "aws",
        };
        Self { stack: stack.into(), account: account.into(), partition: partition.to_owned(), region }
    }

    /// An ARN of `service` in this account, without a region: `arn:aws:iam::111122223333:<resource>`.
    pub fn global_arn(&self, service: &str, resource: &str) -> String {
        format!("arn:{}:{service}::{}:{resource}", self.partition, self.account)
    }

    /// An ARN of `service` in this account and region.
    pub fn regional_arn(&self, service: &str, resource: &str) -> String {
        format!("arn:{}:{service}:{}:{}:{resource}", self.partition, self.region, self.account)
    }
}
