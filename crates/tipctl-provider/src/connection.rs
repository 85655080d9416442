//! How AWS is reached, and who is calling.

use std::{fmt, pin::Pin, sync::Arc, time::Duration};

use aws_config::{
    BehaviorVersion, Region, SdkConfig, profile::ProfileFileCredentialsProvider,
    provider_config::ProviderConfig, retry::RetryConfig, sts::AssumeRoleProvider, timeout::TimeoutConfig,
};
use aws_credential_types::{
    Credentials,
    provider::{ProvideCredentials, SharedCredentialsProvider},
};
use aws_smithy_http_client::tls::{Provider as TlsProvider, rustls_provider::CryptoMode};
use aws_smithy_runtime_api::{
    client::{
        http::{
            HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
            SharedHttpConnector,
        },
        orchestrator::{HttpRequest, HttpResponse},
        result::ConnectorError,
        runtime_components::RuntimeComponents,
    },
    shared::IntoShared,
};
use aws_smithy_types::body::SdkBody;
use bytes::Bytes;
use tipctl_model::{Fault, Place};

use crate::{aws::Aws, fault::fault, kinds::Route, query::Keys};

/// The requests that the SDK makes, answered in this process.
pub type Answer = Arc<dyn Fn(http::Request<Bytes>) -> http::Response<Bytes> + Send + Sync>;

/// A wait of so many milliseconds.
pub type Wait = Arc<dyn Fn(u64) -> Pin<Box<dyn Future<Output = ()> + Send + Sync>> + Send + Sync>;

/// How AWS is reached.
#[derive(Clone)]
pub struct Connection {
    config: SdkConfig,
    /// How long the first answer is waited for.
    first: TimeoutConfig,
    /// Whether this is no AWS, and knows of no profile.
    is_stand_in: bool,
}

/// Who is calling.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Caller {
    /// The account that the credentials belong to.
    pub account: String,
    /// The ARN that AWS knows the caller by.
    pub arn: String,
}

impl Connection {
    /// AWS as the AWS CLI would reach it: credentials, profile, endpoints and proxies from the environment and the
    /// shared configuration files, SSO profiles included. A `profile` that is asked for by name comes before credentials
    /// in the environment. The region is the spec's, since every ARN follows from it.
    pub async fn from_environment(region: &str, profile: Option<&str>) -> Self {
        let https = aws_smithy_http_client::Builder::new()
            .tls_provider(TlsProvider::Rustls(CryptoMode::Ring))
            .build_https();
        let mut loader = aws_config::defaults(BehaviorVersion::latest())
            .region(Region::new(region.to_owned()))
            .retry_config(RetryConfig::standard().with_max_attempts(8))
            .timeout_config(patience())
            .http_client(https.clone());
        if let Some(profile) = profile {
            let reach = ProviderConfig::without_region()
                .with_region(Some(Region::new(region.to_owned())))
                .with_http_client(https);
            loader = loader.profile_name(profile).credentials_provider(profile_of(&reach, profile));
        }
        // Nothing has begun yet, and somebody waits: it is better to say that there is no network than to go on trying.
        let first = patience().to_builder().operation_timeout(Duration::from_secs(30)).build();
        Self { config: loader.load().await, first, is_stand_in: false }
    }

    /// A stand-in for AWS in this process, behind `client`. `wait` is how the SDK waits between its tries.
    pub fn stand_in(region: &str, access_key: &str, client: SharedHttpClient, wait: Wait) -> Self {
        let credentials = Credentials::new(access_key, "stand-in", None, None, "stand-in");
        let config = SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(region.to_owned()))
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .retry_config(RetryConfig::standard().with_max_attempts(8))
            .sleep_impl(Waits(wait))
            .time_source(aws_smithy_async::time::SystemTimeSource::new())
            .http_client(client)
            .build();
        Self { config, first: TimeoutConfig::disabled(), is_stand_in: true }
    }

    /// A stand-in that answers each request in this process.
    pub fn in_process(region: &str, access_key: &str, answer: Answer, wait: Wait) -> Self {
        Self::stand_in(region, access_key, SharedHttpClient::new(Door(answer)), wait)
    }

    /// Who is calling.
    ///
    /// # Errors
    /// Missing, wrong or expired credentials, and whatever keeps AWS from being reached.
    pub async fn caller(&self) -> Result<Caller, Fault> {
        let hasty = aws_sdk_sts::config::Builder::from(&self.config)
            .retry_config(RetryConfig::standard().with_max_attempts(3))
            .timeout_config(self.first.clone())
            .build();
        let identity = aws_sdk_sts::Client::from_conf(hasty).get_caller_identity().send().await;
        let identity = identity.map_err(|error| fault("sts", "GetCallerIdentity", error))?;
        Ok(Caller {
            account: identity.account().unwrap_or_default().to_owned(),
            arn: identity.arn().unwrap_or_default().to_owned(),
        })
    }

    /// The same way to AWS with the credentials of a session.
    #[must_use]
    pub fn with_keys(&self, keys: &Keys) -> Self {
        let token = Some(keys.session_token.clone()).filter(|token| !token.is_empty());
        let credentials =
            Credentials::new(&keys.access_key_id, &keys.secret_access_key, token, None, "session");
        Self { config: with_credentials(self.config.clone(), credentials), ..self.clone() }
    }

    pub(crate) fn config(&self) -> &SdkConfig {
        &self.config
    }

    /// Clients for everything, those of Identity Center and its directory through `route`.
    pub(crate) async fn aws(&self, place: Place, caller: String, route: &Route) -> Aws {
        Aws::new(&self.config, &self.through(route).await, place, caller)
    }

    async fn through(&self, route: &Route) -> SdkConfig {
        let mut config = self.config.clone();
        if let Some(region) = &route.region {
            config = config.into_builder().region(Region::new(region.clone())).build();
        }
        if let Some(profile) = route.profile.as_ref().filter(|_| !self.is_stand_in) {
            let mut reach = ProviderConfig::without_region().with_region(config.region().cloned());
            if let Some(client) = config.http_client() {
                reach = reach.with_http_client(client);
            }
            config = with_credentials(config, profile_of(&reach, profile));
        }
        if let Some(role) = &route.role_arn {
            let role = AssumeRoleProvider::builder(role).session_name("tipctl").configure(&config);
            config = with_credentials(config.clone(), role.build().await);
        }
        config
    }
}

