//! Robots get what they want, once, at their pace, again after failures; no wait here is a real one.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::{
    collections::VecDeque,
    path::Path,
    sync::{Arc, Mutex},
};

use async_trait::async_trait;
use common::{Hands, LI, START, WANG, acting_as, at, open};
use model::{AccountRole, Failing, IncidentId, Letter, LetterState, RobotId, RobotKind, Scope, Secret, Source};
use notify::{Backoff, Outgoing, Verdict};
use serde_json::Value;
use service::{Carried, Carrier, CarryError, NewRobot, Query, RobotError, RobotRevision, Service, Submission};
use store::LetterQuery;

/// Answers as it was told, and 200 when it was told nothing.
#[derive(Default)]
struct Post {
    sent: Mutex<Vec<Outgoing>>,
    answers: Mutex<VecDeque<Result<u16, CarryError>>>,
}

#[async_trait]
impl Carrier for Post {
    async fn carry(&self, request: Outgoing, _allowed: Vec<String>) -> Result<Carried, CarryError> {
        self.sent.lock().unwrap().push(request);
        let status = self.answers.lock().unwrap().pop_front().unwrap_or(Ok(200))?;
        Ok(Carried { status, body: "key-of-the-robot is wrong".into() })
    }
}

impl Post {
    fn then(&self, answers: impl IntoIterator<Item = Result<u16, CarryError>>) {
        self.answers.lock().unwrap().extend(answers);
    }

    /// Returns to whom what was sent: the last part of the address, and the body.
    fn sent(&self) -> Vec<(String, Value)> {
        let name = |it: &Outgoing| it.address.rsplit('/').next().unwrap().to_owned();
        let all = self.sent.lock().unwrap();
        all.iter().map(|it| (name(it), serde_json::from_str(&it.body).unwrap())).collect()
    }
}

struct Town {
    service: Service,
    clock: Arc<Hands>,
    post: Arc<Post>,
}

impl Town {
    async fn open(folder: &Path) -> Self {
        let (service, clock) = open(folder).await;
        Self { service, clock, post: Arc::default() }
    }

    fn send(&self) -> service::Sender {
        self.service.send_letters(self.post.clone(), Backoff::default())
    }

    async fn robot(&self, name: &str, change: impl FnOnce(&mut NewRobot)) -> RobotId {
        let mut new = NewRobot {
            name: name.into(),
            kind: RobotKind::Generic,
            address: Secret::new(format!("https://open.feishu.cn/key-of-the-robot/{name}")),
            secret: None,
            kinds: vec![],
            scope: Scope::EVERYTHING,
            digest: false,
            enabled: true,
        };
        change(&mut new);
        self.service.make_robot(new).await.unwrap().id
    }

    /// A member reports what is another's, who is sent it.
    async fn report(&self) -> IncidentId {
        let submission = Submission {
            query: Query::new(at(50.0, 70.0)),
            category: "0101".parse().unwrap(),
            note: "请联系 13800000000".into(),
            source: Source::Member,
            made_up: false,
        };
        let member = acting_as(&self.service, AccountRole::GridMember, Some(LI));
        member.report(submission, None).await.unwrap().incident.id
    }

    async fn letters(&self, state: LetterState) -> Vec<Letter> {
        let query = LetterQuery { state: Some(state), limit: 1000, ..LetterQuery::default() };
        self.service.letters(query).await.unwrap()
    }

    /// Waits until so many letters are so far.
    async fn until(&self, state: LetterState, count: usize) -> Vec<Letter> {
        loop {
            let letters = self.letters(state).await;
            if letters.len() == count {
                return letters;
            }
            tokio::task::yield_now().await;
        }
    }

    /// Waits until the letter that waits was tried so often.
    async fn tried(&self, tries: u32) -> Letter {
        loop {
            if let Some(it) = self.letters(LetterState::Waiting).await.into_iter().find(|it| it.tries == tries) {
                return it;
            }
            tokio::task::yield_now().await;
        }
    }
}

#[tokio::test]
async fn a_message_reaches_the_robots_that_want_it_once_and_names_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let town = Town::open(folder.path()).await;
    let _sender = town.send();
    town.robot("all", |_| {}).await;
    town.robot("closed-ones", |it| it.kinds = vec!["closed"]).await;
    town.robot("other-things", |it| it.scope.categories = vec!["0102".parse().unwrap()]).await;
    town.robot("wang", |it| {
        it.kinds = vec!["dispatched"];
        it.scope.units = vec![WANG];
    })
    .await;
    town.robot("li", |it| it.scope.units = vec![LI]).await;
    town.robot("off", |it| it.enabled = false).await;
    let id = town.report().await;
    town.until(LetterState::Delivered, 2).await;
    let mut sent = town.post.sent();
    sent.sort_by(|a, b| a.0.cmp(&b.0));
    assert_eq!(sent.iter().map(|it| it.0.as_str()).collect::<Vec<_>>(), ["all", "wang"]);
    let body = &sent[0].1;
    assert!(
        body["title"].as_str().unwrap().contains("新案件已派遣") && body["title"].as_str().unwrap().contains(" / ")
    );
    let text = body.to_string();
    assert!(text.contains(&id.to_string()) && !text.contains("13800000000") && !text.contains("王小明"), "{text}");
    assert_ne!(body["id"], sent[1].1["id"]);

    town.report().await;
    town.until(LetterState::Delivered, 4).await;
    assert_eq!(town.post.sent().len(), 4);
}

