//! Rulings and choices as they are sent and listed.

use model::{LonLat, Ruling, RulingId, RulingKind, Verdict};
use serde::Serialize;
use serde_json::Value;
use service::{Ground, NewRuling, RulingError};
use utoipa::ToSchema;

use super::{PlaceWire, both, category_code, edit::Reader, local_time, partition::HolderWire};
use crate::Problem;

/// How far around its place a ruling is obeyed when nothing is said: a street's width.
const RADIUS_MM: u32 = 20_000;

/// A ruling that is made.
#[derive(ToSchema)]
#[expect(dead_code, reason = "documents the body, which is read field by field to name the bad value")]
pub(crate) struct RulingBody {
    /// `ruling`, settled by a supervisor, or `choice` of a member.
    kind: String,
    /// Degrees east.
    lon: f64,
    /// Degrees north.
    lat: f64,
    /// How far around the place it is obeyed, 1 to 200; 20 when absent.
    radius_m: Option<f64>,
    /// The category's four digits; `null` for all.
    category: Option<String>,
    /// The cell's code, where the place belongs to one: one of cell, road and person.
    cell: Option<String>,
    /// The road's code.
    road: Option<String>,
    /// The person's number.
    person: Option<String>,
    /// Why, 500 characters at most.
    note: Option<String>,
}

/// A ruling or choice.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct RulingWire {
    /// Its number.
    id: u32,
    /// `ruling` or `choice`.
    kind: &'static str,
    #[serde(flatten)]
    place: PlaceWire,
    radius_m: f64,
    /// The category's four digits; `null` for all.
    category: Option<String>,
    /// The cell's code, where the place belongs to one.
    cell: Option<String>,
    /// The road's code.
    road: Option<String>,
    /// The person.
    person: Option<HolderWire>,
    note: String,
    /// When it was put on record.
    made_at: String,
    /// When it was taken back; `null` while it stands.
    ended_at: Option<String>,
}

impl RulingWire {
    pub(crate) fn new(ground: &Ground, id: RulingId, it: &Ruling) -> Self {
        let district = &ground.district;
        let [lon, lat] = super::lon_lat(ground.frame.place(it.at));
        let (mut cell, mut road, mut person) = (None, None, None);
        match it.verdict {
            Verdict::Cell(id) => cell = Some(district.cells[id.index()].code.clone()),
            Verdict::Road(id) => road = Some(district.roads[id.index()].code.clone()),
            Verdict::Person(id) => person = Some(HolderWire::new(ground, id)),
        }
        Self {
            id: id.0,
            kind: it.kind.as_str(),
            place: PlaceWire { lon, lat },
            radius_m: f64::from(it.radius_mm) / 1_000.0,
            category: it.category.map(|it| it.to_string()),
            cell,
            road,
            person,
            note: it.note.clone(),
            made_at: local_time(it.made_at),
            ended_at: it.ended_at.map(local_time),
        }
    }
}

/// Reads a ruling that is made.
pub(crate) fn ruling(ground: &Ground, body: &Value) -> Result<NewRuling, Problem> {
    let reader = Reader::new(ground);
    let word = Reader::text(body.get("kind"), "kind")?;
    let unknown = || Problem::invalid("kind", word, "须为 ruling 或 choice", "must be ruling or choice");
    let kind = RulingKind::parse(word).ok_or_else(unknown)?;
    let place = LonLat { lon: Reader::degrees(body, "lon", "lon")?, lat: Reader::degrees(body, "lat", "lat")? };
    let category = body.get("category").filter(|it| !it.is_null());
    let category = category.map(|it| category_code(ground, "category", Reader::text(Some(it), "category")?));
    let given = |name: &&str| body.get(*name).is_some_and(|it| !it.is_null());
    let named: Vec<&str> = ["cell", "road", "person"].into_iter().filter(|it| given(it)).collect();
    let [name] = named.as_slice() else {
        let (zh, en) = ("须有 cell、road、person 中的一项", "needs one of cell, road, person");
        return Err(Problem::invalid("cell, road, person", named.join(", "), zh, en));
    };
    let value = body.get(*name);
    let verdict = match *name {
        "cell" => Verdict::Cell(reader.cell(value, "cell")?),
        "road" => Verdict::Road(reader.road(value, "road")?),
        _ => {
            let missing = || Problem::invalid("person", Value::Null, "必填", "required");
            Verdict::Person(reader.person(value, "person")?.ok_or_else(missing)?)
        }
    };
    let note = body.get("note").filter(|it| !it.is_null());
    Ok(NewRuling {
        kind,
        at: ground.frame.point(place).map_err(|err| super::refused_place(&err))?,
        radius_mm: Reader::millimetres(body.get("radius_m"), "radius_m")?.unwrap_or(RADIUS_MM),
        category: category.transpose()?,
        verdict,
        note: note.map_or(Ok(""), |it| Reader::text(Some(it), "note"))?.trim().to_owned(),
    })
}

/// Says why a ruling is refused.
pub(crate) fn refused_ruling(err: &RulingError, body: &Value) -> Problem {
    let field = match err {
        RulingError::UnknownVerdict => "cell, road, person",
        RulingError::UnknownCategory(_) => "category",
        RulingError::Radius { .. } => "radius_m",
        RulingError::Note { .. } => "note",
        RulingError::OutsideFrame => "lon, lat",
    };
    let (zh, en) = both(&err.to_string());
    Problem::invalid(field, body.get(field).cloned().unwrap_or(Value::Null), zh, en)
}
