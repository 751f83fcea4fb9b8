//! Versions of the partition, previews and duty grids on the wire.

use std::collections::{BTreeMap, BTreeSet};

use model::{CellId, PartitionVersion, PersonId, VersionId};
use partition::{EditWarning, WarningKind};
use serde::Serialize;
use serde_json::{Value, json};
use service::{Balance, Draft, DutyGrid, Ground, Load, Rerouted, World};
use utoipa::ToSchema;

use super::{DutyChangesWire, PlaceWire, local_time, lon_lat, metres};

/// How many incidents a preview lists.
const LISTED_INCIDENTS: usize = 50;

/// A version of the partition.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct VersionWire {
    /// Counted from 1.
    pub number: u64,
    /// `founded`, `edited`, `planned`, `imported` or `undone`.
    kind: &'static str,
    /// The version that was taken back.
    undone: Option<u64>,
    valid_from: String,
    /// When the next version took over; `null` for the one that holds.
    valid_to: Option<String>,
    note: String,
    /// How many unit cells it has.
    cells: usize,
    /// Whether a later version took it back.
    taken_back: bool,
    /// Whether it is the one that can be taken back now.
    undoable: bool,
}

/// Counts a version as people do, from 1.
pub(crate) fn number(version: VersionId) -> u64 {
    u64::from(version.0) + 1
}

/// Lists the versions, oldest first.
pub(crate) fn versions(ground: &Ground) -> Vec<VersionWire> {
    let district = &ground.district;
    let taken_back: BTreeSet<VersionId> = district.versions.iter().filter_map(|it| it.kind.undone()).collect();
    let undoable = partition::undoable(district);
    // A cell is in a version when an edge of that version names it: counted over the edges' spans.
    let cells = cells_per_version(ground);
    let wire = |(at, it): (usize, &PartitionVersion)| {
        let version = VersionId::at(at);
        VersionWire {
            number: number(version),
            kind: it.kind.as_str(),
            undone: it.kind.undone().map(number),
            valid_from: local_time(it.valid_from),
            valid_to: district.versions.get(at + 1).map(|it| local_time(it.valid_from)),
            note: it.note.clone(),
            cells: cells[at],
            taken_back: taken_back.contains(&version),
            undoable: undoable == Some(version),
        }
    };
    district.versions.iter().enumerate().map(wire).collect()
}

fn cells_per_version(ground: &Ground) -> Vec<usize> {
    let district = &ground.district;
    let mut of_cell: BTreeMap<CellId, Vec<model::Span>> = BTreeMap::new();
    for edge in &district.edges {
        for cell in [edge.left, edge.right].into_iter().flatten() {
            let spans = of_cell.entry(cell).or_default();
            if !spans.contains(&edge.span) {
                spans.push(edge.span);
            }
        }
    }
    let versions = (0..district.versions.len()).map(VersionId::at);
    if district.edges.is_empty() {
        return versions.map(|it| district.cells.iter().filter(|cell| cell.span.holds(it)).count()).collect();
    }
    versions.map(|it| of_cell.values().filter(|spans| spans.iter().any(|span| span.holds(it))).count()).collect()
}

/// A person as named in lists.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct HolderWire {
    /// The staff number.
    pub code: String,
    pub name: String,
    pub post: String,
}

impl HolderWire {
    pub(crate) fn new(ground: &Ground, id: PersonId) -> Self {
        let it = &ground.district.persons[id.index()];
        Self { code: it.code.clone(), name: it.name.clone(), post: it.post.clone() }
    }
}

/// What falls to a duty grid.
#[derive(Clone, Copy, Debug, Default, Serialize, ToSchema)]
pub(crate) struct LoadWire {
    cells: usize,
    area_m2: f64,
    street_m: f64,
    incidents: u64,
    /// Of the mean duty grid of the same community: 1 is the mean.
    share: f64,
}

impl From<Load> for LoadWire {
    fn from(it: Load) -> Self {
        let Load { cells, area_m2, street_m, incidents, share } = it;
        Self { cells, area_m2: area_m2.round(), street_m: street_m.round(), incidents, share: metres(share) }
    }
}

/// A duty grid.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct DutyGridWire {
    /// Who holds it; `null` for cells that nobody holds.
    person: Option<HolderWire>,
    /// The community's code.
    community: String,
    community_name: String,
    /// The codes of its cells.
    cells: Vec<String>,
    #[serde(flatten)]
    load: LoadOfGrid,
    /// Of how many pieces of ground it consists.
    parts: usize,
    /// Longitude and latitude of its label.
    label: [f64; 2],
}

