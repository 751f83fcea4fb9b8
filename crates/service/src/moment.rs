//! Moments as people write them.

use jiff::{
    Timestamp,
    civil::Date,
    fmt::temporal::DateTimePrinter,
    tz::{Offset, TimeZone},
};

/// All of China keeps UTC+8, without summer time since 1991.
const OFFSET: Offset = jiff::tz::offset(8);

/// Reads an RFC 3339 moment, or a day such as 2026-11-01 as its last millisecond in Asia/Shanghai: milliseconds since 1970.
///
/// A blank in the place of the offset's `+` counts as one; addresses lose it on the way. `None` for any other text.
///
/// ```
/// let end = service::moment("2026-11-21").unwrap();
/// assert_eq!(service::moment("2026-11-22T00:00:00 08:00"), Some(end + 1));
/// assert_eq!(service::moment("yesterday"), None);
/// ```
pub fn moment(text: &str) -> Option<i64> {
    let end_of_day = |it: Date| {
        let start = it.tomorrow().ok()?.to_zoned(TimeZone::fixed(OFFSET)).ok()?;
        Some(start.timestamp().as_millisecond() - 1)
    };
    let day = text.parse().ok().filter(|_| text.len() == 10).and_then(end_of_day);
    let exact = || text.replace(' ', "+").parse::<Timestamp>().ok().map(Timestamp::as_millisecond);
    day.or_else(exact)
}

/// Writes milliseconds since 1970-01-01T00:00:00Z as RFC 3339 with the offset +08:00.
///
/// A moment beyond the calendar's end is written as the calendar's end.
pub fn local_time(ms: i64) -> String {
    let seconds_only = Timestamp::from_second(ms.div_euclid(1000)).unwrap_or(Timestamp::MAX);
    let zoned = seconds_only.to_zoned(TimeZone::fixed(OFFSET));
    let mut text = String::with_capacity(25);
    // Writing to a string cannot fail.
    let _ = DateTimePrinter::new().print_timestamp_with_offset(&zoned.timestamp(), OFFSET, &mut text);
    text
}
