//! Sends letters: one robot's one after the other, different robots' at the same time.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, PoisonError},
    time::Duration,
};

use model::{Author, Change, Failing, Letter, LetterChange, Robot, RobotId, RobotSecrets, Secret, Trial};
use notify::{Backoff, Message, Outgoing, Verdict, outgoing, verdict, webhook};
use store::StoreError;
use tokio::{
    sync::watch,
    task::{JoinHandle, JoinSet},
};

use super::{Carrier, CarryError, RobotError, error::refused, words};
use crate::{Service, neighbours::Lead};

/// How many robots are sent to at the same time (default).
const AT_ONCE: usize = 8;
/// How many letters become one at most: that many lines of them fit the 2,048 bytes that `WeCom` takes.
const DIGEST_MOST: usize = 8;
/// How long after a failure of the store it is tried again (default).
const AGAIN_MS: i64 = 60_000;
/// How often it is tried to write down what came of a letter, and how long in between. A letter of which that fails is sent twice.
const NOTES: usize = 20;
const NOTE_AGAIN: Duration = Duration::from_millis(250);

/// The task that sends letters. It stops at once when it is dropped.
#[derive(Debug)]
pub struct Sender {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Sender {
    /// Stops softly: what is on its way arrives and is written down.
    pub async fn stop(mut self) {
        // A task that has ended hears nothing.
        let _ = self.stop.send(true);
        let _ = (&mut self.task).await;
    }
}

impl Drop for Sender {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Service {
    /// Sends letters from now on, by this carrier; only the first one counts. What was not sent before, by whatever process, is sent
    /// now.
    pub fn send_letters(&self, carrier: Arc<dyn Carrier>, backoff: Backoff) -> Sender {
        let carrier = self.shared.robots.carrier.get_or_init(|| carrier).clone();
        let (stop, stopped) = watch::channel(false);
        let service = self.by(Author::SYSTEM);
        let rounds =
            Rounds { service, carrier, backoff, jobs: JoinSet::new(), busy: BTreeSet::new(), rests: BTreeMap::new() };
        Sender { stop, task: tokio::spawn(rounds.run(stopped)) }
    }

    /// Sends a robot a message at once, to try whether it arrives.
    ///
    /// # Errors
    /// [`RobotError::Unknown`], [`RobotError::TooMany`], [`RobotError::NoCarrier`]; otherwise when the store fails. That it does not
    /// arrive is an answer.
    pub async fn try_robot(&self, id: RobotId) -> Result<Verdict, RobotError> {
        let robot = self.robot(id)?;
        let carrier = self.shared.robots.carrier.get().ok_or(RobotError::NoCarrier)?.clone();
        let now_ms = self.now_ms();
        self.take_place(id, now_ms).map_err(|at| {
            let seconds = u32::try_from(at.saturating_sub(now_ms).div_euclid(1000) + 1).unwrap_or(u32::MAX);
            RobotError::TooMany { seconds }
        })?;
        let message = words::trial(&self.world(), now_ms);
        self.carry(&*carrier, &robot, &message, now_ms).await?.ok_or(RobotError::Unknown)
    }

    /// Takes a place in a robot's minute, or tells when the next one is free.
    fn take_place(&self, robot: RobotId, now_ms: i64) -> Result<(), i64> {
        let mut paces = self.shared.robots.paces.lock().unwrap_or_else(PoisonError::into_inner);
        paces.entry(robot).or_default().take(now_ms)
    }

