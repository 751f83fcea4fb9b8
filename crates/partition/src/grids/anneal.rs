//! Moves of single cells, at first also for the worse.

use super::{
    dice::Dice,
    net::Net,
    state::{State, Task},
};

/// How much worse a move may be at the beginning, in mean borders between two cells. On the Wuhan streets less gave longer
/// borders, and 2.4 and more needed several times the moves.
const HOT: f64 = 1.6;
/// How much more than at the end loads may be off at the beginning: whole blocks can change hands then, which are too heavy
/// for it later. On the Wuhan streets 10 was as good for short borders, and worse for borders on main roads.
const WIDE: f64 = 3.0;
/// The share of the moves in which that comes to nothing.
const NARROWING: f64 = 0.6;
/// The same where a cell weighs more than the tolerance, in grids' shares of the border: no cell can move there without
/// making loads uneven for a while.
const HOT_COARSE: f64 = 6.0;
/// Such divisions are heated again so often, each time from the best so far: of 48 random small graphs 44 came out as good
/// as can be, with 8 rounds 39.
const ROUNDS_COARSE: u32 = 16;
/// Moves tried at least in each round: next to nothing, and needed by the smallest communities.
const LEAST: u64 = 10_000;
/// Moves between two looks at the temperature.
const STRIDE: u64 = 256;
/// Passes over all cells at the end; each but the last made it better.
const PASSES: usize = 64;

/// Improves a division by about so many tried moves; the result never costs more than what was given.
pub(super) fn anneal(
    task: &Task,
    start: Vec<u32>,
    tries: u64,
    dice: &mut Dice,
    progress: &mut dyn FnMut(f32),
) -> Vec<u32> {
    if tries == 0 {
        return start;
    }
    let coarse = 2.0 * task.net.len() as f64 * task.tolerance < task.grids as f64;
    let hot = if coarse { HOT_COARSE * task.net.scale } else { HOT * mean_border(task.net) };
    let rounds = if coarse { ROUNDS_COARSE } else { 1 };
    let tries = (tries / u64::from(rounds)).max(LEAST);
    let mut best = (task.cost(&start), start);
    for round in 0..rounds {
        let mut state = State::new(task, best.1.clone());
        cool(task, &mut state, tries, dice, &mut |share, state| {
            progress((round as f32 + share) / rounds as f32);
            let left = f64::from(1.0 - share / 0.95).max(0.0);
            if coarse {
                // Coarse divisions need a wide range of temperatures: cubic instead of linear.
                return hot * cube(left);
            }
            state.widen(1.0 + WIDE * cube((1.0 - f64::from(share) / NARROWING).max(0.0)));
            hot * left
        });
        descend(task, &mut state);
        let cost = task.cost(&state.grid_of);
        if cost < best.0 {
            best = (cost, state.grid_of);
        }
    }
    best.1
}

fn cube(it: f64) -> f64 {
    it * it * it
}

/// Tries moves at the temperature for the share of them that has been tried.
fn cool(task: &Task, state: &mut State, tries: u64, dice: &mut Dice, heat: &mut dyn FnMut(f32, &mut State) -> f64) {
    let mut rim = Rim::new(task.net, &state.grid_of);
    let mut temperature = 0.0;
    for step in 0..tries {
        if step % STRIDE == 0 {
            temperature = heat(step as f32 / tries as f32, state);
        }
        let Some(&cell) = rim.cells.get(dice.below(rim.cells.len())) else { return };
        let ends = task.net.of(cell);
        let (from, to) = (state.grid_of[cell as usize], state.grid_of[ends[dice.below(ends.len())].to as usize]);
        if to == from {
            continue;
        }
        let delta = state.delta(cell, to);
        let taken = delta <= 0.0 || (temperature > 0.0 && dice.accepts(delta / temperature));
        if taken && state.may_leave(cell) {
            state.give(cell, to);
            rim.moved(task.net, &state.grid_of, cell, from);
        }
    }
}

/// Takes every move for the better until there is none.
fn descend(task: &Task, state: &mut State) {
    for _ in 0..PASSES {
        let mut better = false;
        for cell in 0..task.net.len() as u32 {
            for end in task.net.of(cell) {
                let to = state.grid_of[end.to as usize];
                if to != state.grid_of[cell as usize] && state.delta(cell, to) < -0.5 && state.may_leave(cell) {
                    state.give(cell, to);
                    better = true;
                }
            }
        }
        if !better {
            break;
        }
    }
}

/// The mean price of a border between two cells, in millimetres.
fn mean_border(net: &Net) -> f64 {
    let (mut sum, mut count) = (0, 0);
    for end in (0..net.len() as u32).flat_map(|it| net.of(it)) {
        if end.cost > 0 {
            sum += end.cost;
            count += 1;
        }
    }
    sum as f64 / f64::from(count.max(1))
}

/// The cells with a neighbour in another grid.
struct Rim {
    cells: Vec<u32>,
    /// Where each cell stands in the list.
    place: Vec<u32>,
    /// How many neighbours of each cell are in another grid.
    others: Vec<u32>,
}

impl Rim {
    fn new(net: &Net, grid_of: &[u32]) -> Self {
        let mut rim = Self { cells: vec![], place: vec![0; net.len()], others: vec![0; net.len()] };
        for cell in 0..net.len() as u32 {
            let other = |it: &&super::net::End| grid_of[it.to as usize] != grid_of[cell as usize];
            let others = net.of(cell).iter().filter(other).count();
            rim.set(cell, others as u32);
        }
        rim
    }

    fn set(&mut self, cell: u32, others: u32) {
        let at = cell as usize;
        let before = std::mem::replace(&mut self.others[at], others);
        if before == 0 && others > 0 {
            self.place[at] = self.cells.len() as u32;
            self.cells.push(cell);
        } else if before > 0 && others == 0 {
            let place = self.place[at] as usize;
            self.cells.swap_remove(place);
            if let Some(filled) = self.cells.get(place) {
                self.place[*filled as usize] = place as u32;
            }
        }
    }

    /// Notes that a cell has left the grid `from`.
    fn moved(&mut self, net: &Net, grid_of: &[u32], cell: u32, from: u32) {
        let to = grid_of[cell as usize];
        let mut others = 0;
        for end in net.of(cell) {
            let grid = grid_of[end.to as usize];
            others += u32::from(grid != to);
            let before = self.others[end.to as usize];
            if grid == from {
                self.set(end.to, before + 1);
            } else if grid == to {
                self.set(end.to, before - 1);
            }
        }
        self.set(cell, others);
    }
}
