//! What somebody may know of: the incidents in the scope of their roles, and those that are theirs.
//!
//! - Who did not sign in knows of none.
//! - A resident knows of those that the account reported.
//! - Everybody else knows of those in the scope of one of their grants; and, wherever they lie, of those that they did something
//!   to, for which their person answers, or which were sent to it or given to it to check, then or now.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use model::{
    Account, AccountId, AccountRole, District, Incident, IncidentId, PersonId, RoadId, Scope, Sight, case::Actor,
};
use store::StoreError;
use tiles::{Filter, NumberSet, Region, Within};

use crate::{Ground, ListFilter, Service, World, world::row};

/// The incidents that somebody may know of.
#[derive(Clone, Debug)]
pub struct View(Option<Arc<Within>>);

impl View {
    /// Tells whether an incident may be known.
    pub fn sees(&self, world: &World, id: IncidentId) -> bool {
        let Some(within) = &self.0 else { return true };
        let found = world.position(id).and_then(|at| Some((at, world.at(at)?)));
        found.is_some_and(|(at, it)| within.holds(&row(&world.ground, at, &it)))
    }

    /// Narrows a filter to what may be known.
    #[must_use]
    pub fn narrow(&self, filter: Filter) -> Filter {
        Filter { within: self.0.clone(), ..filter }
    }

    /// Narrows the filter of a list to what may be known.
    #[must_use]
    pub fn narrow_list(&self, filter: ListFilter) -> ListFilter {
        ListFilter { index: self.narrow(filter.index), ..filter }
    }
}

/// The positions of incidents that are somebody's own, as far as they were looked at.
#[derive(Clone, Debug)]
struct Own {
    account: Arc<Account>,
    positions: NumberSet,
    /// How many incidents were looked at.
    looked: usize,
    /// How many of the changes since start.
    changes: usize,
}

/// What was found out about each account so far; only what came since is looked at again.
#[derive(Debug, Default)]
pub(crate) struct Views {
    looked: Mutex<BTreeMap<AccountId, Arc<Own>>>,
    /// The positions of incidents that accounts did something to since the start.
    done: Mutex<BTreeMap<AccountId, BTreeSet<u32>>>,
}

impl Views {
    /// Keeps in mind that an account did something to an incident.
    pub(crate) fn did(&self, world: &World, account: AccountId, id: IncidentId) {
        if let Some(at) = world.position(id) {
            lock(&self.done).entry(account).or_default().insert(at);
        }
    }
}

impl Service {
    /// Returns what an account may know of now; who did not sign in has none.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn view(&self, account: Option<&Arc<Account>>) -> Result<View, StoreError> {
        let Some(account) = account else { return Ok(View(Some(Arc::default()))) };
        let staff = || account.grants.iter().filter(|it| it.role != AccountRole::Resident);
        if staff().any(|it| it.scope.is_everything()) {
            return Ok(View(None));
        }
        let world = self.world();
        let regions = staff().filter(|it| it.scope.units.is_empty()).map(|it| region(&world.ground, &it.scope));
        let regions = regions.collect();
        let mut positions = self.own(account, &world).await?.positions.clone();
        for &at in lock(&self.shared.views.done).get(&account.id).into_iter().flatten() {
            positions.insert(at);
        }
        // Who stands in knows of what waits for the one on leave, for as long as that lasts.
        let absent = self.absent(account);
        if !absent.is_empty() {
            let theirs = world.unsettled().filter(|it| it.1.unit.is_some_and(|it| absent.contains(&it)));
            for at in theirs.filter_map(|it| world.position(it.0.id)) {
                positions.insert(at);
            }
        }
        Ok(View(Some(Arc::new(Within { regions, positions }))))
    }

    /// Returns for whom the person of an account answers now, who is on leave.
    pub(crate) fn absent(&self, account: &Account) -> Vec<PersonId> {
        let roster = self.world().ground.roster(self.now_ms());
        account.person.into_iter().flat_map(|it| roster.stood_in_for(it)).collect()
    }

    /// Brings what is known of an account's own incidents up to date.
    async fn own(&self, account: &Arc<Account>, world: &World) -> Result<Arc<Own>, StoreError> {
        let lock = || lock(&self.shared.views.looked);
        let before = lock().get(&account.id).filter(|it| it.account == *account).cloned();
        if let Some(own) = &before
            && (own.looked, own.changes) == (world.len(), world.changed.len())
        {
            return Ok(Arc::clone(own));
        }
        let mut own = match before {
            Some(it) => Own::clone(&it),
            None => self.first_look(account, world).await?,
        };
        let persons = persons(account);
        let came = own.looked as u32..world.len() as u32;
        let changed = world.changed.iter().skip(own.changes).copied();
        for at in came.chain(changed) {
            if world.at(at).is_some_and(|it| is_own(account, &persons, &world.ground, &it)) {
                own.positions.insert(at);
            }
        }
        (own.looked, own.changes) = (world.len(), world.changed.len());
        let own = Arc::new(own);
        lock().insert(account.id, Arc::clone(&own));
        Ok(own)
    }

    /// Keeps that whom this service acts for did something to an incident.
    pub(crate) fn now_own(&self, id: IncidentId) {
        if let Actor::Account { account, .. } = self.author.actor {
            self.shared.views.did(&self.world(), account, id);
        }
    }

    /// Finds what the store knows of; incidents in memory are looked at afterwards.
    async fn first_look(&self, account: &Arc<Account>, world: &World) -> Result<Own, StoreError> {
        let ties = self.shared.store.ties(account.id, &persons(account)).await?;
        let positions = ties.into_iter().filter_map(|it| world.position(it)).collect();
        Ok(Own { account: Arc::clone(account), positions, looked: 0, changes: 0 })
    }
}

