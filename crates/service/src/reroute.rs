//! Open incidents follow the people: where others answer from now on, they are rerouted with an event.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use locate::Scratch;
use model::{
    CellId, District, Event, FrontageId, Incident, IncidentDetail, LeaveId, PersonId, Piece, Point, Reroute, RoadId,
    Verdict,
};
use tiles::{Filter, StageSet};

use crate::{Entry, Ground, Query, Words, World};

/// An open incident for whom other people answer than before.
#[derive(Clone, Debug)]
pub struct Rerouted {
    /// The incident as it is.
    pub before: Arc<Incident>,
    /// The incident as it would be.
    pub after: Incident,
    reason: Words,
    trace: String,
}

/// Where other people may answer than before.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stirred {
    cells: BTreeSet<CellId>,
    roads: BTreeSet<RoadId>,
    /// Boxes around frontages, spots and rulings, by their lower left and upper right corners.
    around: Vec<(Point, Point)>,
}

impl Stirred {
    /// Begins with cells.
    pub(crate) fn cells(cells: impl IntoIterator<Item = CellId>) -> Self {
        Self { cells: cells.into_iter().collect(), ..Self::default() }
    }

    /// Collects the pieces and places of all that begins or ends after `after_ms` and up to `to_ms`: terms of duties, leaves,
    /// rulings, put on record or taken back.
    pub(crate) fn between(ground: &Ground, after_ms: i64, to_ms: i64) -> Self {
        let district = &*ground.district;
        let comes = |it: Option<i64>| it.is_some_and(|it| after_ms < it && it <= to_ms);
        let persons = away(district, comes);
        let mut stirred = Self::default();
        for duty in district.duties.iter().filter(|it| it.span.holds(ground.version())) {
            if comes(duty.term.from) || comes(duty.term.to) || persons.contains(&duty.person) {
                stirred.cells.extend(duty.piece.cells());
                stirred.line(district, &duty.piece);
            }
        }
        for it in &district.rulings {
            let of_person = matches!(it.verdict, Verdict::Person(person) if persons.contains(&person));
            if comes(Some(it.made_at)) || comes(it.ended_at) || of_person {
                stirred.around.push(square(it.at, it.radius_mm));
            }
        }
        stirred
    }

    /// Adds a road, a frontage or a spot; cells are left out.
    pub(crate) fn line(&mut self, district: &District, piece: &Piece) {
        match piece {
            Piece::Cells(_) => {}
            Piece::Road(it) => {
                self.roads.insert(it.road);
            }
            Piece::Frontage(zone) => self.frontage(district, *zone),
            Piece::Spot(it) => self.around.push(square(it.at, it.radius_mm)),
        }
    }

    /// Adds the ground of a frontage zone.
    pub(crate) fn frontage(&mut self, district: &District, zone: FrontageId) {
        if let Some(it) = district.frontages.get(zone.index()) {
            self.around.extend(bounds(&it.polygon.shell));
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.cells.is_empty() && self.roads.is_empty() && self.around.is_empty()
    }

    fn has(&self, ground: &Ground, it: &Incident) -> bool {
        let Point { x, y } = it.point;
        let inside = |(low, high): &(Point, Point)| low.x <= x && x <= high.x && low.y <= y && y <= high.y;
        it.cell.is_some_and(|cell| self.cells.contains(&cell))
            || it.road.is_some_and(|at| self.roads.contains(&ground.road_of(at.segment)))
            || self.around.iter().any(inside)
    }
}

/// Returns who leaves or comes back, and everyone for whom they stand in, also through others.
fn away(district: &District, comes: impl Fn(Option<i64>) -> bool) -> BTreeSet<PersonId> {
    let mut stood_in: BTreeMap<PersonId, Vec<LeaveId>> = BTreeMap::new();
    let mut queue = vec![];
    for (at, it) in district.leaves.iter().enumerate() {
        if [Some(it.from), Some(it.to), Some(it.made_at), it.ended_at].into_iter().any(&comes) {
            queue.push(it.person);
        }
        if let Some(person) = it.stand_in {
            stood_in.entry(person).or_default().push(LeaveId::at(at));
        }
    }
    let mut all = BTreeSet::new();
    while let Some(person) = queue.pop() {
        if all.insert(person) {
            let leaves = stood_in.get(&person).into_iter().flatten();
            queue.extend(leaves.map(|it| district.leaves[it.index()].person));
        }
    }
    all
}

fn square(at: Point, radius_mm: u32) -> (Point, Point) {
    let reach = i32::try_from(i64::from(radius_mm) * Point::PER_MM).unwrap_or(i32::MAX);
    let (low, high) = (|it: i32| it.saturating_sub(reach), |it: i32| it.saturating_add(reach));
    (Point { x: low(at.x), y: low(at.y) }, Point { x: high(at.x), y: high(at.y) })
}

/// Returns the corners of the box around points.
pub(crate) fn bounds<'a>(points: impl IntoIterator<Item = &'a Point>) -> Option<(Point, Point)> {
    points.into_iter().map(|it| (*it, *it)).reduce(|(low, high), (it, _)| {
        (Point { x: low.x.min(it.x), y: low.y.min(it.y) }, Point { x: high.x.max(it.x), y: high.y.max(it.y) })
    })
}

