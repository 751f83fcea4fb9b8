//! Why a file cannot be read, each in one sentence in Chinese and in English.

use std::{
    io,
    path::{Path, PathBuf},
};

use thiserror::Error;

/// What a file that is neither OSM PBF nor GeoJSON looks like from its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Looks {
    /// OSM data as XML.
    OsmXml,
    /// Other XML, for instance KML or GPX.
    Xml,
    /// A shapefile.
    Shapefile,
    /// A ZIP archive, for instance a packed shapefile, KMZ or Excel.
    Zip,
    /// A bzip2, xz or zstd stream.
    Packed,
    /// A SQLite file, for instance `GeoPackage`.
    Sqlite,
    /// A `FlatGeobuf` file.
    FlatGeobuf,
    /// JSON that is no GeoJSON.
    Json,
    /// OSM PBF, where only GeoJSON will do.
    Pbf,
    /// Some other text, for instance CSV.
    Text,
    /// Anything else.
    Unknown,
}

impl Looks {
    /// Returns what it is and what to do, in Chinese.
    const fn zh(self) -> &'static str {
        match self {
            Self::OsmXml => "看起来是 OSM XML，请先转换：osmium cat 输入.osm -o 输出.osm.pbf",
            Self::Xml => "看起来是 XML（KML、GPX 等），请先用 ogr2ogr 转为 GeoJSON",
            Self::Shapefile => "看起来是 Shapefile，请先用 ogr2ogr -t_srs EPSG:4326 转为 GeoJSON",
            Self::Zip => "看起来是 ZIP 压缩包，请先解压",
            Self::Packed => "看起来是 bzip2、xz 或 zstd 压缩文件，请先解压",
            Self::Sqlite => "看起来是 SQLite 或 GeoPackage，请先用 ogr2ogr 转为 GeoJSON",
            Self::FlatGeobuf => "看起来是 FlatGeobuf，请先用 ogr2ogr 转为 GeoJSON",
            Self::Json => "是 JSON，但没有 GeoJSON 的 type",
            Self::Pbf => "看起来是 OSM PBF，此处只能用 GeoJSON：osmium export 输入.osm.pbf -o 输出.geojson",
            Self::Text => "看起来是普通文本",
            Self::Unknown => "无法识别其内容",
        }
    }

    /// Returns what it is and what to do, in English.
    const fn en(self) -> &'static str {
        match self {
            Self::OsmXml => "it looks like OSM XML: convert it with `osmium cat in.osm -o out.osm.pbf`",
            Self::Xml => "it looks like XML (KML, GPX …): convert it to GeoJSON with ogr2ogr",
            Self::Shapefile => "it looks like a shapefile: convert it with `ogr2ogr -t_srs EPSG:4326` to GeoJSON",
            Self::Zip => "it looks like a ZIP archive: unpack it first",
            Self::Packed => "it looks like a bzip2, xz or zstd stream: unpack it first",
            Self::Sqlite => "it looks like SQLite or GeoPackage: convert it to GeoJSON with ogr2ogr",
            Self::FlatGeobuf => "it looks like FlatGeobuf: convert it to GeoJSON with ogr2ogr",
            Self::Json => "it is JSON without a GeoJSON type",
            Self::Pbf => {
                "it looks like OSM PBF, but only GeoJSON will do here: `osmium export in.osm.pbf -o out.geojson`"
            }
            Self::Text => "it looks like plain text",
            Self::Unknown => "its content is not known",
        }
    }
}

/// What is wrong with a file.
#[derive(Debug, Error)]
#[error("{}：{} / {}", .path.display(), .problem.zh(), .problem.en())]
pub struct ExchangeError {
    /// The file.
    pub path: PathBuf,
    /// What is wrong with it.
    pub problem: Problem,
}

