//! What a draft gives to whom, and takes from whom.

use std::collections::{BTreeMap, BTreeSet};

use model::{CellId, Duty, PersonId, Piece, Term};
use partition::NewDuty;
use serde::Serialize;
use service::{Draft, Ground};
use utoipa::ToSchema;

use super::{DutyTermsWire, HolderWire};

/// How many changes a preview lists.
const LISTED: usize = 200;

/// What people get and lose.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct DutyChangesWire {
    /// How many changes there are.
    changed: usize,
    /// The first 200, by person; of each what they lose before what they get.
    items: Vec<DutyChangeWire>,
}

/// One thing that somebody gets or loses.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct DutyChangeWire {
    /// `gets` or `loses`.
    change: &'static str,
    holder: HolderWire,
    /// The capacity in Chinese.
    role_zh: &'static str,
    /// Of a list of cells only those that are got or lost.
    duty: DutyTermsWire,
}

/// Everything of a duty but its piece.
type Key = (PersonId, &'static str, [Option<i64>; 2], [u16; 2]);

/// What somebody has under one key: cells, and other pieces.
#[derive(Default)]
struct Pieces<'a> {
    cells: BTreeSet<CellId>,
    rest: Vec<&'a Duty>,
}

fn collected<'a>(duties: impl Iterator<Item = &'a Duty>) -> BTreeMap<Key, (NewDuty, Pieces<'a>)> {
    let mut all: BTreeMap<Key, (NewDuty, Pieces<'a>)> = BTreeMap::new();
    for duty in duties {
        let Duty { person, role, term: Term { from, to }, hours, .. } = *duty;
        let like = || NewDuty { person, role, piece: Piece::Cells(vec![]), term: duty.term, hours };
        let key = (person, role.as_str(), [from, to], [hours.from, hours.to]);
        let (_, pieces) = all.entry(key).or_insert_with(|| (like(), Pieces::default()));
        match &duty.piece {
            Piece::Cells(cells) => pieces.cells.extend(cells),
            _ => pieces.rest.push(duty),
        }
    }
    all
}

/// Lists what of `these` is not in `besides`.
fn only(
    these: &BTreeMap<Key, (NewDuty, Pieces<'_>)>,
    besides: &BTreeMap<Key, (NewDuty, Pieces<'_>)>,
) -> Vec<(Key, NewDuty)> {
    let none = Pieces::default();
    let mut only = vec![];
    for (key, (like, pieces)) in these {
        let other = besides.get(key).map_or(&none, |it| &it.1);
        let cells: Vec<CellId> = pieces.cells.difference(&other.cells).copied().collect();
        if !cells.is_empty() {
            only.push((*key, NewDuty { piece: Piece::Cells(cells), ..like.clone() }));
        }
        let rest = pieces.rest.iter().filter(|it| other.rest.iter().all(|other| other.piece != it.piece));
        only.extend(rest.map(|it| (*key, NewDuty { piece: it.piece.clone(), ..like.clone() })));
    }
    only
}

impl DutyChangesWire {
    /// Compares what a draft ends with what it brings.
    pub(crate) fn new(draft: &Draft) -> Self {
        let ground: &Ground = &draft.ground;
        let ended = collected(draft.change.ended_duties.iter().map(|it| &ground.district.duties[it.index()]));
        let new = collected(draft.change.new_duties.iter());
        let (lost, got) = (only(&ended, &new), only(&new, &ended));
        let mut changes: Vec<(Key, &'static str, NewDuty)> = lost.into_iter().map(|it| (it.0, "loses", it.1)).collect();
        changes.extend(got.into_iter().map(|it| (it.0, "gets", it.1)));
        changes.sort_by_key(|it| (it.0.0, it.1 == "gets", it.0));
        let items = changes.iter().take(LISTED).map(|(_, change, duty)| DutyChangeWire {
            change,
            holder: HolderWire::new(ground, duty.person),
            role_zh: duty.role.zh(),
            duty: DutyTermsWire::of(ground, duty),
        });
        Self { changed: changes.len(), items: items.collect() }
    }
}
