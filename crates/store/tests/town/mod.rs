//! The smallest town, and what is reported there.

use model::{Change, Event, IncidentDetail, IncidentId, Report, RoadClass, Stage};
use testkit::Sketch;
use uuid::Uuid;

/// A town of one cell and one road.
pub(crate) fn found() -> Change {
    let sketch = Sketch::new().cell(&[(0, 0), (40, 0), (40, 30), (0, 30)]).member("王小明");
    let road = sketch.road("人民路", RoadClass::Main, &[(0, 0), (40, 0)]).leader("李主任");
    Change::Found(Box::new(road.district()))
}

/// A report of somebody without a key; `n` is its id and its moment.
pub(crate) fn report(n: u128) -> Change {
    let incident = testkit::incident(IncidentId(Uuid::from_u128(n)), n as i64);
    let event = Event { at: n as i64, verb: "report".into(), stage: Stage::Reported, note: "垃圾".into() };
    let report = Report { incident, detail: IncidentDetail::default(), events: vec![event.into()] };
    Change::Report { reports: vec![report], idempotency_key: None }
}
