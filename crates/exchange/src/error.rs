//! Why a file cannot be read, each in one sentence in Chinese and in English.

use std::{
    io,
    path::{Path, PathBuf},
};

use spatial::LocalPlaneError;
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
    /// There is no feature in it.
    NoFeatures,
    /// No polygon is in it.
    NoPolygon,
    /// Neither a line nor a polygon is in it.
    NoLine,
    /// A barrier's class is not known.
    BarrierClass(String),
    /// Something is wrong with one feature.
    InFeature {
        /// The feature's number in the file, from 1.
        feature: usize,
        /// What is wrong with it.
        problem: Box<Problem>,
    },
    /// Its coordinates are no degrees but metres of a projection.
    Projected {
        /// The first coordinate of the first place that is none.
        x: f64,
        /// The second.
        y: f64,
    },
    /// A place lies outside the earth.
    NotAPlace {
        /// The first coordinate, which should be the longitude.
        lon: f64,
        /// The second, which should be the latitude.
        lat: f64,
    },
    /// Latitude stands first: the other way round the place lies in China.
    Swapped {
        /// The first coordinate, which should be the longitude.
        lon: f64,
        /// The second, which should be the latitude.
        lat: f64,
    },
    /// A coordinate is no number, for instance `NaN`.
    NotANumber {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
        /// The word that stands there.
        word: String,
    },
    /// The end of a ring is not its start.
    UnclosedRing {
        /// How many points it has.
        points: usize,
        /// Its first point: longitude, latitude.
        from: [f64; 2],
        /// Its last point.
        to: [f64; 2],
    },
    /// A ring has fewer than four points, the last of which is the first.
    ShortRing {
        /// How many it has.
        points: usize,
    },
    /// No polygon of an area encloses anything.
    NoArea,
    /// Rings of an area cross.
    SelfCrossing {
        /// Where, degrees east.
        lon: f64,
        /// Where, degrees north.
        lat: f64,
    },
    /// An area has more points than can be real.
    TooManyPoints {
        /// How many it has.
        count: usize,
        /// How many it may have.
        most: usize,
    },
    /// The coordinate system is not understood.
    System {
        /// What the file says of it.
        what: String,
    },
    /// The coordinate system stands on another datum than CGCS2000 or WGS 84.
    Datum {
        /// The datum's name.
        name: String,
    },
    /// Coordinates do not lie where their system is made for, as happens when they stand the other way round.
    OutsideSystem {
        /// The first coordinate.
        x: f64,
        /// The second.
        y: f64,
        /// The system's name.
        system: String,
    },
    /// The northing stands before the easting: the other way round the coordinates are a place in China.
    SwappedInSystem {
        /// The first coordinate.
        x: f64,
        /// The second.
        y: f64,
        /// The system's name.
        system: String,
    },
    /// Control points make no plane.
    ControlPoints(LocalPlaneError),
    /// A row of the control points cannot be read.
    ControlRow {
        /// The line in the file, from 1.
        line: u64,
        /// What is wrong with it, as the parser says.
        what: String,
    },
    /// A file that belongs to a shapefile is not there.
    MissingBeside {
        /// Its extension.
        extension: &'static str,
    },
    /// A shapefile holds other shapes than polygons.
    ShapeKind(i32),
    /// The `.dbf` has another number of rows than the `.shp` has shapes.
    RowsDiffer {
        /// The number of shapes.
        shapes: usize,
        /// The number of rows.
        rows: usize,
    },
    /// The `.cpg` names an encoding that is not known.
    TextEncoding(String),
    /// No feature has an attribute of this name.
    NoColumn {
        /// The name asked for.
        name: String,
        /// The names that are there.
        found: Vec<String>,
    },
}

