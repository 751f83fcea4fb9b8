//! Robots are kept with their secrets apart, and each message becomes letters once.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod engines;

use std::sync::Arc;

use self::engines::{Home, on_both_engines};

use model::{
    AccountRole, Author, CategoryCode, Change, CommunityId, Failing, Incident, IncidentDetail, IncidentId, Letter,
    LetterChange, LetterId, LetterState, Message, MessageKind, Recipient, Report, RoadClass, Robot, RobotChange,
    RobotId, RobotKind, RobotSecrets, Scope, Secret, Stage, Trial,
};
use store::{AuditFilter, LetterQuery, LetterQueue, Store, StoreError, verify_audit};
use testkit::Sketch;
use uuid::Uuid;

const ID: IncidentId = IncidentId(Uuid::from_u128(1));
const ADDRESS: &str = "https://oapi.dingtalk.com/robot/send?access_token=key-of-the-robot";
const SECRET: &str = "SEC-that-signs";

async fn store(folder: &Home) -> Arc<dyn Store> {
    let store = folder.open().unwrap();
    let district = Sketch::new()
        .cell(&[(0, 0), (40, 0), (40, 30), (0, 30)])
        .member("王小明")
        .road("人民路", RoadClass::Main, &[(0, 0), (80, 0)])
        .leader("李主任")
        .district();
    commit(&store, Change::Found(Box::new(district))).await;
    let incident = Incident { stage: Stage::Filed, ..testkit::incident(ID, 1) };
    let report = Report { incident, detail: IncidentDetail::default(), events: vec![] };
    commit(&store, Change::Report { reports: vec![report], idempotency_key: None }).await;
    store
}

async fn commit(store: &Arc<dyn Store>, change: Change) {
    store.commit(Author::SYSTEM, change).await.unwrap();
}

fn robot(id: u32) -> Robot {
    Robot {
        id: RobotId(id),
        name: format!("机器人 {id}"),
        kind: RobotKind::DingTalk,
        host: "oapi.dingtalk.com".into(),
        signed: true,
        kinds: vec!["closed", "escalated"],
        scope: Scope {
            communities: vec![CommunityId(0)],
            categories: vec![CategoryCode(101), CategoryCode(102)],
            ..Scope::default()
        },
        digest: true,
        enabled: true,
        made_at: 5,
        removed_at: None,
    }
}

fn made(id: u32) -> Change {
    let secrets = RobotSecrets { address: Secret::new(ADDRESS), secret: Some(Secret::new(SECRET)) };
    Change::Robot(Box::new(RobotChange::Made { robot: robot(id), secrets }))
}

fn told(percents: impl IntoIterator<Item = u16>) -> Change {
    let to = Recipient::Role(AccountRole::Supervisor);
    let message = |percent: u16| Message {
        at: percent.into(),
        to,
        kind: MessageKind::Escalated { percent, due_at: 100 },
        incident: ID,
    };
    Change::Tell(percents.into_iter().map(message).collect())
}

/// Makes letters to a robot of all that was told.
async fn write(store: &Arc<dyn Store>, robot: u32, at: i64) -> usize {
    let unsent = store.unsent(100).await.unwrap();
    let upto = unsent.last().unwrap().id;
    let letters = unsent.iter().map(|it| (RobotId(robot), it.id)).collect();
    commit(store, Change::Letter(LetterChange::Written { upto, letters, at })).await;
    unsent.len()
}

async fn tried(store: &Arc<dyn Store>, letter: LetterId, trial: Trial, at: i64) {
    commit(store, Change::Letter(LetterChange::Tried { trials: vec![(letter, trial)], at })).await;
}

async fn one(store: &Arc<dyn Store>, id: LetterId) -> Letter {
    let query = LetterQuery { id: Some(id), limit: 9, ..LetterQuery::default() };
    store.letters(query).await.unwrap().pop().unwrap()
}

async fn ids(store: &Arc<dyn Store>, query: LetterQuery) -> Vec<i64> {
    store.letters(query).await.unwrap().iter().map(|it| it.id.0).collect()
}

