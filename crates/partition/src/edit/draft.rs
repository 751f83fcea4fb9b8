//! The partition while edits are made: the district, and what is different.

use std::collections::{BTreeMap, BTreeSet};

use model::{
    CellEdge, CellId, CommunityId, District, EdgeId, PersonId, Point, Polygon, Repartition, RoadId, Span, UnitCell,
    VersionId,
};

use super::{EditError, duty::Duties, line::drawn, number::Numbers, register::Added};

/// An edge of the draft: one of the district, or one that was added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum EdgeKey {
    /// An edge of the district.
    Old(EdgeId),
    /// The position among the added ones.
    New(usize),
}

/// A district and its changes so far.
pub(super) struct Draft<'a> {
    pub(super) district: &'a District,
    pub(super) since: VersionId,
    pub(super) numbers: Numbers<'a>,
    pub(super) duties: Duties,
    pub(super) added: Added,
    reshaped: BTreeMap<CellId, (Polygon, Point)>,
    ended: BTreeSet<CellId>,
    new_cells: Vec<UnitCell>,
    ended_edges: BTreeSet<EdgeId>,
    /// Added edges; those that ended again are `None`.
    new_edges: Vec<Option<CellEdge>>,
}

impl<'a> Draft<'a> {
    pub(super) fn new(district: &'a District) -> Self {
        Self {
            district,
            since: VersionId::at(district.versions.len()),
            numbers: Numbers::new(district),
            duties: Duties::new(district),
            added: Added::default(),
            reshaped: BTreeMap::new(),
            ended: BTreeSet::new(),
            new_cells: vec![],
            ended_edges: BTreeSet::new(),
            new_edges: vec![],
        }
    }

    pub(super) fn split(&mut self, cell: CellId, line: &[Point]) -> Result<(), EditError> {
        let group = self.group(&[cell], 1)?;
        self.recut(&group, Some(drawn(line)?))
    }

    pub(super) fn merge(&mut self, cells: &[CellId]) -> Result<(), EditError> {
        let group = self.group(cells, 2)?;
        self.recut(&group, None)
    }

    pub(super) fn move_border(&mut self, cells: &[CellId], line: &[Point]) -> Result<(), EditError> {
        let group = self.group(cells, 2)?;
        self.recut(&group, Some(drawn(line)?))
    }

    pub(super) fn assign(&mut self, cells: &[CellId], person: Option<PersonId>) -> Result<(), EditError> {
        self.person(person)?;
        let mut cells = cells.to_vec();
        cells.sort_unstable();
        cells.dedup();
        if cells.is_empty() {
            return Err(EditError::TooFewCells { count: 0, least: 1 });
        }
        let homes = cells.iter().map(|it| self.cell(*it).map(|cell| cell.community)).collect::<Result<Vec<_>, _>>()?;
        for (cell, home) in cells.into_iter().zip(homes) {
            match person {
                Some(person) => self.duties.assign(cell, home, person),
                None => self.duties.release_members(cell),
            }
        }
        Ok(())
    }

    pub(super) fn assign_road(&mut self, road: RoadId, person: Option<PersonId>) -> Result<(), EditError> {
        self.person(person)?;
        if road.index() >= self.district.roads.len() {
            return Err(EditError::UnknownRoad { index: road.index() });
        }
        self.duties.assign_road(road, person);
        Ok(())
    }

    /// Checks cells whose ground is to be cut anew: sorted, each once, of one community.
    fn group(&self, cells: &[CellId], least: usize) -> Result<Vec<CellId>, EditError> {
        let mut cells = cells.to_vec();
        cells.sort_unstable();
        cells.dedup();
        for it in &cells {
            self.cell(*it)?;
        }
        if cells.len() < least {
            return Err(EditError::TooFewCells { count: cells.len(), least });
        }
        let first = self.cell(cells[0])?;
        for it in &cells {
            let other = self.cell(*it)?;
            if !self.numbers.same(first.community, other.community) {
                return Err(EditError::OtherCommunity { first: first.code.clone(), second: other.code.clone() });
            }
        }
        Ok(cells)
    }

    /// Returns the number of a cell that the edits so far brought under this code.
    pub(super) fn brought(&self, code: &str) -> Option<CellId> {
        let at = self.new_cells.iter().position(|it| it.code == code)?;
        let id = CellId::at(self.district.cells.len() + at);
        self.cell(id).is_ok().then_some(id)
    }

