//! What the trail says about a change.

use model::{
    AccountChange, BulkAnswer, BulkChange, CalendarYear, Category, Change, Decision, Deed, IncidentId, Leave,
    LetterChange, NoticeChange, Repartition, Report, Reroute, Robot, RobotChange, Ruling, SavedView, Verdict,
    ViewChange,
};
use serde_json::{Value, json};

use super::account;

/// How many things are listed by name; of more only the number is told.
const LISTED: usize = 100;

/// What the trail says about a change.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// What was done.
    pub operation: &'static str,
    /// To what.
    pub subject: Option<String>,
    /// What changed, as JSON.
    pub body: String,
}

impl Entry {
    /// Returns what is said; nothing about what changes every few minutes: a session that is
    /// merely used, messages that follow from the clock, having read them, and letters that the program sends.
    pub(crate) fn of(change: &Change) -> Option<Self> {
        let (operation, subject, body) = match change {
            Change::Found(it) => {
                let cells = it.cells.len();
                (
                    "found",
                    Some(it.code.clone()),
                    json!({ "name": it.name, "cells": cells, "persons": it.persons.len() }),
                )
            }
            Change::Report { reports, .. } => {
                let told = |it: &Report| {
                    json!({ "incident": it.incident.id.to_string(), "category": it.incident.category.to_string(),
                        "stage": it.incident.stage.as_str(), "made_up": it.incident.made_up })
                };
                ("report", only(reports.iter().map(|it| it.incident.id)), listed(reports, told))
            }
            Change::Edges(edges) => ("edges", None, json!({ "count": edges.len() })),
            Change::Repartition { version, change, rerouted } => {
                let body = json!({ "kind": version.kind.as_str(), "valid_from": version.valid_from, "note": version.note,
                    "changes": repartition(change), "rerouted": reroutes(rerouted) });
                ("repartition", None, body)
            }
            Change::Decide { decision: it, rerouted } => {
                ("decide", None, json!({ "decision": decision(it), "rerouted": reroutes(rerouted) }))
            }
            Change::Case { deeds, decision: it, rerouted, .. } => {
                let body = json!({ "deeds": listed(deeds, deed), "decision": decision(it),
                    "rerouted": reroutes(rerouted) });
                ("case", deeds.first().map(|it| it.incident.id.to_string()), body)
            }
            Change::Photo(it) => {
                let body = json!({ "format": it.format.as_str(), "bytes": it.bytes, "taken_at": it.taken_at,
                    "place": it.place.map(|it| [it.lon, it.lat]) });
                ("photo", Some(it.id.to_string()), body)
            }
            Change::Notice { change, incident, .. } => {
                let body = match change {
                    NoticeChange::Issued(it) => {
                        json!({ "issued": it.number, "kind": it.kind.as_str(), "to": it.to.0, "due_at": it.due_at })
                    }
                    NoticeChange::Received { id, at } => json!({ "received": id.0, "at": at }),
                    NoticeChange::Answered { id, at, .. } => json!({ "answered": id.0, "at": at }),
                };
                ("notice", Some(incident.to_string()), body)
            }
            Change::Tell(_)
            | Change::Read { .. }
            | Change::Letter(LetterChange::Written { .. } | LetterChange::Tried { .. }) => return None,
            Change::Account(it) if matches!(**it, AccountChange::Seen { .. }) => return None,
            Change::Account(it) => {
                let (account, body) = account::told(it);
                ("account", account.map(|it| it.0.to_string()), body)
            }
            Change::Robot(it) => {
                let (robot, body) = robot(it);
                ("robot", robot, body)
            }
            Change::Letter(LetterChange::Again { letter, .. }) => {
                ("letter", Some(letter.0.to_string()), json!({ "again": letter.0 }))
            }
            Change::Letter(LetterChange::AllAgain { robot, .. }) => {
                ("robot", Some(robot.0.to_string()), json!({ "all_again": robot.0 }))
            }
            Change::Letter(LetterChange::Dropped { letter, .. }) => {
                ("letter", Some(letter.0.to_string()), json!({ "dropped": letter.0 }))
            }
            Change::Bulk(it) => ("bulk", None, bulk(it)),
            Change::View(it) => {
                let (id, body) = match &**it {
                    ViewChange::Made(it) => (it.id, json!({ "made": view(it) })),
                    ViewChange::Revised(it) => (it.id, json!({ "revised": view(it) })),
                    ViewChange::Dropped(id) => (*id, json!({ "dropped": true })),
                };
                ("view", Some(id.0.to_string()), body)
            }
            Change::Categories { versions, at } => {
                let subject = if let [one] = versions.as_slice() { Some(one.code.to_string()) } else { None };
                let all: Vec<_> = versions.iter().map(category).collect();
                ("categories", subject, json!({ "at": at, "versions": all }))
            }
            Change::Calendar { years, at } => {
                let subject = if let [one] = years.as_slice() { Some(one.year.to_string()) } else { None };
                let all: Vec<_> = years.iter().map(year).collect();
                ("calendar", subject, json!({ "at": at, "years": all }))
            }
            Change::Forget(account) => ("forget", Some(account.0.to_string()), json!({})),
        };
        Some(Self { operation, subject, body: body.to_string() })
    }
}

/// Returns the id where there is only one.
fn only(mut ids: impl Iterator<Item = IncidentId>) -> Option<String> {
    let first = ids.next()?;
    ids.next().is_none().then(|| first.to_string())
}