/// What falls to a duty grid, beside its list of cells.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
struct LoadOfGrid {
    area_m2: f64,
    street_m: f64,
    incidents: u64,
    /// Of the mean duty grid of the same community: 1 is the mean.
    share: f64,
}

impl DutyGridWire {
    pub(crate) fn new(ground: &Ground, it: &DutyGrid) -> Self {
        let district = &ground.district;
        let community = &district.communities[it.community.index()];
        let LoadWire { area_m2, street_m, incidents, share, .. } = it.load.into();
        Self {
            person: it.person.map(|id| HolderWire::new(ground, id)),
            community: community.code.clone(),
            community_name: community.name.clone(),
            cells: it.cells.iter().map(|id| district.cells[id.index()].code.clone()).collect(),
            load: LoadOfGrid { area_m2, street_m, incidents, share },
            parts: it.parts,
            label: lon_lat(ground.frame.place(it.label)),
        }
    }
}

/// How evenly duty grids share the work.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub(crate) struct BalanceWire {
    /// Duty grids with a holder.
    grids: usize,
    /// The coefficient of variation of their shares.
    deviation: f64,
    max_share: f64,
    min_share: f64,
    /// Metres of border between duty grids of the same community.
    border_m: f64,
    /// The part of it on main and secondary roads, 0 to 1.
    border_on_main: f64,
}

impl From<Balance> for BalanceWire {
    fn from(it: Balance) -> Self {
        Self {
            grids: it.grids,
            deviation: metres(it.deviation),
            max_share: metres(it.max_share),
            min_share: metres(it.min_share),
            border_m: it.border_m.round(),
            border_on_main: metres(it.border_on_main),
        }
    }
}

/// What a change would do.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct PreviewWire {
    /// The version it is made for.
    base: u64,
    /// The cells that are new, lie otherwise or change hands, as a GeoJSON `FeatureCollection`: `code`, `state` (`new`,
    /// `reshaped`, `assigned`), `area_m2`, `area_before_m2`, `member`, `community`, `within` (`10`, `25`, `beyond`: how many
    /// percent off the target size).
    cells: Value,
    /// The codes of cells that end.
    ended: Vec<String>,
    /// The duty grids whose load changes.
    balance: Vec<BalanceChange>,
    /// What people get and lose.
    duties: DutyChangesWire,
    /// Open incidents for whom other people answer from then on.
    incidents: ReroutedWire,
    /// What a supervisor should look at before accepting.
    warnings: Vec<WarningWire>,
}

/// A duty grid before and after.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct BalanceChange {
    person: HolderWire,
    before: LoadWire,
    after: LoadWire,
}

/// Open incidents for whom other people answer.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct ReroutedWire {
    /// How many there are.
    rerouted: usize,
    /// The first 50.
    items: Vec<ReroutedItem>,
}

/// One of them.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct ReroutedItem {
    id: String,
    category: String,
    category_name: String,
    place: PlaceWire,
    from: AnsweringWire,
    to: AnsweringWire,
}

/// Who answers for an incident.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct AnsweringWire {
    /// The unit cell's code.
    cell: Option<String>,
    member: Option<HolderWire>,
    leader: Option<HolderWire>,
    /// Who acts first, where it is neither of them: a frontage holder, for instance.
    other: Option<HolderWire>,
}

/// Something to look at.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct WarningWire {
    /// `small`, `large`, `thin`, `building`, `apart` or `unheld`.
    kind: &'static str,
    zh: String,
    en: String,
    /// The cell's code.
    cell: Option<String>,
    /// Longitude and latitude to zoom to.
    at: Option<[f64; 2]>,
}

impl PreviewWire {
    /// Describes a draft against the world it would change.
    pub(crate) fn new(world: &World, draft: &Draft) -> Self {
        let (before, after) = (&*world.ground, &*draft.ground);
        Self {
            base: number(draft.base),
            cells: changed_cells(before, draft),
            ended: draft.change.ended_cells.iter().map(|it| after.district.cells[it.index()].code.clone()).collect(),
            balance: balance(world, draft),
            duties: DutyChangesWire::new(draft),
            incidents: ReroutedWire {
                rerouted: draft.rerouted.len(),
                items: draft.rerouted.iter().take(LISTED_INCIDENTS).map(|it| item(after, it)).collect(),
            },
            warnings: draft.warnings().iter().map(|it| warning(after, it)).collect(),
        }
    }
}

