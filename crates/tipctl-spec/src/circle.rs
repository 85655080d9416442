//! References that lead in a circle: none of the resources in it could be made first.

use std::collections::{BTreeMap, BTreeSet};

use tipctl_model::{Address, Origin, Resource};

use crate::{
    problem::{Problem, Problems},
    refs,
};

/// Reports each circle once. Whether there was none.
pub(crate) fn check(resources: &BTreeMap<Address, Resource>, problems: &mut Problems) -> bool {
    let mut needs: BTreeMap<&Address, BTreeSet<Address>> = resources
        .iter()
        .map(|(address, resource)| {
            let needs = resource.needs().into_iter().filter(|need| resources.contains_key(need));
            (address, needs.collect())
        })
        .collect();
    let mut is_clear = true;
    loop {
        strip(&mut needs);
        let Some(circle) = walk(&needs) else { return is_clear };
        is_clear = false;
        problems.push(problem(resources, &circle));
        needs.retain(|address, _| !circle.contains(address));
        for others in needs.values_mut() {
            others.retain(|other| !circle.contains(other));
        }
    }
}

/// Takes away, until nothing changes, what needs nothing that is left.
fn strip(needs: &mut BTreeMap<&Address, BTreeSet<Address>>) {
    let mut users: BTreeMap<Address, Vec<Address>> = BTreeMap::new();
    for (address, others) in &*needs {
        for other in others {
            users.entry(other.clone()).or_default().push((*address).clone());
        }
    }
    let mut free: Vec<Address> =
        needs.iter().filter(|(_, others)| others.is_empty()).map(|(address, _)| (*address).clone()).collect();
    while let Some(done) = free.pop() {
        needs.remove(&done);
        for user in users.remove(&done).unwrap_or_default() {
            if let Some(others) = needs.get_mut(&user) {
                others.remove(&done);
                if others.is_empty() {
                    free.push(user);
                }
            }
        }
    }
}

/// A circle among what is left, beginning at its smallest address. Everything left needs something left.
fn walk(needs: &BTreeMap<&Address, BTreeSet<Address>>) -> Option<Vec<Address>> {
    let mut way: Vec<Address> = Vec::new();
    let mut at = (*needs.keys().next()?).clone();
    let mut seen = BTreeSet::new();
    while seen.insert(at.clone()) {
        way.push(at.clone());
        at = needs.get(&at)?.first()?.clone();
    }
    let mut circle: Vec<Address> = way.into_iter().skip_while(|address| *address != at).collect();
    let least = circle.iter().enumerate().min_by_key(|(_, address)| *address).map(|(at, _)| at)?;
    circle.rotate_left(least);
    Some(circle)
}

fn problem(resources: &BTreeMap<Address, Resource>, circle: &[Address]) -> Problem {
    let back = circle.first();
    let names: Vec<String> = circle.iter().chain(back).map(|address| format!("`{address}`")).collect();
    let mut problem = Problem::new(
        "spec::circular_reference",
        format!("references lead in a circle: {}", names.join(" -> ")),
    )
    .help("remove one of them; an id or an ARN in its place breaks the circle");
    let next = circle.iter().skip(1).chain(back);
    for (address, next) in circle.iter().zip(next).take(2) {
        if let Some(origin) = resources.get(address).map(|resource| origin_of(resource, next)) {
            problem = problem.at(origin, format!("`{address}` needs `{next}`"));
        }
    }
    problem
}

fn origin_of(resource: &Resource, needed: &Address) -> Origin {
    let mut origin = None;
    refs::for_each_ref(&resource.attrs, &mut |path, reference| {
        if reference.address == *needed && origin.is_none() {
            origin = Some(resource.origin_of(path));
        }
    });
    origin.unwrap_or(resource.origin)
}
