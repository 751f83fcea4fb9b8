//! A division takes the place of the present cells of a data folder, as the next version.

use std::{collections::BTreeMap, path::Path, sync::Arc};

use anyhow::{Context, Result, bail};
use model::{CellId, CommunityId, District, LonLat, Point, VersionId};
use partition::{Edge, Mended, Partition, edges_of_cells};
use service::Ground;
use spatial::{Frame, Place};
use store::Store;

use crate::commands::serve;

/// A data folder whose partition gets its next version.
pub(super) struct Target {
    runtime: tokio::runtime::Runtime,
    store: Arc<dyn Store>,
    district: District,
}

impl Target {
    /// Opens a folder that holds a district.
    pub(super) fn open(data: &Path) -> Result<Self> {
        if !data.is_dir() {
            bail!("没有数据文件夹 {0} / there is no data folder {0}", data.display());
        }
        let (runtime, store) = (serve::runtime()?, serve::open(&data.into())?);
        let district = runtime.block_on(store.load())?.district;
        let none = || format!("{0} 里还没有辖区 / {0} holds no district yet", data.display());
        Ok(Self { runtime, store, district: district.with_context(none)? })
    }

    /// Returns the district's frame.
    pub(super) fn frame(&self) -> Result<Frame> {
        Ok(Frame::new(self.district.frame)?)
    }

    /// Returns the centre lines of the district's streets.
    pub(super) fn streets(&self, frame: &Frame) -> Vec<Vec<LonLat>> {
        let place = |line: &[Point]| line.iter().map(|&it| frame.place(it)).collect();
        self.district.segments.iter().map(|it| place(&it.line)).collect()
    }

    /// Makes the mended division the next version; returns what to tell.
    pub(super) fn accept(self, mended: &Mended, note: String) -> Result<String> {
        let Self { runtime, store, district } = self;
        let division = placed(&Ground::new(district, catalog::categories())?, mended)?;
        let draft = runtime.block_on(async {
            let service = serve::start(store).await?;
            anyhow::Ok(service.replace(division, note).await?)
        })?;
        let district = &draft.ground.district;
        let kept = district.live_cells().filter(|it| !draft.is_new(it.0)).count();
        let (cells, number) = (district.live_cells().count(), district.versions.len());
        let (ended, moved) = (draft.change.ended_cells.len(), draft.rerouted.len());
        Ok(format!(
            "已采用为第 {number} 版：{cells} 个单元网格，其中 {kept} 个沿用原编码，停用编码 {ended} 个；改派未结案件 {moved} 件\n\
             In force as version {number}: {cells} unit cells, {kept} of them under their old codes; {ended} codes ended, {moved} open incidents rerouted"
        ))
    }
}

/// Gives each cell its community of the district, and each border its road.
fn placed(ground: &Ground, mended: &Mended) -> Result<Partition> {
    let district: &District = &ground.district;
    let by_code: BTreeMap<&str, usize> =
        district.communities.iter().enumerate().map(|(at, it)| (it.code.as_str(), at)).collect();
    let mut division = mended.partition.clone();
    for cell in &mut division.cells {
        let named = mended.communities.get(cell.home as usize).and_then(|it| by_code.get(it.as_deref()?)).copied();
        let home = named.or_else(|| match ground.locator.place(cell.label) {
            Place::Inside(at) | Place::Outside { nearest: at, .. } => {
                Some(district.cells[at.index()].community.index())
            }
            Place::Nowhere => None,
        });
        cell.home = home.context("辖区没有网格 / the district has no cells")? as u32;
    }
    let cells: Vec<_> = (division.cells.iter().enumerate())
        .map(|(at, it)| (CellId::at(at), CommunityId(it.home), &it.polygon))
        .collect();
    let table = edges_of_cells(&cells, &district.segments, VersionId(0))?;
    let pieces = table.iter().flat_map(|edge| {
        edge.line.windows(2).map(|it| {
            let (left, right) = (edge.left.map(|it| it.0), edge.right.map(|it| it.0));
            let (from, to, left, right) =
                if it[0] < it[1] { (it[0], it[1], left, right) } else { (it[1], it[0], right, left) };
            Edge { from, to, left, right, class: edge.class, source: None }
        })
    });
    division.edges = pieces.collect();
    division.edges.sort_by_key(|it| (it.from, it.to));
    Ok(division)
}
