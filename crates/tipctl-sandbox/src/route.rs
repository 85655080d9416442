//! From a request to (service, operation, input), once for all services.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::Request;
use percent_encoding::percent_decode_str;

use crate::fault::Fault;
use crate::scope::Scope;
use crate::service::{Operation, Service};
use crate::wire::{Body, Input, Protocol, Tree, decode_form, decode_query, decode_xml, header_members};

/// What a request asks.
pub(crate) struct Route<'a> {
    pub(crate) service: &'a Service,
    pub(crate) operation: &'static str,
    pub(crate) implementation: &'a Operation,
    pub(crate) input: Input,
}

/// A refusal, and the protocol to say it in, if the request shows one.
#[derive(Debug)]
pub(crate) struct Astray {
    pub(crate) protocol: Protocol,
    pub(crate) fault: Fault,
}

/// Finds what a request asks and checks that it is signed for that service.
pub(crate) fn route<'a>(
    services: &'a [Service],
    request: &Request<Bytes>,
    scope: &Scope,
) -> Result<Route<'a>, Astray> {
    let asked = Asked::of(request)?;
    let Some((service, target)) = asked.find(services, Some(&scope.service)) else {
        let signed = services.iter().find(|service| service.signs_as == scope.service);
        let protocol = signed.map_or(asked.protocol(), |service| service.protocol);
        let what = format!("`{}` of the service that signs as `{}`", asked.name(), scope.service);
        return Err(Astray { protocol, fault: Fault::not_implemented(&what) });
    };
    let astray = |fault| Astray { protocol: service.protocol, fault };
    if scope.service != service.signs_as {
        return Err(astray(Fault::wrong_scope(service.signs_as)));
    }
    let (operation, implementation) =
        service.operations.get_key_value(target.operation.as_str()).ok_or_else(|| {
            astray(Fault::not_implemented(&format!("`{}` of {}", target.operation, service.name)))
        })?;
    let input = match (asked, service.protocol) {
        (Asked::Form { members, .. }, _) => Ok(Input::Tree(members)),
        (_, Protocol::RestXml { .. }) => rest_xml_input(request, operation, &target.labels).map(Input::Tree),
        (_, Protocol::S3) => raw_input(request, implementation, &target.labels),
        _ => Ok(Input::Json(request.body().clone())),
    };
    let input = input.map_err(|problem| astray(service.protocol.unreadable(&problem)))?;
    Ok(Route { service, operation, implementation, input })
}

/// The protocol in which a request without usable credentials is refused.
pub(crate) fn protocol_of(services: &[Service], request: &Request<Bytes>) -> Protocol {
    match Asked::of(request) {
        Ok(asked) => asked.find(services, None).map_or(asked.protocol(), |(service, _)| service.protocol),
        Err(astray) => astray.protocol,
    }
}

/// The operation of a service that a request names, with the labels of its path.
struct Target {
    operation: String,
    labels: BTreeMap<String, String>,
}

/// What a request shows before its service is known.
enum Asked {
    Target {
        prefix: String,
        operation: String,
    },
    Form {
        version: String,
        action: String,
        members: Tree,
    },
    Path {
        method: String,
        path: String,
        query: String,
        /// The bucket that stands before the host, and whether S3 may be asked at all.
        for_s3: Option<Option<String>>,
    },
}

