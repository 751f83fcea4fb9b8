//! Relief for crowded lines: what lies on the same ground is laid together before noding looks at pairs.

use std::{cmp::Reverse, collections::BTreeMap};

use model::Point;

use crate::{
    mark::{Mark, SetId, Sets},
    node::Segment,
};

/// Cuts pieces on one straight line at each other's ends and joins those on the same ground.
///
/// Noding would cut them at the same points: ends on a piece are exact. So the result of noding stays the same, but many
/// pieces on one line no longer take quadratic time.
pub(crate) fn relieve(mut segments: Vec<Segment>, sets: &mut Sets) -> Vec<Segment> {
    segments.sort_unstable_by_key(|it| (it.a, it.b));
    segments.dedup_by(|it, last| {
        let equal = (last.a, last.b) == (it.a, it.b);
        if equal {
            last.mark = last.mark.join(it.mark, sets);
        }
        equal
    });
    segments.retain(|it| !it.mark.is_empty());
    let mut lines: Vec<(Line, Segment)> = segments.iter().map(|it| (Line::of(it), *it)).collect();
    lines.sort_unstable_by_key(|(line, it)| (*line, it.a, it.b));
    let mut out = Vec::with_capacity(segments.len());
    for line in lines.chunk_by(|s, t| s.0 == t.0) {
        sweep(line, sets, &mut out);
    }
    out
}

/// A straight line: its direction in lowest terms, and the line's distance from the origin in units of that.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Line(i64, i64, i64);

impl Line {
    fn of(it: &Segment) -> Self {
        let (dx, dy) = (i64::from(it.b.x) - i64::from(it.a.x), i64::from(it.b.y) - i64::from(it.a.y));
        let (mut g, mut rest) = (dx.abs(), dy.abs());
        while rest != 0 {
            (g, rest) = (rest, g % rest);
        }
        let (dx, dy) = (dx / g, dy / g);
        Self(dx, dy, i64::from(it.a.x) * dy - i64::from(it.a.y) * dx)
    }
}

/// The pieces that cover one place of a line, and what they mean together.
#[derive(Default)]
struct Cover {
    /// How many there are by rank, and one of each.
    marks: BTreeMap<(Reverse<u8>, u32), (u32, Mark)>,
}

impl Cover {
    fn add(&mut self, mark: Mark) {
        self.marks.entry(mark.rank()).or_insert((0, mark)).0 += 1;
    }

    fn remove(&mut self, mark: Mark) {
        if let Some(entry) = self.marks.get_mut(&mark.rank()) {
            entry.0 -= 1;
            if entry.0 == 0 {
                self.marks.remove(&mark.rank());
            }
        }
    }

    fn strongest(&self) -> Option<Mark> {
        self.marks.first_key_value().map(|it| it.1.1)
    }
}

fn sweep(line: &[(Line, Segment)], sets: &mut Sets, out: &mut Vec<Segment>) {
    if let [(_, only)] = line {
        out.push(*only);
        return;
    }
    let mut events: Vec<(Point, bool, Mark)> =
        line.iter().flat_map(|(_, it)| [(it.a, true, it.mark), (it.b, false, it.mark)]).collect();
    events.sort_by_key(|it| it.0);
    let mut cover = Cover::default();
    let mut toggles = SetId::EMPTY;
    let mut last: Option<Point> = None;
    for (at, starts, mark) in events {
        if let Some((from, strongest)) = last.zip(cover.strongest()) {
            let mark = strongest.with(toggles);
            if !mark.is_empty() {
                out.extend(Segment::new(from, at, mark));
            }
        }
        if starts {
            cover.add(mark);
        } else {
            cover.remove(mark);
        }
        toggles = sets.xor(toggles, mark.toggles);
        last = Some(at);
    }
}
