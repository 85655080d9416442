//! Who signed a request, for which region and which service: the credential scope of Signature Version 4.
//! The signature itself is not checked; the sandbox holds no secrets.

use bytes::Bytes;
use http::{HeaderMap, Request};

use crate::fault::Fault;

/// What the Authorization header says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Scope {
    pub(crate) access_key: String,
    pub(crate) region: String,
    /// The signing name of a service: `sso` for ssoadmin, `elasticmapreduce` for emr, `s3` for s3control.
    pub(crate) service: String,
    /// The token of a session: `X-Amz-Security-Token`.
    pub(crate) session_token: Option<String>,
}

impl Scope {
    /// The scope of the one request that needs no credentials: whoever brings a token of an OpenID Connect provider to STS.
    pub(crate) fn of_web_identity(request: &Request<Bytes>, region: &str) -> Option<Self> {
        let asks = |pair: &[u8]| pair == b"Action=AssumeRoleWithWebIdentity";
        let is_unsigned = !request.headers().contains_key(http::header::AUTHORIZATION);
        let asked = is_unsigned && request.body().split(|byte| *byte == b'&').any(asks);
        asked.then(|| Self {
            access_key: String::new(),
            region: region.to_owned(),
            service: "sts".to_owned(),
            session_token: None,
        })
    }

    /// Reads the scope, or says why AWS would not.
    pub(crate) fn of(headers: &HeaderMap) -> Result<Self, Fault> {
        let header = headers.get(http::header::AUTHORIZATION).ok_or_else(Fault::unsigned)?;
        let text =
            header.to_str().map_err(|_| Fault::malformed_signature("Authorization header is not ASCII."))?;
        let fields = text.strip_prefix("AWS4-HMAC-SHA256 ").ok_or_else(Fault::unsigned)?;
        let credential = field(fields, "Credential")?;
        field(fields, "SignedHeaders")?;
        field(fields, "Signature")?;
        let parts: Vec<&str> = credential.split('/').collect();
        match parts.as_slice() {
            [key, date, region, service, "aws4_request"]
                if date.len() == 8
                    && date.bytes().all(|digit| digit.is_ascii_digit())
                    && [key, region, service].iter().all(|part| !part.is_empty()) =>
            {
                Ok(Self {
                    access_key: (*key).to_owned(),
                    region: (*region).to_owned(),
                    service: (*service).to_owned(),
                    session_token: headers
                        .get("x-amz-security-token")
                        .and_then(|token| token.to_str().ok())
                        .map(str::to_owned),
                })
            }
            _ => Err(Fault::malformed_signature(&format!(
                "Credential must have at least 5 slash-delimited elements, got '{credential}'."
            ))),
        }
    }
}

fn field<'a>(fields: &'a str, name: &str) -> Result<&'a str, Fault> {
    fields
        .split(',')
        .filter_map(|field| field.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
        .ok_or_else(|| {
            Fault::malformed_signature(&format!("Authorization header requires '{name}' parameter."))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scope(value: &str) -> Result<Scope, Fault> {
        let mut headers = HeaderMap::new();
        headers.insert(http::header::AUTHORIZATION, value.parse().unwrap());
        Scope::of(&headers)
    }

    #[test]
    fn a_scope_names_key_region_and_service() {
        let read = scope(
            "AWS4-HMAC-SHA256 Credential=AKIA/20260101/ap-northeast-1/iam/aws4_request, SignedHeaders=host, Signature=00",
        );
        let expected = Scope {
            access_key: "AKIA".into(),
            region: "ap-northeast-1".into(),
            service: "iam".into(),
            session_token: None,
        };
        assert_eq!(read, Ok(expected));
    }

    #[test]
    fn a_malformed_header_is_refused() {
        assert_eq!(Scope::of(&HeaderMap::new()).unwrap_err().code, "MissingAuthenticationToken");
        assert_eq!(scope("Bearer x").unwrap_err().code, "MissingAuthenticationToken");
        for bad in [
            "AWS4-HMAC-SHA256 Credential=AKIA/20260101/x/iam/aws4_request, SignedHeaders=host",
            "AWS4-HMAC-SHA256 Credential=AKIA/20260101/x/iam, SignedHeaders=host, Signature=0",
            "AWS4-HMAC-SHA256 Credential=AKIA/today/x/iam/aws4_request, SignedHeaders=host, Signature=0",
        ] {
            assert_eq!(scope(bad).unwrap_err().code, "IncompleteSignature", "{bad}");
        }
    }
}
