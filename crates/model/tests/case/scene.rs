//! A case with its people, tables and photos.

#![expect(clippy::unwrap_used, reason = "a helper of tests may panic like a test")]

use model::{
    AccountId, AccountRole, Bilingual, Calendar, CalendarOverride, Case, CaseEvent, Category, CategoryCode, Confidence,
    Day, Escalation, FlowProfile, IncidentId, OverrideKind, Owner, PersonId, PhotosNeeded, Point, ProfileId, Source,
    Stage, StageLimits, WorkHours,
    case::{Action, Actor, Move, Opening, Photo, PhotoId, PhotoKind, Refusal, Route, Setting, Verb},
};

pub const HOUR: i64 = 3_600_000;
/// The unit to which cases go.
pub const UNIT: PersonId = PersonId(7);
/// Another unit.
pub const OTHER_UNIT: PersonId = PersonId(8);
pub const PLACE: Point = Point { x: 1_000_000, y: 2_000_000 };

/// Wednesday 4 March 2026, 09:00 in Shanghai: nothing but plain workdays around.
pub fn start() -> i64 {
    "2026-03-04".parse::<Day>().unwrap().start_ms() + 9 * HOUR
}

pub struct Scene {
    pub category: Category,
    pub profile: FlowProfile,
    pub calendar: Calendar,
    pub route: Option<Route>,
    pub stand_in: Option<PersonId>,
}

impl Scene {
    /// The district's profile and a category of 4 work hours that may be handled on the spot.
    pub fn new() -> Self {
        let holiday = CalendarOverride {
            day: "2026-04-06".parse().unwrap(),
            kind: OverrideKind::Holiday,
            zh: "清明节".into(),
            en: "Tomb-sweeping Day".into(),
            source: "test".into(),
        };
        Self {
            category: Category {
                code: CategoryCode(102),
                version: 3,
                valid_from: None,
                valid_to: None,
                zh: "暴露垃圾".into(),
                en: "Exposed refuse".into(),
                limit: "4 work_hour".parse().unwrap(),
                stage_limits: StageLimits::NONE,
                owner: Owner::Grid,
                on_the_spot: true,
                filing: Bilingual::default(),
                closing: Bilingual::default(),
                photos: PhotosNeeded::BOTH,
                duplicate_radius_m: 20,
                duplicate_hours: 24,
                verge_m: 0,
                quantities: vec![],
                source: "test".into(),
            },
            profile: FlowProfile {
                id: ProfileId(1),
                code: "district".into(),
                name: Bilingual { zh: "区级".into(), en: "District".into() },
                accept_staff: true,
                file_unique: false,
                dispatch_unique: true,
                verify_public: true,
                max_returns: 2,
                max_deferrals: 2,
                reopen: "72 clock_hour".parse().unwrap(),
                photo_radius_m: 100,
                photo_unplaced: false,
                due_soon_percent: 75,
                escalation: Escalation::DEFAULT.to_vec(),
                hours: WorkHours::default(),
                limits: "reported=1 work_hour; filed=1 work_hour; dispatched=2 work_hour; awaiting_check=1 work_day; rework=4 \
                         work_hour"
                    .parse()
                    .unwrap(),
            },
            calendar: Calendar::new(WorkHours::default(), [holiday]).unwrap(),
            route: None,
            stand_in: None,
        }
    }

    pub fn street() -> Self {
        let mut scene = Self::new();
        scene.profile.file_unique = true;
        scene.route = Some(Route { unit: UNIT, confidence: Confidence::Likely });
        scene
    }

    pub fn setting(&self) -> Setting<'_> {
        Setting {
            category: &self.category,
            profile: &self.profile,
            calendar: &self.calendar,
            route: self.route,
            stand_in: self.stand_in,
        }
    }

    pub fn open(&self, source: Source) -> (Case, CaseEvent) {
        let reporter = if source == Source::Resident { Actor::Anonymous } else { actor(AccountRole::GridMember) };
        let opening = Opening { id: id(1), profile: ProfileId(1), category: CategoryCode(102), source, point: PLACE };
        Case::open(opening, &Move::new(start(), reporter, Action::Report(opening)).saying("垃圾"), &self.setting())
    }

    /// Does something that has to work, an hour after the last event.
    #[track_caller]
    pub fn act(&self, case: &Case, who: Actor, action: Action) -> Case {
        let found = self.attempt(case, who, action);
        found.unwrap_or_else(|it| panic!("{it}")).0
    }

    /// Tries something, with text and photos, an hour after the last event.
    pub fn attempt(&self, case: &Case, who: Actor, action: Action) -> Result<(Case, CaseEvent), Refusal> {
        case.apply(&whole(case.changed_at + HOUR, who, action), &self.setting())
    }

    /// A case that came to a stage by the plain way.
    pub fn at(&self, stage: Stage) -> Case {
        self.way(stage).0
    }

    /// The same with its events.
    pub fn way(&self, stage: Stage) -> (Case, Vec<CaseEvent>) {
        let (mut case, first) = self.open(Source::Member);
        let mut events = vec![first];
        for verb in way(stage) {
            let (who, action) = plain(*verb, &case);
            let (next, event) = self.attempt(&case, who, action).unwrap_or_else(|it| panic!("{it}"));
            case = next;
            events.push(event);
        }
        assert_eq!(case.stage, stage);
        (case, events)
    }
}

