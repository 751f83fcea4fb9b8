//! What is sent.

use serde_json::{Value, json};

use crate::{Robot, RobotKind, sign};

/// What somebody is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// What it is about, in a line.
    pub title: String,
    /// The rest, line by line.
    pub lines: Vec<String>,
    /// Where more can be read, where the service knows its own address.
    pub link: Option<String>,
    /// By what the receiver knows it again when it comes twice; of a digest the ids of all, with commas.
    pub id: String,
}

impl Message {
    /// Joins several messages to one, so that a group is not flooded.
    ///
    /// # Panics
    /// Never; of no messages it makes an empty one.
    pub fn digest(all: &[Self]) -> Self {
        if let [one] = all {
            return one.clone();
        }
        let lines = all.iter().map(|it| {
            let first = it.lines.first().map_or_else(String::new, |line| format!("：{line}"));
            format!("· {}{first}", it.title)
        });
        Self {
            title: format!("{0} 条新消息 / {0} messages", all.len()),
            lines: lines.collect(),
            link: all.last().and_then(|it| it.link.clone()),
            id: all.iter().map(|it| it.id.as_str()).collect::<Vec<_>>().join(","),
        }
    }

    /// Returns the text in at most so many bytes, cut between characters.
    fn text(&self, limit: usize) -> String {
        let lines = std::iter::once(&self.title).chain(&self.lines).chain(&self.link);
        let text = lines.map(String::as_str).collect::<Vec<_>>().join("\n");
        if text.len() <= limit {
            return text;
        }
        let end = text.floor_char_boundary(limit.saturating_sub('…'.len_utf8()));
        format!("{}…", &text[..end])
    }
}

/// A request that is ready to go: always a POST of JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// Where it goes.
    pub address: String,
    /// Its headers besides the usual ones.
    pub headers: Vec<(&'static str, String)>,
    /// Its body.
    pub body: String,
}

/// Makes the request that tells a robot a message at a moment (milliseconds since 1970).
///
/// `WeCom` has no signature: its key is in the address. The generic one gets `X-Wangge-Timestamp` (seconds) and `X-Wangge-Signature`:
/// `sha256=` and the HMAC-SHA256 of timestamp, full stop and body, in hexadecimal digits.
///
/// ```
/// use notify::{Message, Robot, RobotKind, outgoing};
/// let robot = Robot { kind: RobotKind::WeCom, address: "https://example.org/send?key=1".into(), secret: None };
/// let message = Message { title: "新案件".into(), lines: vec!["人民路".into()], link: None, id: "1".into() };
/// let request = outgoing(&robot, &message, 0);
/// assert_eq!(request.body, r#"{"msgtype":"text","text":{"content":"新案件\n人民路"}}"#);
/// ```
pub fn outgoing(robot: &Robot, message: &Message, at_ms: i64) -> Outgoing {
    let Robot { kind, address, secret } = robot;
    let seconds = at_ms.div_euclid(1000);
    let text = message.text(text_limit(*kind));
    let (mut address, mut headers) = (address.clone(), vec![]);
    let body = match (kind, secret) {
        (RobotKind::WeCom, _) => json!({ "msgtype": "text", "text": { "content": text } }),
        (RobotKind::DingTalk, secret) => {
            if let Some(secret) = secret {
                let sign = query(&sign::dingtalk(secret, at_ms));
                let joint = if address.contains('?') { '&' } else { '?' };
                address = format!("{address}{joint}timestamp={at_ms}&sign={sign}");
            }
            json!({ "msgtype": "text", "text": { "content": text } })
        }
        (RobotKind::Feishu, None) => json!({ "msg_type": "text", "content": { "text": text } }),
        (RobotKind::Feishu, Some(secret)) => {
            json!({ "timestamp": seconds.to_string(), "sign": sign::feishu(secret, seconds),
            "msg_type": "text", "content": { "text": text } })
        }
        (RobotKind::Generic, _) => {
            let Message { title, lines, link, id } = message;
            json!({ "id": id, "title": title, "lines": lines, "link": link, "at_ms": at_ms })
        }
    };
    let body = Value::to_string(&body);
    if let (RobotKind::Generic, Some(secret)) = (kind, secret) {
        headers.push(("x-wangge-timestamp", seconds.to_string()));
        headers.push(("x-wangge-signature", format!("sha256={}", sign::generic(secret, seconds, &body))));
    }
    Outgoing { address, headers, body }
}