#[tokio::test]
async fn what_fails_is_tried_again_ever_later_then_laid_aside_and_can_be_sent_by_hand() {
    let folder = tempfile::tempdir().unwrap();
    let town = Town::open(folder.path()).await;
    town.robot("hall", |_| {}).await;
    let sender = town.send();
    let offline = Failing { zh: "连不上".into(), en: "no connection".into() };
    town.post.then([Err(CarryError::Failed(offline.clone()))]);
    town.post.then((0..7).map(|_| Ok(500)));
    town.report().await;
    let mut waits = vec![];
    for tries in 1..=7 {
        let letter = town.tried(tries).await;
        if tries == 1 {
            assert_eq!(letter.failing, Some(offline.clone()));
        }
        waits.push((letter.next_at - town.service.now_ms()) / 1000);
        town.clock.0.send_replace(letter.next_at);
    }
    assert_eq!(waits, [30, 120, 480, 1920, 7680, 14_400, 14_400]);
    let dead = town.until(LetterState::Dead, 1).await.remove(0);
    assert_eq!((dead.tries, town.post.sent().len()), (8, 8));
    let why = dead.failing.clone().unwrap();
    assert_eq!(
        (&why.zh[..], &why.en[..]),
        ("对方答复 500：… is wrong", "it answered 500: … is wrong"),
        "no key is shown"
    );

    let queue = town.service.letter_queues().await.unwrap().remove(0);
    assert_eq!((queue.waiting, queue.dead), (0, 1));
    town.service.send_again(dead.id).await.unwrap();
    town.until(LetterState::Delivered, 1).await;
    assert!(matches!(town.service.send_again(dead.id).await, Err(RobotError::Settled)));
    assert!(matches!(town.service.drop_letter(dead.id).await, Err(RobotError::Settled)));
    sender.stop().await;
}

#[tokio::test]
async fn what_is_refused_for_good_is_laid_aside_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let town = Town::open(folder.path()).await;
    let _sender = town.send();
    town.robot("hall", |_| {}).await;
    town.post.then([Ok(404), Ok(302)]);
    town.report().await;
    town.until(LetterState::Dead, 1).await;
    town.report().await;
    let dead = town.until(LetterState::Dead, 2).await;
    assert!(dead[0].failing.as_ref().unwrap().en.contains("redirects are not followed"));
    // The list may shrink after a robot was set up.
    town.service.allow_hosts(&["qyapi.weixin.qq.com".to_owned()]).await.unwrap();
    town.report().await;
    let dead = town.until(LetterState::Dead, 3).await;
    assert_eq!(dead[0].failing.as_ref().unwrap().zh, "主机 open.feishu.cn 不在允许名单里");
    assert_eq!(town.post.sent().len(), 2, "nothing went there");
    let dropped = town.service.drop_letter(dead[0].id).await.unwrap();
    assert_eq!(dropped.state, LetterState::Dropped);
}

#[tokio::test]
async fn several_that_wait_become_one_where_that_is_wanted() {
    let folder = tempfile::tempdir().unwrap();
    let town = Town::open(folder.path()).await;
    town.robot("single", |_| {}).await;
    town.robot("digest", |it| it.digest = true).await;
    for _ in 0..8 {
        town.report().await;
    }
    let _sender = town.send();
    town.until(LetterState::Delivered, 16).await;
    let sent = town.post.sent();
    assert_eq!(sent.iter().filter(|it| it.0 == "single").count(), 8);
    let digests: Vec<_> = sent.iter().filter(|it| it.0 == "digest").collect();
    assert_eq!(digests.len(), 1);
    assert!(digests[0].1["title"].as_str().unwrap().starts_with("8 条新消息"), "{digests:?}");
    assert_eq!(digests[0].1["id"].as_str().unwrap().split(',').count(), 8);
    let lines = digests[0].1["lines"].as_array().unwrap();
    let bytes: usize = lines.iter().map(|it| it.as_str().unwrap().len() + 1).sum();
    assert!(lines.len() == 8 && bytes < 2000, "what WeCom takes holds all of them: {bytes}");
}

#[tokio::test]
async fn no_robot_gets_more_in_a_minute_than_the_vendors_take() {
    let folder = tempfile::tempdir().unwrap();
    let town = Town::open(folder.path()).await;
    let robot = town.robot("hall", |_| {}).await;
    for _ in 0..20 {
        town.report().await;
    }
    let _sender = town.send();
    town.until(LetterState::Delivered, 17).await;
    assert!(matches!(town.service.try_robot(robot).await, Err(RobotError::TooMany { seconds: 61 })));
    assert_eq!(town.post.sent().len(), 17);
    town.clock.0.send_replace(START + 60_000);
    town.until(LetterState::Delivered, 20).await;
    assert_eq!(town.post.sent().len(), 20);
}

