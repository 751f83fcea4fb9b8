//! Times on the wire: RFC 3339 in the district's time zone.

use jiff::{
    Timestamp,
    fmt::temporal::DateTimePrinter,
    tz::{Offset, TimeZone},
};

use crate::Problem;

/// All of China keeps UTC+8, without summer time since 1991.
const OFFSET: Offset = jiff::tz::offset(8);

/// Writes milliseconds since 1970-01-01T00:00:00Z as RFC 3339 with the offset +08:00.
///
/// A moment beyond the calendar's end is written as the calendar's end.
pub(crate) fn local_time(ms: i64) -> String {
    let seconds_only = Timestamp::from_second(ms.div_euclid(1000)).unwrap_or(Timestamp::MAX);
    let zoned = seconds_only.to_zoned(TimeZone::fixed(OFFSET));
    let mut text = String::with_capacity(25);
    // Writing to a string cannot fail.
    let _ = DateTimePrinter::new().print_timestamp_with_offset(&zoned.timestamp(), OFFSET, &mut text);
    text
}

/// Reads an RFC 3339 moment as milliseconds since 1970-01-01T00:00:00Z.
pub(crate) fn moment(field: &str, text: &str) -> Result<i64, Problem> {
    // A `+` of an offset that was not percent-encoded arrives as a space.
    let spelled = text.replace(' ', "+");
    spelled.parse::<Timestamp>().map(Timestamp::as_millisecond).map_err(|_| {
        let zh = "不是 RFC 3339 时间，例如 2026-11-21T08:00:00+08:00";
        Problem::invalid(field, text, zh, "not an RFC 3339 time such as 2026-11-21T08:00:00+08:00")
    })
}

/// Reads an RFC 3339 moment, or a day such as 2026-11-01 as its last millisecond in the district's time zone.
pub(crate) fn moment_or_day(field: &str, text: &str) -> Result<i64, Problem> {
    let end_of_day = |it: jiff::civil::Date| {
        let start = it.tomorrow().ok()?.to_zoned(TimeZone::fixed(OFFSET)).ok()?;
        Some(start.timestamp().as_millisecond() - 1)
    };
    let day = text.parse().ok().filter(|_| text.len() == 10).and_then(end_of_day);
    day.map_or_else(|| moment(field, text), Ok)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_in_local_time_and_read_back() {
        assert_eq!(local_time(1_795_266_303_999), "2026-11-21T21:05:03+08:00");
        assert_eq!(moment("from", "2026-11-21T21:05:03+08:00").unwrap(), 1_795_266_303_000);
        assert_eq!(moment("from", "2026-11-21T21:05:03 08:00").unwrap(), 1_795_266_303_000);
        assert_eq!(moment("from", "2026-11-21T13:05:03Z").unwrap(), 1_795_266_303_000);
        assert_eq!(local_time(-1), "1970-01-01T07:59:59+08:00");
        local_time(i64::MAX);
    }

    #[test]
    fn a_day_means_its_end() {
        let end = moment("at", "2026-11-22T00:00:00+08:00").unwrap() - 1;
        assert_eq!(moment_or_day("at", "2026-11-21").unwrap(), end);
        assert_eq!(moment_or_day("at", "2026-11-22T00:00:00+08:00").unwrap(), end + 1);
        assert_eq!(moment_or_day("at", "21.11.2026").unwrap_err().status, 422);
    }

    #[test]
    fn what_is_no_moment_is_named() {
        for text in ["", "yesterday", "2026-11-21", "2026-13-01T00:00:00Z"] {
            let problem = moment("from", text).unwrap_err();
            assert_eq!((problem.status, problem.errors[0].field.as_str()), (422, "from"), "{text}");
        }
    }
}
