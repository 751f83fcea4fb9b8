//! What the reporters wrote.

use model::{CategoryCode, District, Source};

use super::place::At;
use crate::{dice::Dice, parts::NOTES};

/// The sentences by category, ready to be filled in.
pub(super) struct Notes {
    /// By code, in order.
    sentences: Vec<(u16, Vec<&'static str>)>,
    any: Vec<&'static str>,
    leads: [Vec<&'static str>; 4],
    tails: Vec<&'static str>,
}

impl Notes {
    pub(super) fn new(codes: impl Iterator<Item = CategoryCode>) -> Self {
        let lead = |it: Source| NOTES.texts(&format!("lead_{}", it.as_str()));
        Self {
            sentences: codes.map(|it| (it.0, NOTES.texts(&it.to_string()))).collect(),
            any: NOTES.texts("any"),
            leads: Source::ALL.map(lead),
            tails: NOTES.texts("tail"),
        }
    }

    /// Writes one note.
    pub(super) fn write(
        &self,
        district: &District,
        code: CategoryCode,
        at: At,
        source: Source,
        dice: &mut Dice,
    ) -> String {
        let known = self.sentences.binary_search_by_key(&code.0, |it| it.0).ok().map(|it| &self.sentences[it].1);
        let list = known.filter(|it| !it.is_empty()).unwrap_or(&self.any);
        let sentence = dice.pick(list).copied().unwrap_or("{地}");
        let by = Source::ALL.iter().position(|it| *it == source).unwrap_or(0);
        let lead = dice.pick(&self.leads[by]).copied().unwrap_or("");
        let tail = dice.pick(&self.tails).copied().unwrap_or("");
        let (name, nearby) = match at {
            At::Road(road) => (district.roads[road].name.as_deref().unwrap_or(""), ROAD[dice.below(ROAD.len())]),
            At::Landmark(mark) => (district.landmarks[mark].name.as_str(), NEAR[dice.below(NEAR.len())]),
            At::Cell(cell) => {
                let community = district.communities.get(district.cells[cell].community.index());
                (community.map_or("", |it| it.name.as_str()), WITHIN[dice.below(WITHIN.len())])
            }
        };
        let (before, after) = sentence.split_once("{地}").unwrap_or(("", sentence));
        let mut note = String::with_capacity(lead.len() + before.len() + name.len() + 12 + after.len() + tail.len());
        for part in [lead, before, name, nearby, after, tail] {
            note.push_str(part);
        }
        note
    }
}

const ROAD: [&str; 6] = ["", "", "", "路边", "中段", "路口附近"];
const NEAR: [&str; 5] = ["门口", "旁", "附近", "门前", "旁边"];
const WITHIN: [&str; 4] = ["", "内", "一处", "居民楼旁"];
