//! Lists the duties that hold, with their numbers.

use axum::{Json, extract::State};
use model::{CellId, DutyRole, Piece};
use serde::Serialize;
use service::{Ground, Service};
use spatial::Place;
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

/// 责任 / Lists the duties on record now, by number: of a person, a capacity, a road, a cell (with spots in it), a frontage zone; also
/// those whose term has passed or lies ahead.
#[utoipa::path(get, path = "/api/v1/duties", tag = "partition", params(
    ("person" = Option<String>, Query, description = "a staff number"),
    ("role" = Option<String>, Query, description = "a capacity, for instance road_leader"),
    ("road" = Option<String>, Query, description = "a road's code"),
    ("cell" = Option<String>, Query, description = "a unit cell's code"),
    ("frontage" = Option<String>, Query, description = "a frontage zone's code"),
), responses(
    (status = 200, body = Duties),
    (status = 422, body = Problem, description = "no such person, capacity, road, cell or zone"),
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
    let frontage = params.text("frontage").map(|it| wire::frontage(&world.ground, "frontage", it));
    let (role, person, road) = (role.transpose()?, person.transpose()?, road.transpose()?);
    let frontage = frontage.transpose()?;
    let wanted = |it: &model::Duty| {
        let on_road = |road| matches!(&it.piece, Piece::Road(stretch) if stretch.road == road);
        let in_cell = |cell| it.piece.cells().contains(&cell) || is_spot_in(&world.ground, &it.piece, cell);
        role.is_none_or(|role| it.role == role)
            && person.is_none_or(|person| it.person == person)
            && road.is_none_or(on_road)
            && cell.is_none_or(in_cell)
            && frontage.is_none_or(|zone| it.piece == Piece::Frontage(zone))
    };
    let duties = district.live_duties().filter(|it| wanted(it.1));
    Ok(Json(Duties { duties: duties.map(|(id, it)| DutyWire::new(&world.ground, id, it)).collect() }))
}

/// Says whether a piece is a spot whose middle lies in a cell.
fn is_spot_in(ground: &Ground, piece: &Piece, cell: CellId) -> bool {
    matches!(piece, Piece::Spot(spot) if ground.locator.place(spot.at) == Place::Inside(cell))
}
