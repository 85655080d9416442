//! How Identity Center and its directory are reached where they are not where the data is.

use std::fmt;

use tipctl_model::{Attrs, Desired, Fault};

use super::schema::NAME;
use crate::attrs::Read;

/// The way to Identity Center, as far as it is another one than to everything else.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(crate) struct Route {
    /// The profile whose credentials are used.
    pub(crate) profile: Option<String>,
    /// The role that is assumed with them.
    pub(crate) role_arn: Option<String>,
    /// The region that is called.
    pub(crate) region: Option<String>,
}

impl Route {
    /// The way that `desired` asks for.
    pub(crate) fn of(desired: &Desired) -> Self {
        let mut resources = desired.resources.values();
        let section = resources.find(|resource| resource.address.kind == NAME);
        section.map(|section| Self::said(&section.attrs)).unwrap_or_default()
    }

    fn said(attrs: &Attrs) -> Self {
        let text = |attr| attrs.text(attr).map(str::to_owned);
        Self { profile: text("profile"), role_arn: text("role_arn"), region: text("region") }
    }

    /// Whether it is the way to everything else.
    pub(crate) fn is_plain(&self) -> bool {
        *self == Self::default()
    }

    /// The attributes that ask for it.
    pub(crate) fn attrs(&self) -> Attrs {
        let said = [("profile", &self.profile), ("role_arn", &self.role_arn), ("region", &self.region)];
        said.into_iter().filter_map(|(attr, value)| Some((attr, value.clone()?.into()))).collect()
    }

    /// The fault of a call that went this way, which says so.
    pub(crate) fn told(&self, fault: Fault) -> Fault {
        let is_through = ["sso-admin", "identitystore"].contains(&fault.service);
        if self.is_plain() || !is_through {
            return fault;
        }
        Fault { message: format!("{} (asked {self})", fault.message), ..fault }
    }
}

/// `as the role arn:…, with the profile hub, in us-east-1`.
impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let role = self.role_arn.as_ref().map(|role| format!("as the role `{role}`"));
        let profile = self.profile.as_ref().map(|profile| format!("with the profile `{profile}`"));
        let region = self.region.as_ref().map(|region| format!("in {region}"));
        let words: Vec<String> = [role, profile, region].into_iter().flatten().collect();
        f.write_str(&words.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use tipctl_model::FaultClass;

    use super::*;

    #[test]
    fn only_what_went_through_it_says_so() {
        let fault = |service| Fault {
            class: FaultClass::Denied,
            service,
            operation: "List".to_owned(),
            code: None,
            message: "no".to_owned(),
            request_id: None,
            attr: None,
        };
        let route =
            Route { region: Some("us-east-1".to_owned()), role_arn: Some("r".to_owned()), profile: None };
        assert_eq!(route.told(fault("sso-admin")).message, "no (asked as the role `r`, in us-east-1)");
        assert_eq!(route.told(fault("athena")).message, "no");
        assert_eq!(Route::default().told(fault("sso-admin")).message, "no");
        assert_eq!(Route::said(&route.attrs()), route);
    }
}
