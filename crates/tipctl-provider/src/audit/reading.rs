//! Reading everything that was recorded of a span of time.

use std::collections::{BTreeMap, BTreeSet};

use tipctl_model::{Desired, Fault, FaultClass, Note, audit::AccessEvent};

use super::{files, history, names};
use crate::{AwsProvider, Wait, aws::Aws, fault::fault, kinds::Route, pages::pages, survey};

/// A span of time, both ends included, in milliseconds since the epoch.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Span {
    /// When it begins.
    pub from_ms: u64,
    /// When it ends.
    pub to_ms: u64,
}

impl Span {
    /// Whether a moment is in it.
    #[must_use]
    pub fn contains(self, at_ms: u64) -> bool {
        (self.from_ms..=self.to_ms).contains(&at_ms)
    }
}

/// What was recorded.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Audited {
    /// The events, in the order in which they happened, each once.
    pub events: Vec<AccessEvent>,
    /// What cannot be seen from here, and why.
    pub notes: Vec<Note>,
}

impl AwsProvider {
    /// Everything that CloudTrail recorded of access in `span`: the management events of the region, and reads and writes
    /// of objects where a trail has them. `wait` keeps to the two lookups a second that AWS allows.
    ///
    /// # Errors
    /// The management events cannot be read. Whatever else cannot be is said in a note.
    pub async fn audit(&self, desired: &Desired, span: Span, wait: &Wait) -> Result<Audited, Fault> {
        let (_, aws) = self.aws(Route::of(desired)).await;
        let mut events: BTreeSet<AccessEvent> = history::read(aws, span, wait).await?.into_iter().collect();
        let (trails, mut notes) = survey::trails(aws).await;
        let mut is_recorded = false;
        for (arn, trail) in trails.iter().filter(|(_, trail)| trail.is_logging && !trail.s3_data.is_empty()) {
            match files::read(aws, trail, span).await {
                Ok(files) => {
                    is_recorded = true;
                    events.extend(files.events);
                    notes.extend(left_out(arn, files.left_out));
                }
                Err(fault) => notes.push(Note {
                    code: "audit::unread",
                    message: format!("the log files of the trail `{arn}` could not be read: {fault}"),
                    help: (fault.class == FaultClass::Denied)
                        .then(|| format!("allow s3:ListBucket and s3:GetObject on `{}`", trail.bucket)),
                }),
            }
        }
        if !is_recorded {
            notes.push(Note {
                code: "audit::no_object_events",
                message: "no trail that can be read here records reads of S3 objects, so it is seen who got access \
                          to a table and not which objects were read"
                    .to_owned(),
                help: Some("record data events of the buckets of data and results in a trail".to_owned()),
            });
        }
        notes.extend(stores(aws).await.unwrap_or_else(|fault| Some(unlisted(&fault))));
        Ok(Audited { events: events.into_iter().collect(), notes })
    }

    /// Writes into `known`, by id, what the users `ids` of the directory `store` are called today. One that is gone keeps
    /// the name that `known` has. The directory is reached as `desired` says.
    ///
    /// # Errors
    /// The directory cannot be asked; `known` keeps what it has.
    pub async fn name_users(
        &self,
        desired: &Desired,
        store: &str,
        ids: BTreeSet<String>,
        known: &mut BTreeMap<String, String>,
    ) -> Result<(), Fault> {
        let (route, aws) = self.aws(Route::of(desired)).await;
        names::look_up(aws, store, ids, known).await.map_err(|fault| route.told(fault))
    }
}

fn left_out(trail: &str, files: usize) -> Option<Note> {
    (files > 0).then(|| Note {
        code: "audit::left_out",
        message: format!(
            "{files} log files of the trail `{trail}` are left out, so some reads are not shown"
        ),
        help: Some("ask for a shorter time".to_owned()),
    })
}

fn unlisted(fault: &Fault) -> Note {
    Note {
        code: "audit::unread",
        message: format!("whether CloudTrail Lake has event data stores could not be read: {fault}"),
        help: (fault.class == FaultClass::Denied).then(|| "allow cloudtrail:ListEventDataStores".to_owned()),
    }
}

/// That there are event data stores, which are not read.
async fn stores(aws: &Aws) -> Result<Option<Note>, Fault> {
    let list = |token| async move {
        let sent = aws.cloudtrail.list_event_data_stores().set_next_token(token).send().await;
        sent.map_err(|error| fault("cloudtrail", "ListEventDataStores", error))
    };
    let pages = pages("cloudtrail", "ListEventDataStores", list, |page| page.next_token.clone()).await?;
    let names: Vec<&str> =
        pages.iter().flat_map(|page| page.event_data_stores()).filter_map(|store| store.name()).collect();
    Ok((!names.is_empty()).then(|| Note {
        code: "audit::event_data_stores",
        message: format!("CloudTrail Lake is not read; its event data stores are {}", names.join(", ")),
        help: Some("query them in the console of CloudTrail, by `userIdentity.onBehalfOf.userId`".to_owned()),
    }))
}