impl World {
    /// Returns the open incidents for whom other people may answer.
    pub(crate) fn affected(&self, stirred: &Stirred) -> Vec<Arc<Incident>> {
        if stirred.is_empty() {
            return vec![];
        }
        let open = Filter { stages: StageSet::open(), ..Filter::default() };
        let incidents = self.index.positions(&open).into_iter().filter_map(|it| self.at(it).map(Entry::share));
        incidents.filter(|it| stirred.has(&self.ground, it)).collect()
    }
}

impl Ground {
    /// Finds out for which incidents other people answer at a moment. `details` belong to `incidents`, one by one.
    pub(crate) fn rerouted(
        &self,
        incidents: Vec<Arc<Incident>>,
        details: Vec<IncidentDetail>,
        at_ms: i64,
    ) -> Vec<Rerouted> {
        let mut scratch = Scratch::default();
        let routed = incidents.into_iter().zip(details).filter_map(|(before, detail)| {
            // A place that was taken when it was reported is one on this ground too.
            let category = Some(before.category);
            let version = before.case.as_deref().and_then(|it| it.version);
            let query = Query { accuracy_m: detail.accuracy_m, category, version, ..Query::new(before.place) };
            let answer = self.answer_to(self.ask(&query, at_ms).ok()?, &mut scratch);
            let mut after = Incident::clone(&before);
            after.cell = answer.found.containment.cell();
            after.member = answer.member();
            after.road = answer.road().map(|it| it.position);
            after.leader = answer.leader();
            after.primary = answer.found.primary.map(|it| it.role);
            after.other = answer.other();
            after.confidence = answer.found.confidence;
            let people = |it: &Incident| (it.cell, it.member, it.leader, it.primary, it.other);
            (people(&after) != people(&before)).then(|| {
                after.revision += 1;
                let (reason, trace) = (self.explain(&answer), self.trace(&answer).to_string());
                Rerouted { before, after, reason, trace }
            })
        });
        routed.collect()
    }

    /// Returns what is saved of rerouted incidents, with an event that says why.
    pub(crate) fn reroutes(&self, rerouted: &[Rerouted], why: &Words, at_ms: i64) -> Vec<Reroute> {
        let reroute = |it: &Rerouted| {
            let note = format!("{} / {}: {} → {}", why.zh, why.en, self.people(&it.before), self.people(&it.after));
            let event = Event { at: at_ms, verb: "reroute".into(), stage: it.after.stage, note };
            let Words { zh, en } = it.reason.clone();
            Reroute { incident: it.after.clone(), reason_zh: zh, reason_en: en, trace: it.trace.clone(), event }
        };
        rerouted.iter().map(reroute).collect()
    }

    /// Names the cell and the people of an incident, who acts first before the others.
    fn people(&self, it: &Incident) -> String {
        let mut people: Vec<PersonId> = vec![];
        for person in [it.primary_person(), it.member, it.leader].into_iter().flatten() {
            if !people.contains(&person) {
                people.push(person);
            }
        }
        let names: Vec<_> = people.iter().map(|id| self.district.persons[id.index()].name.as_str()).collect();
        let cell = it.cell.map_or("–", |id| self.district.cells[id.index()].code.as_str());
        format!("{cell} {}", if names.is_empty() { "–".into() } else { names.join("、") })
    }
}
