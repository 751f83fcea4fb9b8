//! Who answers for what: persons and their duties.

use crate::{CellId, PersonId, RoadId};

/// A person with duties.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The staff number, unique in the district.
    pub code: String,
    /// The name.
    pub name: String,
    /// The post, for instance 粤海街道 网格员.
    pub post: String,
    /// Whether the person is made up for a demonstration.
    pub made_up: bool,
}

/// In which capacity a person answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DutyRole {
    /// 网格员: answers for unit cells.
    GridMember,
    /// 包路领导: answers for a contracted road.
    RoadLeader,
}

impl DutyRole {
    /// All roles.
    pub const ALL: [Self; 2] = [Self::GridMember, Self::RoadLeader];

    /// Returns the identifier used in API and database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::GridMember => "grid_member",
            Self::RoadLeader => "road_leader",
        }
    }

    /// Returns the role with this identifier.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }
}

/// What a duty is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Adjacent unit cells under one member: a duty grid (责任网格).
    Cells(Vec<CellId>),
    /// A whole road: with [`DutyRole::RoadLeader`] a road contract (包路).
    Road(RoadId),
}

/// One person's answer for one piece. Every piece has at most one owner per role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duty {
    /// Who.
    pub person: PersonId,
    /// In which capacity.
    pub role: DutyRole,
    /// For what.
    pub piece: Piece,
    /// When it holds.
    pub span: crate::Span,
}
