//! Times on the wire: RFC 3339 in the district's time zone.

use jiff::Timestamp;
use service::Refused;
pub(crate) use service::local_time;

use crate::Problem;

/// Reads an RFC 3339 moment as milliseconds since 1970-01-01T00:00:00Z.
pub(crate) fn moment(field: &str, text: &str) -> Result<i64, Problem> {
    // A `+` of an offset that was not percent-encoded arrives as a space.
    let spelled = text.replace(' ', "+");
    let refused = |_| Refused::moment(field, text).into();
    spelled.parse::<Timestamp>().map(Timestamp::as_millisecond).map_err(refused)
}

/// Reads an RFC 3339 moment, or a day such as 2026-11-01 as its last millisecond in the district's time zone.
pub(crate) fn moment_or_day(field: &str, text: &str) -> Result<i64, Problem> {
    service::moment(text).ok_or_else(|| Refused::moment(field, text).into())
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
