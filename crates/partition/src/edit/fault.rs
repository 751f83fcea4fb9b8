//! Why an edit cannot be done, in words for the person who asked for it.

use model::{DutyRole, Point};
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
    /// No road segment has this number.
    #[error("没有编号为 {index} 的路段 / there is no road segment number {index}")]
    UnknownSegment {
        /// The number.
        index: usize,
    },
    /// No duty has this number.
    #[error("没有编号为 {index} 的责任 / there is no duty number {index}")]
    UnknownDuty {
        /// The number.
        index: usize,
    },
    /// The duty has ended.
    #[error("编号为 {index} 的责任已终止 / duty number {index} has ended")]
    EndedDuty {
        /// Its number.
        index: usize,
    },
    /// The role cannot hold such a piece.
    #[error("{}不能负责{} / a {} cannot hold {}", .role.zh(), .piece.0, .role.en(), .piece.1)]
    UnfitPiece {
        /// The role.
        role: DutyRole,
        /// The kind of piece, in Chinese and English.
        piece: (&'static str, &'static str),
    },
    /// The stretch is empty or leaves its road.
    #[error(
        "道路 {road} 全长 {length_mm} 毫米，没有从 {from_mm} 到 {to_mm} 毫米的路段 / road {road} is {length_mm} mm long and has no stretch from {from_mm} to {to_mm} mm"
    )]
    BadStretch {
        /// The road's code.
        road: String,
        /// Where it would begin.
        from_mm: u32,
        /// Where it would end.
        to_mm: u32,
        /// Where the road ends.
        length_mm: u32,
    },
    /// The place has no name, too long a name, or no fitting size.
    #[error(
        "点位“{name}”的名称须为 1 到 {most} 个字，半径须为 1 到 1000 米，现为 {radius_mm} 毫米 / the place `{name}` needs a name of 1 to {most} characters and a radius of 1 to 1,000 m, it has {radius_mm} mm"
    )]
    BadSpot {
        /// Its name.
        name: String,
        /// Its radius.
        radius_mm: u32,
        /// How many characters a name has at most.
        most: usize,
    },
    /// The term ends before it begins.
    #[error("期限的结束 {to} 不在开始 {from} 之后 / the term ends at {to}, not after its beginning at {from}")]
    EmptyTerm {
        /// Its first moment, in milliseconds since 1970.
        from: i64,
        /// The first moment after it.
        to: i64,
    },
    /// The hours are none.
    #[error(
        "时段须在一天的 0 到 1440 分钟内且不为空，现为 {from} 到 {to} / hours lie within the 1,440 minutes of a day and are not empty, these are {from} to {to}"
    )]
    BadHours {
        /// The first minute.
        from: u16,
        /// The first minute after them.
        to: u16,
    },
    /// The same ground is held at the same time in the same role.
    #[error(
        "{what} 在该期限和时段已由{} {person} 负责{} / {what} is held by the {} {person} at some of that time already{}",
        .role.zh(), numbered(*.duty).0, .role.en(), numbered(*.duty).1
    )]
    DutyConflict {
        /// The role.
        role: DutyRole,
        /// What both mean.
        what: String,
        /// Who holds it.
        person: String,
        /// The number of the duty, unless it is new itself.
        duty: Option<usize>,
    },
    /// A person's number, name or post is missing or too long.
    #[error(
        "人员“{code}”“{name}”：编号须为 1 到 {} 个字，姓名 1 到 {} 个，岗位至多 {} 个，首尾无空格 / person `{code}` `{name}`: a number has 1 to {} characters, a name 1 to {}, a post {} at most, without blanks around them",
        .most[0], .most[1], .most[2], .most[0], .most[1], .most[2]
    )]
    BadPerson {
        /// The number.
        code: String,
        /// The name.
        name: String,
        /// How many characters number, name and post have at most.
        most: [usize; 3],
    },
    /// The number is taken.
    #[error("人员编号 {code} 已被使用 / the person number {code} is taken")]
    PersonExists {
        /// The number.
        code: String,
    },
    /// No frontage zone has this number.
    #[error("没有编号为 {index} 的门前三包责任区 / there is no frontage zone number {index}")]
    UnknownFrontage {
        /// The number.
        index: usize,
    },
    /// The frontage zone has ended.
    #[error("门前三包责任区 {code} 已停用 / frontage zone {code} has ended")]
    EndedFrontage {
        /// Its code.
        code: String,
    },
    /// The code is taken.
    #[error("门前三包责任区编码 {code} 已被使用 / the frontage zone code {code} is taken")]
    FrontageExists {
        /// The code.
        code: String,
    },
    /// A zone without code or ground, or beyond its road segment.
    #[error(
        "门前三包责任区“{code}”须有编码和面积，且在路段 {segment} 的里程内，现为 {from_m} 到 {to_m} 米 / frontage zone `{code}` needs a code, ground, and a chainage inside segment {segment}; it has {from_m} to {to_m} m"
    )]
    BadFrontage {
        /// Its code.
        code: String,
        /// The segment's code.
        segment: String,
        /// Where it would begin.
        from_m: f64,
        /// Where it would end.
        to_m: f64,
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
    /// Returns the part of the edit that is at fault, by its name in the API; `None` where it is not one part.
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
            Self::UnknownRoad { .. } | Self::BadStretch { .. } => Some("road"),
            Self::UnknownDuty { .. } | Self::EndedDuty { .. } => Some("duty"),
            Self::UnfitPiece { .. } | Self::DutyConflict { .. } => Some("role"),
            Self::BadSpot { .. } => Some("spot"),
            Self::EmptyTerm { .. } => Some("to"),
            Self::BadHours { .. } => Some("hours"),
            Self::BadPerson { .. } | Self::PersonExists { .. } => Some("persons"),
            Self::UnknownFrontage { .. } | Self::EndedFrontage { .. } => Some("frontage"),
            Self::UnknownSegment { .. } | Self::FrontageExists { .. } | Self::BadFrontage { .. } => Some("zones"),
            Self::UnknownCommunity { .. }
            | Self::NothingChanges
            | Self::NothingToUndo
            | Self::CodesExhausted { .. }
            | Self::Table(_)
            | Self::Node(_) => None,
        }
    }
}

/// Names a duty by its number, in Chinese and English.
fn numbered(duty: Option<usize>) -> (String, String) {
    duty.map_or_else(Default::default, |it| (format!("（责任 {it}）"), format!(" (duty {it})")))
}
