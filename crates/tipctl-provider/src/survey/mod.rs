//! Reading everything that decides what the workforce can do: the objects of every kind, whoever made them, and what no
//! kind is about.
//!
//! What may not be read is left out with a note, never guessed at and never a reason to stop. Only reads are sent, lists
//! before single objects, and few at once.

mod catalog;
mod identity_center;
mod keys;
mod lookups;
mod places;
mod roles;
mod sweeps;
mod trails;
mod unread;

use std::collections::BTreeSet;

use futures::future::join4;
use tipctl_model::{
    Asked, Desired, Fault, Inventory, KindName, Ledger, Note, Reach,
    inventory::{Caller, Known, Principal, Trail},
};

use self::sweeps::Sweeps;
use crate::{
    AwsProvider,
    audit::DIRECTORY,
    aws::Aws,
    inventory::{Survey, formerly, of_live},
    kinds::{Route, identity_center::chosen},
};

/// How many objects of one sort are read at once.
const AT_ONCE: usize = 8;

impl AwsProvider {
    /// Reads everything that decides what the workforce can do. Tables are read of the databases that the grants of
    /// `desired` name, and of `databases` besides.
    ///
    /// # Errors
    /// What keeps AWS from being reached at all: no credentials, no network.
    pub async fn survey(
        &self,
        desired: &Desired,
        ledger: &Ledger,
        databases: &BTreeSet<String>,
    ) -> Result<Survey, Vec<Fault>> {
        let (route, aws) = self.aws(Route::of(desired)).await;
        let asked = Asked { desired, ledger, reach: Reach::Chain };
        let mut survey = swept((aws, route), asked, |_| true).await?;
        survey.surroundings.formerly = formerly(ledger);
        let instance = chosen(asked, &survey.observation).cloned();
        let (described, tables, trails, allow_list) = join4(
            async {
                match &instance {
                    Some(instance) => identity_center::read(aws, instance, &survey.observation).await,
                    None => identity_center::Read::default(),
                }
            },
            catalog::read(aws, &survey.observation, desired, databases),
            trails::read(aws),
            roles::allow_list(aws),
        )
        .await;
        described.put_into(&mut survey);
        tables.put_into(&mut survey);
        trails.put_into(&mut survey);
        survey.surroundings.context_allow_list = allow_list.put_into(&mut survey.notes);
        if let Some(store) = instance.as_ref().map(|instance| instance.text("identity_store_id")) {
            identity_center::read_members(aws, store, &mut survey).await;
            lookups::read(aws, store, desired, &mut survey).await;
        }
        roles::read(aws, &mut survey).await;
        places::read(aws, desired, &mut survey).await;
        keys::read(aws, &mut survey).await;
        survey.surroundings.caller = Some(caller(aws, &of_live(&survey, Some(desired))));
        Ok(survey)
    }

    /// Reads who the users are, and nothing else.
    ///
    /// # Errors
    /// What keeps AWS from being reached at all.
    pub async fn directory(&self, desired: &Desired, ledger: &Ledger) -> Result<Survey, Vec<Fault>> {
        let (route, aws) = self.aws(Route::of(desired)).await;
        let asked = Asked { desired, ledger, reach: Reach::Chain };
        swept((aws, route), asked, |kind| DIRECTORY.contains(&kind)).await
    }

    /// The names of the tables of a database that the caller may see.
    ///
    /// # Errors
    /// There is no such database, or it cannot be read.
    pub async fn tables(&self, desired: &Desired, database: &str) -> Result<Vec<String>, Fault> {
        let (_, aws) = self.aws(Route::of(desired)).await;
        let tables = catalog::tables(aws, database).await?;
        Ok(tables.iter().map(|table| table.name().to_owned()).collect())
    }
}

/// The objects of the kinds that are `concerned`, and nothing around them.
async fn swept(
    door: (&Aws, &Route),
    asked: Asked<'_>,
    concerned: impl Fn(KindName) -> bool,
) -> Result<Survey, Vec<Fault>> {
    let Sweeps { observation, unread, notes } = sweeps::sweep(door, asked, concerned).await?;
    Ok(Survey { unread, notes, ..Survey::bare(door.0.place.clone(), observation) })
}

/// CloudTrail's trails, and what to know of how they were read.
pub(crate) async fn trails(aws: &Aws) -> (Known<Trail>, Vec<Note>) {
    let trails::Read { trails, notes } = trails::read(aws).await;
    (trails, notes)
}

/// Who reads, as IAM and Lake Formation name it.
///
/// AWS: a session's ARN has the role's name but not its path, so the role is looked for among those that are known.
fn caller(aws: &Aws, view: &Inventory) -> Caller {
    let role = aws
        .caller
        .split_once(":assumed-role/")
        .map(|(_, session)| session.split('/').next().unwrap_or_default());
    let Some(name) = role else { return Caller { arn: aws.caller.clone() } };
    let settings = view.lake.settings.as_ref().there();
    let admins =
        settings.into_iter().flat_map(|settings| settings.admins.iter().chain(&settings.read_only_admins));
    let admins =
        admins.filter_map(|admin| if let Principal::Iam(arn) = admin { Some(arn.as_str()) } else { None });
    let head = aws.place.global_arn("iam", "role/");
    let is_role = |arn: &&str| arn.starts_with(&head) && arn.rsplit('/').next() == Some(name);
    let known = view.roles.iter().map(|(arn, _)| arn).chain(admins).find(is_role);
    Caller { arn: known.map_or_else(|| format!("{head}{name}"), str::to_owned) }
}
