//! Deeds of the case flow as rows, and the cases that they lead to.

use std::collections::HashMap;

use model::{
    AccountId, AccountRole, Case, CaseEvent, Deed, Event, Happening, Incident, IncidentId, PersonId, Point, ProfileId,
    Stage,
    case::{Action, Actor, Opening, Outcome as Led, Photo, PhotoId, PhotoKind, Verb, replay},
};
use uuid::Uuid;

use super::{incidents::Which, pen::Pen};
use crate::{
    StoreError,
    sql::{self, Conn, Null, OptionalExtension, Row, SqlError, ToSql, Value, params},
};

/// The columns of an event, in the order in which [`happening`] reads them.
const COLUMNS: &str = "seq, incident, at, verb, stage, note, case_revision, actor, account, role, person, x, y, version, \
     due_at, step_due_at, target, until, other, number";

/// Moves an incident on.
pub(crate) const ADVANCE: &str =
    "UPDATE incident SET stage = ?3, revision = ?4, settled = ?5 WHERE id = ?1 AND revision = ?2";
/// Writes a line of a history.
pub(crate) const EVENT: &str = "
    INSERT INTO event (seq, incident, at, verb, stage, note, case_revision, actor, account, role, person, x, y, version,
        due_at, step_due_at, target, until, other, number)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)";
/// Writes a photo that an event shows.
pub(crate) const EVENT_PHOTO: &str =
    "INSERT INTO event_photo (event, position, photo, kind, taken_at, x, y) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
/// Keeps an idempotency key.
pub(crate) const KEY: &str = "INSERT INTO idempotency (key, incident) VALUES (?1, ?2)";
/// Looks up an idempotency key.
pub(crate) const KNOWN: &str = "SELECT incident FROM idempotency WHERE key = ?1";

/// Saves what was done to cases. A case that went on meanwhile refuses all.
pub(crate) fn write(pen: &mut Pen<'_>, deeds: &[Deed]) -> Result<(), StoreError> {
    let engine = StoreError::engine::<SqlError>;
    for Deed { incident: it, before, events: done } in deeds {
        if !advance(pen, it, *before).map_err(engine("saving a case"))? {
            return Err(StoreError::Stale(it.id));
        }
        for event in done {
            deed(pen, it, event).map_err(engine("saving a case"))?;
        }
        pen.relieve().map_err(engine("saving a case"))?;
    }
    Ok(())
}

/// Moves an incident on; `false` where it went on meanwhile.
fn advance(pen: &mut Pen<'_>, it: &Incident, before: u32) -> sql::Result<bool> {
    let row = params![it.id.0, before, it.stage.as_str(), it.revision, it.case.is_none()];
    if pen.alone { Ok(pen.conn()?.execute(ADVANCE, row)? > 0) } else { pen.advance.add(row) }
}

/// Tells which incident an idempotency key belongs to.
pub(crate) fn known(conn: Conn<'_>, key: &str) -> Result<Option<IncidentId>, StoreError> {
    conn.prepare(KNOWN)
        .and_then(|mut it| it.query_row([key], |row| row.get::<_, Uuid>(0)).optional())
        .map(|it| it.map(IncidentId))
        .map_err(StoreError::engine("looking up the idempotency key"))
}

/// Writes a line of an incident's history.
pub(crate) fn append(pen: &mut Pen<'_>, incident: &Incident, it: &Happening) -> sql::Result<()> {
    match it {
        Happening::Deed(it) => deed(pen, incident, it),
        Happening::Event(it) => event(pen, incident.id, Some(incident), it),
    }
}

/// Writes what happened beside the case flow; the incident itself is known where it is reported.
pub(crate) fn event(pen: &mut Pen<'_>, id: IncidentId, incident: Option<&Incident>, it: &Event) -> sql::Result<()> {
    let Event { at, verb, stage, note } = it;
    let (seq, note) = (pen.chain.next_event(), pen.kept(note));
    let known = params![seq, id.0, at, verb, stage.as_str(), note];
    let row: Vec<&dyn ToSql> = known.iter().copied().chain([&Null as &dyn ToSql; 14]).collect();
    pen.chain.event(&row, verb, incident)?;
    pen.event.add(&*row).map(drop)
}