#[tokio::test]
async fn a_robot_that_says_too_much_is_left_alone_and_others_are_not() {
    let folder = tempfile::tempdir().unwrap();
    let town = Town::open(folder.path()).await;
    town.robot("hall", |_| {}).await;
    let _sender = town.send();
    town.post.then([Ok(429)]);
    town.report().await;
    let next_at = town.tried(1).await.next_at;
    assert_eq!(next_at, START + 600_000);
    town.robot("other", |_| {}).await;
    town.report().await;
    town.until(LetterState::Delivered, 1).await;
    assert_eq!(town.post.sent().iter().map(|it| it.0.as_str()).collect::<Vec<_>>(), ["hall", "other"]);
    town.clock.0.send_replace(next_at);
    town.until(LetterState::Delivered, 3).await;
}

#[tokio::test]
async fn what_was_not_sent_is_sent_by_the_next_process() {
    let folder = tempfile::tempdir().unwrap();
    let town = Town::open(folder.path()).await;
    let robot = town.robot("hall", |_| {}).await;
    let sender = town.send();
    town.post.then([Ok(503)]);
    town.report().await;
    town.tried(1).await;
    sender.stop().await;
    // Told, but not looked at by anybody.
    town.report().await;
    drop(town);
    let town = Town::open(folder.path()).await;
    town.clock.0.send_replace(START + 30_000);
    let _sender = town.send();
    town.until(LetterState::Delivered, 2).await;
    assert_eq!(town.post.sent().len(), 2);
    assert_eq!(town.service.robot(robot).unwrap().name, "hall");
}

#[tokio::test]
async fn a_robot_that_is_switched_off_keeps_what_waits_and_one_that_is_removed_does_not() {
    let folder = tempfile::tempdir().unwrap();
    let town = Town::open(folder.path()).await;
    let robot = town.robot("hall", |_| {}).await;
    let _sender = town.send();
    town.post.then([Ok(500)]);
    town.report().await;
    let next_at = town.tried(1).await.next_at;
    let switch = |on| RobotRevision { enabled: Some(on), ..RobotRevision::default() };
    town.service.revise_robot(robot, switch(false)).await.unwrap();
    town.clock.0.send_replace(next_at);
    assert_eq!(town.letters(LetterState::Waiting).await.len(), 1);
    // It can still be tried by hand.
    assert_eq!(town.service.try_robot(robot).await.unwrap(), Verdict::Delivered);
    town.report().await;
    town.service.revise_robot(robot, switch(true)).await.unwrap();
    town.until(LetterState::Delivered, 1).await;
    assert_eq!(town.post.sent().len(), 3, "what was told meanwhile is not for it");

    town.post.then([Ok(500)]);
    town.report().await;
    town.tried(1).await;
    town.service.remove_robot(robot).await.unwrap();
    town.until(LetterState::Dropped, 1).await;
    assert!(matches!(town.service.remove_robot(robot).await, Err(RobotError::Unknown)));
    assert!(matches!(town.service.try_robot(robot).await, Err(RobotError::Unknown)));
}

#[tokio::test]
async fn what_breaks_a_rule_is_refused_and_no_address_is_repeated() {
    let folder = tempfile::tempdir().unwrap();
    let town = Town::open(folder.path()).await;
    let robot = town.robot("hall", |it| it.secret = Some(Secret::new("s"))).await;
    for (address, zh) in [
        ("http://open.feishu.cn/key", "须为 https://"),
        ("https://evil.example/key", "主机 evil.example 不在允许名单里"),
        ("https://127.0.0.1/key", "主机 127.0.0.1 不在允许名单里"),
        ("/key", "不是网址"),
    ] {
        let revision = RobotRevision { address: Some(Secret::new(address)), ..RobotRevision::default() };
        let Err(RobotError::Refused(it)) = town.service.revise_robot(robot, revision).await else {
            panic!("{address}")
        };
        assert_eq!((&it.field[..], &it.value), ("address", &Value::Null));
        assert!(it.zh.starts_with(zh) && !it.zh.contains("key"), "{it:?}");
    }
    let revision = RobotRevision { name: Some(" ".into()), ..RobotRevision::default() };
    assert!(matches!(town.service.revise_robot(robot, revision).await, Err(RobotError::Refused(_))));
    let revision = RobotRevision { secret: Some(Some(Secret::new("x".repeat(201)))), ..RobotRevision::default() };
    assert!(matches!(town.service.revise_robot(robot, revision).await, Err(RobotError::Refused(_))));
    for bad in ["https://example.org", "169.254.169.254", ""] {
        let Err(RobotError::Refused(it)) = town.service.allow_hosts(&[bad.to_owned()]).await else { panic!("{bad}") };
        assert_eq!((&it.field[..], it.value.as_str()), ("hosts", Some(bad)));
    }
    assert!(town.service.robot(robot).unwrap().signed);
    let revision = RobotRevision { secret: Some(None), ..RobotRevision::default() };
    assert!(!town.service.revise_robot(robot, revision).await.unwrap().signed);
    assert!(matches!(town.service.try_robot(robot).await, Err(RobotError::NoCarrier)));
}
