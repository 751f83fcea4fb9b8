//! A draft: the next version of the partition, with all that it would change, before anyone accepts it.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use model::{
    BackdropKind, CellId, District, DutyRole, FrontageId, PartitionVersion, PersonId, Polygon, Repartition, Reroute,
    Shape, Span, VersionId, VersionKind,
};
use partition::{Edit, EditError, EditWarning, Refused};
use store::StoreError;
use thiserror::Error;

use super::loads::{self, DutyGrid};
use crate::{
    Ground, Rerouted, Words, World,
    reroute::{Stirred, bounds},
};

/// The size aimed at for a unit cell, in m² (DOMAIN.md, Areas).
pub const TARGET_M2: f64 = 10_000.0;

/// The next version of the partition, not yet accepted.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The version that it follows.
    pub base: VersionId,
    /// How it comes about.
    pub kind: VersionKind,
    /// What it changes.
    pub change: Repartition,
    /// The ground as it would be.
    pub ground: Arc<Ground>,
    /// The cells that are new, lie otherwise, or get another holder: ids of the new district.
    pub touched: Vec<CellId>,
    /// Where other people may answer.
    pub(crate) stirred: Stirred,
    /// The open incidents for whom other people answer from then on.
    pub rerouted: Vec<Rerouted>,
}