fn changed_cells(before: &Ground, draft: &Draft) -> Value {
    let after = &*draft.ground;
    let feature = |id: &CellId| {
        let cell = &after.district.cells[id.index()];
        let area_m2 = cell.polygon.area_m2();
        let old = before.district.cells.get(id.index()).filter(|_| !draft.is_new(*id));
        let state = match old {
            None => "new",
            Some(old) if old.polygon != cell.polygon => "reshaped",
            Some(_) => "assigned",
        };
        let off = (area_m2 / service::TARGET_M2 - 1.0).abs();
        let within = if off <= 0.1 {
            "10"
        } else if off <= 0.25 {
            "25"
        } else {
            "beyond"
        };
        let ring = |ring: &[model::Point]| {
            let closed = ring.iter().chain(ring.first());
            closed.map(|it| lon_lat(after.frame.place(*it))).collect::<Vec<_>>()
        };
        json!({
            "type": "Feature",
            "geometry": { "type": "Polygon", "coordinates": cell.polygon.rings().map(ring).collect::<Vec<_>>() },
            "properties": {
                "code": cell.code,
                "state": state,
                "area_m2": area_m2.round(),
                "area_before_m2": old.map(|it| it.polygon.area_m2().round()),
                "member": after.member_of(*id).map(|it| HolderWire::new(after, it)),
                "community": after.district.communities[cell.community.index()].code,
                "within": within,
            },
        })
    };
    // A neighbour that only got a further point on its border looks as before: nobody needs to see it.
    let visible = |id: &&CellId| {
        draft.is_new(**id) || before.member_of(**id) != after.member_of(**id) || {
            let area = |ground: &Ground| ground.district.cells[id.index()].polygon.area_m2();
            (area(before) - area(after)).abs() >= 0.5
        }
    };
    json!({ "type": "FeatureCollection", "features": draft.touched.iter().filter(visible).map(feature).collect::<Vec<_>>() })
}

fn balance(world: &World, draft: &Draft) -> Vec<BalanceChange> {
    let (before, after) = (world.duty_grids(), draft.duty_grids(world));
    let by_person = |grids: &[DutyGrid]| {
        let mut loads: BTreeMap<PersonId, Load> = BTreeMap::new();
        for grid in grids {
            if let Some(person) = grid.person {
                *loads.entry(person).or_default() += grid.load;
            }
        }
        loads
    };
    let (before, after) = (by_person(&before), by_person(&after));
    let persons: BTreeSet<PersonId> = before.keys().chain(after.keys()).copied().collect();
    let touched: BTreeSet<PersonId> = draft.holders(&world.ground);
    persons
        .into_iter()
        .filter(|it| touched.contains(it))
        .map(|it| BalanceChange {
            person: HolderWire::new(&draft.ground, it),
            before: before.get(&it).copied().unwrap_or_default().into(),
            after: after.get(&it).copied().unwrap_or_default().into(),
        })
        .collect()
}

fn item(ground: &Ground, it: &Rerouted) -> ReroutedItem {
    let answering = |it: &model::Incident| AnsweringWire {
        cell: it.cell.map(|id| ground.district.cells[id.index()].code.clone()),
        member: it.member.map(|id| HolderWire::new(ground, id)),
        leader: it.leader.map(|id| HolderWire::new(ground, id)),
        other: it.other.map(|id| HolderWire::new(ground, id)),
    };
    ReroutedItem {
        id: it.before.id.to_string(),
        category: it.before.category.to_string(),
        category_name: ground.categories.get(it.before.category).map(|it| it.zh.clone()).unwrap_or_default(),
        place: it.before.place.into(),
        from: answering(&it.before),
        to: answering(&it.after),
    }
}

fn warning(ground: &Ground, it: &EditWarning) -> WarningWire {
    let cell = ground.district.cells.get(it.cell.index());
    let code = cell.map(|it| it.code.clone()).unwrap_or_default();
    let short = code.get(12..).unwrap_or(&code);
    let (zh, en) = match it.kind {
        WarningKind::Small => (format!("单元网格 {short} 偏小"), format!("unit cell {short} is small")),
        WarningKind::Large => (format!("单元网格 {short} 偏大"), format!("unit cell {short} is large")),
        WarningKind::Thin => (format!("单元网格 {short} 过于狭长"), format!("unit cell {short} is thin")),
        WarningKind::Building => {
            (format!("单元网格 {short} 的边界穿过建筑"), format!("the border of unit cell {short} crosses a building"))
        }
        WarningKind::Apart => {
            (format!("含 {short} 的责任网格不连片"), format!("the duty grid with {short} falls apart"))
        }
        WarningKind::Unheld => (format!("单元网格 {short} 无人负责"), format!("nobody holds unit cell {short}")),
    };
    WarningWire {
        kind: it.kind.as_str(),
        zh,
        en,
        cell: cell.map(|it| it.code.clone()),
        at: Some(lon_lat(ground.frame.place(it.at))),
    }
}
