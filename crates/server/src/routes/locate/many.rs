//! Who answers for many spots.

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::rejection::BytesRejection,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use locate::Question;
use model::LonLat;
use serde_json::Value;
use service::{Ground, bulk_order};
use utoipa::ToSchema;

use crate::{
    Problem, body,
    caller::Caller,
    wire::{self, AnswerWire, OwnersWire, PointsWire, QuestionWire, RowWire},
};

/// How large the body may be, in bytes: 10,000 places with all their fields.
pub(in crate::routes) const BODY_LIMIT: usize = 4 * 1024 * 1024;
/// How many bytes a row usually has, generously.
const USUAL_ROW: usize = 400;
/// How many places there may be.
const MOST: usize = 10_000;

/// Who answers, in the order of the places.
#[derive(ToSchema)]
#[expect(dead_code, reason = "for the schema; [`rows`] writes it")]
struct RowsWire<'a> {
    /// For each place who answers, or an `error` that names the value that was refused.
    answers: Vec<RowWire<'a>>,
}

/// 批量定责 / Who answers for each of many spots, in their order.
///
/// A place that is refused gets an `error` in its row; the others are answered. With `trace` every row is what GET answers.
#[utoipa::path(post, path = "/api/v1/locate", tag = "responsibility", request_body = PointsWire, responses(
    (status = 200, body = RowsWire),
    (status = 400, body = Problem, description = "not JSON"),
    (status = 413, body = Problem, description = "more than 4 MiB"),
    (status = 415, body = Problem, description = "not sent as JSON"),
    (status = 422, body = Problem, description = "no list of 1 to 10,000 places"),
))]
pub(crate) async fn locate_many(
    caller: Caller,
    headers: HeaderMap,
    sent: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let sent = body::bytes(&headers, sent, "4 MiB")?;
    let answered = tokio::task::spawn_blocking(move || answer(&caller, &sent)).await;
    let json = answered.map_err(|err| Problem::internal(&err))??;
    Ok((StatusCode::OK, [(header::CONTENT_TYPE, "application/json")], json).into_response())
}

/// Answers a body.
fn answer(caller: &Caller, sent: &[u8]) -> Result<Vec<u8>, Problem> {
    let now_ms = caller.service.now_ms();
    let ground = caller.service.world().ground.clone();
    let ask = |it: &QuestionWire<'_>| question(&ground, it, now_ms);
    let (asked, trace) = match serde_json::from_slice::<PointsWire<'_>>(sent) {
        Ok(body) => {
            check_count(body.points.len())?;
            (body.points.iter().map(ask).collect(), body.trace)
        }
        // Some value is of the wrong kind: which one, reading field by field tells.
        Err(_) => by_fields(&body::parse(sent)?, &ask)?,
    };
    rows(caller, &ground, asked, trace)
}

/// A question with its place, or why it is refused.
type Ask = Result<(Question, LonLat), Problem>;

/// What was asked, in the order of the places.
#[derive(Default)]
struct Asked {
    questions: Vec<Question>,
    /// Of each question.
    places: Vec<LonLat>,
    /// The places that are refused, with their positions among all.
    refused: Vec<(usize, Problem)>,
}

impl FromIterator<Ask> for Asked {
    fn from_iter<I: IntoIterator<Item = Ask>>(all: I) -> Self {
        let all = all.into_iter();
        let mut asked = Self::default();
        asked.questions.reserve(all.size_hint().0);
        asked.places.reserve(all.size_hint().0);
        for it in all {
            match it {
                Ok((question, place)) => {
                    asked.questions.push(question);
                    asked.places.push(place);
                }
                Err(problem) => asked.refused.push((asked.questions.len() + asked.refused.len(), problem)),
            }
        }
        asked
    }
}

fn by_fields(body: &Value, ask: &dyn Fn(&QuestionWire<'_>) -> Ask) -> Result<(Asked, bool), Problem> {
    let Some(points) = body.get("points").and_then(Value::as_array) else {
        let value = body.get("points").cloned().unwrap_or_default();
        return Err(Problem::invalid("points", value, "必填：点的列表", "required: a list of places"));
    };
    check_count(points.len())?;
    let trace = match body.get("trace") {
        None | Some(Value::Null) => false,
        Some(Value::Bool(it)) => *it,
        Some(other) => return Err(Problem::invalid("trace", other.clone(), "须为布尔值", "must be true or false")),
    };
    Ok((points.iter().map(|it| QuestionWire::of_json(it).and_then(|it| ask(&it))).collect(), trace))
}

fn check_count(count: usize) -> Result<(), Problem> {
    if (1..=MOST).contains(&count) {
        return Ok(());
    }
    let (zh, en) = (format!("须有 1 到 {MOST} 个点"), format!("there must be 1 to {MOST} places"));
    Err(Problem::invalid("points", format!("{count}"), zh, en))
}

fn question(ground: &Ground, it: &QuestionWire<'_>, now_ms: i64) -> Ask {
    let at_ms = it.moment(now_ms)?;
    if ground.district.version_at(at_ms).is_none() {
        return Err(wire::before_any(ground, it.at.as_deref().unwrap_or_default()));
    }
    let query = it.query(ground)?;
    let question = ground.ask(&query, at_ms).map_err(|err| wire::refused_query(&err))?;
    Ok((question, query.place))
}

/// Answers questions and writes the rows: each into one text as soon as it is answered, then all in the order of the places.
fn rows(caller: &Caller, now: &Arc<Ground>, asked: Asked, trace: bool) -> Result<Vec<u8>, Problem> {
    let Asked { questions, places, refused } = asked;
    let order = bulk_order(&questions);
    let (mut text, mut parts) = (Vec::with_capacity(questions.len() * USUAL_ROW), vec![0..0; questions.len()]);
    let sees_people = caller.sees_people();
    let mut failed = None;
    let version = |at: &u32| now.district.version_at(questions[*at as usize].at_ms);
    for order in order.chunk_by(|a, b| version(a) == version(b)) {
        let then = if version(&order[0]) == Some(now.version()) {
            None
        } else {
            caller.service.ground_at(questions[order[0] as usize].at_ms).map_err(|err| Problem::internal(&err))?
        };
        let ground = then.as_ref().unwrap_or(now);
        ground.answer_many(&questions, order, |at, answer| {
            let (at, from) = (at as usize, text.len());
            if trace {
                let wire = if sees_people { AnswerWire::new } else { AnswerWire::public };
                let row = RowWire::Answer(Box::new(wire(ground, places[at], answer)));
                failed = serde_json::to_writer(&mut text, &row).err().or(failed.take());
            } else {
                OwnersWire::new(&ground.owners(answer), sees_people).write(&mut text);
            }
            parts[at] = from..text.len();
        });
    }
    let mut body = Vec::with_capacity(text.len() + places.len() + 64);
    body.extend_from_slice(br#"{"answers":["#);
    let (mut parts, mut refused) = (parts.into_iter(), refused.into_iter().peekable());
    for at in 0..parts.len() + refused.len() {
        if at > 0 {
            body.push(b',');
        }
        match refused.next_if(|it| it.0 == at) {
            None => body.extend_from_slice(&text[parts.next().unwrap_or_default()]),
            Some((_, mut problem)) => {
                // Nothing is refused without a value.
                let row = problem.errors.pop().map(|error| RowWire::Refused { error });
                failed = serde_json::to_writer(&mut body, &row).err().or(failed);
            }
        }
    }
    if let Some(err) = failed {
        return Err(Problem::internal(&err));
    }
    body.extend_from_slice(b"]}");
    Ok(body)
}
