//! Trusted token issuers through Identity Center.

use aws_sdk_ssoadmin::types::{
    JwksRetrievalOption, OidcJwtConfiguration, OidcJwtUpdateConfiguration, TrustedTokenIssuerConfiguration,
    TrustedTokenIssuerMetadata, TrustedTokenIssuerType, TrustedTokenIssuerUpdateConfiguration,
};
use futures::{StreamExt, TryStreamExt, future::try_join, stream};
use tipctl_model::{Asked, AttrChange, Attrs, BoxFuture, Fault, FaultClass, Live, NonEmpty, Observation};

use super::{TokenIssuer, schema::NAME};
use crate::{
    attrs::{Read, STACK_TAG, Shown, changed, visible_tags},
    aws::Aws,
    calls::{Calls, Swept},
    fault::{deleted, fault, impossible},
    kinds::{
        application::{retag, sdk_tags, tags_of},
        identity_center::instance_of,
    },
    pages::pages,
    tags,
};

/// How many issuers are read at once; an instance has ten at most.
const AT_ONCE: usize = 4;

impl Calls for TokenIssuer {
    fn sweep<'a>(
        &'a self,
        aws: &'a Aws,
        asked: Asked<'a>,
        seen: &'a Observation,
    ) -> BoxFuture<'a, Result<Swept, Fault>> {
        Box::pin(async move {
            let Some(instance) = instance_of(asked, seen) else { return Ok(Swept::default()) };
            let list = |token| async move {
                let call = aws.ssoadmin.list_trusted_token_issuers().instance_arn(instance);
                let sent = call.set_next_token(token).send().await;
                sent.map_err(|error| fault("sso-admin", "ListTrustedTokenIssuers", error))
            };
            let pages =
                pages("sso-admin", "ListTrustedTokenIssuers", list, |page| page.next_token.clone()).await?;
            let concerned = |issuer: &TrustedTokenIssuerMetadata| {
                asked.wanted(NAME).any(|want| want.text("name") == issuer.name())
                    || asked.owned(NAME).any(|key| key.part("arn") == issuer.trusted_token_issuer_arn())
            };
            let all = pages.iter().flat_map(|page| page.trusted_token_issuers());
            let (near, far): (Vec<_>, Vec<_>) = all.cloned().partition(concerned);
            // AWS: the list shows no configuration (facts/aws-identity.md §0.4).
            let arns = near.into_iter().filter_map(|issuer| issuer.trusted_token_issuer_arn);
            let reads = arns.map(|arn| async move { read(aws, instance, &arn).await });
            let found: Vec<Option<Live>> = stream::iter(reads).buffered(AT_ONCE).try_collect().await?;
            let far = far.iter().map(|issuer| {
                let shown = Shown::new().with("instance", instance).maybe("name", issuer.name());
                Live::new(shown.maybe("arn", issuer.trusted_token_issuer_arn()).attrs())
            });
            Ok(found.into_iter().flatten().chain(far).collect::<Vec<_>>().into())
        })
    }

    fn create<'a>(&'a self, aws: &'a Aws, want: &'a Attrs) -> BoxFuture<'a, Result<Live, Fault>> {
        Box::pin(async move {
            let text = |attr| want.text(attr).unwrap_or_default();
            let configuration = OidcJwtConfiguration::builder()
                .issuer_url(text("url"))
                .claim_attribute_path(text("claim"))
                .identity_store_attribute_path(text("attribute"))
                .jwks_retrieval_option(JwksRetrievalOption::OpenIdDiscovery)
                .build()
                .map_err(|_| impossible("sso-admin", "an issuer without a url, a claim or an attribute"))?;
            let tags = tags::marked(want, &aws.place);
            let call = aws.ssoadmin.create_trusted_token_issuer().instance_arn(text("instance"));
            let call = call.name(text("name")).trusted_token_issuer_type(TrustedTokenIssuerType::OidcJwt);
            let call = call.trusted_token_issuer_configuration(
                TrustedTokenIssuerConfiguration::OidcJwtConfiguration(configuration),
            );
            let sent = call.set_tags(Some(sdk_tags(&tags))).send().await;
            let made = sent.map_err(|error| fault("sso-admin", "CreateTrustedTokenIssuer", error))?;
            let mut attrs = want.clone();
            attrs.extend(made.trusted_token_issuer_arn().map(|arn| ("arn", arn.into())));
            attrs.insert("tags", visible_tags(tags));
            Ok(aws.made(attrs))
        })
    }

    fn update<'a>(
        &'a self,
        aws: &'a Aws,
        live: &'a Live,
        want: &'a Attrs,
        diff: &'a NonEmpty<AttrChange>,
    ) -> BoxFuture<'a, Result<Live, Fault>> {
        Box::pin(async move {
            let differs = |attr: &str| diff.iter().any(|change| change.attr == attr);
            let changed_text = |attr| want.text(attr).filter(|_| differs(attr)).map(str::to_owned);
            let arn = live.text("arn");
            if ["name", "claim", "attribute"].into_iter().any(differs) {
                let configuration = OidcJwtUpdateConfiguration::builder()
                    .set_claim_attribute_path(changed_text("claim"))
                    .set_identity_store_attribute_path(changed_text("attribute"))
                    .build();
                let configuration = (differs("claim") || differs("attribute"))
                    .then_some(TrustedTokenIssuerUpdateConfiguration::OidcJwtConfiguration(configuration));
                let call = aws.ssoadmin.update_trusted_token_issuer().trusted_token_issuer_arn(arn);
                let call = call.set_name(changed_text("name"));
                let sent = call.set_trusted_token_issuer_configuration(configuration).send().await;
                sent.map_err(|error| fault("sso-admin", "UpdateTrustedTokenIssuer", error))?;
            }
            for change in diff.iter().filter(|change| change.attr == "tags") {
                retag(aws, live.text("instance"), arn, change).await?;
            }
            Ok(changed(live, want, diff))
        })
    }

    fn delete<'a>(&'a self, aws: &'a Aws, live: &'a Live) -> BoxFuture<'a, Result<(), Fault>> {
        Box::pin(async move {
            let call = aws.ssoadmin.delete_trusted_token_issuer();
            let sent = call.trusted_token_issuer_arn(live.text("arn")).send().await;
            deleted(sent.map_err(|error| fault("sso-admin", "DeleteTrustedTokenIssuer", error)))
        })
    }
}

