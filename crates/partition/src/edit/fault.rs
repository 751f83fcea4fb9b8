//! Why an edit cannot be done, in words for the person who asked for it.

use model::Point;
use thiserror::Error;

use crate::{PartitionError, TableError};

/// An edit of a list that cannot be done.
#[derive(Clone, Debug, PartialEq, Error)]
#[error("{error}")]
pub struct Refused {
    /// The position in the list.
    pub at: usize,
    /// Why.
    pub error: EditError,
}

/// Why an edit cannot be done.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum EditError {
    /// No cell has this number.
    #[error("没有编号为 {index} 的单元网格 / there is no unit cell number {index}")]
    UnknownCell {
        /// The number.
        index: usize,
    },
    /// The cell has ended.
    #[error("单元网格 {code} 已停用 / unit cell {code} has ended")]
    EndedCell {
        /// Its code.
        code: String,
    },
    /// Too few cells are named.
    #[error("至少要选 {least} 个单元网格，现有 {count} 个 / at least {least} unit cells are needed, {count} named")]
    TooFewCells {
        /// How many different ones are named.
        count: usize,
        /// How many it takes.
        least: usize,
    },
    /// The line has less than two different points.
    #[error("分割线至少要有两个不同的点，现有 {count} 个 / the line needs two different points, it has {count}")]
    TooFewPoints {
        /// How many it has.
        count: usize,
    },
    /// The line leaves the frame.
    #[error("分割线第 {} 点超出坐标范围（距中心 50 公里） / point {} of the line lies outside the frame of ±50 km", .at + 1, .at + 1)]
    OutsideFrame {
        /// The position in the line.
        at: usize,
        /// The point.
        point: Point,
    },
    /// No part of the line lies inside the cells.
    #[error("分割线不经过网格 {code} / the line does not touch the inside of {code}")]
    LineOutside {
        /// The codes of the cells.
        code: String,
    },
    /// The line leaves the ground in one part.
    #[error(
        "分割线没有把 {code} 分成两部分：两端须到达边界 / the line does not divide {code}: both ends must reach the border"
    )]
    DoesNotDivide {
        /// The codes of the cells.
        code: String,
    },
    /// The cells do not hang together.
    #[error("网格 {first} 与 {second} 不相邻 / unit cells {first} and {second} are not adjacent")]
    NotAdjacent {
        /// One cell.
        first: String,
        /// One that cannot be reached from it through the cells named.
        second: String,
    },
    /// The cells lie in different communities.
    #[error("网格 {first} 与 {second} 不属于同一社区 / unit cells {first} and {second} lie in different communities")]
    OtherCommunity {
        /// The first cell.
        first: String,
        /// A cell of another community.
        second: String,
    },
    /// A cell would be left without ground, or in pieces.
    #[error("网格 {code} 将没有面积或不再连通 / unit cell {code} would have no ground or fall apart")]
    NoArea {
        /// Its code.
        code: String,
    },
    /// Nobody has this number.
    #[error("没有编号为 {index} 的人员 / there is no person number {index}")]
    UnknownPerson {
        /// The number.
        index: usize,
    },
    /// No road has this number.
    #[error("没有编号为 {index} 的道路 / there is no road number {index}")]
    UnknownRoad {
        /// The number.
        index: usize,
    },
    /// No community has this number.
    #[error("没有编号为 {index} 的社区 / there is no community number {index}")]
    UnknownCommunity {
        /// The number.
        index: usize,
    },
    /// The district would stay as it is.
    #[error("没有任何变化 / nothing would change")]
    NothingChanges,
    /// There is no version left to take back.
    #[error("没有可以撤销的版本 / there is no version to take back")]
    NothingToUndo,
    /// All codes of the sub-district's communities are used up.
    #[error("社区 {community} 所在街道的编码已用完 / the sub-district of community {community} has no free codes")]
    CodesExhausted {
        /// The community's code.
        community: String,
    },
    /// The edge table does not fit together around the cells.
    #[error("边界表有误：{0} / the edge table is broken: {0}")]
    Table(#[from] TableError),
    /// The borders cannot be noded.
    #[error("边界无法处理：{0} / the borders cannot be noded: {0}")]
    Node(#[from] PartitionError),
}

impl EditError {
    /// Returns the part of the edit that is at fault: `cell`, `cells`, `line`, `person` or `road`; `None` where it is not
    /// one part.
    pub const fn field(&self) -> Option<&'static str> {
        match self {
            Self::UnknownCell { .. } | Self::EndedCell { .. } => Some("cell"),
            Self::TooFewCells { .. } | Self::NotAdjacent { .. } | Self::OtherCommunity { .. } => Some("cells"),
            Self::TooFewPoints { .. }
            | Self::OutsideFrame { .. }
            | Self::LineOutside { .. }
            | Self::DoesNotDivide { .. }
            | Self::NoArea { .. } => Some("line"),
            Self::UnknownPerson { .. } => Some("person"),
            Self::UnknownRoad { .. } => Some("road"),
            Self::UnknownCommunity { .. }
            | Self::NothingChanges
            | Self::NothingToUndo
            | Self::CodesExhausted { .. }
            | Self::Table(_)
            | Self::Node(_) => None,
        }
    }
}