fn deed(pen: &mut Pen<'_>, incident: &Incident, it: &CaseEvent) -> sql::Result<()> {
    let CaseEvent { revision, at, actor, action, outcome, note, photos, place } = it;
    let (kind, account, role, person) = match *actor {
        Actor::System => ("system", None, None, None),
        Actor::Anonymous => ("anonymous", None, None, None),
        Actor::Account { account, role, person } => ("account", Some(account.0), Some(role.as_str()), person),
    };
    let Given { target, until, other, number } = Given::of(*action);
    let seq = pen.chain.next_event();
    let row = params![
        seq,
        incident.id.0,
        at,
        action.verb().as_str(),
        outcome.stage.as_str(),
        pen.kept(note),
        revision,
        kind,
        account,
        role,
        person.map(|it| it.0),
        place.map(|it| it.x),
        place.map(|it| it.y),
        outcome.version,
        outcome.due_at,
        outcome.step_due_at,
        target.map(|it| it.0),
        until,
        other.map(|it| it.0),
        number,
    ];
    pen.chain.event(row, action.verb().as_str(), Some(incident))?;
    pen.event.add(row)?;
    for (position, it) in photos.iter().enumerate() {
        let Photo { id, kind, taken_at, place } = it;
        let (x, y) = (place.map(|it| it.x), place.map(|it| it.y));
        let row = params![seq, position as i64, &id.0[..], kind.as_str(), taken_at, x, y];
        pen.chain.event_photo(row)?;
        pen.event_photo.add(row)?;
    }
    Ok(())
}

/// What an action needs to know, as columns.
#[derive(Clone, Copy, Default)]
struct Given {
    target: Option<PersonId>,
    until: Option<i64>,
    other: Option<IncidentId>,
    number: Option<u32>,
}

impl Given {
    fn of(action: Action) -> Self {
        let none = Self::default();
        match action {
            Action::Report(it) => Self { number: Some(u32::from(it.profile.0)), ..none },
            Action::Verify { found } => Self { number: Some(u32::from(found)), ..none },
            Action::Merge { into } => Self { other: Some(into), ..none },
            Action::Absorb { child, reporters } => Self { other: Some(child), number: Some(reporters), ..none },
            Action::Dispatch { unit } | Action::Redispatch { unit } | Action::Rule { unit } => {
                Self { target: Some(unit), ..none }
            }
            Action::Appoint { checker } => Self { target: Some(checker), ..none },
            Action::AskDeferral { until } | Action::ApproveDeferral { until } => Self { until: Some(until), ..none },
            Action::Suspend { review_at } => Self { until: Some(review_at), ..none },
            _ => none,
        }
    }

    /// Returns the action of a verb; `None` where something is missing.
    fn action(self, verb: Verb, incident: &Incident) -> Option<Action> {
        let Self { target, until, other, number } = self;
        Some(match verb {
            Verb::Report => Action::Report(Opening {
                id: incident.id,
                profile: ProfileId(u8::try_from(number?).ok()?),
                category: incident.category,
                source: incident.source,
                point: incident.point,
            }),
            Verb::AskVerification => Action::AskVerification,
            Verb::Verify => Action::Verify { found: number? != 0 },
            Verb::Accept => Action::Accept,
            Verb::Merge => Action::Merge { into: other? },
            Verb::Absorb => Action::Absorb { child: other?, reporters: number? },
            Verb::File => Action::File,
            Verb::Refuse => Action::Refuse,
            Verb::Dispatch => Action::Dispatch { unit: target? },
            Verb::Sign => Action::Sign,
            Verb::Return => Action::Return,
            Verb::Redispatch => Action::Redispatch { unit: target? },
            Verb::Dispute => Action::Dispute,
            Verb::Rule => Action::Rule { unit: target? },
            Verb::AskDeferral => Action::AskDeferral { until: until? },
            Verb::ApproveDeferral => Action::ApproveDeferral { until: until? },
            Verb::RefuseDeferral => Action::RefuseDeferral,
            Verb::Suspend => Action::Suspend { review_at: until? },
            Verb::Resume => Action::Resume,
            Verb::FeedBack => Action::FeedBack,
            Verb::HandleOnTheSpot => Action::HandleOnTheSpot,
            Verb::Appoint => Action::Appoint { checker: target? },
            Verb::Pass => Action::Pass,
            Verb::Fail => Action::Fail,
            Verb::Reopen => Action::Reopen,
            Verb::Publish => Action::Publish,
            Verb::Comment => Action::Comment,
        })
    }
}

