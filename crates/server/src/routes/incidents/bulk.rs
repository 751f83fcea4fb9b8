//! The same for many incidents.

use axum::{
    Json,
    body::Bytes,
    extract::rejection::BytesRejection,
    http::{HeaderMap, StatusCode},
};
use model::{BULK_LIMIT, BulkAnswer, BulkItem, Incident, IncidentId, Sha256Hash, ViewList, case::Rule};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use service::{BulkError, BulkOrder, CaseError, Order, Service};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{act, key};
use crate::{
    Problem, body,
    caller::Caller,
    wire::{self, BulkAsked, BulkScope, FilterBody},
};

/// How many of those that cannot are told of by name in a dry run by filter; of the others only the number.
const TOLD: usize = 100;

/// What is to be done to many.
#[derive(Deserialize, ToSchema)]
#[expect(dead_code, reason = "documents the body, which is read field by field to name the bad value")]
pub(crate) struct BulkBody {
    /// A verb of the case flow.
    verb: String,
    /// What the verb takes, as the body of `POST /api/v1/incidents/{id}/{verb}`.
    fields: Option<Value>,
    /// The incidents, 1 to 500; or `filter`.
    items: Option<Vec<BulkItemBody>>,
    /// Cases not settled that the caller may know of; done are those that can be.
    filter: Option<FilterBody>,
    /// With a filter: how many it means that can be done, as `can` of the dry run told.
    expected: Option<u64>,
    /// Only tells what would come of it.
    dry_run: Option<bool>,
}

/// One of many.
#[derive(Deserialize, ToSchema)]
#[expect(dead_code, reason = "documents the body, which is read field by field to name the bad value")]
struct BulkItemBody {
    /// A UUID.
    id: String,
    /// The revision that was seen; what has changed since is refused.
    revision: Option<u32>,
}

/// What came of it, or would come.
#[derive(Serialize, ToSchema)]
pub(crate) struct BulkWire {
    dry_run: bool,
    verb: &'static str,
    verb_zh: &'static str,
    verb_en: &'static str,
    /// How many incidents it is about.
    total: usize,
    /// Dry run: how many could be done.
    can: usize,
    /// How many were done.
    done: usize,
    /// How many were refused, or would be.
    refused: usize,
    /// Each with its answer; of those that a filter means and that cannot be done, the first 100.
    items: Vec<BulkItemWire>,
}

/// What came of one, or would come.
#[derive(Serialize, ToSchema)]
struct BulkItemWire {
    id: String,
    /// `can`, `done` or `refused`.
    status: &'static str,
    /// The revision, afterwards where it was done.
    revision: Option<u32>,
    /// The stage, afterwards where it was done.
    stage: Option<&'static str>,
    /// Why it was refused, or would be.
    problem: Option<WhyWire>,
}

/// Why one was refused.
#[derive(Serialize, ToSchema)]
struct WhyWire {
    /// As `type` of a problem.
    #[serde(rename = "type")]
    kind: String,
    detail: String,
    detail_zh: String,
}

/// 批量办理 / Does the same to many incidents, each on its own: what is refused stops none of the others.
///
/// A dry run tells how many can be done and why others cannot. The same `Idempotency-Key` returns the same answers and does
/// nothing twice; where the service was cut off, it goes on.
#[utoipa::path(post, path = "/api/v1/incidents/bulk", tag = "incidents",
    params(("Idempotency-Key" = Option<String>, Header, description = "1 to 128 visible ASCII characters; required unless it is a dry run")),
    request_body = BulkBody, responses(
    (status = 200, body = BulkWire, description = "each has its answer"),
    (status = 409, body = Problem, description = "the filter means another number by now"),
    (status = 422, body = Problem, description = "a value is missing or wrong, or the key was used for another request"),
    (status = 503, body = Problem, description = "too many changes at once; the same key again goes on"),
))]
pub(crate) async fn bulk(
    caller: Caller,
    headers: HeaderMap,
    sent: Result<Bytes, BytesRejection>,
) -> Result<Json<BulkWire>, Problem> {
    let body = body::json(&headers, sent)?;
    let BulkAsked { verb, fields, scope, dry_run } = wire::bulk(&body)?;
    // Of several roles the one acts that may.
    let service = caller.among(Rule::of(verb).who);
    let world = service.world();
    let (mut order, named) =
        wire::order(&world.ground, IncidentId(Uuid::nil()), verb, &fields, None).map_err(|it| it.inside("fields."))?;
    order.photos = act::photos(&service, &world.ground, &named).await.map_err(|it| it.inside("fields."))?;
    drop(world);
    if dry_run {
        return Ok(Json(tried(&caller, &service, &order, scope).await?));
    }
    let key = key(&headers)?.ok_or_else(|| {
        let (zh, en) = ("必填：同一键不会办理两次", "required: the same key does nothing twice");
        Problem::invalid("Idempotency-Key", Value::Null, zh, en)
    })?;
    // Whether it was asked for before decides what a filter means.
    let digest = Sha256Hash(Sha256::digest(body.to_string()).into());
    let known = service.bulk_on_record(&key, digest).await.map_err(|err| failed(&err, &key))?;
    let items = match (known, scope) {
        (Some((it, _)), _) => it.items.into_iter().map(|it| (it.incident, it.seen)).collect(),
        (None, BulkScope::Items(items)) => items,
        (None, BulkScope::Filter { filter, expected }) => {
            let expected = expected.ok_or_else(|| {
                let (zh, en) = ("必填：试办时给出的 can", "required: `can` of the dry run");
                Problem::invalid("expected", Value::Null, zh, en)
            })?;
            let filter = filter.read(&service.world().ground, service.now_ms(), ViewList::Incidents)?;
            let looked = service.would_all(&order, caller.view().await?.narrow_list(filter)).await;
            let can: Vec<_> = looked.into_iter().filter(|it| it.1.is_none()).map(|it| (it.0.id, None)).collect();
            check_count(can.len())?;
            if can.len() as u64 != expected {
                return Err(another_number(expected, can.len()));
            }
            can
        }
    };
    let asked = BulkOrder { order, items, key: key.clone(), digest };
    let items = service.bulk(asked, caller.view().await?, told).await.map_err(|err| failed(&err, &key))?;
    Ok(Json(BulkWire::new(verb, false, items.iter().map(BulkItemWire::of).collect())))
}

