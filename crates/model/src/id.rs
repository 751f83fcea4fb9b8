//! Identifiers. What lies in the district is numbered by its position in [`crate::District`]; an incident carries a UUID.

use uuid::Uuid;

macro_rules! position {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub u32);

        impl $name {
            /// Returns the position in the district's list.
            pub const fn index(self) -> usize {
                self.0 as usize
            }

            /// Makes the id of the `index`-th entry.
            ///
            /// # Panics
            /// When `index` does not fit 32 bits, which no district's list reaches.
            pub fn at(index: usize) -> Self {
                Self(u32::try_from(index).expect("a district's list stays below 2^32 entries"))
            }
        }
    )+};
}

position! {
    /// A sub-district (街道/乡镇).
    SubdistrictId,
    /// A community (社区/村).
    CommunityId,
    /// A unit cell (单元网格).
    CellId,
    /// A road, a named or coded group of segments.
    RoadId,
    /// A road segment (路段) between junctions.
    SegmentId,
    /// A person with duties.
    PersonId,
    /// A duty.
    DutyId,
    /// A frontage zone (门前三包).
    FrontageId,
    /// A leave.
    LeaveId,
    /// A ruling or choice.
    RulingId,
    /// A notice.
    NoticeId,
    /// An edge of the partition.
    EdgeId,
    /// A version of the partition. People count versions from 1.
    VersionId,
}

/// An incident's identity: a version 7 UUID, so that ids sort by the time they were made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct IncidentId(pub Uuid);

impl std::fmt::Display for IncidentId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}
