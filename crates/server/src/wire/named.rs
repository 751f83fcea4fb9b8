//! Things that a request names by code, which must exist.

use model::{CommunityId, FrontageId, PersonId, RoadId};
use service::Ground;

use crate::Problem;

/// Finds a person by number.
pub(crate) fn person(ground: &Ground, field: &str, code: &str) -> Result<PersonId, Problem> {
    let at = ground.district.persons.iter().position(|it| it.code == code);
    at.map(PersonId::at).ok_or_else(|| no_person(field, code))
}

/// Says that nobody has this number.
pub(crate) fn no_person(field: &str, code: &str) -> Problem {
    Problem::invalid(field, code, "没有这个人员编号", "there is no person of this number")
}

/// Finds a road by code.
pub(crate) fn road(ground: &Ground, field: &str, code: &str) -> Result<RoadId, Problem> {
    let at = ground.district.roads.iter().position(|it| it.code == code);
    at.map(RoadId::at).ok_or_else(|| Problem::invalid(field, code, "没有这条道路", "there is no such road"))
}

/// Finds a frontage zone by code.
pub(crate) fn frontage(ground: &Ground, field: &str, code: &str) -> Result<FrontageId, Problem> {
    let found = ground.district.live_frontages().find(|it| it.1.code == code);
    let (zh, en) = ("没有这个门前三包责任区", "there is no such frontage zone");
    found.map(|it| it.0).ok_or_else(|| Problem::invalid(field, code, zh, en))
}

/// Finds a community by code.
pub(crate) fn community(ground: &Ground, field: &str, code: &str) -> Result<CommunityId, Problem> {
    let at = ground.district.communities.iter().position(|it| it.code == code);
    let unknown = || Problem::invalid(field, code, "没有这个社区", "there is no such community");
    at.map(CommunityId::at).ok_or_else(unknown)
}
