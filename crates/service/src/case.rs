//! Doing something to a case: checked against what is, saved, applied, announced.

use std::sync::Arc;

use model::{
    Case, CaseEvent, CategoryCode, Change, Decision, Deed, Incident, IncidentId, PersonId, Point, Stage,
    case::{Action, Actor, Move, Photo, Refusal, Setting, Verb},
};
use store::{Outcome, StoreError};
use thiserror::Error;
use uuid::Uuid;

use crate::{Ground, NOTE_LIMIT, Service, Words, decision::Acts, flow::route};

/// How often a deed is tried again that somebody else's came before: each time one of those who wait comes through.
const TRIES: usize = 64;
/// How far around a place the grid members are looked for of whom one is drawn to check, in millimetres (default).
const CHECKERS_WITHIN_MM: u32 = 600_000;
/// How far around its place a ruling on a dispute is obeyed, in millimetres: a street's width (default).
const RULING_RADIUS_MM: u32 = 20_000;

/// What somebody wants to do to an incident.
#[derive(Clone, Debug, PartialEq)]
pub struct Order {
    /// To which.
    pub id: IncidentId,
    /// What.
    pub action: Action,
    /// What is said.
    pub note: String,
    /// Photos that come with it.
    pub photos: Vec<Photo>,
    /// Where the actor is, where known.
    pub place: Option<Point>,
    /// The revision that the actor saw; `None` where it does not matter.
    pub seen: Option<u32>,
}

/// What was done.
#[derive(Clone, Debug)]
pub struct Done {
    /// The incident afterwards.
    pub incident: Arc<Incident>,
    /// Whether it was done now; `false` when the idempotency key was used for the same deed before.
    pub fresh: bool,
}

/// Why something is not done.
#[derive(Debug, Error)]
pub enum CaseError {
    /// There is no such incident.
    #[error("没有案件 {0} / there is no incident {0}")]
    Unknown(IncidentId),
    /// It is made up and was put into its stage without a history.
    #[error("案件 {0} 为早期演示数据，没有流转记录 / the incident {0} is demo data of before there were cases")]
    NoCase(IncidentId),
    /// It has changed since the actor saw it.
    #[error(
        "案件 {id} 已更新到第 {now} 版，您看到的是第 {seen} 版 / the incident {id} is at revision {now}, you saw {seen}"
    )]
    Stale {
        /// Which.
        id: IncidentId,
        /// What the actor saw.
        seen: u32,
        /// What it is now.
        now: u32,
    },
    /// The case flow does not allow it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Nobody has this number.
    #[error("没有编号为 {0} 的人员 / there is no person number {0}")]
    UnknownPerson(u32),
    /// Who did not sign in does nothing, for nobody knows whether it is the reporter.
    #[error("请先登录 / sign in first")]
    Anonymous,
    /// The category was dropped from the table.
    #[error("小类 {0} 已不在分类表中 / the category {0} is not in the table any more")]
    Category(CategoryCode),
    /// The note is too long.
    #[error("说明有 {0} 个字，最多 {NOTE_LIMIT} 个 / the note has {0} characters, at most {NOTE_LIMIT} are taken")]
    Note(usize),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A deed ready to be saved.
pub(crate) struct Prepared {
    deeds: Vec<Deed>,
    decision: Decision,
}

impl Service {
    /// Does something to an incident's case, and what follows from it by itself: filing, dispatch along a unique route, drawing a
    /// checker.
    ///
    /// When this returns `Ok` it survives a power cut and followers have been told. The same idempotency key for the same verb
    /// and incident again does nothing. A caller that stops waiting stops nothing.
    ///
    /// # Errors
    /// [`CaseError`]; then nothing has changed.
    pub async fn act(&self, order: Order, key: Option<String>) -> Result<Done, CaseError> {
        let service = self.clone();
        // On a task of its own, so that a client that hangs up cannot part saving from applying.
        let done = tokio::spawn(async move { service.act_now(order, key).await });
        done.await.unwrap_or(Err(CaseError::Store(StoreError::Stopped)))
    }

