//! The live feed: server-sent events for every new incident and every version of the partition.

use std::{convert::Infallible, time::Duration};

use axum::{
    extract::State,
    http::{HeaderName, header},
    response::{
        IntoResponse, Sse,
        sse::{Event, KeepAlive},
    },
};
use futures_util::{Stream, StreamExt, stream};
use serde_json::json;
use service::Announcement;
use tiles::Filter;
use tokio_stream::wrappers::{BroadcastStream, errors::BroadcastStreamRecvError};

use super::App;
use crate::{Problem, caller::Caller, wire::IncidentWire};

/// How often a silent feed says that it lives, so that nothing between closes it.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// 实时动态 / New incidents as they come, as server-sent events.
///
/// First `hello` with the world's version and number of incidents, then `incident` for each new one, `changed` for each whose case went on, and `partition` with
/// its number for each new version of the partition; `people` when a leave or ruling is put on record or taken back; `resync` tells a follower that fell behind to read the lists anew.
#[utoipa::path(get, path = "/api/v1/feed", tag = "incidents", responses(
    (status = 200, content_type = "text/event-stream", body = String),
    (status = 503, body = Problem, description = "too many follow already"),
))]
pub(crate) async fn feed(State(app): State<App>, caller: Caller) -> Result<impl IntoResponse, Problem> {
    let App { service, stop, followers, .. } = app;
    let full = |_| Problem::busy("关注实时动态的人过多，请稍后再试", "too many follow the feed, try again soon");
    let place = followers.try_acquire_owned().map_err(full)?;
    // Follow first, look second: what falls between is then told twice rather than never.
    let followed = BroadcastStream::new(service.follow());
    let world = service.world();
    let known = world.index.count(&caller.view().await?.narrow(Filter::default()));
    let hello = Event::default()
        .event("hello")
        .id(world.version.to_string())
        .data(json!({ "version": world.version, "incidents": known }).to_string());
    let news = followed.then(move |it| {
        // The stream holds its place as long as it lives.
        let _ = &place;
        event(caller.clone(), it)
    });
    let events = stream::iter([hello]).chain(news).map(Ok::<_, Infallible>).take_until(stop.cancelled_owned());
    let quick = [(header::CACHE_CONTROL, "no-store"), (HeaderName::from_static("x-accel-buffering"), "no")];
    Ok((quick, kept_alive(events)))
}

fn kept_alive<S: Stream<Item = Result<Event, Infallible>> + Send + 'static>(events: S) -> impl IntoResponse {
    Sse::new(events).keep_alive(KeepAlive::new().interval(HEARTBEAT))
}

/// Writes what happened; a comment, which nobody hears, of what the caller may not know of.
async fn event(caller: Caller, news: Result<Announcement, BroadcastStreamRecvError>) -> Event {
    let resync = || Event::default().event("resync").data("{}");
    let (kind, version, incident) = match news {
        Ok(Announcement::Incident { version, incident }) => ("incident", version, incident),
        Ok(Announcement::Changed { version, incident }) => ("changed", version, incident),
        Ok(Announcement::Partition { version, number }) => {
            let data = json!({ "number": u64::from(number.0) + 1 }).to_string();
            return Event::default().event("partition").id(version.to_string()).data(data);
        }
        Ok(Announcement::People { version }) => {
            return Event::default().event("people").id(version.to_string()).data("{}");
        }
        Err(_) => return resync(),
    };
    let service = &caller.service;
    // Whose session ended meanwhile learns no more; what may be known is asked each time, for roles change.
    let known = match caller.still() {
        Some(still) => still.view().await.is_ok_and(|it| it.sees(&service.world(), incident.id)),
        None => false,
    };
    if !known {
        return Event::default().comment("");
    }
    match service.detail(incident.id).await {
        Ok(detail) => {
            let wire = IncidentWire::of(service, &service.world().ground, &incident, detail);
            let wire = wire.for_eyes(caller.sees_people());
            let data = serde_json::to_string(&wire).unwrap_or_else(|_| "{}".into());
            Event::default().event(kind).id(version.to_string()).data(data)
        }
        Err(err) => {
            tracing::error!(error = %err, "the feed could not read an incident");
            resync()
        }
    }
}
