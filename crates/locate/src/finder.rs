//! Puts it together: from a question to who has to act first.

use model::{Confidence, District, FrontageId, Hours, Owner, PersonId, Point, RulingId, RulingKind, Verdict};
use smallvec::SmallVec;
use spatial::{Hit, Locator, RoadCandidate, contains};

use crate::{
    Answer, AreaClaim, Candidate, Containment, FrontageClaim, Holding, Primary, Question, ReasonCode, Reasons,
    RoadClaim, Roster,
    confidence::judge,
    road::{Near, Roads},
};

/// Answers questions about one district at the moments for which its [`Roster`] holds.
#[derive(Clone, Copy, Debug)]
pub struct Finder<'a> {
    pub(crate) district: &'a District,
    pub(crate) locator: &'a Locator,
    pub(crate) roster: &'a Roster,
    /// The width of the widest carriageway.
    pub(crate) widest_mm: u32,
}

/// Memory that is used again from question to question.
#[derive(Debug, Default)]
pub struct Scratch {
    pub(crate) hits: Vec<RoadCandidate>,
    pub(crate) near: Vec<Near>,
    pub(crate) borders: Vec<Hit>,
}

impl<'a> Finder<'a> {
    /// For so many questions [`Self::warm`] is best: what twice as many need does not stay in the nearest cache.
    pub const AHEAD: usize = 16;

    /// Makes a finder. `locator` must be that of `district` with the cells of the roster's version; `widest_mm` is the width
    /// of the widest carriageway, see [`widest_mm`].
    pub const fn new(district: &'a District, locator: &'a Locator, roster: &'a Roster, widest_mm: u32) -> Self {
        Self { district, locator, roster, widest_mm }
    }

    /// Tells who answers for a place, and why. The roster must hold at the question's moment.
    ///
    /// The cell owns the place by the rule of [`spatial::contains`]. Roads are in reach within half their width and twice the
    /// accuracy (10 m at least) and the category's verge, 60 m at most; of these the one nearest beyond its kerb answers, then
    /// the higher class, the nearer centre line, the lower code. The category decides whether road, frontage or cell comes
    /// first; a ruling about the place goes before that.
    pub fn answer(&self, ask: &Question, scratch: &mut Scratch) -> Answer {
        let minute = Hours::minute_of(ask.at_ms);
        let mut reasons = Reasons::default();
        let mut containment = self.containment(ask, &mut reasons);
        let ruling = containment.cell().and_then(|_| self.roster.rulings.at(self.district, ask.point, ask.category));
        let verdict = ruling.and_then(|it| self.verdict(it));
        if let Some(Verdict::Cell(cell)) = verdict {
            containment = Containment::Inside(cell);
        }
        let area = self.area(ask, containment, minute, scratch);
        // A district without cells, only streets, answers for its roads alone.
        let anywhere = area.is_some() || containment == Containment::Nowhere;
        let Roads { mut claims, margin_mm } = if anywhere {
            self.roads(ask, minute, scratch, &mut reasons)
        } else {
            Roads { claims: SmallVec::new(), margin_mm: None }
        };
        if let Some(Verdict::Road(road)) = verdict {
            let ruled = claims.iter().position(|it| it.road == road);
            if let Some(at) = ruled {
                claims[..=at].rotate_right(1);
            }
        }
        let road = claims.first().copied();
        if road.is_some_and(|it| it.holding.is_none()) {
            reasons.add(ReasonCode::Uncontracted);
        }
        let road_confidence = road.map(|_| margin_mm.map_or(Confidence::Certain, |it| judge(it, ask.accuracy_mm)));
        let frontage = self.frontage(ask, &claims, minute);
        if frontage.is_some() {
            reasons.add(ReasonCode::Frontage);
        }
        let mut answer = Answer {
            containment,
            area,
            road_margin_mm: margin_mm,
            road_confidence,
            frontage,
            holdings: self.holdings(ask, area, road, frontage, minute),
            roads: claims,
            primary: None,
            confidence: None,
            choices: SmallVec::new(),
            ruling: None,
            reasons,
            version: self.roster.version,
        };
        if anywhere {
            self.decide(&mut answer, ask, ruling.zip(verdict), minute, scratch);
        }
        answer
    }

    /// Fetches, all at once, what the questions at these positions will read; answering them is quicker then.
    pub fn warm(&self, questions: &[Question], at: &[u32]) {
        let points: SmallVec<[Point; Finder::AHEAD]> = at.iter().map(|it| questions[*it as usize].point).collect();
        self.locator.warm(&points);
        self.roster.borders().warm(&points);
    }

