//! How cells are given to members, and why they cannot be.

use thiserror::Error;

/// How much each measure weighs in the load of a member.
///
/// Each measure is taken as a share of the district's total; a measure whose total is 0 is left out and the others fill its
/// place. Only the proportions matter. If nothing is left all cells weigh the same.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GridWeights {
    /// Ground. Default 0.4 (a *guess*, to be set by each district).
    pub area: f64,
    /// Streets to walk. Default 0.3.
    pub street: f64,
    /// Incidents of the past. Default 0.3.
    pub incidents: f64,
}

impl Default for GridWeights {
    fn default() -> Self {
        Self { area: 0.4, street: 0.3, incidents: 0.3 }
    }
}

/// How many members there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Members {
    /// So many in the whole district. Each community with cells has one; each further member goes where the load of a
    /// member is greatest. Where members hold cells now and a move has a price, they stay in their community.
    Total(u32),
    /// So many in each community, by the community's number.
    PerCommunity(Vec<u32>),
}

impl Members {
    /// Returns how many there are in all.
    pub fn total(&self) -> u64 {
        match self {
            Self::Total(it) => u64::from(*it),
            Self::PerCommunity(it) => it.iter().map(|it| u64::from(*it)).sum(),
        }
    }
}

/// How cells are given to members.
#[derive(Clone, Debug, PartialEq)]
pub struct GridOptions {
    /// How many members, so how many grids.
    pub members: Members,
    /// What makes the load.
    pub weights: GridWeights,
    /// Whether a border on a main road is worth more than a border on a lane or through a block. Default true.
    pub prefer_main_roads: bool,
    /// The grid that holds each cell now, below the number of members; empty when nobody holds anything. A grid with cells
    /// in several communities counts for the one where most of its load is.
    pub current: Vec<Option<u32>>,
    /// How many metres of border a cell is worth that its present grid loses. 0 moves cells freely. Default 0.
    pub moved_cost_m: f64,
    /// Cells that stay in their present grid; empty when none is.
    pub pinned: Vec<bool>,
    /// The share by which a grid's load may be off its community's mean without any price. Default 0.03, as METIS has it: on
    /// the Wuhan streets 0.02 took one to two percent of the borders from the main roads, where blocks are as large as they
    /// are. At least half the mean cell of a grid is free: nothing finer can be asked of whole cells.
    pub tolerance: f64,
    /// How many moves are tried for each cell in a start. More gives shorter borders; the time grows with it. Default 2,000.
    pub effort: u32,
    /// How many times it is tried from the beginning; the cheapest plan is taken. Where main roads are preferred, single tries
    /// differ by some percent. At least 1. Default 3. A plan that keeps to present grids is tried once.
    pub starts: u32,
    /// Where chance begins; another seed gives another plan of about the same worth.
    pub seed: u64,
}

impl GridOptions {
    /// Returns the defaults for so many members.
    pub fn new(members: Members) -> Self {
        Self {
            members,
            weights: GridWeights::default(),
            prefer_main_roads: true,
            current: vec![],
            moved_cost_m: 0.0,
            pinned: vec![],
            tolerance: 0.03,
            effort: 2_000,
            starts: 3,
            seed: 0,
        }
    }

    pub(super) fn check(&self, cells: usize) -> Result<(), GridError> {
        let bounds = [
            ("weights.area", self.weights.area, 0.0, 1e12),
            ("weights.street", self.weights.street, 0.0, 1e12),
            ("weights.incidents", self.weights.incidents, 0.0, 1e12),
            ("moved_cost_m", self.moved_cost_m, 0.0, 1e9),
            ("tolerance", self.tolerance, 0.001, 1.0),
            ("effort", f64::from(self.effort), 0.0, 1e6),
        ];
        for (name, value, least, most) in bounds {
            if !(least..=most).contains(&value) {
                return Err(GridError::Option { name, value, least, most });
            }
        }
        for (name, given) in [("current", self.current.len()), ("pinned", self.pinned.len())] {
            if given != 0 && given != cells {
                return Err(GridError::Count { name, given, cells });
            }
        }
        let members = self.members.total();
        if members == 0 {
            return Err(GridError::NoMembers);
        }
        if members > cells as u64 {
            return Err(GridError::TooManyMembers { members, cells });
        }
        for (cell, grid) in self.current.iter().enumerate() {
            if let Some(grid) = *grid
                && u64::from(grid) >= members
            {
                return Err(GridError::UnknownGrid { cell, grid, members });
            }
        }
        let lost = |it: &usize| self.pinned[*it] && self.current.get(*it).copied().flatten().is_none();
        match (0..self.pinned.len()).find(lost) {
            Some(cell) => Err(GridError::PinnedToNone { cell }),
            None => Ok(()),
        }
    }

    pub(super) fn is_pinned(&self, cell: u32) -> bool {
        self.pinned.get(cell as usize).copied().unwrap_or(false)
    }