/// Why there is no draft.
#[derive(Debug, Error)]
pub enum DraftError {
    /// The partition has changed since the client looked.
    #[error(
        "网格划分已是第 {current} 版，不再是第 {base} 版 / the partition is at version {current} by now, not {base}"
    )]
    Conflict {
        /// The version the change was made for, counted from 1.
        base: u64,
        /// The version that holds, counted from 1.
        current: u64,
    },
    /// An edit is refused.
    #[error(transparent)]
    Edit(#[from] Refused),
    /// A whole new division is refused.
    #[error("不能采用这套划分 / the division cannot be taken over")]
    Division(#[source] EditError),
    /// The last version cannot be taken back.
    #[error(transparent)]
    Undo(#[from] EditError),
    /// The duty grids of a community cannot be planned.
    #[error("无法规划“{community}”的责任网格 / the duty grids of `{community}` cannot be planned")]
    Plan {
        /// The community's name.
        community: String,
        /// Why.
        source: partition::GridError,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The changed lists do not fit together. No edit that does this is known.
    #[error("修改后的网格不一致 / the changed partition does not fit together")]
    Broken(#[from] model::BrokenDistrict),
}

/// Counts a version as people do, from 1.
fn counted(version: VersionId) -> u64 {
    u64::from(version.0) + 1
}

impl World {
    /// Checks that a change was made for the version that holds; `base` is counted from 1.
    ///
    /// # Errors
    /// [`DraftError::Conflict`] when another one does.
    pub fn check_base(&self, base: u64) -> Result<(), DraftError> {
        let current = counted(self.ground.district.version());
        if base == current { Ok(()) } else { Err(DraftError::Conflict { base, current }) }
    }

    /// Drafts the version that these edits make, without the incidents.
    pub(crate) fn draft_of_edits(&self, edits: &[Edit], kind: VersionKind) -> Result<Draft, DraftError> {
        let change = partition::edit(&self.ground.district, edits)?;
        self.draft(kind, change)
    }

    /// Drafts the version that takes the last one back.
    pub(crate) fn draft_of_undo(&self) -> Result<Draft, DraftError> {
        let (version, change) = partition::undo(&self.ground.district)?;
        self.draft(VersionKind::Undone(version), change)
    }

    /// Drafts the version that makes this change.
    pub(crate) fn draft(&self, kind: VersionKind, change: Repartition) -> Result<Draft, DraftError> {
        let version = PartitionVersion { kind, valid_from: 0, note: String::new() };
        let ground = self.ground.with(self.ground.district.with(&version, &change)?);
        let (touched, stirred) = touched(&self.ground, &ground, &change);
        let base = self.ground.district.version();
        Ok(Draft { base, kind, change, ground: Arc::new(ground), touched, stirred, rerouted: vec![] })
    }
}

/// Returns the live cells of the new ground that are new, lie otherwise or have other members, and where other people may
/// answer: in these, on the ground of cells that end, and where duties and frontages change.
fn touched(before: &Ground, after: &Ground, change: &Repartition) -> (Vec<CellId>, Stirred) {
    let reshaped: BTreeSet<CellId> = change.reshaped_cells.iter().chain(&change.revived_cells).map(|it| it.0).collect();
    let old = before.district.cells.len();
    let (held, holds) = (members(&before.district), members(&after.district));
    let is_touched = |id: &CellId| id.index() >= old || reshaped.contains(id) || held.get(id) != holds.get(id);
    let cells: Vec<CellId> = after.district.live_cells().map(|it| it.0).filter(is_touched).collect();
    let mut stirred = Stirred::cells(cells.iter().chain(&change.ended_cells).copied());
    let district = &after.district;
    let ended = change.ended_duties.iter().map(|it| &district.duties[it.index()]);
    for duty in ended.chain(&change.new_duties) {
        stirred.line(district, &duty.piece);
    }
    let new = before.district.frontages.len()..district.frontages.len();
    for zone in change.ended_frontages.iter().copied().chain(new.map(FrontageId::at)) {
        stirred.frontage(district, zone);
    }
    (cells, stirred)
}

/// A grid member, with the term and hours at which they answer.
type Member = (PersonId, [Option<i64>; 2], [u16; 2]);

/// Returns the grid members of each cell.
fn members(district: &District) -> BTreeMap<CellId, BTreeSet<Member>> {
    let mut members: BTreeMap<CellId, BTreeSet<_>> = BTreeMap::new();
    for (_, it) in district.live_duties().filter(|it| it.1.role == DutyRole::GridMember) {
        for cell in it.piece.cells() {
            let times = (it.person, [it.term.from, it.term.to], [it.hours.from, it.hours.to]);
            members.entry(*cell).or_default().insert(times);
        }
    }
    members
}

impl Draft {
    /// Lists the duty grids as they would be.
    pub fn duty_grids(&self, world: &World) -> Vec<DutyGrid> {
        let moved = self.change.reshaped_cells.iter().chain(&self.change.revived_cells).map(|it| it.0).collect();
        loads::duty_grids(&self.ground, &world.incidents_per_cell(&self.ground, &moved))
    }

    /// Returns the members who hold something of the changed ground, before or after.
    pub fn holders(&self, before: &Ground) -> BTreeSet<PersonId> {
        let ended = self.change.ended_cells.iter().filter_map(|it| before.member_of(*it));
        let of = |it: &CellId| [before.member_of(*it), self.ground.member_of(*it)];
        ended.chain(self.touched.iter().flat_map(of).flatten()).collect()
    }

    /// Lists what a supervisor should look at before accepting.
    pub fn warnings(&self) -> Vec<EditWarning> {
        partition::review(&self.ground.district, &self.touched, TARGET_M2, &self.buildings())
    }

    /// Returns the buildings whose box meets the box of the touched cells.
    fn buildings(&self) -> Vec<Polygon> {
        let district = &self.ground.district;
        let touched = self.touched.iter().flat_map(|it| &district.cells[it.index()].polygon.shell);
        let Some((low, high)) = bounds(touched) else { return vec![] };
        let meets = |it: &Polygon| {
            bounds(&it.shell).is_some_and(|(a, b)| a.x <= high.x && low.x <= b.x && a.y <= high.y && low.y <= b.y)
        };
        let buildings = district.backdrop.iter().filter(|it| it.kind == BackdropKind::Building);
        let polygons = buildings.filter_map(|it| if let Shape::Polygon(it) = &it.shape { Some(it) } else { None });
        polygons.filter(|it| meets(it)).cloned().collect()
    }

    /// Returns what is saved of the rerouted incidents when the draft is accepted at `at_ms`.
    pub(crate) fn reroutes(&self, at_ms: i64) -> Vec<Reroute> {
        let number = counted(self.ground.district.version());
        let why = Words { zh: format!("网格划分第 {number} 版"), en: format!("partition version {number}") };
        self.ground.reroutes(&self.rerouted, &why, at_ms)
    }

    /// Puts the leaves, rulings and categories that are on record by now into its ground.
    pub(crate) fn decided(&mut self, now: &Ground) {
        let District { leaves, rulings, .. } = District::clone(&now.district);
        let district = District { leaves, rulings, ..District::clone(&self.ground.district) };
        self.ground = Arc::new(self.ground.decided(district).judged_by(Arc::clone(&now.categories)));
    }

    /// Tells whether a cell of the new ground is one that the draft adds.
    pub fn is_new(&self, cell: CellId) -> bool {
        let version = self.ground.district.version();
        self.ground.district.cells.get(cell.index()).is_some_and(|it| it.span == Span::since(version))
    }
}