    /// Decides who acts first, and how sure that is.
    fn decide(
        &self,
        answer: &mut Answer,
        ask: &Question,
        ruling: Option<(RulingId, Verdict)>,
        minute: u16,
        scratch: &mut Scratch,
    ) {
        let area = answer.area.and_then(|it| it.holding);
        let road = answer.road().and_then(|it| it.holding);
        let by_area = answer.area.map(|it| it.confidence);
        let acts = |it: Option<Holding>| it.filter(|it| it.acting.is_some());
        let (mut holding, mut confidence) = match ask.owner {
            Owner::Road if acts(road).is_some() => (road, answer.road_confidence),
            // A road that nobody holds leaves it to the cell; whether it is this road is a doubt as well.
            Owner::Road => (area, by_area.map(|it| answer.road_confidence.map_or(it, |road| road.min(it)))),
            Owner::Frontage if acts(answer.frontage.and_then(|it| it.holding)).is_some() => {
                // The zone is as deep as its wall is far from the kerb, mostly less than a phone's error.
                let road = answer.road_confidence.unwrap_or(Confidence::Choose);
                (answer.frontage.and_then(|it| it.holding), Some(road.min(Confidence::Likely)))
            }
            _ if answer.area.is_none() => (road, answer.road_confidence),
            Owner::Grid | Owner::Frontage | Owner::Component => (area, by_area),
        };
        let mut primary = None;
        if let Some((id, verdict)) = ruling {
            let sure = match self.district.rulings[id.index()].kind {
                RulingKind::Ruling => Confidence::Certain,
                RulingKind::Choice => Confidence::Likely,
            };
            let ruled = match verdict {
                Verdict::Cell(_) => area,
                // A road that is out of reach of this place cannot answer for it, whatever was decided beside it.
                Verdict::Road(ruled) => road.filter(|_| answer.road().is_some_and(|it| it.road == ruled)),
                Verdict::Person(person) => {
                    let role = self.roster.role_of(self.district, person);
                    primary = self.roster.acting(person).map(|person| Primary { role, person });
                    None
                }
            };
            if acts(ruled).is_some() || primary.is_some() {
                answer.reasons.add(ReasonCode::Ruling);
                answer.ruling = Some(id);
                // What the position says is about other ground, where it was decided otherwise.
                confidence = Some(sure);
                holding = ruled.or(holding);
            }
        }
        if let Some(it) = holding.filter(|_| primary.is_none()) {
            if it.acting != Some(it.person) {
                answer.reasons.add(ReasonCode::OnLeave);
            }
            if !it.on_duty {
                answer.reasons.add(ReasonCode::OffHours);
            }
            primary = it.acting.map(|person| Primary { role: it.role, person });
        }
        answer.primary = primary;
        answer.confidence = confidence;
        if confidence == Some(Confidence::Choose) {
            let by_road = ask.owner == Owner::Road && !answer.roads.is_empty();
            answer.choices = if by_road && answer.road_confidence == Some(Confidence::Choose) {
                let mut choices = Self::road_choices(&answer.roads);
                if choices.len() == 1 {
                    // Nobody else's road is in reach: the doubt is between the road and the cell.
                    choices.extend(self.area_choices(ask, answer.containment, minute, scratch).into_iter().take(1));
                }
                choices
            } else {
                self.area_choices(ask, answer.containment, minute, scratch)
            };
        }
    }

    /// Returns a verdict that can still be obeyed: its cell holds in this version.
    fn verdict(&self, id: RulingId) -> Option<Verdict> {
        let verdict = self.district.rulings.get(id.index())?.verdict;
        let holds = match verdict {
            Verdict::Cell(cell) => {
                self.district.cells.get(cell.index()).is_some_and(|it| it.span.holds(self.roster.version))
            }
            Verdict::Road(_) | Verdict::Person(_) => true,
        };
        holds.then_some(verdict)
    }

    /// Lists the roads of different people, three at most.
    fn road_choices(claims: &[RoadClaim]) -> SmallVec<[Candidate; 3]> {
        let mut seen = SmallVec::<[Result<PersonId, model::RoadId>; 5]>::new();
        let fresh = claims.iter().filter(|it| {
            let who = it.holding.map(|it| it.person).ok_or(it.road);
            let new = !seen.contains(&who);
            seen.push(who);
            new
        });
        fresh.take(3).map(|it| Candidate::Road(*it)).collect()
    }

    /// Finds the frontage zone around the place, along the roads in reach.
    fn frontage(&self, ask: &Question, claims: &[RoadClaim], minute: u16) -> Option<FrontageClaim> {
        let inside = |it: &FrontageId| {
            let zone = &self.district.frontages[it.index()];
            contains(&zone.polygon, ask.point)
        };
        let zones = claims.iter().flat_map(|it| self.roster.zones(it.position.segment));
        let zone = zones.copied().find(inside)?;
        Some(FrontageClaim { zone, holding: self.roster.pledge(zone, minute) })
    }

    fn holdings(
        &self,
        ask: &Question,
        area: Option<AreaClaim>,
        road: Option<RoadClaim>,
        frontage: Option<FrontageClaim>,
        minute: u16,
    ) -> SmallVec<[Holding; 6]> {
        let mut all = SmallVec::new();
        let Some(area) = area else { return all };
        all.extend(self.roster.on_cell(area.cell, minute));
        if let Some(it) = road {
            let RoadClaim { road, position, .. } = it;
            all.extend(self.roster.on_road(road, position.chainage_mm, position.side, minute));
        }
        all.extend(frontage.and_then(|it| it.holding));
        all.extend(self.roster.on_spots(ask.point, minute));
        all
    }
}

/// Returns the width of the widest carriageway of a district, in millimetres.
pub fn widest_mm(district: &District) -> u32 {
    district.segments.iter().map(|it| (it.width_m * 1000.0).round() as u32).max().unwrap_or(0)
}
