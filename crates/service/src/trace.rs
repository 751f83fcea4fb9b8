//! The trace of an answer as a JSON document: numbers and codes from which it can be checked and told again.
//!
//! It is kept with an incident as it was told, so it names people, cells and roads by codes that never come back, and the
//! versions of rules and partition.

use locate::{Candidate, Containment, Holding, RoadClaim};
use model::{Confidence, PersonId};
use serde_json::{Value, json};

use crate::{Answer, Ground, road_display};

impl Ground {
    /// Writes the trace of an answer.
    pub fn trace(&self, answer: &Answer) -> Value {
        let (ask, found) = (&answer.ask, &answer.found);
        let district = &self.district;
        let cell = |it: model::CellId| district.cells[it.index()].code.as_str();
        let (status, outside_mm) = match found.containment {
            Containment::Inside(_) => ("inside", None),
            Containment::NearOutside { distance_mm, .. } => ("near_outside", Some(distance_mm)),
            Containment::Outside { distance_mm, .. } => ("outside", Some(distance_mm)),
            Containment::Nowhere => ("outside", None),
        };
        let area = found.area.map(|it| {
            json!({
                "cell": cell(it.cell),
                "holder": self.holding(it.holding),
                "margin_m": it.margin_mm.map(metres),
                "confidence": it.confidence.as_str(),
            })
        });
        let frontage = found.frontage.map(|it| {
            let zone = &district.frontages[it.zone.index()];
            json!({ "zone": zone.code, "name": zone.name, "holder": self.holding(it.holding) })
        });
        let ruling = found.ruling.map(|id| {
            let it = &district.rulings[id.index()];
            json!({ "id": id.0, "kind": it.kind.as_str(), "note": it.note, "made_at": it.made_at })
        });
        let choices = found.choices.iter().map(|it| match it {
            Candidate::Cell { cell: id, distance_mm, person } => {
                json!({ "cell": cell(*id), "distance_m": metres(*distance_mm), "person": self.person(*person) })
            }
            Candidate::Road(it) => self.road_claim(it),
        });
        json!({
            "rules": locate::RULES_VERSION,
            "partition": u64::from(found.version.0) + 1,
            "at": ask.at_ms,
            "accuracy_m": metres(ask.accuracy_mm),
            "owner": ask.owner.as_str(),
            "status": status,
            "outside_m": outside_mm.map(metres),
            "area": area,
            "roads": found.roads.iter().map(|it| self.road_claim(it)).collect::<Vec<_>>(),
            "road_margin_m": found.road_margin_mm.map(metres),
            "road_confidence": found.road_confidence.map(Confidence::as_str),
            "frontage": frontage,
            "ruling": ruling,
            "holdings": found.holdings.iter().map(|it| self.holding(Some(*it))).collect::<Vec<_>>(),
            "primary": found.primary.map(|it| json!({ "role": it.role.as_str(), "person": self.person(Some(it.person)) })),
            "confidence": found.confidence.map(Confidence::as_str),
            "may_dispatch": found.confidence.is_some_and(Confidence::may_dispatch) && found.primary.is_some(),
            "choices": choices.collect::<Vec<_>>(),
            "reasons": found.reasons.iter().map(locate::ReasonCode::as_str).collect::<Vec<_>>(),
        })
    }

    fn road_claim(&self, it: &RoadClaim) -> Value {
        let segment = &self.district.segments[it.position.segment.index()];
        let road = &self.district.roads[segment.road.index()];
        let (name, foot) = (road_display(road), self.frame.place(it.foot));
        json!({
            "road": road.code,
            "name": name.zh,
            "name_en": name.en,
            "class": segment.class.as_str(),
            "level": segment.level.as_str(),
            "segment": segment.code,
            "distance_m": metres(it.position.distance_mm),
            "beyond_m": metres(it.beyond_mm),
            "side": it.position.side.as_str(),
            "chainage_m": metres(it.position.chainage_mm),
            "foot": [degrees(foot.lon), degrees(foot.lat)],
            "holder": self.holding(it.holding),
        })
    }

    fn holding(&self, it: Option<Holding>) -> Option<Value> {
        let it = it?;
        Some(json!({
            "duty": it.duty.0,
            "role": it.role.as_str(),
            "person": self.person(Some(it.person)),
            "acting": self.person(it.acting),
            "on_duty": it.on_duty,
        }))
    }

    fn person(&self, id: Option<PersonId>) -> Option<Value> {
        let it = self.district.persons.get(id?.index())?;
        Some(json!({ "code": it.code, "name": it.name }))
    }
}

fn metres(mm: u32) -> f64 {
    f64::from(mm) / 1000.0
}

/// Seven decimals are a centimetre.
fn degrees(it: f64) -> f64 {
    (it * 1e7).round() / 1e7
}