    async fn act_now(&self, order: Order, key: Option<String>) -> Result<Done, CaseError> {
        let (id, verb) = (order.id, order.action.verb());
        let key = key.map(|it| self.own_key(&format!("{} {id} {it}", verb.as_str())));
        let mut followed = false;
        for _ in 0..TRIES {
            if let Some(key) = &key
                && self.shared.store.known(key).await?.is_some()
            {
                self.others_applied().await?;
                let incident = self.world().incident(id).ok_or(CaseError::Unknown(id))?;
                return Ok(Done { incident, fresh: false });
            }
            let outcome = if verb == Verb::Rule {
                self.rule(&order, key.clone()).await
            } else {
                self.deed(&order, key.clone()).await
            };
            match outcome {
                Ok(Outcome::Saved) => {
                    self.now_own(id);
                    let incident = self.world().incident(id).ok_or(CaseError::Unknown(id))?;
                    return Ok(Done { incident, fresh: true });
                }
                // Somebody was faster: look again at what is now.
                Ok(Outcome::Repeated(_)) | Err(CaseError::Store(StoreError::Stale(_) | StoreError::Behind)) => {
                    self.others_applied().await?;
                }
                Err(err) => match &key {
                    // The same deed may have come through since its key was looked up.
                    Some(key) if self.shared.store.known(key).await?.is_some() => {}
                    // What is refused here may be right by what another process did.
                    _ if !followed && self.follow_others().await? => followed = true,
                    _ => return Err(err),
                },
            }
        }
        Err(CaseError::Store(StoreError::Busy))
    }

    /// Waits until what others have saved is applied: here they hold the lock from looking to applying.
    async fn others_applied(&self) -> Result<(), StoreError> {
        self.follow_others().await?;
        drop(self.shared.routing.clone().write_owned().await);
        Ok(())
    }

    async fn deed(&self, order: &Order, key: Option<String>) -> Result<Outcome, CaseError> {
        // Shared with reports, so that the people of the incident do not change between looking and applying.
        let _turn = self.shared.routing.clone().read_owned().await;
        let Prepared { deeds, decision } = self.prepare(order).await?;
        let changed: Vec<_> = deeds.iter().map(|it| it.incident.clone()).collect();
        let change = Change::Case { deeds, decision, rerouted: vec![], idempotency_key: key };
        let outcome = self.shared.store.commit(self.author, change).await?;
        if outcome == Outcome::Saved {
            self.shared.apply_changed(changed);
        }
        Ok(outcome)
    }

    /// Rules on a dispute: the ruling and what follows from it for other incidents are saved together.
    async fn rule(&self, order: &Order, key: Option<String>) -> Result<Outcome, CaseError> {
        let _alone = self.alone().await?;
        let Prepared { deeds, decision } = self.prepare(order).await?;
        let world = self.world();
        let ground = Arc::new(world.ground.decided(world.ground.district.decided(&decision)));
        drop(world);
        let why = Words { zh: "确权裁定".into(), en: "a ruling on a dispute".into() };
        let acts = Acts { decision, deeds, key };
        Ok(self.put_in_force(ground, acts, &why, self.now_ms()).await?)
    }

