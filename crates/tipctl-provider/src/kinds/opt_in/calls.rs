//! Opt-ins through Lake Formation.

use aws_sdk_lakeformation::types::{Condition, DataLakePrincipal, LakeFormationOptInsInfo, Resource};
use tipctl_model::{Asked, Attrs, BoxFuture, Fault, FaultClass, Live, Note, Observation, Value};

use super::{OptIn, attrs};
use crate::{
    attrs::Read,
    aws::Aws,
    calls::{Calls, Swept},
    fault::{deleted, fault},
    kinds::grant::{BEYOND, beyond_on, canonical_on, named, sdk_resource},
    pages::pages,
};

impl Calls for OptIn {
    fn sweep<'a>(
        &'a self,
        aws: &'a Aws,
        _: Asked<'a>,
        _: &'a Observation,
    ) -> BoxFuture<'a, Result<Swept, Fault>> {
        Box::pin(async move {
            let listed = list(aws).await?;
            let lives: Vec<Live> = listed.iter().filter_map(|info| shown(aws, info)).collect();
            let notes = left_alone(listed.len() - lives.len()).into_iter().collect();
            let beyond = listed.iter().filter(|info| shown(aws, info).is_none());
            let beyond = beyond.filter_map(|info| beyond_row(aws, info)).collect();
            Ok(Swept { lives, notes, beyond, ..Swept::default() })
        })
    }

    fn create<'a>(&'a self, aws: &'a Aws, want: &'a Attrs) -> BoxFuture<'a, Result<Live, Fault>> {
        Box::pin(async move {
            let Asking { principal, resource, condition } = Asking::of(aws, want);
            let call = aws.lakeformation.create_lake_formation_opt_in().principal(principal);
            let sent = call.set_resource(resource).set_condition(condition).send().await;
            let made = Live::new(want.clone());
            match sent.map_err(|error| fault("lakeformation", "CreateLakeFormationOptIn", error)) {
                Ok(_) => Ok(made),
                // AWS: no code says that one is there already, and what a repetition answers is unverified
                // (facts/aws-data.md §7); the list tells.
                Err(fault) if [FaultClass::Invalid, FaultClass::Taken].contains(&fault.class) => {
                    let listed = list(aws).await?;
                    let is_there = listed.iter().filter_map(|info| shown(aws, info)).any(|live| live == made);
                    if is_there { Ok(made) } else { Err(fault) }
                }
                Err(fault) => Err(fault),
            }
        })
    }

    fn delete<'a>(&'a self, aws: &'a Aws, live: &'a Live) -> BoxFuture<'a, Result<(), Fault>> {
        Box::pin(async move {
            let Asking { principal, resource, condition } = Asking::of(aws, &live.attrs);
            let call = aws.lakeformation.delete_lake_formation_opt_in().principal(principal);
            let sent = call.set_resource(resource).set_condition(condition).send().await;
            deleted(sent.map_err(|error| fault("lakeformation", "DeleteLakeFormationOptIn", error)))
        })
    }
}

/// What names an opt-in in a call.
struct Asking {
    principal: DataLakePrincipal,
    resource: Option<Resource>,
    condition: Option<Condition>,
}

impl Asking {
    fn of(aws: &Aws, attrs: &Attrs) -> Self {
        let principal = attrs.text("principal").unwrap_or_default();
        let on = attrs.get("on");
        let condition = on.and_then(|on| on.entry("condition")).and_then(Value::as_text);
        Self {
            principal: DataLakePrincipal::builder().data_lake_principal_identifier(principal).build(),
            resource: on.and_then(|on| sdk_resource(aws, on, None)),
            condition: condition.map(|expression| Condition::builder().expression(expression).build()),
        }
    }
}

/// Every opt-in. AWS: only the list without a filter answers for every principal (facts/aws-data.md §7).
async fn list(aws: &Aws) -> Result<Vec<LakeFormationOptInsInfo>, Fault> {
    let list = |token| async move {
        let call = aws.lakeformation.list_lake_formation_opt_ins().max_results(1000);
        let sent = call.set_next_token(token).send().await;
        sent.map_err(|error| fault("lakeformation", "ListLakeFormationOptIns", error))
    };
    let found =
        pages("lakeformation", "ListLakeFormationOptIns", list, |page| page.next_token.clone()).await?;
    Ok(found.into_iter().flat_map(|page| page.lake_formation_opt_ins_info_list.unwrap_or_default()).collect())
}

/// An opt-in as the list shows it; none when it is on something that no section can name.
fn shown(aws: &Aws, info: &LakeFormationOptInsInfo) -> Option<Live> {
    let (mut on, columns) = named(info.resource()?)?;
    let names = |member| on.iter().any(|(name, _)| *name == member);
    if columns.is_some() || !names("database") {
        return None;
    }
    on.extend(info.condition().and_then(Condition::expression).map(|expression| ("condition", expression)));
    let on = Value::map(on.into_iter().map(|(member, name)| (member, Value::text(name))));
    let principal = Value::text(info.principal()?.data_lake_principal_identifier()?);
    Some(Live::new(attrs(&principal, &canonical_on(&on, &aws.place))))
}

/// An opt-in on something that no section can name, in words; nothing where it concerns no database.
fn beyond_row(aws: &Aws, info: &LakeFormationOptInsInfo) -> Option<Attrs> {
    let resource = info.resource()?;
    let on = match named(resource) {
        Some((mut on, Some(_))) => {
            on.push((BEYOND, "some columns of a table"));
            Value::map(on.into_iter().map(|(member, name)| (member, Value::text(name))))
        }
        Some((_, None)) => return None,
        None => beyond_on(resource, &aws.place.account)?,
    };
    Some(attrs(&Value::text(info.principal()?.data_lake_principal_identifier()?), &on))
}

fn left_alone(foreign: usize) -> Option<Note> {
    let opt_ins = if foreign == 1 { "opt-in" } else { "opt-ins" };
    (foreign > 0).then(|| Note {
        code: "opt_in::left_alone",
        message: format!(
            "{foreign} {opt_ins} to Lake Formation on something that is neither a database nor a table are left alone"
        ),
        help: None,
    })
}
