//! The live world: an immutable value; every change makes a new one that shares all but what changed.

use std::{sync::Arc, thread};

use imbl::{OrdSet, Vector};
use model::{Flow, Incident, IncidentId, Notice, NoticeChange};
use tiles::{IncidentIndex, Row};

use crate::{
    Ground,
    register::{Entry, Register},
};

/// The district and its incidents at one moment. Cloning and changing cost the same at any size.
#[derive(Clone, Debug)]
pub struct World {
    /// What lies still.
    pub ground: Arc<Ground>,
    /// Profiles and work calendar.
    pub flow: Arc<Flow>,
    /// Counts the changes since start.
    pub version: u64,
    /// Answers filters and draws.
    pub index: IncidentIndex,
    pub(crate) register: Register,
    /// The positions of those whose cases are not settled.
    unsettled: OrdSet<u32>,
    /// The notices, by id.
    pub notices: Vector<Arc<Notice>>,
    /// The positions of incidents that were changed since start, in the order of the changes.
    pub(crate) changed: Vector<u32>,
}

impl World {
    /// Makes the world of a district with these incidents.
    pub fn new(ground: Arc<Ground>, flow: Arc<Flow>, mut incidents: Vec<Incident>) -> Self {
        let moment = |it: &Incident| (it.reported_at, it.id);
        if !incidents.is_sorted_by_key(moment) {
            incidents.sort_unstable_by_key(moment);
        }
        let numbered = || incidents.iter().zip(0_u32..);
        // Either takes as long as the other.
        let (index, register) = thread::scope(|scope| {
            let index = scope.spawn(|| IncidentIndex::build(numbered().map(|(it, at)| row(&ground, at, it))));
            let register = Register::new(&incidents);
            (index.join(), register)
        });
        Self {
            version: 0,
            index: index.unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
            register,
            unsettled: numbered().filter(|it| it.0.case.is_some()).map(|it| it.1).collect(),
            notices: Vector::new(),
            changed: Vector::new(),
            ground,
            flow,
        }
    }

    /// Returns the world with these incidents in their new form, or added, on the same ground. An incident never goes back.
    #[must_use]
    pub fn with(&self, incidents: impl IntoIterator<Item = Incident>) -> Self {
        self.on(self.ground.clone(), incidents)
    }

    /// Returns the world on other ground, with these incidents in their new form, or added. An incident never goes back: a form
    /// that is not newer than the one that is there is left out, for another process may have gone on meanwhile.
    #[must_use]
    pub(crate) fn on(&self, ground: Arc<Ground>, incidents: impl IntoIterator<Item = Incident>) -> Self {
        let mut next = Self { ground, version: self.version + 1, ..self.clone() };
        let mut rows = Vec::new();
        for incident in incidents {
            let at = match next.position(incident.id) {
                Some(at) if next.at(at).is_some_and(|it| it.revision >= incident.revision) => continue,
                Some(at) => at,
                None => next.len() as u32,
            };
            rows.push(row(&next.ground, at, &incident));
            next.settle(at, &incident);
            if (at as usize) < next.len() {
                next.changed.push_back(at);
                next.register.set(at, incident);
            } else {
                next.register.push(incident);
            }
        }
        next.index = next.index.with(rows);
        next
    }

    /// Returns the world under other settings.
    #[must_use]
    pub(crate) fn under(&self, ground: Arc<Ground>, flow: Arc<Flow>) -> Self {
        Self { ground, flow, version: self.version + 1, ..self.clone() }
    }

    /// Returns the world after what became of a notice.
    #[must_use]
    pub(crate) fn noticed(&self, change: NoticeChange) -> Self {
        let mut next = Self { version: self.version + 1, ..self.clone() };
        match change {
            NoticeChange::Issued(it) => next.notices.push_back(Arc::new(it)),
            NoticeChange::Received { id, at } => {
                if let Some(it) = next.notices.get_mut(id.index()) {
                    Arc::make_mut(it).received_at = Some(at);
                }
            }
            NoticeChange::Answered { id, at, answer } => {
                if let Some(it) = next.notices.get_mut(id.index()) {
                    let it = Arc::make_mut(it);
                    (it.received_at, it.answered_at, it.answer) = (it.received_at.or(Some(at)), Some(at), answer);
                }
            }
        }
        next
    }

    /// Keeps in mind whether something waits for somebody.
    fn settle(&mut self, at: u32, it: &Incident) {
        if it.case.is_some() {
            self.unsettled.insert(at);
        } else {
            self.unsettled.remove(&at);
        }
    }

    /// Iterates over the positions of incidents whose cases are not settled.
    pub(crate) fn waiting(&self) -> impl Iterator<Item = u32> {
        self.unsettled.iter().copied()
    }

    /// Returns the number of incidents.
    pub fn len(&self) -> usize {
        self.register.len()
    }

    /// Tells whether there are no incidents.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the incident at a position, as tiles and lists name it.
    pub fn at(&self, position: u32) -> Option<Entry<'_>> {
        self.register.at(position)
    }

    /// Returns the incident of an id.
    pub fn incident(&self, id: IncidentId) -> Option<Arc<Incident>> {
        self.position(id).and_then(|at| self.at(at)).map(Entry::share)
    }

    /// Returns the position of an id.
    pub(crate) fn position(&self, id: IncidentId) -> Option<u32> {
        self.register.position(id)
    }

    /// Returns the latest moment at which something was reported, decided or changed: milliseconds since 1970.
    pub(crate) fn last_on_record(&self) -> i64 {
        let district = &self.ground.district;
        let versions = district.versions.iter().map(|it| it.valid_from);
        let leaves = district.leaves.iter().flat_map(|it| [Some(it.made_at), it.ended_at]);
        let rulings = district.rulings.iter().flat_map(|it| [Some(it.made_at), it.ended_at]);
        let last = self.period().map(|it| it.1);
        versions.chain(leaves.chain(rulings).chain([last]).flatten()).max().unwrap_or(0)
    }

    /// Returns the times of the first and the last report in milliseconds, `None` without incidents.
    pub fn period(&self) -> Option<(i64, i64)> {
        self.register.period().map(|(first, last)| (first.0, last.0))
    }
}

/// Returns what the index keeps of an incident.
pub(crate) fn row(ground: &Ground, position: u32, it: &Incident) -> Row {
    Row {
        position,
        place: it.place,
        category: it.category,
        stage: it.stage,
        reported_at: it.reported_at,
        cell: it.cell,
        road: it.road.map(|at| ground.road_of(at.segment)),
    }
}
