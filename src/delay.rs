//! How long to wait before another attempt.

use crate::text;

/// The first delay, in milliseconds; each further one is twice as long.
const FIRST_DELAY: u64 = 200;
/// The longest delay of our own, in milliseconds.
const LONGEST_DELAY: u64 = 10_000;
/// The longest delay that a server may ask for, in milliseconds.
const LONGEST_ASKED: u64 = 60_000;

/// How long the server asks to wait, in milliseconds and capped: seconds, or a date that `until` says how far away it is.
/// Garbage and what has passed is ignored.
pub fn asked_delay(retry_after: Option<&str>, until: impl Fn(&str) -> Option<u64>) -> Option<u64> {
    let text = retry_after?.trim();
    let asked = match text::number(text) {
        Some(seconds) => seconds.min(LONGEST_ASKED).wrapping_mul(1_000),
        // RFC 9110 has its dates in GMT; JavaScript takes much else for a date.
        None if text.ends_with(" GMT") => until(text)?,
        None => return None,
    };
    Some(asked.min(LONGEST_ASKED))
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
        let until = |date: &str| match date {
            "Sun, 06 Nov 1994 08:49:40 GMT" => Some(3_000),
            "Mon, 07 Nov 1994 08:49:37 GMT" => Some(86_400_000),
            "Sun, 06 Nov 1994 08:49:37 GMT" => Some(0),
            "tomorrow" => panic!("no date of RFC 9110"),
            _ => None,
        };
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
            ("tomorrow", None),
            ("-7", None),
            ("7.5", None),
            ("", None),
        ];
        for (header, delay) in table {
            assert_eq!(asked_delay(Some(header), until), delay, "{header:?}");
        }
        assert_eq!(asked_delay(None, until), None);
    }

    #[test]
    fn our_own_delays_double_up_to_ten_seconds() {
        let longest: Vec<u64> = (1..=8).map(backoff).collect();
        assert_eq!(longest, [200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000]);
        assert_eq!(own_delay(3, 0.0), 0);
        assert_eq!(own_delay(3, 0.5), 400);
    }
}
