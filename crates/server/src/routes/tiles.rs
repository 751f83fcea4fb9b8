//! Vector tiles and their TileJSON.

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::Value;
use service::Service;
use tiles::{Layer, TileError, TileId, heat_tile, incident_tile, tile_json};

use crate::{
    Problem,
    caller::Caller,
    wire::{FilterQuery, Params},
};

const MVT: &str = "application/vnd.mapbox-vector-tile";

/// 矢量瓦片 / A vector tile (MVT 2.1) of `backdrop`, `roads`, `areas`, `incidents` or `heat`.
///
/// The filter counts for incidents and heat. `.mvt` may follow the row.
#[utoipa::path(get, path = "/tiles/{layer}/{z}/{x}/{y}", tag = "map", params(
    ("layer" = String, Path, description = "backdrop, roads, areas, incidents or heat"),
    ("z" = u8, Path, description = "0 to 20"), ("x" = u32, Path), ("y" = String, Path), FilterQuery), responses(
    (status = 200, content_type = "application/vnd.mapbox-vector-tile", body = Vec<u8>),
    (status = 204, description = "nothing lies in the tile"),
    (status = 404, body = Problem, description = "no such layer"),
    (status = 422, body = Problem, description = "no such tile, or a wrong filter"),
))]
pub(crate) async fn tile(
    caller: Caller,
    Path((layer, z, x, y)): Path<(String, String, String, String)>,
    params: Params,
) -> Result<Response, Problem> {
    let layer = known(&layer)?;
    let tile = tile_id(&z, &x, y.strip_suffix(".mvt").unwrap_or(&y))?;
    let world = caller.service.world();
    let mut filter = params.filter(&world.ground)?;
    if matches!(layer, Layer::Incidents | Layer::Heat) {
        filter = caller.view().await?.narrow(filter);
    }
    let ground = &world.ground;
    let bytes = match layer {
        Layer::Backdrop => ground.tiles().backdrop(tile),
        Layer::Roads => ground.tiles().roads(tile),
        Layer::Areas if caller.sees_people() => ground.tiles().areas(tile),
        Layer::Areas => ground.tiles().areas_without_names(tile),
        Layer::Incidents => incident_tile(&world.index, tile, &filter, &|position| {
            world.at(position).map_or_else(String::new, |it| it.id.to_string())
        }),
        Layer::Heat => heat_tile(&world.index, tile, &filter),
    };
    if bytes.is_empty() {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    Ok(([(header::CONTENT_TYPE, MVT)], bytes).into_response())
}

/// 瓦片说明 / TileJSON 3.0 of a layer.
#[utoipa::path(get, path = "/tiles/{layer}", tag = "map",
    params(("layer" = String, Path, description = "backdrop, roads, areas, incidents or heat; .json may follow")), responses(
    (status = 200, body = Value),
    (status = 404, body = Problem, description = "no such layer"),
))]
pub(crate) async fn tilejson(
    State(service): State<Service>,
    Path(layer): Path<String>,
    headers: HeaderMap,
) -> Result<Json<Value>, Problem> {
    let layer = known(layer.strip_suffix(".json").unwrap_or(&layer))?;
    let host = headers.get(header::HOST).and_then(|it| it.to_str().ok()).unwrap_or("localhost");
    let forwarded = headers.get("x-forwarded-proto").and_then(|it| it.to_str().ok());
    let scheme = forwarded.filter(|it| *it == "https").unwrap_or("http");
    let address = format!("{scheme}://{host}/tiles/{}/{{z}}/{{x}}/{{y}}", layer.as_str());
    let ground = &service.world().ground;
    Ok(Json(tile_json(layer, &address, ground.tiles().bounds(), &ground.district.attribution)))
}

fn known(layer: &str) -> Result<Layer, Problem> {
    let names = Layer::ALL.map(Layer::as_str).join(", ");
    let unknown = || {
        Problem::not_found(
            format!("没有图层 {layer}，有 {names}"),
            format!("there is no layer {layer}; there are {names}"),
        )
    };
    Layer::parse(layer).ok_or_else(unknown)
}

fn tile_id(z: &str, x: &str, y: &str) -> Result<TileId, Problem> {
    let refused = |field: &str, value: &str| {
        Problem::invalid(
            field,
            value,
            "没有这个瓦片：z 为 0–20，x、y 小于 2 的 z 次方",
            "no such tile: z is 0 to 20, x and y are below 2^z",
        )
    };
    let z_number = z.parse().map_err(|_| refused("z", z))?;
    let (x_number, y_number) = (x.parse().map_err(|_| refused("x", x))?, y.parse().map_err(|_| refused("y", y))?);
    TileId::new(z_number, x_number, y_number).map_err(|err: TileError| {
        let text = err.to_string();
        let mut problem = refused("z/x/y", &format!("{z}/{x}/{y}"));
        problem.detail = text;
        problem
    })
}