impl Asked {
    fn of(request: &Request<Bytes>) -> Result<Self, Astray> {
        let text = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
        if let Some((prefix, operation)) = text("x-amz-target").and_then(|target| target.rsplit_once('.')) {
            return Ok(Self::Target { prefix: prefix.to_owned(), operation: operation.to_owned() });
        }
        if text("content-type").is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded")) {
            let protocol = Protocol::Query { version: "", namespace: "" };
            let unreadable = |problem: String| Astray { protocol, fault: protocol.unreadable(&problem) };
            let body = std::str::from_utf8(request.body()).map_err(|error| unreadable(error.to_string()))?;
            let mut members = decode_form(body).map_err(unreadable)?;
            let mut take = |name: &str| members.take_text(name);
            let (version, action) = (take("Version"), take("Action"));
            let action = action.ok_or_else(|| Astray {
                protocol,
                fault: Fault::new("MissingAction", 400, "the request names no Action"),
            })?;
            return Ok(Self::Form { version: version.unwrap_or_default(), action, members });
        }
        // Account numbers in a header are S3 Control's, which has the signing name of S3.
        let for_s3 = !request.headers().contains_key("x-amz-account-id");
        Ok(Self::Path {
            method: request.method().to_string(),
            path: request.uri().path().to_owned(),
            query: request.uri().query().unwrap_or_default().to_owned(),
            for_s3: for_s3.then(|| bucket_before_host(request).map(str::to_owned)),
        })
    }

    /// The service and operation asked: those that the request is signed for before others, for S3 answers to any path.
    fn find<'a>(&self, services: &'a [Service], signed_for: Option<&str>) -> Option<(&'a Service, Target)> {
        let found = |service: &'a Service| self.target(service).map(|target| (service, target));
        let signed = |service: &&Service| signed_for == Some(service.signs_as);
        services
            .iter()
            .filter(signed)
            .find_map(found)
            .or_else(|| services.iter().filter(|service| service.protocol != Protocol::S3).find_map(found))
    }

    /// The operation asked, if it is this service that is asked.
    fn target(&self, service: &Service) -> Option<Target> {
        let named = |operation: &String| Target { operation: operation.clone(), labels: BTreeMap::new() };
        match (self, service.protocol) {
            (Self::Target { prefix, operation }, Protocol::Json { target_prefix, .. }) => {
                // AWS: a name of many parts can be called by the last (the Rust SDK does so with CloudTrail).
                let is_last_part = || target_prefix.rsplit('.').next() == Some(prefix);
                (prefix == target_prefix || is_last_part()).then(|| named(operation))
            }
            (Self::Form { version: asked, action, .. }, Protocol::Query { version, .. }) => {
                (asked == version).then(|| named(action))
            }
            (Self::Path { method, path, query, for_s3: Some(bucket) }, Protocol::S3) => {
                let path = bucket.as_ref().map_or_else(|| path.clone(), |bucket| format!("/{bucket}{path}"));
                let path = path.strip_suffix('/').filter(|path| path.rfind('/') == Some(0)).unwrap_or(&path);
                service.operations.iter().find_map(|(operation, implementation)| {
                    let (_, template) = implementation.route.filter(|(asked, _)| asked == method)?;
                    let (template, needed) = template.split_once('?').unwrap_or((template, ""));
                    let labels = fits_query(query, needed).then(|| labels(template, path))??;
                    Some(Target { operation: (*operation).to_owned(), labels })
                })
            }
            (Self::Path { method, path, query, .. }, Protocol::RestJson | Protocol::RestXml { .. }) => {
                service.operations.iter().find_map(|(operation, implementation)| {
                    let labels = match implementation.route {
                        Some((asked, template)) => {
                            let (template, needed) = template.split_once('?').unwrap_or((template, ""));
                            let fits = asked == method && (needed.is_empty() || fits_query(query, needed));
                            fits.then(|| labels(template, path))??
                        }
                        // The rest-json services that the sandbox knows name the operation in the path.
                        None if method == "POST" && path.strip_prefix('/') == Some(operation) => {
                            BTreeMap::new()
                        }
                        None => return None,
                    };
                    Some(Target { operation: (*operation).to_owned(), labels })
                })
            }
            _ => None,
        }
    }

    /// The protocol to refuse in when no service is found.
    fn protocol(&self) -> Protocol {
        match self {
            Self::Target { .. } => Protocol::Json { version: "1.1", target_prefix: "" },
            Self::Form { .. } => Protocol::Query { version: "", namespace: "" },
            Self::Path { .. } => Protocol::RestJson,
        }
    }

    fn name(&self) -> String {
        match self {
            Self::Target { prefix, operation } => format!("{prefix}.{operation}"),
            Self::Form { action, .. } => action.clone(),
            Self::Path { method, path, query, .. } if query.is_empty() => format!("{method} {path}"),
            Self::Path { method, path, query, .. } => format!("{method} {path}?{query}"),
        }
    }
}

