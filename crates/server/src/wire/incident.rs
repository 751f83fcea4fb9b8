//! An incident on the wire.

use model::{Case, Confidence, Happening, Incident, IncidentDetail};
use serde::Serialize;
use service::{Ground, Service, Words};
use utoipa::ToSchema;

use super::{
    EventWire, FlowWire, LimitWire, PlaceWire, VerbWire,
    answer::WordsWire,
    local_time,
    people::{CellWire, PersonWire, PrimaryWire, RoadWire},
};

/// An incident (案件).
#[derive(Serialize, ToSchema)]
pub(crate) struct IncidentWire {
    /// A UUID.
    id: String,
    category: CategoryWire,
    /// Where it stands in the case flow, for instance `reported`.
    stage: &'static str,
    stage_zh: &'static str,
    /// `member`, `resident`, `hotline` or `inspection`.
    source: &'static str,
    place: PlaceWire,
    /// RFC 3339, in local time.
    reported_at: String,
    /// Whether it is made up for a demonstration.
    made_up: bool,
    note: String,
    accuracy_m: Option<f64>,
    cell: Option<CellWire>,
    member: Option<PersonWire>,
    road: Option<RoadWire>,
    leader: Option<PersonWire>,
    primary: Option<PrimaryWire>,
    /// How sure that is: `certain`, `likely` or `choose`; null for incidents of before it was told.
    confidence: Option<&'static str>,
    limit: Option<LimitWire>,
    /// Why these people answer, as told to the reporter.
    reason: WordsWire,
    /// Counts the changes; see `If-Match`.
    revision: u32,
    /// How its case stands; `null` in lists once nothing waits for anybody.
    flow: Option<FlowWire>,
    /// What the caller can do; only when one incident is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    legal: Option<Vec<VerbWire>>,
    /// What happened, oldest first; only when one incident is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    events: Option<Vec<EventWire>>,
}

/// A category by code and name.
#[derive(Serialize, ToSchema)]
pub(crate) struct CategoryWire {
    code: String,
    zh: String,
    en: String,
}

impl IncidentWire {
    /// Writes an incident as lists show it.
    pub(crate) fn of(service: &Service, ground: &Ground, it: &Incident, detail: IncidentDetail) -> Self {
        let mut wire = Self::new(ground, it, detail);
        wire.flow = it.case.as_deref().map(|case| FlowWire::new(service, ground, case));
        wire
    }

    /// Leaves people's names out for who may not learn them, and what was said of them.
    pub(crate) fn for_eyes(mut self, sees_people: bool) -> Self {
        if !sees_people {
            (self.member, self.leader) = (None, None);
            self.primary = self.primary.map(|it| PrimaryWire { name: None, ..it });
            self.reason = WordsWire { zh: String::new(), en: String::new() };
            self.flow = self.flow.map(FlowWire::without_people);
            self.events = self.events.map(|it| it.into_iter().map(EventWire::without_people).collect());
        }
        self
    }

    /// Tells why in other words.
    pub(crate) fn because(self, reason: Words) -> Self {
        Self { reason: reason.into(), ..self }
    }

    fn new(ground: &Ground, it: &Incident, detail: IncidentDetail) -> Self {
        let category = ground.categories.get(it.category);
        let road = it.road.map(|at| {
            let foot = foot(ground, it);
            RoadWire::new(ground, at, foot, it.point)
        });
        let person = it.primary.and_then(|role| it.primary_person().map(|id| (role, id)));
        Self {
            id: it.id.to_string(),
            category: CategoryWire {
                code: it.category.to_string(),
                // A code that was dropped from the table keeps its incidents.
                zh: category.map_or_else(|| it.category.to_string(), |it| it.zh.clone()),
                en: category.map_or_else(|| it.category.to_string(), |it| it.en.clone()),
            },
            stage: it.stage.as_str(),
            stage_zh: it.stage.zh(),
            source: it.source.as_str(),
            place: it.place.into(),
            reported_at: local_time(it.reported_at),
            made_up: it.made_up,
            note: detail.note,
            accuracy_m: detail.accuracy_m,
            cell: it.cell.map(|id| CellWire::new(ground, id)),
            member: it.member.map(|id| PersonWire::new(ground, id)),
            road,
            leader: it.leader.map(|id| PersonWire::new(ground, id)),
            primary: person.map(|(role, id)| PrimaryWire {
                role: role.as_str(),
                name: Some(ground.district.persons[id.index()].name.clone()),
            }),
            confidence: it.confidence.map(Confidence::as_str),
            limit: category.map(|it| it.limit.into()),
            reason: WordsWire { zh: detail.reason_zh, en: detail.reason_en },
            revision: it.revision,
            flow: None,
            legal: None,
            events: None,
        }
    }

    /// Adds its case, settled or not, what the caller can do with it, and what happened.
    pub(crate) fn whole(
        mut self,
        service: &Service,
        ground: &Ground,
        it: &Incident,
        case: Option<&Case>,
        history: &[Happening],
    ) -> Self {
        self.flow = case.map(|case| FlowWire::new(service, ground, case));
        let legal = case.map(|case| service.legal(ground, it, case)).unwrap_or_default();
        self.legal = Some(legal.into_iter().map(VerbWire::new).collect());
        self.events = Some(history.iter().map(|event| EventWire::new(ground, it.point, event)).collect());
        self
    }
}

/// Finds the foot on the segment again; the segment's line does not change under an incident.
fn foot(ground: &Ground, it: &Incident) -> model::Point {
    ground.locator.nearest_road(it.point, f64::INFINITY).map_or(it.point, |road| road.foot)
}