/// Tells what would come of it.
async fn tried(caller: &Caller, service: &Service, order: &Order, scope: BulkScope) -> Result<BulkWire, Problem> {
    let (view, verb) = (caller.view().await?, order.action.verb());
    match scope {
        BulkScope::Items(items) => {
            let mut all = Vec::with_capacity(items.len());
            for (id, seen) in items {
                let known = view.sees(&service.world(), id);
                let order = Order { id, seen, ..order.clone() };
                let answer = if known { service.would(&order).await } else { Err(CaseError::Unknown(id)) };
                all.push(match answer {
                    Ok(it) => BulkItemWire::can(&it),
                    Err(err) => {
                        let world = service.world();
                        BulkItemWire::refused(id, world.incident(id).filter(|_| known).as_ref(), told(err, id))
                    }
                });
            }
            Ok(BulkWire::new(verb, true, all))
        }
        BulkScope::Filter { filter, .. } => {
            let filter = filter.read(&service.world().ground, service.now_ms(), ViewList::Incidents)?;
            let looked = service.would_all(order, view.narrow_list(filter)).await;
            let (total, can) = (looked.len(), looked.iter().filter(|it| it.1.is_none()).count());
            check_count(can)?;
            let mut cannot = 0;
            let mut items = Vec::new();
            for (incident, refused) in looked {
                match refused {
                    None => items.push(BulkItemWire::can(&incident)),
                    Some(err) => {
                        cannot += 1;
                        if cannot <= TOLD {
                            items.push(BulkItemWire::refused(incident.id, Some(&incident), told(err, incident.id)));
                        }
                    }
                }
            }
            Ok(BulkWire { total, refused: total - can, ..BulkWire::new(verb, true, items) })
        }
    }
}

/// Puts a refusal into the words of a single deed's.
fn told(err: CaseError, id: IncidentId) -> BulkAnswer {
    let it = act::refused(err, &id.to_string());
    BulkAnswer::Refused { kind: it.kind.to_owned(), zh: it.detail_zh, en: it.detail }
}

fn check_count(can: usize) -> Result<(), Problem> {
    if can <= BULK_LIMIT {
        return Ok(());
    }
    let (zh, en) = (
        format!("可办 {can} 件，一次至多 {BULK_LIMIT} 件，请缩小范围"),
        format!("means {can} that can be done, {BULK_LIMIT} at most are taken at once: narrow it"),
    );
    Err(Problem::invalid("filter", can, zh, en))
}

fn another_number(expected: u64, can: usize) -> Problem {
    Problem::new(
        StatusCode::CONFLICT,
        "/problems/count-changed",
        "件数已变化 / The number has changed",
        format!("试办时可办 {expected} 件，现在可办 {can} 件，请重新试办"),
        format!("{expected} could be done in the dry run, {can} can now: try again"),
    )
}

fn failed(err: &BulkError, key: &str) -> Problem {
    match err {
        BulkError::KeyReused => {
            let (zh, en) = wire::both(&err.to_string());
            Problem::invalid("Idempotency-Key", key, zh, en)
        }
        BulkError::Store(err) => Problem::store(err),
    }
}

impl BulkWire {
    fn new(verb: model::case::Verb, dry_run: bool, items: Vec<BulkItemWire>) -> Self {
        let of = |status| items.iter().filter(|it| it.status == status).count();
        Self {
            dry_run,
            verb: verb.as_str(),
            verb_zh: verb.zh(),
            verb_en: verb.en(),
            total: items.len(),
            can: of("can"),
            done: of("done"),
            refused: of("refused"),
            items,
        }
    }
}

impl BulkItemWire {
    fn can(it: &Incident) -> Self {
        let (revision, stage) = (Some(it.revision), Some(it.stage.as_str()));
        Self { id: it.id.to_string(), status: "can", revision, stage, problem: None }
    }

    fn refused(id: IncidentId, incident: Option<&std::sync::Arc<Incident>>, why: BulkAnswer) -> Self {
        let revision = incident.map(|it| it.revision);
        let stage = incident.map(|it| it.stage.as_str());
        Self { revision, stage, ..Self::of(&BulkItem { incident: id, seen: None, answer: Some(why) }) }
    }

    fn of(it: &BulkItem) -> Self {
        let id = it.incident.to_string();
        match it.answer.clone() {
            Some(BulkAnswer::Done { revision, stage }) => {
                Self { id, status: "done", revision: Some(revision), stage: Some(stage.as_str()), problem: None }
            }
            Some(BulkAnswer::Refused { kind, zh, en }) => {
                let problem = Some(WhyWire { kind, detail: en, detail_zh: zh });
                Self { id, status: "refused", revision: None, stage: None, problem }
            }
            None => Self { id, status: "refused", revision: None, stage: None, problem: None },
        }
    }
}
