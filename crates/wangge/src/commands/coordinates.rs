//! Options that say what a file's coordinates are, and what is told of them.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::Result;
use clap::Args;
use exchange::{Coordinates, read_control_points};
use model::LonLat;
use spatial::{Datum, LineDistance, LocalPlane, datum_hint, epsg_code};

/// How many places are looked at to tell a datum.
const SAMPLE: usize = 2_000;
/// A unit of a plane that is no metre by more than this share is told.
const SCALE_OFF: f64 = 0.01;

/// The options that say what a file's coordinates are.
#[derive(Args, Clone, Debug, Default)]
pub struct CoordinateArgs {
    /// 边界、网格（划分命令中还有阻隔线、建筑）的坐标基准：cgcs2000、wgs84、gcj02（高德）、bd09（百度）/ The datum of boundary or division, and of barriers and buildings beside a boundary
    #[arg(long, value_name = "DATUM", value_parser = datum, default_value = "cgcs2000")]
    pub datum: Datum,
    /// 平面坐标系：EPSG 代码或三度带中央经线，优先于文件所述 / The plane system: an EPSG number or the central meridian of a 3° zone, before what the file says
    #[arg(long, value_name = "EPSG:4547|114", value_parser = epsg)]
    epsg: Option<u32>,
    /// 地方坐标系的控制点 CSV，列 x、y、lon、lat / Control points of a local plane system: CSV with x, y, lon, lat
    #[arg(long, value_name = "FILE.csv", conflicts_with = "epsg")]
    control_points: Option<PathBuf>,
}

impl CoordinateArgs {
    /// Returns what the options say; reads the control points and tells how well they fit.
    pub fn read(&self) -> Result<Coordinates> {
        let control = self.control_points.as_deref().map(read_control_points).transpose()?;
        if let Some(plane) = &control {
            tell_plane(plane);
        }
        Ok(Coordinates { datum: self.datum, epsg: self.epsg, control: control.map(Arc::new) })
    }
}

/// Reads the name of a datum.
pub fn datum(text: &str) -> Result<Datum, String> {
    let names = Datum::ALL.map(Datum::as_str).join(", ");
    Datum::parse(text).ok_or_else(|| format!("可用 / one of: {names}"))
}

fn epsg(text: &str) -> Result<u32, String> {
    epsg_code(text).ok_or_else(|| {
        "应为 EPSG 代码（如 EPSG:4547）或三度带中央经线（75、78 … 135）/ an EPSG number such as EPSG:4547, or the central meridian of a 3° zone (75, 78 … 135)".to_owned()
    })
}

fn tell_plane(plane: &LocalPlane) {
    let residuals: Vec<String> = plane.residuals_m().iter().map(|it| format!("{it:.3}")).collect();
    let (count, residuals) = (residuals.len(), residuals.join(", "));
    let (scale, rotation, rms) = (plane.scale(), plane.rotation_deg(), plane.rms_m());
    eprintln!(
        "控制点 {count} 个：比例 {scale:.8}，旋转 {rotation:.6}°，中误差 {rms:.3} m，残差 {residuals} m\n\
         {count} control points: scale {scale:.8}, rotation {rotation:.6}°, RMS {rms:.3} m, residuals {residuals} m"
    );
    if count == 2 {
        eprintln!(
            "注意：两个控制点没有多余观测，残差说明不了问题 / note: with two control points the residuals tell nothing"
        );
    }
    if plane.is_swapped() {
        eprintln!("注意：横纵坐标颠倒（x 为北），已按此读取 / note: the northing stands first (x is north); read so");
    }
    if (scale - 1.0).abs() > SCALE_OFF {
        eprintln!("注意：比例不是 1，坐标单位可能不是米 / note: the scale is not 1; the unit may not be a metre");
    }
}

/// Warns when the places of a file lie off `lines` as data of another datum does; `what` names the lines, Chinese and English.
pub fn tell_datum<'a>(path: &Path, places: &[LonLat], lines: impl Iterator<Item = &'a [LonLat]>, what: (&str, &str)) {
    let step = places.len().div_ceil(SAMPLE).max(1);
    let sample: Vec<LonLat> = places.iter().copied().step_by(step).collect();
    let Some(lines) = LineDistance::new(&sample, lines) else { return };
    let Some(it) = datum_hint(&sample, |place| lines.distance_m(place)) else { return };
    let (file, name, (zh, en)) = (path.display(), it.datum.as_str(), what);
    eprintln!(
        "注意：{file} 的坐标像是 {}，偏移约 {:.0} m：到{zh}的距离中位数现为 {:.0} m，换算后为 {:.0} m；请加 --datum {name}\n\
         note: the coordinates of {file} look like {}, off by about {:.0} m: their median distance to the {en} is {:.0} m, \
         and would be {:.0} m after conversion; add --datum {name}",
        it.datum.zh(),
        it.shift_m,
        it.as_is_m,
        it.as_datum_m,
        it.datum.en(),
        it.shift_m,
        it.as_is_m,
        it.as_datum_m,
    );
}
