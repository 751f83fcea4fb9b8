//! What a robot's answer means.

use model::{Failing, RobotKind};
use serde_json::Value;

/// What a robot's answer means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The message arrived.
    Delivered,
    /// It may arrive later.
    Again {
        /// What was said.
        why: Failing,
        /// How long to wait at least, in milliseconds, where the vendor says so.
        wait_ms: Option<i64>,
    },
    /// It will never arrive: the key is wrong, the robot is gone, the message is refused.
    Never {
        /// What was said.
        why: Failing,
    },
}

/// A robot that sends too much is silent for so long: ten minutes at `DingTalk` (its documentation of custom robots), and nobody
/// promises less.
const PENALTY_MS: i64 = 10 * 60_000;
/// How much of an answer is kept, in characters.
const KEPT: usize = 200;

/// Tells what an answer means.
pub fn verdict(kind: RobotKind, status: u16, body: &str) -> Verdict {
    let why = || {
        let said: String = body.chars().filter(|it| !it.is_control()).take(KEPT).collect();
        Failing { zh: format!("对方答复 {status}：{said}"), en: format!("it answered {status}: {said}") }
    };
    match status {
        200..=299 => {}
        // Redirects are not followed: a host on the list could lead anywhere.
        300..=399 => {
            let (zh, en) = ("不跟随重定向", "redirects are not followed");
            let why =
                Failing { zh: format!("对方答复 {status}：{zh}"), en: format!("it answered {status}: {en}") };
            return Verdict::Never { why };
        }
        429 => return Verdict::Again { why: why(), wait_ms: Some(PENALTY_MS) },
        408 | 425 | 500..=599 => return Verdict::Again { why: why(), wait_ms: None },
        _ => return Verdict::Never { why: why() },
    }
    if kind == RobotKind::Generic {
        return Verdict::Delivered;
    }
    // All three answer 200 and put the truth into the body.
    let answer: Option<Value> = serde_json::from_str(body).ok();
    let number = |name: &str| answer.as_ref().and_then(|it| it.get(name)).and_then(Value::as_i64);
    let code = match kind {
        RobotKind::Feishu => number("code").or_else(|| number("StatusCode")),
        _ => number("errcode"),
    };
    match (kind, code) {
        (_, Some(0)) => Verdict::Delivered,
        // Too many messages.
        (RobotKind::WeCom, Some(45009))
        | (RobotKind::DingTalk, Some(130_101 | 90_030))
        | (RobotKind::Feishu, Some(11_232)) => Verdict::Again { why: why(), wait_ms: Some(PENALTY_MS) },
        // Busy.
        (_, Some(-1) | None) => Verdict::Again { why: why(), wait_ms: None },
        _ => Verdict::Never { why: why() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_body_tells_the_truth_behind_a_200() {
        let cases = [
            (RobotKind::WeCom, r#"{"errcode":0,"errmsg":"ok"}"#, "delivered"),
            (RobotKind::WeCom, r#"{"errcode":45009,"errmsg":"api freq out of limit"}"#, "wait"),
            (RobotKind::WeCom, r#"{"errcode":93000,"errmsg":"invalid webhook url"}"#, "never"),
            (RobotKind::DingTalk, r#"{"errcode":0,"errmsg":"ok"}"#, "delivered"),
            (RobotKind::DingTalk, r#"{"errcode":310000,"errmsg":"sign not match"}"#, "never"),
            (RobotKind::DingTalk, r#"{"errcode":130101,"errmsg":"send too fast"}"#, "wait"),
            (RobotKind::DingTalk, r#"{"errcode":-1,"errmsg":"system busy"}"#, "again"),
            (RobotKind::Feishu, r#"{"StatusCode":0,"StatusMessage":"success"}"#, "delivered"),
            (RobotKind::Feishu, r#"{"code":19021,"msg":"sign match fail"}"#, "never"),
            (RobotKind::Feishu, r#"{"code":11232,"msg":"frequency limited"}"#, "wait"),
            (RobotKind::Feishu, "<html>", "again"),
            (RobotKind::Generic, "", "delivered"),
        ];
        for (kind, body, expected) in cases {
            let found = match verdict(kind, 200, body) {
                Verdict::Delivered => "delivered",
                Verdict::Again { wait_ms: Some(_), .. } => "wait",
                Verdict::Again { .. } => "again",
                Verdict::Never { .. } => "never",
            };
            assert_eq!(found, expected, "{kind:?} {body}");
        }
    }

    #[test]
    fn a_failing_host_is_asked_again_and_a_refusing_one_is_not() {
        let of = |status| verdict(RobotKind::Generic, status, "x");
        assert!(matches!(of(503), Verdict::Again { wait_ms: None, .. }));
        assert!(matches!(of(429), Verdict::Again { wait_ms: Some(_), .. }));
        assert!(matches!(of(404), Verdict::Never { .. }));
        assert!(matches!(of(302), Verdict::Never { .. }));
    }
}
