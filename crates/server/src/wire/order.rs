//! What somebody wants to do to an incident, as it is sent.

use model::{
    IncidentId, LonLat,
    case::{Action, Need, PhotoId, PhotoKind, Rule, Verb},
};
use serde_json::Value;
use service::{Ground, Order};
use utoipa::openapi::{
    RefOr,
    schema::{ArrayBuilder, Object, ObjectBuilder, Schema, SchemaType, Type},
};
use uuid::Uuid;

use super::{edit::Reader, moment, refused_place};
use crate::Problem;

/// How many photos come with one deed.
const MOST_PHOTOS: usize = 9;

/// A photo that a deed names.
pub(crate) type NamedPhoto = (PhotoId, PhotoKind);

/// Reads an order; its photos are still to be looked up.
pub(crate) fn order(
    ground: &Ground,
    id: IncidentId,
    verb: Verb,
    body: &Value,
    seen: Option<u32>,
) -> Result<(Order, Vec<NamedPhoto>), Problem> {
    if !body.is_object() {
        return Err(Problem::invalid("body", body.clone(), "须为 JSON 对象", "must be a JSON object"));
    }
    let note = body.get("note").filter(|it| !it.is_null());
    let note = note.map_or(Ok(""), |it| Reader::text(Some(it), "note"))?.to_owned();
    let place = match body.get("place").filter(|it| !it.is_null()) {
        None => None,
        Some(it) => {
            let lon = Reader::degrees(it, "lon", "place.lon")?;
            let lat = Reader::degrees(it, "lat", "place.lat")?;
            Some(ground.frame.point(LonLat { lon, lat }).map_err(|err| refused_place(&err))?)
        }
    };
    let order = Order { id, action: action(ground, verb, body)?, note, photos: vec![], place, seen };
    Ok((order, photos(body)?))
}

fn action(ground: &Ground, verb: Verb, body: &Value) -> Result<Action, Problem> {
    let missing = |field: &str| Problem::invalid(field, Value::Null, "必填", "required");
    let person = |field: &str| Reader::new(ground).person(body.get(field), field)?.ok_or_else(|| missing(field));
    let time = |field: &str| {
        let value = body.get(field).filter(|it| !it.is_null()).ok_or_else(|| missing(field))?;
        moment(field, Reader::text(Some(value), field)?)
    };
    Ok(match verb {
        Verb::AskVerification => Action::AskVerification,
        Verb::Verify => {
            let found = body.get("found").and_then(Value::as_bool);
            let wrong = || {
                let value = body.get("found").cloned().unwrap_or(Value::Null);
                Problem::invalid(
                    "found",
                    value,
                    "须为 true 或 false：情况是否属实",
                    "must be true or false: whether it is so",
                )
            };
            Action::Verify { found: found.ok_or_else(wrong)? }
        }
        Verb::Accept => Action::Accept,
        Verb::Merge => {
            let text = Reader::text(body.get("into"), "into")?;
            let wrong = |_| Problem::invalid("into", text, "须为案件编号", "must be an incident's id");
            Action::Merge { into: IncidentId(Uuid::try_parse(text).map_err(wrong)?) }
        }
        Verb::File => Action::File,
        Verb::Refuse => Action::Refuse,
        Verb::Dispatch => Action::Dispatch { unit: person("unit")? },
        Verb::Sign => Action::Sign,
        Verb::Return => Action::Return,
        Verb::Redispatch => Action::Redispatch { unit: person("unit")? },
        Verb::Dispute => Action::Dispute,
        Verb::Rule => Action::Rule { unit: person("unit")? },
        Verb::AskDeferral => Action::AskDeferral { until: time("until")? },
        Verb::ApproveDeferral => Action::ApproveDeferral { until: time("until")? },
        Verb::RefuseDeferral => Action::RefuseDeferral,
        Verb::Suspend => Action::Suspend { review_at: time("review_at")? },
        Verb::Resume => Action::Resume,
        Verb::FeedBack => Action::FeedBack,
        Verb::HandleOnTheSpot => Action::HandleOnTheSpot,
        Verb::Appoint => Action::Appoint { checker: person("checker")? },
        Verb::Pass => Action::Pass,
        Verb::Fail => Action::Fail,
        Verb::Reopen => Action::Reopen,
        Verb::Publish => Action::Publish,
        Verb::Comment => Action::Comment,
        Verb::Report | Verb::Absorb => return Err(unknown_verb(verb.as_str())),
    })
}

