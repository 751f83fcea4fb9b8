//! What was mended or left out while reading.

use std::{collections::BTreeMap, fmt};

/// How many unknown values [`Dirt`] names; the rest is only counted.
const EXAMPLES: usize = 5;
/// How many different unknown values are kept apart.
const KEPT: usize = 1_000;

macro_rules! counters {
    ($($(#[$doc:meta])* $field:ident = $zh:literal / $en:literal),+ $(,)?) => {
        /// Counts of what was mended or left out while reading a file. Its `Display` lists what is not zero, a line each,
        /// Chinese first; a clean file displays as nothing.
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct Dirt {
            $($(#[$doc])* pub $field: u64,)+
            /// Values that the road class table does not list, as `key=value`, with how often they occur.
            pub unknown_values: BTreeMap<String, u64>,
        }

        impl Dirt {
            /// Adds the counts of another part.
            pub fn add(&mut self, other: &Self) {
                $(self.$field += other.$field;)+
                for (value, count) in &other.unknown_values {
                    self.unknown(value, *count);
                }
            }

            /// Returns whether nothing was mended or left out.
            pub fn is_clean(&self) -> bool {
                self.unknown_values.is_empty() $(&& self.$field == 0)+
            }

            fn lines(&self) -> Vec<(u64, &'static str, &'static str)> {
                [$((self.$field, $zh, $en)),+].into_iter().filter(|it| it.0 > 0).collect()
            }
        }
    };
}

counters! {
    /// Nodes equal to the one before them, dropped.
    repeated_nodes = "重复节点（已去除）" / "repeated nodes (dropped)",
    /// Nodes that a way names but the file does not hold, dropped from the way.
    missing_nodes = "文件中缺少的节点" / "nodes that are not in the file",
    /// Ways that a relation names but the file does not hold.
    missing_members = "文件中缺少的关系成员" / "relation members that are not in the file",
    /// Ways of fewer than two different places, left out.
    short_ways = "不足两点的道路（已忽略）" / "ways of fewer than two places (left out)",
    /// Streets drawn as an area, which have no line, left out.
    area_ways = "以面表示的道路（已忽略）" / "streets drawn as areas (left out)",
    /// Places outside the earth, dropped.
    bad_places = "不在地球上的坐标" / "coordinates outside the earth",
    /// Features without a geometry, or with one of the wrong kind, left out.
    unusable_features = "没有可用几何的要素" / "features without a usable geometry",
    /// Rings whose end was not their start, closed.
    closed_rings = "未闭合的环（已闭合）" / "unclosed rings (closed)",
    /// Polygons whose rings cannot be put together or enclose nothing, left out.
    broken_polygons = "无法构成的面（已忽略）" / "broken polygons (left out)",
    /// Boundary areas whose level none is of district, sub-district, community, left out.
    other_levels = "其他级别的区域（已忽略）" / "areas of other levels (left out)",
    /// Boundary areas that had no name and got a made-up one.
    unnamed_areas = "没有名称的区域" / "areas without a name",
    /// Codes without the number of digits of their level, dropped.
    bad_codes = "位数不符的区划代码（已忽略）" / "codes with the wrong number of digits (dropped)",
    /// Attributes of ways that cannot be read, for instance a width of `wide`.
    bad_attributes = "无法理解的宽度或层数" / "widths or layers that cannot be read",
    /// Texts with bytes that their encoding does not have, which became replacement characters.
    undecodable_texts = "有乱码的文字" / "texts that do not decode whole",
}

impl Dirt {
    /// Counts a value that the road class table does not list.
    pub(crate) fn unknown(&mut self, value: &str, count: u64) {
        if let Some(known) = self.unknown_values.get_mut(value) {
            *known += count;
        } else if self.unknown_values.len() < KEPT {
            self.unknown_values.insert(value.to_owned(), count);
        } else {
            *self.unknown_values.entry("…".to_owned()).or_default() += count;
        }
    }
}

impl fmt::Display for Dirt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut lines: Vec<String> =
            self.lines().into_iter().map(|(count, zh, en)| format!("{zh} / {en}: {count}")).collect();
        if !self.unknown_values.is_empty() {
            let total: u64 = self.unknown_values.values().sum();
            let mut by_count: Vec<_> = self.unknown_values.iter().collect();
            by_count.sort_by_key(|(value, count)| (std::cmp::Reverse(**count), *value));
            let mut examples: Vec<_> =
                by_count.iter().take(EXAMPLES).map(|(value, count)| format!("{value} ×{count}")).collect();
            if by_count.len() > EXAMPLES {
                examples.push("…".to_owned());
            }
            lines.push(format!(
                "道路等级表之外的值 / values not in the road class table: {total} ({})",
                examples.join(", ")
            ));
        }
        f.write_str(&lines.join("\n"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clean_file_displays_as_nothing() {
        assert!(Dirt::default().is_clean());
        assert_eq!(Dirt::default().to_string(), "");
    }

    #[test]
    fn only_what_is_not_zero_is_listed_in_both_languages() {
        let dirt = Dirt { repeated_nodes: 3, ..Dirt::default() };
        assert_eq!(dirt.to_string(), "重复节点（已去除） / repeated nodes (dropped): 3");
    }

    #[test]
    fn the_commonest_unknown_values_are_named() {
        let mut dirt = Dirt::default();
        for (value, count) in [("a", 1), ("b", 9), ("c", 2), ("d", 3), ("e", 4), ("f", 5)] {
            dirt.unknown(value, count);
        }
        let text = dirt.to_string();
        assert!(text.contains("24 (b ×9, f ×5, e ×4, d ×3, c ×2, …)"), "{text}");
    }

    #[test]
    fn endless_different_values_do_not_fill_the_memory() {
        let mut dirt = Dirt::default();
        for it in 0..5_000 {
            dirt.unknown(&it.to_string(), 1);
        }
        assert_eq!(dirt.unknown_values.len(), KEPT + 1);
        assert_eq!(dirt.unknown_values.values().sum::<u64>(), 5_000);
    }

    #[test]
    fn parts_add_up() {
        let mut a = Dirt { short_ways: 1, ..Dirt::default() };
        let mut b = Dirt { short_ways: 2, missing_nodes: 5, ..Dirt::default() };
        b.unknown("highway=x", 1);
        a.add(&b);
        a.add(&b);
        assert_eq!((a.short_ways, a.missing_nodes, a.unknown_values["highway=x"]), (5, 10, 2));
        assert!(!a.is_clean());
    }
}
