//! The protocols, and what each makes of inputs, outputs and faults.

use bytes::Bytes;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::raw::{Body, Reply};
use super::tree::Tree;
use super::xml::encode_xml;
use crate::fault::Fault;

/// How a service speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Protocol {
    /// JSON in and out; the operation is named by `X-Amz-Target: PREFIX.OPERATION`.
    Json { version: &'static str, target_prefix: &'static str },
    /// A form in, XML out; the operation is named by `Action`, the service by `Version`.
    Query { version: &'static str, namespace: &'static str },
    /// JSON in and out; the operation is named by method and path.
    RestJson,
    /// XML in and out; the operation is named by method and path.
    RestXml { namespace: &'static str },
    /// S3's own: bytes in and out, with headers as members; the operation is named by method, path and query. A bucket may
    /// stand in the path or before the host.
    S3,
}

/// A request's input before it is typed.
#[derive(Debug)]
pub(crate) enum Input {
    Json(Bytes),
    Tree(Tree),
    /// Members from the path, the query and the headers, and a body that the operation itself makes sense of.
    Raw {
        members: Tree,
        body: Body,
    },
}

/// What an operation answers.
#[derive(Debug)]
pub(crate) enum Output {
    /// Members, around which the protocol puts its envelope.
    Members(Value),
    /// An answer as it is.
    Whole(Reply),
}

impl Input {
    /// The members before they are typed. What cannot be read has none.
    pub(crate) fn members(&self) -> Value {
        match self {
            Self::Json(body) => serde_json::from_slice(body).unwrap_or_default(),
            Self::Tree(tree) | Self::Raw { members: tree, .. } => tree.to_json(),
        }
    }

    /// Reads the typed input. What it does not declare is refused by name.
    pub(crate) fn read<T: DeserializeOwned>(&self, protocol: Protocol) -> Result<T, Fault> {
        let read = match self {
            Self::Json(body) if body.is_empty() => {
                serde_json::from_slice(b"{}").map_err(|error| error.to_string())
            }
            Self::Json(body) => serde_json::from_slice(body).map_err(|error| error.to_string()),
            Self::Tree(tree) | Self::Raw { members: tree, .. } => {
                tree.read().map_err(|misfit| misfit.to_string())
            }
        };
        read.map_err(|problem| protocol.unreadable(&problem))
    }
}

impl Protocol {
    /// The refusal of an input that cannot be read.
    pub(crate) fn unreadable(self, problem: &str) -> Fault {
        let code = match self {
            Self::Json { .. } | Self::RestJson => "SerializationException",
            Self::Query { .. } => "ValidationError",
            Self::RestXml { .. } => "MalformedXML",
            Self::S3 => "InvalidArgument",
        };
        Fault::new(code, 400, problem)
    }

    /// The code with which the services of this protocol deny a call.
    pub(crate) fn access_denied(self) -> &'static str {
        match self {
            Self::Json { .. } | Self::RestJson => "AccessDeniedException",
            Self::Query { .. } | Self::RestXml { .. } | Self::S3 => "AccessDenied",
        }
    }

    pub(crate) fn content_type(self) -> String {
        match self {
            Self::Json { version, .. } => format!("application/x-amz-json-{version}"),
            Self::RestJson => "application/json".to_owned(),
            Self::Query { .. } | Self::RestXml { .. } => "text/xml".to_owned(),
            Self::S3 => "application/xml".to_owned(),
        }
    }

    /// The body of an answer.
    pub(crate) fn answer_body(self, operation: &str, request_id: &str, output: &Value) -> String {
        let has_members = output.as_object().is_some_and(|members| !members.is_empty());
        match self {
            Self::Json { .. } | Self::RestJson if output.is_null() => "{}".to_owned(),
            Self::Json { .. } | Self::RestJson => output.to_string(),
            Self::Query { namespace, .. } => {
                let mut document = json!({ "ResponseMetadata": { "RequestId": request_id } });
                if !output.is_null()
                    && let Some(members) = document.as_object_mut()
                {
                    members.insert(format!("{operation}Result"), output.clone());
                }
                encode_xml(&format!("{operation}Response"), namespace, &document)
            }
            Self::RestXml { namespace } if has_members => {
                encode_xml(&format!("{operation}Result"), namespace, output)
            }
            Self::RestXml { .. } | Self::S3 => String::new(),
        }
    }

    /// The body of a refusal.
    pub(crate) fn fault_body(self, request_id: &str, fault: &Fault) -> String {
        let Fault { code, message, .. } = fault;
        match self {
            Self::Json { .. } | Self::RestJson => {
                let mut body = fault.members.clone();
                body.insert("__type".to_owned(), json!(code));
                body.insert("Message".to_owned(), json!(message));
                Value::Object(body).to_string()
            }
            Self::Query { namespace, .. } => {
                let side = if fault.status < 500 { "Sender" } else { "Receiver" };
                let error = json!({ "Type": side, "Code": code, "Message": message });
                encode_xml("ErrorResponse", namespace, &json!({ "Error": error, "RequestId": request_id }))
            }
            Self::RestXml { namespace } => {
                let error = json!({ "Code": code, "Message": message });
                let document = json!({ "Error": error, "RequestId": request_id, "HostId": "sandbox" });
                encode_xml("ErrorResponse", namespace, &document)
            }
            // AWS: the error is the root, without a namespace (S3 API reference, error responses).
            Self::S3 => {
                let mut error = fault.members.clone();
                let more = [("Code", code), ("Message", message)];
                error.extend(more.map(|(name, text)| (name.to_owned(), json!(text))));
                error.insert("RequestId".to_owned(), json!(request_id));
                error.insert("HostId".to_owned(), json!("sandbox"));
                encode_xml("Error", "", &Value::Object(error))
            }
        }
    }
}

