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
    /// How many frontage holders are left out because nobody asked for them.
    frontage_holders: usize,
}

/// A person with what they hold now.
#[derive(Serialize, ToSchema)]
struct PersonWithDuties {
    /// The staff number.
    code: String,
    name: String,
    post: String,
    /// In which capacities they hold something: `grid_member`, `grid_supervisor`, `road_leader`, `alley_chief`,
    /// `cleaning_contractor`, `frontage_holder`, `handling_unit`.
    roles: Vec<&'static str>,
    /// How many unit cells.
    cells: usize,
    /// How many roads.
    roads: usize,
    /// Whether the person is made up for a demonstration.
    made_up: bool,
}

/// 人员 / Lists people with what they hold.
///
/// `role` keeps those of one capacity and the staff who hold nothing; `all` keeps everyone. Without it those are left out who
/// hold nothing but frontages: there are thousands of them.
#[utoipa::path(get, path = "/api/v1/persons", tag = "partition",
    params(("role" = Option<String>, Query, description = "a capacity such as grid_member, or all")), responses(
    (status = 200, body = Persons),
    (status = 422, body = Problem, description = "no such role"),
))]
pub(crate) async fn persons(State(service): State<Service>, params: Params) -> Result<Json<Persons>, Problem> {
    let asked = params.text("role");
    let role = asked.filter(|it| *it != "all").map(|text| {
        let known = || DutyRole::ALL.map(DutyRole::as_str).join(", ");
        DutyRole::parse(text).ok_or_else(|| {
            let (zh, en) = (format!("须为 {} 或 all", known()), format!("must be {} or all", known()));
            Problem::invalid("role", text, zh, en)
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
    let shop = DutyRole::FrontageHolder.as_str();
    let mut frontage_holders = 0;
    let wanted = |it: &PersonWithDuties| match role {
        // Whoever holds nothing yet may be given anything.
        Some(role) => it.roles.contains(&role.as_str()) || (it.roles.is_empty() && role.as_str() != shop),
        None if asked.is_none() && it.roles == [shop] => {
            frontage_holders += 1;
            false
        }
        None => true,
    };
    let persons = persons.filter(wanted).collect();
    Ok(Json(Persons { persons, frontage_holders }))
}