fn why() -> Failing {
    Failing { zh: "对方答复 500".into(), en: "it answered 500".into() }
}

async fn a_robot_comes_back_whole_and_its_secrets_apart(folder: Home) {
    let first = store(&folder).await;
    assert_eq!(first.robots().await.unwrap().hosts, ["oapi.dingtalk.com", "open.feishu.cn", "qyapi.weixin.qq.com"]);
    commit(&first, made(0)).await;
    commit(&first, made(1)).await;
    commit(&first, Change::Robot(Box::new(RobotChange::Hosts(vec!["127.0.0.1".into()])))).await;
    let revised = Robot {
        name: "新名".into(),
        signed: false,
        kinds: vec![],
        scope: Scope::EVERYTHING,
        enabled: false,
        ..robot(1)
    };
    let address = Some(Secret::new("https://oapi.dingtalk.com/other"));
    let change = RobotChange::Revised { robot: revised.clone(), address, secret: None };
    commit(&first, Change::Robot(Box::new(change))).await;
    drop(first);
    let store = folder.open().unwrap();
    let book = store.robots().await.unwrap();
    assert_eq!((book.robots, book.hosts), (vec![robot(0), revised], vec!["127.0.0.1".to_owned()]));
    let secrets = store.robot_secrets(RobotId(0)).await.unwrap().unwrap();
    assert_eq!((secrets.address.reveal(), secrets.secret.unwrap().reveal()), (ADDRESS, SECRET));
    let secrets = store.robot_secrets(RobotId(1)).await.unwrap().unwrap();
    assert_eq!((secrets.address.reveal(), secrets.secret), ("https://oapi.dingtalk.com/other", None));
    assert_eq!(store.robot_secrets(RobotId(7)).await.unwrap(), None);
}

async fn the_audit_trail_tells_of_robots_without_secrets_and_stays_whole(folder: Home) {
    let store = store(&folder).await;
    let rows = verify_audit(&folder, None).unwrap().unwrap().rows;
    commit(&store, made(0)).await;
    let secret = Some(Secret::new("another-that-signs"));
    commit(&store, Change::Robot(Box::new(RobotChange::Revised { robot: robot(0), address: None, secret }))).await;
    commit(&store, told([50])).await;
    write(&store, 0, 9).await;
    tried(&store, LetterId(1), Trial::Dead(why()), 10).await;
    commit(&store, Change::Letter(LetterChange::Again { letter: LetterId(1), at: 11 })).await;
    commit(&store, Change::Letter(LetterChange::Dropped { letter: LetterId(1), at: 12 })).await;
    commit(&store, Change::Letter(LetterChange::AllAgain { robot: RobotId(0), at: 12 })).await;
    commit(&store, Change::Robot(Box::new(RobotChange::Hosts(vec!["10.0.0.1".into()])))).await;
    commit(&store, Change::Robot(Box::new(RobotChange::Removed { robot: RobotId(0), at: 13 }))).await;
    assert_eq!(verify_audit(&folder, None).unwrap().unwrap().rows, rows + 7, "sending by itself leaves no row");
    let trail = store.audit(AuditFilter { before: None, account: None, subject: None, limit: 7 }).await.unwrap();
    let operations: Vec<_> = trail.iter().map(|it| &it.operation[..]).collect();
    assert_eq!(operations, ["robot", "robot", "robot", "letter", "letter", "robot", "robot"]);
    assert!(trail[6].body.contains("oapi.dingtalk.com") && trail[5].body.contains("\"new_secret\":true"));
    for row in trail {
        assert!(!row.body.contains("that-signs") && !row.body.contains("access_token"), "{}", row.body);
    }
}