/// The credentials of the profile `name`.
fn profile_of(reach: &ProviderConfig, name: &str) -> ProfileFileCredentialsProvider {
    ProfileFileCredentialsProvider::builder().configure(reach).profile_name(name).build()
}

fn with_credentials(config: SdkConfig, credentials: impl ProvideCredentials + 'static) -> SdkConfig {
    config.into_builder().credentials_provider(SharedCredentialsProvider::new(credentials)).build()
}

/// How long an answer is waited for, as the AWS CLI waits: a network that swallows requests must not hold a run for ever.
fn patience() -> TimeoutConfig {
    let (connecting, answering) = (Duration::from_secs(10), Duration::from_secs(60));
    TimeoutConfig::builder().connect_timeout(connecting).read_timeout(answering).build()
}

/// An HTTP client that never leaves the process.
#[derive(Clone)]
struct Door(Answer);

impl fmt::Debug for Door {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Door")
    }
}

impl HttpClient for Door {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        self.clone().into_shared()
    }
}

impl HttpConnector for Door {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        HttpConnectorFuture::ready(self.pass(request).map_err(ConnectorError::user))
    }
}

impl Door {
    fn pass(&self, request: HttpRequest) -> Result<HttpResponse, Box<dyn std::error::Error + Send + Sync>> {
        let request =
            request.try_into_http1x()?.map(|body| Bytes::copy_from_slice(body.bytes().unwrap_or_default()));
        let response = (self.0)(request);
        Ok(HttpResponse::try_from(response.map(|body| SdkBody::from(body.to_vec())))?)
    }
}

/// The SDK's waits, through the wait that was handed in.
#[derive(Clone)]
struct Waits(Wait);

impl fmt::Debug for Waits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Waits")
    }
}

impl aws_smithy_async::rt::sleep::AsyncSleep for Waits {
    fn sleep(&self, duration: Duration) -> aws_smithy_async::rt::sleep::Sleep {
        let ms = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
        aws_smithy_async::rt::sleep::Sleep::new((self.0)(ms))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use futures::executor::block_on;

    use super::*;

    const ASSUMED: &str = "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIAHUB</AccessKeyId>\
        <SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>\
        <Expiration>2199-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>";

    /// Who signed each request, and for which region and service: `AKIADATA eu-west-1/athena`.
    fn signed(route: &Route) -> Vec<String> {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let noted = Arc::clone(&seen);
        let answer: Answer = Arc::new(move |request: http::Request<Bytes>| {
            let header = request.headers().get("authorization").unwrap().to_str().unwrap();
            let scope = header.split("Credential=").nth(1).unwrap().split(',').next().unwrap();
            let parts: Vec<&str> = scope.split('/').collect();
            let service = parts[3];
            noted.lock().unwrap().push(format!("{} {}/{service}", parts[0], parts[2]));
            http::Response::new(Bytes::from(if service == "sts" { ASSUMED } else { "{}" }))
        });
        let wait: Wait = Arc::new(|_| Box::pin(std::future::ready(())));
        let connection = Connection::in_process("eu-west-1", "AKIADATA", answer, wait);
        block_on(async {
            let place = Place::new("s", "111122223333", "eu-west-1");
            let aws = connection.aws(place, "me".to_owned(), route).await;
            aws.athena.list_work_groups().send().await.unwrap();
            aws.ssoadmin.list_instances().send().await.unwrap();
            aws.identitystore.list_groups().identity_store_id("d-1").send().await.unwrap();
        });
        let seen = seen.lock().unwrap();
        seen.clone()
    }

    #[test]
    fn only_identity_center_is_called_elsewhere() {
        let plain =
            ["AKIADATA eu-west-1/athena", "AKIADATA eu-west-1/sso", "AKIADATA eu-west-1/identitystore"];
        assert_eq!(signed(&Route::default()), plain);
        let route = Route {
            profile: Some("hub".to_owned()),
            role_arn: Some("arn:aws:iam::444455556666:role/hub".to_owned()),
            region: Some("us-east-1".to_owned()),
        };
        let mut calls = signed(&route);
        calls.dedup();
        calls.retain(|call| call != "AKIADATA us-east-1/sts");
        let elsewhere =
            ["AKIADATA eu-west-1/athena", "ASIAHUB us-east-1/sso", "ASIAHUB us-east-1/identitystore"];
        assert_eq!(calls, elsewhere);
    }
}
