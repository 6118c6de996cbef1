//! How long to wait before another attempt.

use crate::text;

/// The first delay, in milliseconds; each further one is twice as long.
const FIRST_DELAY: u64 = 200;
/// The longest delay of our own, in milliseconds.
const LONGEST_DELAY: u64 = 10_000;
/// The longest delay that a server may ask for, in milliseconds.
const LONGEST_ASKED: u64 = 60_000;

/// How long the server asks to wait, in milliseconds and capped: seconds, or a date. Garbage and what has passed is ignored.
pub fn asked_delay(retry_after: Option<&str>, wall_clock: u64) -> Option<u64> {
    let text = retry_after?.trim();
    let seconds = || Some(text::number(text)?.min(LONGEST_ASKED).wrapping_mul(1_000));
    let date = || http_date(text)?.checked_sub(wall_clock);
    seconds().or_else(date).map(|asked| asked.min(LONGEST_ASKED))
}

/// Milliseconds since 1970 of a date as RFC 9110 wants it sent: `Sun, 06 Nov 1994 08:49:37 GMT`.
fn http_date(text: &str) -> Option<u64> {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let mut parts = text.strip_suffix(" GMT")?.split([' ', ':']).skip(1);
    let number = |digits: Option<&str>| text::number(digits?).filter(|number| *number < 10_000);
    let day = number(parts.next())?;
    let name = parts.next()?;
    let month = MONTHS.iter().position(|known| *known == name)? as u64;
    let (year, hour, minute, second) = (
        number(parts.next())?,
        number(parts.next())?,
        number(parts.next())?,
        number(parts.next())?,
    );
    // No number has more than four digits, so that nothing below can overflow.
    // Days are counted from March, so that the leap day is the last of its year.
    let (year, month) = if month < 2 {
        (year.checked_sub(1)?, month.wrapping_add(10))
    } else {
        (year, month.wrapping_sub(2))
    };
    let leap_days = (year / 4).wrapping_sub(year / 100).wrapping_add(year / 400);
    let before_month = month.wrapping_mul(153).wrapping_add(2) / 5;
    let days = year
        .wrapping_mul(365)
        .wrapping_add(leap_days)
        .wrapping_add(before_month)
        .wrapping_add(day);
    const TO_1970: u64 = 719_469; // from 1 March of the year 0, its first day counted as 1
    let hours = days.checked_sub(TO_1970)?.wrapping_mul(24).wrapping_add(hour);
    let seconds = hours
        .wrapping_mul(3_600)
        .wrapping_add(minute.wrapping_mul(60))
        .wrapping_add(second);
    Some(seconds.wrapping_mul(1_000))
}

/// Our own delay before a retry, counted from 1: exponential, with full jitter.
pub fn own_delay(retry: u32, random: f64) -> u64 {
    (random * backoff(retry) as f64) as u64
}

/// The longest that the delay before a retry, or a poll, can be.
pub fn backoff(retry: u32) -> u64 {
    const MOST_DOUBLINGS: u32 = 6;
    let doublings = retry.saturating_sub(1).min(MOST_DOUBLINGS);
    FIRST_DELAY.wrapping_shl(doublings).min(LONGEST_DELAY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_may_ask_for_seconds_or_a_date_but_not_for_more_than_a_minute() {
        let now = 784_111_777_000; // Sun, 06 Nov 1994 08:49:37 GMT
        let table = [
            ("0", Some(0)),
            ("7", Some(7_000)),
            (" 7 ", Some(7_000)),
            ("86400", Some(60_000)),
            ("99999999999999999999999", Some(60_000)),
            ("Sun, 06 Nov 1994 08:49:40 GMT", Some(3_000)),
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(0)),
            ("Mon, 07 Nov 1994 08:49:37 GMT", Some(60_000)),
            ("Sun, 06 Nov 1994 08:49:36 GMT", None),
            ("-7", None),
            ("7.5", None),
            ("soon", None),
            ("", None),
            ("Sun, 06 Nox 1994 08:49:40 GMT", None),
            ("Sun, 06 Nov 1994 GMT", None),
        ];
        for (header, delay) in table {
            assert_eq!(asked_delay(Some(header), now), delay, "{header:?}");
        }
        assert_eq!(asked_delay(None, now), None);
    }

    #[test]
    fn dates_are_counted_over_leap_years() {
        let table = [
            ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
            ("Tue, 29 Feb 2000 12:00:00 GMT", 951_825_600),
            ("Wed, 01 Mar 2000 00:00:00 GMT", 951_868_800),
            ("Thu, 31 Dec 2026 23:59:59 GMT", 1_798_761_599),
            ("Mon, 01 Mar 2100 00:00:00 GMT", 4_107_542_400),
        ];
        for (date, seconds) in table {
            assert_eq!(http_date(date), Some(seconds * 1_000), "{date}");
        }
    }

    #[test]
    fn our_own_delays_double_up_to_ten_seconds() {
        let longest: Vec<u64> = (1..=8).map(backoff).collect();
        assert_eq!(longest, [200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000]);
        assert_eq!(own_delay(3, 0.0), 0);
        assert_eq!(own_delay(3, 0.5), 400);
    }
}