/// Returns the history of an incident, oldest first.
pub(crate) fn history(conn: Conn<'_>, incident: &Incident) -> Result<Vec<Happening>, StoreError> {
    let engine = StoreError::engine::<SqlError>;
    let mut photos = photos(conn, "event.incident = ?1", &[Value::Blob(incident.id.0.as_bytes().to_vec())])?;
    let sql = format!("SELECT {COLUMNS} FROM event WHERE incident = ?1 ORDER BY seq");
    let mut statement = conn.prepare(&sql).map_err(engine("reading history"))?;
    let mut rows = statement.stream([incident.id.0]).map_err(engine("reading history"))?;
    let mut all = Vec::new();
    while let Some(row) = rows.next().map_err(engine("reading history"))? {
        let seq: i64 = row.get(0).map_err(engine("reading history"))?;
        all.push(happening(&row, incident, photos.remove(&seq).unwrap_or_default())?);
    }
    Ok(all)
}

/// Returns the case of an incident, `None` where it has no deeds.
pub(crate) fn case(conn: Conn<'_>, incident: &Incident) -> Result<Option<Case>, StoreError> {
    let history = history(conn, incident)?;
    replayed(incident.id, history.iter().filter_map(Happening::deed))
}

/// Gives those of these incidents that are not settled their cases; `incidents` are all that `which` means.
pub(crate) fn open(conn: Conn<'_>, which: Which, incidents: &mut [Incident]) -> Result<(), StoreError> {
    let engine = StoreError::engine::<SqlError>;
    let at: HashMap<IncidentId, usize> = incidents.iter().enumerate().map(|(at, it)| (it.id, at)).collect();
    let mut photos = photos(conn, &format!("incident.settled = 0 AND {}", which.sql()), &which.values())?;
    let columns = COLUMNS.split(", ").map(|it| format!("event.{it}")).collect::<Vec<_>>().join(", ");
    let sql = format!(
        "SELECT {columns} FROM incident CROSS JOIN event
         WHERE event.incident = incident.id AND incident.settled = 0 AND event.case_revision IS NOT NULL AND {}
         ORDER BY incident.id, event.seq",
        which.sql()
    );
    let mut statement = conn.prepare(&sql).map_err(engine("reading cases"))?;
    let mut rows = statement.stream(&which.values()[..]).map_err(engine("reading cases"))?;
    let mut deeds: Vec<CaseEvent> = Vec::new();
    let mut of: Option<usize> = None;
    let finish = |of: Option<usize>, deeds: &mut Vec<CaseEvent>, incidents: &mut [Incident]| {
        if let Some(incident) = of.and_then(|it| incidents.get_mut(it)) {
            incident.case = replayed(incident.id, deeds.iter())?.map(Into::into);
        }
        deeds.clear();
        Ok::<(), StoreError>(())
    };
    while let Some(row) = rows.next().map_err(engine("reading cases"))? {
        let id = IncidentId(row.get(1).map_err(engine("reading cases"))?);
        let Some(&position) = at.get(&id) else { continue };
        if of != Some(position) {
            finish(of, &mut deeds, incidents)?;
            of = Some(position);
        }
        let seq: i64 = row.get(0).map_err(engine("reading cases"))?;
        let shown = photos.remove(&seq).unwrap_or_default();
        if let Happening::Deed(it) = happening(&row, &incidents[position], shown)? {
            deeds.push(it);
        }
    }
    finish(of, &mut deeds, incidents)
}

/// Returns the case that deeds lead to, `None` without any.
pub(super) fn replayed<'a>(
    id: IncidentId,
    deeds: impl Iterator<Item = &'a CaseEvent>,
) -> Result<Option<Case>, StoreError> {
    let mut deeds = deeds.peekable();
    if deeds.peek().is_none() {
        return Ok(None);
    }
    replay(deeds).map(Some).map_err(|err| StoreError::corrupt("event.case_revision", format!("{id}: {err}")))
}