/// Matches a path against a template: `{Name}` takes one segment, `{Name+}` at the end takes the rest.
fn labels(template: &str, path: &str) -> Option<BTreeMap<String, String>> {
    let mut labels = BTreeMap::new();
    let mut rest = path.strip_prefix('/')?;
    let mut segments = template.strip_prefix('/')?.split('/').peekable();
    while let Some(segment) = segments.next() {
        let label = segment.strip_prefix('{').and_then(|label| label.strip_suffix('}'));
        if let Some(greedy) = label.and_then(|label| label.strip_suffix('+')) {
            labels.insert(greedy.to_owned(), decoded(rest)?);
            return (!rest.is_empty()).then_some(labels);
        }
        let (head, tail) = rest.split_once('/').map_or((rest, None), |(head, tail)| (head, Some(tail)));
        match label {
            Some(_) if head.is_empty() => return None,
            Some(label) => drop(labels.insert(label.to_owned(), decoded(head)?)),
            None if head != segment => return None,
            None => {}
        }
        match (segments.peek(), tail) {
            (Some(_), Some(tail)) => rest = tail,
            (None, None) => return Some(labels),
            _ => return None,
        }
    }
    None
}

fn decoded(text: &str) -> Option<String> {
    percent_decode_str(text).decode_utf8().ok().map(std::borrow::Cow::into_owned)
}

/// The bucket that a request names before the host: `BUCKET.s3.REGION.amazonaws.com`, or `BUCKET.HOST` of a host of one's
/// own that is named `localhost` or `sandbox`.
fn bucket_before_host(request: &Request<Bytes>) -> Option<&str> {
    let header = request.headers().get(http::header::HOST).and_then(|host| host.to_str().ok());
    let host = request.uri().host().or(header).unwrap_or_default();
    let host = host.split_once(':').map_or(host, |(host, _)| host);
    [".s3.", ".s3-"]
        .into_iter()
        .filter(|_| host.ends_with(".amazonaws.com") || host.ends_with(".amazonaws.com.cn"))
        .find_map(|mark| host.split_once(mark).map(|(bucket, _)| bucket))
        .or_else(|| [".localhost", ".sandbox"].into_iter().find_map(|own| host.strip_suffix(own)))
}

/// Whether a query holds what a route needs. A parameter without a value asks for a part of the resource, so it has to be the
/// one that is needed.
fn fits_query(query: &str, needed: &str) -> bool {
    let mut parameters = query.split('&').filter(|parameter| !parameter.is_empty());
    let part = |parameter: &str| parameter.strip_suffix('=').unwrap_or(parameter).to_owned();
    if needed.is_empty() {
        return parameters.all(|parameter| part(parameter).contains('='));
    }
    parameters.any(|parameter| part(parameter) == needed)
}

/// Labels, query string and headers as members, and the body as it is.
fn raw_input(
    request: &Request<Bytes>,
    operation: &Operation,
    labels: &BTreeMap<String, String>,
) -> Result<Input, String> {
    let needed = operation.route.and_then(|(_, template)| template.split_once('?')).map(|(_, needed)| needed);
    let query = request.uri().query().unwrap_or_default().split('&').filter(|parameter| {
        // `x-id` repeats the name of the operation.
        Some(parameter.strip_suffix('=').unwrap_or(parameter)) != needed && !parameter.starts_with("x-id=")
    });
    let mut members = decode_query(&query.collect::<Vec<_>>().join("&"))?;
    for (name, value) in labels {
        members.push_text(name, value);
    }
    members.extend(header_members(request.headers())?);
    Ok(Input::Raw { members, body: Body::of(request)? })
}

