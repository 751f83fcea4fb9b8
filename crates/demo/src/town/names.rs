//! Names for everything in the town, each given once.

use std::collections::BTreeSet;

use crate::{
    dice::{Dice, Weighted},
    parts::{ALLEYS, PLACES},
};

/// Gives names that were not given before.
pub(super) struct Names {
    dice: Dice,
    given: BTreeSet<String>,
    alley_stems: Vec<&'static str>,
    alley_marks: Vec<&'static str>,
    alley_ordinals: Vec<&'static str>,
    alley_suffixes: (Vec<&'static str>, Weighted),
    queues: Vec<(&'static str, Vec<String>)>,
    lists: Vec<(&'static str, Vec<&'static str>)>,
}

impl Names {
    pub(super) fn new(seed: u64) -> Self {
        let (suffixes, weights): (Vec<_>, Vec<_>) = ALLEYS.weighted("suffix").into_iter().unzip();
        Self {
            dice: Dice::new(seed, 11),
            given: BTreeSet::new(),
            alley_stems: ALLEYS.texts("stem"),
            alley_marks: ALLEYS.texts("mark"),
            alley_ordinals: ALLEYS.texts("ordinal"),
            alley_suffixes: (suffixes, Weighted::new(weights)),
            queues: Vec::new(),
            lists: Vec::new(),
        }
    }

    /// The next text of a list in its own order, then combinations: a numeral is set behind what was given before.
    pub(super) fn next(&mut self, kind: &'static str) -> String {
        self.from_queue(kind, |_| PLACES.texts(kind).into_iter().map(str::to_owned).collect())
    }

    /// The next combination of two lists, in random order.
    pub(super) fn combined(&mut self, stems: &'static str, ends: &'static str) -> String {
        self.from_queue(stems, |dice| {
            let ends: Vec<&str> = if ends.contains('|') { ends.split('|').collect() } else { PLACES.texts(ends) };
            let mut stems = PLACES.texts(stems);
            // One ending for each stem first, so that names repeat a stem only when the list is used up.
            let mut out = Vec::new();
            for round in 0..ends.len() {
                dice.shuffle(&mut stems);
                out.extend(
                    stems.iter().enumerate().map(|(at, stem)| format!("{stem}{}", ends[(at + round) % ends.len()])),
                );
            }
            out
        })
    }

    fn from_queue(&mut self, kind: &'static str, fill: impl FnOnce(&mut Dice) -> Vec<String>) -> String {
        let queue = match self.queues.iter().position(|it| it.0 == kind) {
            Some(at) => at,
            None => {
                let mut list = fill(&mut self.dice);
                list.reverse();
                self.queues.push((kind, list));
                self.queues.len() - 1
            }
        };
        while let Some(name) = self.queues[queue].1.pop() {
            if self.given.insert(name.clone()) {
                return name;
            }
        }
        let stems = PLACES.texts(kind);
        self.numbered(stems.first().copied().unwrap_or("荷"))
    }

    /// A name that was not given before: the text itself, else with a number behind it.
    pub(super) fn numbered(&mut self, text: &str) -> String {
        if self.given.insert(text.to_owned()) {
            return text.to_owned();
        }
        let name = (2..).map(|n| format!("{text}{n}号")).find(|it| !self.given.contains(it));
        let name = name.unwrap_or_default();
        self.given.insert(name.clone());
        name
    }

    /// A street of the old town: the well-known ones first, then ordinary branch roads.
    pub(super) fn old_street(&mut self) -> String {
        let first =
            self.from_queue("first_street", |_| PLACES.texts("first_street").into_iter().map(str::to_owned).collect());
        if first.ends_with('号') { self.branch() } else { first }
    }

    pub(super) fn branch(&mut self) -> String {
        self.combined(
            "branch_stem",
            "路|路|街|路|东路|西路|南路|北路|中路|东街|西街|南街|北街|后街|前街|新路|老街|横路|纵路|一路|二路|三路",
        )
    }

    /// An alley's name, for instance 豆腐巷, 学宫后巷, 柳树井一巷.
    pub(super) fn alley(&mut self) -> String {
        for attempt in 0..64 {
            let Some(stem) = self.dice.pick(&self.alley_stems).copied() else { break };
            let suffix = self.alley_suffixes.1.draw(&mut self.dice).map_or("巷", |at| self.alley_suffixes.0[at]);
            let roll = self.dice.range(0.0, 1.0);
            let name = if attempt > 6 && roll < 0.5 {
                format!("{stem}{}巷", self.dice.pick(&self.alley_ordinals).copied().unwrap_or("一"))
            } else if (attempt > 3 || roll < 0.14) && stem.chars().count() < 3 {
                format!("{}{stem}{suffix}", self.dice.pick(&self.alley_marks).copied().unwrap_or("小"))
            } else {
                format!("{stem}{suffix}")
            };
            let clumsy = [
                "后后", "前后", "后前", "里里", "坊坊", "南南", "北北", "桥桥", "前前", "后横", "门门", "老老", "小小",
                "巷巷",
            ]
            .iter()
            .any(|it| name.contains(it));
            if !clumsy && self.given.insert(name.clone()) {
                return name;
            }
        }
        self.numbered("新巷")
    }

    pub(super) fn shop(&mut self) -> String {
        self.trade("shop_trade")
    }

    pub(super) fn restaurant(&mut self) -> String {
        self.trade("food_trade")
    }

    fn trade(&mut self, trades: &'static str) -> String {
        let surname = self.dice.chance(if trades == "food_trade" { 0.6 } else { 0.2 });
        let stem = self.any(if surname { "surname_shop" } else { "shop_stem" });
        format!("{stem}{}", self.any(trades))
    }

    /// Any text of a list; it may be given again.
    pub(super) fn any(&mut self, kind: &'static str) -> &'static str {
        let at = self.lists.iter().position(|it| it.0 == kind).unwrap_or_else(|| {
            self.lists.push((kind, PLACES.texts(kind)));
            self.lists.len() - 1
        });
        self.dice.pick(&self.lists[at].1).copied().unwrap_or("荷香")
    }
}