/// Returns how many bytes of text a message may have. `WeCom` takes 2,048 (its documentation of group robots); the others more,
/// but nobody reads more in a chat.
const fn text_limit(kind: RobotKind) -> usize {
    match kind {
        RobotKind::WeCom => 2048,
        RobotKind::DingTalk | RobotKind::Feishu | RobotKind::Generic => 16 * 1024,
    }
}

/// Escapes what Base64 has and a query has not.
fn query(base64: &str) -> String {
    base64.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(title: &str) -> Message {
        Message { title: title.into(), lines: vec!["人民路 12 号".into()], link: None, id: "7".into() }
    }

    fn robot(kind: RobotKind, secret: Option<&str>) -> Robot {
        Robot { kind, address: "https://robot.example/send?key=1".into(), secret: secret.map(str::to_owned) }
    }

    #[test]
    fn each_vendor_gets_its_own_shape_and_signature() {
        let at = 1_577_262_236_757;
        let it = outgoing(&robot(RobotKind::DingTalk, Some("this is secret")), &message("新案件"), at);
        let sign = "hmPWwU%2B7lVdm3ZZz0r9tSfx0L4Q26jWOZr9%2BGs6EZQM%3D";
        assert_eq!(it.address, format!("https://robot.example/send?key=1&timestamp={at}&sign={sign}"));
        assert_eq!(it.body, r#"{"msgtype":"text","text":{"content":"新案件\n人民路 12 号"}}"#);
        let it = outgoing(&robot(RobotKind::Feishu, Some("SEC-demo")), &message("新案件"), 1_599_360_473_999);
        let body: Value = serde_json::from_str(&it.body).unwrap();
        assert_eq!(body["sign"], "TQlkFzAAJR5fZ8ZvKF/LUc+m/5TvrZNlx1dfsiJbCGU=");
        assert_eq!((&body["timestamp"], &body["msg_type"]), (&json!("1599360473"), &json!("text")));
        let it = outgoing(&robot(RobotKind::Feishu, None), &message("新案件"), at);
        assert_eq!(it.body, r#"{"content":{"text":"新案件\n人民路 12 号"},"msg_type":"text"}"#);
        let it = outgoing(&robot(RobotKind::Generic, Some("k")), &message("新案件"), at);
        assert_eq!(it.headers[0], ("x-wangge-timestamp", "1577262236".into()));
        assert_eq!(it.headers[1].1, format!("sha256={}", sign::generic("k", 1_577_262_236, &it.body)));
    }

    #[test]
    fn a_long_text_is_cut_between_characters_within_the_vendor_s_limit() {
        for extra in 0..4 {
            let long = Message { title: "x".repeat(extra), lines: vec!["网".repeat(2000)], ..message("") };
            let it = outgoing(&robot(RobotKind::WeCom, None), &long, 0);
            let body: Value = serde_json::from_str(&it.body).unwrap();
            let text = body["text"]["content"].as_str().unwrap();
            assert!(text.len() <= 2048 && text.len() > 2040 && text.ends_with('…'), "{}", text.len());
        }
    }

    #[test]
    fn several_messages_become_one() {
        let all = [message("督办"), message("超期")];
        let it = Message::digest(&all);
        assert_eq!(it.title, "2 条新消息 / 2 messages");
        assert_eq!(it.lines, ["· 督办：人民路 12 号", "· 超期：人民路 12 号"]);
        assert_eq!(it.id, "7,7", "it stands for both");
        assert_eq!(Message::digest(&all[..1]), all[0]);
        assert_eq!(Message::digest(&[]).lines.len(), 0);
    }
}
