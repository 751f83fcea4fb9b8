//! What answers: a data folder with its history, or a file of streets.

use std::{path::Path, path::PathBuf, sync::Arc};

use anyhow::{Context, Result};
use exchange::read_streets_or_lines;
use model::{District, FrameOrigin, LonLat, SurveyWay};
use service::{Clock, Ground, Past, Refused, SystemClock, local_time};
use spatial::Frame;
use store::{StoreError, read_district};

use crate::{
    commands::{
        import::{self, SourceFiles},
        serve,
    },
    progress::Step,
};

/// Answers for places.
pub enum Source {
    /// A data folder: every moment has its answer.
    Data(Arc<Ground>, Past),
    /// A file of streets: as it is now.
    Streets(Arc<Ground>),
}

impl Source {
    /// Reads a data folder, beside a service that may be running on it.
    ///
    /// # Errors
    /// A folder without a district.
    pub fn of_data(folder: Option<PathBuf>) -> Result<Self> {
        let named = || std::env::var_os("WANGGE_DATA").filter(|it| !it.is_empty()).map(PathBuf::from);
        let folder = folder.or_else(named).unwrap_or_else(|| "wangge-data".into());
        let place = store::Place::from(&folder);
        serve::check_place(&place)?;
        let step = Step::begin("打开数据 / Opening the data");
        if let Err(StoreError::Outdated(_)) = read_district(&place) {
            // Serving it once brings it up to date.
            drop(serve::runtime()?.block_on(serve::start(serve::open(&place)?))?);
        }
        let ground = serve::read_ground(&place)?;
        drop(step);
        Ok(Self::Data(Arc::new(ground), Past::default()))
    }

    /// Reads streets, and the boundary where there is one.
    ///
    /// # Errors
    /// What cannot be read.
    pub fn of_streets(streets: &Path, files: &SourceFiles) -> Result<Self> {
        let district = if files.boundary.is_some() {
            import::cut(&import::survey(streets, files)?, SystemClock.now_ms())?
        } else {
            let table = import::road_classes(files)?;
            let step = Step::begin("读取道路 / Reading streets");
            let (read, dirt) = read_streets_or_lines(streets, &table, &mut |done, total| step.of(done, total))?;
            drop(step);
            import::tell_dirt(streets, &dirt);
            of_roads(&read.ways, read.attribution)?
        };
        Ok(Self::Streets(Arc::new(Ground::new(district, catalog::categories())?)))
    }

    /// Returns the ground of now.
    pub fn now(&self) -> &Ground {
        match self {
            Self::Data(ground, _) | Self::Streets(ground) => ground,
        }
    }

    /// Returns the ground of then.
    ///
    /// # Errors
    /// A stored table that does not close; none is known.
    pub fn ground_at(&self, at_ms: i64) -> Result<Arc<Ground>> {
        match self {
            Self::Data(ground, past) => Ok(past.at(ground, at_ms)?.unwrap_or_else(|| Arc::clone(ground))),
            Self::Streets(ground) => Ok(Arc::clone(ground)),
        }
    }

    /// Refuses a moment before the first version.
    ///
    /// # Errors
    /// The moment, with the first one that would do.
    pub fn check_moment(&self, text: &str, at_ms: i64) -> Result<(), Refused> {
        match self {
            Self::Streets(_) => Ok(()),
            Self::Data(ground, _) => match ground.district.versions.first() {
                Some(first) if at_ms < first.valid_from => {
                    Err(Refused::before_any(text, &local_time(first.valid_from)))
                }
                _ => Ok(()),
            },
        }
    }
}

/// Makes a district of nothing but roads, around their middle.
fn of_roads(ways: &[SurveyWay], attribution: String) -> Result<District> {
    let places = || ways.iter().flat_map(|it| &it.nodes);
    let middle = |axis: fn(&LonLat) -> f64| {
        let fold = |(low, high): (f64, f64), it: f64| (low.min(it), high.max(it));
        let (low, high) = places().map(axis).fold((f64::INFINITY, f64::NEG_INFINITY), fold);
        (f64::midpoint(low, high) * 1e7).round() / 1e7
    };
    let origin = FrameOrigin { origin: LonLat { lon: middle(|it| it.lon), lat: middle(|it| it.lat) } };
    let frame = Frame::new(origin).context("道路的坐标无效 / the streets have bad places")?;
    let code = "000000";
    let (roads, segments, report) = partition::register(ways, &frame, &|_| true, code);
    import::tell_register(&report);
    Ok(District {
        attribution,
        roads: roads.into(),
        segments: segments.into(),
        ..District::empty("道路 / roads", code, origin.origin, SystemClock.now_ms())
    })
}