fn listed<T>(all: &[T], told: impl Fn(&T) -> Value) -> Value {
    json!({ "count": all.len(), "first": all.iter().take(LISTED).map(told).collect::<Vec<_>>() })
}

fn deed(it: &Deed) -> Value {
    let verbs: Vec<_> = it.events.iter().map(|it| it.action.verb().as_str()).collect();
    let Deed { incident, before, .. } = it;
    json!({ "incident": incident.id.to_string(), "before": before, "after": incident.revision, "verbs": verbs,
        "stage": incident.stage.as_str() })
}

/// What is done to each stands in a row of its own.
fn bulk(it: &BulkChange) -> Value {
    match it {
        BulkChange::Begun(it) => json!({ "begun": it.verb.as_str(), "incidents":
            listed(&it.items, |it| json!(it.incident.to_string())) }),
        BulkChange::Ended { answers, .. } => {
            let done = answers.iter().filter(|it| matches!(it, BulkAnswer::Done { .. })).count();
            json!({ "ended": { "done": done, "refused": answers.len() - done } })
        }
    }
}

/// Name and filter may name people and stand apart, where they can be given up.
fn view(it: &SavedView) -> Value {
    json!({ "list": it.list.as_str(), "shared": it.shared.as_str() })
}

fn reroutes(all: &[Reroute]) -> Value {
    let told = |it: &Reroute| {
        json!({ "incident": it.incident.id.to_string(), "member": it.incident.member.map(|it| it.0),
            "leader": it.incident.leader.map(|it| it.0) })
    };
    listed(all, told)
}

fn decision(it: &Decision) -> Value {
    let leave = |it: &Leave| json!({ "person": it.person.0, "stand_in": it.stand_in.map(|it| it.0), "from": it.from, "to": it.to });
    let ruling = |it: &Ruling| {
        let (kind, id) = match it.verdict {
            Verdict::Cell(it) => ("cell", it.0),
            Verdict::Road(it) => ("road", it.0),
            Verdict::Person(it) => ("person", it.0),
        };
        json!({ "kind": it.kind.as_str(), "to": kind, "id": id, "note": it.note })
    };
    json!({
        "new_leaves": it.new_leaves.iter().map(leave).collect::<Vec<_>>(),
        "ended_leaves": it.ended_leaves.iter().map(|it| it.0.0).collect::<Vec<_>>(),
        "new_rulings": it.new_rulings.iter().map(ruling).collect::<Vec<_>>(),
        "ended_rulings": it.ended_rulings.iter().map(|it| it.0.0).collect::<Vec<_>>(),
    })
}

/// Returns which robot changed, where it is one, and how: never where it is, beyond the host, nor what is signed with.
fn robot(change: &RobotChange) -> (Option<String>, Value) {
    let state = |it: &Robot| {
        json!({ "name": it.name, "kind": it.kind.as_str(), "host": it.host, "signed": it.signed, "kinds": it.kinds,
            "scope": account::scope(&it.scope), "digest": it.digest, "enabled": it.enabled })
    };
    match change {
        RobotChange::Made { robot, .. } => (Some(robot.id.0.to_string()), json!({ "made": state(robot) })),
        RobotChange::Revised { robot, address, secret } => {
            let body =
                json!({ "revised": state(robot), "new_address": address.is_some(), "new_secret": secret.is_some() });
            (Some(robot.id.0.to_string()), body)
        }
        RobotChange::Removed { robot, .. } => (Some(robot.0.to_string()), json!({ "removed": robot.0 })),
        RobotChange::Hosts(hosts) => (None, json!({ "hosts": hosts })),
    }
}

/// Returns all that a version says; what held before stands in the row of the version before, or is shipped.
fn category(it: &Category) -> Value {
    let day = |it: Option<model::Day>| it.map(|it| it.to_string());
    json!({ "code": it.code.to_string(), "version": it.version, "from": day(it.valid_from), "to": day(it.valid_to),
        "zh": it.zh, "en": it.en, "limit": it.limit.to_string(), "stage_limits": it.stage_limits.to_string(),
        "owner": it.owner.as_str(), "on_the_spot": it.on_the_spot, "photos": it.photos.as_str(),
        "filing": [it.filing.zh, it.filing.en], "closing": [it.closing.zh, it.closing.en],
        "duplicate": [it.duplicate_radius_m, it.duplicate_hours], "verge_m": it.verge_m, "quantities": it.quantities,
        "source": it.source })
}

fn year(it: &CalendarYear) -> Value {
    let days: Vec<_> =
        it.days.iter().map(|it| json!([it.day.to_string(), it.kind.as_str(), it.zh, it.en, it.source])).collect();
    json!({ "year": it.year, "revision": it.revision, "days": days })
}

fn repartition(it: &Repartition) -> Value {
    json!({
        "new_communities": it.new_communities.len(),
        "new_cells": it.new_cells.len(),
        "ended_cells": it.ended_cells.len(),
        "reshaped_cells": it.reshaped_cells.len(),
        "revived_cells": it.revived_cells.len(),
        "new_edges": it.new_edges.len(),
        "ended_edges": it.ended_edges.len(),
        "new_persons": it.new_persons.len(),
        "new_frontages": it.new_frontages.len(),
        "ended_frontages": it.ended_frontages.len(),
        "new_duties": it.new_duties.len(),
        "ended_duties": it.ended_duties.iter().map(|it| it.0).take(LISTED).collect::<Vec<_>>(),
    })
}