/// The verbs that lead to a stage.
fn way(stage: Stage) -> &'static [Verb] {
    use Verb::{
        Accept, AskDeferral, AskVerification, Dispatch, Dispute, Fail, FeedBack, File, Merge, Pass, Refuse, Reopen,
        Return, Sign, Suspend,
    };
    match stage {
        Stage::Reported => &[],
        Stage::Verifying => &[AskVerification],
        Stage::Accepted => &[Accept],
        Stage::Filed => &[Accept, File],
        Stage::Dispatched => &[Accept, File, Dispatch],
        Stage::Handling => &[Accept, File, Dispatch, Sign],
        Stage::AwaitingCheck => &[Accept, File, Dispatch, Sign, FeedBack],
        Stage::Closed => &[Accept, File, Dispatch, Sign, FeedBack, Pass],
        Stage::Returned => &[Accept, File, Dispatch, Return],
        Stage::Disputed => &[Accept, File, Dispatch, Return, Dispute],
        Stage::Deferred => &[Accept, File, Dispatch, Sign, AskDeferral],
        Stage::Suspended => &[Accept, File, Dispatch, Sign, Suspend],
        Stage::Rework => &[Accept, File, Dispatch, Sign, FeedBack, Fail],
        Stage::Rejected => &[Accept, Refuse],
        Stage::Void => &[Merge],
        Stage::Reopened => &[Accept, File, Dispatch, Sign, FeedBack, Pass, Reopen],
    }
}

/// Who usually does it, and the action with sound values.
pub fn plain(verb: Verb, case: &Case) -> (Actor, Action) {
    use AccountRole::{Acceptor, Dispatcher, GridMember, Inspector, Leader, Office, Supervisor};
    let later = case.due_at.unwrap_or(0).max(case.changed_at) + 48 * HOUR;
    let (who, action) = match verb {
        Verb::Report => {
            let Case { id, profile, category, source, point, .. } = *case;
            (GridMember, Action::Report(Opening { id, profile, category, source, point }))
        }
        Verb::AskVerification => (Acceptor, Action::AskVerification),
        Verb::Verify => (Inspector, Action::Verify { found: true }),
        Verb::Accept => (Acceptor, Action::Accept),
        Verb::Merge => (Acceptor, Action::Merge { into: id(2) }),
        Verb::Absorb => (Acceptor, Action::Absorb { child: id(2), reporters: 1 }),
        Verb::File => (Supervisor, Action::File),
        Verb::Refuse => (Supervisor, Action::Refuse),
        Verb::Dispatch => (Dispatcher, Action::Dispatch { unit: UNIT }),
        Verb::Sign => return (unit(), Action::Sign),
        Verb::Return => return (unit(), Action::Return),
        Verb::Redispatch => (Dispatcher, Action::Redispatch { unit: UNIT }),
        Verb::Dispute => (Dispatcher, Action::Dispute),
        Verb::Rule => (Supervisor, Action::Rule { unit: UNIT }),
        Verb::AskDeferral => return (unit(), Action::AskDeferral { until: later }),
        Verb::ApproveDeferral => (Leader, Action::ApproveDeferral { until: later }),
        Verb::RefuseDeferral => (Leader, Action::RefuseDeferral),
        Verb::Suspend => (Leader, Action::Suspend { review_at: later }),
        Verb::Resume => (Leader, Action::Resume),
        Verb::FeedBack => return (unit(), Action::FeedBack),
        Verb::HandleOnTheSpot => (GridMember, Action::HandleOnTheSpot),
        Verb::Appoint => (Supervisor, Action::Appoint { checker: PersonId(55) }),
        Verb::Pass => (Inspector, Action::Pass),
        Verb::Fail => (Inspector, Action::Fail),
        Verb::Reopen => (Inspector, Action::Reopen),
        Verb::Publish => (Office, Action::Publish),
        Verb::Comment => (Office, Action::Comment),
    };
    (actor(who), action)
}

pub fn id(n: u128) -> IncidentId {
    IncidentId(uuid::Uuid::from_u128(n))
}

/// An account of a role, with a person of its own; that of handling units belongs to [`UNIT`].
pub fn actor(role: AccountRole) -> Actor {
    let person = if role == AccountRole::HandlingUnit { UNIT } else { PersonId(100 + role as u32) };
    Actor::Account { account: AccountId(role as u32), role, person: Some(person) }
}

pub fn unit() -> Actor {
    actor(AccountRole::HandlingUnit)
}

/// A move with text and sound photos.
pub fn whole(at: i64, who: Actor, action: Action) -> Move {
    Move::new(at, who, action).saying("理由").showing([photo(PhotoKind::Before), photo(PhotoKind::After)])
}

/// A photo taken at the place after the report.
pub fn photo(kind: PhotoKind) -> Photo {
    Photo { id: PhotoId([kind as u8; 32]), kind, taken_at: Some(start() + 1), place: Some(PLACE) }
}
