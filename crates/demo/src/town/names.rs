//! Names for everything in the town, each given once.

use std::collections::BTreeSet;

use crate::{
    dice::{Dice, Weighted},
    parts::{ALLEYS, PLACES},
};

/// What stands before a name when a list is used up and begins again.
const MARKS: [&str; 12] = ["", "新", "东", "西", "南", "北", "上", "下", "前", "后", "大", "小"];

/// Names of one kind that wait to be given, the next one last.
struct Queue {
    kind: &'static str,
    round: usize,
    names: Vec<String>,
}

/// Gives names that were not given before.
pub(super) struct Names {
    dice: Dice,
    given: BTreeSet<String>,
    alley_stems: Vec<&'static str>,
    alley_marks: Vec<&'static str>,
    alley_ordinals: Vec<&'static str>,
    alley_suffixes: (Vec<&'static str>, Weighted),
    queues: Vec<Queue>,
    last_number: usize,
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
            last_number: 1,
            lists: Vec::new(),
        }
    }

    /// The next text of a list in its own order; when the list is used up, again with 新, 东, 西 … before it.
    pub(super) fn next(&mut self, kind: &'static str) -> String {
        self.queued(kind, |mark, _| PLACES.texts(kind).into_iter().map(|it| format!("{mark}{it}")).collect())
    }

    /// The next combination of two lists, in random order. `ends` names a list, or is one with `|` between its texts.
    pub(super) fn combined(&mut self, stems: &'static str, ends: &'static str) -> String {
        self.queued(stems, |mark, dice| {
            let ends: Vec<&str> = if ends.contains('|') { ends.split('|').collect() } else { PLACES.texts(ends) };
            let mut stems = PLACES.texts(stems);
            // One ending for each stem first, so that a stem comes again only when all were used.
            let mut out = Vec::new();
            for round in 0..ends.len() {
                dice.shuffle(&mut stems);
                let ending = |at: usize| ends[(at + round) % ends.len()];
                out.extend(stems.iter().enumerate().map(|(at, stem)| format!("{mark}{stem}{}", ending(at))));
            }
            out
        })
    }

    fn queued(&mut self, kind: &'static str, fill: impl Fn(&str, &mut Dice) -> Vec<String>) -> String {
        let at = self.queues.iter().position(|it| it.kind == kind).unwrap_or_else(|| {
            self.queues.push(Queue { kind, round: 0, names: Vec::new() });
            self.queues.len() - 1
        });
        loop {
            while let Some(name) = self.queues[at].names.pop() {
                if self.given.insert(name.clone()) {
                    return name;
                }
            }
            let Some(mark) = MARKS.get(self.queues[at].round) else { return self.numbered("荷") };
            self.queues[at].round += 1;
            let mut list = fill(mark, &mut self.dice);
            list.reverse();
            self.queues[at].names = list;
        }
    }

    /// A name that was not given before: the text itself, else with a number behind it.
    pub(super) fn numbered(&mut self, text: &str) -> String {
        if self.given.insert(text.to_owned()) {
            return text.to_owned();
        }
        loop {
            self.last_number += 1;
            let name = format!("{text}{}号", self.last_number);
            if self.given.insert(name.clone()) {
                return name;
            }
        }
    }

    /// A street of the old town: the well-known ones first, then ordinary branch roads.
    pub(super) fn old_street(&mut self) -> String {
        let well_known = PLACES.texts("first_street").into_iter().find(|it| !self.given.contains(*it));
        match well_known {
            Some(name) => self.numbered(name),
            None => self.branch(),
        }
    }

    pub(super) fn branch(&mut self) -> String {
        self.combined(
            "branch_stem",
            "路|路|街|路|东路|西路|南路|北路|中路|东街|西街|南街|北街|后街|前街|新路|老街|横路|纵路|一路|二路|三路",
        )
    }

    /// An alley's name, for instance 豆腐巷, 学宫后巷, 柳树井一巷.
    pub(super) fn alley(&mut self) -> String {
        for attempt in 0..96 {
            let Some(stem) = self.dice.pick(&self.alley_stems).copied() else { break };
            let suffix = self.alley_suffixes.1.draw(&mut self.dice).map_or("巷", |at| self.alley_suffixes.0[at]);
            let roll = self.dice.range(0.0, 1.0);
            let mark = self.dice.pick(&self.alley_marks).copied().unwrap_or("小");
            let ordinal = self.dice.pick(&self.alley_ordinals).copied().unwrap_or("一");
            let short = stem.chars().count() < 3;
            let name = match attempt {
                0..4 if roll < 0.14 && short => format!("{mark}{stem}{suffix}"),
                0..4 => format!("{stem}{suffix}"),
                4..10 if short => format!("{mark}{stem}{suffix}"),
                4..24 => format!("{stem}{ordinal}巷"),
                _ => format!("{mark}{stem}{ordinal}{}", if roll < 0.6 { "巷" } else { "弄" }),
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
