//! `TileJSON` 3.0.0: <https://github.com/mapbox/tilejson-spec/tree/master/3.0.0>.

use model::Rect;
use serde_json::{Value, json};

use crate::TileId;

/// A source of tiles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Layer {
    /// The drawn ground with borders and landmarks.
    Backdrop,
    /// Roads.
    Roads,
    /// Unit cells and duty grids.
    Areas,
    /// Incidents, single or clustered.
    Incidents,
    /// Heat.
    Heat,
}

type VectorLayer = (&'static str, u8, &'static [(&'static str, &'static str)]);

impl Layer {
    /// All sources, from the ground up.
    pub const ALL: [Self; 5] = [Self::Backdrop, Self::Roads, Self::Areas, Self::Incidents, Self::Heat];

    /// Returns the identifier used in addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Backdrop => "backdrop",
            Self::Roads => "roads",
            Self::Areas => "areas",
            Self::Incidents => "incidents",
            Self::Heat => "heat",
        }
    }

    /// Returns the source with this identifier.
    ///
    /// ```
    /// assert_eq!(tiles::Layer::parse("heat"), Some(tiles::Layer::Heat));
    /// assert_eq!(tiles::Layer::parse("snow"), None);
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }

    const fn description(self) -> &'static str {
        match self {
            Self::Backdrop => "底图 / Ground",
            Self::Roads => "道路 / Roads",
            Self::Areas => "单元网格 / Unit cells",
            Self::Incidents => "案件 / Incidents",
            Self::Heat => "热力 / Heat",
        }
    }

    /// Returns the first zoom with anything in it.
    pub const fn min_zoom(self) -> u8 {
        match self {
            Self::Areas => 11,
            _ => 0,
        }
    }

    /// Returns the last zoom worth asking for: beyond it a map scales what it has. Positions of zoom 16 are good to
    /// 0.15 m; clusters and heat go on to where single incidents part.
    pub const fn max_zoom(self) -> u8 {
        match self {
            Self::Backdrop | Self::Roads | Self::Areas => 16,
            Self::Incidents | Self::Heat => TileId::MAX_ZOOM,
        }
    }

    const fn vector_layers(self) -> &'static [VectorLayer] {
        const TEXT: &str = "String";
        const NUMBER: &str = "Number";
        const NAMED: &[(&str, &str)] = &[("kind", TEXT), ("name", TEXT)];
        const KIND: &[(&str, &str)] = &[("kind", TEXT)];
        match self {
            Self::Backdrop => &[
                ("ground", 0, NAMED),
                ("building", 13, &[("name", TEXT)]),
                ("line", 0, KIND),
                ("district", 0, KIND),
                ("landmark", 14, NAMED),
            ],
            Self::Roads => {
                &[("road", 0, &[("class", TEXT), ("level", TEXT), ("code", TEXT), ("name", TEXT), ("width", NUMBER)])]
            }
            Self::Areas => &[
                ("cell", 11, &[("code", TEXT), ("member", TEXT), ("community", TEXT), ("tint", NUMBER)]),
                ("cell_label", 15, &[("code", TEXT), ("member", TEXT)]),
                ("grid", 11, &[("kind", TEXT), ("level", TEXT)]),
                ("grid_label", 12, &[("member", TEXT), ("cells", NUMBER), ("area_ha", NUMBER), ("tint", NUMBER)]),
            ],
            Self::Incidents => &[(
                "incident",
                0,
                &[("id", TEXT), ("category", TEXT), ("stage", TEXT), ("open", "Boolean or Number"), ("n", NUMBER)],
            )],
            Self::Heat => &[("heat", 0, &[("n", NUMBER)])],
        }
    }
}

/// Describes a source: `tiles` is its address with `{z}`, `{x}` and `{y}`; without `bounds` the whole world is meant,
/// and an empty `attribution` is left out.
///
/// ```
/// use tiles::{Layer, tile_json};
/// let it = tile_json(Layer::Heat, "/tiles/heat/{z}/{x}/{y}", None, "");
/// assert_eq!(it["tilejson"], "3.0.0");
/// assert_eq!(it["vector_layers"][0]["id"], "heat");
/// ```
pub fn tile_json(layer: Layer, tiles: &str, bounds: Option<Rect>, attribution: &str) -> Value {
    let vector_layers: Vec<_> = layer
        .vector_layers()
        .iter()
        .map(|(id, minzoom, fields)| {
            let fields: serde_json::Map<_, _> =
                fields.iter().map(|(key, kind)| ((*key).to_owned(), Value::from(*kind))).collect();
            json!({ "id": id, "fields": fields, "minzoom": minzoom, "maxzoom": layer.max_zoom() })
        })
        .collect();
    let mut it = json!({
        "tilejson": "3.0.0",
        "name": layer.as_str(),
        "description": layer.description(),
        "scheme": "xyz",
        "tiles": [tiles],
        "vector_layers": vector_layers,
        "minzoom": layer.min_zoom(),
        "maxzoom": layer.max_zoom(),
    });
    if let Some(Rect { min, max }) = bounds {
        it["bounds"] = json!([min.lon, min.lat, max.lon, max.lat]);
        it["center"] = json!([f64::midpoint(min.lon, max.lon), f64::midpoint(min.lat, max.lat), 13]);
    }
    if !attribution.is_empty() {
        it["attribution"] = Value::from(attribution);
    }
    it
}

#[cfg(test)]
mod tests {
    use model::LonLat;

    use super::*;

    #[test]
    fn every_source_says_all_that_the_specification_requires() {
        let at = |lon, lat| LonLat { lon, lat };
        let bounds = Rect { min: at(113.9, 22.5), max: at(114.0, 22.6) };
        for layer in Layer::ALL {
            let it = tile_json(layer, "https://example.org/{z}/{x}/{y}.mvt", Some(bounds), "© OpenStreetMap");
            assert_eq!(it["tiles"][0], "https://example.org/{z}/{x}/{y}.mvt");
            assert_eq!(it["bounds"], json!([113.9, 22.5, 114.0, 22.6]));
            assert_eq!(it["attribution"], "© OpenStreetMap");
            for vector_layer in it["vector_layers"].as_array().unwrap() {
                assert!(vector_layer["id"].is_string() && vector_layer["fields"].is_object());
                assert!(vector_layer["minzoom"].as_u64() <= vector_layer["maxzoom"].as_u64());
            }
            assert_eq!(Layer::parse(layer.as_str()), Some(layer));
        }
    }
}