/// Turns an output into members. What is absent is not written.
pub(crate) fn output_members(output: &impl Serialize) -> Result<Value, Fault> {
    let value = serde_json::to_value(output).map_err(|error| Fault::internal(error.to_string()))?;
    Ok(without_nulls(value))
}

fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(members) => Value::Object(
            members
                .into_iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(name, value)| (name, without_nulls(value)))
                .collect::<Map<_, _>>(),
        ),
        Value::Array(items) => Value::Array(items.into_iter().map(without_nulls).collect()),
        leaf => leaf,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUERY: Protocol = Protocol::Query { version: "v", namespace: "urn:q" };
    const XML: Protocol = Protocol::RestXml { namespace: "urn:x" };
    const JSON: Protocol = Protocol::Json { version: "1.1", target_prefix: "P" };

    #[test]
    fn answers_wear_the_envelope_of_their_protocol() {
        let output =
            json!({ "Name": "a<b", "Tags": { "member": [{ "Key": "k" }, { "Key": "l" }] }, "Flag": true });
        let declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
        assert_eq!(
            QUERY.answer_body("GetIt", "id-1", &output),
            format!(
                "{declaration}<GetItResponse xmlns=\"urn:q\"><GetItResult><Flag>true</Flag><Name>a&lt;b</Name>\
                 <Tags><member><Key>k</Key></member><member><Key>l</Key></member></Tags></GetItResult>\
                 <ResponseMetadata><RequestId>id-1</RequestId></ResponseMetadata></GetItResponse>"
            )
        );
        assert_eq!(
            XML.answer_body("GetIt", "id-1", &json!({ "Name": "" })),
            format!("{declaration}<GetItResult xmlns=\"urn:x\"><Name></Name></GetItResult>")
        );
        assert_eq!(XML.answer_body("DeleteIt", "id-1", &Value::Null), "");
        assert_eq!(JSON.answer_body("DeleteIt", "id-1", &Value::Null), "{}");
    }

    #[test]
    fn faults_wear_the_envelope_of_their_protocol() {
        let fault = Fault::new("Conflict", 409, "a & b").with("Reason", "R");
        let declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
        assert_eq!(
            JSON.fault_body("id-1", &fault),
            r#"{"Message":"a & b","Reason":"R","__type":"Conflict"}"#
        );
        assert_eq!(
            QUERY.fault_body("id-1", &fault),
            format!(
                "{declaration}<ErrorResponse xmlns=\"urn:q\"><Error><Code>Conflict</Code>\
                 <Message>a &amp; b</Message><Type>Sender</Type></Error><RequestId>id-1</RequestId></ErrorResponse>"
            )
        );
        assert_eq!(
            XML.fault_body("id-1", &fault),
            format!(
                "{declaration}<ErrorResponse xmlns=\"urn:x\"><Error><Code>Conflict</Code><Message>a &amp; b</Message>\
                 </Error><HostId>sandbox</HostId><RequestId>id-1</RequestId></ErrorResponse>"
            )
        );
    }

    #[test]
    fn absent_members_are_not_written() {
        assert_eq!(
            output_members(&json!({ "A": null, "B": [{ "C": null, "D": 1 }] })),
            Ok(json!({ "B": [{ "D": 1 }] }))
        );
    }
}