/// Labels, query string, the account's header and the body's members, as one input.
fn rest_xml_input(
    request: &Request<Bytes>,
    operation: &str,
    labels: &BTreeMap<String, String>,
) -> Result<Tree, String> {
    let mut tree = decode_query(request.uri().query().unwrap_or_default())?;
    for (name, value) in labels {
        tree.push_text(name, value);
    }
    if let Some(account) = request.headers().get("x-amz-account-id") {
        let account = account.to_str().map_err(|error| error.to_string())?;
        check_host(request, account)?;
        tree.push_text("AccountId", account);
    }
    let body = std::str::from_utf8(request.body()).map_err(|error| error.to_string())?;
    if !body.is_empty() {
        let (root, members) = decode_xml(body)?;
        if root != format!("{operation}Request") {
            return Err(format!("the root element is `{root}` where `{operation}Request` is expected"));
        }
        tree.extend(members);
    }
    Ok(tree)
}

// AWS: the account stands before the host and in the header (facts/aws-data.md §0.1). A host of one's own need not name it.
fn check_host(request: &Request<Bytes>, account: &str) -> Result<(), String> {
    let header = request.headers().get(http::header::HOST).and_then(|host| host.to_str().ok());
    let host = request.uri().host().or(header).unwrap_or_default();
    match host.split_once('.') {
        Some((label, _))
            if label.len() == 12 && label.bytes().all(|digit| digit.is_ascii_digit()) && label != account =>
        {
            Err(format!("the host names account `{label}` and the header account `{account}`"))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_gives_its_labels() {
        let found =
            |template, path| labels(template, path).map(|labels| labels.into_values().collect::<Vec<_>>());
        assert_eq!(found("/v1/grant/{Id}", "/v1/grant/a%2Fb"), Some(vec!["a/b".to_owned()]));
        assert_eq!(found("/v1/tags/{Arn+}", "/v1/tags/arn:x/y"), Some(vec!["arn:x/y".to_owned()]));
        assert_eq!(found("/v1/grants", "/v1/grants"), Some(vec![]));
        for (template, path) in [
            ("/v1/grant/{Id}", "/v1/grant"),
            ("/v1/grant/{Id}", "/v1/grant/"),
            ("/v1/grant/{Id}", "/v1/grant/a/b"),
            ("/v1/grants", "/v1/grants/a"),
            ("/v1/tags/{Arn+}", "/v1/tags/"),
        ] {
            assert_eq!(found(template, path), None, "{template} {path}");
        }
    }

    fn xml(host: &str, body: &str) -> Request<Bytes> {
        let request = Request::post(format!("http://{host}/v1/grant/g-1?maxResults=5"));
        request
            .header("x-amz-account-id", "111122223333")
            .body(Bytes::copy_from_slice(body.as_bytes()))
            .unwrap()
    }

    fn refused(host: &str, body: &str) -> String {
        rest_xml_input(&xml(host, body), "CreateGrant", &BTreeMap::new()).unwrap_err()
    }

    #[test]
    fn a_rest_xml_input_is_gathered_from_everywhere() {
        let request = xml(
            "111122223333.s3-control.x.amazonaws.com",
            "<CreateGrantRequest><A>b</A></CreateGrantRequest>",
        );
        let labels = [("Id".to_owned(), "g-1".to_owned())].into();
        let mut tree = rest_xml_input(&request, "CreateGrant", &labels).unwrap();
        for (name, value) in [("AccountId", "111122223333"), ("Id", "g-1"), ("maxResults", "5"), ("A", "b")] {
            assert_eq!(tree.take_text(name).as_deref(), Some(value), "{name}");
        }
        assert!(tree.is_empty());
    }

    #[test]
    fn a_rest_xml_request_speaks_of_one_account_and_one_operation() {
        assert_eq!(
            refused("999999999999.s3-control.x.amazonaws.com", ""),
            "the host names account `999999999999` and the header account `111122223333`"
        );
        assert_eq!(
            refused("127.0.0.1", "<Grant/>"),
            "the root element is `Grant` where `CreateGrantRequest` is expected"
        );
    }
}