impl Problem {
    /// Says in which feature of the file it was met; the number counts from 1.
    pub(crate) fn in_feature(self, feature: usize) -> Self {
        Self::InFeature { feature, problem: Box::new(self) }
    }

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
            Self::NoFeatures => "文件里没有要素".into(),
            Self::NoPolygon => "没有面（Polygon）".into(),
            Self::NoLine => "没有线或面".into(),
            Self::BarrierClass(class) => {
                format!("阻隔类别“{class}”无法识别，可用 water（水系）、rail（铁路）、wall（围墙）")
            }
            Self::InFeature { feature, problem } => format!("第 {feature} 个要素：{}", problem.zh()),
            Self::Projected { x, y } => {
                format!("坐标不是经纬度而是投影坐标（首个为 {x}, {y}），请先转为 EPSG:4326 或 EPSG:4490")
            }
            Self::NotAPlace { lon, lat } => format!("经度 {lon}、纬度 {lat} 不在地球上"),
            Self::Swapped { lon, lat } => format!("经度 {lon}、纬度 {lat}：经纬度颠倒，应先经度后纬度"),
            Self::NotANumber { line, column, word } => format!("第 {line} 行第 {column} 列的 {word} 不是数"),
            Self::UnclosedRing { points, from, to } => {
                format!("边界未闭合：{points} 个点，起点 {}, {}，终点 {}, {}", from[0], from[1], to[0], to[1])
            }
            Self::ShortRing { points } => format!("边界环只有 {points} 个点，至少要 4 个（首尾相同）"),
            Self::NoArea => "面积为零".into(),
            Self::SelfCrossing { lon, lat } => format!("边界自相交，在经度 {lon:.7}、纬度 {lat:.7}"),
            Self::TooManyPoints { count, most } => format!("边界有 {count} 个点，上限 {most}，请先简化"),
            Self::System { what } => format!("坐标系无法识别（{what}），请先转为 EPSG:4490"),
            Self::Datum { name } => {
                format!("坐标系的基准是 {name}，不是 CGCS2000 或 WGS 84，直接使用会偏移上百米，请先转为 EPSG:4490")
            }
            Self::OutsideSystem { x, y, system } => {
                format!("坐标 {x}, {y} 不在 {system} 的范围内，可能带号不符")
            }
            Self::SwappedInSystem { x, y, system } => {
                format!("坐标 {x}, {y} 横纵颠倒：{system} 应先东（横）坐标后北（纵）坐标")
            }
            Self::ControlPoints(error) => match error {
                LocalPlaneError::TooFew(count) => format!("控制点只有 {count} 个，至少要 2 个"),
                LocalPlaneError::Coincident => "控制点重合，无法推算坐标系".into(),
                LocalPlaneError::NotAPlace(at) => format!("第 {at} 个控制点的坐标无效，经纬度应在中国范围内"),
                LocalPlaneError::TooFar(at) => format!("第 {at} 个控制点离其他控制点超过 200 公里"),
            },
            Self::ControlRow { line, .. } => {
                format!("第 {line} 行无法读取；控制点应为 CSV，列名 x、y、lon、lat，每行四个数")
            }
            Self::MissingBeside { extension } => format!("缺少同名的 .{extension} 文件"),
            Self::ShapeKind(kind) => format!("不是面图层，类型为 {}（{kind}）", shape_kind(*kind).0),
            Self::RowsDiffer { shapes, rows } => format!(".shp 有 {shapes} 个图形，.dbf 却有 {rows} 行"),
            Self::TextEncoding(name) => format!(".cpg 指定的文字编码 {name} 无法识别"),
            Self::NoColumn { name, found } => format!("没有属性“{name}”，现有：{}", found.join("、")),
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
            Self::NoFeatures => "there is no feature in it".into(),
            Self::NoPolygon => "there is no polygon in it".into(),
            Self::NoLine => "there is no line and no polygon in it".into(),
            Self::BarrierClass(class) => {
                format!("the barrier class `{class}` is not known: it may be water, rail or wall")
            }
            Self::InFeature { feature, problem } => format!("feature {feature}: {}", problem.en()),
            Self::Projected { x, y } => format!(
                "its coordinates are not degrees but those of a projection (the first is {x}, {y}): convert it to \
                 EPSG:4326 or EPSG:4490"
            ),
            Self::NotAPlace { lon, lat } => format!("longitude {lon}, latitude {lat} is no place on earth"),
            Self::Swapped { lon, lat } => {
                format!("longitude {lon}, latitude {lat} are swapped: longitude must stand first")
            }
            Self::NotANumber { line, column, word } => format!("line {line}, column {column}: {word} is not a number"),
            Self::UnclosedRing { points, from, to } => format!(
                "the outline is not closed: {points} points, from {}, {} to {}, {}",
                from[0], from[1], to[0], to[1]
            ),
            Self::ShortRing { points } => {
                format!("the outline has {points} points; it needs four at least, the last being the first")
            }
            Self::NoArea => "it encloses nothing: its area is zero".into(),
            Self::SelfCrossing { lon, lat } => {
                format!("the outline crosses itself at longitude {lon:.7}, latitude {lat:.7}")
            }
            Self::TooManyPoints { count, most } => {
                format!("the outline has {count} points; {most} are the most: simplify it first")
            }
            Self::System { what } => {
                format!("the coordinate system is not understood ({what}): convert it to EPSG:4490 first")
            }
            Self::Datum { name } => format!(
                "the datum is {name}, not CGCS2000 or WGS 84: everything would lie off by a hundred metres; convert it \
                 to EPSG:4490 first"
            ),
            Self::OutsideSystem { x, y, system } => {
                format!("{x}, {y} lies outside {system}: the coordinates may be those of another zone")
            }
            Self::SwappedInSystem { x, y, system } => {
                format!("{x}, {y} are swapped: in {system} the easting must stand before the northing")
            }
            Self::ControlPoints(error) => error.to_string(),
            Self::ControlRow { line, what } => {
                format!("line {line} cannot be read ({what}): control points are CSV with the columns x, y, lon, lat")
            }
            Self::MissingBeside { extension } => format!("the .{extension} of the same name is missing"),
            Self::ShapeKind(kind) => format!("it has no polygons but {} (type {kind})", shape_kind(*kind).1),
            Self::RowsDiffer { shapes, rows } => format!("the .shp has {shapes} shapes, but the .dbf {rows} rows"),
            Self::TextEncoding(name) => format!("the .cpg names the encoding {name}, which is not known"),
            Self::NoColumn { name, found } => {
                format!("no feature has the attribute `{name}`; there are: {}", found.join(", "))
            }
        }
    }
}

/// Returns what a shapefile of this type holds.
const fn shape_kind(kind: i32) -> (&'static str, &'static str) {
    match kind {
        1 | 8 | 11 | 18 | 21 | 28 => ("点", "points"),
        3 | 13 | 23 => ("线", "lines"),
        31 => ("多面体", "multipatches"),
        _ => ("未知", "something unknown"),
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