/// Returns the photos of the incidents that a condition means, by the event that they came with.
fn photos(conn: Conn<'_>, which: &str, values: &[Value]) -> Result<HashMap<i64, Vec<Photo>>, StoreError> {
    let engine = StoreError::engine::<SqlError>;
    // SQLite joins in this order: from the few that are meant, not from all photos.
    let sql = format!(
        "SELECT event, photo, kind, taken_at, event_photo.x, event_photo.y
         FROM incident CROSS JOIN event CROSS JOIN event_photo
         WHERE event.incident = incident.id AND event_photo.event = event.seq AND {which} ORDER BY event, position"
    );
    let mut statement = conn.prepare(&sql).map_err(engine("reading photos"))?;
    let mut rows = statement.stream(values).map_err(engine("reading photos"))?;
    let mut all: HashMap<i64, Vec<Photo>> = HashMap::new();
    while let Some(row) = rows.next().map_err(engine("reading photos"))? {
        let (seq, photo) = photo(&row)?;
        all.entry(seq).or_default().push(photo);
    }
    Ok(all)
}

fn photo(row: &Row<'_>) -> Result<(i64, Photo), StoreError> {
    let engine = |err: SqlError| StoreError::engine("reading photos")(err);
    let kind: String = row.get(2).map_err(engine)?;
    let place = (row.get::<_, Option<i32>>(4).map_err(engine)?, row.get::<_, Option<i32>>(5).map_err(engine)?);
    let photo = Photo {
        id: PhotoId(row.get(1).map_err(engine)?),
        kind: PhotoKind::parse(&kind).ok_or_else(|| StoreError::corrupt("event_photo.kind", kind))?,
        taken_at: row.get(3).map_err(engine)?,
        place: point(place),
    };
    Ok((row.get(0).map_err(engine)?, photo))
}

fn point(it: (Option<i32>, Option<i32>)) -> Option<Point> {
    Some(Point { x: it.0?, y: it.1? })
}

/// Reads a row of [`COLUMNS`]; `photos` gives those of the event.
fn happening(row: &Row<'_>, incident: &Incident, photos: Vec<Photo>) -> Result<Happening, StoreError> {
    let engine = |err: SqlError| StoreError::engine("reading history")(err);
    let (at, verb): (i64, String) = (row.get(2).map_err(engine)?, row.get(3).map_err(engine)?);
    let stage: String = row.get(4).map_err(engine)?;
    let stage = Stage::parse(&stage).ok_or_else(|| StoreError::corrupt("event.stage", stage))?;
    let note = row.get(5).map_err(engine)?;
    let Some(revision) = row.get::<_, Option<u32>>(6).map_err(engine)? else {
        return Ok(Happening::Event(Event { at, verb, stage, note }));
    };
    let person = |it| row.get::<_, Option<u32>>(it).map(|it| it.map(PersonId)).map_err(engine);
    let given = Given {
        target: person(16)?,
        until: row.get(17).map_err(engine)?,
        other: row.get::<_, Option<Uuid>>(18).map_err(engine)?.map(IncidentId),
        number: row.get(19).map_err(engine)?,
    };
    let action = Verb::parse(&verb).and_then(|it| given.action(it, incident));
    let action = action.ok_or_else(|| StoreError::corrupt("event.verb", verb))?;
    let outcome = Led {
        stage,
        version: row.get(13).map_err(engine)?,
        due_at: row.get(14).map_err(engine)?,
        step_due_at: row.get(15).map_err(engine)?,
    };
    let place = point((row.get(11).map_err(engine)?, row.get(12).map_err(engine)?));
    let actor = actor(row)?;
    Ok(Happening::Deed(CaseEvent { revision, at, actor, action, outcome, note, photos, place }))
}

fn actor(row: &Row<'_>) -> Result<Actor, StoreError> {
    let engine = |err: SqlError| StoreError::engine("reading history")(err);
    let kind: Option<String> = row.get(7).map_err(engine)?;
    let role: Option<String> = row.get(9).map_err(engine)?;
    let account = row.get::<_, Option<u32>>(8).map_err(engine)?.map(AccountId);
    let person = row.get::<_, Option<u32>>(10).map_err(engine)?.map(PersonId);
    match (kind.as_deref(), account, role.as_deref().and_then(AccountRole::parse)) {
        (Some("system"), None, None) => Ok(Actor::System),
        (Some("anonymous"), None, None) => Ok(Actor::Anonymous),
        (Some("account"), Some(account), Some(role)) => Ok(Actor::Account { account, role, person }),
        _ => Err(StoreError::corrupt("event.actor", format!("{kind:?} {account:?} {role:?}"))),
    }
}