/// The issuer `arn`, when it is still there.
async fn read(aws: &Aws, instance: &str, arn: &str) -> Result<Option<Live>, Fault> {
    match try_join(describe(aws, arn), tags_of(aws, instance, arn)).await {
        Ok((shown, tags)) => {
            let stack = tags.get(STACK_TAG).cloned();
            let shown = shown.with("instance", instance).with("tags", visible_tags(tags));
            Ok(Some(Live { attrs: shown.attrs(), stack }))
        }
        Err(fault) if fault.class == FaultClass::Absent => Ok(None),
        Err(fault) => Err(fault),
    }
}

async fn describe(aws: &Aws, arn: &str) -> Result<Shown, Fault> {
    let call = aws.ssoadmin.describe_trusted_token_issuer().trusted_token_issuer_arn(arn);
    let found = call.send().await.map_err(|error| fault("sso-admin", "DescribeTrustedTokenIssuer", error))?;
    let configuration = found
        .trusted_token_issuer_configuration()
        .and_then(|configuration| configuration.as_oidc_jwt_configuration().ok());
    let jwks = configuration.map(|configuration| configuration.jwks_retrieval_option().as_str());
    Ok(Shown::new()
        .with("arn", arn)
        .maybe("name", found.name())
        .maybe("url", configuration.map(OidcJwtConfiguration::issuer_url))
        .maybe("claim", configuration.map(OidcJwtConfiguration::claim_attribute_path))
        .maybe("attribute", configuration.map(OidcJwtConfiguration::identity_store_attribute_path))
        .maybe("jwks_retrieval", jwks.map(|word| word.to_lowercase().replace('_', "-"))))
}
