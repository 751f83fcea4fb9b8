//! Pulling a string tight through a row of gates.

type Place = (f64, f64);

/// Returns the shortest line from `start` to `end` through the gates, each given by its left and its right post as one
/// walks (the funnel method). The line's bends are posts.
pub(super) fn pull(start: Place, gates: &[(Place, Place)], end: Place) -> Vec<Place> {
    let gates: Vec<(Place, Place)> = gates.iter().copied().chain([(end, end)]).collect();
    let mut line = vec![start];
    let mut apex = start;
    let (mut left, mut right) = (start, start);
    let (mut left_at, mut right_at) = (0, 0);
    let mut at = 0;
    while at < gates.len() {
        let (next_left, next_right) = gates[at];
        if turn(apex, right, next_right) >= 0.0 {
            if apex == right || turn(apex, left, next_right) < 0.0 {
                (right, right_at) = (next_right, at);
            } else {
                // The right side has crossed the left one: the left post is a bend.
                line.push(left);
                apex = left;
                (right, at) = (apex, left_at);
                right_at = at;
                at += 1;
                continue;
            }
        }
        if turn(apex, left, next_left) <= 0.0 {
            if apex == left || turn(apex, right, next_left) > 0.0 {
                (left, left_at) = (next_left, at);
            } else {
                line.push(right);
                apex = right;
                (left, at) = (apex, right_at);
                left_at = at;
                at += 1;
                continue;
            }
        }
        at += 1;
    }
    line.push(end);
    line.dedup();
    line
}

/// Positive when `b` lies left of the way from `o` to `a`.
fn turn(o: Place, a: Place, b: Place) -> f64 {
    (a.0 - o.0) * (b.1 - o.1) - (a.1 - o.1) * (b.0 - o.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_bends_at_the_posts_that_stand_in_its_way_only() {
        let gates = [((1.0, 2.0), (1.0, 1.0)), ((2.0, 5.0), (2.0, 0.5)), ((3.0, 2.0), (3.0, -1.0))];
        assert_eq!(pull((0.0, 0.0), &gates, (4.0, 0.0)), [(0.0, 0.0), (1.0, 1.0), (4.0, 0.0)]);
        assert_eq!(pull((0.0, 1.5), &gates, (4.0, 1.5)), [(0.0, 1.5), (4.0, 1.5)]);
        assert_eq!(pull((0.0, 0.0), &[], (4.0, 0.0)), [(0.0, 0.0), (4.0, 0.0)]);
    }

    #[test]
    fn a_string_through_a_zigzag_bends_left_and_right() {
        let gates = [((1.0, 9.0), (1.0, 3.0)), ((2.0, -3.0), (2.0, -9.0)), ((3.0, 9.0), (3.0, 3.0))];
        let line = pull((0.0, 0.0), &gates, (4.0, 0.0));
        assert_eq!(line, [(0.0, 0.0), (1.0, 3.0), (2.0, -3.0), (3.0, 3.0), (4.0, 0.0)]);
    }
}