async fn removing_a_robot_erases_its_secrets_and_drops_what_waits_for_it(folder: Home) {
    let store = store(&folder).await;
    commit(&store, made(0)).await;
    commit(&store, told([50, 100, 150])).await;
    write(&store, 0, 9).await;
    tried(&store, LetterId(1), Trial::Delivered, 10).await;
    tried(&store, LetterId(2), Trial::Dead(why()), 10).await;
    commit(&store, Change::Robot(Box::new(RobotChange::Removed { robot: RobotId(0), at: 11 }))).await;
    let states: Vec<_> = store
        .letters(LetterQuery { limit: 9, ..LetterQuery::default() })
        .await
        .unwrap()
        .into_iter()
        .map(|it| (it.state, it.settled_at))
        .collect();
    let dropped = (LetterState::Dropped, Some(11));
    assert_eq!(states, [dropped, dropped, (LetterState::Delivered, Some(10))]);
    assert_eq!(store.robot_secrets(RobotId(0)).await.unwrap(), None);
    assert_eq!(store.robots().await.unwrap().robots[0].removed_at, Some(11));
    let again = LetterChange::Again { letter: LetterId(2), at: 12 };
    let refused = store.commit(Author::SYSTEM, Change::Letter(again)).await;
    assert!(matches!(refused, Err(StoreError::NotOnRecord { id: 2, .. })), "{refused:?}");
    // Somebody may have been about to write to it.
    commit(&store, told([200])).await;
    write(&store, 0, 12).await;
    assert_eq!(ids(&store, LetterQuery { limit: 9, ..LetterQuery::default() }).await, [3, 2, 1]);
    drop(store);
    for file in ["wangge.db", "wangge.db-wal"] {
        let bytes = std::fs::read(folder.path().join(file)).unwrap_or_default();
        assert!(!bytes.windows(SECRET.len()).any(|it| it == SECRET.as_bytes()), "{file}");
    }
}

async fn each_message_is_looked_at_once_also_by_the_next_process(folder: Home) {
    let first = store(&folder).await;
    commit(&first, told([10])).await;
    // What was told before there was any robot is not for it.
    commit(&first, made(0)).await;
    assert_eq!(first.unsent(9).await.unwrap(), []);
    commit(&first, told([50, 100])).await;
    assert_eq!(write(&first, 0, 9).await, 2);
    commit(&first, told([50, 100, 150])).await;
    drop(first);
    let store = folder.open().unwrap();
    assert_eq!(write(&store, 0, 10).await, 1, "what was told of the same limit is told once");
    assert_eq!(ids(&store, LetterQuery { limit: 9, ..LetterQuery::default() }).await, [3, 2, 1]);
    // A second robot beside the first begins with what comes.
    commit(&store, made(1)).await;
    assert_eq!(store.unsent(9).await.unwrap(), []);
    // The same again makes no letter twice.
    let again = LetterChange::Written { upto: 1, letters: vec![(RobotId(0), 2)], at: 11 };
    commit(&store, Change::Letter(again)).await;
    assert_eq!(ids(&store, LetterQuery { limit: 9, ..LetterQuery::default() }).await, [3, 2, 1]);
}

