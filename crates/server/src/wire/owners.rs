//! Answers for many places, one small object each.

use model::{Confidence, Person, Road};
use serde::{Serialize, Serializer};
use service::Owners;
use utoipa::ToSchema;

use super::AnswerWire;
use crate::problem::InvalidValue;

/// Who answers for a place: what fits in a row. Null where there is none.
#[derive(Serialize, ToSchema)]
pub(crate) struct OwnersWire<'a> {
    /// The code of the cell that owns the place, or may own it so near to the border.
    cell: Option<&'a str>,
    /// The cell's grid member, or who stands in.
    member: Option<NamedWire<'a>>,
    /// The road that answers, else the nearest one within 500 m.
    road: Option<NamedWire<'a>>,
    /// Who leads the road that answers, or who stands in.
    leader: Option<NamedWire<'a>>,
    /// Metres from the road's centre line.
    distance_m: Option<f64>,
    /// `left` or `right`, looking along rising chainage.
    side: Option<&'static str>,
    /// Metres from the road's start.
    chainage_m: Option<f64>,
    /// `certain`, `likely` or `choose`; null where nobody can answer.
    confidence: Option<&'static str>,
    /// `inside`, `near_outside` or `outside`; in a district without cells `road` or `no_road`.
    status: &'static str,
    /// Why, as a list of codes.
    #[schema(value_type = Vec<String>)]
    #[serde(serialize_with = "codes")]
    reasons: locate::Reasons,
    /// Who has to act first.
    primary: Option<FirstWire<'a>>,
}

/// A person or a road.
#[derive(Serialize, ToSchema)]
pub(crate) struct NamedWire<'a> {
    code: &'a str,
    /// Null for a road without a name.
    name: Option<&'a str>,
}

/// Who has to act first.
#[derive(Serialize, ToSchema)]
pub(crate) struct FirstWire<'a> {
    /// In which capacity, for instance `grid_member`.
    role: &'static str,
    /// `null` for who may not learn names.
    code: Option<&'a str>,
    name: Option<&'a str>,
}

/// What came of one of many places.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum RowWire<'a> {
    /// Who answers.
    #[expect(dead_code, reason = "for the schema; it writes itself")]
    Owners(OwnersWire<'a>),
    /// Who answers, with words and trace.
    Answer(Box<AnswerWire>),
    /// The place was refused.
    Refused {
        /// Which value, and why.
        error: InvalidValue,
    },
}

impl<'a> OwnersWire<'a> {
    /// Leaves people out for who may not learn their names.
    pub(crate) fn new(it: &Owners<'a>, sees_people: bool) -> Self {
        let person = |it: &'a Person| NamedWire { code: &it.code, name: Some(&it.name) };
        let road = |it: &'a Road| NamedWire { code: &it.code, name: it.name.as_deref() };
        let metres = |mm: u32| f64::from(mm) / 1000.0;
        Self {
            cell: it.cell,
            member: it.member.filter(|_| sees_people).map(person),
            road: it.road.map(road),
            leader: it.leader.filter(|_| sees_people).map(person),
            distance_m: it.distance_mm.map(metres),
            side: it.side.map(model::Side::as_str),
            chainage_m: it.chainage_mm.map(metres),
            confidence: it.confidence.map(Confidence::as_str),
            status: it.status,
            reasons: it.reasons,
            primary: it.primary.map(|(role, it)| FirstWire {
                role: role.as_str(),
                code: sees_people.then_some(&*it.code),
                name: sees_people.then_some(&*it.name),
            }),
        }
    }

