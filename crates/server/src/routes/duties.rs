//! Lists the duties that hold, with their numbers.

use axum::{Json, extract::State};
use model::{DutyRole, Piece};
use serde::Serialize;
use service::Service;
use utoipa::ToSchema;

use crate::{
    Problem,
    wire::{self, DutyWire, Params},
};

/// Duties.
#[derive(Serialize, ToSchema)]
pub(crate) struct Duties {
    duties: Vec<DutyWire>,
}

/// 责任 / Lists the duties on record now, by number: of a person, a capacity, a road, a cell; also those whose term has passed or lies
/// ahead.
#[utoipa::path(get, path = "/api/v1/duties", tag = "partition", params(
    ("person" = Option<String>, Query, description = "a staff number"),
    ("role" = Option<String>, Query, description = "a capacity, for instance road_leader"),
    ("road" = Option<String>, Query, description = "a road's code"),
    ("cell" = Option<String>, Query, description = "a unit cell's code"),
), responses(
    (status = 200, body = Duties),
    (status = 422, body = Problem, description = "no such person, capacity, road or cell"),
))]
pub(crate) async fn duties(State(service): State<Service>, params: Params) -> Result<Json<Duties>, Problem> {
    let world = service.world();
    let district = &world.ground.district;
    let role = params.text("role").map(|text| {
        let known = DutyRole::ALL.map(DutyRole::as_str).join(", ");
        let unknown =
            || Problem::invalid("role", text, format!("须为 {known} 之一"), format!("must be one of {known}"));
        DutyRole::parse(text).ok_or_else(unknown)
    });
    let person = params.text("person").map(|it| wire::person(&world.ground, "person", it));
    let road = params.text("road").map(|it| wire::road(&world.ground, "road", it));
    let cell = params.text("cell").map(|text| {
        let at = world.ground.cell_of_code(text);
        at.ok_or_else(|| Problem::invalid("cell", text, "现行划分中没有这个单元网格", "no such unit cell holds now"))
    });
    let cell = cell.transpose()?;
    let (role, person, road) = (role.transpose()?, person.transpose()?, road.transpose()?);
    let wanted = |it: &model::Duty| {
        let on_road = |road| matches!(&it.piece, Piece::Road(stretch) if stretch.road == road);
        role.is_none_or(|role| it.role == role)
            && person.is_none_or(|person| it.person == person)
            && road.is_none_or(on_road)
            && cell.is_none_or(|cell| it.piece.cells().contains(&cell))
    };
    let duties = district.live_duties().filter(|it| wanted(it.1));
    Ok(Json(Duties { duties: duties.map(|(id, it)| DutyWire::new(&world.ground, id, it)).collect() }))
}
