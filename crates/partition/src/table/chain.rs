//! From straight pieces of border to lines between nodes.

use model::{CellEdge, CellId, EdgeClass, Point, SegmentId, Span, VersionId};

/// A straight piece of border.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Piece {
    /// The lesser end.
    pub(crate) from: Point,
    /// The other.
    pub(crate) to: Point,
    /// The cell on the left, looking from `from` to `to`.
    pub(crate) left: Option<CellId>,
    /// The cell on the right.
    pub(crate) right: Option<CellId>,
    /// What runs along it.
    pub(crate) class: EdgeClass,
    /// The road segment along it.
    pub(crate) segment: Option<SegmentId>,
}

/// Nothing goes on here.
const END: u32 = u32::MAX;

/// Joins the pieces to edges in the order and the form of [`crate::edge_table`]; `node` names further nodes.
pub(crate) fn chain(mut pieces: Vec<Piece>, node: &dyn Fn(Point) -> bool, since: VersionId) -> Vec<CellEdge> {
    pieces.sort_unstable();
    let next = partners(&pieces, node);
    let mut seen = vec![false; pieces.len()];
    let mut edges = vec![];
    // Lines with ends first: what is left then are closed loops, met at their least point.
    for open in [true, false] {
        for start in 0..pieces.len() {
            let ends = [next[2 * start], next[2 * start + 1]];
            if seen[start] || (open && ends[0] != END && ends[1] != END) {
                continue;
            }
            // End 0 is `from`: leave by the other end than the open one.
            let back = open && ends[0] != END;
            edges.push(walk(&pieces, &next, &mut seen, start, back, since));
        }
    }
    edges.sort_unstable_by(|a, b| a.line.cmp(&b.line));
    edges
}

/// Returns, for end `e` of piece `i` (0 `from`, 1 `to`) at `2 i + e`, the end at which the line goes on.
fn partners(pieces: &[Piece], node: &dyn Fn(Point) -> bool) -> Vec<u32> {
    let mut ends: Vec<(Point, u32)> = Vec::with_capacity(2 * pieces.len());
    for (i, it) in pieces.iter().enumerate() {
        ends.extend([(it.from, 2 * i as u32), (it.to, 2 * i as u32 + 1)]);
    }
    ends.sort_unstable();
    let mut next = vec![END; ends.len()];
    for fan in ends.chunk_by(|a, b| a.0 == b.0) {
        let &[(at, s), (_, t)] = fan else { continue };
        // The cells left and right, looking out of the point.
        let out = |end: u32| {
            let it = &pieces[end as usize / 2];
            let [left, right] = if end.is_multiple_of(2) { [it.left, it.right] } else { [it.right, it.left] };
            (left, right, it.class, it.segment)
        };
        let ((left, right, class, segment), other) = (out(s), out(t));
        if (right, left, class, segment) == other && !node(at) {
            next[s as usize] = t;
            next[t as usize] = s;
        }
    }
    next
}

fn walk(pieces: &[Piece], next: &[u32], seen: &mut [bool], start: usize, back: bool, since: VersionId) -> CellEdge {
    let first = pieces[start];
    let (mut line, mut left, mut right) =
        if back { (vec![first.to], first.right, first.left) } else { (vec![first.from], first.left, first.right) };
    // The end by which the walk leaves the piece.
    let mut leave = 2 * start + usize::from(!back);
    loop {
        let it = &pieces[leave / 2];
        seen[leave / 2] = true;
        line.push(if leave.is_multiple_of(2) { it.from } else { it.to });
        let enter = next[leave];
        if enter == END || seen[enter as usize / 2] {
            break;
        }
        leave = enter as usize ^ 1;
    }
    let ends = line.first().cmp(&line.last());
    if ends.then_with(|| line.get(1).cmp(&line.get(line.len().wrapping_sub(2)))).is_gt() {
        line.reverse();
        (left, right) = (right, left);
    }
    CellEdge { line, left, right, class: first.class, segment: first.segment, span: Span::since(since) }
}
