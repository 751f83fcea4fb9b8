//! Leaves as they are sent and listed.

use model::{Leave, LeaveId};
use serde::Serialize;
use serde_json::Value;
use service::{Ground, LeaveError, NewLeave};
use utoipa::ToSchema;

use super::{both, edit::Reader, local_time, partition::HolderWire};
use crate::Problem;

/// A leave that is asked for.
#[derive(ToSchema)]
#[expect(dead_code, reason = "documents the body, which is read field by field to name the bad value")]
pub(crate) struct LeaveBody {
    /// Who is away: a staff number.
    person: String,
    /// Who answers instead: a staff number; `null` for nobody.
    stand_in: Option<String>,
    /// The first moment away, RFC 3339.
    from: String,
    /// The first moment back.
    to: String,
}

/// A leave.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct LeaveWire {
    /// Its number.
    id: u32,
    /// Who is away.
    person: HolderWire,
    /// Who answers instead; `null` for nobody.
    stand_in: Option<HolderWire>,
    /// The first moment away.
    from: String,
    /// The first moment back.
    to: String,
    /// When it was put on record.
    made_at: String,
    /// When it was taken back; `null` while it stands.
    ended_at: Option<String>,
}

impl LeaveWire {
    pub(crate) fn new(ground: &Ground, id: LeaveId, it: &Leave) -> Self {
        Self {
            id: id.0,
            person: HolderWire::new(ground, it.person),
            stand_in: it.stand_in.map(|it| HolderWire::new(ground, it)),
            from: local_time(it.from),
            to: local_time(it.to),
            made_at: local_time(it.made_at),
            ended_at: it.ended_at.map(local_time),
        }
    }
}

/// Reads a leave that is asked for.
pub(crate) fn leave(ground: &Ground, body: &Value) -> Result<NewLeave, Problem> {
    let reader = Reader::new(ground);
    let required = |name| Problem::invalid(name, Value::Null, "必填", "required");
    let moment = |name| Reader::moment(body.get(name), name)?.ok_or_else(|| required(name));
    Ok(NewLeave {
        person: reader.person(body.get("person"), "person")?.ok_or_else(|| required("person"))?,
        stand_in: reader.person(body.get("stand_in"), "stand_in")?,
        from: moment("from")?,
        to: moment("to")?,
    })
}

/// Says why a leave is refused.
pub(crate) fn refused_leave(err: &LeaveError, body: &Value) -> Problem {
    let field = match err {
        LeaveError::UnknownPerson { stand_in: true, .. } | LeaveError::StandInIsPerson => "stand_in",
        LeaveError::UnknownPerson { .. } => "person",
        LeaveError::Order | LeaveError::TooLong { .. } => "to",
        LeaveError::Overlaps { .. } => "from",
    };
    let (zh, en) = both(&err.to_string());
    Problem::invalid(field, body.get(field).cloned().unwrap_or(Value::Null), zh, en)
}
