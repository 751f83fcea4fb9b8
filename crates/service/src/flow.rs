//! What cases are judged by, and what is open to whom.

use std::sync::Arc;

use model::{
    Case, DutyRole, Flow, Incident, PersonId, Standing,
    case::{Actor, Route, Setting, Verb},
};

use crate::{Ground, Service};

impl Ground {
    /// Returns what a case is judged by; `None` where its category was dropped from the table.
    pub fn setting<'a>(&'a self, flow: &'a Flow, case: &Case, route: Option<Route>) -> Option<Setting<'a>> {
        let tree = &self.categories;
        let filed = case.version.and_then(|it| tree.version(case.category, it));
        Some(Setting {
            category: filed.or_else(|| tree.get(case.category))?,
            profile: flow.profile(case.profile),
            calendar: flow.calendar(),
            route,
            stand_in: None,
        })
    }

    /// Returns who stands in at a moment for the unit that has a case; `None` where that is not on leave.
    pub(crate) fn stand_in(&self, case: &Case, at_ms: i64) -> Option<PersonId> {
        let unit = case.unit?;
        self.roster(at_ms).acting(unit).filter(|it| *it != unit)
    }
}

/// Returns where an incident would be sent as it was routed.
pub fn route(incident: &Incident) -> Option<Route> {
    // Who keeps a shop signs nothing here: the grid member has them put it right.
    let unit = match incident.primary? {
        DutyRole::FrontageHolder => incident.member,
        _ => incident.primary_person(),
    };
    Some(Route { unit: unit?, confidence: incident.confidence? })
}

impl Service {
    /// Returns profiles and calendar.
    pub fn flow(&self) -> Arc<Flow> {
        self.world().flow.clone()
    }

    /// Returns what is open to whom this service acts for, in the order of the case flow; nothing to who did not sign in, for then
    /// nobody knows whether it is the reporter.
    pub fn legal(&self, ground: &Ground, incident: &Incident, case: &Case) -> Vec<Verb> {
        if self.author.actor == Actor::Anonymous {
            return vec![];
        }
        let (flow, now_ms) = (self.flow(), self.now_ms());
        let setting = ground.setting(&flow, case, route(incident));
        let setting = setting.map(|it| Setting { stand_in: ground.stand_in(case, now_ms), ..it });
        setting.map_or_else(Vec::new, |it| case.legal(self.author.actor, now_ms, &it))
    }

    /// Tells how the deadline of handling stands now, where somebody has to handle the case.
    pub fn standing(&self, ground: &Ground, case: &Case) -> Option<Standing> {
        case.standing(self.now_ms(), &ground.setting(&self.flow(), case, None)?)
    }
}
