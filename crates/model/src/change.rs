//! The one form in which anything is written.

use crate::{District, Incident, IncidentDetail};

/// One use case's effect: saved whole or not at all.
#[derive(Clone, Debug)]
pub enum Change {
    /// The district is founded: streets, areas, people and duties of an empty store.
    Found(Box<District>),
    /// Incidents are reported, each with what is only read when it is looked at.
    Report {
        /// The incidents, with their details.
        incidents: Vec<(Incident, IncidentDetail)>,
        /// The client's key: the same key again is the same report.
        idempotency_key: Option<String>,
    },
}

/// Everything the live world is rebuilt from at start.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    /// The district, or `None` in an empty store.
    pub district: Option<District>,
    /// All incidents, in no set order.
    pub incidents: Vec<Incident>,
}
