//! Scopes as rows: a word and a number for each thing that a scope names.

use model::{CategoryCode, CommunityId, PersonId, RoadId, Scope, SubdistrictId};

/// Iterates over what a scope names.
pub(crate) fn things(scope: &Scope) -> impl Iterator<Item = (&'static str, u32)> {
    let Scope { subdistricts, communities, roads, units, categories } = scope;
    (subdistricts.iter().map(|it| ("subdistrict", it.0)))
        .chain(communities.iter().map(|it| ("community", it.0)))
        .chain(roads.iter().map(|it| ("road", it.0)))
        .chain(units.iter().map(|it| ("unit", it.0)))
        .chain(categories.iter().map(|it| ("category", u32::from(it.0))))
}

/// Adds a thing to a scope; the table knows no other words than these.
pub(crate) fn add(scope: &mut Scope, kind: &str, thing: u32) {
    match kind {
        "subdistrict" => scope.subdistricts.push(SubdistrictId(thing)),
        "community" => scope.communities.push(CommunityId(thing)),
        "road" => scope.roads.push(RoadId(thing)),
        "unit" => scope.units.push(PersonId(thing)),
        _ => scope.categories.push(CategoryCode(thing as u16)),
    }
}
