//! The streets as they are laid out, and the junctions between them.

use std::collections::BTreeMap;

use model::{Level, RoadClass};

use crate::plane::{V, distance_to, v};

/// A street as it will be surveyed.
#[derive(Clone, Debug)]
pub(super) struct Street {
    pub class: RoadClass,
    pub name: Option<String>,
    pub level: Level,
    pub cuts: bool,
    /// Half the carriageway's width in metres.
    pub half: f64,
    pub line: Vec<V>,
}

/// Where streets meet, with what arrives there.
#[derive(Default)]
pub(super) struct Junctions {
    squares: BTreeMap<(i32, i32), Vec<Arrival>>,
}

/// One street's end at a junction.
struct Arrival {
    at: V,
    /// Away from the junction.
    along: V,
    class: RoadClass,
    name: Option<String>,
}

const SIDE: f64 = 32.0;

fn square(at: V) -> (i32, i32) {
    ((at.x / SIDE).floor() as i32, (at.y / SIDE).floor() as i32)
}

impl Junctions {
    pub(super) fn add(&mut self, street: &Street) {
        let n = street.line.len();
        for (at, next) in [(0, 1), (n - 1, n - 2)] {
            let (at, next) = (street.line[at], street.line[next]);
            let arrival = Arrival { at, along: (next - at).unit(), class: street.class, name: street.name.clone() };
            self.squares.entry(square(at)).or_default().push(arrival);
        }
    }

    fn around(&self, at: V) -> impl Iterator<Item = &Arrival> {
        let (x, y) = square(at);
        (-1..=1)
            .flat_map(move |dx| (-1..=1).map(move |dy| (x + dx, y + dy)))
            .filter_map(|it| self.squares.get(&it))
            .flatten()
    }

    /// The nearest junction within `reach` (at most one square's side) of `at`.
    pub(super) fn near(&self, at: V, reach: f64) -> Option<V> {
        let all = self.around(at).map(|it| it.at).filter(|it| it.distance(at) < reach);
        all.min_by(|a, b| a.distance(at).total_cmp(&b.distance(at)))
    }

    /// The name of a street of this class that a street leaving `at` in the direction `along` continues.
    pub(super) fn continued(&self, at: V, along: V, class: RoadClass) -> Option<String> {
        self.around(at)
            .find(|it| it.at.distance(at) < 1e-6 && it.class == class && it.along.dot(along.unit()) < -0.93)?
            .name
            .clone()
    }
}

/// Sets a node into every line where a street ends on it, so that both share the place exactly.
///
/// `lines` are the streets and the borders that run along them; `ends` are the places where something ends.
pub(super) fn share_nodes(lines: &mut [&mut Vec<V>], ends: &[V]) {
    let mut squares: BTreeMap<(i32, i32), Vec<V>> = BTreeMap::new();
    for end in ends {
        let list = squares.entry(square(*end)).or_default();
        if !list.contains(end) {
            list.push(*end);
        }
    }
    for line in lines {
        let mut out: Vec<V> = Vec::with_capacity(line.len() + 4);
        for pair in line.windows(2) {
            let (a, b) = (pair[0], pair[1]);
            out.push(a);
            let (low, high) =
                (square(v(a.x.min(b.x) - 1.0, a.y.min(b.y) - 1.0)), square(v(a.x.max(b.x) + 1.0, a.y.max(b.y) + 1.0)));
            let mut on: Vec<V> = Vec::new();
            for x in low.0..=high.0 {
                for y in low.1..=high.1 {
                    let near = squares.get(&(x, y)).into_iter().flatten();
                    on.extend(
                        near.filter(|it| {
                            it.distance(a) > 1e-3 && it.distance(b) > 1e-3 && distance_to(**it, a, b) < 1e-3
                        }),
                    );
                }
            }
            on.sort_by(|p, q| p.distance(a).total_cmp(&q.distance(a)));
            out.extend(on);
        }
        out.extend(line.last());
        **line = out;
    }
}