    pub(super) fn current(&self, cell: u32) -> Option<u32> {
        self.current.get(cell as usize).copied().flatten()
    }
}

/// Why cells cannot be given to members.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum GridError {
    /// There is nothing to give.
    #[error("没有单元网格 / there are no cells")]
    NoCells,
    /// There is nobody to give to.
    #[error("没有网格员 / there are no members")]
    NoMembers,
    /// Somebody would get nothing.
    #[error("{members} 名网格员多于 {cells} 个单元网格 / {members} members are more than the {cells} cells")]
    TooManyMembers {
        /// How many members.
        members: u64,
        /// How many cells.
        cells: usize,
    },
    /// Somebody would get nothing.
    #[error(
        "社区 {community} 有 {members} 名网格员，只有 {cells} 个单元网格 / community {community} has {members} members and only {cells} cells"
    )]
    TooManyInCommunity {
        /// Its number.
        community: u32,
        /// How many members it should have.
        members: usize,
        /// How many cells it has.
        cells: usize,
    },
    /// A community would have nobody.
    #[error(
        "{members} 名网格员不够 {communities} 个社区分 / {members} members are too few for {communities} communities with cells"
    )]
    TooFewMembers {
        /// How many members.
        members: u64,
        /// How many communities have cells.
        communities: usize,
    },
    /// A community with cells has no member.
    #[error("社区 {community} 有单元网格而无网格员 / community {community} has cells and no member")]
    NoMemberIn {
        /// Its number.
        community: u32,
    },
    /// A border names a cell that is not there, or the same cell twice.
    #[error(
        "第 {border} 条边界在网格 {a} 与 {b} 之间，而网格共 {cells} 个 / border {border} lies between cells {a} and {b}: there are {cells} cells"
    )]
    UnknownCell {
        /// The position of the border.
        border: usize,
        /// Its first cell.
        a: u32,
        /// Its second cell.
        b: u32,
        /// How many cells there are.
        cells: usize,
    },
    /// A measure is no number, negative, or greater than anything on earth.
    #[error("第 {at} 项的 {name} 为 {value} / {name} of number {at} is {value}")]
    Measure {
        /// The measure.
        name: &'static str,
        /// The position of the cell or border.
        at: usize,
        /// Its value.
        value: f64,
    },
    /// A list does not fit the cells.
    #[error("{name} 有 {given} 项，网格有 {cells} 个 / {name} has {given} entries for {cells} cells")]
    Count {
        /// The list.
        name: &'static str,
        /// How many entries it has.
        given: usize,
        /// How many cells there are.
        cells: usize,
    },
    /// A cell is held by a grid that does not exist.
    #[error(
        "网格 {cell} 属于责任网格 {grid}，而责任网格共 {members} 个 / cell {cell} is held by grid {grid}: there are {members}"
    )]
    UnknownGrid {
        /// The cell.
        cell: usize,
        /// The grid.
        grid: u32,
        /// How many grids there are.
        members: u64,
    },
    /// A pinned cell has no grid to stay in.
    #[error("网格 {cell} 已锁定却无人负责 / cell {cell} is pinned but held by nobody")]
    PinnedToNone {
        /// The cell.
        cell: usize,
    },
    /// A grid must lie in one community but is pinned to two.
    #[error("责任网格 {grid} 在社区 {} 与 {} 都有锁定的网格 / grid {grid} has pinned cells in communities {} and {}", .communities[0], .communities[1], .communities[0], .communities[1])]
    PinnedApart {
        /// The grid.
        grid: u32,
        /// Two of the communities.
        communities: [u32; 2],
    },
    /// More grids are pinned to a community than it has members, or pins leave no cell for a member.
    #[error(
        "社区 {community} 锁定的网格容不下 {members} 名网格员 / pinned cells of community {community} leave no room for its {members} members"
    )]
    PinnedFull {
        /// The community.
        community: u32,
        /// How many members it has.
        members: usize,
    },
    /// A grid lies in two communities.
    #[error("责任网格 {grid} 跨社区 {} 与 {} / grid {grid} has cells in communities {} and {}", .communities[0], .communities[1], .communities[0], .communities[1])]
    AcrossCommunities {
        /// The grid.
        grid: u32,
        /// Two of the communities.
        communities: [u32; 2],
    },
    /// A grid has no cell.
    #[error("责任网格 {grid} 没有单元网格 / grid {grid} has no cell")]
    EmptyGrid {
        /// The grid.
        grid: u32,
    },
    /// An option is out of its bounds.
    #[error(
        "选项 {name} 为 {value}，应在 {least} 与 {most} 之间 / option {name} is {value}, not between {least} and {most}"
    )]
    Option {
        /// Its name.
        name: &'static str,
        /// Its value.
        value: f64,
        /// The least it may be.
        least: f64,
        /// The most it may be.
        most: f64,
    },
}