fn lock<T>(it: &Mutex<T>) -> MutexGuard<'_, T> {
    it.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Returns whose incidents an account's own are: those of its person, and of the units of its grants. A resident has none.
fn persons(account: &Account) -> Vec<PersonId> {
    let staff = account.grants.iter().filter(|it| it.role != AccountRole::Resident);
    let mut persons: Vec<_> = staff.flat_map(|it| it.scope.units.iter().copied().chain(account.person)).collect();
    persons.sort_unstable();
    persons.dedup();
    persons
}

/// Tells whether an incident is an account's own, by what is in memory of it.
fn is_own(account: &Account, persons: &[PersonId], ground: &Ground, it: &Incident) -> bool {
    let reporter = it.case.as_ref().map(|case| case.reporter);
    if matches!(reporter, Some(Actor::Account { account: id, .. }) if id == account.id) {
        return true;
    }
    let sight = sight(ground, it);
    let of_person = account.person.is_some_and(|it| persons.contains(&it) && sight.persons.contains(&it));
    let of_unit = |scope: &Scope| !scope.units.is_empty() && scope.covers(&sight);
    let staff = account.grants.iter().filter(|it| it.role != AccountRole::Resident);
    of_person || staff.map(|it| &it.scope).any(of_unit)
}

/// Returns what a scope is asked about an incident.
pub(crate) fn sight(ground: &Ground, it: &Incident) -> Sight {
    let district = &ground.district;
    let community = it.cell.map(|cell| district.cells[cell.index()].community);
    let case = it.case.as_ref();
    let persons = [it.member, it.leader, it.other, case.and_then(|it| it.unit), case.and_then(|it| it.checker)];
    Sight {
        community,
        subdistrict: community.map(|it| district.communities[it.index()].subdistrict),
        road: it.road.map(|at| ground.road_of(at.segment)),
        persons: persons.into_iter().flatten().collect(),
        category: Some(it.category),
    }
}

/// Returns what the incident index knows a scope without units by.
fn region(ground: &Ground, scope: &Scope) -> Region {
    let categories = (!scope.categories.is_empty()).then(|| scope.categories.iter().copied().collect());
    let places = (!scope.has_every_place()).then(|| {
        let roads = scope.roads.iter().map(|RoadId(it)| *it).collect();
        (cells(&ground.district, scope), roads)
    });
    Region { places, categories }
}

/// Returns the cells of all versions in the areas of a scope: an incident keeps the cell it was reported in.
pub(crate) fn cells(district: &District, scope: &Scope) -> NumberSet {
    let numbered = (0_u32..).zip(&district.cells);
    let inside = numbered.filter(|(_, cell)| {
        let subdistrict = district.communities[cell.community.index()].subdistrict;
        scope.communities.contains(&cell.community) || scope.subdistricts.contains(&subdistrict)
    });
    inside.map(|it| it.0).collect()
}