    /// Brings a message to a robot; `None` where it was removed.
    async fn carry(
        &self,
        carrier: &dyn Carrier,
        robot: &Robot,
        message: &Message,
        now_ms: i64,
    ) -> Result<Option<Verdict>, StoreError> {
        let Some(secrets) = self.shared.store.robot_secrets(robot.id).await? else { return Ok(None) };
        let allowed = self.robots().hosts.clone();
        // The list may be another one than when the robot was set up.
        let verdict = match webhook(secrets.address.reveal(), &allowed) {
            Err(err) => Verdict::Never { why: refused(&err) },
            Ok(_) => match carrier.carry(request(robot, &secrets, message, now_ms), allowed).await {
                Ok(it) => verdict(robot.kind, it.status, &it.body),
                Err(CarryError::Failed(why)) => Verdict::Again { why, wait_ms: None },
                Err(CarryError::Refused(why)) => Verdict::Never { why },
            },
        };
        Ok(Some(without_secrets(verdict, &secrets)))
    }
}

fn request(robot: &Robot, secrets: &RobotSecrets, message: &Message, now_ms: i64) -> Outgoing {
    let address = secrets.address.reveal().to_owned();
    let secret = secrets.secret.as_ref().map(|it| it.reveal().to_owned());
    outgoing(&notify::Robot { kind: robot.kind, address, secret }, message, now_ms)
}

/// Takes what must not be shown out of what was said: some servers repeat what they were asked.
fn without_secrets(verdict: Verdict, secrets: &RobotSecrets) -> Verdict {
    let address = secrets.address.reveal();
    let path = address.splitn(4, '/').nth(3).unwrap_or_default();
    let query = path.split_once('?').map_or("", |it| it.1);
    let keys = query.split('&').filter_map(|it| it.split_once('=')).map(|it| it.1);
    let hidden: Vec<&str> = [address, path, query, secrets.secret.as_ref().map_or("", Secret::reveal)]
        .into_iter()
        .chain(path.split('?').next().into_iter().flat_map(|it| it.split('/')).chain(keys).filter(|it| it.len() >= 16))
        // What is so short is no key, and would tear words apart.
        .filter(|it| it.len() >= 6)
        .collect();
    let clean = |text: String| hidden.iter().fold(text, |text, it| text.replace(it, "…"));
    let clean = |Failing { zh, en }: Failing| Failing { zh: clean(zh), en: clean(en) };
    match verdict {
        Verdict::Delivered => Verdict::Delivered,
        Verdict::Again { why, wait_ms } => Verdict::Again { why: clean(why), wait_ms },
        Verdict::Never { why } => Verdict::Never { why: clean(why) },
    }
}

/// What one task knows that sends letters.
struct Rounds {
    service: Service,
    carrier: Arc<dyn Carrier>,
    backoff: Backoff,
    /// What is on its way: to whom, and until when the robot wants to be left alone.
    jobs: JoinSet<(RobotId, Option<i64>)>,
    busy: BTreeSet<RobotId>,
    rests: BTreeMap<RobotId, i64>,
}

impl Rounds {
    async fn run(mut self, mut stopped: watch::Receiver<bool>) {
        let clock = self.service.shared.clock.clone();
        let shared = self.service.shared.clone();
        let mut lead = Lead::of(&self.service);
        loop {
            // Before looking, so that what comes while looking is heard.
            let mut news = self.service.follow();
            // One process sends them all.
            let next_ms = if lead.holds() {
                self.round().await.unwrap_or_else(|err| {
                    tracing::error!(error = %err, "sending letters");
                    self.service.now_ms().saturating_add(AGAIN_MS)
                })
            } else {
                i64::MAX
            };
            tokio::select! {
                _ = stopped.changed() => break,
                Some(done) = self.jobs.join_next() => {
                    if let Ok((robot, rest)) = done {
                        self.busy.remove(&robot);
                        self.rests.extend(rest.map(|until| (robot, until)));
                    }
                }
                // Something happened that somebody may have been told of.
                _ = news.recv() => {}
                () = shared.robots.wake.notified() => {}
                () = clock.reached(next_ms) => {}
                () = lead.changes() => {}
            }
        }
        while self.jobs.join_next().await.is_some() {}
    }

