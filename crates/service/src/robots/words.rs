//! What letters say: what happened, to what kind of thing, where, until when. No names of people, nothing that somebody wrote.

use model::{Incident, Letter, Message, MessageKind};

use crate::{Words, World, local_time, road_display};

/// Puts a message into words, those to its recipient (`MessageKind::zh`) or to a group (`MessageKind::in_group`), with what the
/// incident is about and how much of its limit is used up.
pub fn told(world: &World, it: &Message, (zh, en): (&str, &str)) -> Words {
    let code = world.incident(it.incident).map(|it| it.category);
    let (mut zh, mut en) = (zh.to_owned(), en.to_owned());
    if let Some(category) = code.and_then(|it| world.ground.categories.get(it)) {
        zh = format!("{zh}：{}", category.zh);
        en = format!("{en}: {}", category.en);
    }
    if let MessageKind::Escalated { percent, .. } = it.kind {
        zh = format!("{zh}（已用时限 {percent}%）");
        en = format!("{en} ({percent}% of its limit)");
    }
    Words { zh, en }
}

/// Puts a letter into words.
pub(super) fn letter(world: &World, it: &Letter) -> notify::Message {
    let district = &world.ground.district;
    let Words { zh, en } = told(world, &it.message, it.message.kind.in_group());
    let mut lines = Vec::new();
    if let Some(incident) = world.incident(it.message.incident) {
        lines.extend(place(world, &incident).map(|it| format!("位置 / Place: {it}")));
        lines.push(format!("阶段 / Stage: {} / {}", incident.stage.zh(), incident.stage.en()));
    }
    let due_at = match it.message.kind {
        MessageKind::Escalated { due_at, .. } => Some(due_at),
        _ => world.incident(it.message.incident).and_then(|it| it.case.as_ref()?.due_at),
    };
    lines.extend(due_at.map(|it| format!("期限 / Due: {}", minute(it))));
    lines.push(format!("案件 / Incident: {}", it.message.incident));
    // With the time, so that a database that was restored from a copy does not give an id twice.
    let id = format!("{}-{}", it.id.0, it.made_at);
    notify::Message { title: format!("【{}】{zh} / {en}", district.name), lines, link: None, id }
}

/// Returns what is sent to try a robot.
pub(super) fn trial(world: &World, now_ms: i64) -> notify::Message {
    let title = format!("【{}】网格测试消息 / a test message of Wangge", world.ground.district.name);
    notify::Message { title, lines: vec![minute(now_ms)], link: None, id: format!("test-{now_ms}") }
}

/// Names the community, the road and the cell of an incident, as far as they are known.
fn place(world: &World, it: &Incident) -> Option<String> {
    let district = &world.ground.district;
    let cell = it.cell.map(|it| &district.cells[it.index()]);
    let community = cell.map(|it| district.communities[it.community.index()].name.clone());
    let road = it.road.map(|it| road_display(&district.roads[world.ground.road_of(it.segment).index()]).zh);
    let parts: Vec<_> = community.into_iter().chain(road).chain(cell.map(|it| it.code.clone())).collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}

/// Writes a moment to the minute, in the district's time.
fn minute(ms: i64) -> String {
    local_time(ms).chars().take(16).map(|it| if it == 'T' { ' ' } else { it }).collect()
}
