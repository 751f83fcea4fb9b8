//! The tags of an object, and what every kind of object reads from them.

use std::borrow::Cow;

use model::Level;

use crate::Dirt;

/// The longest name that is kept, in characters; a sign never carries more.
const NAME_LIMIT: usize = 120;

/// The tags of one object, from a PBF block or the properties of a feature.
#[derive(Debug, Default)]
pub(crate) struct Tags<'a>(Vec<(&'a str, Cow<'a, str>)>);

impl<'a> FromIterator<(&'a str, &'a str)> for Tags<'a> {
    fn from_iter<I: IntoIterator<Item = (&'a str, &'a str)>>(tags: I) -> Self {
        Self(tags.into_iter().map(|(key, value)| (key, Cow::Borrowed(value))).collect())
    }
}

impl<'a> Tags<'a> {
    /// Takes the properties of a feature; numbers and booleans become their text, what nests is left out.
    pub(crate) fn of_properties(properties: Option<&'a geojson::JsonObject>) -> Self {
        let text = |value: &'a serde_json::Value| match value {
            serde_json::Value::String(text) => Some(Cow::Borrowed(text.as_str())),
            serde_json::Value::Number(number) => Some(Cow::Owned(number.to_string())),
            serde_json::Value::Bool(true) => Some(Cow::Borrowed("yes")),
            serde_json::Value::Bool(false) => Some(Cow::Borrowed("no")),
            _ => None,
        };
        let properties = properties.into_iter().flatten();
        Self(properties.filter_map(|(key, value)| Some((key.as_str(), text(value)?))).collect())
    }

    /// Returns whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the value of a key, trimmed, unless it is empty.
    pub(crate) fn get(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|it| it.0 == key).map(|it| it.1.trim()).filter(|it| !it.is_empty())
    }

    /// Returns whether a key has this value.
    pub(crate) fn is(&self, key: &str, value: &str) -> bool {
        self.get(key) == Some(value)
    }

    /// Returns whether a key has one of these values.
    pub(crate) fn is_any(&self, key: &str, values: &[&str]) -> bool {
        self.get(key).is_some_and(|it| values.contains(&it))
    }

    /// Returns the name on the sign: the Chinese one first, then the plain one.
    pub(crate) fn name(&self) -> Option<String> {
        ["name:zh", "name", "name:zh-Hans"].into_iter().find_map(|key| clean(self.get(key)?))
    }

    /// Returns the English name.
    pub(crate) fn name_en(&self) -> Option<String> {
        ["name:en", "name_en"].into_iter().find_map(|key| clean(self.get(key)?))
    }

    /// Returns where a way runs relative to the ground: a bridge above it, a tunnel or a negative layer below it.
    pub(crate) fn level(&self, dirt: &mut Dirt) -> Level {
        let layer = self.get("layer").and_then(|text| {
            let layer = text.parse::<f64>().ok().filter(|it| it.is_finite());
            dirt.bad_attributes += u64::from(layer.is_none());
            layer
        });
        let tagged = |key, none: &[&str]| self.get(key).is_some_and(|it| !none.contains(&it));
        if tagged("bridge", &["no", "false", "0", "F"]) {
            Level::Bridge
        } else if tagged("tunnel", &["no", "false", "0", "F", "building_passage"]) || layer.is_some_and(|it| it < 0.0) {
            Level::Tunnel
        } else {
            Level::Ground
        }
    }

    /// Returns the width of a way in metres: as tagged, by its lanes of 3.5 m, or by the class's width, which a one-way
    /// street has half of. The lane's width is that of CJJ 37—2012 for large vehicles.
    pub(crate) fn width_m(&self, class_width_m: f64, dirt: &mut Dirt) -> f64 {
        let number = |text: &str| text.trim_end_matches('m').trim_end().parse::<f64>().ok();
        let mut read = |key, range: std::ops::RangeInclusive<f64>| {
            let value = number(self.get(key)?).filter(|it| range.contains(it));
            dirt.bad_attributes += u64::from(value.is_none());
            value
        };
        let one_way = self.is_any("oneway", &["yes", "-1", "1", "true"]) || self.is("junction", "roundabout");
        read("width", 0.5..=100.0).or_else(|| read("lanes", 1.0..=20.0).map(|it| it * 3.5)).unwrap_or(if one_way {
            (class_width_m / 2.0).max(3.5).min(class_width_m)
        } else {
            class_width_m
        })
    }
}

/// Returns a name without control characters and doubled blanks, cut at [`NAME_LIMIT`]; `None` when nothing is left.
pub(crate) fn clean(text: &str) -> Option<String> {
    let plain: String = text.chars().map(|it| if it.is_control() { ' ' } else { it }).collect();
    let words: Vec<_> = plain.split_whitespace().collect();
    let name: String = words.join(" ").chars().take(NAME_LIMIT).collect();
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags<const N: usize>(pairs: [(&'static str, &'static str); N]) -> Tags<'static> {
        pairs.into_iter().collect()
    }

    #[test]
    fn the_chinese_name_goes_first() {
        assert_eq!(tags([("name", "Renmin Rd"), ("name:zh", "人民路")]).name().as_deref(), Some("人民路"));
        assert_eq!(tags([("name", " 人民  路\n"), ("name:zh", " ")]).name().as_deref(), Some("人民 路"));
        assert_eq!(tags([("name", "\u{7}")]).name(), None);
    }

    #[test]
    fn a_building_passage_is_on_the_ground_and_a_negative_layer_below() {
        let mut dirt = Dirt::default();
        let mut level = |key, value| tags([(key, value)]).level(&mut dirt);
        assert_eq!(level("tunnel", "yes"), Level::Tunnel);
        assert_eq!(level("tunnel", "building_passage"), Level::Ground);
        assert_eq!(level("tunnel", "no"), Level::Ground);
        assert_eq!(level("layer", "-1"), Level::Tunnel);
        assert_eq!(level("layer", "1"), Level::Ground);
        assert_eq!(level("bridge", "viaduct"), Level::Bridge);
        assert_eq!(level("layer", "deep"), Level::Ground);
        assert_eq!(dirt.bad_attributes, 1);
    }

    #[test]
    fn the_tagged_width_goes_before_lanes_and_these_before_the_class() {
        let mut dirt = Dirt::default();
        let mut width = |pairs: &[(&'static str, &'static str)]| {
            pairs.iter().copied().collect::<Tags<'_>>().width_m(20.0, &mut dirt).to_string()
        };
        assert_eq!(width(&[("width", "7.5 m"), ("lanes", "4")]), "7.5");
        assert_eq!(width(&[("lanes", "4")]), "14");
        assert_eq!(width(&[]), "20");
        assert_eq!(width(&[("oneway", "yes")]), "10");
        assert_eq!(width(&[("width", "wide")]), "20");
        assert_eq!(width(&[("width", "NaN"), ("lanes", "1e9")]), "20");
        assert_eq!(dirt.bad_attributes, 3);
    }

    #[test]
    fn properties_that_are_no_text_become_text() {
        let json = serde_json::json!({ "layer": -1, "bridge": true, "nested": {"a": 1}, "none": null });
        let tags = Tags::of_properties(json.as_object());
        assert_eq!((tags.get("layer"), tags.get("bridge")), (Some("-1"), Some("yes")));
        assert_eq!((tags.get("nested"), tags.get("none")), (None, None));
    }
}
