//! The one form in which anything is written.

use crate::{
    CellEdge, District, Event, Incident, IncidentDetail, Leave, LeaveId, PartitionVersion, Repartition, Ruling,
    RulingId,
};

/// One use case's effect: saved whole or not at all.
#[derive(Clone, Debug)]
pub enum Change {
    /// The district is founded: streets, areas, people and duties of an empty store.
    Found(Box<District>),
    /// Incidents are reported.
    Report {
        /// The incidents with all that is known of them.
        reports: Vec<Report>,
        /// The client's key: the same key again is the same report.
        idempotency_key: Option<String>,
    },
    /// A district that was saved before there were edge tables gets its own, of its first version.
    Edges(Vec<CellEdge>),
    /// The partition gets its next version.
    Repartition {
        /// The version.
        version: PartitionVersion,
        /// What it changes.
        change: Box<Repartition>,
        /// Open incidents for whom other people answer from now on.
        rerouted: Vec<Reroute>,
    },
    /// Leaves are put on record or taken back; ids follow the present ones.
    Leaves {
        /// What is new.
        new: Vec<Leave>,
        /// What is taken back, and when.
        ended: Vec<(LeaveId, i64)>,
    },
    /// Rulings or choices are put on record or taken back; ids follow the present ones.
    Rulings {
        /// What is new.
        new: Vec<Ruling>,
        /// What is taken back, and when.
        ended: Vec<(RulingId, i64)>,
    },
}

/// An open incident for whom other people answer than before.
#[derive(Clone, Debug, PartialEq)]
pub struct Reroute {
    /// The incident as it is from now on, one revision further.
    pub incident: Incident,
    /// Why these people answer for it, in Chinese.
    pub reason_zh: String,
    /// The same in English.
    pub reason_en: String,
    /// The trace of the answer as JSON.
    pub trace: String,
    /// What happened.
    pub event: Event,
}

/// An incident as it enters the system.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// What the live world keeps.
    pub incident: Incident,
    /// What is read only when someone looks.
    pub detail: IncidentDetail,
    /// What happened so far, oldest first; at least the report itself.
    pub events: Vec<Event>,
}

/// Everything the live world is rebuilt from at start.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    /// The district, or `None` in an empty store.
    pub district: Option<District>,
    /// All incidents, by time of report, then id.
    pub incidents: Vec<Incident>,
}