    /// Makes letters, sends what may be sent now, and tells when it has to be looked at again if nothing happens.
    async fn round(&mut self) -> Result<i64, StoreError> {
        if !self.service.robots().robots.iter().any(Robot::is_live) {
            // Nothing is asked of the store where nobody has robots.
            return Ok(i64::MAX);
        }
        self.service.write_letters().await?;
        let (book, now_ms) = (self.service.robots(), self.service.now_ms());
        let mut next_ms = i64::MAX;
        for queue in self.service.letter_queues().await? {
            let robot = book.robots.get(queue.robot.index()).filter(|it| it.is_live() && !self.busy.contains(&it.id));
            let (Some(robot), Some(due)) = (robot, queue.next_at) else { continue };
            let due = due.max(self.rests.get(&robot.id).copied().unwrap_or(i64::MIN));
            if due > now_ms {
                next_ms = next_ms.min(due);
                continue;
            }
            if self.jobs.len() >= AT_ONCE {
                // The end of one of them brings the next round.
                break;
            }
            if let Err(at) = self.service.take_place(robot.id, now_ms) {
                next_ms = next_ms.min(at);
                continue;
            }
            self.busy.insert(robot.id);
            let (service, carrier, backoff, robot) =
                (self.service.clone(), self.carrier.clone(), self.backoff, robot.clone());
            self.jobs.spawn(async move {
                let id = robot.id;
                // On a task of its own, so that what is on its way is written down and a fault of one robot is no other's.
                let sent = tokio::spawn(async move { deliver(&service, &*carrier, backoff, &robot, now_ms).await });
                let failed =
                    |err: &dyn std::fmt::Display| tracing::error!(error = %err, robot = id.0, "sending letters");
                let rest = match sent.await {
                    Ok(Ok(rest)) => rest,
                    Ok(Err(err)) => {
                        failed(&err);
                        Some(now_ms.saturating_add(AGAIN_MS))
                    }
                    Err(err) => {
                        failed(&err);
                        Some(now_ms.saturating_add(AGAIN_MS))
                    }
                };
                (id, rest)
            });
        }
        Ok(next_ms)
    }
}

/// Sends a robot the letters that wait longest, and writes down what came of it; returns until when it wants to be left alone.
async fn deliver(
    service: &Service,
    carrier: &dyn Carrier,
    backoff: Backoff,
    robot: &Robot,
    now_ms: i64,
) -> Result<Option<i64>, StoreError> {
    let store = &service.shared.store;
    let letters = store.letters_due(robot.id, now_ms, if robot.digest { DIGEST_MOST } else { 1 }).await?;
    let world = service.world();
    let messages: Vec<_> = letters.iter().map(|it| words::letter(&world, it)).collect();
    drop(world);
    if messages.is_empty() {
        return Ok(None);
    }
    let Some(verdict) = service.carry(carrier, robot, &Message::digest(&messages), now_ms).await? else {
        return Ok(None);
    };
    let at = service.now_ms();
    let rest = match &verdict {
        Verdict::Again { wait_ms: Some(it), .. } => Some(at.saturating_add(*it)),
        _ => None,
    };
    let trials = letters.iter().map(|it| (it.id, trial(it, &verdict, backoff, at))).collect();
    note(service, LetterChange::Tried { trials, at }).await?;
    Ok(rest)
}

/// Returns what becomes of a letter.
fn trial(it: &Letter, verdict: &Verdict, backoff: Backoff, at: i64) -> Trial {
    match verdict {
        Verdict::Delivered => Trial::Delivered,
        Verdict::Never { why } => Trial::Dead(why.clone()),
        Verdict::Again { why, wait_ms } => match backoff.again_after_ms(it.tries.saturating_add(1)) {
            Some(wait) => {
                let next_at = at.saturating_add(wait.max(wait_ms.unwrap_or(0)));
                Trial::Again { next_at, failing: why.clone() }
            }
            None => Trial::Dead(why.clone()),
        },
    }
}

/// Writes down what came of letters, again and again while the store is busy.
async fn note(service: &Service, tried: LetterChange) -> Result<(), StoreError> {
    for _ in 1..NOTES {
        match service.shared.store.commit(Author::SYSTEM, Change::Letter(tried.clone())).await {
            Err(StoreError::Busy) => tokio::time::sleep(NOTE_AGAIN).await,
            other => return other.map(drop),
        }
    }
    service.shared.store.commit(Author::SYSTEM, Change::Letter(tried)).await.map(drop)
}
