//! Who answers for a spot, and why.

use axum::{Json, extract::State};
use serde::Deserialize;
use service::Service;
use utoipa::IntoParams;

use crate::{
    Problem,
    wire::{self, AnswerWire, Params},
};

/// The question.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "documents the parameters, which `Params` reads one by one to name the bad value")]
pub(crate) struct LocateQuery {
    /// Degrees east.
    #[param(minimum = -180, maximum = 180)]
    lon: f64,
    /// Degrees north.
    #[param(minimum = -84, maximum = 84)]
    lat: f64,
    /// Four digits; decides who acts first.
    category: Option<String>,
    /// The 68 % radius of the position in metres; 15 when absent.
    accuracy_m: Option<f64>,
}

/// 责任定位 / Who answers for a spot, and why.
#[utoipa::path(get, path = "/api/v1/locate", tag = "responsibility", params(LocateQuery), responses(
    (status = 200, body = AnswerWire),
    (status = 422, body = Problem, description = "a value is missing or wrong"),
))]
pub(crate) async fn locate(State(service): State<Service>, params: Params) -> Result<Json<AnswerWire>, Problem> {
    let world = service.world();
    let place = model::LonLat { lon: params.required("lon")?, lat: params.required("lat")? };
    let category = params.text("category").map(|it| wire::category_code(&world.ground, "category", it)).transpose()?;
    let accuracy_m = params.optional("accuracy_m")?;
    if let Some(it) = accuracy_m.filter(|it: &f64| !it.is_finite() || *it < 0.0) {
        return Err(Problem::invalid(
            "accuracy_m",
            it.to_string(),
            "精度必须是不小于 0 的米数",
            "an accuracy is a length in metres, 0 or more",
        ));
    }
    let answer = world.ground.answer(place, accuracy_m, category).map_err(|err| wire::refused_place(&err))?;
    Ok(Json(AnswerWire::new(&world.ground, place, category, &answer)))
}
