//! Rulings and choices: to what a place was found to belong, obeyed from then on.

use model::{CategoryCode, Decision, District, Point, Ruling, RulingId, RulingKind, Verdict};
use thiserror::Error;

use crate::{
    Ground, Service, Words,
    decision::{Decided, DecisionError},
};

/// The longest note, in characters.
pub const RULING_NOTE_LIMIT: usize = 500;
/// How far around its place a ruling may be obeyed, in millimetres: 1 to 200 m, a block at most.
pub const RULING_RADIUS_MM: std::ops::RangeInclusive<u32> = 1_000..=200_000;

/// A ruling as it is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRuling {
    /// Who decided.
    pub kind: RulingKind,
    /// Where.
    pub at: Point,
    /// How far around the place it is obeyed, in millimetres.
    pub radius_mm: u32,
    /// For which category; `None` for all.
    pub category: Option<CategoryCode>,
    /// What was decided.
    pub verdict: Verdict,
    /// Why.
    pub note: String,
}

/// Why a ruling is refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RulingError {
    /// It names a cell, road or person that is not there, or a cell that ended.
    #[error("所判定的对象不存在或已停用 / what it was found to belong to is not there or has ended")]
    UnknownVerdict,
    /// The category is not in the table.
    #[error("没有小类 {0} / there is no category {0}")]
    UnknownCategory(CategoryCode),
    /// The radius is too small or too large.
    #[error("半径须为 1 到 200 米，现为 {radius_mm} 毫米 / a radius is 1 to 200 m, this one is {radius_mm} mm")]
    Radius {
        /// The radius.
        radius_mm: u32,
    },
    /// The note is too long.
    #[error(
        "说明有 {length} 个字，最多 {RULING_NOTE_LIMIT} 个 / the note has {length} characters, at most {RULING_NOTE_LIMIT} are taken"
    )]
    Note {
        /// How many characters it has.
        length: usize,
    },
    /// The place lies outside the frame.
    #[error("位置超出坐标范围（距中心 50 公里） / the place lies outside the frame of ±50 km")]
    OutsideFrame,
}

fn check(district: &District, it: &NewRuling) -> Result<(), RulingError> {
    let known = match it.verdict {
        Verdict::Cell(id) => district.cells.get(id.index()).is_some_and(|it| it.span.is_live()),
        Verdict::Road(id) => id.index() < district.roads.len(),
        Verdict::Person(id) => id.index() < district.persons.len(),
    };
    if !known {
        return Err(RulingError::UnknownVerdict);
    }
    if !RULING_RADIUS_MM.contains(&it.radius_mm) {
        return Err(RulingError::Radius { radius_mm: it.radius_mm });
    }
    let length = it.note.chars().count();
    if length > RULING_NOTE_LIMIT {
        return Err(RulingError::Note { length });
    }
    if it.at.x.unsigned_abs().max(it.at.y.unsigned_abs()) > Point::LIMIT.unsigned_abs() {
        return Err(RulingError::OutsideFrame);
    }
    Ok(())
}

fn check_category(ground: &Ground, it: &NewRuling) -> Result<(), RulingError> {
    match it.category.filter(|it| ground.categories.get(*it).is_none()) {
        Some(unknown) => Err(RulingError::UnknownCategory(unknown)),
        None => Ok(()),
    }
}

fn why(id: RulingId) -> Words {
    Words { zh: format!("确权 {}", id.0), en: format!("ruling {}", id.0) }
}

impl Service {
    /// Puts a ruling or choice on record; later questions about the place obey it.
    ///
    /// When this returns `Ok` the ruling survives a power cut and followers have been told.
    ///
    /// # Errors
    /// [`RulingError`] as it is refused; otherwise when the store fails.
    pub async fn add_ruling(&self, ruling: NewRuling) -> Result<RulingId, DecisionError<RulingError>> {
        check_category(&self.world().ground, &ruling).map_err(DecisionError::Refused)?;
        self.decide(move |district, now_ms| {
            check(district, &ruling).map_err(DecisionError::Refused)?;
            let NewRuling { kind, at, radius_mm, category, verdict, note } = ruling;
            let new = Ruling { kind, at, radius_mm, category, verdict, note, made_at: now_ms, ended_at: None };
            let answer = RulingId::at(district.rulings.len());
            Ok(Decided {
                answer,
                decision: Decision { new_rulings: vec![new], ..Decision::default() },
                why: why(answer),
            })
        })
        .await
    }

    /// Takes a ruling or choice back; what was answered by it before stays.
    ///
    /// # Errors
    /// [`DecisionError::NotOnRecord`] when there is none of this number or it was taken back; otherwise when the store fails.
    pub async fn end_ruling(&self, id: RulingId) -> Result<(), DecisionError<RulingError>> {
        self.decide(move |district, now_ms| {
            let ruling = district.rulings.get(id.index()).filter(|it| it.ended_at.is_none());
            ruling.ok_or(DecisionError::NotOnRecord { id: id.0 })?;
            let decision = Decision { ended_rulings: vec![(id, now_ms)], ..Decision::default() };
            Ok(Decided { answer: (), decision, why: why(id) })
        })
        .await
    }
}
