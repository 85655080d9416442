//! Raw HTTP requests to the sandbox, as an SDK would send them, and what comes back. One module for each service.

#[cfg(test)]
mod athena;
#[cfg(test)]
mod authorization;
#[cfg(test)]
mod buckets;
#[cfg(test)]
mod chain;
#[cfg(test)]
mod client;
#[cfg(test)]
mod cloudtrail;
#[cfg(test)]
mod directory_owner;
#[cfg(test)]
mod doors;
#[cfg(test)]
mod emr;
#[cfg(test)]
mod glue;
#[cfg(test)]
mod iam;
#[cfg(test)]
mod identitystore;
#[cfg(test)]
mod kms;
#[cfg(test)]
mod knobs;
#[cfg(test)]
mod lakeformation;
#[cfg(test)]
mod links;
#[cfg(test)]
mod query;
#[cfg(test)]
mod s3;
#[cfg(test)]
mod s3control;
#[cfg(test)]
mod scim;
#[cfg(test)]
mod signed;
#[cfg(test)]
mod ssoadmin;
#[cfg(test)]
mod ssoadmin_customer;