    /// Returns a cell that holds now.
    pub(super) fn cell(&self, id: CellId) -> Result<&UnitCell, EditError> {
        let before = self.district.cells.len();
        let cell = match id.index().checked_sub(before) {
            None => self.district.cells.get(id.index()),
            Some(at) => self.new_cells.get(at),
        };
        let cell = cell.ok_or(EditError::UnknownCell { index: id.index() })?;
        if !cell.span.is_live() || self.ended.contains(&id) {
            return Err(EditError::EndedCell { code: cell.code.clone() });
        }
        Ok(cell)
    }

    /// Returns a cell's code, for words.
    pub(super) fn code(&self, id: CellId) -> String {
        self.cell(id).map_or_else(|_| id.0.to_string(), |it| it.code.clone())
    }

    /// Iterates over the edges that hold now.
    pub(super) fn edges(&self) -> impl Iterator<Item = (EdgeKey, &CellEdge)> {
        let old = self.district.live_edges().filter(|it| !self.ended_edges.contains(&it.0));
        let new = self.new_edges.iter().enumerate().filter_map(|(at, it)| Some((EdgeKey::New(at), it.as_ref()?)));
        old.map(|(id, it)| (EdgeKey::Old(id), it)).chain(new)
    }

    pub(super) fn end_edge(&mut self, key: EdgeKey) {
        match key {
            EdgeKey::Old(id) => {
                self.ended_edges.insert(id);
            }
            EdgeKey::New(at) => self.new_edges[at] = None,
        }
    }

    pub(super) fn add_edge(&mut self, edge: CellEdge) {
        self.new_edges.push(Some(edge));
    }

    pub(super) fn end_cell(&mut self, id: CellId) {
        self.ended.insert(id);
        self.duties.release(id);
    }

    /// Gives a cell other ground, where it is other.
    pub(super) fn reshape(&mut self, id: CellId, polygon: Polygon, label: Point) {
        let before = self.district.cells.len();
        match id.index().checked_sub(before) {
            Some(at) => {
                let cell = &mut self.new_cells[at];
                (cell.polygon, cell.label) = (polygon, label);
            }
            None if self.district.cells[id.index()].polygon == polygon => {
                self.reshaped.remove(&id);
            }
            None => {
                self.reshaped.insert(id, (polygon, label));
            }
        }
    }

    pub(super) fn add_cell(
        &mut self,
        code: String,
        community: CommunityId,
        (polygon, label): (Polygon, Point),
    ) -> CellId {
        let id = CellId::at(self.district.cells.len() + self.new_cells.len());
        self.new_cells.push(UnitCell { code, community, polygon, label, span: Span::since(self.since) });
        id
    }

    /// Returns all changes; cells and edges that came and went again are left out.
    pub(super) fn finish(self) -> Repartition {
        let before = self.district.cells.len();
        let id = |at: usize| CellId::at(before + at);
        // New ids of new cells, by position.
        let mut numbers = Vec::with_capacity(self.new_cells.len());
        let mut new_cells = vec![];
        for (at, cell) in self.new_cells.into_iter().enumerate() {
            numbers.push(id(new_cells.len()));
            if !self.ended.contains(&id(at)) {
                new_cells.push(cell);
            }
        }
        let number = |it: CellId| it.index().checked_sub(before).map_or(it, |at| numbers[at]);
        let mut new_edges: Vec<CellEdge> = self.new_edges.into_iter().flatten().collect();
        for it in &mut new_edges {
            (it.left, it.right) = (it.left.map(number), it.right.map(number));
        }
        new_edges.sort_by(|a, b| a.line.cmp(&b.line));
        // What ended and came back the same did not end.
        let edges = &self.district.edges;
        let same = |a: &CellEdge, b: &CellEdge| CellEdge { span: a.span, ..b.clone() } == *a;
        let mut ended_edges: Vec<EdgeId> = vec![];
        for ended in self.ended_edges {
            let edge = &edges[ended.index()];
            let found = new_edges.binary_search_by(|it| it.line.cmp(&edge.line));
            match found.ok().filter(|at| same(&new_edges[*at], edge)) {
                Some(at) => {
                    new_edges.remove(at);
                }
                None => ended_edges.push(ended),
            }
        }
        let ended = self.ended;
        let (ended_duties, new_duties) = self.duties.finish(self.district, number, self.since);
        let reshaped = self.reshaped.into_iter().filter(|it| !ended.contains(&it.0));
        Repartition {
            new_communities: self.numbers.into_added(),
            reshaped_cells: reshaped.map(|(id, (polygon, label))| (id, polygon, label)).collect(),
            ended_cells: ended.iter().copied().filter(|it| it.index() < before).collect(),
            new_cells,
            ended_edges,
            new_edges,
            new_persons: self.added.persons,
            ended_frontages: self.added.ended_frontages.into_iter().collect(),
            new_frontages: self.added.frontages,
            ended_duties,
            new_duties,
            revived_cells: vec![],
        }
    }
}