/// Says that there is no such verb to be called.
pub(crate) fn unknown_verb(verb: &str) -> Problem {
    Problem::not_found(format!("没有“{verb}”这个办理动作"), format!("there is no verb `{verb}`"))
}

fn photos(body: &Value) -> Result<Vec<NamedPhoto>, Problem> {
    let Some(value) = body.get("photos").filter(|it| !it.is_null()) else { return Ok(vec![]) };
    let list = value.as_array().filter(|it| it.len() <= MOST_PHOTOS);
    let wrong =
        || Problem::invalid("photos", value.clone(), "须为列表，最多 9 张", "must be a list of 9 photos at most");
    list.ok_or_else(wrong)?.iter().enumerate().map(|(at, it)| photo(at, it)).collect()
}

fn photo(at: usize, it: &Value) -> Result<NamedPhoto, Problem> {
    let (id_field, kind_field) = (format!("photos[{at}].id"), format!("photos[{at}].kind"));
    let id = Reader::text(it.get("id"), &id_field)?;
    let bad =
        || Problem::invalid(&id_field, id, "须为 64 位十六进制照片编号", "must be a photo's 64 hexadecimal digits");
    let photo = PhotoId::parse(id).ok_or_else(bad)?;
    let kind = match it.get("kind").filter(|it| !it.is_null()) {
        None => PhotoKind::Other,
        Some(value) => {
            let word = Reader::text(Some(value), &kind_field)?;
            let wrong =
                || Problem::invalid(&kind_field, word, "须为 before、after 或 other", "must be before, after or other");
            PhotoKind::parse(word).ok_or_else(wrong)?
        }
    };
    Ok((photo, kind))
}

/// Describes the body of a verb.
pub(crate) fn body_of(verb: Verb) -> Object {
    let text = |doc: &str| ObjectBuilder::new().schema_type(Type::String).description(Some(doc)).build();
    let time = |doc: &str| {
        let format = utoipa::openapi::SchemaFormat::KnownFormat(utoipa::openapi::KnownFormat::DateTime);
        ObjectBuilder::new().schema_type(Type::String).format(Some(format)).description(Some(doc)).build()
    };
    let number = |low: f64, high: f64| {
        ObjectBuilder::new().schema_type(Type::Number).minimum(Some(low)).maximum(Some(high)).build()
    };
    let place = ObjectBuilder::new()
        .property("lon", number(-180.0, 180.0))
        .property("lat", number(-84.0, 84.0))
        .required("lon")
        .required("lat")
        .description(Some("where the actor is"))
        .build();
    let photo = ObjectBuilder::new()
        .property("id", ObjectBuilder::new().schema_type(Type::String).pattern(Some("^[0-9a-f]{64}$")).build())
        .property(
            "kind",
            ObjectBuilder::new().schema_type(Type::String).enum_values(Some(["before", "after", "other"])).build(),
        )
        .required("id")
        .build();
    let photos = ArrayBuilder::new().items(photo).max_items(Some(MOST_PHOTOS)).build();
    let note = ObjectBuilder::new()
        .schema_type(Type::String)
        .max_length(Some(service::NOTE_LIMIT))
        .description(Some("the reason, or what is said"))
        .build();
    let mut body = ObjectBuilder::new().schema_type(SchemaType::Type(Type::Object)).property("note", note);
    body = body.property("place", place).property("photos", Schema::Array(photos));
    let own: &[(&str, RefOr<Schema>)] = &match verb {
        Verb::Dispatch | Verb::Redispatch | Verb::Rule => {
            vec![("unit", text("the number of the unit or person who shall handle it").into())]
        }
        Verb::Appoint => vec![("checker", text("the number of the person who shall check it").into())],
        Verb::AskDeferral | Verb::ApproveDeferral => vec![("until", time("the new due time, RFC 3339").into())],
        Verb::Suspend => vec![("review_at", time("when it is looked at again, RFC 3339").into())],
        Verb::Merge => vec![("into", text("the id of the incident that goes on").into())],
        Verb::Verify => {
            let found = ObjectBuilder::new().schema_type(Type::Boolean).description(Some("whether it is as reported"));
            vec![("found", found.build().into())]
        }
        _ => vec![],
    };
    for (name, schema) in own {
        body = body.property(*name, schema.clone()).required(*name);
    }
    if Rule::of(verb).needs.contains(&Need::Reason) {
        body = body.required("note");
    }
    body.build()
}