/// What is wrong, without the file.
#[derive(Debug)]
pub enum Problem {
    /// There is no such file.
    NotFound,
    /// It is a folder, or the system refuses to read it.
    Unreadable(io::Error),
    /// It holds nothing.
    Empty,
    /// It is neither OSM PBF nor GeoJSON.
    Format(Looks),
    /// It ends before it should.
    Truncated {
        /// The byte at which the piece begins that is cut off.
        at: u64,
    },
    /// Its bytes contradict the format.
    Broken {
        /// The byte at which the broken piece begins.
        at: u64,
        /// What the decoder says.
        what: String,
    },
    /// It needs a feature of OSM PBF that is not supported, for instance the history of objects.
    Feature(String),
    /// It is not valid JSON or GeoJSON.
    Json {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
        /// What the parser says.
        what: String,
    },
    /// Its values nest deeper than the parser goes.
    TooDeep,
    /// It is larger than can be read whole.
    TooLarge {
        /// The greatest size in bytes.
        limit: u64,
    },
    /// No way in it has a road class.
    NoRoads {
        /// How many objects were looked at.
        seen: u64,
    },
    /// No polygon is in it.
    NoPolygon,
    /// Its coordinates are no degrees but metres of a projection.
    Projected {
        /// The first coordinate of the first place that is none.
        x: f64,
        /// The second.
        y: f64,
    },
    /// A place lies outside the earth, as happens when latitude stands first.
    NotAPlace {
        /// The first coordinate, which should be the longitude.
        lon: f64,
        /// The second, which should be the latitude.
        lat: f64,
    },
}

impl Problem {
    fn zh(&self) -> String {
        match self {
            Self::NotFound => "找不到文件".into(),
            Self::Unreadable(error) => format!("无法读取（{error}）"),
            Self::Empty => "文件是空的".into(),
            Self::Format(looks) => format!("格式不符（可用 OSM PBF 或 GeoJSON）；{}", looks.zh()),
            Self::Truncated { at } => format!("文件不完整，自第 {at} 字节起的数据块被截断，请重新下载"),
            Self::Broken { at, .. } => format!("文件已损坏，第 {at} 字节起的数据块无法解码"),
            Self::Feature(name) => format!("需要不支持的 OSM PBF 特性 {name}"),
            Self::Json { line, column, .. } => format!("不是有效的 GeoJSON，第 {line} 行第 {column} 列"),
            Self::TooDeep => "嵌套过深".into(),
            Self::TooLarge { limit } => format!("文件过大，上限 {} MiB", limit >> 20),
            Self::NoRoads { seen } => format!("{seen} 个对象中没有一条属于道路等级表的道路"),
            Self::NoPolygon => "没有面（Polygon）".into(),
            Self::Projected { x, y } => {
                format!("坐标不是经纬度而是投影坐标（首个为 {x}, {y}），请先转为 EPSG:4326 或 EPSG:4490")
            }
            Self::NotAPlace { lon, lat } => format!("经度 {lon}、纬度 {lat} 不在地球上，可能经纬度颠倒"),
        }
    }

    fn en(&self) -> String {
        match self {
            Self::NotFound => "file not found".into(),
            Self::Unreadable(error) => format!("the file cannot be read ({error})"),
            Self::Empty => "the file is empty".into(),
            Self::Format(looks) => format!("not the right format (OSM PBF or GeoJSON); {}", looks.en()),
            Self::Truncated { at } => format!("the file is cut off in the block at byte {at}; fetch it again"),
            Self::Broken { at, what } => format!("the block at byte {at} is broken: {what}"),
            Self::Feature(name) => format!("the OSM PBF feature {name} is not supported"),
            Self::Json { line, column, what } => format!("no valid GeoJSON, line {line}, column {column}: {what}"),
            Self::TooDeep => "its values nest too deep".into(),
            Self::TooLarge { limit } => format!("the file is larger than {} MiB", limit >> 20),
            Self::NoRoads { seen } => format!("none of its {seen} objects is a way with a road class"),
            Self::NoPolygon => "there is no polygon in it".into(),
            Self::Projected { x, y } => format!(
                "its coordinates are not degrees but those of a projection (the first is {x}, {y}): convert it to \
                 EPSG:4326 or EPSG:4490"
            ),
            Self::NotAPlace { lon, lat } => {
                format!("longitude {lon}, latitude {lat} is no place on earth; longitude must stand first")
            }
        }
    }
}

impl ExchangeError {
    /// Joins a problem with its file.
    pub(crate) fn new(path: &Path, problem: Problem) -> Self {
        Self { path: path.to_owned(), problem }
    }
}

impl From<io::Error> for Problem {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::NotFound,
            _ => Self::Unreadable(error),
        }
    }
}
