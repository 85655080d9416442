//! S3's way: bodies are bytes and headers are members, in both directions.

use bytes::Bytes;
use http::{HeaderMap, Request};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::protocol::output_members;
use super::tree::Tree;
use super::xml::{decode_xml, encode_xml};
use crate::fault::Fault;

/// The headers that begin with `x-amz-` and say how a request travels, not what it asks.
const OF_TRANSPORT: [&str; 9] = [
    "x-amz-date",
    "x-amz-content-sha256",
    "x-amz-security-token",
    "x-amz-user-agent",
    "x-amz-decoded-content-length",
    "x-amz-trailer",
    "x-amz-te",
    "x-amz-sdk-checksum-algorithm",
    "x-amz-checksum-mode",
];

/// Headers of HTTP that change what a request asks, and that the sandbox would have to obey.
const CONDITIONS: [&str; 5] =
    ["range", "if-match", "if-none-match", "if-modified-since", "if-unmodified-since"];

/// What a request brings.
#[derive(Debug)]
pub(crate) struct Body {
    pub(crate) bytes: Bytes,
    pub(crate) content_type: Option<String>,
}

/// An answer as it goes over the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) content_type: String,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Bytes,
}

impl Body {
    /// The body of a request, without the frames of a body that is sent in chunks.
    pub(crate) fn of(request: &Request<Bytes>) -> Result<Self, String> {
        let text = |name: &str| text(request.headers(), name);
        let in_chunks = text("x-amz-content-sha256").is_some_and(|hash| hash.starts_with("STREAMING-"));
        let bytes = if in_chunks { unchunked(request.body())? } else { request.body().clone() };
        Ok(Self { bytes, content_type: text("content-type").map(str::to_owned) })
    }

    /// Reads a body that is an XML document with this root.
    pub(crate) fn xml<T: DeserializeOwned>(&self, root: &str) -> Result<T, Fault> {
        let malformed = |problem: String| Fault::new("MalformedXML", 400, problem);
        let body = std::str::from_utf8(&self.bytes).map_err(|error| malformed(error.to_string()))?;
        let (found, members) = decode_xml(body).map_err(malformed)?;
        if found != root {
            return Err(malformed(format!("the root element is `{found}` where `{root}` is expected")));
        }
        members.read().map_err(|misfit| malformed(misfit.to_string()))
    }
}

/// The members that a request carries in its headers, under the headers' names.
pub(crate) fn header_members(headers: &HeaderMap) -> Result<Tree, String> {
    if let Some(condition) = CONDITIONS.iter().find(|name| headers.contains_key(**name)) {
        return Err(format!("the header `{condition}` is not implemented by the sandbox"));
    }
    let mut members = Tree::default();
    for name in headers.keys().map(http::HeaderName::as_str) {
        let is_checksum = name.starts_with("x-amz-checksum-");
        if name.starts_with("x-amz-") && !is_checksum && !OF_TRANSPORT.contains(&name) {
            let value = text(headers, name).ok_or_else(|| format!("header `{name}` is not ASCII"))?;
            members.push_text(name, value);
        }
    }
    Ok(members)
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// The content of a body in chunks: `SIZE[;…]` in hexadecimal, the bytes, and so on until a chunk of nothing.
fn unchunked(body: &[u8]) -> Result<Bytes, String> {
    let broken = || "the body's chunks are broken".to_owned();
    let mut content = Vec::new();
    let mut rest = body;
    loop {
        let end = rest.windows(2).position(|pair| pair == b"\r\n").ok_or_else(broken)?;
        let (head, tail) = rest.split_at(end);
        let head = std::str::from_utf8(head).map_err(|_| broken())?;
        let size = head.split_once(';').map_or(head, |(size, _)| size);
        let size = usize::from_str_radix(size, 16).map_err(|_| broken())?;
        let tail = tail.get(2..).ok_or_else(broken)?;
        if size == 0 {
            return Ok(Bytes::from(content));
        }
        content.extend_from_slice(tail.get(..size).ok_or_else(broken)?);
        rest = tail.get(size..).and_then(|tail| tail.strip_prefix(b"\r\n")).ok_or_else(broken)?;
    }
}

impl Reply {
    /// An answer without a body.
    pub(crate) fn empty(status: u16) -> Self {
        Self { status, content_type: "application/xml".to_owned(), headers: Vec::new(), body: Bytes::new() }
    }

    /// An XML document. What is absent is not written.
    pub(crate) fn xml(root: &str, namespace: &str, content: &impl Serialize) -> Result<Self, Fault> {
        let document = encode_xml(root, namespace, &output_members(content)?);
        Ok(Self { body: Bytes::from(document), ..Self::empty(200) })
    }

    /// Bytes of some type.
    pub(crate) fn bytes(content_type: &str, body: Bytes) -> Self {
        Self { content_type: content_type.to_owned(), body, ..Self::empty(200) }
    }

    /// The same answer with one more header.
    #[must_use]
    pub(crate) fn with(mut self, header: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((header, value.into()));
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_are_put_together() {
        let read = |body: &'static str| {
            let request = Request::put("/")
                .header("x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER")
                .body(Bytes::from(body))
                .unwrap();
            Body::of(&request).map(|body| String::from_utf8(body.bytes.to_vec()).unwrap())
        };
        let body = "3\r\nabc\r\n2;chunk-signature=0f\r\n\r\n\r\n0\r\nx-amz-checksum-crc32:AAAA\r\n\r\n";
        assert_eq!(read(body), Ok("abc\r\n".to_owned()));
        for broken in ["", "3\r\nab", "x\r\nabc\r\n", "3\r\nabcd\r\n0\r\n"] {
            assert!(read(broken).is_err(), "{broken:?}");
        }
    }

    #[test]
    fn headers_that_ask_something_are_members() {
        let headers = |pairs: &[(&'static str, &'static str)]| {
            let pairs = pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
            header_members(&pairs.collect::<HeaderMap>())
        };
        let asked = [
            ("x-amz-date", "d"),
            ("x-amz-checksum-crc32", "c"),
            ("x-amz-acl", "private"),
            ("content-type", "t"),
        ];
        let mut members = headers(&asked).unwrap();
        assert_eq!(members.take_text("x-amz-acl").as_deref(), Some("private"));
        assert!(members.is_empty());
        assert!(headers(&[("range", "bytes=0-1")]).is_err());
    }
}
