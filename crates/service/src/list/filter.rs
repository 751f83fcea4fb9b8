//! Which incidents a list means.

use std::sync::Arc;

use model::{CommunityId, Incident, PersonId, Scope, Standing, SubdistrictId, case::Verb};
use spatial::Slabs;
use tiles::{Filter, NumberSet};

use crate::{Ground, view::cells};

/// Which incidents are meant; all of it must hold, and the default means all. Lists, saved views and what is done to many at once
/// take the same filter.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ListFilter {
    /// What the index answers: category, stage, time of report, cell, road, box, and what may be known.
    pub index: Filter,
    /// Sets of cells: it lies in a cell of each.
    pub areas: Vec<NumberSet>,
    /// A drawn area on the lattice of the district: it lies inside.
    pub lasso: Option<Arc<Slabs>>,
    /// Who answers for it, has it, or was given it to check.
    pub person: Option<PersonId>,
    /// To whom it was sent.
    pub unit: Option<PersonId>,
    /// How its deadline stands.
    pub standing: Option<Standing>,
    /// What the asking person can do to it.
    pub verb: Option<Verb>,
    /// Only those with which the asking person can do something that leads on.
    pub mine: bool,
    /// Only cases that are not settled.
    pub unsettled: bool,
}

impl ListFilter {
    /// Tells whether only cases can be meant that are not settled.
    pub const fn is_of_cases(&self) -> bool {
        self.unsettled || self.unit.is_some() || self.standing.is_some() || self.verb.is_some() || self.mine
    }

    /// Tells whether the index alone can answer.
    pub(super) fn is_of_index(&self) -> bool {
        self.areas.is_empty() && self.lasso.is_none() && self.person.is_none() && !self.is_of_cases()
    }

    /// Tells what the index cannot: places and people. What depends on who asks and when is left open.
    pub(super) fn fits(&self, it: &Incident) -> bool {
        let case = it.case.as_deref();
        let has = |id| {
            let persons = [it.member, it.leader, it.other, case.and_then(|it| it.unit), case.and_then(|it| it.checker)];
            persons.contains(&Some(id))
        };
        self.areas.iter().all(|area| it.cell.is_some_and(|cell| area.contains(cell.0)))
            && self.person.is_none_or(has)
            && self.unit.is_none_or(|id| case.is_some_and(|it| it.unit == Some(id)))
            && self.lasso.as_ref().is_none_or(|area| area.contains(it.point))
    }
}

impl Ground {
    /// Returns the cells of a community, also those that ended: an incident keeps the cell that it was reported in.
    pub fn cells_of_community(&self, id: CommunityId) -> NumberSet {
        cells(&self.district, &Scope { communities: vec![id], ..Scope::default() })
    }

    /// Returns the cells of a sub-district, also those that ended.
    pub fn cells_of_subdistrict(&self, id: SubdistrictId) -> NumberSet {
        cells(&self.district, &Scope { subdistricts: vec![id], ..Scope::default() })
    }

    /// Returns the cells that a grid member holds now.
    pub fn cells_of_member(&self, id: PersonId) -> NumberSet {
        let live = self.district.live_cells().map(|it| it.0);
        live.filter(|it| self.member_of(*it) == Some(id)).map(|it| it.0).collect()
    }
}