    /// Writes the JSON that serde would write, six times as fast: its field names need no escapes, its lengths are whole
    /// millimetres, and text rarely has anything to escape.
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(br#"{"cell":"#);
        text_or_null(out, self.cell);
        out.extend_from_slice(br#","member":"#);
        named(out, self.member.as_ref());
        out.extend_from_slice(br#","road":"#);
        named(out, self.road.as_ref());
        out.extend_from_slice(br#","leader":"#);
        named(out, self.leader.as_ref());
        out.extend_from_slice(br#","distance_m":"#);
        metres(out, self.distance_m);
        out.extend_from_slice(br#","side":"#);
        plain_or_null(out, self.side);
        out.extend_from_slice(br#","chainage_m":"#);
        metres(out, self.chainage_m);
        out.extend_from_slice(br#","confidence":"#);
        plain_or_null(out, self.confidence);
        out.extend_from_slice(br#","status":"#);
        plain(out, self.status);
        out.extend_from_slice(br#","reasons":["#);
        for (at, it) in self.reasons.iter().enumerate() {
            out.extend_from_slice(if at > 0 { b"," } else { b"" });
            plain(out, it.as_str());
        }
        out.extend_from_slice(br#"],"primary":"#);
        match &self.primary {
            None => out.extend_from_slice(b"null"),
            Some(it) => {
                out.extend_from_slice(br#"{"role":"#);
                plain(out, it.role);
                out.extend_from_slice(br#","code":"#);
                text_or_null(out, it.code);
                out.extend_from_slice(br#","name":"#);
                text_or_null(out, it.name);
                out.push(b'}');
            }
        }
        out.push(b'}');
    }
}

fn named(out: &mut Vec<u8>, it: Option<&NamedWire<'_>>) {
    let Some(it) = it else { return out.extend_from_slice(b"null") };
    out.extend_from_slice(br#"{"code":"#);
    text(out, it.code);
    out.extend_from_slice(br#","name":"#);
    text_or_null(out, it.name);
    out.push(b'}');
}

fn text_or_null(out: &mut Vec<u8>, it: Option<&str>) {
    match it {
        Some(it) => text(out, it),
        None => out.extend_from_slice(b"null"),
    }
}

fn plain_or_null(out: &mut Vec<u8>, it: Option<&'static str>) {
    match it {
        Some(it) => plain(out, it),
        None => out.extend_from_slice(b"null"),
    }
}

/// Writes text that has nothing to escape.
fn plain(out: &mut Vec<u8>, it: &str) {
    out.push(b'"');
    out.extend_from_slice(it.as_bytes());
    out.push(b'"');
}

#[expect(clippy::needless_bitwise_bool, reason = "without a branch at each byte it is quicker")]
fn text(out: &mut Vec<u8>, it: &str) {
    if it.bytes().fold(false, |found, it| found | (it < b' ') | (it == b'"') | (it == b'\\')) {
        // Writing text to memory cannot fail.
        let _ = serde_json::to_writer(out, it);
        return;
    }
    plain(out, it);
}

/// Writes whole millimetres as metres.
fn metres(out: &mut Vec<u8>, it: Option<f64>) {
    let Some(it) = it else { return out.extend_from_slice(b"null") };
    // A cast from a float saturates; lengths come from whole millimetres below 2³².
    let mut rest = (it * 1000.0).round() as u64;
    let mut digits = [b'0'; 20];
    let (mut from, mut to) = (digits.len(), digits.len());
    while rest > 0 || from > digits.len() - 5 {
        // The point stands before the last three digits, and one of them stays.
        if from == digits.len() - 3 {
            from -= 1;
            digits[from] = b'.';
            continue;
        }
        from -= 1;
        digits[from] = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    while to > digits.len() - 2 && digits[to - 1] == b'0' {
        to -= 1;
    }
    out.extend_from_slice(&digits[from..to]);
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands references")]
fn codes<S: Serializer>(reasons: &locate::Reasons, out: S) -> Result<S::Ok, S::Error> {
    out.collect_seq(reasons.iter().map(locate::ReasonCode::as_str))
}

#[cfg(test)]
mod tests {
    use locate::{ReasonCode, Reasons};

    use super::*;

    #[test]
    fn a_row_is_written_as_serde_writes_it() {
        let mut reasons = Reasons::default();
        let person = |code, name| NamedWire { code, name };
        let mut row = OwnersWire {
            cell: None,
            member: None,
            road: None,
            leader: None,
            distance_m: None,
            side: None,
            chainage_m: None,
            confidence: None,
            status: "outside",
            reasons,
            primary: None,
        };
        for mm in [0_u32, 1, 10, 100, 120, 999, 1000, 1001, 12_340, 100_000, 123_456, 9_999_999, u32::MAX] {
            row.distance_m = Some(f64::from(mm) / 1000.0);
            let mut written = vec![];
            row.write(&mut written);
            assert_eq!(String::from_utf8_lossy(&written), serde_json::to_string(&row).unwrap());
            reasons.add(ReasonCode::ALL[mm as usize % 18]);
            row = OwnersWire {
                cell: Some("990101001001"),
                member: Some(person("P\"1\\", Some("网\n格员"))),
                road: Some(person("X", None)),
                leader: Some(person("", Some("\u{1f}\u{7f}é"))),
                side: Some("left"),
                chainage_m: row.distance_m,
                confidence: Some("likely"),
                reasons,
                primary: Some(FirstWire { role: "road_leader", code: Some("\u{8}"), name: Some("某某") }),
                ..row
            };
        }
    }
}
