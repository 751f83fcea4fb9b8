//! Scopes: the part of the district that a grant is about.

use crate::{CategoryCode, CommunityId, PersonId, RoadId, SubdistrictId};

/// The part of the district that a grant is about. Every list that is empty leaves its side open; an empty scope is
/// everything.
///
/// - **Place** (sub-districts, communities, roads): where any of the three names something, a place is in scope when its
///   cell lies in one of the sub-districts or communities, or when it lies on one of the roads.
/// - **Units**: where some are named, one of them answers for the case or was sent it.
/// - **Categories**: where some are named, the case's is among them.
///
/// All three sides must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Scope {
    /// Sub-districts.
    pub subdistricts: Vec<SubdistrictId>,
    /// Communities.
    pub communities: Vec<CommunityId>,
    /// Roads.
    pub roads: Vec<RoadId>,
    /// Persons and units.
    pub units: Vec<PersonId>,
    /// Categories.
    pub categories: Vec<CategoryCode>,
}

/// What a scope is asked about a case or a place; what is not known is in no list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sight {
    /// The community of the cell.
    pub community: Option<CommunityId>,
    /// The sub-district of the community.
    pub subdistrict: Option<SubdistrictId>,
    /// The road.
    pub road: Option<RoadId>,
    /// Who answers for it or was sent it.
    pub persons: Vec<PersonId>,
    /// The category.
    pub category: Option<CategoryCode>,
}

impl Scope {
    /// Everything.
    pub const EVERYTHING: Self = Self {
        subdistricts: Vec::new(),
        communities: Vec::new(),
        roads: Vec::new(),
        units: Vec::new(),
        categories: Vec::new(),
    };

    /// Tells whether it leaves nothing out.
    pub const fn is_everything(&self) -> bool {
        self.has_every_place() && self.units.is_empty() && self.categories.is_empty()
    }

    /// Tells whether it names no place, so that all are in it.
    pub const fn has_every_place(&self) -> bool {
        self.subdistricts.is_empty() && self.communities.is_empty() && self.roads.is_empty()
    }

    /// Tells whether something is in scope.
    ///
    /// ```
    /// use model::{CommunityId, RoadId, Scope, Sight};
    /// let scope = Scope { communities: vec![CommunityId(3)], roads: vec![RoadId(7)], ..Scope::default() };
    /// let by_area = Sight { community: Some(CommunityId(3)), ..Sight::default() };
    /// let by_road = Sight { community: Some(CommunityId(4)), road: Some(RoadId(7)), ..Sight::default() };
    /// assert!(scope.covers(&by_area) && scope.covers(&by_road));
    /// assert!(!scope.covers(&Sight { community: Some(CommunityId(4)), ..Sight::default() }));
    /// ```
    pub fn covers(&self, it: &Sight) -> bool {
        let place = self.has_every_place()
            || it.subdistrict.is_some_and(|id| self.subdistricts.contains(&id))
            || it.community.is_some_and(|id| self.communities.contains(&id))
            || it.road.is_some_and(|id| self.roads.contains(&id));
        place
            && (self.units.is_empty() || it.persons.iter().any(|id| self.units.contains(id)))
            && (self.categories.is_empty() || it.category.is_some_and(|code| self.categories.contains(&code)))
    }
}
