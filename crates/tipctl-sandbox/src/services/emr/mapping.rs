//! Session mappings: which user or group enters a studio under which session policy.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::fault::EmrError;

/// The mappings of one studio, by the id of the user or group.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Mappings(BTreeMap<String, Mapping>);

/// A session mapping.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Mapping {
    pub(super) identity_type: IdentityType,
    /// What the user or group was called when it was mapped.
    pub(super) identity_name: String,
    pub(super) session_policy_arn: String,
    pub(super) made_at_ms: u64,
    pub(super) updated_at_ms: u64,
}

/// What kind of identity is mapped. Also the member `IdentityType` on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum IdentityType {
    User,
    Group,
}

/// How a call names an identity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Named {
    Id(String),
    Name(String),
}

impl Named {
    /// Exactly one of the two, and not empty.
    // AWS: an empty text counts as given and is refused (facts/aws-identity.md §8).
    pub(super) fn read(id: Option<String>, name: Option<String>) -> Result<Self, EmrError> {
        match (id, name) {
            (Some(id), _) if id.is_empty() => Err(EmrError::InvalidMember("IdentityId")),
            (_, Some(name)) if name.is_empty() => Err(EmrError::InvalidMember("IdentityName")),
            (Some(id), None) => Ok(Self::Id(id)),
            (None, Some(name)) => Ok(Self::Name(name)),
            _ => Err(EmrError::Refused(
                "Either IdentityId or IdentityName must be given, but not both.".to_owned(),
            )),
        }
    }
}

impl Mappings {
    pub(super) fn iter(&self) -> impl Iterator<Item = (&String, &Mapping)> {
        self.0.iter()
    }

    /// Maps an identity that is not mapped yet.
    // AWS: whether a call names it by id or by name, it is the same mapping (facts/aws-identity.md §8).
    pub(super) fn add(&mut self, identity_id: String, mapping: Mapping) -> Result<(), EmrError> {
        if self.0.contains_key(&identity_id) {
            return Err(EmrError::MappingExists);
        }
        self.0.insert(identity_id, mapping);
        Ok(())
    }

    pub(super) fn get(&self, identity_id: &str, of: IdentityType) -> Result<&Mapping, EmrError> {
        self.0.get(identity_id).filter(|mapping| mapping.identity_type == of).ok_or(EmrError::NoSuchMapping)
    }

    /// Puts an identity under another session policy.
    pub(super) fn update(
        &mut self,
        identity_id: &str,
        session_policy_arn: String,
        now_ms: u64,
    ) -> Result<(), EmrError> {
        let mapping = self.0.get_mut(identity_id).ok_or(EmrError::NoSuchMapping)?;
        mapping.session_policy_arn = session_policy_arn;
        mapping.updated_at_ms = now_ms;
        Ok(())
    }

    pub(super) fn remove(&mut self, identity_id: &str) -> Result<(), EmrError> {
        self.0.remove(identity_id).map(drop).ok_or(EmrError::NoSuchMapping)
    }

    /// The id of an identity that is mapped under a name.
    pub(super) fn id_of(&self, name: &str, of: IdentityType) -> Option<&str> {
        let is_it = |mapping: &Mapping| mapping.identity_type == of && mapping.identity_name == name;
        self.0.iter().find(|(_, mapping)| is_it(mapping)).map(|(id, _)| id.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mapping() -> Mapping {
        Mapping {
            identity_type: IdentityType::Group,
            identity_name: "analysts".to_owned(),
            session_policy_arn: "arn:aws:iam::111122223333:policy/analysts".to_owned(),
            made_at_ms: 1,
            updated_at_ms: 1,
        }
    }

    #[test]
    fn an_identity_is_named_in_one_way() {
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(Named::read(some("i"), None), Ok(Named::Id("i".to_owned())));
        assert_eq!(Named::read(None, some("n")), Ok(Named::Name("n".to_owned())));
        assert_eq!(Named::read(some(""), some("n")), Err(EmrError::InvalidMember("IdentityId")));
        assert_eq!(Named::read(some("i"), some("")), Err(EmrError::InvalidMember("IdentityName")));
        assert!(Named::read(some("i"), some("n")).is_err());
        assert!(Named::read(None, None).is_err());
    }

    #[test]
    fn an_identity_is_mapped_once() {
        let mut mappings = Mappings::default();
        mappings.add("g".to_owned(), mapping()).unwrap();
        assert_eq!(mappings.add("g".to_owned(), mapping()), Err(EmrError::MappingExists));
        assert_eq!(mappings.id_of("analysts", IdentityType::Group), Some("g"));
        assert_eq!(mappings.get("g", IdentityType::User).unwrap_err(), EmrError::NoSuchMapping);
        mappings.update("g", "arn:aws:iam::111122223333:policy/other".to_owned(), 2).unwrap();
        let updated = mappings.get("g", IdentityType::Group).unwrap();
        assert_eq!((updated.made_at_ms, updated.updated_at_ms), (1, 2));
        mappings.remove("g").unwrap();
        assert_eq!(mappings.remove("g"), Err(EmrError::NoSuchMapping));
    }
}