    /// Checks an order against what is, and makes the deeds of it.
    pub(crate) async fn prepare(&self, order: &Order) -> Result<Prepared, CaseError> {
        if self.author.actor == Actor::Anonymous {
            return Err(CaseError::Anonymous);
        }
        let length = order.note.chars().count();
        if length > NOTE_LIMIT {
            return Err(CaseError::Note(length));
        }
        let world = self.world();
        let (ground, now_ms) = (&world.ground, self.now_ms());
        known_persons(ground, order.action)?;
        let (incident, case) = self.find(order.id).await?;
        if let Some(seen) = order.seen.filter(|it| *it != incident.revision) {
            return Err(CaseError::Stale { id: order.id, seen, now: incident.revision });
        }
        let it = Move {
            seen: None,
            at: now_ms,
            actor: self.author.actor,
            action: order.action,
            note: order.note.trim().to_owned(),
            photos: order.photos.clone(),
            place: order.place,
        };
        let dropped = CaseError::Category(case.category);
        let flow = self.flow();
        let setting = ground.setting(&flow, &case, route(&incident)).ok_or(dropped)?;
        let setting = Setting { stand_in: ground.stand_in(&case, now_ms), ..setting };
        if let Action::Merge { into } = order.action {
            let (other, parent) = self.find(into).await?;
            let merged = case.merge(&parent, &it, &setting)?;
            let deeds = vec![went_on(&incident, merged.child), went_on(&other, merged.parent)];
            return Ok(Prepared { deeds, decision: Decision::default() });
        }
        let (mut case, event) = case.apply(&it, &setting)?;
        let ruling = case.ruling(&event, RULING_RADIUS_MM);
        let mut events = vec![event];
        let (after, by_itself) = case.automatic(now_ms, &setting);
        case = after;
        events.extend(by_itself);
        if case.stage == Stage::AwaitingCheck && case.checker.is_none() {
            let near = ground.members_near(case.point, CHECKERS_WITHIN_MM);
            if let Some(checker) = case.draw_checker(&near, Uuid::new_v4().as_u64_pair().0) {
                let appoint = Move::new(now_ms, Actor::System, Action::Appoint { checker });
                let (after, event) = case.apply(&appoint, &setting)?;
                case = after;
                events.push(event);
            }
        }
        let decision = Decision { new_rulings: ruling.into_iter().collect(), ..Decision::default() };
        Ok(Prepared { deeds: vec![deed(&incident, &case, events)], decision })
    }

    /// Finds an incident with its case.
    async fn find(&self, id: IncidentId) -> Result<(Arc<Incident>, Case), CaseError> {
        let incident = self.world().incident(id).ok_or(CaseError::Unknown(id))?;
        match self.case(&incident).await? {
            Some(case) => Ok((incident, case)),
            None => Err(CaseError::NoCase(id)),
        }
    }

    /// Returns the case of an incident, settled or not; `None` for made-up incidents of before there were cases.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn case(&self, incident: &Incident) -> Result<Option<Case>, StoreError> {
        match &incident.case {
            Some(case) => Ok(Some(**case)),
            None => self.shared.store.case(incident.id).await,
        }
    }

    /// Makes an idempotency key the caller's own, so that nobody finds another's deeds by guessing keys.
    pub(crate) fn own_key(&self, key: &str) -> String {
        match self.author.actor {
            Actor::Account { account, .. } => format!("{} {key}", account.0),
            Actor::System | Actor::Anonymous => key.to_owned(),
        }
    }
}

fn went_on(incident: &Incident, (case, event): (Case, CaseEvent)) -> Deed {
    deed(incident, &case, vec![event])
}

fn deed(incident: &Incident, case: &Case, events: Vec<CaseEvent>) -> Deed {
    let mut after = incident.clone();
    after.stage = case.stage;
    after.revision = incident.revision.saturating_add(1);
    after.case = (!case.is_settled()).then(|| Arc::new(*case));
    Deed { incident: after, before: incident.revision, events }
}

/// Checks that whoever an action names is there.
fn known_persons(ground: &Ground, action: Action) -> Result<(), CaseError> {
    let named: Option<PersonId> = match action {
        Action::Dispatch { unit } | Action::Redispatch { unit } | Action::Rule { unit } => Some(unit),
        Action::Appoint { checker } => Some(checker),
        _ => None,
    };
    match named.filter(|it| it.index() >= ground.district.persons.len()) {
        Some(it) => Err(CaseError::UnknownPerson(it.0)),
        None => Ok(()),
    }
}
