//! What already stands where: a grid of streets and buildings, so that nothing is built twice or on a street.

use crate::plane::{V, bounds, distance_to, edges, inside, keep_apart, meet};

/// Side of the grid's squares in metres: about the size of what is looked up.
const SIDE: f64 = 24.0;

enum Thing {
    /// A stretch with half its width.
    Street(V, V, f64),
    /// A convex figure.
    Built(Vec<V>),
}

/// The occupied ground.
pub(super) struct Ground {
    low: V,
    columns: usize,
    rows: usize,
    squares: Vec<Vec<u32>>,
    things: Vec<Thing>,
    /// The box around each thing.
    boxes: Vec<(V, V)>,
}

impl Ground {
    pub(super) fn new(low: V, high: V) -> Self {
        let count = |it: f64| (it / SIDE).ceil().max(1.0) as usize;
        let (columns, rows) = (count(high.x - low.x), count(high.y - low.y));
        Self { low, columns, rows, squares: vec![Vec::new(); columns * rows], things: Vec::new(), boxes: Vec::new() }
    }

    /// The squares that a box touches.
    fn span(&self, low: V, high: V) -> impl Iterator<Item = usize> + use<> {
        let at = |it: f64, count: usize| ((it / SIDE).floor().max(0.0) as usize).min(count - 1);
        let (x0, x1) = (at(low.x - self.low.x, self.columns), at(high.x - self.low.x, self.columns));
        let (y0, y1) = (at(low.y - self.low.y, self.rows), at(high.y - self.low.y, self.rows));
        let columns = self.columns;
        (y0..=y1).flat_map(move |y| (x0..=x1).map(move |x| y * columns + x))
    }

    fn put(&mut self, low: V, high: V, thing: Thing) {
        let id = self.things.len() as u32;
        self.things.push(thing);
        self.boxes.push((low, high));
        for square in self.span(low, high) {
            self.squares[square].push(id);
        }
    }

    /// Takes the ground of a street's carriageway.
    pub(super) fn street(&mut self, line: &[V], half: f64) {
        for pair in line.windows(2) {
            let (low, high) = bounds(pair, 0.0);
            let margin = V { x: half, y: half };
            self.put(low - margin, high + margin, Thing::Street(pair[0], pair[1], half));
        }
    }

    /// Takes the ground of a convex figure.
    pub(super) fn build(&mut self, figure: &[V]) {
        let (low, high) = bounds(figure, 0.0);
        self.put(low, high, Thing::Built(figure.to_vec()));
    }

    /// Whether a convex figure keeps `distance` metres from everything that stands there.
    pub(super) fn is_free(&self, figure: &[V], distance: f64) -> bool {
        let (low, high) = bounds(figure, 0.0);
        let margin = V { x: distance, y: distance };
        let apart = |it: &u32| {
            let (other_low, other_high) = self.boxes[*it as usize];
            other_low.x > high.x + distance
                || other_high.x < low.x - distance
                || other_low.y > high.y + distance
                || other_high.y < low.y - distance
        };
        let middle = (low + high) * 0.5;
        let radius = figure.iter().map(|it| it.distance(middle)).fold(0.0, f64::max);
        let far = |it: &u32| match &self.things[*it as usize] {
            _ if apart(it) => true,
            Thing::Street(a, b, half) => {
                let reach = half + distance;
                // Most stretches are told apart by the circle around the figure.
                distance_to(middle, *a, *b) > radius + reach
                    || !figure.iter().any(|it| distance_to(*it, *a, *b) < reach)
                        && !edges(figure).any(|(p, q)| {
                            distance_to(*a, p, q) < reach || distance_to(*b, p, q) < reach || meet(*a, *b, p, q)
                        })
                        && !inside(figure, *a)
            }
            Thing::Built(other) => keep_apart(figure, other, distance),
        };
        self.span(low - margin, high + margin).all(|square| self.squares[square].iter().all(far))
    }
}
