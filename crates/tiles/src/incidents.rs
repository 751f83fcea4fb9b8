//! Tiles of incidents: single points where they are few, clusters where they are many, and heat.

use std::collections::BTreeMap;

use model::Stage;

use crate::{
    BINS_ACROSS, Filter, Hit, IncidentIndex, TileId, WorldPoint,
    layers::View,
    mvt::{EXTENT, LayerWriter},
};

/// From zoom 15 on a tile shows single incidents up to this number. More points would stall a phone's map.
pub const SINGLES_CLOSE: usize = 2_000;

/// Below zoom 15 a tile shows single incidents up to this number.
pub const SINGLES_FAR: usize = 200;

/// How many clusters lie across a tile.
pub const CLUSTERS_ACROSS: usize = 8;

/// Draws the incidents of a tile that pass `filter` as the layer `incident`; no bytes when there are none.
///
/// Up to [`SINGLES_CLOSE`] (below zoom 15 [`SINGLES_FAR`]) incidents each become a point with `id` (as `id_of` names
/// the position), `category` (four digits), `stage`, `open` and `n` = 1, by rising position. More become clusters on a
/// grid of 8 × 8, each with `n` and `open` (the number still open), at the mean of its members. Either way the `n` of
/// all tiles of a zoom add up to [`IncidentIndex::count`].
///
/// ```
/// use tiles::{Filter, IncidentIndex, TileId};
/// let world = TileId::new(0, 0, 0)?;
/// let tile = tiles::incident_tile(&IncidentIndex::default(), world, &Filter::default(), &|it| it.to_string());
/// assert!(tile.is_empty());
/// # Ok::<(), tiles::TileError>(())
/// ```
pub fn incident_tile(index: &IncidentIndex, tile: TileId, filter: &Filter, id_of: &dyn Fn(u32) -> String) -> Vec<u8> {
    let max = if tile.z() >= 15 { SINGLES_CLOSE } else { SINGLES_FAR };
    match index.points(tile, filter, max) {
        Some(hits) => singles(tile, &hits, id_of),
        None => clusters(index, tile, filter),
    }
}

fn singles(tile: TileId, hits: &[Hit], id_of: &dyn Fn(u32) -> String) -> Vec<u8> {
    let view = View::of(tile);
    let mut layer = LayerWriter::new("incident");
    let [id, category, stage, open, n] = ["id", "category", "stage", "open", "n"].map(|it| layer.key(it));
    let one = layer.uint(1);
    let yes_no = [layer.boolean(false), layer.boolean(true)];
    let mut stages = [None; Stage::ALL.len()];
    let mut categories = BTreeMap::new();
    for it in hits {
        let tags = [
            (id, layer.unique_text(&id_of(it.position))),
            (category, *categories.entry(it.category).or_insert_with_key(|it| layer.text(&it.to_string()))),
            (stage, *stages[it.stage as usize].get_or_insert_with(|| layer.text(it.stage.as_str()))),
            (open, yes_no[usize::from(it.stage.is_open())]),
            (n, one),
        ];
        layer.points(&tags, &[view.position(it.world)]);
    }
    finish(layer)
}

#[derive(Clone, Copy, Default)]
struct Cluster {
    n: i64,
    open: i64,
    /// Sums of the members' distances from the tile's corner in world units: below 2^32 members of below 2^32 units.
    x: i64,
    y: i64,
}

fn clusters(index: &IncidentIndex, tile: TileId, filter: &Filter) -> Vec<u8> {
    let side = tile.side();
    let within = |value: u32| u64::from(value) & (side - 1);
    // A side is a power of two, so that its 32nd part is a shift away.
    let shift = side.trailing_zeros() - CLUSTERS_ACROSS.trailing_zeros();
    let column = |value: u32| (within(value) >> shift) as usize;
    let mut grid = vec![Cluster::default(); CLUSTERS_ACROSS * CLUSTERS_ACROSS];
    index.add_up(tile, filter, |at: WorldPoint, open, added| {
        let cluster = &mut grid[column(at.y) * CLUSTERS_ACROSS + column(at.x)];
        cluster.n += added;
        cluster.open += added * i64::from(open);
        cluster.x = cluster.x.wrapping_add(added * within(at.x) as i64);
        cluster.y = cluster.y.wrapping_add(added * within(at.y) as i64);
    });
    let mut layer = LayerWriter::new("incident");
    let (n, open) = (layer.key("n"), layer.key("open"));
    for it in grid.iter().filter(|it| it.n > 0) {
        let tags = [(n, layer.uint(it.n as u64)), (open, layer.uint(it.open as u64))];
        let unit = |sum: i64| ((sum / it.n) as u64 * EXTENT as u64 / side) as i32;
        layer.points(&tags, &[[unit(it.x), unit(it.y)]]);
    }
    finish(layer)
}

/// Draws the heat of a tile as the layer `heat`: the centres of its 64 × 64 bins that hold incidents, with the number
/// `n`; bins of the same number share a feature. No bytes when there are none.
///
/// The sum of `n` times points over all tiles of a zoom is [`IncidentIndex::count`].
///
/// ```
/// use tiles::{Filter, IncidentIndex, TileId};
/// assert!(tiles::heat_tile(&IncidentIndex::default(), TileId::new(0, 0, 0)?, &Filter::default()).is_empty());
/// # Ok::<(), tiles::TileError>(())
/// ```
pub fn heat_tile(index: &IncidentIndex, tile: TileId, filter: &Filter) -> Vec<u8> {
    const BIN: i32 = EXTENT / BINS_ACROSS as i32;
    let bins = index.bins(tile, filter);
    // The number above, the bin below: sorted as one.
    let mut filled: Vec<u64> =
        (0..).zip(bins).filter(|(_, n)| *n > 0).map(|(at, n): (u64, u32)| (u64::from(n) << 16) | at).collect();
    filled.sort_unstable();
    let mut layer = LayerWriter::new("heat");
    let key = layer.key("n");
    let mut centres = Vec::new();
    for same in filled.chunk_by(|a, b| a >> 16 == b >> 16) {
        centres.clear();
        centres.extend(same.iter().map(|it| {
            let at = (it & 0xffff) as i32;
            let (x, y) = (at % BINS_ACROSS as i32, at / BINS_ACROSS as i32);
            [x * BIN + BIN / 2, y * BIN + BIN / 2]
        }));
        let n = layer.unique_uint(same[0] >> 16);
        layer.points(&[(key, n)], &centres);
    }
    finish(layer)
}

fn finish(layer: LayerWriter) -> Vec<u8> {
    let mut tile = Vec::new();
    layer.finish(&mut tile);
    tile
}