async fn letters_wait_are_tried_and_settled(folder: Home) {
    let store = store(&folder).await;
    commit(&store, made(0)).await;
    commit(&store, told([50, 100])).await;
    write(&store, 0, 9).await;
    let due = |at| store.letters_due(RobotId(0), at, 9);
    assert!(due(8).await.unwrap().is_empty());
    let letters = due(9).await.unwrap();
    assert_eq!(letters.iter().map(|it| it.message.at).collect::<Vec<_>>(), [50, 100]);

    let (first, second) = (letters[0].id, letters[1].id);
    tried(&store, first, Trial::Again { next_at: 40, failing: why() }, 10).await;
    let letter = one(&store, first).await;
    assert_eq!((letter.state, letter.tries, letter.next_at), (LetterState::Waiting, 1, 40));
    assert_eq!((letter.failing, letter.settled_at), (Some(why()), None));
    assert_eq!(due(39).await.unwrap().len(), 1);
    let queue = LetterQueue { robot: RobotId(0), waiting: 2, dead: 0, next_at: Some(9) };
    assert_eq!(store.letter_queues().await.unwrap(), [queue]);

    tried(&store, second, Trial::Delivered, 11).await;
    tried(&store, first, Trial::Dead(why()), 41).await;
    let queue = LetterQueue { robot: RobotId(0), waiting: 0, dead: 1, next_at: None };
    assert_eq!(store.letter_queues().await.unwrap(), [queue]);
    commit(&store, Change::Letter(LetterChange::Again { letter: first, at: 50 })).await;
    let letter = one(&store, first).await;
    assert_eq!((letter.state, letter.tries, letter.next_at, letter.settled_at), (LetterState::Waiting, 0, 50, None));
    tried(&store, first, Trial::Dead(why()), 50).await;
    commit(&store, Change::Letter(LetterChange::AllAgain { robot: RobotId(0), at: 51 })).await;
    let letter = one(&store, first).await;
    assert_eq!(
        (letter.state, letter.next_at, one(&store, second).await.state),
        (LetterState::Waiting, 51, LetterState::Delivered)
    );
    commit(&store, Change::Letter(LetterChange::Dropped { letter: first, at: 51 })).await;
    tried(&store, first, Trial::Again { next_at: 90, failing: why() }, 52).await;
    assert_eq!(one(&store, first).await.state, LetterState::Dropped, "what was dropped on its way stays so");
    tried(&store, first, Trial::Delivered, 53).await;
    assert_eq!(one(&store, first).await.state, LetterState::Delivered, "unless it arrived");
    for settled in [first, second] {
        for change in
            [LetterChange::Again { letter: settled, at: 60 }, LetterChange::Dropped { letter: settled, at: 60 }]
        {
            assert!(store.commit(Author::SYSTEM, Change::Letter(change)).await.is_err());
        }
    }
}

async fn letters_are_read_by_pages_and_forgotten_a_month_after_they_were_settled(folder: Home) {
    let store = store(&folder).await;
    commit(&store, made(0)).await;
    commit(&store, made(1)).await;
    commit(&store, told(1..=4)).await;
    let unsent = store.unsent(9).await.unwrap();
    let letters = unsent.iter().map(|it| (RobotId((it.id % 2) as u32), it.id)).collect();
    commit(&store, Change::Letter(LetterChange::Written { upto: 4, letters, at: 1 })).await;
    let all = LetterQuery { limit: 3, ..LetterQuery::default() };
    assert_eq!(ids(&store, all.clone()).await, [4, 3, 2]);
    assert_eq!(ids(&store, LetterQuery { before: Some(2), ..all.clone() }).await, [1]);
    assert_eq!(ids(&store, LetterQuery { robot: Some(RobotId(1)), ..all.clone() }).await, [3, 1]);
    tried(&store, LetterId(3), Trial::Dead(why()), 2).await;
    tried(&store, LetterId(4), Trial::Delivered, 2).await;
    let state = |it| LetterQuery { state: Some(it), ..all.clone() };
    assert_eq!(ids(&store, state(LetterState::Waiting)).await, [2, 1]);
    assert_eq!(ids(&store, state(LetterState::Dead)).await, [3]);
    tried(&store, LetterId(1), Trial::Delivered, 3 + 30 * 86_400_000).await;
    assert_eq!(ids(&store, all.clone()).await, [3, 2, 1], "what is dead stays");
    commit(&store, told(5..=5)).await;
    commit(&store, Change::Letter(LetterChange::Written { upto: 5, letters: vec![(RobotId(1), 5)], at: 9 })).await;
    assert_eq!(ids(&store, all).await, [5, 3, 2], "no number is given twice");
}

on_both_engines! {
    a_robot_comes_back_whole_and_its_secrets_apart
    the_audit_trail_tells_of_robots_without_secrets_and_stays_whole
    removing_a_robot_erases_its_secrets_and_drops_what_waits_for_it
    each_message_is_looked_at_once_also_by_the_next_process
    letters_wait_are_tried_and_settled
    letters_are_read_by_pages_and_forgotten_a_month_after_they_were_settled
}
