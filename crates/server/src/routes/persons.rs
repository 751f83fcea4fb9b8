//! Lists people with what they hold.

use std::collections::{BTreeMap, BTreeSet};

use axum::{Json, extract::State};
use model::{DutyRole, PersonId, Piece};
use serde::Serialize;
use service::Service;
use utoipa::ToSchema;

use crate::{Problem, wire::Params};

/// People.
#[derive(Serialize, ToSchema)]
pub(crate) struct Persons {
    persons: Vec<PersonWithDuties>,
}

/// A person with what they hold now.
#[derive(Serialize, ToSchema)]
struct PersonWithDuties {
    /// The staff number.
    code: String,
    name: String,
    post: String,
    /// `grid_member`, `road_leader`: in which capacities they hold something.
    roles: Vec<&'static str>,
    /// How many unit cells.
    cells: usize,
    /// How many roads.
    roads: usize,
    /// Whether the person is made up for a demonstration.
    made_up: bool,
}

/// 人员 / Lists people with what they hold; `role` keeps those of one capacity and those who hold nothing.
#[utoipa::path(get, path = "/api/v1/persons", tag = "partition",
    params(("role" = Option<String>, Query, description = "grid_member or road_leader")), responses(
    (status = 200, body = Persons),
    (status = 422, body = Problem, description = "no such role"),
))]
pub(crate) async fn persons(State(service): State<Service>, params: Params) -> Result<Json<Persons>, Problem> {
    let role = params.text("role").map(|text| {
        DutyRole::parse(text).ok_or_else(|| {
            Problem::invalid("role", text, "须为 grid_member 或 road_leader", "must be grid_member or road_leader")
        })
    });
    let role = role.transpose()?;
    let world = service.world();
    let district = &world.ground.district;
    let mut held: BTreeMap<PersonId, (BTreeSet<&'static str>, usize, usize)> = BTreeMap::new();
    for (_, duty) in district.live_duties() {
        let (roles, cells, roads) = held.entry(duty.person).or_default();
        roles.insert(duty.role.as_str());
        match &duty.piece {
            Piece::Cells(list) => *cells += list.len(),
            Piece::Road(_) => *roads += 1,
            Piece::Frontage(_) | Piece::Spot(_) => {}
        }
    }
    let persons = district.persons.iter().enumerate().map(|(at, it)| {
        let (roles, cells, roads) = held.remove(&PersonId::at(at)).unwrap_or_default();
        let roles = roles.into_iter().collect();
        PersonWithDuties {
            code: it.code.clone(),
            name: it.name.clone(),
            post: it.post.clone(),
            roles,
            cells,
            roads,
            made_up: it.made_up,
        }
    });
    let wanted =
        |it: &PersonWithDuties| role.is_none_or(|role| it.roles.is_empty() || it.roles.contains(&role.as_str()));
    Ok(Json(Persons { persons: persons.filter(wanted).collect() }))
}
