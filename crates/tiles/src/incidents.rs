//! Tiles of incidents: single points where they are few, clusters where they are many, and heat.

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
pub const CLUSTERS_ACROSS: usize = 32;

/// Draws the incidents of a tile that pass `filter` as the layer `incident`; no bytes when there are none.
///
/// Up to [`SINGLES_CLOSE`] (below zoom 15 [`SINGLES_FAR`]) incidents each become a point with `id` (as `id_of` names
/// the position), `category` (four digits), `stage`, `open` and `n` = 1, by rising position. More become clusters on a
/// grid of 32 × 32, each with `n` and `open` (the number still open), at the mean of its members. Either way the `n` of
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
    for it in hits {
        let tags = [
            (id, layer.unique_text(&id_of(it.position))),
            (category, layer.text(&it.category.to_string())),
            (stage, layer.text(it.stage.as_str())),
            (open, layer.boolean(it.stage.is_open())),
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
    let column = |value: u32| (within(value) * CLUSTERS_ACROSS as u64 / side) as usize;
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
    let mut filled: Vec<(u32, u16)> = bins.into_iter().zip(0..).filter(|(n, _): &(u32, u16)| *n > 0).collect();
    filled.sort_unstable();
    let mut layer = LayerWriter::new("heat");
    let key = layer.key("n");
    let mut centres = Vec::new();
    for same in filled.chunk_by(|a, b| a.0 == b.0) {
        centres.clear();
        centres.extend(same.iter().map(|(_, at)| {
            let (x, y) = (i32::from(*at) % BINS_ACROSS as i32, i32::from(*at) / BINS_ACROSS as i32);
            [x * BIN + BIN / 2, y * BIN + BIN / 2]
        }));
        let n = layer.unique_uint(u64::from(same[0].0));
        layer.points(&[(key, n)], &centres);
    }
    finish(layer)
}

fn finish(layer: LayerWriter) -> Vec<u8> {
    let mut tile = Vec::new();
    layer.finish(&mut tile);
    tile
}
