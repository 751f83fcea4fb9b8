//! The same areas by another library's overlay.

mod common;

use common::{area2_by_home, check, cut, p, raw, road};
use i_overlay::{
    core::{fill_rule::FillRule, overlay::Overlay, overlay_rule::OverlayRule},
    i_float::int::point::IntPoint,
};
use model::{Polygon, RoadClass};
use partition::Home;
use proptest::{collection::vec, prelude::*};

type Shapes = Vec<Vec<Vec<IntPoint<i32>>>>;

fn shapes(polygon: &Polygon) -> Vec<Vec<IntPoint<i32>>> {
    polygon.rings().map(|ring| ring.iter().map(|it| IntPoint::new(it.x, it.y)).collect()).collect()
}

fn overlay(subject: &Shapes, clip: &Shapes, rule: OverlayRule) -> Shapes {
    Overlay::<i32>::from_subj_and_clip(subject, clip).overlay(rule, FillRule::EvenOdd)
}

fn area2(shapes: &Shapes) -> i128 {
    let part =
        |a: IntPoint<i32>, b: IntPoint<i32>| i128::from(a.x) * i128::from(b.y) - i128::from(a.y) * i128::from(b.x);
    shapes.iter().flatten().map(|it| (0..it.len()).map(|i| part(it[i], it[(i + 1) % it.len()])).sum::<i128>()).sum()
}

/// A home's ground: each polygon by even-odd, then all together.
fn ground(home: &Home) -> Shapes {
    home.polygons.iter().fold(vec![], |all, it| overlay(&all, &vec![shapes(it)], OverlayRule::Union))
}

fn rectangle() -> impl Strategy<Value = Vec<model::Point>> {
    (-30..30, -30..30, 1..40, 1..40)
        .prop_map(|(x, y, w, h)| [(x, y), (x + w, y), (x + w, y + h), (x, y + h)].map(|(x, y)| p(x, y)).to_vec())
}

fn home() -> impl Strategy<Value = Home> {
    let polygon = (rectangle(), vec(rectangle(), 0..2)).prop_map(|(shell, holes)| Polygon { shell, holes });
    vec(polygon, 1..4).prop_map(|polygons| Home { polygons })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn homes_of_rectangles_have_exactly_the_area_of_another_overlay(
        homes in vec(home(), 1..4),
        streets in vec((-40..40_i32, any::<bool>()), 0..8),
    ) {
        let streets: Vec<_> = streets
            .into_iter()
            .enumerate()
            .map(|(i, (at, upright))| {
                let line = if upright { [(at, -90), (at, 90)] } else { [(-90, at), (90, at)] };
                road(RoadClass::Branch, i as u32, &line, 1)
            })
            .collect();
        let mut taken: Shapes = vec![];
        let mut expected = std::collections::BTreeMap::new();
        for (at, it) in homes.iter().enumerate() {
            let own = overlay(&ground(it), &taken, OverlayRule::Difference);
            if area2(&own) > 0 {
                expected.insert(at as u32, area2(&own));
            }
            taken = overlay(&taken, &own, OverlayRule::Union);
        }
        if expected.is_empty() {
            return Ok(());
        }
        let partition = cut(&homes, &streets, &raw());
        check(&partition);
        prop_assert_eq!(area2_by_home(&partition), expected);
        // And the cells together are the homes together: nothing is left on either side.
        let cells: Shapes = partition.cells.iter().map(|it| shapes(&it.polygon)).collect();
        prop_assert_eq!(area2(&overlay(&cells, &taken, OverlayRule::Xor)), 0);
    }
}
