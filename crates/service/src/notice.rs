//! Supervision and rectification notices: issued, received, answered.

use std::sync::Arc;

use model::{
    AccountRole, Change, Event, IncidentId, Notice, NoticeChange, NoticeId, NoticeKind, PersonId, case::Actor,
};
use store::{Parts, StoreError, Turn};
use thiserror::Error;
use tokio::sync::MutexGuard;

use crate::{NOTE_LIMIT, Service};

/// Who may issue notices.
pub const NOTICE_ISSUERS: [AccountRole; 5] = [
    AccountRole::Supervisor,
    AccountRole::Leader,
    AccountRole::Inspector,
    AccountRole::Dispatcher,
    AccountRole::Office,
];

/// A notice as it is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewNotice {
    /// What it demands.
    pub kind: NoticeKind,
    /// What it is about.
    pub incident: IncidentId,
    /// To whom; who has the case, else who answers first, where nobody is named.
    pub to: Option<PersonId>,
    /// What it says.
    pub text: String,
    /// When an answer is due: milliseconds since 1970.
    pub due_at: Option<i64>,
}

/// Why a notice is refused.
#[derive(Debug, Error)]
pub enum NoticeError {
    /// There is no such incident.
    #[error("没有案件 {0} / there is no incident {0}")]
    UnknownIncident(IncidentId),
    /// There is no such notice.
    #[error("没有编号为 {0} 的通知 / there is no notice number {0}")]
    Unknown(u32),
    /// Nobody has the case, and nobody is named.
    #[error("案件尚无责任人，请指定接收人 / nobody has the case yet: name who shall get the notice")]
    Nobody,
    /// Nobody has this number.
    #[error("没有编号为 {0} 的人员 / there is no person number {0}")]
    UnknownPerson(u32),
    /// It says nothing.
    #[error("须写明内容 / it has to say something")]
    Empty,
    /// The text is too long.
    #[error("内容有 {0} 个字，最多 {NOTE_LIMIT} 个 / the text has {0} characters, at most {NOTE_LIMIT} are taken")]
    TooLong(usize),
    /// The answer would be due in the past.
    #[error("答复期限须在将来 / the answer has to be due in the future")]
    Past,
    /// The role does not issue notices.
    #[error(
        "只有网格长、包路领导、督查员、派遣员、办公室可以发通知 / only supervisors, leaders, inspectors, dispatchers and the office issue notices"
    )]
    Role,
    /// It is addressed to somebody else.
    #[error("这份通知不是发给您的 / the notice is not addressed to you")]
    NotYours,
    /// It was received or answered before.
    #[error("已经办理过 / that was done before")]
    Done,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Service {
    /// Issues a notice about an incident; it is put into the incident's history and moves no clock.
    ///
    /// # Errors
    /// [`NoticeError`]; then nothing has changed.
    pub async fn issue_notice(&self, new: NewNotice) -> Result<NoticeId, NoticeError> {
        let Actor::Account { account, role, .. } = self.author.actor else { return Err(NoticeError::Role) };
        if !NOTICE_ISSUERS.contains(&role) {
            return Err(NoticeError::Role);
        }
        let text = checked(&new.text)?;
        let service = self.clone();
        let issued = tokio::spawn(async move {
            // One after the other, so that numbers have no gaps and none is given twice.
            let _turn = service.notices_alone(new.incident).await?;
            let (world, at) = (service.world(), service.now_ms());
            let incident = world.incident(new.incident).ok_or(NoticeError::UnknownIncident(new.incident))?;
            let has = incident.case.as_ref().and_then(|it| it.unit).or_else(|| incident.primary_person());
            let to = new.to.or(has).ok_or(NoticeError::Nobody)?;
            if to.index() >= world.ground.district.persons.len() {
                return Err(NoticeError::UnknownPerson(to.0));
            }
            if new.due_at.is_some_and(|it| it <= at) {
                return Err(NoticeError::Past);
            }
            let all = world.notices.iter().map(Arc::as_ref);
            let notice = Notice {
                kind: new.kind,
                number: Notice::next_number(all, new.kind, at),
                incident: new.incident,
                to,
                text,
                issued_at: at,
                issued_by: Some(account),
                due_at: new.due_at,
                received_at: None,
                answered_at: None,
                answer: String::new(),
            };
            let name = &world.ground.district.persons[to.index()].name;
            let note = format!("{} → {name}：{}", notice.title(), notice.text);
            let event = Event { at, verb: "notice_issued".into(), stage: incident.stage, note };
            let id = NoticeId::at(world.notices.len());
            drop(world);
            service.save_notice(NoticeChange::Issued(notice), new.incident, event).await?;
            Ok(id)
        });
        issued.await.unwrap_or(Err(NoticeError::Store(StoreError::Stopped)))
    }

    /// Confirms to have a notice.
    ///
    /// # Errors
    /// [`NoticeError`]; then nothing has changed.
    pub async fn receive_notice(&self, id: NoticeId) -> Result<(), NoticeError> {
        self.settle(id, None).await
    }

    /// Answers a notice.
    ///
    /// # Errors
    /// [`NoticeError`]; then nothing has changed.
    pub async fn answer_notice(&self, id: NoticeId, answer: &str) -> Result<(), NoticeError> {
        self.settle(id, Some(checked(answer)?)).await
    }

    async fn settle(&self, id: NoticeId, answer: Option<String>) -> Result<(), NoticeError> {
        let service = self.clone();
        let settled = tokio::spawn(async move {
            let _turn = service.notices_alone(None).await?;
            let (world, at) = (service.world(), service.now_ms());
            let notice = world.notices.get(id.index()).ok_or(NoticeError::Unknown(id.0))?.clone();
            if service.author.actor.person() != Some(notice.to) {
                return Err(NoticeError::NotYours);
            }
            let done = if answer.is_some() { notice.answered_at } else { notice.received_at };
            if done.is_some() {
                return Err(NoticeError::Done);
            }
            let incident = notice.incident;
            let stage = world.incident(incident).ok_or(NoticeError::UnknownIncident(incident))?.stage;
            drop(world);
            let (verb, note, change) = match answer {
                Some(answer) => {
                    let note = format!("{}：{answer}", notice.title());
                    ("notice_answered", note, NoticeChange::Answered { id, at, answer })
                }
                None => ("notice_received", notice.title(), NoticeChange::Received { id, at }),
            };
            let event = Event { at, verb: verb.into(), stage, note };
            service.save_notice(change, incident, event).await?;
            Ok(())
        });
        settled.await.unwrap_or(Err(NoticeError::Store(StoreError::Stopped)))
    }

    /// Waits until nobody else changes notices, here or in another process, and follows what others have changed; also the
    /// incident, where it is not known here yet.
    async fn notices_alone(
        &self,
        incident: impl Into<Option<IncidentId>>,
    ) -> Result<(MutexGuard<'_, ()>, Turn), StoreError> {
        if incident.into().is_some_and(|it| self.world().incident(it).is_none()) {
            self.follow_others().await?;
        }
        let alone = self.shared.notices.lock().await;
        let turn = self.shared.store.turn().await?;
        if turn.behind().has(Parts::NOTICES) {
            self.follow_notices().await?;
        }
        Ok((alone, turn))
    }

    async fn save_notice(&self, change: NoticeChange, incident: IncidentId, event: Event) -> Result<(), StoreError> {
        let saved = Change::Notice { change: change.clone(), incident, event };
        self.shared.store.commit(self.author, saved).await?;
        self.shared.apply_notice(change, incident);
        Ok(())
    }
}

fn checked(text: &str) -> Result<String, NoticeError> {
    let text = text.trim();
    match text.chars().count() {
        0 => Err(NoticeError::Empty),
        length if length > NOTE_LIMIT => Err(NoticeError::TooLong(length)),
        _ => Ok(text.to_owned()),
    }
}
